/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * identity.h - an address as typed becomes the keys it is stored under
 *
 * Shape:   the key of the address and the keys of its domain, of every parent
 *          domain and of their aliases, because an objection of a domain
 *          covers what is below it and all its names. Domains repeat in every
 *          list, so their keys are kept.
 * Errors:  ERR_INVALID with the cause; ERR_NOMEM
 * Owns:    domain keys belong to the identifier and live until
 *          identifier_trim() or identifier_free()
 * Threads: an identifier belongs to one thread at a time
 * Source:  GDPR Art. 4(5), 21(2)
 */
#ifndef ROBINSON_OFFICE_IDENTITY_H
#define ROBINSON_OFFICE_IDENTITY_H

#include "core/address.h"
#include "crypto/keyfile.h"
#include "crypto/pseudonym.h"
#include "service/office/joining.h"

struct identifier;
struct store_session;

struct identity {
	struct pseudonym key;
	const struct pseudonym *domains; /* the domain itself comes first */
	size_t domains_len;
};

/* "rules" is borrowed and lives longer. */
enum err identifier_new(const struct keyfile *keys,
	const struct address_rules *rules, struct identifier **id_r) MUST_CHECK;
/* Every address and domain that is identified from now on is seen with this
 * session (rekey_on_use.h); *now_utc is read each time. Both live as long. An
 * error of the store is identifier_address()'s own then. */
void identifier_sees(struct identifier *id, struct store_session *session,
	const int64_t *now_utc);
void identifier_free(struct identifier **id);

/* "text" is an address; *cause_r as address_parse() has it. */
enum err identifier_address(struct identifier *id, const char *text,
	size_t text_len, struct identity *identity_r,
	const char **cause_r) MUST_CHECK;

/*
 * All keys of a person. "own" are those that can be only of this one: under
 * today's rules (it comes first), under earlier rules of which today's make
 * the same, and those that were joined with it. What may be of others, too,
 * is "shared": there the person's wishes against writing may stand.
 */
struct identity_keys {
	struct joining_keys own, shared;
};
/* Inside a reading or a writing transaction of the session that sees. Of the
 * newest generation; "ever": also of every other that is not retired. */
enum err identifier_keys(struct identifier *id, const char *text,
	size_t text_len, bool ever, struct identity_keys *keys_r) MUST_CHECK;
void identity_keys_free(struct identity_keys *keys);

/* The same without the domains' keys: for what only touches the person. */
enum err identifier_key(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym *key_r,
	const char **cause_r) MUST_CHECK;

/* "text" is a domain, with or without "@" before it. */
enum err identifier_domain(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym *key_r,
	const char **cause_r) MUST_CHECK;
/* The keys of all names of that domain; added to "keys_r". */
enum err identifier_aliases(struct identifier *id, const char *text,
	size_t text_len, struct joining_keys *keys_r) MUST_CHECK;

/* Forgets the domains when there are very many. To be called when nobody
 * holds domain keys any more. */
void identifier_trim(struct identifier *id);

struct pseudonymizer *identifier_pseudonymizer(struct identifier *id);
/* Puts today's address rules on record where they are new: for who has keys
 * and no address. */
enum err identifier_ready(struct identifier *id) MUST_CHECK;
/* Their id, after that or once somebody was identified. */
int64_t identifier_rules(const struct identifier *id);

#endif
