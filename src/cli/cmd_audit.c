/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <string.h>

#include "cli/language.h"
#include "cli/outlet.h"
#include "cli/term.h"
#include "service/audit/audit.h"

#define NAMES_MAX 100

struct names {
	const char *items[NAMES_MAX];
	size_t len;
};

struct auditing {
	struct cli *cli;
	struct audit_options options;
	struct names maps, needed;
	const char *html, *json, *work_list; /* files to write */
	const char *language;
	struct translation translation;
	struct term_bar bar;
};

static enum err add_name(void *arg, const char *name)
{
	struct names *names = arg;

	if (names->len == NAMES_MAX)
		return ERR_LIMIT;
	names->items[names->len++] = name;
	return ERR_OK;
}

static void draw_bar(void *arg, uint64_t bytes, uint64_t of_bytes)
{
	struct auditing *a = arg;

	term_bar_draw(&a->bar, bytes, of_bytes);
}

static enum err make_text(const void *audit, struct buf *out)
{
	return audit_markdown(audit, out);
}

static enum err make_html(const void *audit, struct buf *out)
{
	return audit_html(audit, out);
}

static enum err make_json(const void *audit, struct buf *out)
{
	return audit_json(audit, out);
}

static int write_work_list(const struct auditing *a, struct audit *audit)
{
	FILE *to = fopen(a->work_list, "we");
	enum err e;

	if (!to)
		return cli_fail(a->cli, EX_CANTCREAT, "%s: %s", a->work_list,
			strerror(errno));
	e = audit_work_list(audit, to);
	if (fclose(to) != 0 && !e)
		e = ERR_IO;
	if (e)
		return cli_fail(a->cli, cli_status(e), "%s: %s", a->work_list,
			e == ERR_IO ? strerror(errno) : err_text(e));
	return EX_OK;
}

static int write_all(const struct auditing *a, struct audit *audit)
{
	int status = EX_OK;

	if (!a->json || strcmp(a->json, "-") != 0)
		status = outlet_write(a->cli, "-", make_text, audit);
	if (!status && a->html)
		status = outlet_write(a->cli, a->html, make_html, audit);
	if (!status && a->json)
		status = outlet_write(a->cli, a->json, make_json, audit);
	if (!status && a->work_list)
		status = write_work_list(a, audit);
	return status;
}

static int run_audit(struct auditing *a)
{
	struct audit audit;
	int status;
	enum err e;

	status = cli_language_open(a->cli, a->language, &a->translation);
	if (status)
		return status;
	term_bar_init(&a->bar);
	a->options.translation = &a->translation;
	a->options.maps = a->maps.items;
	a->options.maps_len = a->maps.len;
	a->options.needed = a->needed.items;
	a->options.needed_len = a->needed.len;
	a->options.progress = draw_bar;
	a->options.arg = a;
	e = audit_run(a->cli->desk, &a->options, &audit);
	term_bar_clear(&a->bar);
	if (e)
		return cli_desk_failed(a->cli, e);
	status = write_all(a, &audit);
	if (!status)
		status = findings_status(&audit.findings);
	audit_free(&audit);
	return status;
}

int cmd_audit(struct cli *cli, int argc, char **argv)
{
	struct auditing a = {.cli = cli};
	const struct cli_option options[] = {
		{.name = "source", .value = &a.options.source},
		{.name = "map", .each = add_name, .arg = &a.maps},
		{.name = "needed", .each = add_name, .arg = &a.needed},
		{.name = "html", .value = &a.html},
		{.name = "json", .value = &a.json},
		{.name = "language", .value = &a.language},
		{.name = "work-list", .value = &a.work_list},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status && first == argc)
		status = cli_usage(cli, "EXPORT.csv is missing");
	if (!status)
		status = cli_require(cli, "source", a.options.source);
	if (!status && a.html && strcmp(a.html, "-") == 0)
		status =
			cli_usage(cli, "--html: a file is accepted, not \"-\"");
	if (!status)
		status = cli_language_check(cli, a.language);
	if (!status)
		status = cli_open_desk(cli, false);
	if (status)
		return status;
	a.options.paths = (const char *const *)argv + first;
	a.options.paths_len = (size_t)(argc - first);
	status = run_audit(&a);
	translation_free(&a.translation);
	return status;
}
