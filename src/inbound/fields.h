/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fields.h - header fields, of a message's head or of a part of a report
 *
 * Shape:   values are unfolded and trimmed, otherwise as they came; lines
 *          that are no field are skipped
 * Errors:  ERR_NOMEM
 * Owns:    a struct fields holds a copy of what it was made of
 * Threads: pure
 * Source:  RFC 5322 2.2, 2.2.3; RFC 3464 2.1; RFC 5965 3.1
 */
#ifndef ROBINSON_INBOUND_FIELDS_H
#define ROBINSON_INBOUND_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define FIELDS_MAX 2000 /* the rest is not read */

struct field {
	const char *name;
	const char *value;
};

struct fields {
	struct field *items;
	size_t len;
	char *text;
};

/* Up to the first empty line; *rest_r, which may be NULL, is what follows
 * it, or the text's end. */
enum err fields_parse(const char *text, size_t len, struct fields *fields_r,
	const char **rest_r) MUST_CHECK;
void fields_free(struct fields *fields);

/* The n-th of that name (0 the first); NULL: there is none. */
const char *fields_get(const struct fields *fields, const char *name, size_t n);

/* "auto-replied; x=y" begins with the word "auto-replied", whatever the
 * case. */
bool fields_word_is(const char *value, const char *word);

#endif
