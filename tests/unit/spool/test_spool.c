/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "spool/look.h"
#include "spool/spool.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "lib/keys.h"
#include "lib/random.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define AT INT64_C(1527501600)
#define LARGE ((int64_t)64 << 20)

struct place {
	struct tempdir dir;
	char path[PATH_MAX / 2];
	struct keyfile *keys;
	struct spool *spool;
};

static void place_open(struct place *p)
{
	char cause[SPOOL_CAUSE_SIZE];

	assert_int_equal(
		spool_open(p->path, "inbound", LARGE, &p->spool, cause),
		ERR_OK);
}

static void place_make(struct place *p)
{
	char path[PATH_MAX / 2];

	tempdir_make(&p->dir);
	tempdir_path(&p->dir, "spool", p->path);
	p->keys = keys_known(tempdir_path(&p->dir, "keys", path), 0);
	place_open(p);
}

/* As a crash leaves it: nothing is written at the end anyway. */
static void place_again(struct place *p)
{
	spool_close(&p->spool);
	place_open(p);
}

static void place_end(struct place *p)
{
	spool_close(&p->spool);
	keyfile_free(&p->keys);
	tempdir_remove(&p->dir);
}

static void put(struct place *p, const char *text)
{
	assert_int_equal(
		spool_put(p->spool, p->keys, AT, text, strlen(text)), ERR_OK);
}

static void take(struct place *p, const char *text, struct spool_item *item_r)
{
	int64_t at = 0;
	struct buf bytes;

	buf_init(&bytes, SPOOL_EVENT_MAX);
	assert_int_equal(spool_take(p->spool, 0, item_r), ERR_OK);
	assert_int_equal(
		spool_read(p->spool, p->keys, item_r, &at, &bytes), ERR_OK);
	assert_int_equal(at, AT);
	assert_string_equal(buf_text(&bytes), text);
	buf_free(&bytes);
}

static void is_empty(struct place *p)
{
	struct spool_item item;

	assert_int_equal(spool_take(p->spool, 0, &item), ERR_NOT_FOUND);
}

static void file_path(const struct place *p, const char *name, char *path_r)
{
	if (snprintf(path_r, PATH_MAX / 2, "%s/%s", p->path, name) >=
		PATH_MAX / 2)
		abort();
}

/* ---------------------------------------------------------------- sizes */

static const struct size_row {
	const char *name;
	size_t len;
} sizes[] = {
	{"an empty event", 0},
	{"one octet", 1},
	{"one less than a chunk with the stamp", 256 * 1024 - 9},
	{"a chunk with the stamp", 256 * 1024 - 8},
	{"one more than a chunk with the stamp", 256 * 1024 - 7},
	{"a chunk without the stamp", 256 * 1024},
	{"two chunks", 512 * 1024 - 8},
	{"the largest", SPOOL_EVENT_MAX},
};

static void check_size(void **state)
{
	const struct size_row *row = *state;
	struct spool_item item;
	struct place p;
	struct buf bytes;
	struct random r;
	int64_t at = 0;
	char *text = malloc(row->len + 1);

	random_begin(&r, row->name);
	for (size_t i = 0; i < row->len; i++)
		text[i] = (char)random_below(&r, 256);
	buf_init(&bytes, SPOOL_EVENT_MAX);
	place_make(&p);
	assert_int_equal(
		spool_put(p.spool, p.keys, AT, text, row->len), ERR_OK);
	place_again(&p);
	assert_int_equal(spool_take(p.spool, 0, &item), ERR_OK);
	assert_int_equal(
		spool_read(p.spool, p.keys, &item, &at, &bytes), ERR_OK);
	assert_int_equal(at, AT);
	assert_int_equal(bytes.len, row->len);
	assert_memory_equal(buf_text(&bytes), text, row->len);
	spool_done(p.spool, &item);
	is_empty(&p);
	place_end(&p);
	buf_free(&bytes);
	free(text);
}

static void check_too_large(void **state)
{
	char *text = calloc(1, SPOOL_EVENT_MAX + 1);
	struct place p;

	(void)state;
	place_make(&p);
	assert_int_equal(
		spool_put(p.spool, p.keys, AT, text, SPOOL_EVENT_MAX + 1),
		ERR_LIMIT);
	is_empty(&p);
	place_end(&p);
	free(text);
}

