/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quarantine.h - messages that are held until a person decides
 *
 * A held message is one row with its sealed summary, its sealed chunks, and
 * one row for each recipient concerned. The store seals and opens nothing:
 * to it summary, addresses and chunks are bytes. In the clear are keys,
 * dates, sizes, reasons, purposes, the queue id.
 *
 * Shape:   an id is HELD_ID_LEN characters of Crockford's base 32, as
 *          7K3MQW9X2ABC, chosen at random by the caller
 *
 *          held --> releasing --> passed --> released
 *            ^          |            |
 *            +----------+------------+        any of the three --> deleted,
 *                                                                  expired
 *          releasing: a token is on record and the message may be under
 *          way; passed: the milter has burnt the token and let the message
 *          through; released: the MTA has said that it has it. Whoever
 *          releases and dies in between leaves "releasing" (not passed: may
 *          be tried again once the token has expired) or "passed" (it went,
 *          most likely: a person decides), never "held" by itself.
 *          A message is found by who sent it and by where it goes through
 *          keyed digests that the caller makes of the addresses: to the store
 *          they are octets to compare.
 * Files:   quarantine.c; ref.c has the id, store.c what is written with a
 *          verdict
 * Units:   seconds since 1970-01-01T00:00:00Z; octets
 * Errors:  as store.h; ERR_NOT_FOUND, ERR_EXISTS, ERR_INVALID, ERR_LIMIT as
 *          said at the verbs
 * Owns:    everything is borrowed; what a callback is given is valid during
 *          the call. A callback must not write through the same session.
 * Threads: as store.h
 * Source:  GDPR Art. 5(1)(c), 5(1)(e), 32(1)(a)
 */
#ifndef ROBINSON_STORE_QUARANTINE_H
#define ROBINSON_STORE_QUARANTINE_H

#include "store/outbox.h"
#include "store/store.h"

#define HELD_ID_LEN 12
#define HELD_NONCE_LEN 16
#define DEDUP_DIGEST_LEN 16

struct held_id {
	char text[HELD_ID_LEN + 1];
};

/* Of the number's lower 60 bits. */
void held_id_format(uint64_t number, struct held_id *id_r);
/* As a person types it: case does not count, O is 0, I and L are 1, hyphens
 * are skipped. */
enum err held_id_parse(const char *text, struct held_id *id_r) MUST_CHECK;

/* Written to disk: never renumber. */
enum held_state {
	HELD_HELD = 1,
	HELD_RELEASING = 2,
	HELD_PASSED = 3,
	HELD_RELEASED = 4,
	HELD_DELETED = 5,
	HELD_EXPIRED = 6
};

#define HELD_BIT(state) (1u << (unsigned)(state))
/* Not decided for good yet. */
#define HELD_WAITING \
	(HELD_BIT(HELD_HELD) | HELD_BIT(HELD_RELEASING) | HELD_BIT(HELD_PASSED))

const char *held_state_name(enum held_state state);

#define HELD_DIGEST_LEN 16

struct held_digest {
	size_t len; /* HELD_DIGEST_LEN; 0: of nothing, as for the null sender */
	unsigned char bytes[HELD_DIGEST_LEN];
};

struct held_recipient {
	unsigned n; /* its place in the message, from 0 */
	bool has_key; /* false: the address is none */
	struct pseudonym key;
	const void *address; /* sealed */
	size_t address_len;
	const char *purpose;
	enum reason reason;
	enum action action;
	const struct held_digest *domain; /* store_hold() only; NULL: not known
	                                   * yet, see store_held_undigested() */
	size_t record; /* store_hold() only: which of the records is its
	                * verdict; HELD_NO_RECORD: "ref" is given */
	char ref[JOURNAL_REF_SIZE]; /* of its verdict */
	enum held_state state;
	int64_t changed_utc; /* of the state */
	int64_t requested_utc; /* INSTANT_NONE: nobody asked */
};
#define HELD_NO_RECORD SIZE_MAX

struct held_message {
	struct held_id id;
	int64_t number; /* greater than that of whatever was held before it in
	                 * this store; by the store */
	int64_t received_utc;
	int64_t expires_utc;
	int64_t size; /* of the message as it came */
	int64_t stored; /* of all that is sealed of it; by the store */
	unsigned chunks;
	unsigned recipients; /* by the store */
	unsigned waiting; /* of them; by the store */
	unsigned rank; /* what HELD_BY_REASON sorts by; by the store */
	const char *queue_id; /* NULL: none */
	const char *host; /* NULL: none */
	const void *summary; /* sealed */
	size_t summary_len;
	/* store_hold() only: of the sender and the sender's domain; NULL: not
	 * known yet. */
	const struct held_digest *sender, *sender_domain;
	const char *asked; /* why its release was asked for, in words; NULL:
	                    * nobody said; not for store_hold() */
};

