/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address_rules.h - a set of address rules as text
 *
 * The canonical form of an address depends on the rules, and so does the key
 * that a person is on record under. Every set that was ever in force is kept
 * in this form: two sets that make the same of every address have one text.
 *
 * Shape:   a line each, words between single blanks, ended by a line feed:
 *          first the default separators, then what differs from them, by
 *          domain. Separators are in the order of ASCII, each once; "none"
 *          stands for no separator at all.
 * Example: the rules that are shipped
 *              separators +
 *              rule gmail.com + dots
 *              alias googlemail.com gmail.com
 *          and one more that ignores no dots
 *              rule example.com +- nodots
 * Errors:  ERR_CORRUPT: the text is none of these; ERR_LIMIT, ERR_NOMEM
 * Owns:    a copy holds all that its rules point to
 * Threads: all functions are pure
 */
#ifndef ROBINSON_CORE_ADDRESS_RULES_H
#define ROBINSON_CORE_ADDRESS_RULES_H

#include "base/buf.h"
#include "core/address.h"

struct address_rules_copy {
	struct address_rules rules;
	struct address_rule *list;
	char *text;
};

/* Adds the text to "out". */
enum err address_rules_format(
	const struct address_rules *rules, struct buf *out) MUST_CHECK;

/* On an error nothing is to be freed. */
enum err address_rules_parse(
	const char *text, struct address_rules_copy *copy_r) MUST_CHECK;
void address_rules_free(struct address_rules_copy *copy);

/* What the rules have of this domain alone; *r as its own rule would be: its
 * separators are never NULL. "domain" is canonical and borrowed. */
void address_rule_of(const struct address_rules *rules, const char *domain,
	struct address_rule *rule_r);

#endif
