/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/courier.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "service/mailer.h"

#define SEND_SECONDS 30
/* When the daemon ends it does not wait long for an MTA. */
#define LAST_SECONDS 5
#define GIVE_UP_SECONDS (24 * 3600)
#define FIRST_PAUSE_SECONDS 2
#define LONGEST_PAUSE_SECONDS 900

struct item {
	struct item *next;
	const struct settings *settings;
	char *to;
	char *queue_id;
	char *text;
	size_t len;
	time_t posted;
	time_t due; /* monotonic */
	time_t pause;
};

struct courier {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool is_running;
	bool ends;
	struct item *first, *last;
	size_t waiting; /* those at work counted */
	size_t reserved;
	size_t bytes;
};

static time_t monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

enum err courier_new(struct courier **courier_r)
{
	struct courier *c = calloc(1, sizeof(*c));
	pthread_condattr_t attr;

	*courier_r = c;
	if (!c)
		return ERR_NOMEM;
	pthread_mutex_init(&c->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&c->changed, &attr);
	pthread_condattr_destroy(&attr);
	return ERR_OK;
}

static void item_free(struct item *item)
{
	settings_unref(&item->settings);
	free(item->to);
	free(item->queue_id);
	free(item->text);
	free(item);
}

/* ------------------------------------------------------------- posting */

enum err courier_reserve(struct courier *c)
{
	enum err e = ERR_OK;

	pthread_mutex_lock(&c->lock);
	if (c->ends || c->waiting + c->reserved >= COURIER_LETTERS ||
		c->bytes >= COURIER_BYTES)
		e = ERR_LIMIT;
	else
		c->reserved++;
	pthread_mutex_unlock(&c->lock);
	return e;
}

void courier_cancel(struct courier *c)
{
	pthread_mutex_lock(&c->lock);
	c->reserved--;
	pthread_mutex_unlock(&c->lock);
}

/* To the end; "lock" is held. */
static void append(struct courier *c, struct item *item)
{
	item->next = NULL;
	if (c->last)
		c->last->next = item;
	else
		c->first = item;
	c->last = item;
}

enum err courier_post(struct courier *c, struct letter *letter)
{
	struct item *item = calloc(1, sizeof(*item));
	enum err e = ERR_OK;

