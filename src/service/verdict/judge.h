/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge.h - may this message go to these recipients?
 *
 * A judge turns each recipient into a key, asks the store for what is known,
 * hands it to policy_decide(), and records the verdicts. It decides and
 * records; what the MTA is told is the milter's business.
 *
 * Shape:   one judge a connection, used again for every message of it: after
 *          the first message nothing is allocated any more
 * Errors:  every error but ERR_OK is a fault (keys or store away, store
 *          locked, full, damaged, no memory, a do-not-mail list that is
 *          missing or too old), never "unknown"; judge_cause() says which in
 *          words
 * Owns:    items and envelope are the caller's; a verdict points into the
 *          settings
 * Threads: a judge belongs to one thread at a time; no session of the store
 *          is held between two calls
 * Source:  GDPR Art. 5(2), 21(3); RFC 5321 4.5.5 (null sender)
 */
#ifndef ROBINSON_VERDICT_JUDGE_H
#define ROBINSON_VERDICT_JUDGE_H

#include "service/mailer/outbox.h"
#include "service/office/office.h"
#include "store/quarantine.h"

struct judge;

enum err judge_new(struct office *office, struct judge **judge_r) MUST_CHECK;
void judge_free(struct judge **judge);
/* Whether it may be kept for later: no message of many recipients made it
 * large. */
bool judge_is_small(const struct judge *judge);
const char *judge_cause(const struct judge *judge);
/* What was amiss when a call failed last, since judge_begin(). */
enum judge_fault {
	JUDGE_FAULT_NONE,
	JUDGE_FAULT_KEYS, /* they do not serve */
	JUDGE_FAULT_STORE, /* it does not answer, or the key file is away */
	JUDGE_FAULT_LIST, /* a do-not-mail list cannot be asked */
	JUDGE_FAULT_PAGE, /* what the public page keeps is not on record */
	JUDGE_FAULT_MEMORY
};
enum judge_fault judge_fault(const struct judge *judge);

/* "answers ", the digest of what is answered, NUL */
#define JUDGE_ANSWERS_SIZE (8 + 2 * MESSAGE_DIGEST_LEN + 1)

/*
 * One recipient of a message. Where one spelling may reach several mailboxes,
 * or serves several purposes, it has several faces: each is judged, and the
 * strictest verdict is the item's own, with its mailbox and purpose.
 */
struct judge_item {
	const char *recipient; /* as the MTA passed it */
	const char *mailbox; /* what it will use; NULL: "recipient" itself */
	const struct policy_purpose *purpose; /* NULL: nothing to decide */
	struct judge_item *faces; /* the caller's; NULL: none */
	size_t faces_len;
	bool is_untold; /* nobody can tell where it leads: bad-address */
	bool is_release; /* a person let it go: see struct question */
	bool has_notice; /* the message carries the one that its purpose asks
	                  * for; while that is not known, false */

	/* Set by judge_decide(), and kept by it where is_decided: */
	bool is_decided;
	bool is_target; /* false: one of the firm's own domains */
	bool has_key; /* false: the address is none */
	struct pseudonym key;
	struct verdict verdict;
	const char *cause; /* bad-address: what is wrong, static */
	bool may_answer; /* not known yet what it replies to, and the person
	                  * wrote to us of late */
	bool is_solicited;
	unsigned char answered[MESSAGE_DIGEST_LEN]; /* where is_solicited */
	char answers[JUDGE_ANSWERS_SIZE]; /* for the journal; "": nothing */

	/* The item of the same person that speaks for it in journal, sends and
	 * quarantine; NULL: it speaks for itself. */
	const struct judge_item *speaker;

	/* Said by the caller of judge_record(), which sets is_recorded: */
	bool is_enforced; /* the MTA is told what the verdict asks for */
	bool counts_as_send; /* the message goes out to this recipient */
	bool is_held; /* judge_hold(): it is kept for this recipient */
	bool is_recorded;
	char ref[JOURNAL_REF_SIZE];
};

