/* SPDX-License-Identifier: BSD-2-Clause */
/* What is held goes out, or is past its time; the postmaster's digest. */
#include <stdlib.h>

#include "cli/held.h"
#include "cli/held_choice.h"
#include "mail/plain.h"
#include "service/mta/mta_queue_act.h"
#include "service/quarantine/dispatch_delete.h"

#define SHOWN 400
#define TO_SIZE 400

struct told {
	struct cli *cli;
	const char *id;
	bool has_failed;
};

static void tell(void *arg, const struct dispatch_result *result)
{
	static const char *const words[] = {
		[DISPATCH_SENT] = "released",
		[DISPATCH_UNDER_WAY] = "under way: the mail server has it, "
				       "and has not asked the milter yet",
		[DISPATCH_REFUSED] = "refused",
		[DISPATCH_LATER] = "not taken by the MTA, held again",
		[DISPATCH_UNCLEAR] = "not known whether it went: look at the "
				     "MTA's log",
		[DISPATCH_FAILED] = "not released",
	};
	struct told *t = arg;
	bool is_sent = result->end == DISPATCH_SENT ||
		result->end == DISPATCH_UNDER_WAY;
	struct buf text;

	buf_init(&text, (size_t)8 * SHOWN);
	(void)plain_adds(&text, result->address, SHOWN);
	(void)buf_adds(&text, ": ");
	(void)buf_adds(&text, words[result->end]);
	if (result->text && *result->text) {
		(void)buf_adds(&text, ": ");
		(void)plain_adds(&text, result->text, (size_t)2 * SHOWN);
	}
	visible_printf(
		is_sent ? stdout : stderr, "%s %s\n", t->id, buf_text(&text));
	buf_free(&text);
	t->has_failed |= !is_sent;
}

struct wish {
	const char *reason, *only;
};

static int release_all(
	struct cli *cli, const struct held_id *ids, size_t len, const void *arg)
{
	const struct wish *wish = arg;
	struct told told = {.cli = cli};
	struct dispatch *d = NULL;
	enum err e = dispatch_open(cli->desk, &d);

	if (e)
		return cli_desk_failed(cli, e);
	for (size_t i = 0; i < len; i++) {
		told.id = ids[i].text;
		e = dispatch_release(
			d, &ids[i], wish->only, wish->reason, tell, &told);
		if (e) {
			(void)cli_desk_failed(cli, e);
			told.has_failed = true;
		}
	}
	dispatch_close(&d);
	return told.has_failed ? EXIT_SOME : cli_flush(cli);
}

/* The server lets go a message as a whole. */
static enum err release_whole(struct desk *desk,
	const struct mta_queue_tools *tools, const struct mta_held *held,
	const char *reason)
{
	(void)tools;
	(void)reason;
	return desk_fail(desk, ERR_INVALID,
		"%s is held by the mail server, which lets go all of its "
		"recipients or none: --to is not accepted",
		held->queue_id);
}

int cmd_quarantine_release(struct cli *cli, int argc, char **argv)
{
	struct mta_queue_tools tools = {NULL};
	struct mta_held_order order = {
		.tools = &tools, .act = mta_queue_release, .done = "released"};
	struct held_pick pick = {.is_all = false};
	struct wish wish = {NULL};
	const struct cli_option options[] = {
		{.name = "reason", .value = &wish.reason},
		{.name = "to", .value = &wish.only},
		HELD_PICK_OPTIONS(&pick),
		{.name = "postfix-config", .value = &tools.postfix_config},
		{.name = "sendmail-cf", .value = &tools.sendmail_cf},
		{.name = "sendmail", .value = &tools.sendmail},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status)
		status = held_require_reason(cli, wish.reason);
	order.reason = wish.reason;
	if (wish.only)
		order.act = release_whole;
	if (!status)
		status = held_pick_act(cli, &order, &pick, argc, argv, first,
			release_all, &wish);
	return status;
}

static int open_dispatch(struct cli *cli, struct dispatch **d_r)
{
	int status = cli_open_desk(cli, false);
	enum err e;

	if (status)
		return status;
	e = dispatch_open(cli->desk, d_r);
	return e ? cli_desk_failed(cli, e) : EX_OK;
}

int cmd_quarantine_expire(struct cli *cli, int argc, char **argv)
{
	const char *reason = NULL, *confirmed;
	bool confirms = false;
	const struct cli_option options[] = {
		{.name = "confirm", .flag = &confirms},
		{.name = "reason", .value = &reason},
	};
	struct dispatch *d = NULL;
	size_t deleted = 0;
	int status;
	enum err e;

	status = cli_options_none(cli, argc, argv, options, COUNT_OF(options));
	if (!status)
		status = cli_confirmation(cli, confirms, reason, &confirmed);
	if (!status)
		status = open_dispatch(cli, &d);
	if (status)
		return status;
	e = dispatch_expire(d, confirmed, &deleted);
	dispatch_close(&d);
	visible_printf(stdout, "%zu deleted\n", deleted);
	status = cli_not_believed(cli, e);
	if (!status && e)
		status = cli_desk_failed(cli, e);
	return status ? status : cli_flush(cli);
}

int cmd_quarantine_digest(struct cli *cli, int argc, char **argv)
{
	struct dispatch *d = NULL;
	char to[TO_SIZE] = "";
	int status = cli_options_none(cli, argc, argv, NULL, 0);
	enum err e;

	if (!status)
		status = open_dispatch(cli, &d);
	if (status)
		return status;
	e = dispatch_digest(d, to, sizeof(to));
	dispatch_close(&d);
	if (e)
		return cli_desk_failed(cli, e);
	visible_printf(stdout, "sent to %s\n", to);
	return cli_flush(cli);
}
