/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store.h - what the firm still knows about a recipient
 *
 * A store is opened once by its URL ("sqlite:/var/lib/robinson/robinson.db").
 * store_open() succeeds even where the file cannot be opened yet: such a store
 * answers ERR_UNAVAILABLE to every call until it can be. Nothing is opened
 * before the first question, so that a daemon may fork after store_open().
 * Reading and administering go through a session taken from the store's pool;
 * the verdicts of live mail go through store_record(), which commits for all
 * that wait at once.
 *
 * Shape:   one subject per key (32 bytes, see pseudonym.h); names of
 *          relations, sources, purposes are text and come back as pointers
 *          that stay valid until store_close()
 * Files:   store.c, verbs.c, intake.c, kind.c, ref.c
 * Units:   int64_t seconds since 1970-01-01T00:00:00Z; INSTANT_NONE absent
 * Errors:  ERR_OK; ERR_NOT_FOUND (an answer); ERR_UNAVAILABLE (no answer:
 *          locked, full, missing, read-only, damaged: defer the mail), and
 *          as much a fault: ERR_DENIED (made under another key file),
 *          ERR_VERSION (schema newer than this program), ERR_NOMEM;
 *          ERR_LIMIT: a text is longer than its maximum.
 *          store_session_cause() and store_record_cause() say in words what
 *          the last failure was
 * Owns:    the caller's structs are borrowed for the call; store_session_get()
 *          is paired with store_session_put()
 * Threads: a session belongs to one thread at a time; a store to all.
 *          Readers never wait for a writer. No session is held across
 *          libmilter callbacks.
 * Source:  GDPR Art. 5(1)(e), 5(2), 21(3)
 */
#ifndef ROBINSON_STORE_STORE_H
#define ROBINSON_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "config/settings.h"
#include "core/policy.h"
#include "core/subject.h"
#include "crypto/keyfile.h"
#include "crypto/pseudonym.h"

struct store;
struct store_session;

/* For tests and measurements: called before each answer (once a commit, not
 * once a record), for instance to make the store slow. */
struct store_hooks {
	void (*before_call)(void *arg); /* NULL: none */
	void *arg;
};

/* For whoever measures: told of each commit of verdicts, with what it took and
 * how it ended, by the thread that made it for all that waited. */
struct store_watch {
	void (*committed)(void *arg, int64_t ns, enum err e);
	void *arg;
};

struct store_options {
	const char *url;
	const struct keyfile *keys; /* for the journal's chain; lives longer */
	const char *instance; /* whose chain new entries continue */
	bool create; /* make the store if there is none */
	/* For whoever may work with a store that was restored and that nobody
	 * has confirmed yet (backup.h); others get ERR_UNAVAILABLE. */
	bool admits_unconfirmed;
	const struct store_hooks *hooks; /* NULL: none; copied */
	const struct store_watch *watch; /* NULL: nobody measures; copied */
};

#define STORE_CAUSE_SIZE 200

/* ERR_INVALID: the URL is none; ERR_NOMEM. Everything else, a missing file
 * included, opens a store that answers ERR_UNAVAILABLE until it heals. */
enum err store_open(
	const struct store_options *options, struct store **store_r) MUST_CHECK;
void store_close(struct store **store);

/* Whether it can answer now; tries to heal. ERR_VERSION: the schema is newer
 * than this program; ERR_DENIED: made under another key file. */
