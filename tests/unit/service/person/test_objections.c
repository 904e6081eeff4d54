/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules W6 */
#include "unit/service/ear.h"

#include "service/person/objections.h"
#include "service/retention/purge.h"

struct refs {
	char texts[4][JOURNAL_REF_SIZE];
	char *args[4];
	size_t len;
};

static bool note_ref(void *arg, const struct objections_item *item)
{
	struct refs *refs = arg;

	snprintf(refs->texts[refs->len], JOURNAL_REF_SIZE, "%s", item->ref);
	refs->args[refs->len] = refs->texts[refs->len];
	refs->len++;
	assert_null(item->purpose);
	return true;
}

static void make_three(struct house *h, struct refs *refs)
{
	static const struct said mails[] = {
		{.meaning = INBOUND_UNSUBSCRIBE, .from = JAN, .after_s = 1},
		{.meaning = INBOUND_STOP,
			.from = ADAM,
			.answers = NEAR,
			.after_s = 2},
		{.meaning = INBOUND_COMPLAINT, .concerns = EWA, .after_s = 3},
	};

	*refs = (struct refs){.len = 0};
	for (unsigned i = 0; i < 3; i++)
		ear_must(h, i, &mails[i]);
	IS(objections_each(h->desk, note_ref, refs), ERR_OK);
	IS(refs->len, 3);
}

static void test_confirm_and_drop(void **state)
{
	char no_ref[] = "no ref", absent[] = "DY9WMPCD";
	char *bad[] = {no_ref}, *none[] = {absent};
	struct refs refs, left = {.len = 0};
	struct buf said;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	make_three(&h, &refs);
	IS(objections_confirm(h.desk, bad, 1, &said), ERR_INVALID);
	IS(objections_confirm(h.desk, none, 1, &said), ERR_NOT_FOUND);
	IS(objections_confirm(h.desk, refs.args, 1, &said), ERR_OK);
	IS(objections_confirm(h.desk, refs.args, 1, &said), ERR_NOT_FOUND);
	/* All or none. */
	IS(objections_drop(h.desk, refs.args, 3, "forged", &said),
		ERR_NOT_FOUND);
	IS(objections_drop(h.desk, refs.args + 1, 2, "", &said), ERR_INVALID);
	IS(objections_drop(h.desk, refs.args + 1, 2, "forged", &said), ERR_OK);
	IS(ear_objections(&h, JAN), 1);
	IS(ear_unconfirmed(&h, JAN), 0);
	IS(ear_objections(&h, ADAM) + ear_objections(&h, EWA), 0);
	IS(objections_each(h.desk, note_ref, &left), ERR_OK);
	IS(left.len, 0);
	IS(ear_journal(&h, JOURNAL_CONFIRMED, refs.texts[0]), 1);
	IS(ear_journal(&h, JOURNAL_DROPPED, "forged"), 2);
	buf_free(&said);
	house_close(&h);
}

/* The reference is that of the entry that tells of it. */
static bool is_of_entry(void *arg, const struct journal_entry *entry)
{
	const struct refs *refs = arg;

	assert_int_equal(entry->kind, JOURNAL_OBJECTION);
	assert_non_null(strstr(entry->detail, "unconfirmed"));
	assert_string_equal(entry->ref, refs->texts[0]);
	assert_string_equal(entry->queue_id, "4Qxyz");
	assert_string_equal(entry->host, "mx.firma.example");
	return true;
}

static void test_refs(void **state)
{
	struct journal_filter filter = {.since_utc = INSTANT_NONE};
	struct refs refs;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	make_three(&h, &refs);
	filter.ref = refs.texts[0];
	IS(store_journal_each(h.desk->session, &filter, is_of_entry, &refs),
		ERR_OK);
	house_close(&h);
}

/* -------------------------------------------------------- what is listed */

/* The entry's number, after "journal" and a NUL, the highest octet first. */
static void test_mark(void **state)
{
	static const unsigned char expected[OBJECTION_MARK_LEN] = {'j', 'o',
		'u', 'r', 'n', 'a', 'l', 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78,
		0x9a};
	unsigned char mark[OBJECTION_MARK_LEN];

	(void)state;
	objections_mark(UINT64_C(0x123456789a), mark);
	assert_memory_equal(mark, expected, sizeof(mark));
}

