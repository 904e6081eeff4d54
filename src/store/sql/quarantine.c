/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/quarantine.h"

#include <assert.h>
#include <string.h>

#include "store/sql/held_rows.h"

static const char cannot_write[] = "the quarantine cannot be written";
static const char cannot_read[] = "the quarantine cannot be read";

static void bind_id(struct sql_stmt *stmt, int column, const struct held_id *id)
{
	bind_text(stmt, column, id->text);
}

/* Runs a statement whose one parameter is an id. */
static enum err run_for(
	struct sql_session *s, enum stmt_id id, const struct held_id *held)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, id, &stmt);

	if (e)
		return e;
	bind_id(stmt, 1, held);
	return sql_run(s, stmt, cannot_write);
}

static enum err sum_add(struct sql_session *s, int64_t messages, int64_t bytes)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_SUM_ADD, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, messages);
	sql_bind_int64(stmt, 2, bytes);
	return sql_run(s, stmt, cannot_write);
}

/* ------------------------------------------------------------- putting */

static enum err put_message(
	struct sql_session *s, const struct store_hold *hold, int64_t stored)
{
	const struct held_message *m = &hold->message;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_ADD, &stmt);

	if (!e)
		e = bind_name(s, stmt, 10, m->host);
	if (e)
		return e;
	bind_id(stmt, 1, &m->id);
	sql_bind_int64(stmt, 2, m->received_utc);
	sql_bind_int64(stmt, 3, m->expires_utc);
	sql_bind_int64(stmt, 4, m->size);
	sql_bind_int64(stmt, 5, stored);
	sql_bind_int64(stmt, 6, m->chunks);
	sql_bind_int64(stmt, 7, (int64_t)hold->recipients_len);
	sql_bind_int64(stmt, 8, (int64_t)hold->recipients_len);
	bind_text(stmt, 9, m->queue_id);
	sql_bind_blob(stmt, 11, m->summary, m->summary_len);
	sql_bind_blob(stmt, 12, hold->dedup_digest, DEDUP_DIGEST_LEN);
	bind_digest(stmt, 13, m->sender);
	bind_digest(stmt, 14, m->sender_domain);
	return sql_run(s, stmt, cannot_write);
}

static enum err put_recipient(struct sql_session *s,
	const struct group_call *call, const struct held_recipient *r,
	unsigned n)
{
	const struct held_message *m = &call->hold->message;
	struct sql_stmt *stmt;
	uint64_t seq = 0;
	enum err e = ERR_OK;

	if (r->record != HELD_NO_RECORD)
		seq = call->records[r->record].entry.seq;
	else if (r->ref[0])
		e = store_seq_of_ref(r->ref, &seq);
	if (!e)
		e = sql_stmt(s, STMT_HELD_RECIPIENT_ADD, &stmt);
	if (!e)
		e = bind_name(s, stmt, 5, r->purpose);
	if (e)
		return e;
	bind_id(stmt, 1, &m->id);
	sql_bind_int64(stmt, 2, n);
	if (r->has_key)
		bind_key(stmt, 3, &r->key);
	else
		sql_bind_null(stmt, 3);
	sql_bind_blob(stmt, 4, r->address, r->address_len);
	sql_bind_int64(stmt, 6, (int)reason_number(r->reason));
	sql_bind_int64(stmt, 7, (int)r->action);
	sql_bind_int64(stmt, 8, (int64_t)seq);
	sql_bind_int64(stmt, 9, m->received_utc);
	bind_digest(stmt, 10, r->domain);
	return sql_run(s, stmt, cannot_write);
}

