/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <stdlib.h>

#include "cli/term.h"
#include "cli/timeline.h"

#define TEXT_MAX ((size_t)1 << 22)

struct explaining {
	struct cli *cli;
	const char *who;
	int64_t at_utc;
	bool is_live;
	struct explanation explanation;
	struct buf out;
};

static void add_instant(struct explaining *x, int64_t at_utc)
{
	char text[INSTANT_TEXT_SIZE];

	if (at_utc == INSTANT_NONE) {
		buf_addf(&x->out, "%-19s", "no date");
		return;
	}
	instant_format(x->cli->settings->zone, at_utc, text);
	buf_addf(&x->out, "%-19s", text);
}

static void add_wish_date(struct explaining *x, int64_t at_utc, bool is_day)
{
	char text[INSTANT_TEXT_SIZE];

	if (!is_day || at_utc == INSTANT_NONE) {
		add_instant(x, at_utc);
		return;
	}
	instant_format_day(x->cli->settings->zone, at_utc, text);
	buf_addf(&x->out, "%-19s", text);
}

/* What is dated after the instant asked about is forgotten for the answer;
 * ends lie ahead by their nature. */
static bool is_forgotten(
	const struct explaining *x, const struct explain_event *event)
{
	return !x->is_live && event->at_utc > x->at_utc &&
		event->kind != EXPLAIN_RELATION_END &&
		event->kind != EXPLAIN_GRANT_END &&
		event->kind != EXPLAIN_RETENTION_END &&
		event->kind != EXPLAIN_RESTRICTED;
}

/* All in words; in the line only what counts, so that what came much later
 * does not press the rest together. */
static void add_events(
	struct explaining *x, struct explain_event *events, size_t len)
{
	size_t drawn = 0;

	for (size_t i = 0; i < len; i++) {
		buf_adds(&x->out, "  ");
		add_wish_date(x, events[i].at_utc, events[i].is_day);
		buf_adds(&x->out, "  ");
		timeline_words(&x->out, &events[i]);
		if (is_forgotten(x, &events[i]))
			buf_adds(&x->out, " [later: not counted]");
		else
			events[drawn++] = events[i];
		buf_addc(&x->out, '\n');
	}
	buf_addc(&x->out, '\n');
	timeline_draw(&x->out, x->cli->settings->zone, events, drawn,
		term_width(), term_is_utf8());
}

static void add_retention(struct explaining *x)
{
	const struct retention *r = &x->explanation.retention;

	buf_adds(&x->out, "\nRetention: ");
	switch (r->kind) {
	case RETENTION_UNLIMITED:
		buf_adds(&x->out, "no end is in sight: the relation lasts");
		break;
	case RETENTION_AT:
		buf_adds(&x->out,
			r->end_utc < x->at_utc ? "ended with " : "ends with ");
		add_instant(x, r->end_utc);
		break;
	case RETENTION_ENDED:
		buf_adds(&x->out,
			"ended: no date is known that a period could "
			"run from");
		break;
	}
	buf_adds(&x->out, "\n");
}

static void add_rules(
	struct explaining *x, const struct policy_purpose *purpose)
{
	const struct check_query query = {
		.purpose = purpose, .at_utc = x->at_utc, .is_live = x->is_live};
	bool held[REASON_COUNT];
	struct verdict v;
	/* Whether rule 2 holds: a list that cannot be asked does not say. */
	bool knows_lists = explain_rules(x->cli->desk, &x->explanation, &query,
				   held, &v) == ERR_OK;

	buf_addc(&x->out, '\n');
	visible_addf(&x->out, "Purpose \"%s\": %s, %s", purpose->name,
		action_name(v.action), reason_words(v.reason));
	if (v.reason == REASON_TOO_SOON && v.next_utc != INSTANT_NONE) {
		buf_adds(&x->out, ", not before ");
		add_instant(x, v.next_utc);
	} else if (v.since_utc != INSTANT_NONE) {
		buf_adds(&x->out, ", ");
		add_wish_date(x, v.since_utc, v.since_is_day);
	}
	if (v.list)
		visible_addf(&x->out, " \"%s\"", v.list);
	buf_addc(&x->out, '\n');
	if (!knows_lists)
		visible_addf(&x->out, "  as far as is known: %s\n",
			x->cli->desk->cause);
	for (unsigned r = 1; r <= REASON_RULES; r++) {
		const char *state = held[r] ? "applies" : "does not";

		if (r == REASON_LISTED && !knows_lists)
			state = "not known";

		if (r == REASON_NO_NOTICE)
			state = "not asked"; /* there is no message */
		buf_addf(&x->out, "  %c %2u  %-21s %-9s  %s\n",
			r == (unsigned)v.reason ? '>' : ' ',
			reason_rule((enum reason)r),
			reason_name((enum reason)r), state,
			reason_article((enum reason)r));
	}
}

static int write_all(struct explaining *x, const struct policy_purpose *only)
{
	const struct policy *p = &x->cli->settings->policy;
	struct explain_event *events;
	size_t len;
	enum err e;

	e = explain_events(&x->explanation, x->at_utc, &events, &len);
	if (e)
		return cli_fail(x->cli, cli_status(e), "%s", err_text(e));
	visible_addf(&x->out, "%s on ", x->who);
	add_instant(x, x->at_utc);
	buf_addf(&x->out, " (%s)\n\n", zone_name(x->cli->settings->zone));
	if (!x->explanation.subject.known)
		buf_adds(&x->out, "There is no record of this person.\n");
	if (x->explanation.subject.ref)
		visible_addf(
			&x->out, "Reference: %s\n", x->explanation.subject.ref);
	add_events(x, events, len);
	free(events);
	if (x->explanation.subject.known)
		add_retention(x);
	for (size_t i = 0; i < p->purposes_len; i++)
		if (!only || only == &p->purposes[i])
			add_rules(x, &p->purposes[i]);
	e = buf_err(&x->out);
	if (e)
		return cli_fail(x->cli, cli_status(e), "%s", err_text(e));
	visible_print_lines(stdout, buf_text(&x->out));
	return cli_flush(x->cli);
}

static int explain(struct explaining *x, const char *purpose_name)
{
	const struct policy_purpose *purpose = NULL;
	struct desk *desk = x->cli->desk;
	int status;
	enum err e = ERR_OK;

	if (x->is_live)
		x->at_utc = desk->now_utc;
	if (purpose_name)
		e = desk_purpose(desk, purpose_name, &purpose);
	if (!e)
		e = explain_get(
			desk, x->who, x->at_utc, x->is_live, &x->explanation);
	if (e)
		return cli_desk_failed(x->cli, e);
	buf_init(&x->out, TEXT_MAX);
	status = write_all(x, purpose);
	buf_free(&x->out);
	explanation_free(&x->explanation);
	return status;
}

int cmd_explain(struct cli *cli, int argc, char **argv)
{
	struct explaining x = {.cli = cli};
	const char *purpose = NULL, *at = NULL;
	const struct cli_option options[] = {
		{.name = "purpose", .value = &purpose},
		{.name = "at", .value = &at},
	};
	int status;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "ADDRESS", &x.who);
	if (!status)
		status = cli_instant(cli, "at", at, DAY_FIRST, &x.at_utc);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	cli_tell_waiting(cli);
	x.is_live = at == NULL;
	return explain(&x, purpose);
}
