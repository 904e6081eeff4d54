/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/lists/place.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#define RECORD 20
#define LOOK_US 1100000 /* a cache looks again after a second */

static enum err get(struct list_cache *cache, const struct place *p,
	int64_t now, char cause[LISTFILE_CAUSE_SIZE])
{
	struct listfile *list;
	enum err e = list_cache_get(cache, &p->dnm, now, &list, cause);

	assert_true(!e == (list != NULL));
	listfile_unref(&list);
	return e;
}

static void put_records(
	const struct place *p, unsigned char first, size_t count)
{
	unsigned char records[RECORD * 100];

	for (size_t i = 0; i < count; i++) {
		memset(records + i * RECORD, first, RECORD);
		records[i * RECORD + 1] = (unsigned char)i;
	}
	place_put(p->source, records, count * RECORD);
}

static const struct age {
	const char *name;
	int64_t days, more_s;
	int64_t max_days;
	bool fits;
} ages[] = {
	{"new", 0, 0, 30, true},
	{"of the last second", 30, 0, 30, true},
	{"a second older", 30, 1, 30, false},
	{"very old, without a limit", 4000, 0, 0, true},
	{"dated ahead by a clock", -1, 0, 30, true},
};

static void check_age(void **state)
{
	const struct age *a = *state;
	char cause[LISTFILE_CAUSE_SIZE] = "";
	struct list_cache *cache;
	struct place p;
	enum err e;

	place_open(&p, DNM_ECG);
	p.dnm.max_age_s = a->max_days * PLACE_DAY;
	put_records(&p, 1, 3);
	assert_int_equal(place_update(&p, PLACE_NOW, false), ERR_OK);
	assert_int_equal(list_cache_new(&cache), ERR_OK);
	e = get(cache, &p, PLACE_NOW + a->days * PLACE_DAY + a->more_s, cause);
	assert_int_equal(e, a->fits ? ERR_OK : ERR_UNAVAILABLE);
	if (!a->fits)
		assert_string_equal(cause,
			"do-not-mail list \"test\": 30 days old, accepted: up "
			"to 30 days; \"robinson lists update\" installs a "
			"newer one");
	list_cache_free(&cache);
	place_close(&p);
}

/* A running program sees what is installed, and what is taken away. */
static void test_reload(void **state)
{
	char cause[LISTFILE_CAUSE_SIZE] = "";
	struct listfile *list, *held;
	struct list_cache *cache;
	struct place p;

	(void)state;
	place_open(&p, DNM_ECG);
	assert_int_equal(list_cache_new(&cache), ERR_OK);
	assert_int_equal(get(cache, &p, PLACE_NOW, cause), ERR_UNAVAILABLE);
	assert_non_null(strstr(cause, "do-not-mail list \"test\": "));
	assert_non_null(strstr(cause, "it is not there"));
	put_records(&p, 1, 3);
	assert_int_equal(place_update(&p, PLACE_NOW, false), ERR_OK);
	usleep(LOOK_US);
	assert_int_equal(
		list_cache_get(cache, &p.dnm, PLACE_NOW, &held, cause), ERR_OK);
	assert_int_equal(listfile_info(held)->count, 3);
	put_records(&p, 2, 5);
	assert_int_equal(place_update(&p, PLACE_NOW, false), ERR_OK);
	usleep(LOOK_US);
	assert_int_equal(
		list_cache_get(cache, &p.dnm, PLACE_NOW, &list, cause), ERR_OK);
	assert_int_equal(listfile_info(list)->count, 5);
	/* Who still holds the old one can go on with it. */
	assert_int_equal(listfile_info(held)->count, 3);
	listfile_unref(&held);
	listfile_unref(&list);
	place_put(p.file, "rubbish", 7);
	usleep(LOOK_US);
	assert_int_equal(get(cache, &p, PLACE_NOW, cause), ERR_UNAVAILABLE);
	assert_non_null(strstr(cause, "damaged"));
	assert_int_equal(place_update(&p, PLACE_NOW, false), ERR_OK);
	usleep(LOOK_US);
	assert_int_equal(get(cache, &p, PLACE_NOW, cause), ERR_OK);
	p.dnm.format = DNM_SHA1;
	assert_int_equal(get(cache, &p, PLACE_NOW, cause), ERR_UNAVAILABLE);
	assert_non_null(strstr(cause, "installed as format ecg"));
	list_cache_free(&cache);
	place_close(&p);
}

