/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules E3 */
/* The systems of record are told who was removed. */
#include "unit/service/ear.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "service/retention/erasure_notify.h"
#include "store/removal.h"

#define BATCH 1000
#define TEXT_SIZE 200000

/* The command keeps what it is told in "heard". */
#define KEEPS "cat >> \"${0%/*}/heard\"; "

struct notified {
	struct house h;
	char command[PATH_MAX / 2], file[PATH_MAX / 2], heard[PATH_MAX / 2];
	char text[TEXT_SIZE]; /* of a file that was read */
};

static void put_command(struct notified *n, const char *script)
{
	char text[500];

	(void)snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", script);
	settings_file_put(n->command, text, strlen(text));
	assert_int_equal(chmod(n->command, 0700), 0);
}

/* "script" NULL: no command is configured. */
static void notified_open(struct notified *n, const char *script, bool has_file)
{
	char config[2 * PATH_MAX] = "";

	house_open(&n->h);
	tempdir_path(&n->h.dir, "forget", n->command);
	tempdir_path(&n->h.dir, "forgotten", n->file);
	tempdir_path(&n->h.dir, "heard", n->heard);
	if (script || has_file)
		(void)snprintf(config, sizeof(config),
			"purge { %s%s%s %s%s%s notify-timeout = '1 second' }\n",
			script ? "notify-command = '" : "",
			script ? n->command : "", script ? "'" : "",
			has_file ? "notify-file = '" : "",
			has_file ? n->file : "", has_file ? "'" : "");
	house_change(&n->h, config);
	if (script)
		put_command(n, script);
}

static void add(struct notified *n, enum reference_act act, const char *ref)
{
	struct store_session *s = n->h.desk->session;
	const struct store_reference reference = {
		.at_utc = HOUSE_NOW, .act = act, .ref = ref};

	IS(store_write_begin(s), ERR_OK);
	IS(store_reference_add(s, &reference), ERR_OK);
	IS(store_write_commit(s), ERR_OK);
}

/* "" where there is none. */
static const char *read_file(struct notified *n, const char *path)
{
	FILE *file = fopen(path, "r");
	size_t len = 0;

	if (file) {
		len = fread(n->text, 1, TEXT_SIZE - 1, file);
		fclose(file);
	}
	n->text[len] = '\0';
	return n->text;
}

static bool count(void *arg, const struct store_reference *reference)
{
	(void)reference;
	++*(size_t *)arg;
	return true;
}

static size_t waiting(struct notified *n)
{
	size_t len = 0;

	IS(store_references_each(n->h.desk->session, 0, count, &len), ERR_OK);
	return len;
}

static enum err run(struct notified *n, int64_t *taken_r)
{
	*taken_r = -1;
	n->h.desk->cause[0] = '\0';
	return erasure_notify_run(n->h.desk, taken_r);
}

/* --------------------------------------------------------------- the lines */

static const struct line_row {
	const char *name;
	enum reference_act act;
	const char *ref;
	const char *line;
} line_rows[] = {
	{"purged", REFERENCE_PURGED, "crm:1",
		"1\t2018-07-01T12:00:00+02:00\tpurged\tcrm:1\n"},
	{"erased", REFERENCE_ERASED, "crm:1",
		"1\t2018-07-01T12:00:00+02:00\terased\tcrm:1\n"},
	{"what would break a line", REFERENCE_PURGED, "a\tb\\c\nd e",
		"1\t2018-07-01T12:00:00+02:00\tpurged\ta\\tb\\\\c\\nd e\n"},
};

static void check_line(void **state)
{
	const struct line_row *row = *state;
	struct notified n;
	int64_t taken;

	notified_open(&n, KEEPS, true);
	assert_true(erasure_notify_is_wanted(n.h.desk));
	add(&n, row->act, row->ref);
	IS(run(&n, &taken), ERR_OK);
	IS(taken, 1);
	assert_string_equal(read_file(&n, n.heard), row->line);
	assert_string_equal(read_file(&n, n.file), row->line);
	IS(waiting(&n), 0);
	/* It is told once. */
	IS(run(&n, &taken), ERR_OK);
	IS(taken, 0);
	assert_string_equal(read_file(&n, n.heard), row->line);
	house_close(&n.h);
}

/* --------------------------------------------------------------- who is told */

static const struct way_row {
	const char *name;
	const char *command; /* NULL: none */
	bool has_file;
	bool is_heard;
	int64_t taken;
} way_rows[] = {
	{"nobody is to be told", NULL, false, false, 0},
	{"a command", KEEPS, false, true, 2},
	{"a file", NULL, true, false, 2},
	{"both", KEEPS, true, true, 2},
};

