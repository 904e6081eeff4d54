/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/pages_login.h"
#include "staff/web/qr.h"
#include "staff/web/routes_private.h"

#define NAME_MAX_LEN 128

/* Where the login leads goes from form to form. */
static void out_next(struct page_out *p)
{
	if (p->next)
		out_hidden(p, "next", p->next);
}

/* ------------------------------------------------------------------ login */

static void render_login(struct page_out *p, const json_t *result)
{
	const struct out_field name = {
		.name = "name",
		.label = tr(p, "Name"),
		.autocomplete = "username",
		.max_len = NAME_MAX_LEN,
		.is_required = true,
		.has_focus = !p->typed,
	};
	const struct out_field password = {
		.name = "password",
		.label = tr(p, "Password"),
		.type = "password",
		.autocomplete = "current-password",
		.max_len = PASSWORD_MAX_LEN,
		.is_required = true,
		.has_focus = p->typed,
	};

	(void)result;
	out_card(p, NULL);
	out_form(p, "/login");
	out_next(p);
	out_field(p, &name);
	out_field(p, &password);
	out_submit(p, OUT_KEY, tr(p, "Log in"), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

static void render_logged_out(struct page_out *p, const json_t *result)
{
	(void)result;
	out_card(p, NULL);
	out_paragraph(p, tr(p, "You are logged out."));
	out_raw(p, "<p>");
	out_link(p, "/", tr(p, "Log in again"));
	out_raw(p, "</p>\n");
	out_card_end(p);
}

static void out_code_field(struct page_out *p, const char *hint)
{
	const struct out_field code = {
		.name = "code",
		.label = tr(p, "Code"),
		.autocomplete = "one-time-code",
		.inputmode = hint ? NULL : "numeric",
		.max_len = 40,
		.is_required = true,
		.has_focus = true,
		.hint = hint,
	};

	out_field(p, &code);
}

static void render_code(struct page_out *p, const json_t *result)
{
	(void)result;
	out_card(p, NULL);
	out_paragraph(p,
		tr(p,
			"Please type the code that the app on your telephone "
			"shows."));
	out_form(p, "/login/code");
	out_next(p);
	out_code_field(p,
		tr(p,
			"If you do not have the telephone: one of your "
			"recovery "
			"codes."));
	out_submit(p, OUT_KEY, tr(p, "Go on"), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

/* ------------------------------------------------------------- passwords */

void out_username(struct page_out *p)
{
	out_raw(p,
		"<input type=\"text\" name=\"username\" "
		"autocomplete=\"username\" readonly hidden value=\"");
	out_text(p, in_text(p->who, "name"));
	out_raw(p, "\">\n");
}

void out_own_password(struct page_out *p, const char *name)
{
	const struct out_field password = {
		.name = name,
		.label = tr(p, "Your password"),
		.type = "password",
		.autocomplete = "current-password",
		.max_len = PASSWORD_MAX_LEN,
		.is_required = true,
	};

	out_username(p);
	out_field(p, &password);
}

void out_new_passwords(struct page_out *p)
{
	const struct out_field new = {
		.name = "new",
		.label = tr(p, "New password"),
		.type = "password",
		.autocomplete = "new-password",
		.max_len = PASSWORD_MAX_LEN,
		.is_required = true,
		.hint = tr(p,
			"At least 12 characters. Several words that do "
			"not belong together are good."),
	};
	const struct out_field again = {
		.name = "again",
		.label = tr(p, "The new password once more"),
		.type = "password",
		.autocomplete = "new-password",
		.max_len = PASSWORD_MAX_LEN,
		.is_required = true,
	};

	out_field(p, &new);
	out_field(p, &again);
}

static void render_first_password(struct page_out *p, const json_t *result)
{
	(void)result;
	out_card(p, NULL);
	out_paragraph(p,
		tr(p,
			"You came in with a password that somebody else has "
			"given you. Please choose one of your own."));
	out_form(p, "/login/password");
	out_next(p);
	out_username(p);
	out_new_passwords(p);
	out_submit(p, OUT_KEY, tr(p, "Go on"), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

/* --------------------------------------------------------- second factor */

/* The secret as a picture, and in letters for who cannot use it. */
static void out_secret(struct page_out *p, const json_t *result)
{
	out_paragraph(p,
		tr(p,
			"Open an app for one-time codes on your telephone "
			"(there "
			"are several, all of them will do), and let it read "
			"this "
			"picture."));
	if (qr_add(p->out, in_text(result, "uri"),
		    tr(p, "QR code for the app")))
		out_message(p, OUT_CARE,
			tr(p,
				"The picture cannot be made. Please type the "
				"key."));
	out_more(p, tr(p, "I cannot read the picture"));
	out_paragraph(p, tr(p, "Type this key into the app:"));
	out_raw(p, "<p><code>");
	out_text(p, in_text(result, "secret"));
	out_raw(p, "</code></p>\n");
	out_more_end(p);
	out_paragraph(p, tr(p, "Then type the code that the app shows."));
}

/* A telephone in the place of another one: nobody else's, that is. */
static void render_password_first(struct page_out *p, bool is_another)
{
	out_card(p, NULL);
	out_paragraph(p,
		is_another ?
			tr(p,
				"Another second factor takes the place of the "
				"one that you have. The old one and its "
				"recovery codes are not valid any more then.") :
			tr(p,
				"Before you set up a second factor, please "
				"type the password that this account has "
				"here."));
	out_form(p, "/login/second-factor/new");
	out_next(p);
	out_own_password(p, "password");
	out_submit(p, OUT_KEY, tr(p, "Go on"), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

static void render_setup(struct page_out *p, const json_t *result)
{
	bool needs_password = in_bool(result, "needs_password");

	if (needs_password && *in_text(result, "secret") == '\0') {
		render_password_first(p, in_bool(result, "is_another"));
		return;
	}
	out_card(p, NULL);
	out_paragraph(p,
		tr(p,
			"Besides your password, a code from your telephone "
			"protects this account."));
	out_secret(p, result);
	out_form(p, "/login/second-factor");
	out_next(p);
	out_code_field(p, NULL);
	if (needs_password)
		out_own_password(p, "password");
	out_submit(p, OUT_KEY, tr(p, "Go on"), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

void out_recovery(struct page_out *p, const json_t *result)
{
	const json_t *codes = in_list(result, "recovery");
	const json_t *code;
	size_t i;

	out_paragraph(p,
		tr(p,
			"These are your recovery codes. Each of them lets you "
			"in "
			"once when you do not have your telephone. They are "
			"shown only now: please print them, or write them "
			"down."));
	out_raw(p, "<ul class=\"codes\">\n");
	json_array_foreach(codes, i, code)
	{
		out_raw(p, "<li>");
		out_text(p,
			json_string_value(code) ? json_string_value(code) : "");
		out_raw(p, "</li>\n");
	}
	out_raw(p, "</ul>\n");
}

static void render_set_up(struct page_out *p, const json_t *result)
{
	out_card(p, NULL);
	out_message(p, OUT_GOOD, tr(p, "The second factor is set up."));
	out_recovery(p, result);
	out_raw(p, "<p>");
	out_link(p, p->next ? p->next : "/", tr(p, "I have kept them; go on"));
	out_raw(p, "</p>\n");
	out_card_end(p);
}

const struct web_route routes_login[] = {
	{
		.method = HTTP_GET,
		.path = "/",
		.title = N_("Home"),
		.roles = WEB_STAFF,
		.verb = "session",
		.act = WEB_HOME,
	},
	{
		.method = HTTP_GET,
		.path = "/login",
		.title = N_("Log in"),
		.roles = WEB_OPEN,
		.render = render_login,
	},
	{
		.method = HTTP_POST,
		.path = "/login",
		.title = N_("Log in"),
		.roles = WEB_OPEN,
		.verb = "login.begin",
		.args = {{"name", WEB_TEXT}, {"password", WEB_TEXT}},
		.form = "/login",
		.act = WEB_GO,
	},
	{
		.method = HTTP_GET,
		.path = "/login/code",
		.title = N_("Second factor"),
		.roles = WEB_HALF,
		.verb = "session",
		.render = render_code,
	},
	{
		.method = HTTP_POST,
		.path = "/login/code",
		.title = N_("Second factor"),
		.roles = WEB_HALF,
		.verb = "login.code",
		.args = {{"code", WEB_TEXT}},
		.form = "/login/code",
		.act = WEB_GO,
	},
	{
		.method = HTTP_GET,
		.path = "/login/password",
		.title = N_("A password of your own"),
		.roles = WEB_HALF,
		.verb = "session",
		.render = render_first_password,
	},
	{
		.method = HTTP_POST,
		.path = "/login/password",
		.title = N_("A password of your own"),
		.roles = WEB_HALF,
		.verb = "login.password",
		.args = {{"new", WEB_TEXT}, {"again", WEB_TEXT}},
		.form = "/login/password",
		.act = WEB_GO,
	},
	{
		.method = HTTP_GET,
		.path = "/login/second-factor",
		.title = N_("Set up the second factor"),
		.roles = WEB_HALF,
		.verb = "totp.begin",
		.render = render_setup,
	},
	{
		.method = HTTP_POST,
		.path = "/login/second-factor",
		.title = N_("Recovery codes"),
		.roles = WEB_HALF,
		.verb = "totp.confirm",
		.args = {{"code", WEB_TEXT}, {"password", WEB_TEXT}},
		.form = "/login/second-factor",
		.render = render_set_up,
	},
	{
		.method = HTTP_POST,
		.path = "/login/second-factor/new",
		.title = N_("Set up the second factor"),
		.roles = WEB_HALF,
		.verb = "totp.renew",
		.args = {{"password", WEB_TEXT}},
		.form = "/login/second-factor",
		.render = render_setup,
	},
	{
		.method = HTTP_POST,
		.path = "/logout",
		.title = N_("Log out"),
		.roles = WEB_HALF,
		.verb = "logout",
		.then = "/logged-out",
		.act = WEB_LOGOUT,
	},
	{
		.method = HTTP_GET,
		.path = "/logged-out",
		.title = N_("Logged out"),
		.roles = WEB_OPEN,
		.render = render_logged_out,
	},
	{.path = NULL},
};
