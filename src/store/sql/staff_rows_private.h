/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * staff_rows_private.h - rows of staff: found by a keyed digest, sealed with a context
 *
 * staff.c        accounts, failed tries; digests and seals for all of them
 * staff_login.c  sessions
 * staff_job.c    jobs
 *
 * Shape:   an account's text is sealed with the context "staff ID"; a session
 *          with "login" and the first 16 octets of its token's digest in
 *          hexadecimal digits, its text the numbers of struct store_login in
 *          their order; a job with "job" and its id, its text account, kind,
 *          state, created, changed, the counts and then the title; a chunk with
 *          "job", the id, part and number, so that none stands for another
 * Errors:  ERR_CORRUPT: a row does not open
 * Owns:    the caller frees what was opened
 * Threads: as a session
 */
#ifndef ROBINSON_STORE_SQL_STAFF_ROWS_PRIVATE_H
#define ROBINSON_STORE_SQL_STAFF_ROWS_PRIVATE_H

#include "store/sql/sql.h"

#define STAFF_CONTEXT_SIZE (SEAL_CONTEXT_MAX + 1)
#define STAFF_CANNOT_READ "accounts of staff cannot be read"
#define STAFF_CANNOT_WRITE "accounts of staff cannot be written"

/* A statement outside of transactions waits as a reader does. */
enum err staff_stmt(struct sql_session *s, enum stmt_id id,
	struct sql_stmt **stmt_r) MUST_CHECK;
enum err staff_digest(struct sql_session *s, const char *use, const void *bytes,
	size_t len, unsigned char digest_r[TEXT_DIGEST_LEN]) MUST_CHECK;
/* The digest as a parameter: it must stay until the statement was run. */
void staff_bind_digest(struct sql_stmt *stmt, int column,
	const unsigned char digest[TEXT_DIGEST_LEN]);
enum err staff_bind_sealed(struct sql_session *s, struct sql_stmt *stmt,
	int column, const char *context, const void *bytes,
	size_t len) MUST_CHECK;
/* With a NUL behind it; *len_r may be NULL where it is a text. */
enum err staff_open_column(struct sql_session *s, struct sql_stmt *stmt,
	int column, const char *context, char **bytes_r,
	size_t *len_r) MUST_CHECK;
/* What failed to open wipes nothing else: the caller's text, and its NULL. */
void staff_free_opened(char **bytes, size_t len);
/* context_r: "what " and the octets in hexadecimal digits. */
void staff_context(const char *what, const unsigned char *id, size_t len,
	char context_r[STAFF_CONTEXT_SIZE]);
/* Numbers with a blank behind each, from the beginning of a text; NULL: there
 * are not so many. What stands behind them. */
const char *staff_numbers(const char *text, int64_t *numbers_r, size_t len);

/* staff_login.c */
enum err sql_login_add(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	const struct store_login *login) MUST_CHECK;
enum err sql_login_get(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	struct store_login *login_r) MUST_CHECK;
enum err sql_login_put(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	const struct store_login *login) MUST_CHECK;
enum err sql_login_end(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN]) MUST_CHECK;
enum err sql_logins_end(struct store_session *s, int64_t account,
	const unsigned char *but_token, int64_t *ended_r) MUST_CHECK;
enum err sql_logins_trim(struct store_session *s, int64_t account, size_t most,
	int64_t *ended_r) MUST_CHECK;
enum err sql_logins_each(
	struct store_session *s, login_fn *each, void *arg) MUST_CHECK;

/* staff_job.c */
enum err sql_job_add(
	struct store_session *s, const struct store_job *job) MUST_CHECK;
enum err sql_job_get(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], int64_t account, job_fn *take,
	void *arg) MUST_CHECK;
enum err sql_job_set(
	struct store_session *s, const struct store_job *job) MUST_CHECK;
enum err sql_job_each(struct store_session *s, int64_t account,
	job_each_fn *each, void *arg) MUST_CHECK;
enum err sql_job_remove(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], int64_t account) MUST_CHECK;
enum err sql_chunk_put(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
	unsigned n, const void *bytes, size_t len) MUST_CHECK;
enum err sql_chunk_get(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
	unsigned n, job_chunk_fn *take, void *arg) MUST_CHECK;
enum err sql_chunks_remove(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN],
	enum store_job_part part) MUST_CHECK;

#endif
