/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * suggest_private.h - the nearest right word for a mistyped one
 *
 * Nearness is the number of letters to insert, drop, change or swap with
 * their neighbour; case does not count. A word of n letters may be off by
 * n/3, at least by one; what is further away is no help and is not offered.
 *
 * Threads: pure
 */
#ifndef ROBINSON_CONFIG_SUGGEST_PRIVATE_H
#define ROBINSON_CONFIG_SUGGEST_PRIVATE_H

#include <stddef.h>

#define SUGGEST_MAX 64 /* longer words have no near ones */

struct suggestion {
	const char *typed;
	size_t typed_len;
	const char *word; /* the best so far, borrowed; NULL: none is near */
	size_t word_len;
	size_t distance;
};

void suggestion_init(struct suggestion *s, const char *typed);
void suggestion_init_len(struct suggestion *s, const char *typed, size_t len);
void suggestion_offer(struct suggestion *s, const char *word);
void suggestion_offer_len(struct suggestion *s, const char *word, size_t len);

/* Each word of a list as "enforce, observe". */
void suggestion_offer_words(struct suggestion *s, const char *words);

#endif
