/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts, as an admin manages them. */
#include <stdio.h>
#include <string.h>

#include "staff/web/routes_private.h"

#define NAME_LEN_MAX 64
#define PATH_SIZE 64
#define LINES_TEXT_MAX 20000

static const struct role_words {
	const char *name;
	const char *words;
} role_words[] = {
	{"sales", N_("Salesperson")},
	{"postmaster", N_("Postmaster")},
	{"officer", N_("Data protection officer")},
	{"admin", N_("Admin of accounts")},
};

#define ROLES (sizeof(role_words) / sizeof(*role_words))

static const char *words_of_role(const struct page_out *p, const char *name)
{
	for (size_t i = 0; i < ROLES; i++)
		if (strcmp(role_words[i].name, name) == 0)
			return tr(p, role_words[i].words);
	return name;
}

/* "/staff/7/change" */
static const char *path_of(int64_t id, const char *act, char path_r[PATH_SIZE])
{
	snprintf(path_r, PATH_SIZE, "/staff/%lld%s", (long long)id, act);
	return path_r;
}

/* ---------------------------------------------------------------- the form */

/* A line each. */
static void join(const json_t *list, struct buf *lines)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		if (i > 0)
			(void)buf_addc(lines, '\n');
		if (json_string_value(item))
			(void)buf_adds(lines, json_string_value(item));
	}
}

static void out_lines(struct page_out *p, const char *name, const char *label,
	const char *hint, const json_t *list)
{
	struct buf lines;
	struct out_field field = {
		.name = name,
		.label = label,
		.hint = hint,
		.max_len = LINES_TEXT_MAX,
	};

	buf_init(&lines, LINES_TEXT_MAX);
	join(list, &lines);
	field.value = buf_text(&lines);
	out_area(p, &field, 3);
	buf_free(&lines);
}

static void out_roles(struct page_out *p, const char *chosen)
{
	struct out_option options[ROLES + 1] = {{NULL, NULL}};

	for (size_t i = 0; i < ROLES; i++)
		options[i] = (struct out_option){
			role_words[i].name, tr(p, role_words[i].words)};
	out_select(p, "role", tr(p, N_("Role")), options, chosen);
}

static void out_fields(struct page_out *p, const json_t *account)
{
	const struct out_field team = {
		.name = "team",
		.label = tr(p, N_("Team")),
		.value = in_text(account, "team"),
		.hint = tr(p, N_("Of who sells. Empty: none.")),
		.max_len = NAME_LEN_MAX,
	};

	out_roles(p, in_text(account, "role"));
	out_field(p, &team);
	out_check(p, "lead", "1",
		tr(p, N_("Lead: sees the mail of the whole team")),
		in_bool(account, "lead"));
	out_lines(p, "senders", tr(p, N_("Sender addresses")),
		tr(p,
			N_("Which mail is theirs: the envelope senders, a line "
			   "each.")),
		in_list(account, "senders"));
	out_lines(p, "logins", tr(p, N_("Logins at the mail server")),
		tr(p, N_("Likewise, a line each.")),
		in_list(account, "logins"));
}

/* ---------------------------------------------------------------- the list */

static void out_state(struct page_out *p, const json_t *account)
{
	if (in_bool(account, "off")) {
		out_badge(p, OUT_BAD, tr(p, N_("switched off")));
		out_raw(p, " ");
	}
	if (in_bool(account, "must_change")) {
		out_badge(p, OUT_CARE, tr(p, N_("first password")));
		out_raw(p, " ");
	}
	if (in_bool(account, "has_totp"))
		out_badge(p, OUT_GOOD, tr(p, N_("second factor")));
}

static int64_t sessions_of(const json_t *sessions, int64_t id)
{
	const json_t *session;
	int64_t n = 0;
	size_t i;

	json_array_foreach(sessions, i, session)
	{
		if (in_int(session, "account") == id)
			n++;
	}
	return n;
}

static void out_account(
	struct page_out *p, const json_t *account, const json_t *sessions)
{
	int64_t id = in_int(account, "id");
	char path[PATH_SIZE];

