/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * job.h - uploads and long work of the staff pages
 *
 * A list of a hundred thousand addresses is no matter of one page: it comes in
 * pieces, is worked on by a thread of the desk process, and its result is
 * fetched in pieces. All of it lies sealed in the store, belongs to one
 * account, and is gone a day after it was begun.
 *
 * Shape:   a job begins as an upload (UPLOADING), or without one (WAITING);
 *          ended, an upload is UPLOADED until the subject's verb starts it
 *          (WAITING); a thread takes it (RUNNING) until it is DONE, or FAILED,
 *          with a cause. One whose process ended while it ran is taken anew
 *          JOB_STALE_S after its last sign of life, JOB_RUNS_MAX times in all
 * Errors:  ERR_NOT_FOUND no such job, or another account's; ERR_INVALID the
 *          job is not in a state for that; ERR_LIMIT too many, or too large;
 *          causes on the desk
 * Owns:    staff_job_get() .. staff_job_free()
 * Threads: as the desk
 * Source:  GDPR Art. 32(1)(a), 5(1)(e)
 */
#ifndef ROBINSON_SERVICE_STAFF_JOB_H
#define ROBINSON_SERVICE_STAFF_JOB_H

#include "service/office/desk.h"
#include "store/staff.h"

/* Written to disk: never renumber. */
enum staff_job_kind {
	STAFF_JOB_LIST = 1, /* may we write to these? */
	STAFF_JOB_AUDIT = 2, /* another system's persons beside ours */
	STAFF_JOB_WHAT_IF = 3, /* what other rules would have decided */
	STAFF_JOB_REPORT = 4
};

/* Written to disk: never renumber. */
enum staff_job_state {
	STAFF_JOB_UPLOADING = 1,
	STAFF_JOB_UPLOADED = 2,
	STAFF_JOB_WAITING = 3,
	STAFF_JOB_RUNNING = 4,
	STAFF_JOB_DONE = 5,
	STAFF_JOB_FAILED = 6
};

#define STAFF_JOB_ID_SIZE (2 * STORE_JOB_LEN + 1)
#define STAFF_JOB_PIECE_MAX ((size_t)64 * 1024)
#define STAFF_JOB_INPUT_MAX ((int64_t)32 * 1024 * 1024)
#define STAFF_JOB_RESULT_MAX ((int64_t)128 * 1024 * 1024)
#define STAFF_JOBS_MAX 10 /* of one account at a time */
#define STAFF_JOB_COUNTS 4

struct staff_job {
	char id[STAFF_JOB_ID_SIZE]; /* hexadecimal */
	int64_t account;
	enum staff_job_kind kind;
	enum staff_job_state state;
	int64_t created_utc, changed_utc;
	int64_t input_len, result_len; /* octets */
	unsigned input_pieces, result_pieces, runs;
	int64_t counts[STAFF_JOB_COUNTS]; /* the subject's: done, of how many */
	/* What the subject keeps with it: the name of a file, arguments, why
	 * it failed. At most STORE_JOB_TITLE_MAX octets. Never NULL. */
	char *title;
};

void staff_job_free(struct staff_job **job);
/* As pages and tests have it: "uploading" until it is begun, "waiting",
 * "running", "done", "failed". */
const char *staff_job_state_name(enum staff_job_state state);

/* ----------------------------------------------- by the pages, of an account */

/* A job without upload is WAITING at once; "title" may be NULL. */
enum err staff_job_new(struct desk *desk, int64_t account,
	enum staff_job_kind kind, const char *title,
	char id_r[STAFF_JOB_ID_SIZE]) MUST_CHECK;
enum err staff_upload_begin(struct desk *desk, int64_t account,
	enum staff_job_kind kind, const char *title,
	char id_r[STAFF_JOB_ID_SIZE]) MUST_CHECK;
/* Piece n, from 0, in order, each once. */
enum err staff_upload_append(struct desk *desk, int64_t account, const char *id,
	unsigned n, const void *bytes, size_t len) MUST_CHECK;
enum err staff_upload_end(
	struct desk *desk, int64_t account, const char *id) MUST_CHECK;
/* An upload that has ended is worked on, as what it was begun for: one of
 * another kind is ERR_NOT_FOUND. "title" NULL: as it is. */
enum err staff_job_start(struct desk *desk, int64_t account,
	enum staff_job_kind kind, const char *id, const char *title) MUST_CHECK;

enum err staff_job_get(struct desk *desk, int64_t account, const char *id,
	struct staff_job **job_r) MUST_CHECK;
/* Latest first; stops when "each" returns false. */
enum err staff_job_each(struct desk *desk, int64_t account,
	bool (*each)(void *arg, const struct staff_job *job),
	void *arg) MUST_CHECK;
enum err staff_job_drop(
	struct desk *desk, int64_t account, const char *id) MUST_CHECK;
/* Piece n of the result of a job that is DONE, appended to "out".
 * ERR_NOT_FOUND also: there are not so many. */
enum err staff_job_fetch(struct desk *desk, int64_t account, const char *id,
	unsigned n, struct buf *out) MUST_CHECK;

/* --------------------------------------------------- by who works on the job
 *
 * All that writes is ERR_NOT_FOUND where the job was dropped, or another run
 * has taken it meanwhile: stop. */

/* The oldest one that waits, or whose process is gone, becomes RUNNING, and
 * what an earlier run left is dropped. ERR_NOT_FOUND: there is nothing to do. */
#define STAFF_JOB_STALE_S 120
#define STAFF_JOB_RUNS_MAX 3
enum err staff_job_take(struct desk *desk, struct staff_job **job_r) MUST_CHECK;
/* A sign of life, and the counts. */
enum err staff_job_tell(struct desk *desk, struct staff_job *job) MUST_CHECK;
/* The same inside a write transaction. */
enum err staff_job_tell_within(
	struct desk *desk, struct staff_job *job) MUST_CHECK;
/* Piece n of what was uploaded, appended to "out". ERR_NOT_FOUND: that was
 * all. */
enum err staff_job_input(struct desk *desk, const struct staff_job *job,
	unsigned n, struct buf *out) MUST_CHECK;
/* The next piece of the result, at most STORE_JOB_CHUNK_MAX octets (64 KiB go
 * to a browser at once). */
enum err staff_job_result(struct desk *desk, struct staff_job *job,
	const void *bytes, size_t len) MUST_CHECK;
/* DONE, or FAILED with a title that says why; "title" NULL: as it is. What was
 * uploaded is removed. */
enum err staff_job_finish(struct desk *desk, struct staff_job *job,
	enum staff_job_state state, const char *title) MUST_CHECK;
/* Back to the queue: the process ends, and the run does not count; or what it
 * needs is away, and it does. */
enum err staff_job_give_back(
	struct desk *desk, struct staff_job *job, bool counts) MUST_CHECK;

#endif
