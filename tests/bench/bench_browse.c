/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench_browse.c - what a page of what is held costs
 *
 * usage: bench_browse DIRECTORY [HELD] [STORE]
 *
 * Fills a store with HELD messages (DIRECTORY keeps it for the next run; STORE
 * names one that is there already, as bench_store leaves it with millions of
 * subjects) and prints, for each way of sorting and choosing, what the first
 * page and one in the middle cost, each in a session that has read nothing
 * before, and what the counts by reason cost: milliseconds of the processor.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/keys.h"
#include "store/quarantine.h"

#define THREADS 16
#define PAGE 50
#define SENDERS 200
#define DOMAINS 5000
#define SUMMARY_LEN 400
#define NOW 1795428000

/* Of the processor, for the machine may be busy: pages of files that are in
 * memory wait for nothing else. */
static double spent_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

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

/* SplitMix64 */
static uint64_t mix(uint64_t n)
{
	uint64_t z = n + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static struct held_digest digest_of(uint64_t n)
{
	struct held_digest d = {.len = HELD_DIGEST_LEN};
	uint64_t parts[2] = {mix(n), mix(~n)};

	memcpy(d.bytes, parts, sizeof(d.bytes));
	return d;
}

static struct pseudonym key_of(uint64_t n)
{
	struct pseudonym key;

	for (size_t i = 0; i < PSEUDONYM_LEN; i += 8) {
		uint64_t part = mix(n + i * 1000003);

		memcpy(key.bytes + i, &part, sizeof(part));
	}
	return key;
}

static enum err give_chunk(
	void *arg, unsigned n, const void **bytes_r, size_t *len_r)
{
	static const char chunk[2000];

	(void)arg;
	(void)n;
	*bytes_r = chunk;
	*len_r = sizeof(chunk);
	return ERR_OK;
}

/* One of ten has three recipients. */
static void put(struct store *store, uint64_t n)
{
	static const enum reason reasons[] = {REASON_UNKNOWN, REASON_UNKNOWN,
		REASON_UNKNOWN, REASON_NO_BASIS, REASON_TOO_SOON,
		REASON_UNANSWERED, REASON_BASIS_EXPIRED};
	uint64_t r = mix(n);
	struct held_digest sender = digest_of(r % SENDERS);
	struct held_digest sender_domain = digest_of(1000 + r % 3);
	struct held_digest domains[3];
	struct held_recipient to[3];
	char summary[SUMMARY_LEN], address[90];
	struct store_record record = {.entry = {.kind = JOURNAL_HELD,
					      .at_utc = NOW,
					      .is_enforced = true}};
	struct store_hold hold = {
		.message = {.received_utc =
				    NOW - 30 * 86400 + (int64_t)(n * 25),
			.expires_utc = NOW + (int64_t)(r >> 20) % 2592000,
			.size = 1000 + (int64_t)(r >> 8) % 5000000,
			.chunks = 1,
			.queue_id = "4Q2xyz1234",
			.host = "mx.firma.example",
			.summary = summary,
			.summary_len = sizeof(summary),
			.sender = &sender,
			.sender_domain = &sender_domain},
		.recipients = to,
		.recipients_len = n % 10 == 0 ? 3 : 1,
		.max_total_bytes = INT64_MAX / 2,
		.chunk = give_chunk,
	};

	memset(summary, (int)(r & 255), sizeof(summary));
	memset(address, (int)(r & 255), sizeof(address));
	held_id_format(r, &hold.message.id);
	for (size_t i = 0; i < hold.recipients_len; i++) {
		/* Half of all mail goes to one large provider. */
		uint64_t d = mix(r + i) & 1 ? 0 : mix(r + i) % DOMAINS;

		domains[i] = digest_of(2000 + d);
		to[i] = (struct held_recipient){.has_key = true,
			.key = key_of(mix(n * 3 + i)),
			.address = address,
			.address_len = sizeof(address),
			.purpose = (r >> 40) % 4 ? "newsletter" : "followup",
			.reason = reasons[(r >> 44) % 7],
			.action = ACTION_HOLD,
			.record = HELD_NO_RECORD,
			.domain = &domains[i]};
	}
	must(store_hold(store, &record, 1, &hold), "hold");
}

struct filler {
	struct store *store;
	uint64_t first, end;
	pthread_t thread;
};

static void *fill_some(void *arg)
{
	struct filler *f = arg;

	for (uint64_t n = f->first; n < f->end; n += THREADS)
		put(f->store, n);
	return NULL;
}

static void fill(struct store *store, uint64_t held)
{
	struct filler fillers[THREADS];
	struct store_session *s;
	struct held_sum sum;
	double begun = now_s();

	must(store_session_get(store, &s), "session");
	must(store_held_sum(s, &sum), store_session_cause(s));
	store_session_put(store, &s);
	if ((uint64_t)sum.messages >= held)
		return;
	for (unsigned i = 0; i < THREADS; i++) {
		fillers[i] = (struct filler){.store = store,
			.first = (uint64_t)sum.messages + i,
			.end = held};
		if (pthread_create(
			    &fillers[i].thread, NULL, fill_some, &fillers[i]))
			exit(1);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(fillers[i].thread, NULL);
	printf("filling: %.0f messages/s\n",
		(double)(held - (uint64_t)sum.messages) / (now_s() - begun));
}

struct seen {
	size_t len;
	struct held_position last;
};

static bool see(void *arg, const struct held_message *message,
	const struct held_position *position)
{
	struct seen *seen = arg;

	(void)message;
	seen->len++;
	seen->last = *position;
	return true;
}

static bool see_count(void *arg, const struct held_count *count)
{
	(*(size_t *)arg)++;
	(void)count;
	return true;
}

/* In a session of its own: its cache is empty. */
static double page(struct store *store, const struct held_browse *browse,
	struct seen *seen)
{
	struct store_session *s;
	int64_t total;
	double begun, spent;

	must(store_session_get(store, &s), "session");
	*seen = (struct seen){.len = 0};
	begun = spent_s();
	must(store_held_browse(s, browse, see, seen, &total),
		store_session_cause(s));
	spent = spent_s() - begun;
	store_session_put(store, &s);
	return spent * 1e3;
}

static void measure(
	struct store *store, const char *name, const struct held_browse *of)
{
	struct held_browse browse = *of;
	struct seen first, next;
	double one, two;

	browse.limit = PAGE;
	one = page(store, &browse, &first);
	browse.is_after = true;
	browse.after = first.last;
	/* Far behind: what lies in between is passed over. */
	browse.limit = 20000;
	(void)page(store, &browse, &next);
	if (next.len > 0)
		browse.after = next.last;
	browse.limit = PAGE;
	two = page(store, &browse, &next);
	printf("%-34s first page %6.1f ms (%zu), far behind %6.1f ms (%zu)\n",
		name, one, first.len, two, next.len);
}

#define ANY .since_utc = INSTANT_NONE, .before_utc = INSTANT_NONE

static void measure_all(struct store *store)
{
	struct held_digest sender = digest_of(7), domain = digest_of(1001);
	struct held_digest provider = digest_of(2000), none = digest_of(99999);
	struct pseudonym key = key_of(mix(15000));
	const struct {
		const char *name;
		struct held_browse browse;
	} rows[] = {
		{"newest first", {ANY, .is_descending = true}},
		{"those that end first", {ANY, .sort = HELD_BY_EXPIRY}},
		{"largest first",
			{ANY, .sort = HELD_BY_SIZE, .is_descending = true}},
		{"by reason", {ANY, .sort = HELD_BY_REASON}},
		{"one reason", {ANY, .reason = REASON_TOO_SOON}},
		{"a reason that nobody has", {ANY, .reason = REASON_LISTED}},
		{"purpose and state",
			{ANY, .purpose = "followup", .states = HELD_WAITING}},
		{"asked for", {ANY, .is_requested = true}},
		{"of one sender", {ANY, .sender = &sender}},
		{"of a sender's domain, by size",
			{ANY, .sender_domain = &domain, .sort = HELD_BY_SIZE}},
		{"of nobody", {ANY, .sender = &none}},
		{"to a large provider", {ANY, .domain = &provider}},
		{"to one person", {ANY, .keys = &key, .keys_len = 1}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		measure(store, rows[i].name, &rows[i].browse);
}

static void measure_counts(struct store *store)
{
	struct store_session *s;
	size_t n = 0;
	double begun;

	must(store_session_get(store, &s), "session");
	begun = spent_s();
	must(store_held_counts(s, see_count, &n), store_session_cause(s));
	printf("%-34s %6.1f ms (%zu)\n", "counts by reason",
		(spent_s() - begun) * 1e3, n);
	store_session_put(store, &s);
}

int main(int argc, char **argv)
{
	uint64_t held = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000;
	char url[1100], keys_path[1100];
	struct store_options options = {
		.url = url, .instance = "bench", .create = true};
	struct keyfile *keys;
	struct store *store;

	if (argc < 2 || held == 0) {
		fprintf(stderr,
			"usage: bench_browse DIRECTORY [HELD] [STORE]\n");
		return 64;
	}
	snprintf(keys_path, sizeof(keys_path), "%s/keys", argv[1]);
	snprintf(url, sizeof(url), "sqlite:%s/%s", argv[1],
		argc > 3 ? argv[3] : "held.db");
	keys = keys_known(keys_path, 0);
	options.keys = keys;
	must(store_open(&options, &store), "open");
	fill(store, held);
	store_close(&store);
	must(store_open(&options, &store), "open again");
	measure_all(store);
	measure_counts(store);
	store_close(&store);
	keyfile_free(&keys);
	return 0;
}
