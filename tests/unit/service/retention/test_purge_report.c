/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules E1 E2 E4 */
/* What a purge counts, tells, journals and leaves behind. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/person/record.h"
#include "service/person/requests.h"
#include "service/retention/purge.h"
#include "store/removal.h"

#define MANY 500
#define BATCH 200
#define PAGE 5000

/* A prospect's month is over for a contact before 2018-06-01. */
#define OVER (HOUSE_NOW - 60 * DAY)
#define GOING (HOUSE_NOW - 5 * DAY)

static struct pseudonym key_of(unsigned number)
{
	struct pseudonym key = {{0}};
	unsigned mixed = number * 2654435761u + 1;

	memcpy(key.bytes, &mixed, sizeof(mixed));
	return key;
}

/* "len" persons, of whom the first "over" are due. */
static void add_persons(struct house *h, unsigned len, unsigned over,
	const char *relation, const char *ref)
{
	struct store_person person = {.relation = relation,
		.relation_since_utc = INSTANT_NONE,
		.relation_end_utc = INSTANT_NONE,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE,
		.ref = ref};

	IS(store_write_begin(h->desk->session), ERR_OK);
	for (unsigned i = 0; i < len; i++) {
		const struct pseudonym key = key_of(i);

		person.collected_utc = person.last_contact_utc =
			i < over ? OVER : GOING;
		IS(store_person_put(h->desk->session, &key, &person), ERR_OK);
	}
	IS(store_write_commit(h->desk->session), ERR_OK);
}

static int64_t persons(struct house *h)
{
	int64_t count;

	IS(store_subjects_count(h->desk->session, &count), ERR_OK);
	return count;
}

/* ------------------------------------------------------ whether it is trusted */

/* E2: a run that would remove more than a fifth of at least twenty waits for
 * a person's word. */
static const struct trust_row {
	const char *name;
	unsigned len, over;
	bool is_dry, is_confirmed;
	enum err e;
	bool is_refused; /* told of a dry run */
	unsigned removed, left;
} trust_rows[] = {
	{"a fifth goes", 20, 4, false, false, ERR_OK, false, 4, 16},
	{"more than a fifth does not", 20, 5, false, false, ERR_LIMIT, true, 5,
		20},
	{"of nineteen all go", 19, 19, false, false, ERR_OK, false, 19, 0},
	{"with a word more goes", 20, 5, false, true, ERR_OK, false, 5, 15},
	{"a dry run tells of it", 20, 5, true, false, ERR_OK, true, 5, 20},
	{"a dry run of what would go", 20, 4, true, false, ERR_OK, false, 4,
		20},
	{"a dry run with a word", 20, 5, true, true, ERR_OK, false, 5, 20},
};

static void check_trust(void **state)
{
	const struct trust_row *row = *state;
	const struct purge_options options = {.is_dry = row->is_dry,
		.confirmed = row->is_confirmed ? "it is right" : NULL};
	struct purge_report report;
	struct house h;

	house_open(&h);
	add_persons(&h, row->len, row->over, "prospect", NULL);
	h.desk->cause[0] = '\0';
	IS(purge_run(h.desk, &options, &report), row->e);
	IS(report.is_refused, row->is_refused);
	IS(report.subjects, row->len);
	IS(report.ended, row->over);
	IS(report.removed, row->removed);
	IS(persons(&h), row->left);
	if (row->is_refused)
		assert_non_null(strstr(h.desk->cause,
			"no persons are removed: it would be 5 of 20"));
	if (row->is_refused)
		assert_non_null(strstr(h.desk->cause,
			"robinson purge --confirm --reason TEXT"));
	IS(ear_journal(
		   &h, JOURNAL_CLOCK, row->is_confirmed ? "it is right" : NULL),
		row->is_confirmed);
	IS(ear_journal(&h, JOURNAL_PURGED, NULL), row->left < row->len);
	house_close(&h);
}

