/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * counters.h - what the daemon counts while it works
 *
 * Kept in memory alone, from the start of the daemon to its end. The names by
 * which they are told are in robinson-milter(8), "METRICS"; what is looked up
 * only when somebody asks is in scrape.h.
 *
 * Shape:   no address and no login is a label, and no value that a stranger
 *          chooses: purposes come from the configuration, all else from lists
 *          that end
 * Errors:  counting never fails; NULL instead of counters: nobody counts
 * Owns:    counters_new() .. counters_free()
 * Threads: all functions but those two from all threads
 * Source:  GDPR Art. 5(1)(c)
 */
#ifndef ROBINSON_MILTER_COUNTERS_H
#define ROBINSON_MILTER_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/store.h"

struct counters;

enum err counters_new(struct counters **counters_r) MUST_CHECK;
void counters_free(struct counters **counters);

/* One for each line of the log that tells of a decision, in its words. */
void counters_verdict(struct counters *c, const char *purpose,
	const char *reason, const char *action);

/* What kept a decision from being made or carried out. */
enum counters_fault {
	COUNTERS_FAULT_KEYS, /* as judge_fault */
	COUNTERS_FAULT_STORE,
	COUNTERS_FAULT_LIST,
	COUNTERS_FAULT_PAGE,
	COUNTERS_FAULT_MEMORY,
	COUNTERS_FAULT_QUARANTINE, /* the message cannot be held */
	COUNTERS_FAULT_NOTICE, /* too many notices wait */
	COUNTERS_FAULT_MESSAGE, /* it cannot be looked at, or its answer was
	                         * the last */
	COUNTERS_FAULT_MTA /* it does not do what the verdict asks for */
};
enum counters_outcome {
	COUNTERS_DEFERRED,
	COUNTERS_HELD,
	COUNTERS_ACCEPTED
};
void counters_fault(struct counters *c, enum counters_fault what,
	enum counters_outcome outcome);

/* How long a verdict took: beside its recipient, or at end-of-message for all
 * that were left. */
enum counters_step {
	COUNTERS_RCPT,
	COUNTERS_END
};
/* The instant from which it is measured. */
int64_t counters_begin(const struct counters *c);
void counters_took(struct counters *c, enum counters_step step, int64_t begin);

/* A connection of the MTA begins or ends. */
void counters_session(struct counters *c, bool begins);
void counters_reload(struct counters *c, bool is_taken);

/* For office_open(): commits are counted here. Borrows the counters. */
struct store_watch counters_watch(struct counters *c);

void counters_write(const struct counters *c, struct buf *out);

#endif
