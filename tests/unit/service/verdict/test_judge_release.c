/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D17 M3 */
/* What a release asks: the address as written, and all that it leads to. */
#include "unit/service/verdict/judge_bench.h"

#include "service/person/record.h"
#include "service/verdict/judge_release.h"

static const struct release_row {
	const char *name;
	const char *objects; /* NULL: nobody */
	const char *restricts; /* NULL: nobody */
	const char *recipient;
	enum reason reason;
} rows[] = {
	{"nobody said no", NULL, NULL, "<jan@example.com>", REASON_UNKNOWN},
	{"the person objected", JAN, NULL, "<jan@example.com>",
		REASON_OBJECTED},
	{"a routed address, nobody said no", NULL, NULL,
		"<jan%example.com@relay.example>", REASON_UNKNOWN},
	{"whom it leads to objected", JAN, NULL,
		"<jan%example.com@relay.example>", REASON_OBJECTED},
	{"the same, by bangs", JAN, NULL, "<example.com!jan@relay.example>",
		REASON_OBJECTED},
	{"the same, quoted", JAN, NULL, "<\"jan@example.com\"@relay.example>",
		REASON_OBJECTED},
	{"the same, at an own domain", JAN, NULL,
		"<jan%example.com@firma.example>", REASON_OBJECTED},
	{"whom it leads to is restricted", NULL, ADAM,
		"<adam%example.com@relay.example>", REASON_RESTRICTED},
	{"two hops", JAN, NULL, "<jan%example.com%a.example@relay.example>",
		REASON_OBJECTED},
	{"somebody else objected", EWA, NULL, "<jan%example.com@relay.example>",
		REASON_UNKNOWN},
	{"it leads nobody knows where", NULL, NULL, "<jan%@firma.example>",
		REASON_BAD_ADDRESS},
};

static void check_release(void **state)
{
	const struct release_row *row = *state;
	const struct record_object objection = {
		.who = row->objects, .at_utc = INSTANT_NONE};
	struct judge_item item = {.recipient = row->recipient};
	struct bench b;
	struct buf said;

	bench_open(&b);
	buf_init(&said, 4096);
	if (row->objects)
		IS(record_object(b.h.desk, &objection, &said), ERR_OK);
	if (row->restricts)
		IS(record_restrict(b.h.desk, row->restricts, &said), ERR_OK);
	item.purpose = policy_purpose(&b.h.settings->policy, "newsletter");
	IS(judge_release(b.judge, b.h.settings, "", NULL, &item), ERR_OK);
	assert_string_equal(
		reason_name(item.verdict.reason), reason_name(row->reason));
	buf_free(&said);
	bench_close(&b);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_release);
	return rows_run("judge_release", &all);
}
