/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include "cli/request.h"
#include "service/person/rectify.h"
#include "service/retention/purge.h"

#define SAID_MAX 4096

/* Who asks may write from either address. */
static int check_request(struct cli *cli, const char *option,
	const struct rectify_options *o, int64_t *id_r)
{
	enum err e;

	*id_r = 0;
	if (!option)
		return EX_OK;
	if (!cli_request_number(option, id_r))
		return cli_request_check(cli, option, o->from, id_r);
	e = requests_check(cli->desk, *id_r, o->from);
	if (e == ERR_INVALID)
		e = requests_check(cli->desk, *id_r, o->to);
	return e ? cli_desk_failed(cli, e) : EX_OK;
}

static int rectify(
	struct cli *cli, const struct rectify_options *options, int64_t id)
{
	struct buf said;
	int status;
	enum err e;

	buf_init(&said, SAID_MAX);
	e = rectify_address(cli->desk, options, &said);
	if (!e)
		visible_print_lines(stdout, buf_text(&said));
	buf_free(&said);
	if (e)
		return cli_desk_failed(cli, e);
	if (options->is_dry)
		return cli_flush(cli);
	e = purge_scrub(cli->desk);
	if (e == ERR_UNAVAILABLE)
		cli_fail(cli, 0,
			"%s; old copies of what was moved go from the log with "
			"the next purge",
			cli->desk->cause);
	else if (e)
		return cli_desk_failed(cli, e);
	status = cli_request_close(cli, id, "rectified", stdout);
	return status ? status : cli_flush(cli);
}

int cmd_rectify(struct cli *cli, int argc, char **argv)
{
	struct rectify_options o = {.from = NULL};
	const char *request = NULL;
	const struct cli_option options[] = {
		{.name = "dry-run", .flag = &o.is_dry},
		{.name = "without-objection", .flag = &o.without_objection},
		{.name = "request", .value = &request},
	};
	int64_t id;
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status && argc - first != 2)
		status = cli_usage(cli,
			"two addresses are accepted, the old and the new one");
	if (status)
		return status;
	o.from = argv[first];
	o.to = argv[first + 1];
	status = cli_open_desk(cli, false);
	if (!status)
		status = check_request(cli, request, &o, &id);
	return status ? status : rectify(cli, &o, id);
}
