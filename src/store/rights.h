/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rights.h - what persons asked for, and what answering them needs
 *
 * The register of requests outlives the person's data: it shows that the firm
 * answered, and when. It holds the bare key, article and dates, and what staff
 * wrote of the outcome; no address.
 *
 * Errors:  as store.h; ERR_NOT_FOUND as said at the verbs
 * Owns:    everything is borrowed; what a callback is given is valid during
 *          the call, in which nothing is asked of the same session
 * Threads: as store.h
 * Source:  GDPR Art. 5(2), 12(3), 12(6), 15-18, 20, 21
 */
#ifndef ROBINSON_STORE_RIGHTS_H
#define ROBINSON_STORE_RIGHTS_H

#include "store/store.h"

/* What shows a grant or a withdrawal. */
struct store_evidence {
	bool is_withdrawal; /* else of a grant */
	const char *purpose;
	int64_t at_utc;
	const char *evidence;
};
/* In no order; stops when "each" returns false. */
enum err store_evidence_each(struct store_session *s,
	const struct pseudonym *key,
	bool (*each)(void *arg, const struct store_evidence *evidence),
	void *arg) MUST_CHECK;

/*
 * Inside a write transaction: copies what is known of one address to the other:
 * grants, withdrawals, objections of the address itself, lifts, sends, history;
 * its requests move to the other. Its failures are not copied: they are the
 * address's own. The record, and what stays under the first key, are left to
 * the caller.
 */
enum err store_facts_copy(struct store_session *s, const struct pseudonym *from,
	const struct pseudonym *to) MUST_CHECK;

struct store_request {
	int64_t id; /* ascending, never given again; by the store */
	struct pseudonym key;
	int article; /* 15, 16, 17, 18, 20, 21 */
	int64_t received_utc;
	const char *channel; /* NULL: not said */
	/* How it was made sure who asked (Art. 12(6)); NULL: not said. */
	const char *identified;
	int64_t told_utc; /* of the extension; INSTANT_NONE: none */
	const char *reason; /* of the extension; NULL: none */
	int64_t closed_utc; /* INSTANT_NONE: open */
	const char *outcome; /* NULL: none */
};

struct store_request_filter {
	int64_t id; /* 0: any */
	const struct pseudonym *key; /* NULL: anybody */
	bool is_open;
};
/* By receipt; stops when "each" returns false. */
enum err store_requests_each(struct store_session *s,
	const struct store_request_filter *filter,
	bool (*each)(void *arg, const struct store_request *request),
	void *arg) MUST_CHECK;

/* This verb and those below: inside a write transaction. Key, article, receipt,
 * channel and "identified" are taken from "request". */
enum err store_request_add(struct store_session *s,
	const struct store_request *request, int64_t *id_r) MUST_CHECK;
/* ERR_NOT_FOUND: no open request has that id; likewise below. */
enum err store_request_extend(struct store_session *s, int64_t id,
	const char *reason, int64_t told_utc) MUST_CHECK;
enum err store_request_close(struct store_session *s, int64_t id,
	int64_t at_utc, const char *outcome) MUST_CHECK;
/* Forgets those that were closed before. */
enum err store_requests_purge(
	struct store_session *s, int64_t closed_before_utc) MUST_CHECK;

#endif
