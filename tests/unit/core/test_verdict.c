/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/policy.h"
#include "core/policy_find.h"
#include "lib/rows.h"
#include "unit/core/story.h"

/* What a verdict says beside its reason: since when, until when, how. */

#define SEEN "known source:chat collected:2018-05-28T10:00 "
#define CONTACT "contact:2018-05-28T10:00 "
#define PROSPECT SEEN CONTACT "relation:prospect,2018-05-28T10:00 "
#define TWO "send:reminder,2018-06-01,a send:reminder,2018-06-05,b "

static const struct said_row {
	const char *name;
	const char *facts;
	const char *purpose;
	const char *now;
	enum reason reason;
	const char *since; /* "-": not said */
	bool is_day;
	const char *next; /* NULL: not said */
} said_rows[] = {
	{"an objection of an instant", PROSPECT "objection:*,2018-06-01T08:00",
		"plain", "2018-06-03", REASON_OBJECTED, "2018-06-01T08:00",
		false, NULL},
	{"an objection of a day", PROSPECT "objection:*,2018-06-01,day",
		"plain", "2018-06-03", REASON_OBJECTED, "2018-06-01", true,
		NULL},
	{"the earlier of two objections, the second told first",
		PROSPECT "objection:*,2018-06-02 objection:*,2018-06-01,day",
		"plain", "2018-06-03", REASON_OBJECTED, "2018-06-01", true,
		NULL},
	{"the first of two objections at once",
		PROSPECT "objection:*,2018-06-01,day objection:*,2018-06-01",
		"plain", "2018-06-03", REASON_OBJECTED, "2018-06-01", true,
		NULL},
	{"restricted", PROSPECT "restricted:2018-06-01T08:00", "plain",
		"2018-06-03", REASON_RESTRICTED, "2018-06-01T08:00", false,
		NULL},
	{"a withdrawal of an instant", PROSPECT "withdrawal:plain,2018-06-01",
		"plain", "2018-06-03", REASON_WITHDRAWN, "2018-06-01", false,
		NULL},
	{"a withdrawal of a day", PROSPECT "withdrawal:plain,2018-06-01,day",
		"plain", "2018-06-03", REASON_WITHDRAWN, "2018-06-01", true,
		NULL},
	{"the later of two withdrawals",
		PROSPECT "withdrawal:plain,2018-06-02,day "
			 "withdrawal:plain,2018-06-01",
		"plain", "2018-06-03", REASON_WITHDRAWN, "2018-06-02", true,
		NULL},
	{"the first of two withdrawals at once",
		PROSPECT "withdrawal:plain,2018-06-02 "
			 "withdrawal:plain,2018-06-02,day",
		"plain", "2018-06-03", REASON_WITHDRAWN, "2018-06-02", false,
		NULL},
	{"a withdrawal without a date", PROSPECT "withdrawal:plain,-", "plain",
		"2018-06-03", REASON_WITHDRAWN, "-", false, NULL},
	{"nothing is said of unknown", "", "plain", "2018-06-03",
		REASON_UNKNOWN, "-", false, NULL},
	{"known by a grant alone", "known grant:plain,consent,2018-06-01",
		"plain", "2018-06-03", REASON_RETENTION_EXPIRED, "-", false,
		NULL},
	{"known by a grant before the collection",
		"known collected:2018-06-20 grant:plain,consent,2018-06-01",
		"plain", "2018-06-03", REASON_RETENTION_EXPIRED, "-", false,
		NULL},
	{"known by the second of two grants",
		"known collected:2018-06-20 grant:plain,consent,2018-06-19 "
		"grant:plain,consent,2018-06-01",
		"plain", "2018-06-03", REASON_RETENTION_EXPIRED, "-", false,
		NULL},
	{"all of it lies ahead",
		"known collected:2018-06-20 grant:plain,consent,2018-06-19",
		"plain", "2018-06-03", REASON_UNKNOWN, "-", false, NULL},
	{"a contact alone", "known contact:2018-06-01", "plain", "2018-06-03",
		REASON_INCOMPATIBLE, "-", false, NULL},
	{"a relation alone", "known relation:prospect,2018-06-01", "plain",
		"2018-06-03", REASON_INCOMPATIBLE, "-", false, NULL},
	{"nothing is said of no basis", SEEN CONTACT, "plain", "2018-06-03",
		REASON_NO_BASIS, "-", false, NULL},
	{"retention that ended at no instant",
		SEEN CONTACT "relation:guest,2018-05-28T10:00 "
			     "grant:plain,consent,2018-05-28T10:00",
		"plain", "2018-06-03", REASON_RETENTION_EXPIRED, "-", false,
		NULL},
	{"retention that ended", PROSPECT, "plain", "2018-07-03",
		REASON_RETENTION_EXPIRED, "2018-06-28T23:59:59", false, NULL},
	{"failures without a date and with one",
		PROSPECT "failure:2018-06-01 failure:-", "plain", "2018-06-03",
		REASON_UNDELIVERABLE, "2018-06-01", false, NULL},
	{"the latest failure, told first",
		PROSPECT "failure:2018-06-02 failure:2018-06-01", "plain",
		"2018-06-03", REASON_UNDELIVERABLE, "2018-06-02", false, NULL},
	{"unanswered since the last send",
		PROSPECT TWO "send:reminder,2018-06-09T12:00,c", "reminder",
		"2018-06-20", REASON_UNANSWERED, "2018-06-09T12:00", false,
		NULL},
	{"unanswered, the last send told first",
		PROSPECT "send:reminder,2018-06-09T12:00,c " TWO, "reminder",
		"2018-06-20", REASON_UNANSWERED, "2018-06-09T12:00", false,
		NULL},
	{"too soon since the last send, and when it may go",
		PROSPECT "send:reminder,2018-06-09T12:00,c", "reminder",
		"2018-06-10", REASON_TOO_SOON, "2018-06-09T12:00", false,
		"2018-06-12T12:00"},
	{"nothing is said of allowed", PROSPECT, "plain", "2018-06-03",
		REASON_ALLOWED, "-", false, NULL},
};

