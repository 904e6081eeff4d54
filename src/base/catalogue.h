/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * catalogue.h - texts of ours in another language
 *
 * Reads what msgfmt(1) writes. libc's gettext() takes the language from the
 * process and needs its locale installed; here each page has its own, and only
 * the catalogue must be there.
 *
 * Shape:   a .mo file, UTF-8
 * Errors:  ERR_NOT_FOUND no such file; ERR_CORRUPT: it is none of UTF-8, or
 *          damaged
 * Owns:    texts live as long as the catalogue
 * Threads: immutable once opened
 * Source:  GNU gettext manual, section "The Format of GNU MO Files"
 */
#ifndef ROBINSON_BASE_CATALOGUE_H
#define ROBINSON_BASE_CATALOGUE_H

#include <stddef.h>

#include "base/err.h"

#define TRANSLATES(text) __attribute__((format_arg(text)))

/* Marks a text for xgettext(1) that is translated where it is used. */
#define N_(text) (text)
/* The same of two forms, for one and for several. */
#define NP_(one, many) one, many

struct catalogue;

enum err catalogue_open(
	const char *path, struct catalogue **catalogue_r) MUST_CHECK;
enum err catalogue_read(const void *bytes, size_t len,
	struct catalogue **catalogue_r) MUST_CHECK;
void catalogue_free(struct catalogue **catalogue);

/* "text" itself where there is no translation or no catalogue (NULL). */
const char *catalogue_get(const struct catalogue *catalogue, const char *text)
	TRANSLATES(2);
/* The form for "n"; where there is none "one" or "many", as in English. */
const char *catalogue_count(const struct catalogue *catalogue, const char *one,
	const char *many, unsigned long n) TRANSLATES(2) TRANSLATES(3);
size_t catalogue_len(const struct catalogue *catalogue);

#endif
