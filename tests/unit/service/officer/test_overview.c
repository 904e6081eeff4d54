/* SPDX-License-Identifier: BSD-2-Clause */
/* How the installation does, from what is counted. */
#include "unit/service/ear.h"

#include "service/officer/overview.h"
#include "service/person/record.h"
#include "service/person/requests.h"

static json_int_t number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static const char *text(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "-";
}

static json_t *overview_of(struct house *h, int days)
{
	json_t *overview;

	IS(officer_overview(h->desk, days, &overview), ERR_OK);
	return overview;
}

static void test_empty(void **state)
{
	struct house h;
	json_t *o;

	(void)state;
	house_open(&h);
	o = overview_of(&h, 7);
	IS(json_array_size(json_object_get(o, "days")), 7);
	assert_string_equal(text(o, "first_day"), "2018-06-25");
	assert_string_equal(text(o, "last_day"), "2018-07-01");
	IS(json_array_size(json_object_get(o, "reasons")), 0);
	IS(json_array_size(json_object_get(o, "came")), 0);
	IS(number(json_object_get(o, "quarantine"), "messages"), 0);
	IS(number(json_object_get(o, "requests"), "open"), 0);
	assert_true(json_is_null(json_object_get(o, "faults")));
	json_decref(o);
	house_close(&h);
}

static const struct days_row {
	const char *name;
	int asked, len;
} days_rows[] = {
	{"none is one", 0, 1},
	{"fewer than none", -5, 1},
	{"as many as there may be", OVERVIEW_DAYS_MAX, OVERVIEW_DAYS_MAX},
	{"more are not given", 5000, OVERVIEW_DAYS_MAX},
};

static void check_days(void **state)
{
	const struct days_row *row = *state;
	struct house h;
	json_t *o;

	house_open(&h);
	o = overview_of(&h, row->asked);
	IS(json_array_size(json_object_get(o, "days")), row->len);
	json_decref(o);
	house_close(&h);
}

/* The sends of ear.h, an objection by a person and a complaint. */
static void test_counted(void **state)
{
	const struct said complaint = {.meaning = INBOUND_COMPLAINT,
		.is_proven = true,
		.from = "fbl@example.net",
		.id = "c@example.net",
		.token = ADAM,
		.concerns = NEAR};
	const json_t *day, *reason, *came;
	struct house h;
	struct buf said;
	json_t *o;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	ear_must(&h, 1, &complaint);
	IS(record_object(h.desk,
		   &(struct record_object){.who = JAN,
			   .purpose = "newsletter",
			   .at_utc = INSTANT_NONE},
		   &said),
		ERR_OK);
	o = overview_of(&h, 7);
	day = json_array_get(json_object_get(o, "days"), 2);
	assert_string_equal(text(day, "day"), "2018-06-27");
	IS(number(day, "accept"), 2);
	reason = json_array_get(json_object_get(o, "reasons"), 0);
	assert_string_equal(text(reason, "reason"), "allowed");
	assert_string_equal(text(reason, "purpose"), "followup");
	IS(number(reason, "count"), 2);
	came = json_object_get(o, "came");
	IS(json_array_size(came), 2);
	for (size_t i = 0; i < 2; i++) {
		const json_t *row = json_array_get(came, i);
		bool is_all = json_is_null(json_object_get(row, "purpose"));

		IS(number(row, "complaints"), is_all ? 1 : 0);
		IS(number(row, "objections"), is_all ? 0 : 1);
	}
	json_decref(o);
	buf_free(&said);
	house_close(&h);
}

/* Those that are due first, whenever they came. */
static void test_requests(void **state)
{
	static const char *const received[] = {"2018-06-30", "2018-06-11",
		"2018-06-29", "2018-06-01", "2018-06-12", "2018-06-28",
		"2018-06-13", "2018-06-14", "2018-06-15", "2018-06-18",
		"2018-06-19", "2018-05-10"};
	const json_t *requests, *next;
	struct house h;
	struct buf said;
	json_t *o;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	for (size_t i = 0; i < 12; i++)
		IS(requests_add(h.desk,
			   &(struct requests_new){.who = ADAM,
				   .article = 15,
				   .received_utc =
					   house_instant(&h, received[i])},
			   &said),
			ERR_OK);
	o = overview_of(&h, 7);
	requests = json_object_get(o, "requests");
	IS(number(requests, "open"), 12);
	IS(number(requests, "overdue"), 1);
	next = json_object_get(requests, "next");
	IS(json_array_size(next), OVERVIEW_REQUESTS);
	IS(number(json_array_get(next, 0), "id"), 12);
	assert_true(
		json_is_true(json_object_get(json_array_get(next, 0), "late")));
	IS(number(json_array_get(next, 1), "id"), 4);
	IS(number(json_array_get(next, 2), "id"), 2);
	IS(number(json_array_get(next, 9), "id"), 6);
	json_decref(o);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "nothing yet", test_empty, NULL);
	rows_add(&all, days_rows, check_days);
	rows_add_one(
		&all, "what was decided and what came", test_counted, NULL);
	rows_add_one(&all, "requests that are due", test_requests, NULL);
	return rows_run("officer/overview", &all);
}
