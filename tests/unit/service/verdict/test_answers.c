/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules A3 */
/* An answer to what a person wrote goes where advertising would not. */
#include "core/policy_find.h"
#include "unit/service/ear.h"

#include "service/person/record.h"
#include "service/verdict/judge.h"

#define ASKED "1@example.com"
#define ANSWER "<" ASKED ">"
#define WINDOW (14 * DAY)

static const struct row {
	const char *name;
	const char *in_reply_to; /* NULL: no such header */
	enum reason reason;
	const char *who; /* NULL: Adam */
	const char *purpose; /* NULL: offer, with a window of 14 days */
	int64_t age_s; /* of the letter; below 0: there is none */
	bool is_unproven, is_restricted, without_objection;
	bool waits; /* at RCPT TO */
	enum reason early; /* there; 0: the same */
} rows[] = {
	{"an answer passes an objection", ANSWER, REASON_ALLOWED,
		.waits = true},
	{"an answer to a stranger", ANSWER, REASON_ALLOWED, .who = JAN,
		.waits = true},
	{"what the data was not collected for", ANSWER, REASON_ALLOWED,
		.without_objection = true, .waits = true},
	{"among several", "<2@x.example> (his letter)\r\n\t< " ASKED " >",
		REASON_ALLOWED, .waits = true},
	{"an answer to something else", "<2@example.com>", REASON_OBJECTED,
		.waits = true},
	{"no answer at all", NULL, REASON_OBJECTED, .waits = true},
	{"an empty header", "", REASON_OBJECTED, .waits = true},
	{"empty and broken ids", "<> <\r\n <" ASKED, REASON_OBJECTED,
		.waits = true},
	{"in words only", "your message " ASKED, REASON_OBJECTED,
		.waits = true},
	{"more ids than a reply has",
		"<1> <2> <3> <4> <5> <6> <7> <8> <" ASKED ">", REASON_OBJECTED,
		.waits = true},
	{"at the end of the window", ANSWER, REASON_ALLOWED, .age_s = WINDOW,
		.without_objection = true, .waits = true},
	{"after the window", ANSWER, REASON_INCOMPATIBLE, .age_s = WINDOW + 1,
		.without_objection = true},
	{"an objection after the letter", ANSWER, REASON_OBJECTED,
		.age_s = 2 * DAY},
	{"an objection at the same second", ANSWER, REASON_OBJECTED,
		.age_s = DAY},
	{"an objection a second before it", ANSWER, REASON_ALLOWED,
		.age_s = DAY - 1, .waits = true},
	{"a letter that is dated ahead", ANSWER, REASON_ALLOWED, .age_s = -DAY,
		.waits = true},
	{"a letter that was not proven", ANSWER, REASON_OBJECTED,
		.is_unproven = true},
	{"a purpose without a window", ANSWER, REASON_OBJECTED,
		.purpose = "followup"},
	{"a restriction still blocks", ANSWER, REASON_RESTRICTED,
		.is_restricted = true, .early = REASON_OBJECTED},
	{"nothing waits for what cannot help", ANSWER, REASON_RESTRICTED,
		.is_restricted = true, .without_objection = true},
	{"a letter of another person", "<strange@example.net>", REASON_OBJECTED,
		.who = EWA, .age_s = 2 * WINDOW},
};

static void object(struct house *h, const char *who)
{
	const struct record_object o = {.who = who, .at_utc = HOUSE_NOW - DAY};
	struct buf said;

	buf_init(&said, 4000);
	IS(record_object(h->desk, &o, &said), ERR_OK);
	buf_free(&said);
}

static void prepare(struct house *h, const struct row *row, const char *who)
{
	struct said letter = {.meaning = INBOUND_LETTER,
		.is_proven = !row->is_unproven,
		.from = who,
		.id = ASKED,
		.after_s = -row->age_s};
	struct said strange = {.meaning = INBOUND_LETTER,
		.is_proven = true,
		.from = "other@example.com",
		.id = "strange@example.net"};
	struct buf said;

	ear_must(h, 1, &letter);
	ear_must(h, 2, &strange);
	if (!row->without_objection)
		object(h, who);
	buf_init(&said, 4000);
	if (row->is_restricted)
		IS(record_restrict(h->desk, who, &said), ERR_OK);
	buf_free(&said);
}

static struct judge_item item_of(
	const struct house *h, const struct row *row, const char *who)
{
	return (struct judge_item){
		.recipient = who,
		.purpose = policy_purpose(&h->settings->policy,
			row->purpose ? row->purpose : "offer"),
	};
}

