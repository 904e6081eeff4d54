/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * own_mail.h - what was refused or is held of a salesperson's own mail
 *
 * The journal names a sender by login, else by the address of the envelope, in
 * its plain form: the case in which an account or a mail has it does not count. A
 * salesperson sees the entries of their own logins and senders, a lead those of
 * the team; the caller gives the names. Of what was refused the journal has no
 * address; of what is held, the message is opened.
 *
 * Shape:   newest first, in pages: "before_seq" is that of the last one of the
 *          page before
 * Errors:  ERR_NOT_FOUND there is no such message, or it is not one of these
 *          senders: never told apart; ERR_INVALID; ERR_UNAVAILABLE; desk->cause
 * Owns:    an item is valid during the call of "each"
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(c), 5(1)(f)
 */
#ifndef ROBINSON_SALES_OWN_MAIL_H
#define ROBINSON_SALES_OWN_MAIL_H

#include "service/office/desk.h"
#include "service/quarantine/quarantine.h"

#define OWN_MAIL_DAYS 90
#define OWN_MAIL_PAGE_MAX 100

/* Whose mail: logins and envelope senders, all alike. */
struct own_names {
	const char *const *items;
	size_t len;
};

struct own_mail {
	struct journal_entry entry;
	const char *name; /* of the sender, as the journal has it */
	const char *reason; /* refusal_name(); NULL: see the recipients */
	/* Of a message that lies in the quarantine; NULL: of none. */
	const struct quarantine_entry *held;
	bool was_held; /* and is decided; or the MTA holds it */
};

struct own_mail_query {
	struct own_names names;
	uint64_t before_seq; /* 0: from the newest */
	size_t limit;
};

/* *more_r: there are older ones. */
enum err own_mail_list(struct desk *desk, const struct own_mail_query *query,
	void (*each)(void *arg, const struct own_mail *item), void *arg,
	bool *more_r) MUST_CHECK;

/* Asks for the release of a held message of these names; the journal has the
 * desk's operator as who asked. */
enum err own_mail_request(struct desk *desk, const struct own_names *names,
	const char *id, const char *why) MUST_CHECK;

#endif
