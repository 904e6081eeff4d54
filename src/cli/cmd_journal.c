/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "cli/overview.h"
#include "service/archive/journal_keep.h"
#include "service/archive/journal_verify.h"
#include "service/archive/journal_view.h"

#define EXIT_BROKEN 1
#define HEADS_MAX ((size_t)1 << 20)
#define KEY_TEXT_SIZE (2 * PSEUDONYM_LEN + 1)

struct listing_out {
	const struct cli *cli;
	bool is_json;
	bool has_failed;
	size_t len;
};

static void format_key(const struct pseudonym *key, char text_r[KEY_TEXT_SIZE])
{
	for (size_t i = 0; i < PSEUDONYM_LEN; i++)
		snprintf(text_r + 2 * i, 3, "%02x", key->bytes[i]);
}

static void set_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_object_set_new(object, name, json_string(text));
}

static bool print_json(struct listing_out *out,
	const struct journal_entry *entry, const char *sender)
{
	char at[INSTANT_TEXT_SIZE], key[KEY_TEXT_SIZE];
	json_t *line = json_object();
	bool is_verdict = entry->reason != 0;
	int failed;

	instant_format_iso(out->cli->settings->zone, entry->at_utc, at);
	json_object_set_new(line, "seq", json_integer((json_int_t)entry->seq));
	set_text(line, "ref", entry->ref);
	set_text(line, "at", at);
	set_text(line, "kind", journal_kind_name(entry->kind));
	if (entry->has_key) {
		format_key(&entry->key, key);
		set_text(line, "key", key);
	}
	set_text(line, "purpose", entry->purpose);
	if (is_verdict) {
		set_text(line, "reason", reason_name(entry->reason));
		set_text(line, "action", action_name(entry->action));
		json_object_set_new(
			line, "enforced", json_boolean(entry->is_enforced));
	}
	set_text(line, "queue_id", entry->queue_id);
	set_text(line, "host", entry->host);
	set_text(line, "by", sender);
	set_text(line, "detail", entry->detail);
	failed = json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
	return failed == 0;
}

static void print_text(const struct listing_out *out,
	const struct journal_entry *entry, const char *sender)
{
	char at[INSTANT_TEXT_SIZE];

	instant_format(out->cli->settings->zone, entry->at_utc, at);
	visible_printf(stdout, "%s  %s  %s", at, entry->ref,
		journal_kind_name(entry->kind));
	if (entry->reason != 0)
		visible_printf(stdout, " %s %s%s", action_name(entry->action),
			reason_name(entry->reason),
			entry->is_enforced ? "" : " (not enforced)");
	if (entry->purpose)
		visible_printf(stdout, "  purpose %s", entry->purpose);
	if (entry->has_key)
		visible_printf(stdout, "  person %02x%02x%02x%02x",
			entry->key.bytes[0], entry->key.bytes[1],
			entry->key.bytes[2], entry->key.bytes[3]);
	if (entry->queue_id)
		visible_printf(stdout, "  queue id %s", entry->queue_id);
	if (entry->host)
		visible_printf(stdout, "  host %s", entry->host);
	if (sender)
		visible_printf(stdout, "  by %s", sender);
	if (entry->detail)
		visible_printf(stdout, "  %s", entry->detail);
	putchar('\n');
}

static bool print_entry(
	void *arg, const struct journal_entry *entry, const char *sender)
{
	struct listing_out *out = arg;

	out->len++;
	if (out->is_json)
		out->has_failed = !print_json(out, entry, sender);
	else
		print_text(out, entry, sender);
	return !out->has_failed && !ferror(stdout);
}

static int show_entries(struct cli *cli, struct listing_out *out,
	const struct journal_query *query)
{
	int status = cli_open_desk(cli, false);
	enum err e;

	if (status)
		return status;
	e = journal_view(cli->desk, query, print_entry, out);
	if (e)
		return cli_desk_failed(cli, e);
	if (out->len == 0)
		visible_printf(
			stderr, "robinson journal: there is no such entry\n");
	if (out->has_failed)
		return cli_fail(cli, EX_IOERR, "writing the output failed");
	return cli_flush(cli);
}

/* What both ways to show the journal are asked for. */
struct journal_words {
	const char *since, *until, *reason;
	bool is_summary;
	struct overview_wish overview;
};

static int read_words(struct cli *cli, const struct journal_words *words,
	struct journal_query *query)
{
	int status = cli_instant(
		cli, "since", words->since, DAY_FIRST, &query->since_utc);

	if (!status)
		status = cli_instant(cli, "until", words->until, DAY_LAST,
			&query->until_utc);
	query->has_until = query->until_utc != INSTANT_NONE;
	if (!status && words->reason &&
		reason_parse(words->reason, &query->reason))
		status = cli_fail(cli, EX_USAGE,
			"--reason: found \"%s\", accepted: a reason, as "
			"unknown",
			words->reason);
	return status;
}

