/* SPDX-License-Identifier: BSD-2-Clause */
/* The journal's part of the contract: entries, sends, chains, commits shared
 * by threads and ended by a crash. */
#include "bench.h"

#include "store/journal.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

static size_t sends_of(struct bench *b, unsigned n)
{
	struct pseudonym key = key_of(n);
	struct subject subject;
	size_t len;

	subject_init(&subject);
	OK(store_subject_get(b->s, &key, NULL, 0, false, &subject));
	len = subject.sends_len;
	subject_free(&subject);
	return len;
}

static bool check_full_entry(void *arg, const struct journal_entry *e)
{
	const struct store_record *r = arg;

	assert_int_equal(e->seq, r->entry.seq);
	assert_string_equal(e->ref, r->entry.ref);
	assert_int_equal(e->kind, JOURNAL_VERDICT);
	assert_int_equal(e->at_utc, r->entry.at_utc);
	assert_true(e->has_key);
	assert_memory_equal(&e->key, &r->entry.key, sizeof(e->key));
	assert_string_equal(e->purpose, "followup");
	assert_int_equal(e->reason, REASON_RETENTION_EXPIRED);
	assert_int_equal(e->action, ACTION_REJECT);
	assert_false(e->is_enforced);
	assert_string_equal(e->queue_id, "4Q2xyz");
	assert_string_equal(e->host, "mx.firma.example");
	assert_string_equal(e->detail, "observed");
	assert_int_equal(e->sender_len, 3);
	assert_memory_equal(e->sender, "abc", 3);
	return true;
}

static bool check_bare_entry(void *arg, const struct journal_entry *e)
{
	(void)arg;
	assert_int_equal(e->kind, JOURNAL_IMPORT);
	assert_false(e->has_key);
	assert_null(e->purpose);
	assert_null(e->queue_id);
	assert_null(e->host);
	assert_null(e->detail);
	assert_null(e->sender);
	assert_int_equal(e->reason, 0);
	return true;
}

static void test_entry(void **state)
{
	struct journal_filter filter = {.since_utc = INSTANT_NONE};
	struct journal_entry bare = {.kind = JOURNAL_IMPORT, .at_utc = 7};
	struct store_record r = record_of(5);
	struct bench b;

	bench_make(&b, state);
	r.entry.reason = REASON_RETENTION_EXPIRED;
	r.entry.action = ACTION_REJECT;
	r.entry.is_enforced = false;
	r.entry.detail = "observed";
	r.entry.sender = (const unsigned char *)"abc";
	r.entry.sender_len = 3;
	r.counts_as_send = false;
	OK(store_record(b.store, &r, 1, JOURNAL_SYNC_COMMIT));
	OK(store_write_begin(b.s));
	OK(store_journal_add(b.s, &bare));
	OK(store_write_commit(b.s));
	assert_int_equal(bare.seq, r.entry.seq + 1);
	filter.ref = r.entry.ref;
	OK(store_journal_each(b.s, &filter, check_full_entry, &r));
	filter.ref = bare.ref;
	OK(store_journal_each(b.s, &filter, check_bare_entry, NULL));
	assert_int_equal(sends_of(&b, 5), 0);
	assert_int_equal(journal_length(b.store), 2);
	bench_remove(&b, state);
}

static bool count_entry(void *arg, const struct journal_entry *entry)
{
	uint64_t *seen = arg; /* how many, and the last number */

	assert_true(entry->seq > seen[1]);
	seen[0]++;
	seen[1] = entry->seq;
	return true;
}

static uint64_t count(struct bench *b, const struct journal_filter *filter)
{
	uint64_t seen[2] = {0, 0};

	OK(store_journal_each(b->s, filter, count_entry, seen));
	return seen[0];
}

