/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules E1 */
#include "unit/service/house.h"

#include "service/person/record.h"
#include "service/retention/purge.h"

#define OK(call) assert_int_equal((call), ERR_OK)

static void contact(struct house *h, const char *who, const char *at,
	const char *relation, const char *ref)
{
	struct buf said;

	buf_init(&said, 4096);
	OK(record_contact(h->desk,
		&(struct record_contact){.who = who,
			.at_utc = house_instant(h, at),
			.source = "chat",
			.relation = relation,
			.ref = ref},
		&said));
	buf_free(&said);
}

static struct purge_report purge(struct house *h, bool is_dry, bool unknown)
{
	const struct purge_options options = {.is_dry = is_dry,
		.takes_unknown = unknown,
		.confirmed = is_dry ? NULL : "a test"};
	struct purge_report report;

	OK(purge_run(h->desk, &options, &report));
	return report;
}

/* It is 2018-07-01 12:00; the prospect's month has ended for a contact before
 * 2018-06-01. */
static const struct row {
	const char *name;
	const char *contact;
	const char *relation;
	bool goes;
} rows[] = {
	{"the last instant was yesterday", "2018-05-30", "prospect", true},
	{"the last instant is today", "2018-06-01", "prospect", false},
	{"of long ago", "2010-01-01", "prospect", true},
	{"a customer as long as it lasts", "2010-01-01", "customer", false},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct purge_report report;
	struct house h;

	house_open(&h);
	contact(&h, "adam@example.com", r->contact, r->relation, NULL);
	report = purge(&h, true, false);
	assert_int_equal(report.removed, r->goes);
	assert_string_not_equal(
		house_reason(&h, "adam@example.com", "followup", NULL),
		"unknown");
	report = purge(&h, false, false);
	assert_int_equal(report.subjects, 1);
	assert_int_equal(report.ended, r->goes);
	assert_int_equal(report.removed, r->goes);
	assert_true(
		(strcmp(house_reason(&h, "adam@example.com", "followup", NULL),
			 "unknown") == 0) == r->goes);
	assert_int_equal(purge(&h, false, false).removed, 0);
	house_close(&h);
}

static void object(struct house *h, const char *who, const char *purpose)
{
	struct buf said;

	buf_init(&said, 4096);
	OK(record_object(h->desk,
		&(struct record_object){.who = who,
			.purpose = purpose,
			.at_utc = house_instant(h, "2018-05-20")},
		&said));
	buf_free(&said);
}

static void test_objection_stays(void **state)
{
	struct house h;

	(void)state;
	house_open(&h);
	contact(&h, "adam@example.com", "2018-05-01", "prospect", NULL);
	object(&h, "adam@example.com", "followup");
	assert_int_equal(purge(&h, false, false).removed, 1);
	assert_string_equal(
		house_reason(&h, "adam@example.com", "followup", NULL),
		"objected");
	assert_string_equal(
		house_reason(&h, "adam@example.com", "newsletter", NULL),
		"unknown");
	/* Whoever imports him again does not lift it. */
	contact(&h, "adam@example.com", "2018-06-30", "prospect", NULL);
	assert_string_equal(
		house_reason(&h, "adam@example.com", "followup", NULL),
		"objected");
	house_close(&h);
}

static void test_left_alone(void **state)
{
	const struct store_person lost = {.relation = "of-yesterday",
		.relation_since_utc = INSTANT_NONE,
		.relation_end_utc = INSTANT_NONE,
		.collected_utc = 5,
		.last_contact_utc = 5,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE};
	const struct pseudonym key = {{7}};
	struct purge_report report;
	struct house h;
	struct buf said;

	(void)state;
	house_open(&h);
	buf_init(&said, 4096);
	contact(&h, "adam@example.com", "2018-05-01", "prospect", NULL);
	OK(record_restrict(h.desk, "adam@example.com", &said));
	OK(store_write_begin(h.desk->session));
	OK(store_person_put(h.desk->session, &key, &lost));
	OK(store_write_commit(h.desk->session));
	report = purge(&h, false, false);
	assert_int_equal(report.ended, 2);
	assert_int_equal(report.removed, 0);
	assert_int_equal(report.restricted, 1);
	assert_int_equal(report.unknown_relation, 1);
	assert_string_equal(
		house_reason(&h, "adam@example.com", "followup", NULL),
		"restricted");
	report = purge(&h, false, true);
	assert_int_equal(report.removed, 1);
	OK(record_restrict_lift(h.desk, "adam@example.com", &said));
	assert_int_equal(purge(&h, false, false).removed, 1);
	buf_free(&said);
	house_close(&h);
}

static bool take_silence(void *arg, const struct silence_count *count)
{
	struct silence_count *sum = arg;

	sum->returned += count->returned;
	sum->removed += count->removed;
	if (count->removed)
		sum->days = count->days;
	return true;
}

