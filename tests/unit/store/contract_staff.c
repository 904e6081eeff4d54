/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with accounts of staff, their sessions, failed
 * tries and jobs. */
#include "store/staff.h"

#include <stdio.h>
#include <string.h>

#include "bench.h"

/* ------------------------------------------------------------- accounts */

struct account {
	int64_t id;
	char text[64];
	bool has_text;
	size_t calls;
	size_t stop_after;
};

static void take(void *arg, const struct store_staff *staff)
{
	struct account *a = arg;

	a->calls++;
	a->id = staff->id;
	a->has_text = staff->text;
	snprintf(
		a->text, sizeof(a->text), "%s", staff->text ? staff->text : "");
}

static bool take_each(void *arg, const struct store_staff *staff)
{
	struct account *a = arg;

	assert_true(staff->id > a->id);
	take(arg, staff);
	return a->calls != a->stop_after;
}

static int64_t add(struct bench *b, const char *name, const char *text)
{
	int64_t id = 0;

	OK(store_write_begin(b->s));
	OK(store_staff_add(b->s, name, text, &id));
	OK(store_write_commit(b->s));
	return id;
}

static void test_accounts(void **state)
{
	struct account a = {0}, all = {0}, first = {.stop_after = 1};
	int64_t ania, jan, id;
	struct bench b;

	bench_make(&b, state);
	IS(store_staff_get(b.s, "ania", take, &a), ERR_NOT_FOUND);
	IS(store_staff_get_id(b.s, 1, take, &a), ERR_NOT_FOUND);
	assert_int_equal(a.calls, 0);
	ania = add(&b, "ania", "role officer");
	jan = add(&b, "jan", "role admin");
	assert_true(jan > ania && ania > 0);
	OK(store_staff_get(b.s, "ania", take, &a));
	assert_true(a.id == ania);
	assert_string_equal(a.text, "role officer");
	OK(store_staff_get_id(b.s, jan, take, &a));
	assert_string_equal(a.text, "role admin");
	OK(store_staff_each(b.s, take_each, &all));
	assert_int_equal(all.calls, 2);
	OK(store_staff_each(b.s, take_each, &first));
	assert_true(first.calls == 1 && first.id == ania);

	OK(store_write_begin(b.s));
	IS(store_staff_add(b.s, "ania", "role admin", &id), ERR_EXISTS);
	OK(store_staff_put(b.s, ania, "role sales"));
	OK(store_staff_get(b.s, "ania", take, &a));
	assert_string_equal(a.text, "role sales");
	IS(store_staff_put(b.s, ania + 100, "role admin"), ERR_NOT_FOUND);
	OK(store_staff_remove(b.s, jan));
	IS(store_staff_remove(b.s, jan), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	IS(store_staff_get(b.s, "jan", take, &a), ERR_NOT_FOUND);
	/* Nobody gets what an id stood for before. */
	id = add(&b, "jan", "role sales");
	assert_true(id > jan);
	bench_remove(&b, state);
}

static void test_account_rolled_back(void **state)
{
	struct account a = {0};
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_staff_add(b.s, "ania", "x", &id));
	store_write_rollback(b.s);
	IS(store_staff_get(b.s, "ania", take, &a), ERR_NOT_FOUND);
	bench_remove(&b, state);
}

static void test_account_too_long(void **state)
{
	static char text[STORE_STAFF_TEXT_MAX + 2];
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	memset(text, 'x', sizeof(text) - 1);
	OK(store_write_begin(b.s));
	IS(store_staff_add(b.s, "ania", text, &id), ERR_LIMIT);
	text[STORE_STAFF_TEXT_MAX] = '\0';
	OK(store_staff_add(b.s, "ania", text, &id));
	OK(store_write_commit(b.s));
	bench_remove(&b, state);
}

/* Two hosts ask in turn: each step counts once, and none that is earlier. */
static void test_steps(void **state)
{
	static const struct {
		int64_t step;
		enum err expected;
	} rows[] = {
		{100, ERR_OK},
		{100, ERR_EXISTS},
		{99, ERR_EXISTS},
		{101, ERR_OK},
		{100, ERR_EXISTS},
	};
	struct store_session *other;
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	id = add(&b, "ania", "x");
	OK(store_session_get(b.store, &other));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct store_session *s = i % 2 ? other : b.s;

		OK(store_write_begin(s));
		IS(store_staff_step(s, id, rows[i].step), rows[i].expected);
		OK(store_write_commit(s));
	}
	OK(store_write_begin(b.s));
	IS(store_staff_step(b.s, id + 1, 200), ERR_NOT_FOUND);
	store_write_rollback(b.s);
	store_session_put(b.store, &other);
	bench_remove(&b, state);
}

