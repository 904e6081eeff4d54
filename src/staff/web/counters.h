/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * counters.h - what the web process counts while it works
 *
 * Kept in memory alone, from its start to its end. All that the desk process
 * does passes here, so it need not count itself. The names by which it is told
 * are in robinson-staff(8), "METRICS"; what is looked up for whoever asks is in
 * scrape.h.
 *
 * Shape:   no name, address or id is a label; all labels are of lists that end
 * Errors:  counting never fails; NULL instead of counters: nobody counts
 * Owns:    web_counters_new() .. web_counters_free()
 * Threads: all functions but those two from all threads
 * Source:  GDPR Art. 5(1)(c)
 */
#ifndef ROBINSON_STAFF_WEB_COUNTERS_H
#define ROBINSON_STAFF_WEB_COUNTERS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "staff/wire/wire.h"

struct web_counters;

enum err web_counters_new(struct web_counters **counters_r) MUST_CHECK;
void web_counters_free(struct web_counters **counters);

/* A browser was answered with this status of HTTP. */
void web_counters_request(struct web_counters *c, unsigned status);
/* The desk has answered a call, after so long; a verb that logs somebody in
 * counts as a login, too. */
void web_counters_call(struct web_counters *c, const char *verb,
	enum wire_status status, int64_t ns);

void web_counters_write(const struct web_counters *c, struct buf *out);

#endif
