/* SPDX-License-Identifier: BSD-2-Clause */
/* Objections: what the journal has of them, and those that wait. */
#include "cli/command.h"

#include <jansson.h>
#include <string.h>

#include "service/archive/journal_view.h"
#include "service/person/objections.h"

#define SAID_MAX ((size_t)1 << 20)
#define KEY_TEXT_SIZE (2 * PSEUDONYM_LEN + 1)

struct lister {
	const struct cli *cli;
	const struct objections_words *words; /* of what waits */
	bool is_json;
	bool has_failed;
	size_t len;
};

/* What both lists show of one. */
struct line {
	int64_t at_utc;
	const char *ref; /* NULL: it has none */
	const char *queue_id; /* NULL: it has none */
	const char *kind;
	const struct pseudonym *key; /* NULL: of nobody */
	const char *purpose; /* NULL: all */
	const char *status; /* of a report; NULL: not said; so below */
	const char *channel, *by, *detail;
	const struct objections_said *said; /* NULL: nothing is kept of it */
	bool is_report; /* which is about no purpose */
};

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_object_set_new(object, name, json_string(text));
}

static void set_said(json_t *object, const struct objections_said *said)
{
	set_text(object, "grade", doubt_grade_name(said->grade));
	set_text(object, "words", said->words);
	set_text(object, "why", doubt_cause_words(said->cause));
}

static bool print_json(const struct lister *l, const struct line *line)
{
	char at[INSTANT_TEXT_SIZE], key[KEY_TEXT_SIZE] = "";
	json_t *object = json_object();
	int failed;

	instant_format_iso(l->cli->settings->zone, line->at_utc, at);
	for (size_t i = 0; line->key && i < PSEUDONYM_LEN; i++)
		snprintf(key + 2 * i, 3, "%02x", line->key->bytes[i]);
	set_text(object, "ref", line->ref);
	set_text(object, "at", at);
	set_text(object, "kind", line->kind);
	set_text(object, "queue_id", line->queue_id);
	set_text(object, "key", *key ? key : NULL);
	if (!line->is_report)
		json_object_set_new(object, "purpose",
			line->purpose ? json_string(line->purpose) :
					json_null());
	set_text(object, "status", line->status);
	set_text(object, "channel", line->channel);
	set_text(object, "by", line->by);
	set_text(object, "detail", line->detail);
	if (line->said)
		set_said(object, line->said);
	failed = json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
	return failed == 0;
}

static void print_said(const struct objections_said *said)
{
	visible_printf(stdout, "  grade %s", doubt_grade_name(said->grade));
	if (said->words)
		visible_printf(stdout, "  words \"%s\"", said->words);
	visible_printf(stdout, "  %s", doubt_cause_words(said->cause));
}

static void print_text(const struct lister *l, const struct line *line)
{
	char at[INSTANT_TEXT_SIZE];

	instant_format(l->cli->settings->zone, line->at_utc, at);
	visible_printf(stdout, "%s  %s  %s", at,
		line->ref              ? line->ref :
			line->queue_id ? line->queue_id :
					 "-",
		line->kind);
	if (line->key)
		visible_printf(stdout, "  person %02x%02x%02x%02x",
			line->key->bytes[0], line->key->bytes[1],
			line->key->bytes[2], line->key->bytes[3]);
	if (line->purpose)
		visible_printf(stdout, "  purpose %s", line->purpose);
	else if (!line->is_report)
		visible_printf(stdout, "  all direct marketing");
	if (line->status)
		visible_printf(stdout, "  status %s", line->status);
	if (line->channel)
		visible_printf(stdout, "  channel %s", line->channel);
	if (line->ref && line->queue_id)
		visible_printf(stdout, "  queue-id %s", line->queue_id);
	if (line->by)
		visible_printf(stdout, "  by %s", line->by);
	if (line->detail)
		visible_printf(stdout, "  %s", line->detail);
	if (line->said)
		print_said(line->said);
	putchar('\n');
}

static bool print_line(struct lister *l, const struct line *line)
{
	l->len++;
	if (l->is_json)
		l->has_failed = !print_json(l, line);
	else
		print_text(l, line);
	return !l->has_failed && !ferror(stdout);
}

static bool print_unconfirmed(void *arg, const struct objections_item *item)
{
	const struct line line = {.at_utc = item->at_utc,
		.ref = item->ref,
		.queue_id = item->said ? item->said->queue_id : NULL,
		.kind = "unconfirmed",
		.said = item->said,
		.key = &item->key,
		.purpose = item->purpose,
		.channel = item->channel};

	return print_line(arg, &line);
}

