/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keep.h - a message is kept as it comes, as far as it may be needed
 *
 * The head is kept of each message that may have to be held, because it is
 * known only afterwards whether it must be; the body is asked for then only,
 * and goes sealed into a hold (hold.h). The head also goes into notices.
 *
 * Errors:  a head that is too large or cannot be kept is a fault that shows
 *          in keep_begin()
 * Owns:    the memory is used again for each message of a connection
 * Threads: belongs to the session's thread
 */
#ifndef ROBINSON_MILTER_KEEP_H
#define ROBINSON_MILTER_KEEP_H

#include "base/buf.h"
#include "service/hold.h"

enum keep_state {
	KEEP_OPEN, /* not known yet whether the body is needed */
	KEEP_COLLECTS,
	KEEP_NOTHING /* the body was let pass by */
};

struct keep {
	struct office *office;
	struct hold *hold; /* NULL until one is needed */
	struct buf head; /* name NUL value NUL ... */
	enum keep_state state;
};

void keep_init(struct keep *k, struct office *office);
void keep_reset(struct keep *k);
void keep_free(struct keep *k);

void keep_header(struct keep *k, const char *name, const char *value);
/* The message will be collected, its head first. */
enum err keep_begin(struct keep *k, const struct settings *settings) MUST_CHECK;
/* False: more of it would be of no use. */
bool keep_body(struct keep *k, const void *bytes, size_t len);

/* "name: value" CRLF ... */
void keep_head_text(const struct keep *k, struct buf *out);

#endif
