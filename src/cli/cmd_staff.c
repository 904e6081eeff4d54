/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may log in to the staff pages. */
#include "cli/command.h"

#include <string.h>

#include <jansson.h>

#include "service/staff/account.h"

#define ROLES "sales, postmaster, officer, admin"

/* Values of one option that may come again. */
struct values {
	const struct cli *cli;
	const char *name;
	const char *items[STAFF_LIST_MAX];
	size_t len;
};

static enum err add_value(void *arg, const char *value)
{
	struct values *v = arg;

	if (v->len == STAFF_LIST_MAX) {
		cli_usage(v->cli, "--%s: %d are accepted at most", v->name,
			STAFF_LIST_MAX);
		return ERR_LIMIT;
	}
	v->items[v->len++] = value;
	return ERR_OK;
}

static struct settings_list list_of(const struct values *v)
{
	return (struct settings_list){.items = v->items, .len = v->len};
}

static int read_role(
	const struct cli *cli, const char *text, enum staff_role *role_r)
{
	if (staff_role_parse(text, role_r) == ERR_OK)
		return EX_OK;
	return cli_usage(cli, "--role: found \"%s\", accepted: " ROLES, text);
}

/* One line; NULL in *password_r where none is read. */
static int read_password(const struct cli *cli, bool is_wanted,
	struct staff_secret *secret, const char **password_r)
{
	size_t len;

	*password_r = NULL;
	if (!is_wanted)
		return EX_OK;
	if (!fgets(secret->text, sizeof(secret->text), stdin))
		return cli_fail(cli, EX_NOINPUT,
			"--password-stdin: standard input has no line");
	len = strcspn(secret->text, "\n");
	if (len + 1 == sizeof(secret->text))
		return cli_fail(cli, EX_DATAERR,
			"--password-stdin: the line is too long");
	secret->text[len] = '\0';
	*password_r = secret->text;
	return EX_OK;
}

/* The password alone on standard output. */
static int tell_password(
	const struct cli *cli, const char *name, struct staff_secret *secret)
{
	int status;

	if (secret->text[0]) {
		visible_printf(stderr,
			"The first password of %s, shown this once, to be "
			"changed at the first login:\n",
			name);
		fflush(stderr);
		puts(secret->text);
	}
	status = cli_flush(cli);
	explicit_bzero(secret, sizeof(*secret));
	return status;
}

/* ------------------------------------------------------------------ add */

int cmd_staff_add(struct cli *cli, int argc, char **argv)
{
	struct values senders = {.cli = cli, .name = "sender"};
	struct values logins = {.cli = cli, .name = "login"};
	struct staff_new n = {.name = NULL};
	struct staff_secret given, made;
	const char *role = NULL;
	bool from_stdin = false;
	const struct cli_option options[] = {
		{.name = "role", .value = &role},
		{.name = "sender", .each = add_value, .arg = &senders},
		{.name = "login", .each = add_value, .arg = &logins},
		{.name = "team", .value = &n.team},
		{.name = "lead", .flag = &n.is_lead},
		{.name = "password-stdin", .flag = &from_stdin},
	};
	int status;
	enum err e;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "NAME", &n.name);
	if (!status)
		status = cli_require(cli, "role", role);
	if (!status)
		status = read_role(cli, role, &n.role);
	if (!status)
		status = read_password(cli, from_stdin, &given, &n.password);
	if (!status)
		status = cli_open_desk(cli, true);
	if (status)
		return status;
	n.senders = list_of(&senders);
	n.logins = list_of(&logins);
	e = staff_add(cli->desk, &n, &made);
	explicit_bzero(&given, sizeof(given));
	return e ? cli_desk_failed(cli, e) : tell_password(cli, n.name, &made);
}

/* ----------------------------------------------------------------- list */

struct listing_staff {
	const struct cli *cli;
	bool is_json;
	bool has_failed;
	size_t len;
};

