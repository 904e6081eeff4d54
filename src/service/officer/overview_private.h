/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * overview_private.h - what the daemon counted, out of its metrics
 *
 * Shape:   lines of Prometheus text, as base/metrics.h writes them
 * Threads: pure
 */
#ifndef ROBINSON_OFFICER_OVERVIEW_PRIVATE_H
#define ROBINSON_OFFICER_OVERVIEW_PRIVATE_H

#include "service/officer/overview.h"

/* "faults" of overview.h; lines that are none of those meant are skipped.
 * NULL: no memory. */
json_t *overview_faults(const struct settings *settings, const char *text);

#endif
