/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <jansson.h>
#include <stdlib.h>

#include "service/doctor/doctor.h"

static void print_lines(const struct findings *f)
{
	for (size_t i = 0; i < f->len; i++) {
		const struct finding *item = &f->items[i];

		visible_printf(stdout, "%-8s %-9s %s\n",
			severity_name(item->severity), item->area, item->what);
		if (item->mend)
			visible_printf(
				stdout, "%-18s mend: %s\n", "", item->mend);
	}
	visible_printf(stdout, "%zu error%s, %zu warning%s\n",
		findings_count(f, SEVERITY_ERROR),
		findings_count(f, SEVERITY_ERROR) == 1 ? "" : "s",
		findings_count(f, SEVERITY_WARNING),
		findings_count(f, SEVERITY_WARNING) == 1 ? "" : "s");
}

/* Null where there is none, or a path is no UTF-8. */
static json_t *text_json(const char *text)
{
	json_t *json = text ? json_string(text) : NULL;

	return json ? json : json_null();
}

static json_t *finding_json(const struct finding *item)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "severity",
		severity_name(item->severity), "area", item->area, "what",
		text_json(item->what), "mend", text_json(item->mend));
}

static enum err print_json(const struct findings *f)
{
	json_t *list = json_array(), *all;
	bool failed = false;

	for (size_t i = 0; i < f->len; i++)
		failed |= json_array_append_new(
				  list, finding_json(&f->items[i])) != 0;
	all = json_pack("{s:o, s:I, s:I}", "findings", list, "errors",
		(json_int_t)findings_count(f, SEVERITY_ERROR), "warnings",
		(json_int_t)findings_count(f, SEVERITY_WARNING));
	failed |= !all || json_dumpf(all, stdout, JSON_INDENT(1)) != 0;
	json_decref(all);
	putchar('\n');
	return failed ? ERR_NOMEM : ERR_OK;
}

static int examine(const struct cli *cli, const struct doctor_options *options,
	bool as_json)
{
	struct findings f;
	int status;
	enum err e;

	findings_init(&f);
	e = doctor_examine(options, &f);
	if (!e && as_json)
		e = print_json(&f);
	else if (!e)
		print_lines(&f);
	status = findings_status(&f);
	findings_free(&f);
	if (e)
		return cli_fail(cli, cli_status(e), "%s", err_text(e));
	if (cli_flush(cli))
		return EX_IOERR;
	return status;
}

int cmd_doctor(struct cli *cli, int argc, char **argv)
{
	struct doctor_options options = {
		.config_path = cli->config_path, .clock = cli->clock};
	bool as_json = false;
	const struct cli_option accepted[] = {
		{.name = "postfix-config", .value = &options.postfix_config},
		{.name = "sendmail-cf", .value = &options.sendmail_cf},
		{.name = "sends-from", .value = &options.sends_from},
		{.name = "json", .flag = &as_json},
	};
	int status;

	status =
		cli_options_none(cli, argc, argv, accepted, COUNT_OF(accepted));
	return status ? status : examine(cli, &options, as_json);
}
