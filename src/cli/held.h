/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * held.h - what the commands about the quarantine share
 *
 * Threads: one
 */
#ifndef ROBINSON_CLI_HELD_H
#define ROBINSON_CLI_HELD_H

#include "cli/command.h"
#include "service/quarantine/quarantine.h"

#define EXIT_SOME 1 /* one or another could not be done */

/* At least one argument; all of them read into *ids_r, which the caller
 * free()s. Opens the desk, where it is not open yet. */
int held_open(struct cli *cli, int argc, char **argv, int first,
	struct held_id **ids_r, size_t *len_r);
/* --reason TEXT, not empty */
int held_require_reason(struct cli *cli, const char *reason);

/* A message on one line, no longer than the terminal is wide. */
struct held_line {
	const char *id;
	int64_t at_utc;
	const char *sender;
	const char *subject; /* as in the message: not decoded */
	bool is_requested;
};
/* "waiting": how many recipients; "has": for which reasons. */
void held_print_line(const struct cli *cli, const struct held_line *line,
	size_t waiting, const bool has[REASON_COUNT]);
void held_print_short(
	const struct cli *cli, const struct quarantine_entry *entry);
/* Lines for people; control characters are harmless. */
void held_print_entry(
	const struct cli *cli, const struct quarantine_entry *entry);
enum err held_print_json(
	const struct cli *cli, const struct quarantine_entry *entry) MUST_CHECK;

#endif
