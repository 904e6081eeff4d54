/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire_private.h - the octets of a message as its way out wants them
 *
 * Lines end in CRLF or in LF; a bare CR is left out.
 *
 * Threads: a wire belongs to one thread
 * Source:  RFC 5321 2.3.8
 */
#ifndef ROBINSON_MAILER_WIRE_PRIVATE_H
#define ROBINSON_MAILER_WIRE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

struct wire {
	const struct iovec *pieces;
	size_t pieces_len;
	bool wants_crlf;
	size_t piece, at; /* where reading goes on */
};

/* The next octets, at most size (at least 2); 0: that was all. */
size_t wire_read(struct wire *w, char *to, size_t size);
/* How many there are from the beginning. */
size_t wire_size(const struct wire *w);

#endif