static json_t *json_of_list(const struct settings_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < list->len; i++) {
		if (json_array_append_new(array, json_string(list->items[i]))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *json_of_instant(const struct listing_staff *l, int64_t utc)
{
	char text[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return json_null();
	instant_format_iso(l->cli->settings->zone, utc, text);
	return json_string(text);
}

static void print_json(struct listing_staff *l, const struct staff_account *a)
{
	json_t *line = json_pack("{s:s, s:s, s:s?, s:b, s:o, s:o, s:b, s:b, "
				 "s:b, s:i, s:o, s:o, s:o}",
		"name", a->name, "role", staff_role_name(a->role), "team",
		a->team, "lead", a->is_lead, "senders",
		json_of_list(&a->senders), "logins", json_of_list(&a->logins),
		"off", a->is_off, "second_factor", a->has_totp,
		"first_password", a->must_change, "recovery_codes",
		(int)a->recovery_codes, "created",
		json_of_instant(l, a->created_utc), "changed",
		json_of_instant(l, a->changed_utc), "last_login",
		json_of_instant(l, a->last_login_utc));

	l->has_failed = !line || json_dumpf(line, stdout, JSON_COMPACT) != 0;
	putchar('\n');
	json_decref(line);
}

static void print_list(const char *what, const struct settings_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		visible_printf(stdout, "%s%s", i ? ", " : what, list->items[i]);
}

static void print_text(
	const struct listing_staff *l, const struct staff_account *a)
{
	char text[INSTANT_TEXT_SIZE];

	visible_printf(
		stdout, "%-20s  %-10s", a->name, staff_role_name(a->role));
	if (a->last_login_utc != INSTANT_NONE) {
		instant_format_date(
			l->cli->settings->zone, a->last_login_utc, text);
		visible_printf(stdout, "  last login %s", text);
	} else {
		visible_printf(stdout, "  never logged in");
	}
	visible_printf(stdout, "%s%s%s", a->has_totp ? ", second factor" : "",
		a->must_change ? ", first password" : "",
		a->is_off ? ", OFF" : "");
	if (a->team)
		visible_printf(stdout, ", %s %s",
			a->is_lead ? "lead of" : "team", a->team);
	print_list(", senders ", &a->senders);
	print_list(", logins ", &a->logins);
	putchar('\n');
}

static bool print_account(void *arg, const struct staff_account *account)
{
	struct listing_staff *l = arg;

	l->len++;
	if (l->is_json)
		print_json(l, account);
	else
		print_text(l, account);
	return !l->has_failed && !ferror(stdout);
}

int cmd_staff_list(struct cli *cli, int argc, char **argv)
{
	struct listing_staff l = {.cli = cli};
	const struct cli_option options[] = {
		{.name = "json", .flag = &l.is_json},
	};
	size_t unreadable = 0;
	int status;
	enum err e;

	status = cli_options_none(cli, argc, argv, options, COUNT_OF(options));
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	e = staff_each(cli->desk, print_account, &l, &unreadable);
	if (e)
		return cli_desk_failed(cli, e);
	if (l.has_failed)
		return cli_fail(cli, EX_IOERR, "writing the output failed");
	status = cli_flush(cli);
	if (unreadable > 0)
		return cli_fail(cli, EX_SOFTWARE,
			"accounts that somebody without the keys changed: "
			"%zu; remove them and add them anew",
			unreadable);
	if (l.len == 0)
		cli_fail(cli, EX_OK, "there is no account");
	return status;
}

/* --------------------------------------------------------------- change */

struct changing {
	struct values senders, logins;
	const char *name, *role, *team;
	bool no_senders, no_logins, is_lead, no_lead, is_off, is_on;
	enum staff_role new_role;
	struct settings_list new_senders, new_logins;
};

static int check_pair(const struct cli *cli, bool a, bool b, const char *names)
{
	return a && b ? cli_usage(cli, "one of %s is accepted", names) : EX_OK;
}

static int check_changing(
	const struct cli *cli, struct changing *c, struct staff_change *change)
{
	int status =
		check_pair(cli, c->is_lead, c->no_lead, "--lead and --no-lead");

	if (!status)
		status = check_pair(cli, c->is_off, c->is_on, "--off and --on");
	if (!status)
		status = check_pair(cli, c->senders.len > 0, c->no_senders,
			"--sender and --no-senders");
	if (!status)
		status = check_pair(cli, c->logins.len > 0, c->no_logins,
			"--login and --no-logins");
	if (!status && c->role)
		status = read_role(cli, c->role, &c->new_role);
	if (status)
		return status;
	c->new_senders = list_of(&c->senders);
	c->new_logins = list_of(&c->logins);
	*change = (struct staff_change){
		.role = c->role ? &c->new_role : NULL,
		.is_lead = c->is_lead || c->no_lead ? &c->is_lead : NULL,
		.team = c->team,
		.senders = c->senders.len || c->no_senders ? &c->new_senders :
							     NULL,
		.logins = c->logins.len || c->no_logins ? &c->new_logins : NULL,
		.is_off = c->is_off || c->is_on ? &c->is_off : NULL,
	};
	if (!change->role && !change->is_lead && !change->team &&
		!change->senders && !change->logins && !change->is_off)
		return cli_usage(cli, "nothing is to be changed");
	return EX_OK;
}

int cmd_staff_change(struct cli *cli, int argc, char **argv)
{
	struct changing c = {.senders = {.cli = cli, .name = "sender"},
		.logins = {.cli = cli, .name = "login"}};
	const struct cli_option options[] = {
		{.name = "role", .value = &c.role},
		{.name = "sender", .each = add_value, .arg = &c.senders},
		{.name = "no-senders", .flag = &c.no_senders},
		{.name = "login", .each = add_value, .arg = &c.logins},
		{.name = "no-logins", .flag = &c.no_logins},
		{.name = "team", .value = &c.team},
		{.name = "lead", .flag = &c.is_lead},
		{.name = "no-lead", .flag = &c.no_lead},
		{.name = "off", .flag = &c.is_off},
		{.name = "on", .flag = &c.is_on},
	};
	struct staff_change change;
	int status;
	enum err e;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "NAME", &c.name);
	if (!status)
		status = check_changing(cli, &c, &change);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	e = staff_change(cli->desk, c.name, &change);
	return e ? cli_desk_failed(cli, e) : EX_OK;
}

/* ------------------------------------------------- password, end, remove */

int cmd_staff_password(struct cli *cli, int argc, char **argv)
{
	const char *name = NULL, *password;
	bool from_stdin = false, forgets = false;
	struct staff_secret given, made;
	const struct cli_option options[] = {
		{.name = "password-stdin", .flag = &from_stdin},
		{.name = "forget-second-factor", .flag = &forgets},
	};
	int status;
	enum err e;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "NAME", &name);
	if (!status)
		status = read_password(cli, from_stdin, &given, &password);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	e = staff_new_password(cli->desk, name, password, forgets, &made);
	explicit_bzero(&given, sizeof(given));
	return e ? cli_desk_failed(cli, e) : tell_password(cli, name, &made);
}

int cmd_staff_end(struct cli *cli, int argc, char **argv)
{
	const char *name = NULL;
	int64_t ended;
	int status;
	enum err e;

	status = cli_options_one(cli, argc, argv, NULL, 0, "NAME", &name);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	e = staff_end_sessions(cli->desk, name, &ended);
	if (e)
		return cli_desk_failed(cli, e);
	visible_printf(
		stdout, "Sessions that ended: %lld.\n", (long long)ended);
	return cli_flush(cli);
}

int cmd_staff_remove(struct cli *cli, int argc, char **argv)
{
	const char *name = NULL;
	int status;
	enum err e;

	status = cli_options_one(cli, argc, argv, NULL, 0, "NAME", &name);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	e = staff_remove(cli->desk, name);
	return e ? cli_desk_failed(cli, e) : EX_OK;
}