enum err store_probe(
	struct store *store, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

/* Only ERR_NOMEM: a session of a store that cannot answer says so when it is
 * asked. */
enum err store_session_get(
	struct store *store, struct store_session **s_r) MUST_CHECK;
void store_session_put(struct store *store, struct store_session **s);
const char *store_session_cause(const struct store_session *s);

/* What stands in place of a text of staff's (evidence, channel, reason,
 * outcome, detail of an entry) that does not open: it was changed, or sealed
 * under another key file. */
#define STORE_UNREADABLE "(sealed, and cannot be opened)"

/* ------------------------------------------------------------- reading */

/*
 * One consistent view of the store for all reads until store_read_end():
 * one transaction for all recipients of a message.
 */
enum err store_read_begin(struct store_session *s) MUST_CHECK;
void store_read_end(struct store_session *s);
/*
 * The same for the verdict on one message. It waits for no writer and sees all
 * that was committed before it began, by whatever thread or process: an
 * objection that was acknowledged counts for every message after it. Sends, of
 * which a person may have many, are read only where a limit of the purpose
 * counts them.
 */
enum err store_lookup_begin(
	struct store_session *s, bool with_sends) MUST_CHECK;

/*
 * Everything known under "key", plus the objections of its domains. subject
 * must have been reset. ERR_OK with subject->known == false when there is no
 * record of the person: objections, withdrawals, grants, lifts and sends may
 * be there all the same. Without "with_history" only what decides about the
 * present is read (no superseded contacts, relations, failures).
 */
enum err store_subject_get(struct store_session *s, const struct pseudonym *key,
	const struct pseudonym *domains, size_t domains_len, bool with_history,
	struct subject *subject) MUST_CHECK;

/* ------------------------------------------------- verdicts of live mail */

enum journal_kind {
	JOURNAL_VERDICT = 1, /* a recipient of a message was decided */
	JOURNAL_OBJECTION,
	JOURNAL_OBJECTION_LIFTED,
	JOURNAL_WITHDRAWAL,
	JOURNAL_GRANT,
	JOURNAL_CONTACT,
	JOURNAL_RELATION,
	JOURNAL_RESTRICTION,
	JOURNAL_RESTRICTION_LIFTED,
	JOURNAL_IMPORT,
	/* of the quarantine: "detail" begins with the message's id */
	JOURNAL_HELD,
	JOURNAL_RELEASED, /* somebody decided so; the verdict follows */
	JOURNAL_RELEASE_REFUSED,
	JOURNAL_DELETED,
	JOURNAL_EXPIRED,
	JOURNAL_EXTENDED,
	JOURNAL_REQUESTED,
	JOURNAL_DELIVERED, /* the MTA has taken what was released */
	JOURNAL_RETURNED, /* it has not: held again */
	/* of what comes by itself */
	JOURNAL_FAILURE, /* an address that cannot be delivered to */
	JOURNAL_CONFIRMED, /* an unconfirmed objection was */
	JOURNAL_DROPPED, /* it was no objection of this person */
	JOURNAL_FLOOD, /* unconfirmed objections that are not recorded */
	/* of the end */
	JOURNAL_PURGED, /* how many, not who */
	JOURNAL_ERASED, /* on request */
	/* of the store and its keys */
	JOURNAL_RESTORED, /* from a backup, or confirmed after it */
	JOURNAL_KEYS, /* a generation was added or retired */
	/* of the person's other rights; "detail" of a request begins with its
	 * number in the register */
	JOURNAL_EXPORTED,
	JOURNAL_RECTIFIED,
	JOURNAL_REGISTER,
	JOURNAL_CLOCK, /* somebody says that it is right; "detail": why */
	/* of the store itself, with each change of wishes and restrictions:
	 * their sum, see factsum.h */
	JOURNAL_SUM,
	/* of staff: "detail" begins with the account's name */
	JOURNAL_STAFF_ADDED,
	JOURNAL_STAFF_CHANGED, /* role, senders, switched off, ... */
	JOURNAL_STAFF_REMOVED,
	JOURNAL_STAFF_SECRET, /* password, second factor, recovery codes */
	JOURNAL_STAFF_LOGIN,
	JOURNAL_STAFF_LOGIN_FAILED,
	JOURNAL_STAFF_ENDED, /* sessions, by themselves or by an admin */
	JOURNAL_LOOKED, /* somebody looked at a person, a message, a list */
	/* what a salesperson said counts, or does not (sales.h) */
	JOURNAL_STATEMENT_CONFIRMED,
	JOURNAL_STATEMENT_REFUSED
};

const char *journal_kind_name(enum journal_kind kind);

/* What somebody outside said or did that an entry of the kinds above came of.
 * It is counted (tally.h), and no part of the entry. Written to disk: never
 * renumber. */
enum journal_meaning {
	JOURNAL_BY_STAFF, /* or not told, as before it was counted */
	JOURNAL_BY_LETTER,
	JOURNAL_BY_STOP, /* a letter that wants no more marketing */
	JOURNAL_BY_UNSUBSCRIBE, /* to the address for it */
	JOURNAL_BY_COMPLAINT,
	JOURNAL_BY_REPORT, /* a delivery report */
	JOURNAL_BY_CLICK
};

/* NULL: JOURNAL_BY_STAFF. */
const char *journal_meaning_name(enum journal_meaning meaning);

#define JOURNAL_REF_SIZE 16 /* with NUL; at least 8 characters */

/*
 * The reference of an entry: its number (1 .. 2^40 - 1), mixed one to one and
 * written as 8 characters of Crockford's base 32. Reading it back, case does
 * not count, O is 0, I and L are 1, hyphens are skipped; ERR_INVALID: it is
 * none.
 *     1 <-> AVWG37SR, 2 <-> AHVJ2YWQ, 1000000 <-> DY9WMPCD
 */
enum err store_ref_of_seq(
	uint64_t seq, char ref_r[JOURNAL_REF_SIZE]) MUST_CHECK;
enum err store_seq_of_ref(const char *ref, uint64_t *seq_r) MUST_CHECK;

#define JOURNAL_QUEUE_ID_MAX 64
#define JOURNAL_HOST_MAX 255
#define JOURNAL_DETAIL_MAX 1000

struct journal_entry {
	/* Given by the store when it is recorded: */
	uint64_t seq;
	char ref[JOURNAL_REF_SIZE]; /* unique per installation; from seq */
	/* Given by the caller; text is borrowed, NULL where absent: */
	enum journal_kind kind;
	int64_t at_utc;
	bool has_key;
	struct pseudonym key;
	const char *purpose;
	enum reason reason; /* 0 where there is no verdict */
	enum action action; /* what the rules asked for */
	bool is_enforced; /* false: observed only, or overridden by "all" */
	const char *queue_id;
	const char *host; /* the MTA's own name */
	const char *detail; /* reason in words, name of a list, batch, ... */
	const unsigned char *sender; /* pseudonym_seal_name() */
	size_t sender_len;
	enum journal_meaning meaning; /* counted only; of one read: 0 */
};

/* A verdict and, where the message was let through, the send it counts as:
 * once per key, purpose and message, however often the same message is
 * recorded (send_is_of()). */
struct store_record {
	struct journal_entry entry;
	bool counts_as_send;
	bool lacks_notice; /* see struct send */
	struct message_mark mark;
	/* The letter of this person that it answers, where is_answer: a send
	 * that is new counts among its answers for the purpose. */
	bool is_answer;
	unsigned char answered[MESSAGE_DIGEST_LEN];
	int max_answers; /* 0: no limit */
};

/*
 * Writes all records in one transaction and returns when it is committed
 * (and on disk, with JOURNAL_SYNC_COMMIT). Callers from many threads share
 * commits. Fills in seq and ref. On failure nothing of it is recorded.
 * ERR_EXISTS: the letter that one of them answers had max_answers answers for
 * the purpose already; what a reader saw before may be over by now.
 */
enum err store_record(struct store *store, struct store_record *records,
	size_t len, enum journal_sync sync) MUST_CHECK;
/* Why the last store_record() of any thread failed. */
void store_record_cause(struct store *store, char cause_r[STORE_CAUSE_SIZE]);

/* ------------------------------------------------------- administration */

/* How much of all there is would be removed. */
struct store_share {
	int64_t due;
	int64_t all;
};

/* Begins a write transaction. Waits for other writers, but not for ever
 * (ERR_UNAVAILABLE). Nothing is kept unless store_write_commit() succeeds;
 * _rollback() after a failed commit is allowed and does nothing. Reads through
 * the session see the transaction's own writes. */
enum err store_write_begin(struct store_session *s) MUST_CHECK;
/* The same, for what may be lost, as a whole, where the machine goes down in
 * the second after the commit: other writers do not wait for the disk. It is on
 * disk with the next commit that is. */
enum err store_write_begin_unsynced(struct store_session *s) MUST_CHECK;
enum err store_write_commit(struct store_session *s) MUST_CHECK;
void store_write_rollback(struct store_session *s);

/* The record of a person, as administration reads and writes it. */
struct store_person {
	const char *relation; /* NULL: none */
	int64_t relation_since_utc;
	int64_t relation_end_utc;
	const char *source; /* NULL: none */
	int64_t collected_utc;
	int64_t last_contact_utc;
	int64_t failure_utc;
	int64_t restricted_utc;
	const char *ref; /* NULL: none; valid until the next call */
};

/* Somebody who is restricted and of whom nothing else is known. */
bool store_person_is_bare(const struct store_person *person);
enum err store_person_get(struct store_session *s, const struct pseudonym *key,
	struct store_person *person_r) MUST_CHECK; /* ERR_NOT_FOUND */
/* Creates or replaces. Returns ERR_OK also when nothing differs. */
enum err store_person_put(struct store_session *s, const struct pseudonym *key,
	const struct store_person *person) MUST_CHECK;

/* What a newer date superseded, kept so that questions about earlier instants
 * are answered as they were. Each is a set: adding twice is adding once. */
enum err store_past_contact_add(struct store_session *s,
	const struct pseudonym *key, int64_t at_utc) MUST_CHECK;
enum err store_past_failure_add(struct store_session *s,
	const struct pseudonym *key, int64_t at_utc) MUST_CHECK;
enum err store_past_relation_add(struct store_session *s,
	const struct pseudonym *key,
	const struct relation_span *span) MUST_CHECK;

/*
 * Adding what is there already is ERR_EXISTS, an answer; nothing changes,
 * but that a grant's missing evidence or expiry is filled in, and that a wish
 * at the first second of its day is known only by the day; a lift that is
 * given again was recorded when it was given last (ERR_OK).
 *
 * recorded_utc is kept as it is given: now where something is put on record,
 * what the other row has where one is copied, INSTANT_NONE only for what is
 * from before times of recording. 0 is a mistake of the caller's (assert).
 *
 * An objection or a withdrawal without a date is told once by each channel: a
 * second time by the same one it is there already, whatever was lifted,
 * granted or undone meanwhile.
 */
enum err store_grant_add(struct store_session *s, const struct pseudonym *key,
	const struct grant *grant, const char *evidence) MUST_CHECK;
enum err store_withdrawal_add(struct store_session *s,
	const struct pseudonym *key, const struct withdrawal *w,
	const char *evidence) MUST_CHECK;
/* "key" is an address's or a domain's; by_domain says which. An objection
 * for the same purpose with an earlier date stays beside it. */
enum err store_objection_add(struct store_session *s,
	const struct pseudonym *key, const struct objection *o) MUST_CHECK;
/* Undoes recordings by mistake: all for the purpose, or with purpose NULL
 * those to all marketing. Of one without a date it stays known, under the
 * bare key, which channel told it. ERR_NOT_FOUND: there was none. */
enum err store_objection_remove(struct store_session *s,
	const struct pseudonym *key, const char *purpose) MUST_CHECK;
enum err store_lift_add(struct store_session *s, const struct pseudonym *key,
	const struct objection_lift *lift) MUST_CHECK;

/*
 * An objection that came by itself, not by staff: by a click, a mail, a
 * complaint. "mark" tells what it came with, so that this alone can be undone
 * or dropped: beside it the same purpose may be objected to in other ways.
 * As store_objection_add(); ERR_EXISTS: it came with this mark before. Then
 * the earlier of both dates counts, and one confirmed of the two is enough.
 */
#define OBJECTION_MARK_LEN 16
enum err store_objection_add_by(struct store_session *s,
	const struct pseudonym *key, const struct objection *o,
	const unsigned char mark[OBJECTION_MARK_LEN]) MUST_CHECK;
/* Takes back the objections that came with the mark, dated since_utc or later
 * (INSTANT_NONE: any). ERR_NOT_FOUND: there was none. */
enum err store_objection_take_back(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN],
	int64_t since_utc) MUST_CHECK;