static void test_filter(void **state)
{
	struct pseudonym third = key_of(3), nobody = key_of(99);
	struct store_record records[10];
	struct bench b;

	bench_make(&b, state);
	for (unsigned i = 0; i < 10; i++)
		records[i] = record_of(i);
	OK(store_record(b.store, records, 10, JOURNAL_SYNC_WRITE));
	assert_int_equal(
		count(&b, &(struct journal_filter){.since_utc = INSTANT_NONE}),
		10);
	assert_int_equal(
		count(&b, &(struct journal_filter){.since_utc = 4}), 6);
	assert_int_equal(
		count(&b,
			&(struct journal_filter){
				.since_utc = INSTANT_NONE, .limit = 3}),
		3);
	assert_int_equal(
		count(&b,
			&(struct journal_filter){
				.since_utc = INSTANT_NONE, .key = &third}),
		1);
	assert_int_equal(
		count(&b,
			&(struct journal_filter){
				.since_utc = INSTANT_NONE, .key = &nobody}),
		0);
	assert_int_equal(
		count(&b,
			&(struct journal_filter){.since_utc = INSTANT_NONE,
				.ref = records[7].entry.ref}),
		1);
	IS(store_journal_each(b.s, &(struct journal_filter){.ref = "no!"},
		   count_entry, NULL),
		ERR_INVALID);
	bench_remove(&b, state);
}

#define ANIA (const unsigned char *)"12345678ania"
#define BO (const unsigned char *)"12345678bo"

/* By whom, why, for what and until when; senders that begin alike differ. */
static void test_choice(void **state)
{
	static const struct {
		struct journal_filter filter;
		uint64_t len;
	} rows[] = {
		{{.sender = ANIA, .sender_len = 12}, 5},
		{{.sender = BO, .sender_len = 10}, 3},
		{{.sender = BO, .sender_len = 9}, 0},
		{{.sender = ANIA, .sender_len = 12, .since_utc = 6}, 2},
		{{.sender = ANIA, .sender_len = 12, .limit = 1}, 1},
		{{.has_until = true, .until_utc = 4}, 5},
		{{.purpose = "newsletter"}, 5},
		{{.purpose = "never-seen"}, 0},
		{{.reason = REASON_UNKNOWN}, 2},
		{{.kind = JOURNAL_VERDICT}, 10},
		{{.kind = JOURNAL_HELD}, 0},
		{{.sender = ANIA,
			 .sender_len = 12,
			 .purpose = "newsletter",
			 .has_until = true,
			 .until_utc = 3},
			0},
		{{.sender = BO, .sender_len = 10, .purpose = "newsletter"}, 2},
	};
	struct store_record records[10];
	struct bench b;

	bench_make(&b, state);
	for (unsigned i = 0; i < 10; i++) {
		struct journal_entry *e = &records[i].entry;

		records[i] = record_of(i);
		e->sender = i % 2 ? i < 6 ? BO : NULL : ANIA;
		e->sender_len = i % 2 ? i < 6 ? 10 : 0 : 12;
		if (i % 2)
			e->purpose = "newsletter";
		if (i == 4 || i == 7)
			e->reason = REASON_UNKNOWN;
	}
	records[1].entry.purpose = "followup";
	records[8].entry.purpose = "newsletter";
	OK(store_record(b.store, records, 10, JOURNAL_SYNC_WRITE));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct journal_filter filter = rows[i].filter;

		if (!filter.since_utc)
			filter.since_utc = INSTANT_NONE;
		assert_int_equal(count(&b, &filter), rows[i].len);
	}
	bench_remove(&b, state);
}

/* The numbers of the entries, in the order in which they come. */
static bool note_seq(void *arg, const struct journal_entry *entry)
{
	char *text = arg;
	size_t len = strlen(text);

	(void)snprintf(text + len, 64 - len, "%u ", (unsigned)entry->seq);
	return true;
}

