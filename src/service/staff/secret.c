/* SPDX-License-Identifier: BSD-2-Clause */
/* What one changes of oneself: password, second factor, recovery codes. */
#include <string.h>

#include "base/catalogue.h"
#include "service/staff/session_private.h"
#include "service/staff/tries_private.h"

/* A client of none: whoever has the session waits, wherever they are. */
static const unsigned char no_client[STAFF_CLIENT_LEN];

struct own {
	struct desk *desk;
	struct staff_session *session;
	struct staff_row *row;
	struct tries_who who;
	unsigned state; /* of the session */
	char folded[STAFF_FOLDED_SIZE];
};

static enum err own_begin(
	struct own *o, struct desk *desk, struct staff_session *session)
{
	struct store_login login;
	enum err e;

	*o = (struct own){.desk = desk, .session = session};
	e = desk_begin(desk);
	if (e)
		return e;
	e = session_look_up(desk, session->token, &login, &o->row);
	if (e)
		return desk_end(desk, e);
	(void)staff_name_fold(o->row->account.name, o->folded);
	o->state = login.state;
	o->who = (struct tries_who){
		.name = o->folded, .client = no_client, .is_own = true};
	return ERR_OK;
}

/* Ends the transaction; what the caller knows of the account is made anew. */
static enum err own_end(struct own *o, enum err e)
{
	struct staff_session *s = o->session;

	e = desk_end(o->desk, e);
	if (!e && o->row) {
		staff_account_free(&s->account);
		s->account = &o->row->account;
		o->row = NULL;
	}
	staff_row_free(&o->row);
	return e;
}

static enum err keep(struct own *o, unsigned more_state, const char *what)
{
	struct desk *desk = o->desk;
	struct staff_row *row = o->row;
	enum err e;

	row->epoch++;
	e = staff_row_put(desk, row);
	if (!e)
		e = session_stay_alone(desk, row, o->session, more_state);
	return e ? e :
		   staff_note(desk, JOURNAL_STAFF_SECRET, row->account.name,
			   "%s", what);
}

static enum err wait_told(struct desk *desk, int64_t wait_s)
{
	return desk_fail(desk, ERR_LIMIT,
		"too many tries; try again in %lld seconds", (long long)wait_s);
}

enum err staff_end_other_sessions(
	struct desk *desk, struct staff_session *session)
{
	struct own o;
	enum err e = own_begin(&o, desk, session);

	return e ? e : own_end(&o, keep(&o, 0, "all other sessions ended"));
}

/* ------------------------------------------------------------- password */

/* Charged in a transaction of its own, before it is looked at. */
static enum err charge(
	struct desk *desk, struct staff_session *session, struct own *o)
{
	int64_t wait_s = 0;
	enum err e = own_begin(o, desk, session);

	if (e)
		return e;
	e = tries_charge(desk, &o->who, &wait_s);
	if (!e && wait_s > 0)
		e = wait_told(desk, wait_s);
	return desk_end(desk, e);
}

/* With a turn: whether it is the account's own. A session without a password
 * of ours has none to show. */
static enum err check_own(
	struct desk *desk, struct staff_session *session, const char *password)
{
	bool is_right = false;
	struct own o;
	enum err e = charge(desk, session, &o);

	if (!e) {
		e = password_check(password, o.row->hash, &is_right);
		if (e)
			e = desk_fail(desk, e, "the password: %s", err_text(e));
	}
	if (!e && !is_right)
		e = desk_fail(desk, ERR_DENIED, "the password is wrong");
	if (!e)
		e = desk_begin(desk);
	if (!e)
		e = desk_end(desk, tries_forgive(desk, &o.who, false));
	staff_row_free(&o.row);
	return e;
}

static enum err turn(struct desk *desk)
{
	if (password_turn())
		return desk_fail(desk, ERR_LIMIT,
			"too many passwords are being checked; try again");
	return ERR_OK;
}

