/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts, as an admin manages them. */
#include <stdlib.h>
#include <string.h>

#include "core/address.h"
#include "staff/desk/verbs.h"

#define LINES_MAX 20000

/* ------------------------------------------------------------- what is said */

static json_t *texts(const struct settings_list *list)
{
	json_t *json = json_array();

	for (size_t i = 0; i < list->len; i++)
		(void)json_array_append_new(json, json_string(list->items[i]));
	return json;
}

static json_t *account_json(const struct staff_account *a)
{
	json_t *json = json_pack(
		"{s:I, s:s, s:s, s:s*, s:b, s:o, s:o, s:b, s:b, s:b, s:I}",
		"id", (json_int_t)a->id, "name", a->name, "role",
		staff_role_name(a->role), "team", a->team, "lead", a->is_lead,
		"senders", texts(&a->senders), "logins", texts(&a->logins),
		"off", a->is_off, "has_totp", a->has_totp, "must_change",
		a->must_change, "created_utc", (json_int_t)a->created_utc);

	if (json && a->last_login_utc != INSTANT_NONE)
		(void)json_object_set_new(json, "last_login_utc",
			json_integer((json_int_t)a->last_login_utc));
	return json;
}

struct account_list {
	struct call *call;
	json_t *list;
	int64_t account; /* of whom; 0: of everybody */
};

static void add_item(struct account_list *l, json_t *item)
{
	if (json_array_append_new(l->list, item))
		l->call->is_out_of_memory = true;
}

static bool add_account(void *arg, const struct staff_account *account)
{
	add_item(arg, account_json(account));
	return true;
}

static bool add_session(void *arg, const struct staff_seen_session *seen)
{
	struct account_list *l = arg;

	if (!l->account || seen->account == l->account)
		add_item(l,
			json_pack("{s:I, s:I, s:I}", "account",
				(json_int_t)seen->account, "created_utc",
				(json_int_t)seen->begun_utc, "seen_utc",
				(json_int_t)seen->seen_utc));
	return true;
}

static enum err list(struct call *call)
{
	struct account_list l = {.call = call, .list = json_array()};
	size_t unreadable = 0;
	enum err e = staff_each(call->desk, add_account, &l, &unreadable);

	call_put(call, "accounts", l.list);
	call_put_int(call, "unreadable", (int64_t)unreadable);
	l.list = json_array();
	if (!e)
		e = staff_sessions_each(call->desk, add_session, &l);
	call_put(call, "sessions", l.list);
	return e;
}

static enum err find(struct call *call, struct staff_account **account_r)
{
	return staff_get_id(call->desk, call_int(call, "id", 0), account_r);
}

static enum err get(struct call *call)
{
	struct staff_account *account;
	struct account_list l = {.call = call};
	enum err e = find(call, &account);

	if (e)
		return e;
	l.list = json_array();
	l.account = account->id;
	e = staff_sessions_each(call->desk, add_session, &l);
	call_put(call, "sessions", l.list);
	call_put(call, "account", account_json(account));
	call_put_bool(call, "is_self", account->id == call_account(call));
	staff_account_free(&account);
	return e;
}

/* ------------------------------------------------------------ what is asked */

/* Lines, or what has blanks or commas between. */
struct name_list {
	char text[LINES_MAX + 1];
	const char *items[STAFF_LIST_MAX];
	struct settings_list list;
};

static enum err split(struct call *call, const char *name, bool are_addresses,
	struct name_list *w)
{
	const char *given = call_text(call, name), *cause;
	struct address address;
	char *rest = NULL;

	w->list = (struct settings_list){.items = w->items};
	memcpy(w->text, given ? given : "", given ? strlen(given) + 1 : 1);
	for (char *item = strtok_r(w->text, " \t\r\n,;", &rest); item;
		item = strtok_r(NULL, " \t\r\n,;", &rest)) {
		if (w->list.len == STAFF_LIST_MAX)
			return call_cause(call, ERR_INVALID,
				N_("These are too many at once."), NULL);
		if (are_addresses &&
			address_plain(item, strlen(item), &address, &cause))
			return call_cause(call, ERR_INVALID,
				N_("%1 is no e-mail address."), item, NULL);
		w->items[w->list.len++] = item;
	}
	return ERR_OK;
}

/* What a form has of an account. */
struct asked {
	enum staff_role role;
	bool is_lead, is_off;
	const char *team;
	struct name_list senders, logins;
};

static enum err read_asked(struct call *call, struct asked *a)
{
	const char *team = call_text(call, "team");
	enum err e;

	if (staff_role_parse(call_text(call, "role"), &a->role))
		return call_cause(
			call, ERR_INVALID, N_("There is no such role."), NULL);
	a->is_lead = call_bool(call, "lead");
	a->is_off = call_bool(call, "off");
	a->team = team ? team : "";
	e = split(call, "senders", true, &a->senders);
	return e ? e : split(call, "logins", false, &a->logins);
}

