/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rekey_on_use.h - when an address is seen, its records move to the newest key
 *
 * Called wherever an address becomes a key, before anything is asked under
 * that key: so nothing that was said under an older generation of keys, or
 * under earlier address rules, is overlooked, and each person is moved once.
 * It costs nothing where there is one generation of keys, the address rules
 * never changed, and the canonical form of the address is its plain form.
 *
 * Joining two keys never lets a lift or a grant under the one end a wish
 * against writing under the other: where it would, the wish is put on record
 * anew (store/spelling.h says what is joined and when).
 *
 * Errors:  those of the store; store_session_cause() tells
 * Owns:    everything is borrowed
 * Threads: as the session; it is in a write transaction or in none
 * Source:  GDPR Art. 21(3), 7(3), 32(1)(a)
 */
#ifndef ROBINSON_OFFICE_REKEY_ON_USE_H
#define ROBINSON_OFFICE_REKEY_ON_USE_H

#include "crypto/pseudonym.h"
#include "service/office/ruleset.h"
#include "store/rekey.h"

/* Who looks. The ruleset is ready (ruleset_ready()). */
struct rekey_on_use_args {
	struct store_session *session;
	struct pseudonymizer *pseudonymizer;
	struct ruleset *ruleset;
	int64_t now_utc;
};

struct rekey_on_use_person {
	const char *text; /* as written */
	size_t text_len;
	const struct address *address; /* what it means today */
};

/* And its domains, which may have objected. */
enum err rekey_on_use(const struct rekey_on_use_args *args,
	const struct rekey_on_use_person *person) MUST_CHECK;
/* Whether that would change anything; in whatever transaction. */
enum err rekey_on_use_is_due(const struct rekey_on_use_args *args,
	const struct rekey_on_use_person *person, bool *is_due_r) MUST_CHECK;
/* "domain" is canonical; all its names, without its parents. */
enum err rekey_domain_on_use(
	const struct rekey_on_use_args *args, const char *domain) MUST_CHECK;

#endif