/*
 * By what an objection can be undone by whoever made it, and by nobody else:
 * the digest of a secret that only the maker has. store_objection_add_by()
 * with the same mark and purpose, by whatever way, ends every undo of it: what
 * was wished once more is no mistake.
 */
#define STORE_UNDO_LEN 32
struct store_undo {
	unsigned char mark[OBJECTION_MARK_LEN]; /* of the objection */
	unsigned char digest[STORE_UNDO_LEN];
	const char *purpose; /* of the objection; NULL: all */
	int64_t until_utc; /* the last instant */
};
/* After the objection was added; several may have one digest. */
enum err store_undo_add(struct store_session *s, const struct pseudonym *key,
	const struct store_undo *undo) MUST_CHECK;
/* Takes back all that have the mark and the digest and whose time is not over
 * at at_utc, and forgets the digest: it works once. ERR_NOT_FOUND: none. */
enum err store_undo_use(struct store_session *s,
	const unsigned char mark[OBJECTION_MARK_LEN],
	const unsigned char digest[STORE_UNDO_LEN], int64_t at_utc) MUST_CHECK;
/* Forgets those whose time was over before before_utc. */
enum err store_undo_purge(
	struct store_session *s, int64_t before_utc) MUST_CHECK;

struct unconfirmed {
	struct pseudonym key;
	unsigned char mark[OBJECTION_MARK_LEN];
	const char *purpose; /* NULL: all */
	const char *channel;
	int64_t at_utc;
};
/* Oldest first; stops when "each" returns false. */
enum err store_unconfirmed_each(struct store_session *s,
	bool (*each)(void *arg, const struct unconfirmed *objection),
	void *arg) MUST_CHECK;
