/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inspect.h - one held message before the eyes of who decides about it
 *
 * What is in it is read by the confined helper robinson-inbound, a process of
 * its own for each message: whoever wrote the message may have meant harm.
 *
 * Errors:  as quarantine.h; of inspect_content() also ERR_UNAVAILABLE: no
 *          helper can be had now, ERR_IO: it ended over this message;
 *          desk->cause tells
 * Owns:    what a callback is given is valid during the call
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 21(3)
 */
#ifndef ROBINSON_QUARANTINE_INSPECT_H
#define ROBINSON_QUARANTINE_INSPECT_H

#include "inbound/inbound.h"
#include "service/quarantine/quarantine.h"

/* Calls "each" once. *is_whole_r: nothing of it lies beyond what is looked
 * at. */
enum err inspect_content(struct desk *desk, const struct held_id *id,
	void (*each)(void *arg, const struct inbound_preview *preview),
	void *arg, bool *is_whole_r) MUST_CHECK;

struct inspect_event {
	enum journal_kind kind;
	int64_t at_utc;
	uint64_t seq;
	char ref[JOURNAL_REF_SIZE];
	enum reason reason; /* of a verdict */
	enum action action;
	char who[256]; /* "": nobody, or sealed under other keys */
	char words[JOURNAL_DETAIL_MAX + 1]; /* without the message's id */
};

/* What was decided about this recipient of the message, oldest first: the
 * verdict, and what staff and the MTA did since. */
enum err inspect_timeline(struct desk *desk, const struct held_id *id,
	const struct quarantine_recipient *recipient,
	bool (*each)(void *arg, const struct inspect_event *event),
	void *arg) MUST_CHECK;

/* What the rules say of a release to this recipient now; nothing is recorded.
 * ERR_DENIED: the configuration does not know the purpose any more. */
enum err inspect_now(struct desk *desk,
	const struct quarantine_recipient *recipient,
	enum reason *reason_r) MUST_CHECK;

#endif
