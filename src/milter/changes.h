/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * changes.h - what an answer at end-of-message changes in the message
 *
 * The order and the number of the changes are decided here; how the MTA is
 * asked for one is its caller's business (callbacks.c: smfi_chgheader() and
 * the like).
 *
 * Errors:  false: the MTA does not take a change, or what the answer needs
 *          could not be made. The message must not go without it.
 * Threads: belongs to the session's thread
 * Source:  RFC 8058 3.1 (exactly one of each header to unsubscribe)
 */
#ifndef ROBINSON_MILTER_CHANGES_H
#define ROBINSON_MILTER_CHANGES_H

#include "milter/session.h"

/* Asks the MTA for one change each; false: it does not take it. */
struct change_verbs {
	/* The n-th of that name, from 1. */
	bool (*remove_header)(void *arg, const char *name, int n);
	/* In front of all others. */
	bool (*insert_header)(void *arg, const char *name, const char *value);
	/* The first of that name. */
	bool (*replace_header)(void *arg, const char *name, const char *value);
	/* As the MTA passed it. */
	bool (*remove_recipient)(void *arg, const char *recipient);
	/* Into the MTA's quarantine. */
	bool (*hold)(void *arg, const char *reason);
	void *arg;
};

bool changes_make(struct session *s, const struct answer *answer,
	const struct change_verbs *verbs) MUST_CHECK;

#endif
