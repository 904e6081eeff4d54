/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules P5 P6 P7 P8 P9 */
#include "core/policy.h"
#include "lib/rows.h"
#include "unit/core/story.h"

static const struct retention_row {
	const char *name;
	const char *facts;
	const char *now;
	const char *end; /* "ended", "unlimited" or the last second */
} retention_rows[] = {
	{"last contact", "known relation:prospect contact:2018-05-28",
		"2018-06-01", "2018-06-28T23:59:59"},
	{"the latest contact counts",
		"known relation:prospect contact:2018-05-28 "
		"contact:2018-06-20 contact:2018-06-10",
		"2018-06-25", "2018-07-20T23:59:59"},
	{"last contact, not the collection",
		"known collected:2018-05-01 relation:prospect "
		"contact:2018-05-28",
		"2018-06-01", "2018-06-28T23:59:59"},
	{"a missing last contact: the collection instead",
		"known collected:2018-05-01 relation:prospect", "2018-06-01",
		"2018-06-01T23:59:59"},
	{"neither contact nor collection", "known relation:prospect",
		"2018-06-01", "ended"},
	{"a contact that lies ahead: the collection instead",
		"known collected:2018-05-01 relation:prospect "
		"contact:2018-07-01",
		"2018-06-01", "2018-06-01T23:59:59"},
	{"a collection that lies ahead is none",
		"known collected:2018-07-01 relation:prospect", "2018-06-01",
		"ended"},
	{"a collection that lies ahead, for its own rule",
		"known collected:2018-07-01 relation:lead contact:2018-05-28",
		"2018-06-01", "ended"},
	{"the relation lasts", "known relation:customer,2018-05-28",
		"2090-01-01", "unlimited"},
	{"the relation's end lies ahead",
		"known relation:customer,2018-05-28,2018-06-02", "2018-06-01",
		"unlimited"},
	{"the relation has ended",
		"known relation:customer,2018-05-28,2018-06-02", "2018-06-02",
		"2024-06-02T23:59:59"},
	{"collection", "known collected:2018-05-28 relation:lead", "2018-06-01",
		"2018-06-28T23:59:59"},
	{"collection, whatever was heard since",
		"known collected:2018-05-28 relation:lead contact:2018-06-20",
		"2018-06-25", "2018-06-28T23:59:59"},
	{"collection without a date", "known relation:lead contact:2018-05-28",
		"2018-06-01", "ended"},
	{"several rules: the contact's is earlier",
		"known collected:2018-05-28 relation:member "
		"contact:2018-05-28",
		"2018-06-01", "2018-06-28T23:59:59"},
	{"several rules: the collection's is earlier",
		"known collected:2018-05-28 relation:member "
		"contact:2019-05-20",
		"2019-05-25", "2019-05-28T23:59:59"},
	{"several rules: one has no anchor",
		"known relation:member contact:2018-05-28", "2018-06-01",
		"ended"},
	{"several rules: one is unlimited",
		"known relation:visitor contact:2018-05-28", "2018-06-01",
		"2018-06-28T23:59:59"},
	{"several rules: the ended relation's is earlier",
		"known relation:visitor,2001-01-01,2018-01-01 "
		"contact:2019-05-28",
		"2019-06-01", "2019-01-01T23:59:59"},
	{"a relation without rule",
		"known collected:2018-05-28 relation:guest contact:2018-05-28",
		"2018-06-01", "ended"},
	{"a relation that nobody knows",
		"known collected:2018-05-28 relation:vanished "
		"contact:2018-05-28",
		"2018-06-01", "ended"},
	{"no relation", "known collected:2018-05-28 contact:2018-05-28",
		"2018-06-01", "ended"},
	{"no record", "", "2018-06-01", "ended"},
	{"a grant's expiry does not lengthen it",
		"known relation:prospect contact:2018-05-28 "
		"grant:plain,consent,2018-05-28,2030-01-01",
		"2018-06-01", "2018-06-28T23:59:59"},
	{"our own sends do not move it",
		"known relation:prospect contact:2018-05-28 "
		"send:plain,2018-06-20",
		"2018-06-21", "2018-06-28T23:59:59"},
	{"an objection does not move it",
		"known relation:prospect contact:2018-05-28 "
		"objection:*,2018-06-20",
		"2018-06-21", "2018-06-28T23:59:59"},
	{"of two that begin at once the first by name",
		"known relation:prospect,2018-05-28 "
		"relation:customer,2018-05-28 contact:2018-05-28",
		"2019-01-10", "unlimited"},
	{"of two that begin at once the first by name, told first",
		"known relation:customer,2018-05-28 "
		"relation:prospect,2018-05-28 contact:2018-05-28",
		"2019-01-10", "unlimited"},
	{"a later relation has its own",
		"known relation:prospect,2018-05-28 "
		"relation:customer,2018-06-15 contact:2018-05-28",
		"2019-01-10", "unlimited"},
	{"but not before it began",
		"known relation:prospect,2018-05-28 "
		"relation:customer,2018-06-15 contact:2018-05-28",
		"2018-06-14", "2018-06-28T23:59:59"},
	{"month ends: 2019-01-31", "known relation:prospect contact:2019-01-31",
		"2019-02-01", "2019-02-28T23:59:59"},
	{"month ends: 2020-01-31", "known relation:prospect contact:2020-01-31",
		"2020-02-01", "2020-02-29T23:59:59"},
};