	if (item) {
		item->settings = settings_ref(letter->settings);
		item->to = strdup(letter->to);
		item->queue_id = strdup(letter->queue_id);
		item->text = letter->text;
		item->len = letter->len;
		item->posted = item->due = monotonic();
		item->pause = FIRST_PAUSE_SECONDS;
	}
	if (!item || !item->to || !item->queue_id) {
		if (item)
			item_free(item);
		else
			free(letter->text);
		letter->text = NULL;
		courier_cancel(c);
		return ERR_NOMEM;
	}
	letter->text = NULL;
	pthread_mutex_lock(&c->lock);
	c->reserved--;
	if (c->ends) {
		e = ERR_UNAVAILABLE;
		item_free(item);
	} else {
		c->waiting++;
		c->bytes += item->len;
		append(c, item);
		pthread_cond_signal(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
	return e;
}

size_t courier_waiting(struct courier *c)
{
	size_t n;

	pthread_mutex_lock(&c->lock);
	n = c->waiting;
	pthread_mutex_unlock(&c->lock);
	return n;
}

const char *courier_peek(struct courier *c, size_t n)
{
	const struct item *item;

	pthread_mutex_lock(&c->lock);
	for (item = c->first; item && n > 0; n--)
		item = item->next;
	pthread_mutex_unlock(&c->lock);
	return item ? item->text : NULL;
}

/* ------------------------------------------------------------- carrying */

static enum mailer_outcome send(
	const struct item *item, int64_t seconds, char text_r[MAILER_TEXT_SIZE])
{
	const struct iovec piece = {item->text, item->len};
	struct mailer_recipient to = {.address = item->to};
	struct mailer_message message = {
		.sender = "",
		.recipients = &to,
		.recipients_len = 1,
		.pieces = &piece,
		.pieces_len = 1,
	};
	struct mailer *mailer = NULL;
	enum err e =
		mailer_open(&item->settings->release, NULL, seconds, &mailer);

	if (!e)
		e = mailer_send(mailer, &message);
	mailer_close(&mailer);
	if (e) {
		snprintf(text_r, MAILER_TEXT_SIZE, "%s", err_text(e));
		return e == ERR_INVALID ? MAILER_REFUSED : MAILER_LATER;
	}
	snprintf(text_r, MAILER_TEXT_SIZE, "%s", to.text);
	return to.outcome;
}

/* Whether it is to be tried again. */
static bool is_kept(struct item *item, bool ends)
{
	char text[MAILER_TEXT_SIZE];

	switch (send(item, ends ? LAST_SECONDS : SEND_SECONDS, text)) {
	case MAILER_ACCEPTED:
		log_info("%s: the sender was told", item->queue_id);
		return false;
	case MAILER_REFUSED:
		break;
	case MAILER_LATER:
		if (ends || monotonic() - item->posted >= GIVE_UP_SECONDS)
			break;
		log_warn("%s: the sender cannot be told now: %s",
			item->queue_id, text);
		item->due = monotonic() + item->pause;
		item->pause *= 2;
		if (item->pause > LONGEST_PAUSE_SECONDS)
			item->pause = LONGEST_PAUSE_SECONDS;
		return true;
	}
	log_error("%s: the sender could not be told: %s", item->queue_id, text);
	return false;
}

/* The first that is due; *next_r is when another one will be. */
static struct item *take_due(struct courier *c, time_t *next_r)
{
	struct item **at = &c->first;
	struct item *before = NULL;
	time_t now = monotonic();

	*next_r = now + LONGEST_PAUSE_SECONDS;
	for (; *at; before = *at, at = &(*at)->next) {
		struct item *item = *at;

		if (item->due > now && !c->ends) {
			if (item->due < *next_r)
				*next_r = item->due;
			continue;
		}
		*at = item->next;
		if (c->last == item)
			c->last = before;
		return item;
	}
	return NULL;
}

static void carry(struct courier *c, struct item *item)
{
	bool ends = c->ends;
	bool keep;

	pthread_mutex_unlock(&c->lock);
	keep = is_kept(item, ends);
	pthread_mutex_lock(&c->lock);
	if (keep) {
		append(c, item);
		return;
	}
	c->waiting--;
	c->bytes -= item->len;
	item_free(item);
}

static void *run(void *arg)
{
	struct courier *c = arg;
	struct timespec until = {0};
	struct item *item;
	time_t end = 0;

	pthread_mutex_lock(&c->lock);
	for (;;) {
		if (c->ends && !end)
			end = monotonic() + LAST_SECONDS;
		if (end && monotonic() >= end)
			break;
		item = take_due(c, &until.tv_sec);
		if (item)
			carry(c, item);
		else if (c->ends)
			break;
		else
			pthread_cond_timedwait(&c->changed, &c->lock, &until);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* -------------------------------------------------------- start and end */

enum err courier_start(struct courier *c)
{
	if (pthread_create(&c->thread, NULL, run, c) != 0)
		return ERR_UNAVAILABLE;
	c->is_running = true;
	return ERR_OK;
}

/* What is left, in order; "lock" is held. */
static void drop_all(struct courier *c)
{
	while (c->first) {
		struct item *item = c->first;

		c->first = item->next;
		if (c->is_running)
			log_error("%s: the daemon ends, the sender was not "
				  "told",
				item->queue_id);
		item_free(item);
	}
	c->last = NULL;
	c->waiting = c->bytes = 0;
}

void courier_stop(struct courier *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->ends = true;
	pthread_cond_signal(&c->changed);
	pthread_mutex_unlock(&c->lock);
	if (c->is_running)
		pthread_join(c->thread, NULL);
	pthread_mutex_lock(&c->lock);
	drop_all(c);
	c->is_running = false;
	pthread_mutex_unlock(&c->lock);
}

void courier_free(struct courier **courier)
{
	struct courier *c = *courier;

	if (!c)
		return;
	courier_stop(c);
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->lock);
	free(c);
	*courier = NULL;
}
