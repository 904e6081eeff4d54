/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with letters that wait. */
#include "store/outbox.h"

#include <string.h>

#include "bench.h"
#include "store/quarantine.h"

/* What a letter says: the refs of its records. */
struct text {
	char refs[64];
	size_t len; /* of records */
	enum err fails;
	bool is_empty;
};

static enum err give_text(void *arg, const struct store_record *records,
	const void **bytes_r, size_t *len_r)
{
	struct text *text = arg;

	text->refs[0] = '\0';
	for (size_t i = 0; i < text->len; i++) {
		strncat(text->refs, records[i].entry.ref, 20);
		strncat(text->refs, ";", 2);
	}
	*bytes_r = text->refs;
	*len_r = text->is_empty ? 0 : strlen(text->refs) + 1;
	return text->fails;
}

static enum err add(
	struct bench *b, struct text *text, int64_t next_utc, int64_t *id_r)
{
	struct store_record records[2] = {record_of(1), record_of(2)};
	struct store_letter letter = {
		.created_utc = 100,
		.next_utc = next_utc,
		.sealed = give_text,
		.arg = text,
	};
	enum err e = store_record_letter(b->store, records, text->len, &letter);

	*id_r = letter.id;
	return e;
}

struct got {
	struct store_outgoing letter;
	char text[64];
	enum err fails;
};

static enum err get(void *arg, const struct store_outgoing *letter)
{
	struct got *got = arg;

	got->letter = *letter;
	assert_true(letter->len < sizeof(got->text));
	memcpy(got->text, letter->sealed, letter->len);
	got->letter.sealed = NULL;
	return got->fails;
}

static enum err take(struct store_session *s, int64_t id, int64_t now_utc,
	int64_t until_utc, struct got *got)
{
	enum err e;

	OK(store_write_begin(s));
	e = store_outbox_take(s, id, now_utc, until_utc, get, got);
	if (e)
		store_write_rollback(s);
	else
		OK(store_write_commit(s));
	return e;
}

static void sum_is(struct bench *b, int64_t letters, int64_t next_utc)
{
	struct store_outbox_sum sum;

	OK(store_outbox_sum(b->s, &sum));
	IS(sum.letters, letters);
	assert_true((sum.bytes > 0) == (letters > 0));
	assert_true(sum.next_utc == next_utc);
}

static void test_add(void **state)
{
	struct text text = {.len = 2};
	struct got got = {0};
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	sum_is(&b, 0, INSTANT_NONE);
	OK(add(&b, &text, 150, &id));
	assert_string_equal(text.refs, "AVWG37SR;AHVJ2YWQ;");
	IS(journal_length(b.store), 2);
	sum_is(&b, 1, 150);
	OK(take(b.s, 0, 150, 210, &got));
	IS(got.letter.id, id);
	IS(got.letter.created_utc, 100);
	IS(got.letter.tries, 0);
	IS(got.letter.len, strlen(text.refs) + 1);
	assert_string_equal(got.text, text.refs);
	bench_remove(&b, state);
}

/* Without verdicts of its own: the chain of the journal stays sound. */
static void test_add_alone(void **state)
{
	struct text alone = {.len = 0}, two = {.len = 2};
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	OK(add(&b, &alone, 150, &id));
	IS(journal_length(b.store), 0);
	OK(add(&b, &two, 150, &id));
	OK(add(&b, &alone, 150, &id));
	IS(journal_length(b.store), 2);
	sum_is(&b, 3, 150);
	bench_remove(&b, state);
}

static void test_all_or_nothing(void **state)
{
	struct text fails = {.len = 2, .fails = ERR_IO};
	struct text empty = {.len = 2, .is_empty = true};
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	IS(add(&b, &fails, 150, &id), ERR_IO);
	IS(id, 0);
	IS(journal_length(b.store), 0);
	OK(add(&b, &empty, 150, &id));
	IS(id, 0);
	IS(journal_length(b.store), 2);
	sum_is(&b, 0, INSTANT_NONE);
	bench_remove(&b, state);
}

static void test_with_hold(void **state)
{
	struct text text = {.len = 1};
	struct store_letter letter = {
		.next_utc = 150, .sealed = give_text, .arg = &text};
	struct store_hold hold = {
		.message = {.summary = "sealed", .summary_len = 6},
		.max_total_bytes = 5,
		.letter = &letter,
	};
	struct store_record record = record_of(1);
	struct bench b;

	bench_make(&b, state);
	held_id_format(1, &hold.message.id);
	IS(store_hold(b.store, &record, 1, &hold), ERR_LIMIT);
	assert_true(hold.is_full);
	IS(letter.id, 0);
	sum_is(&b, 0, INSTANT_NONE);
	hold.max_total_bytes = 6;
	OK(store_hold(b.store, &record, 1, &hold));
	assert_true(letter.id > 0);
	sum_is(&b, 1, 150);
	bench_remove(&b, state);
}

