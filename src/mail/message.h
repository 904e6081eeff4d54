/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message.h - an outgoing message as far as its purpose needs it
 *
 * Shape:   envelope and the headers that some rule asks about. Values are
 *          copied: libmilter's strings live for one callback only.
 * Units:   octets
 * Errors:  ERR_LIMIT when heads grow past the configured maximum (the MTA is
 *          told 552, not an eternal 4xx), ERR_NOMEM
 * Owns:    the message owns its copies; message_reset() at each MAIL and at
 *          the end, message_free() at close
 * Threads: a message belongs to one session
 * Source:  RFC 5321, RFC 5322, RFC 2047, RFC 6532
 */
#ifndef ROBINSON_MAIL_MESSAGE_H
#define ROBINSON_MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <netinet/in.h>

#include "base/buf.h"
#include "base/err.h"
#include "config/settings.h"
#include "mail/party.h"

/* What is known of the connection, filled in by the milter's edge. */
struct mail_client {
	char *auth_user; /* {auth_authen}; NULL: none */
	char *listener_name; /* {daemon_name} */
	char *listener_port; /* {daemon_port} */
	struct sockaddr_storage address; /* ss_family 0: not known */
};

struct mail_header {
	char *name;
	char *value; /* raw, unfolded only as the MTA did */
	char *decoded; /* made when first asked; may be "value" itself */
	char *compared; /* likewise */
	bool is_read; /* with "compared": all of it could be decoded */
};

struct mail_matcher;

/* Who may have sent it: what the MTA tells, and what stands on the wire. */
#define MESSAGE_SENDERS_MAX 2

struct message {
	struct mail_client client;
	char *sender; /* envelope, the mailbox that the MTA will use where that
	               * can be told; "" for null; NULL: not known */
	struct party senders[MESSAGE_SENDERS_MAX]; /* none: null, not known */
	size_t senders_len;
	struct mail_header *headers;
	size_t headers_len, headers_cap;
	size_t headers_bytes; /* of all headers seen, kept or not */
	struct mail_matcher *matcher; /* room for patterns at work; made when
	                               * first needed, kept to the end */
};

void message_init(struct message *m);
/* Forgets sender and headers and the login; keeps the connection's facts. */
void message_reset(struct message *m);
void message_free(struct message *m);

/* Replaces a text member by a copy; NULL stays NULL. */
enum err message_set(char **member, const char *value) MUST_CHECK;

/*
 * The envelope sender, as it stands on the wire ("<ania>", "" or "<>" for the
 * null sender), and as the MTA tells it (NULL: it does not). What it tells
 * counts only where it is a whole address, with a domain; the wire text is
 * mended. Where both can be had and differ, both are senders. So is a name
 * without a domain, as a hint: the sender may have meant another domain than
 * the one that the MTA adds.
 */
enum err message_sender(struct message *m, const struct address_rules *rules,
	const char *wire, const char *told) MUST_CHECK;

/* Counts the header and keeps it when "keep". */
enum err message_header_add(struct message *m, const char *name,
	const char *value, bool keep, size_t max_bytes) MUST_CHECK;

/*
 * The decoded value of m->headers[i]: unfolded, without blanks at its ends,
 * encoded words (RFC 2047) undone, always valid UTF-8. What cannot be decoded
 * stays as it was written. NULL only when out of memory.
 */
const char *message_header_at(struct message *m, size_t i);

/*
 * The same in the form in which conditions compare it: header_value_private.h.
 * *is_read_r false: what it says cannot be told as a whole. NULL when out of
 * memory, and then *is_read_r is false.
 */
const char *message_header_compared(
	struct message *m, size_t i, bool *is_read_r);

/* The n-th (0 ..) header of that name, decoded; NULL: none. */
const char *message_header(struct message *m, const char *name, size_t n);

/* The same as it was written: ids are no encoded words. */
const char *message_header_raw(
	const struct message *m, const char *name, size_t n);

/* What tells messages of one Message-ID apart: Date and From, decoded, runs of
 * blanks as one, so that a header folded anew on the way makes no other
 * message. ERR_NOT_FOUND: it has no Date. */
enum err message_origin(struct message *m, struct buf *out) MUST_CHECK;

/* The Message-ID without blanks and angle brackets; NULL: none. */
const char *message_id(struct message *m, size_t *len_r);

#endif