/* By the whole digest of what is answered. */
static void is_named(struct house *h, const struct judge_item *item)
{
	unsigned char digest[MESSAGE_DIGEST_LEN];
	char text[JUDGE_ANSWERS_SIZE] = "answers ";

	ear_digest(h, ASKED, digest);
	assert_memory_equal(item->answered, digest, sizeof(digest));
	for (size_t i = 0; i < MESSAGE_DIGEST_LEN; i++)
		(void)snprintf(text + 8 + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(item->answers, text);
}

/* At RCPT TO it waits, or is decided as it will be at the end. */
static void check_row(void **state)
{
	const struct row *row = *state;
	const char *who = row->who ? row->who : ADAM;
	const struct judge_message message = {
		"9@firma.example", 15, "today ania"};
	struct message_mark mark;
	struct judge_envelope envelope;
	struct judge_item item;
	struct judge *judge;
	struct house h;

	ear_open(&h, EAR_CONFIG("20"));
	prepare(&h, row, who);
	envelope = (struct judge_envelope){.settings = h.settings};
	IS(judge_new(h.office, &judge), ERR_OK);
	judge_begin(judge);
	item = item_of(&h, row, who);
	IS(judge_decide(judge, h.settings, NULL, &item, 1), ERR_OK);
	IS(judge_is_provisional(&item), row->waits);
	if (!row->waits)
		assert_string_equal(reason_name(item.verdict.reason),
			reason_name(row->early ? row->early : row->reason));
	item = item_of(&h, row, who);
	judge_set_in_reply_to(judge, row->in_reply_to);
	IS(judge_message_mark(judge, &message, &mark), ERR_OK);
	IS(judge_decide(judge, h.settings, &mark, &item, 1), ERR_OK);
	assert_string_equal(
		reason_name(item.verdict.reason), reason_name(row->reason));
	assert_false(judge_is_provisional(&item));
	IS(item.is_solicited, *item.answers != '\0');
	if (item.is_solicited)
		is_named(&h, &item);
	IS(judge_record(judge, &envelope, &mark, &item, 1), ERR_OK);
	ear_journal(&h, JOURNAL_VERDICT,
		row->reason == REASON_ALLOWED ? "answers " : NULL);
	judge_free(&judge);
	house_close(&h);
}

/* The sixth answer to one letter is judged as what answers nothing; a retry of
 * an answer is none more, and another letter may be answered as often. */
static void test_max_answers(void **state)
{
	static const struct step {
		const char *in_reply_to, *id;
		enum reason reason;
	} steps[] = {
		{ANSWER, "a1@x", REASON_ALLOWED},
		{ANSWER, "a2@x", REASON_ALLOWED},
		{ANSWER, "a2@x", REASON_ALLOWED},
		{ANSWER, "a3@x", REASON_ALLOWED},
		{ANSWER, "a4@x", REASON_ALLOWED},
		{ANSWER, "a5@x", REASON_ALLOWED},
		{ANSWER, "a6@x", REASON_OBJECTED},
		{ANSWER, "a5@x", REASON_ALLOWED},
		{"<strange@example.net> <2@example.com>", "a6@x",
			REASON_ALLOWED},
		{ANSWER " <2@example.com>", "a7@x", REASON_ALLOWED},
		{NULL, "a5@x", REASON_OBJECTED},
	};
	static const struct row row = {.name = "max-answers"};
	struct said second = {.meaning = INBOUND_LETTER,
		.is_proven = true,
		.from = ADAM,
		.id = "2@example.com"};
	struct judge_envelope envelope;
	struct judge *judge;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	prepare(&h, &row, ADAM);
	ear_must(&h, 3, &second);
	envelope = (struct judge_envelope){.settings = h.settings};
	IS(judge_new(h.office, &judge), ERR_OK);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct judge_item item = item_of(&h, &row, ADAM);
		const struct judge_message message = {
			steps[i].id, strlen(steps[i].id), "today ania"};
		struct message_mark mark;

		judge_begin(judge);
		judge_set_in_reply_to(judge, steps[i].in_reply_to);
		IS(judge_message_mark(judge, &message, &mark), ERR_OK);
		IS(judge_decide(judge, h.settings, &mark, &item, 1), ERR_OK);
		if (item.verdict.reason != steps[i].reason)
			fail_msg("step %zu: %s", i,
				reason_name(item.verdict.reason));
		item.counts_as_send = item.verdict.reason == REASON_ALLOWED;
		IS(judge_record(judge, &envelope, &mark, &item, 1), ERR_OK);
	}
	judge_free(&judge);
	house_close(&h);
}

#define BESIDE 6