static void check_way(void **state)
{
	const struct way_row *row = *state;
	static const char lines[] =
		"1\t2018-07-01T12:00:00+02:00\tpurged\tcrm:1\n"
		"2\t2018-07-01T12:00:00+02:00\terased\tcrm:2\n";
	struct notified n;
	int64_t taken;

	notified_open(&n, row->command, row->has_file);
	IS(erasure_notify_is_wanted(n.h.desk), row->taken > 0);
	add(&n, REFERENCE_PURGED, "crm:1");
	add(&n, REFERENCE_ERASED, "crm:2");
	IS(run(&n, &taken), ERR_OK);
	IS(taken, row->taken);
	IS(waiting(&n), 2 - row->taken);
	assert_string_equal(read_file(&n, n.heard), row->is_heard ? lines : "");
	assert_string_equal(read_file(&n, n.file), row->has_file ? lines : "");
	house_close(&n.h);
}

/* A line that a crash has cut off is ended before the next. */
static const struct end_row {
	const char *name;
	const char *before, *after;
} end_rows[] = {
	{"an empty file", "", ""},
	{"a whole line", "0\tx\n", "0\tx\n"},
	{"half a line", "0\tx\n1\t20", "0\tx\n1\t20\n"},
};

static void check_end(void **state)
{
	const struct end_row *row = *state;
	char expected[200];
	struct notified n;
	int64_t taken;

	notified_open(&n, NULL, true);
	settings_file_put(n.file, row->before, strlen(row->before));
	add(&n, REFERENCE_PURGED, "crm:1");
	IS(run(&n, &taken), ERR_OK);
	(void)snprintf(expected, sizeof(expected),
		"%s1\t2018-07-01T12:00:00+02:00\tpurged\tcrm:1\n", row->after);
	assert_string_equal(read_file(&n, n.file), expected);
	house_close(&n.h);
}

/* --------------------------------------------------------------- refusals */

#define ZEROS_50 "00000000000000000000000000000000000000000000000000"
#define ZEROS_300 ZEROS_50 ZEROS_50 ZEROS_50 ZEROS_50 ZEROS_50 ZEROS_50

static const struct refusal_row {
	const char *name;
	const char *script;
	const char *cause;
} refusal_rows[] = {
	{"a status", KEEPS "exit 3",
		"ended with status 3; the references wait"},
	{"a status, and why",
		KEEPS "echo 'no such firm' >&2; echo more >&2;"
		      " exit 1",
		"ended with status 1: no such firm; the references wait"},
	{"a status, and more than is shown",
		KEEPS "printf '%0300d1' 0 >&2; exit 1",
		"status 1: " ZEROS_300 "; the references wait"},
	{"a signal", KEEPS "kill -9 $$",
		"was ended by signal 9; the references wait"},
	{"it hangs", KEEPS "exec sleep 30",
		"took longer than notify-timeout; the references wait"},
};

/* At least once: they come again; and the file does not have what the command
 * did not take. */
static void check_refusal(void **state)
{
	const struct refusal_row *row = *state;
	struct notified n;
	int64_t taken;

	notified_open(&n, row->script, true);
	add(&n, REFERENCE_PURGED, "crm:1");
	IS(run(&n, &taken), ERR_UNAVAILABLE);
	IS(taken, 0);
	assert_non_null(strstr(n.h.desk->cause, row->cause));
	assert_non_null(strstr(n.h.desk->cause, n.command));
	assert_string_equal(read_file(&n, n.file), "");
	IS(waiting(&n), 1);
	put_command(&n, KEEPS);
	IS(run(&n, &taken), ERR_OK);
	IS(taken, 1);
	assert_string_equal(read_file(&n, n.heard),
		"1\t2018-07-01T12:00:00+02:00\tpurged\tcrm:1\n"
		"1\t2018-07-01T12:00:00+02:00\tpurged\tcrm:1\n");
	house_close(&n.h);
}

static void test_no_command(void **state)
{
	struct notified n;
	int64_t taken;

	(void)state;
	notified_open(&n, "", true);
	add(&n, REFERENCE_PURGED, "crm:1");
	assert_int_equal(unlink(n.command), 0);
	IS(run(&n, &taken), ERR_UNAVAILABLE);
	assert_non_null(strstr(n.h.desk->cause, n.command));
	assert_non_null(strstr(n.h.desk->cause, "the references wait"));
	IS(waiting(&n), 1);
	house_close(&n.h);
}

static void test_no_file(void **state)
{
	struct notified n;
	int64_t taken;

	(void)state;
	notified_open(&n, KEEPS, true);
	add(&n, REFERENCE_PURGED, "crm:1");
	assert_int_equal(symlink("elsewhere", n.file), 0);
	IS(run(&n, &taken), ERR_UNAVAILABLE);
	IS(taken, 0);
	assert_non_null(strstr(n.h.desk->cause, n.file));
	assert_non_null(strstr(n.h.desk->cause, "the references wait"));
	IS(waiting(&n), 1);
	house_close(&n.h);
}

