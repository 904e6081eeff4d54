/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * held_letter_private.h - the sender is told what became of what was held
 *
 * The letter is written in the write transaction of the act that it tells of.
 * If the process dies after the commit, the daemon's notice sender sends the
 * letter; if it dies before, there is neither the act nor the letter. No letter
 * is written to the null sender, to a sender outside the firm or to one that
 * cannot be used, for a message that does not open, and where the configuration
 * says no.
 *
 * Errors:  desk->cause tells; every error undoes the act
 * Threads: as the desk
 * Source:  RULES, "Where nobody can be told"; RFC 3464
 */
#ifndef ROBINSON_QUARANTINE_HELD_LETTER_PRIVATE_H
#define ROBINSON_QUARANTINE_HELD_LETTER_PRIVATE_H

#include "service/mailer/notices.h"
#include "service/quarantine/quarantine.h"

/* FATE_DELETED, FATE_EXPIRED: before it is removed. Whom the milter let the
 * message through to counts as released. *letter_r 0: there is
 * no letter. */
enum err held_letter_gone(struct desk *desk, const struct held_id *id,
	enum notice_fate fate, int64_t *letter_r) MUST_CHECK;

/*
 * One message that is released to one recipient after the other is told of in
 * one letter: each release takes the letter back and writes it anew with one
 * recipient more. One that was taken meanwhile stays as it is, and the next
 * release begins another. Until somebody carries it (carry.h) the notice sender
 * leaves it alone for HELD_LETTER_SETTLE_SECONDS.
 *
 * Zero it before the first release, free it after the last.
 */
#define HELD_LETTER_SETTLE_SECONDS 60
struct held_letter {
	int64_t id; /* in the outbox; 0: none */
	unsigned *numbers; /* of the recipients */
	size_t first; /* the first of them that the letter tells of */
	size_t len, cap;
};
/* Recipient n is being released. Where the transaction fails, the caller puts
 * id, first and len back. */
enum err held_letter_released(struct desk *desk, const struct held_id *id,
	unsigned n, struct held_letter *letter) MUST_CHECK;
void held_letter_free(struct held_letter *letter);

#endif
