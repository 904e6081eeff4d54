/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unsubscribe_headers.h - List-Unsubscribe in marketing mail
 *
 * A message that goes to one person gets the address of the public page and of
 * the mailbox, with a token that names the person and the purpose, and the
 * header for one-click. A message that goes to several gets the mailbox alone,
 * with a token that names nobody: one click of one of them must not speak for
 * the others. All recipients who stay on the envelope count, the firm's own
 * people too: they get the same copy.
 *
 * Shape:   List-Unsubscribe: <https://firma.example/u/TOKEN>,
 *           <mailto:unsubscribe@firma.example?subject=TOKEN>
 *          List-Unsubscribe-Post: List-Unsubscribe=One-Click
 *          No line is longer than 998 octets.
 * Owns:    the texts live until the message ends
 * Threads: belongs to the session's thread
 * Source:  GDPR Art. 21(2), 12(2); RFC 2369; RFC 8058; RFC 6068
 */
#ifndef ROBINSON_MILTER_UNSUBSCRIBE_HEADERS_H
#define ROBINSON_MILTER_UNSUBSCRIBE_HEADERS_H

#include "base/buf.h"
#include "crypto/unsubscribe.h"

#define UNSUBSCRIBE_LIST "List-Unsubscribe"
#define UNSUBSCRIBE_POST "List-Unsubscribe-Post"
#define UNSUBSCRIBE_ONE_CLICK "List-Unsubscribe=One-Click"

struct session;
struct answer;

struct unsubscribe_headers {
	struct unsubscriber *sealer; /* made when first needed, of "keys" */
	const struct keyfile *keys;
	/* Of the message: */
	int own_list; /* how many it came with */
	int own_post;
	struct buf list; /* the value of ours */
};

void unsubscribe_headers_init(struct unsubscribe_headers *h);
void unsubscribe_headers_reset(struct unsubscribe_headers *h);
void unsubscribe_headers_free(struct unsubscribe_headers *h);

/* Each header of the message is shown to it. */
void unsubscribe_headers_see(struct unsubscribe_headers *h, const char *name);

/* Whether the message at hand will have the header, own or ours, when it goes
 * for this purpose: known before it is decided who gets it. */
struct settings_purpose;
bool unsubscribe_headers_will_be(
	const struct session *s, const struct settings_purpose *purpose);

/* Adds to an answer that lets the message go, or into the MTA's quarantine,
 * what is to be inserted. */
void unsubscribe_headers_answer(struct session *s, struct answer *answer);

#endif
