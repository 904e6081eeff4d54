/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with what was not certain enough to count. */
#include "store/doubt.h"

#include <string.h>

#include "bench.h"
#include "store/rekey.h"
#include "store/removal.h"

static void add(struct bench *b, const struct pseudonym *key, int64_t at_utc,
	const char *words)
{
	const struct store_doubt doubt = {.at_utc = at_utc,
		.kind = DOUBT_REPORT,
		.cause = DOUBT_SEVERAL,
		.key = *key,
		.queue_id = words ? "4Qxyz" : NULL,
		.words = words};

	OK(store_doubt_add(b->s, &doubt));
}

struct found {
	size_t len, stop_after;
	int64_t first_utc, last_utc;
	struct store_doubt last;
	char words[20];
};

static bool take(void *arg, const struct store_doubt *doubt)
{
	struct found *f = arg;

	if (f->len++ == 0)
		f->first_utc = doubt->at_utc;
	assert_true(f->len == 1 || doubt->at_utc >= f->last_utc);
	f->last_utc = doubt->at_utc;
	f->last = *doubt;
	assert_true(!doubt->words == !doubt->queue_id);
	if (doubt->words) {
		assert_string_equal(doubt->queue_id, "4Qxyz");
		assert_true(strlen(doubt->words) < sizeof(f->words));
		strcpy(f->words, doubt->words);
	}
	return f->len != f->stop_after;
}

static size_t count(struct bench *b, const struct pseudonym *key)
{
	struct found f = {.len = 0};

	OK(store_doubts_each(b->s, key, take, &f));
	return f.len;
}

static void test_list(void **state)
{
	struct found f = {.len = 0}, one = {.stop_after = 1};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	add(&b, &b.key, 9, "5.1.1");
	add(&b, &b.other, 7, NULL);
	OK(store_write_commit(b.s));
	OK(store_doubts_each(b.s, NULL, take, &f));
	assert_int_equal(f.len, 2);
	assert_int_equal(f.first_utc, 7);
	assert_string_equal(f.words, "5.1.1");
	assert_int_equal(f.last.kind, DOUBT_REPORT);
	assert_int_equal(f.last.cause, DOUBT_SEVERAL);
	assert_memory_equal(&f.last.key, &b.key, sizeof(b.key));
	OK(store_doubts_each(b.s, NULL, take, &one));
	assert_int_equal(one.len, 1);
	assert_int_equal(count(&b, &b.key), 1);
	OK(store_write_begin(b.s));
	OK(store_doubts_purge(b.s, 9));
	OK(store_write_commit(b.s));
	assert_int_equal(count(&b, NULL), 1);
	assert_int_equal(count(&b, &b.key), 1);
	bench_remove(&b, state);
}

static void test_bound(void **state)
{
	struct found f = {.len = 0};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	for (int i = 0; i < STORE_DOUBTS_MAX; i++)
		add(&b, &b.key, i, NULL);
	OK(store_write_commit(b.s));
	assert_int_equal(count(&b, NULL), STORE_DOUBTS_MAX);
	OK(store_write_begin(b.s));
	add(&b, &b.key, STORE_DOUBTS_MAX, NULL);
	OK(store_write_commit(b.s));
	OK(store_doubts_each(b.s, NULL, take, &f));
	assert_int_equal(f.len, STORE_DOUBTS_MAX);
	assert_int_equal(f.first_utc, 1);
	bench_remove(&b, state);
}

static void add_objection(
	struct bench *b, const struct pseudonym *key, int64_t at_utc, char mark)
{
	struct store_doubt doubt = {.at_utc = at_utc,
		.kind = DOUBT_OBJECTION,
		.cause = DOUBT_LIKELY,
		.key = *key,
		.queue_id = "4Qxyz",
		.words = "not interested",
		.grade = DOUBT_IS_LIKELY,
		.has_message = mark == 'a'};
	const struct objection fact = {.at_utc = at_utc,
		.channel = "mail",
		.is_unconfirmed = true,
		.recorded_utc = at_utc};

