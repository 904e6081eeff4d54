/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "lib/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/listening.h"
#include "milter/libmilter/libmilter_io.h"

#define CLIENTS 5
#define LONG_MS 10000

/* A listener as libmilter has it, and clients that wait. */
struct scene {
	struct listening listening;
	int handed;
	int clients[CLIENTS];
	int hogs[64];
	int hogs_len;
	struct rlimit before;
};

static void scene_begin(struct scene *s)
{
	char cause[LISTENING_CAUSE_SIZE];
	const struct listening_options o = {
		.socket = "inet:0@127.0.0.1",
		.owner = (uid_t)-1,
	};

	memset(s, 0, sizeof(*s));
	assert_int_equal(listening_open(&o, &s->listening, cause), ERR_OK);
	s->handed = dup(s->listening.fd);
	assert_int_equal(libmilter_io_open(s->handed), ERR_OK);
	for (int i = 0; i < CLIENTS; i++)
		s->clients[i] = listening_connect(&s->listening);
}

static void scene_end(struct scene *s)
{
	for (int i = 0; i < CLIENTS; i++)
		if (s->clients[i] >= 0)
			close(s->clients[i]);
	libmilter_io_close();
	close(s->handed);
	listening_close(&s->listening);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* As libmilter was compiled calls it: a checked read() of the C library's,
 * which this file may get instead, is another function. */
static ssize_t (*volatile plain_read)(int fd, void *bytes, size_t len) = read;

static int ready(int fd, int timeout_ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int n = poll(&p, 1, timeout_ms);

	return n == 1 ? p.revents : n;
}

/* As libmilter begins: accepted, and taken up by a worker. */
static int begin_session(struct scene *s)
{
	int fd;

	assert_int_equal(ready(s->handed, LONG_MS), POLLIN);
	fd = accept(s->handed, NULL, NULL);
	assert_true(fd >= 0);
	(void)ready(fd, 0);
	return fd;
}

static void put(int fd, const void *bytes, size_t len)
{
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
}

/* Blocks are answered from what was read ahead; what comes is what was sent,
 * in whatever pieces it is asked for. */
static void piece_by_piece(void **state)
{
	unsigned char sent[20000], got[20000 + 7];
	size_t len = 0;
	struct scene s;
	int fd;

	(void)state;
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (unsigned char)(i * 31 + i / 256);
	scene_begin(&s);
	fd = begin_session(&s);
	put(s.clients[0], sent, sizeof(sent));
	for (size_t step = 1; len < sizeof(sent); step = step % 7 + 1) {
		ssize_t n;

		assert_int_equal(ready(fd, LONG_MS), POLLIN);
		n = plain_read(fd, got + len, step);
		assert_in_range(n, 1, step);
		len += (size_t)n;
	}
	assert_memory_equal(sent, got, sizeof(sent));
	assert_int_equal(ready(fd, 0), 0);
	close(fd);
	scene_end(&s);
}

/* The last command and the end of the connection may come together. */
static void last_words(void **state)
{
	char got[8];
	struct scene s;
	int fd;

	(void)state;
	scene_begin(&s);
	fd = begin_session(&s);
	put(s.clients[0], "quit", 4);
	close(s.clients[0]);
	s.clients[0] = -1;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(ready(fd, LONG_MS), POLLIN);
		assert_int_equal(read(fd, got, 1), 1);
		assert_int_equal(got[0], "quit"[i]);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ready(fd, LONG_MS), POLLIN);
		assert_int_equal(read(fd, got, 1), 0);
	}
	close(fd);
	scene_end(&s);
}

static int writable(int fd, int timeout_ms)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	int n = poll(&p, 1, timeout_ms);

	return n == 1 ? p.revents : n;
}

/* An MTA that does not read its answers blocks nobody for ever. */
static void answers_unread(void **state)
{
	static char much[65536];
	struct scene s;
	ssize_t n;
	int fd;

	(void)state;
	scene_begin(&s);
	fd = begin_session(&s);
	do {
		put(s.clients[0], "c", 1);
		assert_int_equal(ready(fd, LONG_MS), POLLIN);
		assert_int_equal(read(fd, much, 1), 1);
		assert_int_equal(writable(fd, LONG_MS), POLLOUT);
		n = write(fd, much, sizeof(much));
	} while (n > 0);
	assert_int_equal(errno, EAGAIN);
	/* Asked again, it is the kernel that answers. */
	assert_int_equal(writable(fd, 10), 0);
	close(fd);
	scene_end(&s);
}

