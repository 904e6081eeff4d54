/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * overview.h - "journal --summary": on the terminal, as JSON, or by mail
 *
 * Errors:  as command.h
 * Owns:    the wish is borrowed for the call
 * Threads: one
 */
#ifndef ROBINSON_CLI_OVERVIEW_H
#define ROBINSON_CLI_OVERVIEW_H

#include "cli/command.h"
#include "core/policy.h"

struct overview_wish {
	int64_t since_utc; /* INSTANT_NONE: from the beginning */
	int64_t until_utc; /* INSTANT_NONE: to the end */
	const char *by; /* "day", "week"; NULL: all at once */
	const char *purpose; /* NULL: all */
	const char *sender; /* NULL: everybody */
	enum reason reason; /* 0: all */
	bool is_json;
	bool is_mail;
};

/* Opens the desk. */
int overview_show(struct cli *cli, const struct overview_wish *wish);

#endif