	memset(doubt.mark, mark, sizeof(doubt.mark));
	memset(doubt.message, 'm', sizeof(doubt.message));
	OK(store_objection_add_by(b->s, key, &fact, doubt.mark));
	OK(store_doubt_add(b->s, &doubt));
}

/* Until somebody has decided, in whatever way. */
static void test_objections(void **state)
{
	unsigned char mark[OBJECTION_MARK_LEN];
	struct found f = {.len = 0};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	for (char c = 'a'; c <= 'd'; c++)
		add_objection(&b, &b.key, c, c);
	add(&b, &b.key, 100, NULL);
	OK(store_write_commit(b.s));
	OK(store_doubts_each(b.s, NULL, take, &f));
	assert_int_equal(f.len, 5);
	OK(store_write_begin(b.s));
	memset(mark, 'b', sizeof(mark));
	OK(store_doubt_settle(b.s, mark));
	OK(store_doubt_settle(b.s, mark));
	memset(mark, 'c', sizeof(mark));
	OK(store_unconfirmed_confirm(b.s, &b.key, mark));
	memset(mark, 'd', sizeof(mark));
	OK(store_objection_take_back(b.s, &b.key, mark, INSTANT_NONE));
	OK(store_doubts_purge(b.s, 0));
	OK(store_write_commit(b.s));
	f = (struct found){.stop_after = 1};
	OK(store_doubts_each(b.s, NULL, take, &f));
	assert_int_equal(f.last_utc, 'a');
	assert_int_equal(f.last.kind, DOUBT_OBJECTION);
	assert_int_equal(f.last.grade, DOUBT_IS_LIKELY);
	assert_string_equal(f.words, "not interested");
	memset(mark, 'a', sizeof(mark));
	assert_memory_equal(f.last.mark, mark, sizeof(mark));
	assert_true(f.last.has_message);
	assert_int_equal(f.last.message[MESSAGE_DIGEST_LEN - 1], 'm');
	/* And the report, of which nobody decides. */
	assert_int_equal(count(&b, NULL), 2);
	bench_remove(&b, state);
}

/* With the person: to another key, and out of the store. */
static void test_person(void **state)
{
	struct store_removed removed;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	add(&b, &b.key, 1, NULL);
	add(&b, &b.key, 2, NULL);
	OK(store_rekey(b.s, &b.key, &b.other));
	OK(store_write_commit(b.s));
	assert_int_equal(count(&b, &b.key), 0);
	assert_int_equal(count(&b, &b.other), 2);
	OK(store_write_begin(b.s));
	/* Something was there. */
	OK(store_subject_remove(b.s, &b.other, &removed));
	IS(store_subject_remove(b.s, &b.other, &removed), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	assert_int_equal(count(&b, NULL), 0);
	bench_remove(&b, state);
}

/* Another address: what waits comes along, what failed at the old does not,
 * and nobody answers the new one what the old one wrote. */
static void test_move(void **state)
{
	struct found f = {.len = 0};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	add_objection(&b, &b.key, 1, 'a');
	add(&b, &b.key, 2, "5.1.1");
	OK(store_doubts_move(b.s, &b.key, &b.other));
	OK(store_write_commit(b.s));
	assert_int_equal(count(&b, &b.key), 1);
	OK(store_doubts_each(b.s, &b.other, take, &f));
	assert_int_equal(f.len, 1);
	assert_string_equal(f.words, "not interested");
	assert_int_equal(f.last.grade, DOUBT_IS_LIKELY);
	assert_false(f.last.has_message);
	bench_remove(&b, state);
}

void contract_add_doubt(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"doubts are listed and forgotten", test_list},
		{"of too many doubts the oldest go", test_bound},
		{"doubts go with the person", test_person},
		{"doubts of another address", test_move},
		{"doubts of objections go with them", test_objections},
	};

	CONTRACT_ADD(rows, tests, backend);
}
