/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with what is held. */
#include "store/quarantine.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define CHUNK_LEN 5000
#define PLENTY 1000000000

/* A message with two recipients and three chunks. */
struct sample {
	struct store_hold hold;
	struct held_recipient recipients[2];
	struct store_record records[3];
	unsigned char chunk[CHUNK_LEN];
	unsigned fails_at; /* which chunk cannot be had; 0: none */
};

static enum err give_chunk(
	void *arg, unsigned n, const void **bytes_r, size_t *len_r)
{
	struct sample *sample = arg;

	if (sample->fails_at && n == sample->fails_at)
		return ERR_IO;
	memset(sample->chunk, (int)(n + 1), sizeof(sample->chunk));
	*bytes_r = sample->chunk;
	*len_r = sizeof(sample->chunk);
	return ERR_OK;
}

static void sample_make(struct sample *sample, unsigned n)
{
	struct store_hold *hold = &sample->hold;

	memset(sample, 0, sizeof(*sample));
	for (unsigned i = 0; i < 3; i++) {
		sample->records[i] = record_of(10 * n + i);
		sample->records[i].counts_as_send = false;
	}
	for (unsigned i = 0; i < 2; i++)
		sample->recipients[i] = (struct held_recipient){
			.has_key = true,
			.key = key_of(10 * n + i),
			.address = i ? "sealed two" : "sealed one",
			.address_len = 10,
			.purpose = i ? "newsletter" : "followup",
			.reason = i ? REASON_UNKNOWN : REASON_TOO_SOON,
			.action = ACTION_HOLD,
			.record = i + 1,
		};
	held_id_format(n, &hold->message.id);
	hold->message.received_utc = 1000 + n;
	hold->message.expires_utc = 2000 + n;
	hold->message.size = 14000;
	hold->message.chunks = 3;
	hold->message.queue_id = "4Q2xyz";
	hold->message.host = "mx.firma.example";
	hold->message.summary = "sealed summary";
	hold->message.summary_len = 14;
	hold->recipients = sample->recipients;
	hold->recipients_len = 2;
	hold->max_total_bytes = PLENTY;
	hold->chunk = give_chunk;
	hold->arg = sample;
}

#define STORED (14 + 2 * 10 + 3 * CHUNK_LEN)

static struct held_id put(struct bench *b, unsigned n)
{
	struct sample sample;

	sample_make(&sample, n);
	OK(store_hold(b->store, sample.records, 3, &sample.hold));
	return sample.hold.message.id;
}

struct seen {
	struct held_message message;
	struct held_recipient recipients[2];
	size_t len; /* of recipients, of chunks or of messages */
	unsigned ids[64];
	int64_t bytes;
};

static bool see_message(void *arg, const struct held_message *message)
{
	struct seen *seen = arg;

	assert_memory_equal(message->summary, "sealed summary", 14);
	assert_string_equal(message->queue_id, "4Q2xyz");
	assert_string_equal(message->host, "mx.firma.example");
	seen->message = *message;
	assert_true(seen->len < 64);
	seen->ids[seen->len++] = (unsigned)(message->received_utc - 1000);
	return true;
}

static bool see_recipient(void *arg, const struct held_recipient *r)
{
	struct seen *seen = arg;

	assert_true(seen->len < 2);
	assert_int_equal(r->n, seen->len);
	assert_int_equal(r->address_len, 10);
	assert_memory_equal(
		r->address, seen->len ? "sealed two" : "sealed one", 10);
	seen->recipients[seen->len++] = *r;
	return true;
}

static bool see_chunk(void *arg, unsigned n, const void *bytes, size_t len)
{
	struct seen *seen = arg;
	const unsigned char *at = bytes;

	assert_int_equal(n, seen->len);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(at[i], n + 1);
	seen->bytes += (int64_t)len;
	seen->len++;
	return true;
}

static struct held_message get(struct bench *b, const struct held_id *id)
{
	struct seen seen = {.len = 0};

	OK(store_held_get(b->s, id, see_message, &seen));
	assert_int_equal(seen.len, 1);
	return seen.message;
}

static enum held_state state_of(
	struct bench *b, const struct held_id *id, unsigned n)
{
	struct seen seen = {.len = 0};

	OK(store_held_recipients(b->s, id, see_recipient, &seen));
	return seen.recipients[n].state;
}