static enum err put_chunk(struct sql_session *s, const struct store_hold *hold,
	unsigned n, int64_t *stored)
{
	struct sql_stmt *stmt;
	const void *bytes = NULL;
	size_t len = 0;
	enum err e = hold->chunk(hold->arg, n, &bytes, &len);

	if (e)
		return session_fail(&s->base, e,
			"what was collected of a message cannot be had: %s",
			err_text(e));
	e = sql_stmt(s, STMT_HELD_CHUNK_ADD, &stmt);
	if (e)
		return e;
	bind_id(stmt, 1, &hold->message.id);
	sql_bind_int64(stmt, 2, n);
	sql_bind_blob(stmt, 3, bytes, len);
	*stored += (int64_t)len;
	return sql_run(s, stmt, cannot_write);
}

/* The sum is read inside the transaction: two messages that come at once cannot
 * both take the last free room. */
static enum err check_room(struct sql_session *s, struct store_hold *hold,
	const struct held_sum *before, int64_t stored)
{
	if (stored <= hold->max_total_bytes &&
		before->bytes <= hold->max_total_bytes - stored)
		return ERR_OK;
	hold->is_full = true;
	return session_fail(&s->base, ERR_LIMIT,
		"the quarantine is full: %lld octets are held",
		(long long)before->bytes);
}

static bool found(void *arg, const struct held_message *message)
{
	(void)arg;
	(void)message;
	return false;
}

enum err sql_hold_place(struct sql_session *s, const struct store_hold *hold)
{
	struct held_place *place = hold->place_r;
	const char *earlier;
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	if (place)
		*place = (struct held_place){.id = hold->message.id};
	if (!place || !hold->dedup_digest)
		return ERR_OK;
	e = sql_stmt(s, STMT_HELD_REPEATED, &stmt);
	if (e)
		return e;
	sql_bind_blob(stmt, 1, hold->dedup_digest, DEDUP_DIGEST_LEN);
	sql_bind_int64(stmt, 2, hold->repeats_since_utc);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	earlier = sql_column_text(stmt, 0);
	if (earlier && strlen(earlier) == HELD_ID_LEN) {
		memcpy(place->id.text, earlier, HELD_ID_LEN);
		place->is_repeated = true;
	}
	sql_reset(stmt);
	return ERR_OK;
}

enum err sql_hold(struct sql_session *s, struct group_call *call)
{
	struct store_hold *hold = call->hold;
	int64_t stored = (int64_t)hold->message.summary_len;
	struct held_sum sum;
	enum err e;

	assert(s->in_write);
	hold->is_full = false;
	if (hold->place_r && hold->place_r->is_repeated)
		return ERR_OK;
	e = sql_held_get(&s->base, &hold->message.id, found, NULL);
	if (e != ERR_NOT_FOUND)
		return e ? e : ERR_EXISTS;
	e = sql_held_sum(&s->base, &sum);
	for (size_t i = 0; !e && i < hold->recipients_len; i++) {
		stored += (int64_t)hold->recipients[i].address_len;
		e = put_recipient(s, call, &hold->recipients[i], (unsigned)i);
	}
	if (!e)
		e = check_room(s, hold, &sum, stored);
	for (unsigned n = 0; !e && n < hold->message.chunks; n++) {
		e = put_chunk(s, hold, n, &stored);
		if (!e)
			e = check_room(s, hold, &sum, stored);
	}
	if (!e)
		e = put_message(s, hold, stored);
	if (!e)
		e = run_for(s, STMT_HELD_WAITING, &hold->message.id);
	return e ? e : sum_add(s, 1, stored);
}

/* -------------------------------------------------------------- tokens */

static enum err token_get(struct store_session *base,
	const unsigned char nonce[HELD_NONCE_LEN], struct held_token *token_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_TOKEN_GET, &stmt);
	const char *id;

	if (e)
		return e;
	sql_bind_blob(stmt, 1, nonce, HELD_NONCE_LEN);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*token_r = (struct held_token){
		.n = (unsigned)sql_column_int64(stmt, 1),
		.issued_utc = sql_column_int64(stmt, 2),
		.expires_utc = sql_column_int64(stmt, 3),
		.state = (enum held_token_state)sql_column_int(stmt, 4),
	};
	memcpy(token_r->nonce, nonce, HELD_NONCE_LEN);
	id = sql_column_text(stmt, 0);
	if (id && strlen(id) == HELD_ID_LEN)
		memcpy(token_r->id.text, id, HELD_ID_LEN);
	sql_reset(stmt);
	return ERR_OK;
}

