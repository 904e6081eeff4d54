/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mailer.h - handing a message to the MTA: what is released, what is told
 *
 * By SMTP to a configured host (STARTTLS where it is offered, its
 * certificate not looked at: RFC 7435), or by a program that behaves like
 * sendmail(8). What the MTA says of each recipient comes back; nothing is
 * tried again and nothing is kept here: that is the caller's.
 *
 * Shape:   the message is octets in pieces; every way of ending a line is
 *          made the one that the way out wants, and a bare CR is left out
 *          (RFC 5321 2.3.8), so that no line is one thing here and another
 *          there
 * Errors:  ERR_OK: each recipient has an outcome, perhaps a bad one;
 *          ERR_INVALID: an address that cannot be passed on, nothing was
 *          sent; ERR_NOMEM: nothing was sent
 * Owns:    mailer_open() .. mailer_close(); texts are borrowed for the call
 * Threads: a mailer belongs to one thread at a time; raises no signals
 * Source:  RFC 5321, RFC 6531; sysexits.h
 */
#ifndef ROBINSON_MAILER_MAILER_H
#define ROBINSON_MAILER_MAILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "base/err.h"
#include "config/settings.h"

enum mailer_outcome {
	MAILER_ACCEPTED,
	MAILER_REFUSED, /* for good */
	MAILER_LATER /* not now: keep it and try again */
};

#define MAILER_TEXT_SIZE 300

struct mailer_recipient {
	const char *address; /* bare, or in angle brackets */
	/* Filled in: */
	enum mailer_outcome outcome;
	char text[MAILER_TEXT_SIZE]; /* what the MTA said, printable ASCII */
};

struct mailer_message {
	const char *sender; /* "" or "<>": the null sender */
	struct mailer_recipient *recipients;
	size_t recipients_len; /* at least one */
	const struct iovec *pieces; /* together the message */
	size_t pieces_len;
	/* Filled in: all of it was handed over, but no answer came; those
	 * with MAILER_LATER may have been accepted all the same. */
	bool is_uncertain;
};

struct mailer;

/* "settings" must outlive the mailer. "helo" is our own name (NULL: the
 * host's). A message that takes longer than timeout_s is given up. */
enum err mailer_open(const struct settings_release *settings, const char *helo,
	int64_t timeout_s, struct mailer **mailer_r) MUST_CHECK;
void mailer_close(struct mailer **mailer);

/* Whether an address, bare or in angle brackets, can be handed on at all:
 * nothing in it ends its line or its brackets. */
bool mailer_is_passable(const char *address);

/* A connection is kept for the next message. */
enum err mailer_send(
	struct mailer *mailer, struct mailer_message *message) MUST_CHECK;

#endif
