/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with what salespersons say and ask. */
#include "store/sales.h"

#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "store/rekey.h"
#include "store/removal.h"

static int64_t add(struct bench *b, const struct pseudonym *key,
	int64_t account, enum statement_state state, int64_t said_utc)
{
	const struct store_statement statement = {.account = account,
		.kind = STATEMENT_MEETING,
		.state = state,
		.at_utc = said_utc - 5,
		.said_utc = said_utc,
		.source = "phone",
		.teller = account == 1 ? "ania" : "bob",
		.key = *key,
		.who = "a@example.com",
		.note = "at the fair"};
	int64_t id = 0;

	OK(store_statement_add(b->s, &statement, &id));
	return id;
}

struct found {
	size_t len;
	struct store_statement last;
	char who[40], note[40], teller[40];
};

static bool take(void *arg, const struct store_statement *statement)
{
	struct found *f = arg;

	f->len++;
	f->last = *statement;
	snprintf(f->who, sizeof(f->who), "%s", statement->who);
	snprintf(f->note, sizeof(f->note), "%s", statement->note);
	snprintf(f->teller, sizeof(f->teller), "%s", statement->teller);
	return true;
}

static struct found all(struct bench *b, int64_t after, size_t limit)
{
	struct found f = {.len = 0};

	OK(store_statements_each(b->s, after, limit, take, &f));
	return f;
}

static void test_waiting(void **state)
{
	struct found f;
	struct bench b;
	bool is_used;
	int64_t first, second;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	first = add(&b, &b.key, 1, STATEMENT_WAITS, 100);
	add(&b, &b.key, 1, STATEMENT_COUNTED, 101);
	second = add(&b, &b.other, 2, STATEMENT_WAITS, 102);
	OK(store_write_commit(b.s));
	/* Of whom there is nothing else: a new key takes it along. */
	OK(store_key_is_used(b.s, &b.other, &is_used));
	assert_true(is_used);
	f = all(&b, 0, 0);
	assert_int_equal(f.len, 2);
	assert_int_equal(f.last.id, second);
	f = all(&b, 0, 1);
	assert_int_equal(f.len, 1);
	assert_int_equal(f.last.id, first);
	assert_int_equal(f.last.kind, STATEMENT_MEETING);
	assert_int_equal(f.last.at_utc, 95);
	assert_int_equal(f.last.said_utc, 100);
	assert_string_equal(f.last.source, "phone");
	assert_null(f.last.relation);
	assert_string_equal(f.who, "a@example.com");
	assert_string_equal(f.note, "at the fair");
	assert_string_equal(f.teller, "ania");
	assert_memory_equal(&f.last.key, &b.key, sizeof(b.key));
	assert_int_equal(all(&b, first, 0).last.id, second);
	f = (struct found){.len = 0};
	OK(store_statement_get(b.s, second, take, &f));
	assert_int_equal(f.last.account, 2);
	IS(store_statement_get(b.s, second + 1, take, &f), ERR_NOT_FOUND);
	bench_remove(&b, state);
}

static bool sum_up(void *arg, const struct statement_count *count)
{
	struct statement_count *counts = arg;

	assert_in_range(count->account, 1, 2);
	assert_string_equal(
		count->teller, count->account == 1 ? "ania" : "bob");
	counts[count->account] = *count;
	return true;
}

/* Decided once; who it was is forgotten, the number stays. */
static void test_settled(void **state)
{
	struct statement_count counts[3] = {{.account = 0}};
	struct found f = {.len = 0};
	struct bench b;
	int64_t id, other;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	id = add(&b, &b.key, 1, STATEMENT_WAITS, 100);
	other = add(&b, &b.key, 1, STATEMENT_WAITS, 100);
	add(&b, &b.key, 2, STATEMENT_WAITS, 100);
	add(&b, &b.key, 2, STATEMENT_COUNTED, 50);
	OK(store_statement_settle(b.s, id, STATEMENT_CONFIRMED, 110));
	IS(store_statement_settle(b.s, id, STATEMENT_REFUSED, 111),
		ERR_NOT_FOUND);
	OK(store_statement_settle(b.s, other, STATEMENT_REFUSED, 111));
	OK(store_write_commit(b.s));
	IS(store_statement_get(b.s, id, take, &f), ERR_NOT_FOUND);
	OK(store_statements_of(b.s, &b.key, take, &f));
	assert_int_equal(f.len, 1);
	OK(store_statement_counts(b.s, 50, sum_up, counts));
	assert_int_equal(counts[1].confirmed, 1);
	assert_int_equal(counts[1].refused, 1);
	assert_int_equal(counts[1].waiting, 0);
	assert_int_equal(counts[2].waiting, 1);
	assert_int_equal(counts[2].counted, 1);
	OK(store_write_begin(b.s));
	OK(store_statements_purge(b.s, 100));
	OK(store_write_commit(b.s));
	OK(store_statement_counts(b.s, 0, sum_up, counts));
	assert_int_equal(counts[2].waiting, 1);
	assert_int_equal(counts[2].counted, 0);
	bench_remove(&b, state);
}

/* With the person: to another key, and out of the store. */
static void test_person(void **state)
{
	struct store_removed removed;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	add(&b, &b.key, 1, STATEMENT_WAITS, 100);
	OK(store_rekey(b.s, &b.key, &b.other));
	IS(store_subject_remove(b.s, &b.key, &removed), ERR_NOT_FOUND);
	OK(store_subject_remove(b.s, &b.other, &removed));
	OK(store_write_commit(b.s));
	assert_int_equal(all(&b, 0, 0).len, 0);
	bench_remove(&b, state);
}

