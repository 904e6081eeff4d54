/* SPDX-License-Identifier: BSD-2-Clause */
/* Name and password, the code of the second factor, a name by a proxy. */
#include "service/staff/login.h"

#include <stdio.h>
#include <string.h>

#include "service/staff/session_private.h"
#include "service/staff/tries_private.h"

#define BUSY_S 1

struct logging_in {
	struct tries_who who;
	char folded[STAFF_FOLDED_SIZE];
	struct staff_row *row; /* NULL: there is none, or it is off */
	char *token_r;
	enum staff_login_end end;
	int64_t wait_s;
};

/* None, and one that may not: both are as if there were none. */
static enum err find(
	struct desk *desk, const char *name, struct staff_row **row_r)
{
	enum err e = staff_row_get(desk, name, row_r);

	if (!e && (*row_r)->account.is_off)
		staff_row_free(row_r);
	return e == ERR_NOT_FOUND || e == ERR_CORRUPT ? ERR_OK : e;
}

/* Charged before the password is looked at, and the account read. Who has to
 * wait anyway does not take the write lock, and who tries without end does not
 * make mail wait for the disk. */
static enum err admit(struct desk *desk, struct logging_in *l, const char *name)
{
	enum err e = tries_wait(desk, &l->who, &l->wait_s);

	if (e || l->wait_s > 0)
		return e;
	e = desk_begin_unsynced(desk);
	if (e)
		return e;
	e = tries_charge(desk, &l->who, &l->wait_s);
	if (!e && l->wait_s == 0)
		e = find(desk, name, &l->row);
	return desk_end(desk, e);
}

/* The account may have become another meanwhile. */
static enum err begin(struct desk *desk, struct logging_in *l)
{
	struct staff_row *now = NULL;
	enum err e = find(desk, l->row->account.name, &now);

	l->end = STAFF_LOGIN_WRONG;
	if (!e && now && now->epoch == l->row->epoch &&
		now->account.id == l->row->account.id) {
		l->end = session_needs(desk, &now->account, 0);
		e = tries_forgive(
			desk, &l->who, l->end != STAFF_LOGIN_NEEDS_CODE);
		if (!e && l->end != STAFF_LOGIN_NEEDS_CODE)
			e = session_note_login(desk, now, "password");
		if (!e)
			e = session_begin(desk, now, 0, l->token_r);
	}
	staff_row_free(&now);
	return e;
}

static enum err decide(struct desk *desk, struct logging_in *l, bool is_right)
{
	bool begins = is_right && l->row;
	enum err e = begins ? desk_begin(desk) : desk_begin_unsynced(desk);

	if (e)
		return e;
	if (begins)
		e = begin(desk, l);
	else
		l->end = STAFF_LOGIN_WRONG;
	if (!e && l->end == STAFF_LOGIN_WRONG)
		e = session_note_failed(
			desk, l->row, l->folded, "wrong password");
	return desk_end(desk, e);
}

static enum err log_in(
	struct desk *desk, struct logging_in *l, const struct staff_try *given)
{
	bool is_right = false;
	enum err e = admit(desk, l, given->name);

	if (!e && l->wait_s > 0) {
		l->end = STAFF_LOGIN_WAIT;
		return ERR_OK;
	}
	if (!e) {
		e = password_check(given->password,
			l->row ? l->row->hash : NULL, &is_right);
		if (e)
			e = desk_fail(desk, e, "the password: %s", err_text(e));
	}
	return e ? e : decide(desk, l, is_right);
}

enum err staff_login(struct desk *desk, const struct staff_try *given,
	char token_r[STAFF_TOKEN_SIZE], enum staff_login_end *end_r,
	int64_t *wait_s_r)
{
	struct logging_in l = {.end = STAFF_LOGIN_WRONG, .token_r = token_r};
	enum err e;

	token_r[0] = '\0';
	*wait_s_r = BUSY_S;
	*end_r = STAFF_LOGIN_WAIT;
	(void)staff_name_fold(given->name, l.folded);
	l.who = (struct tries_who){.name = l.folded, .client = given->client};
	if (password_turn())
		return ERR_OK;
	e = log_in(desk, &l, given);
	password_turn_end();
	staff_row_free(&l.row);
	if (e)
		explicit_bzero(token_r, STAFF_TOKEN_SIZE);
	*end_r = l.end;
	*wait_s_r = l.wait_s;
	return e;
}

/* ------------------------------------------------------- second factor */

/* Each step of a code, and each recovery code, is taken once. */
static enum err take_totp(struct desk *desk, const struct staff_row *row,
	const char *code, bool *is_right_r)
{
	int64_t step;
	enum err e =
		totp_check(row->totp, code, desk->now_utc, is_right_r, &step);

	if (e)
		return desk_fail(desk, e, "the code: %s", err_text(e));
	if (!*is_right_r)
		return ERR_OK;
	e = store_staff_step(desk->session, row->account.id, step);
	if (e == ERR_EXISTS) {
		*is_right_r = false;
		return ERR_OK;
	}
	return e ? desk_store_fail(desk, e, "taking the code") : ERR_OK;
}

static bool take_recovery(struct staff_row *row, const char *code)
{
	unsigned char digest[RECOVERY_DIGEST_LEN];
	size_t *len = &row->account.recovery_codes;

	if (!recovery_digest(code, digest))
		return false;
	for (size_t i = 0; i < *len; i++) {
		if (!recovery_is_same(row->recovery[i], digest))
			continue;
		(*len)--;
		memmove(row->recovery[i], row->recovery[i + 1],
			(*len - i) * RECOVERY_DIGEST_LEN);
		return true;
	}
	return false;
}

