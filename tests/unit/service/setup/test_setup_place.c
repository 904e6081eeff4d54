/* SPDX-License-Identifier: BSD-2-Clause */
/* What a configuration needs is made once; a configuration is there whole or
 * not at all, and never in the place of another. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include "base/file.h"
#include "lib/settings_text.h"
#include "lib/tempdir.h"
#include "service/setup/setup_place.h"

#define TEXT_SIZE 4000
#define SAID_SIZE 4000

struct said {
	char text[SAID_SIZE];
	size_t len;
};

static void note(void *arg, const char *how, const char *what)
{
	struct said *said = arg;
	const char *kind = strchr(what, ' ');

	said->len += (size_t)snprintf(said->text + said->len,
		sizeof(said->text) - said->len, "%s %.*s;", how,
		(int)(kind - what), what);
}

/* As whoever runs the test. */
static const struct settings *settings_in(const struct tempdir *dir)
{
	char text[TEXT_SIZE];

	snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\n"
		"store = 'sqlite:%s/state/robinson.db'\n"
		"key-file = '%s/keys'\n"
		"milter { socket = 'unix:%s/socket/milter.sock' }\n"
		"relation 'r' { retain = {'1 month after last-contact'} }\n",
		dir->path, dir->path, dir->path);
	return settings_must(text);
}

struct scene {
	struct tempdir dir;
	const struct settings *settings;
	struct said said;
	char cause[SETUP_CAUSE_SIZE];
};

static void scene_open(struct scene *c)
{
	tempdir_make(&c->dir);
	c->settings = settings_in(&c->dir);
}

static void scene_close(struct scene *c)
{
	settings_unref(&c->settings);
	tempdir_remove(&c->dir);
}

static enum err put(struct scene *c)
{
	const struct setup_place place = {.settings = c->settings,
		.clock = &clock_system,
		.done = note,
		.arg = &c->said};

	c->said = (struct said){.len = 0};
	return setup_place(&place, c->cause);
}

static unsigned mode_of(const struct tempdir *dir, const char *name)
{
	char path[PATH_MAX / 2];
	struct stat st;

	return stat(tempdir_path(dir, name, path), &st) == 0 ?
		(unsigned)st.st_mode & 07777u :
		0;
}

static void check_twice(void **state)
{
	struct scene c;

	(void)state;
	scene_open(&c);
	assert_int_equal(put(&c), ERR_OK);
	assert_string_equal(c.said.text,
		"made directory;made directory;made key;made store;");
	assert_int_equal(mode_of(&c.dir, "state"), 0750);
	assert_int_equal(mode_of(&c.dir, "socket"), 0755);
	assert_int_equal(mode_of(&c.dir, "keys"), 0600);
	assert_true(mode_of(&c.dir, "state/robinson.db") != 0);
	assert_int_equal(put(&c), ERR_OK);
	assert_string_equal(c.said.text,
		"kept directory;kept directory;kept key;kept store;");
	scene_close(&c);
}

/* A store that was begun and not made: the disk was full, or somebody ended
 * it. */
static void check_half_made(void **state)
{
	char path[PATH_MAX / 2];
	struct scene c;
	struct stat st;

	(void)state;
	scene_open(&c);
	assert_int_equal(mkdir(tempdir_path(&c.dir, "state", path), 0750), 0);
	tempdir_path(&c.dir, "state/robinson.db", path);
	settings_file_put(path, "", 0);
	assert_int_equal(put(&c), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > 0);
	scene_close(&c);
}

