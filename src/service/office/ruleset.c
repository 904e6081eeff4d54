/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/ruleset.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/log.h"
#include "core/address_rules.h"
#include "store/rekey.h"

#define TEXT_MAX ((size_t)4 << 20)

struct pair {
	const char *alias, *of;
};

struct ruleset {
	const struct address_rules *today;
	char *text; /* of today's */
	struct address_rules_copy *others;
	size_t len, cap;
	int64_t last; /* the newest id that was read; -1: none was */
	int64_t id; /* of today's; 0: not on record */
	unsigned version;
	struct pair *pairs; /* of all sets; NULL: not gathered yet */
	size_t pairs_len, pairs_cap;
	bool has_pairs;
	struct ruleset_form *forms; /* the plain one and those of others */
	size_t forms_cap;
	const char **domains;
	size_t domains_len, domains_cap;
};

enum err ruleset_new(struct ruleset **r_r)
{
	struct ruleset *r = calloc(1, sizeof(*r));

	*r_r = r;
	if (!r)
		return ERR_NOMEM;
	r->last = -1;
	return ERR_OK;
}

static void forget(struct ruleset *r)
{
	for (size_t i = 0; i < r->len; i++)
		address_rules_free(&r->others[i]);
	r->len = 0;
	r->id = 0;
	r->last = -1;
	r->has_pairs = false;
	r->version++;
}

void ruleset_free(struct ruleset **ruleset)
{
	struct ruleset *r = *ruleset;

	if (!r)
		return;
	forget(r);
	free(r->others);
	free(r->text);
	free(r->pairs);
	free(r->forms);
	free(r->domains);
	free(r);
	*ruleset = NULL;
}

enum err ruleset_use(struct ruleset *r, const struct address_rules *rules)
{
	struct buf text;
	enum err e;

	if (r->today == rules)
		return ERR_OK;
	buf_init(&text, TEXT_MAX);
	e = address_rules_format(rules, &text);
	if (!e) {
		forget(r);
		free(r->text);
		r->text = buf_detach(&text);
		r->today = r->text ? rules : NULL;
		e = r->text ? ERR_OK : ERR_NOMEM;
	}
	buf_free(&text);
	return e;
}

unsigned ruleset_version(const struct ruleset *r)
{
	return r->version;
}

int64_t ruleset_id(const struct ruleset *r)
{
	return r->id;
}

/* ------------------------------------------------------ what the store has */

struct reading {
	struct ruleset *ruleset;
	int64_t last;
	enum err failed;
};

static bool take(void *arg, const struct store_rules *rules)
{
	struct reading *reading = arg;
	struct ruleset *r = reading->ruleset;

	reading->last = rules->id;
	if (strcmp(rules->text, r->text) == 0) {
		r->id = rules->id;
		return true;
	}
	reading->failed = array_reserve(
		(void **)&r->others, &r->cap, r->len + 1, sizeof(*r->others));
	if (!reading->failed)
		reading->failed =
			address_rules_parse(rules->text, &r->others[r->len]);
	if (!reading->failed)
		r->len++;
	return !reading->failed;
}

static enum err read_rules(struct ruleset *r, struct store_session *s)
{
	struct reading reading = {.ruleset = r};
	enum err e;

	forget(r);
	e = store_rules_each(s, take, &reading);
	if (!e)
		e = reading.failed;
	if (!e && r->id)
		r->last = reading.last;
	return e;
}

/* In a transaction of its own; another may be quicker. */
static enum err put_on_record(
	struct ruleset *r, struct store_session *s, int64_t now_utc)
{
	enum err e = store_write_begin(s);

	if (e)
		return e;
	e = store_rules_add(s, r->text, now_utc);
	if (e == ERR_EXISTS)
		e = ERR_OK;
	if (!e)
		e = store_write_commit(s);
	store_write_rollback(s);
	return e;
}

enum err ruleset_is_current(
	const struct ruleset *r, struct store_session *s, bool *is_current_r)
{
	int64_t last;
	enum err e = store_rules_last(s, &last);

	*is_current_r = !e && r->last == last;
	return e;
}

enum err ruleset_ready(
	struct ruleset *r, struct store_session *s, int64_t now_utc)
{
	bool is_within = store_is_writing(s), is_current;
	enum err e = ruleset_is_current(r, s, &is_current);

	if (e || is_current)
		return e;
	e = read_rules(r, s);
	if (e || r->id)
		return e;
	e = is_within ? store_rules_add(s, r->text, now_utc) :
			put_on_record(r, s, now_utc);
	if (!e)
		e = read_rules(r, s);
	if (!e && r->len > 0)
		log_info("the address rules are others than before: persons "
			 "are looked for under both");
	/* What is rolled back is on record no more: it is read anew. */
	if (is_within)
		r->last = -1;
	return e;
}

