/* SPDX-License-Identifier: BSD-2-Clause */
/* What is recorded of a message that is held, and of one that is let go. */
#include "unit/service/verdict/judge_bench.h"

#define FIRST 1
#define MANY 5

static enum err give_chunk(
	void *arg, unsigned n, const void **bytes_r, size_t *len_r)
{
	(void)arg;
	(void)n;
	*bytes_r = "sealed";
	*len_r = 6;
	return ERR_OK;
}

/* Holds it under a number of its own. */
static void hold(struct bench *b, struct judge_item *items, size_t len,
	unsigned number, int64_t received_utc, struct held_place *place_r)
{
	struct held_recipient recipients[MANY] = {0};
	struct store_hold h = {
		.message = {.received_utc = received_utc,
			.expires_utc = received_utc + 30 * DAY,
			.size = 6,
			.chunks = 1,
			.summary = "sealed",
			.summary_len = 6},
		.recipients = recipients,
		.place_r = place_r,
		.max_total_bytes = 1000000,
		.chunk = give_chunk,
	};

	held_id_format(number, &h.message.id);
	*place_r = (struct held_place){.id = h.message.id};
	for (size_t i = 0; i < len; i++)
		h.recipients_len += items[i].is_held;
	for (unsigned i = 0; i < MANY; i++) {
		recipients[i].n = i;
		recipients[i].address = "sealed";
		recipients[i].address_len = 6;
		recipients[i].state = HELD_HELD;
		recipients[i].requested_utc = INSTANT_NONE;
	}
	IS(judge_hold(b->judge, &b->envelope, b->mark.id[0] ? &b->mark : NULL,
		   items, len, &h, recipients),
		ERR_OK);
	/* What pointed into the call is gone. */
	assert_null(h.dedup_digest);
	assert_null(h.letter);
}

static int64_t messages(struct bench *b)
{
	struct held_sum sum;

	IS(store_held_sum(b->h.desk->session, &sum), ERR_OK);
	return sum.messages;
}

struct recipients {
	size_t len;
	struct held_recipient all[MANY];
	char purpose[MANY][20];
};

static bool add_recipient(void *arg, const struct held_recipient *from)
{
	struct recipients *found = arg;

	found->all[found->len] = *from;
	copy(found->purpose[found->len], 20, from->purpose);
	found->len++;
	return true;
}

static void read_recipients(
	struct bench *b, const struct held_id *id, struct recipients *found)
{
	*found = (struct recipients){.len = 0};
	IS(store_held_recipients(b->h.desk->session, id, add_recipient, found),
		ERR_OK);
}

/* --------------------------------------------------------- its recipients */

/* Each with the reference of its verdict: that of this call, that of an earlier
 * one, or that of whoever speaks for it. */
