/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * finder_private.h - by whom a held message is found: digests of its addresses
 *
 * Shape:   the first HELD_DIGEST_LEN octets of text_digest() (crypto/text.h)
 *          of "held from ADDRESS", "held from @DOMAIN" or "held to @DOMAIN",
 *          the address in its plain form (address_plain()), of one without a
 *          domain or that is none the text without brackets in lower case. The
 *          key is that of the oldest generation: adding one changes nothing.
 * Errors:  ERR_NOMEM
 * Owns:    finder_free() wipes the key
 * Threads: a finder belongs to one thread at a time
 * Source:  GDPR Art. 25(1), 32(1)(a)
 */
#ifndef ROBINSON_QUARANTINE_FINDER_PRIVATE_H
#define ROBINSON_QUARANTINE_FINDER_PRIVATE_H

#include "crypto/keyfile.h"
#include "store/quarantine.h"

struct finder;

enum err finder_new(
	const struct keyfile *keys, struct finder **finder_r) MUST_CHECK;
void finder_free(struct finder **finder);

/* Of an envelope sender as the MTA passed it, or as typed; of nothing where it
 * is the null sender. */
enum err finder_sender(struct finder *d, const char *text,
	struct held_digest *sender_r, struct held_digest *domain_r) MUST_CHECK;
/* Of a recipient's domain; of nothing where there is none. */
enum err finder_recipient(struct finder *d, const char *text,
	struct held_digest *domain_r) MUST_CHECK;
/* The same of a domain alone, which is canonical. */
enum err finder_sender_domain(struct finder *d, const char *domain,
	struct held_digest *domain_r) MUST_CHECK;
enum err finder_recipient_domain(struct finder *d, const char *domain,
	struct held_digest *domain_r) MUST_CHECK;

#endif
