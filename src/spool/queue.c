/* SPDX-License-Identifier: BSD-2-Clause */
#include "spool/queue_private.h"

#include <string.h>

static size_t place_of(const struct spool_queue *q, size_t n)
{
	return (q->first + n) % SPOOL_QUEUE_MAX;
}

static bool is_same(const struct spool_item *a, const struct spool_item *b)
{
	return strcmp(a->name, b->name) == 0;
}

bool spool_queue_is_full(const struct spool_queue *q)
{
	return q->len == SPOOL_QUEUE_MAX;
}

bool spool_queue_append(struct spool_queue *q, const struct spool_item *item)
{
	if (spool_queue_is_full(q))
		return false;
	q->waiting[place_of(q, q->len++)] = *item;
	return true;
}

bool spool_queue_insert(struct spool_queue *q, const struct spool_item *item)
{
	size_t at = 0;

	if (spool_queue_is_full(q))
		return false;
	q->first = place_of(q, SPOOL_QUEUE_MAX - 1);
	q->len++;
	for (; at + 1 < q->len; at++) {
		const struct spool_item *next =
			&q->waiting[place_of(q, at + 1)];

		if (strcmp(next->name, item->name) > 0)
			break;
		q->waiting[place_of(q, at)] = *next;
	}
	q->waiting[place_of(q, at)] = *item;
	return true;
}

bool spool_queue_has(const struct spool_queue *q, const struct spool_item *item)
{
	for (size_t i = 0; i < q->taken_len; i++)
		if (is_same(&q->taken[i], item))
			return true;
	for (size_t i = 0; i < q->len; i++)
		if (is_same(&q->waiting[place_of(q, i)], item))
			return true;
	return false;
}

bool spool_queue_is_busy(const struct spool_queue *q, uint64_t group)
{
	for (size_t i = 0; group && i < q->taken_len; i++)
		if (q->taken[i].group == group)
			return true;
	return false;
}

/* --------------------------------------------------------------- taking */

/* Its place in the order of those that wait; their number: there is none. */
static size_t find_next(const struct spool_queue *q, bool is_deferred)
{
	size_t found = q->len;

	for (size_t i = 0; i < q->len; i++) {
		const struct spool_item *item = &q->waiting[place_of(q, i)];

		if ((item->deferred > 0) != is_deferred ||
			spool_queue_is_busy(q, item->group))
			continue;
		if (!is_deferred)
			return i;
		if (found == q->len ||
			item->turn < q->waiting[place_of(q, found)].turn)
			found = i;
	}
	return found;
}

bool spool_queue_take(
	struct spool_queue *q, bool is_deferred, struct spool_item *item_r)
{
	size_t at = find_next(q, is_deferred);

	if (at == q->len || q->taken_len == SPOOL_TAKEN_MAX)
		return false;
	*item_r = q->waiting[place_of(q, at)];
	for (; at > 0; at--)
		q->waiting[place_of(q, at)] = q->waiting[place_of(q, at - 1)];
	q->first = place_of(q, 1);
	q->len--;
	if (is_deferred)
		q->turn = item_r->turn;
	spool_queue_retake(q, item_r);
	return true;
}

void spool_queue_retake(struct spool_queue *q, const struct spool_item *item)
{
	q->taken[q->taken_len++] = *item;
}

void spool_queue_untake(struct spool_queue *q, const struct spool_item *item)
{
	for (size_t i = 0; i < q->taken_len; i++)
		if (is_same(&q->taken[i], item)) {
			q->taken[i] = q->taken[--q->taken_len];
			return;
		}
}

/* ------------------------------------------------------------- deferring */

struct deferred {
	size_t len, of_group;
	int64_t octets;
	uint64_t turn; /* the next one of the group */
};

static void count(
	struct deferred *sum, const struct spool_item *item, uint64_t group)
{
	if (item->deferred == 0)
		return;
	sum->len++;
	sum->octets += item->deferred;
	if (item->group != group)
		return;
	sum->of_group++;
	if (item->turn >= sum->turn)
		sum->turn = item->turn + 1;
}

static struct deferred count_all(const struct spool_queue *q, uint64_t group)
{
	struct deferred sum = {.turn = q->turn};

	for (size_t i = 0; i < q->taken_len; i++)
		count(&sum, &q->taken[i], group);
	for (size_t i = 0; i < q->len; i++)
		count(&sum, &q->waiting[place_of(q, i)], group);
	return sum;
}

bool spool_queue_defer(const struct spool_queue *q, struct spool_item *item,
	int64_t octets, int64_t max_octets)
{
	struct deferred sum = count_all(q, item->group);

	if (sum.len >= SPOOL_DEFERRED_MAX ||
		sum.of_group >= SPOOL_DEFERRED_GROUP_MAX ||
		sum.octets + octets > max_octets)
		return false;
	item->deferred = octets;
	item->turn = sum.turn;
	return true;
}

void spool_queue_ungroup(struct spool_queue *q, uint64_t group)
{
	if (count_all(q, group).of_group >= SPOOL_DEFERRED_GROUP_MAX)
		return;
	for (size_t i = 0; i < q->len; i++) {
		struct spool_item *item = &q->waiting[place_of(q, i)];

		if (item->group == group && item->deferred == 0)
			item->group = 0;
	}
}