static void test_store_fails(void **state)
{
	struct notified n;
	int64_t taken;

	(void)state;
	notified_open(&n, NULL, true);
	add(&n, REFERENCE_PURGED, "crm:1");
	ear_sql(&n.h,
		"CREATE TRIGGER broken BEFORE DELETE ON reference"
		" BEGIN SELECT RAISE(FAIL, 'broken'); END");
	IS(run(&n, &taken), ERR_UNAVAILABLE);
	IS(taken, 0);
	assert_non_null(strstr(n.h.desk->cause, "writing the outbox"));
	ear_sql(&n.h, "ALTER TABLE reference RENAME TO away");
	IS(run(&n, &taken), ERR_UNAVAILABLE);
	assert_non_null(strstr(n.h.desk->cause, "reading the outbox"));
	house_close(&n.h);
}

/* ---------------------------------------------------------------- batches */

static void add_many(struct notified *n, size_t len, const char *ref)
{
	struct store_session *s = n->h.desk->session;
	struct store_reference reference = {
		.at_utc = HOUSE_NOW, .act = REFERENCE_PURGED, .ref = ref};

	IS(store_write_begin(s), ERR_OK);
	for (size_t i = 0; i < len; i++)
		IS(store_reference_add(s, &reference), ERR_OK);
	IS(store_write_commit(s), ERR_OK);
}

/* Each is told once and in order, however many; the command is given no more
 * than a thousand at once. */
static const struct many_row {
	const char *name;
	size_t len;
	const char *calls; /* an octet each */
} many_rows[] = {
	{"one less than a batch", BATCH - 1, "."},
	{"a batch", BATCH, "."},
	{"one more", BATCH + 1, ".."},
	{"three batches", 2 * BATCH + 1, "..."},
};

static void check_many(void **state)
{
	const struct many_row *row = *state;
	struct notified n;
	char calls[PATH_MAX / 2];
	const char *at;
	int64_t taken;

	notified_open(&n, KEEPS "printf . >> \"${0%/*}/calls\"", false);
	tempdir_path(&n.h.dir, "calls", calls);
	add_many(&n, row->len, "crm:1");
	IS(run(&n, &taken), ERR_OK);
	IS(taken, row->len);
	IS(waiting(&n), 0);
	assert_string_equal(read_file(&n, calls), row->calls);
	at = read_file(&n, n.heard);
	for (size_t i = 1; i <= row->len; i++) {
		char *end;

		IS(strtoul(at, &end, 10), i);
		at = strchr(end, '\n');
		assert_non_null(at);
		at++;
	}
	assert_string_equal(at, "");
	house_close(&n.h);
}

/* A command that ends well and has not read all has not taken it. */
static void test_half_read(void **state)
{
	char ref[201];
	struct notified n;
	int64_t taken;

	(void)state;
	memset(ref, 'x', sizeof(ref) - 1);
	ref[sizeof(ref) - 1] = '\0';
	notified_open(&n, "exit 0", false);
	add_many(&n, BATCH, ref);
	IS(run(&n, &taken), ERR_UNAVAILABLE);
	IS(taken, 0);
	IS(waiting(&n), BATCH);
	house_close(&n.h);
}

/* What a full disk takes of a line is ended, and the line comes again. */
static void test_full_disk(void **state)
{
	struct rlimit before, small;
	struct notified n;
	int64_t taken;
	enum err e;

	(void)state;
	notified_open(&n, NULL, true);
	add(&n, REFERENCE_PURGED, "crm:1");
	IS(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 10;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	IS(setrlimit(RLIMIT_FSIZE, &small), 0);
	e = run(&n, &taken);
	IS(setrlimit(RLIMIT_FSIZE, &before), 0);
	IS(e, ERR_UNAVAILABLE);
	IS(taken, 0);
	assert_non_null(strstr(n.h.desk->cause, strerror(EFBIG)));
	IS(waiting(&n), 1);
	IS(run(&n, &taken), ERR_OK);
	IS(taken, 1);
	assert_string_equal(read_file(&n, n.file),
		"1\t2018-07-\n"
		"1\t2018-07-01T12:00:00+02:00\tpurged\tcrm:1\n");
	house_close(&n.h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, line_rows, check_line);
	rows_add(&rows, way_rows, check_way);
	rows_add(&rows, end_rows, check_end);
	rows_add(&rows, refusal_rows, check_refusal);
	rows_add_one(&rows, "the command is not there", test_no_command, NULL);
	rows_add_one(&rows, "the file is a link", test_no_file, NULL);
	rows_add_one(&rows, "a store that fails", test_store_fails, NULL);
	rows_add(&rows, many_rows, check_many);
	rows_add_one(&rows, "half of it is read", test_half_read, NULL);
	rows_add_one(&rows, "a full disk", test_full_disk, NULL);
	return rows_run("erasure notify", &rows);
}
