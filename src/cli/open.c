/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "service/intake/clicks.h"

int cli_status(enum err e)
{
	switch (e) {
	case ERR_OK:
		return EX_OK;
	case ERR_NOT_FOUND:
	case ERR_INVALID:
	case ERR_LIMIT:
		return EX_DATAERR;
	case ERR_UNAVAILABLE:
		return EX_UNAVAILABLE;
	case ERR_EXISTS:
		return EX_CANTCREAT;
	case ERR_DENIED:
		return EX_NOPERM;
	case ERR_NOMEM:
		return EX_OSERR;
	case ERR_IO:
		return EX_IOERR;
	case ERR_CORRUPT:
	case ERR_VERSION:
		return EX_SOFTWARE;
	}
	return EX_SOFTWARE;
}

static void vsay(const struct cli *cli, const char *fmt, va_list ap)
{
	fprintf(stderr, "robinson %s: ", cli->command->name);
	visible_vprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

int cli_fail(const struct cli *cli, int status, const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	va_start(ap, fmt);
	vsay(cli, fmt, ap);
	va_end(ap);
	return status;
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay(cli, fmt, ap);
	va_end(ap);
	fprintf(stderr, "usage: robinson [-c FILE] %s%s%s\n",
		cli->command->name, cli->command->args[0] ? " " : "",
		cli->command->args);
	return EX_USAGE;
}

static void print_problems(const struct problems *problems)
{
	for (size_t i = 0; i < problems->len; i++) {
		const struct problem *p = &problems->items[i];

		if (p->severity != PROBLEM_ERROR)
			continue;
		if (p->line > 0)
			visible_printf(stderr, "%s:%d: error: %s\n", p->file,
				p->line, p->text);
		else
			visible_printf(
				stderr, "%s: error: %s\n", p->file, p->text);
	}
}

int cli_read_settings(const struct cli *cli, const char *path,
	const struct settings **settings_r)
{
	struct problems problems;
	struct settings *settings;
	int status = EX_OK;
	enum err e;

	problems_init(&problems);
	errno = 0;
	e = settings_read(path, &settings, &problems);
	if (e == ERR_OK) {
		*settings_r = settings;
	} else {
		print_problems(&problems);
		if (problems.errors == 0)
			cli_fail(cli, EX_CONFIG,
				"the configuration %s cannot be read: %s", path,
				errno ? strerror(errno) : err_text(e));
		status = EX_CONFIG;
	}
	problems_free(&problems);
	return status;
}

int cli_open_settings(struct cli *cli)
{
	return cli->settings ?
		EX_OK :
		cli_read_settings(cli, cli->config_path, &cli->settings);
}

/* Who is on record for it: the person behind sudo, not "root". */
static void find_operator(struct cli *cli)
{
	const char *name = getuid() == 0 ? getenv("SUDO_USER") : NULL;
	struct passwd *user;

	if (!name || name[0] == '\0') {
		user = getpwuid(getuid());
		name = user ? user->pw_name : NULL;
	}
	if (name)
		snprintf(cli->operator_name, sizeof(cli->operator_name), "%s",
			name);
	else
		snprintf(cli->operator_name, sizeof(cli->operator_name),
			"uid %lu", (unsigned long)getuid());
}

/* Whoever records something may do so before a restore is confirmed: what
 * was objected to since the backup. */
static int open_office(
	struct cli *cli, bool create_store, bool admits_unconfirmed)
{
	struct office_options options = {.clock = cli->clock,
		.create_store = create_store,
		.admits_unconfirmed = admits_unconfirmed};
	int status = cli_open_settings(cli);
	enum err e;

	if (status)
		return status;
	find_operator(cli);
	options.settings = cli->settings;
	e = office_open(&options, &cli->office);
	if (!e)
		e = clicks_new(cli->office, &cli->clicks);
	if (e)
		return cli_fail(cli, cli_status(e), "%s", err_text(e));
	return EX_OK;
}

int cli_open_office(struct cli *cli)
{
	return open_office(cli, false, true);
}

static int open_desk(struct cli *cli)
{
	char cause[DESK_CAUSE_SIZE];
	enum err e;

	e = desk_open(cli->office, cli->operator_name, &cli->desk, cause);
	if (e)
		return cli_fail(cli, cli_status(e), "%s", cause);
	return EX_OK;
}

int cli_open_desk(struct cli *cli, bool create_store)
{
	int status = open_office(cli, create_store, create_store);

	return status ? status : open_desk(cli);
}

int cli_open_desk_unconfirmed(struct cli *cli)
{
	int status = open_office(cli, false, true);

	return status ? status : open_desk(cli);
}

int cli_open_desk_dry(struct cli *cli)
{
	char cause[DESK_CAUSE_SIZE];
	int status = open_office(cli, false, false);
	enum err e;

	if (status)
		return status;
	e = desk_open_scratch(
		cli->office, cli->operator_name, &cli->desk, cause);
	if (e == ERR_EXISTS)
		e = desk_open(
			cli->office, cli->operator_name, &cli->desk, cause);
	if (e)
		return cli_fail(cli, cli_status(e), "%s", cause);
	return EX_OK;
}

void cli_tell_waiting(const struct cli *cli)
{
	char cause[OFFICE_CAUSE_SIZE];
	size_t len;

	if (clicks_waiting(cli->settings, &len, cause))
		cli_fail(cli, EX_OK, "%s: who unsubscribed there is not known",
			cause);
	else if (len > 0)
		cli_fail(cli, EX_OK,
			"clicks that wait in %s to be recorded: %zu; who "
			"unsubscribed there is not known here, but the daemon "
			"records it before it lets marketing mail go",
			cli->settings->unsubscribe.spool, len);
}

int cli_desk_failed(const struct cli *cli, enum err e)
{
	return cli_fail(cli, cli_status(e), "%s",
		cli->desk->cause[0] ? cli->desk->cause : err_text(e));
}

int cli_said(const struct cli *cli, enum err e, struct buf *said)
{
	int status = e ? cli_desk_failed(cli, e) : EX_OK;

	if (!status) {
		visible_print_lines(stdout, buf_text(said));
		status = cli_flush(cli);
	}
	buf_free(said);
	return status;
}

int cli_instant(struct cli *cli, const char *option, const char *text,
	enum day_edge edge, int64_t *utc_r)
{
	int status = cli_open_settings(cli);

	*utc_r = INSTANT_NONE;
	if (status || !text)
		return status;
	if (instant_parse(cli->settings->zone, text, edge, utc_r) == ERR_OK)
		return EX_OK;
	return cli_fail(cli, EX_USAGE,
		"--%s: found \"%s\", accepted: 2018-05-28, 28.05.2018, "
		"\"2018-05-28 10:00\", 2018-05-28T10:00:00+02:00",
		option, text);
}

int cli_wish_date(struct cli *cli, const char *option, const char *text,
	int64_t *utc_r, bool *is_day_r)
{
	*is_day_r = text && instant_is_day(text);
	return cli_instant(cli, option, text, DAY_FIRST, utc_r);
}

int cli_flush(const struct cli *cli)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EX_OK;
	if (errno == EPIPE)
		return EX_IOERR;
	return cli_fail(
		cli, EX_IOERR, "writing the output: %s", strerror(errno));
}

void cli_close(struct cli *cli)
{
	desk_close(&cli->desk);
	clicks_free(&cli->clicks);
	office_close(&cli->office);
	settings_unref(&cli->settings);
}