/* ------------------------------------------------- order, crash, the end */

static void check_order(void **state)
{
	struct spool_item items[3];
	struct place p;

	(void)state;
	place_make(&p);
	put(&p, "first");
	put(&p, "second");
	place_again(&p);
	put(&p, "third");
	take(&p, "first", &items[0]);
	take(&p, "second", &items[1]);
	take(&p, "third", &items[2]);
	is_empty(&p);
	/* Given back, it is the next. */
	spool_give_back(p.spool, &items[1]);
	take(&p, "second", &items[1]);
	spool_done(p.spool, &items[1]);
	/* What was not done is there after a crash, in its order. */
	place_again(&p);
	take(&p, "first", &items[0]);
	take(&p, "third", &items[2]);
	is_empty(&p);
	place_end(&p);
}

static void check_many(void **state)
{
	char text[32];
	struct spool_item item;
	struct spool_sum sum;
	struct place p;
	const int n = 1100;

	(void)state;
	place_make(&p);
	for (int i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "number %d", i);
		put(&p, text);
	}
	assert_int_equal(spool_look(p.path, &sum), ERR_OK);
	assert_int_equal(sum.waiting, n);
	for (int i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "number %d", i);
		take(&p, text, &item);
		spool_done(p.spool, &item);
	}
	is_empty(&p);
	assert_int_equal(spool_look(p.path, &sum), ERR_OK);
	assert_int_equal(sum.waiting, 0);
	assert_int_equal(sum.bytes, 0);
	place_end(&p);
}

static void check_full(void **state)
{
	struct spool_item item;
	struct place p;
	char text[1000];

	(void)state;
	memset(text, 'x', sizeof(text));
	place_make(&p);
	spool_limit(p.spool, 2500);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
			spool_put(p.spool, p.keys, AT, text, sizeof(text)),
			ERR_OK);
	assert_int_equal(
		spool_put(p.spool, p.keys, AT, text, sizeof(text)), ERR_LIMIT);
	assert_int_equal(spool_take(p.spool, 0, &item), ERR_OK);
	spool_done(p.spool, &item);
	assert_int_equal(
		spool_put(p.spool, p.keys, AT, text, sizeof(text)), ERR_OK);
	/* What an earlier process left counts, too. */
	place_again(&p);
	spool_limit(p.spool, 2500);
	assert_int_equal(
		spool_put(p.spool, p.keys, AT, text, sizeof(text)), ERR_LIMIT);
	place_end(&p);
}

static void check_leftovers(void **state)
{
	static const char young[] =
		"0018aa52e7c3f1d4-000102030405060708090a0b0c0d0e0f.new";
	static const char old[] =
		"0018aa52e7c3f1d5-000102030405060708090a0b0c0d0e0f.new";
	static const char foreign[] = "README";
	const struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
	const char *const names[] = {young, old, foreign};
	char path[PATH_MAX / 2];
	struct place p;

	(void)state;
	place_make(&p);
	for (size_t i = 0; i < 3; i++) {
		file_path(&p, names[i], path);
		fclose(fopen(path, "w"));
	}
	file_path(&p, old, path);
	assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
	place_again(&p);
	is_empty(&p);
	assert_int_equal(access(path, F_OK), -1);
	file_path(&p, young, path);
	assert_int_equal(access(path, F_OK), 0);
	file_path(&p, foreign, path);
	assert_int_equal(access(path, F_OK), 0);
	place_end(&p);
}

static void check_found_later(void **state)
{
	struct spool_item item, late;
	struct place p, other;
	char cause[SPOOL_CAUSE_SIZE];
	struct buf bytes;
	int64_t at;

	(void)state;
	place_make(&p);
	other = p;
	assert_int_equal(
		spool_open(p.path, "inbound", LARGE, &other.spool, cause),
		ERR_OK);
	put(&other, "by another process");
	assert_int_equal(spool_take(other.spool, 0, &late), ERR_OK);
	take(&p, "by another process", &item);
	spool_done(p.spool, &item);
	is_empty(&p);
	/* Who was slower does not find it. */
	buf_init(&bytes, SPOOL_EVENT_MAX);
	assert_int_equal(spool_read(other.spool, p.keys, &late, &at, &bytes),
		ERR_NOT_FOUND);
	spool_done(other.spool, &late);
	buf_free(&bytes);
	spool_close(&other.spool);
	place_end(&p);
}

