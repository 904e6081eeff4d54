/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * held_choice.h - which of what is held is meant: by filter, or by id
 *
 * Threads: one
 */
#ifndef ROBINSON_CLI_HELD_CHOICE_H
#define ROBINSON_CLI_HELD_CHOICE_H

#include "cli/mta_held.h"
#include "service/office/desk.h"
#include "service/quarantine/quarantine.h"

/* The options as they were given; NULL, false: not given. */
struct held_wish {
	const char *held_for, *purpose, *address, *sender, *older_than;
	bool is_requested;
};

/* Rows of a table of options. */
#define HELD_WISH_OPTIONS(wish)                                       \
	{.name = "held-for", .value = &(wish)->held_for},             \
		{.name = "purpose", .value = &(wish)->purpose},       \
		{.name = "address", .value = &(wish)->address},       \
		{.name = "sender", .value = &(wish)->sender},         \
		{.name = "older-than", .value = &(wish)->older_than}, \
	{                                                             \
		.name = "requested", .flag = &(wish)->is_requested    \
	}

/* Points into itself and into the wish. */
struct held_choice {
	struct held_filter filter;
	struct identity identity; /* of the filter's key */
	const char *sender; /* NULL: any */
};

/* What waits and is wished for. The desk is open. A status, after it said what
 * is wrong. */
int held_choice_make(struct cli *cli, const struct held_wish *wish,
	struct held_choice *choice_r);
/* What the filter cannot ask the store: a list that it gave is asked for each
 * entry. */
bool held_choice_has(
	const struct held_choice *choice, const struct quarantine_entry *entry);
bool held_choice_has_mta(
	const struct held_choice *choice, const struct mta_held *held);

/* Of a command that does something to what is held. */
struct held_pick {
	bool is_all; /* by the wish; false: by ids */
	const char *count; /* as many as must match; NULL: not given */
	struct held_wish wish;
};

#define HELD_PICK_OPTIONS(pick)                             \
	{.name = "all", .flag = &(pick)->is_all},           \
		{.name = "count", .value = &(pick)->count}, \
		HELD_WISH_OPTIONS(&(pick)->wish)

/* mta_held_both() for those picked. With "all" nothing is done unless exactly
 * "count" match: it is said how many do. */
int held_pick_act(struct cli *cli, const struct mta_held_order *order,
	const struct held_pick *pick, int argc, char **argv, int first,
	mta_held_own *own, const void *arg);

#endif
