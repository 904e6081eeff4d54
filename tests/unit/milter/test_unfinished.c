/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the log is told that recipients are asked about and no message
 * follows. A row is what happens, one letter for each session:
 *
 *     a  all recipients pass, then nothing (a proxy, or a client that quits)
 *     r  one is refused, one passes, then nothing
 *     R  all are refused
 *     n  nobody is judged at RCPT, then nothing
 *     M  a message that is shown
 *     b  as "a", of another listener
 *     B  as "M", of another listener
 *     +  the same connection brings the next one
 */
#include "config.h"

#include <string.h>

#include "base/log.h"
#include "lib/rows.h"
#include "milter/unfinished.h"

struct story_row {
	const char *name;
	const char *sessions;
	size_t told_at; /* the how manieth letter tells the log; 0: none */
};

static const struct story_row story_rows[] = {
	{"nine", "aaaaaaaaa", 0},
	{"ten in a row", "aaaaaaaaaa", 10},
	{"told once", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 10},
	{"told once, also after a message", "aaaaaaaaaaMaaaaaaaaaaaa", 10},
	{"a message in between", "aaaaaaaaaMaaaaaaaaa", 0},
	{"a message, then ten", "aaaaaMaaaaaaaaaa", 16},
	{"all refused proves nothing", "RRRRRRRRRRRRRRR", 0},
	{"one refused proves nothing", "rrrrrrrrrrrrrrr", 0},
	{"what proves nothing ends no row", "aaaaaRrnnaaaaa", 14},
	{"nobody judged", "nnnnnnnnnnnn", 0},
	{"messages", "MMMMMMMMMMMM", 0},
	{"two listeners are two rows", "abababababababababa", 19},
	{"another listener's message ends no row", "aaaaaBaaaaa", 11},
	{"one connection counts once", "a+a+a+a+a+a+a+a+a+a+a", 0},
	{"a message after it in the same connection", "a+Maaaaaaaaa", 0},
};

/* One message of the session. */
static bool play(struct unfinished_session *s, char what)
{
	const char *port = what == 'b' || what == 'B' ? "587" : "25";

	if (strchr("arbMB", what))
		unfinished_rcpt(s, true);
	if (strchr("rR", what))
		unfinished_rcpt(s, false);
	if (strchr("MB", what)) {
		unfinished_shown(s, "smtpd", port);
		unfinished_shown(s, "smtpd", port);
	}
	return unfinished_end(s, "smtpd", port);
}

static void check_story(void **state)
{
	const struct story_row *row = *state;
	struct unfinished_session s;
	struct unfinished all;
	size_t n = 0, told_at = 0;

	unfinished_init(&all);
	s = (struct unfinished_session){.all = &all};
	for (const char *at = row->sessions; *at; at++) {
		if (*at == '+')
			continue;
		if (at == row->sessions || at[-1] != '+')
			s = (struct unfinished_session){.all = &all};
		n++;
		if (play(&s, *at)) {
			assert_int_equal(told_at, 0);
			told_at = n;
		}
	}
	assert_int_equal(told_at, row->told_at);
	pthread_mutex_destroy(&all.lock);
}

/* More listeners than are watched, and odd names. */
static void check_many(void **state)
{
	struct unfinished all;
	char name[300];

	(void)state;
	unfinished_init(&all);
	for (int i = 0; i < 20 * UNFINISHED_LISTENERS_MAX; i++) {
		struct unfinished_session s = {.all = &all};

		memset(name, 'a' + i % 26, sizeof(name));
		name[sizeof(name) - 1] = '\0';
		name[i % 7] = '\n';
		unfinished_rcpt(&s, true);
		(void)unfinished_end(&s, i % 5 ? name : NULL, NULL);
	}
	assert_int_equal(all.len, UNFINISHED_LISTENERS_MAX);
	for (size_t i = 0; i < all.len; i++)
		assert_null(strchr(all.listeners[i].name, '\n'));
	pthread_mutex_destroy(&all.lock);
}

/* Sessions that nobody watches, as tests make them. */
static void check_alone(void **state)
{
	struct unfinished_session s = {NULL};

	(void)state;
	unfinished_rcpt(&s, true);
	unfinished_shown(&s, NULL, NULL);
	assert_false(unfinished_end(&s, NULL, NULL));
}

int main(void)
{
	struct rows rows = {0};

	log_open("test_unfinished", LOG_TO_STDERR, LOG_LEVEL_ERROR);
	rows_add(&rows, story_rows, check_story);
	rows_add_one(&rows, "many listeners", check_many, NULL);
	rows_add_one(&rows, "nobody watches", check_alone, NULL);
	return rows_run("unfinished", &rows);
}
