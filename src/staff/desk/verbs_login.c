/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Logging in and out, and what everybody does with their own account.
 *
 * What is wrong about a name or a password is never told apart, and neither is
 * a code that was used from one that is wrong.
 */
#include <string.h>

#include "staff/desk/verbs.h"

#define CODE_MAX 64
#define NAME_MAX_LEN 200
#define PASSWORD_MAX 1000

/* ------------------------------------------------------------- logging in */

/* The session that was begun or has changed: whose it is goes with the answer,
 * its token with the result. */
static enum err show_session(struct call *call, const char *token)
{
	struct staff_session *session = NULL;
	enum err e = staff_session_get(call->desk, token, &session);

	if (e == ERR_NOT_FOUND)
		return call_login(call);
	if (e)
		return e;
	staff_session_free(&call->session);
	call->session = session;
	call_put_text(call, "session", token);
	call_put_text(call, "needs", call_needs(session));
	return ERR_OK;
}

static enum err after_try(struct call *call, enum staff_login_end end,
	int64_t wait_s, const char *token)
{
	if (end == STAFF_LOGIN_WAIT)
		return call_busy(call, wait_s);
	if (end == STAFF_LOGIN_WRONG)
		return call_cause(call, ERR_INVALID,
			token ? N_("This name and password do not go "
				   "together.") :
				N_("This code is not right, or was used "
				   "already."),
			NULL);
	return ERR_OK;
}

static enum err begin(struct call *call)
{
	struct staff_try given = {
		.name = call_text(call, "name"),
		.password = call_text(call, "password"),
	};
	char token[STAFF_TOKEN_SIZE] = "";
	enum staff_login_end end = STAFF_LOGIN_WRONG;
	int64_t wait_s = 0;
	enum err e;

	memcpy(given.client, call->request->client, sizeof(given.client));
	e = staff_login(call->desk, &given, token, &end, &wait_s);
	if (!e)
		e = after_try(call, end, wait_s, token);
	if (!e)
		e = show_session(call, token);
	explicit_bzero(token, sizeof(token));
	return e;
}

static enum err login_code(struct call *call)
{
	const char *token = call->request->session;
	enum staff_login_end end = STAFF_LOGIN_WRONG;
	int64_t wait_s = 0;
	enum err e;

	e = staff_login_code(call->desk, token, call_text(call, "code"),
		call->request->client, &end, &wait_s);
	if (e == ERR_NOT_FOUND)
		return call_login(call);
	if (!e)
		e = after_try(call, end, wait_s, NULL);
	return e ? e : show_session(call, token);
}

/* The web process says that the configured proxy has named somebody: it asked
 * the system who has connected. Only where there is such a proxy. */
static enum err login_proxy(struct call *call)
{
	char token[STAFF_TOKEN_SIZE] = "";
	enum staff_login_end end = STAFF_LOGIN_WRONG;
	int64_t wait_s = 0;
	enum err e;

	if (!call->desk->settings->staff.proxy_user)
		return call_denied(call);
	e = staff_login_proxy(call->desk, call_text(call, "name"),
		call->request->client, token, &end, &wait_s);
	if (!e && end == STAFF_LOGIN_WRONG)
		return call_denied(call);
	if (!e)
		e = after_try(call, end, wait_s, token);
	if (!e)
		e = show_session(call, token);
	explicit_bzero(token, sizeof(token));
	return e;
}

static enum err logout(struct call *call)
{
	enum err e = staff_logout(call->desk, call->request->session);

	staff_session_free(&call->session);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Whose session it is, and until when. */
static enum err session(struct call *call)
{
	call_put_int(call, "expires", call->session->expires_utc);
	return ERR_OK;
}

const struct verb verbs_login[] = {
	{"login.begin", VERB_STAFF, VERB_OPEN | VERB_CHANGES | VERB_HASHES,
		begin,
		{{"name", ARG_TEXT, NAME_MAX_LEN, ARG_MUST},
			{"password", ARG_LINES, PASSWORD_MAX, ARG_MUST}}},
	{"login.code", VERB_STAFF, VERB_HALF | VERB_CHANGES | VERB_HASHES,
		login_code, {{"code", ARG_TEXT, CODE_MAX, ARG_MUST}}},
	{"login.proxy", VERB_STAFF, VERB_OPEN | VERB_CHANGES, login_proxy,
		{{"name", ARG_TEXT, NAME_MAX_LEN, ARG_MUST}}},
	{"logout", VERB_STAFF, VERB_HALF | VERB_CHANGES, logout,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"session", VERB_STAFF, VERB_HALF, session,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
