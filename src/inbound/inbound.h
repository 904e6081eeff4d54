/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inbound.h - what strangers send, as a question, and what it means
 *
 * The daemon puts the question (envelope, head, the begin of the body) and
 * gets one small fact back; the staff pages give it a held message and get
 * what is in it. Between them lies a process border: only the
 * helper robinson-inbound parses what is in the question. Both sides share
 * this header and the encoding below, and nothing else.
 *
 * Shape:   a packet is 4 bytes of length (big-endian, of what follows), 1
 *          byte of kind, then fields: each 1 byte of tag, 4 bytes of length,
 *          the bytes. A field that is absent is NULL; lists repeat their tag.
 *          An unknown tag is skipped; a known one that is damaged, comes
 *          twice or is missing where it must not makes the packet
 *          ERR_CORRUPT. The hello { "u@x" } for 2500 ms, without SPF:
 *              00 00 00 1c 01
 *              01 00 00 00 03 75 40 78
 *              04 00 00 00 08 00 00 00 00 00 00 09 c4
 *              05 00 00 00 01 01
 *          Tags are in packet.c.
 * Files:   packet.c; what is said of an answer is in names.c
 * Units:   octets; texts end at their length, without NUL inside
 * Errors:  ERR_CORRUPT no packet of this kind; ERR_LIMIT larger than
 *          INBOUND_PACKET_MAX, or a text or list larger than its bound above;
 *          ERR_INVALID what must be there is NULL; ERR_NOMEM. A failed
 *          encoding leaves the buffer as long as it was.
 * Owns:    encoding appends to the caller's buffer; a decoded packet points
 *          into the bytes it was decoded from and owns only its arrays:
 *          inbound_*_free(), which a failed decoding has done
 * Threads: pure
 * Source:  RFC 7208, 8601 (authentic senders), 3834 (automatic replies),
 *          3464 and 3463 (delivery reports), 5965 (complaints)
 */
#ifndef ROBINSON_INBOUND_INBOUND_H
#define ROBINSON_INBOUND_INBOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define INBOUND_PACKET_MAX ((size_t)1024 * 1024)
/* How much of a message the daemon hands over: the rest says nothing. */
#define INBOUND_HEAD_MAX ((size_t)256 * 1024)
#define INBOUND_BODY_MAX ((size_t)256 * 1024)
#define INBOUND_RECIPIENTS_MAX 100
#define INBOUND_FAILURES_MAX 100
#define INBOUND_TEXT_MAX 1000 /* of each text in an answer */

struct inbound_list {
	const char **items;
	size_t len;
};

/* What the helper must know of the configuration: sent first, once, and again
 * after each reload. The helper has no files. */
struct inbound_hello {
	const char *unsubscribe_address; /* canonical; NULL: none */
	struct inbound_list trusted_authserv; /* authserv-ids, RFC 8601 */
	struct inbound_list stop_words; /* lower case, UTF-8, NFC */
	struct inbound_list automatic_subjects; /* the same */
	int64_t dns_timeout_ms; /* for one message as a whole */
	bool without_spf; /* only Authentication-Results count */
};

struct inbound_question {
	uint64_t number; /* repeated in the answer */
	const char *client; /* address of the client, as text; NULL: local */
	const char *helo; /* NULL: not told */
	const char *host; /* our MTA's own name; NULL: not told */
	const char *sender; /* envelope, without brackets; "" null */
	struct inbound_list recipients; /* envelope */
	const char *head; /* header fields as they came, LF or CRLF */
	const char *body; /* its beginning, always; "" where there is none */
	bool is_body_cut;
	/* Of somebody of the firm, who answers a notice: the MTA has checked
	 * it. NULL: it came from outside. */
	const char *login;
	/* It came the way of the reports that our own MTA makes. Whoever has a
	 * login on this host can send that way, too. */
	bool is_from_own_mta;
};

enum inbound_meaning {
	INBOUND_NOTHING = 1, /* automatic reply, list, receipt, bounce of no
	                      * use: neither contact nor objection */
	INBOUND_LETTER, /* somebody wrote to the firm */
	INBOUND_STOP, /* a letter whose writer wants no more marketing */
	INBOUND_UNSUBSCRIBE, /* to the unsubscribe address */
	INBOUND_COMPLAINT, /* ARF */
	INBOUND_FAILURE, /* a delivery report with permanent failures */
	INBOUND_REQUEST /* an answer to a notice, of a question with a login */
};

enum inbound_proof {
	INBOUND_UNPROVEN,
	INBOUND_SPF, /* pass, asked by ourselves, aligned */
	INBOUND_AR_SPF, /* by a trusted Authentication-Results, aligned */
	INBOUND_AR_DKIM,
	INBOUND_AR_DMARC
};

/* How surely somebody says that no more marketing is wanted. */
enum inbound_grade {
	INBOUND_UNSAID, /* no word of it */
	INBOUND_LIKELY, /* it may be meant otherwise: a person has to look */
	INBOUND_CERTAIN
};

