/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verdicts.h - from the verdicts of single recipients to one answer
 *
 * The strictest action holds for the whole message; split.h has the cases
 * where it does not. The journal keeps each recipient's own verdict and
 * whether it was carried out.
 *
 * Errors:  an entry that cannot be written is a fault: then the MTA is not
 *          given the verdict. Mail that is declared not to be marketing
 *          passes all the same, and the log tells
 * Threads: belongs to the session's thread
 */
#ifndef ROBINSON_MILTER_VERDICTS_H
#define ROBINSON_MILTER_VERDICTS_H

#include "milter/session.h"

struct verdicts {
	struct session *session;
	struct judge_item *items;
	size_t len;
	enum action action; /* the strictest */
	bool is_observed; /* mode = observe: nothing is carried out */
};

void verdicts_init(struct verdicts *v, struct session *session,
	struct judge_item *items, size_t len);
/* At end-of-message: writes the journal, counts the sends of a message that
 * goes ("mark" is the message's), and logs a line for each. */
enum err verdicts_record(
	struct verdicts *v, const struct message_mark *mark) MUST_CHECK;
struct answer verdicts_answer(struct verdicts *v);

/* One recipient is refused: its entry in the journal with the line in the log,
 * and then what the MTA is told. */
enum err verdicts_record_refusal(
	struct session *s, struct judge_item *item) MUST_CHECK;
struct answer verdicts_refuse(struct session *s, const struct judge_item *item);

void verdicts_log_items(const struct verdicts *v);
/* Whether the rules were asked about this recipient. */
bool verdicts_is_asked(const struct judge_item *item);

void verdicts_record_declared(struct session *s, size_t recipients);

struct judge_envelope verdicts_envelope(const struct session *s);
bool verdicts_fault_defers(const struct session *s);
const char *verdicts_fault_name(enum fault_policy policy);

/* Logs one line for each decision, without the address, and counts it. */
void verdicts_log(const struct session *s, const char *purpose,
	enum action action, const char *reason, const char *ref);
/* Counts it, too. */
void verdicts_log_fault(const struct session *s, enum counters_outcome outcome,
	const char *words);
/* Of what: a message could not be held, or put into the quarantine. */
enum counters_fault verdicts_fault_of_hold(const struct session *s);

#endif
