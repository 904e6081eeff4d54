/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * undo.h - an answer that could not be given leaves nothing to be done
 *
 * What was put into the quarantine and the letter that tells of it are in the
 * store before the MTA is answered. Where what belongs to the answer fails, a
 * change of the message for instance, the MTA is told to try again: so what was held and the letter are removed,
 * in one transaction. What the journal says of the verdicts stays.
 *
 * Errors:  faults of the store: then what was held stays, and its letter goes
 * Threads: all
 * Source:  RFC 5321 6.1
 */
#ifndef ROBINSON_QUARANTINE_UNDO_H
#define ROBINSON_QUARANTINE_UNDO_H

#include "service/office/office.h"
#include "store/quarantine.h"

/* "held" NULL: nothing was held; "letter" 0: none was written. A letter that
 * went meanwhile is gone. */
enum err undo_answer(struct office *office, const struct held_id *held,
	int64_t letter) MUST_CHECK;

#endif