static void test_pieces(void **state)
{
	const struct pseudonym third = key_of(3);
	const struct {
		struct journal_filter filter;
		const char *seqs;
	} rows[] = {
		{{.is_backwards = true}, "6 5 4 3 2 1 "},
		{{.is_backwards = true, .limit = 2}, "6 5 "},
		{{.is_backwards = true, .to_seq = 4, .limit = 3}, "4 3 2 "},
		{{.is_backwards = true, .from_seq = 3, .to_seq = 4}, "4 3 "},
		{{.from_seq = 5}, "5 6 "},
		{{.from_seq = 2, .to_seq = 3}, "2 3 "},
		{{.from_seq = 7}, ""},
		{{.to_seq = UINT64_MAX}, "1 2 3 4 5 6 "},
		{{.is_backwards = true, .key = &third}, "4 "},
		{{.is_backwards = true, .key = &third, .to_seq = 3}, ""},
		{{.is_backwards = true, .kind = JOURNAL_LOOKED}, "6 2 "},
		{{.is_backwards = true, .kind = JOURNAL_LOOKED, .limit = 1},
			"6 "},
		{{.is_backwards = true, .kind = JOURNAL_LOOKED, .to_seq = 5},
			"2 "},
		{{.is_backwards = true,
			 .kind = JOURNAL_LOOKED,
			 .from_seq = 3,
			 .to_seq = 5},
			""},
		{{.kind = JOURNAL_LOOKED}, "2 6 "},
	};
	struct store_record records[6];
	struct bench b;

	bench_make(&b, state);
	for (unsigned i = 0; i < 6; i++)
		records[i] = record_of(i);
	records[1].entry.kind = JOURNAL_LOOKED;
	records[5].entry.kind = JOURNAL_LOOKED;
	OK(store_record(b.store, records, 6, JOURNAL_SYNC_WRITE));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct journal_filter filter = rows[i].filter;
		char seqs[64] = "";

		filter.since_utc = INSTANT_NONE;
		OK(store_journal_each(b.s, &filter, note_seq, seqs));
		assert_string_equal(seqs, rows[i].seqs);
	}
	bench_remove(&b, state);
}

static void record_message(struct bench *b, unsigned first, unsigned len,
	const char *queue_id, unsigned held, bool is_enforced)
{
	struct store_record records[8];

	for (unsigned i = 0; i < len; i++) {
		struct journal_entry *e = &records[i].entry;

		records[i] = record_of(first + i);
		e->queue_id = queue_id;
		e->action = i == held ? ACTION_HOLD : ACTION_ACCEPT;
		e->is_enforced = is_enforced && i == held;
	}
	OK(store_record(b->store, records, len, JOURNAL_SYNC_WRITE));
}

/* All verdicts of a message that the MTA holds, and of no other. */
static void test_held(void **state)
{
	struct journal_filter held = {.since_utc = INSTANT_NONE};
	struct pseudonym last = key_of(13);
	struct bench b;

	bench_make(&b, state);
	record_message(&b, 0, 3, "4GONE", 9, true);
	record_message(&b, 10, 4, "4HELD", 2, true);
	record_message(&b, 20, 2, "4SEEN", 0, false);
	record_message(&b, 30, 2, "4ELSE", 0, true);
	record_message(&b, 40, 1, "4HELD", 9, true);
	held.held_queue_id = "4HELD";
	assert_int_equal(count(&b, &held), 4);
	held.key = &last;
	assert_int_equal(count(&b, &held), 1);
	held.key = NULL;
	held.limit = 2;
	assert_int_equal(count(&b, &held), 2);
	held.limit = 0;
	held.held_queue_id = "4ELSE";
	assert_int_equal(count(&b, &held), 2);
	held.held_queue_id = "4GONE";
	assert_int_equal(count(&b, &held), 0);
	/* Observed only: somebody else put it on hold. */
	held.held_queue_id = "4SEEN";
	assert_int_equal(count(&b, &held), 0);
	/* The queue id is given again, and a second time held. */
	record_message(&b, 50, 3, "4HELD", 0, true);
	held.held_queue_id = "4HELD";
	assert_int_equal(count(&b, &held), 8);
	bench_remove(&b, state);
}

