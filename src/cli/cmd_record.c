/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <string.h>

#include "cli/request.h"
#include "service/person/record.h"

#define SAID_MAX 4096

int cmd_contact(struct cli *cli, int argc, char **argv)
{
	struct record_contact act = {0};
	const char *at = NULL;
	const struct cli_option options[] = {
		{.name = "at", .value = &at},
		{.name = "source", .value = &act.source},
		{.name = "relation", .value = &act.relation},
		{.name = "ref", .value = &act.ref},
	};
	struct buf said;
	int status;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"ADDRESS", &act.who);
	if (!status)
		status = cli_require(cli, "at", at);
	if (!status)
		status = cli_require(cli, "source", act.source);
	if (!status)
		status = cli_instant(cli, "at", at, DAY_FIRST, &act.at_utc);
	if (!status)
		status = cli_open_desk(cli, true);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	return cli_said(cli, record_contact(cli->desk, &act, &said), &said);
}

int cmd_relate(struct cli *cli, int argc, char **argv)
{
	struct record_relate act = {0};
	const char *at = NULL, *end = NULL;
	const struct cli_option options[] = {
		{.name = "relation", .value = &act.relation},
		{.name = "at", .value = &at},
		{.name = "end", .value = &end},
	};
	struct buf said;
	int status;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"ADDRESS", &act.who);
	if (!status)
		status = cli_require(cli, "relation", act.relation);
	if (!status)
		status = cli_instant(cli, "at", at, DAY_FIRST, &act.at_utc);
	if (!status)
		status = cli_instant(cli, "end", end, DAY_LAST, &act.end_utc);
	if (!status)
		status = cli_open_desk(cli, true);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	return cli_said(cli, record_relate(cli->desk, &act, &said), &said);
}

int cmd_grant(struct cli *cli, int argc, char **argv)
{
	struct record_grant act = {0};
	const char *at = NULL, *expires = NULL;
	const struct cli_option options[] = {
		{.name = "purpose", .value = &act.purpose},
		{.name = "basis", .value = &act.basis},
		{.name = "at", .value = &at},
		{.name = "evidence", .value = &act.evidence},
		{.name = "expires", .value = &expires},
	};
	struct buf said;
	int status;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"ADDRESS", &act.who);
	if (!status)
		status = cli_require(cli, "purpose", act.purpose);
	if (!status)
		status = cli_require(cli, "basis", act.basis);
	if (!status)
		status = cli_require(cli, "at", at);
	if (!status)
		status = cli_instant(cli, "at", at, DAY_FIRST, &act.at_utc);
	if (!status)
		status = cli_instant(
			cli, "expires", expires, DAY_LAST, &act.expires_utc);
	if (!status)
		status = cli_open_desk(cli, true);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	return cli_said(cli, record_grant(cli->desk, &act, &said), &said);
}

int cmd_withdraw(struct cli *cli, int argc, char **argv)
{
	struct record_withdraw act = {0};
	const char *at = NULL;
	const struct cli_option options[] = {
		{.name = "purpose", .value = &act.purpose},
		{.name = "at", .value = &at},
	};
	struct buf said;
	int status;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"ADDRESS", &act.who);
	if (!status)
		status = cli_require(cli, "purpose", act.purpose);
	if (!status)
		status = cli_wish_date(cli, "at", at, &act.at_utc, &act.is_day);
	if (!status)
		status = cli_open_desk(cli, true);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	return cli_said(cli, record_withdraw(cli->desk, &act, &said), &said);
}

/* --lift goes with --reason, an objection with --at and --channel. */
static int check_lift(const struct cli *cli, bool lift, const char *reason,
	const char *at, const char *channel)
{
	if (lift && (!reason || reason[0] == '\0'))
		return cli_usage(cli, "--lift needs --reason");
	if (lift && (at || channel))
		return cli_usage(cli,
			"--lift takes neither --at nor "
			"--channel");
	if (!lift && reason)
		return cli_usage(cli, "--reason goes with --lift");
	return EX_OK;
}

int cmd_object(struct cli *cli, int argc, char **argv)
{
	struct record_object act = {0};
	const char *at = NULL, *reason = NULL, *request = NULL;
	bool lift = false;
	const struct cli_option options[] = {
		{.name = "purpose", .value = &act.purpose},
		{.name = "at", .value = &at},
		{.name = "channel", .value = &act.channel},
		{.name = "lift", .flag = &lift},
		{.name = "reason", .value = &reason},
		{.name = "request", .value = &request},
	};
	struct buf said;
	int64_t id;
	int status;
	enum err e;

	status = cli_options_one(cli, argc, argv, options, COUNT_OF(options),
		"ADDRESS or @DOMAIN", &act.who);
	if (!status)
		status = check_lift(cli, lift, reason, at, act.channel);
	if (!status)
		status = cli_wish_date(cli, "at", at, &act.at_utc, &act.is_day);
	if (!status)
		status = cli_open_desk(cli, true);
	if (!status)
		status = cli_request_check(cli, request, act.who, &id);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	if (lift)
		e = record_object_lift(cli->desk,
			&(struct record_object_lift){.who = act.who,
				.purpose = act.purpose,
				.reason = reason},
			&said);
	else
		e = record_object(cli->desk, &act, &said);
	status = cli_said(cli, e, &said);
	return status ?
		status :
		cli_request_close(cli, id, "objection recorded", stdout);
}

int cmd_restrict(struct cli *cli, int argc, char **argv)
{
	const char *who = NULL, *request = NULL;
	bool lift = false;
	const struct cli_option options[] = {
		{.name = "lift", .flag = &lift},
		{.name = "request", .value = &request},
	};
	struct buf said;
	int64_t id;
	int status;
	enum err e;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "ADDRESS", &who);
	if (!status)
		status = cli_open_desk(cli, true);
	if (!status)
		status = cli_request_check(cli, request, who, &id);
	if (status)
		return status;
	buf_init(&said, SAID_MAX);
	if (lift)
		e = record_restrict_lift(cli->desk, who, &said);
	else
		e = record_restrict(cli->desk, who, &said);
	status = cli_said(cli, e, &said);
	return status ? status :
			cli_request_close(cli, id, "restricted", stdout);
}
