/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * factsum.h - one sum over all wishes and restrictions of a store
 *
 * The sum is that of the rows' keyed digests (crypto/rowmac.h), and beside it
 * stands how many rows there are of each kind. It does not depend on their
 * order: the digest of a new row is added, that of a deleted row subtracted.
 *
 * Each transaction that changes such rows writes the sum before and after it
 * into the journal. What another program changes in between shows for ever: the
 * next entry's "was" differs from the "is" of the entry before it.
 *
 * Shape:   a sum is 32 octets (modulo 2^256, big-endian), then a count of 8
 *          for each kind. An entry's detail is
 *              "is SUM; was SUM"
 *          where the rows were changed in the transaction, or "is SUM" where
 *          they were taken as they stood: a store of before sums were kept,
 *          or one that came from a backup. SUM is the counts in the order of
 *          enum counted, separated by commas, a space, and the sum in
 *          hexadecimal.
 * Example: "is 1,0,0,0,0,0,0 00..05; was 0,0,0,0,0,0,0 00..00"
 * Threads: pure
 * Source:  GDPR Art. 5(1)(f), 5(2)
 */
#ifndef ROBINSON_STORE_FACTSUM_H
#define ROBINSON_STORE_FACTSUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/rowmac.h"

/* Written to disk: never renumber. */
enum counted {
	COUNTED_OBJECTIONS,
	COUNTED_WITHDRAWALS,
	COUNTED_GRANTS,
	COUNTED_LIFTS,
	COUNTED_UNDONE, /* objections by mistake, see store.h */
	COUNTED_DISOWNED, /* those of another person, see spelling.h */
	COUNTED_RESTRICTIONS,
	COUNTED_KINDS
};

/* One of them: "objection". */
const char *counted_name(enum counted kind);

struct fact_sum {
	unsigned char sum[ROW_MAC_LEN];
	int64_t rows[COUNTED_KINDS];
};

#define FACT_SUM_LEN (ROW_MAC_LEN + 8 * COUNTED_KINDS)

/* Counts a new row (sign 1) or a deleted one (-1). */
void fact_sum_add(struct fact_sum *sum, int sign, enum counted kind,
	const unsigned char mac[ROW_MAC_LEN]);
bool fact_sum_is_same(const struct fact_sum *a, const struct fact_sum *b);

void fact_sum_pack(
	const struct fact_sum *sum, unsigned char bytes_r[FACT_SUM_LEN]);
/* False: they are none. */
bool fact_sum_unpack(const void *bytes, size_t len, struct fact_sum *sum_r);

/* What an entry of the journal tells. */
struct fact_sum_entry {
	struct fact_sum is;
	bool has_was; /* false: taken as they stood */
	struct fact_sum was;
};

#define FACT_SUM_TEXT_SIZE 512
void fact_sum_format(
	const struct fact_sum_entry *entry, char text_r[FACT_SUM_TEXT_SIZE]);
enum err fact_sum_parse(
	const char *text, struct fact_sum_entry *entry_r) MUST_CHECK;

#endif