static void test_silence(void **state)
{
	struct silence_count sum = {.days = 0};
	struct house h;

	(void)state;
	house_open(&h);
	contact(&h, "adam@example.com", "2018-05-02 23:00", "prospect", NULL);
	purge(&h, false, false);
	OK(store_silence_each(h.desk->session, take_silence, &sum));
	assert_int_equal(sum.removed, 1);
	assert_int_equal(sum.returned, 0);
	assert_int_equal(sum.days, 60);
	house_close(&h);
}

/* More than one page and many batches; every other goes. */
static void test_many(void **state)
{
	struct store_person person = {.relation = "prospect",
		.relation_since_utc = INSTANT_NONE,
		.relation_end_utc = INSTANT_NONE,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE};
	struct purge_report report;
	struct house h;
	int64_t count;

	(void)state;
	house_open(&h);
	OK(store_write_begin(h.desk->session));
	for (unsigned i = 0; i < 12000; i++) {
		struct pseudonym key = {{0}};
		unsigned mixed = i * 2654435761u;

		memcpy(key.bytes, &mixed, sizeof(mixed));
		person.collected_utc = person.last_contact_utc =
			i % 2 ? HOUSE_NOW : 1000;
		OK(store_person_put(h.desk->session, &key, &person));
	}
	OK(store_write_commit(h.desk->session));
	report = purge(&h, false, false);
	assert_int_equal(report.subjects, 12000);
	assert_int_equal(report.removed, 6000);
	OK(store_subjects_count(h.desk->session, &count));
	assert_int_equal(count, 6000);
	OK(purge_scrub(h.desk));
	house_close(&h);
}

struct due_list {
	char text[2000];
};

static bool add_due(void *arg, const struct purge_due *due)
{
	struct due_list *list = arg;

	strncat(list->text, due->ref ? due->ref : "-", 40);
	strncat(list->text, due->is_restricted ? " restricted;" : ";", 20);
	return true;
}

static void due_is(struct house *h, const char *relation, const char *at,
	const char *expected)
{
	struct due_list list = {""};

	OK(purge_due_each(
		h->desk, relation, house_instant(h, at), add_due, &list));
	assert_string_equal(list.text, expected);
}

static void test_due(void **state)
{
	struct due_list list = {""};
	struct house h;
	struct buf said;

	(void)state;
	house_open(&h);
	buf_init(&said, 4096);
	contact(&h, "adam@example.com", "2018-06-05", "prospect", "crm:1");
	due_is(&h, NULL, "2018-07-05 23:59:59", "");
	due_is(&h, NULL, "2018-07-06", "crm:1;");
	due_is(&h, "customer", "2018-07-06", "");
	due_is(&h, "prospect", "2018-07-06", "crm:1;");
	OK(record_restrict(h.desk, "adam@example.com", &said));
	due_is(&h, NULL, "2018-07-06", "crm:1 restricted;");
	assert_int_equal(purge_due_each(h.desk, "prospct", 0, add_due, &list),
		ERR_INVALID);
	buf_free(&said);
	house_close(&h);
}

static enum err erase(
	struct house *h, struct purge_erasure erasure, struct buf *said)
{
	return purge_erase(h->desk, &erasure, said);
}

static void test_erase(void **state)
{
	struct purge_erasure adam = {.who = "adam@example.com"};
	struct house h;
	struct buf said;

	(void)state;
	house_open(&h);
	buf_init(&said, 4096);
	contact(&h, "adam@example.com", "2018-06-30", "prospect", NULL);
	assert_string_equal(
		house_reason(&h, "adam@example.com", "followup", NULL),
		"allowed");
	OK(record_restrict(h.desk, "adam@example.com", &said));
	assert_int_equal(erase(&h, adam, &said), ERR_DENIED);
	OK(record_restrict_lift(h.desk, "adam@example.com", &said));
	adam.is_dry = true;
	OK(erase(&h, adam, &said));
	assert_string_equal(
		house_reason(&h, "adam@example.com", "followup", NULL),
		"allowed");
	adam.is_dry = false;
	adam.without_objection = true;
	OK(erase(&h, adam, &said));
	assert_string_equal(
		house_reason(&h, "adam@example.com", "followup", NULL),
		"unknown");
	adam.without_objection = false;
	assert_int_equal(erase(&h, adam, &said), ERR_NOT_FOUND);
	assert_string_equal(
		house_reason(&h, "adam@example.com", "followup", NULL),
		"objected");
	adam.who = "adam@";
	assert_int_equal(erase(&h, adam, &said), ERR_INVALID);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"objections outlive the person", test_objection_stays},
		{"restricted and unknown relations are left", test_left_alone},
		{"the silence is counted", test_silence},
		{"many, page by page", test_many},
		{"who is due", test_due},
		{"erasure on request", test_erase},
	};
	struct rows all = {NULL, 0};

	rows_add(&all, rows, check_row);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		rows_add_one(&all, tests[i].name, tests[i].test, NULL);
	return rows_run("purge", &all);
}