static void assert_said(
	const struct said_row *r, const struct zone *zone, struct verdict *v)
{
	assert_int_equal(v->reason, r->reason);
	assert_int_equal(v->action, reason_default_action(r->reason));
	assert_true(v->since_utc == story_instant(zone, r->since));
	assert_int_equal(v->since_is_day, r->is_day);
	assert_true(v->next_utc == story_instant(zone, r->next));
	assert_null(v->list);
	assert_null(v->channel);
}

static void check_said(void **state)
{
	const struct said_row *r = *state;
	bool held[REASON_COUNT];
	struct policy policy;
	struct story story;
	struct zone *zone;
	struct verdict v;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, r->facts);
	story_policy(zone, &policy);
	for (int is_live = 0; is_live < 2; is_live++) {
		const struct question q = {
			.purpose = policy_purpose(&policy, r->purpose),
			.now_utc = story_instant(zone, r->now),
			.is_live = is_live,
		};

		policy_decide(&policy, &story.subject, &q, &v);
		assert_said(r, zone, &v);
		policy_explain(&policy, &story.subject, &q, held, &v);
		assert_said(r, zone, &v);
	}
	story_free(&story);
	zone_free(&zone);
}

/* How an objection came is that of the one that is named: the first of those
 * that are proven, and where none is of those that are not. */
static const struct channel_row {
	const char *name;
	struct objection objections[2];
	size_t len;
	const char *channel;
	enum reason reason;
} channel_rows[] = {
	{"by phone", {{.at_utc = 10, .channel = "phone"}}, 1, "phone",
		REASON_OBJECTED},
	{"likely", {{.at_utc = 10, .channel = "mail", .is_unconfirmed = true}},
		1, "mail", REASON_OBJECTION_UNCONFIRMED},
	{"likely, and proven since",
		{{.at_utc = 10, .channel = "mail", .is_unconfirmed = true},
			{.at_utc = 20, .channel = "phone"}},
		2, "phone", REASON_OBJECTED},
	{"proven, and likely since",
		{{.at_utc = 10, .channel = "phone"},
			{.at_utc = 20,
				.channel = "mail",
				.is_unconfirmed = true}},
		2, "phone", REASON_OBJECTED},
	{"likely twice",
		{{.at_utc = 20, .channel = "mail", .is_unconfirmed = true},
			{.at_utc = 10,
				.channel = "click",
				.is_unconfirmed = true}},
		2, "click", REASON_OBJECTION_UNCONFIRMED},
};

static void check_channel(void **state)
{
	const struct channel_row *r = *state;
	struct policy policy;
	struct subject s;
	struct question q;
	struct zone *zone;
	struct verdict v;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_policy(zone, &policy);
	subject_init(&s);
	for (size_t i = 0; i < r->len; i++)
		assert_int_equal(
			subject_add_objection(&s, &r->objections[i]), ERR_OK);
	q = (struct question){
		.purpose = policy_purpose(&policy, "plain"), .now_utc = 100};
	policy_decide(&policy, &s, &q, &v);
	assert_int_equal(v.reason, r->reason);
	assert_string_equal(v.channel, r->channel);
	subject_free(&s);
	zone_free(&zone);
}