static void test_bad_word(void **state)
{
	const struct purge_options options = {.confirmed = ""};
	struct purge_report report;
	struct house h;

	(void)state;
	house_open(&h);
	add_persons(&h, 2, 2, "prospect", NULL);
	IS(purge_run(h.desk, &options, &report), ERR_INVALID);
	IS(persons(&h), 2);
	house_close(&h);
}

/* ------------------------------------------------------------------ who goes */

static const struct relation_row {
	const char *name;
	const char *relation; /* of the persons */
	const char *asked; /* NULL: of all */
	bool takes_unknown;
	enum err e;
	unsigned ended, removed, unknown;
	const char *detail;
} relation_rows[] = {
	{"of all relations", "prospect", NULL, false, ERR_OK, 3, 3, 0,
		"3 persons"},
	{"of this relation", "prospect", "prospect", false, ERR_OK, 3, 3, 0,
		"3 persons of the relation prospect"},
	{"of another", "prospect", "customer", false, ERR_OK, 0, 0, 0, NULL},
	{"of one that there is not", "prospect", "friend", false, ERR_INVALID,
		0, 0, 0, NULL},
	{"of one that there is no more", "friend", NULL, false, ERR_OK, 3, 0, 3,
		NULL},
	{"and it is meant", "friend", NULL, true, ERR_OK, 3, 3, 0, "3 persons"},
	{"that one alone", "friend", "friend", true, ERR_OK, 3, 3, 0,
		"3 persons of the relation friend"},
	{"of none at all", NULL, NULL, false, ERR_OK, 3, 3, 0, "3 persons"},
	{"of none, where one is asked for", NULL, "prospect", false, ERR_OK, 0,
		0, 0, NULL},
};

static void check_relation(void **state)
{
	const struct relation_row *row = *state;
	const struct purge_options options = {
		.relation = row->asked, .takes_unknown = row->takes_unknown};
	struct purge_report report;
	struct house h;

	house_open(&h);
	add_persons(&h, 3, 3, row->relation, NULL);
	IS(purge_run(h.desk, &options, &report), row->e);
	IS(report.subjects, row->e ? 0 : 3);
	IS(report.ended, row->ended);
	IS(report.removed, row->removed);
	IS(report.unknown_relation, row->unknown);
	IS(report.restricted, 0);
	IS(persons(&h), 3 - row->removed);
	IS(ear_journal(&h, JOURNAL_PURGED, row->detail), row->detail != NULL);
	house_close(&h);
}

/* -------------------------------------------------------------- how many */

struct progress {
	int64_t last, of;
	unsigned calls;
};

static void on_progress(void *arg, int64_t subjects, int64_t of)
{
	struct progress *p = arg;

	assert_true(subjects >= p->last && subjects <= of);
	p->last = subjects;
	p->of = of;
	p->calls++;
}

/* Each in a transaction of 200 with an entry of its own. */
static void test_batches(void **state)
{
	struct progress progress = {.last = 0};
	const struct purge_options options = {.progress = on_progress,
		.arg = &progress,
		.confirmed = "a test"};
	struct purge_report report;
	struct house h;

	(void)state;
	house_open(&h);
	add_persons(&h, MANY + 1, MANY, "prospect", NULL);
	IS(purge_run(h.desk, &options, &report), ERR_OK);
	IS(report.subjects, MANY + 1);
	IS(report.removed, MANY);
	IS(persons(&h), 1);
	IS(ear_journal(&h, JOURNAL_PURGED, "200 persons"), 3);
	IS(ear_journal(&h, JOURNAL_PURGED, "100 persons"), 3);
	IS(progress.of, MANY + 1);
	IS(progress.last, MANY + 1);
	IS(progress.calls, 1);
	house_close(&h);
}

/* Who was counted before is not counted once more. */
static void test_progress_once(void **state)
{
	struct progress progress = {.last = 0};
	const struct purge_options options = {
		.progress = on_progress, .arg = &progress};
	struct purge_report report;
	struct house h;

	(void)state;
	house_open(&h);
	add_persons(&h, 10, 1, "prospect", NULL);
	IS(purge_run(h.desk, &options, &report), ERR_OK);
	IS(progress.calls, 1);
	IS(progress.last, 10);
	IS(report.removed, 1);
	IS(ear_journal(&h, JOURNAL_PURGED, "1 persons"), 1);
	house_close(&h);
}