struct listed {
	struct house *h;
	size_t len, stop_after;
	char text[400];
};

static const char *name_of(struct house *h, const struct pseudonym *key)
{
	static const char *const names[] = {ADAM, EWA, JAN};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct pseudonym of = ear_key(h, names[i]);

		if (memcmp(&of, key, sizeof(of)) == 0)
			return names[i];
	}
	return "?";
}

static bool list(void *arg, const struct objections_item *item)
{
	struct listed *l = arg;
	size_t len = strlen(l->text);

	(void)snprintf(l->text + len, sizeof(l->text) - len, "%s %s %s %+d;",
		name_of(l->h, &item->key), item->purpose ? item->purpose : "*",
		item->channel ? item->channel : "-",
		(int)(item->at_utc - HOUSE_NOW));
	return ++l->len != l->stop_after;
}

static void add_by(struct house *h, const char *who, const char *purpose,
	const unsigned char mark[OBJECTION_MARK_LEN], bool is_unconfirmed)
{
	const struct objection o = {.purpose = purpose,
		.at_utc = HOUSE_NOW,
		.channel = "mail",
		.is_unconfirmed = is_unconfirmed,
		.recorded_utc = HOUSE_NOW};
	const struct pseudonym key = ear_key(h, who);
	struct store_session *s = h->desk->session;

	IS(store_write_begin(s), ERR_OK);
	IS(store_objection_add_by(s, &key, &o, mark), ERR_OK);
	IS(store_write_commit(s), ERR_OK);
}

/* Under whatever keys, one objection is one; what is confirmed, or has no
 * entry of the journal, is none. */
static void test_listed(void **state)
{
	const unsigned char strange[OBJECTION_MARK_LEN] = "a click";
	unsigned char mark[OBJECTION_MARK_LEN];
	struct listed l;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	objections_mark(1, mark);
	add_by(&h, ADAM, "newsletter", mark, true);
	add_by(&h, EWA, "newsletter", mark, true);
	objections_mark(2, mark);
	add_by(&h, JAN, NULL, mark, true);
	add_by(&h, JAN, NULL, strange, true);
	objections_mark(3, mark);
	add_by(&h, JAN, NULL, mark, false);
	assert_int_equal(ear_unconfirmed(&h, JAN), 2);
	/* Of the two under one mark whichever comes first. */
	l = (struct listed){.h = &h};
	IS(objections_each(h.desk, list, &l), ERR_OK);
	IS(l.len, 2);
	assert_non_null(strstr(l.text, " newsletter mail +0;"));
	assert_non_null(strstr(l.text, JAN " * mail +0;"));
	l = (struct listed){.h = &h, .stop_after = 1};
	IS(objections_each(h.desk, list, &l), ERR_OK);
	IS(l.len, 1);
	house_close(&h);
}

/* --------------------------------------------------------- what is settled */

static const char *ref_of(uint64_t seq, char ref_r[JOURNAL_REF_SIZE])
{
	IS(store_ref_of_seq(seq, ref_r), ERR_OK);
	return ref_r;
}

/* Copies under other keys are settled with it, and no other objection. */
static void test_settled(void **state)
{
	char first[JOURNAL_REF_SIZE], second[JOURNAL_REF_SIZE], text[200];
	char *const refs[] = {first, second};
	unsigned char mark[OBJECTION_MARK_LEN];
	struct buf said;
	struct house h;

	(void)state;
	ref_of(1, first);
	ref_of(2, second);
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	objections_mark(1, mark);
	add_by(&h, ADAM, "newsletter", mark, true);
	add_by(&h, EWA, "newsletter", mark, true);
	objections_mark(2, mark);
	add_by(&h, ADAM, NULL, mark, true);
	add_by(&h, JAN, NULL, mark, true);
	IS(objections_confirm(h.desk, refs, 1, &said), ERR_OK);
	(void)snprintf(
		text, sizeof(text), "The objection %s is confirmed.\n", first);
	assert_string_equal(buf_text(&said), text);
	IS(ear_unconfirmed(&h, ADAM), 1);
	IS(ear_unconfirmed(&h, EWA), 0);
	IS(ear_objections(&h, EWA), 1);
	(void)snprintf(text, sizeof(text), "%s, channel mail", first);
	IS(ear_journal(&h, JOURNAL_CONFIRMED, text), 1);
	buf_reset(&said);
	IS(objections_drop(h.desk, refs + 1, 1, "forged", &said), ERR_OK);
	(void)snprintf(text, sizeof(text),
		"The objection %s is dropped; the reason is in the "
		"journal.\n",
		second);
	assert_string_equal(buf_text(&said), text);
	IS(ear_objections(&h, ADAM), 1);
	IS(ear_objections(&h, JAN), 0);
	(void)snprintf(text, sizeof(text), "%s: forged", second);
	IS(ear_journal(&h, JOURNAL_DROPPED, text), 1);
	buf_free(&said);
	house_close(&h);
}

