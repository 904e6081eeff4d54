/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules W1 W3 */
#include "unit/service/ear.h"

#include "service/person/objections.h"
#include "service/retention/purge.h"

/* What an objection must be; purpose "": there is none. */
struct wish {
	const char *purpose; /* NULL: all */
	const char *channel;
	bool is_unconfirmed;
};
#define NONE                    \
	{                       \
		"", NULL, false \
	}
#define ALL(channel)                 \
	{                            \
		NULL, channel, false \
	}
#define ALL_UNCONFIRMED(channel)    \
	{                           \
		NULL, channel, true \
	}

static const struct row {
	const char *name;
	struct said said;
	const char *who; /* is looked at afterwards; NULL: Adam */
	bool is_contact, is_asked, is_failure;
	struct wish wish;
} rows[] = {
	{"a letter of a known person",
		{.meaning = INBOUND_LETTER,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com"},
		.is_contact = true, .is_asked = true, .wish = NONE},
	{"of the same person in another spelling",
		{.meaning = INBOUND_LETTER,
			.is_proven = true,
			.from = "Adam+x@EXAMPLE.com",
			.id = "1@example.com"},
		.is_contact = true, .is_asked = true, .wish = NONE},
	{"without Message-ID",
		{.meaning = INBOUND_LETTER, .is_proven = true, .from = ADAM},
		.is_contact = true, .wish = NONE},
	{"a letter without proof",
		{.meaning = INBOUND_LETTER,
			.from = ADAM,
			.id = "1@example.com"},
		.wish = NONE},
	{"a letter of a stranger",
		{.meaning = INBOUND_LETTER,
			.is_proven = true,
			.from = JAN,
			.id = "1@example.com"},
		.who = JAN, .is_asked = true, .wish = NONE},
	{"a letter of nobody",
		{.meaning = INBOUND_LETTER,
			.is_proven = true,
			.id = "1@example.com"},
		.wish = NONE},
	{"a letter from no address",
		{.meaning = INBOUND_LETTER,
			.is_proven = true,
			.from = "adam",
			.id = "1@example.com"},
		.wish = NONE},
	{"a letter of a colleague",
		{.meaning = INBOUND_LETTER,
			.is_proven = true,
			.from = "ania@firma.example",
			.id = "1@example.com"},
		.who = "ania@firma.example", .wish = NONE},
	{"an automatic reply",
		{.meaning = INBOUND_NOTHING,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com"},
		.wish = NONE},

	{"stop to a message of ours",
		{.meaning = INBOUND_STOP,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com",
			.answers = NEAR},
		.wish = ALL("reply")},
	{"what is only likely a stop",
		{.meaning = INBOUND_STOP,
			.grade = INBOUND_LIKELY,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com",
			.answers = NEAR},
		.wish = ALL_UNCONFIRMED("reply")},
	{"stop to an old message of ours",
		{.meaning = INBOUND_STOP,
			.is_proven = true,
			.from = ADAM,
			.answers = FAR},
		.wish = ALL("reply")},
	{"stop without proof",
		{.meaning = INBOUND_STOP, .from = ADAM, .answers = NEAR},
		.wish = ALL_UNCONFIRMED("reply")},
	{"stop to something else",
		{.meaning = INBOUND_STOP,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com",
			.answers = "strange@example.net"},
		.wish = ALL_UNCONFIRMED("mail")},
	{"stop to something else, without proof",
		{.meaning = INBOUND_STOP,
			.from = ADAM,
			.id = "1@example.com",
			.answers = "strange@example.net"},
		.wish = ALL_UNCONFIRMED("mail")},
	{"stop to what another person got",
		{.meaning = INBOUND_STOP,
			.is_proven = true,
			.from = JAN,
			.id = "1@example.com",
			.answers = NEAR},
		.who = JAN, .wish = ALL_UNCONFIRMED("mail")},
	{"stop of one who is not on record",
		{.meaning = INBOUND_STOP,
			.is_proven = true,
			.from = EWA,
			.answers = NEAR},
		.who = EWA, .wish = ALL("reply")},
	{"stop that answers nothing",
		{.meaning = INBOUND_STOP,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com"},
		.wish = ALL_UNCONFIRMED("mail")},

	{"a mail with a token",
		{.meaning = INBOUND_UNSUBSCRIBE,
			.from = "someone@example.net",
			.id = "1@example.com",
			.token = ADAM},
		.wish = {"newsletter", "mail", false}},
	{"a mail with a token, from nobody",
		{.meaning = INBOUND_UNSUBSCRIBE, .token = ADAM},
		.wish = {"newsletter", "mail", false}},
	{"the token of a stranger",
		{.meaning = INBOUND_UNSUBSCRIBE, .token = JAN}, .who = JAN,
		.wish = {"newsletter", "mail", false}},
	{"a token without a person",
		{.meaning = INBOUND_UNSUBSCRIBE,
			.is_proven = true,
			.from = ADAM,
			.token = ""},
		.wish = {"newsletter", "mail", false}},
	{"a token without a person, no proof",
		{.meaning = INBOUND_UNSUBSCRIBE, .from = ADAM, .token = ""},
		.wish = {"newsletter", "mail", true}},
	{"a token without a person, from nobody",
		{.meaning = INBOUND_UNSUBSCRIBE,
			.is_proven = true,
			.token = ""},
		.wish = NONE},
	{"a forged token, proven",
		{.meaning = INBOUND_UNSUBSCRIBE,
			.is_proven = true,
			.from = ADAM,
			.token = "forged"},
		.wish = ALL("mail")},
	{"a forged token, no proof",
		{.meaning = INBOUND_UNSUBSCRIBE,
			.from = ADAM,
			.token = "forged"},
		.wish = ALL_UNCONFIRMED("mail")},
	{"no token, proven",
		{.meaning = INBOUND_UNSUBSCRIBE,
			.is_proven = true,
			.from = JAN,
			.id = "1@example.com"},
		.who = JAN, .wish = ALL("mail")},
	{"no token, no proof", {.meaning = INBOUND_UNSUBSCRIBE, .from = JAN},
		.who = JAN, .wish = ALL_UNCONFIRMED("mail")},

	{"a complaint with a token",
		{.meaning = INBOUND_COMPLAINT,
			.from = "fbl@example.net",
			.token = ADAM},
		.wish = ALL("complaint")},
	{"a complaint that names somebody",
		{.meaning = INBOUND_COMPLAINT,
			.is_proven = true,
			.from = "fbl@example.net",
			.concerns = ADAM},
		.wish = ALL_UNCONFIRMED("complaint")},
	{"a complaint with a forged token",
		{.meaning = INBOUND_COMPLAINT,
			.token = "forged",
			.concerns = ADAM},
		.wish = ALL_UNCONFIRMED("complaint")},
	{"a complaint of whom we did not write to",
		{.meaning = INBOUND_COMPLAINT,
			.is_proven = true,
			.concerns = JAN},
		.who = JAN, .wish = NONE},
	{"a complaint that names nobody",
		{.meaning = INBOUND_COMPLAINT,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com"},
		.wish = NONE},

	{"a failure",
		{.meaning = INBOUND_FAILURE, .returns = NEAR, .concerns = ADAM},
		.is_failure = true, .wish = NONE},
	{"at the end of seven days",
		{.meaning = INBOUND_FAILURE,
			.concerns = ADAM,
			.returns = NEAR,
			.after_s = 7 * DAY - 3 * DAY - DAY / 2},
		.is_failure = true, .wish = NONE},
	{"after seven days",
		{.meaning = INBOUND_FAILURE,
			.concerns = ADAM,
			.returns = NEAR,
			.after_s = 7 * DAY - 3 * DAY - DAY / 2 + 1},
		.wish = NONE},
	{"a failure of one who is not on record",
		{.meaning = INBOUND_FAILURE, .concerns = EWA}, .who = EWA,
		.wish = NONE},
	{"a failure of whom we did not write to",
		{.meaning = INBOUND_FAILURE, .concerns = JAN}, .who = JAN,
		.wish = NONE},
	{"a failure that returns nothing",
		{.meaning = INBOUND_FAILURE, .concerns = ADAM}, .wish = NONE},
	{"a failure that returns nothing, of our own MTA",
		{.meaning = INBOUND_FAILURE,
			.concerns = ADAM,
			.is_local = true},
		.wish = NONE},
	{"a failure that returns what was not ours",
		{.meaning = INBOUND_FAILURE,
			.concerns = ADAM,
			.returns = "x@firma.example"},
		.wish = NONE},
	{"a failure that returns what was sent longer ago",
		{.meaning = INBOUND_FAILURE,
			.concerns = ADAM,
			.returns = "far@firma.example"},
		.wish = NONE},
	{"a failure that returns a token of the address",
		{.meaning = INBOUND_FAILURE, .concerns = ADAM, .token = ADAM},
		.is_failure = true, .wish = NONE},
	{"a failure that returns another's token",
		{.meaning = INBOUND_FAILURE, .concerns = ADAM, .token = EWA},
		.wish = NONE},
	{"a failure that returns a forged token",
		{.meaning = INBOUND_FAILURE,
			.concerns = ADAM,
			.token = "forged"},
		.wish = NONE},
	{"a failure of several persons",
		{.meaning = INBOUND_FAILURE,
			.concerns = ADAM,
			.concerns_too = EWA,
			.returns = NEAR},
		.wish = NONE},
	{"a failure of several persons, of our own MTA",
		{.meaning = INBOUND_FAILURE,
			.concerns = ADAM,
			.concerns_too = EWA,
			.returns = NEAR,
			.is_local = true},
		.is_failure = true, .wish = NONE},
	{"a failure of no address",
		{.meaning = INBOUND_FAILURE, .concerns = "@@"}, .wish = NONE},
};

static void check_wish(const struct subject *s, const struct wish *wish)
{
	bool is_any = !wish->purpose || *wish->purpose;

	assert_int_equal(s->objections_len, is_any);
	if (!is_any)
		return;
	assert_true(
		(wish->purpose != NULL) == (s->objections[0].purpose != NULL));
	if (wish->purpose)
		assert_string_equal(s->objections[0].purpose, wish->purpose);
	assert_string_equal(s->objections[0].channel, wish->channel);
	assert_int_equal(s->objections[0].is_unconfirmed, wish->is_unconfirmed);
}

static void check_subject(
	struct house *h, const struct row *row, struct subject *s)
{
	const char *who = row->who ? row->who : ADAM;
	bool is_adam = strcmp(who, ADAM) == 0;
	int64_t at = HOUSE_NOW + row->said.after_s;

	ear_subject(h, who, s);
	assert_int_equal(s->known, is_adam);
	assert_int_equal(s->contacts_len,
		(is_adam ? 1u : 0u) + (row->is_contact ? 1u : 0u));
	assert_int_equal(s->failures_len, row->is_failure);
	if (row->is_failure)
		assert_int_equal(s->failures[0], at);
	if (row->is_contact)
		assert_int_equal(s->contacts[0], at);
	check_wish(s, &row->wish);
	assert_int_equal(ear_asked(h, who, "1@example.com"), row->is_asked);
}

static size_t is_any(const struct wish *wish)
{
	return !wish->purpose || *wish->purpose ? 1 : 0;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct subject s;
	struct buf said;
	struct house h;

	ear_open(&h, EAR_CONFIG("20"));
	subject_init(&s);
	buf_init(&said, 4000);
	for (int twice = 0; twice < 2; twice++) {
		assert_int_equal(ear_hear(&h, 1, &row->said, &said), ERR_OK);
		check_subject(&h, row, &s);
	}
	/* One line for the log, and nobody's address in it. */
	assert_null(strchr(buf_text(&said), '@'));
	assert_null(strchr(buf_text(&said), '\n'));
	assert_int_equal(
		ear_journal(&h, JOURNAL_CONTACT, NULL), row->is_contact);
	assert_int_equal(
		ear_journal(&h, JOURNAL_FAILURE, NULL), row->is_failure);
	assert_int_equal(ear_journal(&h, JOURNAL_OBJECTION,
				 is_any(&row->wish) ? row->wish.channel : NULL),
		is_any(&row->wish));
	buf_free(&said);
	subject_free(&s);
	house_close(&h);
}

/* ------------------------------------------------------- what it does */

static void test_verdicts(void **state)
{
	static const struct said letter = {.meaning = INBOUND_LETTER,
		.is_proven = true,
		.from = ADAM,
		.id = "1@example.com"};
	static const struct said stop = {
		.meaning = INBOUND_STOP, .from = ADAM, .answers = NEAR};
	static const struct said failure = {.meaning = INBOUND_FAILURE,
		.concerns = ADAM,
		.returns = NEAR,
		.after_s = -9};
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	assert_string_equal(
		house_reason(&h, ADAM, "followup", "2018-07-25 10:00"),
		"retention-expired");
	ear_must(&h, 1, &failure);
	assert_string_equal(
		house_reason(&h, ADAM, "followup", NULL), "undeliverable");
	ear_must(&h, 2, &letter);
	assert_string_equal(
		house_reason(&h, ADAM, "followup", NULL), "allowed");
	assert_string_equal(
		house_reason(&h, ADAM, "followup", "2018-07-25 10:00"),
		"allowed");
	/* Not proven, and nothing goes from then on all the same. */
	ear_must(&h, 3, &stop);
	assert_string_equal(house_reason(&h, ADAM, "followup", NULL),
		"objection-unconfirmed");
	assert_string_equal(
		house_reason(&h, ADAM, "offer", NULL), "objection-unconfirmed");
	house_close(&h);
}

/* What is collected elsewhere stays; what nobody asked is not kept. */
static void test_letters(void **state)
{
	static const struct said letter = {.meaning = INBOUND_LETTER,
		.is_proven = true,
		.from = ADAM,
		.id = "1@example.com"};
	struct subject s;
	struct house h;

	(void)state;
	subject_init(&s);
	ear_open(&h, "inbound { source = 'support' }\n");
	ear_must(&h, 1, &letter);
	ear_subject(&h, ADAM, &s);
	assert_string_equal(s.source, "chat");
	/* No purpose has an answer window. */
	assert_false(ear_asked(&h, ADAM, "1@example.com"));
	subject_free(&s);
	house_close(&h);
}

static bool take_silence(void *arg, const struct silence_count *count)
{
	struct silence_count *sum = arg;

	assert_string_equal(count->relation, "prospect");
	assert_int_equal(count->removed, 0);
	sum->days += count->days;
	sum->returned += count->returned;
	return true;
}

/* 30 days in Warsaw, then one; a letter of the same day is no return. */
static void test_silence(void **state)
{
	struct said letter = {
		.meaning = INBOUND_LETTER, .is_proven = true, .from = ADAM};
	struct silence_count sum = {.days = 0};
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	ear_must(&h, 1, &letter);
	ear_must(&h, 1, &letter);
	letter.after_s = 60;
	ear_must(&h, 2, &letter);
	letter.after_s = DAY;
	ear_must(&h, 3, &letter);
	letter.after_s = 90;
	ear_must(&h, 4, &letter);
	assert_int_equal(
		store_silence_each(h.desk->session, take_silence, &sum),
		ERR_OK);
	assert_int_equal(sum.days, 31);
	assert_int_equal(sum.returned, 2);
	house_close(&h);
}

static void test_forget(void **state)
{
	struct said letter = {.meaning = INBOUND_LETTER,
		.is_proven = true,
		.from = JAN,
		.id = "old@example.com",
		.after_s = -14 * DAY - 1};
	const struct purge_options dry = {.is_dry = true}, wet = {0};
	struct purge_report report;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	ear_must(&h, 1, &letter);
	letter.id = "new@example.com";
	letter.after_s++;
	ear_must(&h, 2, &letter);
	assert_true(ear_asked(&h, JAN, "old@example.com"));
	IS(purge_run(h.desk, &dry, &report), ERR_OK);
	assert_true(ear_asked(&h, JAN, "old@example.com"));
	IS(purge_run(h.desk, &wet, &report), ERR_OK);
	assert_false(ear_asked(&h, JAN, "old@example.com"));
	assert_true(ear_asked(&h, JAN, "new@example.com"));
	house_close(&h);
}

/* --------------------------------------------------------------- floods */

static void test_flood(void **state)
{
	struct said mail = {.meaning = INBOUND_UNSUBSCRIBE, .from = JAN};
	struct said other = {.meaning = INBOUND_UNSUBSCRIBE,
		.from = JAN,
		.client = "192.0.2.2"};
	struct said proven = {
		.meaning = INBOUND_UNSUBSCRIBE, .from = EWA, .is_proven = true};
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("3"));
	for (unsigned i = 0; i < 10; i++)
		ear_must(&h, i, &mail);
	assert_int_equal(ear_unconfirmed(&h, JAN), 3);
	assert_int_equal(ear_journal(&h, JOURNAL_FLOOD, "more than 3"), 1);
	/* Examined again, it is not counted again. */
	for (unsigned i = 0; i < 10; i++)
		ear_must(&h, i, &mail);
	assert_int_equal(ear_unconfirmed(&h, JAN), 3);
	ear_must(&h, 20, &other);
	assert_int_equal(ear_unconfirmed(&h, JAN), 4);
	/* What is proven is no part of it. */
	ear_must(&h, 21, &proven);
	assert_string_equal(
		house_reason(&h, EWA, "followup", NULL), "objected");
	mail.after_s = 3600;
	for (unsigned i = 30; i < 40; i++)
		ear_must(&h, i, &mail);
	assert_int_equal(ear_unconfirmed(&h, JAN), 7);
	assert_int_equal(ear_journal(&h, JOURNAL_FLOOD, NULL), 2);
	house_close(&h);
}

/* ------------------------------------------- reports that do not count */

struct dnm {
	size_t len;
	enum doubt_cause cause;
	char words[100];
};

static bool note_report(void *arg, const struct store_doubt *report)
{
	struct dnm *l = arg;

	l->len++;
	l->cause = report->cause;
	assert_string_equal(report->queue_id, "4Qxyz");
	snprintf(l->words, sizeof(l->words), "%s",
		report->words ? report->words : "");
	return true;
}

static struct dnm reports(struct house *h)
{
	struct dnm l = {.len = 0};

	IS(objections_reports(h->desk, note_report, &l), ERR_OK);
	return l;
}

static bool file_has(struct house *h, const char *name, const char *words)
{
	static char text[1 << 22];
	char path[PATH_MAX / 2];
	size_t len;
	FILE *file;

	tempdir_path(&h->dir, name, path);
	file = fopen(path, "rb");
	assert_non_null(file);
	len = fread(text, 1, sizeof(text), file);
	assert_true(len > 0 && len < sizeof(text));
	fclose(file);
	for (size_t i = 0; i + strlen(words) <= len; i++)
		if (memcmp(text + i, words, strlen(words)) == 0)
			return true;
	return false;
}

static void test_reports(void **state)
{
	static const struct said letter = {
		.meaning = INBOUND_FAILURE, .concerns = JAN};
	static const struct said counts = {
		.meaning = INBOUND_FAILURE, .returns = NEAR, .concerns = ADAM};
	static const struct said several = {.meaning = INBOUND_FAILURE,
		.concerns = ADAM,
		.concerns_too = EWA,
		.returns = NEAR,
		.client = "192.0.2.9",
		.why = "delivery report of Exim: no such user",
		.status = "5.1.1"};
	struct said forged = {.meaning = INBOUND_FAILURE,
		.concerns = EWA,
		.status = "5.1.7654321"};
	struct purge_report report;
	struct dnm l;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("3") "quarantine { keep = '30 days' }\n");
	ear_must(&h, 1, &letter);
	ear_must(&h, 2, &counts);
	assert_int_equal(reports(&h).len, 0);
	ear_must(&h, 3, &forged);
	ear_must(&h, 3, &forged);
	l = reports(&h);
	assert_int_equal(l.len, 1);
	assert_int_equal(l.cause, DOUBT_NO_SEND);
	assert_string_equal(l.words, "5.1.7654321");
	/* A stranger's words are in no file as they stand. */
	assert_true(file_has(&h, "robinson.db-wal", "4Qxyz"));
	assert_false(file_has(&h, "robinson.db-wal", "5.1.7654321"));
	for (unsigned i = 10; i < 40; i++)
		ear_must(&h, i, &forged);
	assert_int_equal(reports(&h).len, 3);
	ear_must(&h, 50, &several);
	l = reports(&h);
	assert_int_equal(l.len, 5);
	assert_int_equal(l.cause, DOUBT_SEVERAL);
	assert_string_equal(
		l.words, "5.1.1 (delivery report of Exim: no such user)");
	/* As long as the quarantine keeps what is held. */
	forged.after_s = -h.desk->settings->quarantine.keep_s - 1;
	forged.client = "192.0.2.10";
	ear_send(&h, EWA, "old@firma.example", "2018-06-01");
	ear_must(&h, 60, &forged);
	assert_int_equal(reports(&h).len, 6);
	IS(purge_run(h.desk, &(struct purge_options){0}, &report), ERR_OK);
	assert_int_equal(reports(&h).len, 5);
	house_close(&h);
}

/* --------------------------------------------------------------- faults */

static const struct fault {
	const char *name;
	const char *breaks, *mends;
	struct said said;
	const char *who;
	bool is_contact, is_objection;
} faults[] = {
	{"no journal for a contact", "ALTER TABLE journal RENAME TO away",
		"ALTER TABLE away RENAME TO journal",
		{.meaning = INBOUND_LETTER,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com"},
		ADAM, true, false},
	{"no letters for a contact", "ALTER TABLE asked RENAME TO away",
		"ALTER TABLE away RENAME TO asked",
		{.meaning = INBOUND_LETTER,
			.is_proven = true,
			.from = ADAM,
			.id = "1@example.com"},
		ADAM, true, false},
	{"no facts for a stop", "ALTER TABLE fact RENAME TO away",
		"ALTER TABLE away RENAME TO fact",
		{.meaning = INBOUND_STOP, .from = ADAM, .answers = NEAR}, ADAM,
		false, true},
	{"no journal for a mail", "ALTER TABLE journal RENAME TO away",
		"ALTER TABLE away RENAME TO journal",
		{.meaning = INBOUND_UNSUBSCRIBE, .from = JAN}, JAN, false,
		true},
	{"no journal for a token", "ALTER TABLE journal RENAME TO away",
		"ALTER TABLE away RENAME TO journal",
		{.meaning = INBOUND_UNSUBSCRIBE, .token = JAN}, JAN, false,
		true},
};

/* A fault leaves nothing half done, and the same event counts afterwards. */
static void check_fault(void **state)
{
	const struct fault *row = *state;
	struct subject s;
	struct buf said;
	struct house h;
	size_t contacts;

	ear_open(&h, EAR_CONFIG("1"));
	subject_init(&s);
	buf_init(&said, 4000);
	ear_subject(&h, row->who, &s);
	contacts = s.contacts_len;
	ear_sql(&h, row->breaks);
	/* Not even what a limit counted stays counted. */
	for (int i = 0; i < 3; i++)
		assert_int_equal(
			ear_hear(&h, 1, &row->said, &said), ERR_UNAVAILABLE);
	assert_true(h.desk->cause[0] != '\0');
	ear_sql(&h, row->mends);
	ear_subject(&h, row->who, &s);
	assert_int_equal(s.contacts_len, contacts);
	assert_int_equal(s.objections_len, 0);
	assert_false(ear_asked(&h, row->who, "1@example.com"));
	assert_int_equal(ear_hear(&h, 1, &row->said, &said), ERR_OK);
	ear_subject(&h, row->who, &s);
	assert_int_equal(s.contacts_len, contacts + row->is_contact);
	assert_int_equal(s.objections_len, row->is_objection);
	buf_free(&said);
	subject_free(&s);
	house_close(&h);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"verdicts follow at once", test_verdicts},
		{"what a letter leaves as it was", test_letters},
		{"silence is counted once", test_silence},
		{"letters are forgotten after the window", test_forget},
		{"a flood from one client", test_flood},
		{"reports that do not count are listed", test_reports},
	};
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, faults, check_fault);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		rows_add_one(&all, tests[i].name, tests[i].test, NULL);
	return rows_run("hear", &all);
}