/* The rest is in the desk's own words. */
static enum err refused(struct call *call, enum err e)
{
	if (e == ERR_EXISTS)
		return call_cause(call, e,
			N_("There is an account of that name already."), NULL);
	if (e == ERR_DENIED)
		return call_cause(call, e,
			N_("This is the last admin. Make another one first."),
			NULL);
	return e == ERR_LIMIT ? call_busy(call, 0) : e;
}

static void put_password(
	struct call *call, const char *name, const struct staff_secret *secret)
{
	call_put_text(call, "name", name);
	call_put_text(call, "password", secret->text);
}

static enum err add_asked(struct call *call, struct asked *a)
{
	struct staff_new n = {.name = call_text(call, "name")};
	struct staff_secret made;
	enum err e = read_asked(call, a);

	if (!e && !staff_is_name(n.name))
		e = call_cause(call, ERR_INVALID,
			N_("A name is made of letters from a to z, digits and "
			   ". _ - @ +, 64 at most."),
			NULL);
	if (e)
		return e;
	n.role = a->role;
	n.is_lead = a->is_lead;
	n.team = a->team;
	n.senders = a->senders.list;
	n.logins = a->logins.list;
	e = staff_add(call->desk, &n, &made);
	if (!e)
		put_password(call, n.name, &made);
	explicit_bzero(&made, sizeof(made));
	return refused(call, e);
}

static enum err change_asked(struct call *call, struct asked *a)
{
	struct staff_account *account;
	struct staff_change change = {.role = &a->role,
		.is_lead = &a->is_lead,
		.is_off = &a->is_off,
		.senders = &a->senders.list,
		.logins = &a->logins.list};
	enum err e = read_asked(call, a);

	if (!e)
		e = find(call, &account);
	if (e)
		return e;
	change.team = a->team;
	e = staff_change(call->desk, account->name, &change);
	staff_account_free(&account);
	return refused(call, e);
}

static enum err with_asked(
	struct call *call, enum err (*run)(struct call *, struct asked *))
{
	struct asked *asked = calloc(1, sizeof(*asked));
	enum err e = asked ? run(call, asked) : ERR_NOMEM;

	free(asked);
	return e;
}

static enum err add(struct call *call)
{
	return with_asked(call, add_asked);
}

static enum err change(struct call *call)
{
	return with_asked(call, change_asked);
}

static enum err password(struct call *call)
{
	struct staff_account *account;
	struct staff_secret made;
	enum err e = find(call, &account);

	if (e)
		return e;
	e = staff_new_password(call->desk, account->name, NULL,
		call_bool(call, "forgets_factor"), &made);
	if (!e)
		put_password(call, account->name, &made);
	explicit_bzero(&made, sizeof(made));
	staff_account_free(&account);
	return refused(call, e);
}

static enum err end_sessions(struct call *call)
{
	struct staff_account *account;
	int64_t ended;
	enum err e = find(call, &account);

	if (e)
		return e;
	e = staff_end_sessions(call->desk, account->name, &ended);
	if (!e)
		call_put_int(call, "ended", ended);
	staff_account_free(&account);
	return e;
}

static enum err remove_account(struct call *call)
{
	struct staff_account *account;
	enum err e = find(call, &account);

	if (e)
		return e;
	e = staff_remove(call->desk, account->name);
	staff_account_free(&account);
	return refused(call, e);
}

#define ID                                         \
	{                                          \
		"id", ARG_INT, INT64_MAX, ARG_MUST \
	}
#define ASKED                                                \
	{"role", ARG_TEXT, 16, ARG_MUST},                    \
		{"team", ARG_TEXT, STAFF_TEAM_MAX, ARG_MAY}, \
		{"lead", ARG_BOOL, 0, ARG_MAY},              \
		{"senders", ARG_LINES, LINES_MAX, ARG_MAY},  \
	{                                                    \
		"logins", ARG_LINES, LINES_MAX, ARG_MAY      \
	}

const struct verb verbs_staff[] = {
	{"staff.list", VERB_ADMIN, 0, list, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"staff.get", VERB_ADMIN, 0, get, {ID}},
	{"staff.add", VERB_ADMIN, VERB_CHANGES | VERB_HASHES, add,
		{{"name", ARG_TEXT, 200, ARG_MUST}, ASKED}},
	{"staff.change", VERB_ADMIN, VERB_CHANGES, change,
		{ID, ASKED, {"off", ARG_BOOL, 0, ARG_MAY}}},
	{"staff.password", VERB_ADMIN, VERB_CHANGES | VERB_HASHES, password,
		{ID, {"forgets_factor", ARG_BOOL, 0, ARG_MAY}}},
	{"staff.end", VERB_ADMIN, VERB_CHANGES, end_sessions, {ID}},
	{"staff.remove", VERB_ADMIN, VERB_CHANGES, remove_account, {ID}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
