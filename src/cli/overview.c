/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/overview.h"

#include <string.h>

#include "cli/json.h"
#include "mail/letter.h"
#include "service/archive/journal_overview.h"
#include "service/mailer/notices.h"
#include "service/quarantine/dispatch.h"

#define TEXT_MAX ((size_t)16 << 20)
#define WEEK_DAYS 7
#define SUBJECT_SIZE 400

/* The day that was typed, whatever the firm's zone: numbers are kept by days
 * of UTC. */
static int64_t day_of(const struct settings *s, int64_t utc)
{
	struct civil civil;

	zone_to_civil(s->zone, utc, &civil);
	return civil_days(civil.year, civil.month, civil.day);
}

static void set_days(const struct cli *cli, const struct overview_wish *wish,
	struct overview_query *query)
{
	int64_t today = store_day(cli->desk->now_utc);

	query->first_day = INT64_MIN;
	query->last_day = INT64_MAX;
	/* The days that are over, each in one mail. */
	if (wish->is_mail) {
		query->first_day = today - WEEK_DAYS;
		query->last_day = today - 1;
	}
	if (wish->since_utc != INSTANT_NONE)
		query->first_day = day_of(cli->settings, wish->since_utc);
	if (wish->until_utc != INSTANT_NONE)
		query->last_day = day_of(cli->settings, wish->until_utc);
	else if (query->last_day == INT64_MAX && query->first_day <= today)
		query->last_day = today;
}

static int set_step(
	const struct cli *cli, const char *by, enum overview_step *step_r)
{
	*step_r = OVERVIEW_AT_ONCE;
	if (!by)
		return EX_OK;
	if (strcmp(by, "day") == 0)
		*step_r = OVERVIEW_DAYS;
	else if (strcmp(by, "week") == 0)
		*step_r = OVERVIEW_WEEKS;
	else
		return cli_fail(cli, EX_USAGE,
			"--by: found \"%s\", accepted: day, week", by);
	return EX_OK;
}

/* ------------------------------------------------------------------- JSON */

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_object_set_new(
			object, name, json_any_text(text, strlen(text)));
}

static bool print_cell(const struct overview_cell *c)
{
	char first[OVERVIEW_DAY_SIZE], last[OVERVIEW_DAY_SIZE];
	json_t *line = json_object();
	int failed;

	overview_day(c->first_day, first);
	overview_day(c->last_day, last);
	set_text(line, "since", first);
	set_text(line, "until", last);
	set_text(line, "part", overview_part_name(c->part));
	if (c->kind)
		set_text(line, "kind", journal_kind_name(c->kind));
	set_text(line, "meaning", journal_meaning_name(c->meaning));
	set_text(line, "purpose", c->purpose);
	if (c->reason) {
		set_text(line, "reason", reason_name(c->reason));
		set_text(line, "action", action_name(c->action));
		json_object_set_new(
			line, "enforced", json_boolean(c->is_enforced));
	}
	set_text(line, "mark", c->mark);
	set_text(line, "by", c->sender);
	json_object_set_new(line, "count", json_integer(c->count));
	failed = json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
	return failed == 0 && !ferror(stdout);
}

static int print_json(struct cli *cli, const struct overview *overview)
{
	for (size_t i = 0; i < overview->len; i++)
		if (!print_cell(&overview->cells[i]))
			return cli_fail(
				cli, EX_IOERR, "writing the output failed");
	return cli_flush(cli);
}

/* ------------------------------------------------------------------- mail */

struct mailing {
	struct cli *cli;
	struct dispatch *dispatch;
	struct letter letter;
};

static int send_to(struct mailing *m, const char *to)
{
	struct buf text;
	enum err e;

	m->letter.to = to;
	buf_init(&text, TEXT_MAX);
	e = letter_compose(&m->letter, &text);
	if (e)
		e = desk_fail(m->cli->desk, e, "to %s: %s", to, err_text(e));
	else
		e = dispatch_tell(m->dispatch, to, &text);
	buf_free(&text);
	if (e)
		return cli_desk_failed(m->cli, e);
	visible_printf(stdout, "sent to %s\n", to);
	return EX_OK;
}

