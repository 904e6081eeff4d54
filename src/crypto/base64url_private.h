/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base64url_private.h - bytes as text that goes into headers and addresses of
 * pages (crypto's own header)
 *
 * Shape:   the alphabet for URLs, without padding
 * Example: fb ff is "-_8"
 * Threads: pure
 * Source:  RFC 4648 section 5
 */
#ifndef ROBINSON_CRYPTO_BASE64URL_PRIVATE_H
#define ROBINSON_CRYPTO_BASE64URL_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#define BASE64URL_LEN(bytes) (((bytes)*8 + 5) / 6)

/* text_r has BASE64URL_LEN(len) + 1 octets, for the NUL. */
void base64url_encode(const unsigned char *bytes, size_t len, char *text_r);

/* Only what the encoding of "len" bytes looks like: spare bits are zero. All
 * of the text is read whatever is wrong with it, a wrong digit as 0. */
bool base64url_decode(const char *text, unsigned char *bytes_r, size_t len);

#endif
