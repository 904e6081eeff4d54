/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * digest.h - the postmaster's mail: what is held, why, by whom
 *
 * Counts only: no recipient and no subject leaves the quarantine with it.
 *
 * Shape:   as notice.h
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Errors:  as notice.h
 * Owns:    everything is borrowed for the call
 * Threads: may be called from any thread
 */
#ifndef ROBINSON_MAIL_DIGEST_H
#define ROBINSON_MAIL_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/zone.h"
#include "mail/notice_text.h"

/* A message counts once for each reason that holds one of its recipients. */
struct digest_reason {
	enum reason reason;
	uint64_t count;
};

struct digest_sender {
	const char *address; /* "" is the null sender */
	uint64_t count;
};

struct digest {
	enum notice_language language;
	const struct zone *zone;
	const char *host;
	const char *from; /* bare mailboxes */
	const char *to;
	int64_t now_utc;
	uint64_t count; /* messages held */
	int64_t oldest_utc; /* INSTANT_NONE: none is held */
	int64_t first_end_utc; /* INSTANT_NONE: none ends */
	/* Printed in this order. */
	const struct digest_reason *reasons;
	size_t reasons_len;
	const struct digest_sender *senders;
	size_t senders_len;
};

enum err digest_compose(const struct digest *d, struct buf *out) MUST_CHECK;

#endif
