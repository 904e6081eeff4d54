/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/unfinished.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

void unfinished_init(struct unfinished *all)
{
	*all = (struct unfinished){.len = 0};
	pthread_mutex_init(&all->lock, NULL);
}

void unfinished_rcpt(struct unfinished_session *s, bool passes)
{
	if (passes)
		s->has_passed = true;
	else
		s->has_refused = true;
}

/* Nothing that would forge a line of the log. */
static void name_listener(
	char *to, size_t size, const char *name, const char *port)
{
	snprintf(to, size, "%.90s, port %.20s", name ? name : "-",
		port ? port : "-");
	for (; *to; to++)
		if ((unsigned char)*to < ' ' || (unsigned char)*to >= 0x7f)
			*to = '?';
}

/* Under the lock. NULL: there are too many of them. */
static struct unfinished_listener *find(
	struct unfinished *all, const char *name, const char *port)
{
	struct unfinished_listener *l;
	char text[sizeof(l->name)];

	name_listener(text, sizeof(text), name, port);
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->listeners[i].name, text) == 0)
			return &all->listeners[i];
	if (all->len >= UNFINISHED_LISTENERS_MAX)
		return NULL;
	l = &all->listeners[all->len++];
	*l = (struct unfinished_listener){.in_a_row = 0};
	memcpy(l->name, text, sizeof(text));
	return l;
}

void unfinished_shown(
	struct unfinished_session *s, const char *name, const char *port)
{
	struct unfinished_listener *l;

	if (s->is_shown || !s->all)
		return;
	s->is_shown = true;
	/* Nearly always so: then no lock is taken. */
	if (atomic_load_explicit(&s->all->rows, memory_order_relaxed) == 0)
		return;
	pthread_mutex_lock(&s->all->lock);
	l = find(s->all, name, port);
	if (l && l->in_a_row) {
		l->in_a_row = 0;
		atomic_fetch_sub(&s->all->rows, 1);
	}
	pthread_mutex_unlock(&s->all->lock);
}

static bool counts(const struct unfinished_session *s)
{
	return s->all && s->has_passed && !s->has_refused && !s->is_shown &&
		!s->is_counted;
}

static void tell(const char *listener)
{
	log_warn("listener %s: in %d sessions in a row recipients were asked "
		 "about and no message followed: if a proxy "
		 "(smtpd_proxy_filter) or another filter before the queue "
		 "takes it, header rules, holds and the counting of sends do "
		 "not happen; see \"Mail that goes past\" in "
		 "robinson-milter(8), and robinson doctor",
		listener, UNFINISHED_IN_A_ROW);
}

static bool count(struct unfinished *all, const char *name, const char *port)
{
	char text[sizeof(all->listeners[0].name)];
	struct unfinished_listener *l;
	bool is_news = false;

	pthread_mutex_lock(&all->lock);
	l = find(all, name, port);
	if (l) {
		if (l->in_a_row == 0)
			atomic_fetch_add(&all->rows, 1);
		if (l->in_a_row < UNFINISHED_IN_A_ROW)
			l->in_a_row++;
		is_news = l->in_a_row == UNFINISHED_IN_A_ROW && !l->is_told;
		l->is_told |= is_news;
		memcpy(text, l->name, sizeof(text));
	}
	pthread_mutex_unlock(&all->lock);
	if (is_news)
		tell(text);
	return is_news;
}

bool unfinished_end(
	struct unfinished_session *s, const char *name, const char *port)
{
	bool is_told = false;

	if (counts(s)) {
		s->is_counted = true;
		is_told = count(s->all, name, port);
	}
	s->has_passed = s->has_refused = s->is_shown = false;
	return is_told;
}
