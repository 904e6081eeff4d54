/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTIONS_MAX 16
#define FIRST_CODE 256 /* beyond every character */

static int take(const struct cli *cli, const struct cli_option *option,
	const char *value)
{
	if (option->flag) {
		*option->flag = true;
		return EX_OK;
	}
	if (option->each)
		return option->each(option->arg, value) ? EX_USAGE : EX_OK;
	if (*option->value)
		return cli_usage(cli, "--%s is given twice", option->name);
	*option->value = value;
	return EX_OK;
}

static int refuse(const struct cli *cli, int c, const char *given)
{
	if (c == ':')
		return cli_usage(cli, "%s needs a value", given);
	return cli_usage(cli, "there is no option %s", given);
}

void cli_help(const struct cli_command *command)
{
	printf("usage: robinson [-c FILE] %s%s%s\n\n%s\n", command->name,
		command->args[0] ? " " : "", command->args, command->help);
	if (command->details[0])
		printf("\n%s", command->details);
}

int cli_options(const struct cli *cli, int argc, char **argv,
	const struct cli_option *options, size_t len, int *first_r)
{
	/* The last but one is --help, the last one ends. */
	struct option longs[OPTIONS_MAX + 2] = {{0}};
	int c, status;

	if (len > OPTIONS_MAX)
		abort();
	for (size_t i = 0; i < len; i++)
		longs[i] = (struct option){.name = options[i].name,
			.has_arg = options[i].flag ? no_argument :
						     required_argument,
			.val = FIRST_CODE + (int)i};
	longs[len] = (struct option){.name = "help", .val = 'h'};
	optind = 0; /* begins again, for this command's own arguments */
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if (c == 'h') {
			cli_help(cli->command);
			return CLI_HELPED;
		}
		if (c < FIRST_CODE)
			return refuse(cli, c, argv[optind - 1]);
		status = take(cli, &options[c - FIRST_CODE], optarg);
		if (status)
			return status;
	}
	*first_r = optind;
	return EX_OK;
}

int cli_one_argument(const struct cli *cli, int argc, char **argv, int first,
	const char *what, const char **value_r)
{
	if (first == argc)
		return cli_usage(cli, "%s is missing", what);
	if (first + 1 < argc)
		return cli_usage(cli, "one %s is accepted, found also \"%s\"",
			what, argv[first + 1]);
	*value_r = argv[first];
	return EX_OK;
}

int cli_options_none(const struct cli *cli, int argc, char **argv,
	const struct cli_option *options, size_t len)
{
	int first = argc, status;

	status = cli_options(cli, argc, argv, options, len, &first);
	if (!status && first < argc)
		status = cli_usage(cli, "no argument is accepted, found \"%s\"",
			argv[first]);
	return status;
}

int cli_options_one(const struct cli *cli, int argc, char **argv,
	const struct cli_option *options, size_t len, const char *what,
	const char **value_r)
{
	int first = argc, status;

	status = cli_options(cli, argc, argv, options, len, &first);
	if (!status)
		status =
			cli_one_argument(cli, argc, argv, first, what, value_r);
	return status;
}

int cli_confirmation(const struct cli *cli, bool confirms, const char *reason,
	const char **confirmed_r)
{
	*confirmed_r = NULL;
	if (confirms && (!reason || !*reason))
		return cli_usage(cli,
			"--confirm needs --reason TEXT, for the "
			"journal");
	if (reason && !confirms)
		return cli_usage(cli, "--reason goes with --confirm");
	*confirmed_r = reason;
	return EX_OK;
}

int cli_not_believed(const struct cli *cli, enum err e)
{
	if (e != ERR_LIMIT)
		return EX_OK;
	return cli_fail(cli, EX_TEMPFAIL, "%s", cli->desk->cause);
}

int cli_require(const struct cli *cli, const char *option, const char *value)
{
	if (!value)
		return cli_usage(cli, "--%s is missing", option);
	return EX_OK;
}
