/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "staff/web/pages_login.h"
#include "staff/web/routes_private.h"

static void out_password_card(struct page_out *p)
{
	out_card(p, tr(p, "Password"));
	out_paragraph(p,
		tr(p,
			"When you change it, you are logged out everywhere "
			"else."));
	out_form(p, "/account/password");
	out_own_password(p, "old");
	out_new_passwords(p);
	out_submit(p, OUT_KEY, tr(p, "Change the password"), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

static void out_recovery_left(struct page_out *p, int64_t left)
{
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)left);
	out_raw(p, "<p>");
	if (left == 0)
		out_text(p, tr(p, "No recovery code is left."));
	else
		out_words(p,
			tr_count(p, "%1 recovery code is left.",
				"%1 recovery codes are left.", left),
			number, NULL);
	out_raw(p, "</p>\n");
}

static void out_factor_card(struct page_out *p, const json_t *result)
{
	out_card(p, tr(p, "Second factor"));
	if (!in_bool(result, "has_totp")) {
		out_paragraph(p,
			tr(p,
				"A code from your telephone can protect this "
				"account besides your password."));
		out_raw(p, "<p>");
		out_link(p, "/login/second-factor",
			tr(p, "Set up the second factor"));
		out_raw(p, "</p>\n");
		out_card_end(p);
		return;
	}
	out_paragraph(p, tr(p, "A code from your telephone is asked for."));
	out_recovery_left(p, in_int(result, "recovery_left"));
	out_raw(p, "<p>");
	out_link(p, "/login/second-factor",
		tr(p, "Set up another second factor in its place"));
	out_raw(p, "</p>\n");
	out_more_form(p, tr(p, "New recovery codes"), "/account/recovery");
	out_paragraph(p, tr(p, "The old ones are not valid any more then."));
	out_form(p, "/account/recovery");
	out_own_password(p, "password");
	out_submit(p, OUT_PLAIN_BUTTON, tr(p, "Make new codes"), NULL, NULL);
	out_form_end(p);
	out_more_end(p);
	if (in_bool(result, "may_remove_totp")) {
		out_more_form(p, tr(p, "Do without the second factor"),
			"/account/second-factor/remove");
		out_form(p, "/account/second-factor/remove");
		out_own_password(p, "password");
		out_submit(p, OUT_DANGER, tr(p, "Remove the second factor"),
			NULL, NULL);
		out_form_end(p);
		out_more_end(p);
	}
	out_card_end(p);
}

static void out_session(struct page_out *p, const json_t *session)
{
	out_row(p);
	out_cell_begin(p);
	out_time(p, in_int(session, "created_utc"));
	out_cell_end(p);
	out_cell_begin(p);
	out_time(p, in_int(session, "seen_utc"));
	out_cell_end(p);
	out_cell_begin(p);
	if (in_bool(session, "is_this"))
		out_badge(p, OUT_GOOD, tr(p, "this one"));
	out_cell_end(p);
	out_row_end(p);
}

static void out_sessions_card(struct page_out *p, const json_t *result)
{
	const json_t *sessions = in_list(result, "sessions");
	const struct out_table table = {
		.caption = tr(p, "Where you are logged in"),
		.headings = {tr(p, "Logged in"), tr(p, "Last seen"), ""},
	};
	const json_t *session;
	size_t i;

	out_card(p, tr(p, "Where you are logged in"));
	out_table(p, &table);
	json_array_foreach(sessions, i, session)
	{
		out_session(p, session);
	}
	out_table_end(p);
	if (json_array_size(sessions) > 1)
		out_act(p, OUT_PLAIN_BUTTON, "/account/sessions/end",
			tr(p, "End all others"), NULL);
	out_card_end(p);
}

static void render_account(struct page_out *p, const json_t *result)
{
	out_password_card(p);
	out_factor_card(p, result);
	out_sessions_card(p, result);
}

static void render_recovery(struct page_out *p, const json_t *result)
{
	out_card(p, NULL);
	out_recovery(p, result);
	out_raw(p, "<p>");
	out_link(p, "/account", tr(p, "I have kept them; go on"));
	out_raw(p, "</p>\n");
	out_card_end(p);
}

const struct web_route routes_account[] = {
	{
		.method = HTTP_GET,
		.path = "/account",
		.title = N_("My account"),
		.menu = N_("My account"),
		.roles = WEB_STAFF,
		.verb = "account.self",
		.render = render_account,
	},
	{
		.method = HTTP_POST,
		.path = "/account/password",
		.title = N_("My account"),
		.roles = WEB_STAFF,
		.verb = "account.password",
		.args = {{"old", WEB_TEXT}, {"new", WEB_TEXT},
			{"again", WEB_TEXT}},
		.then = "/account",
		.form = "/account",
		.code = "password",
		.done = N_("The password was changed."),
	},
	{
		.method = HTTP_POST,
		.path = "/account/second-factor/remove",
		.title = N_("My account"),
		.roles = WEB_STAFF,
		.verb = "totp.remove",
		.args = {{"password", WEB_TEXT}},
		.then = "/account",
		.form = "/account",
		.code = "factor-removed",
		.done = N_("The second factor was removed."),
	},
	{
		.method = HTTP_POST,
		.path = "/account/recovery",
		.title = N_("Recovery codes"),
		.roles = WEB_STAFF,
		.verb = "recovery.new",
		.args = {{"password", WEB_TEXT}},
		.form = "/account",
		.render = render_recovery,
	},
	{
		.method = HTTP_POST,
		.path = "/account/sessions/end",
		.title = N_("My account"),
		.roles = WEB_STAFF,
		.verb = "account.sessions.end",
		.then = "/account",
		.form = "/account",
		.code = "sessions-ended",
		.done = N_("All other sessions were ended."),
	},
	{.path = NULL},
};