/* The objection counts as confirmed from now on. ERR_NOT_FOUND: there is
 * none. */
enum err store_unconfirmed_confirm(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char mark[OBJECTION_MARK_LEN]) MUST_CHECK;

/* An event that was recorded; ERR_EXISTS: it is there already. */
#define STORE_EVENT_LEN 16
enum err store_event_add(struct store_session *s,
	const unsigned char id[STORE_EVENT_LEN], int64_t at_utc) MUST_CHECK;

/* What an address wrote, known by the digest of its Message-ID. */
struct store_correspondence {
	int64_t at_utc;
	bool is_objection; /* it was one, and asked for nothing */
	int answers; /* how often it was answered for a purpose */
};
/* Be the address known or not: no subject is made of it. Adding twice is
 * adding once, and the earlier date counts: a letter that is sent again opens
 * no window anew, and what was an objection stays one. */
enum err store_correspondence_add(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], int64_t at_utc,
	bool is_objection) MUST_CHECK;
/* The same, where somebody says that what was taken for an objection is a
 * letter: it is one from now on. */
enum err store_correspondence_letter(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN],
	int64_t at_utc) MUST_CHECK;
/* ERR_NOT_FOUND: it wrote no such thing. Inside a reading or writing
 * transaction, store_lookup_begin() too. */