struct inbound_answer {
	uint64_t number;
	enum inbound_meaning meaning;
	/* Of INBOUND_STOP and INBOUND_UNSUBSCRIBE; unsaid of the others. */
	enum inbound_grade grade;
	enum inbound_proof proof; /* whether "from" is who wrote it */
	const char *spf; /* "pass", "softfail", "temperror", ...; NULL: not
	                  * asked */
	/* dns_timeout_ms ended before the DNS had answered all of it: with more
	 * time "spf" might be another. */
	bool is_late;
	const char *why; /* in words, for the log: no address in it */
	const char *from; /* addr-spec of From; NULL: none or several */
	const char *message_id; /* without angle brackets; NULL: none */
	/* In-Reply-To and References, the nearest first. */
	struct inbound_list answered;
	const char *token; /* an unsubscribe token found in subject, or in the
	                    * headers that a report returns; NULL: none */
	/* INBOUND_STOP: the words that say so; INBOUND_REQUEST: the first
	 * words. NULL: none. */
	const char *word;
	const char *subject; /* INBOUND_REQUEST: decoded; NULL otherwise */
	/* INBOUND_COMPLAINT: Original-Rcpt-To; INBOUND_FAILURE: the
	 * recipients that failed for good (5.1.x), Original-Recipient where
	 * given, else Final-Recipient. */
	struct inbound_list concerned;
	/* INBOUND_FAILURE: what the report says of each of them, in their order,
	 * as "5.1.1"; "" where it says nothing. Empty otherwise. */
	struct inbound_list statuses;
	const char *original_id; /* Message-ID of what is returned; or NULL */
};

/*
 * The other thing that the helper is asked: what is in a message that is held,
 * for the eyes of a person. The message comes in pieces, in their order, NULs
 * left out; then the look, and its answer is the preview. A message of more
 * than INBOUND_LOOK_MAX is looked at as far as that; pieces that no look
 * follows are forgotten with the next question.
 */
#define INBOUND_LOOK_MAX ((size_t)32 * 1024 * 1024)
#define INBOUND_PIECE_MAX ((size_t)512 * 1024)

struct inbound_piece {
	const char *text;
};

struct inbound_look {
	uint64_t number; /* repeated in the preview */
};

/* As mail/preview_parts.h has it. */
struct inbound_preview {
	uint64_t number;
	bool is_read; /* false: its head is too long, it has more parts than
	               * are looked at, or they nest too deeply; then there
	               * is nothing else */
	bool has_text, has_page, is_text_cut, is_page_cut;
	bool has_more_links, has_more_parts;
	const char *text, *page;
	struct inbound_list headers, links; /* a name and a value in turn */
	struct inbound_list names, types, sizes; /* of the other parts */
};

const char *inbound_meaning_name(enum inbound_meaning meaning);
const char *inbound_proof_name(enum inbound_proof proof);
const char *inbound_grade_name(enum inbound_grade grade);

enum inbound_kind {
	INBOUND_KIND_HELLO = 1,
	INBOUND_KIND_QUESTION = 2,
	INBOUND_KIND_ANSWER = 3,
	INBOUND_KIND_PIECE = 4,
	INBOUND_KIND_LOOK = 5,
	INBOUND_KIND_PREVIEW = 6
};

enum err inbound_hello_encode(
	const struct inbound_hello *hello, struct buf *out) MUST_CHECK;
enum err inbound_question_encode(
	const struct inbound_question *q, struct buf *out) MUST_CHECK;
enum err inbound_answer_encode(
	const struct inbound_answer *a, struct buf *out) MUST_CHECK;
enum err inbound_piece_encode(
	const struct inbound_piece *piece, struct buf *out) MUST_CHECK;
enum err inbound_look_encode(
	const struct inbound_look *look, struct buf *out) MUST_CHECK;
enum err inbound_preview_encode(
	const struct inbound_preview *preview, struct buf *out) MUST_CHECK;

/* How many bytes follow the four that begin a packet. ERR_LIMIT: too many;
 * ERR_CORRUPT: none, not even the kind. */
#define INBOUND_LENGTH_SIZE 4
enum err inbound_packet_len(
	const char bytes[INBOUND_LENGTH_SIZE], size_t *len_r) MUST_CHECK;

/* "bytes" is a packet without its length, so that bytes[0] is its kind. Each
 * text moves one byte ahead, over the end of its own length, to make room for
 * its NUL: the bytes are written to and can be decoded only once. */
enum err inbound_hello_decode(
	char *bytes, size_t len, struct inbound_hello *hello_r) MUST_CHECK;
enum err inbound_question_decode(
	char *bytes, size_t len, struct inbound_question *q_r) MUST_CHECK;
enum err inbound_answer_decode(
	char *bytes, size_t len, struct inbound_answer *a_r) MUST_CHECK;
enum err inbound_piece_decode(
	char *bytes, size_t len, struct inbound_piece *piece_r) MUST_CHECK;
enum err inbound_look_decode(
	char *bytes, size_t len, struct inbound_look *look_r) MUST_CHECK;
enum err inbound_preview_decode(
	char *bytes, size_t len, struct inbound_preview *preview_r) MUST_CHECK;
void inbound_preview_free(struct inbound_preview *preview);
void inbound_hello_free(struct inbound_hello *hello);
void inbound_question_free(struct inbound_question *q);
void inbound_answer_free(struct inbound_answer *a);

#endif
