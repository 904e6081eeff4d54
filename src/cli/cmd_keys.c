/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include "crypto/keyfile.h"
#include "crypto/unsubscribe.h"

int cmd_keys_init(struct cli *cli, int argc, char **argv)
{
	char cause[KEYFILE_CAUSE_SIZE];
	int status;
	enum err e;

	status = cli_options_none(cli, argc, argv, NULL, 0);
	if (!status)
		status = cli_open_settings(cli);
	if (status)
		return status;
	e = keyfile_create(
		cli->settings->key_file, clock_now(cli->clock), cause);
	if (e == ERR_EXISTS)
		return cli_fail(cli, cli_status(e),
			"%s exists already and is left as it is: without it "
			"the store cannot be read",
			cli->settings->key_file);
	if (e)
		return cli_fail(cli, cli_status(e), "%s", cause);
	visible_printf(stdout,
		"The key file %s is made. Keep a copy in a safe place: without "
		"it nothing in the store can be found again.\n",
		cli->settings->key_file);
	return cli_flush(cli);
}

int cmd_keys_unsubscribe(struct cli *cli, int argc, char **argv)
{
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys = NULL;
	const char *path;
	int first, status;
	enum err e;

	status = cli_options(cli, argc, argv, NULL, 0, &first);
	if (!status && first + 1 < argc)
		status =
			cli_usage(cli, "one FILE is accepted, found \"%s\" too",
				argv[first + 1]);
	if (!status)
		status = cli_open_settings(cli);
	if (status)
		return status;
	path = first < argc ? argv[first] :
			      cli->settings->unsubscribe.token_keys;
	e = keyfile_read(cli->settings->key_file, &keys, cause);
	if (e)
		return cli_fail(cli, cli_status(e), "key file %s: %s",
			cli->settings->key_file, cause);
	e = unsubscribe_export(keys, path, cause);
	keyfile_free(&keys);
	if (e)
		return cli_fail(cli, cli_status(e), "%s", cause);
	visible_printf(stdout,
		"The token keys are in %s, for its owner and its group.\n",
		path);
	return cli_flush(cli);
}
