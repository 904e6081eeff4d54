/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scrape.h - the daemon's metrics, for whoever asks on the control socket
 *
 * What was counted (counters.h), and what is looked up now: the quarantine and
 * the notices in the store, lists, spools, descriptors. None of that is looked
 * up on the way of mail. A store that cannot answer leaves out what lies in it
 * and says robinson_store_up 0.
 *
 * Shape:   Prometheus text, as base/metrics.h has it
 * Errors:  those of "out"
 * Threads: one at a time, beside all others
 */
#ifndef ROBINSON_MILTER_SCRAPE_H
#define ROBINSON_MILTER_SCRAPE_H

#include "base/buf.h"
#include "milter/callbacks.h"

void scrape_write(struct milter_context *context, struct buf *out);

#endif
