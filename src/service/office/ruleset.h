/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ruleset.h - today's address rules, and all that were in force before
 *
 * A person may be on record under the canonical form of any set of address
 * rules that was ever in force, and under the plain form (a store may have
 * been used before it kept its rules). A ruleset gives these other forms of an
 * address, and the domains that count as one because one is the alias of the
 * other.
 *
 * An alias counts for a domain's objection under whatever set has it: who
 * objected for all names of a domain did so under the rules of the day, and
 * what is in doubt counts against writing.
 *
 * Errors:  those of the store; ERR_CORRUPT: rules that the store has cannot be
 *          read: a fault, nobody can be looked up
 * Owns:    "rules" is borrowed until the next ruleset_use() or
 *          ruleset_free(). Forms and domains are the ruleset's own and hold
 *          until its next call
 * Threads: belongs to one thread at a time
 * Source:  GDPR Art. 21(2)-(3)
 */
#ifndef ROBINSON_OFFICE_RULESET_H
#define ROBINSON_OFFICE_RULESET_H

#include "core/address.h"
#include "store/spelling.h"

struct ruleset;

enum err ruleset_new(struct ruleset **r_r) MUST_CHECK;
void ruleset_free(struct ruleset **r);

/* These are today's from here on. */
enum err ruleset_use(
	struct ruleset *r, const struct address_rules *rules) MUST_CHECK;

/*
 * Whether the ruleset knows all that the store has, today's rules among them.
 * In whatever transaction, or in none.
 */
enum err ruleset_is_current(const struct ruleset *r, struct store_session *s,
	bool *is_current_r) MUST_CHECK;
/*
 * Makes it so: reads what the store has, and puts today's rules on record when
 * they are new. The session is in a write transaction or in none.
 */
enum err ruleset_ready(
	struct ruleset *r, struct store_session *s, int64_t now_utc) MUST_CHECK;
/* Changes whenever what the ruleset knows does. */
unsigned ruleset_version(const struct ruleset *r);
/* Of today's rules; valid after ruleset_ready(). */
int64_t ruleset_id(const struct ruleset *r);

struct ruleset_form {
	struct address address;
	/* By today's rules this is another spelling of the same address:
	 * nobody else is on record under it. */
	bool is_same;
};

/* The forms that differ from "address", the canonical one of today, which
 * address_parse() made of "text". Nothing has to be asked, and nothing is
 * done, where it is plain and the rules were never others. */
enum err ruleset_forms(struct ruleset *r, const char *text, size_t text_len,
	const struct address *address, const struct ruleset_form **forms_r,
	size_t *len_r) MUST_CHECK;

/* The domains under which an objection of a domain may be on record: itself,
 * its parents, and what is the same as any of these. "domain" is canonical
 * and comes first; it is borrowed like the rest. */
enum err ruleset_domains(struct ruleset *r, const char *domain,
	const char *const **domains_r, size_t *len_r) MUST_CHECK;
/* The same without parents: all names of this one domain. */
enum err ruleset_aliases(struct ruleset *r, const char *domain,
	const char *const **domains_r, size_t *len_r) MUST_CHECK;

#endif
