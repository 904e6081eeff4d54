/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * carry.h - a letter of the outbox is brought to the MTA, once
 *
 * For whoever has taken the letter (outbox_take()): the daemon's notice sender,
 * and the command that wrote it. What became of it is put on record and logged
 * with the message's id; a letter that the MTA does not take now stays in the
 * store for a day from its creation, and the notice sender tries it again.
 *
 * Units:   seconds
 * Threads: all functions may be called from any thread
 * Source:  RFC 5321 4.5.4.1
 */
#ifndef ROBINSON_MAILER_CARRY_H
#define ROBINSON_MAILER_CARRY_H

#include "service/mailer/outbox.h"

/* Shorter than OUTBOX_TAKEN_SECONDS: nobody else sends it meanwhile. */
#define CARRY_SECONDS 30

/* False: it waits; the MTA did not take it now. */
bool carry_letter(struct office *office, const struct outbox_letter *letter);
/* Takes the one of that id, where nobody has had it, and carries it. False:
 * it waits. Of id 0 there is none. */
bool carry_fresh(struct office *office, int64_t id);

#endif
