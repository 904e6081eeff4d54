/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D12 D13 D14 A3 M5 */
/* What went out before counts for each purpose that asks for it, and for no
 * other; and what a judge keeps from one message to the next. */
#include "unit/service/verdict/judge_bench.h"

#include "service/person/record.h"

#define CONFIG                                                                 \
	EAR_CONFIG("20")                                                       \
	"source 'fair' { collected-for = {'plain', 'few', 'slow', 'told'} }\n" \
	"purpose 'plain' { bases = {'legitimate-interest'} assessment = 'L'"   \
	" }\n"                                                                 \
	"purpose 'few' { bases = {'legitimate-interest'} assessment = 'L'"     \
	" max-unanswered = 1 }\n"                                              \
	"purpose 'slow' { bases = {'legitimate-interest'} assessment = 'L'"    \
	" min-interval = '3 days' }\n"                                         \
	"purpose 'told' { bases = {'legitimate-interest'} assessment = 'L'"    \
	" require-notice = 'text' notice = '/object/' }\n"

static void meet(struct bench *b, const char *who)
{
	const struct record_contact contact = {.who = who,
		.at_utc = HOUSE_NOW - DAY,
		.source = "fair",
		.relation = "prospect"};
	struct buf said;

	buf_init(&said, 4000);
	IS(record_contact(b->h.desk, &contact, &said), ERR_OK);
	buf_free(&said);
}

static void sends_open(struct bench *b)
{
	ear_open(&b->h, CONFIG);
	IS(judge_new(b->h.office, &b->judge), ERR_OK);
	b->envelope = (struct judge_envelope){.settings = b->h.settings};
	b->mark = (struct message_mark){.id = {7}, .origin = {8}};
	meet(b, JAN);
}

static struct judge_item item_for(struct bench *b, const char *purpose)
{
	return (struct judge_item){.recipient = JAN,
		.purpose = policy_purpose(&b->h.settings->policy, purpose)};
}

/* Decides; and where it is allowed it goes out. */
static enum reason send(struct bench *b, struct judge_item item, const char *id)
{
	const struct judge_message message = {id, strlen(id), "today ania"};
	struct message_mark mark;

	IS(judge_message_mark(b->judge, &message, &mark), ERR_OK);
	IS(judge_decide(b->judge, b->h.settings, &mark, &item, 1), ERR_OK);
	item.counts_as_send = item.verdict.reason == REASON_ALLOWED ||
		item.verdict.reason == REASON_NO_NOTICE;
	IS(judge_record(b->judge, &b->envelope, &mark, &item, 1), ERR_OK);
	return item.verdict.reason;
}

static const struct row {
	const char *name;
	const char *purpose;
	bool has_notice; /* the first message has */
	enum reason first, again, second;
} rows_of_purposes[] = {
	{"no limit", "plain", false, REASON_ALLOWED, REASON_ALLOWED,
		REASON_ALLOWED},
	{"a limit of sends", "few", false, REASON_ALLOWED, REASON_ALLOWED,
		REASON_UNANSWERED},
	{"an interval", "slow", false, REASON_ALLOWED, REASON_ALLOWED,
		REASON_TOO_SOON},
	{"a notice that was told before", "told", true, REASON_ALLOWED,
		REASON_ALLOWED, REASON_ALLOWED},
	{"a notice that was not told", "told", false, REASON_NO_NOTICE,
		REASON_NO_NOTICE, REASON_NO_NOTICE},
};

/* The first message, the same again, and a second one without a notice. */
static void check_purpose(void **state)
{
	const struct row *row = *state;
	struct judge_item first, plain;
	struct bench b;

	sends_open(&b);
	plain = item_for(&b, row->purpose);
	first = plain;
	first.has_notice = row->has_notice;
	IS(send(&b, first, "1@x"), row->first);
	IS(send(&b, first, "1@x"), row->again);
	IS(send(&b, plain, "2@x"), row->second);
	/* What counts for one purpose does not for another. */
	IS(send(&b, item_for(&b, "plain"), "3@x"), REASON_ALLOWED);
	bench_close(&b);
}

/* One item that asks for what went out is enough for all to be told. */
static void test_among_others(void **state)
{
	struct judge_item items[3];
	struct bench b;

	(void)state;
	sends_open(&b);
	IS(send(&b, item_for(&b, "few"), "1@x"), REASON_ALLOWED);
	items[0] = item_for(&b, "plain");
	items[1] = (struct judge_item){.recipient = JAN};
	items[2] = item_for(&b, "few");
	IS(judge_decide(b.judge, b.h.settings, &b.mark, items, 3), ERR_OK);
	IS(items[0].verdict.reason, REASON_ALLOWED);
	assert_false(items[1].is_decided);
	IS(items[2].verdict.reason, REASON_UNANSWERED);
	bench_close(&b);
}