/* What all entries of a message have in common. */
struct judge_envelope {
	const struct settings *settings;
	const char *queue_id; /* NULL: not known yet */
	const char *host; /* the MTA's own name; NULL: not told */
	const char *sender; /* login, or else envelope sender; NULL: none */
	bool is_login; /* "sender" is recorded as it is, an address folded */
	/* Written in the same transaction by judge_record(), judge_hold();
	 * the items have their refs when it is asked for. NULL: none. */
	struct outbox_draft *letter;
};

/* What a message says of itself. */
struct judge_message {
	const char *id; /* Message-ID without angle brackets; NULL: none */
	size_t id_len;
	const char *origin; /* message_origin(); NULL: it has no Date */
};

/* By what a retry of the message is recognised; a message that lacks the one or
 * the other is never recognised again. */
enum err judge_message_mark(struct judge *judge,
	const struct judge_message *message,
	struct message_mark *mark_r) MUST_CHECK;

/* A new message, of whose headers nothing is known. */
void judge_begin(struct judge *judge);
/*
 * Its headers are known; "in_reply_to" is that header's value, borrowed until
 * judge_begin(). NULL: it has none. An answer to what this very address wrote
 * within the purpose's window is solicited, max-answers times: only a
 * restriction (Art. 18) still stops it, and an objection or a withdrawal that
 * is not older than what the person wrote.
 */
void judge_set_in_reply_to(struct judge *judge, const char *in_reply_to);

/*
 * Decides every item that has a purpose and is not decided yet, all in one
 * read transaction. "message" is NULL as long as the headers are not known.
 * On an error the items not decided yet stay undecided.
 */
enum err judge_decide(struct judge *judge, const struct settings *settings,
	const struct message_mark *message, struct judge_item *items,
	size_t len) MUST_CHECK;

/* Of two decided items: a stricter action, a person before none, an earlier
 * rule. */
bool judge_is_stricter(
	const struct judge_item *item, const struct judge_item *than);
/* Takes over the verdict, and for whom and what it was given. */
void judge_adopt(struct judge_item *item, const struct judge_item *from);
/* The mailbox that was judged. */
static inline const char *judge_mailbox(const struct judge_item *item)
{
	return item->mailbox ? item->mailbox : item->recipient;
}

/* The key of an address that nothing is decided about yet. ERR_INVALID: it is
 * none; other errors are faults. */
enum err judge_key(struct judge *judge, const struct settings *settings,
	const char *recipient, struct pseudonym *key_r) MUST_CHECK;

/* Whether the headers could still change the verdict: what a Message-ID
 * excuses, or an answer to what the person wrote, is not refused before it is
 * known. */
bool judge_is_provisional(const struct judge_item *item);

/*
 * Writes an entry, and the send where counts_as_send, for each item that is
 * decided, a target and not recorded yet: one transaction, committed when
 * this returns. Fills in refs. ERR_EXISTS: a letter that an enforced item
 * answers got its last answer since that was decided; nothing is recorded,
 * and another try is decided otherwise.
 */
enum err judge_record(struct judge *judge,
	const struct judge_envelope *envelope,
	const struct message_mark *message, struct judge_item *items,
	size_t len) MUST_CHECK;

/*
 * The same, and the message is held for the items that are is_held, in the
 * same transaction. "recipients" has one element for each of them, in their
 * order, with its sealed address; the rest is filled in here. The same message
 * from the same sender for the same recipients is held once, however often it
 * is brought. As store_hold().
 */
enum err judge_hold(struct judge *judge, const struct judge_envelope *envelope,
	const struct message_mark *message, struct judge_item *items,
	size_t len, struct store_hold *hold,
	struct held_recipient *recipients) MUST_CHECK;

/* The same as judge_record(), and the token is burnt that lets the message
 * through, in the same transaction. As store_burn(). */
enum err judge_burn(struct judge *judge, const struct judge_envelope *envelope,
	const struct message_mark *message, struct judge_item *items,
	size_t len, const struct store_burn *burn) MUST_CHECK;

/* Mail that its sender declared not to be marketing: one entry a message,
 * with its sender, so that misuse shows; no key of any recipient. */
enum err judge_record_declared(struct judge *judge,
	const struct judge_envelope *envelope, size_t recipients,
	char ref_r[JOURNAL_REF_SIZE]) MUST_CHECK;

#endif
