/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hold.h - a message is collected, and held or let through
 *
 * What may have to be held is given header by header and piece by piece of
 * its body, and is sealed as it comes: not more than a chunk of it is in
 * memory in the clear, and what does not fit into one chunk lies sealed in
 * a file without a name. At end-of-message it is either put into the
 * quarantine, together with the verdicts, or passed with the token of a
 * release, or forgotten.
 *
 * Shape:   headers in their order, then the body. What is collected is the
 *          message without the headers that are Robinson's own: those the
 *          caller leaves out (token, flag, purpose).
 * Errors:  ERR_LIMIT: larger than max-message (552 5.3.4), and from then on;
 *          every other error is a fault (defer the mail); hold_cause() in
 *          words. A fault while collecting is returned again when the message
 *          is to be held.
 * Owns:    a hold is used again for each message of a connection
 * Threads: a hold belongs to one thread at a time, with its judge
 * Source:  GDPR Art. 5(1)(f), 32(1)(a)
 */
#ifndef ROBINSON_QUARANTINE_HOLD_H
#define ROBINSON_QUARANTINE_HOLD_H

#include "service/verdict/judge.h"

struct hold;

enum err hold_new(struct office *office, struct hold **hold_r) MUST_CHECK;
void hold_free(struct hold **hold);
const char *hold_cause(const struct hold *hold);

/* Begins a message and forgets the one before. The settings are referenced
 * until the next. */
enum err hold_begin(
	struct hold *hold, const struct settings *settings) MUST_CHECK;
enum err hold_header(
	struct hold *hold, const char *name, const char *value) MUST_CHECK;
enum err hold_body(struct hold *hold, const void *bytes, size_t len) MUST_CHECK;
/* Forgets what was collected; at abort and close. */
void hold_end(struct hold *hold);

/* Whose message it is, as the notices will need it. */
struct hold_origin {
	const char *sender; /* of the envelope, as the MTA passed it */
	const char *login; /* NULL: none */
};

enum hold_result {
	HOLD_TAKEN, /* on disk: its recipients may be taken off */
	HOLD_TOO_LARGE, /* 552 5.3.4 */
	HOLD_FULL /* 452 4.3.1 */
};

/*
 * Holds the message for the items that are is_held, and records the verdicts
 * of all, in one transaction that is on disk when this returns. Unless the
 * result is HOLD_TAKEN nothing is recorded. The same message, when it
 * is brought again because its sender did not hear that it was taken, is not
 * held a second time: *place_r says so.
 */
enum err hold_put(struct hold *hold, struct judge *judge,
	const struct judge_envelope *envelope, const struct hold_origin *origin,
	const struct message_mark *message, struct judge_item *items,
	size_t len, struct held_place *place_r,
	enum hold_result *result_r) MUST_CHECK;

enum pass_result {
	PASS_GOOD, /* the token is burnt, the verdict recorded: let it go */
	PASS_REFUSED, /* the rules refuse it whoever releases it */
	PASS_NO_TOKEN, /* what is in the header has not the shape of one */
	PASS_FORGED, /* or of another message or another recipient */
	PASS_EXPIRED,
	PASS_UNKNOWN, /* never issued, or taken back */
	PASS_USED /* a second time */
};
/* For the log; outside all but the first two are one. */
const char *pass_result_name(enum pass_result result);

/*
 * A message that comes with a token: "item" is its one recipient, decided
 * anew. Unless the result is PASS_GOOD nothing is recorded and the token is
 * as good as before: the caller records what it refuses.
 */
enum err hold_pass(struct hold *hold, struct judge *judge,
	const struct judge_envelope *envelope, const char *token_text,
	const struct message_mark *message, struct judge_item *item,
	enum pass_result *result_r) MUST_CHECK;

#endif