static void test_sends_count_once(void **state)
{
	struct store_record again = record_of(1), other = record_of(1);
	struct bench b;

	bench_make(&b, state);
	OK(store_record(b.store, &again, 1, JOURNAL_SYNC_WRITE));
	again.entry.at_utc = 1000; /* a retry of the MTA */
	OK(store_record(b.store, &again, 1, JOURNAL_SYNC_WRITE));
	assert_int_equal(sends_of(&b, 1), 1);
	other.mark.id[15] = 1;
	OK(store_record(b.store, &other, 1, JOURNAL_SYNC_WRITE));
	assert_int_equal(sends_of(&b, 1), 2);
	other.entry.purpose = "newsletter";
	OK(store_record(b.store, &other, 1, JOURNAL_SYNC_WRITE));
	assert_int_equal(sends_of(&b, 1), 3);
	assert_int_equal(journal_length(b.store), 4);
	bench_remove(&b, state);
}

/* A Message-ID alone does not make a message the same. */
static void test_sends_of_one_message_id(void **state)
{
	static const struct {
		unsigned char origin;
		int64_t at_utc;
		size_t sends;
	} steps[] = {
		{1, 1, 1},
		{2, 1, 2}, /* another Date or From, of the same second */
		{1, 1 + MESSAGE_SAME_S, 2},
		{2, 2 + MESSAGE_SAME_S, 3}, /* too long ago: another send */
		{2, 3 + MESSAGE_SAME_S, 3}, /* and its retry */
	};
	struct store_record record = record_of(1);
	struct bench b;

	bench_make(&b, state);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		record.mark.origin[0] = steps[i].origin;
		record.entry.at_utc = steps[i].at_utc;
		OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
		assert_int_equal(sends_of(&b, 1), steps[i].sends);
	}
	b.key = record.entry.key;
	OK(store_read_begin(b.s));
	subject_reset(&b.subject);
	OK(store_subject_get(b.s, &b.key, NULL, 0, false, &b.subject));
	store_read_end(b.s);
	assert_int_equal(b.subject.sends_len, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct message_mark *mark = &b.subject.sends[i].mark;

		assert_memory_equal(mark->id, record.mark.id, sizeof(mark->id));
		assert_in_range(mark->origin[0], 1, 2);
		assert_false(mark->lacks_origin);
		assert_false(mark->is_unique);
	}
	bench_remove(&b, state);
}

static void test_nothing_by_half(void **state)
{
	struct store_record records[3] = {
		record_of(1), record_of(2), record_of(3)};
	char text[JOURNAL_DETAIL_MAX + 2];
	struct bench b;

	bench_make(&b, state);
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	records[2].entry.detail = text;
	IS(store_record(b.store, records, 3, JOURNAL_SYNC_WRITE), ERR_LIMIT);
	assert_int_equal(records[0].entry.seq, 0);
	assert_string_equal(records[0].entry.ref, "");
	assert_int_equal(journal_length(b.store), 0);
	assert_int_equal(sends_of(&b, 1), 0);
	text[JOURNAL_DETAIL_MAX] = '\0';
	OK(store_record(b.store, records, 3, JOURNAL_SYNC_WRITE));
	assert_int_equal(journal_length(b.store), 3);
	bench_remove(&b, state);
}

static void test_instances(void **state)
{
	char cause[STORE_CAUSE_SIZE];
	struct store *other;
	struct bench b;

	bench_make(&b, state);
	OK(store_probe(b.store, cause));
	other = place_store(&b.place, "two", false);
	for (unsigned i = 0; i < 20; i++) {
		struct store_record r = record_of(i);

		OK(store_record(
			i % 3 ? b.store : other, &r, 1, JOURNAL_SYNC_WRITE));
		assert_int_equal(r.entry.seq, i + 1);
	}
	assert_int_equal(journal_length(b.store), 20);
	assert_int_equal(journal_length(other), 20);
	store_close(&other);
	bench_remove(&b, state);
}

