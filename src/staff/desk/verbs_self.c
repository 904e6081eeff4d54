/* SPDX-License-Identifier: BSD-2-Clause */
/* What everybody does with their own account: password, second factor,
 * sessions. */
#include <string.h>

#include "staff/desk/verbs.h"

#define CODE_LEN_MAX 64
#define PASSWORD_LEN_MAX 1000

/* What is missing of the login now is said anew. */
static enum err look_again(struct call *call)
{
	struct staff_session *session = NULL;
	enum err e =
		staff_session_get(call->desk, call->request->session, &session);

	if (e == ERR_NOT_FOUND)
		return call_login(call);
	if (e)
		return e;
	staff_session_free(&call->session);
	call->session = session;
	call_put_text(call, "needs", call_needs(session));
	return ERR_OK;
}

/* A wrong password or code, and too many of them. */
static enum err tried(struct call *call, enum err e, const char *wrong)
{
	if (e == ERR_DENIED)
		return call_cause(call, e, wrong, NULL);
	return e == ERR_LIMIT ? call_busy(call, 0) : e;
}

/* --------------------------------------------------------------- password */

static enum err change_password(struct call *call, const char *old)
{
	const char *new = call_text(call, "new");
	enum err e;

	if (strcmp(new, call_text(call, "again")) != 0)
		return call_cause(call, ERR_INVALID,
			N_("The two new passwords are not the same."), NULL);
	e = staff_password_change(call->desk, call->session, old, new);
	if (e)
		return tried(call, e, N_("The old password is not right."));
	return look_again(call);
}

/* The first password was known to who made the account. */
static enum err own_password(struct call *call)
{
	if (call->session->needs != STAFF_LOGIN_NEEDS_PASSWORD)
		return call_cause(call, ERR_INVALID,
			N_("The password has been changed already."), NULL);
	return change_password(call, NULL);
}

static enum err another_password(struct call *call)
{
	return change_password(call, call_text(call, "old"));
}

/* ---------------------------------------------------------- second factor */

#define WRONG_PASSWORD N_("The password is not right.")

static enum err begin(struct call *call, const char *password)
{
	struct staff_totp totp;
	enum err e =
		staff_totp_begin(call->desk, call->session, password, &totp);

	if (!e) {
		call_put_text(call, "secret", totp.text);
		call_put_text(call, "uri", totp.uri);
	}
	explicit_bzero(&totp, sizeof(totp));
	return e ? tried(call, e, WRONG_PASSWORD) : ERR_OK;
}

/* Another one in the place of one that is in force is not begun by a link, nor
 * one of somebody whom a proxy has named. */
static bool put_needs_password(struct call *call)
{
	bool has_totp = call->session->account->has_totp;
	bool needs_it = has_totp || call->session->is_by_proxy;

	call_put_bool(call, "is_another", has_totp);
	call_put_bool(call, "needs_password", needs_it);
	return needs_it;
}

static enum err totp_begin(struct call *call)
{
	return put_needs_password(call) ? ERR_OK : begin(call, NULL);
}

static enum err totp_renew(struct call *call)
{
	(void)put_needs_password(call);
	return begin(call, call_text(call, "password"));
}

static void put_codes(struct call *call, const struct staff_codes *codes)
{
	json_t *list = json_array();

	for (size_t i = 0; i < RECOVERY_CODES; i++)
		if (json_array_append_new(list, json_string(codes->codes[i])))
			call->is_out_of_memory = true;
	call_put(call, "recovery", list);
}

static enum err totp_confirm(struct call *call)
{
	bool needs_password =
		call->session->account->has_totp || call->session->is_by_proxy;
	struct staff_codes codes;
	enum err e = staff_totp_confirm(call->desk, call->session,
		call_text(call, "password"), call_text(call, "code"), &codes);

	if (e) {
		e = tried(call, e,
			needs_password ?
				N_("Password or code are not right.") :
				N_("This code is not right. Do the clocks of "
				   "the telephone and of this computer "
				   "agree?"));
	} else {
		put_codes(call, &codes);
		e = look_again(call);
	}
	explicit_bzero(&codes, sizeof(codes));
	return e;
}

static enum err totp_remove(struct call *call)
{
	enum err e = staff_totp_remove(
		call->desk, call->session, call_text(call, "password"));

	return e ? tried(call, e, WRONG_PASSWORD) : look_again(call);
}

static enum err recovery_new(struct call *call)
{
	struct staff_codes codes;
	enum err e = staff_recovery_codes_new(
		call->desk, call->session, call_text(call, "password"), &codes);

