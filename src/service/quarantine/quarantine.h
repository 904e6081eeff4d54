/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quarantine.h - what is held, in the hands of those who decide
 *
 * Each act is one write transaction with its entries in the journal: for
 * each recipient concerned one, with the operator and, behind the message's
 * id, the words of the reason.
 *
 * A release goes: quarantine_release_begin() asks the rules again, puts a
 * token on record and brings the recipient to "releasing"; the caller sends
 * the message, with the token in the header release.token_header, to this
 * one recipient; the milter burns the token (hold.h) and brings it to
 * "passed"; quarantine_release_end() tells how it ended. A process that dies in
 * between leaves the state as it is: what is still "releasing" when its
 * token has expired did not pass and may be released again; what is
 * "passed" has passed, and a person says how it ended.
 *
 * Shape:   an entry is a held message with its summary and its recipients,
 *          opened
 * Files:   quarantine*.c; a release is in release.c
 * Errors:  ERR_NOT_FOUND no such message, or nobody in it waits;
 *          ERR_DENIED the rules refuse it; ERR_INVALID what was given is not
 *          accepted; ERR_CORRUPT it was changed on disk, or sealed under
 *          other keys; desk->cause tells
 * Owns:    what a callback is given is valid during the call; a callback
 *          does not use the same desk
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(e), 5(2), 21(3), 32
 */
#ifndef ROBINSON_QUARANTINE_QUARANTINE_H
#define ROBINSON_QUARANTINE_QUARANTINE_H

#include "crypto/token.h"
#include "service/office/desk.h"
#include "service/quarantine/hold.h"
#include "service/quarantine/summary.h"
#include "store/quarantine.h"

struct held_letter;

struct quarantine_recipient {
	struct held_recipient held; /* without its sealed address */
	const char *address; /* as the MTA passed it */
};

struct quarantine_entry {
	struct held_message held; /* without its sealed summary */
	bool is_damaged; /* what could not be opened is "" */
	struct summary summary;
	const struct quarantine_recipient *recipients;
	size_t recipients_len;
};

typedef bool quarantine_fn(void *arg, const struct quarantine_entry *entry);

/* "id" as typed. */
enum err quarantine_id(
	struct desk *desk, const char *text, struct held_id *id_r) MUST_CHECK;
/* Oldest first, as store_held_each(); stops when "each" returns false. */
enum err quarantine_list(struct desk *desk, const struct held_filter *filter,
	quarantine_fn *each, void *arg) MUST_CHECK;
enum err quarantine_get(struct desk *desk, const struct held_id *id,
	quarantine_fn *each, void *arg) MUST_CHECK;
/* The summaries alone, a page of store_held_browse(): "entry" has no
 * recipients. */
enum err quarantine_summaries(struct desk *desk,
	const struct held_browse *browse, quarantine_fn *each,
	void *arg) MUST_CHECK;
/* Of what came before there were digests, at most "limit": opened as by
 * quarantine_list(). */
enum err quarantine_undigested(struct desk *desk, size_t limit,
	quarantine_fn *each, void *arg) MUST_CHECK;
/* The message as it was, headers, empty line and body, in pieces. What was
 * given before an ERR_CORRUPT is genuine, but not the whole. */
enum err quarantine_read(struct desk *desk, const struct held_id *id,
	bool (*each)(void *arg, const void *bytes, size_t len),
	void *arg) MUST_CHECK;

/* Of all that is held. */
enum err quarantine_sum(
	struct office *office, struct held_sum *sum_r) MUST_CHECK;

/* "reason" is the operator's, in words; it may not be empty. *letter_r: in
 * the outbox, to the sender; 0: none is due. */
enum err quarantine_delete(struct desk *desk, const struct held_id *id,
	const char *reason, int64_t *letter_r) MUST_CHECK;
/* Not longer than a year from now. "reason" NULL: not said. */
enum err quarantine_extend(struct desk *desk, const struct held_id *id,
	int64_t until_utc, const char *reason) MUST_CHECK;
/* Whoever sent it asks for it: "who" goes into the journal, sealed, and "why"
 * (NULL: not said) lies sealed with the message. */
#define QUARANTINE_WHY_SIZE 501 /* what is longer is refused */
enum err quarantine_request(struct desk *desk, const struct held_id *id,
	const char *who, const char *why) MUST_CHECK;
/* The same inside a write transaction of the desk's. */
enum err quarantine_request_within(struct desk *desk, const struct held_id *id,
	const char *who, const char *why) MUST_CHECK;

/*
 * Deletes up to "batch" messages whose time has come, but those that are
 * under way, and writes a letter to each sender who is to be told: letters_r
 * has room for "batch" ids, 0 where none is due. *deleted_r is how many went;
 * 0 with ERR_OK: no more are due. Forgets old tokens too.
 */
enum err quarantine_expire(struct desk *desk, size_t batch, int64_t *letters_r,
	size_t *deleted_r) MUST_CHECK;

struct quarantine_order {
	struct held_id id;
	unsigned n; /* which recipient */
	const char *reason; /* in words, of the one who releases */
};

/* ERR_DENIED: the rules refuse it whatever anybody says; it stays held and
 * the journal says so. */
enum err quarantine_release_begin(struct desk *desk,
	const struct quarantine_order *order,
	char token_r[TOKEN_TEXT_SIZE]) MUST_CHECK;

enum release_outcome {
	RELEASE_TAKEN, /* the MTA has it: delivered as far as we go */
	RELEASE_REJECTED, /* the MTA said no: held again */
	RELEASE_UNCLEAR /* no answer was heard: the state stays as it is */
};
struct release_end {
	enum release_outcome outcome;
	const char *detail; /* what the MTA said; NULL: nothing */
	struct held_letter *letter; /* of this run of releases of the message
	                             * (held_letter_private.h); NULL: one of its own */
};
/* What was taken is told to the sender. A message of which nobody waits any
 * more is deleted. */
enum err quarantine_release_end(struct desk *desk, const struct held_id *id,
	unsigned n, const struct release_end *how) MUST_CHECK;

#endif
