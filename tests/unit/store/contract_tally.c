/* SPDX-License-Identifier: BSD-2-Clause */
/* The daily numbers' part of the contract: as many as there are entries,
 * whatever is written, trimmed or given up; that they outlive a crash is told
 * by every test, because journal_length() compares both. */
#include "bench.h"

#include "lib/random.h"
#include "store/journal.h"
#include "store/tally.h"

#define FIRST_DAY 20000
#define DAYS 5
#define SENDERS 3

static const char *const purposes[] = {NULL, "followup", "newsletter"};
static const char *const senders[SENDERS] = {NULL, "sealed-ania", "sealed-bo"};
static const enum reason reasons[] = {
	REASON_ALLOWED, REASON_OBJECTION_UNCONFIRMED, REASON_NOT_MARKETING};

struct seen {
	int64_t n[DAYS][3][SENDERS][3][2];
	int64_t all;
};

static size_t place_of(const unsigned char *sender, size_t len)
{
	for (size_t i = 1; i < SENDERS; i++)
		if (sender && len == strlen(senders[i]) &&
			memcmp(sender, senders[i], len) == 0)
			return i;
	assert_null(sender);
	return 0;
}

static size_t purpose_at(const char *purpose)
{
	for (size_t i = 1; i < 3; i++)
		if (purpose && strcmp(purpose, purposes[i]) == 0)
			return i;
	assert_null(purpose);
	return 0;
}

static size_t reason_at(enum reason reason)
{
	for (size_t i = 0; i < 3; i++)
		if (reasons[i] == reason)
			return i;
	fail();
	return 0;
}

static bool see_entry(void *arg, const struct journal_entry *e)
{
	struct seen *seen = arg;
	int64_t day = store_day(e->at_utc) - FIRST_DAY;

	seen->n[day][purpose_at(e->purpose)][place_of(e->sender, e->sender_len)]
	       [reason_at(e->reason)][e->is_enforced]++;
	seen->all++;
	return true;
}

static bool see_tally(void *arg, const struct store_tally *t)
{
	struct seen *seen = arg;

	assert_int_equal(t->kind, JOURNAL_VERDICT);
	seen->n[t->day - FIRST_DAY][purpose_at(t->purpose)][place_of(t->sender,
		t->sender_len)][reason_at(t->reason)][t->is_enforced] +=
		t->entries;
	seen->all += t->entries;
	return true;
}

static struct store_record record_at_random(struct random *random)
{
	struct store_record r = record_of((unsigned)random_next(random) % 1000);
	const char *sender = senders[random_next(random) % SENDERS];

	r.counts_as_send = false;
	r.entry.at_utc =
		FIRST_DAY * DAY + (int64_t)(random_next(random) % (DAYS * DAY));
	r.entry.purpose = purposes[random_next(random) % 3];
	r.entry.reason = reasons[random_next(random) % 3];
	r.entry.is_enforced = random_next(random) & 1;
	r.entry.sender = (const unsigned char *)sender;
	r.entry.sender_len = sender ? strlen(sender) : 0;
	return r;
}

/* The sum for each day, purpose, sender, reason is what the journal has. */
static void test_random(void **state)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	static struct seen entries, numbers;
	struct store_record records[4];
	struct random random;
	struct bench b;

	memset(&entries, 0, sizeof(entries));
	memset(&numbers, 0, sizeof(numbers));
	random_begin(&random, "numbers are what the journal has");
	bench_make(&b, state);
	for (size_t i = 0; i < 200; i++) {
		size_t len = 1 + random_next(&random) % 4;

		for (size_t n = 0; n < len; n++)
			records[n] = record_at_random(&random);
		OK(store_record(b.store, records, len, JOURNAL_SYNC_WRITE));
	}
	OK(store_journal_each(b.s, &all, see_entry, &entries));
	OK(store_tally_each(
		b.s, FIRST_DAY, FIRST_DAY + DAYS - 1, see_tally, &numbers));
	assert_true(entries.all > 200);
	assert_memory_equal(&entries, &numbers, sizeof(entries));
	bench_remove(&b, state);
}

