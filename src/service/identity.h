/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * identity.h - an address as typed becomes the keys it is stored under
 *
 * Shape:   the key of the address and the keys of its domain and of every
 *          parent domain, because an objection of a domain covers what is
 *          below it. Domains repeat in every list, so their keys are kept.
 * Errors:  ERR_INVALID with the cause; ERR_NOMEM
 * Owns:    domain keys belong to the identifier and live until
 *          identifier_trim() or identifier_free()
 * Threads: an identifier belongs to one thread at a time
 * Source:  GDPR Art. 4(5), 21(2)
 */
#ifndef ROBINSON_SERVICE_IDENTITY_H
#define ROBINSON_SERVICE_IDENTITY_H

#include "core/address.h"
#include "crypto/keyfile.h"
#include "crypto/pseudonym.h"

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
 * session (seen.h), which lives as long. An error of the store is
 * identifier_address()'s own then. */
void identifier_sees(struct identifier *id, struct store_session *session);
void identifier_free(struct identifier **id);

/* "text" is an address; *cause_r as address_parse() has it. */
enum err identifier_address(struct identifier *id, const char *text,
	size_t text_len, struct identity *identity_r,
	const char **cause_r) MUST_CHECK;

/* Keys of the person under every generation that is not retired, the newest
 * first. */
#define IDENTITY_KEYS_MAX 64
enum err identifier_ever(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym keys_r[IDENTITY_KEYS_MAX],
	size_t *len_r) MUST_CHECK;

/* The same without the domains' keys: for what only touches the person. */
enum err identifier_key(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym *key_r,
	const char **cause_r) MUST_CHECK;

/* "text" is a domain, with or without "@" before it. */
enum err identifier_domain(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym *key_r,
	const char **cause_r) MUST_CHECK;

/* Forgets the domains when there are very many. To be called when nobody
 * holds domain keys any more. */
void identifier_trim(struct identifier *id);

struct pseudonymizer *identifier_pseudonymizer(struct identifier *id);

#endif
