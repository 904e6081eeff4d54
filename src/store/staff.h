/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * staff.h - accounts of staff, their sessions, failed tries, and their jobs
 *
 * Who may log in to the staff pages, who is logged in, who tries too often;
 * and long jobs that somebody began there, with what they uploaded and what
 * came of it. Several hosts on one store agree about all of it.
 *
 * Whoever can write the database file but has no keys gains nothing: what an
 * account, a session or a job is lies sealed, bound to its id, so that nobody
 * makes themselves an admin, takes over another's session or reads another's
 * job by changing rows. Names and tokens are there as keyed digests only. What
 * was changed does not open: an account is given without its text, a session
 * or a job is not found.
 *
 * Shape:   to the store, the text of an account is one text; a name is what
 *          the caller makes equal for equal names; a token is random
 * Limits:  STORE_STAFF_TEXT_MAX octets of an account, STORE_JOB_CHUNK_MAX of a
 *          chunk, STORE_JOB_TITLE_MAX of a title: ERR_LIMIT beyond
 * Keys:    as text.h: what is here can be read and found when its generation
 *          was retired, and nothing depends on a generation
 * Backup:  a copy of the store has the accounts. It has no sessions, tries and
 *          jobs: those are over sooner than a backup is put back. A copy that
 *          is put back takes the accounts of the store in place (backup.h).
 * Errors:  as store.h; ERR_NOT_FOUND, ERR_EXISTS as said at the verbs
 * Owns:    everything is borrowed; what a callback is given is valid during
 *          the call, in which nothing is asked of the same session
 * Threads: as store.h
 * Source:  GDPR Art. 32(1)(b), 32(2), 5(1)(e)
 */
#ifndef ROBINSON_STORE_STAFF_H
#define ROBINSON_STORE_STAFF_H

#include "store/store.h"

/* ------------------------------------------------------------- accounts */

#define STORE_STAFF_TEXT_MAX 32768

struct store_staff {
	int64_t id; /* never given again; by the store */
	const char *text; /* NULL: it does not open */
};

/* ERR_NOT_FOUND: there is none. */
enum err store_staff_get(struct store_session *s, const char *name,
	void (*take)(void *arg, const struct store_staff *staff),
	void *arg) MUST_CHECK;
enum err store_staff_get_id(struct store_session *s, int64_t id,
	void (*take)(void *arg, const struct store_staff *staff),
	void *arg) MUST_CHECK;
/* In the order of ids; stops when "each" returns false. */
enum err store_staff_each(struct store_session *s,
	bool (*each)(void *arg, const struct store_staff *staff),
	void *arg) MUST_CHECK;

/* Inside a write transaction, as all that follows and changes something.
 * ERR_EXISTS: there is one of that name. */
enum err store_staff_add(struct store_session *s, const char *name,
	const char *text, int64_t *id_r) MUST_CHECK;
/* ERR_NOT_FOUND */
enum err store_staff_put(
	struct store_session *s, int64_t id, const char *text) MUST_CHECK;
/* With the account go its sessions and its jobs. ERR_NOT_FOUND */
enum err store_staff_remove(struct store_session *s, int64_t id) MUST_CHECK;
/* A time step of a second factor is used once: ERR_EXISTS when this one or a
 * later one was used. ERR_NOT_FOUND: there is no such account. */
enum err store_staff_step(
	struct store_session *s, int64_t id, int64_t step) MUST_CHECK;

/* ------------------------------------------------------------- sessions */

#define STORE_TOKEN_LEN 32

struct store_login {
	int64_t account;
	int64_t begun_utc;
	int64_t seen_utc;
	int64_t expires_utc; /* purged from then on; the caller asks too */
	/* The caller's: */
	unsigned state;
	int64_t epoch;
};

enum err store_login_add(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	const struct store_login *login) MUST_CHECK;
/* ERR_NOT_FOUND: none, ended, purged, or changed by somebody else. */
enum err store_login_get(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	struct store_login *login_r) MUST_CHECK;
/* Of the same account. ERR_NOT_FOUND: it was ended. */
enum err store_login_put(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	const struct store_login *login) MUST_CHECK;
/* ERR_NOT_FOUND: there was none. */
enum err store_login_end(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN]) MUST_CHECK;
/* All of an account but one; NULL: all. *ended_r: how many. */
enum err store_logins_end(struct store_session *s, int64_t account,
	const unsigned char *but_token, int64_t *ended_r) MUST_CHECK;