/* A person has another address. */
static void test_moved(void **state)
{
	struct store_removed removed;
	struct found f;
	int64_t moved;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	add(&b, &b.key, 1, STATEMENT_WAITS, 100);
	add(&b, &b.key, 1, STATEMENT_COUNTED, 101);
	OK(store_statements_move(
		b.s, &b.key, &b.other, "b@example.com", &moved));
	assert_int_equal(moved, 1);
	IS(store_subject_remove(b.s, &b.key, &removed), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	f = all(&b, 0, 0);
	assert_int_equal(f.len, 1);
	assert_memory_equal(&f.last.key, &b.other, sizeof(b.other));
	assert_string_equal(f.who, "b@example.com");
	assert_string_equal(f.note, "at the fair");
	bench_remove(&b, state);
}

static int64_t ask(struct bench *b, int64_t account, int64_t day,
	int64_t addresses, enum err expected)
{
	const struct store_asking asking = {.account = account,
		.day = day,
		.addresses = addresses,
		.most = 10};
	int64_t left = -1;

	IS(store_asking_add(b->s, &asking, &left), expected);
	return left;
}

static void test_askings(void **state)
{
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	assert_int_equal(ask(&b, 1, 7, 0, ERR_OK), 10);
	assert_int_equal(ask(&b, 1, 7, 4, ERR_OK), 6);
	assert_int_equal(ask(&b, 1, 7, 7, ERR_LIMIT), 6);
	assert_int_equal(ask(&b, 1, 7, 6, ERR_OK), 0);
	assert_int_equal(ask(&b, 1, 7, 1, ERR_LIMIT), 0);
	assert_int_equal(ask(&b, 1, 8, 1, ERR_OK), 9);
	assert_int_equal(ask(&b, 2, 7, 1, ERR_OK), 9);
	OK(store_askings_purge(b.s, 8));
	assert_int_equal(ask(&b, 1, 7, 0, ERR_OK), 10);
	assert_int_equal(ask(&b, 1, 8, 0, ERR_OK), 9);
	OK(store_write_commit(b.s));
	bench_remove(&b, state);
}

/* ------------------------------------------------------------- stopped */

static const unsigned char ania[] = "0123456789ania";
static const unsigned char near[] = "01234567another";

static void entry_add(struct bench *b, const unsigned char *sender,
	enum journal_kind kind, enum action action, bool is_enforced)
{
	struct journal_entry entry = {.kind = kind,
		.at_utc = 1000,
		.action = action,
		.reason = kind == JOURNAL_VERDICT ? REASON_OBJECTED : 0,
		.purpose = "followup",
		.is_enforced = is_enforced,
		.detail = kind == JOURNAL_HELD ? "7K3MQW9X2ABC" : NULL,
		.sender = sender,
		.sender_len = strlen((const char *)sender)};

	OK(store_journal_add(b->s, &entry));
}

struct seen {
	size_t len;
	uint64_t seqs[10];
	enum journal_kind kinds[10];
};

static bool see(void *arg, const struct journal_entry *entry)
{
	struct seen *seen = arg;

	assert_true(seen->len < 10);
	seen->kinds[seen->len] = entry->kind;
	seen->seqs[seen->len++] = entry->seq;
	return true;
}

static struct seen stopped(struct bench *b, uint64_t before_seq, size_t limit,
	int64_t since_utc, bool with_held)
{
	struct seen seen = {.len = 0};
	const struct stopped_filter filter = {.sender = ania,
		.sender_len = sizeof(ania) - 1,
		.since_utc = since_utc,
		.before_seq = before_seq,
		.with_held_verdicts = with_held,
		.limit = limit};

	OK(store_stopped_each(b->s, &filter, see, &seen));
	return seen;
}

static void test_stopped(void **state)
{
	struct seen seen;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	entry_add(&b, ania, JOURNAL_VERDICT, ACTION_REJECT, true);
	entry_add(&b, ania, JOURNAL_VERDICT, ACTION_ACCEPT, true);
	entry_add(&b, ania, JOURNAL_VERDICT, ACTION_REJECT, false);
	entry_add(&b, near, JOURNAL_VERDICT, ACTION_REJECT, true);
	entry_add(&b, ania, JOURNAL_VERDICT, ACTION_HOLD, true);
	entry_add(&b, ania, JOURNAL_HELD, ACTION_ACCEPT, true);
	entry_add(&b, ania, JOURNAL_CONTACT, ACTION_ACCEPT, true);
	entry_add(&b, ania, JOURNAL_VERDICT, ACTION_REJECT, true);
	OK(store_write_commit(b.s));
	seen = stopped(&b, 0, 10, 0, false);
	assert_int_equal(seen.len, 3);
	assert_int_equal(seen.seqs[0], 8);
	assert_int_equal(seen.kinds[1], JOURNAL_HELD);
	assert_int_equal(seen.seqs[2], 1);
	assert_int_equal(stopped(&b, 0, 10, 0, true).len, 4);
	seen = stopped(&b, 6, 1, 0, true);
	assert_int_equal(seen.len, 1);
	assert_int_equal(seen.seqs[0], 5);
	assert_int_equal(stopped(&b, 0, 10, 1001, true).len, 0);
	bench_remove(&b, state);
}

void contract_add_sales(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"statements wait", test_waiting},
		{"statements are decided once", test_settled},
		{"statements go with the person", test_person},
		{"statements go to another address", test_moved},
		{"how much was asked in a day", test_askings},
		{"what was stopped of a sender", test_stopped},
	};

	CONTRACT_ADD(rows, tests, backend);
}
