/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_held.h - what the mail server holds, beside our own quarantine
 *
 * Where hold-in is not mta, all of it is empty.
 *
 * Errors:  an exit status, after it said what is wrong
 * Owns:    mta_held_open() .. mta_queue_free()
 * Threads: one
 */
#ifndef ROBINSON_CLI_MTA_HELD_H
#define ROBINSON_CLI_MTA_HELD_H

#include "cli/command.h"
#include "service/mta/mta_queue.h"
#include "store/quarantine.h"

/* The desk is open. */
int mta_held_open(struct cli *cli, const struct mta_queue_tools *tools,
	struct mta_queue *q);

bool mta_held_matches(
	const struct mta_held *held, const struct held_filter *filter);
/* Lines for people; control characters are harmless. */
void mta_held_print(const struct cli *cli, const struct mta_held *held);
void mta_held_print_line(const struct cli *cli, const struct mta_held *held);
enum err mta_held_print_json(
	const struct cli *cli, const struct mta_held *held) MUST_CHECK;

typedef enum err mta_held_act(struct desk *desk,
	const struct mta_queue_tools *tools, const struct mta_held *held,
	const char *reason);

/* Acts on those of the ids that are the server's. */
struct mta_held_order {
	const struct mta_queue_tools *tools;
	mta_held_act *act;
	const char *reason;
	const char *done; /* in a word */
};

typedef int mta_held_own(struct cli *cli, const struct held_id *ids, size_t len,
	const void *arg);

/* argv[first] and those behind it: "own" is given those of our own
 * quarantine. Opens the desk, where it is not open yet. */
int mta_held_both(struct cli *cli, const struct mta_held_order *order, int argc,
	char **argv, int first, mta_held_own *own, const void *arg);

#endif
