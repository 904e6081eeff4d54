/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What staff wrote lies sealed (crypto/text.h): the evidence of grants and
 * withdrawals, the details of the journal, the reasons and outcomes of
 * requests and how persons were identified, and channels. A channel may be a person's name or address that
 * somebody typed: the table "channel" has it sealed, and beside it the digest
 * by which it is found again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/sql/sql.h"

static const char cannot_read[] = "a channel cannot be read";

/* For what the text stands; written to disk by the seal: never change one. */
static const char *const uses[SEALED_TEXTS] = {
	[SEALED_EVIDENCE] = "evidence",
	[SEALED_DETAIL] = "detail",
	[SEALED_REASON] = "reason",
	[SEALED_OUTCOME] = "outcome",
	[SEALED_CHANNEL] = "channel",
	[SEALED_WORDS] = "words",
	[SEALED_IDENTIFIED] = "identified",
	[SEALED_TELLER] = "teller",
	[SEALED_ADDRESS] = "address",
	[SEALED_NOTE] = "note",
};

enum err sealed_need_keeper(struct sql_session *s)
{
	return s->keeper ? ERR_OK :
			   text_keeper_new(s->base.store->keys, &s->keeper);
}

enum err seal_text(struct sql_session *s, enum sealed_text use,
	const char *text, unsigned char **sealed_r, size_t *sealed_len_r)
{
	size_t len = strlen(text);
	unsigned char *sealed = malloc(len + SEAL_OVERHEAD);
	enum err e = sealed ? sealed_need_keeper(s) : ERR_NOMEM;

	if (!e)
		e = text_seal(s->keeper, uses[use], text, len, sealed);
	if (e) {
		free(sealed);
		sealed = NULL;
	}
	*sealed_r = sealed;
	*sealed_len_r = len + SEAL_OVERHEAD;
	return e;
}

enum err bind_sealed(struct sql_session *s, struct sql_stmt *stmt, int column,
	enum sealed_text use, const char *text)
{
	unsigned char *sealed;
	size_t len;
	enum err e;

	if (!text) {
		sql_bind_null(stmt, column);
		return ERR_OK;
	}
	e = seal_text(s, use, text, &sealed, &len);
	return e ? e : sql_bind_owned(stmt, column, sealed, len);
}

static enum err open_column(struct sql_session *s, struct sql_stmt *stmt,
	int column, enum sealed_text use)
{
	size_t len = (size_t)sql_column_bytes(stmt, column);
	enum err e = array_reserve(
		(void **)&s->opened[use], &s->opened_cap[use], len + 1, 1);

	if (!e)
		e = sealed_need_keeper(s);
	return e ? e :
		   text_open(s->keeper, uses[use],
			   sql_column_blob(stmt, column), len, s->opened[use]);
}

enum err column_sealed(struct sql_session *s, struct sql_stmt *stmt, int column,
	enum sealed_text use, const char **text_r)
{
	enum err e;

	*text_r = NULL;
	if (sql_column_is_null(stmt, column))
		return ERR_OK;
	e = open_column(s, stmt, column, use);
	*text_r = e == ERR_CORRUPT ? STORE_UNREADABLE :
		e                  ? NULL :
				     s->opened[use];
	return e;
}

enum err column_shown(struct sql_session *s, struct sql_stmt *stmt, int column,
	enum sealed_text use, const char **text_r)
{
	enum err e = column_sealed(s, stmt, column, use, text_r);

	return e == ERR_CORRUPT ? ERR_OK : e;
}

/* ------------------------------------------------------------- channels */

/* In the session's list of names a channel has its id as a negative number:
 * two tables, one list. */
static enum err channel_add(struct sql_session *s, const char *text,
	const unsigned char digest[TEXT_DIGEST_LEN], int64_t *id_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHANNEL_ADD, &stmt);

	if (e)
		return e;
	sql_bind_blob(stmt, 1, digest, TEXT_DIGEST_LEN);
	e = bind_sealed(s, stmt, 2, SEALED_CHANNEL, text);
	return e ? e : sql_add(s, stmt, "a channel cannot be written", id_r);
}

static enum err channel_find(struct sql_session *s,
	const unsigned char digest[TEXT_DIGEST_LEN], int64_t *id_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHANNEL_ID, &stmt);

	if (e)
		return e;
	sql_bind_blob(stmt, 1, digest, TEXT_DIGEST_LEN);
	e = sql_step(s, stmt, cannot_read);
	if (e)
		return e;
	*id_r = sql_column_int64(stmt, 0);
	sql_reset(stmt);
	return ERR_OK;
}

enum err channel_digest(struct sql_session *s, const char *text,
	unsigned char digest_r[TEXT_DIGEST_LEN])
{
	enum err e = sealed_need_keeper(s);

	return e ? e : text_digest(s->keeper, text, strlen(text), digest_r);
}

static enum err channel_id(
	struct sql_session *s, const char *text, int64_t *id_r)
{
	unsigned char digest[TEXT_DIGEST_LEN];
	const char *interned;
	enum err e;

	*id_r = 0;
	if (!text)
		return ERR_OK;
	for (size_t i = 0; i < s->names_len; i++) {
		if (s->names[i].id < 0 && strcmp(s->names[i].text, text) == 0) {
			*id_r = -s->names[i].id;
			return ERR_OK;
		}
	}
	if (strlen(text) > NAME_TEXT_MAX)
		return session_fail(
			&s->base, ERR_LIMIT, "a channel is too long");
	e = channel_digest(s, text, digest);
	if (!e)
		e = channel_find(s, digest, id_r);
	if (e == ERR_NOT_FOUND && s->in_write)
		e = channel_add(s, text, digest, id_r);
	return e ? e : name_remember(s, -*id_r, text, strlen(text), &interned);
}

enum err bind_channel(struct sql_session *s, struct sql_stmt *stmt, int column,
	const char *text)
{
	int64_t id;
	enum err e = channel_id(s, text, &id);

	if (!e)
		sql_bind_int64(stmt, column, id);
	return e;
}

static enum err channel_text(
	struct sql_session *s, int64_t id, const char **text_r)
{
	const char *text;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHANNEL_TEXT, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, id);
	e = sql_step(s, stmt, cannot_read);
	if (e == ERR_NOT_FOUND)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"damaged: a channel is missing");
	if (e)
		return e;
	e = column_shown(s, stmt, 0, SEALED_CHANNEL, &text);
	sql_reset(stmt);
	if (!e && !text)
		text = STORE_UNREADABLE;
	return e ? e : name_remember(s, -id, text, strlen(text), text_r);
}

enum err column_channel(struct sql_session *s, struct sql_stmt *stmt,
	int column, const char **text_r)
{
	int64_t id = sql_column_int64(stmt, column);

	*text_r = NULL;
	if (id == 0)
		return ERR_OK;
	for (size_t i = 0; i < s->names_len; i++) {
		if (s->names[i].id == -id) {
			*text_r = s->names[i].text;
			return ERR_OK;
		}
	}
	return channel_text(s, id, text_r);
}

void sealed_free(struct sql_session *s)
{
	text_keeper_free(&s->keeper);
	for (int i = 0; i < SEALED_TEXTS; i++)
		free(s->opened[i]);
}