static void check_retention(void **state)
{
	const struct retention_row *r = *state;
	struct policy policy;
	struct retention end;
	struct story story;
	struct zone *zone;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, r->facts);
	end = policy_retention(story_policy(zone, &policy), &story.subject,
		story_instant(zone, r->now), false);
	if (strcmp(r->end, "ended") == 0) {
		assert_int_equal(end.kind, RETENTION_ENDED);
	} else if (strcmp(r->end, "unlimited") == 0) {
		assert_int_equal(end.kind, RETENTION_UNLIMITED);
	} else {
		assert_int_equal(end.kind, RETENTION_AT);
		assert_int_equal(end.end_utc, story_instant(zone, r->end));
	}
	story_free(&story);
	zone_free(&zone);
}

static const struct rule_row {
	const char *name;
	const char *text;
	enum err expected;
	struct retain_rule rule;
} rule_rows[] = {
	{"after last-contact", "1 month after last-contact", ERR_OK,
		{{1, PERIOD_MONTHS}, RETAIN_LAST_CONTACT}},
	{"after relation-end", "6 years after relation-end", ERR_OK,
		{{6, PERIOD_YEARS}, RETAIN_RELATION_END}},
	{"after collection", "30 days after collection", ERR_OK,
		{{30, PERIOD_DAYS}, RETAIN_COLLECTION}},
	{"no anchor", "1 month", ERR_INVALID, {{0, 0}, 0}},
	{"an unknown anchor", "1 month after birth", ERR_INVALID, {{0, 0}, 0}},
	{"a tail", "1 month after collection x", ERR_INVALID, {{0, 0}, 0}},
	{"no period", " after collection", ERR_INVALID, {{0, 0}, 0}},
	{"hours", "12 hours after collection", ERR_INVALID, {{0, 0}, 0}},
	{"a period with blanks that just fits",
		"1                months after collection", ERR_OK,
		{{1, PERIOD_MONTHS}, RETAIN_COLLECTION}},
	{"a period with blanks that does not fit",
		"1                 months after collection", ERR_INVALID,
		{{0, 0}, 0}},
	{"a long period",
		"1                                month"
		" after collection",
		ERR_INVALID, {{0, 0}, 0}},
	{"nothing", "", ERR_INVALID, {{0, 0}, 0}},
};

static void check_rule(void **state)
{
	const struct rule_row *r = *state;
	struct retain_rule rule;

	assert_int_equal(retain_rule_parse(r->text, &rule), r->expected);
	if (r->expected)
		return;
	assert_int_equal(rule.anchor, r->rule.anchor);
	assert_int_equal(rule.period.count, r->rule.period.count);
	assert_int_equal(rule.period.unit, r->rule.period.unit);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, retention_rows, check_retention);
	rows_add(&rows, rule_rows, check_rule);
	return rows_run("retention", &rows);
}