/* ------------------------------------------------------------- sessions */

static void token_of(char c, unsigned char token_r[STORE_TOKEN_LEN])
{
	memset(token_r, c, STORE_TOKEN_LEN);
}

static void login(struct bench *b, char c, int64_t account, int64_t expires_utc)
{
	const struct store_login l = {.account = account,
		.begun_utc = 1000,
		.seen_utc = 1001,
		.expires_utc = expires_utc,
		.state = 2,
		.epoch = 7};
	unsigned char token[STORE_TOKEN_LEN];

	token_of(c, token);
	OK(store_write_begin(b->s));
	OK(store_login_add(b->s, token, &l));
	OK(store_write_commit(b->s));
}

static enum err look(struct bench *b, char c, struct store_login *l)
{
	unsigned char token[STORE_TOKEN_LEN];

	token_of(c, token);
	return store_login_get(b->s, token, l);
}

static bool sum_up(void *arg, const struct store_login *l)
{
	int64_t *sum = arg;

	*sum += l->account;
	return *sum < 1000;
}

static void test_sessions(void **state)
{
	unsigned char token[STORE_TOKEN_LEN];
	struct store_login l;
	struct bench b;
	int64_t sum = 0;

	bench_make(&b, state);
	IS(look(&b, 'a', &l), ERR_NOT_FOUND);
	login(&b, 'a', 3, 2000);
	login(&b, 'b', 4, 2000);
	OK(look(&b, 'a', &l));
	assert_true(l.account == 3 && l.begun_utc == 1000 &&
		l.seen_utc == 1001 && l.expires_utc == 2000 && l.state == 2 &&
		l.epoch == 7);
	OK(store_logins_each(b.s, sum_up, &sum));
	assert_true(sum == 7);
	sum = 1000;
	OK(store_logins_each(b.s, sum_up, &sum));
	assert_true(sum == 1003 || sum == 1004);
	token_of('a', token);
	OK(store_write_begin(b.s));
	l.seen_utc = 1500;
	l.state = 1;
	OK(store_login_put(b.s, token, &l));
	l.account = 4;
	IS(store_login_put(b.s, token, &l), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	OK(look(&b, 'a', &l));
	assert_true(l.account == 3 && l.seen_utc == 1500 && l.state == 1);
	OK(store_write_begin(b.s));
	OK(store_login_end(b.s, token));
	IS(store_login_end(b.s, token), ERR_NOT_FOUND);
	IS(store_login_put(b.s, token, &l), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	IS(look(&b, 'a', &l), ERR_NOT_FOUND);
	OK(look(&b, 'b', &l));
	bench_remove(&b, state);
}

static void test_sessions_end(void **state)
{
	unsigned char token[STORE_TOKEN_LEN];
	struct store_login l;
	int64_t ended, id;
	struct bench b;

	bench_make(&b, state);
	id = add(&b, "ania", "x");
	for (char c = 'a'; c <= 'd'; c++)
		login(&b, c, id, 2000);
	login(&b, 'x', id + 1, 2000);
	token_of('b', token);
	OK(store_write_begin(b.s));
	OK(store_logins_end(b.s, id, token, &ended));
	OK(store_write_commit(b.s));
	assert_true(ended == 3);
	OK(look(&b, 'b', &l));
	IS(look(&b, 'c', &l), ERR_NOT_FOUND);
	OK(store_write_begin(b.s));
	OK(store_staff_remove(b.s, id));
	OK(store_write_commit(b.s));
	IS(look(&b, 'b', &l), ERR_NOT_FOUND);
	OK(look(&b, 'x', &l));
	OK(store_write_begin(b.s));
	OK(store_logins_end(b.s, id + 1, NULL, &ended));
	OK(store_write_commit(b.s));
	assert_true(ended == 1);
	bench_remove(&b, state);
}

/* Of an account so many stay, those that were begun last. */
static void test_sessions_trim(void **state)
{
	unsigned char token[STORE_TOKEN_LEN];
	struct store_login l;
	int64_t ended, id;
	struct bench b;

	bench_make(&b, state);
	id = add(&b, "ania", "x");
	OK(store_write_begin(b.s));
	for (char c = 'a'; c <= 'd'; c++) {
		l = (struct store_login){.account = id,
			.begun_utc = 1000 - c,
			.seen_utc = 1000,
			.expires_utc = 2000};
		token_of(c, token);
		OK(store_login_add(b.s, token, &l));
	}
	OK(store_write_commit(b.s));
	login(&b, 'x', id + 1, 2000);
	OK(store_write_begin(b.s));
	OK(store_logins_trim(b.s, id, 4, &ended));
	assert_true(ended == 0);
	OK(store_logins_trim(b.s, id, 2, &ended));
	assert_true(ended == 2);
	OK(store_write_commit(b.s));
	OK(look(&b, 'a', &l));
	OK(look(&b, 'b', &l));
	IS(look(&b, 'c', &l), ERR_NOT_FOUND);
	IS(look(&b, 'd', &l), ERR_NOT_FOUND);
	OK(look(&b, 'x', &l));
	bench_remove(&b, state);
}

/* ---------------------------------------------------------------- tries */

static void test_tries(void **state)
{
	struct store_try tried = {.count = 3, .last_utc = 500}, found;
	struct bench b;

	bench_make(&b, state);
	IS(store_try_get(b.s, "a\0b", 3, &found), ERR_NOT_FOUND);
	OK(store_write_begin(b.s));
	OK(store_try_put(b.s, "a\0b", 3, &tried));
	tried.count = 4;
	OK(store_try_put(b.s, "a\0b", 3, &tried));
	OK(store_write_commit(b.s));
	OK(store_try_get(b.s, "a\0b", 3, &found));
	assert_true(found.count == 4 && found.last_utc == 500);
	IS(store_try_get(b.s, "a", 1, &found), ERR_NOT_FOUND);
	OK(store_write_begin(b.s));
	OK(store_try_forget(b.s, "a\0b", 3));
	OK(store_try_forget(b.s, "a\0b", 3));
	OK(store_write_commit(b.s));
	IS(store_try_get(b.s, "a\0b", 3, &found), ERR_NOT_FOUND);
	bench_remove(&b, state);
}

static void test_tries_are_bounded(void **state)
{
	struct store_try tried = {.count = 1}, found;
	struct bench b;
	int last = STORE_TRIES_MAX;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	for (int i = 0; i <= last; i++) {
		tried.last_utc = i;
		OK(store_try_put(b.s, &i, sizeof(i), &tried));
	}
	OK(store_write_commit(b.s));
	for (int i = 0; i < 10; i++)
		IS(store_try_get(b.s, &i, sizeof(i), &found), ERR_NOT_FOUND);
	OK(store_try_get(b.s, &last, sizeof(last), &found));
	last /= 2;
	OK(store_try_get(b.s, &last, sizeof(last), &found));
	bench_remove(&b, state);
}

/* ----------------------------------------------------------------- jobs */

struct found_job {
	struct store_job job;
	char title[64];
	size_t calls;
};

static void take_job(void *arg, const struct store_job *job)
{
	struct found_job *f = arg;

	f->calls++;
	f->job = *job;
	snprintf(f->title, sizeof(f->title), "%s",
		job->title ? job->title : "(none)");
}

static bool take_each_job(void *arg, const struct store_job *job)
{
	struct found_job *f = arg;

	assert_true(f->calls == 0 || job->created_utc <= f->job.created_utc);
	take_job(arg, job);
	return true;
}

static struct store_job job_of(char c, int64_t account, int64_t created_utc)
{
	struct store_job job = {.account = account,
		.created_utc = created_utc,
		.kind = 5,
		.state = 1,
		.changed_utc = created_utc,
		.counts = {10, -1},
		.title = "customers 2018.csv"};

	memset(job.id, c, sizeof(job.id));
	return job;
}

static void test_jobs(void **state)
{
	struct store_job one = job_of('a', 3, 100), two = job_of('b', 4, 200),
			 three = job_of('c', 3, 300);
	struct found_job f = {.calls = 0}, of_three = f, all = f;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_job_add(b.s, &one));
	IS(store_job_add(b.s, &one), ERR_EXISTS);
	two.title = NULL;
	OK(store_job_add(b.s, &two));
	OK(store_job_add(b.s, &three));
	OK(store_write_commit(b.s));
	OK(store_job_get(b.s, one.id, 3, take_job, &f));
	assert_memory_equal(f.job.id, one.id, sizeof(one.id));
	assert_true(f.job.account == 3 && f.job.created_utc == 100 &&
		f.job.kind == 5 && f.job.state == 1 &&
		f.job.changed_utc == 100 && f.job.counts[0] == 10 &&
		f.job.counts[1] == -1 && f.job.counts[7] == 0);
	assert_string_equal(f.title, "customers 2018.csv");
	/* Another's is not there. */
	IS(store_job_get(b.s, one.id, 4, take_job, &f), ERR_NOT_FOUND);
	OK(store_job_get(b.s, two.id, 0, take_job, &f));
	assert_string_equal(f.title, "(none)");
	OK(store_job_each(b.s, 3, take_each_job, &of_three));
	OK(store_job_each(b.s, 0, take_each_job, &all));
	assert_true(of_three.calls == 2 && all.calls == 3);

	OK(store_write_begin(b.s));
	one.state = 9;
	one.counts[7] = 77;
	one.created_utc = 999;
	OK(store_job_set(b.s, &one));
	one.account = 4;
	IS(store_job_set(b.s, &one), ERR_NOT_FOUND);
	IS(store_job_remove(b.s, one.id, 4), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	OK(store_job_get(b.s, one.id, 3, take_job, &f));
	assert_true(f.job.state == 9 && f.job.counts[7] == 77 &&
		f.job.created_utc == 100);
	OK(store_write_begin(b.s));
	OK(store_job_remove(b.s, one.id, 3));
	OK(store_write_commit(b.s));
	IS(store_job_get(b.s, one.id, 3, take_job, &f), ERR_NOT_FOUND);
	bench_remove(&b, state);
}

struct found_chunk {
	char bytes[16];
	size_t len;
};

static void take_chunk(void *arg, const void *bytes, size_t len)
{
	struct found_chunk *c = arg;

	assert_true(len <= sizeof(c->bytes));
	memcpy(c->bytes, bytes, len);
	c->len = len;
}

static void chunk_is(struct bench *b, const struct store_job *job,
	enum store_job_part part, unsigned n, const char *bytes, size_t len)
{
	struct found_chunk c = {.len = 0};

	OK(store_job_chunk_get(b->s, job->id, part, n, take_chunk, &c));
	assert_int_equal(c.len, len);
	assert_memory_equal(c.bytes, bytes, len);
}

static void test_chunks(void **state)
{
	static char large[STORE_JOB_CHUNK_MAX + 1];
	struct store_job job = job_of('a', 3, 100), none = job_of('z', 3, 1);
	struct found_chunk c;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_job_add(b.s, &job));
	OK(store_job_chunk_put(b.s, job.id, STORE_JOB_INPUT, 0, "a\0b", 3));
	OK(store_job_chunk_put(b.s, job.id, STORE_JOB_INPUT, 1, "", 0));
	OK(store_job_chunk_put(b.s, job.id, STORE_JOB_RESULT, 0, "yes", 3));
	OK(store_job_chunk_put(b.s, job.id, STORE_JOB_INPUT, 0, "c\0d", 3));
	OK(store_job_chunk_put(
		b.s, job.id, STORE_JOB_RESULT, 1, large, STORE_JOB_CHUNK_MAX));
	IS(store_job_chunk_put(
		   b.s, job.id, STORE_JOB_RESULT, 2, large, sizeof(large)),
		ERR_LIMIT);
	IS(store_job_chunk_put(
		   b.s, job.id, STORE_JOB_RESULT, STORE_JOB_CHUNKS_MAX, "x", 1),
		ERR_LIMIT);
	IS(store_job_chunk_put(b.s, none.id, STORE_JOB_INPUT, 0, "x", 1),
		ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	chunk_is(&b, &job, STORE_JOB_INPUT, 0, "c\0d", 3);
	chunk_is(&b, &job, STORE_JOB_INPUT, 1, "", 0);
	chunk_is(&b, &job, STORE_JOB_RESULT, 0, "yes", 3);
	IS(store_job_chunk_get(b.s, job.id, STORE_JOB_INPUT, 2, take_chunk, &c),
		ERR_NOT_FOUND);
	OK(store_write_begin(b.s));
	OK(store_job_chunks_remove(b.s, job.id, STORE_JOB_INPUT));
	OK(store_write_commit(b.s));
	IS(store_job_chunk_get(b.s, job.id, STORE_JOB_INPUT, 0, take_chunk, &c),
		ERR_NOT_FOUND);
	chunk_is(&b, &job, STORE_JOB_RESULT, 0, "yes", 3);
	OK(store_write_begin(b.s));
	OK(store_job_remove(b.s, job.id, 3));
	OK(store_write_commit(b.s));
	IS(store_job_chunk_get(
		   b.s, job.id, STORE_JOB_RESULT, 0, take_chunk, &c),
		ERR_NOT_FOUND);
	bench_remove(&b, state);
}

static void test_jobs_go_with_the_account(void **state)
{
	struct store_job job = job_of('a', 0, 100), other = job_of('b', 0, 100);
	struct found_job f = {.calls = 0};
	struct found_chunk c;
	struct bench b;

	bench_make(&b, state);
	job.account = add(&b, "ania", "x");
	other.account = add(&b, "jan", "x");
	OK(store_write_begin(b.s));
	OK(store_job_add(b.s, &job));
	OK(store_job_add(b.s, &other));
	OK(store_job_chunk_put(b.s, job.id, STORE_JOB_INPUT, 0, "x", 1));
	OK(store_job_chunk_put(b.s, other.id, STORE_JOB_INPUT, 0, "y", 1));
	OK(store_staff_remove(b.s, job.account));
	OK(store_write_commit(b.s));
	IS(store_job_get(b.s, job.id, 0, take_job, &f), ERR_NOT_FOUND);
	IS(store_job_chunk_get(b.s, job.id, STORE_JOB_INPUT, 0, take_chunk, &c),
		ERR_NOT_FOUND);
	chunk_is(&b, &other, STORE_JOB_INPUT, 0, "y", 1);
	bench_remove(&b, state);
}

/* --------------------------------------------------------------- purge */

static void test_purge(void **state)
{
	struct store_job old = job_of('a', 3, 1000),
			 late = job_of('b', 3, 1001);
	struct store_try tried = {.count = 1, .last_utc = 1000}, found;
	struct found_job f = {.calls = 0};
	struct found_chunk c;
	struct store_login l;
	struct account a;
	struct bench b;

	bench_make(&b, state);
	(void)add(&b, "ania", "x");
	login(&b, 'a', 3, 1001 + DAY);
	login(&b, 'b', 3, 1002 + DAY);
	OK(store_write_begin(b.s));
	OK(store_job_add(b.s, &old));
	OK(store_job_add(b.s, &late));
	OK(store_job_chunk_put(b.s, old.id, STORE_JOB_INPUT, 0, "x", 1));
	OK(store_job_chunk_put(b.s, late.id, STORE_JOB_INPUT, 0, "y", 1));
	OK(store_try_put(b.s, "old", 3, &tried));
	tried.last_utc = 1001;
	OK(store_try_put(b.s, "late", 4, &tried));
	OK(store_staff_purge(b.s, 1001 + DAY));
	OK(store_write_commit(b.s));
	IS(look(&b, 'a', &l), ERR_NOT_FOUND);
	OK(look(&b, 'b', &l));
	IS(store_try_get(b.s, "old", 3, &found), ERR_NOT_FOUND);
	OK(store_try_get(b.s, "late", 4, &found));
	IS(store_job_get(b.s, old.id, 3, take_job, &f), ERR_NOT_FOUND);
	OK(store_job_get(b.s, late.id, 3, take_job, &f));
	IS(store_job_chunk_get(b.s, old.id, STORE_JOB_INPUT, 0, take_chunk, &c),
		ERR_NOT_FOUND);
	chunk_is(&b, &late, STORE_JOB_INPUT, 0, "y", 1);
	OK(store_staff_get(b.s, "ania", take, &a));
	bench_remove(&b, state);
}

void contract_add_staff(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"accounts of staff", test_accounts},
		{"an account that was rolled back", test_account_rolled_back},
		{"an account that is too long", test_account_too_long},
		{"a step of a second factor counts once", test_steps},
		{"sessions of staff", test_sessions},
		{"sessions end", test_sessions_end},
		{"sessions are not too many", test_sessions_trim},
		{"failed tries", test_tries},
		{"failed tries are bounded", test_tries_are_bounded},
		{"jobs", test_jobs},
		{"chunks of jobs", test_chunks},
		{"jobs go with the account", test_jobs_go_with_the_account},
		{"what is over is purged", test_purge},
	};

	CONTRACT_ADD(rows, tests, backend);
}
