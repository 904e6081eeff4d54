/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * token.h - finds what looks like an unsubscribe token
 *
 * Whether it is one of ours only the daemon can tell, who has the keys.
 *
 * Shape:   base64url of 107, 128 or 160 characters (crypto/unsubscribe.h)
 * Threads: pure
 */
#ifndef ROBINSON_INBOUND_TOKEN_H
#define ROBINSON_INBOUND_TOKEN_H

#include <stdbool.h>

#define TOKEN_TEXT_SIZE 161 /* with NUL */

/* Between other text, and also where folding or a mail client put blanks
 * into it. */
bool token_find(const char *text, char token_r[TOKEN_TEXT_SIZE]);

#endif
