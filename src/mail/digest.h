/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * digest.h - the postmaster's mail: what is held, why, by whom
 *
 * Counts, and of some messages what a person needs to decide: sender, subject,
 * why it is held, and the commands. No recipient leaves the quarantine with it.
 *
 * Shape:   as notice.h
 *          subjects and senders are made harmless, and cut
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Errors:  as notice.h
 * Owns:    everything is borrowed for the call
 * Threads: may be called from any thread
 */
#ifndef ROBINSON_MAIL_DIGEST_H
#define ROBINSON_MAIL_DIGEST_H

#include <stdbool.h>
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

#define DIGEST_MESSAGES_MAX 50

struct digest_message {
	const char *id;
	int64_t arrived_utc;
	const char *sender; /* as digest_sender's, or in angle brackets */
	const char *subject; /* as in the message: not decoded */
	bool has[REASON_COUNT]; /* why it waits */
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
	/* Up to DIGEST_MESSAGES_MAX of "count". */
	const struct digest_message *messages;
	size_t messages_len;
};

enum err digest_compose(const struct digest *d, struct buf *out) MUST_CHECK;

#endif