enum err store_correspondence_get(struct store_session *s,
	const struct pseudonym *key,
	const unsigned char message[MESSAGE_DIGEST_LEN], const char *purpose,
	struct store_correspondence *found_r) MUST_CHECK;
/* In no order, without how often it was answered; stops when "each" returns
 * false. As store_correspondence_get(). */
enum err store_correspondence_each(struct store_session *s,
	const struct pseudonym *key,
	bool (*each)(void *arg,
		const struct store_correspondence *correspondence,
		const unsigned char message[MESSAGE_DIGEST_LEN]),
	void *arg) MUST_CHECK;
/* Forgets letters and events from before these instants. */
enum err store_events_purge(struct store_session *s,
	int64_t correspondence_before_utc,
	int64_t events_before_utc) MUST_CHECK;

/* How long subjects of a relation were silent before they came back, counts
 * only: adds one to (relation, days). */
enum err store_silence_add(struct store_session *s, const char *relation,
	int days, int64_t returned, int64_t removed) MUST_CHECK;

struct silence_count {
	const char *relation;
	int days;
	int64_t returned;
	int64_t removed;
};
/* In order of relation and days; stops when "each" returns false. */
enum err store_silence_each(struct store_session *s,
	bool (*each)(void *arg, const struct silence_count *count),
	void *arg) MUST_CHECK;

