/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "service/seen.h"

/* About 10 MB of keys at the usual two or three levels of a domain. */
#define DOMAINS_KEPT 65536

struct domain_keys {
	char domain[ADDRESS_DOMAIN_MAX + 1]; /* the table's key */
	size_t len;
	struct pseudonym keys[];
};

struct identifier {
	struct pseudonymizer *pseudonymizer;
	const struct address_rules *rules;
	struct store_session *session; /* NULL: nothing is seen */
	struct table domains; /* canonical domain -> struct domain_keys */
};

enum err identifier_new(const struct keyfile *keys,
	const struct address_rules *rules, struct identifier **id_r)
{
	struct identifier *id = calloc(1, sizeof(*id));
	enum err e;

	if (!id)
		return ERR_NOMEM;
	e = pseudonymizer_new(keys, &id->pseudonymizer);
	if (e) {
		free(id);
		return e;
	}
	id->rules = rules;
	table_init(&id->domains);
	*id_r = id;
	return ERR_OK;
}

void identifier_sees(struct identifier *id, struct store_session *session)
{
	id->session = session;
}

/* A fault of the store must not look like a bad address. */
static enum err see(struct identifier *id, const struct address *address)
{
	enum err e = id->session ?
		seen_address(id->session, id->pseudonymizer, address) :
		ERR_OK;

	return e == ERR_INVALID || e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

static void forget_domains(struct identifier *id)
{
	table_each(&id->domains, free);
	table_free(&id->domains);
}

void identifier_free(struct identifier **id)
{
	if (!*id)
		return;
	forget_domains(*id);
	pseudonymizer_free(&(*id)->pseudonymizer);
	free(*id);
	*id = NULL;
}

void identifier_trim(struct identifier *id)
{
	if (id->domains.len > DOMAINS_KEPT)
		forget_domains(id);
}

struct pseudonymizer *identifier_pseudonymizer(struct identifier *id)
{
	return id->pseudonymizer;
}

static enum err domain_keys_new(
	struct identifier *id, const char *domain, struct domain_keys **keys_r)
{
	struct domain_keys *keys;
	const char *at;
	size_t len = 0;
	enum err e;

	for (at = domain; at; at = address_domain_parent(at))
		len++;
	keys = malloc(sizeof(*keys) + len * sizeof(keys->keys[0]));
	if (!keys)
		return ERR_NOMEM;
	snprintf(keys->domain, sizeof(keys->domain), "%s", domain);
	keys->len = 0;
	for (at = domain; at; at = address_domain_parent(at)) {
		e = pseudonym_of_domain(
			id->pseudonymizer, at, &keys->keys[keys->len++]);
		if (e) {
			free(keys);
			return e;
		}
	}
	*keys_r = keys;
	return ERR_OK;
}

static enum err find_domains(
	struct identifier *id, const char *domain, struct identity *identity_r)
{
	struct domain_keys *keys =
		table_get(&id->domains, domain, strlen(domain));
	enum err e;

	if (!keys) {
		e = domain_keys_new(id, domain, &keys);
		if (!e)
			e = table_put(&id->domains, keys->domain,
				strlen(keys->domain), keys);
		if (e) {
			free(keys);
			return e;
		}
	}
	identity_r->domains = keys->keys;
	identity_r->domains_len = keys->len;
	return ERR_OK;
}

enum err identifier_address(struct identifier *id, const char *text,
	size_t text_len, struct identity *identity_r, const char **cause_r)
{
	struct address address;
	enum err e;

	e = address_parse(id->rules, text, text_len, &address, cause_r);
	if (e)
		return e;
	e = see(id, &address);
	if (!e)
		e = pseudonym_of_address(
			id->pseudonymizer, &address, &identity_r->key);
	if (e)
		return e;
	return find_domains(id, address_domain(&address), identity_r);
}

enum err identifier_ever(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym keys_r[IDENTITY_KEYS_MAX],
	size_t *len_r)
{
	struct address address;
	enum err e;

	*len_r = 0;
	e = address_parse(id->rules, text, text_len, &address, NULL);
	if (!e)
		e = pseudonym_of_address(
			id->pseudonymizer, &address, &keys_r[(*len_r)++]);
	for (size_t back = 1; !e && *len_r < IDENTITY_KEYS_MAX &&
		back <= pseudonym_older(id->pseudonymizer);
		back++)
		e = pseudonym_of_address_before(
			id->pseudonymizer, back, &address, &keys_r[(*len_r)++]);
	return e;
}

enum err identifier_key(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym *key_r, const char **cause_r)
{
	struct address address;
	enum err e;

	e = address_parse(id->rules, text, text_len, &address, cause_r);
	if (e)
		return e;
	e = see(id, &address);
	if (e)
		return e;
	return pseudonym_of_address(id->pseudonymizer, &address, key_r);
}

enum err identifier_domain(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym *key_r, const char **cause_r)
{
	char domain[ADDRESS_DOMAIN_MAX + 1];
	enum err e;

	if (text_len > 0 && text[0] == '@') {
		text++;
		text_len--;
	}
	e = address_domain_parse(text, text_len, domain, cause_r);
	if (e)
		return e;
	if (id->session)
		e = seen_domain(id->session, id->pseudonymizer, domain);
	if (e)
		return e == ERR_INVALID ? ERR_CORRUPT : e;
	return pseudonym_of_domain(id->pseudonymizer, domain, key_r);
}
