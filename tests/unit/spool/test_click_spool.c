/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "lib/rows.h"

#include <errno.h>
#include <stdbool.h>
#include <time.h>

#include "lib/keys.h"
#include "lib/tempdir.h"
#include "spool/click_spool.h"

struct place {
	struct tempdir dir;
	char spool[PATH_MAX / 2];
	struct wrapper *wrapper;
	struct click_quota quota;
};

static struct wrapper *wrapper_of(const struct place *p, unsigned first)
{
	char path[PATH_MAX / 2];
	struct keyfile *keys =
		keys_known(tempdir_path(&p->dir, "keys", path), first);
	struct wrapper *w;

	assert_int_equal(wrapper_new(keys, &w), ERR_OK);
	keyfile_free(&keys);
	return w;
}

static void place_make(struct place *p)
{
	memset(p, 0, sizeof(*p));
	tempdir_make(&p->dir);
	tempdir_path(&p->dir, "spool", p->spool);
	assert_int_equal(mkdir(p->spool, 0700), 0);
	p->wrapper = wrapper_of(p, 0);
}

static void place_end(struct place *p)
{
	wrapper_free(&p->wrapper);
	tempdir_remove(&p->dir);
}

static void put(struct place *p, const char *token)
{
	struct click c = {.scope = CLICK_ALL, .at_utc = 1700000000};

	snprintf(c.token, sizeof(c.token), "%s", token);
	snprintf((char *)c.id, sizeof(c.id), "%.15s", token);
	assert_int_equal(
		click_spool_put(p->spool, p->wrapper, &c, &p->quota), ERR_OK);
}

static size_t list(struct place *p, struct click_name **names_r)
{
	size_t len;

	assert_int_equal(click_spool_list(p->spool, names_r, &len), ERR_OK);
	return len;
}

/* Oldest first, as they were put; and nothing of it can be read. */
static void in_order(void **state)
{
	static const char *const tokens[] = {"first", "another", "zzz", "aaa"};
	struct click_name *names;
	char path[PATH_MAX], text[4096] = "";
	struct click c;
	struct place p;
	struct stat st;
	FILE *f;

	(void)state;
	place_make(&p);
	for (size_t i = 0; i < 4; i++)
		put(&p, tokens[i]);
	assert_int_equal(list(&p, &names), 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(
			click_spool_get(p.spool, p.wrapper, &names[i], &c),
			ERR_OK);
		assert_string_equal(c.token, tokens[i]);
		assert_int_equal(c.scope, CLICK_ALL);
		assert_true(c.at_utc == 1700000000);
	}
	snprintf(path, sizeof(path), "%s/%s", p.spool, names[0].text);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, sizeof(text), f) > 40);
	fclose(f);
	assert_null(memmem(text, sizeof(text), "first", 5));
	assert_int_equal(click_spool_remove(p.spool, &names[0]), ERR_OK);
	assert_int_equal(click_spool_remove(p.spool, &names[0]), ERR_OK);
	assert_int_equal(click_spool_get(p.spool, p.wrapper, &names[0], &c),
		ERR_NOT_FOUND);
	free(names);
	assert_int_equal(list(&p, &names), 3);
	free(names);
	place_end(&p);
}

static void overwrite(const char *dir, const char *name, size_t at, int byte)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r+");
	assert_non_null(f);
	assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
	byte ^= fgetc(f);
	assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
	fputc(byte, f);
	assert_int_equal(fclose(f), 0);
}

static enum err get_first(struct place *p, struct wrapper *w)
{
	struct click_name *names;
	struct click c;
	enum err e;

	assert_true(list(p, &names) > 0);
	e = click_spool_get(p->spool, w, &names[0], &c);
	free(names);
	return e;
}

