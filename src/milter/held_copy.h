/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * held_copy.h - a copy of a message, in case it must be held
 *
 * The head of each message that may have to be held is kept, because only the
 * whole head tells whether it must be. Only then is the MTA asked for the body,
 * which goes sealed into a hold (hold.h). The head also goes into notices.
 *
 * Errors:  a head that is too large or cannot be kept is a fault that shows
 *          in held_copy_begin()
 * Owns:    the memory is used again for each message of a connection
 * Threads: belongs to the session's thread
 */
#ifndef ROBINSON_MILTER_HELD_COPY_H
#define ROBINSON_MILTER_HELD_COPY_H

#include "base/buf.h"
#include "service/quarantine/hold.h"

enum held_copy_state {
	HELD_COPY_OPEN, /* not known yet whether the body is needed */
	HELD_COPY_COLLECTS,
	HELD_COPY_NOTHING /* the body was not collected */
};

struct held_copy {
	struct office *office;
	struct hold *hold; /* NULL until one is needed */
	struct buf head; /* name NUL value NUL ... */
	enum held_copy_state state;
};

void held_copy_init(struct held_copy *c, struct office *office);
void held_copy_reset(struct held_copy *c);
void held_copy_free(struct held_copy *c);

void held_copy_header(struct held_copy *c, const char *name, const char *value);
/* The message will be collected, its head first. */
enum err held_copy_begin(
	struct held_copy *c, const struct settings *settings) MUST_CHECK;
/* False: more of it would be of no use. */
bool held_copy_body(struct held_copy *c, const void *bytes, size_t len);

/* "name: value" CRLF ... */
void held_copy_head_text(const struct held_copy *c, struct buf *out);

#endif
