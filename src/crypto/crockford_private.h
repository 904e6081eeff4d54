/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * crockford_private.h - random characters that people copy by hand (crypto's
 * own header)
 *
 * Shape:   small letters and digits of Crockford's base 32, which has no i, l,
 *          o and u; groups with a hyphen between
 * Errors:  ERR_UNAVAILABLE: there is no randomness
 * Threads: pure, but for the randomness
 * Source:  https://www.crockford.com/base32.html
 */
#ifndef ROBINSON_CRYPTO_CROCKFORD_PRIVATE_H
#define ROBINSON_CRYPTO_CROCKFORD_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* text_r has room for groups * (len + 1). Five random bits a character. */
enum err crockford_random(char *text_r, size_t groups, size_t len) MUST_CHECK;

/* What was typed, as it was made: case, blanks and hyphens do not count, O is
 * 0, I and L are 1. The characters without hyphens; false: it has not "len" of
 * them, or others. text_r has room for len + 1. */
bool crockford_read(const char *typed, char *text_r, size_t len);

#endif
