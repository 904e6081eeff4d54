/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts are made, changed and removed. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "core/address.h"
#include "service/staff/account_private.h"
#include "store/staff.h"

#define SAID_MAX 900

/* ------------------------------------------------------ what is accepted */

static enum err check_team(struct desk *desk, const char *team)
{
	if (team && strlen(team) > STAFF_TEAM_MAX)
		return desk_fail(desk, ERR_INVALID,
			"the name of the team is longer than %d octets",
			STAFF_TEAM_MAX);
	return ERR_OK;
}

static enum err check_list(struct desk *desk, const char *what,
	const struct settings_list *list, bool are_addresses)
{
	if (list->len > STAFF_LIST_MAX)
		return desk_fail(desk, ERR_INVALID,
			"found %zu %ss; accepted: %d at most", list->len, what,
			STAFF_LIST_MAX);
	for (size_t i = 0; i < list->len; i++) {
		const char *text = list->items[i], *cause = NULL;
		struct address address;

		if (*text == '\0' || strlen(text) > ADDRESS_TEXT_MAX)
			return desk_fail(desk, ERR_INVALID,
				"a %s is empty or too long", what);
		if (are_addresses &&
			address_plain(text, strlen(text), &address, &cause))
			return desk_fail(desk, ERR_INVALID,
				"\"%s\" is no e-mail address: %s; accepted: "
				"name@example.com",
				text, cause ? cause : "");
	}
	return ERR_OK;
}

/* Of a team, and its lead, only who sells. */
static enum err check_account(struct desk *desk, const struct staff_account *a)
{
	enum err e = check_team(desk, a->team);

	if (!e && a->is_lead && (a->role != STAFF_SALES || !a->team))
		e = desk_fail(desk, ERR_INVALID, "%s",
			N_("A lead has the role of a salesperson, and a "
			   "team."));
	if (!e && a->role == STAFF_ADMIN && (a->senders.len || a->logins.len))
		e = desk_fail(desk, ERR_INVALID, "%s",
			N_("An admin sees no mail, and has neither senders nor "
			   "logins."));
	if (!e)
		e = check_list(desk, "sender", &a->senders, true);
	return e ? e : check_list(desk, "login", &a->logins, false);
}

struct admins {
	int64_t but; /* whom it is not about */
	bool has_other;
};

static bool look_for_admin(void *arg, const struct staff_row *row)
{
	struct admins *admins = arg;
	const struct staff_account *a = &row->account;

	admins->has_other =
		a->role == STAFF_ADMIN && !a->is_off && a->id != admins->but;
	return !admins->has_other;
}

/* Whether somebody else can still manage accounts. */
static enum err check_last_admin(
	struct desk *desk, const struct staff_account *account)
{
	struct admins admins = {.but = account->id};
	enum err e;

	if (account->role != STAFF_ADMIN || account->is_off)
		return ERR_OK;
	e = staff_rows_each(desk, look_for_admin, &admins, NULL);
	if (!e && !admins.has_other)
		e = desk_fail(desk, ERR_DENIED,
			"%s is the last admin: make another one first",
			account->name);
	return e;
}

/* --------------------------------------------------------------- secrets */

/* Made or given: into *secret_r and, hashed, into the row. */
static enum err put_first_password(struct desk *desk, struct staff_row *row,
	const char *given, struct staff_secret *secret_r)
{
	char hash[PASSWORD_HASH_SIZE];
	enum err e = password_turn();

	secret_r->text[0] = '\0';
	if (e)
		return desk_fail(desk, ERR_LIMIT,
			"too many passwords are being checked; try again");
	if (given)
		e = staff_password_rules(desk, row, given);
	else
		e = password_first(secret_r->text);
	if (!e)
		e = password_hash(given ? given : secret_r->text, hash);
	password_turn_end();
	if (!e)
		e = staff_set_text((const char **)&row->hash, hash);
	if (!e)
		e = staff_set_text((const char **)&row->first_hash, hash);
	row->account.must_change = true;
	if (e && e != ERR_INVALID)
		return desk_fail(desk, e, "a password: %s", err_text(e));
	return e;
}

/* ------------------------------------------------------------------ add */

static void say_list(
	struct buf *said, const char *what, const struct settings_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		(void)buf_addf(said, ", %s %s", what, list->items[i]);
}

static enum err fill(
	struct desk *desk, struct staff_row *row, const struct staff_new *n)
{
	struct staff_account *a = &row->account;
	enum err e = staff_set_text(&a->name, n->name);

