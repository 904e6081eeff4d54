/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * routes.h - which mailboxes a recipient's address reaches
 *
 * One: what the MTA tells ({rcpt_addr}), where that is a whole address, or
 * else the mended text of the wire (mailbox.h). But a local part with %, !
 * or @ in it may be taken for an address of its own, by this MTA or by the
 * next: then there are several, hop by hop, and all are judged.
 *
 * Errors:  ERR_NOMEM
 * Owns:    routes own their texts
 * Threads: pure
 * Source:  RFC 5321 appendix C; RFC 1123 5.2.16; what Postfix
 *          (allow_percent_hack, swap_bangpath, resolve_dequoted_address) and
 *          Sendmail do
 */
#ifndef ROBINSON_VERDICT_ROUTES_H
#define ROBINSON_VERDICT_ROUTES_H

#include "config/settings.h"
#include "core/mailbox.h"

/* More hops than this nobody follows. */
#define ROUTES_MAX 16

struct routes {
	bool is_untold; /* it leads where nobody can tell */
	size_t len;
	char *mailboxes[ROUTES_MAX];
};

/* What is known of the recipient and of the MTA. */
struct routes_question {
	const struct settings *settings;
	const char *host; /* of the MTA; "": not told */
	const char *wire; /* as passed */
	const char *told; /* {rcpt_addr}; NULL: not told */
};

struct routes_answer {
	bool is_as_passed; /* "mailbox" is not filled in: it is the wire's */
	char mailbox[MAILBOX_TEXT_SIZE];
	struct routes *routes; /* NULL: nowhere else; routes_free() */
};

enum err routes_find(const struct routes_question *q,
	struct routes_answer *answer_r) MUST_CHECK;

/* One mailbox and no other. */
enum err routes_new(const char *mailbox, struct routes **routes_r) MUST_CHECK;
void routes_free(struct routes **routes);

#endif
