/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts from the store and back; their names; entries about them. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "service/staff/account_private.h"
#include "store/staff.h"

static const struct {
	enum staff_role role;
	const char *name;
} roles[] = {
	{STAFF_SALES, "sales"},
	{STAFF_POSTMASTER, "postmaster"},
	{STAFF_OFFICER, "officer"},
	{STAFF_ADMIN, "admin"},
};

#define ROLES (sizeof(roles) / sizeof(*roles))

const char *staff_role_name(enum staff_role role)
{
	for (size_t i = 0; i < ROLES; i++)
		if (roles[i].role == role)
			return roles[i].name;
	return "unknown";
}

enum err staff_role_parse(const char *name, enum staff_role *role_r)
{
	for (size_t i = 0; i < ROLES; i++) {
		if (strcmp(roles[i].name, name) == 0) {
			*role_r = roles[i].role;
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}

bool staff_name_fold(const char *name, char folded_r[STAFF_FOLDED_SIZE])
{
	static const char others[] = "0123456789._-@+";
	size_t len = strlen(name);

	folded_r[0] = '\0';
	if (len == 0 || len > STAFF_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = name[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && !strchr(others, c)) {
			folded_r[0] = '\0';
			return false;
		}
		folded_r[i] = c;
	}
	folded_r[len] = '\0';
	return true;
}

bool staff_is_name(const char *name)
{
	char folded[STAFF_FOLDED_SIZE];

	return staff_name_fold(name, folded);
}

struct taking {
	struct staff_row *row;
	enum err e;
	int64_t id;
};

static void take(void *arg, const struct store_staff *staff)
{
	struct taking *t = arg;

	t->id = staff->id;
	t->e = staff->text ? staff_row_parse(staff->text, &t->row) :
			     ERR_CORRUPT;
	if (!t->e)
		t->row->account.id = staff->id;
}

/* Somebody may have put the name of one account on the row of another. */
static bool is_named(const struct staff_row *row, const char *folded)
{
	char own[STAFF_FOLDED_SIZE];

	return staff_name_fold(row->account.name, own) &&
		strcmp(own, folded) == 0;
}

static enum err taken(struct desk *desk, enum err e, struct taking *t,
	const char *what, struct staff_row **row_r)
{
	if (!e)
		e = t->e;
	*row_r = e ? NULL : t->row;
	if (e == ERR_NOT_FOUND)
		return desk_fail(desk, e, "there is no account %s", what);
	if (e == ERR_CORRUPT)
		return desk_fail(desk, e,
			"the account %s was changed by somebody without the "
			"keys: remove it and add it anew",
			what);
	return e ? desk_store_fail(desk, e, "reading accounts") : ERR_OK;
}

enum err staff_row_get(
	struct desk *desk, const char *name, struct staff_row **row_r)
{
	struct taking t = {.row = NULL};
	char folded[STAFF_FOLDED_SIZE];
	enum err e = ERR_NOT_FOUND;

	*row_r = NULL;
	if (staff_name_fold(name, folded))
		e = store_staff_get(desk->session, folded, take, &t);
	if (!e && !t.e && !is_named(t.row, folded)) {
		staff_row_free(&t.row);
		t.e = ERR_CORRUPT;
	}
	return taken(desk, e, &t, name, row_r);
}

enum err staff_row_get_id(
	struct desk *desk, int64_t id, struct staff_row **row_r)
{
	struct taking t = {.row = NULL};
	enum err e = store_staff_get_id(desk->session, id, take, &t);

	return taken(desk, e, &t, "of that number", row_r);
}

enum err staff_row_put(struct desk *desk, struct staff_row *row)
{
	struct buf text;
	enum err e;

	row->account.changed_utc = desk->now_utc;
	buf_init(&text, STORE_STAFF_TEXT_MAX);
	e = staff_row_format(row, &text);
	if (e == ERR_LIMIT)
		e = desk_fail(desk, ERR_INVALID,
			"there are too many senders and logins");
	else if (!e)
		e = store_staff_put(
			desk->session, row->account.id, buf_text(&text));
	buf_free(&text);
	if (e && e != ERR_INVALID)
		return desk_store_fail(desk, e, "writing an account");
	return e;
}

struct each_row {
	bool (*each)(void *arg, const struct staff_row *row);
	void *arg;
	size_t unreadable;
	enum err e;
};

static bool each_text(void *arg, const struct store_staff *staff)
{
	struct each_row *er = arg;
	struct taking t = {.row = NULL};
	bool goes_on = true;

	take(&t, staff);
	if (t.e == ERR_CORRUPT)
		er->unreadable++;
	else if (t.e)
		er->e = t.e;
	else
		goes_on = er->each(er->arg, t.row);
	staff_row_free(&t.row);
	return goes_on && !er->e;
}

enum err staff_rows_each(struct desk *desk,
	bool (*each)(void *arg, const struct staff_row *row), void *arg,
	size_t *unreadable_r)
{
	struct each_row er = {.each = each, .arg = arg};
	enum err e = store_staff_each(desk->session, each_text, &er);

	if (unreadable_r)
		*unreadable_r = er.unreadable;
	if (!e)
		e = er.e;
	return e ? desk_store_fail(desk, e, "reading accounts") : ERR_OK;
}

/* No half of a character at the end of a text that was cut. */
static void end_whole(char *text, size_t size)
{
	size_t len = strlen(text);

	if (len + 1 < size)
		return;
	while (len > 0 && ((unsigned char)text[len - 1] & 0xc0) == 0x80)
		len--;
	if (len > 0 && (unsigned char)text[len - 1] >= 0xc0)
		len--;
	text[len] = '\0';
}

enum err staff_note(struct desk *desk, enum journal_kind kind, const char *name,
	const char *fmt, ...)
{
	char text[JOURNAL_DETAIL_MAX];
	const struct desk_act act = {.kind = kind, .detail = text};
	int len = snprintf(text, sizeof(text), "%s: ", name);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text + len, sizeof(text) - (size_t)len, fmt, ap);
	va_end(ap);
	end_whole(text, sizeof(text));
	return desk_journal(desk, &act);
}
