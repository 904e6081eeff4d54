/* SPDX-License-Identifier: BSD-2-Clause */
/* Sessions. Whoever changes a row's account or time ends the session: both are
 * within the seal, too. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/sql/staff_rows_private.h"

#define TEXT_MAX 160
#define CONTEXT_OCTETS 16

/* In the order in which they are written. */
enum {
	LOGIN_ACCOUNT,
	LOGIN_BEGUN,
	LOGIN_SEEN,
	LOGIN_EXPIRES,
	LOGIN_STATE,
	LOGIN_EPOCH,
	LOGIN_NUMBERS
};

static enum err digest_of_token(struct sql_session *s,
	const unsigned char *token, unsigned char digest_r[TEXT_DIGEST_LEN])
{
	return staff_digest(s, "token", token, STORE_TOKEN_LEN, digest_r);
}

static enum err write_row(struct sql_session *s, enum stmt_id which,
	const unsigned char *token, const struct store_login *login)
{
	unsigned char digest[TEXT_DIGEST_LEN];
	char context[STAFF_CONTEXT_SIZE], text[TEXT_MAX];
	struct sql_stmt *stmt;
	enum err e;
	int len;

	assert(s->in_write);
	e = sql_stmt(s, which, &stmt);
	if (!e)
		e = digest_of_token(s, token, digest);
	if (e)
		return e;
	staff_context("login", digest, CONTEXT_OCTETS, context);
	len = snprintf(text, sizeof(text),
		"%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %u %" PRId64
		" ",
		login->account, login->begun_utc, login->seen_utc,
		login->expires_utc, login->state, login->epoch);
	e = staff_bind_sealed(s, stmt, 4, context, text, (size_t)len);
	if (e)
		return e;
	staff_bind_digest(stmt, 1, digest);
	sql_bind_int64(stmt, 2, login->account);
	sql_bind_int64(stmt, 3, login->expires_utc);
	return sql_change(s, stmt, STAFF_CANNOT_WRITE);
}

enum err sql_login_add(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	const struct store_login *login)
{
	return write_row(own(s), STMT_LOGIN_ADD, token, login);
}

enum err sql_login_put(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	const struct store_login *login)
{
	return write_row(own(s), STMT_LOGIN_PUT, token, login);
}

/* ERR_NOT_FOUND: it is not what was written. */
static enum err take_row(struct sql_session *s, struct sql_stmt *stmt,
	struct store_login *login_r)
{
	char context[STAFF_CONTEXT_SIZE], *text;
	int64_t n[LOGIN_NUMBERS];
	const char *end;
	enum err e;

	if (sql_column_bytes(stmt, 0) != TEXT_DIGEST_LEN)
		return ERR_NOT_FOUND;
	staff_context(
		"login", sql_column_blob(stmt, 0), CONTEXT_OCTETS, context);
	e = staff_open_column(s, stmt, 2, context, &text, NULL);
	if (e)
		return e == ERR_CORRUPT ? ERR_NOT_FOUND : e;
	end = staff_numbers(text, n, LOGIN_NUMBERS);
	if (!end || *end || n[LOGIN_ACCOUNT] != sql_column_int64(stmt, 1))
		e = ERR_NOT_FOUND;
	else
		*login_r = (struct store_login){
			.account = n[LOGIN_ACCOUNT],
			.begun_utc = n[LOGIN_BEGUN],
			.seen_utc = n[LOGIN_SEEN],
			.expires_utc = n[LOGIN_EXPIRES],
			.state = (unsigned)n[LOGIN_STATE],
			.epoch = n[LOGIN_EPOCH],
		};
	free(text);
	return e;
}

enum err sql_login_get(struct store_session *base,
	const unsigned char token[STORE_TOKEN_LEN], struct store_login *login_r)
{
	struct sql_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	struct sql_stmt *stmt;
	enum err e = staff_stmt(s, STMT_LOGIN_GET, &stmt);

	if (!e)
		e = digest_of_token(s, token, digest);
	if (e)
		return e;
	staff_bind_digest(stmt, 1, digest);
	e = sql_step(s, stmt, STAFF_CANNOT_READ);
	if (e)
		return e;
	e = take_row(s, stmt, login_r);
	sql_reset(stmt);
	return e;
}