static void test_recipients(void **state)
{
	struct held_place place;
	struct judge_item items[MANY];
	struct recipients found;
	struct entries entries;
	struct bench b;

	(void)state;
	bench_open(&b);
	items[0] = decided(&b, ADAM);
	items[1] = decided(&b, EWA);
	items[2] = decided(&b, EWA);
	items[3] = decided(&b, "nobody@example.com");
	items[4] = decided(&b, JAN);
	items[1].is_recorded = true;
	(void)snprintf(items[1].ref, sizeof(items[1].ref), "DY9WMPCD");
	items[2].speaker = &items[4];
	items[3].has_key = false;
	items[4].verdict.reason = REASON_UNKNOWN;
	items[4].verdict.action = ACTION_HOLD;
	for (size_t i = 1; i < MANY; i++)
		items[i].is_held = true;
	hold(&b, items, MANY, FIRST, HOUSE_NOW, &place);
	assert_false(place.is_repeated);
	read_recipients(&b, &place.id, &found);
	IS(found.len, 4);
	assert_string_equal(found.all[0].ref, "DY9WMPCD");
	assert_string_equal(found.all[1].ref, items[4].ref);
	assert_string_equal(found.all[2].ref, items[3].ref);
	assert_string_equal(found.all[3].ref, items[4].ref);
	assert_memory_equal(
		found.all[0].key.bytes, items[1].key.bytes, PSEUDONYM_LEN);
	assert_memory_equal(
		found.all[3].key.bytes, items[4].key.bytes, PSEUDONYM_LEN);
	assert_true(found.all[0].has_key);
	assert_false(found.all[2].has_key);
	IS(found.all[0].reason, REASON_ALLOWED);
	IS(found.all[0].action, ACTION_FLAG);
	IS(found.all[3].reason, REASON_UNKNOWN);
	IS(found.all[3].action, ACTION_HOLD);
	assert_string_equal(found.purpose[3], "told");
	/* Three verdicts, and that it is held. */
	read_entries(&b, &entries);
	IS(entries.len, 4);
	IS(entries.all[3].entry.kind, JOURNAL_HELD);
	assert_true(entries.all[3].entry.is_enforced);
	assert_false(entries.all[3].entry.has_key);
	assert_string_equal(entries.all[3].detail, place.id.text);
	assert_string_equal(entries.all[3].queue_id, "4Qabc");
	assert_string_equal(entries.all[3].sender, "ania");
	assert_string_equal(entries.all[0].entry.ref, items[0].ref);
	assert_true(items[0].is_recorded && items[3].is_recorded &&
		items[4].is_recorded);
	assert_false(items[2].is_recorded);
	bench_close(&b);
}

/* ------------------------------------------------------------- once more */

static const struct row {
	const char *name;
	unsigned char id, origin; /* of the mark; 0: none */
	const char *sender;
	const char *who, *too; /* for whom it is held; too NULL: nobody */
	int64_t after_s;
	bool is_repeated;
} rows_of_repeats[] = {
	{"the same", 7, 8, "ania", ADAM, EWA, 60, true},
	{"as long as it counts", 7, 8, "ania", ADAM, EWA, MESSAGE_SAME_S, true},
	{"a second later", 7, 8, "ania", ADAM, EWA, MESSAGE_SAME_S + 1, false},
	{"another Message-ID", 9, 8, "ania", ADAM, EWA, 60, false},
	{"another origin", 7, 9, "ania", ADAM, EWA, 60, false},
	{"another sender", 7, 8, "ola", ADAM, EWA, 60, false},
	{"no sender", 7, 8, NULL, ADAM, EWA, 60, false},
	{"another recipient", 7, 8, "ania", ADAM, JAN, 60, false},
	{"in another order", 7, 8, "ania", EWA, ADAM, 60, false},
	{"a recipient less", 7, 8, "ania", ADAM, NULL, 60, false},
	{"what is known by nothing", 0, 0, "ania", ADAM, EWA, 60, false},
};

static void hold_for(struct bench *b, const struct row *row, unsigned number,
	struct held_place *place_r)
{
	struct judge_item items[2];

	items[0] = decided(b, row->who);
	items[1] = decided(b, row->too ? row->too : JAN);
	items[0].is_held = true;
	items[1].is_held = row->too != NULL;
	b->envelope.sender = row->sender;
	b->mark.id[0] = row->id;
	b->mark.origin[0] = row->origin;
	hold(b, items, 2, number, HOUSE_NOW + row->after_s, place_r);
}

static void check_repeat(void **state)
{
	static const struct row first = {"", 7, 8, "ania", ADAM, EWA, 0, false};
	const struct row *row = *state;
	struct held_place before, now;
	struct entries entries;
	struct bench b;

	bench_open(&b);
	hold_for(&b, &first, FIRST, &before);
	hold_for(&b, row, FIRST + 1, &now);
	assert_false(before.is_repeated);
	IS(now.is_repeated, row->is_repeated);
	IS(messages(&b), row->is_repeated ? 1 : 2);
	IS(strcmp(before.id.text, now.id.text) == 0, row->is_repeated);
	/* The verdicts are recorded again, and where it is. */
	read_entries(&b, &entries);
	IS(entries.len, 6);
	assert_string_equal(entries.all[5].detail, now.id.text);
	bench_close(&b);
}

/* ------------------------------------------------------------ letting go */

