/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/notice_sender.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/worker.h"
#include "service/mailer/carry.h"

/* How often the outbox is read unasked: another daemon on the store may have
 * died. */
#define LOOK_SECONDS 30
/* How long to wait where the store cannot be used. */
#define STORE_SECONDS 2

struct notice_sender {
	struct office *office;
	pthread_mutex_t lock;
	struct worker *worker;
	int64_t posted[NOTICE_SENDER_LETTERS]; /* a hint: what may go at once */
	size_t posted_len;
	size_t waiting;
	size_t reserved;
	size_t bytes;
};

enum err notice_sender_new(
	struct office *office, struct notice_sender **sender_r)
{
	struct notice_sender *c = calloc(1, sizeof(*c));
	enum err e;

	*sender_r = c;
	if (!c)
		return ERR_NOMEM;
	c->office = office;
	pthread_mutex_init(&c->lock, NULL);
	e = worker_new(&c->worker);
	if (e)
		notice_sender_free(sender_r);
	return e;
}

/* ------------------------------------------------------------- posting */

enum err notice_sender_reserve(struct notice_sender *c)
{
	enum err e = ERR_OK;

	pthread_mutex_lock(&c->lock);
	if (c->waiting + c->reserved >= NOTICE_SENDER_LETTERS ||
		c->bytes >= NOTICE_SENDER_BYTES)
		e = ERR_LIMIT;
	else
		c->reserved++;
	pthread_mutex_unlock(&c->lock);
	return e;
}

void notice_sender_cancel(struct notice_sender *c)
{
	pthread_mutex_lock(&c->lock);
	c->reserved--;
	pthread_mutex_unlock(&c->lock);
}

void notice_sender_post(struct notice_sender *c, int64_t id)
{
	pthread_mutex_lock(&c->lock);
	c->reserved--;
	c->waiting++;
	/* A letter that finds no room here is found by the next look into the
	 * store. */
	if (c->posted_len < NOTICE_SENDER_LETTERS)
		c->posted[c->posted_len++] = id;
	pthread_mutex_unlock(&c->lock);
	worker_wake(c->worker);
}

size_t notice_sender_waiting(struct notice_sender *c)
{
	size_t n;

	pthread_mutex_lock(&c->lock);
	n = c->waiting;
	pthread_mutex_unlock(&c->lock);
	return n;
}

/* ------------------------------------------------------------- carrying */

/* The first that was posted, or 0. */
static int64_t next_posted(struct notice_sender *c)
{
	int64_t id = 0;

	pthread_mutex_lock(&c->lock);
	if (c->posted_len > 0) {
		id = c->posted[0];
		c->posted_len--;
		memmove(c->posted, c->posted + 1,
			c->posted_len * sizeof(*c->posted));
	}
	pthread_mutex_unlock(&c->lock);
	return id;
}

/* Returns for how many seconds there is nothing to do. */
static int64_t look(struct notice_sender *c)
{
	struct store_outbox_sum sum;
	int64_t pause;

	if (outbox_sum(c->office, &sum))
		return STORE_SECONDS;
	pthread_mutex_lock(&c->lock);
	c->waiting = (size_t)sum.letters;
	c->bytes = (size_t)sum.bytes;
	pthread_mutex_unlock(&c->lock);
	if (sum.next_utc == INSTANT_NONE)
		return LOOK_SECONDS;
	pause = sum.next_utc - office_now(c->office);
	return pause < LOOK_SECONDS ? pause : LOOK_SECONDS;
}

static int64_t work(struct notice_sender *c)
{
	struct outbox_letter letter;
	int64_t id = next_posted(c);
	int64_t pause = 0;
	enum err e;

	if (id == 0) {
		pause = look(c);
		if (pause > 0)
			return pause;
	}
	e = outbox_take(c->office, id, &letter);
	if (!e)
		(void)carry_letter(c->office, &letter);
	else if (e != ERR_NOT_FOUND)
		pause = STORE_SECONDS;
	outbox_letter_free(&letter);
	return pause > 0 ? pause : 0;
}

static void run(struct worker *worker, void *arg)
{
	while (worker_pause(worker, 1000 * work(arg)))
		continue;
}

/* -------------------------------------------------------- start and end */

enum err notice_sender_start(struct notice_sender *c)
{
	return worker_start(c->worker, run, c);
}

void notice_sender_stop(struct notice_sender *c)
{
	if (c)
		worker_stop(c->worker);
}

void notice_sender_free(struct notice_sender **sender)
{
	struct notice_sender *c = *sender;

	if (!c)
		return;
	worker_free(&c->worker);
	pthread_mutex_destroy(&c->lock);
	free(c);
	*sender = NULL;
}