	out_row(p);
	out_cell_begin(p);
	out_link(p, path_of(id, "", path), in_text(account, "name"));
	out_cell_end(p);
	out_cell(p, words_of_role(p, in_text(account, "role")));
	out_cell_begin(p);
	if (in_has(account, "team"))
		out_words(p,
			in_bool(account, "lead") ? tr(p, N_("%1 (lead)")) :
						   "%1",
			in_text(account, "team"), NULL);
	out_cell_end(p);
	out_cell_begin(p);
	out_state(p, account);
	out_cell_end(p);
	out_cell_begin(p);
	out_time(p, in_int(account, "last_login_utc"));
	out_cell_end(p);
	out_cell_begin(p);
	out_number(p, sessions_of(sessions, id));
	out_cell_end(p);
	out_row_end(p);
}

static void out_accounts(struct page_out *p, const json_t *result)
{
	const struct out_table table = {
		.caption = tr(p, N_("Accounts")),
		.headings = {tr(p, N_("Name")), tr(p, N_("Role")),
			tr(p, N_("Team")), tr(p, N_("State")),
			tr(p, N_("Last login")), tr(p, N_("Logged in now"))},
		.numbers = 1u << 5,
	};
	const json_t *account;
	size_t i;

	out_card(p, tr(p, N_("Who may log in")));
	if (in_int(result, "unreadable") > 0)
		out_message(p, OUT_BAD,
			tr(p,
				N_("There are accounts in the database that "
				   "somebody changed without having the keys. "
				   "Nobody can log in with them. Remove them "
				   "by name on the command line, and find out "
				   "how that was possible.")));
	out_table(p, &table);
	json_array_foreach(in_list(result, "accounts"), i, account)
	{
		out_account(p, account, in_list(result, "sessions"));
	}
	out_table_end(p);
	out_card_end(p);
}

