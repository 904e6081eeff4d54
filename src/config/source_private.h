/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source_private.h - a configuration file and all that it includes, as
 * statements
 *
 * Shape:   statements in the order of the text, a section before what stands
 *          in it; each knows its file and line. Included files are put where
 *          they are named. A statement whose form is wrong is not in the
 *          list: its problem is told and reading goes on after it.
 * Files:   source.c; source_check() is in check.c
 * Errors:  ERR_IO: the file itself cannot be read (told as a problem too);
 *          ERR_NOMEM. Everything else goes to the problems.
 * Owns:    a source owns all its texts; source_free()
 * Threads: a source belongs to one thread
 */
#ifndef ROBINSON_CONFIG_SOURCE_PRIVATE_H
#define ROBINSON_CONFIG_SOURCE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "config/problems_private.h"
#include "config/schema_private.h"

#define SOURCE_TOP ((size_t)-1)
#define SOURCE_NONE ((size_t)-2)

#define SOURCE_FILE_MAX (1u << 20) /* octets of one file */
#define SOURCE_FILES_MAX 64
#define SOURCE_STATEMENTS_MAX 20000u

struct source_value {
	char *text;
	int line;
};

struct statement {
	const char *file;
	int line;
	char *name;
	size_t parent; /* index of the section it stands in, or SOURCE_TOP */
	bool is_section;
	char *title; /* of a section; NULL: none */
	int title_line;
	bool is_list; /* of an assignment: braces around the values */
	struct source_value *values;
	size_t len, cap;

	/* Filled in by source_check(). */
	const struct schema_section *section; /* what it opens */
	const struct schema_key *key; /* what it sets */
	bool dropped; /* refused; the rest is read without it */
};

/* Which file it is, by whatever name. */
struct source_id {
	dev_t device;
	ino_t inode;
	size_t by; /* index of the file that includes it; itself: the first */
};

struct source {
	struct statement *items;
	size_t len, cap;
	char **files; /* the first is the one asked for */
	struct source_id *ids; /* one for each of files */
	size_t files_len;
	bool is_alone; /* it may include no other file */
};

enum err source_read(const char *path, bool is_alone, struct source *source_r,
	struct problems *problems) MUST_CHECK;
void source_free(struct source *s);

/* Whether the statement stands in a file that includes, itself or by way of
 * others, the file of the other. */
bool source_includes(const struct source *s, const struct statement *outer,
	const struct statement *inner);

/* Compares every statement with the schema: unknown, misplaced and repeated
 * ones are told and dropped; a mistyped one whose meaning is clear is told
 * and read on as what was meant, so that its values are looked at too. What
 * an included file says is dropped, untold, where the file that includes it
 * says it again behind it. */
void source_check(struct source *s, struct problems *problems);

#endif