static struct held_sum sum_of(struct bench *b)
{
	struct held_sum sum;

	OK(store_held_sum(b->s, &sum));
	return sum;
}

static void test_put(void **state)
{
	struct seen recipients = {.len = 0}, chunks = {.len = 0};
	struct held_message m;
	struct sample sample;
	struct bench b;

	bench_make(&b, state);
	sample_make(&sample, 7);
	OK(store_hold(b.store, sample.records, 3, &sample.hold));
	assert_true(sample.records[1].entry.seq > 0);
	m = get(&b, &sample.hold.message.id);
	assert_string_equal(m.id.text, sample.hold.message.id.text);
	assert_int_equal(m.received_utc, 1007);
	assert_int_equal(m.expires_utc, 2007);
	assert_int_equal(m.size, 14000);
	assert_int_equal(m.stored, STORED);
	assert_int_equal(m.chunks, 3);
	assert_int_equal(m.recipients, 2);
	assert_int_equal(m.waiting, 2);

	OK(store_held_recipients(b.s, &m.id, see_recipient, &recipients));
	assert_int_equal(recipients.len, 2);
	assert_memory_equal(recipients.recipients[1].key.bytes,
		key_of(71).bytes, PSEUDONYM_LEN);
	assert_string_equal(recipients.recipients[0].purpose, "followup");
	assert_int_equal(recipients.recipients[1].reason, REASON_UNKNOWN);
	assert_int_equal(recipients.recipients[1].action, ACTION_HOLD);
	assert_int_equal(recipients.recipients[0].state, HELD_HELD);
	assert_true(recipients.recipients[0].requested_utc == INSTANT_NONE);
	for (unsigned i = 0; i < 2; i++)
		assert_string_equal(recipients.recipients[i].ref,
			sample.records[i + 1].entry.ref);

	OK(store_held_chunks(b.s, &m.id, see_chunk, &chunks));
	assert_int_equal(chunks.len, 3);
	assert_int_equal(chunks.bytes, 3 * CHUNK_LEN);
	assert_int_equal(sum_of(&b).messages, 1);
	assert_int_equal(sum_of(&b).bytes, STORED);
	assert_int_equal(journal_length(b.store), 3);
	IS(store_hold(b.store, sample.records, 3, &sample.hold), ERR_EXISTS);
	assert_int_equal(journal_length(b.store), 3);
	assert_int_equal(sum_of(&b).messages, 1);
	bench_remove(&b, state);
}

/* All or nothing: no chunk, no recipient, no entry is left of a hold that
 * did not end. */
static void test_put_fails(void **state)
{
	struct seen seen = {.len = 0};
	struct sample sample;
	struct bench b;

	bench_make(&b, state);
	sample_make(&sample, 7);
	sample.fails_at = 2;
	IS(store_hold(b.store, sample.records, 3, &sample.hold), ERR_IO);
	assert_false(sample.hold.is_full);
	assert_int_equal(sample.records[0].entry.seq, 0);
	IS(store_held_get(b.s, &sample.hold.message.id, see_message, &seen),
		ERR_NOT_FOUND);
	OK(store_held_recipients(
		b.s, &sample.hold.message.id, see_recipient, &seen));
	OK(store_held_chunks(b.s, &sample.hold.message.id, see_chunk, &seen));
	assert_int_equal(seen.len, 0);
	assert_int_equal(sum_of(&b).bytes, 0);
	assert_int_equal(journal_length(b.store), 0);
	bench_remove(&b, state);
}

static void put_marked(struct bench *b, unsigned n, unsigned char mark,
	int64_t since_utc, struct held_place *place_r)
{
	unsigned char bytes[DEDUP_DIGEST_LEN] = {mark};
	struct sample sample;

	sample_make(&sample, n);
	sample.hold.dedup_digest = bytes;
	sample.hold.repeats_since_utc = since_utc;
	sample.hold.place_r = place_r;
	sample.records[2].entry.detail = place_r->id.text;
	OK(store_hold(b->store, sample.records, 3, &sample.hold));
}

static bool note_detail(void *arg, const struct journal_entry *entry)
{
	struct held_id *id = arg;

	snprintf(id->text, sizeof(id->text), "%s",
		entry->detail ? entry->detail : "");
	return true;
}

/* What is brought again is held once, as long as it is the same message,
 * soon enough, and nobody has decided anything about it. */
