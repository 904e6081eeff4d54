/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fill_journal.c - a journal as years of marketing mail leave it
 *
 * usage: fill_journal STORE KEYFILE ENTRIES
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

#define BATCH 10000
#define NOW 1795428000

static void must(enum err e, const char *what)
{
	if (!e)
		return;
	fprintf(stderr, "%s: %s\n", what, err_text(e));
	exit(1);
}

static void make(struct store_record *record, char queue_id[32], uint64_t n)
{
	static const unsigned char sender[20] = "sealed-name-of-staff";
	uint64_t mixed = n * 0x9e3779b97f4a7c15u;

	*record = (struct store_record){
		.entry = {.kind = JOURNAL_VERDICT,
			.at_utc = NOW + (int64_t)(n / 50),
			.has_key = true,
			.purpose = n % 3 ? "followup" : "newsletter",
			.reason = n % 5 ? REASON_ALLOWED : REASON_OBJECTED,
			.action = n % 5 ? ACTION_ACCEPT : ACTION_REJECT,
			.is_enforced = true,
			.queue_id = queue_id,
			.host = "mx.firma.example",
			.sender = sender,
			.sender_len = sizeof(sender)},
	};
	for (size_t i = 0; i < PSEUDONYM_LEN; i += sizeof(mixed))
		memcpy(record->entry.key.bytes + i, &mixed, sizeof(mixed));
	snprintf(queue_id, 32, "4Q%08" PRIX64, n);
}

static void fill(struct store *store, uint64_t entries)
{
	struct store_record *records = calloc(BATCH, sizeof(*records));
	char(*ids)[32] = calloc(BATCH, sizeof(*ids));

	if (!records || !ids)
		must(ERR_NOMEM, "records");
	for (uint64_t done = 0; done < entries;) {
		size_t len = 0;

		for (; len < BATCH && done < entries; len++, done++)
			make(&records[len], ids[len], done);
		must(store_record(store, records, len, JOURNAL_SYNC_WRITE),
			"recording");
	}
	free(records);
	free(ids);
}

int main(int argc, char **argv)
{
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;
	struct store *store;
	struct store_options options = {.instance = "mx1", .create = true};

	if (argc != 4) {
		fprintf(stderr, "usage: fill_journal STORE KEYFILE ENTRIES\n");
		return 64;
	}
	must(keyfile_read(argv[2], &keys, cause), argv[2]);
	options.url = argv[1];
	options.keys = keys;
	must(store_open(&options, &store), argv[1]);
	fill(store, strtoull(argv[3], NULL, 10));
	store_close(&store);
	keyfile_free(&keys);
	return 0;
}
