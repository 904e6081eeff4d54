/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reply.h - a sender answers the notice that a message is held
 *
 * The answer is the request for a release. It counts from the login that sent
 * the message, and from no other, whatever the answer says of its sender; the
 * message is known by the reference that the notice gave, in the answer's
 * subject or in the Message-ID that it answers. The first answer counts. A
 * request releases nothing: somebody decides.
 *
 * Shape:   the texts are as somebody wrote them
 * Errors:  those of the store; ERR_OK also where nothing was asked for, and
 *          "said" tells why; desk->cause tells
 * Owns:    everything is borrowed for the call; "said" gets the end of one
 *          line for the log, without any address
 * Threads: as the desk
 * Source:  GDPR Art. 5(2)
 */
#ifndef ROBINSON_QUARANTINE_REPLY_H
#define ROBINSON_QUARANTINE_REPLY_H

#include "inbound/inbound.h"
#include "service/office/desk.h"

struct quarantine_reply {
	const unsigned char *event; /* STORE_EVENT_LEN: heard once */
	int64_t received_utc;
	const char *login; /* that the MTA has checked */
	const struct inbound_answer *answer; /* INBOUND_REQUEST */
};

enum err quarantine_reply(struct desk *desk,
	const struct quarantine_reply *reply, struct buf *said) MUST_CHECK;

#endif