static void test_repeated(void **state)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	struct held_place first, again;
	struct held_id detail;
	struct bench b;

	bench_make(&b, state);
	put_marked(&b, 1, 'm', 0, &first);
	assert_false(first.is_repeated);
	put_marked(&b, 2, 'm', 1001, &again);
	assert_true(again.is_repeated);
	assert_string_equal(again.id.text, first.id.text);
	assert_int_equal(sum_of(&b).messages, 1);
	assert_int_equal(journal_length(b.store), 6);
	OK(store_journal_each(b.s, &all, note_detail, &detail));
	assert_memory_equal(detail.text, first.id.text, HELD_ID_LEN);

	put_marked(&b, 3, 'o', 0, &again);
	assert_false(again.is_repeated);
	put_marked(&b, 4, 'm', 1002, &again);
	assert_false(again.is_repeated);
	assert_int_equal(sum_of(&b).messages, 3);

	OK(store_write_begin(b.s));
	OK(store_held_move(
		b.s, &first.id, 1, HELD_BIT(HELD_HELD), HELD_RELEASING, 1100));
	OK(store_held_remove(b.s, &again.id));
	OK(store_write_commit(b.s));
	put_marked(&b, 5, 'm', 0, &again);
	assert_false(again.is_repeated);
	assert_int_equal(sum_of(&b).messages, 3);
	assert_int_equal(sum_of(&b).bytes, 3 * STORED);
	bench_remove(&b, state);
}

static void test_limit(void **state)
{
	struct sample sample;
	struct bench b;

	bench_make(&b, state);
	put(&b, 1);
	sample_make(&sample, 2);
	sample.hold.max_total_bytes = 2 * STORED - 1;
	IS(store_hold(b.store, sample.records, 3, &sample.hold), ERR_LIMIT);
	assert_true(sample.hold.is_full);
	assert_int_equal(sum_of(&b).bytes, STORED);
	assert_int_equal(journal_length(b.store), 3);
	sample.hold.max_total_bytes = 2 * STORED;
	OK(store_hold(b.store, sample.records, 3, &sample.hold));
	assert_false(sample.hold.is_full);
	assert_int_equal(sum_of(&b).messages, 2);
	assert_int_equal(sum_of(&b).bytes, 2 * STORED);
	bench_remove(&b, state);
}

static void list(
	struct bench *b, const struct held_filter *filter, struct seen *seen_r)
{
	*seen_r = (struct seen){.len = 0};
	OK(store_held_each(b->s, filter, see_message, seen_r));
}

#define ANY                                                   \
	.after_utc = INSTANT_NONE, .since_utc = INSTANT_NONE, \
	.before_utc = INSTANT_NONE, .due_utc = INSTANT_NONE

static void test_list(void **state)
{
	struct held_filter page = {ANY, .limit = 2};
	struct pseudonym key = key_of(30);
	struct seen seen;
	struct bench b;
	unsigned n = 0;

	bench_make(&b, state);
	for (unsigned i = 1; i <= 5; i++)
		put(&b, i);
	do {
		list(&b, &page, &seen);
		for (size_t i = 0; i < seen.len; i++)
			assert_int_equal(seen.ids[i], ++n);
		page.after_utc = seen.message.received_utc;
		page.after_number = seen.message.number;
	} while (seen.len == 2);
	assert_int_equal(n, 5);

	list(&b, &(struct held_filter){ANY, .key = &key}, &seen);
	assert_int_equal(seen.len, 1);
	assert_int_equal(seen.ids[0], 3);
	list(&b,
		&(struct held_filter){
			ANY, .key = &key, .reason = REASON_UNKNOWN},
		&seen);
	assert_int_equal(seen.len, 0);
	list(&b,
		&(struct held_filter){
			ANY, .reason = REASON_UNKNOWN, .limit = 3},
		&seen);
	assert_int_equal(seen.len, 3);
	list(&b,
		&(struct held_filter){
			ANY, .reason = REASON_UNKNOWN, .purpose = "followup"},
		&seen);
	assert_int_equal(seen.len, 0);
	list(&b, &(struct held_filter){ANY, .purpose = "no such"}, &seen);
	assert_int_equal(seen.len, 0);
	list(&b,
		&(struct held_filter){.after_utc = INSTANT_NONE,
			.since_utc = 1004,
			.before_utc = INSTANT_NONE,
			.due_utc = INSTANT_NONE},
		&seen);
	assert_int_equal(seen.len, 2);
	for (unsigned of_person = 0; of_person < 2; of_person++) {
		struct held_filter before = {ANY, .key = of_person ? &key : 0};

		before.before_utc = 1003;
		list(&b, &before, &seen);
		assert_int_equal(seen.len, of_person ? 0 : 2);
	}
	list(&b, &(struct held_filter){.due_utc = 2003, .limit = 9}, &seen);
	assert_int_equal(seen.len, 2);
	list(&b, &(struct held_filter){ANY, .states = HELD_BIT(HELD_RELEASED)},
		&seen);
	assert_int_equal(seen.len, 0);
	bench_remove(&b, state);
}