static void test_take(void **state)
{
	struct text text = {.len = 1};
	struct got got = {0};
	int64_t first, second;
	struct bench b;

	bench_make(&b, state);
	OK(add(&b, &text, 200, &first));
	OK(add(&b, &text, 150, &second));
	IS(take(b.s, 0, 149, 300, &got), ERR_NOT_FOUND);
	/* The one that is due first; one has it at a time. */
	OK(take(b.s, 0, 250, 300, &got));
	IS(got.letter.id, second);
	OK(take(b.s, 0, 250, 310, &got));
	IS(got.letter.id, first);
	IS(take(b.s, 0, 250, 310, &got), ERR_NOT_FOUND);
	sum_is(&b, 2, 300);
	OK(take(b.s, 0, 300, 400, &got));
	IS(got.letter.id, second);
	IS(got.letter.tries, 1);
	bench_remove(&b, state);
}

static void test_take_fresh(void **state)
{
	struct text text = {.len = 1};
	struct got got = {.fails = ERR_NOMEM};
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	OK(add(&b, &text, 500, &id));
	/* Nothing changes where it cannot be had. */
	IS(take(b.s, id, 100, 160, &got), ERR_NOMEM);
	sum_is(&b, 1, 500);
	got.fails = ERR_OK;
	IS(take(b.s, id + 1, 100, 160, &got), ERR_NOT_FOUND);
	OK(take(b.s, id, 100, 160, &got));
	IS(take(b.s, id, 100, 160, &got), ERR_NOT_FOUND);
	sum_is(&b, 1, 160);
	bench_remove(&b, state);
}

static void test_later_and_done(void **state)
{
	struct text text = {.len = 1};
	int64_t id, next;
	struct bench b;

	bench_make(&b, state);
	OK(add(&b, &text, 150, &id));
	OK(store_write_begin(b.s));
	OK(store_outbox_later(b.s, id, 900));
	IS(store_outbox_later(b.s, id + 1, 900), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	sum_is(&b, 1, 900);
	OK(store_write_begin(b.s));
	OK(store_outbox_done(b.s, id));
	IS(store_outbox_done(b.s, id), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	sum_is(&b, 0, INSTANT_NONE);
	/* An id is never given again. */
	OK(add(&b, &text, 150, &next));
	assert_true(next > id);
	bench_remove(&b, state);
}

/* In the transaction of what it tells of, and with it or not at all. */
static void test_add_and_recall(void **state)
{
	struct store_outgoing letter = {
		.created_utc = 100, .sealed = "sealed", .len = 7};
	struct got got = {0};
	int64_t id, taken;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_outbox_add(b.s, &letter, 150, &id));
	store_write_rollback(b.s);
	sum_is(&b, 0, INSTANT_NONE);
	OK(store_write_begin(b.s));
	OK(store_outbox_add(b.s, &letter, 150, &taken));
	OK(store_outbox_add(b.s, &letter, 160, &id));
	OK(store_write_commit(b.s));
	OK(take(b.s, 0, 150, 210, &got));
	IS(got.letter.id, taken);
	IS(got.letter.created_utc, 100);
	IS(got.letter.len, 7);
	assert_string_equal(got.text, "sealed");
	OK(store_write_begin(b.s));
	IS(store_outbox_recall(b.s, taken), ERR_NOT_FOUND);
	OK(store_outbox_recall(b.s, id));
	IS(store_outbox_recall(b.s, id), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	sum_is(&b, 1, 210);
	bench_remove(&b, state);
}

static void test_reopened(void **state)
{
	struct text text = {.len = 1};
	struct got got = {0};
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	OK(add(&b, &text, 150, &id));
	store_session_put(b.store, &b.s);
	store_close(&b.store);
	b.store = place_store(&b.place, "two", false);
	OK(store_session_get(b.store, &b.s));
	OK(take(b.s, 0, 150, 210, &got));
	IS(got.letter.id, id);
	bench_remove(&b, state);
}

void contract_add_outbox(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"a letter beside its verdicts", test_add},
		{"a letter alone", test_add_alone},
		{"letter and verdicts, or neither", test_all_or_nothing},
		{"a letter beside what is held", test_with_hold},
		{"letters are taken one by one", test_take},
		{"a letter is taken by its id", test_take_fresh},
		{"letters go later, and go", test_later_and_done},
		{"a letter within a transaction, and taken back",
			test_add_and_recall},
		{"letters are there after a restart", test_reopened},
	};

	CONTRACT_ADD(rows, tests, backend);
}
