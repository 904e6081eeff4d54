/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rules_change.h - what a change of address rules means for what is on record
 *
 * Compares the rules of a configuration with those that its store has. It
 * changes nothing, and needs no keys.
 *
 * Errors:  ERR_OK also where the store cannot be read: "said" tells that
 * Owns:    everything is borrowed
 * Threads: pure but for reading the store
 * Source:  GDPR Art. 5(1)(d), 5(2), 21(3)
 */
#ifndef ROBINSON_OFFICE_RULES_CHANGE_H
#define ROBINSON_OFFICE_RULES_CHANGE_H

#include "base/buf.h"
#include "config/settings.h"

/* Adds whole lines to "said", none where nothing changed. */
enum err rules_change_tell(
	const struct settings *s, struct buf *said) MUST_CHECK;

struct rules_kept {
	size_t sets; /* in the store; 0: there is none, or none can be read */
	bool has_these; /* the configuration's among them */
	int64_t since_utc; /* the newest is in force since then */
};
enum err rules_change_count(
	const struct settings *s, struct rules_kept *kept_r) MUST_CHECK;

#endif