/* Six answers that are decided before any of them counts: one is too many, and
 * is decided otherwise when it comes again. */
static void test_beside_each_other(void **state)
{
	static const struct row row = {.name = "beside"};
	struct judge_envelope envelope;
	struct judge_item items[BESIDE];
	struct message_mark marks[BESIDE];
	struct judge *judges[BESIDE];
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	prepare(&h, &row, ADAM);
	envelope = (struct judge_envelope){.settings = h.settings};
	for (size_t i = 0; i < BESIDE; i++) {
		const char id[] = {(char)('a' + i), '@', 'x', '\0'};
		const struct judge_message message = {id, 3, "today ania"};

		items[i] = item_of(&h, &row, ADAM);
		IS(judge_new(h.office, &judges[i]), ERR_OK);
		judge_begin(judges[i]);
		judge_set_in_reply_to(judges[i], ANSWER);
		IS(judge_message_mark(judges[i], &message, &marks[i]), ERR_OK);
		IS(judge_decide(judges[i], h.settings, &marks[i], &items[i], 1),
			ERR_OK);
		IS(items[i].verdict.reason, REASON_ALLOWED);
		items[i].counts_as_send = items[i].is_enforced = true;
	}
	for (size_t i = 0; i < BESIDE; i++)
		IS(judge_record(judges[i], &envelope, &marks[i], &items[i], 1),
			i < BESIDE - 1 ? ERR_OK : ERR_EXISTS);
	assert_false(items[BESIDE - 1].is_recorded);
	IS(ear_journal(&h, JOURNAL_VERDICT, NULL), 3 + BESIDE - 1);
	items[BESIDE - 1].is_decided = false;
	IS(judge_decide(judges[BESIDE - 1], h.settings, &marks[BESIDE - 1],
		   &items[BESIDE - 1], 1),
		ERR_OK);
	IS(items[BESIDE - 1].verdict.reason, REASON_OBJECTED);
	for (size_t i = 0; i < BESIDE; i++)
		judge_free(&judges[i]);
	house_close(&h);
}

/* One message, several recipients: each must have been written to by itself,
 * and what was answered before is forgotten with the next message. */
static void test_each_by_itself(void **state)
{
	static const struct row row = {.name = ""};
	struct judge_item items[2];
	struct judge *judge;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	prepare(&h, &row, ADAM);
	IS(judge_new(h.office, &judge), ERR_OK);
	judge_begin(judge);
	judge_set_in_reply_to(judge, "<" ASKED ">");
	items[0] = item_of(&h, &row, ADAM);
	items[1] = item_of(&h, &row, EWA);
	IS(judge_decide(judge, h.settings, NULL, items, 2), ERR_OK);
	IS(items[0].verdict.reason, REASON_ALLOWED);
	assert_true(items[0].is_solicited);
	IS(items[1].verdict.reason, REASON_UNKNOWN);
	assert_false(items[1].is_solicited);
	judge_begin(judge);
	items[0] = item_of(&h, &row, ADAM);
	IS(judge_decide(judge, h.settings, NULL, items, 1), ERR_OK);
	IS(items[0].verdict.reason, REASON_OBJECTED);
	assert_true(items[0].may_answer);
	judge_free(&judge);
	house_close(&h);
}

/* A store that cannot say what was asked cannot answer: no refusal, a fault. */
static void test_fault(void **state)
{
	static const struct row row = {.name = ""};
	struct judge_item item;
	struct judge *judge;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	prepare(&h, &row, ADAM);
	IS(judge_new(h.office, &judge), ERR_OK);
	ear_sql(&h, "ALTER TABLE asked RENAME TO away");
	judge_begin(judge);
	item = item_of(&h, &row, ADAM);
	IS(judge_decide(judge, h.settings, NULL, &item, 1), ERR_UNAVAILABLE);
	assert_false(item.is_decided);
	judge_set_in_reply_to(judge, "<" ASKED ">");
	IS(judge_decide(judge, h.settings, NULL, &item, 1), ERR_UNAVAILABLE);
	ear_sql(&h, "ALTER TABLE away RENAME TO asked");
	IS(judge_decide(judge, h.settings, NULL, &item, 1), ERR_OK);
	IS(item.verdict.reason, REASON_ALLOWED);
	judge_free(&judge);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(
		&all, "each recipient by itself", test_each_by_itself, NULL);
	rows_add_one(&all, "one letter is answered five times",
		test_max_answers, NULL);
	rows_add_one(&all, "no more, beside each other", test_beside_each_other,
		NULL);
	rows_add_one(&all, "a fault is no refusal", test_fault, NULL);
	return rows_run("answers", &all);
}
