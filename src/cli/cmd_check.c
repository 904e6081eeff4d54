/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/term.h"
#include "service/import/checklist.h"
#include "service/verdict/check_door.h"

#define EXIT_SOME_MAY_NOT 1
#define TABLE_COLUMNS 5
#define OUTPUT_BUFFER ((size_t)1 << 20)

struct checking {
	struct cli *cli;
	struct check_query query;
	const char *path; /* of the list */
	const char *encoding;
	const char *socket; /* of the daemon that is asked; NULL: none is */
	const char *purpose;
	enum charset charset;
	char **addresses;
	size_t addresses_len;
	bool is_json;
	bool has_failed; /* an item could not be printed */
};

/* What is said where there is no date; NULL: there is one. */
static const char *retention_word(const struct verdict *v)
{
	if (!v->is_known)
		return "none"; /* of somebody who is not known nothing ended */
	switch (v->retention.kind) {
	case RETENTION_UNLIMITED:
		return "unlimited";
	case RETENTION_AT:
		return NULL;
	case RETENTION_ENDED:
		break;
	}
	return "ended";
}

static const char *format_retention(const struct checking *c,
	const struct verdict *v, char text_r[INSTANT_TEXT_SIZE])
{
	const char *word = retention_word(v);

	if (word)
		return word;
	instant_format(c->cli->settings->zone, v->retention.end_utc, text_r);
	return text_r;
}

static json_t *json_retention(const struct checking *c, const struct verdict *v)
{
	const char *word = retention_word(v);
	char text[INSTANT_TEXT_SIZE];

	if (v->is_known && v->retention.kind == RETENTION_UNLIMITED)
		return json_null();
	if (word)
		return json_string(word);
	instant_format_iso(c->cli->settings->zone, v->retention.end_utc, text);
	return json_string(text);
}

static void print_json(void *arg, const struct check_item *item)
{
	struct checking *c = arg;
	const struct verdict *v = &item->verdict;
	json_t *line = json_pack("{s:o, s:s, s:s, s:s, s:o, s:s}", "address",
		json_any_text(item->text, item->text_len), "purpose",
		c->query.purpose->name, "action", action_name(v->action),
		"reason", reason_name(v->reason), "retention_end",
		json_retention(c, v), "rule", reason_article(v->reason));

	if (line && v->channel)
		json_object_set_new(line, "channel", json_string(v->channel));
	if (!line || json_dumpf(line, stdout, JSON_COMPACT) != 0)
		c->has_failed = true;
	putchar('\n');
	json_decref(line);
}

static void print_line(const struct checking *c, const struct check_item *item)
{
	char text[INSTANT_TEXT_SIZE];

	/* A tab in the address would move the columns. */
	visible_printf(stdout, "%s", item->text);
	printf("\t%s\t%s\t%s\t%s\n", action_name(item->verdict.action),
		reason_name(item->verdict.reason),
		format_retention(c, &item->verdict, text),
		reason_article(item->verdict.reason));
}

