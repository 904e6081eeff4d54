/* SPDX-License-Identifier: BSD-2-Clause */
#include "contract.h"

#include "lib/keys.h"
#include "lib/rows.h"
#include "store/facts.h"
#include "store/tally.h"

void place_open(struct place *place, const struct contract_backend *backend)
{
	char path[PATH_MAX / 2];

	tempdir_make(&place->dir);
	place->keys = keys_known(tempdir_path(&place->dir, "keys", path), 0);
	place->other_keys =
		keys_known(tempdir_path(&place->dir, "other", path), 1);
	backend->place_make(place);
}

void place_close(struct place *place, const struct contract_backend *backend)
{
	backend->place_remove(place);
	keyfile_free(&place->keys);
	keyfile_free(&place->other_keys);
	tempdir_remove(&place->dir);
}

struct store *place_store(
	const struct place *place, const char *instance, bool create)
{
	const struct store_options options = {.url = place->url,
		.keys = place->keys,
		.instance = instance,
		.create = create};
	struct store *store;

	assert_int_equal(store_open(&options, &store), ERR_OK);
	return store;
}

struct pseudonym key_of(unsigned n)
{
	struct pseudonym key = {{0}};

	/* Spread as an HMAC would be. */
	for (size_t i = 0; i < PSEUDONYM_LEN; i++) {
		n = n * 1664525u + 1013904223u;
		key.bytes[i] = (unsigned char)(n >> 24);
	}
	return key;
}

struct store_record record_of(unsigned n)
{
	struct store_record record = {
		.entry = {.kind = JOURNAL_VERDICT,
			.at_utc = n,
			.has_key = true,
			.key = key_of(n),
			.purpose = "followup",
			.reason = REASON_ALLOWED,
			.action = ACTION_ACCEPT,
			.is_enforced = true,
			.queue_id = "4Q2xyz",
			.host = "mx.firma.example"},
		.counts_as_send = true,
	};

	memcpy(record.mark.id, &n, sizeof(n));
	return record;
}

static bool tell_finding(void *arg, const struct fact_finding *finding)
{
	(void)arg;
	print_error("fault %d of kind %d, seq %llu: %lld, not %lld\n",
		(int)finding->fault, (int)finding->kind,
		(unsigned long long)finding->seq, (long long)finding->is,
		(long long)finding->ought);
	return true;
}

struct journal_count {
	uint64_t len; /* but for sums */
	uint64_t all;
	uint64_t first; /* number of the first entry */
};

static bool count_entry(void *arg, const struct journal_entry *entry)
{
	struct journal_count *count = arg;

	if (count->all++ == 0)
		count->first = entry->seq;
	count->len += entry->kind != JOURNAL_SUM;
	return true;
}

static bool count_tally(void *arg, const struct store_tally *tally)
{
	*(uint64_t *)arg += (uint64_t)tally->entries;
	return true;
}

/* An entry and its number are written together: also where a process was
 * killed in between. */
static void check_numbers(
	struct store_session *s, const struct journal_count *count)
{
	uint64_t counted = 0;

	assert_int_equal(store_tally_each(s, INT64_MIN, INT64_MAX, count_tally,
				 &counted),
		ERR_OK);
	if (count->first == 1)
		assert_int_equal(counted, count->all);
}

uint64_t journal_length(struct store *store)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	struct journal_count count = {.len = 0};
	uint64_t checked, seq, rows;
	struct store_session *s;

	assert_int_equal(store_session_get(store, &s), ERR_OK);
	assert_int_equal(store_read_begin(s), ERR_OK);
	assert_int_equal(store_journal_verify(s, &checked, &seq), ERR_OK);
	assert_int_equal(
		store_facts_verify(s, tell_finding, NULL, &rows), ERR_OK);
	assert_int_equal(
		store_journal_each(s, &all, count_entry, &count), ERR_OK);
	check_numbers(s, &count);
	store_read_end(s);
	store_session_put(store, &s);
	return count.len;
}