struct due_count {
	size_t len, stop_after;
};

static bool count_due(void *arg, const struct purge_due *due)
{
	struct due_count *count = arg;

	IS(due->retention.kind, RETENTION_AT);
	assert_string_equal(due->relation, "prospect");
	assert_false(due->is_relation_unknown);
	return ++count->len != count->stop_after;
}

/* Every page, and no further than is asked. */
static void test_due_pages(void **state)
{
	static const unsigned lens[] = {PAGE - 1, PAGE, PAGE + 1};
	struct house h;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct due_count all = {.len = 0}, two = {.stop_after = 2};

		house_open(&h);
		add_persons(&h, lens[i], lens[i], "prospect", NULL);
		IS(purge_due_each(h.desk, NULL, HOUSE_NOW, count_due, &all),
			ERR_OK);
		IS(all.len, lens[i]);
		IS(purge_due_each(h.desk, NULL, HOUSE_NOW, count_due, &two),
			ERR_OK);
		IS(two.len, 2);
		house_close(&h);
	}
}

/* --------------------------------------------------- what is left of a person */

static bool take_reference(void *arg, const struct store_reference *reference)
{
	char *text = arg;
	size_t len = strlen(text);

	IS(reference->at_utc, HOUSE_NOW);
	(void)snprintf(text + len, 200 - len, "%s %s;",
		reference_act_name(reference->act), reference->ref);
	return true;
}

static void references_are(struct house *h, const char *expected)
{
	char text[200] = "";

	IS(store_references_each(h->desk->session, 0, take_reference, text),
		ERR_OK);
	assert_string_equal(text, expected);
}

/* E3: where somebody is to be told, and something is known. */
static void test_references(void **state)
{
	const struct purge_options options = {.confirmed = "a test"};
	struct purge_report report;
	struct house h;
	struct buf said;

	(void)state;
	for (int wanted = 0; wanted <= 1; wanted++) {
		house_open_with(&h,
			wanted ? "purge { notify-file = '/nowhere' }\n" : "");
		buf_init(&said, 4096);
		add_persons(&h, 1, 1, "prospect", "crm:1");
		IS(purge_run(h.desk, &options, &report), ERR_OK);
		IS(report.removed, 1);
		add_persons(&h, 1, 1, "prospect", NULL);
		IS(purge_run(h.desk, &options, &report), ERR_OK);
		IS(record_contact(h.desk,
			   &(struct record_contact){.who = ADAM,
				   .at_utc = HOUSE_NOW,
				   .source = "chat",
				   .relation = "prospect",
				   .ref = "crm:2"},
			   &said),
			ERR_OK);
		IS(purge_erase(h.desk,
			   &(struct purge_erasure){
				   .who = ADAM, .without_objection = true},
			   &said),
			ERR_OK);
		references_are(&h, wanted ? "purged crm:1;erased crm:2;" : "");
		buf_free(&said);
		house_close(&h);
	}
}

/* Letters and requests end with a purge, and not with a dry run. */
static void test_ends_the_rest(void **state)
{
	const unsigned char message[MESSAGE_DIGEST_LEN] = {9};
	struct store_correspondence asked;
	struct pseudonym key;
	struct house h;
	struct buf said;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4096);
	key = ear_key(&h, JAN);
	IS(requests_add(h.desk,
		   &(struct requests_new){.who = JAN,
			   .article = 15,
			   .received_utc = HOUSE_NOW},
		   &said),
		ERR_OK);
	IS(store_write_begin(h.desk->session), ERR_OK);
	IS(store_request_close(
		   h.desk->session, 1, HOUSE_NOW - 2000 * (int64_t)DAY, NULL),
		ERR_OK);
	IS(store_correspondence_add(h.desk->session, &key, message,
		   HOUSE_NOW - 100 * DAY, false),
		ERR_OK);
	IS(store_write_commit(h.desk->session), ERR_OK);
	for (int is_dry = 1; is_dry >= 0; is_dry--) {
		const struct purge_options options = {.is_dry = is_dry};
		struct purge_report report;
		enum err e;

		IS(purge_run(h.desk, &options, &report), ERR_OK);
		IS(store_read_begin(h.desk->session), ERR_OK);
		e = store_correspondence_get(
			h.desk->session, &key, message, "followup", &asked);
		store_read_end(h.desk->session);
		IS(e, is_dry ? ERR_OK : ERR_NOT_FOUND);
		e = requests_close(h.desk, 1, NULL, &said);
		IS(e, ERR_NOT_FOUND);
		IS(strstr(h.desk->cause, "was closed on") != NULL, is_dry);
	}
	buf_free(&said);
	house_close(&h);
}

