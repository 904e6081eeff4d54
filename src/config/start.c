/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "config/start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/visible.h"

static void print_problems(const struct problems *p)
{
	for (size_t i = 0; i < p->len; i++) {
		const struct problem *it = &p->items[i];
		const char *severity =
			it->severity == PROBLEM_ERROR ? "error" : "warning";

		if (it->line > 0)
			visible_printf(stderr, "%s:%d: %s: %s\n", it->file,
				it->line, severity, it->text);
		else
			visible_printf(stderr, "%s: %s: %s\n", it->file,
				severity, it->text);
	}
}

/* A daemon leaves its directory, and reads the file again at SIGHUP. */
static char *absolute(const char *path)
{
	char *directory = NULL;
	char *result = NULL;

	if (*path == '/')
		return strdup(path);
	directory = getcwd(NULL, 0);
	if (directory && asprintf(&result, "%s/%s", directory, path) < 0)
		result = NULL;
	free(directory);
	return result;
}

int start_settings(const char *program, const char *path,
	const struct settings **settings_r)
{
	char *whole = absolute(path);
	struct settings *read = NULL;
	struct problems problems;
	enum err e;

	problems_init(&problems);
	e = whole ? settings_read(whole, &read, &problems) : ERR_NOMEM;
	free(whole);
	print_problems(&problems);
	if (e && problems.errors == 0)
		visible_printf(
			stderr, "%s: %s: %s\n", program, path, err_text(e));
	problems_free(&problems);
	*settings_r = read;
	if (e == ERR_IO)
		return EX_NOINPUT;
	return e ? EX_CONFIG : EX_OK;
}

static void say_problem(struct buf *said, const struct problem *it)
{
	const char *severity =
		it->severity == PROBLEM_ERROR ? "error" : "warning";

	if (it->line > 0)
		visible_addf(said, "%s:%d: %s: %s\n", it->file, it->line,
			severity, it->text);
	else
		visible_addf(
			said, "%s: %s: %s\n", it->file, severity, it->text);
}

static void log_problems(const struct problems *p)
{
	for (size_t i = 0; i < p->len; i++) {
		const struct problem *it = &p->items[i];

		if (it->severity == PROBLEM_ERROR)
			log_error("%s:%d: %s", it->file, it->line, it->text);
		else
			log_warn("%s:%d: %s", it->file, it->line, it->text);
	}
}

enum err start_settings_again(
	const char *path, struct buf *said, const struct settings **settings_r)
{
	struct settings *read = NULL;
	struct problems problems;
	enum err e;

	problems_init(&problems);
	e = settings_read(path, &read, &problems);
	log_problems(&problems);
	for (size_t i = 0; said && i < problems.len; i++)
		say_problem(said, &problems.items[i]);
	problems_free(&problems);
	*settings_r = read;
	return e;
}