static void patience_ends(void **state)
{
	struct scene s;
	int64_t begin;
	int fd;

	(void)state;
	scene_begin(&s);
	fd = begin_session(&s);
	begin = now_ms();
	assert_int_equal(ready(fd, 1), 0);
	assert_in_range(now_ms() - begin, 50, 5000);
	close(fd);
	scene_end(&s);
}

static void one_by_one(void **state)
{
	int pipes[2], fds[CLIENTS];
	struct pollfd all[CLIENTS + 1];
	struct scene s;

	(void)state;
	scene_begin(&s);
	assert_int_equal(pipe(pipes), 0);
	put(pipes[1], "x", 1);
	for (int i = 0; i < CLIENTS; i++) {
		fds[i] = begin_session(&s);
		put(s.clients[i], "hello", 5);
	}
	for (int round = 0; round < CLIENTS; round++) {
		int shown = -1, count = 0;

		all[0] = (struct pollfd){.fd = pipes[0], .events = POLLIN};
		for (int i = 0; i < CLIENTS; i++)
			all[i + 1] =
				(struct pollfd){.fd = fds[i], .events = POLLIN};
		assert_int_equal(poll(all, CLIENTS + 1, LONG_MS), 2);
		assert_int_equal(all[0].revents, POLLIN);
		for (int i = 0; i < CLIENTS; i++)
			if (all[i + 1].revents) {
				shown = i;
				count++;
			}
		assert_int_equal(count, 1);
		/* Taken up, and away from those who wait. */
		assert_int_equal(ready(fds[shown], LONG_MS), POLLIN);
		close(fds[shown]);
		fds[shown] = -1;
	}
	close(pipes[0]);
	close(pipes[1]);
	scene_end(&s);
}

struct late {
	int fd;
	atomic_bool is_taken;
};

static void *take_late(void *arg)
{
	const struct timespec a_while = {.tv_nsec = 200000000};
	struct late *late = arg;

	nanosleep(&a_while, NULL);
	atomic_store(&late->is_taken, true);
	(void)ready(late->fd, 0);
	return NULL;
}

/* Who accepts next waits until the last one has a thread. */
static void next_one_waits(void **state)
{
	struct scene s;
	struct late late = {0};
	pthread_t thread;
	int first, second;

	(void)state;
	scene_begin(&s);
	first = begin_session(&s);
	late.fd = accept(s.handed, NULL, NULL);
	assert_true(late.fd >= 0);
	assert_int_equal(pthread_create(&thread, NULL, take_late, &late), 0);
	second = accept(s.handed, NULL, NULL);
	assert_true(atomic_load(&late.is_taken));
	pthread_join(thread, NULL);
	close(first);
	close(late.fd);
	close(second);
	scene_end(&s);
}

/* A session that libmilter closed, or never took up, holds up nobody for
 * long. */
static void nobody_takes_it(void **state)
{
	struct scene s;
	int64_t begin;
	int fds[3];

	(void)state;
	scene_begin(&s);
	fds[0] = begin_session(&s);
	close(accept(s.handed, NULL, NULL));
	begin = now_ms();
	fds[1] = accept(s.handed, NULL, NULL);
	assert_in_range(now_ms() - begin, 0, 500);
	fds[2] = accept(s.handed, NULL, NULL);
	assert_in_range(now_ms() - begin, 500, 5000);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	scene_end(&s);
}

