/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench_store.c - what one lookup and one record cost
 *
 * usage: bench_store DIRECTORY [SUBJECTS]
 *
 * Fills a store in DIRECTORY (kept for the next run) as an import does, and
 * opens it anew as the daemon does. Then prints lookups a second inside one
 * read transaction and each in its own, and records a second with 1 and 10
 * threads for both ways of journal-sync, alone and with the lookup before; and
 * what the index over senders costs a record, with and without it in turn.
 */
#include <inttypes.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include "lib/keys.h"
#include "store/store.h"

#define BATCH 20000
#define CHUNK 1000000
#define LOOKUPS 200000
#define THREADS_MAX 10
#define RECIPIENTS_MAX 50
#define SECONDS 2.0
#define SENDERS 50
#define SENDER_LEN 36
#define ROUNDS 5
#define BUSY_MS 10000 /* the store's own checkpoint */
#define ARENAS_MAX 4 /* as in milter/run.c */
#define NOW 1795428000

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void must(enum err e, const char *what)
{
	if (!e)
		return;
	fprintf(stderr, "%s: %s\n", what, err_text(e));
	exit(1);
}

/* SplitMix64, so that keys lie as an HMAC's would. */
static struct pseudonym key_of(uint64_t n)
{
	struct pseudonym key;

	for (size_t i = 0; i < PSEUDONYM_LEN; i += 8) {
		uint64_t z = n + (i + 8) * UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		z ^= z >> 31;
		memcpy(key.bytes + i, &z, 8);
	}
	return key;
}

static int compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, PSEUDONYM_LEN);
}

static void put_batch(
	struct store_session *s, const struct pseudonym *keys, size_t len)
{
	struct store_person p;

	must(store_write_begin(s), store_session_cause(s));
	for (size_t i = 0; i < len; i++) {
		if (store_person_get(s, &keys[i], &p) == ERR_OK)
			continue;
		p = (struct store_person){.relation = "prospect",
			.relation_since_utc = NOW - 86400,
			.relation_end_utc = INSTANT_NONE,
			.source = "chat",
			.collected_utc = NOW - 86400,
			.last_contact_utc = NOW - 3600,
			.failure_utc = INSTANT_NONE,
			.restricted_utc = INSTANT_NONE,
			.ref = "crm:471147"};
		must(store_person_put(s, &keys[i], &p), "put");
	}
	must(store_write_commit(s), store_session_cause(s));
}

/* Sorted over many batches, as an import does: neighbours share pages. */
static void put_chunk(
	struct store_session *s, struct pseudonym *keys, size_t len)
{
	qsort(keys, len, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < len; i += BATCH)
		put_batch(s, keys + i, len - i < BATCH ? len - i : BATCH);
}

static void fill_store(struct store *store, uint64_t subjects)
{
	struct pseudonym *keys = calloc(CHUNK, sizeof(*keys));
	struct store_session *s;
	double begun = now_s();
	int64_t have;

	must(keys ? store_session_get(store, &s) : ERR_NOMEM, "session");
	must(store_subjects_count(s, &have), store_session_cause(s));
	for (uint64_t n = (uint64_t)have; n < subjects;) {
		size_t len = 0;

		while (len < CHUNK && n < subjects)
			keys[len++] = key_of(n++);
		put_chunk(s, keys, len);
	}
	if ((uint64_t)have < subjects)
		printf("filling: %.0f subjects/s\n",
			(double)(subjects - (uint64_t)have) /
				(now_s() - begun));
	store_session_put(store, &s);
	free(keys);
}

static void fill(const struct store_options *daemon, uint64_t subjects)
{
	struct store_options import = *daemon;
	struct store *store;

	import.create = true;
	must(store_open(&import, &store), "open");
	fill_store(store, subjects);
	store_close(&store);
}

static void look_up(struct store *store, uint64_t subjects, unsigned per_view)
{
	struct pseudonym domains[2] = {
		key_of(UINT64_MAX), key_of(UINT64_MAX - 1)};
	uint64_t n = 1, found = 0;
	struct store_session *s;
	struct subject subject;
	double begun, spent;

	subject_init(&subject);
	must(store_session_get(store, &s), "session");
	begun = now_s();
	for (unsigned i = 0; i < LOOKUPS; i++) {
		struct pseudonym key;

		n = n * UINT64_C(6364136223846793005) + 1442695040888963407u;
		key = key_of((n >> 11) % subjects);
		if (i % per_view == 0)
			must(store_lookup_begin(s, false),
				store_session_cause(s));
		subject_reset(&subject);
		must(store_subject_get(s, &key, domains, 2, false, &subject),
			store_session_cause(s));
		found += subject.known;
		if ((i + 1) % per_view == 0)
			store_read_end(s);
	}
	spent = now_s() - begun;
	store_read_end(s);
	printf("lookups, %u a view: %.2f us each, %" PRIu64 " of %d known\n",
		per_view, spent / LOOKUPS * 1e6, found, LOOKUPS);
	store_session_put(store, &s);
	subject_free(&subject);
}