static int show_overview(struct cli *cli, struct journal_words *words,
	const struct journal_query *query)
{
	if (query->address || query->ref || query->with_sums)
		return cli_usage(cli,
			"--summary counts all persons: --address, --ref and "
			"--sums cannot be used with it");
	if (words->overview.is_json && words->overview.is_mail)
		return cli_usage(
			cli, "--json and --mail cannot be used together");
	words->overview.since_utc = query->since_utc;
	words->overview.until_utc = query->until_utc;
	words->overview.purpose = query->purpose;
	words->overview.sender = query->sender;
	words->overview.reason = query->reason;
	return overview_show(cli, &words->overview);
}

int cmd_journal(struct cli *cli, int argc, char **argv)
{
	struct listing_out out = {.cli = cli};
	struct journal_query query = {0};
	struct journal_words words = {0};
	const struct cli_option options[] = {
		{.name = "since", .value = &words.since},
		{.name = "until", .value = &words.until},
		{.name = "address", .value = &query.address},
		{.name = "ref", .value = &query.ref},
		{.name = "purpose", .value = &query.purpose},
		{.name = "sender", .value = &query.sender},
		{.name = "reason", .value = &words.reason},
		{.name = "json", .flag = &out.is_json},
		{.name = "sums", .flag = &query.with_sums},
		{.name = "summary", .flag = &words.is_summary},
		{.name = "by", .value = &words.overview.by},
		{.name = "mail", .flag = &words.overview.is_mail},
	};
	int status;

	status = cli_options_none(cli, argc, argv, options, COUNT_OF(options));
	if (!status)
		status = read_words(cli, &words, &query);
	if (status)
		return status;
	words.overview.is_json = out.is_json;
	if (words.is_summary)
		return show_overview(cli, &words, &query);
	if (words.overview.by || words.overview.is_mail)
		return cli_usage(cli, "--by and --mail need --summary");
	return show_entries(cli, &out, &query);
}

static int check_heads(struct cli *cli, const char *path)
{
	struct journal_held held;
	enum err e = journal_keep_check(cli->desk, path, &held);

	if (e) {
		int status = cli_desk_failed(cli, e);

		return e == ERR_CORRUPT ? EXIT_BROKEN : status;
	}
	visible_printf(
		stdout, "It holds the %zu heads of %s", held.heads, path);
	if (held.trimmed > 0)
		visible_printf(stdout,
			"; of %zu the entries were trimmed since",
			held.trimmed);
	puts(".");
	return EX_OK;
}

static void print_fault(void *arg, const char *text)
{
	(void)arg;
	visible_printf(stderr, "robinson journal verify: %s\n", text);
}

int cmd_journal_verify(struct cli *cli, int argc, char **argv)
{
	const char *heads = NULL;
	const struct cli_option options[] = {
		{.name = "head", .value = &heads},
	};
	struct journal_verified verified;
	int status;
	enum err e;

	status = cli_options_none(cli, argc, argv, options, 1);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	e = journal_verify(cli->desk, print_fault, NULL, &verified);
	if (e) {
		status = cli_desk_failed(cli, e);
		return e == ERR_CORRUPT ? EXIT_BROKEN : status;
	}
	visible_printf(stdout,
		"The chain of the journal is whole: %" PRIu64 " entries.\n",
		verified.entries);
	visible_printf(stdout,
		"Wishes and restrictions are what it tells: %" PRIu64
		" rows.\n",
		verified.rows);
	status = heads ? check_heads(cli, heads) : EX_OK;
	return status ? status : cli_flush(cli);
}

int cmd_journal_trim(struct cli *cli, int argc, char **argv)
{
	const char *reason = NULL, *confirmed;
	bool confirms = false;
	const struct cli_option options[] = {
		{.name = "confirm", .flag = &confirms},
		{.name = "reason", .value = &reason},
	};
	uint64_t trimmed = 0;
	int status;
	enum err e;

	status = cli_options_none(cli, argc, argv, options, COUNT_OF(options));
	if (!status)
		status = cli_confirmation(cli, confirms, reason, &confirmed);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	e = journal_keep_trim(cli->desk, confirmed, &trimmed);
	if (trimmed > 0 || !e)
		visible_printf(
			stdout, "%" PRIu64 " entries trimmed.\n", trimmed);
	if (!e)
		return cli_flush(cli);
	status = cli_not_believed(cli, e);
	if (!status)
		status = cli_desk_failed(cli, e);
	return e == ERR_CORRUPT ? EXIT_BROKEN : status;
}

int cmd_journal_head(struct cli *cli, int argc, char **argv)
{
	struct buf out;
	int first, status;
	FILE *to = stdout;
	enum err e;

	status = cli_options(cli, argc, argv, NULL, 0, &first);
	if (!status && argc - first > 1)
		status = cli_usage(cli, "one FILE is accepted, found \"%s\"",
			argv[first + 1]);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	buf_init(&out, HEADS_MAX);
	e = journal_keep_heads(cli->desk, &out);
	if (e)
		status = cli_desk_failed(cli, e);
	if (!status && first < argc)
		to = fopen(argv[first], "we");
	if (!status &&
		(!to || fputs(buf_text(&out), to) == EOF ||
			(to != stdout && fclose(to) != 0)))
		status = cli_fail(cli, EX_CANTCREAT, "%s: %s",
			first < argc ? argv[first] : "standard output",
			strerror(errno));
	buf_free(&out);
	return status ? status : cli_flush(cli);
}