	a->role = n->role;
	a->is_lead = n->is_lead;
	a->created_utc = desk->now_utc;
	a->last_login_utc = INSTANT_NONE;
	if (!e)
		e = staff_set_text(
			&a->team, n->team && *n->team ? n->team : NULL);
	if (!e)
		e = staff_set_list(&a->senders, &n->senders);
	if (!e)
		e = staff_set_list(&a->logins, &n->logins);
	return e ? desk_fail(desk, e, "%s", err_text(e)) : ERR_OK;
}

static enum err insert(
	struct desk *desk, struct staff_row *row, const char *folded)
{
	const struct staff_account *a = &row->account;
	struct buf said;
	enum err e =
		store_staff_add(desk->session, folded, "{}", &row->account.id);

	if (e == ERR_EXISTS)
		return desk_fail(desk, e, "there is an account %s", a->name);
	if (e)
		return desk_store_fail(desk, e, "adding an account");
	e = staff_row_put(desk, row);
	buf_init(&said, SAID_MAX);
	(void)buf_addf(&said, "role %s", staff_role_name(a->role));
	if (a->team)
		(void)buf_addf(&said, ", team %s%s", a->team,
			a->is_lead ? ", lead" : "");
	say_list(&said, "sender", &a->senders);
	say_list(&said, "login", &a->logins);
	if (!e)
		e = staff_note(desk, JOURNAL_STAFF_ADDED, a->name, "%s",
			buf_text(&said));
	buf_free(&said);
	return e;
}

enum err staff_add(struct desk *desk, const struct staff_new *new_account,
	struct staff_secret *first_password_r)
{
	char folded[STAFF_FOLDED_SIZE];
	struct staff_row *row;
	enum err e;

	first_password_r->text[0] = '\0';
	if (!staff_name_fold(new_account->name, folded))
		return desk_fail(desk, ERR_INVALID,
			"\"%.100s\" is no name for an account; accepted: 1 to "
			"%d of a-z, 0-9 and . _ - @ +",
			new_account->name, STAFF_NAME_MAX);
	row = calloc(1, sizeof(*row));
	if (!row)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	e = fill(desk, row, new_account);
	if (!e)
		e = check_account(desk, &row->account);
	if (!e)
		e = put_first_password(
			desk, row, new_account->password, first_password_r);
	if (!e)
		e = desk_begin(desk);
	if (!e)
		e = desk_end(desk, insert(desk, row, folded));
	staff_row_free(&row);
	if (e)
		explicit_bzero(first_password_r, sizeof(*first_password_r));
	return e;
}

/* --------------------------------------------------------------- change */

