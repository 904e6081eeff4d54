/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doctor_private.h - connecting to whom the installation depends on
 *
 * Units:   a connection waits at most five seconds, at each step
 * Errors:  -1 or false, with errno
 * Owns:    the caller closes what it is given
 * Threads: one
 */
#ifndef ROBINSON_DOCTOR_PRIVATE_H
#define ROBINSON_DOCTOR_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"

int doctor_connect_unix(const char *path);
/* "host" NULL: this host; "port" a number or a service. */
int doctor_connect_inet(const char *host, const char *port);
/* Exactly "len" octets; the connection is one of those above. */
bool doctor_read(int fd, unsigned char *to, size_t len);

/* The finding after connecting to "what" failed with "failed" (an errno).
 * Whoever may not connect learns nothing about who listens: then it is said
 * that root can tell, and "mend" and "harm" (NULL: none) are left out. */
void doctor_cannot_connect(struct findings *f, const char *area,
	const char *what, int failed, const char *harm, const char *mend);

#endif
