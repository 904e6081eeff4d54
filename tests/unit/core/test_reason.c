/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D16 D17 */
#include "core/policy.h"
#include "lib/rows.h"

#include <ctype.h>

static const struct reason_row {
	const char *name;
	enum reason reason;
	int number;
	enum action action;
	const char *may_be; /* a letter for each action it may be given */
	const char *article;
} reason_rows[] = {
	{"objected", REASON_OBJECTED, 1, ACTION_REJECT, "hr",
		"GDPR Art. 21(3)"},
	{"objection-unconfirmed", REASON_OBJECTION_UNCONFIRMED, 2, ACTION_HOLD,
		"hr", "GDPR Art. 12(6), 21(3)"},
	{"listed", REASON_LISTED, 3, ACTION_REJECT, "afhr",
		"Directive 2000/31 Art. 7(2)"},
	{"restricted", REASON_RESTRICTED, 4, ACTION_REJECT, "hr",
		"GDPR Art. 18"},
	{"unknown", REASON_UNKNOWN, 5, ACTION_HOLD, "afhr",
		"GDPR Art. 5(2), 6(1)"},
	{"withdrawn", REASON_WITHDRAWN, 6, ACTION_REJECT, "hr",
		"GDPR Art. 7(3)"},
	{"special-category", REASON_SPECIAL_CATEGORY, 7, ACTION_REJECT, "hr",
		"GDPR Art. 9(1), 9(2)(a)"},
	{"incompatible", REASON_INCOMPATIBLE, 8, ACTION_HOLD, "afhr",
		"GDPR Art. 5(1)(b), 6(4)"},
	{"basis-expired", REASON_BASIS_EXPIRED, 9, ACTION_HOLD, "afhr",
		"GDPR Art. 5(1)(e), 7"},
	{"no-basis", REASON_NO_BASIS, 10, ACTION_HOLD, "afhr",
		"GDPR Art. 6(1), Directive 2002/58 Art. 13"},
	{"retention-expired", REASON_RETENTION_EXPIRED, 11, ACTION_REJECT,
		"afhr", "GDPR Art. 5(1)(e)"},
	{"undeliverable", REASON_UNDELIVERABLE, 12, ACTION_REJECT, "afhr",
		"GDPR Art. 5(1)(d)"},
	{"unanswered", REASON_UNANSWERED, 13, ACTION_HOLD, "afhr",
		"GDPR Art. 6(1)(f)"},
	{"too-soon", REASON_TOO_SOON, 14, ACTION_HOLD, "afhr",
		"GDPR Art. 6(1)(f)"},
	{"no-notice", REASON_NO_NOTICE, 15, ACTION_FLAG, "afhr",
		"GDPR Art. 21(4)"},
	{"allowed", REASON_ALLOWED, 16, ACTION_ACCEPT, "afhr", ""},
	{"bad-address", REASON_BAD_ADDRESS, 17, ACTION_REJECT, "r",
		"RFC 5321 4.1.2"},
	{"not-marketing", REASON_NOT_MARKETING, 18, ACTION_ACCEPT, "a", ""},
};

static void check_reason(void **state)
{
	static const char letters[] = "afhr";
	const struct reason_row *r = *state;
	enum reason reason;

	assert_int_equal(r->reason, r->number);
	assert_int_equal(reason_rule(r->reason),
		r->number > REASON_RULES             ? 0 :
			r->number == REASON_OBJECTED ? 1 :
						       r->number - 1);
	assert_string_equal(reason_name(r->reason), r->name);
	assert_string_equal(reason_article(r->reason), r->article);
	assert_int_equal(reason_default_action(r->reason), r->action);
	assert_int_equal(reason_parse(r->name, &reason), ERR_OK);
	assert_int_equal(reason, r->reason);
	for (unsigned a = 0; a < ACTION_COUNT; a++)
		assert_int_equal(reason_allows(r->reason, (enum action)a),
			strchr(r->may_be, letters[a]) != NULL);
	assert_false(reason_allows(r->reason, (enum action)ACTION_COUNT));
	assert_true(strlen(reason_words(r->reason)) > 0);
	for (const char *p = reason_words(r->reason); *p; p++)
		assert_true(isalpha((unsigned char)*p) || strchr(" -", *p));
}

