/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mailbox.h - the mailbox behind an envelope address as it stands on the wire
 *
 * What a client writes at MAIL and RCPT is not the mailbox that the MTA will
 * use. MTAs read "Ania <ania@x>", "@relay:ania@x", "x!ania", "\"ania\"@x",
 * "ania@x." and " ania@x," as ania@x, and hand a milter what was written.
 * Here it is mended as they do it.
 *
 * Shape:   text in, local part and domain out, both without quotes and as
 *          they were written otherwise: neither folded nor checked. Whoever
 *          wants one spelling gives mailbox_write()'s text to
 *          address_parse().
 * Units:   octets
 * Errors:  ERR_INVALID with the cause: nobody can tell which mailbox is meant
 * Owns:    a struct mailbox holds its own bytes
 * Threads: pure; allocates nothing
 * Source:  RFC 5321 4.1.2, appendix C (source routes); RFC 5322 3.4, 3.2.2
 *          (display names, comments); what Postfix and Sendmail do
 */
#ifndef ROBINSON_CORE_MAILBOX_H
#define ROBINSON_CORE_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* More than an address may have, so that one that is too long is seen. */
#define MAILBOX_LOCAL_MAX 320
#define MAILBOX_DOMAIN_MAX 320
/* Quotes, a backslash before each octet, the @, NUL. */
#define MAILBOX_TEXT_SIZE (2 * MAILBOX_LOCAL_MAX + 2 + MAILBOX_DOMAIN_MAX + 2)

struct mailbox {
	char local[MAILBOX_LOCAL_MAX + 1]; /* "": the null sender */
	char domain[MAILBOX_DOMAIN_MAX + 1]; /* without its last dot; "": none
	                                      * was written */
};

/* *cause_r is a static English phrase; it may be NULL when nobody asks. */
enum err mailbox_mend(const char *text, struct mailbox *mailbox_r,
	const char **cause_r) MUST_CHECK;

/* "local@domain", quoted where it must be, or "local" where there is no
 * domain, or "" of the null sender. */
void mailbox_write(
	const struct mailbox *mailbox, char text_r[MAILBOX_TEXT_SIZE]);

/* Whether the local part has %, ! or @ in it: then the MTA may take it for
 * an address of its own and send the message there. */
bool mailbox_is_routed(const struct mailbox *mailbox);

/*
 * Where its local part sends the message, as far as it can be told: one hop,
 * in each way in which it can be read. Returns how many are filled in; 0:
 * nobody can tell.
 */
#define MAILBOX_HOPS 2
size_t mailbox_hops(
	const struct mailbox *mailbox, struct mailbox hops_r[MAILBOX_HOPS]);

#endif
