/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_queue_letter_private.h - who sent what the mail server held is told of an
 * act
 *
 * Errors:  as mta_queue.h
 * Threads: as the desk
 */
#ifndef ROBINSON_MTA_MTA_QUEUE_LETTER_PRIVATE_H
#define ROBINSON_MTA_MTA_QUEUE_LETTER_PRIVATE_H

#include "service/mailer/notices.h"
#include "service/mta/mta_queue.h"

/* Inside the write transaction of the act: what the sender is told of it, as
 * held_letter.h says. The notice sender leaves it alone for so long: where the
 * server's tool fails the letter is taken back. *letter_r 0: there is none. */
#define MTA_LETTER_SECONDS 60
enum err mta_queue_letter(struct desk *desk, const struct mta_held *held,
	enum notice_fate fate, int64_t *letter_r) MUST_CHECK;

#endif