static const struct set_row {
	const char *name;
	enum reason reason;
	int installation;
	int purpose;
	enum action expected;
} set_rows[] = {
	{"nothing set", REASON_UNKNOWN, ACTION_UNSET, ACTION_UNSET,
		ACTION_HOLD},
	{"set for the installation", REASON_UNKNOWN, ACTION_REJECT,
		ACTION_UNSET, ACTION_REJECT},
	{"set for the purpose", REASON_UNKNOWN, ACTION_UNSET, ACTION_ACCEPT,
		ACTION_ACCEPT},
	{"the purpose's goes before", REASON_UNKNOWN, ACTION_REJECT,
		ACTION_FLAG, ACTION_FLAG},
	{"an objection is never accepted", REASON_OBJECTED, ACTION_ACCEPT,
		ACTION_FLAG, ACTION_REJECT},
	{"but may be held", REASON_OBJECTED, ACTION_HOLD, ACTION_ACCEPT,
		ACTION_HOLD},
	{"a bad address is rejected", REASON_BAD_ADDRESS, ACTION_ACCEPT,
		ACTION_HOLD, ACTION_REJECT},
	{"not marketing is accepted", REASON_NOT_MARKETING, ACTION_REJECT,
		ACTION_REJECT, ACTION_ACCEPT},
	{"no action of that number", REASON_UNKNOWN, 77, ACTION_COUNT,
		ACTION_HOLD},
	{"allowed may be held", REASON_ALLOWED, ACTION_HOLD, ACTION_UNSET,
		ACTION_HOLD},
};

static void check_set(void **state)
{
	const struct set_row *r = *state;
	struct policy_purpose purpose = {.name = "p"};
	struct policy policy = {0};

	action_table_init(&purpose.actions);
	action_table_init(&policy.actions);
	purpose.actions.by_reason[r->reason] = (int8_t)r->purpose;
	policy.actions.by_reason[r->reason] = (int8_t)r->installation;
	assert_int_equal(
		policy_action(&policy, &purpose, r->reason), r->expected);
	if (r->purpose == ACTION_UNSET)
		assert_int_equal(
			policy_action(&policy, NULL, r->reason), r->expected);
}

static const struct action_row {
	const char *name;
	enum action action;
} action_rows[] = {
	{"accept", ACTION_ACCEPT},
	{"flag", ACTION_FLAG},
	{"hold", ACTION_HOLD},
	{"reject", ACTION_REJECT},
};

static void check_action(void **state)
{
	const struct action_row *r = *state;
	enum action action;

	assert_string_equal(action_name(r->action), r->name);
	assert_int_equal(action_parse(r->name, &action), ERR_OK);
	assert_int_equal(action, r->action);
}

static void test_no_such_name(void **state)
{
	enum reason reason;
	enum action action;

	(void)state;
	assert_int_equal(reason_parse("", &reason), ERR_INVALID);
	assert_int_equal(reason_parse("Objected", &reason), ERR_INVALID);
	assert_int_equal(reason_parse("objecte", &reason), ERR_INVALID);
	assert_int_equal(action_parse("", &action), ERR_INVALID);
	assert_int_equal(action_parse("drop", &action), ERR_INVALID);
}

static void test_no_such_number(void **state)
{
	static const int numbers[] = {0, -1, REASON_COUNT, 1000};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		enum reason reason = (enum reason)numbers[i];

		assert_string_equal(reason_name(reason), "");
		assert_string_equal(reason_words(reason), "");
		assert_string_equal(reason_article(reason), "");
		assert_int_equal(reason_default_action(reason), ACTION_REJECT);
		assert_false(reason_allows(reason, ACTION_ACCEPT));
	}
}

/* What somebody said no to goes out under no circumstances. */
static void test_overruled(void **state)
{
	static const enum reason never[] = {REASON_OBJECTED,
		REASON_OBJECTION_UNCONFIRMED, REASON_RESTRICTED,
		REASON_WITHDRAWN, REASON_SPECIAL_CATEGORY, REASON_BAD_ADDRESS};
	bool may[REASON_COUNT];

	(void)state;
	for (int r = REASON_OBJECTED; r < REASON_COUNT; r++)
		may[r] = true;
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		may[never[i]] = false;
	for (int r = REASON_OBJECTED; r < REASON_COUNT; r++) {
		const char *remedy = reason_remedy((enum reason)r);

		assert_int_equal(
			reason_may_be_overruled((enum reason)r), may[r]);
		assert_int_equal(
			*remedy != 0, r == REASON_OBJECTION_UNCONFIRMED);
	}
	assert_false(reason_may_be_overruled((enum reason)REASON_COUNT));
}

/* The strictest of several is the greatest. */
static void test_actions_are_ordered(void **state)
{
	(void)state;
	assert_true(ACTION_ACCEPT < ACTION_FLAG);
	assert_true(ACTION_FLAG < ACTION_HOLD);
	assert_true(ACTION_HOLD < ACTION_REJECT);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, reason_rows, check_reason);
	rows_add(&rows, set_rows, check_set);
	rows_add(&rows, action_rows, check_action);
	rows_add_one(&rows, "no such name", test_no_such_name, NULL);
	rows_add_one(&rows, "no such number", test_no_such_number, NULL);
	rows_add_one(&rows, "what may be overruled", test_overruled, NULL);
	rows_add_one(
		&rows, "actions are ordered", test_actions_are_ordered, NULL);
	return rows_run("reason", &rows);
}