enum err sql_login_end(
	struct store_session *base, const unsigned char token[STORE_TOKEN_LEN])
{
	struct sql_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	struct sql_stmt *stmt;
	enum err e;

	assert(s->in_write);
	e = sql_stmt(s, STMT_LOGIN_END, &stmt);
	if (!e)
		e = digest_of_token(s, token, digest);
	if (e)
		return e;
	staff_bind_digest(stmt, 1, digest);
	return sql_change(s, stmt, STAFF_CANNOT_WRITE);
}

enum err sql_logins_end(struct store_session *base, int64_t account,
	const unsigned char *but_token, int64_t *ended_r)
{
	struct sql_session *s = own(base);
	unsigned char digest[TEXT_DIGEST_LEN];
	struct sql_stmt *stmt;
	enum err e;

	*ended_r = 0;
	assert(s->in_write);
	e = sql_stmt(s, STMT_LOGINS_END, &stmt);
	if (!e && but_token)
		e = digest_of_token(s, but_token, digest);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, account);
	if (but_token)
		staff_bind_digest(stmt, 2, digest);
	else
		sql_bind_blob(stmt, 2, "", 0);
	e = sql_run(s, stmt, STAFF_CANNOT_WRITE);
	if (!e)
		*ended_r = sql_changes(s);
	return e;
}

/* ------------------------------------------------------- not too many */

struct begun {
	int64_t utc;
	unsigned char digest[TEXT_DIGEST_LEN];
};

struct begun_list {
	struct begun *items;
	size_t len, cap;
};

static enum err add_begun(
	struct sql_session *s, struct sql_stmt *stmt, struct begun_list *list)
{
	struct store_login login;
	struct begun *items;
	enum err e = take_row(s, stmt, &login);

	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	items = array_grow(list->items, list->len, &list->cap, sizeof(*items));
	if (!items)
		return ERR_NOMEM;
	list->items = items;
	items[list->len].utc = login.begun_utc;
	memcpy(items[list->len++].digest, sql_column_blob(stmt, 0),
		TEXT_DIGEST_LEN);
	return ERR_OK;
}

static enum err list_begun(
	struct sql_session *s, int64_t account, struct begun_list *list)
{
	struct sql_stmt *stmt;
	enum err e = staff_stmt(s, STMT_LOGINS_OF, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, account);
	while (!(e = sql_step(s, stmt, STAFF_CANNOT_READ))) {
		e = add_begun(s, stmt, list);
		if (e) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static int newest_first(const void *a, const void *b)
{
	const struct begun *left = a, *right = b;

	return left->utc < right->utc ? 1 : left->utc > right->utc ? -1 : 0;
}

static enum err end_digest(struct sql_session *s, const unsigned char *digest)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_LOGIN_END, &stmt);

	if (e)
		return e;
	staff_bind_digest(stmt, 1, digest);
	return sql_change(s, stmt, STAFF_CANNOT_WRITE);
}

enum err sql_logins_trim(struct store_session *base, int64_t account,
	size_t most, int64_t *ended_r)
{
	struct sql_session *s = own(base);
	struct begun_list list = {.items = NULL};
	enum err e;

	*ended_r = 0;
	assert(s->in_write);
	e = list_begun(s, account, &list);
	if (!e && list.len > most)
		qsort(list.items, list.len, sizeof(*list.items), newest_first);
	for (size_t i = most; !e && i < list.len; i++) {
		e = end_digest(s, list.items[i].digest);
		*ended_r += e == ERR_OK;
	}
	free(list.items);
	return e;
}

enum err sql_logins_each(struct store_session *base, login_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct store_login login;
	struct sql_stmt *stmt;
	enum err e = staff_stmt(s, STMT_LOGIN_EACH, &stmt);

	if (e)
		return e;
	while (!(e = sql_step(s, stmt, STAFF_CANNOT_READ))) {
		e = take_row(s, stmt, &login);
		if (e == ERR_NOT_FOUND)
			continue;
		if (e || !each(arg, &login)) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}