#define THREADS 8
#define CALLS 40
#define RECORDS 3

struct worker {
	struct store *store;
	unsigned number;
	enum err failed;
	uint64_t seqs[CALLS * RECORDS];
};

static void *work(void *arg)
{
	struct worker *w = arg;
	struct store_session *s = NULL;
	struct subject subject;

	subject_init(&subject);
	for (unsigned call = 0; call < CALLS && !w->failed; call++) {
		struct store_record records[RECORDS];

		for (unsigned i = 0; i < RECORDS; i++)
			records[i] = record_of(
				w->number * 10000 + call * RECORDS + i);
		w->failed = store_record(w->store, records, RECORDS,
			call % 2 ? JOURNAL_SYNC_WRITE : JOURNAL_SYNC_COMMIT);
		for (unsigned i = 0; i < RECORDS; i++)
			w->seqs[call * RECORDS + i] = records[i].entry.seq;
		if (!w->failed)
			w->failed = store_session_get(w->store, &s);
		if (w->failed)
			break;
		/* What was recorded is seen at once, by every session. */
		subject_reset(&subject);
		w->failed = store_subject_get(
			s, &records[0].entry.key, NULL, 0, false, &subject);
		if (!w->failed && subject.sends_len != 1)
			w->failed = ERR_CORRUPT;
		store_session_put(w->store, &s);
	}
	subject_free(&subject);
	return NULL;
}

static int compare_seqs(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void test_threads(void **state)
{
	static struct worker workers[THREADS];
	uint64_t *seqs = calloc(THREADS * CALLS * RECORDS, sizeof(*seqs));
	pthread_t threads[THREADS];
	struct bench b;

	assert_non_null(seqs);
	bench_make(&b, state);
	for (unsigned i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.store = b.store, .number = i};
		assert_int_equal(
			pthread_create(&threads[i], NULL, work, &workers[i]),
			0);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		OK(workers[i].failed);
		memcpy(seqs + i * CALLS * RECORDS, workers[i].seqs,
			sizeof(workers[i].seqs));
	}
	qsort(seqs, THREADS * CALLS * RECORDS, sizeof(*seqs), compare_seqs);
	for (uint64_t i = 0; i < THREADS * CALLS * RECORDS; i++)
		assert_int_equal(seqs[i], i + 1);
	assert_int_equal(journal_length(b.store), THREADS * CALLS * RECORDS);
	free(seqs);
	bench_remove(&b, state);
}

/* In the child: records without end, and says through the pipe what has been
 * committed. */
static void record_for_ever(const struct place *place, int out)
{
	struct store *store = place_store(place, "child", true);

	for (unsigned n = 0;; n += 2) {
		struct store_record records[2] = {
			record_of(n), record_of(n + 1)};

		if (store_record(store, records, 2,
			    n % 4 ? JOURNAL_SYNC_WRITE : JOURNAL_SYNC_COMMIT) ||
			write(out, &records[1].entry.seq, sizeof(uint64_t)) !=
				sizeof(uint64_t))
			_exit(1);
	}
}

static void test_crash(void **state)
{
	struct store_record after = record_of(1000000);
	uint64_t told = 0, kept = 0;
	struct place place;
	struct store *store;
	int status, fds[2];
	pid_t child;

	place_open(&place, *state);
	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(fds[0]);
		record_for_ever(&place, fds[1]);
	}
	close(fds[1]);
	while (told < 400)
		assert_int_equal(
			read(fds[0], &told, sizeof(told)), sizeof(told));
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	while (read(fds[0], &told, sizeof(told)) == sizeof(told))
		;
	close(fds[0]);

	store = place_store(&place, "parent", false);
	kept = journal_length(store);
	assert_true(kept >= told);
	assert_true(kept % 2 == 0); /* both of a call, or none */
	OK(store_record(store, &after, 1, JOURNAL_SYNC_COMMIT));
	assert_int_equal(after.entry.seq, kept + 1);
	assert_int_equal(journal_length(store), kept + 1);
	store_close(&store);
	place_close(&place, *state);
}