static enum err hash_new(struct desk *desk, struct staff_session *session,
	const char *old_password, const char *new_password,
	char hash_r[PASSWORD_HASH_SIZE])
{
	const struct staff_row *row =
		(const struct staff_row *)session->account;
	/* Whoever must change it has typed it a moment ago, to log in. */
	bool is_first =
		!old_password && session->needs == STAFF_LOGIN_NEEDS_PASSWORD;
	enum err e = is_first ?
		ERR_OK :
		check_own(desk, session, old_password ? old_password : "");

	if (!e && old_password && strcmp(old_password, new_password) == 0)
		e = desk_fail(desk, ERR_INVALID, "%s",
			N_("The new password is the old one."));
	if (!e)
		e = staff_password_rules(desk, row, new_password);
	if (!e) {
		e = password_hash(new_password, hash_r);
		if (e)
			e = desk_fail(desk, e, "the password: %s", err_text(e));
	}
	return e;
}

enum err staff_password_change(struct desk *desk, struct staff_session *session,
	const char *old_password, const char *new_password)
{
	char hash[PASSWORD_HASH_SIZE];
	struct own o;
	enum err e;

	if (session->needs != STAFF_LOGIN_WHOLE &&
		session->needs != STAFF_LOGIN_NEEDS_PASSWORD)
		return desk_fail(
			desk, ERR_INVALID, "%s", N_("The code comes first."));
	e = turn(desk);
	if (e)
		return e;
	e = hash_new(desk, session, old_password, new_password, hash);
	password_turn_end();
	if (e)
		return e;
	e = own_begin(&o, desk, session);
	if (e)
		return e;
	e = staff_set_text((const char **)&o.row->hash, hash);
	o.row->account.must_change = false;
	if (!e)
		e = keep(&o, 0, "a password of their own");
	e = own_end(&o, e);
	if (!e)
		session->needs = session_needs(desk, session->account,
			SESSION_HAS_CODE |
				(session->is_by_proxy ? SESSION_BY_PROXY : 0));
	session->is_whole = session->needs == STAFF_LOGIN_WHOLE;
	return e;
}

/* ---------------------------------------------------------- second factor */

static enum err say_totp(struct desk *desk, const struct staff_row *row,
	struct staff_totp *totp_r)
{
	struct buf uri;
	enum err e = totp_text(row->pending, totp_r->text);

	buf_init(&uri, sizeof(totp_r->uri) - 1);
	if (!e)
		e = totp_uri(row->pending, "Robinson", row->account.name, &uri);
	if (!e)
		memcpy(totp_r->uri, buf_text(&uri), uri.len + 1);
	buf_free(&uri);
	return e ? desk_fail(desk, e, "the second factor: %s", err_text(e)) :
		   ERR_OK;
}

static const char *const code_first = N_("Code and password come first.");

/* Whoever has found a session open must not put a telephone of theirs in the
 * place of its owner's; a name that a proxy has sent is no proof for one. */
static enum err may_set_up(
	struct desk *desk, struct staff_session *session, const char *password)
{
	enum err e;

	if (session->needs != STAFF_LOGIN_WHOLE &&
		session->needs != STAFF_LOGIN_NEEDS_TOTP_SETUP)
		return desk_fail(desk, ERR_INVALID, "%s", code_first);
	if (!session->account->has_totp && !session->is_by_proxy)
		return ERR_OK;
	e = turn(desk);
	if (!e) {
		e = check_own(desk, session, password ? password : "");
		password_turn_end();
	}
	return e;
}

static enum err check_replacing(const struct own *o, bool was_asked)
{
	if (!o->row->account.has_totp ||
		(was_asked && (o->state & SESSION_HAS_CODE)))
		return ERR_OK;
	return desk_fail(o->desk, ERR_INVALID, "%s", code_first);
}

enum err staff_totp_begin(struct desk *desk, struct staff_session *session,
	const char *password, struct staff_totp *totp_r)
{
	bool was_asked = session->account->has_totp;
	struct own o;
	enum err e = may_set_up(desk, session, password);

	if (!e)
		e = own_begin(&o, desk, session);
	if (e)
		return e;
	e = check_replacing(&o, was_asked);
	if (!e && !o.row->has_pending) {
		e = totp_secret(o.row->pending);
		o.row->has_pending = true;
		if (!e)
			e = staff_row_put(desk, o.row);
	}
	if (!e)
		e = say_totp(desk, o.row, totp_r);
	return own_end(&o, e);
}

static enum err make_codes(struct staff_row *row, struct staff_codes *codes_r)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < RECOVERY_CODES; i++)
		e = recovery_code(codes_r->codes[i], row->recovery[i]);
	row->account.recovery_codes = e ? 0 : RECOVERY_CODES;
	return e;
}

