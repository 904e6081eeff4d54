/* SPDX-License-Identifier: BSD-2-Clause */
/* The register of what persons asked for. */
#include "cli/command.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "cli/request.h"

#define SAID_MAX 4096
#define EXIT_OVERDUE 1

struct lister {
	const struct cli *cli;
	bool is_json;
	bool has_failed;
	size_t len;
};

static json_t *instant_json(const struct lister *l, int64_t utc)
{
	char text[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return json_null();
	instant_format_iso(l->cli->settings->zone, utc, text);
	return json_string(text);
}

static void print_json(struct lister *l, const struct requests_item *item)
{
	const struct store_request *r = &item->request;
	char key[2 * PSEUDONYM_LEN + 1];
	json_t *line;

	for (size_t i = 0; i < PSEUDONYM_LEN; i++)
		snprintf(key + 2 * i, 3, "%02x", r->key.bytes[i]);
	line = json_pack("{s:I, s:s, s:i, s:o, s:s?, s:s?, s:o, s:b, s:o, "
			 "s:s?, s:o, s:s?}",
		"id", (json_int_t)r->id, "key", key, "article", r->article,
		"received", instant_json(l, r->received_utc), "channel",
		r->channel, "identified", r->identified, "due",
		instant_json(l, item->due_utc), "late", item->is_late,
		"extension_told", instant_json(l, r->told_utc),
		"extension_reason", r->reason, "closed",
		instant_json(l, r->closed_utc), "outcome", r->outcome);
	l->has_failed = !line || json_dumpf(line, stdout, JSON_COMPACT) != 0;
	putchar('\n');
	json_decref(line);
}

static void print_text(const struct lister *l, const struct requests_item *item)
{
	const struct zone *zone = l->cli->settings->zone;
	const struct store_request *r = &item->request;
	bool is_open = r->closed_utc == INSTANT_NONE;
	char text[INSTANT_TEXT_SIZE];

	instant_format_date(zone, r->received_utc, text);
	visible_printf(stdout,
		"%4" PRId64 "  Art. %d  person %02x%02x%02x%02x  received %s",
		r->id, r->article, r->key.bytes[0], r->key.bytes[1],
		r->key.bytes[2], r->key.bytes[3], text);
	instant_format_date(zone, item->due_utc, text);
	visible_printf(stdout, "  due %s", text);
	if (r->told_utc != INSTANT_NONE)
		visible_printf(stdout, " (extended)");
	if (!is_open) {
		instant_format_date(zone, r->closed_utc, text);
		visible_printf(stdout, "  closed %s", text);
	}
	visible_printf(stdout, "  %s",
		!item->is_late  ? is_open ? "open" : "in time" :
			is_open ? "OVERDUE" :
				  "late");
	if (r->outcome)
		visible_printf(stdout, "  %s", r->outcome);
	if (r->identified)
		visible_printf(stdout, "  identified: %s", r->identified);
	putchar('\n');
}

static bool print_item(void *arg, const struct requests_item *item)
{
	struct lister *l = arg;

	l->len++;
	if (l->is_json)
		print_json(l, item);
	else
		print_text(l, item);
	return !l->has_failed && !ferror(stdout);
}

int cmd_requests_list(struct cli *cli, int argc, char **argv)
{
	struct lister l = {.cli = cli};
	struct requests_query query = {.is_open = false};
	const struct cli_option options[] = {
		{.name = "open", .flag = &query.is_open},
		{.name = "overdue", .flag = &query.is_overdue},
		{.name = "json", .flag = &l.is_json},
	};
	int first, status;
	enum err e;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status && first < argc)
		status = cli_usage(cli, "unexpected \"%s\"", argv[first]);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	e = requests_each(cli->desk, &query, print_item, &l);
	if (e)
		return cli_desk_failed(cli, e);
	if (l.len == 0)
		visible_printf(
			stderr, "robinson requests list: there is none\n");
	if (l.has_failed)
		return cli_fail(cli, EX_IOERR, "writing the output failed");
	status = cli_flush(cli);
	return !status && query.is_overdue && l.len > 0 ? EXIT_OVERDUE : status;
}

int cmd_requests_add(struct cli *cli, int argc, char **argv)
{
	const char *article = NULL, *received = NULL;
	struct requests_new new = {.who = NULL};
	const struct cli_option options[] = {
		{.name = "article", .value = &article},
		{.name = "received", .value = &received},
		{.name = "by", .value = &new.channel},
		{.name = "identified", .value = &new.identified},
	};
	int64_t number = 0;
	struct buf said;
	int status;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"ADDRESS", &new.who);
	if (!status)
		status = cli_require(cli, "article", article);
	if (!status && !cli_request_number(article, &number))
		status = cli_usage(cli,
			"--article: found \"%s\", accepted: 15, 16, 17, 18, "
			"20, 21",
			article);
	if (!status)
		status = cli_instant(cli, "received", received, DAY_FIRST,
			&new.received_utc);
	if (!status)
		status = cli_open_desk(cli, true);
	if (status)
		return status;
	new.article = number > 99 ? 0 : (int)number;
	buf_init(&said, SAID_MAX);
	return cli_said(cli, requests_add(cli->desk, &new, &said), &said);
}

static int read_id(struct cli *cli, int argc, char **argv,
	const struct cli_option *options, size_t len, int64_t *id_r)
{
	const char *text = NULL;
	int status;

	status = cli_options_one(cli, argc, argv, options, len, "ID", &text);
	if (!status && !cli_request_number(text, id_r))
		status = cli_usage(cli,
			"found \"%s\", accepted: a number of \"requests list\"",
			text);
	return status;
}

int cmd_requests_extend(struct cli *cli, int argc, char **argv)
{
	const char *reason = NULL, *told = NULL;
	const struct cli_option options[] = {
		{.name = "reason", .value = &reason},
		{.name = "told", .value = &told},
	};
	int64_t id = 0, told_utc;
	struct buf said;
	int status;

	status = read_id(cli, argc, argv, options, COUNT_OF(options), &id);
	if (!status)
		status = cli_require(cli, "reason", reason);
	if (!status)
		status = cli_require(cli, "told", told);
	if (!status)
		status = cli_instant(cli, "told", told, DAY_LAST, &told_utc);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	return cli_said(cli,
		requests_extend(cli->desk, id, reason, told_utc, &said), &said);
}

int cmd_requests_close(struct cli *cli, int argc, char **argv)
{
	const char *outcome = NULL;
	const struct cli_option options[] = {
		{.name = "outcome", .value = &outcome},
	};
	int64_t id = 0;
	struct buf said;
	int status;

	status = read_id(cli, argc, argv, options, COUNT_OF(options), &id);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	return cli_said(
		cli, requests_close(cli->desk, id, outcome, &said), &said);
}