/* Persons in the order of keys, behind "after" (NULL: from the beginning), at
 * most "limit" (0: all); stops when "each" returns false. What "each" is given
 * is valid during its call, in which nothing is asked of the same session. */
struct store_subject {
	struct pseudonym key;
	struct store_person person;
};
enum err store_subjects_each(struct store_session *s,
	const struct pseudonym *after, size_t limit,
	bool (*each)(void *arg, const struct store_subject *subject),
	void *arg) MUST_CHECK;
enum err store_subjects_count(
	struct store_session *s, int64_t *count_r) MUST_CHECK;

/* What is on record under keys, whether there is a record of the person or
 * not: objections, withdrawals, grants and lifts, in the order of keys, behind
 * "after" (NULL: from the beginning) up to and with "up_to" (NULL: to the
 * end). "facts" is an inited subject, filled anew for each key; "each" may add
 * to it. Stops when "each" returns false; otherwise as store_subjects_each().
 * */
enum err store_facts_each(struct store_session *s,
	const struct pseudonym *after, const struct pseudonym *up_to,
	struct subject *facts,
	bool (*each)(
		void *arg, const struct pseudonym *key, struct subject *facts),
	void *arg) MUST_CHECK;

/* An entry of administration, inside the write transaction; fills in seq and
 * ref. */
enum err store_journal_add(
	struct store_session *s, struct journal_entry *entry) MUST_CHECK;

struct journal_filter {
	int64_t since_utc; /* INSTANT_NONE: from the beginning */
	bool has_until;
	int64_t until_utc; /* the last instant, where has_until */
	const struct pseudonym *key; /* NULL: everybody */
	const char *ref; /* NULL, or this one entry */
	/* NULL, or the verdicts of the messages that are held by the MTA under
	 * this queue id: those of all their recipients, and of no message
	 * that went. Quick, however long the journal is. */
	const char *held_queue_id;
	size_t limit; /* 0: all */
	/* What was decided about held messages (JOURNAL_RELEASED to
	 * JOURNAL_RETURNED) of "key", or the newest first of everybody. Quick,
	 * however long the journal is. */
	bool is_of_quarantine;
	/* With held_queue_id or is_of_quarantine none of these: */
	const char *purpose; /* NULL: all */
	enum reason reason; /* 0: all */
	enum journal_kind kind; /* 0: all */
	/* As an entry has it; NULL: everybody's. Quick, however long the
	 * journal is. */
	const unsigned char *sender;
	size_t sender_len;
	/* Only entries with these numbers, both included; 0: from the first,
	 * to the last. The newest comes first. A piece of a long journal is
	 * looked through in a known time, and for JOURNAL_LOOKED quickly
	 * however long it is. Not with ref, held_queue_id and sender. */
	uint64_t from_seq, to_seq;
	bool is_backwards;
};

/* In order of seq; entries are valid during the call of "each" only. */
enum err store_journal_each(struct store_session *s,
	const struct journal_filter *filter,
	bool (*each)(void *arg, const struct journal_entry *entry),
	void *arg) MUST_CHECK;

/* Recomputes the chain of every instance. ERR_CORRUPT: *seq_r is the first
 * entry that was changed, or before which one was removed or inserted. */
enum err store_journal_verify(struct store_session *s, uint64_t *checked_r,
	uint64_t *seq_r) MUST_CHECK;

#endif
