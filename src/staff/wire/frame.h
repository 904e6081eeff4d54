/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * frame.h - a frame is read from the other process
 *
 * Writing needs nothing of this: what wire_request_encode() or
 * wire_answer_encode() has made goes out by file_write_all(), one thread at a
 * time.
 *
 * Errors:  ERR_NOT_FOUND the other end has closed, between two frames;
 *          ERR_CORRUPT in the middle of one, or no frame; ERR_LIMIT longer
 *          than a frame may be; ERR_IO, ERR_NOMEM. After any of them the
 *          connection is of no use
 * Owns:    wire_frame_init() .. wire_frame_free(); what it held is wiped
 * Threads: a frame and a descriptor belong to one thread at a time
 */
#ifndef ROBINSON_STAFF_WIRE_FRAME_H
#define ROBINSON_STAFF_WIRE_FRAME_H

#include "staff/wire/wire.h"

struct wire_frame {
	struct buf json;
	struct buf blob;
};

void wire_frame_init(struct wire_frame *frame);
void wire_frame_free(struct wire_frame *frame);

/* Waits for a whole frame; it takes the place of what the frame held. */
enum err wire_frame_read(
	int fd, enum wire_kind kind, struct wire_frame *frame) MUST_CHECK;

#endif
