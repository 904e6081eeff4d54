/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tell.h - notices in the firm's name, from its settings
 *
 * Errors:  as notice.h
 * Owns:    everything is borrowed for the call
 * Threads: may be called from any thread
 * Source:  RFC 3464
 */
#ifndef ROBINSON_MAILER_TELL_H
#define ROBINSON_MAILER_TELL_H

#include "config/settings.h"
#include "mail/notice.h"

#define TELL_NAME_SIZE 330
#define TELL_HOST_SIZE 256

/* Whom notices come from; ERR_NOT_FOUND: neither said nor to be guessed. */
enum err tell_from(
	const struct settings *s, char from_r[TELL_NAME_SIZE]) MUST_CHECK;
/* This host's name, or the one given. */
void tell_host(const char *host, char host_r[TELL_HOST_SIZE]);

/* Fills in language, zone and from, and host where it is NULL. */
enum err tell_notice(const struct settings *s, const struct notice *notice,
	struct buf *out) MUST_CHECK;

enum tell_whom {
	TELL_SENDER, /* one of the firm's own people */
	TELL_OUTSIDER, /* an address of somebody else: no notice goes there */
	TELL_NOBODY /* null, no address, or none that could be used again when
	             * the message is released */
};
enum tell_whom tell_whom(const struct settings *s, const char *sender);

#endif
