/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * automatic.h - was a message written by a person, or by a machine?
 *
 * Only what a person did is a contact or an objection. But not every mark of
 * a machine is proof: mail systems put some of them on mail that persons wrote.
 * The caller decides what a mark is worth.
 *
 * Errors:  ERR_NOMEM
 * Owns:    "why" is static; "row" is, or it is one of the words given
 * Threads: pure
 * Source:  RFC 3834 section 2, 5; RFC 2369, 2919 (lists); [MS-OXCMAIL]
 *          2.2.3.2.14 (X-Auto-Response-Suppress)
 */
#ifndef ROBINSON_INBOUND_AUTOMATIC_H
#define ROBINSON_INBOUND_AUTOMATIC_H

#include <stdbool.h>

#include "inbound/fields.h"
#include "inbound/inbound.h"

enum automatic_sign {
	AUTOMATIC_NO_SIGN, /* a person's */
	AUTOMATIC_MARKED, /* no contact; an objection in it stands */
	AUTOMATIC_MARKED_TWICE, /* an objection in it is only likely */
	AUTOMATIC_PROVEN /* neither; or it was not written to us (a list) */
};

struct automatic {
	enum automatic_sign sign;
	/* A machine's answer to a message of ours: its person is away, or it
	 * asks who we are. Nobody told it to send this one. */
	bool is_answer;
	const char *why; /* the surest sign, in words; NULL: there is none */
	const char *row; /* of the subject, where that is the surest; or NULL */
};

struct automatic_question {
	const struct fields *head;
	const char *sender; /* of the envelope, "" null */
	const char *subject; /* decoded */
	const struct inbound_list *own; /* the administrator's subjects */
};
enum err automatic_read(const struct automatic_question *q,
	struct automatic *automatic_r) MUST_CHECK;

#endif
