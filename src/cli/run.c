/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/cli.h"

#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/process.h"
#include "cli/commands.h"
#include "config.h"

static void print_overview(FILE *to)
{
	fputs("usage: robinson [-c FILE] COMMAND ...\n\n", to);
	for (size_t i = 0; i < cli_commands_len; i++)
		visible_printf(to, "  %-18s %s\n", cli_commands[i].name,
			cli_commands[i].help);
	fputs("\n\"robinson help COMMAND\" tells more of one. The "
	      "configuration file is\n" CLI_DEFAULT_CONFIG
	      " unless -c names another.\n",
		to);
}

/* Whether there are commands of two words that begin with this one. */
static bool each_of_group(
	const char *word, void (*each)(const struct cli_command *command))
{
	size_t len = strlen(word);
	bool found = false;

	for (size_t i = 0; i < cli_commands_len; i++)
		if (strncmp(cli_commands[i].name, word, len) == 0 &&
			cli_commands[i].name[len] == ' ') {
			if (each)
				each(&cli_commands[i]);
			found = true;
		}
	return found;
}

static int unknown(const char *word)
{
	visible_printf(stderr,
		"robinson: there is no command \"%s\"; \"robinson help\" "
		"lists them\n",
		word);
	return EX_USAGE;
}

static int help(int argc, char **argv)
{
	const struct cli_command *command;
	int words;

	if (argc == 0) {
		print_overview(stdout);
		return EX_OK;
	}
	command = cli_command_find(argc, argv, &words);
	if (command) {
		cli_help(command);
		return EX_OK;
	}
	return each_of_group(argv[0], cli_help) ? EX_OK : unknown(argv[0]);
}

static void print_line(const struct cli_command *command)
{
	visible_printf(
		stderr, "  robinson %-18s %s\n", command->name, command->help);
}

/* "robinson quarantine", and "robinson quarantine shwo" */
static int incomplete(int argc, char **argv)
{
	if (argc > 1 &&
		(strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return help(1, argv);
	if (!each_of_group(argv[0], NULL))
		return unknown(argv[0]);
	if (argc > 1)
		visible_printf(stderr,
			"robinson %s: found \"%s\", accepted: one of these\n",
			argv[0], argv[1]);
	else
		visible_printf(stderr,
			"robinson %s: a second word is missing, accepted: one "
			"of these\n",
			argv[0]);
	(void)each_of_group(argv[0], print_line);
	return EX_USAGE;
}

static int run_command(struct cli *cli, int argc, char **argv)
{
	int words = 0, status;

	cli->command = cli_command_find(argc, argv, &words);
	if (!cli->command)
		return incomplete(argc, argv);
	status = cli->command->run(cli, argc - words + 1, argv + words - 1);
	cli_close(cli);
	return status == CLI_HELPED ? EX_OK : status;
}

int cli_main(int argc, char **argv, const struct clock_source *clock)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	struct cli cli = {.clock = clock, .config_path = CLI_DEFAULT_CONFIG};
	int c;

	process_begin();
	setlocale(LC_CTYPE, "");
	log_open("robinson", LOG_TO_STDERR, LOG_LEVEL_WARN);
	/* A reader that has seen enough ("| head") is no fault of ours, and
	 * nothing half written may be left behind by a signal. */
	signal(SIGPIPE, SIG_IGN);
	while ((c = getopt_long(argc, argv, "+c:hV", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			cli.config_path = optarg;
			break;
		case 'h':
			return help(argc - optind, argv + optind);
		case 'V':
			puts("robinson " PACKAGE_VERSION);
			return EX_OK;
		default:
			print_overview(stderr);
			return EX_USAGE;
		}
	}
	if (optind == argc) {
		print_overview(stderr);
		return EX_USAGE;
	}
	if (strcmp(argv[optind], "help") == 0)
		return help(argc - optind - 1, argv + optind + 1);
	return run_command(&cli, argc - optind, argv + optind);
}
