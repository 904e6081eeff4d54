/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts are read. */
#include "service/staff/account.h"

#include <string.h>

#include "service/staff/account_private.h"
#include "store/staff.h"

struct each_account {
	bool (*each)(void *arg, const struct staff_account *account);
	void *arg;
	const struct staff_account *who; /* of whose team; NULL: everybody */
};

static bool is_of_team(
	const struct staff_account *account, const struct staff_account *who)
{
	if (account->id == who->id)
		return true;
	return who->is_lead && who->team && account->team &&
		account->role == STAFF_SALES &&
		strcmp(account->team, who->team) == 0;
}

static bool each_row(void *arg, const struct staff_row *row)
{
	struct each_account *ea = arg;

	if (ea->who && !is_of_team(&row->account, ea->who))
		return true;
	return ea->each(ea->arg, &row->account);
}

enum err staff_each(struct desk *desk,
	bool (*each)(void *arg, const struct staff_account *account), void *arg,
	size_t *unreadable_r)
{
	struct each_account ea = {.each = each, .arg = arg};

	return staff_rows_each(desk, each_row, &ea, unreadable_r);
}

enum err staff_same_team(struct desk *desk, const struct staff_account *who,
	bool (*each)(void *arg, const struct staff_account *account), void *arg)
{
	struct each_account ea = {.each = each, .arg = arg, .who = who};

	return staff_rows_each(desk, each_row, &ea, NULL);
}

enum err staff_get(
	struct desk *desk, const char *name, struct staff_account **account_r)
{
	struct staff_row *row;
	enum err e = staff_row_get(desk, name, &row);

	*account_r = e ? NULL : &row->account;
	return e;
}

enum err staff_get_id(
	struct desk *desk, int64_t id, struct staff_account **account_r)
{
	struct staff_row *row;
	enum err e = staff_row_get_id(desk, id, &row);

	*account_r = e ? NULL : &row->account;
	return e;
}

struct each_session {
	bool (*each)(void *arg, const struct staff_seen_session *session);
	void *arg;
	int64_t now_utc, idle_s;
};

static bool each_login(void *arg, const struct store_login *login)
{
	struct each_session *es = arg;
	const struct staff_seen_session session = {
		.account = login->account,
		.begun_utc = login->begun_utc,
		.seen_utc = login->seen_utc,
	};

	if (login->expires_utc <= es->now_utc ||
		login->seen_utc + es->idle_s <= es->now_utc)
		return true;
	return es->each(es->arg, &session);
}

enum err staff_sessions_each(struct desk *desk,
	bool (*each)(void *arg, const struct staff_seen_session *session),
	void *arg)
{
	struct each_session es = {.each = each,
		.arg = arg,
		.now_utc = desk->now_utc,
		.idle_s = desk->settings->staff.session_idle_s};
	enum err e = store_logins_each(desk->session, each_login, &es);

	return e ? desk_store_fail(desk, e, "reading sessions") : ERR_OK;
}
