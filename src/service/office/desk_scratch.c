/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "service/office/desk.h"

#define SQLITE "sqlite:"
#define DIRECTORY_SIZE (PATH_MAX / 2)

struct desk_scratch {
	char directory[DIRECTORY_SIZE];
	struct keyfile *keys;
	struct store *store;
};

/* Only a file that is not there says that there is no store yet. */
static bool is_missing(const char *url)
{
	return strncmp(url, SQLITE, strlen(SQLITE)) == 0 &&
		access(url + strlen(SQLITE), F_OK) != 0 && errno == ENOENT;
}

static void remove_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		unlinkat(dirfd(directory), entry->d_name, 0);
	if (directory)
		closedir(directory);
	rmdir(path);
}

void desk_scratch_free(struct desk_scratch **scratch)
{
	struct desk_scratch *s = *scratch;

	if (!s)
		return;
	store_close(&s->store);
	keyfile_free(&s->keys);
	if (s->directory[0])
		remove_directory(s->directory);
	free(s);
	*scratch = NULL;
}

static enum err open_store(struct desk_scratch *s,
	const struct settings *settings, char cause_r[DESK_CAUSE_SIZE])
{
	char why[KEYFILE_CAUSE_SIZE] = "", url[DIRECTORY_SIZE + 32];
	struct store_options options = {
		.url = url, .instance = settings->instance, .create = true};
	const char *base = getenv("TMPDIR");
	enum err e;

	e = keyfile_read(settings->key_file, &s->keys, why);
	if (e) {
		snprintf(cause_r, DESK_CAUSE_SIZE, "key file %s: %s",
			settings->key_file, *why ? why : err_text(e));
		return ERR_UNAVAILABLE;
	}
	snprintf(s->directory, sizeof(s->directory), "%s/robinson.XXXXXX",
		base && *base ? base : "/tmp");
	if (!mkdtemp(s->directory)) {
		snprintf(cause_r, DESK_CAUSE_SIZE, "%.400s: %s", s->directory,
			strerror(errno));
		s->directory[0] = '\0';
		return ERR_IO;
	}
	snprintf(url, sizeof(url), SQLITE "%s/dry.db", s->directory);
	options.keys = s->keys;
	e = store_open(&options, &s->store);
	if (e)
		snprintf(cause_r, DESK_CAUSE_SIZE, "%.400s: %s", url,
			err_text(e));
	return e;
}

enum err desk_open_scratch(struct office *office, const char *operator_name,
	struct desk **desk_r, char cause_r[DESK_CAUSE_SIZE])
{
	const struct settings *settings = office_settings(office);
	struct desk *desk = NULL;
	enum err e = ERR_EXISTS;

	*desk_r = NULL;
	if (!is_missing(settings->store))
		goto out;
	e = ERR_NOMEM;
	snprintf(cause_r, DESK_CAUSE_SIZE, "%s", err_text(e));
	desk = calloc(1, sizeof(*desk));
	if (!desk)
		goto out;
	desk->office = office;
	desk->settings = settings_ref(settings);
	desk->operator_name = operator_name;
	desk->scratch = calloc(1, sizeof(*desk->scratch));
	if (desk->scratch)
		e = open_store(desk->scratch, settings, cause_r);
	if (!e) {
		desk->store = desk->scratch->store;
		e = desk_furnish(desk, desk->scratch->keys, cause_r);
	}
	if (e)
		desk_close(&desk);
out:
	settings_unref(&settings);
	*desk_r = desk;
	return e;
}
