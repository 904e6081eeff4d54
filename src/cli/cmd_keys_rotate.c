/* SPDX-License-Identifier: BSD-2-Clause */
/* keys list, rotate, retire: generations of keys. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cli/command.h"
#include "crypto/keyfile.h"
#include "store/rekey.h"

#define GENERATION_MAX 255

static int count(
	struct cli *cli, unsigned number, struct store_generation *count_r)
{
	struct desk *desk = cli->desk;
	enum err e = store_generation_count(desk->session, number, count_r);

	if (e)
		return cli_desk_failed(
			cli, desk_store_fail(desk, e, "counting"));
	return EX_OK;
}

static void print_generation(const struct keyfile *keys,
	const struct keyfile_generation *g, const struct store_generation *n)
{
	visible_printf(stdout,
		"%10u  %s  %7" PRId64 "  %10" PRId64 "  %11" PRId64
		"  %6" PRId64 "%s\n",
		g->number, g->date, n->persons, n->objections, n->withdrawals,
		n->held,
		g->is_retired                             ? "  retired" :
			g->number == keyfile_newest(keys) ? "  newest" :
							    "");
}

static int list(struct cli *cli, const struct keyfile *keys)
{
	struct desk *desk = cli->desk;
	int status = EX_OK;

	if (store_read_begin(desk->session))
		return cli_desk_failed(cli,
			desk_store_fail(desk, ERR_UNAVAILABLE, "counting"));
	visible_printf(stdout,
		"generation  made                  persons  objections  "
		"withdrawals  sealed\n");
	for (size_t i = 0; !status && i < keyfile_generations(keys); i++) {
		struct keyfile_generation g = keyfile_generation(keys, i);
		struct store_generation n;

		status = count(cli, g.number, &n);
		if (!status)
			print_generation(keys, &g, &n);
	}
	store_read_end(desk->session);
	return status ? status : cli_flush(cli);
}

int cmd_keys_list(struct cli *cli, int argc, char **argv)
{
	int status = cli_options_none(cli, argc, argv, NULL, 0);

	if (!status)
		status = cli_open_desk_unconfirmed(cli);
	return status ? status : list(cli, office_keys(cli->office));
}

/* One entry in the journal: under which keys what was written is known.
 * Inside a write transaction. */
static int put_on_record(struct cli *cli, const char *what, unsigned number)
{
	char detail[64];
	const struct desk_act act = {.kind = JOURNAL_KEYS, .detail = detail};
	enum err e;

	snprintf(detail, sizeof(detail), "%s generation %u", what, number);
	e = desk_journal(cli->desk, &act);
	return e ? cli_desk_failed(cli, e) : EX_OK;
}

int cmd_keys_rotate(struct cli *cli, int argc, char **argv)
{
	char cause[KEYFILE_CAUSE_SIZE] = "";
	unsigned number = 0;
	int status = cli_options_none(cli, argc, argv, NULL, 0);
	enum err e;

	if (!status)
		status = cli_open_desk(cli, true);
	if (status)
		return status;
	e = keyfile_rotate(
		cli->settings->key_file, clock_now(cli->clock), &number, cause);
	if (e)
		return cli_fail(cli, cli_status(e), "key file %s: %s",
			cli->settings->key_file, cause);
	if (!store_write_begin(cli->desk->session)) {
		status = put_on_record(cli, "added", number);
		if (!status && store_write_commit(cli->desk->session))
			status = EX_UNAVAILABLE;
		store_write_rollback(cli->desk->session);
	}
	if (status)
		return status;
	visible_printf(stdout,
		"Generation %u of keys is in the key file. Keep a copy of it, "
		"reload the daemons (robinson reload), and give the public "
		"page its keys (robinson keys unsubscribe).\n",
		number);
	return cli_flush(cli);
}

/* Art. 21(3), 7(3): an objection that nobody can find is none. */
static int refuse(struct cli *cli, unsigned number,
	const struct store_generation *n, bool loses_them)
{
	if (n->objections == 0 && n->withdrawals == 0 && n->held == 0 &&
		(n->persons == 0 || loses_them))
		return EX_OK;
	cli_fail(cli, 0,
		"under generation %u there are %" PRId64 " persons, %" PRId64
		" objections and %" PRId64 " withdrawals, and %" PRId64
		" held messages and letters are sealed with it: they would be "
		"lost",
		number, n->persons, n->objections, n->withdrawals, n->held);
	if (n->objections == 0 && n->withdrawals == 0 && n->held == 0)
		return cli_fail(cli, EX_NOPERM,
			"nobody is written to after that: --lose-them does it "
			"all the same");
	return cli_fail(cli, EX_NOPERM,
		"an objection or a withdrawal is never lost: the generation "
		"stays");
}

static int retire(struct cli *cli, unsigned number, bool loses_them)
{
	struct desk *desk = cli->desk;
	char cause[KEYFILE_CAUSE_SIZE] = "";
	struct store_generation n;
	int status;
	enum err e;

	/* Counted and closed in one transaction: nobody writes in between. */
	if (store_write_begin(desk->session))
		return cli_desk_failed(cli,
			desk_store_fail(desk, ERR_UNAVAILABLE, "retiring"));
	status = count(cli, number, &n);
	if (!status && number != keyfile_newest(office_keys(cli->office)))
		status = refuse(cli, number, &n, loses_them);
	if (!status && number != keyfile_newest(office_keys(cli->office)) &&
		store_generation_close(desk->session, number))
		status = cli_desk_failed(cli,
			desk_store_fail(desk, ERR_UNAVAILABLE, "retiring"));
	if (!status)
		status = put_on_record(cli, "retired", number);
	if (!status) {
		e = keyfile_retire(cli->settings->key_file, number, cause);
		if (e)
			status = cli_fail(cli, cli_status(e), "key file %s: %s",
				cli->settings->key_file, cause);
	}
	if (!status && store_write_commit(desk->session))
		status = cli_desk_failed(cli,
			desk_store_fail(desk, ERR_UNAVAILABLE, "retiring"));
	store_write_rollback(desk->session);
	if (status)
		return status;
	visible_printf(stdout,
		"Generation %u is retired. Restart the daemons, and give the "
		"public page its keys (robinson keys unsubscribe).\n",
		number);
	return cli_flush(cli);
}

int cmd_keys_retire(struct cli *cli, int argc, char **argv)
{
	bool loses_them = false;
	const struct cli_option options[] = {
		{.name = "lose-them", .flag = &loses_them},
	};
	const char *text = NULL;
	unsigned long number;
	char *end;
	int status;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "N", &text);
	if (status)
		return status;
	number = strtoul(text, &end, 10);
	if (text[0] < '1' || text[0] > '9' || *end || number > GENERATION_MAX)
		return cli_usage(cli,
			"found \"%s\", accepted: the number of a generation, "
			"as robinson keys list shows it",
			text);
	status = cli_open_desk(cli, false);
	return status ? status : retire(cli, (unsigned)number, loses_them);
}