/* --------------------------------------------------------------- damage */

enum harm {
	HARM_FIRST,
	HARM_MIDDLE,
	HARM_LAST,
	HARM_SHORT,
	HARM_EMPTY,
	HARM_LONG,
	HARM_OTHER_FILE,
	HARM_HUGE
};
static const struct harm_row {
	const char *name;
	enum harm harm;
} harms[] = {
	{"its first octet is another", HARM_FIRST},
	{"one in the middle is", HARM_MIDDLE},
	{"the last one is", HARM_LAST},
	{"the last octet is missing", HARM_SHORT},
	{"all are", HARM_EMPTY},
	{"there is one more", HARM_LONG},
	{"it is another event's file", HARM_OTHER_FILE},
	{"it is larger than any event", HARM_HUGE},
};

static void change_octet(int fd, off_t at)
{
	char c;

	assert_int_equal(pread(fd, &c, 1, at), 1);
	c ^= 1;
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
}

static void do_harm(const char *path, enum harm harm, const char *other)
{
	int fd = open(path, O_RDWR);
	off_t size = lseek(fd, 0, SEEK_END);

	assert_true(fd >= 0);
	if (harm == HARM_FIRST)
		change_octet(fd, 0);
	else if (harm == HARM_MIDDLE)
		change_octet(fd, size / 2);
	else if (harm == HARM_LAST)
		change_octet(fd, size - 1);
	else if (harm == HARM_SHORT)
		assert_int_equal(ftruncate(fd, size - 1), 0);
	else if (harm == HARM_EMPTY)
		assert_int_equal(ftruncate(fd, 0), 0);
	else if (harm == HARM_LONG)
		assert_int_equal(pwrite(fd, "", 1, size), 1);
	else if (harm == HARM_HUGE)
		assert_int_equal(ftruncate(fd, (off_t)1 << 30), 0);
	else
		assert_int_equal(rename(other, path), 0);
	close(fd);
}

static void check_harm(void **state)
{
	const struct harm_row *row = *state;
	char path[PATH_MAX / 2], other[PATH_MAX / 2];
	struct spool_item item, next;
	struct spool_sum sum;
	struct place p;
	struct buf bytes;
	int64_t at = 0;

	buf_init(&bytes, SPOOL_EVENT_MAX);
	place_make(&p);
	put(&p, "one of two");
	put(&p, "the other");
	take(&p, "one of two", &item);
	take(&p, "the other", &next);
	file_path(&p, item.name, path);
	file_path(&p, next.name, other);
	do_harm(path, row->harm, other);
	assert_int_equal(
		spool_read(p.spool, p.keys, &item, &at, &bytes), ERR_CORRUPT);
	assert_int_equal(bytes.len, 0);
	spool_set_aside(p.spool, &item, SPOOL_DAMAGED);
	spool_done(p.spool, &next);
	place_again(&p);
	is_empty(&p);
	assert_int_equal(spool_look(p.path, &sum), ERR_OK);
	assert_int_equal(sum.damaged, 1);
	assert_int_equal(sum.waiting, 0);
	place_end(&p);
	buf_free(&bytes);
}

