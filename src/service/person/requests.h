/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * requests.h - the register of what persons asked for, and until when
 *
 * A request is answered within one month of receipt. Where it is complex, or
 * there are many, that may be extended by two further months; the person is
 * told so, with the reasons, within the first month. Both are reckoned from
 * the receipt and end with a working day (core/deadline.h).
 *
 * Shape:   a request is known by its number
 * Errors:  ERR_INVALID what was given is not accepted; ERR_NOT_FOUND there is
 *          no open request of that number; ERR_UNAVAILABLE the store;
 *          desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 12(3), 12(6); Regulation 1182/71 Art. 3
 */
#ifndef ROBINSON_PERSON_REQUESTS_H
#define ROBINSON_PERSON_REQUESTS_H

#include "service/office/desk.h"
#include "store/rights.h"

struct requests_item {
	struct store_request request;
	int64_t due_utc;
	bool is_late; /* open or closed past due_utc */
};

struct requests_query {
	const struct pseudonym *key; /* NULL: anybody */
	bool is_open; /* only those that are */
	bool is_overdue; /* only open ones whose time has passed */
};

/* By receipt; stops when "each" returns false. */
enum err requests_each(struct desk *desk, const struct requests_query *query,
	bool (*each)(void *arg, const struct requests_item *item),
	void *arg) MUST_CHECK;

struct requests_new {
	const char *who; /* an address */
	int article; /* 15, 16, 17, 18, 20 or 21 */
	int64_t received_utc; /* INSTANT_NONE: now */
	const char *channel; /* NULL: not said */
	const char *identified; /* how it was made sure who asks; NULL: not
	                         * said */
};
enum err requests_add(struct desk *desk, const struct requests_new *new,
	struct buf *said) MUST_CHECK;

/* "told_utc": when the person was told, within the first month. */
enum err requests_extend(struct desk *desk, int64_t id, const char *reason,
	int64_t told_utc, struct buf *said) MUST_CHECK;
/* "outcome" NULL: not said. */
enum err requests_close(struct desk *desk, int64_t id, const char *outcome,
	struct buf *said) MUST_CHECK;

/* Whether it is open, and a request of this person: asked before the act that
 * answers it. ERR_INVALID: it is somebody else's. */
enum err requests_check(
	struct desk *desk, int64_t id, const char *who) MUST_CHECK;

/* Those that were closed so long ago that nobody asks any more. */
enum err requests_forget(struct desk *desk) MUST_CHECK;

#endif
