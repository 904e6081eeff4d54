/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * summary.h - what a list shows of a held message without opening it
 *
 * Shape:   before it is sealed: 01 | absent headers 1 | fingerprint 32
 *          (fingerprint.h) | sender, login, subject, from, message id, each
 *          its length in 2 bytes, big-endian, and its bytes
 * Example: absent 0f, sender "a", all else empty:
 *          01 0f <32 bytes> 0001 61 0000 0000 0000 0000
 * Errors:  ERR_CORRUPT: not of this shape
 * Owns:    summary_read() cuts the bytes it is given into texts, in place
 * Threads: pure
 */
#ifndef ROBINSON_QUARANTINE_SUMMARY_H
#define ROBINSON_QUARANTINE_SUMMARY_H

#include "base/buf.h"
#include "crypto/fingerprint.h"
#include "crypto/seal.h"
#include "store/quarantine.h"

#define SUMMARY_TEXT_MAX 998 /* octets; what is longer is cut */

struct summary {
	const char *sender; /* of the envelope; "" for the null sender */
	const char *login; /* "" for none, as all that follow */
	const char *subject; /* as in the message: not decoded */
	const char *from;
	const char *message_id; /* with its angle brackets */
	unsigned absent;
	unsigned char fingerprint[FINGERPRINT_LEN];
};

/* One byte is spent after each text, to end it in place. */
#define SUMMARY_MAX (2 + FINGERPRINT_LEN + 5 * (2 + SUMMARY_TEXT_MAX) + 1)

enum err summary_write(
	const struct summary *summary, struct buf *out) MUST_CHECK;
/* "bytes" has room for one more than "len". */
enum err summary_read(
	char *bytes, size_t len, struct summary *summary_r) MUST_CHECK;

/* For what each sealed text stands. */
#define CONTEXT_SIZE (SEAL_CONTEXT_MAX + 1)
void context_of_body(const struct held_id *id, char context_r[CONTEXT_SIZE]);
void context_of_summary(const struct held_id *id, char context_r[CONTEXT_SIZE]);
void context_of_recipient(
	const struct held_id *id, unsigned n, char context_r[CONTEXT_SIZE]);

#endif