#define ONE_SECOND 1500

static struct held_id put_at_once(struct bench *b, unsigned n)
{
	struct sample sample;

	sample_make(&sample, n);
	sample.hold.message.received_utc = ONE_SECOND;
	OK(store_hold(b->store, sample.records, 3, &sample.hold));
	return sample.hold.message.id;
}

struct order {
	struct held_id ids[16];
	size_t len;
	int64_t last;
};

static bool see_order(void *arg, const struct held_message *message)
{
	struct order *order = arg;

	assert_true(order->len < 16);
	assert_true(message->number > order->last);
	order->last = message->number;
	order->ids[order->len++] = message->id;
	return true;
}

/* Several of one second, whose ids say nothing about their order: listed as
 * they were held, page by page, and also when one of a page has gone. */
static void test_one_second(void **state)
{
	static const unsigned ids[] = {7, 3, 9, 1, 8, 2};
	struct held_filter page = {ANY, .limit = 2};
	struct held_id put_ids[6], id;
	struct order order = {.len = 0};
	struct bench b;
	size_t len;

	bench_make(&b, state);
	for (size_t i = 0; i < 6; i++)
		put_ids[i] = put_at_once(&b, ids[i]);
	do {
		len = order.len;
		OK(store_held_each(b.s, &page, see_order, &order));
		if (order.len > len) {
			id = order.ids[order.len - 1];
			OK(store_write_begin(b.s));
			OK(store_held_remove(b.s, &id));
			OK(store_write_commit(b.s));
		}
		page.after_utc = ONE_SECOND;
		page.after_number = order.last;
	} while (order.len == len + 2);
	assert_int_equal(order.len, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(order.ids[i].text, put_ids[i].text);
	/* A number is not used again, though the last one has gone. */
	put_at_once(&b, 4);
	OK(store_held_each(b.s, &page, see_order, &order));
	assert_int_equal(order.len, 7);
	bench_remove(&b, state);
}

static bool see_count(void *arg, const struct held_count *count)
{
	struct held_count *counts = arg;

	counts[count->reason == REASON_UNKNOWN] = *count;
	return true;
}

/* The first who said why. */
static bool see_asked(void *arg, const struct held_message *message)
{
	*(bool *)arg = true;
	assert_string_equal(message->asked, "she asked us");
	return true;
}

static void test_request_and_counts(void **state)
{
	bool is_seen = false;
	struct held_count counts[2] = {{0}};
	struct held_filter asked = {ANY, .is_requested = true};
	struct held_id id;
	struct seen seen;
	struct bench b;

	bench_make(&b, state);
	id = put(&b, 1);
	put(&b, 2);
	list(&b, &asked, &seen);
	assert_int_equal(seen.len, 0);
	OK(store_write_begin(b.s));
	OK(store_held_request(b.s, &id, 1500, NULL));
	OK(store_held_request(b.s, &id, 1600, "she asked us"));
	OK(store_held_request(b.s, &id, 1700, "and once more"));
	OK(store_write_commit(b.s));
	list(&b, &asked, &seen);
	assert_int_equal(seen.len, 1);
	seen = (struct seen){.len = 0};
	OK(store_held_recipients(b.s, &id, see_recipient, &seen));
	assert_int_equal(seen.recipients[1].requested_utc, 1500);
	OK(store_held_get(b.s, &id, see_asked, &is_seen));
	assert_true(is_seen);
	OK(store_held_counts(b.s, see_count, counts));
	assert_int_equal(counts[0].reason, REASON_TOO_SOON);
	assert_int_equal(counts[0].recipients, 2);
	assert_int_equal(counts[0].requested, 1);
	assert_int_equal(counts[0].oldest_utc, 1001);
	assert_string_equal(counts[1].purpose, "newsletter");
	bench_remove(&b, state);
}

static void move(struct bench *b, const struct held_id *id, unsigned n,
	unsigned from, enum held_state to, enum err expected)
{
	OK(store_write_begin(b->s));
	IS(store_held_move(b->s, id, n, from, to, 1700), expected);
	OK(store_write_commit(b->s));
}

static void test_move(void **state)
{
	struct held_id id;
	struct bench b;

	bench_make(&b, state);
	id = put(&b, 1);
	move(&b, &id, 0, HELD_BIT(HELD_RELEASING), HELD_PASSED, ERR_NOT_FOUND);
	move(&b, &id, 2, HELD_WAITING, HELD_DELETED, ERR_NOT_FOUND);
	move(&b, &id, 0, HELD_WAITING, HELD_DELETED, ERR_OK);
	move(&b, &id, 0, HELD_WAITING, HELD_RELEASING, ERR_NOT_FOUND);
	assert_int_equal(state_of(&b, &id, 0), HELD_DELETED);
	assert_int_equal(state_of(&b, &id, 1), HELD_HELD);
	assert_int_equal(get(&b, &id).waiting, 1);
	OK(store_write_begin(b.s));
	OK(store_held_extend(b.s, &id, 9000));
	OK(store_write_commit(b.s));
	assert_int_equal(get(&b, &id).expires_utc, 9000);
	bench_remove(&b, state);
}

static void test_remove(void **state)
{
	struct seen seen = {.len = 0};
	struct held_id id, other;
	struct bench b;

	bench_make(&b, state);
	id = put(&b, 1);
	other = put(&b, 2);
	OK(store_write_begin(b.s));
	OK(store_held_remove(b.s, &id));
	IS(store_held_remove(b.s, &id), ERR_NOT_FOUND);
	IS(store_held_extend(b.s, &id, 1), ERR_NOT_FOUND);
	IS(store_held_request(b.s, &id, 1, "why"), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	IS(store_held_get(b.s, &id, see_message, &seen), ERR_NOT_FOUND);
	OK(store_held_chunks(b.s, &id, see_chunk, &seen));
	OK(store_held_recipients(b.s, &id, see_recipient, &seen));
	assert_int_equal(seen.len, 0);
	assert_int_equal(sum_of(&b).messages, 1);
	assert_int_equal(sum_of(&b).bytes, STORED);
	assert_int_equal(get(&b, &other).waiting, 2);
	bench_remove(&b, state);
}

/* -------------------------------------------------------------- tokens */

static struct store_burn issue(struct bench *b, const struct held_id *id)
{
	struct store_burn burn = {.nonce = {1, 2, 3},
		.id = *id,
		.key = key_of(10),
		.at_utc = 1800};
	struct held_token token = {
		.id = *id, .n = 0, .issued_utc = 1700, .expires_utc = 5300};

	memcpy(token.nonce, burn.nonce, sizeof(token.nonce));
	OK(store_write_begin(b->s));
	OK(store_held_move(
		b->s, id, 0, HELD_BIT(HELD_HELD), HELD_RELEASING, 1700));
	OK(store_held_token_add(b->s, &token));
	OK(store_write_commit(b->s));
	return burn;
}

static enum err burn_it(struct bench *b, const struct store_burn *burn)
{
	struct store_record record = record_of(99);

	return store_burn(b->store, &record, 1, burn, JOURNAL_SYNC_COMMIT);
}

static void test_burn(void **state)
{
	struct store_burn burn, wrong;
	struct held_token token;
	struct held_id id;
	struct bench b;

	bench_make(&b, state);
	id = put(&b, 1);
	burn = issue(&b, &id);
	assert_int_equal(state_of(&b, &id, 0), HELD_RELEASING);
	wrong = burn;
	wrong.nonce[0] = 9;
	IS(burn_it(&b, &wrong), ERR_NOT_FOUND);
	wrong = burn;
	wrong.key = key_of(11);
	IS(burn_it(&b, &wrong), ERR_INVALID);
	wrong = burn;
	wrong.id = put(&b, 2);
	IS(burn_it(&b, &wrong), ERR_INVALID);
	OK(store_held_token_get(b.s, burn.nonce, &token));
	assert_int_equal(token.state, HELD_TOKEN_ISSUED);
	assert_string_equal(token.id.text, id.text);
	assert_int_equal(token.expires_utc, 5300);
	/* Two holds of three entries each and nothing else so far. */
	assert_int_equal(journal_length(b.store), 6);

	OK(burn_it(&b, &burn));
	assert_int_equal(journal_length(b.store), 7);
	assert_int_equal(state_of(&b, &id, 0), HELD_PASSED);
	assert_int_equal(get(&b, &id).waiting, 2);
	IS(burn_it(&b, &burn), ERR_EXISTS);
	assert_int_equal(journal_length(b.store), 7);
	move(&b, &id, 0, HELD_BIT(HELD_PASSED), HELD_RELEASED, ERR_OK);
	assert_int_equal(get(&b, &id).waiting, 1);

	/* Used and forgotten are two things until it has expired. */
	OK(store_write_begin(b.s));
	OK(store_held_remove(b.s, &id));
	OK(store_held_tokens_purge(b.s, 5300));
	OK(store_write_commit(b.s));
	IS(burn_it(&b, &burn), ERR_EXISTS);
	OK(store_write_begin(b.s));
	OK(store_held_tokens_purge(b.s, 5301));
	OK(store_write_commit(b.s));
	IS(burn_it(&b, &burn), ERR_NOT_FOUND);
	IS(store_held_token_get(b.s, burn.nonce, &token), ERR_NOT_FOUND);
	bench_remove(&b, state);
}

/* What is taken back before it was used is not used any more. */
static void test_take_back(void **state)
{
	struct store_burn burn;
	struct held_id id;
	struct bench b;

	bench_make(&b, state);
	id = put(&b, 1);
	burn = issue(&b, &id);
	move(&b, &id, 0, HELD_BIT(HELD_RELEASING), HELD_HELD, ERR_OK);
	IS(burn_it(&b, &burn), ERR_NOT_FOUND);
	burn = issue(&b, &id);
	OK(store_write_begin(b.s));
	OK(store_held_remove(b.s, &id));
	OK(store_write_commit(b.s));
	IS(burn_it(&b, &burn), ERR_NOT_FOUND);
	bench_remove(&b, state);
}

/* ------------------------------------------------- threads and crashes */

struct burner {
	struct bench *b;
	struct store_burn burn;
	enum err result;
};

static void *burn_one(void *arg)
{
	struct burner *burner = arg;

	burner->result = burn_it(burner->b, &burner->burn);
	return NULL;
}

/* The same token at once from several sessions counts once. */
static void test_threads(void **state)
{
	struct burner burners[8];
	pthread_t threads[8];
	struct held_id id;
	unsigned good = 0;
	struct bench b;

	bench_make(&b, state);
	id = put(&b, 1);
	burners[0].burn = issue(&b, &id);
	for (unsigned i = 0; i < 8; i++) {
		burners[i].b = &b;
		burners[i].burn = burners[0].burn;
		assert_int_equal(pthread_create(&threads[i], NULL, burn_one,
					 &burners[i]),
			0);
	}
	for (unsigned i = 0; i < 8; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		good += burners[i].result == ERR_OK;
		assert_true(burners[i].result == ERR_OK ||
			burners[i].result == ERR_EXISTS);
	}
	assert_int_equal(good, 1);
	assert_int_equal(journal_length(b.store), 4);
	bench_remove(&b, state);
}

struct holder {
	struct bench *b;
	struct sample sample;
	enum err result;
};

static void *hold_one(void *arg)
{
	struct holder *h = arg;

	h->result =
		store_hold(h->b->store, h->sample.records, 3, &h->sample.hold);
	return NULL;
}

/* A hold that is refused harms none that shares its commit. */
static void test_threads_hold(void **state)
{
	static struct holder holders[16];
	pthread_t threads[16];
	struct bench b;

	bench_make(&b, state);
	for (unsigned i = 0; i < 16; i++) {
		holders[i].b = &b;
		sample_make(&holders[i].sample, i);
		if (i % 2)
			holders[i].sample.hold.max_total_bytes = 1;
		assert_int_equal(pthread_create(&threads[i], NULL, hold_one,
					 &holders[i]),
			0);
	}
	for (unsigned i = 0; i < 16; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(holders[i].result, i % 2 ? ERR_LIMIT : ERR_OK);
		assert_int_equal(holders[i].sample.hold.is_full, i % 2);
	}
	assert_int_equal(sum_of(&b).messages, 8);
	assert_int_equal(sum_of(&b).bytes, 8 * STORED);
	assert_int_equal(journal_length(b.store), 24);
	bench_remove(&b, state);
}

/* In a process of its own: says what it has put, until it is killed. */
static void hold_until_killed(const struct place *place, int pipe_fd)
{
	struct store *store = place_store(place, "child", true);
	struct sample sample;

	for (unsigned n = 1;; n++) {
		sample_make(&sample, n);
		if (store_hold(store, sample.records, 3, &sample.hold) ||
			write(pipe_fd, &n, sizeof(n)) != sizeof(n))
			_exit(1);
	}
}

static void check_whole(struct bench *b, const struct held_message *m)
{
	struct seen recipients = {.len = 0}, chunks = {.len = 0};

	OK(store_held_recipients(b->s, &m->id, see_recipient, &recipients));
	OK(store_held_chunks(b->s, &m->id, see_chunk, &chunks));
	assert_int_equal(recipients.len, 2);
	assert_int_equal(chunks.len, 3);
}

static bool count_message(void *arg, const struct held_message *message)
{
	struct seen *seen = arg;

	seen->message = *message;
	seen->len++;
	return true;
}

/* Whatever was said to be held is there as a whole, and nothing by halves. */
static void test_killed(void **state)
{
	struct held_filter one = {ANY, .limit = 1};
	unsigned said = 0, found = 0;
	int fds[2], status;
	struct bench b;
	pid_t pid;

	place_open(&b.place, *state);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		hold_until_killed(&b.place, fds[1]);
	assert_int_equal(close(fds[1]), 0);
	while (said < 25)
		assert_int_equal(
			read(fds[0], &said, sizeof(said)), sizeof(said));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	while (read(fds[0], &said, sizeof(said)) == sizeof(said))
		continue;
	assert_int_equal(close(fds[0]), 0);

	bench_open(&b, false);
	for (;;) {
		struct seen seen = {.len = 0};

		OK(store_held_each(b.s, &one, count_message, &seen));
		if (seen.len == 0)
			break;
		check_whole(&b, &seen.message);
		found++;
		one.after_utc = seen.message.received_utc;
		one.after_number = seen.message.number;
	}
	/* One may have been committed and not yet been said. */
	assert_true(found == said || found == said + 1);
	assert_int_equal(sum_of(&b).messages, found);
	assert_int_equal(sum_of(&b).bytes, (int64_t)found * STORED);
	assert_int_equal(journal_length(b.store), 3 * (uint64_t)found);
	bench_remove(&b, state);
}

static void test_ids(void **state)
{
	struct held_id id, again;

	(void)state;
	held_id_format(0x0123456789abcdefULL, &id);
	assert_string_equal(id.text, "28T5CY4TQKFF");
	OK(held_id_parse("28t5-cy4t-qkff", &again));
	assert_string_equal(again.text, id.text);
	OK(held_id_parse("o1lI00000000", &again));
	assert_string_equal(again.text, "011100000000");
	IS(held_id_parse("28T5CY4TNF6", &again), ERR_INVALID);
	IS(held_id_parse("28T5CY4TNF6YY", &again), ERR_INVALID);
	IS(held_id_parse("28T5CY4TNF6U", &again), ERR_INVALID);
	IS(held_id_parse("", &again), ERR_INVALID);
}

void contract_add_quarantine(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"ids of held messages", test_ids},
		{"a message is held", test_put},
		{"held as a whole or not", test_put_fails},
		{"brought again", test_repeated},
		{"no more than may be held", test_limit},
		{"lists of what is held", test_list},
		{"several held in one second", test_one_second},
		{"somebody asks for a held message", test_request_and_counts},
		{"states of held recipients", test_move},
		{"a held message is deleted", test_remove},
		{"a token counts once", test_burn},
		{"a token is taken back", test_take_back},
		{"a token at once", test_threads},
		{"holds at once", test_threads_hold},
		{"killed while it holds", test_killed},
	};

	CONTRACT_ADD(rows, tests, backend);
}
