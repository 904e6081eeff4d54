/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * words_private.h - the words of a heading or a cell, without what spelling
 * adds
 *
 * "Has_OptedOut-OfEmail", "has opted out of email" and "HAS OPTED OUT OF
 * E-MAIL" differ in no letter; "Désinscrit" is "desinscrit", "Wyłączony" is
 * "wylaczony". Blanks of every kind divide words, as punctuation and a capital
 * inside of a word do.
 *
 * Shape:   letters and digits only, one behind the other; where words begin
 *          is kept beside. What does not fit is cut off.
 * Threads: no state
 * Source:  Unicode NFKD; the headings of the usual customer databases
 */
#ifndef ROBINSON_CSV_WORDS_PRIVATE_H
#define ROBINSON_CSV_WORDS_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_SIZE 160

struct words {
	char text[WORDS_SIZE]; /* NUL-terminated */
	bool begins[WORDS_SIZE]; /* a word begins here; also at the end */
	size_t len;
};

void words_fold(const char *text, size_t len, struct words *words_r);

/* Whether "stem" begins with a word and goes on as the words do, whatever
 * blanks either has: the stem "opt out" is in "Email OptOut" and in "optouts".
 * A blank at the stem's end: a word ends there. */
bool words_have(const struct words *words, const char *stem);

/* Octets of blanks that "text" begins with or, "at_end", ends with: also
 * no-break spaces, spaces without width and marks of direction. */
size_t words_blanks(const char *text, size_t len, bool at_end);

#endif
