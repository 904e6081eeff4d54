/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * collect_private.h - a text is sealed as it comes (the service's own header)
 *
 * Chunks but the last lie sealed in a file without a name, the last one in
 * memory; a message of one chunk needs no file.
 *
 * Errors:  ERR_IO: the file for what is collected cannot be written
 * Owns:    the seal is borrowed
 * Threads: a collector belongs to one thread at a time; collect_chunk() may
 *          be called by another while the first waits
 */
#ifndef ROBINSON_QUARANTINE_COLLECT_PRIVATE_H
#define ROBINSON_QUARANTINE_COLLECT_PRIVATE_H

#include "crypto/seal.h"

struct collector {
	struct seal *seal;
	struct seal_stream stream;
	unsigned char head[SEAL_HEAD_LEN];
	unsigned char *plain; /* of the chunk that is being filled */
	size_t plain_len, plain_cap;
	unsigned char *work; /* head and one sealed chunk */
	unsigned char *last; /* the last sealed chunk, with head if alone */
	size_t last_len;
	int fd; /* -1: none */
	unsigned chunks; /* sealed so far */
};

void collect_init(struct collector *c);
void collect_free(struct collector *c);
/* Forgets what there is. */
void collect_reset(struct collector *c);

enum err collect_begin(
	struct collector *c, struct seal *seal, const char *context) MUST_CHECK;
enum err collect_add(
	struct collector *c, const void *bytes, size_t len) MUST_CHECK;
/* Nothing can be added any more; c->chunks is their number. */
enum err collect_end(struct collector *c) MUST_CHECK;
/* Chunk n, the head in front of the first. Valid until the next call. */
enum err collect_chunk(struct collector *c, unsigned n, const void **bytes_r,
	size_t *len_r) MUST_CHECK;

#endif
