/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verbs_person.h - what the verbs about persons share
 *
 * Files:   verbs_person.c; verbs_person_export.c
 * Errors:  ERR_NOT_FOUND: the reference is not of this account, or too old;
 *          ERR_INVALID with a cause
 * Threads: as a call
 */
#ifndef ROBINSON_STAFF_DESK_VERBS_PERSON_H
#define ROBINSON_STAFF_DESK_VERBS_PERSON_H

#include "service/officer/person_ref.h"
#include "staff/desk/verbs.h"

#define PERSON_ADDRESS_MAX 320

/* Whom the argument "ref" stands for. */
enum err person_of(struct call *call, char who_r[PERSON_WHO_SIZE]) MUST_CHECK;
/* ERR_INVALID with a cause where it is no address. */
enum err person_is_address(struct call *call, const char *text) MUST_CHECK;
/* A day as a browser sends it, "2018-06-28"; INSTANT_NONE where the argument
 * was not given. */
enum err person_day(struct call *call, const char *name, enum day_edge edge,
	int64_t *at_utc_r) MUST_CHECK;

/* verbs_person_export.c: the verb, and for its form how long it would be. */
enum err person_export(struct call *call) MUST_CHECK;
enum err person_export_length(struct call *call, const char *who) MUST_CHECK;

#endif
