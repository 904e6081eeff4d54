/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rowmac.h - a keyed digest of one row of the store
 *
 * Whoever can write to the store and has no key file cannot make the digest
 * of a row that he changed or added.
 *
 * Shape:   HMAC-SHA-256(key, row). The key is HMAC-SHA-256(key for names of
 *          the oldest generation, "robinson row"): it stays the same when a
 *          generation is added, and is kept when that one is retired.
 * Example: under the secret 000102..1f the digest of "row" is
 *          52627f3785bd056e633880c4ec4228c0
 *          f24c9092aa882893e3d4cecd3d7f260f
 * Errors:  ERR_NOMEM
 * Threads: a row_mac belongs to one thread at a time
 * Source:  GDPR Art. 5(1)(f), 5(2), 32(1)(b)
 */
#ifndef ROBINSON_CRYPTO_ROWMAC_H
#define ROBINSON_CRYPTO_ROWMAC_H

#include <stddef.h>

#include "crypto/keyfile.h"

#define ROW_MAC_LEN 32

struct row_mac;

enum err row_mac_new(
	const struct keyfile *keys, struct row_mac **mac_r) MUST_CHECK;
void row_mac_free(struct row_mac **mac);

/* One row piece by piece: begin, any number of add, end. */
enum err row_mac_begin(struct row_mac *mac) MUST_CHECK;
enum err row_mac_add(
	struct row_mac *mac, const void *bytes, size_t len) MUST_CHECK;
enum err row_mac_end(
	struct row_mac *mac, unsigned char mac_r[ROW_MAC_LEN]) MUST_CHECK;

#endif