/* -------------------------------------------- on the way of live mail */

/* Where a message is held in the end. */
struct held_place {
	struct held_id id;
	bool is_repeated; /* it was held before, under this id */
};

struct store_hold {
	struct held_message message;
	const struct held_recipient *recipients;
	size_t recipients_len;
	/* DEDUP_DIGEST_LEN bytes that the same message to the same persons has
	 * again; NULL: it is known by nothing. A message of this digest that was
	 * received at repeats_since_utc or later, and about whose recipients
	 * nobody has decided anything yet, is the same one, brought again by
	 * a sender who did not hear the answer: no second copy is made. */
	const unsigned char *dedup_digest;
	int64_t repeats_since_utc;
	struct held_place *place_r; /* written before the letter, and an entry
	                             * that points into it, are asked for;
	                             * NULL, where there is no
	                             * dedup_digest: none */
	int64_t max_total_bytes;
	struct store_letter *letter; /* NULL: none */
	/* Chunk n, 0 .. message.chunks - 1; may be asked for again, from
	 * another thread, while store_hold() runs. */
	enum err (*chunk)(
		void *arg, unsigned n, const void **bytes_r, size_t *len_r);
	void *arg;
	bool is_full; /* said by store_hold() with ERR_LIMIT */
};

/*
 * Writes message and records in one transaction, on disk when it returns:
 * all or nothing. Of a repeated message the records are written, and nothing
 * of the message. ERR_LIMIT with is_full: all that is held would become more
 * than max_total_bytes. ERR_EXISTS: the id is taken, choose another.
 */
enum err store_hold(struct store *store, struct store_record *records,
	size_t len, struct store_hold *hold) MUST_CHECK;

struct store_burn {
	unsigned char nonce[HELD_NONCE_LEN];
	struct held_id id;
	struct pseudonym key; /* whom the message goes to */
	int64_t at_utc;
};

/*
 * Burns a token, brings its recipient from releasing to passed and writes
 * the records, all in one transaction. Nothing of it happens with
 *   ERR_NOT_FOUND  no such token was issued, or long ago
 *   ERR_EXISTS     it was used before
 *   ERR_INVALID    of another message or recipient, or it was taken back
 */
enum err store_burn(struct store *store, struct store_record *records,
	size_t len, const struct store_burn *burn,
	enum journal_sync sync) MUST_CHECK;

/* -------------------------------------------------------------- reading */

/* ERR_NOT_FOUND: none of that id. "each" is called once. */
enum err store_held_get(struct store_session *s, const struct held_id *id,
	bool (*each)(void *arg, const struct held_message *message),
	void *arg) MUST_CHECK;

struct held_filter {
	/* Behind this one, in the order of (received, number): to go on where
	 * the page before ended. INSTANT_NONE: from the beginning. */
	int64_t after_utc;
	int64_t after_number;
	int64_t since_utc; /* received then or later; INSTANT_NONE: any */
	int64_t before_utc; /* received before; INSTANT_NONE: any */
	int64_t due_utc; /* expired by then, in order of expiry; the members
	                  * above do not count; INSTANT_NONE: any */
	/* With a recipient to whom all of these apply: */
	unsigned states; /* HELD_BIT()s; 0: any */
	enum reason reason; /* 0: any */
	const char *purpose; /* NULL: any */
	const struct pseudonym *key; /* NULL: anybody */
	bool is_requested; /* somebody asked for it */
	size_t limit; /* 0: all */
};

/* Oldest first, and what came in one second in the order in which it was held;
 * stops when "each" returns false. */
enum err store_held_each(struct store_session *s,
	const struct held_filter *filter,
	bool (*each)(void *arg, const struct held_message *message),
	void *arg) MUST_CHECK;
/*
 * What is held, a page at a time. Each page goes on behind the place of the
 * last message of the one before, so that what comes and goes meanwhile moves
 * nothing: neither twice nor left out.
 *
 * HELD_BY_REASON: by the first of its recipients' reasons in the order of
 * decision. Of equal ones the order is that in which they were held.
 */
enum held_sort {
	HELD_BY_RECEIVED,
	HELD_BY_EXPIRY,
	HELD_BY_SIZE,
	HELD_BY_REASON
};

/* Where a message stands in such a list. */
struct held_position {
	int64_t value; /* what it is sorted by */
	int64_t number;
};

struct held_browse {
	enum held_sort sort;
	bool is_descending;
	bool is_after; /* "after" is given: begin behind it */
	struct held_position after;
	size_t limit; /* 0: all */
	int64_t since_utc; /* received then or later; INSTANT_NONE: any */
	int64_t before_utc; /* received before; INSTANT_NONE: any */
	const struct held_digest *sender; /* NULL: whoever; len 0: nobody */
	const struct held_digest *sender_domain;
	/* With a recipient to whom all of these apply: */
	unsigned states; /* HELD_BIT()s; 0: any */
	enum reason reason; /* 0: any */
	const char *purpose; /* NULL: any */
	bool is_requested;
	const struct pseudonym *keys; /* one of these; NULL: anybody */
	size_t keys_len;
	const struct held_digest *domain; /* NULL: any */
};

