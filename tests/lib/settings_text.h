/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * settings_text.h - settings from a text in the test itself
 *
 * The text is written to a directory of its own, read, and taken away again.
 * A relative include finds nothing there.
 */
#ifndef ROBINSON_TESTS_SETTINGS_TEXT_H
#define ROBINSON_TESTS_SETTINGS_TEXT_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/settings.h"
#include "lib/tempdir.h"

/* What every configuration must have. */
#define SETTINGS_HEAD                                      \
	"timezone = 'Europe/Warsaw'\n"                     \
	"store = 'sqlite:/var/lib/robinson/robinson.db'\n" \
	"key-file = '/etc/robinson/keys'\n"

static inline void settings_file_put(
	const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		abort();
	close(fd);
}

static inline enum err settings_from_octets(const char *text, size_t len,
	struct settings **settings_r, struct problems *problems)
{
	struct tempdir dir;
	char path[PATH_MAX / 2];
	enum err e;

	tempdir_make(&dir);
	settings_file_put(tempdir_path(&dir, "robinson.conf", path), text, len);
	problems_init(problems);
	e = settings_read(path, settings_r, problems);
	tempdir_remove(&dir);
	return e;
}

static inline enum err settings_from_text(const char *text,
	struct settings **settings_r, struct problems *problems)
{
	return settings_from_octets(text, strlen(text), settings_r, problems);
}

/* The test is wrong when its text is. */
static inline const struct settings *settings_must(const char *text)
{
	struct settings *s;
	struct problems problems;
	enum err e = settings_from_text(text, &s, &problems);

	for (size_t i = 0; e && i < problems.len; i++)
		(void)fprintf(stderr, "# line %d: %s\n", problems.items[i].line,
			problems.items[i].text);
	problems_free(&problems);
	if (e)
		abort();
	return s;
}

#endif
