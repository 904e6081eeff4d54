/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * client.h - who asks: the address at the other end, or behind a proxy
 *
 * Shape:   16 bytes; an IPv4 address mapped into IPv6, of an IPv6 address
 *          the /64, of which one client has as many addresses as it likes
 * Errors:  none: what cannot be read is not believed
 * Threads: pure
 * Source:  RFC 7239 section 8.1: only what trusted proxies say counts
 */
#ifndef ROBINSON_UNSUBSCRIBE_CLIENT_H
#define ROBINSON_UNSUBSCRIBE_CLIENT_H

#include <sys/socket.h>

#include "config/settings.h"

#define CLIENT_LEN 16

/*
 * "peer" is who connected; of a Unix socket, or NULL: a proxy of this host.
 * "forwarded" is X-Forwarded-For, NULL: there is none. Of it the last address
 * that is no trusted proxy's counts, where a trusted one brought it.
 */
void client_find(const struct settings_unsubscribe *settings,
	const struct sockaddr *peer, const char *forwarded,
	unsigned char client_r[CLIENT_LEN]);

#endif