	if (e)
		e = tried(call, e, WRONG_PASSWORD);
	else
		put_codes(call, &codes);
	explicit_bzero(&codes, sizeof(codes));
	return e;
}

/* --------------------------------------------------------------- my account */

struct own_sessions {
	struct call *call;
	json_t *list;
};

static bool add_session(void *arg, const struct staff_seen_session *seen)
{
	struct own_sessions *own = arg;
	const struct staff_session *ours = own->call->session;

	if (seen->account != ours->account->id)
		return true;
	if (json_array_append_new(own->list,
		    json_pack("{s:b, s:I, s:I}", "is_this",
			    seen->begun_utc == ours->begun_utc, "created_utc",
			    (json_int_t)seen->begun_utc, "seen_utc",
			    (json_int_t)seen->seen_utc)))
		own->call->is_out_of_memory = true;
	return true;
}

static json_t *texts(const struct settings_list *list)
{
	json_t *json = json_array();

	for (size_t i = 0; i < list->len; i++)
		(void)json_array_append_new(json, json_string(list->items[i]));
	return json;
}

/* Of officers and admins it is required, unless that is switched off. */
static bool may_remove_totp(const struct call *call)
{
	const struct staff_account *a = call->session->account;

	return a->has_totp &&
		(call->desk->settings->staff.is_second_factor_optional ||
			(a->role != STAFF_OFFICER && a->role != STAFF_ADMIN));
}

static enum err self(struct call *call)
{
	const struct staff_account *a = call->session->account;
	struct own_sessions own = {call, json_array()};
	enum err e = staff_sessions_each(call->desk, add_session, &own);

	if (e) {
		json_decref(own.list);
		return e;
	}
	call_put(call, "sessions", own.list);
	call_put_text(call, "name", a->name);
	call_put_text(call, "role", staff_role_name(a->role));
	call_put_text(call, "team", a->team);
	call_put_bool(call, "lead", a->is_lead);
	call_put(call, "senders", texts(&a->senders));
	call_put(call, "logins", texts(&a->logins));
	call_put_bool(call, "has_totp", a->has_totp);
	call_put_bool(call, "may_remove_totp", may_remove_totp(call));
	call_put_bool(call, "is_by_proxy", call->session->is_by_proxy);
	call_put_int(call, "recovery_left", (int64_t)a->recovery_codes);
	call_put_int(call, "begun_utc", call->session->begun_utc);
	call_put_int(call, "expires_utc", call->session->expires_utc);
	return ERR_OK;
}

/* All but this one. */
static enum err end_sessions(struct call *call)
{
	return staff_end_other_sessions(call->desk, call->session);
}

const struct verb verbs_self[] = {
	{"login.password", VERB_STAFF, VERB_HALF | VERB_CHANGES | VERB_HASHES,
		own_password,
		{{"new", ARG_LINES, PASSWORD_LEN_MAX, ARG_MUST},
			{"again", ARG_LINES, PASSWORD_LEN_MAX, ARG_MUST}}},
	{"account.password", VERB_STAFF, VERB_CHANGES | VERB_HASHES,
		another_password,
		{{"old", ARG_LINES, PASSWORD_LEN_MAX, ARG_MUST},
			{"new", ARG_LINES, PASSWORD_LEN_MAX, ARG_MUST},
			{"again", ARG_LINES, PASSWORD_LEN_MAX, ARG_MUST}}},
	/* By GET: nothing is in force yet. */
	{"totp.begin", VERB_STAFF, VERB_HALF, totp_begin,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"totp.confirm", VERB_STAFF, VERB_HALF | VERB_CHANGES | VERB_HASHES,
		totp_confirm,
		{{"code", ARG_TEXT, CODE_LEN_MAX, ARG_MUST},
			{"password", ARG_LINES, PASSWORD_LEN_MAX, ARG_MAY}}},
	{"totp.renew", VERB_STAFF, VERB_HALF | VERB_CHANGES | VERB_HASHES,
		totp_renew,
		{{"password", ARG_LINES, PASSWORD_LEN_MAX, ARG_MUST}}},
	{"totp.remove", VERB_STAFF, VERB_CHANGES | VERB_HASHES, totp_remove,
		{{"password", ARG_LINES, PASSWORD_LEN_MAX, ARG_MUST}}},
	{"recovery.new", VERB_STAFF, VERB_CHANGES | VERB_HASHES, recovery_new,
		{{"password", ARG_LINES, PASSWORD_LEN_MAX, ARG_MUST}}},
	{"account.self", VERB_STAFF, 0, self, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"account.sessions.end", VERB_STAFF, VERB_CHANGES, end_sessions,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
