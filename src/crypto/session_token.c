/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/session_token.h"

#include <string.h>

#include <openssl/rand.h>

#include "crypto/base64url_private.h"

enum err session_token(unsigned char token_r[SESSION_TOKEN_LEN],
	char text_r[SESSION_TOKEN_SIZE])
{
	if (RAND_bytes(token_r, SESSION_TOKEN_LEN) != 1)
		return ERR_UNAVAILABLE;
	base64url_encode(token_r, SESSION_TOKEN_LEN, text_r);
	return ERR_OK;
}

bool session_token_read(
	const char *text, unsigned char token_r[SESSION_TOKEN_LEN])
{
	return strlen(text) == SESSION_TOKEN_SIZE - 1 &&
		base64url_decode(text, token_r, SESSION_TOKEN_LEN);
}