static void others_are_untouched(void **state)
{
	struct scene s;
	char got[8];
	int pipes[2];
	int fd;

	(void)state;
	scene_begin(&s);
	fd = begin_session(&s);
	put(s.clients[0], "session", 7);
	assert_int_equal(ready(fd, LONG_MS), POLLIN);
	assert_int_equal(read(fd, got, 1), 1);
	close(fd);
	/* The same number, another thing. */
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(pipes[0], fd);
	assert_int_equal(ready(pipes[0], 0), 0);
	put(pipes[1], "ab", 2);
	assert_int_equal(ready(pipes[0], 0), POLLIN);
	assert_int_equal(read(pipes[0], got, sizeof(got)), 2);
	assert_memory_equal(got, "ab", 2);
	close(pipes[1]);
	assert_int_equal(ready(pipes[0], 0), POLLHUP);
	assert_int_equal(read(pipes[0], got, sizeof(got)), 0);
	assert_int_equal(close(pipes[0]), 0);
	assert_int_equal(close(pipes[0]), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(poll(NULL, 0, 1), 0);
	scene_end(&s);
}

static void *hurry(void *arg)
{
	const struct timespec a_while = {.tv_nsec = 100000000};

	(void)arg;
	nanosleep(&a_while, NULL);
	libmilter_io_hurry();
	return NULL;
}

static void listener_hurries(void **state)
{
	struct scene s;
	int64_t begin = now_ms();
	pthread_t thread;

	(void)state;
	scene_begin(&s);
	for (int i = 0; i < CLIENTS; i++)
		close(begin_session(&s));
	assert_int_equal(pthread_create(&thread, NULL, hurry, NULL), 0);
	assert_int_equal(ready(s.handed, LONG_MS), 0);
	assert_int_equal(ready(s.handed, LONG_MS), 0);
	assert_in_range(now_ms() - begin, 0, LONG_MS / 2);
	pthread_join(thread, NULL);
	scene_end(&s);
}

/* ------------------------------------------------- descriptors have run out */

static void exhaust(struct scene *s)
{
	struct rlimit few;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &s->before), 0);
	few = s->before;
	few.rlim_cur = (rlim_t)s->clients[CLIENTS - 1] + 20;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	while (s->hogs_len < 64 &&
		(s->hogs[s->hogs_len] = open("/dev/null", O_RDONLY)) >= 0)
		s->hogs_len++;
	assert_int_equal(errno, EMFILE);
}

static void give_back(struct scene *s)
{
	while (s->hogs_len > 0)
		close(s->hogs[--s->hogs_len]);
	setrlimit(RLIMIT_NOFILE, &s->before);
}

static void clients_are_told(void **state)
{
	uint64_t refused = libmilter_io_refused();
	struct scene s;
	int fd;
	char c;

	(void)state;
	scene_begin(&s);
	/* Twice, because what is left of the first time must not disturb. */
	for (int round = 0; round < 2; round++) {
		exhaust(&s);
		for (int i = 0; i < CLIENTS; i++) {
			assert_int_equal(ready(s.handed, LONG_MS), POLLIN);
			assert_int_equal(accept(s.handed, NULL, NULL), -1);
			assert_int_equal(errno, EMFILE);
		}
		/* The listener has nothing to spin over any more. */
		assert_int_equal(ready(s.handed, 0), 0);
		assert_int_equal(libmilter_io_refused() - refused,
			(uint64_t)CLIENTS * (uint64_t)(round + 1));
		for (int i = 0; i < CLIENTS; i++) {
			assert_true(ready(s.clients[i], LONG_MS) > 0);
			assert_true(read(s.clients[i], &c, 1) <= 0);
			close(s.clients[i]);
		}
		give_back(&s);
		for (int i = 0; i < CLIENTS; i++)
			s.clients[i] = listening_connect(&s.listening);
	}
	fd = begin_session(&s);
	assert_true(fd >= 0);
	close(fd);
	scene_end(&s);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "what was sent comes, piece by piece",
		piece_by_piece, NULL);
	rows_add_one(
		&all, "last words before the end are heard", last_words, NULL);
	rows_add_one(&all, "who does not read answers blocks nobody",
		answers_unread, NULL);
	rows_add_one(&all, "who says nothing is waited for, not for long",
		patience_ends, NULL);
	rows_add_one(&all, "sessions are shown one by one", one_by_one, NULL);
	rows_add_one(&all, "the next one waits until the last is taken up",
		next_one_waits, NULL);
	rows_add_one(&all, "a session that nobody takes up holds up nobody",
		nobody_takes_it, NULL);
	rows_add_one(&all, "other descriptors are the kernel's",
		others_are_untouched, NULL);
	rows_add_one(&all, "the listener hurries", listener_hurries, NULL);
	rows_add_one(&all, "no descriptor: who waits is told, nobody spins",
		clients_are_told, NULL);
	return rows_run("libmilter_io", &all);
}