/* A file stands where a directory is to be; gone, it goes on. */
static void check_in_the_way(void **state)
{
	char path[PATH_MAX / 2];
	struct scene c;

	(void)state;
	scene_open(&c);
	tempdir_path(&c.dir, "socket", path);
	settings_file_put(path, "x", 1);
	assert_int_equal(put(&c), ERR_IO);
	assert_non_null(strstr(c.cause, path));
	assert_string_equal(c.said.text, "made directory;");
	assert_int_equal(mode_of(&c.dir, "keys"), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(put(&c), ERR_OK);
	assert_string_equal(c.said.text,
		"kept directory;made directory;made key;made store;");
	scene_close(&c);
}

/* A key file that cannot be read is no reason for another one. */
static void check_bad_keys(void **state)
{
	char path[PATH_MAX / 2];
	struct scene c;

	(void)state;
	scene_open(&c);
	settings_file_put(tempdir_path(&c.dir, "keys", path), "nothing", 7);
	assert_int_equal(put(&c), ERR_UNAVAILABLE);
	assert_non_null(strstr(c.cause, path));
	assert_int_equal(mode_of(&c.dir, "state/robinson.db"), 0);
	scene_close(&c);
}

/* ---------------------------------------------------------- configuration */

struct preparing {
	const char *final; /* made by somebody else meanwhile; NULL: not */
	enum err e;
	int calls;
};

static enum err prepare(void *arg, const char *draft)
{
	struct preparing *p = arg;

	p->calls++;
	assert_int_equal(access(draft, R_OK), 0);
	if (p->final)
		settings_file_put(p->final, "theirs", 6);
	return p->e;
}

static const struct written {
	const char *name;
	bool is_there_before, comes_meanwhile, draft_is_left;
	enum err prepared, expected;
	const char *text; /* what is there in the end; NULL: nothing */
} rows[] = {
	{"it is written", false, false, false, ERR_OK, ERR_OK, "ours"},
	{"what a run that was killed has left is no matter", false, false, true,
		ERR_OK, ERR_OK, "ours"},
	{"what it needs cannot be had", false, false, false, ERR_DENIED,
		ERR_DENIED, NULL},
	{"there is one", true, false, false, ERR_OK, ERR_EXISTS, "theirs"},
	{"one comes meanwhile", false, true, false, ERR_OK, ERR_EXISTS,
		"theirs"},
};

static void expect_text(const char *path, const char *text)
{
	struct buf found;

	buf_init(&found, TEXT_SIZE);
	assert_int_equal(
		file_read_path(path, &found), text ? ERR_OK : ERR_NOT_FOUND);
	assert_string_equal(buf_text(&found), text ? text : "");
	buf_free(&found);
}

static int files_in(const struct tempdir *dir)
{
	DIR *all = opendir(dir->path);
	int n = 0;

	assert_non_null(all);
	while (readdir(all))
		n++;
	closedir(all);
	return n - 2; /* "." and ".." */
}

static void check_write(void **state)
{
	const struct written *row = *state;
	char cause[SETUP_CAUSE_SIZE], path[PATH_MAX / 2], draft[PATH_MAX / 2];
	struct preparing p = {.e = row->prepared};
	struct tempdir dir;

	tempdir_make(&dir);
	tempdir_path(&dir, "conf", path);
	tempdir_path(&dir, "conf.new", draft);
	if (row->is_there_before)
		settings_file_put(path, "theirs", 6);
	if (row->draft_is_left)
		settings_file_put(draft, "a longer text", 13);
	if (row->comes_meanwhile)
		p.final = path;
	assert_int_equal(setup_write(path, "ours", 4, prepare, &p, cause),
		row->expected);
	assert_int_equal(p.calls, 1);
	expect_text(path, row->text);
	/* Another's file, whatever it is called. */
	expect_text(draft, row->draft_is_left ? "a longer text" : NULL);
	assert_int_equal(files_in(&dir),
		(row->text ? 1 : 0) + (row->draft_is_left ? 1 : 0));
	if (row->expected == ERR_OK)
		assert_int_equal(mode_of(&dir, "conf"), 0644);
	tempdir_remove(&dir);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "made, and kept the second time", check_twice, NULL);
	rows_add_one(&all, "a store that is half made", check_half_made, NULL);
	rows_add_one(&all, "a file in the way", check_in_the_way, NULL);
	rows_add_one(&all, "a bad key file", check_bad_keys, NULL);
	rows_add(&all, rows, check_write);
	return rows_run("setup place", &all);
}