static void test_days(void **state)
{
	static const struct {
		int64_t at_utc, day;
	} rows[] = {{0, 0}, {86399, 0}, {86400, 1}, {-1, -1}, {-86400, -1},
		{-86401, -2}, {1543536000, 17865}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(store_day(rows[i].at_utc), rows[i].day);
}

static bool add_tally(void *arg, const struct store_tally *t)
{
	int64_t *sum = arg;

	sum[t->meaning == JOURNAL_BY_STOP] += t->entries;
	return true;
}

static void check_tallies(
	struct bench *b, int64_t first, int64_t last, int64_t sum, int64_t stop)
{
	int64_t found[2] = {0, 0};

	OK(store_tally_each(b->s, first, last, add_tally, found));
	assert_int_equal(found[0], sum);
	assert_int_equal(found[1], stop);
}

static void add_entry(struct bench *b, int64_t at_utc, bool commits)
{
	struct journal_entry e = {.kind = JOURNAL_OBJECTION,
		.at_utc = at_utc,
		.meaning = JOURNAL_BY_STOP};

	OK(store_write_begin(b->s));
	OK(store_journal_add(b->s, &e));
	if (commits)
		OK(store_write_commit(b->s));
	else
		store_write_rollback(b->s);
}

/* What is given up is not counted, what is trimmed stays so. */
static void test_stays(void **state)
{
	size_t trimmed = 0;
	int64_t rows = 0;
	uint64_t seq = 0;
	struct bench b;

	bench_make(&b, state);
	add_entry(&b, DAY, true);
	add_entry(&b, DAY, false);
	add_entry(&b, 3 * DAY, true);
	check_tallies(&b, INT64_MIN, INT64_MAX, 0, 2);
	OK(store_write_begin(b.s));
	OK(store_journal_trim(b.s, 2 * DAY, 3 * DAY, 100, &trimmed, &seq));
	OK(store_write_commit(b.s));
	assert_int_equal(trimmed, 1);
	check_tallies(&b, INT64_MIN, INT64_MAX, 0, 2);
	check_tallies(&b, 1, 1, 0, 1);
	check_tallies(&b, 2, 2, 0, 0);
	OK(store_write_begin(b.s));
	OK(store_tally_purge(b.s, 1, &rows));
	assert_int_equal(rows, 0);
	OK(store_tally_purge(b.s, 2, &rows));
	assert_int_equal(rows, 1);
	OK(store_write_commit(b.s));
	check_tallies(&b, INT64_MIN, INT64_MAX, 0, 1);
	bench_remove(&b, state);
}

/* ------------------------------------------------------- unnamed messages */

struct unnamed_seen {
	int64_t rows, messages, without;
};

static bool see_unnamed(void *arg, const struct store_unnamed *u)
{
	struct unnamed_seen *seen = arg;

	assert_string_equal(u->mark, "List-Id");
	seen->rows++;
	seen->messages += u->messages;
	if (!u->sender)
		seen->without += u->messages;
	return true;
}

static void test_unnamed(void **state)
{
	struct unnamed_seen seen = {0};
	struct bench b;
	int64_t rows;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned n = 0; n < STORE_UNNAMED_MAX + 7; n++) {
			struct store_unnamed u = {.day = 9,
				.mark = "List-Id",
				.sender = (const unsigned char *)&n,
				.sender_len = sizeof(n),
				.messages = 2};

			OK(store_unnamed_add(b.s, &u));
		}
	}
	OK(store_write_commit(b.s));
	OK(store_unnamed_each(b.s, 8, 9, see_unnamed, &seen));
	/* Those that had no room, and the one row for them. */
	assert_int_equal(seen.rows, STORE_UNNAMED_MAX + 1);
	assert_int_equal(seen.messages, 4 * (STORE_UNNAMED_MAX + 7));
	assert_int_equal(seen.without, 4 * 7);
	seen = (struct unnamed_seen){0};
	OK(store_unnamed_each(b.s, 10, 20, see_unnamed, &seen));
	assert_int_equal(seen.rows, 0);
	OK(store_write_begin(b.s));
	OK(store_tally_purge(b.s, 10, &rows));
	OK(store_write_commit(b.s));
	assert_int_equal(rows, STORE_UNNAMED_MAX + 1);
	bench_remove(&b, state);
}

void contract_add_tally(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"numbers are what the journal has", test_random},
		{"the day of an instant", test_days},
		{"numbers stay when entries go", test_stays},
		{"senders of unnamed mail are bounded", test_unnamed},
	};

	CONTRACT_ADD(rows, tests, backend);
}