static bool is_same_list(
	const struct settings_list *a, const struct settings_list *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

static bool is_same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* What is new is put into the account and said. */
static enum err apply_words(
	struct staff_account *a, const struct staff_change *c, struct buf *said)
{
	enum err e = ERR_OK;

	if (c->role && *c->role != a->role) {
		a->role = *c->role;
		(void)buf_addf(said, ", role %s", staff_role_name(a->role));
	}
	if (c->team && !is_same_text(c->team, a->team)) {
		(void)buf_addf(
			said, *c->team ? ", team %s" : ", no team%s", c->team);
		e = staff_set_text(&a->team, *c->team ? c->team : NULL);
	}
	if (c->is_lead && *c->is_lead != a->is_lead) {
		a->is_lead = *c->is_lead;
		(void)buf_adds(said, a->is_lead ? ", lead" : ", no lead");
	}
	return e;
}

static enum err apply(
	struct staff_account *a, const struct staff_change *c, struct buf *said)
{
	enum err e = apply_words(a, c, said);

	if (!e && c->senders && !is_same_list(c->senders, &a->senders)) {
		if (c->senders->len == 0)
			(void)buf_adds(said, ", no senders");
		say_list(said, "sender", c->senders);
		e = staff_set_list(&a->senders, c->senders);
	}
	if (!e && c->logins && !is_same_list(c->logins, &a->logins)) {
		if (c->logins->len == 0)
			(void)buf_adds(said, ", no logins");
		say_list(said, "login", c->logins);
		e = staff_set_list(&a->logins, c->logins);
	}
	if (!e && c->is_off && *c->is_off != a->is_off) {
		a->is_off = *c->is_off;
		(void)buf_adds(
			said, a->is_off ? ", switched off" : ", switched on");
	}
	return e;
}

static enum err end_all(
	struct desk *desk, struct staff_row *row, int64_t *ended_r)
{
	enum err e =
		store_logins_end(desk->session, row->account.id, NULL, ended_r);

	row->epoch++;
	return e ? desk_store_fail(desk, e, "ending sessions") : ERR_OK;
}

static bool stays_admin(
	const struct staff_row *row, const struct staff_change *c)
{
	return (!c->role || *c->role == STAFF_ADMIN) &&
		(!c->is_off || !*c->is_off) && row->account.role == STAFF_ADMIN;
}

/* Who gets another role, or none, begins anew. */
static enum err change_row(
	struct desk *desk, struct staff_row *row, const struct staff_change *c)
{
	enum staff_role role = row->account.role;
	bool is_off = row->account.is_off;
	enum err e = ERR_OK;
	struct buf said;
	int64_t ended;

	if (!stays_admin(row, c))
		e = check_last_admin(desk, &row->account);
	if (e)
		return e;
	buf_init(&said, SAID_MAX);
	e = apply(&row->account, c, &said);
	if (e)
		e = desk_fail(desk, e, "%s", err_text(e));
	if (!e)
		e = check_account(desk, &row->account);
	if (!e && (role != row->account.role || is_off != row->account.is_off))
		e = end_all(desk, row, &ended);
	if (!e && said.len > 0)
		e = staff_row_put(desk, row);
	if (!e && said.len > 0)
		e = staff_note(desk, JOURNAL_STAFF_CHANGED, row->account.name,
			"%s", buf_text(&said) + 2);
	buf_free(&said);
	return e;
}

enum err staff_change(
	struct desk *desk, const char *name, const struct staff_change *change)
{
	struct staff_row *row = NULL;
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = staff_row_get(desk, name, &row);
	if (!e)
		e = change_row(desk, row, change);
	staff_row_free(&row);
	return desk_end(desk, e);
}

/* ------------------------------------------------- password, end, remove */

static enum err write_password(
	struct desk *desk, const struct staff_row *made, bool forgets_totp)
{
	const char *name = made->account.name;
	struct staff_row *row = NULL;
	int64_t ended;
	enum err e = staff_row_get(desk, name, &row);

	if (!e)
		e = end_all(desk, row, &ended);
	if (!e)
		e = staff_set_text((const char **)&row->hash, made->hash);
	if (!e)
		e = staff_set_text(
			(const char **)&row->first_hash, made->first_hash);
	if (!e) {
		row->account.must_change = true;
		if (forgets_totp) {
			row->account.has_totp = row->has_pending = false;
			row->account.recovery_codes = 0;
		}
		e = staff_row_put(desk, row);
	}
	if (!e)
		e = staff_note(desk, JOURNAL_STAFF_SECRET, name,
			forgets_totp ? "a first password, and no second "
				       "factor" :
				       "a first password");
	staff_row_free(&row);
	return e;
}

enum err staff_new_password(struct desk *desk, const char *name,
	const char *password, bool forgets_totp,
	struct staff_secret *password_r)
{
	struct staff_row *row;
	enum err e;

	password_r->text[0] = '\0';
	e = staff_row_get(desk, name, &row);
	if (!e)
		e = put_first_password(desk, row, password, password_r);
	if (!e)
		e = desk_begin(desk);
	if (!e)
		e = desk_end(desk, write_password(desk, row, forgets_totp));
	staff_row_free(&row);
	if (e)
		explicit_bzero(password_r, sizeof(*password_r));
	return e;
}

enum err staff_end_sessions(
	struct desk *desk, const char *name, int64_t *ended_r)
{
	struct staff_row *row = NULL;
	enum err e = desk_begin(desk);

	*ended_r = 0;
	if (e)
		return e;
	e = staff_row_get(desk, name, &row);
	if (!e)
		e = end_all(desk, row, ended_r);
	if (!e)
		e = staff_row_put(desk, row);
	if (!e)
		e = staff_note(desk, JOURNAL_STAFF_ENDED, row->account.name,
			"sessions: %" PRId64, *ended_r);
	staff_row_free(&row);
	return desk_end(desk, e);
}

static void take_id(void *arg, const struct store_staff *staff)
{
	int64_t *id = arg;

	*id = staff->id;
}

/* One that was changed without keys can be removed, too. */
static enum err remove_row(struct desk *desk, const char *name)
{
	char folded[STAFF_FOLDED_SIZE];
	struct staff_row *row = NULL;
	int64_t id = 0;
	enum err e = staff_row_get(desk, name, &row);

	if (!e) {
		id = row->account.id;
		e = check_last_admin(desk, &row->account);
	} else if (e == ERR_CORRUPT && staff_name_fold(name, folded)) {
		e = store_staff_get(desk->session, folded, take_id, &id);
	}
	if (!e) {
		e = store_staff_remove(desk->session, id);
		if (e)
			e = desk_store_fail(desk, e, "removing an account");
	}
	if (!e)
		e = staff_note(desk, JOURNAL_STAFF_REMOVED,
			row ? row->account.name : name, "removed");
	staff_row_free(&row);
	return e;
}

enum err staff_remove(struct desk *desk, const char *name)
{
	enum err e = desk_begin(desk);

	return e ? e : desk_end(desk, remove_row(desk, name));
}