/* The longest reason is one octet shorter than the entry with its reference;
 * a longer one is refused and drops nothing. */
static void test_long_reason(void **state)
{
	char reason[JOURNAL_DETAIL_MAX + 1], ref[JOURNAL_REF_SIZE];
	char *const refs[] = {ref};
	size_t most = JOURNAL_DETAIL_MAX - JOURNAL_REF_SIZE;
	unsigned char mark[OBJECTION_MARK_LEN];
	struct buf said;
	struct house h;

	(void)state;
	ref_of(1, ref);
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	objections_mark(1, mark);
	add_by(&h, ADAM, NULL, mark, true);
	memset(reason, 'x', most + 1);
	reason[most + 1] = '\0';
	IS(objections_drop(h.desk, refs, 1, NULL, &said), ERR_INVALID);
	IS(objections_drop(h.desk, refs, 1, reason, &said), ERR_INVALID);
	assert_non_null(strstr(h.desk->cause, "longer than 984 octets"));
	IS(ear_unconfirmed(&h, ADAM), 1);
	IS(said.len, 0);
	reason[most] = '\0';
	IS(objections_drop(h.desk, refs, 1, reason, &said), ERR_OK);
	IS(ear_journal(&h, JOURNAL_DROPPED, reason), 1);
	buf_free(&said);
	house_close(&h);
}

/* ------------------------------------------------------------- the reports */

static bool count_report(void *arg, const struct store_doubt *report)
{
	size_t *len = arg;

	IS(report->at_utc, HOUSE_NOW - 10 + (int64_t)*len);
	return ++*len < 2;
}

static void test_reports(void **state)
{
	size_t len = 0;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	IS(store_write_begin(h.desk->session), ERR_OK);
	for (int i = 0; i < 3; i++) {
		const struct store_doubt doubt = {.at_utc = HOUSE_NOW - 10 + i,
			.kind = DOUBT_REPORT,
			.cause = DOUBT_SEVERAL,
			.key = ear_key(&h, JAN)};

		IS(store_doubt_add(h.desk->session, &doubt), ERR_OK);
	}
	IS(store_write_commit(h.desk->session), ERR_OK);
	IS(objections_reports(h.desk, count_report, &len), ERR_OK);
	IS(len, 2);
	ear_sql(&h, "ALTER TABLE doubt RENAME TO away");
	IS(objections_reports(h.desk, count_report, &len), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "reading reports"));
	house_close(&h);
}

/* -------------------------------------------------------------- the faults */

static void test_faults(void **state)
{
	char ref[JOURNAL_REF_SIZE];
	char *const refs[] = {ref};
	unsigned char mark[OBJECTION_MARK_LEN];
	struct listed l = {.len = 0};
	struct buf said;
	struct house h;

	(void)state;
	ref_of(1, ref);
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	objections_mark(1, mark);
	add_by(&h, ADAM, NULL, mark, true);
	ear_sql(&h,
		"CREATE TRIGGER a BEFORE UPDATE ON fact BEGIN SELECT"
		" RAISE(FAIL, 'broken'); END;"
		"CREATE TRIGGER b BEFORE DELETE ON fact BEGIN SELECT"
		" RAISE(FAIL, 'broken'); END");
	IS(objections_confirm(h.desk, refs, 1, &said), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "confirming the objection"));
	IS(objections_drop(h.desk, refs, 1, "x", &said), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "dropping the objection"));
	IS(said.len, 0);
	IS(ear_unconfirmed(&h, ADAM), 1);
	ear_sql(&h, "ALTER TABLE fact RENAME TO away");
	IS(objections_confirm(h.desk, refs, 1, &said), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "reading objections"));
	IS(objections_each(h.desk, list, &l), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "reading objections"));
	IS(l.len, 0);
	buf_free(&said);
	house_close(&h);
}

