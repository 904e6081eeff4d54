/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * click.h - a recipient's click on its way from the public page to the record
 *
 * The page asks over a Unix socket and the recorder answers; many questions
 * may be under way, and the answers come in any order.
 *
 * Shape:   a packet is 2 bytes of length (of what follows, big-endian), then
 *              question  01 | undo 1 | scope 1 | at 8 (seconds) | id 16 | token
 *              answer    02 | outcome 1 | id 16
 *              question  03 | undo 1 | scope 1 | at 8 | id 16 | secret 16 |
 *              token
 * Example: the answer that the click of the id a0 a1 .. af is on record:
 *              0012 02 01 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf
 * Errors:  ERR_CORRUPT: no packet of this kind; ERR_UNAVAILABLE: it is not
 *          complete yet; ERR_LIMIT: the token is too long
 * Owns:    nothing is allocated
 * Threads: pure
 * Source:  GDPR Art. 21(2)-(3); RFC 8058
 */
#ifndef ROBINSON_SPOOL_CLICK_H
#define ROBINSON_SPOOL_CLICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/unsubscribe.h"

#define CLICK_ID_LEN 16
#define CLICK_SECRET_LEN 16
#define CLICK_SECRET_SIZE (2 * CLICK_SECRET_LEN + 1)

enum click_scope {
	CLICK_PURPOSE = 1, /* the token's purpose */
	CLICK_ALL = 2 /* all direct marketing */
};

struct click {
	unsigned char
		id[CLICK_ID_LEN]; /* random; the same when it is told again */
	enum click_scope scope;
	bool is_undo; /* of what this token and this secret recorded */
	/* Made by the page for the answer page of one click, which alone
	 * carries it: what this click records can be undone by it. None: a
	 * machine's click, or one that waits in the spool. */
	bool has_secret;
	unsigned char secret[CLICK_SECRET_LEN]; /* zeros without */
	int64_t at_utc;
	char token[UNSUBSCRIBE_TEXT_SIZE];
};

enum click_outcome {
	CLICK_DONE = 1, /* committed, or on record before */
	CLICK_NOTHING = 2, /* an undo that found nothing to undo */
	CLICK_FORGED = 3, /* no token of ours, or one that names nobody */
	CLICK_LATER = 4, /* nothing was recorded: ask again */
	CLICK_RECORDED = 5 /* committed, and its secret undoes it */
};

struct click_answer {
	unsigned char id[CLICK_ID_LEN];
	enum click_outcome outcome;
};

/* What a packet may have at most, its length included. */
#define CLICK_PACKET_MAX                                       \
	(2 + 1 + 1 + 1 + 8 + CLICK_ID_LEN + CLICK_SECRET_LEN + \
		UNSUBSCRIBE_TEXT_SIZE)

/* A secret as a form carries it: hexadecimal digits. */
void click_secret_format(const unsigned char secret[CLICK_SECRET_LEN],
	char text_r[CLICK_SECRET_SIZE]);
/* False: it is none. */
bool click_secret_parse(
	const char *text, unsigned char secret_r[CLICK_SECRET_LEN]);

enum err click_encode(const struct click *click,
	unsigned char packet_r[CLICK_PACKET_MAX], size_t *len_r) MUST_CHECK;
/* Of the first packet in "bytes"; *used_r bytes belong to it. */
enum err click_decode(const unsigned char *bytes, size_t len,
	struct click *click_r, size_t *used_r) MUST_CHECK;

void click_answer_encode(const struct click_answer *answer,
	unsigned char packet_r[CLICK_PACKET_MAX], size_t *len_r);
enum err click_answer_decode(const unsigned char *bytes, size_t len,
	struct click_answer *answer_r, size_t *used_r) MUST_CHECK;

#endif