/* ------------------------------------------------------------------ erasure */

static const struct erase_row {
	const char *name;
	const char *who;
	bool with_objection;
	enum err e;
	const char *said;
	unsigned erased, objections; /* entries */
} erase_rows[] = {
	{"a person", ADAM, false, ERR_OK,
		"Erased: the record, 2 facts and 0 held messages. Objections "
		"and withdrawals stay as a bare key (GDPR Art. 17(3)(b)).\n",
		1, 0},
	{"with an objection", ADAM, true, ERR_OK,
		"Erased: the record, 2 facts and 0 held messages. Objections "
		"and withdrawals stay as a bare key (GDPR Art. 17(3)(b)).\n"
		"An objection to all direct marketing is on record.\n",
		1, 1},
	{"who has no record", EWA, false, ERR_OK,
		"Erased: the record, 1 facts and 0 held messages. Objections "
		"and withdrawals stay as a bare key (GDPR Art. 17(3)(b)).\n",
		1, 0},
	{"nobody", JAN, false, ERR_NOT_FOUND,
		"Nothing was on record that could be erased.\n", 0, 0},
	{"nobody, with an objection", JAN, true, ERR_NOT_FOUND,
		"Nothing was on record that could be erased.\n"
		"An objection to all direct marketing is on record.\n",
		0, 1},
};

static void check_erase(void **state)
{
	const struct erase_row *row = *state;
	const struct purge_erasure erasure = {
		.who = row->who, .without_objection = !row->with_objection};
	struct purge_erasure dry = erasure;
	struct house h;
	struct buf said;

	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4096);
	/* A dry run says the same, as often as it is asked, and does nothing.
	 */
	dry.is_dry = true;
	for (int i = 0; i < 2; i++) {
		buf_reset(&said);
		IS(purge_erase(h.desk, &dry, &said), row->e);
		assert_string_equal(
			strchr(buf_text(&said), '\n') + 1, row->said);
		assert_memory_equal(buf_text(&said), "A dry run: ", 11);
		IS(ear_journal(&h, JOURNAL_ERASED, NULL), 0);
		IS(ear_journal(&h, JOURNAL_OBJECTION, NULL), 0);
		IS(ear_objections(&h, row->who), 0);
	}
	buf_reset(&said);
	IS(purge_erase(h.desk, &erasure, &said), row->e);
	assert_string_equal(buf_text(&said), row->said);
	IS(ear_journal(&h, JOURNAL_ERASED, row->erased ? "on request" : NULL),
		row->erased);
	IS(ear_journal(&h, JOURNAL_OBJECTION,
		   row->objections ? "by address, channel erasure" : NULL),
		row->objections);
	IS(ear_objections(&h, row->who), row->objections);
	/* Once more changes nothing. */
	buf_reset(&said);
	IS(purge_erase(h.desk, &erasure, &said), ERR_NOT_FOUND);
	IS(ear_journal(&h, JOURNAL_ERASED, NULL), row->erased);
	IS(ear_journal(&h, JOURNAL_OBJECTION, NULL), row->objections);
	buf_free(&said);
	house_close(&h);
}

/* ------------------------------------------------------------------- faults */

