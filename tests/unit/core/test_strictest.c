/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D17 D18 */
#include "core/policy.h"

#include <stdio.h>
#include <string.h>

#include "core/policy_find.h"
#include "lib/rows.h"
#include "unit/core/story.h"

/* Where the first rule lets a message go, what comes after it still counts. */

#define SEEN "known source:chat collected:2018-05-28T10:00 "
#define PROSPECT                         \
	SEEN "contact:2018-05-28T10:00 " \
	     "relation:prospect,2018-05-28T10:00 "

static const struct strictest_row {
	const char *name;
	const char *actions; /* "unknown=accept no-basis=flag" */
	const char *facts;
	const char *purpose;
	bool is_listed, is_release;
	enum reason reason;
	enum action action;
} rows[] = {
	{"nobody known, held", "", "", "wellbeing", false, false,
		REASON_UNKNOWN, ACTION_HOLD},
	{"nobody known, accepted: an explicit consent is wanting all the same",
		"unknown=accept", "", "wellbeing", false, false,
		REASON_SPECIAL_CATEGORY, ACTION_REJECT},
	{"nobody known, accepted, and nothing is wanting but the record",
		"unknown=accept", "", "plain", false, false, REASON_UNKNOWN,
		ACTION_ACCEPT},
	{"the same, on a list", "listed=flag unknown=accept", "", "plain", true,
		false, REASON_LISTED, ACTION_FLAG},
	{"the same, on a list that is accepted", "listed=accept", "", "plain",
		true, false, REASON_UNKNOWN, ACTION_HOLD},
	{"the same, flagged", "unknown=flag", "", "wellbeing", false, false,
		REASON_SPECIAL_CATEGORY, ACTION_REJECT},
	{"the same, released", "", "", "wellbeing", false, true,
		REASON_SPECIAL_CATEGORY, ACTION_REJECT},
	{"the same, where it is only held", "special-category=hold", "",
		"wellbeing", false, true, REASON_SPECIAL_CATEGORY, ACTION_HOLD},
	{"listed and restricted, listed accepted", "listed=accept",
		PROSPECT "restricted:2018-06-01", "plain", true, false,
		REASON_RESTRICTED, ACTION_REJECT},
	{"listed and restricted, listed released", "",
		PROSPECT "restricted:2018-06-01", "plain", true, true,
		REASON_RESTRICTED, ACTION_REJECT},
	{"listed and withdrawn, listed released", "listed=hold",
		PROSPECT "withdrawal:plain,2018-06-01", "plain", true, true,
		REASON_WITHDRAWN, ACTION_REJECT},
	{"of several that come after the strictest",
		"listed=accept incompatible=flag no-basis=hold "
		"undeliverable=reject",
		"known source:support collected:2018-05-28T10:00 "
		"relation:prospect,2018-05-28T10:00 failure:2018-06-01",
		"newsletter", true, false, REASON_UNDELIVERABLE, ACTION_REJECT},
	{"of equals the first", "listed=accept unanswered=accept", PROSPECT,
		"plain", true, false, REASON_LISTED, ACTION_ACCEPT},
	{"a flag outweighs what is accepted",
		"listed=accept undeliverable=flag",
		PROSPECT "failure:2018-06-01", "plain", true, false,
		REASON_UNDELIVERABLE, ACTION_FLAG},
	{"what is held hides what comes after it", "listed=hold",
		PROSPECT "failure:2018-06-01", "plain", true, false,
		REASON_LISTED, ACTION_HOLD},
	{"a release overrules all that may be overruled", "",
		PROSPECT "failure:2018-06-01", "plain", true, true,
		REASON_LISTED, ACTION_REJECT},
	{"an objection is never released", "objected=hold",
		PROSPECT "objection:*,2018-06-01", "plain", false, true,
		REASON_OBJECTED, ACTION_HOLD},
	{"nor one that is to be confirmed", "",
		PROSPECT "objection:*,2018-06-01,unconfirmed", "plain", true,
		true, REASON_OBJECTION_UNCONFIRMED, ACTION_HOLD},
	{"one that is to be confirmed, behind a list that is accepted",
		"listed=accept", PROSPECT "objection:*,2018-06-01,unconfirmed",
		"plain", true, false, REASON_OBJECTION_UNCONFIRMED,
		ACTION_HOLD},
	{"who may be written to", "unknown=accept", PROSPECT, "plain", false,
		false, REASON_ALLOWED, ACTION_ACCEPT},
};

static void set_actions(struct policy *policy, const char *text)
{
	char reason[40], action[10];
	int len;

	while (sscanf(text, " %39[^=]=%9s%n", reason, action, &len) == 2) {
		enum reason which;
		enum action what;

		assert_int_equal(reason_parse(reason, &which), ERR_OK);
		assert_int_equal(action_parse(action, &what), ERR_OK);
		policy->actions.by_reason[which] = (int8_t)what;
		text += len;
	}
}

static void check_row(void **state)
{
	const struct strictest_row *row = *state;
	struct zone *zone = NULL;
	const struct listing listing = {.list = "ecg"};
	struct policy policy;
	struct question q = {.is_live = true, .is_release = row->is_release};
	struct verdict verdict, explained;
	struct story story;
	bool held[REASON_COUNT];

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, row->facts);
	policy = *story_policy(zone, &policy);
	set_actions(&policy, row->actions);
	q.purpose = policy_purpose(&policy, row->purpose);
	assert_non_null(q.purpose);
	q.now_utc = story_instant(zone, "2018-06-10");
	q.listings = &listing;
	q.listings_len = row->is_listed ? 1 : 0;
	policy_decide(&policy, &story.subject, &q, &verdict);
	assert_string_equal(
		reason_name(verdict.reason), reason_name(row->reason));
	assert_string_equal(
		action_name(verdict.action), action_name(row->action));
	policy_explain(&policy, &story.subject, &q, held, &explained);
	assert_int_equal(explained.reason, verdict.reason);
	assert_true(held[verdict.reason]);
	story_free(&story);
	zone_free(&zone);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("strictest", &all);
}
