/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * forms.h - the spellings under which an address may be on a list
 *
 * A list holds digests of what its owner was given, and a digest of another
 * spelling is another digest. So a mailbox is looked for as it was written,
 * as its canonical form, with and without the sub-address, with its domain in
 * both forms of an internationalised name and under each of its aliases; and
 * its domain, with all domains above it, as an objection of a domain counts.
 *
 * Shape:   lower-cased UTF-8; each form once, the likeliest first
 * Errors:  a form that would be longer than DNM_FORM_MAX is left out: no list
 *          can have an address of that length; ERR_NOMEM
 * Owns:    a struct forms holds its own bytes; it is large
 * Threads: pure
 * Source:  GDPR Art. 21(3); RFC 5233; RFC 5890
 */
#ifndef ROBINSON_LISTS_FORMS_H
#define ROBINSON_LISTS_FORMS_H

#include <stdbool.h>

#include "config/settings.h"

#define DNM_FORM_MAX 480
#define FORMS_MAX 96

enum form_kind {
	FORM_ADDRESS,
	FORM_DOTLESS, /* dots of the local part removed, as some clients of the
	               * ECG list do before they make the digest */
	FORM_DOMAIN /* "@example.com" */
};

struct dnm_form {
	enum form_kind kind;
	size_t len;
	char text[DNM_FORM_MAX + 1];
};

struct forms {
	struct dnm_form items[FORMS_MAX];
	size_t len;
};

/* "text" is what address_parse() took, "address" what it gave. */
enum err forms_of_address(const struct address_rules *rules, const char *text,
	size_t text_len, const struct address *address,
	struct forms *forms_r) MUST_CHECK;

/* The text that a list of "format" would have the digest of; text_r has room
 * for DNM_FORM_MAX + 3 octets. 0: such a list has none of that kind. "way"
 * counts from 0 for those that have several; what is not there is 0 as well. */
size_t forms_text(const struct dnm_form *form, enum dnm_format format,
	unsigned way, char *text_r);

#endif
