/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * head.h - a message in a file, as the mail server would hand it over
 *
 * The head ends with the first line that is no field, as Postfix has it; an
 * empty one is no part of the body. A line "From " at the top, as in a mailbox
 * file, is no part of the message.
 *
 * Shape:   values without the blanks in front, folded as they came; neither
 *          CR nor NUL is in them
 * Errors:  ERR_LIMIT: larger than the mail server may send (message.h);
 *          ERR_NOMEM
 * Owns:    the message owns its copies
 * Threads: as message.h
 * Source:  RFC 5322 2.2
 */
#ifndef ROBINSON_MAIL_HEAD_H
#define ROBINSON_MAIL_HEAD_H

#include "mail/message.h"

/* *body_r is where the body begins. */
enum err head_read(struct message *m, const char *text, size_t len,
	size_t max_bytes, const char **body_r) MUST_CHECK;

/* Each mailbox of all headers of that name, members of groups too. Stops with
 * the first error that "each" returns. */
enum err head_mailboxes(struct message *m, const char *name,
	enum err (*each)(void *arg, const char *mailbox), void *arg) MUST_CHECK;

#endif
