/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/rekey_on_use.h"

#include "service/office/joining.h"

struct rekeying {
	const struct rekey_on_use_args *args;
	const struct rekey_on_use_person *person; /* NULL: a domain alone */
	const struct ruleset_form *forms;
	size_t forms_len;
	const char *domain;
	bool is_moving; /* false: only looks */
	bool is_found;
};

static enum err see(struct rekeying *s, const struct pseudonym *old,
	const struct pseudonym *key)
{
	struct store_session *session = s->args->session;
	bool is_used = false;
	enum err e = store_key_is_used(session, old, &is_used);

	if (e || !is_used)
		return e;
	s->is_found = true;
	return s->is_moving ? store_rekey(session, old, key) : ERR_OK;
}

static enum err see_address(
	struct rekeying *s, size_t back, const struct address *address)
{
	struct pseudonymizer *p = s->args->pseudonymizer;
	struct pseudonym old, key;
	enum err e = pseudonym_of_address(p, address, &key);

	if (!e)
		e = pseudonym_of_address_before(p, back, address, &old);
	return e ? e : see(s, &old, &key);
}

static enum err see_person(struct rekeying *s, size_t back)
{
	enum err e = see_address(s, back, s->person->address);

	for (size_t i = 0; !e && i < s->forms_len; i++)
		e = see_address(s, back, &s->forms[i].address);
	return e;
}

static enum err see_domains(struct rekeying *s, size_t back)
{
	struct pseudonymizer *p = s->args->pseudonymizer;
	const char *const *domains;
	size_t len;
	enum err e = s->person ?
		ruleset_domains(s->args->ruleset, s->domain, &domains, &len) :
		ruleset_aliases(s->args->ruleset, s->domain, &domains, &len);

	for (size_t i = 0; !e && i < len; i++) {
		struct pseudonym old, key;

		e = pseudonym_of_domain(p, domains[i], &key);
		if (!e)
			e = pseudonym_of_domain_before(
				p, back, domains[i], &old);
		if (!e)
			e = see(s, &old, &key);
	}
	return e;
}

static enum err see_form(struct rekeying *s, const struct ruleset_form *form,
	const struct pseudonym *key)
{
	const struct rekey_on_use_args *args = s->args;
	struct store_join join = {.key = *key,
		.rules = form->is_same ? ruleset_id(args->ruleset) : 0};
	bool is_due = false;
	enum err e = pseudonym_of_address(
		args->pseudonymizer, &form->address, &join.old);

	if (!e)
		e = store_join_is_due(args->session, &join, &is_due);
	if (e || !is_due)
		return e;
	s->is_found = true;
	if (!s->is_moving)
		return ERR_OK;
	return joining_join(args->session, &join, args->now_utc);
}

static enum err see_forms(struct rekeying *s)
{
	struct pseudonym key;
	enum err e;

	if (!s->person || s->forms_len == 0)
		return ERR_OK;
	e = pseudonym_of_address(
		s->args->pseudonymizer, s->person->address, &key);
	for (size_t i = 0; !e && i < s->forms_len; i++)
		e = see_form(s, &s->forms[i], &key);
	return e;
}

/* The older a generation, the later: what is newer is not overwritten. */
static enum err see_all(struct rekeying *s)
{
	size_t older = pseudonym_older(s->args->pseudonymizer);
	enum err e = ERR_OK;

	for (size_t back = 1; !e && back <= older; back++) {
		if (s->person)
			e = see_person(s, back);
		if (!e)
			e = see_domains(s, back);
	}
	return e ? e : see_forms(s);
}

static enum err look(struct rekeying *s)
{
	enum err e = store_read_begin(s->args->session);

	if (e)
		return e;
	e = see_all(s);
	store_read_end(s->args->session);
	return e;
}

/* Somebody else may have moved it meanwhile: so it is looked for again. */
static enum err move(struct rekeying *s)
{
	struct store_session *session = s->args->session;
	enum err e = store_write_begin(session);

	if (e)
		return e;
	s->is_moving = true;
	e = see_all(s);
	if (!e)
		e = store_write_commit(session);
	store_write_rollback(session);
	return e;
}

static bool has_nothing_older(const struct rekeying *s)
{
	return s->forms_len == 0 &&
		pseudonym_older(s->args->pseudonymizer) == 0;
}

static enum err run(struct rekeying *s)
{
	enum err e;

	if (has_nothing_older(s))
		return ERR_OK;
	if (store_is_writing(s->args->session)) {
		s->is_moving = true;
		return see_all(s);
	}
	e = look(s);
	return e || !s->is_found ? e : move(s);
}

static enum err begin(struct rekeying *s, const struct rekey_on_use_args *args,
	const struct rekey_on_use_person *person)
{
	*s = (struct rekeying){.args = args,
		.person = person,
		.domain = address_domain(person->address)};
	return ruleset_forms(args->ruleset, person->text, person->text_len,
		person->address, &s->forms, &s->forms_len);
}

enum err rekey_on_use(const struct rekey_on_use_args *args,
	const struct rekey_on_use_person *person)
{
	struct rekeying s;
	enum err e = begin(&s, args, person);

	return e ? e : run(&s);
}

enum err rekey_on_use_is_due(const struct rekey_on_use_args *args,
	const struct rekey_on_use_person *person, bool *is_due_r)
{
	struct rekeying s;
	enum err e = begin(&s, args, person);

	*is_due_r = false;
	if (e || has_nothing_older(&s))
		return e;
	e = see_all(&s);
	*is_due_r = s.is_found;
	return e;
}

enum err rekey_domain_on_use(
	const struct rekey_on_use_args *args, const char *domain)
{
	struct rekeying s = {.args = args, .domain = domain};

	return run(&s);
}
