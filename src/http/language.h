/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * language.h - which language the reader wants
 *
 * Errors:  none: what cannot be read is not wanted
 * Threads: pure
 * Source:  RFC 9110 section 12.5.4; RFC 4647 section 3.4 (lookup)
 */
#ifndef ROBINSON_HTTP_LANGUAGE_H
#define ROBINSON_HTTP_LANGUAGE_H

#include <stddef.h>

/*
 * The index of the one of "codes" ("en", "pl") that Accept-Language likes
 * best, of equals the one named first; the first code where it likes none.
 * "accepted" NULL: there is none.
 */
size_t language_choose(
	const char *accepted, const char *const *codes, size_t len);

/* Of one tag alone ("pl", "pl-PL"); "len": it is none of them. */
size_t language_find(const char *tag, const char *const *codes, size_t len);

#endif
