/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * totp.h - the second factor: codes that change every 30 seconds, and recovery
 * codes for who lost the telephone
 *
 * Shape:   a code is six digits: HMAC-SHA-1 of the number of the 30-second step
 *          under a secret of 20 random bytes. The step before and the one
 *          after the present one are accepted too, for clocks that differ.
 *          Which step it was is told: the caller takes each once.
 *          A recovery code is ten characters, "4f7k2-m9xqd"; what is kept is
 *          the SHA-256 of those without hyphen.
 * Example: the secret "12345678901234567890" at 59 s: 287082, step 1; in base
 *          32 it is GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
 * Errors:  ERR_UNAVAILABLE: no randomness, or liboath does not work; ERR_NOMEM
 * Threads: all functions may be called from any thread
 * Source:  RFC 6238; RFC 4226; RFC 4648 section 6
 */
#ifndef ROBINSON_CRYPTO_TOTP_H
#define ROBINSON_CRYPTO_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define TOTP_SECRET_LEN 20
#define TOTP_STEP_S 30

enum err totp_secret(unsigned char secret_r[TOTP_SECRET_LEN]) MUST_CHECK;

/* Blanks within the code do not count. False in *is_right_r: also where it has
 * not six digits. */
enum err totp_check(const unsigned char secret[TOTP_SECRET_LEN],
	const char *code, int64_t now_utc, bool *is_right_r,
	int64_t *step_r) MUST_CHECK;

/* For typing in: base 32. */
#define TOTP_TEXT_SIZE 33
enum err totp_text(const unsigned char secret[TOTP_SECRET_LEN],
	char text_r[TOTP_TEXT_SIZE]) MUST_CHECK;
/* For a QR code: "otpauth://totp/ISSUER:NAME?secret=...". ERR_LIMIT: it does
 * not fit. */
enum err totp_uri(const unsigned char secret[TOTP_SECRET_LEN],
	const char *issuer, const char *name, struct buf *uri) MUST_CHECK;

#define RECOVERY_CODES 10
#define RECOVERY_SIZE 12
#define RECOVERY_DIGEST_LEN 32
enum err recovery_code(char text_r[RECOVERY_SIZE],
	unsigned char digest_r[RECOVERY_DIGEST_LEN]) MUST_CHECK;
/* As typed: case and hyphens do not count. False: it has not the shape of
 * one. */
bool recovery_digest(
	const char *typed, unsigned char digest_r[RECOVERY_DIGEST_LEN]);
/* In constant time. */
bool recovery_is_same(const unsigned char a[RECOVERY_DIGEST_LEN],
	const unsigned char b[RECOVERY_DIGEST_LEN]);

#endif
