/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * opening.h - what the writer of a letter wrote
 *
 * What is quoted from the message that is answered is not what the writer
 * says, wherever it stands. Nor are the banner of a mail gateway, "Sent from my
 * phone", and what stands below the closing formula or the signature's mark.
 *
 * Shape:   UTF-8; the writer's lines, each with its end, without blanks around
 *          it; an empty line stays one
 * Errors:  of the buffer: ERR_LIMIT where it is full, and then has the begin
 * Threads: pure
 */
#ifndef ROBINSON_INBOUND_OPENING_H
#define ROBINSON_INBOUND_OPENING_H

#include "base/buf.h"

enum err opening_read(const char *text, struct buf *out) MUST_CHECK;

#endif
