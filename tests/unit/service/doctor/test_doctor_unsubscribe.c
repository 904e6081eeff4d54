/* SPDX-License-Identifier: BSD-2-Clause */
/* What the doctor says of the public page, each with one thing wrong. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/rows.h"
#include "lib/settings_text.h"

#include "crypto/unsubscribe.h"
#include "service/doctor/doctor.h"

enum wrong {
	NOTHING,
	NO_KEYS,
	OTHER_KEYS,
	NO_RECORDER,
	CLICKS_WAIT,
	NO_SPOOL /* a file in its place */
};

static const struct row {
	const char *name;
	enum wrong wrong;
	enum severity severity;
	const char *what;
	const char *mend; /* NULL: any */
} rows[] = {
	{"all is well", NOTHING, SEVERITY_FINE, "opens today's tokens", NULL},
	{"no token keys", NO_KEYS, SEVERITY_ERROR, "tokens",
		"robinson keys unsubscribe"},
	{"the keys of another", OTHER_KEYS, SEVERITY_ERROR,
		"answered as forged", "robinson keys unsubscribe"},
	{"the recorder is away", NO_RECORDER, SEVERITY_ERROR,
		"clicks wait in the spool", "systemctl"},
	{"a click waits", CLICKS_WAIT, SEVERITY_WARNING,
		"1 clicks wait to be recorded", NULL},
	{"the spool is none", NO_SPOOL, SEVERITY_ERROR,
		"all marketing mail is deferred", "ls -ld"},
};

struct scene {
	struct tempdir dir;
	const struct settings *settings;
	int listener;
};

static void make_keys(const char *path)
{
	char cause[KEYFILE_CAUSE_SIZE];

	assert_int_equal(keyfile_create(path, 1, cause), ERR_OK);
}

static void export_keys(const char *from, const char *to)
{
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;

	assert_int_equal(keyfile_read(from, &keys, cause), ERR_OK);
	assert_int_equal(unsubscribe_export(keys, to, cause), ERR_OK);
	keyfile_free(&keys);
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_true(fd >= 0 && strlen(path) < sizeof(address.sun_path));
	memcpy(address.sun_path, path, strlen(path) + 1);
	assert_int_equal(
		bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

static void touch(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static void scene_open(struct scene *s, enum wrong wrong)
{
	char keys[PATH_MAX / 2], other[PATH_MAX / 2], tokens[PATH_MAX / 2],
		recorder[PATH_MAX / 2], spool[PATH_MAX / 2], text[PATH_MAX * 4],
		click[PATH_MAX];

	tempdir_make(&s->dir);
	tempdir_path(&s->dir, "keys", keys);
	tempdir_path(&s->dir, "other", other);
	tempdir_path(&s->dir, "tokens", tokens);
	tempdir_path(&s->dir, "recorder", recorder);
	tempdir_path(&s->dir, "spool", spool);
	make_keys(keys);
	make_keys(other);
	if (wrong != NO_KEYS)
		export_keys(wrong == OTHER_KEYS ? other : keys, tokens);
	s->listener = wrong == NO_RECORDER ? -1 : listen_at(recorder);
	if (wrong == NO_SPOOL)
		touch(spool);
	else
		assert_int_equal(mkdir(spool, 0700), 0);
	snprintf(click, sizeof(click),
		"%s/01543399200000000000-000102030405060708090a0b0c0d0e0f",
		spool);
	if (wrong == CLICKS_WAIT)
		touch(click);
	snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\nstore = 'sqlite:/nowhere/db'\n"
		"key-file = '%s'\nunsubscribe { url = 'https://a.example/u/'\n"
		"token-keys = '%s'\nrecorder = 'unix:%s'\nspool = '%s'\n"
		"user = 'root' }\n",
		keys, tokens, recorder, spool);
	s->settings = settings_must(text);
}

static void scene_close(struct scene *s)
{
	settings_unref(&s->settings);
	if (s->listener >= 0)
		close(s->listener);
	tempdir_remove(&s->dir);
}

/* That root can read everything is another matter. */
static bool is_about_user(const struct finding *item)
{
	return strstr(item->what, "user root") != NULL;
}

static void check_row(void **state)
{
	const struct row *r = *state;
	size_t wrong = 0, met = 0;
	struct findings f;
	struct scene s;

	scene_open(&s, r->wrong);
	findings_init(&f);
	doctor_unsubscribe(s.settings, &f);
	assert_int_equal(findings_err(&f), ERR_OK);
	for (size_t i = 0; i < f.len; i++) {
		const struct finding *item = &f.items[i];

		if (is_about_user(item))
			continue;
		wrong += item->severity != SEVERITY_FINE;
		if (item->severity == r->severity &&
			strstr(item->what, r->what) &&
			(!r->mend ||
				(item->mend && strstr(item->mend, r->mend))))
			met++;
	}
	assert_int_equal(wrong, r->severity != SEVERITY_FINE);
	assert_int_equal(met, 1);
	findings_free(&f);
	scene_close(&s);
}

int main(void)
{
	struct rows all = {NULL, 0};

	rows_add(&all, rows, check_row);
	return rows_run("doctor of the public page", &all);
}
