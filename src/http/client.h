/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * client.h - who asks: the address at the other end, or behind a proxy
 *
 * Shape:   16 bytes; an IPv4 address mapped into IPv6, of an IPv6 address
 *          the /64, of which one client has as many addresses as it likes;
 *          "::1" is itself
 * Errors:  none: what cannot be read is not believed
 * Threads: pure
 * Source:  RFC 7239 section 8.1: only what trusted proxies say counts
 */
#ifndef ROBINSON_HTTP_CLIENT_H
#define ROBINSON_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct settings_cidr;

#define CLIENT_LEN 16

/* The lines X-Forwarded-For in the order in which they came: a proxy may add
 * to the last line or append one of its own. Of more than these the last
 * ones, which the nearest proxies wrote. */
#define CLIENT_LINES_MAX 16

struct client_forwarded {
	const char *lines[CLIENT_LINES_MAX];
	size_t len;
};

/* "line" is borrowed. */
void client_forwarded_add(struct client_forwarded *forwarded, const char *line);

/*
 * "peer" is who connected; of a Unix socket, or NULL: a process of this host,
 * which is trusted where "trusts_local" is set, and else as trusted as
 * 127.0.0.1. Of all addresses in all lines, the last one that is no trusted
 * proxy's counts, where a trusted one brought it; where all are trusted, the
 * first. Nothing before what cannot be read is looked at.
 */
void client_find(const struct settings_cidr *trusted, size_t trusted_len,
	bool trusts_local, const struct sockaddr *peer,
	const struct client_forwarded *forwarded,
	unsigned char client_r[CLIENT_LEN]);

#endif
