/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <signal.h>

#include "base/pidfile.h"
#include "service/office/control.h"

#define DAEMON "robinson-milter"

static int reload_status(enum err e)
{
	if (e == ERR_DENIED)
		return EX_NOPERM;
	return e == ERR_CORRUPT ? EX_DATAERR : EX_UNAVAILABLE;
}

/* Where the daemon has no socket for orders: it cannot say whether it took
 * them. "why" is what the socket said. */
static int send_signal(const struct cli *cli, const char *why)
{
	const char *path = cli->settings->milter.pid_file;
	char cause[FILE_CAUSE_SIZE] = "";
	pid_t pid = 0;
	enum err e;

	if (!path)
		return cli_fail(cli, EX_UNAVAILABLE,
			"%s; is the daemon running? No pid-file is set, by "
			"which it could be found otherwise",
			why);
	e = pidfile_signal(path, DAEMON, SIGHUP, &pid, cause);
	if (e)
		return cli_fail(cli, reload_status(e),
			"%s; the pid file %s: %s; is the daemon running?", why,
			path, cause);
	visible_printf(stdout,
		"The daemon (process %ld) was told to read %s again; its log "
		"says whether it did.\n",
		(long)pid, cli->config_path);
	return cli_flush(cli);
}

static int tell(const struct cli *cli, enum err e, const char *cause,
	const struct buf *said)
{
	if (e == ERR_OK || e == ERR_INVALID)
		visible_print_lines(stderr, buf_text(said));
	if (e == ERR_INVALID)
		return cli_fail(cli, EX_CONFIG,
			"the daemon refuses %s: its old settings stay",
			cli->config_path);
	if (e)
		return cli_fail(cli, reload_status(e), "%s", cause);
	visible_printf(
		stdout, "The daemon has read its configuration again.\n");
	return cli_flush(cli);
}

int cmd_reload(struct cli *cli, int argc, char **argv)
{
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct buf said;
	int status = cli_options_none(cli, argc, argv, NULL, 0);
	enum err e;

	if (!status)
		status = cli_open_settings(cli);
	if (status)
		return status;
	buf_init(&said, CONTROL_ANSWER_MAX);
	e = control_reload(cli->settings, &said, cause);
	status = e == ERR_NOT_FOUND ? send_signal(cli, cause) :
				      tell(cli, e, cause, &said);
	buf_free(&said);
	return status;
}
