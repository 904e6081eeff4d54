/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * password.h - passwords of staff, as yescrypt keeps them
 *
 * A check costs memory and time on purpose, also for one who floods the login
 * page. So at most two run at a time in a process, and few wait for them:
 * whoever checks or makes a password takes a turn first and gives it back
 * afterwards.
 *
 * Shape:   crypt(5) text, "$y$...": the parameters of a hash stand in it
 * Units:   16 MiB and some 30 ms a check
 * Errors:  ERR_LIMIT of password_turn(): too many wait; ERR_NOMEM;
 *          ERR_UNAVAILABLE: libcrypt does not know the hash's kind
 * Owns:    nothing is kept; what libcrypt worked with is wiped
 * Threads: all functions may be called from any thread
 * Source:  GDPR Art. 32(1); crypt(5)
 */
#ifndef ROBINSON_CRYPTO_PASSWORD_H
#define ROBINSON_CRYPTO_PASSWORD_H

#include <stdbool.h>

#include "base/err.h"

#define PASSWORD_HASH_SIZE 384
/* In octets, with the NUL; libcrypt takes no more. */
#define PASSWORD_SIZE 512

/* Waits for one of two turns, behind no more than sixteen others. */
enum err password_turn(void) MUST_CHECK;
void password_turn_end(void);

/* With a turn. A password of PASSWORD_SIZE octets and more is ERR_LIMIT. */
enum err password_hash(
	const char *password, char hash_r[PASSWORD_HASH_SIZE]) MUST_CHECK;
/* With a turn. "hash" NULL: there is no such account, which takes as long and
 * is wrong. */
enum err password_check(
	const char *password, const char *hash, bool *is_right_r) MUST_CHECK;

#define PASSWORD_FIRST_SIZE 24
/* One to begin with: 100 random bits, in groups that can be read aloud. */
enum err password_first(char text_r[PASSWORD_FIRST_SIZE]) MUST_CHECK;

#endif