/* ---------------------------------------------------- what the mails said */

#define LIKELY                                                    \
	{                                                         \
		.meaning = INBOUND_STOP, .grade = INBOUND_LIKELY, \
		.is_proven = true, .from = ADAM, .answers = NEAR, \
		.id = "1@example.com", .word = "not interested",  \
		.after_s = -3 * DAY                               \
	}

struct waiting {
	size_t len;
	struct {
		char ref[JOURNAL_REF_SIZE], words[400], queue_id[80];
		bool has_said;
		enum doubt_grade grade;
		enum doubt_cause cause;
	} items[4];
	char *args[4];
};

static bool note_waiting(void *arg, const struct objections_item *item)
{
	const struct objections_said *said = item->said;
	struct waiting *l = arg;

	snprintf(l->items[l->len].ref, JOURNAL_REF_SIZE, "%s", item->ref);
	l->args[l->len] = l->items[l->len].ref;
	l->items[l->len].has_said = said != NULL;
	if (said) {
		l->items[l->len].grade = said->grade;
		l->items[l->len].cause = said->cause;
		assert_int_equal(said->at_utc, item->at_utc);
		snprintf(l->items[l->len].queue_id, 80, "%s", said->queue_id);
		snprintf(l->items[l->len].words, 400, "%s",
			said->words ? said->words : "none");
	}
	l->len++;
	return true;
}

static void list_waiting(struct house *h, struct waiting *l_r)
{
	*l_r = (struct waiting){.len = 0};
	IS(objections_each(h->desk, note_waiting, l_r), ERR_OK);
}

static const struct shown {
	const char *name;
	struct said said;
	enum doubt_grade grade;
	enum doubt_cause cause;
	const char *words;
} shown[] = {
	{"likely", LIKELY, DOUBT_IS_LIKELY, DOUBT_LIKELY, "not interested"},
	{"not proven",
		{.meaning = INBOUND_STOP,
			.grade = INBOUND_CERTAIN,
			.from = ADAM,
			.answers = NEAR,
			.word = "proszę mnie wypisać"},
		DOUBT_IS_CERTAIN, DOUBT_UNPROVEN, "proszę mnie wypisać"},
	{"no answer",
		{.meaning = INBOUND_STOP,
			.grade = INBOUND_LIKELY,
			.is_proven = true,
			.from = ADAM,
			.word = "enough"},
		DOUBT_IS_LIKELY, DOUBT_NO_ANSWER, "enough"},
	{"to the unsubscribe mailbox",
		{.meaning = INBOUND_UNSUBSCRIBE, .from = ADAM},
		DOUBT_IS_CERTAIN, DOUBT_UNPROVEN, "none"},
	{"a complaint", {.meaning = INBOUND_COMPLAINT, .concerns = ADAM},
		DOUBT_UNGRADED, DOUBT_UNPROVEN, "none"},
	{"harmful words",
		{.meaning = INBOUND_STOP,
			.from = ADAM,
			.word = "a\x1b[2Jb\xff\xe2\x80\xae"},
		DOUBT_IS_CERTAIN, DOUBT_UNPROVEN, "a\\x1b[2Jb\\xff\\u202e"},
};

static void check_shown(void **state)
{
	const struct shown *row = *state;
	struct waiting l;
	struct house h;

	ear_open(&h, EAR_CONFIG("20"));
	ear_must(&h, 1, &row->said);
	list_waiting(&h, &l);
	IS(l.len, 1);
	assert_true(l.items[0].has_said);
	IS(l.items[0].grade, row->grade);
	IS(l.items[0].cause, row->cause);
	assert_string_equal(l.items[0].words, row->words);
	assert_string_equal(l.items[0].queue_id, "4Qxyz");
	house_close(&h);
}

