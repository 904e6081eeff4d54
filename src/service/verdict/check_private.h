/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_private.h - what the files of check.h share
 *
 * Errors:  as check.h
 * Threads: as the desk
 */
#ifndef ROBINSON_VERDICT_CHECK_PRIVATE_H
#define ROBINSON_VERDICT_CHECK_PRIVATE_H

#include "service/verdict/check.h"

/* Each by its text and nothing else, wherever that may lead. */
enum err check_as_written(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len) MUST_CHECK;
void check_refuse(const struct desk *desk, const struct check_query *query,
	const char *cause, struct check_item *item);

/* check_routes.c: of items that are decided as written, those whose local part
 * may be taken for an address of its own are decided again, as the daemon
 * does (routes.h): the strictest of all that they may reach counts. */
enum err check_routed(struct desk *desk, const struct check_query *query,
	struct check_item *items, size_t len) MUST_CHECK;

#endif