static void check_keys(void **state)
{
	char path[PATH_MAX / 2], cause[SPOOL_CAUSE_SIZE];
	struct keyfile *others;
	struct spool_item item;
	struct place p;
	struct buf bytes;
	int64_t at = 0;

	(void)state;
	buf_init(&bytes, SPOOL_EVENT_MAX);
	place_make(&p);
	others = keys_known(tempdir_path(&p.dir, "others", path), 7);
	assert_int_equal(spool_put(p.spool, NULL, AT, "x", 1), ERR_UNAVAILABLE);
	put(&p, "sealed");
	assert_int_equal(spool_take(p.spool, 0, &item), ERR_OK);
	assert_int_equal(
		spool_read(p.spool, NULL, &item, &at, &bytes), ERR_UNAVAILABLE);
	assert_int_equal(
		spool_read(p.spool, others, &item, &at, &bytes), ERR_CORRUPT);
	/* With the right keys again it opens, after the others' seals. */
	assert_int_equal(
		spool_read(p.spool, p.keys, &item, &at, &bytes), ERR_OK);
	/* Nor does a click stand for a letter. */
	spool_close(&p.spool);
	assert_int_equal(
		spool_open(p.path, "click", LARGE, &p.spool, cause), ERR_OK);
	assert_int_equal(spool_take(p.spool, 0, &item), ERR_OK);
	assert_int_equal(
		spool_read(p.spool, p.keys, &item, &at, &bytes), ERR_CORRUPT);
	place_end(&p);
	keyfile_free(&others);
	buf_free(&bytes);
}

static void check_set_aside(void **state)
{
	char path[PATH_MAX / 2], again[PATH_MAX / 2];
	struct spool_item item;
	struct spool_sum sum;
	struct place p;

	(void)state;
	place_make(&p);
	put(&p, "kills whoever reads it");
	take(&p, "kills whoever reads it", &item);
	spool_set_aside(p.spool, &item, SPOOL_FAILED);
	is_empty(&p);
	assert_int_equal(spool_look(p.path, &sum), ERR_OK);
	assert_int_equal(sum.failed, 1);
	/* Without the suffix it is taken up again. */
	file_path(&p, item.name, again);
	snprintf(path, sizeof(path), "%.1000s.failed", again);
	assert_int_equal(rename(path, again), 0);
	place_again(&p);
	take(&p, "kills whoever reads it", &item);
	spool_done(p.spool, &item);
	place_end(&p);
}

/* Who sends what nobody can read does not fill the disk. */
static void check_many_aside(void **state)
{
	char path[PATH_MAX / 2];
	struct spool_item item, first = {0};
	struct spool_sum sum;
	struct place p;

	(void)state;
	place_make(&p);
	for (int i = 0; i < SPOOL_FAILED_MAX + 3; i++) {
		put(&p, "deadly");
		take(&p, "deadly", &item);
		spool_set_aside(p.spool, &item, SPOOL_FAILED);
		if (i == 0)
			first = item;
	}
	assert_int_equal(spool_look(p.path, &sum), ERR_OK);
	assert_int_equal(sum.failed, SPOOL_FAILED_MAX);
	file_path(&p, first.name, path);
	strncat(path, ".failed", sizeof(path) - strlen(path) - 1);
	assert_int_equal(access(path, F_OK), -1);
	file_path(&p, item.name, path);
	strncat(path, ".failed", sizeof(path) - strlen(path) - 1);
	assert_int_equal(access(path, F_OK), 0);
	place_end(&p);
}

