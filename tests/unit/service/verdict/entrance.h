/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * entrance.h - a house with a door at which staff ask
 *
 * adam@example.com may be written to, gone.example objected. What the door
 * logs while somebody asks is kept. Others may set the clock.
 *
 * Owns:    open_door() .. close_door()
 */
#ifndef ROBINSON_TESTS_ENTRANCE_H
#define ROBINSON_TESTS_ENTRANCE_H

#include "unit/service/ear.h"

#include <grp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "service/person/record.h"
#include "service/verdict/check_door.h"

/* Longer than any answer takes; a fault does not hang the test. */
#define ANSWER_S 20

#define ASK(who) "check 1\nfollowup\n" who "\n"
#define TEXT(literal) (literal), sizeof(literal) - 1
#define YES "answers\nyes\tmay be written to\n"

struct entrance {
	struct house h;
	struct tempdir dir;
	char path[PATH_MAX / 2];
	char more[PATH_MAX];
	struct check_door *door;
	char log[4000];
};

static _Atomic int64_t now_utc;

static inline int64_t clock_of_test(void *arg)
{
	(void)arg;
	return atomic_load(&now_utc);
}

static inline void put_on_record(struct house *h)
{
	const struct record_contact contact = {.who = ADAM,
		.at_utc = HOUSE_NOW - 5 * DAY,
		.source = "chat",
		.relation = "prospect"};
	const struct record_object objection = {
		.who = "@gone.example", .at_utc = HOUSE_NOW - DAY};
	struct buf said;

	buf_init(&said, 4096);
	IS(record_contact(h->desk, &contact, &said), ERR_OK);
	IS(record_object(h->desk, &objection, &said), ERR_OK);
	buf_free(&said);
}

/* The settings, with "more" behind them. */
static const char *config_of(struct entrance *d, int per_hour, const char *more)
{
	const struct group *group = getgrgid(getegid());

	assert_non_null(group);
	(void)snprintf(d->more, sizeof(d->more),
		"milter { check-socket = 'unix:%s' check-group = '%s'"
		" check-per-hour = %d }\n%s",
		d->path, group->gr_name, per_hour, more);
	return d->more;
}

static inline void open_office(struct house *h)
{
	static const struct clock_source clock = {clock_of_test, NULL};
	const struct office_options options = {
		.clock = &clock, .settings = h->settings};

	desk_close(&h->desk);
	office_close(&h->office);
	IS(office_open(&options, &h->office), ERR_OK);
}

static inline void open_door(struct entrance *d, int per_hour)
{
	char cause[LISTENING_CAUSE_SIZE] = "";

	atomic_store(&now_utc, HOUSE_NOW);
	tempdir_make(&d->dir);
	tempdir_path(&d->dir, "check", d->path);
	house_open_with(&d->h, config_of(d, per_hour, ""));
	put_on_record(&d->h);
	open_office(&d->h);
	IS(check_door_open(d->h.settings, (uid_t)-1, &d->door, cause), ERR_OK);
	IS(check_door_start(d->door, d->h.office), ERR_OK);
}

static inline void close_door(struct entrance *d)
{
	check_door_stop(&d->door);
	assert_null(d->door);
	IS(access(d->path, F_OK), -1);
	house_close(&d->h);
	tempdir_remove(&d->dir);
}

/* ----------------------------------------------------------------- asking */

static inline struct sockaddr_un address_of(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t len = strlen(path);

	assert_true(len < sizeof(address.sun_path));
	memcpy(address.sun_path, path, len);
	return address;
}

static inline int connect_at(const char *path)
{
	const struct timeval patience = {.tv_sec = ANSWER_S};
	const struct sockaddr_un address = address_of(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
			sizeof(patience)) != 0 ||
		connect(fd, (const struct sockaddr *)&address,
			sizeof(address)) != 0)
		return -1;
	return fd;
}

/* As much as is taken: it may be closed before. */
static inline void say(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, text, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

/* The whole answer; how long it is. */
static inline size_t hear(int fd, char *answer, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while (len < size - 1 &&
		(n = recv(fd, answer + len, size - 1 - len, 0)) > 0)
		len += (size_t)n;
	answer[len] = '\0';
	return len;
}

static inline void ask_at(
	const char *path, const char *text, size_t len, char answer[8000])
{
	int fd = connect_at(path);

	answer[0] = '\0';
	if (fd < 0)
		return;
	say(fd, text, len);
	(void)shutdown(fd, SHUT_WR);
	(void)hear(fd, answer, 8000);
	close(fd);
}

/* What is logged meanwhile goes into d->log. */
static inline int log_begin(struct entrance *d, char path[PATH_MAX / 2])
{
	int saved = dup(STDERR_FILENO);
	int fd = open(tempdir_path(&d->dir, "log", path),
		O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);

	(void)fflush(stderr);
	assert_true(saved >= 0 && fd >= 0);
	assert_true(dup2(fd, STDERR_FILENO) >= 0);
	close(fd);
	return saved;
}

static inline void log_end(struct entrance *d, int saved, const char *path)
{
	FILE *file;

	(void)fflush(stderr);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	close(saved);
	file = fopen(path, "r");
	assert_non_null(file);
	d->log[fread(d->log, 1, sizeof(d->log) - 1, file)] = '\0';
	(void)fclose(file);
}

static inline void ask(
	struct entrance *d, const char *text, size_t len, char answer[8000])
{
	char path[PATH_MAX / 2];
	int saved = log_begin(d, path);

	ask_at(d->path, text, len, answer);
	log_end(d, saved, path);
}

static inline void is_told(
	struct entrance *d, const char *text, const char *expected)
{
	char answer[8000];

	ask(d, text, strlen(text), answer);
	assert_string_equal(answer, expected);
}

static inline void is_logged(const struct entrance *d, const char *words)
{
	char who[100];

	(void)snprintf(who, sizeof(who), "check: uid %ld ", (long)geteuid());
	assert_non_null(strstr(d->log, who));
	if (!strstr(d->log, words))
		fail_msg("\"%s\" is not in the log: %s", words, d->log);
	/* Nobody's address is. */
	assert_null(strchr(d->log, '@'));
}

#endif
