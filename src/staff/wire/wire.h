/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wire.h - what the two processes of robinson-staff say to each other
 *
 * The web process asks, the desk process answers, over a socket pair that
 * nobody else has. A request names a verb, its arguments, and the token of the
 * session that the browser's cookie holds; it cannot name a person of the
 * staff. Answers may come in any order: the id tells which request they are to.
 *
 * Shape:   a frame: json_len 4 | blob_len 4, big-endian; a JSON object; octets
 *          00000055 00000002
 *          {"v":1,"id":7,"verb":"session",
 *          "client":"000102030405060708090a0b0c0d0e0f","args":{}}
 *          and two octets; there is no line end in it
 * Errors:  decoding: ERR_VERSION another version, ERR_CORRUPT whatever else is
 *          not as it should be, ERR_LIMIT too long, ERR_NOMEM; after any of
 *          them the connection ends
 * Owns:    what is decoded owns all that its pointers name, but the blob, until
 *          wire_request_free() or wire_answer_free(); encoding borrows
 * Threads: pure
 */
#ifndef ROBINSON_STAFF_WIRE_WIRE_H
#define ROBINSON_STAFF_WIRE_WIRE_H

#include <stdint.h>

#include <jansson.h>

#include "base/buf.h"

#define WIRE_VERSION 1
#define WIRE_HEAD_SIZE 8
#define WIRE_REQUEST_JSON_MAX ((size_t)64 * 1024)
#define WIRE_ANSWER_JSON_MAX ((size_t)1024 * 1024)
#define WIRE_BLOB_MAX ((size_t)64 * 1024)
/* The longest frame of all. */
#define WIRE_FRAME_MAX (WIRE_HEAD_SIZE + WIRE_ANSWER_JSON_MAX + WIRE_BLOB_MAX)

/* The id of an answer to no request: the settings were read anew, and the web
 * process reads them too. */
#define WIRE_NOTICE_ID 0

#define WIRE_VERB_MAX 40
#define WIRE_SESSION_MAX 64
#define WIRE_CLIENT_LEN 16
#define WIRE_CAUSE_MAX 600
#define WIRE_VALUES_MAX 4

enum wire_kind {
	WIRE_REQUEST,
	WIRE_ANSWER
};

enum wire_status {
	WIRE_OK,
	WIRE_LOGIN, /* no valid session: to the login page */
	WIRE_DENIED, /* the role may not: 403 */
	WIRE_MISSING, /* no such thing, or not yours: 404 */
	WIRE_INVALID, /* the cause says what is wrong with the input */
	WIRE_BUSY, /* too many tries or jobs: 429 */
	WIRE_FAULT /* store or keys are away: 503 */
};

struct wire_request {
	int64_t id; /* from 1 on */
	const char *verb; /* "held.list" */
	const char *session; /* NULL: none */
	unsigned char client[WIRE_CLIENT_LEN]; /* whom rates are counted for */
	const json_t *args; /* an object; decoded never NULL */
	const void *blob;
	size_t blob_len;
	json_t *owner;
};

struct wire_answer {
	int64_t id;
	enum wire_status status;
	/* A text for people, in English: the web process translates it, and
	 * then puts values[0] for "%1", and so on. NULL: none. */
	const char *cause;
	const char *values[WIRE_VALUES_MAX];
	size_t values_len;
	int64_t retry_after_s; /* of WIRE_BUSY; 0: not known */
	/* Whose session it is: "name", "role", "lead", "totp", "needs". NULL:
	 * there is none. */
	const json_t *who;
	const json_t *result; /* an object; decoded never NULL */
	const void *blob;
	size_t blob_len;
	json_t *owner;
};

const char *wire_status_name(enum wire_status status);

/* How long the two parts are; ERR_LIMIT: longer than that kind may be. */
enum err wire_head_decode(const unsigned char head[WIRE_HEAD_SIZE],
	enum wire_kind kind, size_t *json_len_r, size_t *blob_len_r) MUST_CHECK;

/* Appends a whole frame to "out". */
enum err wire_request_encode(
	const struct wire_request *request, struct buf *out) MUST_CHECK;
enum err wire_answer_encode(
	const struct wire_answer *answer, struct buf *out) MUST_CHECK;

/* From the JSON of a frame; the caller adds the blob. */
enum err wire_request_decode(const char *json, size_t len,
	struct wire_request *request_r) MUST_CHECK;
enum err wire_answer_decode(
	const char *json, size_t len, struct wire_answer *answer_r) MUST_CHECK;
void wire_request_free(struct wire_request *request);
void wire_answer_free(struct wire_answer *answer);

#endif
