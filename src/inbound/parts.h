/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parts.h - the parts of a message that can say something
 *
 * Bounded in depth and number; a message that has more of them, or nests
 * them deeper, is taken for one without parts.
 *
 * Shape:   texts are valid UTF-8 without NUL
 * Owns:    what is returned as char * is the caller's, by g_free()
 * Threads: all functions may be called from any thread
 * Source:  RFC 2045, 2046; RFC 6522 (multipart/report)
 */
#ifndef ROBINSON_INBOUND_PARTS_H
#define ROBINSON_INBOUND_PARTS_H

#include <gmime/gmime.h>
#include <stdbool.h>

#include "base/err.h"
#include "inbound/inbound.h"

#define PARTS_DEPTH_MAX 20
#define PARTS_COUNT_MAX 100

struct parts {
	GMimeMessage *message;
	unsigned count;
	/* The first of each kind, or NULL; borrowed from the message. */
	GMimeObject *plain; /* text/plain that is no attachment */
	GMimeObject *html;
	GMimeObject *delivery; /* message/delivery-status */
	GMimeObject *feedback; /* message/feedback-report */
	GMimeObject *receipt; /* message/disposition-notification */
	GMimeObject *returned; /* message/rfc822, text/rfc822-headers */
};

/* Once, before anything else, and before the process is confined: loads the
 * tables of the charsets that mail is written in. */
void parts_begin(void);

enum err parts_parse(
	const struct inbound_question *q, struct parts *parts_r) MUST_CHECK;
void parts_free(struct parts *parts);

/* GMime's parser follows any depth of nesting: false: a text that has more
 * parts than a letter ever has, and is not parsed. */
bool parts_are_bounded(const char *text);

/* The parts of a message within the message, borrowed from it; no call of
 * parts_free(). */
void parts_inner(GMimeObject *returned, struct parts *inner_r);

/* Decoded from its transfer encoding. */
char *parts_octets(GMimeObject *part, size_t *len_r);
/* And from its charset. */
char *parts_text(GMimeObject *part);
/* The head of what a report returns; "" where there is none. */
char *parts_head(GMimeObject *returned);

/* RFC 2047 words decoded. */
char *parts_words(const char *value);

#endif