static bool is_mailbox(const struct settings *s, const char *text)
{
	struct address address;

	return address_parse(&s->address_rules, text, strlen(text), &address,
		       NULL) == ERR_OK;
}

/* The postmaster, and the officer as far as an address is configured. */
static int send_all(struct mailing *m)
{
	const struct settings *s = m->cli->settings;
	const char *postmaster =
		s->notices.digest_to ? s->notices.digest_to : m->letter.from;
	int status = send_to(m, postmaster);

	for (size_t i = 0; s->officer.is_on && i < s->officer.contact.len;
		i++) {
		const char *to = s->officer.contact.items[i];
		int failed;

		if (!is_mailbox(s, to) || strcmp(to, postmaster) == 0)
			continue;
		failed = send_to(m, to);
		status = status ? status : failed;
	}
	return status;
}

static int send_mail(struct cli *cli, const struct overview_query *query,
	const struct buf *text)
{
	char from[NOTICES_NAME_SIZE], host[NOTICES_HOST_SIZE];
	char first[OVERVIEW_DAY_SIZE], last[OVERVIEW_DAY_SIZE];
	char subject[SUBJECT_SIZE];
	struct mailing m = {.cli = cli};
	int status;

	if (notices_from(cli->settings, from))
		return cli_fail(cli, EX_CONFIG,
			"nobody is known to send it from; accepted: notices { "
			"from = \"ADDRESS\" }");
	notices_host(NULL, host);
	overview_day(query->first_day, first);
	overview_day(query->last_day, last);
	snprintf(subject, sizeof(subject), "Robinson on %s: %s to %s", host,
		first, last);
	m.letter = (struct letter){.zone = cli->settings->zone,
		.host = host,
		.from = from,
		.name = "summary",
		.subject = subject,
		.text = text,
		.now_utc = cli->desk->now_utc};
	if (dispatch_open(cli->desk, &m.dispatch))
		return cli_desk_failed(cli, ERR_UNAVAILABLE);
	status = send_all(&m);
	dispatch_close(&m.dispatch);
	return status ? status : cli_flush(cli);
}

/* -------------------------------------------------------------------- all */

static int say(struct cli *cli, const struct overview_wish *wish,
	const struct overview_query *query, const struct overview *overview)
{
	struct buf text;
	int status;
	enum err e;

	buf_init(&text, TEXT_MAX);
	e = overview_text(overview, &text);
	if (!e && wish->is_mail && text.len == 0)
		e = buf_adds(&text,
			"The journal has no entries of these days, and no "
			"mail was counted.\n");
	if (e)
		status = cli_fail(cli, cli_status(e), "%s", err_text(e));
	else if (wish->is_mail)
		status = send_mail(cli, query, &text);
	else
		status = fputs(buf_text(&text), stdout) == EOF ?
			cli_fail(cli, EX_IOERR, "writing the output failed") :
			cli_flush(cli);
	buf_free(&text);
	return status;
}

int overview_show(struct cli *cli, const struct overview_wish *wish)
{
	struct overview_query query = {.purpose = wish->purpose,
		.sender = wish->sender,
		.reason = wish->reason};
	struct overview overview;
	int status = set_step(cli, wish->by, &query.step);
	enum err e;

	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	set_days(cli, wish, &query);
	e = overview_make(cli->desk, &query, &overview);
	if (e)
		return cli_desk_failed(cli, e);
	if (overview.len == 0 && !wish->is_mail)
		visible_printf(
			stderr, "robinson journal: nothing was counted\n");
	status = wish->is_json ? print_json(cli, &overview) :
				 say(cli, wish, &query, &overview);
	overview_free(&overview);
	return status;
}
