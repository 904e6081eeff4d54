/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spooled.h - an incoming message as it lies in the spool
 *
 * Shape:   1 octet of version (1), 1 of the queue id's length, the queue id
 *          with its NUL, the question as a packet (inbound.h)
 * Errors:  as the question's; ERR_CORRUPT is nothing of this shape
 * Owns:    what was decoded points into the bytes, which are written to; of
 *          the question inbound_question_free()
 * Threads: pure
 */
#ifndef ROBINSON_MILTER_SPOOLED_H
#define ROBINSON_MILTER_SPOOLED_H

#include "inbound/inbound.h"

enum err spooled_encode(const struct inbound_question *q, const char *queue_id,
	struct buf *out) MUST_CHECK;
enum err spooled_decode(struct buf *bytes, const char **queue_id_r,
	struct inbound_question *q_r) MUST_CHECK;

#endif
