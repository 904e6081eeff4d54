/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * seen.h - an address is seen: what older keys have of it comes to the newest
 *
 * Called wherever an address becomes a key, before anything is asked under
 * that key: so nothing that was said under an older generation of keys is
 * overlooked, and each person is moved once. With one generation it costs
 * nothing.
 *
 * Errors:  those of the store; store_session_cause() tells
 * Owns:    everything is borrowed
 * Threads: as the session; it is in a write transaction or in none
 * Source:  GDPR Art. 21(3), 32(1)(a)
 */
#ifndef ROBINSON_SERVICE_SEEN_H
#define ROBINSON_SERVICE_SEEN_H

#include "core/address.h"
#include "crypto/pseudonym.h"
#include "store/rekey.h"

/* And its domains, which may have objected. */
enum err seen_address(struct store_session *s, struct pseudonymizer *p,
	const struct address *address) MUST_CHECK;
/* "domain" is canonical. */
enum err seen_domain(struct store_session *s, struct pseudonymizer *p,
	const char *domain) MUST_CHECK;

#endif
