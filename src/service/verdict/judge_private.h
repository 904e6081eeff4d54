/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge_private.h - what the parts of the judge share (the judge's own header)
 *
 * judge.c decides, judge_answers.c finds what a message answers, and
 * judge_record.c records.
 *
 * Errors:  those of judge.h; the cause is left in the judge
 * Threads: as judge.h
 */
#ifndef ROBINSON_VERDICT_JUDGE_PRIVATE_H
#define ROBINSON_VERDICT_JUDGE_PRIVATE_H

#include "core/address.h"
#include "service/office/known_domains.h"
#include "service/office/ruleset.h"
#include "service/verdict/dnm.h"
#include "service/verdict/judge.h"

#define SENDER_NAME_MAX 255
/* A reply answers one message; who names more than these means none. */
#define ANSWERS_MAX 8

struct judge {
	struct office *office;
	struct store *store; /* the office's, when last asked */
	const struct keyfile *keys; /* those of the pseudonymizer */
	struct pseudonymizer *pseudonymizer;
	struct subject subject;
	bool knows_headers; /* of the message at hand */
	const char *in_reply_to;
	unsigned char answers[ANSWERS_MAX][MESSAGE_DIGEST_LEN];
	size_t answers_len;
	struct pseudonym *domains; /* of one recipient */
	size_t domains_cap;
	struct known_domains known_domains;
	struct ruleset *ruleset;
	const struct settings *settings; /* whose rules it has; a reference */
	struct dnm *listed; /* NULL: no list was asked yet */
	struct address *addresses; /* of the items at hand */
	size_t addresses_cap;
	struct store_record *records;
	size_t records_cap;
	char sender_name[SENDER_NAME_MAX + 1]; /* whom "sender" seals */
	unsigned char sender[SEALED_NAME_MAX];
	size_t sender_len;
	char cause[OFFICE_CAUSE_SIZE];
	enum judge_fault fault;
};

/* "cause" NULL or empty: the error's own words. Gives back "e". Where nothing
 * else is said, it is the keys that do not serve, or memory. */
enum err judge_fail(struct judge *j, enum err e, const char *cause);
enum err judge_fail_for(
	struct judge *j, enum judge_fault fault, enum err e, const char *cause);
/* The store did not answer: the office looks, at most once a second, whether
 * it is back, and knows why not. */
enum err judge_fail_store(struct judge *j, enum err e, const char *cause);

/* Store and keys as they are now. */
enum err judge_refresh(struct judge *j) MUST_CHECK;

/* j->answers: the messages that In-Reply-To names, as digests. */
enum err judge_read_answers(struct judge *j) MUST_CHECK;
/* Whether the item answers what this very address wrote within the window:
 * "q" and the item are told. */
enum err judge_find_answered(struct judge *j, struct store_session *session,
	struct judge_item *item, struct question *q) MUST_CHECK;
/* Before the headers are known: whether an answer to somebody who wrote of
 * late could still go (item->may_answer). */
enum err judge_find_asker(struct judge *j, struct store_session *session,
	const struct policy *policy, const struct question *question,
	struct judge_item *item) MUST_CHECK;

#endif
