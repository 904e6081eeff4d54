/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ended.h - whose time is over, going through all persons
 *
 * Units:   seconds since 1970-01-01T00:00:00Z; silences in whole days of the
 *          firm's zone
 * Errors:  ERR_NOMEM; those of the store
 * Threads: pure but for the scratch subject
 * Source:  GDPR Art. 5(1)(e)
 */
#ifndef ROBINSON_RETENTION_ENDED_H
#define ROBINSON_RETENTION_ENDED_H

#include "core/policy.h"
#include "store/store.h"

/* The retention that the person's record gives now. "scratch" is an inited
 * subject that is filled anew. */
enum err ended_retention(const struct policy *policy, struct subject *scratch,
	const struct store_person *person, int64_t now_utc,
	struct retention *retention_r) MUST_CHECK;

/* Whether it is over at the instant. */
bool ended_is_over(struct retention retention, int64_t at_utc);

/* Since when the person is silent: the last contact, else the collection;
 * INSTANT_NONE: neither is known. */
int64_t ended_silent_since(const struct store_person *person);

/* Whole days between, by the firm's calendar; never less than 0. */
int ended_days(const struct zone *zone, int64_t from_utc, int64_t to_utc);

#endif