static int print_table(const struct checking *c, const struct check_item *items)
{
	static const char *const heading[TABLE_COLUMNS] = {
		"address", "action", "reason", "retention end", "rule"};
	size_t rows = c->addresses_len + 1;
	const char **cells = calloc(rows * TABLE_COLUMNS, sizeof(*cells));
	char(*ends)[INSTANT_TEXT_SIZE] = calloc(rows, sizeof(*ends));
	int status = EX_OK;

	if (cells && ends) {
		memcpy(cells, heading, sizeof(heading));
		for (size_t i = 0; i < c->addresses_len; i++) {
			const struct verdict *v = &items[i].verdict;
			const char **row = cells + (i + 1) * TABLE_COLUMNS;

			row[0] = items[i].text;
			row[1] = action_name(v->action);
			row[2] = reason_name(v->reason);
			row[3] = format_retention(c, v, ends[i]);
			row[4] = reason_article(v->reason);
		}
		if (term_table(stdout, cells, rows, TABLE_COLUMNS))
			status = cli_fail(
				c->cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	} else {
		status = cli_fail(c->cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	}
	free(cells);
	free(ends);
	return status;
}

static int print_items(struct checking *c, const struct check_item *items)
{
	int status = EX_OK;

	if (!c->is_json && isatty(STDOUT_FILENO))
		status = print_table(c, items);
	for (size_t i = 0; i < c->addresses_len; i++) {
		if (c->is_json)
			print_json(c, &items[i]);
		else if (!isatty(STDOUT_FILENO))
			print_line(c, &items[i]);
		if (items[i].cause)
			cli_fail(c->cli, EX_OK,
				"\"%s\" is no e-mail address: "
				"%s",
				items[i].text, items[i].cause);
	}
	return status;
}

static int check_addresses(struct checking *c)
{
	struct check_item *items = calloc(c->addresses_len, sizeof(*items));
	bool all = true;
	int status;
	enum err e;

	if (!items)
		return cli_fail(c->cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	for (size_t i = 0; i < c->addresses_len; i++) {
		items[i].text = c->addresses[i];
		items[i].text_len = strlen(c->addresses[i]);
	}
	e = check_batch(c->cli->desk, &c->query, items, c->addresses_len);
	if (e) {
		status = cli_desk_failed(c->cli, e);
	} else {
		for (size_t i = 0; i < c->addresses_len; i++)
			all = all && check_may_go(&items[i]);
		status = print_items(c, items);
	}
	free(items);
	if (status)
		return status;
	return all ? EX_OK : EXIT_SOME_MAY_NOT;
}

static void print_bad(void *arg, uint64_t line, const char *cause)
{
	const struct checking *c = arg;

	visible_printf(stderr, "%s:%llu: %s\n", c->path,
		(unsigned long long)line, cause);
}

static int check_list(struct checking *c)
{
	const struct checklist list = {
		.path = c->path,
		.charset = c->encoding ? &c->charset : NULL,
		.copy_to = c->is_json ? NULL : stdout,
		.each = c->is_json ? print_json : NULL,
		.bad = print_bad,
		.arg = c,
	};
	struct checklist_counts counts;
	enum err e;

	setvbuf(stdout, NULL, _IOFBF, OUTPUT_BUFFER);
	e = checklist_run(c->cli->desk, &c->query, &list, &counts);
	if (e)
		return cli_desk_failed(c->cli, e);
	visible_printf(stderr,
		"%s: %llu rows, %llu may be written to for \"%s\"\n", c->path,
		(unsigned long long)counts.rows,
		(unsigned long long)counts.may_go, c->query.purpose->name);
	if (counts.formulas > 0)
		visible_printf(stderr,
			"%s: a spreadsheet would execute %llu cells; they are "
			"copied as they are\n",
			c->path, (unsigned long long)counts.formulas);
	if (counts.bad > 0 || counts.may_go < counts.rows)
		return EXIT_SOME_MAY_NOT;
	return EX_OK;
}

static int open_question(
	struct checking *c, const char *purpose_name, const char *at)
{
	const struct policy_purpose *purpose;
	int64_t at_utc;
	int status;
	enum err e;

	status = cli_instant(c->cli, "at", at, DAY_FIRST, &at_utc);
	if (!status)
		status = cli_open_desk(c->cli, false);
	if (status)
		return status;
	e = desk_purpose(c->cli->desk, purpose_name, &purpose);
	if (e)
		return cli_desk_failed(c->cli, e);
	cli_tell_waiting(c->cli);
	check_query_init(c->cli->desk, purpose, at_utc, &c->query);
	return EX_OK;
}

/* ------------------------------------------------- without keys and store */

static void print_answer_json(
	struct checking *c, const char *address, bool is_yes, const char *why)
{
	json_t *line = json_pack("{s:o, s:s, s:b, s:o}", "address",
		json_any_text(address, strlen(address)), "purpose", c->purpose,
		"may", is_yes, "why", json_any_text(why, strlen(why)));

	if (!line || json_dumpf(line, stdout, JSON_COMPACT) != 0)
		c->has_failed = true;
	putchar('\n');
	json_decref(line);
}

/* A line "yes" or "no", a tab, why; it is cut into these. False: it is none. */
static bool split_answer(char *line, bool *is_yes_r, const char **why_r)
{
	char *tab = strchr(line, '\t');

	if (!tab)
		return false;
	*tab = '\0';
	*is_yes_r = strcmp(line, "yes") == 0;
	*why_r = tab + 1;
	return *is_yes_r || strcmp(line, "no") == 0;
}

static int print_answers(struct checking *c, char *answers)
{
	char *rest = answers, *line;
	bool all = true;

	for (size_t i = 0; i < c->addresses_len; i++) {
		const char *why;
		bool is_yes;

		line = strsep(&rest, "\n");
		if (!line || !split_answer(line, &is_yes, &why))
			return cli_fail(c->cli, EX_PROTOCOL,
				"the daemon's answer is not understood");
		all = all && is_yes;
		if (c->is_json) {
			print_answer_json(c, c->addresses[i], is_yes, why);
			continue;
		}
		visible_printf(stdout, "%s", c->addresses[i]);
		printf("\t%s\t", is_yes ? "yes" : "no");
		visible_printf(stdout, "%s\n", why);
	}
	return all ? EX_OK : EXIT_SOME_MAY_NOT;
}

static int ask_daemon(struct checking *c)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct buf answers;
	int status;
	enum err e;

	buf_init(&answers, OUTPUT_BUFFER);
	e = check_ask(c->socket, c->purpose, (const char *const *)c->addresses,
		c->addresses_len, &answers, cause);
	if (e)
		status = cli_fail(c->cli,
			e == ERR_NOT_FOUND ? EX_UNAVAILABLE : cli_status(e),
			"%s", cause);
	else
		status = answers.len > 0 ?
			print_answers(c, answers.data) :
			cli_fail(c->cli, EX_PROTOCOL, "no answer");
	buf_free(&answers);
	return status;
}

int cmd_check(struct cli *cli, int argc, char **argv)
{
	struct checking c = {.cli = cli};
	const char *at = NULL;
	const struct cli_option options[] = {
		{.name = "purpose", .value = &c.purpose},
		{.name = "at", .value = &at},
		{.name = "socket", .value = &c.socket},
		{.name = "json", .flag = &c.is_json},
		{.name = "file", .value = &c.path},
		{.name = "encoding", .value = &c.encoding},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status)
		status = cli_require(cli, "purpose", c.purpose);
	if (status)
		return status;
	c.addresses = argv + first;
	c.addresses_len = (size_t)(argc - first);
	if (c.socket && (c.path || at))
		return cli_usage(cli,
			"the daemon is asked about addresses, and about now");
	if ((c.addresses_len == 0) == (c.path == NULL))
		return cli_usage(cli, "give addresses, or --file with a list");
	if (c.encoding && charset_parse(c.encoding, &c.charset))
		return cli_usage(cli, "--encoding: found \"%s\", accepted: %s",
			c.encoding, CHARSET_NAMES);
	status = c.socket ? EX_OK : open_question(&c, c.purpose, at);
	if (!status)
		status = c.socket ? ask_daemon(&c) :
			c.path    ? check_list(&c) :
				    check_addresses(&c);
	if (status != EX_OK && status != EXIT_SOME_MAY_NOT)
		return status;
	if (c.has_failed)
		return cli_fail(cli, EX_IOERR, "writing the output failed");
	return cli_flush(cli) ? EX_IOERR : status;
}
