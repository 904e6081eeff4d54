/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * commands.h - the table of commands
 *
 * Threads: constant
 */
#ifndef ROBINSON_CLI_COMMANDS_H
#define ROBINSON_CLI_COMMANDS_H

#include "cli/command.h"

extern const struct cli_command cli_commands[];
extern const size_t cli_commands_len;

/* The command that argv[0] or argv[0] argv[1] name; *words_r is 1 or 2.
 * NULL: there is none. */
const struct cli_command *cli_command_find(int argc, char **argv, int *words_r);

#endif
