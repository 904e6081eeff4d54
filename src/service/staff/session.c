/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "service/staff/session_private.h"
#include "service/staff/tries_private.h"

#define TOUCH_S 60

static enum err no_session(struct desk *desk)
{
	return desk_fail(desk, ERR_NOT_FOUND, "the session is over");
}

bool session_must_have_totp(
	const struct desk *desk, const struct staff_account *account)
{
	return (account->role == STAFF_OFFICER ||
		       account->role == STAFF_ADMIN) &&
		!desk->settings->staff.is_second_factor_optional;
}

enum staff_login_end session_needs(const struct desk *desk,
	const struct staff_account *account, unsigned state)
{
	bool is_by_proxy = state & SESSION_BY_PROXY;
	bool must = session_must_have_totp(desk, account);

	/* It is the web process that says whom the proxy has named. */
	if (is_by_proxy && (!must || desk->settings->staff.proxy_asks_factor))
		return STAFF_LOGIN_WHOLE;
	if (account->has_totp && !(state & SESSION_HAS_CODE))
		return STAFF_LOGIN_NEEDS_CODE;
	if (account->must_change && !is_by_proxy)
		return STAFF_LOGIN_NEEDS_PASSWORD;
	if (!account->has_totp && must)
		return STAFF_LOGIN_NEEDS_TOTP_SETUP;
	return STAFF_LOGIN_WHOLE;
}

int64_t session_expiry(
	const struct desk *desk, enum staff_login_end needs, int64_t begun_utc)
{
	return begun_utc +
		(needs == STAFF_LOGIN_WHOLE ?
				desk->settings->staff.session_max_s :
				SESSION_HALF_S);
}

enum err session_begin(struct desk *desk, const struct staff_row *row,
	unsigned state, char token_r[STAFF_TOKEN_SIZE])
{
	unsigned char token[SESSION_TOKEN_LEN];
	struct store_login login = {
		.account = row->account.id,
		.begun_utc = desk->now_utc,
		.seen_utc = desk->now_utc,
		.state = state,
		.epoch = row->epoch,
	};
	int64_t ended;
	enum err e = session_token(token, token_r);

	login.expires_utc = session_expiry(
		desk, session_needs(desk, &row->account, state), desk->now_utc);
	if (!e)
		e = store_logins_trim(desk->session, row->account.id,
			SESSIONS_MAX - 1, &ended);
	if (!e)
		e = store_login_add(desk->session, token, &login);
	explicit_bzero(token, sizeof(token));
	return e ? desk_store_fail(desk, e, "beginning a session") : ERR_OK;
}

bool session_is_over(const struct desk *desk, const struct store_login *login)
{
	return login->expires_utc <= desk->now_utc ||
		login->seen_utc + desk->settings->staff.session_idle_s <=
		desk->now_utc;
}

enum err session_look_up(struct desk *desk,
	const unsigned char token[SESSION_TOKEN_LEN],
	struct store_login *login_r, struct staff_row **row_r)
{
	enum err e = store_login_get(desk->session, token, login_r);

	*row_r = NULL;
	if (e == ERR_NOT_FOUND || (!e && session_is_over(desk, login_r)))
		return no_session(desk);
	if (e)
		return desk_store_fail(desk, e, "reading a session");
	e = staff_row_get_id(desk, login_r->account, row_r);
	if (e == ERR_NOT_FOUND || e == ERR_CORRUPT)
		return no_session(desk);
	if (!e &&
		((*row_r)->account.is_off ||
			(*row_r)->epoch != login_r->epoch)) {
		staff_row_free(row_r);
		return no_session(desk);
	}
	return e;
}

/* If it cannot be written now, the session ends sooner; the page that is asked
 * for need not fail because of that. */
static void touch(struct desk *desk, const unsigned char *token,
	const struct store_login *login)
{
	struct store_login now = *login;
	enum err e;

	if (desk->now_utc - login->seen_utc < TOUCH_S ||
		store_write_begin(desk->session))
		return;
	e = store_login_get(desk->session, token, &now);
	now.seen_utc = desk->now_utc;
	if (!e)
		e = store_login_put(desk->session, token, &now);
	if (!e)
		e = store_write_commit(desk->session);
	if (e)
		store_write_rollback(desk->session);
}

static struct staff_session *make(const struct desk *desk,
	const struct store_login *login, struct staff_row *row)
{
	struct staff_session *session = calloc(1, sizeof(*session));

	if (!session)
		return NULL;
	session->account = &row->account;
	session->needs = session_needs(desk, &row->account, login->state);
	session->is_whole = session->needs == STAFF_LOGIN_WHOLE;
	session->is_by_proxy = login->state & SESSION_BY_PROXY;
	session->begun_utc = login->begun_utc;
	session->expires_utc = login->expires_utc;
	return session;
}

