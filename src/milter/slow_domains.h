/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * slow_domains.h - domains whose name servers did not answer soon
 *
 * So that the next mail of such a domain need not find it out again.
 *
 * Shape:   a table of fixed size, by a number for each domain. One domain may
 *          take the place of another: that costs time, and no answer
 * Units:   milliseconds of the monotonic clock (base/clock.h)
 * Threads: all functions from all threads
 */
#ifndef ROBINSON_MILTER_SLOW_DOMAINS_H
#define ROBINSON_MILTER_SLOW_DOMAINS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* For so long a domain is known as slow: longer than any dns-timeout. */
#define SLOW_DOMAINS_MS 600000

struct slow_domains;

enum err slow_domains_new(struct slow_domains **slow_r) MUST_CHECK;
void slow_domains_free(struct slow_domains **slow);

/* "domain" is not 0. */
void slow_domains_add(
	struct slow_domains *slow, uint64_t domain, int64_t now_ms);
void slow_domains_remove(struct slow_domains *slow, uint64_t domain);
bool slow_domains_has(
	struct slow_domains *slow, uint64_t domain, int64_t now_ms);

#endif