/* ------------------------------------------------------------ the clock */

#define FIRST (INT64_C(1527500000))

static void add_at(struct bench *b, int64_t at_utc)
{
	struct journal_entry e = {.kind = JOURNAL_IMPORT, .at_utc = at_utc};

	OK(store_write_begin(b->s));
	OK(store_journal_add(b->s, &e));
	OK(store_write_commit(b->s));
}

static int64_t latest(struct bench *b)
{
	int64_t at;
	enum err e = store_clock_latest(b->s, &at);

	assert_int_equal(e, at == INSTANT_NONE ? ERR_NOT_FOUND : ERR_OK);
	return at;
}

/* The latest of all entries, but none that leaps. */
static void test_clock(void **state)
{
	struct store_record r = record_of(5);
	struct bench b;

	bench_make(&b, state);
	assert_int_equal(latest(&b), INSTANT_NONE);
	add_at(&b, FIRST);
	assert_int_equal(latest(&b), FIRST);
	add_at(&b, FIRST - DAY);
	assert_int_equal(latest(&b), FIRST);
	add_at(&b, FIRST + STORE_CLOCK_LEAP_S + 1);
	assert_int_equal(latest(&b), FIRST);
	add_at(&b, FIRST + STORE_CLOCK_LEAP_S);
	assert_int_equal(latest(&b), FIRST + STORE_CLOCK_LEAP_S);
	r.entry.at_utc = FIRST + 31 * DAY;
	OK(store_record(b.store, &r, 1, JOURNAL_SYNC_COMMIT));
	assert_int_equal(latest(&b), FIRST + 31 * DAY);
	/* Somebody has looked: then also back. */
	OK(store_write_begin(b.s));
	OK(store_clock_forget(b.s));
	OK(store_write_commit(b.s));
	add_at(&b, FIRST + 7);
	assert_int_equal(latest(&b), FIRST + 7);
	bench_remove(&b, state);
}

static void test_due(void **state)
{
	struct store_share share;
	struct bench b;

	bench_make(&b, state);
	OK(store_journal_due(b.s, FIRST, &share));
	assert_int_equal(share.due, 0);
	assert_int_equal(share.all, 0);
	add_at(&b, FIRST);
	add_at(&b, FIRST + 2 * DAY);
	add_at(&b, FIRST + DAY);
	OK(store_journal_due(b.s, FIRST, &share));
	assert_int_equal(share.due, 0);
	/* Up to the first that stays, as a trim goes. */
	OK(store_journal_due(b.s, FIRST + 2 * DAY, &share));
	assert_int_equal(share.due, 1);
	assert_int_equal(share.all, 3);
	OK(store_journal_due(b.s, FIRST + 3 * DAY, &share));
	assert_int_equal(share.due, 3);
	bench_remove(&b, state);
}

void contract_add_journal(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"an entry comes back whole", test_entry},
		{"the journal is filtered", test_filter},
		{"by sender, purpose, reason, date", test_choice},
		{"the journal in pieces, and backwards", test_pieces},
		{"the journal of what the MTA holds", test_held},
		{"a message counts once as a send", test_sends_count_once},
		{"one Message-ID, several messages",
			test_sends_of_one_message_id},
		{"nothing is recorded by half", test_nothing_by_half},
		{"two instances, two chains", test_instances},
		{"threads share commits", test_threads},
		{"what was committed outlives a crash", test_crash},
		{"the latest instant on record", test_clock},
		{"how much of the journal is due", test_due},
	};

	CONTRACT_ADD(rows, tests, backend);
}