static bool print_report(void *arg, const struct store_doubt *report)
{
	const struct line line = {.at_utc = report->at_utc,
		.queue_id = report->queue_id,
		.kind = doubt_kind_name(report->kind),
		.key = &report->key,
		.status = report->words,
		.detail = doubt_cause_words(report->cause),
		.is_report = true};

	return print_line(arg, &line);
}

static bool is_of_objections(enum journal_kind kind)
{
	return kind == JOURNAL_OBJECTION || kind == JOURNAL_OBJECTION_LIFTED ||
		kind == JOURNAL_CONFIRMED || kind == JOURNAL_DROPPED ||
		kind == JOURNAL_FLOOD;
}

static const struct objections_said *said_of(
	const struct lister *l, const struct journal_entry *entry)
{
	unsigned char mark[OBJECTION_MARK_LEN];

	if (entry->kind != JOURNAL_OBJECTION)
		return NULL;
	objections_mark(entry->seq, mark);
	return objections_words_of(l->words, mark);
}

static bool print_entry(
	void *arg, const struct journal_entry *entry, const char *sender)
{
	const struct line line = {.at_utc = entry->at_utc,
		.ref = entry->ref,
		.queue_id = entry->queue_id,
		.said = said_of(arg, entry),
		.kind = journal_kind_name(entry->kind),
		.key = entry->has_key ? &entry->key : NULL,
		.purpose = entry->purpose,
		.by = sender,
		.detail = entry->detail};

	return !is_of_objections(entry->kind) || print_line(arg, &line);
}

static enum err list_journal(struct lister *l)
{
	const struct journal_query all = {.since_utc = INSTANT_NONE};
	struct objections_words *words;
	enum err e = objections_words_get(l->cli->desk, &words);

	if (e)
		return e;
	l->words = words;
	e = journal_view(l->cli->desk, &all, print_entry, l);
	objections_words_free(&words);
	return e;
}

int cmd_objections_list(struct cli *cli, int argc, char **argv)
{
	struct lister l = {.cli = cli};
	bool is_unconfirmed = false, is_reports = false;
	const struct cli_option options[] = {
		{.name = "unconfirmed", .flag = &is_unconfirmed},
		{.name = "reports", .flag = &is_reports},
		{.name = "json", .flag = &l.is_json},
	};
	int status;
	enum err e;

	status = cli_options_none(cli, argc, argv, options, COUNT_OF(options));
	if (!status && is_unconfirmed && is_reports)
		status = cli_usage(
			cli, "give --unconfirmed or --reports, not both");
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	if (is_reports)
		e = objections_reports(cli->desk, print_report, &l);
	else if (is_unconfirmed)
		e = objections_each(cli->desk, print_unconfirmed, &l);
	else
		e = list_journal(&l);
	if (e)
		return cli_desk_failed(cli, e);
	if (l.len == 0)
		visible_printf(
			stderr, "robinson objections list: there is none\n");
	if (l.has_failed)
		return cli_fail(cli, EX_IOERR, "writing the output failed");
	return cli_flush(cli);
}

enum act {
	ACT_CONFIRM,
	ACT_DROP,
	ACT_LETTER
};

static int act(struct cli *cli, enum act act, char *const *refs, size_t len,
	const char *reason)
{
	struct buf said;
	enum err e;
	int status;

	if (len == 0)
		return cli_usage(cli, "give a REF of \"objections list\"");
	status = cli_open_desk(cli, false);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	if (act == ACT_DROP)
		e = objections_drop(cli->desk, refs, len, reason, &said);
	else if (act == ACT_LETTER)
		e = objections_letter(cli->desk, refs, len, reason, &said);
	else
		e = objections_confirm(cli->desk, refs, len, &said);
	return cli_said(cli, e, &said);
}

int cmd_objections_confirm(struct cli *cli, int argc, char **argv)
{
	int first, status = cli_options(cli, argc, argv, NULL, 0, &first);

	if (status)
		return status;
	return act(
		cli, ACT_CONFIRM, argv + first, (size_t)(argc - first), NULL);
}

int cmd_objections_drop(struct cli *cli, int argc, char **argv)
{
	const char *reason = NULL;
	const struct cli_option options[] = {
		{.name = "reason", .value = &reason},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status)
		status = cli_require(cli, "reason", reason);
	if (status)
		return status;
	return act(cli, ACT_DROP, argv + first, (size_t)(argc - first), reason);
}

int cmd_objections_letter(struct cli *cli, int argc, char **argv)
{
	const char *reason = NULL;
	const struct cli_option options[] = {
		{.name = "reason", .value = &reason},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (status)
		return status;
	return act(
		cli, ACT_LETTER, argv + first, (size_t)(argc - first), reason);
}
