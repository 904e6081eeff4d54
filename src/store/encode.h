/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * encode.h - the bytes of a journal entry that its chain vouches for
 *
 * The same for every backend, so that a journal moved from one to another
 * still verifies.
 *
 * Shape:   one byte of version (1), then in this order
 *              seq 8, at_utc 8, kind 1, reason 1, action 1, is_enforced 1
 *              key: 0x00, or 0x20 and the 32 bytes
 *              instance, purpose, queue_id, host, detail, sender: each
 *              its length in 2 bytes and its bytes, ffff where absent
 *          Numbers are big-endian.
 * Example: seq 1, at 1, kind 1, reason 15, action 0, enforced, no key,
 *          instance "a", purpose "x", all else absent:
 *          01 0000000000000001 0000000000000001 01 0f 00 01 00
 *          0001 61 0001 78 ffff ffff ffff ffff
 * Errors:  ERR_LIMIT when a text is longer than its maximum
 * Threads: pure
 */
#ifndef ROBINSON_STORE_ENCODE_H
#define ROBINSON_STORE_ENCODE_H

#include "store/names.h"
#include "store/store.h"

#define ENCODED_MAX                                                            \
	(1 + 8 + 8 + 4 + 1 + PSEUDONYM_LEN + 6 * 2 + 2 * NAME_TEXT_MAX +       \
		JOURNAL_QUEUE_ID_MAX + JOURNAL_HOST_MAX + JOURNAL_DETAIL_MAX + \
		SEALED_NAME_MAX)

/* By what number a reason is known on disk, here and in the tables. */
unsigned reason_number(enum reason reason);
enum reason reason_of_number(unsigned number);

enum err journal_encode(const struct journal_entry *entry, const char *instance,
	unsigned char bytes_r[ENCODED_MAX], size_t *len_r) MUST_CHECK;

/* What the bytes say. Its pointers point into it. */
struct journal_decoded {
	struct journal_entry entry; /* without its reference */
	const char *instance;
	unsigned char texts[ENCODED_MAX + 6]; /* each with a NUL behind it */
};

/* ERR_CORRUPT: no entry of this version. What the numbers mean is not looked
 * at: the chain vouches for them. */
enum err journal_decode(const unsigned char *bytes, size_t len,
	struct journal_decoded *decoded_r) MUST_CHECK;

#endif
