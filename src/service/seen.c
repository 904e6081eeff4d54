/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/seen.h"

struct seeing {
	struct store_session *session;
	struct pseudonymizer *pseudonymizer;
	const struct address *address; /* NULL: a domain alone */
	const char *domain;
	bool is_moving; /* false: only looks */
	bool is_found;
};

static enum err see(struct seeing *s, const struct pseudonym *old,
	const struct pseudonym *key)
{
	bool is_used = false;
	enum err e = store_key_is_used(s->session, old, &is_used);

	if (e || !is_used)
		return e;
	s->is_found = true;
	return s->is_moving ? store_rekey(s->session, old, key) : ERR_OK;
}

static enum err see_person(struct seeing *s, size_t back)
{
	struct pseudonym old, key;
	enum err e = pseudonym_of_address(s->pseudonymizer, s->address, &key);

	if (!e)
		e = pseudonym_of_address_before(
			s->pseudonymizer, back, s->address, &old);
	return e ? e : see(s, &old, &key);
}

static enum err see_domains(struct seeing *s, size_t back)
{
	enum err e = ERR_OK;

	for (const char *at = s->domain; at && !e;
		at = s->address ? address_domain_parent(at) : NULL) {
		struct pseudonym old, key;

		e = pseudonym_of_domain(s->pseudonymizer, at, &key);
		if (!e)
			e = pseudonym_of_domain_before(
				s->pseudonymizer, back, at, &old);
		if (!e)
			e = see(s, &old, &key);
	}
	return e;
}

/* The older a generation, the later: what is newer is not overwritten. */
static enum err see_all(struct seeing *s)
{
	enum err e = ERR_OK;

	for (size_t back = 1; !e && back <= pseudonym_older(s->pseudonymizer);
		back++) {
		if (s->address)
			e = see_person(s, back);
		if (!e)
			e = see_domains(s, back);
	}
	return e;
}

static enum err look(struct seeing *s)
{
	enum err e = store_read_begin(s->session);

	if (e)
		return e;
	e = see_all(s);
	store_read_end(s->session);
	return e;
}

/* Somebody else may have moved it meanwhile: so it is looked for again. */
static enum err move(struct seeing *s)
{
	enum err e = store_write_begin(s->session);

	if (e)
		return e;
	s->is_moving = true;
	e = see_all(s);
	if (!e)
		e = store_write_commit(s->session);
	store_write_rollback(s->session);
	return e;
}

static enum err run(struct seeing *s)
{
	enum err e;

	if (pseudonym_older(s->pseudonymizer) == 0)
		return ERR_OK;
	if (store_is_writing(s->session)) {
		s->is_moving = true;
		return see_all(s);
	}
	e = look(s);
	return e || !s->is_found ? e : move(s);
}

enum err seen_address(struct store_session *s, struct pseudonymizer *p,
	const struct address *address)
{
	struct seeing seeing = {.session = s,
		.pseudonymizer = p,
		.address = address,
		.domain = address_domain(address)};

	return run(&seeing);
}

enum err seen_domain(
	struct store_session *s, struct pseudonymizer *p, const char *domain)
{
	struct seeing seeing = {
		.session = s, .pseudonymizer = p, .domain = domain};

	return run(&seeing);
}
