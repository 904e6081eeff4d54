/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/table.h"
#include "service/office/rekey_on_use.h"

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
	const int64_t *now_utc;
	struct ruleset *ruleset;
	unsigned version; /* of the ruleset, when "domains" were made */
	struct table domains; /* canonical domain -> struct domain_keys */
	/* Made before the rules changed; somebody may hold keys of them. */
	struct table *stale;
	size_t stale_len, stale_cap;
};

enum err identifier_new(const struct keyfile *keys,
	const struct address_rules *rules, struct identifier **id_r)
{
	struct identifier *id = calloc(1, sizeof(*id));
	enum err e;

	if (!id)
		return ERR_NOMEM;
	table_init(&id->domains);
	e = pseudonymizer_new(keys, &id->pseudonymizer);
	if (!e)
		e = ruleset_new(&id->ruleset);
	if (!e)
		e = ruleset_use(id->ruleset, rules);
	if (e) {
		identifier_free(&id);
		return e;
	}
	id->rules = rules;
	*id_r = id;
	return ERR_OK;
}

void identifier_sees(struct identifier *id, struct store_session *session,
	const int64_t *now_utc)
{
	id->session = session;
	id->now_utc = now_utc;
}

int64_t identifier_rules(const struct identifier *id)
{
	return ruleset_id(id->ruleset);
}

/* A fault of the store must not look like a bad address. */
static enum err fault(enum err e)
{
	return e == ERR_INVALID || e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

enum err identifier_ready(struct identifier *id)
{
	return id->session ?
		fault(ruleset_ready(id->ruleset, id->session, *id->now_utc)) :
		ERR_OK;
}

static struct rekey_on_use_args args_of(struct identifier *id)
{
	return (struct rekey_on_use_args){.session = id->session,
		.pseudonymizer = id->pseudonymizer,
		.ruleset = id->ruleset,
		.now_utc = id->now_utc ? *id->now_utc : INSTANT_NONE};
}

static enum err see(struct identifier *id, const char *text, size_t text_len,
	const struct address *address)
{
	const struct rekey_on_use_person person = {text, text_len, address};
	const struct rekey_on_use_args args = args_of(id);
	enum err e = identifier_ready(id);

	if (!e && id->session)
		e = fault(rekey_on_use(&args, &person));
	return e;
}

static void forget_stale(struct identifier *id)
{
	for (size_t i = 0; i < id->stale_len; i++) {
		table_each(&id->stale[i], free);
		table_free(&id->stale[i]);
	}
	free(id->stale);
	id->stale = NULL;
	id->stale_len = id->stale_cap = 0;
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
	forget_stale(*id);
	ruleset_free(&(*id)->ruleset);
	pseudonymizer_free(&(*id)->pseudonymizer);
	free(*id);
	*id = NULL;
}

void identifier_trim(struct identifier *id)
{
	forget_stale(id);
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
	const char *const *domains;
	size_t len;
	enum err e = ruleset_domains(id->ruleset, domain, &domains, &len);

	if (e)
		return e;
	keys = malloc(sizeof(*keys) + len * sizeof(keys->keys[0]));
	if (!keys)
		return ERR_NOMEM;
	snprintf(keys->domain, sizeof(keys->domain), "%s", domain);
	keys->len = 0;
	for (size_t i = 0; i < len; i++) {
		e = pseudonym_of_domain(id->pseudonymizer, domains[i],
			&keys->keys[keys->len++]);
		if (e) {
			free(keys);
			return e;
		}
	}
	*keys_r = keys;
	return ERR_OK;
}

/* Whoever holds keys of them keeps them until the next trim. */
static enum err renew_domains(struct identifier *id)
{
	struct table *stale;

	if (id->version == ruleset_version(id->ruleset))
		return ERR_OK;
	stale = array_grow(
		id->stale, id->stale_len, &id->stale_cap, sizeof(*stale));
	if (!stale)
		return ERR_NOMEM;
	stale[id->stale_len++] = id->domains;
	id->stale = stale;
	table_init(&id->domains);
	id->version = ruleset_version(id->ruleset);
	return ERR_OK;
}

static enum err find_domains(
	struct identifier *id, const char *domain, struct identity *identity_r)
{
	struct domain_keys *keys;
	enum err e = renew_domains(id);

	if (e)
		return e;
	keys = table_get(&id->domains, domain, strlen(domain));
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

static enum err parse(struct identifier *id, const char *text, size_t text_len,
	struct address *address_r, const char **cause_r)
{
	enum err e =
		address_parse(id->rules, text, text_len, address_r, cause_r);

