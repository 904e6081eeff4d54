/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * examine.h - examines one message: from the question to the answer
 *
 * Shape:   what a report says comes before what its envelope says: a
 *          complaint with a null sender is a complaint
 * Errors:  ERR_NOMEM; whatever the message is like, there is an answer
 * Owns:    *examined_r is the caller's, with all that its answer points to
 * Threads: one at a time
 * Source:  as inbound.h
 */
#ifndef ROBINSON_INBOUND_EXAMINE_H
#define ROBINSON_INBOUND_EXAMINE_H

#include "inbound/inbound.h"
#include "inbound/spf.h"

struct examiner {
	const struct inbound_hello *hello;
	/* spf_check(), or a test's own; NULL: not asked */
	const char *(*ask_spf)(
		void *arg, const struct spf_question *q, bool *is_late_r);
	void *arg;
};

struct examined;

/* parts_begin() was called before. */
enum err examine(const struct examiner *by, const struct inbound_question *q,
	struct examined **examined_r) MUST_CHECK;
const struct inbound_answer *examined_answer(const struct examined *examined);
void examined_free(struct examined **examined);

#endif