/* Each mail waits for itself; who decides ends what was kept of it. */
static void test_several(void **state)
{
	struct said mail = LIKELY;
	struct waiting l;
	struct buf said;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	ear_must(&h, 1, &mail);
	ear_must(&h, 1, &mail);
	mail.word = "no more of this";
	mail.after_s++;
	ear_must(&h, 2, &mail);
	list_waiting(&h, &l);
	IS(l.len, 2);
	assert_string_equal(l.items[0].words, "not interested");
	assert_string_equal(l.items[1].words, "no more of this");
	IS(objections_drop(h.desk, l.args, 1, "no", &said), ERR_OK);
	assert_string_equal(house_reason(&h, ADAM, "followup", NULL),
		"objection-unconfirmed");
	IS(objections_confirm(h.desk, l.args + 1, 1, &said), ERR_OK);
	assert_string_equal(
		house_reason(&h, ADAM, "followup", NULL), "objected");
	ear_sql(&h,
		"CREATE TABLE none(n INTEGER CHECK(n = 0));"
		"INSERT INTO none SELECT count(*) FROM doubt;"
		"DROP TABLE none");
	buf_free(&said);
	house_close(&h);
}

/* As long as the quarantine keeps what is held; then it waits without them. */
static void test_forgotten(void **state)
{
	struct said mail = LIKELY;
	struct purge_report report;
	struct waiting l;
	struct buf said;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20") "quarantine { keep = '2 days' }\n");
	buf_init(&said, 4000);
	ear_must(&h, 1, &mail);
	mail.after_s = -DAY;
	ear_must(&h, 2, &mail);
	IS(purge_run(h.desk, &(struct purge_options){0}, &report), ERR_OK);
	list_waiting(&h, &l);
	IS(l.len, 2);
	assert_false(l.items[0].has_said);
	assert_true(l.items[1].has_said);
	/* The contact is still known, what was asked is not. */
	IS(objections_letter(h.desk, l.args, 1, NULL, &said), ERR_OK);
	IS(ear_journal(&h, JOURNAL_CONTACT, "a letter"), 1);
	assert_false(ear_asked(&h, ADAM, "1@example.com"));
	buf_free(&said);
	house_close(&h);
}

static void test_erased(void **state)
{
	static const struct said mail = LIKELY;
	struct waiting l;
	struct buf said;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	ear_must(&h, 1, &mail);
	buf_init(&said, 4000);
	IS(purge_erase(h.desk,
		   &(struct purge_erasure){
			   .who = ADAM, .without_objection = true},
		   &said),
		ERR_OK);
	list_waiting(&h, &l);
	IS(l.len, 1);
	assert_false(l.items[0].has_said);
	buf_free(&said);
	house_close(&h);
}

/* --------------------------------------------------------- it was a letter */

static const struct letter {
	const char *name;
	struct said said;
	const char *who;
	const char *reason;
	const char *words; /* in the journal */
	bool is_contact;
} letters[] = {
	{"of a person on record", LIKELY, ADAM, NULL, "it was a letter", true},
	{"with a reason", LIKELY, ADAM, "asks for a price",
		"it was a letter: asks for a price", true},
	{"whose sender is not proven",
		{.meaning = INBOUND_STOP,
			.grade = INBOUND_CERTAIN,
			.from = ADAM,
			.id = "1@example.com",
			.after_s = -3 * DAY},
		ADAM, NULL, "it was a letter", true},
	{"of nobody on record",
		{.meaning = INBOUND_STOP,
			.grade = INBOUND_LIKELY,
			.from = JAN,
			.id = "1@example.com",
			.after_s = -3 * DAY},
		JAN, NULL, "it was a letter", false},
};

static void check_letter(void **state)
{
	const struct letter *row = *state;
	struct subject s;
	struct waiting l;
	struct buf said;
	struct house h;

	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	subject_init(&s);
	ear_must(&h, 1, &row->said);
	assert_false(ear_asked(&h, row->who, "1@example.com"));
	list_waiting(&h, &l);
	IS(objections_letter(h.desk, l.args, 1, row->reason, &said), ERR_OK);
	assert_non_null(strstr(buf_text(&said),
		row->is_contact ? "contact of 2018-06-" : "not on record"));
	ear_subject(&h, row->who, &s);
	IS(s.objections_len, 0);
	/* From the day of the letter, not from today. */
	IS(s.contacts_len, row->is_contact ? 2 : 0);
	if (row->is_contact)
		IS(s.contacts[0], HOUSE_NOW - 3 * DAY);
	assert_true(ear_asked(&h, row->who, "1@example.com"));
	IS(ear_journal(&h, JOURNAL_DROPPED, row->words), 1);
	IS(ear_journal(&h, JOURNAL_CONTACT, NULL), row->is_contact);
	IS(objections_letter(h.desk, l.args, 1, NULL, &said), ERR_NOT_FOUND);
	subject_free(&s);
	buf_free(&said);
	house_close(&h);
}

