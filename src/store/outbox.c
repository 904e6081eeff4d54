/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/outbox.h"

#include "store/backend.h"

enum err store_outbox_sum(
	struct store_session *s, struct store_outbox_sum *sum_r)
{
	return s->store->backend->outbox->sum(s, sum_r);
}

enum err store_outbox_take(struct store_session *s, int64_t id, int64_t now_utc,
	int64_t until_utc,
	enum err (*give)(void *arg, const struct store_outgoing *letter),
	void *arg)
{
	return s->store->backend->outbox->take(
		s, id, now_utc, until_utc, give, arg);
}

enum err store_outbox_add(struct store_session *s,
	const struct store_outgoing *letter, int64_t next_utc, int64_t *id_r)
{
	return s->store->backend->outbox->add(s, letter, next_utc, id_r);
}

enum err store_outbox_recall(struct store_session *s, int64_t id)
{
	return s->store->backend->outbox->recall(s, id);
}

enum err store_outbox_later(
	struct store_session *s, int64_t id, int64_t next_utc)
{
	return s->store->backend->outbox->later(s, id, next_utc);
}

enum err store_outbox_done(struct store_session *s, int64_t id)
{
	return s->store->backend->outbox->done(s, id);
}