/* By what a message is sorted; of a position it is the value. */
int64_t held_sort_value(
	enum held_sort sort, const struct held_message *message);

/* *total_r: how many there are on all pages; NULL where nobody asks. */
enum err store_held_browse(struct store_session *s,
	const struct held_browse *browse,
	bool (*each)(void *arg, const struct held_message *message,
		const struct held_position *position),
	void *arg, int64_t *total_r) MUST_CHECK;

/* Messages of which a digest is not known yet, oldest first, at most "limit":
 * they came before there were digests. By such a one they are not found. */
enum err store_held_undigested(struct store_session *s, size_t limit,
	bool (*each)(void *arg, const struct held_message *message),
	void *arg) MUST_CHECK;
enum err store_held_undigested_count(
	struct store_session *s, int64_t *count_r) MUST_CHECK;

/* In order of n. */
enum err store_held_recipients(struct store_session *s,
	const struct held_id *id,
	bool (*each)(void *arg, const struct held_recipient *recipient),
	void *arg) MUST_CHECK;
/* In order of n; a missing one shows when it is opened. */
enum err store_held_chunks(struct store_session *s, const struct held_id *id,
	bool (*each)(void *arg, unsigned n, const void *bytes, size_t len),
	void *arg) MUST_CHECK;

struct held_sum {
	int64_t messages;
	int64_t bytes;
};
/* Of all that is held, without counting it. */
enum err store_held_sum(
	struct store_session *s, struct held_sum *sum_r) MUST_CHECK;

/* Of all held messages, how many have expired before. */
enum err store_held_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r) MUST_CHECK;

struct held_count {
	const char *purpose;
	enum reason reason;
	int64_t recipients; /* that wait */
	int64_t requested; /* of them */
	int64_t oldest_utc; /* since when the first of them waits */
};
/* In order of reason and purpose. */
enum err store_held_counts(struct store_session *s,
	bool (*each)(void *arg, const struct held_count *count),
	void *arg) MUST_CHECK;

/* ------------------------------- writing, inside a write transaction */

/* Recipient n from one of the states HELD_BIT(..) | .. to another; a token
 * that was issued for it and not used is taken back unless "to" is
 * HELD_RELEASING. ERR_NOT_FOUND: there is none in such a state. */
enum err store_held_move(struct store_session *s, const struct held_id *id,
	unsigned n, unsigned from, enum held_state to,
	int64_t at_utc) MUST_CHECK;
/* Of all recipients that wait: somebody asked. The first time counts, and the
 * first "why", which lies sealed (NULL: not said). ERR_NOT_FOUND: nobody
 * waits. */
enum err store_held_request(struct store_session *s, const struct held_id *id,
	int64_t at_utc, const char *why) MUST_CHECK;
/* ERR_NOT_FOUND: none of that id. */
enum err store_held_extend(struct store_session *s, const struct held_id *id,
	int64_t expires_utc) MUST_CHECK;
/* The digests of a message that came without; domains[i] is that of recipient
 * numbers[i]. ERR_NOT_FOUND: none of that id. */
struct held_digests {
	struct held_digest sender, sender_domain;
	const unsigned *numbers;
	const struct held_digest *domains;
	size_t len;
};
enum err store_held_digest(struct store_session *s, const struct held_id *id,
	const struct held_digests *digests) MUST_CHECK;
/* The message with all its recipients and unused tokens; its bytes are
 * overwritten. ERR_NOT_FOUND: none of that id. */
enum err store_held_remove(
	struct store_session *s, const struct held_id *id) MUST_CHECK;

enum held_token_state {
	HELD_TOKEN_ISSUED = 1,
	HELD_TOKEN_BURNT = 2
};

struct held_token {
	unsigned char nonce[HELD_NONCE_LEN];
	struct held_id id;
	unsigned n; /* which recipient */
	int64_t issued_utc;
	int64_t expires_utc;
	enum held_token_state state; /* store_held_token_get() only */
};
/* To be committed before the token is used. */
enum err store_held_token_add(
	struct store_session *s, const struct held_token *token) MUST_CHECK;
enum err store_held_token_get(struct store_session *s,
	const unsigned char nonce[HELD_NONCE_LEN],
	struct held_token *token_r) MUST_CHECK;
/* Forgets those that expired before. */
enum err store_held_tokens_purge(
	struct store_session *s, int64_t before_utc) MUST_CHECK;

#endif