/* The step is taken with the code, so that it does not log in a second time. */
static enum err confirm(
	struct own *o, const char *code, struct staff_codes *codes_r)
{
	struct desk *desk = o->desk;
	struct staff_row *row = o->row;
	bool is_right = false;
	int64_t step = 0, wait_s = 0;
	enum err e;

	o->who.is_code = true;
	e = tries_charge(desk, &o->who, &wait_s);
	if (!e && wait_s > 0)
		return wait_told(desk, wait_s);
	if (!e && !row->has_pending)
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("There is no second factor to be confirmed."));
	if (!e)
		e = totp_check(
			row->pending, code, desk->now_utc, &is_right, &step);
	if (!e && is_right)
		e = store_staff_step(desk->session, row->account.id, step);
	if (e && e != ERR_EXISTS)
		return desk_fail(desk, e, "the code: %s", err_text(e));
	if (e || !is_right)
		return ERR_EXISTS;
	memcpy(row->totp, row->pending, sizeof(row->totp));
	explicit_bzero(row->pending, sizeof(row->pending));
	row->has_pending = false;
	row->account.has_totp = true;
	e = make_codes(row, codes_r);
	if (!e)
		e = tries_forgive(desk, &o->who, false);
	return e ? e : keep(o, SESSION_HAS_CODE, "a second factor");
}

enum err staff_totp_confirm(struct desk *desk, struct staff_session *session,
	const char *password, const char *code, struct staff_codes *codes_r)
{
	bool was_asked = session->account->has_totp, is_wrong;
	struct own o;
	enum err e = may_set_up(desk, session, password);

	memset(codes_r, 0, sizeof(*codes_r));
	if (!e)
		e = own_begin(&o, desk, session);
	if (e)
		return e;
	e = check_replacing(&o, was_asked);
	if (!e)
		e = confirm(&o, code, codes_r);
	/* What was charged stays charged. */
	is_wrong = e == ERR_EXISTS;
	e = own_end(&o, is_wrong ? ERR_OK : e);
	if (!e && is_wrong)
		return desk_fail(desk, ERR_DENIED, "the code is wrong");
	if (e) {
		explicit_bzero(codes_r, sizeof(*codes_r));
		return e;
	}
	session->needs = STAFF_LOGIN_WHOLE;
	session->is_whole = true;
	return ERR_OK;
}

enum err staff_totp_remove(
	struct desk *desk, struct staff_session *session, const char *password)
{
	struct own o;
	enum err e;

	if (!session->is_whole)
		return desk_fail(
			desk, ERR_INVALID, "%s", N_("The code comes first."));
	if (session_must_have_totp(desk, session->account))
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("Your role needs a second factor. A new one takes "
			   "the place of this one."));
	e = turn(desk);
	if (e)
		return e;
	e = check_own(desk, session, password);
	password_turn_end();
	if (!e)
		e = own_begin(&o, desk, session);
	if (e)
		return e;
	o.row->account.has_totp = o.row->has_pending = false;
	o.row->account.recovery_codes = 0;
	explicit_bzero(o.row->totp, sizeof(o.row->totp));
	e = keep(&o, 0, "no second factor any more");
	return own_end(&o, e);
}

enum err staff_recovery_codes_new(struct desk *desk,
	struct staff_session *session, const char *password,
	struct staff_codes *codes_r)
{
	struct own o;
	enum err e;

	memset(codes_r, 0, sizeof(*codes_r));
	if (!session->is_whole || !session->account->has_totp)
		return desk_fail(desk, ERR_INVALID, "%s",
			N_("There is no second factor."));
	e = turn(desk);
	if (e)
		return e;
	e = check_own(desk, session, password);
	password_turn_end();
	if (!e)
		e = own_begin(&o, desk, session);
	if (e)
		return e;
	e = make_codes(o.row, codes_r);
	if (e)
		e = desk_fail(desk, e, "recovery codes: %s", err_text(e));
	if (!e)
		e = keep(&o, 0, "new recovery codes");
	e = own_end(&o, e);
	if (e)
		explicit_bzero(codes_r, sizeof(*codes_r));
	return e;
}
