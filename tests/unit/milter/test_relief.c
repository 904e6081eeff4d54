/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "lib/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/listening.h"
#include "milter/relief.h"

#define CLIENTS 5

/* A listener as libmilter has it, clients that wait, and no descriptor. */
struct scene {
	struct listening listening;
	int handed;
	struct relief relief;
	int clients[CLIENTS];
	int hogs[64];
	int hogs_len;
	struct rlimit before;
};

static bool is_readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

static void exhaust(struct scene *s)
{
	while (s->hogs_len < 64 &&
		(s->hogs[s->hogs_len] = open("/dev/null", O_RDONLY)) >= 0)
		s->hogs_len++;
	assert_int_equal(errno, EMFILE);
}

static void give_back(struct scene *s)
{
	while (s->hogs_len > 0)
		close(s->hogs[--s->hogs_len]);
}

static void scene_begin(struct scene *s)
{
	char cause[LISTENING_CAUSE_SIZE];
	const struct listening_options o = {
		.socket = "inet:0@127.0.0.1",
		.owner = (uid_t)-1,
	};
	struct rlimit few;

	memset(s, 0, sizeof(*s));
	assert_int_equal(listening_open(&o, &s->listening, cause), ERR_OK);
	s->handed = dup(s->listening.fd);
	assert_int_equal(
		relief_init(&s->relief, s->listening.fd, s->handed), ERR_OK);
	for (int i = 0; i < CLIENTS; i++)
		s->clients[i] = listening_connect(&s->listening);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &s->before), 0);
	few = s->before;
	few.rlim_cur = (rlim_t)s->clients[CLIENTS - 1] + 20;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
}

static void scene_end(struct scene *s)
{
	give_back(s);
	setrlimit(RLIMIT_NOFILE, &s->before);
	for (int i = 0; i < CLIENTS; i++)
		close(s->clients[i]);
	relief_end(&s->relief);
	close(s->handed);
	listening_close(&s->listening);
}

static void nothing_while_all_is_well(void **state)
{
	struct scene s;

	(void)state;
	scene_begin(&s);
	assert_false(relief_look(&s.relief));
	assert_false(s.relief.is_away);
	assert_true(is_readable(s.handed));
	assert_int_equal(relief_refused(&s.relief), 0);
	scene_end(&s);
}

static void clients_are_told(void **state)
{
	struct scene s;
	char c;

	(void)state;
	scene_begin(&s);
	exhaust(&s);
	assert_true(relief_look(&s.relief));
	assert_true(relief_look(&s.relief));
	/* The listener has nothing to spin over any more. */
	assert_false(is_readable(s.handed));
	assert_int_equal(relief_refused(&s.relief), CLIENTS);
	for (int i = 0; i < CLIENTS; i++) {
		assert_true(is_readable(s.clients[i]));
		assert_true(read(s.clients[i], &c, 1) <= 0);
	}
	scene_end(&s);
}

static void listener_comes_back(void **state)
{
	struct scene s;
	int theirs;

	(void)state;
	scene_begin(&s);
	exhaust(&s);
	/* Twice, because what is left of the first time must not disturb. */
	for (int round = 0; round < 2; round++) {
		assert_true(relief_look(&s.relief));
		assert_true(s.relief.is_away);
		assert_true(relief_look(&s.relief));
		give_back(&s);
		assert_true(relief_look(&s.relief));
		assert_false(s.relief.is_away);
		close(s.clients[0]);
		s.clients[0] = listening_connect(&s.listening);
		for (int n = 0; !is_readable(s.handed) && n < 1000; n++)
			usleep(1000);
		theirs = accept(s.handed, NULL, NULL);
		assert_true(theirs >= 0);
		close(theirs);
		exhaust(&s);
	}
	scene_end(&s);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "descriptors are left: nothing happens",
		nothing_while_all_is_well, NULL);
	rows_add_one(&all, "none left: who waits is told, nobody spins",
		clients_are_told, NULL);
	rows_add_one(&all, "descriptors again: the listener is back",
		listener_comes_back, NULL);
	return rows_run("relief", &all);
}