struct recorder {
	struct store *store;
	enum journal_sync sync;
	unsigned recipients; /* of one message */
	uint64_t subjects; /* 0: no lookup before */
	bool with_sender;
	uint64_t first;
	double until, longest;
	uint64_t done;
};

static void make_record(struct store_record *rec, uint64_t n)
{
	*rec = (struct store_record){.entry = {.kind = JOURNAL_VERDICT,
					     .at_utc = NOW,
					     .has_key = true,
					     .key = key_of(n),
					     .purpose = "followup",
					     .reason = REASON_ALLOWED,
					     .is_enforced = true,
					     .queue_id = "4Q2xyz1234",
					     .host = "mx.firma.example"},
		.counts_as_send = true};
	memcpy(rec->mark.id, &n, sizeof(n));
}

/* As sealed names are: the beginning is spread. */
static const unsigned char *sender_of(uint64_t n)
{
	static unsigned char senders[SENDERS][SENDER_LEN];
	static atomic_bool is_made;

	for (uint64_t i = 0; !atomic_load(&is_made) && i < SENDERS; i++) {
		struct pseudonym key = key_of(i + 77);

		memcpy(senders[i], key.bytes, PSEUDONYM_LEN);
	}
	atomic_store(&is_made, true);
	return senders[n % SENDERS];
}

/* As a verdict does: a view of the store that is new since the last record. */
static void look_up_first(struct recorder *r, struct subject *subject)
{
	struct pseudonym key = key_of(
		(r->first + r->done) * UINT64_C(2654435761) % r->subjects);
	struct store_session *s;

	must(store_session_get(r->store, &s), "session");
	must(store_lookup_begin(s, false), store_session_cause(s));
	subject_reset(subject);
	must(store_subject_get(s, &key, NULL, 0, false, subject),
		store_session_cause(s));
	store_read_end(s);
	store_session_put(r->store, &s);
}

static void *record(void *arg)
{
	struct subject subject;
	struct store_record records[RECIPIENTS_MAX];
	struct recorder *r = arg;

	subject_init(&subject);
	while (now_s() < r->until) {
		double begun, spent;

		if (r->subjects > 0)
			look_up_first(r, &subject);
		for (unsigned i = 0; i < r->recipients; i++)
			make_record(&records[i], r->first + r->done++);
		if (r->with_sender) {
			records[0].entry.sender = sender_of(r->done);
			records[0].entry.sender_len = SENDER_LEN;
		}
		begun = now_s();
		must(store_record(r->store, records, r->recipients, r->sync),
			"record");
		spent = now_s() - begun;
		if (spent > r->longest)
			r->longest = spent;
	}
	subject_free(&subject);
	return NULL;
}

static void record_all(struct store *store, unsigned threads,
	unsigned recipients, uint64_t subjects, enum journal_sync sync)
{
	struct recorder recorders[THREADS_MAX];
	pthread_t ids[THREADS_MAX];
	double longest = 0, begun = now_s();
	clock_t cpu = clock();
	uint64_t done = 0;

	for (unsigned i = 0; i < threads; i++) {
		recorders[i] = (struct recorder){.store = store,
			.sync = sync,
			.recipients = recipients,
			.subjects = subjects,
			.first = (uint64_t)i * 100000000 +
				(uint64_t)(begun * 1000) * 1000,
			.until = begun + SECONDS};
		if (pthread_create(&ids[i], NULL, record, &recorders[i]))
			must(ERR_NOMEM, "thread");
	}
	for (unsigned i = 0; i < threads; i++) {
		pthread_join(ids[i], NULL);
		done += recorders[i].done;
		if (recorders[i].longest > longest)
			longest = recorders[i].longest;
	}
	printf("%s, %2u thread(s), %2u recipient(s), journal-sync = %s: "
	       "%.0f/s, %.1f us of CPU each, longest %.1f ms\n",
		subjects > 0 ? "lookup and record" : "records", threads,
		recipients, sync == JOURNAL_SYNC_COMMIT ? "commit" : "write ",
		(double)done / (now_s() - begun),
		(double)(clock() - cpu) / CLOCKS_PER_SEC * 1e6 / (double)done,
		longest * 1000);
}