/* What the relation carries and what was granted (src/core/RULES,
 * "standing"). */
static const struct standing_row {
	const char *name;
	const char *facts;
	const char *purpose;
	unsigned standing;
} standing_rows[] = {
	{"nothing", SEEN, "plain", 0},
	{"a prospect", PROSPECT, "plain", BASIS_BIT(BASIS_LEGITIMATE_INTEREST)},
	{"a prospect where nobody assessed it", PROSPECT, "offers", 0},
	{"who carries everything carries three",
		SEEN "relation:pretender,2018-05-28", "plain",
		BASIS_BIT(BASIS_LEGITIMATE_INTEREST) |
			BASIS_BIT(BASIS_CONTRACT) |
			BASIS_BIT(BASIS_SOFT_OPT_IN)},
	{"of an ended relation one is left",
		SEEN "relation:pretender,2018-05-28,2018-06-01", "plain",
		BASIS_BIT(BASIS_LEGITIMATE_INTEREST)},
	{"of an ended relation none where nobody assessed it",
		SEEN "relation:pretender,2018-05-28,2018-06-01", "offers", 0},
	{"a consent", SEEN "grant:plain,consent,2018-05-28", "plain",
		BASIS_BIT(BASIS_CONSENT)},
	{"an explicit consent is both",
		SEEN "grant:plain,explicit-consent,2018-05-28", "plain",
		BASIS_BIT(BASIS_CONSENT) | BASIS_BIT(BASIS_EXPLICIT_CONSENT)},
	{"a grant for something else", SEEN "grant:plain,consent,2018-05-28",
		"followup", 0},
	{"a grant without a purpose", SEEN "grant:*,consent,2018-05-28",
		"plain", 0},
	{"a grant of a contract", SEEN "grant:plain,contract,2018-05-28",
		"plain", 0},
	{"a grant of nothing known", SEEN "grant:plain,vanished,2018-05-28",
		"plain", 0},
	{"a grant in its last second",
		SEEN "grant:plain,consent,2018-05-28,2018-06-03T00:00:00",
		"plain", BASIS_BIT(BASIS_CONSENT)},
	{"a grant behind it",
		SEEN "grant:plain,consent,2018-05-28,2018-06-02T23:59:59",
		"plain", 0},
};

static void check_standing(void **state)
{
	const struct standing_row *r = *state;
	struct policy policy;
	struct story story;
	struct question q;
	struct zone *zone;
	struct verdict v;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, r->facts);
	story_policy(zone, &policy);
	q = (struct question){.purpose = policy_purpose(&policy, r->purpose),
		.now_utc = story_instant(zone, "2018-06-03T00:00:00")};
	policy_decide(&policy, &story.subject, &q, &v);
	assert_int_equal(v.standing, r->standing);
	story_free(&story);
	zone_free(&zone);
}

/* Each is found by its name, the first and the last as well. */
static void test_find(void **state)
{
	struct policy policy;
	struct zone *zone;

	(void)state;
	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_policy(zone, &policy);
	for (size_t i = 0; i < policy.relations_len; i++)
		assert_ptr_equal(
			policy_relation(&policy, policy.relations[i].name),
			&policy.relations[i]);
	for (size_t i = 0; i < policy.sources_len; i++)
		assert_ptr_equal(policy_source(&policy, policy.sources[i].name),
			&policy.sources[i]);
	for (size_t i = 0; i < policy.purposes_len; i++)
		assert_ptr_equal(
			policy_purpose(&policy, policy.purposes[i].name),
			&policy.purposes[i]);
	assert_null(policy_relation(&policy, "chat"));
	assert_null(policy_source(&policy, "prospect"));
	assert_null(policy_purpose(&policy, ""));
	zone_free(&zone);
}

static void test_longest_window(void **state)
{
	const struct policy_purpose purposes[] = {{.answer_window_s = 9},
		{.answer_window_s = 3}, {.answer_window_s = 0},
		{.answer_window_s = 12}};
	struct policy policy = {.purposes = purposes};

	(void)state;
	assert_int_equal(policy_longest_window(&policy), 0);
	policy.purposes_len = 3;
	assert_int_equal(policy_longest_window(&policy), 9);
	policy.purposes_len = 4;
	assert_int_equal(policy_longest_window(&policy), 12);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, said_rows, check_said);
	rows_add(&rows, channel_rows, check_channel);
	rows_add(&rows, standing_rows, check_standing);
	rows_add_one(&rows, "found by name", test_find, NULL);
	rows_add_one(&rows, "the longest window", test_longest_window, NULL);
	return rows_run("verdict", &rows);
}
