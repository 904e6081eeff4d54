/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unsubscribe_text.h - an unsubscribe token as mail programs leave it
 *
 * They put a full stop, a bracket or an equals sign behind it, escape these
 * with a percent sign, fold it, wrap it at the end of a line (also one that is
 * quoted, or quoted-printable) and put characters that take no room into it. A
 * token ends at the first octet that it cannot contain; across a gap of
 * blanks and of what was named it goes on as long as it is too short. Whether
 * it is one of ours only those can tell who have the keys.
 *
 * Shape:   base64url of 107, 128 or 160 characters (unsubscribe.h)
 * Owns:    nothing; needs no OpenSSL, so that the helper can link it
 * Threads: pure
 * Source:  RFC 4648 section 5; RFC 5322 section 2.2.3; RFC 2045 section 6.7
 */
#ifndef ROBINSON_CRYPTO_UNSUBSCRIBE_TEXT_H
#define ROBINSON_CRYPTO_UNSUBSCRIBE_TEXT_H

#include <stdbool.h>

#include "crypto/unsubscribe.h"

/* One that begins where "text" does, behind blanks and the like at most.
 * False: none does, and token_r is "". */
bool unsubscribe_text_read(
	const char *text, char token_r[UNSUBSCRIBE_TEXT_SIZE]);
/* The first one anywhere in it, between other text. */
bool unsubscribe_text_find(
	const char *text, char token_r[UNSUBSCRIBE_TEXT_SIZE]);

#endif