static void tampered(void **state)
{
	struct click_name *names;
	struct wrapper *other;
	char from[PATH_MAX], to[PATH_MAX];
	struct place p;

	(void)state;
	place_make(&p);
	put(&p, "token");
	assert_int_equal(list(&p, &names), 1);
	for (size_t at = 0; at < 40; at++) {
		overwrite(p.spool, names[0].text, at, 1);
		assert_int_equal(get_first(&p, p.wrapper), ERR_CORRUPT);
		overwrite(p.spool, names[0].text, at, 1);
	}
	assert_int_equal(get_first(&p, p.wrapper), ERR_OK);
	other = wrapper_of(&p, 7);
	assert_int_equal(get_first(&p, other), ERR_CORRUPT);
	wrapper_free(&other);
	/* Under another name it stands for nothing. */
	snprintf(from, sizeof(from), "%s/%s", p.spool, names[0].text);
	names[0].text[0] = '9';
	snprintf(to, sizeof(to), "%s/%s", p.spool, names[0].text);
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(get_first(&p, p.wrapper), ERR_CORRUPT);
	assert_int_equal(click_spool_set_aside(p.spool, &names[0]), ERR_OK);
	free(names);
	assert_int_equal(list(&p, &names), 0);
	free(names);
	place_end(&p);
}

/* Somebody who may write there puts odd things under a good name. */
static void odd_things(void **state)
{
	static const char name[] =
		"00000000000000000001-000102030405060708090a0b0c0d0e0f";
	char path[PATH_MAX];
	struct place p;
	FILE *f;

	(void)state;
	place_make(&p);
	snprintf(path, sizeof(path), "%s/%s", p.spool, name);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(get_first(&p, p.wrapper), ERR_CORRUPT);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(get_first(&p, p.wrapper), ERR_CORRUPT);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(get_first(&p, p.wrapper), ERR_CORRUPT);
	assert_int_equal(unlink(path), 0);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(get_first(&p, p.wrapper), ERR_CORRUPT);
	assert_int_equal(truncate(path, 1000000), 0);
	assert_int_equal(get_first(&p, p.wrapper), ERR_CORRUPT);
	place_end(&p);
}

static bool waits(struct click_watch *w, const char *dir)
{
	bool is;

	assert_int_equal(click_spool_waits(w, dir, &is), ERR_OK);
	return is;
}

/* However often and however soon after one another: what was put before is
 * seen. */
static void seen_at_once(void **state)
{
	struct click_watch w = {0};
	struct click_name *names;
	struct place p;

	(void)state;
	place_make(&p);
	assert_false(waits(&w, p.spool));
	for (int i = 0; i < 300; i++) {
		const struct timespec pause = {0, 1000000L * (i % 7)};

		put(&p, "token");
		assert_true(waits(&w, p.spool));
		assert_true(waits(&w, p.spool));
		assert_int_equal(list(&p, &names), 1);
		assert_int_equal(
			click_spool_remove(p.spool, &names[0]), ERR_OK);
		free(names);
		assert_false(waits(&w, p.spool));
		nanosleep(&pause, NULL);
		assert_false(waits(&w, p.spool));
	}
	place_end(&p);
}

static void remembered(void **state)
{
	const struct timespec pause = {0, 300000000};
	struct click_watch w = {0};
	struct place p;

	(void)state;
	place_make(&p);
	nanosleep(&pause, NULL);
	assert_false(waits(&w, p.spool));
	assert_true(w.is_empty);
	assert_false(waits(&w, p.spool));
	put(&p, "token");
	assert_true(waits(&w, p.spool));
	assert_false(w.is_empty);
	place_end(&p);
}

static void no_directory(void **state)
{
	struct click_watch w = {0};
	struct click c = {.scope = CLICK_ALL, .token = "t"};
	bool is = true;
	struct place p;

	(void)state;
	place_make(&p);
	assert_false(waits(&w, "/nonexistent/spool"));
	assert_int_equal(
		click_spool_put("/nonexistent/spool", p.wrapper, &c, &p.quota),
		ERR_IO);
	/* A directory that is replaced by another is looked at anew. */
	assert_false(waits(&w, p.spool));
	/* Something that is no directory is no answer. */
	assert_int_equal(click_spool_waits(&w, "/etc/passwd", &is), ERR_IO);
	assert_false(is);
	place_end(&p);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "oldest first, sealed", in_order, NULL);
	rows_add_one(&all, "tampered with", tampered, NULL);
	rows_add_one(&all, "odd things under a good name", odd_things, NULL);
	rows_add_one(&all, "what waits is seen at once", seen_at_once, NULL);
	rows_add_one(&all, "an empty one is remembered", remembered, NULL);
	rows_add_one(&all, "no directory", no_directory, NULL);
	return rows_run("spools", &all);
}
