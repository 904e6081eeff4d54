/* SPDX-License-Identifier: BSD-2-Clause */
/* What the daemon counted of its faults, from its own text. */
#include "unit/service/house.h"

#include <stdio.h>

#include "service/officer/overview_private.h"

static const struct row {
	const char *name;
	const char *text;
	const char *since;
	int store_up; /* -1: not told */
	int total;
	const char *kinds;
} rows[] = {
	{"nothing", "", "-", -1, 0, ""},
	{"what is no number of ours",
		"# HELP robinson_faults_total What could not be decided.\n"
		"robinson_verdicts_total{purpose=\"a\",action=\"flag\"} 3\n"
		"garbage\n\nrobinson_store_up \n",
		"-", -1, 0, ""},
	{"all is well",
		"robinson_process_start_time_seconds 1530439200\n"
		"robinson_store_up 1\n"
		"robinson_faults_total{kind=\"store\",outcome=\"deferred\"} "
		"0\n",
		"2018-07-01T12:00:00+02:00", 1, 0, ""},
	{"faults, and no line end behind the last",
		"robinson_faults_total{kind=\"store\",outcome=\"deferred\"} 4\n"
		"robinson_faults_total{kind=\"list\",outcome=\"held\"} 2\n"
		"robinson_commit_failures_total 1",
		"-", -1, 7, "store/deferred/4 list/held/2 commit/deferred/1 "},
	{"labels that are none",
		"robinson_faults_total{kind=\"store} 4\n"
		"robinson_faults_total{outcome=\"held\"} 4\n"
		"robinson_faults_total{kind=\"a\",outcome=\"b\"} -4\n"
		"robinson_faults_total{kind=\"a\",outcome=\"b\"} nan\n",
		"-", -1, 0, ""},
};

static const char *text(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "-";
}

static void check_row(void **state)
{
	const struct row *row = *state;
	const json_t *up, *list;
	char kinds[400] = "";
	struct house h;
	json_t *faults;

	house_open(&h);
	faults = overview_faults(h.settings, row->text);
	up = json_object_get(faults, "store_up");
	assert_string_equal(text(faults, "since"), row->since);
	assert_int_equal(
		json_is_null(up) ? -1 : json_is_true(up), row->store_up);
	assert_int_equal(json_integer_value(json_object_get(faults, "total")),
		row->total);
	list = json_object_get(faults, "kinds");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *kind = json_array_get(list, i);
		size_t len = strlen(kinds);

		(void)snprintf(kinds + len, sizeof(kinds) - len, "%s/%s/%d ",
			text(kind, "kind"), text(kind, "outcome"),
			(int)json_integer_value(
				json_object_get(kind, "count")));
	}
	assert_string_equal(kinds, row->kinds);
	json_decref(faults);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("officer/overview_faults", &all);
}
