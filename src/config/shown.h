/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shown.h - texts of the configuration that a person reads, in their language
 *
 * Shape:   a text may have a language in front, two letters, a colon and a
 *          blank: "pl: oferty". Without one it is for every language.
 * Owns:    what is returned is part of what was given
 * Threads: pure
 * Source:  GDPR Art. 12(1): intelligible to the person
 */
#ifndef ROBINSON_CONFIG_SHOWN_H
#define ROBINSON_CONFIG_SHOWN_H

#include "config/settings.h"

/* The languages of pages and notices. */
#define SHOWN_LANGUAGES 2
extern const char *const shown_languages[SHOWN_LANGUAGES]; /* "en", "pl" */
/* Whether one of them is "pl", or "pl_PL" with a country. */
bool shown_has_language(const char *language);

/* The language in front of the text, in its own spelling; false: it has none.
 */
bool shown_language(const char *text, char language_r[3]);
/* The text without its language. */
const char *shown_plain(const char *text);
/* The same; NULL: it is in another language than that one. */
const char *shown_in(const char *text, const char *language);

/* Of several names of one thing the one in that language, else one without a
 * language, else "other", which may be NULL. */
const char *shown_name(const struct settings_list *list, const char *language,
	const char *other);
/* Of several things the n-th; NULL: it is another language's. A list that has
 * nothing in that language is shown whole. */
const char *shown_item(
	const struct settings_list *list, size_t n, const char *language);
/* Whether the list says that there is nothing: {"none"}. */
bool shown_is_none(const struct settings_list *list);

#endif
