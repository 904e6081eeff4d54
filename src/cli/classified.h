/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * classified.h - what a rehearsed message is said to be, as text and as JSON
 *
 * Errors:  as each says
 * Owns:    everything is borrowed
 * Threads: one
 */
#ifndef ROBINSON_CLI_CLASSIFIED_H
#define ROBINSON_CLI_CLASSIFIED_H

#include "service/verdict/rehearse.h"

struct classified {
	const struct settings *settings;
	const char *path; /* as given */
	const char *sender_of; /* what told the sender; NULL: nothing did */
	const char *login, *client; /* NULL: not given */
	const struct rehearsal *rehearsal; /* rehearse() filled it in */
};

void classified_print(const struct classified *said);
/* One line. False: it could not be made or written. */
bool classified_print_json(const struct classified *said);

/* Somebody would not get it, or no block names mail that bears marks of
 * marketing. */
bool classified_is_of_note(const struct classified *said);

#endif
