/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session_token.h - what the browser of somebody who logged in keeps
 *
 * Shape:   32 random bytes, as text base64url without padding: 43 characters
 * Errors:  ERR_UNAVAILABLE: there is no randomness
 * Threads: all functions may be called from any thread
 * Source:  RFC 4648 section 5
 */
#ifndef ROBINSON_CRYPTO_SESSION_TOKEN_H
#define ROBINSON_CRYPTO_SESSION_TOKEN_H

#include <stdbool.h>

#include "base/err.h"

#define SESSION_TOKEN_LEN 32
#define SESSION_TOKEN_SIZE 44 /* of the text, with its NUL */

enum err session_token(unsigned char token_r[SESSION_TOKEN_LEN],
	char text_r[SESSION_TOKEN_SIZE]) MUST_CHECK;
/* False: it is none. */
bool session_token_read(
	const char *text, unsigned char token_r[SESSION_TOKEN_LEN]);

#endif
