/* SPDX-License-Identifier: BSD-2-Clause */
/* backup, restore: the store put away, and put back. */
#include <inttypes.h>

#include "cli/command.h"
#include "service/archive/backup.h"

int cmd_backup(struct cli *cli, int argc, char **argv)
{
	const char *path = NULL;
	int64_t len = 0;
	int status;
	enum err e;

	status = cli_options_one(cli, argc, argv, NULL, 0, "FILE", &path);
	/* Also before it is confirmed: that state is in the backup too. */
	if (!status)
		status = cli_open_desk_unconfirmed(cli);
	if (status)
		return status;
	e = backup_write(cli->desk, path, &len);
	if (e)
		return cli_desk_failed(cli, e);
	visible_printf(stdout,
		"Backup in %s: %" PRId64
		" octets, sealed. It opens with the key file only, which is "
		"not in it.\n",
		path, len);
	return cli_flush(cli);
}

static void print_kept(const struct store_kept *kept)
{
	visible_printf(stdout,
		"Kept from the store that it replaces: %" PRId64
		" objections, %" PRId64 " withdrawals, %" PRId64
		" restrictions, %" PRId64 " sends, %" PRId64
		" held messages.\n",
		kept->objections, kept->withdrawals, kept->restrictions,
		kept->sends, kept->held);
	if (kept->erased > 0)
		visible_printf(
			stdout, "Erased again: %" PRId64 ".\n", kept->erased);
	if (kept->has_journal)
		visible_printf(stdout, "The journal goes on.\n");
	else
		visible_printf(stdout,
			"The journal is the backup's: that of the store that "
			"it replaces does not go on from it.\n");
}

static int report(struct cli *cli, const struct restore_report *r)
{
	char made[INSTANT_TEXT_SIZE];

	instant_format(cli->settings->zone, r->made_utc, made);
	visible_printf(stdout, "Restored from the backup of %s.\n", made);
	if (r->is_confirmed)
		print_kept(&r->kept);
	visible_printf(stdout,
		"Removed, because their time is over: %" PRId64 " persons.\n",
		r->purged);
	if (!r->has_sound_journal)
		cli_fail(cli, 0,
			"the journal does not verify: see robinson journal "
			"verify");
	if (!r->is_confirmed)
		cli_fail(cli, 0,
			"what was said since the backup is not known: %s. All "
			"marketing mail is deferred: record the objections "
			"and withdrawals since the backup (robinson object, "
			"withdraw, import), then run robinson restore "
			"--confirm",
			r->why_not);
	return cli_flush(cli);
}

static int confirm(struct cli *cli)
{
	int status = cli_open_desk_unconfirmed(cli);
	int64_t purged = 0;
	enum err e;

	if (status)
		return status;
	e = restore_confirm(cli->desk, &purged);
	if (e)
		return cli_desk_failed(cli, e);
	visible_printf(stdout,
		"Confirmed. Removed before, because their time is over: "
		"%" PRId64 " persons.\n",
		purged);
	return cli_flush(cli);
}

int cmd_restore(struct cli *cli, int argc, char **argv)
{
	bool is_confirmation = false;
	const struct cli_option options[] = {
		{.name = "confirm", .flag = &is_confirmation},
	};
	struct restore_report r;
	char cause[DESK_CAUSE_SIZE] = "";
	const char *path = NULL;
	int first, status;
	enum err e;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status && is_confirmation && first < argc)
		status = cli_usage(cli, "--confirm takes no FILE");
	if (!status && !is_confirmation)
		status =
			cli_one_argument(cli, argc, argv, first, "FILE", &path);
	if (status)
		return status;
	if (is_confirmation)
		return confirm(cli);
	status = cli_open_office(cli);
	if (status)
		return status;
	e = restore_run(cli->office, cli->operator_name, path, &r, cause);
	if (e)
		return cli_fail(cli, cli_status(e), "%s",
			cause[0] ? cause : err_text(e));
	return report(cli, &r);
}
