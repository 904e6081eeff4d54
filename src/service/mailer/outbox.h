/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * outbox.h - letters that wait in the store, sealed
 *
 * Shape:   what is sealed is "to NUL queue-id NUL text"
 * Errors:  ERR_NOT_FOUND: no letter is to go now; all others are faults (keys
 *          or store away, what is stored does not open)
 * Owns:    a letter that was taken is the caller's: outbox_letter_free()
 * Threads: all functions from all threads, each with its own letter
 * Source:  GDPR Art. 32(1)(a)
 */
#ifndef ROBINSON_MAILER_OUTBOX_H
#define ROBINSON_MAILER_OUTBOX_H

#include "base/buf.h"
#include "service/office/office.h"
#include "store/outbox.h"

/* Whoever has taken a letter has it for so long. */
#define OUTBOX_TAKEN_SECONDS 60

struct outbox_letter {
	int64_t id;
	int64_t created_utc;
	unsigned tries; /* before this one */
	enum err sealed; /* not ERR_OK: it does not open, and has no texts */
	const char *to;
	const char *queue_id; /* of the message that it tells of */
	const char *text;
	size_t len;
	char *plain; /* where the texts are */
	size_t plain_len;
};

/* What is put into the store as a letter; to be free()d. */
enum err outbox_seal(struct office *office, const char *to,
	const char *queue_id, const struct buf *text, void **sealed_r,
	size_t *len_r) MUST_CHECK;

/* A letter that is written together with the verdicts that it tells of
 * (judge.h). */
struct outbox_draft {
	const char *to;
	const char *queue_id; /* or what else the log names the message by */
	int64_t next_utc; /* the daemon takes it from then on */
	/* Asked for when the verdicts have their references; may be asked
	 * again, and from another thread, while the caller waits. An error
	 * fails the whole; an empty text: there is no letter after all. */
	enum err (*write)(void *arg, struct buf *text);
	void *arg;
	int64_t id; /* by the store; 0: none was written */
};

struct outbox_new {
	const char *to;
	const char *queue_id; /* or what else the log names the message by */
	const struct buf *text;
	int64_t next_utc; /* the daemon takes it from then on */
};
/* Inside a write transaction of the office's store. */
enum err outbox_put(struct office *office, struct store_session *s,
	const struct outbox_new *letter, int64_t *id_r) MUST_CHECK;

/* The one of that id, when nobody had it before; 0: the first that is due. */
enum err outbox_take(struct office *office, int64_t id,
	struct outbox_letter *letter_r) MUST_CHECK;
/* Also after a failed outbox_take(), and of one that is all zeros. */
void outbox_letter_free(struct outbox_letter *letter);

enum err outbox_later(
	struct office *office, int64_t id, int64_t next_utc) MUST_CHECK;
/* The MTA has it, or never will; or its message has not been taken. */
enum err outbox_done(struct office *office, int64_t id) MUST_CHECK;
enum err outbox_sum(
	struct office *office, struct store_outbox_sum *sum_r) MUST_CHECK;

#endif
