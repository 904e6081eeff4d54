/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address.h - one spelling for one mailbox
 *
 * A person should not escape their own objection by a spelling. The
 * canonical form is: Unicode NFC; domain as lower-case A-labels (IDNA 2008
 * with UTS 46 mapping); local part case-folded; a quoted local part unquoted
 * where that is the same address; a sub-address removed where something is
 * left; dots removed for providers that ignore them.
 *
 * Shape:   UTF-8 in, UTF-8 out. Angle brackets around the whole are allowed
 *          (Postfix passes them), as are blanks around it; a display name
 *          and a source route are not.
 * Units:   lengths in octets: 64 for the local part, 255 for the domain
 * Errors:  ERR_INVALID with the cause; ERR_NOMEM only for what is not plain
 *          ASCII (that takes no memory): a fault, the address may be good
 * Owns:    a struct address holds its own bytes
 * Threads: all functions are pure; rules are only read
 * Source:  RFC 5321 4.1.2, 4.5.3.1; RFC 5233; RFC 6531; RFC 5891, UTS 46
 */
#ifndef ROBINSON_CORE_ADDRESS_H
#define ROBINSON_CORE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define ADDRESS_LOCAL_MAX 64
#define ADDRESS_DOMAIN_MAX 255
#define ADDRESS_TEXT_MAX (ADDRESS_LOCAL_MAX + 1 + ADDRESS_DOMAIN_MAX)

/* How one domain treats its local parts. */
struct address_rule {
	const char *domain; /* canonical; NULL in the default rule */
	const char *separators; /* each ASCII character one; "" for none,
	                         * NULL for the default ones */
	bool ignore_dots;
	const char *alias_of; /* canonical domain it is the same as, or NULL:
	                       * googlemail.com is gmail.com. That one's rule
	                       * is used then; it must be no alias itself. */
};

/* Borrowed by every call. An empty set means: default separators "+",
 * dots count, no domain of its own. Sorted by domain. */
struct address_rules {
	const char *default_separators; /* NULL means "+" */
	const struct address_rule *rules;
	size_t len;
};

struct address {
	char text[ADDRESS_TEXT_MAX + 1]; /* local@domain, canonical */
	size_t text_len;
	size_t local_len; /* the domain begins at text + local_len + 1 */
	bool is_plain; /* the rules changed nothing: it is the plain form */
};

/*
 * "text" need not be NUL-terminated. On ERR_INVALID *cause_r is a static
 * English phrase ("no @", "local part longer than 64 octets", ...); it may be
 * NULL when nobody asks. An address literal (user@[192.0.2.1]) is kept as it
 * is, but for the case of its local part. On an error *address_r is unset.
 */
enum err address_parse(const struct address_rules *rules, const char *text,
	size_t text_len, struct address *address_r,
	const char **cause_r) MUST_CHECK;

/*
 * The plain form: NFC, case folded, A-labels, unquoted where that is the same
 * address; nothing removed, no alias. It depends on no rule: two spellings
 * with one plain form are one mailbox wherever it lies, and what a set of
 * rules makes of the plain form is what it makes of "text". Errors as
 * address_parse(): a local part that only its tag makes too long, once it is
 * folded, has a canonical form and no plain one.
 */
enum err address_plain(const char *text, size_t text_len,
	struct address *address_r, const char **cause_r) MUST_CHECK;

static inline const char *address_domain(const struct address *a)
{
	return a->text + a->local_len + 1;
}

/* The canonical form of a domain alone ("Example.COM." -> "example.com");
 * a leading "@" or dot is not part of a domain. domain_r has room for
 * ADDRESS_DOMAIN_MAX + 1. */
enum err address_domain_parse(const char *text, size_t text_len, char *domain_r,
	const char **cause_r) MUST_CHECK;

/* The same domain with U-labels, to compare it with what people typed.
 * ERR_NOT_FOUND: it has no A-label; ERR_INVALID: one that is none; ERR_LIMIT.
 * "domain" is canonical. */
enum err address_domain_unicode(
	const char *domain, char *text_r, size_t size) MUST_CHECK;

/* "mail.firma.example" -> "firma.example" -> "example" -> NULL. For an
 * address literal NULL at once. The result points into "domain". */
const char *address_domain_parent(const char *domain);

/* Whether "domain" is "of" or below it. Both canonical. */
bool address_domain_is_within(const char *domain, const char *of);

#endif