/* Of an account "most" stay: those that were begun first end; *ended_r: how
 * many. */
enum err store_logins_trim(struct store_session *s, int64_t account,
	size_t most, int64_t *ended_r) MUST_CHECK;
/* Of all accounts, in no order; stops when "each" returns false. */
enum err store_logins_each(struct store_session *s,
	bool (*each)(void *arg, const struct store_login *login),
	void *arg) MUST_CHECK;

/* --------------------------------------------------------- failed tries */

/* Of more than so many those that were last seen first are forgotten. */
#define STORE_TRIES_MAX 20000

struct store_try {
	int64_t count;
	int64_t last_utc;
};

/* "what" is whatever is counted: a name, a client, both. ERR_NOT_FOUND */
enum err store_try_get(struct store_session *s, const void *what, size_t len,
	struct store_try *try_r) MUST_CHECK;
enum err store_try_put(struct store_session *s, const void *what, size_t len,
	const struct store_try *tried) MUST_CHECK;
/* ERR_OK also when there is none. */
enum err store_try_forget(
	struct store_session *s, const void *what, size_t len) MUST_CHECK;

/* ----------------------------------------------------------------- jobs */

#define STORE_JOB_LEN 16
#define STORE_JOB_COUNTS 8
#define STORE_JOB_TITLE_MAX 1000
#define STORE_JOB_CHUNK_MAX 262144
#define STORE_JOB_CHUNKS_MAX 4096 /* of a part */

/* Written to disk: never renumber. */
enum store_job_part {
	STORE_JOB_INPUT = 1,
	STORE_JOB_RESULT = 2
};

/* Kinds from here on are no jobs: what a room keeps for a day. */
#define STORE_JOB_KINDS_END 100

struct store_job {
	unsigned char id[STORE_JOB_LEN]; /* random; by the caller */
	int64_t account;
	int64_t created_utc;
	/* The caller's, and may change: */
	unsigned kind;
	unsigned state;
	int64_t changed_utc;
	int64_t counts[STORE_JOB_COUNTS];
	const char *title; /* NULL: none */
};

/* ERR_EXISTS: there is one of that id. */
enum err store_job_add(
	struct store_session *s, const struct store_job *job) MUST_CHECK;
/* ERR_NOT_FOUND: none, another account's ("account" 0: whosever, for the
 * program that works on it), or changed by somebody else. */
enum err store_job_get(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], int64_t account,
	void (*take)(void *arg, const struct store_job *job),
	void *arg) MUST_CHECK;
/* Kind, state, changed_utc, counts and title; account and created_utc are
 * what they were. ERR_NOT_FOUND: none of that id and account. */
enum err store_job_set(
	struct store_session *s, const struct store_job *job) MUST_CHECK;
/* Latest first; "account" 0: everybody's. Stops when "each" returns false. */
enum err store_job_each(struct store_session *s, int64_t account,
	bool (*each)(void *arg, const struct store_job *job),
	void *arg) MUST_CHECK;
/* With its chunks. ERR_NOT_FOUND: none of that id and account. */
enum err store_job_remove(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], int64_t account) MUST_CHECK;

/* Chunk n of a part, from 0; one that is there is replaced. Whose job it is,
 * the caller asks with store_job_get(). ERR_NOT_FOUND: there is no such job. */
enum err store_job_chunk_put(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
	unsigned n, const void *bytes, size_t len) MUST_CHECK;
/* ERR_NOT_FOUND: none; ERR_CORRUPT: it does not open. */
enum err store_job_chunk_get(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
	unsigned n, void (*take)(void *arg, const void *bytes, size_t len),
	void *arg) MUST_CHECK;
/* All of a part; ERR_OK also when there is none. */
enum err store_job_chunks_remove(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN],
	enum store_job_part part) MUST_CHECK;

/* ---------------------------------------------------------------- purge */

/* Forgets sessions that expired by now_utc, and what is older than a day:
 * tries since the last of them, jobs since they were created. */
#define STORE_STAFF_KEEP_S 86400
enum err store_staff_purge(struct store_session *s, int64_t now_utc) MUST_CHECK;

#endif