static void render_list(struct page_out *p, const json_t *result)
{
	const struct out_field name = {
		.name = "name",
		.label = tr(p, N_("Name")),
		.hint = tr(p,
			N_("To log in with: letters from a to z, digits and "
			   ". _ - @ +")),
		.max_len = NAME_LEN_MAX,
		.is_required = true,
	};

	out_accounts(p, result);
	out_card(p, tr(p, N_("Add an account")));
	out_form(p, "/staff/add");
	out_field(p, &name);
	out_fields(p, NULL);
	out_submit(p, OUT_KEY, tr(p, N_("Add")), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

/* ------------------------------------------------------------ one of them */

static void out_sessions(struct page_out *p, const json_t *sessions, int64_t id)
{
	const struct out_table table = {
		.caption = tr(p, N_("Sessions")),
		.headings = {tr(p, N_("Logged in")), tr(p, N_("Last seen"))},
	};
	char path[PATH_SIZE];
	const json_t *session;
	size_t i;

	out_card(p, tr(p, N_("Sessions")));
	if (json_array_size(sessions) == 0) {
		out_soft(p, tr(p, N_("Nobody is logged in with it.")));
		out_card_end(p);
		return;
	}
	out_table(p, &table);
	json_array_foreach(sessions, i, session)
	{
		out_row(p);
		out_cell_begin(p);
		out_time(p, in_int(session, "created_utc"));
		out_cell_end(p);
		out_cell_begin(p);
		out_time(p, in_int(session, "seen_utc"));
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
	out_act(p, OUT_PLAIN_BUTTON, path_of(id, "/end", path),
		tr(p, N_("End all of them")), NULL);
	out_card_end(p);
}

static void out_secrets(struct page_out *p, const json_t *account, int64_t id)
{
	char path[PATH_SIZE];

	out_card(p, tr(p, N_("Password and second factor")));
	out_paragraph(p,
		tr(p,
			N_("A first password is made and shown once. It is to "
			   "be changed at the next login, and all sessions of "
			   "the account end. Make sure who asks for it.")));
	out_form(p, path_of(id, "/password", path));
	if (in_bool(account, "has_totp"))
		out_check(p, "forgets_factor", "1",
			tr(p,
				N_("Remove the second factor and the recovery "
				   "codes, too: the telephone is lost")),
			false);
	out_submit(p, OUT_PLAIN_BUTTON, tr(p, N_("Make a new password")), NULL,
		NULL);
	out_form_end(p);
	out_card_end(p);
}

static void out_removal(struct page_out *p, int64_t id)
{
	char path[PATH_SIZE];

	out_card(p, tr(p, N_("Remove")));
	path_of(id, "/remove", path);
	out_more_form(p, tr(p, N_("Remove the account")), path);
	out_paragraph(p,
		tr(p,
			N_("Its sessions end, and the lists that it checked "
			   "are gone. What it did stays in the journal.")));
	out_act(p, OUT_DANGER, path, tr(p, N_("Remove it for good")), NULL);
	out_more_end(p);
	out_card_end(p);
}

static void render_one(struct page_out *p, const json_t *result)
{
	const json_t *account = in_object(result, "account");
	int64_t id = in_int(account, "id");
	char path[PATH_SIZE];

	p->title = in_text(account, "name");
	out_card(p, words_of_role(p, in_text(account, "role")));
	out_raw(p, "<p>");
	out_state(p, account);
	out_raw(p, "</p>\n");
	if (in_bool(result, "is_self"))
		out_soft(p,
			tr(p,
				N_("This is your own account: with another "
				   "role, or switched off, you are logged "
				   "out.")));
	out_form(p, path_of(id, "/change", path));
	out_fields(p, account);
	out_check(p, "off", "1", tr(p, N_("Switched off: cannot log in")),
		in_bool(account, "off"));
	out_submit(p, OUT_KEY, tr(p, N_("Change")), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
	out_sessions(p, in_list(result, "sessions"), id);
	out_secrets(p, account, id);
	out_removal(p, id);
	out_raw(p, "<p>");
	out_link(p, "/staff", tr(p, N_("Back to the accounts")));
	out_raw(p, "</p>\n");
}

static void render_password(struct page_out *p, const json_t *result)
{
	out_card(p, NULL);
	out_pairs(p);
	out_pair(p, tr(p, N_("Name")), in_text(result, "name"));
	out_pair_begin(p, tr(p, N_("First password")));
	out_code(p, in_text(result, "password"));
	out_pair_end(p);
	out_pairs_end(p);
	out_paragraph(p,
		tr(p,
			N_("It is shown only now. Give it to nobody but that "
			   "person, who must choose another one at the first "
			   "login.")));
	out_raw(p, "<p>");
	out_link(p, "/staff", tr(p, N_("Back to the accounts")));
	out_raw(p, "</p>\n");
	out_card_end(p);
}

#define ASKED                                                       \
	{"role", WEB_TEXT}, {"team", WEB_TEXT}, {"lead", WEB_BOOL}, \
		{"senders", WEB_TEXT},                              \
	{                                                           \
		"logins", WEB_TEXT                                  \
	}

const struct web_route routes_staff[] = {
	{
		.method = HTTP_GET,
		.path = "/staff",
		.title = N_("Accounts"),
		.menu = N_("Accounts"),
		.roles = WEB_ADMIN,
		.verb = "staff.list",
		.render = render_list,
	},
	{
		.method = HTTP_POST,
		.path = "/staff/add",
		.title = N_("A first password"),
		.roles = WEB_ADMIN,
		.verb = "staff.add",
		.args = {{"name", WEB_TEXT}, ASKED},
		.form = "/staff",
		.render = render_password,
	},
	{
		.method = HTTP_GET,
		.path = "/staff/:id",
		.title = N_("An account"),
		.roles = WEB_ADMIN,
		.verb = "staff.get",
		.args = {{"id", WEB_INT}},
		.render = render_one,
	},
	{
		.method = HTTP_POST,
		.path = "/staff/:id/change",
		.title = N_("An account"),
		.roles = WEB_ADMIN,
		.verb = "staff.change",
		.args = {{"id", WEB_INT}, ASKED, {"off", WEB_BOOL}},
		.then = "/staff/:id",
		.form = "/staff/:id",
		.code = "staff-changed",
		.done = N_("The account was changed."),
	},
	{
		.method = HTTP_POST,
		.path = "/staff/:id/password",
		.title = N_("A first password"),
		.roles = WEB_ADMIN,
		.verb = "staff.password",
		.args = {{"id", WEB_INT}, {"forgets_factor", WEB_BOOL}},
		.form = "/staff/:id",
		.render = render_password,
	},
	{
		.method = HTTP_POST,
		.path = "/staff/:id/end",
		.title = N_("An account"),
		.roles = WEB_ADMIN,
		.verb = "staff.end",
		.args = {{"id", WEB_INT}},
		.then = "/staff/:id",
		.form = "/staff/:id",
		.code = "staff-ended",
		.done = N_("All sessions of the account ended."),
	},
	{
		.method = HTTP_POST,
		.path = "/staff/:id/remove",
		.title = N_("An account"),
		.roles = WEB_ADMIN,
		.verb = "staff.remove",
		.args = {{"id", WEB_INT}},
		.then = "/staff",
		.form = "/staff/:id",
		.code = "staff-removed",
		.done = N_("The account was removed."),
	},
	{.path = NULL},
};
