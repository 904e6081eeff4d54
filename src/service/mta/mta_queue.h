/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_queue.h - what lies in the mail server's own quarantine
 *
 * With hold-in = mta the server keeps what is held, Postfix in its hold
 * queue, Sendmail in quarantined control files; its own tools list it, let it
 * go and delete it. Why it is held stands in our journal, under the server's
 * queue id. Sendmail's own listing cuts addresses, so its control files are
 * read; it has no command that deletes a message.
 *
 * Shape:   a list of messages, each with its recipients; a recipient that the
 *          journal knows has its purpose and reason
 * Errors:  ERR_NOT_FOUND the tools are not there; ERR_DENIED the rules
 *          refuse, or only root may; ERR_CORRUPT the tool said what cannot be
 *          read; ERR_UNAVAILABLE the tool failed; desk->cause tells
 * Owns:    the list owns its texts: mta_queue_init() .. mta_queue_free()
 * Threads: as the desk
 * Source:  postqueue(1), postsuper(1); sendmail(8) -q, -Q, its control files'
 *          format as "Sendmail Installation and Operation Guide" appendix B
 *          has it; GDPR Art. 5(2), 21(3)
 */
#ifndef ROBINSON_MTA_MTA_QUEUE_H
#define ROBINSON_MTA_MTA_QUEUE_H

#include "service/office/desk.h"

struct mta_recipient {
	char *address;
	bool has_key; /* false: it is no address, or nobody looked yet */
	struct pseudonym key;
	/* From the journal: */
	const struct policy_purpose *purpose; /* NULL: it does not say */
	enum reason reason;
	enum action action;
	char ref[JOURNAL_REF_SIZE]; /* "": the journal has no entry */
};

struct mta_driver; /* mta_queue_private.h */

struct mta_held {
	const struct mta_driver *driver; /* whose it is */
	char *queue_id;
	char *sender;
	int64_t arrived_utc;
	int64_t size;
	char *control, *data; /* Sendmail's files; NULL: it has none */
	struct mta_recipient *recipients;
	size_t recipients_len;
	/* From the journal: */
	bool is_ours; /* it has an entry under this queue id */
	int64_t latest_utc; /* of those entries */
	const struct policy_purpose **purposes; /* each once */
	size_t purposes_len, purposes_cap;
};

struct mta_queue {
	struct mta_held *items;
	size_t len, cap;
};

/* Postfix, unless it is not there or Sendmail is named. */
struct mta_queue_tools {
	const char *postfix_config; /* a directory; NULL: Postfix's own */
	const char *sendmail_cf; /* NULL: Sendmail's own */
	const char *sendmail; /* the program; NULL: where it usually is */
};

void mta_queue_init(struct mta_queue *q);
void mta_queue_free(struct mta_queue *q);

/* Asks the server, and the journal about each message. Oldest first. */
enum err mta_queue_list(struct desk *desk, const struct mta_queue_tools *tools,
	struct mta_queue *q) MUST_CHECK;
struct mta_held *mta_queue_find(
	const struct mta_queue *q, const char *queue_id);

#endif
