/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "service/office/control.h"

/* Whoever collects it is another user. */
#define TEXTFILE_MODE 0644
/* node_exporter reads *.prom alone. */
#define UNFINISHED ".new"

static const char down[] =
	"# HELP robinson_up 1: the daemon answered; 0: nobody did.\n"
	"# TYPE robinson_up gauge\n"
	"robinson_up 0\n";

/* What a collector reads is whole: the old one, or the new one. */
static int write_textfile(
	const struct cli *cli, const char *path, const char *text)
{
	char unfinished[PATH_MAX];
	bool is_written;
	int fd;

	if (snprintf(unfinished, sizeof(unfinished), "%s" UNFINISHED, path) >=
		(int)sizeof(unfinished))
		return cli_usage(cli, "--textfile: the path is too long");
	(void)unlink(unfinished); /* of one that was ended before */
	fd = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		TEXTFILE_MODE);
	if (fd < 0)
		return cli_fail(cli, EX_CANTCREAT, "%s: %s", unfinished,
			strerror(errno));
	/* The umask of this program leaves others no right. */
	is_written = fchmod(fd, TEXTFILE_MODE) == 0 &&
		file_write_all(fd, text, strlen(text)) == ERR_OK;
	if (close(fd) == 0 && is_written && rename(unfinished, path) == 0)
		return EX_OK;
	(void)cli_fail(cli, EX_IOERR, "%s: %s", path, strerror(errno));
	(void)unlink(unfinished);
	return EX_IOERR;
}

static int failed(const struct cli *cli, enum err e, const char *cause)
{
	if (e == ERR_NOT_FOUND)
		return cli_fail(cli, EX_UNAVAILABLE,
			"%s; is the daemon running?", cause);
	if (e == ERR_INVALID)
		return cli_fail(cli, EX_UNAVAILABLE,
			"the daemon cannot tell its counters: more than %zu "
			"octets",
			CONTROL_ANSWER_MAX);
	return cli_fail(
		cli, e == ERR_DENIED ? EX_NOPERM : EX_UNAVAILABLE, "%s", cause);
}

int cmd_metrics(struct cli *cli, int argc, char **argv)
{
	const char *path = NULL;
	const struct cli_option options[] = {
		{.name = "textfile", .value = &path},
	};
	char cause[LISTENING_CAUSE_SIZE] = "";
	struct buf said;
	int status = cli_options_none(cli, argc, argv, options, 1);
	enum err e;

	if (!status)
		status = cli_open_settings(cli);
	if (status)
		return status;
	buf_init(&said, CONTROL_ANSWER_MAX);
	e = control_metrics(cli->settings, &said, cause);
	if (path)
		status = write_textfile(cli, path, e ? down : buf_text(&said));
	if (e && !status)
		status = failed(cli, e, cause);
	if (!e && !path) {
		fputs(buf_text(&said), stdout);
		status = cli_flush(cli);
	}
	buf_free(&said);
	return status;
}
