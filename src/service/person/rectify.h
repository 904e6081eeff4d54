/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rectify.h - a person has another address now, or always had
 *
 * What is known under the old address is known under the new one: record,
 * consents, objections, withdrawals, restriction, sends, requests. Where the
 * new one is known already, both become one person: dates merge as in an
 * import, and whatever either of them objected to or withdrew stays so, even
 * where the other one consented later.
 *
 * Under the old address stay its objections, withdrawals and restriction, and
 * an objection to all direct marketing joins them: the next import may still
 * have that address, and it is not this person's. What belongs to the address
 * alone goes: delivery failures, letters that may be answered, held messages.
 * An objection of the old address's domain is not the person's.
 *
 * Errors:  ERR_INVALID the addresses; ERR_NOT_FOUND nothing is known under the
 *          old one; ERR_UNAVAILABLE the store; desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(d), 16, 18, 21(3)
 */
#ifndef ROBINSON_PERSON_RECTIFY_H
#define ROBINSON_PERSON_RECTIFY_H

#include "service/office/desk.h"

struct rectify_options {
	const char *from;
	const char *to;
	bool without_objection; /* under the old address */
	bool is_dry; /* tells, and changes nothing */
};

/* All in one transaction. */
enum err rectify_address(struct desk *desk,
	const struct rectify_options *options, struct buf *said) MUST_CHECK;

#endif