/* ------------------------------------------------------------------ forms */

/* "rules" NULL: the plain form. Adds it where it is a new one. */
static enum err add_form(struct ruleset *r, const struct address_rules *rules,
	const char *text, size_t text_len, const struct address *address,
	size_t *len)
{
	struct ruleset_form *form = &r->forms[*len];
	struct address again;
	enum err e = rules ?
		address_parse(rules, text, text_len, &form->address, NULL) :
		address_plain(text, text_len, &form->address, NULL);

	/* What is no address under some rules is on record under none. */
	if (e)
		return e == ERR_INVALID ? ERR_OK : e;
	if (strcmp(form->address.text, address->text) == 0)
		return ERR_OK;
	for (size_t i = 0; i < *len; i++)
		if (strcmp(r->forms[i].address.text, form->address.text) == 0)
			return ERR_OK;
	e = address_parse(r->today, form->address.text, form->address.text_len,
		&again, NULL);
	if (e && e != ERR_INVALID)
		return e;
	form->is_same = !e && strcmp(again.text, address->text) == 0;
	++*len;
	return ERR_OK;
}

enum err ruleset_forms(struct ruleset *r, const char *text, size_t text_len,
	const struct address *address, const struct ruleset_form **forms_r,
	size_t *len_r)
{
	enum err e;

	*len_r = 0;
	*forms_r = r->forms;
	if (address->is_plain && r->len == 0)
		return ERR_OK;
	e = array_reserve((void **)&r->forms, &r->forms_cap, r->len + 1,
		sizeof(*r->forms));
	if (!e && !address->is_plain)
		e = add_form(r, NULL, text, text_len, address, len_r);
	for (size_t i = 0; !e && i < r->len; i++)
		e = add_form(
			r, &r->others[i].rules, text, text_len, address, len_r);
	*forms_r = r->forms;
	return e;
}

/* ---------------------------------------------------------------- domains */

static size_t count_aliases(const struct address_rules *rules)
{
	size_t n = 0;

	for (size_t i = 0; i < rules->len; i++)
		n += rules->rules[i].alias_of != NULL;
	return n;
}

static void add_pairs(struct ruleset *r, const struct address_rules *rules)
{
	for (size_t i = 0; i < rules->len; i++)
		if (rules->rules[i].alias_of)
			r->pairs[r->pairs_len++] =
				(struct pair){rules->rules[i].domain,
					rules->rules[i].alias_of};
}

static enum err gather_pairs(struct ruleset *r)
{
	size_t n = count_aliases(r->today);
	enum err e;

	if (r->has_pairs)
		return ERR_OK;
	for (size_t i = 0; i < r->len; i++)
		n += count_aliases(&r->others[i].rules);
	e = array_reserve(
		(void **)&r->pairs, &r->pairs_cap, n, sizeof(*r->pairs));
	if (e)
		return e;
	r->pairs_len = 0;
	add_pairs(r, r->today);
	for (size_t i = 0; i < r->len; i++)
		add_pairs(r, &r->others[i].rules);
	r->has_pairs = true;
	return ERR_OK;
}

static enum err add_domain(struct ruleset *r, const char *domain)
{
	enum err e;

	for (size_t i = 0; i < r->domains_len; i++)
		if (strcmp(r->domains[i], domain) == 0)
			return ERR_OK;
	e = array_reserve((void **)&r->domains, &r->domains_cap,
		r->domains_len + 1, sizeof(*r->domains));
	if (!e)
		r->domains[r->domains_len++] = domain;
	return e;
}

/* Each that was added may bring others. */
static enum err spread(struct ruleset *r, const char *domain, bool to_parents,
	const char *const **domains_r, size_t *len_r)
{
	enum err e = gather_pairs(r);

	r->domains_len = 0;
	if (!e)
		e = add_domain(r, domain);
	for (size_t at = 0; !e && at < r->domains_len; at++) {
		const char *parent = address_domain_parent(r->domains[at]);

		if (to_parents && parent)
			e = add_domain(r, parent);
		for (size_t i = 0; !e && i < r->pairs_len; i++) {
			if (strcmp(r->pairs[i].alias, r->domains[at]) == 0)
				e = add_domain(r, r->pairs[i].of);
			else if (strcmp(r->pairs[i].of, r->domains[at]) == 0)
				e = add_domain(r, r->pairs[i].alias);
		}
	}
	*domains_r = r->domains;
	*len_r = r->domains_len;
	return e;
}

enum err ruleset_domains(struct ruleset *r, const char *domain,
	const char *const **domains_r, size_t *len_r)
{
	return spread(r, domain, true, domains_r, len_r);
}

enum err ruleset_aliases(struct ruleset *r, const char *domain,
	const char *const **domains_r, size_t *len_r)
{
	return spread(r, domain, false, domains_r, len_r);
}
