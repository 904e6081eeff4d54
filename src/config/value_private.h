/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * value_private.h - one text of the configuration becomes one value
 *
 * Errors:  ERR_INVALID; then "why" holds what else can be said of it (may be
 *          empty) and "near" the word that was probably meant
 * Owns:    value_clear() releases the compiled pattern, unless it was taken
 *          (set to NULL)
 * Threads: pure
 */
#ifndef ROBINSON_CONFIG_VALUE_PRIVATE_H
#define ROBINSON_CONFIG_VALUE_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/schema_private.h"
#include "config/settings.h"
#include "config/suggest_private.h"

#define VALUE_NAME_MAX 64

struct value {
	int64_t number; /* numbers, modes, seconds, octets, words by their
	                 * place, yes as 1, enum action, enum basis, a route's
	                 * port (0: a program) */
	struct retain_rule retain;
	struct settings_cidr cidr;
	char domain[ADDRESS_DOMAIN_MAX + 1];
	size_t host_at, host_len; /* of a route: where in the text */
	size_t header_name_len; /* of the text: where the name ends */
	void *code; /* pcre2_code */
};

struct value_fault {
	struct buf why;
	char near[SUGGEST_MAX + 1]; /* "" for none */
};

enum err value_parse(const struct schema_key *key, const char *text,
	struct value *value_r, struct value_fault *fault) MUST_CHECK;
void value_clear(struct value *v);

bool value_is_name(const char *text);
bool value_is_header_name(const char *text, size_t len);

/* Whether a browser could say it in "Origin"; if not, *why_r is what is
 * accepted, or NULL where that is said elsewhere. */
bool value_is_origin(const char *text, const char **why_r);

/* The place of a word in a list as "enforce, observe"; -1: not in it. */
int value_word_index(const char *words, const char *word);

#endif