static struct store_burn issue(struct bench *b, const struct held_id *id)
{
	struct store_burn burn = {
		.nonce = {1, 2, 3}, .id = *id, .at_utc = HOUSE_NOW};
	struct held_token token = {.id = *id,
		.issued_utc = HOUSE_NOW,
		.expires_utc = HOUSE_NOW + DAY};
	struct store_session *s = b->h.desk->session;

	memcpy(token.nonce, burn.nonce, sizeof(token.nonce));
	IS(store_write_begin(s), ERR_OK);
	IS(store_held_move(
		   s, id, 0, HELD_BIT(HELD_HELD), HELD_RELEASING, HOUSE_NOW),
		ERR_OK);
	IS(store_held_token_add(s, &token), ERR_OK);
	IS(store_write_commit(s), ERR_OK);
	burn.key = ear_key(&b->h, JAN);
	return burn;
}

static void test_burn(void **state)
{
	char detail[40];
	struct judge_item item;
	struct held_place place;
	struct entries entries;
	struct store_burn burn;
	struct send send;
	struct bench b;

	(void)state;
	bench_open(&b);
	item = decided(&b, JAN);
	item.is_held = true;
	hold(&b, &item, 1, FIRST, HOUSE_NOW, &place);
	burn = issue(&b, &place.id);
	item = decided(&b, JAN);
	item.is_enforced = item.counts_as_send = true;
	IS(judge_burn(b.judge, &b.envelope, &b.mark, &item, 1, &burn), ERR_OK);
	assert_true(item.is_recorded);
	read_entries(&b, &entries);
	IS(entries.len, 3);
	assert_string_equal(entries.all[2].entry.ref, item.ref);
	(void)snprintf(detail, sizeof(detail), "%s released", place.id.text);
	assert_string_equal(entries.all[2].detail, detail);
	IS(sends(&b, JAN, &send), 1);
	/* Once: nothing of a second time is recorded. */
	item = decided(&b, JAN);
	IS(judge_burn(b.judge, &b.envelope, &b.mark, &item, 1, &burn),
		ERR_EXISTS);
	assert_false(item.is_recorded);
	assert_string_equal(item.ref, "");
	read_entries(&b, &entries);
	IS(entries.len, 3);
	bench_close(&b);
}

/* A store that fails holds nothing. */
static void test_fault(void **state)
{
	struct held_recipient recipient = {
		.address = "sealed", .address_len = 6, .state = HELD_HELD};
	struct held_place place = {{""}, false};
	struct store_hold h = {.message = {.received_utc = HOUSE_NOW,
				       .expires_utc = HOUSE_NOW + DAY,
				       .size = 6,
				       .chunks = 1,
				       .summary = "sealed",
				       .summary_len = 6},
		.recipients = &recipient,
		.recipients_len = 1,
		.place_r = &place,
		.max_total_bytes = 3,
		.chunk = give_chunk};
	struct judge_item item;
	struct entries entries;
	struct bench b;

	(void)state;
	bench_open(&b);
	held_id_format(FIRST, &h.message.id);
	item = decided(&b, JAN);
	item.is_held = true;
	IS(judge_hold(b.judge, &b.envelope, &b.mark, &item, 1, &h, &recipient),
		ERR_LIMIT);
	assert_true(h.is_full);
	assert_false(item.is_recorded);
	read_entries(&b, &entries);
	IS(entries.len, 0);
	ear_sql(&b.h, "ALTER TABLE journal RENAME TO away");
	h.max_total_bytes = 1000;
	IS(judge_hold(b.judge, &b.envelope, &b.mark, &item, 1, &h, &recipient),
		ERR_UNAVAILABLE);
	assert_false(item.is_recorded);
	assert_true(*judge_cause(b.judge));
	bench_close(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "whom it is held for", test_recipients, NULL);
	rows_add(&rows, rows_of_repeats, check_repeat);
	rows_add_one(&rows, "it is let go once", test_burn, NULL);
	rows_add_one(&rows, "a store that is full or fails", test_fault, NULL);
	return rows_run("judge: held", &rows);
}
