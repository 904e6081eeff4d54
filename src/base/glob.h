/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * glob.h - the patterns that a postmaster writes for addresses and logins
 *
 * "*" matches any run of characters, the empty one too; "?" exactly one.
 * There is no escape and no bracket: addresses hold neither star nor question
 * mark in practice. The case of ASCII letters does not count.
 *
 * Shape:   UTF-8; "?" matches one character, however many octets it has
 * Threads: pure; allocates nothing; time is bounded by the product of the
 *          two lengths
 */
#ifndef ROBINSON_BASE_GLOB_H
#define ROBINSON_BASE_GLOB_H

#include <stdbool.h>
#include <stddef.h>

/* "text" need not be NUL-terminated. */
bool glob_match(const char *pattern, const char *text, size_t text_len);

#endif
