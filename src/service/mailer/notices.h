/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notices.h - notices in the firm's name, from its settings
 *
 * Errors:  as notice.h
 * Owns:    everything is borrowed for the call
 * Threads: may be called from any thread
 * Source:  RFC 3464
 */
#ifndef ROBINSON_MAILER_NOTICES_H
#define ROBINSON_MAILER_NOTICES_H

#include "config/settings.h"
#include "mail/notice.h"

#define NOTICES_NAME_SIZE 330
#define NOTICES_HOST_SIZE 256

/* Whom notices come from; ERR_NOT_FOUND: neither said nor to be guessed. */
enum err notices_from(
	const struct settings *s, char from_r[NOTICES_NAME_SIZE]) MUST_CHECK;
/* This host's name, or the one given. */
void notices_host(const char *host, char host_r[NOTICES_HOST_SIZE]);

/* Fills in language, zone, from, contact and page, and host where it is NULL.
 */
enum err notices_put(const struct settings *s, const struct notice *notice,
	struct buf *out) MUST_CHECK;

enum notices_whom {
	NOTICES_SENDER, /* one of the firm's own people */
	NOTICES_OUTSIDER, /* an address of somebody else: no notice goes there */
	NOTICES_NOBODY /* null, no address, or none that could be used again when
	             * the message is released */
};
enum notices_whom notices_whom(const struct settings *s, const char *sender);

#endif