static enum err token_add(
	struct store_session *base, const struct held_token *token)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_HELD_TOKEN_ADD, &stmt);
	if (e)
		return e;
	sql_bind_blob(stmt, 1, token->nonce, HELD_NONCE_LEN);
	bind_id(stmt, 2, &token->id);
	sql_bind_int64(stmt, 3, token->n);
	sql_bind_int64(stmt, 4, token->issued_utc);
	sql_bind_int64(stmt, 5, token->expires_utc);
	return sql_run(s, stmt, cannot_write);
}

static enum err tokens_purge(struct store_session *base, int64_t before_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_HELD_TOKENS_PURGE, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, before_utc);
	return sql_run(s, stmt, cannot_write);
}

static enum err pass(
	struct sql_session *s, const struct store_burn *burn, unsigned n)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_PASS, &stmt);

	if (e)
		return e;
	bind_id(stmt, 1, &burn->id);
	sql_bind_int64(stmt, 2, n);
	bind_key(stmt, 3, &burn->key);
	sql_bind_int64(stmt, 4, burn->at_utc);
	e = sql_run(s, stmt, cannot_write);
	if (!e && sql_changes(s) == 0)
		e = session_fail(&s->base, ERR_INVALID,
			"the token is of another recipient, or was taken back");
	return e ? e : run_for(s, STMT_HELD_WAITING, &burn->id);
}

enum err sql_burn(struct sql_session *s, const struct store_burn *burn)
{
	struct held_token token;
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = token_get(&s->base, burn->nonce, &token);
	if (e == ERR_NOT_FOUND)
		return session_fail(&s->base, e, "no such token was issued");
	if (e)
		return e;
	if (token.state != HELD_TOKEN_ISSUED)
		return session_fail(
			&s->base, ERR_EXISTS, "the token was used before");
	if (strcmp(token.id.text, burn->id.text) != 0)
		return session_fail(&s->base, ERR_INVALID,
			"the token is of another message");
	e = pass(s, burn, token.n);
	if (!e)
		e = sql_stmt(s, STMT_HELD_TOKEN_BURN, &stmt);
	if (e)
		return e;
	sql_bind_blob(stmt, 1, burn->nonce, HELD_NONCE_LEN);
	return sql_run(s, stmt, cannot_write);
}

/* ------------------------------------------------------------ changing */

static enum err revoke(
	struct sql_session *s, const struct held_id *id, unsigned n)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_TOKEN_REVOKE, &stmt);

	if (e)
		return e;
	bind_id(stmt, 1, id);
	sql_bind_int64(stmt, 2, n);
	return sql_run(s, stmt, cannot_write);
}

static enum err move(struct store_session *base, const struct held_id *id,
	unsigned n, unsigned from, enum held_state to, int64_t at_utc)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_HELD_RECIPIENT_MOVE, &stmt);
	if (e)
		return e;
	bind_id(stmt, 1, id);
	sql_bind_int64(stmt, 2, n);
	sql_bind_int64(stmt, 3, from);
	sql_bind_int64(stmt, 4, (int)to);
	sql_bind_int64(stmt, 5, at_utc);
	e = sql_change(s, stmt, cannot_write);
	if (!e && to != HELD_RELEASING)
		e = revoke(s, id, n);
	return e ? e : run_for(s, STMT_HELD_WAITING, id);
}

static enum err change(struct sql_session *s, enum stmt_id what,
	const struct held_id *id, int64_t at_utc)
{
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, what, &stmt);
	if (e)
		return e;
	bind_id(stmt, 1, id);
	sql_bind_int64(stmt, 2, at_utc);
	return sql_change(s, stmt, cannot_write);
}

