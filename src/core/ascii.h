/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ascii.h - Latin text in plain ASCII, for a peer that takes nothing else
 *
 * "Zażółć gęślą jaźń" becomes "Zazolc gesla jazn": letters lose their marks,
 * typographic quotes, dashes and spaces become those of a typewriter. A script
 * that has no such form (Greek, Cyrillic ...) is not transliterated.
 *
 * Shape:   valid UTF-8 in, ASCII out; ASCII stays as it is
 * Errors:  ERR_INVALID: something in the text has no such form, or it is no
 *          UTF-8, and "out" got a part of it; those of the buffer; ERR_NOMEM
 * Threads: pure
 * Source:  RFC 6531 3.7.4.2: no UTF-8 to a client that did not ask for it;
 *          Unicode UAX 15 (NFKD)
 */
#ifndef ROBINSON_CORE_ASCII_H
#define ROBINSON_CORE_ASCII_H

#include <stdbool.h>

#include "base/buf.h"

bool ascii_is(const char *text);
enum err ascii_add(struct buf *out, const char *text) MUST_CHECK;

#endif
