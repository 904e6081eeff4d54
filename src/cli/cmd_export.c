/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include "cli/language.h"
#include "cli/request.h"
#include "service/report/export.h"

#define PAGE_MAX ((size_t)64 << 20)

struct export
{
	struct cli *cli;
	const char *who;
	bool is_html;
	enum export_language language;
};

static int print_page(const struct export *x, const json_t *document)
{
	struct buf page;
	enum err e;

	buf_init(&page, PAGE_MAX);
	e = export_page(document, x->language, &page);
	if (!e)
		fputs(buf_text(&page), stdout);
	buf_free(&page);
	return e ? cli_fail(x->cli, cli_status(e), "%s", err_text(e)) : EX_OK;
}

static int print(const struct export *x, const json_t *document)
{
	int status = EX_OK;

	if (x->is_html)
		status = print_page(x, document);
	else if (json_dumpf(document, stdout, JSON_INDENT(2)) != 0)
		status =
			cli_fail(x->cli, EX_IOERR, "writing the output failed");
	else
		putchar('\n');
	return status ? status : cli_flush(x->cli);
}

/* What was not written in full is not on record as given. */
static int export_and_close(const struct export *x, int64_t id)
{
	struct desk *desk = x->cli->desk;
	json_t *document;
	enum err e = export_person(desk, x->who, &document);
	int status;

	if (e)
		return cli_desk_failed(x->cli, e);
	status = print(x, document);
	json_decref(document);
	if (status)
		return status;
	e = export_journal(desk, x->who);
	return e ? cli_desk_failed(x->cli, e) :
		   cli_request_close(x->cli, id, "data handed out", stderr);
}

int cmd_export(struct cli *cli, int argc, char **argv)
{
	struct export x = {.cli = cli};
	const char *language = NULL, *request = NULL;
	const struct cli_option options[] = {
		{.name = "html", .flag = &x.is_html},
		{.name = "language", .value = &language},
		{.name = "request", .value = &request},
	};
	int64_t id;
	int status;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "ADDRESS", &x.who);
	if (!status)
		status = cli_language_check(cli, language);
	if (!status)
		status = cli_open_desk(cli, false);
	if (!status &&
		export_language(cli_language(cli, language), &x.language))
		status = cli_fail(cli, EX_SOFTWARE, "--language");
	if (!status)
		status = cli_request_check(cli, request, x.who, &id);
	return status ? status : export_and_close(&x, id);
}
