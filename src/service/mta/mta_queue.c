/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/mta_queue.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "core/policy_find.h"
#include "service/mta/mta_queue_private.h"

/* Entries about one message lie nearer to each other than this; an older one
 * is of another message that had the queue id before. */
#define SAME_MESSAGE_S 3600

void mta_queue_init(struct mta_queue *q)
{
	*q = (struct mta_queue){.items = NULL};
}

static void held_free(struct mta_held *h)
{
	for (size_t i = 0; i < h->recipients_len; i++)
		free(h->recipients[i].address);
	free(h->recipients);
	free(h->purposes);
	free(h->queue_id);
	free(h->sender);
	free(h->control);
	free(h->data);
}

void mta_queue_free(struct mta_queue *q)
{
	for (size_t i = 0; i < q->len; i++)
		held_free(&q->items[i]);
	free(q->items);
	mta_queue_init(q);
}

struct mta_held *mta_queue_find(const struct mta_queue *q, const char *queue_id)
{
	for (size_t i = 0; i < q->len; i++)
		if (strcmp(q->items[i].queue_id, queue_id) == 0)
			return &q->items[i];
	return NULL;
}

struct mta_held *mta_queue_add(struct mta_queue *q,
	const struct mta_driver *driver, const char *queue_id)
{
	struct mta_held *h;

	if (q->len == q->cap) {
		struct mta_held *items =
			array_grow(q->items, q->len, &q->cap, sizeof(*items));

		if (!items)
			return NULL;
		q->items = items;
	}
	h = &q->items[q->len];
	*h = (struct mta_held){.driver = driver,
		.queue_id = strdup(queue_id),
		.arrived_utc = INSTANT_NONE,
		.latest_utc = INSTANT_NONE};
	if (!h->queue_id)
		return NULL;
	q->len++;
	return h;
}

/* It becomes an argument of postsuper(1), where "-" and "ALL" mean more than
 * one message. */
bool mta_queue_is_id(const char *text)
{
	size_t len = strlen(text);

	if (len < 6 || len > JOURNAL_QUEUE_ID_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]))
			return false;
	return true;
}

/* --------------------------------------------------------------- journal */

struct lookup {
	const struct policy *policy;
	struct mta_held *held;
	enum err e;
};

static void forget(struct mta_held *h)
{
	h->purposes_len = 0;
	for (size_t i = 0; i < h->recipients_len; i++) {
		h->recipients[i].purpose = NULL;
		h->recipients[i].ref[0] = '\0';
	}
}

static enum err note_purpose(
	struct mta_held *h, const struct policy_purpose *purpose)
{
	const struct policy_purpose **purposes;

	for (size_t i = 0; i < h->purposes_len; i++)
		if (h->purposes[i] == purpose)
			return ERR_OK;
	purposes = array_grow(h->purposes, h->purposes_len, &h->purposes_cap,
		sizeof(*purposes));
	if (!purposes)
		return ERR_NOMEM;
	h->purposes = purposes;
	h->purposes[h->purposes_len++] = purpose;
	return ERR_OK;
}

static void note_recipient(struct mta_recipient *r,
	const struct journal_entry *entry, const struct policy_purpose *purpose)
{
	r->purpose = purpose;
	r->reason = entry->reason;
	r->action = entry->action;
	memcpy(r->ref, entry->ref, sizeof(r->ref));
}

static bool note_entry(void *arg, const struct journal_entry *entry)
{
	const struct policy_purpose *purpose;
	struct lookup *l = arg;
	struct mta_held *h = l->held;

	if (!entry->purpose)
		return true;
	if (h->is_ours && entry->at_utc > h->latest_utc + SAME_MESSAGE_S)
		forget(h);
	h->is_ours = true;
	h->latest_utc = entry->at_utc;
	purpose = policy_purpose(l->policy, entry->purpose);
	l->e = note_purpose(h, purpose);
	for (size_t i = 0; !l->e && i < h->recipients_len; i++) {
		struct mta_recipient *r = &h->recipients[i];

		if (r->has_key == entry->has_key &&
			(!r->has_key ||
				memcmp(r->key.bytes, entry->key.bytes,
					PSEUDONYM_LEN) == 0))
			note_recipient(r, entry, purpose);
	}
	return l->e == ERR_OK;
}

/* What is no address has no key, and that is an answer. */
static enum err identify(struct desk *desk, struct mta_held *h)
{
	struct identity who;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < h->recipients_len; i++) {
		struct mta_recipient *r = &h->recipients[i];

		e = desk_identify(desk, r->address, &who);
		r->has_key = e == ERR_OK;
		if (r->has_key)
			r->key = who.key;
		if (e == ERR_INVALID)
			e = ERR_OK;
	}
	return e;
}

static enum err ask_journal(struct desk *desk, struct mta_held *h)
{
	const struct journal_filter filter = {
		.since_utc = INSTANT_NONE, .held_queue_id = h->queue_id};
	struct lookup l = {.policy = &desk->settings->policy, .held = h};
	enum err e = identify(desk, h);

	if (e)
		return e;
	e = store_journal_each(desk->session, &filter, note_entry, &l);
	if (e)
		return desk_store_fail(desk, e, "reading the journal");
	return l.e ? desk_fail(desk, l.e, "%s", err_text(l.e)) : ERR_OK;
}

static int by_arrival(const void *a, const void *b)
{
	const struct mta_held *x = a, *y = b;

	if (x->arrived_utc != y->arrived_utc)
		return x->arrived_utc < y->arrived_utc ? -1 : 1;
	return strcmp(x->queue_id, y->queue_id);
}

static const struct mta_driver *driver_for(const struct mta_queue_tools *tools)
{
	static const struct mta_driver *const drivers[] = {
		&mta_queue_postfix, &mta_queue_sendmail};
	size_t last = sizeof(drivers) / sizeof(*drivers) - 1;

	for (size_t i = 0; i < last; i++)
		if (drivers[i]->is_asked(tools))
			return drivers[i];
	return drivers[last]; /* always is */
}

enum err mta_queue_list(struct desk *desk, const struct mta_queue_tools *tools,
	struct mta_queue *q)
{
	enum err e = driver_for(tools)->list(desk, tools, q);

	if (!e && q->len > 1)
		qsort(q->items, q->len, sizeof(*q->items), by_arrival);
	for (size_t i = 0; !e && i < q->len; i++)
		e = ask_journal(desk, &q->items[i]);
	return e;
}