/* What is decided stays as it is. */
static void test_kept(void **state)
{
	struct judge_item item;
	struct bench b;

	(void)state;
	sends_open(&b);
	item = item_for(&b, "plain");
	item.is_decided = true;
	item.verdict.reason = REASON_RESTRICTED;
	IS(judge_decide(b.judge, b.h.settings, NULL, &item, 1), ERR_OK);
	IS(item.verdict.reason, REASON_RESTRICTED);
	item.is_decided = false;
	IS(judge_decide(b.judge, b.h.settings, NULL, &item, 1), ERR_OK);
	IS(item.verdict.reason, REASON_ALLOWED);
	bench_close(&b);
}

/* ------------------------------------------------------ what is kept for later */

#define SMALL 64

/* A judge is kept for the next message unless many recipients made it large,
 * be it that they were decided or that they were recorded. */
static void test_small(void **state)
{
	static const size_t lens[] = {1, SMALL - 1, SMALL, SMALL + 1};

	(void)state;
	for (size_t records = 0; records <= 1; records++)
		for (size_t k = 0; k < 4; k++) {
			struct judge_item items[SMALL + 1];
			size_t len = lens[k];
			struct bench b;

			sends_open(&b);
			assert_true(judge_is_small(b.judge));
			for (size_t i = 0; i < len; i++)
				items[i] = decided(&b, JAN);
			for (size_t i = 0; i < len && !records; i++)
				items[i].is_decided = false;
			if (records)
				IS(judge_record(b.judge, &b.envelope, NULL,
					   items, len),
					ERR_OK);
			else
				IS(judge_decide(b.judge, b.h.settings, NULL,
					   items, len),
					ERR_OK);
			/* One more record is begun beside those of all. */
			IS(judge_is_small(b.judge), len + records <= SMALL);
			bench_close(&b);
		}
}

/* --------------------------------------------------------- of two verdicts */

static const struct stricter_row {
	const char *name;
	enum action action, than_action;
	bool is_target, than_target;
	enum reason reason, than_reason;
	bool is_stricter;
} stricter_rows[] = {
	{"a stricter action", ACTION_REJECT, ACTION_HOLD, true, true,
		REASON_UNKNOWN, REASON_OBJECTED, true},
	{"a milder action", ACTION_HOLD, ACTION_REJECT, true, true,
		REASON_OBJECTED, REASON_UNKNOWN, false},
	{"a stricter action of nobody", ACTION_REJECT, ACTION_ACCEPT, false,
		true, REASON_BAD_ADDRESS, REASON_ALLOWED, true},
	{"a person before none", ACTION_ACCEPT, ACTION_ACCEPT, true, false,
		REASON_ALLOWED, REASON_OBJECTED, true},
	{"none behind a person", ACTION_ACCEPT, ACTION_ACCEPT, false, true,
		REASON_OBJECTED, REASON_ALLOWED, false},
	{"an earlier rule", ACTION_HOLD, ACTION_HOLD, true, true,
		REASON_UNKNOWN, REASON_NO_BASIS, true},
	{"a later rule", ACTION_HOLD, ACTION_HOLD, true, true, REASON_NO_BASIS,
		REASON_UNKNOWN, false},
	{"the same", ACTION_HOLD, ACTION_HOLD, true, true, REASON_UNKNOWN,
		REASON_UNKNOWN, false},
};

static void check_stricter(void **state)
{
	const struct stricter_row *row = *state;
	const struct judge_item item = {.is_target = row->is_target,
					.verdict = {.reason = row->reason,
						.action = row->action}},
				than = {.is_target = row->than_target,
					.verdict = {.reason = row->than_reason,
						.action = row->than_action}};

	IS(judge_is_stricter(&item, &than), row->is_stricter);
}

/* The verdict, and for whom and what it was given; not what the caller says
 * of the recipient. */
static void test_adopt(void **state)
{
	static const struct policy_purpose purpose;
	struct judge_item from = {.recipient = "from",
		.purpose = &purpose,
		.has_notice = true,
		.is_decided = true,
		.is_target = true,
		.has_key = true,
		.key = {{7}},
		.verdict = {.reason = REASON_LISTED, .action = ACTION_FLAG},
		.cause = "a cause",
		.may_answer = true,
		.is_solicited = true,
		.answered = {8},
		.answers = "answers 08",
		.is_held = true};
	struct judge_item item = {.recipient = "item"};

	(void)state;
	judge_adopt(&item, &from);
	assert_string_equal(item.recipient, "item");
	assert_ptr_equal(item.purpose, &purpose);
	assert_true(item.has_notice && item.is_decided && item.is_target);
	assert_true(item.has_key && item.may_answer && item.is_solicited);
	assert_memory_equal(&item.key, &from.key, sizeof(item.key));
	IS(item.verdict.reason, REASON_LISTED);
	IS(item.verdict.action, ACTION_FLAG);
	assert_string_equal(item.cause, "a cause");
	IS(item.answered[0], 8);
	assert_string_equal(item.answers, "answers 08");
	assert_false(item.is_held);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_purposes, check_purpose);
	rows_add_one(&rows, "among others", test_among_others, NULL);
	rows_add_one(&rows, "what is decided stays", test_kept, NULL);
	rows_add_one(&rows, "a small judge is kept", test_small, NULL);
	rows_add(&rows, stricter_rows, check_stricter);
	rows_add_one(&rows, "what is taken over", test_adopt, NULL);
	return rows_run("judge: sends", &rows);
}
