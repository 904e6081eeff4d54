/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of the quarantine, each handed to the backend. */
#include "store/quarantine.h"

#include "store/backend.h"

const char *held_state_name(enum held_state state)
{
	switch (state) {
	case HELD_HELD:
		return "held";
	case HELD_RELEASING:
		return "releasing";
	case HELD_PASSED:
		return "passed";
	case HELD_RELEASED:
		return "released";
	case HELD_DELETED:
		return "deleted";
	case HELD_EXPIRED:
		return "expired";
	}
	return "unknown";
}

enum err store_held_get(struct store_session *s, const struct held_id *id,
	bool (*each)(void *arg, const struct held_message *message), void *arg)
{
	return s->store->backend->held->get(s, id, each, arg);
}

enum err store_held_each(struct store_session *s,
	const struct held_filter *filter,
	bool (*each)(void *arg, const struct held_message *message), void *arg)
{
	return s->store->backend->held->each(s, filter, each, arg);
}

int64_t held_sort_value(enum held_sort sort, const struct held_message *message)
{
	switch (sort) {
	case HELD_BY_RECEIVED:
		return message->received_utc;
	case HELD_BY_EXPIRY:
		return message->expires_utc;
	case HELD_BY_SIZE:
		return message->size;
	case HELD_BY_REASON:
		return message->rank;
	}
	return 0;
}

enum err store_held_browse(struct store_session *s,
	const struct held_browse *browse,
	bool (*each)(void *arg, const struct held_message *message,
		const struct held_position *position),
	void *arg, int64_t *total_r)
{
	return s->store->backend->held->browse(s, browse, each, arg, total_r);
}

enum err store_held_undigested(struct store_session *s, size_t limit,
	bool (*each)(void *arg, const struct held_message *message), void *arg)
{
	return s->store->backend->held->undigested(s, limit, each, arg);
}

enum err store_held_undigested_count(struct store_session *s, int64_t *count_r)
{
	return s->store->backend->held->undigested_count(s, count_r);
}

enum err store_held_digest(struct store_session *s, const struct held_id *id,
	const struct held_digests *digests)
{
	return s->store->backend->held->digest(s, id, digests);
}

enum err store_held_recipients(struct store_session *s,
	const struct held_id *id,
	bool (*each)(void *arg, const struct held_recipient *recipient),
	void *arg)
{
	return s->store->backend->held->recipients(s, id, each, arg);
}

enum err store_held_chunks(struct store_session *s, const struct held_id *id,
	bool (*each)(void *arg, unsigned n, const void *bytes, size_t len),
	void *arg)
{
	return s->store->backend->held->chunks(s, id, each, arg);
}

enum err store_held_sum(struct store_session *s, struct held_sum *sum_r)
{
	return s->store->backend->held->sum(s, sum_r);
}

enum err store_held_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r)
{
	return s->store->backend->held->due(s, before_utc, share_r);
}

enum err store_held_counts(struct store_session *s,
	bool (*each)(void *arg, const struct held_count *count), void *arg)
{
	return s->store->backend->held->counts(s, each, arg);
}

enum err store_held_move(struct store_session *s, const struct held_id *id,
	unsigned n, unsigned from, enum held_state to, int64_t at_utc)
{
	return s->store->backend->held->move(s, id, n, from, to, at_utc);
}

enum err store_held_request(struct store_session *s, const struct held_id *id,
	int64_t at_utc, const char *why)
{
	return s->store->backend->held->request(s, id, at_utc, why);
}

enum err store_held_extend(
	struct store_session *s, const struct held_id *id, int64_t expires_utc)
{
	return s->store->backend->held->extend(s, id, expires_utc);
}

enum err store_held_remove(struct store_session *s, const struct held_id *id)
{
	return s->store->backend->held->remove(s, id);
}

enum err store_held_token_add(
	struct store_session *s, const struct held_token *token)
{
	return s->store->backend->held->token_add(s, token);
}

enum err store_held_token_get(struct store_session *s,
	const unsigned char nonce[HELD_NONCE_LEN], struct held_token *token_r)
{
	return s->store->backend->held->token_get(s, nonce, token_r);
}

enum err store_held_tokens_purge(struct store_session *s, int64_t before_utc)
{
	return s->store->backend->held->tokens_purge(s, before_utc);
}
