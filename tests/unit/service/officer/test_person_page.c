/* SPDX-License-Identifier: BSD-2-Clause */
/* What an officer is shown of a person. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/officer/person_page.h"
#include "service/person/record.h"

static json_t *page_of(struct house *h, const char *who)
{
	json_t *person;

	IS(person_page(h->desk, who, &person), ERR_OK);
	return person;
}

static const char *text(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "-";
}

/* "kind@date/name" of all, the day of the date alone. */
static void show_events(const json_t *person, char *out, size_t size)
{
	const json_t *list = json_object_get(person, "events");

	out[0] = '\0';
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *e = json_array_get(list, i);
		size_t len = strlen(out);

		(void)snprintf(out + len, size - len, "%s@%.10s/%s ",
			text(e, "kind"), text(e, "date"), text(e, "name"));
	}
}

static void test_adam(void **state)
{
	const json_t *purposes, *rules;
	char events[2000];
	struct house h;
	json_t *adam;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	adam = page_of(&h, "Adam@Example.com");
	assert_true(json_is_true(json_object_get(adam, "known")));
	assert_string_equal(text(adam, "address"), "Adam@Example.com");
	show_events(adam, events, sizeof(events));
	assert_string_equal(events,
		"collected@2018-06-01/chat contact@2018-06-01/- "
		"relation@2018-06-01/prospect send@2018-06-10/followup "
		"send@2018-06-28/followup asked@2018-07-01/- "
		"retention-end@2018-07-01/- ");
	IS(json_integer_value(json_object_get(adam, "events_left_out")), 0);
	IS(json_integer_value(
		   json_object_get(json_object_get(adam, "counts"), "sends")),
		2);
	assert_null(json_object_get(adam, "sends"));
	assert_null(json_object_get(adam, "journal"));
	assert_null(json_object_get(adam, "controller"));
	assert_true(json_is_false(json_object_get(adam, "notified")));
	purposes = json_object_get(adam, "purposes");
	IS(json_array_size(purposes), 3);
	rules = json_object_get(json_array_get(purposes, 1), "rules");
	IS(json_array_size(rules), REASON_RULES);
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);
		const char *reason = text(rule, "reason");

		assert_string_equal(text(rule, "state"),
			strcmp(reason, "no-notice") == 0        ? "unasked" :
				strcmp(reason, "no-basis") == 0 ? "applies" :
								  "not");
	}
	json_decref(adam);
	house_close(&h);
}

static void test_nobody(void **state)
{
	struct house h;
	json_t *jan;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	jan = page_of(&h, JAN);
	assert_true(json_is_false(json_object_get(jan, "known")));
	/* Only the question. */
	IS(json_array_size(json_object_get(jan, "events")), 1);
	assert_true(json_is_null(json_object_get(jan, "scale")));
	json_decref(jan);
	IS(person_page(h.desk, "jan", &jan), ERR_INVALID);
	assert_null(jan);
	house_close(&h);
}

/* A wish that is known by its day is told as a day, and names what it is. */
static void test_wish(void **state)
{
	const struct record_object act = {.who = ADAM,
		.purpose = "newsletter",
		.at_utc = 0,
		.is_day = true,
		.channel = "phone"};
	struct record_object dated = act;
	const json_t *event = NULL, *list;
	struct house h;
	struct buf said;
	json_t *adam;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 1000);
	dated.at_utc = house_instant(&h, "2018-06-20");
	IS(record_object(h.desk, &dated, &said), ERR_OK);
	adam = page_of(&h, ADAM);
	list = json_object_get(adam, "events");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (strcmp(text(json_array_get(list, i), "kind"),
			    "objection") == 0)
			event = json_array_get(list, i);
	assert_non_null(event);
	assert_string_equal(text(event, "date"), "2018-06-20");
	assert_string_equal(text(event, "name"), "newsletter");
	assert_string_equal(text(event, "detail"), "phone");
	json_decref(adam);
	buf_free(&said);
	house_close(&h);
}

/* -------------------------------------------------------------- the scale */

static const struct scale_row {
	const char *name;
	const char *contact; /* beside what there is since 2018-06-01 */
	const char *ticks;
} scale_rows[] = {
	{"a month: weeks of seven days", NULL,
		"2018-06-01 2018-06-08 2018-06-15 2018-06-22 2018-06-29 "},
	{"half a year: months", "2018-01-20",
		"2018-02 2018-03 2018-04 2018-05 2018-06 2018-07 "},
	{"four years: years", "2014-03-01", "2015 2016 2017 2018 "},
	{"fifty years: tens of them", "1970-06-01", "1980 1990 2000 2010 "},
};

static void check_scale(void **state)
{
	const struct scale_row *row = *state;
	char ticks[400] = "";
	struct house h;
	struct buf said;
	const json_t *list;
	json_t *adam;

	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 1000);
	if (row->contact)
		IS(record_contact(h.desk,
			   &(struct record_contact){.who = ADAM,
				   .at_utc = house_instant(&h, row->contact),
				   .source = "chat"},
			   &said),
			ERR_OK);
	adam = page_of(&h, ADAM);
	list = json_object_get(json_object_get(adam, "scale"), "ticks");
	for (size_t i = 0; i < json_array_size(list); i++) {
		size_t len = strlen(ticks);

		(void)snprintf(ticks + len, sizeof(ticks) - len, "%s ",
			text(json_array_get(list, i), "text"));
	}
	assert_string_equal(ticks, row->ticks);
	json_decref(adam);
	buf_free(&said);
	house_close(&h);
}

/* What is too much: the oldest sends first. */
static void test_many(void **state)
{
	char id[64];
	const json_t *list;
	struct house h;
	json_t *adam;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	for (int i = 0; i < PERSON_EVENTS_MAX; i++) {
		snprintf(id, sizeof(id), "more-%d@firma.example", i);
		ear_send(&h, ADAM, id, "2018-06-29 10:00");
	}
	adam = page_of(&h, ADAM);
	list = json_object_get(adam, "events");
	IS(json_array_size(list), PERSON_EVENTS_MAX);
	IS(json_integer_value(json_object_get(adam, "events_left_out")), 7);
	assert_string_equal(text(json_array_get(list, 0), "kind"), "collected");
	assert_string_equal(text(json_array_get(list, 3), "date"),
		"2018-06-29T10:00:00+02:00");
	json_decref(adam);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "somebody on record", test_adam, NULL);
	rows_add_one(&all, "nobody, and what is no address", test_nobody, NULL);
	rows_add_one(&all, "a wish of a day", test_wish, NULL);
	rows_add(&all, scale_rows, check_scale);
	rows_add_one(&all, "more than can be shown", test_many, NULL);
	return rows_run("officer/person_page", &all);
}