#define BROKEN(what)                         \
	"CREATE TRIGGER broken BEFORE " what \
	" BEGIN SELECT RAISE(FAIL, 'broken'); END"

static const struct fault_row {
	const char *name;
	const char *sql;
	bool spares_purge; /* that goes on */
	const char *cause;
} fault_rows[] = {
	{"the record is not removed", BROKEN("DELETE ON subject"), false,
		"removing"},
	{"the silence is not counted", BROKEN("INSERT ON silence"), false,
		"removing"},
	{"the reference is not kept", BROKEN("INSERT ON reference"), false,
		"removing"},
	{"no act without its entry", BROKEN("INSERT ON journal"), false, ""},
	{"persons cannot be read", "ALTER TABLE subject RENAME TO away", false,
		"reading"},
	{"the objection is not written", BROKEN("INSERT ON fact"), true,
		"writing the objection"},
};

/* All of a person goes, or nothing does. */
static void check_fault(void **state)
{
	const struct fault_row *row = *state;
	const struct purge_options options = {.progress = NULL};
	struct purge_report report;
	struct house h;
	struct buf said;

	ear_open(&h, EAR_CONFIG("20") "purge { notify-file = '/nowhere' }\n");
	buf_init(&said, 4096);
	add_persons(&h, 1, 1, "prospect", "crm:1");
	IS(record_contact(h.desk,
		   &(struct record_contact){.who = ADAM,
			   .at_utc = HOUSE_NOW,
			   .source = "chat",
			   .ref = "crm:2"},
		   &said),
		ERR_OK);
	ear_sql(&h, row->sql);
	h.desk->cause[0] = '\0';
	IS(purge_erase(h.desk, &(struct purge_erasure){.who = ADAM}, &said),
		ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, row->cause));
	h.desk->cause[0] = '\0';
	IS(purge_run(h.desk, &options, &report),
		row->spares_purge ? ERR_OK : ERR_UNAVAILABLE);
	IS(report.removed, row->spares_purge);
	if (!row->spares_purge)
		assert_non_null(strstr(h.desk->cause, row->cause));
	if (strstr(row->sql, "away")) {
		IS(purge_due_each(h.desk, NULL, HOUSE_NOW, count_due, NULL),
			ERR_UNAVAILABLE);
		ear_sql(&h, "ALTER TABLE away RENAME TO subject");
	}
	IS(persons(&h), 2 - row->spares_purge);
	references_are(&h, row->spares_purge ? "purged crm:1;" : "");
	IS(ear_journal(&h, JOURNAL_ERASED, NULL), 0);
	buf_free(&said);
	house_close(&h);
}

/* Nor is a purge done whose rest failed. */
static void test_rest_fails(void **state)
{
	static const struct {
		const char *table, *cause;
	} rests[] = {{"asked", "forgetting letters"},
		{"request", "writing the register"}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct purge_options options = {.is_dry = false};
		struct purge_report report;
		char sql[100];
		struct house h;

		house_open(&h);
		(void)snprintf(sql, sizeof(sql),
			"ALTER TABLE %s RENAME TO away", rests[i].table);
		ear_sql(&h, sql);
		IS(purge_run(h.desk, &options, &report), ERR_UNAVAILABLE);
		assert_non_null(strstr(h.desk->cause, rests[i].cause));
		house_close(&h);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, trust_rows, check_trust);
	rows_add_one(&rows, "a word that is none", test_bad_word, NULL);
	rows_add(&rows, relation_rows, check_relation);
	rows_add_one(&rows, "batch by batch", test_batches, NULL);
	rows_add_one(&rows, "progress is told once", test_progress_once, NULL);
	rows_add_one(&rows, "who is due, page by page", test_due_pages, NULL);
	rows_add_one(&rows, "who is to be told", test_references, NULL);
	rows_add_one(&rows, "the rest ends with it", test_ends_the_rest, NULL);
	rows_add(&rows, erase_rows, check_erase);
	rows_add(&rows, fault_rows, check_fault);
	rows_add_one(&rows, "the rest fails", test_rest_fails, NULL);
	return rows_run("purge: report", &rows);
}