/* ------------------------------------------------- updates under questions */

#define READERS 4
#define UPDATES 40

struct readers {
	struct place place;
	struct list_cache *cache;
	atomic_bool is_over;
	atomic_ulong asked, failed, wrong;
};

/* Each list has the records of one value, and never a part of them: what a
 * reader has in its hand is whole. */
static void *read_on(void *arg)
{
	struct readers *r = arg;
	char cause[LISTFILE_CAUSE_SIZE];
	struct listfile *list;

	while (!atomic_load(&r->is_over)) {
		unsigned found = 0;

		if (list_cache_get(
			    r->cache, &r->place.dnm, PLACE_NOW, &list, cause)) {
			atomic_fetch_add(&r->failed, 1);
			continue;
		}
		for (unsigned value = 1; value <= UPDATES; value++) {
			unsigned char ask[RECORD];

			memset(ask, (int)value, RECORD);
			ask[1] = (unsigned char)(value % 7);
			found += listfile_ask(list, ask) == ERR_OK;
		}
		atomic_fetch_add(&r->asked, 1);
		if (found != 1)
			atomic_fetch_add(&r->wrong, 1);
		listfile_unref(&list);
	}
	return NULL;
}

static void *update_on(void *arg)
{
	struct readers *r = arg;
	struct place *p = &r->place;
	struct place mine = *p;

	/* A daemon's place is not copied: the paths are the same. */
	mine.dnm.file = mine.file;
	for (unsigned char value = 1; value <= UPDATES; value++) {
		put_records(&mine, value, 50 + value % 7);
		if (place_update(&mine, PLACE_NOW, false))
			atomic_fetch_add(&r->failed, 1);
		usleep(60000);
	}
	return NULL;
}

static void test_updates_under_readers(void **state)
{
	struct readers r = {.cache = NULL};
	pthread_t readers[READERS], updater;

	(void)state;
	place_open(&r.place, DNM_ECG);
	put_records(&r.place, 1, 51);
	assert_int_equal(place_update(&r.place, PLACE_NOW, false), ERR_OK);
	assert_int_equal(list_cache_new(&r.cache), ERR_OK);
	for (size_t i = 0; i < READERS; i++)
		assert_int_equal(
			pthread_create(&readers[i], NULL, read_on, &r), 0);
	assert_int_equal(pthread_create(&updater, NULL, update_on, &r), 0);
	pthread_join(updater, NULL);
	atomic_store(&r.is_over, true);
	for (size_t i = 0; i < READERS; i++)
		pthread_join(readers[i], NULL);
	print_message("# %lu times asked\n", atomic_load(&r.asked));
	assert_true(atomic_load(&r.asked) > 100);
	assert_int_equal(atomic_load(&r.failed), 0);
	assert_int_equal(atomic_load(&r.wrong), 0);
	list_cache_free(&r.cache);
	place_close(&r.place);
}

/* Two updates at once: one is told so, or they follow each other. */
static void *update_once(void *arg)
{
	struct place mine = *(struct place *)arg;
	enum err e;

	mine.dnm.file = mine.file;
	e = place_update(&mine, PLACE_NOW, false);
	return e == ERR_OK || e == ERR_EXISTS ? NULL : arg;
}

static void test_two_updates(void **state)
{
	struct place p;

	(void)state;
	place_open(&p, DNM_ECG);
	put_records(&p, 1, 100);
	for (int i = 0; i < 50; i++) {
		pthread_t threads[3];
		void *failed;

		for (size_t t = 0; t < 3; t++)
			assert_int_equal(pthread_create(&threads[t], NULL,
						 update_once, &p),
				0);
		for (size_t t = 0; t < 3; t++) {
			pthread_join(threads[t], &failed);
			assert_null(failed);
		}
		assert_int_equal(place_files(&p), 2);
		assert_int_equal(
			place_ask(&p, "a@b.example", NULL), ERR_NOT_FOUND);
	}
	place_close(&p);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, ages, check_age);
	rows_add_one(&all, "a new list is seen", test_reload, NULL);
	rows_add_one(&all, "updates under questions",
		test_updates_under_readers, NULL);
	rows_add_one(&all, "two updates at once", test_two_updates, NULL);
	return rows_run("cache", &all);
}
