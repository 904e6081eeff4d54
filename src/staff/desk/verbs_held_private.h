/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verbs_held_private.h - what the overview of held mail shows of objections
 *
 * Files:   verbs_objections.c
 * Errors:  as verbs.h
 * Threads: as a call
 */
#ifndef ROBINSON_STAFF_DESK_VERBS_HELD_PRIVATE_H
#define ROBINSON_STAFF_DESK_VERBS_HELD_PRIVATE_H

#include "staff/desk/call.h"

/* "objections", the oldest that wait, at most "limit" (0: all), and
 * "objections_total". */
enum err objections_put(struct call *call, size_t limit) MUST_CHECK;

#endif
