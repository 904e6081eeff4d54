/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * random.h - a seeded generator for property tests
 *
 * The seed is printed as a TAP comment, so that a failure can be seen again:
 * ROBINSON_TEST_SEED=NUMBER takes the place of the fixed one.
 */
#ifndef ROBINSON_TESTS_RANDOM_H
#define ROBINSON_TESTS_RANDOM_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define RANDOM_DEFAULT_SEED UINT64_C(20180528)

struct random {
	uint64_t state;
};

/* xorshift64* (Vigna); its state must not be zero. */
static inline uint64_t random_next(struct random *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return r->state * UINT64_C(2685821657736338717);
}

static inline void random_begin(struct random *r, const char *test)
{
	const char *text = getenv("ROBINSON_TEST_SEED");
	uint64_t seed = text ? strtoull(text, NULL, 10) : RANDOM_DEFAULT_SEED;

	printf("# %s: seed %" PRIu64 "\n", test, seed);
	fflush(stdout);
	r->state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
	random_next(r);
}

/* 0 to limit - 1 */
static inline unsigned random_below(struct random *r, unsigned limit)
{
	return (unsigned)((random_next(r) >> 32) * limit >> 32);
}

#endif