/* CPU time of a record with a sender, in microseconds. */
static double time_with_sender(struct store *store)
{
	double begun = now_s();
	struct recorder r = {.store = store,
		.sync = JOURNAL_SYNC_WRITE,
		.recipients = 1,
		.with_sender = true,
		.first = (uint64_t)(begun * 1000) * 1000,
		.until = begun + SECONDS};
	clock_t cpu = clock();

	(void)record(&r);
	return (double)(clock() - cpu) / CLOCKS_PER_SEC * 1e6 / (double)r.done;
}

static void run_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) || sqlite3_busy_timeout(db, BUSY_MS) ||
		sqlite3_exec(db, sql, NULL, NULL, NULL)) {
		fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_close(db);
}

static int compare_doubles(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* By turns, so that what else the machine does meets both. */
static void compare_index(struct store *store, const char *path)
{
	double without[ROUNDS], with[ROUNDS], ratios[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++) {
		run_sql(path, "DROP INDEX journal_sender");
		without[i] = time_with_sender(store);
		run_sql(path,
			"CREATE INDEX journal_sender ON"
			" journal(substr(sender, 1, 8))"
			" WHERE sender IS NOT NULL");
		with[i] = time_with_sender(store);
		ratios[i] = with[i] / without[i];
	}
	qsort(without, ROUNDS, sizeof(*without), compare_doubles);
	qsort(with, ROUNDS, sizeof(*with), compare_doubles);
	qsort(ratios, ROUNDS, sizeof(*ratios), compare_doubles);
	printf("records of %d senders, 1 thread, journal-sync = write: %.1f us "
	       "of CPU each without the index over senders, %.1f with it; "
	       "ratio %.2f (%.2f to %.2f)\n",
		SENDERS, without[ROUNDS / 2], with[ROUNDS / 2],
		ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
}

static bool ignore(void *arg, const struct journal_entry *entry)
{
	(void)arg;
	(void)entry;
	return true;
}

/* What the missing index costs: all entries of one person. */
static void scan_journal(struct store *store)
{
	struct pseudonym key = key_of(1);
	const struct journal_filter filter = {
		.since_utc = INSTANT_NONE, .key = &key};
	uint64_t checked, seq;
	struct store_session *s;
	double begun, middle;

	must(store_session_get(store, &s), "session");
	begun = now_s();
	must(store_journal_each(s, &filter, ignore, NULL), "journal");
	middle = now_s();
	must(store_journal_verify(s, &checked, &seq), "verify");
	printf("journal of %" PRIu64 ": scanned for a person in %.2f s, "
	       "verified in %.2f s\n",
		checked, middle - begun, now_s() - middle);
	store_session_put(store, &s);
}

static void print_memory(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "Rss", 3) == 0)
			printf("%s", line);
	if (f)
		fclose(f);
}

int main(int argc, char **argv)
{
	uint64_t subjects = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000;
	char url[1024], keys_path[1024];
	struct store_options options = {.url = url, .instance = "bench"};
	struct keyfile *keys;
	struct store *store;

	if (argc < 2 || subjects == 0) {
		fprintf(stderr, "usage: bench_store DIRECTORY [SUBJECTS]\n");
		return 64;
	}
	snprintf(keys_path, sizeof(keys_path), "%s/keys", argv[1]);
	snprintf(url, sizeof(url), "sqlite:%s/store-%" PRIu64 ".db", argv[1],
		subjects);
	keys = keys_known(keys_path, 0);
	options.keys = keys;
	fill(&options, subjects);
#ifdef M_ARENA_MAX
	(void)mallopt(M_ARENA_MAX, ARENAS_MAX);
#endif
	must(store_open(&options, &store), "open");
	for (unsigned per_view = 1; per_view <= 1000; per_view *= 1000)
		for (int round = 0; round < 2; round++)
			look_up(store, subjects, per_view);
	print_memory();
	for (unsigned threads = 1; threads <= THREADS_MAX; threads += 9) {
		record_all(store, threads, 1, 0, JOURNAL_SYNC_COMMIT);
		record_all(store, threads, 1, 0, JOURNAL_SYNC_WRITE);
		record_all(store, threads, 1, subjects, JOURNAL_SYNC_COMMIT);
		record_all(store, threads, 1, subjects, JOURNAL_SYNC_WRITE);
		record_all(store, threads, 50, 0, JOURNAL_SYNC_WRITE);
	}
	compare_index(store, url + strlen("sqlite:"));
	scan_journal(store);
	print_memory();
	store_close(&store);
	keyfile_free(&keys);
	return 0;
}
