/* SPDX-License-Identifier: BSD-2-Clause */
/* What the doctor says of the staff pages, each with one thing wrong. */
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/rows.h"
#include "lib/settings_text.h"

#include "base/file.h"
#include "service/doctor/doctor.h"

static const struct row {
	const char *name;
	const char *more; /* of the section; NULL: there is none */
	const char *answer; /* of who listens; NULL: nobody does */
	mode_t key_mode;
	enum severity severity;
	const char *what; /* NULL: nothing is said */
} rows[] = {
	{"no staff pages", NULL, NULL, 0600, SEVERITY_FINE, NULL},
	{"all is well", "", "HTTP/1.1 303 See Other\r\n\r\n", 0600,
		SEVERITY_FINE, "the staff pages answer"},
	{"nobody listens", "", NULL, 0600, SEVERITY_ERROR,
		"nobody can use the staff pages"},
	{"somebody hangs up", "", "", 0600, SEVERITY_ERROR, "does not answer"},
	{"somebody else listens", "", "220 mail.example ESMTP\r\n", 0600,
		SEVERITY_ERROR, "does not answer"},
	{"where a proxy logs people in, it hangs up", "proxy-user = 'root'", "",
		0600, SEVERITY_FINE, "the staff pages answer"},
	{"no such user", "user = 'no-such-user'", "HTTP/1.1 200 OK\r\n\r\n",
		0600, SEVERITY_ERROR, "there is no user no-such-user"},
	{"a user who reads the keys", "user = 'nobody'",
		"HTTP/1.1 200 OK\r\n\r\n", 0644, SEVERITY_ERROR,
		"must hold neither keys nor store"},
	{"a user who does not", "user = 'nobody'", "HTTP/1.1 200 OK\r\n\r\n",
		0600, SEVERITY_FINE, "the staff pages answer"},
};

struct scene {
	struct tempdir dir;
	const struct settings *settings;
	const char *answer;
	int listener;
	pthread_t thread;
};

static void *serve(void *arg)
{
	struct scene *s = arg;
	char question[256];
	int fd = accept(s->listener, NULL, NULL);

	if (fd < 0)
		return NULL;
	if (recv(fd, question, sizeof(question), 0) > 0)
		(void)!file_write_all(fd, s->answer, strlen(s->answer));
	close(fd);
	return NULL;
}

static void listen_at(struct scene *s, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	s->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_true(
		s->listener >= 0 && strlen(path) < sizeof(address.sun_path));
	memcpy(address.sun_path, path, strlen(path) + 1);
	assert_int_equal(
		bind(s->listener, (struct sockaddr *)&address, sizeof(address)),
		0);
	assert_int_equal(listen(s->listener, 1), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void scene_open(struct scene *s, const struct row *r)
{
	char keys[PATH_MAX / 2], socket_path[PATH_MAX / 2];
	char staff[2 * PATH_MAX] = "", text[4 * PATH_MAX];
	FILE *file;

	tempdir_make(&s->dir);
	assert_int_equal(chmod(s->dir.path, 0755), 0);
	tempdir_path(&s->dir, "keys", keys);
	tempdir_path(&s->dir, "socket", socket_path);
	file = fopen(keys, "we");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(chmod(keys, r->key_mode), 0);
	s->listener = -1;
	s->answer = r->answer;
	if (r->answer)
		listen_at(s, socket_path);
	if (r->more)
		snprintf(staff, sizeof(staff),
			"staff { url = 'https://a.example'\n"
			"listen = 'unix:%s' %s }\n",
			socket_path, r->more);
	snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\nstore = 'sqlite:/nowhere/db'\n"
		"key-file = '%s'\n%s",
		keys, staff);
	s->settings = settings_must(text);
}

static void scene_close(struct scene *s)
{
	if (s->listener >= 0) {
		/* One who was not asked waits in accept(). */
		shutdown(s->listener, SHUT_RDWR);
		pthread_join(s->thread, NULL);
		close(s->listener);
	}
	settings_unref(&s->settings);
	tempdir_remove(&s->dir);
}

static void check_row(void **state)
{
	const struct row *r = *state;
	size_t wrong = 0, met = 0;
	struct findings f;
	struct scene s;

	scene_open(&s, r);
	findings_init(&f);
	doctor_staff(s.settings, &f);
	assert_int_equal(findings_err(&f), ERR_OK);
	for (size_t i = 0; i < f.len; i++) {
		print_message("# %s\n", f.items[i].what);
		wrong += f.items[i].severity != SEVERITY_FINE;
		if (r->what && f.items[i].severity == r->severity &&
			strstr(f.items[i].what, r->what))
			met++;
	}
	assert_int_equal(wrong, r->severity != SEVERITY_FINE);
	assert_int_equal(met, r->what != NULL);
	if (!r->what)
		assert_int_equal(f.len, 0);
	findings_free(&f);
	scene_close(&s);
}

int main(void)
{
	struct rows all = {NULL, 0};

	rows_add(&all, rows, check_row);
	return rows_run("doctor of the staff pages", &all);
}