	return e ? e : see(id, text, text_len, address_r);
}

enum err identifier_address(struct identifier *id, const char *text,
	size_t text_len, struct identity *identity_r, const char **cause_r)
{
	struct address address;
	enum err e = parse(id, text, text_len, &address, cause_r);

	if (!e)
		e = pseudonym_of_address(
			id->pseudonymizer, &address, &identity_r->key);
	if (e)
		return e;
	return find_domains(id, address_domain(&address), identity_r);
}

enum err identifier_key(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym *key_r, const char **cause_r)
{
	struct address address;
	enum err e = parse(id, text, text_len, &address, cause_r);

	return e ? e : pseudonym_of_address(id->pseudonymizer, &address, key_r);
}

/* ---------------------------------------------------------- all of a person */

static enum err add_key(struct identifier *id, const struct address *address,
	bool ever, struct joining_keys *keys)
{
	size_t older = ever ? pseudonym_older(id->pseudonymizer) : 0;
	struct pseudonym key;
	enum err e = pseudonym_of_address(id->pseudonymizer, address, &key);

	if (!e)
		e = joining_add(keys, &key);
	for (size_t back = 1; !e && back <= older; back++) {
		e = pseudonym_of_address_before(
			id->pseudonymizer, back, address, &key);
		if (!e)
			e = joining_add(keys, &key);
	}
	return e;
}

static enum err add_forms(struct identifier *id, const char *text,
	size_t text_len, bool ever, struct identity_keys *keys)
{
	const struct ruleset_form *forms;
	struct address address;
	size_t len = 0;
	enum err e = address_parse(id->rules, text, text_len, &address, NULL);

	if (!e)
		e = add_key(id, &address, ever, &keys->own);
	if (!e)
		e = ruleset_forms(
			id->ruleset, text, text_len, &address, &forms, &len);
	for (size_t i = 0; !e && i < len; i++)
		e = add_key(id, &forms[i].address, ever,
			forms[i].is_same ? &keys->own : &keys->shared);
	return e;
}

enum err identifier_keys(struct identifier *id, const char *text,
	size_t text_len, bool ever, struct identity_keys *keys_r)
{
	enum err e;

	*keys_r = (struct identity_keys){.own = {.items = NULL}};
	e = add_forms(id, text, text_len, ever, keys_r);
	if (!e && id->session)
		e = joining_reach(id->session, &keys_r->own.items[0],
			ruleset_id(id->ruleset), &keys_r->own);
	if (e)
		identity_keys_free(keys_r);
	return e;
}

void identity_keys_free(struct identity_keys *keys)
{
	joining_keys_free(&keys->own);
	joining_keys_free(&keys->shared);
}

/* ---------------------------------------------------------------- domains */

static enum err parse_domain(struct identifier *id, const char *text,
	size_t text_len, char *domain_r, const char **cause_r)
{
	struct rekey_on_use_args args;
	enum err e;

	if (text_len > 0 && text[0] == '@') {
		text++;
		text_len--;
	}
	e = address_domain_parse(text, text_len, domain_r, cause_r);
	if (!e)
		e = identifier_ready(id);
	args = args_of(id);
	if (!e && id->session)
		e = fault(rekey_domain_on_use(&args, domain_r));
	return e;
}

enum err identifier_domain(struct identifier *id, const char *text,
	size_t text_len, struct pseudonym *key_r, const char **cause_r)
{
	char domain[ADDRESS_DOMAIN_MAX + 1];
	enum err e = parse_domain(id, text, text_len, domain, cause_r);

	return e ? e : pseudonym_of_domain(id->pseudonymizer, domain, key_r);
}

enum err identifier_aliases(struct identifier *id, const char *text,
	size_t text_len, struct joining_keys *keys_r)
{
	char domain[ADDRESS_DOMAIN_MAX + 1];
	const char *const *domains;
	size_t len = 0;
	enum err e = parse_domain(id, text, text_len, domain, NULL);

	if (!e)
		e = ruleset_aliases(id->ruleset, domain, &domains, &len);
	for (size_t i = 0; !e && i < len; i++) {
		struct pseudonym key;

		e = pseudonym_of_domain(id->pseudonymizer, domains[i], &key);
		if (!e)
			e = joining_add(keys_r, &key);
	}
	return e;
}
