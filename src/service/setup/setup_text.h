/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setup_text.h - the text of an installation's first configuration
 *
 * It decides and records everything and changes nothing (mode = observe), and
 * has nothing in it that nobody chose: no assessment, no address of an example.
 * What a person must decide stands there as a remark.
 *
 * Errors:  ERR_INVALID: a value has a quotation mark, a backslash or a control
 *          character; ERR_LIMIT, ERR_NOMEM
 * Owns:    everything is borrowed
 * Threads: pure
 * Source:  GDPR Art. 5(2), 25
 */
#ifndef ROBINSON_SETUP_TEXT_H
#define ROBINSON_SETUP_TEXT_H

#include "base/buf.h"

struct setup_choice {
	const char *const *domains; /* canonical; at least one */
	size_t domains_len;
	const char *profile; /* the file, as "/usr/share/.../pl.conf" */
	const char *timezone; /* NULL: the profile says it */
	const char *holidays; /* NULL: none are known */
	const char *const *languages; /* at least one, that of replies */
	size_t languages_len;
	const char *state; /* the directory of the store */
	const char *key_file;
	const char *user; /* of the daemon */
	const char *socket; /* "unix:/var/spool/postfix/robinson/milter.sock" */
	const char *socket_group; /* NULL: the user's own */
};

enum err setup_text(
	const struct setup_choice *choice, struct buf *out) MUST_CHECK;

#endif