static void check_sealed(void **state)
{
	static const char secret[] = "adam.nowak@example.com";
	struct spool_item item;
	char path[PATH_MAX / 2], text[4096];
	struct place p;
	struct stat st;
	size_t len;
	FILE *f;

	(void)state;
	place_make(&p);
	put(&p, secret);
	take(&p, secret, &item);
	file_path(&p, item.name, path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	f = fopen(path, "r");
	assert_non_null(f);
	len = fread(text, 1, sizeof(text), f);
	fclose(f);
	assert_int_equal(len, 21 + 8 + strlen(secret) + 16);
	assert_null(memmem(text, len, "nowak", 5));
	assert_int_equal(stat(p.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	place_end(&p);
}

static void check_no_directory(void **state)
{
	char path[PATH_MAX / 2], cause[SPOOL_CAUSE_SIZE] = "";
	struct spool_sum sum;
	struct tempdir dir;
	struct spool *spool;

	(void)state;
	tempdir_make(&dir);
	tempdir_path(&dir, "no/such/place", path);
	assert_int_equal(
		spool_open(path, "inbound", LARGE, &spool, cause), ERR_IO);
	assert_null(spool);
	assert_non_null(strstr(cause, path));
	assert_int_equal(spool_look(path, &sum), ERR_NOT_FOUND);
	tempdir_remove(&dir);
}

/* -------------------------------------------------------------- threads */

#define WRITERS 6
#define READERS 3
#define EACH 100

struct crowd {
	struct place place;
	atomic_uint *seen; /* WRITERS * EACH */
};

struct writer {
	struct crowd *crowd;
	int number;
};

static void *write_events(void *arg)
{
	const struct writer *w = arg;
	struct place *p = &w->crowd->place;
	char text[32];

	for (int i = 0; i < EACH; i++) {
		snprintf(text, sizeof(text), "%d", w->number * EACH + i);
		if (spool_put(p->spool, p->keys, AT, text, strlen(text)))
			abort();
	}
	return NULL;
}

static void *read_events(void *arg)
{
	struct crowd *crowd = arg;
	struct place *p = &crowd->place;
	struct spool_item item;
	struct buf bytes;
	int64_t at;

	buf_init(&bytes, 100);
	while (spool_take(p->spool, 20000, &item) == ERR_OK) {
		enum err e = spool_read(p->spool, p->keys, &item, &at, &bytes);

		if (e == ERR_OK)
			atomic_fetch_add(
				&crowd->seen[atoi(buf_text(&bytes))], 1);
		else if (e != ERR_NOT_FOUND)
			abort();
		spool_done(p->spool, &item);
	}
	buf_free(&bytes);
	return NULL;
}

static void check_crowd(void **state)
{
	pthread_t writers[WRITERS], readers[READERS];
	struct writer args[WRITERS];
	struct spool_sum sum;
	struct crowd crowd;

	(void)state;
	crowd.seen = calloc((size_t)WRITERS * EACH, sizeof(*crowd.seen));
	place_make(&crowd.place);
	for (int i = 0; i < READERS; i++)
		pthread_create(&readers[i], NULL, read_events, &crowd);
	for (int i = 0; i < WRITERS; i++) {
		args[i] = (struct writer){&crowd, i};
		pthread_create(&writers[i], NULL, write_events, &args[i]);
	}
	for (int i = 0; i < WRITERS; i++)
		pthread_join(writers[i], NULL);
	for (int tries = 0; tries < 2000; tries++) {
		assert_int_equal(spool_look(crowd.place.path, &sum), ERR_OK);
		if (sum.waiting == 0)
			break;
		usleep(10000);
	}
	spool_wake(crowd.place.spool);
	for (int i = 0; i < READERS; i++)
		pthread_join(readers[i], NULL);
	for (int i = 0; i < WRITERS * EACH; i++)
		assert_int_equal(crowd.seen[i], 1);
	place_end(&crowd.place);
	free(crowd.seen);
}

/* Of each group one at a time, in the order in which they came. */
static void check_groups(void **state)
{
	struct spool_item first, second, third, other;
	struct place p;

	(void)state;
	place_make(&p);
	put(&p, "slow 1");
	put(&p, "slow 2");
	put(&p, "slow 3");
	put(&p, "other");
	take(&p, "slow 1", &first);
	assert_true(spool_claim(p.spool, &first, 7));
	take(&p, "slow 2", &second);
	assert_false(spool_claim(p.spool, &second, 7));
	take(&p, "slow 3", &third);
	assert_false(spool_claim(p.spool, &third, 7));
	take(&p, "other", &other);
	assert_true(spool_claim(p.spool, &other, 8));
	is_empty(&p);
	spool_done(p.spool, &first);
	take(&p, "slow 2", &second);
	assert_true(spool_claim(p.spool, &second, 7));
	is_empty(&p);
	spool_give_back(p.spool, &second);
	take(&p, "slow 2", &second);
	spool_done(p.spool, &second);
	take(&p, "slow 3", &third);
	spool_done(p.spool, &third);
	spool_done(p.spool, &other);
	is_empty(&p);
	place_end(&p);
}

static void defer(struct place *p, const char *text, uint64_t group)
{
	struct spool_item item;

	take(p, text, &item);
	assert_true(spool_claim(p->spool, &item, group));
	assert_true(spool_defer(p->spool, &item, group));
}

static void take_deferred(
	struct place *p, const char *text, struct spool_item *item_r)
{
	struct buf bytes;
	int64_t at;

	buf_init(&bytes, SPOOL_EVENT_MAX);
	assert_int_equal(spool_take_deferred(p->spool, 0, item_r), ERR_OK);
	assert_int_equal(
		spool_read(p->spool, p->keys, item_r, &at, &bytes), ERR_OK);
	assert_string_equal(buf_text(&bytes), text);
	buf_free(&bytes);
}

static void none_deferred(struct place *p)
{
	struct spool_item item;

	assert_int_equal(
		spool_take_deferred(p->spool, 0, &item), ERR_NOT_FOUND);
}

/* Others take it, of each group one at a time, whoever else works on it. */
static void check_deferred(void **state)
{
	struct spool_item slow, other, item;
	struct place p;

	(void)state;
	place_make(&p);
	none_deferred(&p);
	put(&p, "slow 1");
	put(&p, "slow 2");
	put(&p, "other");
	take(&p, "slow 1", &slow);
	assert_true(spool_claim(p.spool, &slow, 7));
	take(&p, "slow 2", &item);
	assert_false(spool_claim(p.spool, &item, 7));
	assert_true(spool_defer(p.spool, &slow, 7));
	/* Free again, although its group has one that waits. */
	take_deferred(&p, "slow 1", &slow);
	take(&p, "slow 2", &item);
	assert_true(spool_defer(p.spool, &item, 7));
	none_deferred(&p);
	take(&p, "other", &other);
	spool_done(p.spool, &other);
	is_empty(&p);
	/* Given back, it is deferred still. */
	spool_give_back(p.spool, &slow);
	is_empty(&p);
	take_deferred(&p, "slow 1", &slow);
	spool_done(p.spool, &slow);
	take_deferred(&p, "slow 2", &slow);
	/* Another process knows nothing of it. */
	place_again(&p);
	none_deferred(&p);
	take(&p, "slow 2", &item);
	spool_done(p.spool, &item);
	place_end(&p);
}

/* Where no more of a group may be deferred, the rest waits for its turn. */
static void check_rest(void **state)
{
	struct spool_item first, item;
	struct place p;

	(void)state;
	place_make(&p);
	put(&p, "first");
	for (int i = 0; i < SPOOL_DEFERRED_GROUP_MAX; i++)
		put(&p, "more");
	take(&p, "first", &first);
	assert_true(spool_claim(p.spool, &first, 7));
	for (int i = 0; i < SPOOL_DEFERRED_GROUP_MAX; i++) {
		take(&p, "more", &item);
		assert_false(spool_claim(p.spool, &item, 7));
	}
	assert_true(spool_defer(p.spool, &first, 7));
	for (int i = 1; i < SPOOL_DEFERRED_GROUP_MAX; i++) {
		take(&p, "more", &item);
		assert_true(spool_defer(p.spool, &item, 7));
	}
	take_deferred(&p, "first", &first);
	/* The last one was set free once; now it belongs to the group again. */
	take(&p, "more", &item);
	assert_false(spool_defer(p.spool, &item, 7));
	assert_false(spool_claim(p.spool, &item, 7));
	is_empty(&p);
	spool_done(p.spool, &first);
	take(&p, "more", &item);
	/* With the room that is left it is the last again. */
	assert_true(spool_defer(p.spool, &item, 7));
	is_empty(&p);
	place_end(&p);
}

/* Many wait, or some were not found yet. */
static void check_room(void **state)
{
	struct spool_item item;
	struct place p;
	int n = 1;

	(void)state;
	place_make(&p);
	put(&p, "x");
	place_again(&p);
	assert_false(spool_has_room(p.spool));
	take(&p, "x", &item);
	assert_true(spool_has_room(p.spool));
	spool_give_back(p.spool, &item);
	for (; spool_has_room(p.spool) && n < 2000; n++)
		put(&p, "x");
	assert_int_equal(n, 512);
	take(&p, "x", &item);
	assert_true(spool_has_room(p.spool));
	place_end(&p);
}

/* Many of one group come before few of another; each has its turn. */
static void check_turns(void **state)
{
	static const char *const order[] = {"a1", "b1", "a2", "b2", "c1", "a3"};
	struct spool_item item;
	struct place p;

	(void)state;
	place_make(&p);
	put(&p, "a1");
	put(&p, "a2");
	put(&p, "a3");
	put(&p, "b1");
	put(&p, "b2");
	defer(&p, "a1", 7);
	defer(&p, "a2", 7);
	defer(&p, "a3", 7);
	defer(&p, "b1", 8);
	defer(&p, "b2", 8);
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		take_deferred(&p, order[i], &item);
		spool_done(p.spool, &item);
		if (i == 2) {
			/* In the second turn, as if it had been there. */
			put(&p, "c1");
			defer(&p, "c1", 9);
		}
	}
	none_deferred(&p);
	place_end(&p);
}

static const struct bound_row {
	const char *name;
	size_t octets; /* of each */
	int64_t max_bytes;
	size_t groups;
	size_t deferred; /* so many may be */
} bounds[] = {
	{"many of one group are deferred, and no more", 1, LARGE, 1,
		SPOOL_DEFERRED_GROUP_MAX},
	{"many of many groups, and no more", 1, LARGE, 100, SPOOL_DEFERRED_MAX},
	{"no more than a share of the room", 1000, 21000, 100, 10},
};

static void check_bound(void **state)
{
	const struct bound_row *row = *state;
	struct spool_item first, item;
	struct place p;
	char text[1001] = "";

	memset(text, 'x', row->octets);
	place_make(&p);
	spool_limit(p.spool, row->max_bytes);
	for (size_t i = 0; i <= row->deferred; i++) {
		put(&p, text);
		take(&p, text, &item);
		assert_int_equal(
			spool_defer(p.spool, &item, 1 + i % row->groups),
			i < row->deferred);
	}
	/* It stays with who has it. */
	is_empty(&p);
	spool_give_back(p.spool, &item);
	take(&p, text, &item);
	spool_done(p.spool, &item);
	/* What is being worked on counts, what is done does not. */
	take_deferred(&p, text, &first);
	put(&p, text);
	take(&p, text, &item);
	assert_false(spool_defer(p.spool, &item, 1));
	spool_done(p.spool, &first);
	assert_true(spool_defer(p.spool, &item, 1));
	place_end(&p);
}

static void *wait_deferred(void *arg)
{
	struct spool_item *item = calloc(1, sizeof(*item));

	if (spool_take_deferred(arg, 20000, item) != ERR_OK)
		abort();
	return item;
}

/* Who waits for what is deferred hears of it, and of nothing else. */
static void check_waiting(void **state)
{
	struct spool_item item;
	pthread_t thread;
	struct place p;
	void *got;

	(void)state;
	place_make(&p);
	pthread_create(&thread, NULL, wait_deferred, p.spool);
	put(&p, "slow");
	take(&p, "slow", &item);
	assert_true(spool_defer(p.spool, &item, 7));
	pthread_join(thread, &got);
	assert_string_equal(((struct spool_item *)got)->name, item.name);
	free(got);
	place_end(&p);
}

int main(void)
{
	static const struct named {
		const char *name;
		CMUnitTestFunction check;
	} tests[] = {
		{"an event that is too large is not taken", check_too_large},
		{"the oldest first, also after a crash", check_order},
		{"more than are known by name", check_many},
		{"a full spool takes nothing until something is done",
			check_full},
		{"what was being written, and what is not ours",
			check_leftovers},
		{"two processes, one directory", check_found_later},
		{"of each group one at a time", check_groups},
		{"deferred: for others, until the process ends",
			check_deferred},
		{"deferred: each group has its turn", check_turns},
		{"deferred: who waits for it", check_waiting},
		{"deferred: the rest of a large group", check_rest},
		{"room for what is given back", check_room},
		{"other keys, no keys, another label", check_keys},
		{"set aside, and taken up again", check_set_aside},
		{"many set aside: the latest are kept", check_many_aside},
		{"sealed, and nobody else's to read", check_sealed},
		{"no directory", check_no_directory},
		{"many writers, several readers", check_crowd},
	};
	struct rows rows = {0};

	rows_add(&rows, sizes, check_size);
	rows_add(&rows, harms, check_harm);
	rows_add(&rows, bounds, check_bound);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		rows_add_one(&rows, tests[i].name, tests[i].check, NULL);
	return rows_run("spool", &rows);
}
