/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * look.h - what is in a message that is held
 *
 * Errors:  ERR_NOMEM; those of the buffer
 * Owns:    everything is borrowed
 * Threads: may be called from any thread
 */
#ifndef ROBINSON_INBOUND_LOOK_H
#define ROBINSON_INBOUND_LOOK_H

#include "base/buf.h"
#include "inbound/inbound.h"

/* "out" gets the whole packet of the preview. */
enum err look(const char *message, size_t len, uint64_t number,
	struct buf *out) MUST_CHECK;

#endif