/* A key that has the objection may be another person's today, who wrote
 * nothing (store/spelling.h). */
static const struct joined {
	const char *name;
	bool is_forgotten; /* what the mail said */
	size_t contacts[2]; /* of the writer and of the other */
	const char *told;
} joined[] = {
	{"a letter is its writer's", false, {2, 1}, "contact of 2018-06-"},
	{"a letter of one of two is nobody's", true, {1, 1},
		"Which of 2 persons"},
};

static void put_on_record(struct house *h, const char *who)
{
	const struct pseudonym key = ear_key(h, who);
	const struct store_person person = {.relation = "prospect",
		.relation_since_utc = house_instant(h, "2018-06-01"),
		.relation_end_utc = INSTANT_NONE,
		.source = "chat",
		.collected_utc = house_instant(h, "2018-06-01"),
		.last_contact_utc = house_instant(h, "2018-06-01"),
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE};

	IS(store_write_begin(h->desk->session), ERR_OK);
	IS(store_person_put(h->desk->session, &key, &person), ERR_OK);
	IS(store_write_commit(h->desk->session), ERR_OK);
}

static void check_joined(void **state)
{
	static const char *const who[2] = {ADAM, EWA};
	static const struct said mail = LIKELY;
	const struct joined *row = *state;
	unsigned char mark[OBJECTION_MARK_LEN];
	struct waiting l;
	struct buf said;
	struct house h;
	uint64_t seq;

	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	put_on_record(&h, EWA);
	ear_must(&h, 1, &mail);
	list_waiting(&h, &l);
	IS(store_seq_of_ref(l.args[0], &seq), ERR_OK);
	objections_mark(seq, mark);
	add_by(&h, EWA, NULL, mark, true);
	if (row->is_forgotten) {
		IS(desk_begin(h.desk), ERR_OK);
		IS(store_doubts_purge(h.desk->session, INT64_MAX), ERR_OK);
		IS(desk_end(h.desk, ERR_OK), ERR_OK);
	}
	IS(objections_letter(h.desk, l.args, 1, NULL, &said), ERR_OK);
	assert_non_null(strstr(buf_text(&said), row->told));
	for (size_t i = 0; i < 2; i++) {
		struct subject s;

		subject_init(&s);
		ear_subject(&h, who[i], &s);
		IS(s.contacts_len, row->contacts[i]);
		IS(s.objections_len, 0);
		subject_free(&s);
	}
	buf_free(&said);
	house_close(&h);
}

/* All or none, and a complaint is none. */
static void test_no_letter(void **state)
{
	char reason[JOURNAL_DETAIL_MAX + 1];
	struct refs refs;
	struct buf said;
	struct house h;

	(void)state;
	memset(reason, 'x', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	make_three(&h, &refs);
	IS(objections_letter(h.desk, refs.args, 3, NULL, &said), ERR_INVALID);
	assert_non_null(strstr(h.desk->cause, "complaint"));
	IS(objections_letter(h.desk, refs.args, 1, reason, &said), ERR_INVALID);
	IS(ear_unconfirmed(&h, ADAM), 1);
	IS(ear_journal(&h, JOURNAL_CONTACT, NULL), 0);
	IS(objections_letter(h.desk, refs.args, 2, NULL, &said), ERR_OK);
	IS(ear_unconfirmed(&h, ADAM) + ear_unconfirmed(&h, JAN), 0);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"unconfirmed ones are confirmed, dropped",
			test_confirm_and_drop},
		{"an unconfirmed one is known by its entry", test_refs},
		{"the mark of an entry", test_mark},
		{"each is listed once", test_listed},
		{"copies are settled, too", test_settled},
		{"a long reason", test_long_reason},
		{"reports that did not count", test_reports},
		{"a store that fails", test_faults},
		{"several of one person", test_several},
		{"words are forgotten", test_forgotten},
		{"words go with the person", test_erased},
		{"no letter", test_no_letter},
	};
	struct rows all = {0};

	rows_add(&all, shown, check_shown);
	rows_add(&all, letters, check_letter);
	rows_add(&all, joined, check_joined);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		rows_add_one(&all, tests[i].name, tests[i].test, NULL);
	return rows_run("objections", &all);
}
