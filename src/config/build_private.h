/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * build_private.h - from what libConfuse has read to the settings value
 *
 * libConfuse knows the values, the source knows their lines: a scope is one
 * section in both.
 *
 * Files:   build_*.c; scope.c has the scopes; warn.c, warn_classify.c,
 *          warn_staff.c, warn_texts.c
 * Errors:  what is wrong goes to the problems and the value stays as it was;
 *          out of memory is remembered by the arena
 * Threads: a builder belongs to one thread
 */
#ifndef ROBINSON_CONFIG_BUILD_PRIVATE_H
#define ROBINSON_CONFIG_BUILD_PRIVATE_H

#include <confuse.h>

#include "config/arena_private.h"
#include "config/source_private.h"
#include "config/value_private.h"

struct builder {
	struct settings *s;
	struct arena *arena;
	const struct source *source;
	struct problems *problems;
};

struct scope {
	cfg_t *cfg;
	size_t at; /* the section's statement, or SOURCE_TOP */
	enum section_id id;
};

/* How many sections of that kind stand in the scope, and the n-th. */
size_t scope_sections(const struct scope *in, enum section_id id);
struct scope scope_section(const struct builder *b, const struct scope *in,
	enum section_id id, size_t n);

/* How many values the key has; a key that is not set has its default. */
size_t scope_len(const struct scope *sc, const char *key);
bool scope_has(const struct scope *sc, const char *key);
/* Whether it was written down at all, be it refused. */
bool scope_tried(
	const struct builder *b, const struct scope *sc, const char *key);
/* Where the n-th value stands; the section's own line where it is not set. */
const char *scope_file(const struct builder *b, const struct scope *sc);
int scope_line(const struct builder *b, const struct scope *sc, const char *key,
	size_t n);

/* The n-th value; false: it is none, or was told to be wrong. *text_r may be
 * NULL when nobody asks; it lives in the arena. */
bool scope_value(struct builder *b, const struct scope *sc, const char *key,
	size_t n, struct value *value_r, const char **text_r);

/* The same for the first value alone. */
const char *scope_text(
	struct builder *b, const struct scope *sc, const char *key);
void scope_number(struct builder *b, const struct scope *sc, const char *key,
	int64_t *number_r);
struct settings_list scope_list(
	struct builder *b, const struct scope *sc, const char *key);
/* BASIS_BIT()s */
unsigned scope_bases(
	struct builder *b, const struct scope *sc, const char *key);
const struct settings_cidr *scope_cidrs(struct builder *b,
	const struct scope *sc, const char *key, size_t *len_r);

/* "purpose "newsletter": actions: unknown: " and the text. */
void scope_problem(struct builder *b, enum problem_severity severity,
	const struct scope *sc, const char *key, size_t n, const char *fmt, ...)
	PRINTF_LIKE(6, 7);

/* Keys that must be set and are not. */
void scope_require(struct builder *b, const struct scope *sc);

/* The parts. */
void build_policy(struct builder *b, const struct scope *top);
void build_classify(struct builder *b, const struct scope *top);
void build_addresses(struct builder *b, const struct scope *top);
/* The key's patterns in the spelling of canonical addresses. The address
 * rules are built. */
struct settings_addresses build_patterns(
	struct builder *b, const struct scope *sc, const char *key);
void build_lists(struct builder *b, const struct scope *top);
void build_outlet(struct builder *b, const struct scope *top);
void build_inbound(struct builder *b, const struct scope *top);
void build_record(struct builder *b, const struct scope *top);
/* What the scope says; of what it does not say what "other" does, which may
 * be NULL. */
void build_disclosure(struct builder *b, const struct scope *sc,
	const struct settings_disclosure *other,
	struct settings_disclosure *told_r);
void build_unsubscribe(struct builder *b, const struct scope *top);
void build_staff(struct builder *b, const struct scope *top);
/* Frees the patterns, which are no memory of the arena's. */
void build_classify_free(struct settings *s);
void build_policy_free(struct settings *s);

/* What is accepted and yet probably not meant. */
void build_warn(struct builder *b, const struct scope *top);
/* Its parts in files of their own. */
void warn_classify(struct builder *b, const struct scope *top);
void warn_texts(struct builder *b, const struct scope *top);
void warn_staff(struct builder *b, const struct scope *top);

#endif
