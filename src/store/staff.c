/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of staff, each handed to the backend; what is too long is refused
 * for all of them. */
#include "store/staff.h"

#include <string.h>

#include "store/backend.h"

static enum err too_long(struct store_session *s, const char *what)
{
	return session_fail(s, ERR_LIMIT, "%s is too long", what);
}

static bool is_text_too_long(const char *text)
{
	return strlen(text) > STORE_STAFF_TEXT_MAX;
}

enum err store_staff_get(struct store_session *s, const char *name,
	void (*take)(void *arg, const struct store_staff *staff), void *arg)
{
	return s->store->backend->staff->get(s, name, take, arg);
}

enum err store_staff_get_id(struct store_session *s, int64_t id,
	void (*take)(void *arg, const struct store_staff *staff), void *arg)
{
	return s->store->backend->staff->get_id(s, id, take, arg);
}

enum err store_staff_each(struct store_session *s,
	bool (*each)(void *arg, const struct store_staff *staff), void *arg)
{
	return s->store->backend->staff->each(s, each, arg);
}

enum err store_staff_add(struct store_session *s, const char *name,
	const char *text, int64_t *id_r)
{
	if (is_text_too_long(text))
		return too_long(s, "an account");
	return s->store->backend->staff->add(s, name, text, id_r);
}

enum err store_staff_put(struct store_session *s, int64_t id, const char *text)
{
	if (is_text_too_long(text))
		return too_long(s, "an account");
	return s->store->backend->staff->put(s, id, text);
}

enum err store_staff_remove(struct store_session *s, int64_t id)
{
	return s->store->backend->staff->remove(s, id);
}

enum err store_staff_step(struct store_session *s, int64_t id, int64_t step)
{
	return s->store->backend->staff->step(s, id, step);
}

enum err store_login_add(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	const struct store_login *login)
{
	return s->store->backend->staff->login_add(s, token, login);
}

enum err store_login_get(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN], struct store_login *login_r)
{
	return s->store->backend->staff->login_get(s, token, login_r);
}

enum err store_login_put(struct store_session *s,
	const unsigned char token[STORE_TOKEN_LEN],
	const struct store_login *login)
{
	return s->store->backend->staff->login_put(s, token, login);
}

enum err store_login_end(
	struct store_session *s, const unsigned char token[STORE_TOKEN_LEN])
{
	return s->store->backend->staff->login_end(s, token);
}

enum err store_logins_end(struct store_session *s, int64_t account,
	const unsigned char *but_token, int64_t *ended_r)
{
	return s->store->backend->staff->logins_end(
		s, account, but_token, ended_r);
}

enum err store_logins_trim(
	struct store_session *s, int64_t account, size_t most, int64_t *ended_r)
{
	return s->store->backend->staff->logins_trim(s, account, most, ended_r);
}

enum err store_logins_each(struct store_session *s,
	bool (*each)(void *arg, const struct store_login *login), void *arg)
{
	return s->store->backend->staff->logins_each(s, each, arg);
}

enum err store_try_get(struct store_session *s, const void *what, size_t len,
	struct store_try *try_r)
{
	return s->store->backend->staff->try_get(s, what, len, try_r);
}

enum err store_try_put(struct store_session *s, const void *what, size_t len,
	const struct store_try *tried)
{
	return s->store->backend->staff->try_put(s, what, len, tried);
}

enum err store_try_forget(struct store_session *s, const void *what, size_t len)
{
	return s->store->backend->staff->try_forget(s, what, len);
}

enum err store_staff_purge(struct store_session *s, int64_t now_utc)
{
	return s->store->backend->staff->purge(s, now_utc);
}

/* ----------------------------------------------------------------- jobs */

static bool is_title_too_long(const struct store_job *job)
{
	return job->title && strlen(job->title) > STORE_JOB_TITLE_MAX;
}

enum err store_job_add(struct store_session *s, const struct store_job *job)
{
	if (is_title_too_long(job))
		return too_long(s, "the title of a job");
	return s->store->backend->staff->job_add(s, job);
}

enum err store_job_get(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], int64_t account,
	void (*take)(void *arg, const struct store_job *job), void *arg)
{
	return s->store->backend->staff->job_get(s, id, account, take, arg);
}

enum err store_job_set(struct store_session *s, const struct store_job *job)
{
	if (is_title_too_long(job))
		return too_long(s, "the title of a job");
	return s->store->backend->staff->job_set(s, job);
}

enum err store_job_each(struct store_session *s, int64_t account,
	bool (*each)(void *arg, const struct store_job *job), void *arg)
{
	return s->store->backend->staff->job_each(s, account, each, arg);
}

enum err store_job_remove(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], int64_t account)
{
	return s->store->backend->staff->job_remove(s, id, account);
}

enum err store_job_chunk_put(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
	unsigned n, const void *bytes, size_t len)
{
	if (len > STORE_JOB_CHUNK_MAX || n >= STORE_JOB_CHUNKS_MAX)
		return too_long(s, "what a job has");
	return s->store->backend->staff->chunk_put(s, id, part, n, bytes, len);
}

enum err store_job_chunk_get(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
	unsigned n, void (*take)(void *arg, const void *bytes, size_t len),
	void *arg)
{
	return s->store->backend->staff->chunk_get(s, id, part, n, take, arg);
}

enum err store_job_chunks_remove(struct store_session *s,
	const unsigned char id[STORE_JOB_LEN], enum store_job_part part)
{
	return s->store->backend->staff->chunks_remove(s, id, part);
}