static enum err code_was_right(struct desk *desk, struct logging_in *l,
	const unsigned char *token, struct store_login *login, bool by_recovery)
{
	bool is_by_proxy = login->state & SESSION_BY_PROXY;
	const char *with = by_recovery ? "recovery code" : "code";
	char how[40];
	enum err e = ERR_OK;

	(void)snprintf(how, sizeof(how), "%s and %s",
		is_by_proxy ? "by the proxy" : "password", with);
	login->state |= SESSION_HAS_CODE;
	l->end = session_needs(desk, &l->row->account, login->state);
	login->expires_utc = session_expiry(desk, l->end, login->begun_utc);
	login->seen_utc = desk->now_utc;
	/* Also where a first password has to be changed still. */
	e = session_note_login(desk, l->row, how);
	if (!e)
		e = tries_forgive(desk, &l->who, true);
	if (e)
		return e;
	e = store_login_put(desk->session, token, login);
	return e ? desk_store_fail(desk, e, "noting the login") : ERR_OK;
}

static enum err code_was_wrong(struct desk *desk, struct logging_in *l,
	const unsigned char *token, struct store_login *login)
{
	enum err e;

	l->end = STAFF_LOGIN_WRONG;
	login->state += SESSION_WRONG_CODE;
	e = login->state >= SESSION_WRONG_CODES_MAX * SESSION_WRONG_CODE ?
		store_login_end(desk->session, token) :
		store_login_put(desk->session, token, login);
	if (e)
		return desk_store_fail(desk, e, "noting the login");
	return session_note_failed(desk, l->row, l->folded, "wrong code");
}

static enum err check_code(struct desk *desk, struct logging_in *l,
	const unsigned char *token, const char *code)
{
	struct store_login login;
	bool is_right = false, by_recovery = false;
	enum err e = session_look_up(desk, token, &login, &l->row);

	if (e)
		return e;
	l->end = session_needs(desk, &l->row->account, login.state);
	if (l->end != STAFF_LOGIN_NEEDS_CODE)
		return ERR_OK;
	(void)staff_name_fold(l->row->account.name, l->folded);
	e = tries_charge(desk, &l->who, &l->wait_s);
	if (e || l->wait_s > 0) {
		l->end = STAFF_LOGIN_WAIT;
		return e;
	}
	e = take_totp(desk, l->row, code, &is_right);
	if (!e && !is_right)
		is_right = by_recovery = take_recovery(l->row, code);
	if (e)
		return e;
	return is_right ? code_was_right(desk, l, token, &login, by_recovery) :
			  code_was_wrong(desk, l, token, &login);
}

enum err staff_login_code(struct desk *desk, const char *token,
	const char *code, const unsigned char client[STAFF_CLIENT_LEN],
	enum staff_login_end *end_r, int64_t *wait_s_r)
{
	struct logging_in l = {.end = STAFF_LOGIN_WRONG};
	unsigned char bytes[SESSION_TOKEN_LEN];
	enum err e;

	*end_r = STAFF_LOGIN_WRONG;
	*wait_s_r = 0;
	l.who = (struct tries_who){
		.name = l.folded, .client = client, .is_code = true};
	if (!session_token_read(token, bytes))
		return desk_fail(desk, ERR_NOT_FOUND, "the session is over");
	e = desk_begin(desk);
	if (!e)
		e = desk_end(desk, check_code(desk, &l, bytes, code));
	staff_row_free(&l.row);
	explicit_bzero(bytes, sizeof(bytes));
	*end_r = l.end;
	*wait_s_r = l.wait_s;
	return e;
}

/* ---------------------------------------------------------------- proxy */

static enum err find_by_proxy(
	struct desk *desk, const char *name, struct logging_in *l)
{
	enum err e = tries_charge(desk, &l->who, &l->wait_s);

	l->end = STAFF_LOGIN_WAIT;
	if (e || l->wait_s > 0)
		return e;
	e = find(desk, name, &l->row);
	if (e || l->row)
		return e;
	l->end = STAFF_LOGIN_WRONG;
	return session_note_failed(
		desk, NULL, "", "the proxy named no account of ours");
}

static enum err begin_by_proxy(
	struct desk *desk, const char *name, struct logging_in *l)
{
	enum err e = find_by_proxy(desk, name, l);

	if (e || !l->row)
		return e;
	l->end = session_needs(desk, &l->row->account, SESSION_BY_PROXY);
	e = tries_forgive(desk, &l->who, l->end == STAFF_LOGIN_WHOLE);
	if (!e && l->end != STAFF_LOGIN_NEEDS_CODE)
		e = session_note_login(desk, l->row, "by the proxy");
	return e ? e :
		   session_begin(desk, l->row, SESSION_BY_PROXY, l->token_r);
}

enum err staff_login_proxy(struct desk *desk, const char *name,
	const unsigned char client[STAFF_CLIENT_LEN],
	char token_r[STAFF_TOKEN_SIZE], enum staff_login_end *end_r,
	int64_t *wait_s_r)
{
	struct logging_in l = {.end = STAFF_LOGIN_WRONG, .token_r = token_r};
	enum err e;

	token_r[0] = '\0';
	(void)staff_name_fold(name, l.folded);
	l.who = (struct tries_who){.name = l.folded, .client = client};
	e = desk_begin(desk);
	if (!e)
		e = desk_end(desk, begin_by_proxy(desk, name, &l));
	staff_row_free(&l.row);
	if (e)
		explicit_bzero(token_r, STAFF_TOKEN_SIZE);
	*end_r = l.end;
	*wait_s_r = l.wait_s;
	return e;
}