enum err staff_session_get(
	struct desk *desk, const char *token, struct staff_session **session_r)
{
	unsigned char bytes[SESSION_TOKEN_LEN];
	struct store_login login;
	struct staff_row *row;
	enum err e;

	*session_r = NULL;
	if (!session_token_read(token, bytes))
		return no_session(desk);
	e = session_look_up(desk, bytes, &login, &row);
	if (e || !row)
		return e ? e : no_session(desk);
	*session_r = make(desk, &login, row);
	if (!*session_r) {
		staff_row_free(&row);
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	}
	memcpy((*session_r)->token, bytes, sizeof(bytes));
	explicit_bzero(bytes, sizeof(bytes));
	touch(desk, (*session_r)->token, &login);
	return ERR_OK;
}

void staff_session_free(struct staff_session **session)
{
	if (!*session)
		return;
	staff_account_free(&(*session)->account);
	explicit_bzero(*session, sizeof(**session));
	free(*session);
	*session = NULL;
}

static enum err end_one(struct desk *desk, const unsigned char *token)
{
	struct staff_row *row = NULL;
	struct store_login login;
	enum err e = session_look_up(desk, token, &login, &row);
	bool is_whole = !e && row &&
		session_needs(desk, &row->account, login.state) ==
			STAFF_LOGIN_WHOLE;

	if (!e || e == ERR_NOT_FOUND)
		e = store_login_end(desk->session, token);
	if (e == ERR_NOT_FOUND)
		e = ERR_OK;
	else if (e)
		e = desk_store_fail(desk, e, "ending a session");
	else if (is_whole)
		e = staff_note(desk, JOURNAL_STAFF_ENDED, row->account.name,
			"logged out");
	staff_row_free(&row);
	return e;
}

enum err staff_logout(struct desk *desk, const char *token)
{
	unsigned char bytes[SESSION_TOKEN_LEN];
	enum err e;

	if (!session_token_read(token, bytes))
		return ERR_OK;
	e = desk_begin(desk);
	if (!e)
		e = desk_end(desk, end_one(desk, bytes));
	explicit_bzero(bytes, sizeof(bytes));
	return e;
}

enum err session_stay_alone(struct desk *desk, const struct staff_row *row,
	const struct staff_session *session, unsigned more_state)
{
	struct store_login login = {0};
	int64_t ended;
	enum err e = store_logins_end(
		desk->session, row->account.id, session->token, &ended);

	if (!e)
		e = store_login_get(desk->session, session->token, &login);
	if (!e) {
		login.state |= more_state;
		login.epoch = row->epoch;
		login.seen_utc = desk->now_utc;
		login.expires_utc = session_expiry(desk,
			session_needs(desk, &row->account, login.state),
			login.begun_utc);
		e = store_login_put(desk->session, session->token, &login);
	}
	if (e == ERR_NOT_FOUND)
		return no_session(desk);
	return e ? desk_store_fail(desk, e, "ending sessions") : ERR_OK;
}

enum err session_note_login(
	struct desk *desk, struct staff_row *row, const char *how)
{
	const char *operator_name = desk->operator_name;
	enum err e;

	row->account.last_login_utc = desk->now_utc;
	e = staff_row_put(desk, row);
	desk->operator_name = row->account.name;
	if (!e)
		e = staff_note(desk, JOURNAL_STAFF_LOGIN, row->account.name,
			"%s", how);
	desk->operator_name = operator_name;
	return e;
}

/* A name that is none may be a password that was typed into the wrong field:
 * it is not written down. */
enum err session_note_failed(struct desk *desk, const struct staff_row *row,
	const char *folded, const char *what)
{
	const char *operator_name = desk->operator_name;
	int64_t failed = 0;
	bool is_due = false;
	enum err e = tries_tell(desk, row ? folded : "", &is_due, &failed);

	if (e || !is_due)
		return e;
	desk->operator_name = row ? row->account.name : NULL;
	e = staff_note(desk, JOURNAL_STAFF_LOGIN_FAILED,
		row ? row->account.name : "(unknown name)",
		"%s; failed since the last entry: %lld", what,
		(long long)failed);
	desk->operator_name = operator_name;
	return e;
}

enum err staff_purge(struct desk *desk)
{
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = store_staff_purge(desk->session, desk->now_utc);
	if (e)
		e = desk_store_fail(desk, e, "forgetting what is over");
	return desk_end(desk, e);
}
