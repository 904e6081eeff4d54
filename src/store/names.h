/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names.h - one copy of each name, valid as long as the store is open
 *
 * Relations, sources, purposes, channels are few words used by millions of
 * records. A struct subject points at them, so they never move and are never
 * freed before the store is closed; their number is bounded.
 *
 * Units:   octets
 * Errors:  ERR_LIMIT: longer than NAME_TEXT_MAX or more than NAMES_MAX
 * Owns:    names_free() ends all pointers ever given
 * Threads: all functions may be called from any thread
 */
#ifndef ROBINSON_STORE_NAMES_H
#define ROBINSON_STORE_NAMES_H

#include <stddef.h>

#include "base/err.h"

#define NAME_TEXT_MAX 255
#define NAMES_MAX 4096

struct names;

enum err names_new(struct names **names_r) MUST_CHECK;
void names_free(struct names **names);
enum err names_intern(struct names *names, const char *text, size_t len,
	const char **text_r) MUST_CHECK;

#endif