static enum err request(struct store_session *base, const struct held_id *id,
	int64_t at_utc, const char *why)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = change(s, STMT_HELD_REQUEST, id, at_utc);

	if (!e)
		e = run_for(s, STMT_HELD_WAITING, id);
	if (e || !why)
		return e;
	e = sql_stmt(s, STMT_HELD_ASKED, &stmt);
	if (!e)
		e = bind_sealed(s, stmt, 2, SEALED_WORDS, why);
	if (e)
		return e;
	bind_id(stmt, 1, id);
	return sql_run(s, stmt, cannot_write);
}

static enum err extend(
	struct store_session *s, const struct held_id *id, int64_t expires_utc)
{
	return change(own(s), STMT_HELD_EXTEND, id, expires_utc);
}

static enum err remove_message(
	struct sql_session *s, const struct held_id *id, int64_t *stored_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_REMOVE, &stmt);

	if (e)
		return e;
	bind_id(stmt, 1, id);
	e = sql_step(s, stmt, cannot_write);
	if (e)
		return e;
	*stored_r = sql_column_int64(stmt, 0);
	/* All changes are made before the first row is given. */
	sql_reset(stmt);
	return ERR_OK;
}

/* A used token stays on record until it has expired, so that its second use can
 * be told from a forged token. */
static enum err remove_all(struct store_session *base, const struct held_id *id)
{
	struct sql_session *s = own(base);
	int64_t stored = 0;
	enum err e;

	assert(s->in_write);
	e = remove_message(s, id, &stored);
	if (!e)
		e = run_for(s, STMT_HELD_CHUNKS_REMOVE, id);
	if (!e)
		e = run_for(s, STMT_HELD_RECIPIENTS_REMOVE, id);
	if (!e)
		e = run_for(s, STMT_HELD_TOKENS_REMOVE, id);
	return e ? e : sum_add(s, -1, -stored);
}

static enum err run_for_recipient(struct sql_session *s, enum stmt_id what,
	const struct held_id *id, unsigned n)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, what, &stmt);

	if (e)
		return e;
	bind_id(stmt, 1, id);
	sql_bind_int64(stmt, 2, n);
	return sql_run(s, stmt, cannot_write);
}

static enum err count_waiting(
	struct sql_session *s, const struct held_id *id, int *waiting_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_COUNT, &stmt);

	if (e)
		return e;
	bind_id(stmt, 1, id);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*waiting_r = sql_column_int(stmt, 0);
	sql_reset(stmt);
	return ERR_OK;
}

enum err sql_held_recipient_remove(
	struct sql_session *s, const struct held_id *id, unsigned n)
{
	int waiting = 0;
	enum err e = run_for_recipient(s, STMT_HELD_RECIPIENT_REMOVE, id, n);

	if (!e)
		e = run_for_recipient(s, STMT_HELD_TOKENS_OF, id, n);
	if (!e)
		e = run_for(s, STMT_HELD_WAITING, id);
	if (!e)
		e = count_waiting(s, id, &waiting);
	if (e || waiting > 0)
		return e;
	return remove_all(&s->base, id);
}

const struct store_held_backend sql_held = {
	.get = sql_held_get,
	.each = sql_held_each,
	.browse = sql_held_browse,
	.undigested = sql_held_undigested,
	.undigested_count = sql_held_undigested_count,
	.digest = sql_held_digest,
	.recipients = sql_held_recipients,
	.chunks = sql_held_chunks,
	.sum = sql_held_sum,
	.due = sql_held_due,
	.counts = sql_held_counts,
	.move = move,
	.request = request,
	.extend = extend,
	.remove = remove_all,
	.token_add = token_add,
	.token_get = token_get,
	.tokens_purge = tokens_purge,
};
