/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * show_private.h - the parts of "config show" that share their way of writing
 *
 * Errors:  kept in the buffer
 * Threads: pure
 */
#ifndef ROBINSON_CONFIG_SHOW_PRIVATE_H
#define ROBINSON_CONFIG_SHOW_PRIVATE_H

#include "config/settings.h"

/* A line "key = 'text'"; nothing where the text is NULL. */
void show_key(
	struct buf *out, const char *indent, const char *key, const char *text);
/* A line "key = {'text', ...}"; show_list() none where it is empty. */
void show_items(struct buf *out, const char *indent, const char *key,
	const char *const *items, size_t len);
void show_list(struct buf *out, const char *indent, const char *key,
	const struct settings_list *list);

/* Sections "controller", "officer" and "processing". */
void show_record(struct buf *out, const struct settings *s);
/* What a purpose says of them. */
void show_disclosure(struct buf *out, const struct settings_disclosure *told);

#endif
