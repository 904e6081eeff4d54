/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * judge_bench.h - a judge in a house, and what it has written into the journal
 *
 * Owns:    bench_open() .. bench_close()
 */
#ifndef ROBINSON_TESTS_JUDGE_BENCH_H
#define ROBINSON_TESTS_JUDGE_BENCH_H

#include "unit/service/ear.h"

#include <stdio.h>

#include "core/policy_find.h"
#include "service/verdict/judge.h"

#define NOTICED                                                        \
	EAR_CONFIG("20")                                               \
	"purpose 'told' { bases = {'consent'} require-notice = 'text'" \
	" notice = '/object/' }\n"                                     \
	"classify 'told' { purpose = told sender = {'told@firma.example'} }\n"

/* One judge, and the entries of the journal behind what ear_open() wrote. */
struct bench {
	struct house h;
	struct judge *judge;
	struct judge_envelope envelope;
	struct message_mark mark;
};

static inline void bench_open(struct bench *b)
{
	ear_open(&b->h, NOTICED);
	IS(judge_new(b->h.office, &b->judge), ERR_OK);
	b->envelope = (struct judge_envelope){.settings = b->h.settings,
		.queue_id = "4Qabc",
		.host = "mx.firma.example",
		.sender = "ania"};
	b->mark = (struct message_mark){.id = {7}, .origin = {8}};
}

static inline void bench_close(struct bench *b)
{
	judge_free(&b->judge);
	house_close(&b->h);
}

/* As judge_decide() leaves one. */
static inline struct judge_item decided(struct bench *b, const char *who)
{
	struct judge_item item = {.recipient = who,
		.purpose = policy_purpose(&b->h.settings->policy, "told"),
		.is_decided = true,
		.is_target = true,
		.has_key = true,
		.verdict = {.reason = REASON_ALLOWED, .action = ACTION_FLAG}};

	item.key = ear_key(&b->h, who);
	return item;
}

struct entry {
	struct journal_entry entry; /* but for the texts */
	char purpose[32], queue_id[32], host[64], detail[200];
	char sender[260];
};

struct entries {
	struct bench *bench;
	size_t len;
	struct entry all[12];
};

static inline void copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from ? from : "-");
}

static inline bool add_entry(void *arg, const struct journal_entry *from)
{
	struct entries *found = arg;
	struct entry *to = &found->all[found->len++];
	struct desk *desk = found->bench->h.desk;

	assert_true(found->len <= 12);
	to->entry = *from;
	copy(to->purpose, sizeof(to->purpose), from->purpose);
	copy(to->queue_id, sizeof(to->queue_id), from->queue_id);
	copy(to->host, sizeof(to->host), from->host);
	copy(to->detail, sizeof(to->detail), from->detail);
	copy(to->sender, sizeof(to->sender), NULL);
	if (from->sender_len > 0)
		IS(pseudonym_open_name(
			   identifier_pseudonymizer(desk->identifier),
			   from->sender, from->sender_len, to->sender),
			ERR_OK);
	return true;
}

/* The three that ear_open() wrote are left out. */
static inline void read_entries(struct bench *b, struct entries *found)
{
	const struct journal_filter filter = {.since_utc = HOUSE_NOW};

	*found = (struct entries){.bench = b};
	IS(store_read_begin(b->h.desk->session), ERR_OK);
	IS(store_journal_each(b->h.desk->session, &filter, add_entry, found),
		ERR_OK);
	store_read_end(b->h.desk->session);
}

static inline size_t sends(
	struct bench *b, const char *who, struct send *last_r)
{
	struct subject s;
	size_t n = 0;

	subject_init(&s);
	ear_subject(&b->h, who, &s);
	for (size_t i = 0; i < s.sends_len; i++) {
		if (s.sends[i].at_utc != HOUSE_NOW)
			continue;
		n++;
		*last_r = s.sends[i];
	}
	subject_free(&s);
	return n;
}

#endif
