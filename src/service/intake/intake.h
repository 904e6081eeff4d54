/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake.h - what the person said is put on record
 *
 * Takes what the helper found in an incoming message (inbound.h) and records
 * a contact, an objection, a failure or the Message-ID. One write
 * transaction for each message, with its entries in the journal; the same
 * event recorded twice changes nothing.
 *
 * Shape:   an event is known by 16 bytes, chosen when it was spooled
 * Errors:  ERR_UNAVAILABLE and other faults: nothing was recorded, ask again;
 *          ERR_OK also where there was nothing to record. desk->cause tells
 * Owns:    everything is borrowed for the call; "said" gets one line for the
 *          log, without any address
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(d), 21(2)-(3), 21(5); RFC 3834
 */
#ifndef ROBINSON_INTAKE_INTAKE_H
#define ROBINSON_INTAKE_INTAKE_H

#include "inbound/inbound.h"
#include "service/intake/flood.h"
#include "service/office/desk.h"

#define INTAKE_EVENT_LEN 16

struct intake_event {
	unsigned char id[INTAKE_EVENT_LEN];
	int64_t received_utc; /* when the MTA handed it over */
	const char *client; /* address of the client, for the limit of floods;
	                     * NULL: local */
	const char *queue_id;
	const char *host;
	bool is_from_own_mta; /* see inbound.h */
	struct flood *flood; /* of all events that the program puts on record */
};

/*
 * A letter (INBOUND_LETTER) of an authentic sender is a contact where the
 * person is on record, and its Message-ID is remembered in any case, so that an
 * answer to it counts as solicited. A stop is never a contact; its Message-ID
 * is remembered as that of an objection, and an answer to it does not count
 * while the objection stands. A stop and a complaint end all direct marketing;
 * a token in a mail ends what the token names. An objection whose sender is not
 * proven, a stop that answers no message of ours, and one that is only likely
 * hold the mail to the person until somebody has confirmed or dropped them
 * (objections.h).
 */
enum err intake_message(struct desk *desk, const struct intake_event *event,
	const struct inbound_answer *answer, struct buf *said) MUST_CHECK;

/*
 * A click on the public page, or its undo. "token" is what the page was
 * asked with; it is opened and checked here again. ERR_CORRUPT: no token of
 * ours, or one that names nobody.
 */
#define INTAKE_SECRET_LEN 16
enum intake_scope {
	INTAKE_PURPOSE, /* the token's purpose */
	INTAKE_ALL /* all direct marketing */
};
struct intake_click {
	unsigned char id[INTAKE_EVENT_LEN];
	const char *token;
	int64_t at_utc;
	enum intake_scope scope;
	/* A click with a secret that puts something on record can be undone
	 * by this secret, once, within the hour (Art. 21(3): by nobody who
	 * merely has the token). The same secret may come with a second click
	 * of the same person, and undoes both. A wish for the same on record
	 * already gives no undo, and ends the one that there was. */
	bool has_secret;
	unsigned char secret[INTAKE_SECRET_LEN];
	bool is_undo; /* takes back what was recorded with this token and
	               * secret; ERR_NOT_FOUND: nothing, or not any more */
};
enum err intake_click(struct desk *desk, const struct intake_click *click,
	struct buf *said) MUST_CHECK;
/* Many at once, in their order, committed together; results_r[i].error is
 * what intake_click() would say of clicks[i]. One that cannot be recorded
 * leaves the others as they are. */
struct intake_result {
	enum err error;
	bool has_undo; /* this click's secret undoes what it recorded */
};
void intake_clicks(struct desk *desk, const struct intake_click *clicks,
	size_t len, struct intake_result *results_r);

#endif
