/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/settings_text.h"
#include "milter/courier.h"

static enum err post(
	struct courier *c, const struct settings *s, const char *text)
{
	struct letter letter = {
		.settings = s,
		.to = "ania@firma.example",
		.queue_id = "Q1",
		.text = strdup(text),
		.len = strlen(text),
	};

	return courier_post(c, &letter);
}

static const struct settings *settings_via(const char *program)
{
	char text[2000];

	snprintf(text, sizeof(text),
		SETTINGS_HEAD "release { via = 'sendmail:%s' }\n", program);
	return settings_must(text);
}

/* A program that takes what it is given, or does not. */
static void program(const char *path, const char *out, const char *status)
{
	char text[PATH_MAX + 100];

	snprintf(text, sizeof(text), "#!/bin/sh\ncat >>'%s'\nexit %s\n", out,
		status);
	settings_file_put(path, text, strlen(text));
	assert_int_equal(chmod(path, 0700), 0);
}

static bool wait_empty(struct courier *c)
{
	const struct timespec pause = {.tv_nsec = 10000000};

	for (int i = 0; i < 1000; i++) {
		if (courier_waiting(c) == 0)
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

struct row {
	const char *name;
	const char *status; /* of the program: sysexits.h */
	bool is_kept;
};

static const struct row rows[] = {
	{"taken", "0", false},
	{"refused for good", "67", false},
	{"not now: it is kept", "75", true},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	const struct timespec pause = {.tv_nsec = 500000000};
	char path[PATH_MAX / 2], out[PATH_MAX / 2];
	const struct settings *s;
	struct courier *c;
	struct tempdir dir;

	tempdir_make(&dir);
	tempdir_path(&dir, "sendmail", path);
	tempdir_path(&dir, "out", out);
	program(path, out, row->status);
	s = settings_via(path);
	assert_int_equal(courier_new(&c), ERR_OK);
	assert_int_equal(courier_start(c), ERR_OK);
	assert_int_equal(courier_reserve(c), ERR_OK);
	assert_int_equal(post(c, s, "Subject: x\r\n\r\nx\r\n"), ERR_OK);
	if (row->is_kept) {
		nanosleep(&pause, NULL);
		assert_int_equal(courier_waiting(c), 1);
	} else {
		assert_true(wait_empty(c));
	}
	courier_free(&c);
	assert_null(c);
	assert_int_equal(access(out, R_OK), 0);
	settings_unref(&s);
	tempdir_remove(&dir);
}

static void bounded(void **state)
{
	const struct settings *s = settings_via("/usr/sbin/sendmail");
	struct courier *c;

	(void)state;
	assert_int_equal(courier_new(&c), ERR_OK);
	for (int i = 0; i < COURIER_LETTERS; i++)
		assert_int_equal(courier_reserve(c), ERR_OK);
	assert_int_equal(courier_reserve(c), ERR_LIMIT);
	assert_int_equal(post(c, s, "one"), ERR_OK);
	assert_int_equal(courier_reserve(c), ERR_LIMIT);
	courier_cancel(c);
	assert_int_equal(courier_reserve(c), ERR_OK);
	assert_string_equal(courier_peek(c, 0), "one");
	assert_null(courier_peek(c, 1));
	courier_stop(c);
	assert_int_equal(courier_waiting(c), 0);
	assert_int_equal(post(c, s, "two"), ERR_UNAVAILABLE);
	assert_int_equal(courier_reserve(c), ERR_LIMIT);
	courier_free(&c);
	settings_unref(&s);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "as many as there are places", bounded, NULL);
	return rows_run("courier", &all);
}
