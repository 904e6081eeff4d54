/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * token_seen.h - objections that are proven by their token, without the DNS
 *
 * A mail to the mailbox for unsubscribing with a token in its subject, and a
 * complaint that returns a head with one, need no proof of their sender, and
 * so nothing from the DNS. Only a token of ours that names a person counts:
 * anybody can write what looks like one. One that is not seen here (its
 * subject is encoded, the returned head too) is found by the helper later.
 *
 * Errors:  false also where there are no keys or no memory
 * Threads: pure
 * Source:  GDPR Art. 21(3); RFC 5965 (complaints)
 */
#ifndef ROBINSON_MILTER_TOKEN_SEEN_H
#define ROBINSON_MILTER_TOKEN_SEEN_H

#include <stdbool.h>

#include "crypto/keyfile.h"
#include "inbound/inbound.h"

/* "is_to_mailbox": one of its recipients is the mailbox. */
bool token_seen(const struct keyfile *keys, const struct inbound_question *q,
	bool is_to_mailbox);

#endif
