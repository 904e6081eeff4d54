/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/term.h"
#include "lists/list_cache.h"
#include "lists/update.h"

#define EXIT_LISTED 1
#define COLUMNS 5
#define CELL_SIZE 400

/* NULL after it said which lists there are. */
static const struct settings_dnm *find_list(
	const struct cli *cli, const char *name)
{
	const struct settings *s = cli->settings;
	struct buf known;

	for (size_t i = 0; i < s->dnm_len; i++)
		if (strcmp(s->dnm[i].name, name) == 0)
			return &s->dnm[i];
	buf_init(&known, 300);
	for (size_t i = 0; i < s->dnm_len; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", s->dnm[i].name);
	cli_fail(cli, EX_DATAERR,
		"list \"%s\" is not in the configuration; it knows: %s", name,
		known.len ? buf_text(&known) : "none");
	buf_free(&known);
	return NULL;
}

/* ---------------------------------------------------------------- update */

static void tell_bad(const struct source_report *s)
{
	uint64_t shown =
		s->bad_len < SOURCE_BAD_SHOWN ? s->bad_len : SOURCE_BAD_SHOWN;

	for (uint64_t i = 0; i < shown; i++)
		visible_printf(stderr, "line %" PRIu64 ": %s\n", s->bad[i].line,
			s->bad[i].cause);
	if (s->bad_len > shown)
		visible_printf(
			stderr, "and %" PRIu64 " more\n", s->bad_len - shown);
}

static int update(
	struct cli *cli, const char *file, struct update_options *options)
{
	struct update_report report;
	enum err e;

	options->source = file;
	options->rules = &cli->settings->address_rules;
	options->now_utc = clock_now(cli->clock);
	e = dnm_update(options, &report);
	tell_bad(&report.source);
	if (e)
		return cli_fail(cli, cli_status(e),
			"%s; the installed list stays as it was%s",
			report.cause[0] ? report.cause : err_text(e),
			report.is_implausible ?
				"; --force takes it all the same" :
				"");
	visible_printf(stdout,
		"list \"%s\": %" PRIu64 " entries taken, %" PRIu64
		" digests installed",
		options->dnm->name, report.source.entries, report.digests);
	if (report.source.bad_len)
		visible_printf(stdout, ", %" PRIu64 " bad line%s left out",
			report.source.bad_len,
			report.source.bad_len == 1 ? "" : "s");
	if (report.had_former)
		visible_printf(
			stdout, ", %" PRIu64 " before", report.former.count);
	putchar('\n');
	return cli_flush(cli);
}

int cmd_lists_update(struct cli *cli, int argc, char **argv)
{
	struct update_options options = {.force = false};
	const char *dated = NULL;
	const struct cli_option accepted[] = {
		{.name = "dated", .value = &dated},
		{.name = "force", .flag = &options.force},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, accepted, COUNT_OF(accepted), &first);
	if (!status && argc - first != 2)
		status = cli_usage(cli, "give the NAME of a list and a FILE");
	if (!status)
		status = cli_instant(
			cli, "dated", dated, DAY_FIRST, &options.dated_utc);
	if (status)
		return status;
	options.dnm = find_list(cli, argv[first]);
	if (!options.dnm)
		return EX_DATAERR;
	return update(cli, argv[first + 1], &options);
}

/* ------------------------------------------------------------------ test */

struct testing {
	struct cli *cli;
	struct list_cache *cache;
	struct digester *digester;
	struct forms *forms;
	bool is_listed;
	bool has_failed;
};

static const char *form_words(const struct dnm_form *form)
{
	switch (form->kind) {
	case FORM_ADDRESS:
		return "the address";
	case FORM_DOTLESS:
		return "the address without dots";
	case FORM_DOMAIN:
		break;
	}
	return "the domain";
}

static void test_one(struct testing *t, const struct settings_dnm *dnm)
{
	int64_t now = clock_now(t->cli->clock);
	char cause[LISTFILE_CAUSE_SIZE], age[LIST_CACHE_AGE_SIZE];
	const struct dnm_form *form;
	struct listfile *list;
	enum err e = list_cache_get(t->cache, dnm, now, &list, cause);

	if (e) {
		t->has_failed = true;
		cli_fail(t->cli, EX_UNAVAILABLE, "%s", cause);
		return;
	}
	list_cache_age(listfile_info(list)->dated_utc, now, age);
	e = list_cache_ask(list, t->forms, t->digester, &form);
	if (e == ERR_OK) {
		t->is_listed = true;
		visible_printf(stdout, "%s", dnm->name);
		printf("\tlisted\t%s\t", age);
		visible_printf(
			stdout, "by %s %s\n", form_words(form), form->text);
	} else if (e == ERR_NOT_FOUND) {
		visible_printf(stdout, "%s", dnm->name);
		printf("\tnot listed\t%s\n", age);
	} else {
		t->has_failed = true;
		cli_fail(t->cli, EX_UNAVAILABLE, "%s: %s", dnm->file,
			err_text(e));
	}
	listfile_unref(&list);
}

static int make_forms(struct testing *t, const char *who)
{
	const struct address_rules *rules = &t->cli->settings->address_rules;
	struct address address;
	const char *cause = NULL;
	enum err e = address_parse(rules, who, strlen(who), &address, &cause);

	if (e == ERR_INVALID)
		return cli_fail(t->cli, EX_DATAERR,
			"\"%s\" is no e-mail address: %s; accepted: "
			"name@example.com",
			who, cause);
	t->forms = malloc(sizeof(*t->forms));
	if (!e && !t->forms)
		e = ERR_NOMEM;
	if (!e)
		e = forms_of_address(
			rules, who, strlen(who), &address, t->forms);
	if (!e)
		e = digester_new(&t->digester);
	if (!e)
		e = list_cache_new(&t->cache);
	return e ? cli_fail(t->cli, cli_status(e), "%s", err_text(e)) : EX_OK;
}

int cmd_lists_test(struct cli *cli, int argc, char **argv)
{
	struct testing t = {.cli = cli};
	const char *who;
	int status;

	status = cli_options_one(cli, argc, argv, NULL, 0, "ADDRESS", &who);
	if (!status)
		status = cli_open_settings(cli);
	if (!status)
		status = make_forms(&t, who);
	for (size_t i = 0; !status && i < cli->settings->dnm_len; i++)
		test_one(&t, &cli->settings->dnm[i]);
	list_cache_free(&t.cache);
	digester_free(&t.digester);
	free(t.forms);
	if (status)
		return status;
	if (cli_flush(cli))
		return EX_IOERR;
	if (t.is_listed)
		return EXIT_LISTED;
	return t.has_failed ? EX_UNAVAILABLE : EX_OK;
}

/* ------------------------------------------------------------------ show */

static bool show_one(const struct cli *cli, const struct settings_dnm *dnm,
	struct list_cache *cache, char (*text)[CELL_SIZE], const char **cells)
{
	char cause[LISTFILE_CAUSE_SIZE];
	struct listfile *list;
	int64_t now = clock_now(cli->clock);

	cells[0] = dnm->name;
	cells[1] = dnm_format_name(dnm->format);
	cells[2] = cells[3] = "-";
	cells[4] = dnm->file;
	if (list_cache_get(cache, dnm, now, &list, cause)) {
		cli_fail(cli, EX_UNAVAILABLE, "%s", cause);
		return false;
	}
	snprintf(text[0], CELL_SIZE, "%" PRIu64, listfile_info(list)->entries);
	list_cache_age(listfile_info(list)->dated_utc, now, text[1]);
	cells[2] = text[0];
	cells[3] = text[1];
	listfile_unref(&list);
	return true;
}

static int show_all(struct cli *cli, struct list_cache *cache)
{
	static const char *const heading[COLUMNS] = {
		"list", "format", "entries", "age", "file"};
	size_t rows = cli->settings->dnm_len + 1;
	const char **cells = calloc(rows * COLUMNS, sizeof(*cells));
	char(*texts)[CELL_SIZE] = calloc(rows * 2, sizeof(*texts));
	int status = EX_OK;

	if (cells && texts) {
		memcpy(cells, heading, sizeof(heading));
		for (size_t i = 1; i < rows; i++)
			if (!show_one(cli, &cli->settings->dnm[i - 1], cache,
				    texts + 2 * i, cells + i * COLUMNS))
				status = EX_UNAVAILABLE;
		if (term_table(stdout, cells, rows, COLUMNS))
			status = cli_fail(
				cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	} else {
		status = cli_fail(cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	}
	free(cells);
	free(texts);
	return status;
}

int cmd_lists_show(struct cli *cli, int argc, char **argv)
{
	struct list_cache *cache;
	int status;

	status = cli_options_none(cli, argc, argv, NULL, 0);
	if (!status)
		status = cli_open_settings(cli);
	if (status)
		return status;
	if (cli->settings->dnm_len == 0) {
		fputs("no list is configured\n", stderr);
		return EX_OK;
	}
	if (list_cache_new(&cache))
		return cli_fail(cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	status = show_all(cli, cache);
	list_cache_free(&cache);
	return cli_flush(cli) ? EX_IOERR : status;
}
