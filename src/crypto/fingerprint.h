/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fingerprint.h - how a released message is recognised when it comes back
 *
 * On its way through the MTA a message gains headers, is folded anew, has
 * its line ends put right; it stays the same message. So only the headers
 * that a reader or a program acts on count, their blanks taken together,
 * and the body without its line ends' kind.
 *
 * Shape:   SHA-256 over the hash of each header that counts, in a fixed order,
 *          and of the body. Fields of one name count in their order. A blank or
 *          a run of them, folding included, is one space, none at begin and
 *          end. In the body a CR does not count (an MTA on the way may drop a
 *          bare one), nor do empty lines at its end. "absent": a bit for each
 *          of From, To, Date, Message-ID that the message did not have when it
 *          was held: an MTA may add those.
 * Owns:    fingerprint_end() releases what fingerprint_begin() took; it may
 *          be called on one that was never begun if that is zeroed
 * Threads: a fingerprint belongs to one thread at a time
 * Source:  after RFC 6376 3.4.2, 5.4.1
 */
#ifndef ROBINSON_CRYPTO_FINGERPRINT_H
#define ROBINSON_CRYPTO_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define FINGERPRINT_LEN 32
#define FINGERPRINT_NAMES 18
/* The bit of the one header that an MTA adds anew, with another value, each
 * time that it is given the same message. */
#define FINGERPRINT_DATE 0x04u

struct fingerprint {
	struct evp_md_ctx_st *body; /* OpenSSL's */
	unsigned char fields[FINGERPRINT_NAMES][FINGERPRINT_LEN];
	unsigned seen; /* a bit for each name */
	size_t empty_lines; /* that only count if something follows */
	bool has_ended;
	unsigned char body_hash[FINGERPRINT_LEN]; /* once it has */
};

enum err fingerprint_begin(struct fingerprint *f) MUST_CHECK;
void fingerprint_end(struct fingerprint *f);

/* In the order of the message. */
enum err fingerprint_header(
	struct fingerprint *f, const char *name, const char *value) MUST_CHECK;
enum err fingerprint_body(
	struct fingerprint *f, const void *bytes, size_t len) MUST_CHECK;

/* Which of the headers that an MTA may add are missing. */
unsigned fingerprint_absent(const struct fingerprint *f);
/* Of the message but for the headers of "absent". May be asked for again,
 * without others; nothing more can be added. */
enum err fingerprint_final(struct fingerprint *f, unsigned absent,
	unsigned char digest_r[FINGERPRINT_LEN]) MUST_CHECK;

#endif
