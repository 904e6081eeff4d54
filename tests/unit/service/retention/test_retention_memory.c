/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules E1 */
/* Without memory nobody is removed, and nobody is overlooked. */
#include "lib/no_memory.h"
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/retention/erasure_notify.h"
#include "service/retention/purge.h"
#include "store/removal.h"

#define PERSONS 30
#define REFERENCES 40

static struct house house;

static void add_all(void)
{
	struct store_session *s = house.desk->session;
	struct store_person person = {.relation = "prospect",
		.relation_since_utc = INSTANT_NONE,
		.relation_end_utc = INSTANT_NONE,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE};
	const struct store_reference reference = {
		.at_utc = HOUSE_NOW, .act = REFERENCE_PURGED, .ref = "crm:1"};

	IS(store_write_begin(s), ERR_OK);
	for (unsigned char i = 0; i < PERSONS; i++) {
		const struct pseudonym key = {{i}};

		person.collected_utc = person.last_contact_utc =
			i % 2 ? HOUSE_NOW : HOUSE_NOW - 60 * DAY;
		IS(store_person_put(s, &key, &person), ERR_OK);
	}
	for (int i = 0; i < REFERENCES; i++)
		IS(store_reference_add(s, &reference), ERR_OK);
	IS(store_write_commit(s), ERR_OK);
}

static enum err do_purge(void *arg, char text_r[NO_MEMORY_TEXT])
{
	const struct purge_options options = {.is_dry = true};
	struct purge_report report;
	enum err e = purge_run(house.desk, &options, &report);

	(void)arg;
	if (!e)
		(void)snprintf(text_r, NO_MEMORY_TEXT, "%d of %d",
			(int)report.removed, (int)report.subjects);
	return e;
}

static bool count(void *arg, const struct purge_due *due)
{
	(void)due;
	++*(int *)arg;
	return true;
}

static enum err do_due(void *arg, char text_r[NO_MEMORY_TEXT])
{
	int len = 0;
	enum err e = purge_due_each(house.desk, NULL, HOUSE_NOW, count, &len);

	(void)arg;
	if (!e)
		(void)snprintf(text_r, NO_MEMORY_TEXT, "%d due", len);
	return e;
}

/* A reference is forgotten only when it was handed over. */
static void test_notify(void **state)
{
	int64_t taken = 0, all = 0;
	char config[PATH_MAX], path[PATH_MAX / 2];
	bool has_failed = true;

	(void)state;
	house_open(&house);
	add_all();
	tempdir_path(&house.dir, "forgotten", path);
	(void)snprintf(
		config, sizeof(config), "purge { notify-file = '%s' }\n", path);
	house_change(&house, config);
	for (long n = 0; has_failed && n < NO_MEMORY_MOST; n++) {
		enum err e;

		no_memory_failed = false;
		no_memory_left = n;
		e = erasure_notify_run(house.desk, &taken);
		no_memory_left = -1;
		all += taken;
		assert_true(e == ERR_OK || no_memory_failed);
		has_failed = e != ERR_OK;
	}
	assert_false(has_failed);
	IS(all, REFERENCES);
	house_close(&house);
}

/* Whoever is due goes in the end, and a purge that says that it is done has
 * removed all. */
static void test_purge(void **state)
{
	const struct purge_options options = {.confirmed = "a test"};
	struct purge_report report;
	int64_t left = 0;
	bool has_failed = true;

	(void)state;
	house_open(&house);
	for (long n = 0; has_failed && n < NO_MEMORY_MOST; n++) {
		enum err e;

		add_all();
		no_memory_failed = false;
		no_memory_left = n;
		e = purge_run(house.desk, &options, &report);
		no_memory_left = -1;
		assert_true(e == ERR_OK || no_memory_failed);
		has_failed = no_memory_failed;
		IS(store_subjects_count(house.desk->session, &left), ERR_OK);
		if (e == ERR_OK)
			IS(left, PERSONS / 2);
		else
			assert_true(left == PERSONS || left == PERSONS / 2);
	}
	assert_false(has_failed);
	house_close(&house);
}

static void check_act(void **state)
{
	house_open(&house);
	add_all();
	no_memory_try(*(no_memory_act **)*state, NULL);
	house_close(&house);
}

int main(void)
{
	static no_memory_act *purge = do_purge, *due = do_due;
	struct rows rows = {0};

	rows_add_one(&rows, "a dry run", check_act, &purge);
	rows_add_one(&rows, "who is due", check_act, &due);
	rows_add_one(&rows, "who is told", test_notify, NULL);
	rows_add_one(&rows, "who goes", test_purge, NULL);
	return rows_run("retention: no memory", &rows);
}
