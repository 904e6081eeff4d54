/* SPDX-License-Identifier: BSD-2-Clause */
/* The journal from its end, a piece at a time. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/archive/journal_back.h"
#include "store/journal.h"

#define LONG_NS INT64_C(60000000000)

struct seen {
	char text[400];
	size_t len;
};

static void see(
	void *arg, const struct journal_entry *entry, const char *sender)
{
	struct seen *seen = arg;
	size_t len = strlen(seen->text);

	seen->len++;
	(void)snprintf(seen->text + len, sizeof(seen->text) - len, "%d%s ",
		(int)entry->seq, sender ? sender : "");
}

/* Six entries: of Adam the odd ones, of Ewa the others; the last is an act. */
static void fill(struct house *h)
{
	struct pseudonym adam = {{0}}, ewa = {{0}};

	house_open(h);
	adam = ear_key(h, ADAM);
	ewa = ear_key(h, EWA);
	for (int i = 1; i <= 5; i++) {
		struct store_record record = {
			.entry = {.kind = JOURNAL_VERDICT,
				.at_utc = HOUSE_NOW - 600 + i,
				.has_key = true,
				.key = i % 2 ? adam : ewa,
				.purpose = "followup",
				.reason = REASON_OBJECTED,
				.is_enforced = true}};

		IS(store_record(h->desk->store, &record, 1, JOURNAL_SYNC_WRITE),
			ERR_OK);
	}
	IS(desk_begin(h->desk), ERR_OK);
	IS(desk_end(h->desk,
		   desk_journal(h->desk,
			   &(struct desk_act){
				   .kind = JOURNAL_EXPORTED, .key = &ewa})),
		ERR_OK);
}

static const struct row {
	const char *name;
	struct journal_back_query query;
	const char *seen;
	uint64_t next;
	int percent;
} rows[] = {
	{"all of it", {.most = 50, .time_ns = LONG_NS}, "6ania 5 4 3 2 1 ", 0,
		100},
	{"no time is time for one piece", {.most = 50}, "6ania 5 4 3 2 1 ", 0,
		100},
	{"the newest two", {.most = 2, .time_ns = LONG_NS}, "6ania 5 ", 5, 33},
	{"and what is before them",
		{.most = 2, .time_ns = LONG_NS, .before_seq = 5}, "4 3 ", 3,
		66},
	{"the last two, which fill the page",
		{.most = 2, .time_ns = LONG_NS, .before_seq = 3}, "2 1 ", 0,
		100},
	{"before the first", {.most = 2, .before_seq = 1}, "", 0, 100},
	{"from behind the last", {.most = 1, .before_seq = 900}, "6ania ", 6,
		16},
	{"of one person", {.most = 50, .address = "Adam@example.com"}, "5 3 1 ",
		0, 100},
	{"of one person, one entry",
		{.most = 1, .address = ADAM, .before_seq = 5}, "3 ", 3, 66},
	{"of nobody known", {.most = 50, .address = JAN}, "", 0, 100},
	{"of one kind", {.most = 50, .kind = JOURNAL_EXPORTED}, "6ania ", 0,
		100},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct journal_back_place place;
	struct seen seen = {.len = 0};
	struct house h;

	fill(&h);
	IS(journal_back(h.desk, &row->query, see, &seen, &place), ERR_OK);
	assert_string_equal(seen.text, row->seen);
	assert_int_equal(place.next_seq, row->next);
	assert_int_equal(place.percent, row->percent);
	assert_int_equal(place.first_utc, HOUSE_NOW - 599);
	house_close(&h);
}

static void test_none(void **state)
{
	const struct journal_back_query query = {.most = 5};
	struct journal_back_place place;
	struct seen seen = {.len = 0};
	struct house h;

	(void)state;
	house_open(&h);
	IS(journal_back(h.desk, &query, see, &seen, &place), ERR_OK);
	assert_int_equal(seen.len, 0);
	assert_int_equal(place.next_seq, 0);
	assert_int_equal(place.percent, 100);
	assert_int_equal(place.looked_to_utc, INSTANT_NONE);
	house_close(&h);
}

static void test_no_address(void **state)
{
	const struct journal_back_query query = {.most = 5, .address = "adam"};
	struct journal_back_place place;
	struct seen seen = {.len = 0};
	struct house h;

	(void)state;
	house_open(&h);
	IS(journal_back(h.desk, &query, see, &seen, &place), ERR_INVALID);
	house_close(&h);
}

/* More than one piece, without time: it is gone through in several looks. */
static void test_pieces(void **state)
{
	enum {
		ALL = JOURNAL_BACK_PIECE + 300,
		BATCH = 500
	};
	static struct store_record records[BATCH];
	struct journal_back_query query = {.most = 50, .address = ADAM};
	struct journal_back_place place;
	struct seen seen = {.len = 0};
	struct pseudonym adam, ewa;
	struct house h;

	(void)state;
	house_open(&h);
	adam = ear_key(&h, ADAM);
	ewa = ear_key(&h, EWA);
	for (size_t i = 0; i < ALL; i += BATCH) {
		size_t len = ALL - i < BATCH ? ALL - i : BATCH;

		for (size_t n = 0; n < len; n++)
			records[n] = (struct store_record){
				.entry = {.kind = JOURNAL_VERDICT,
					.at_utc = HOUSE_NOW,
					.has_key = true,
					.key = i + n == 0 ? adam : ewa,
					.is_enforced = true}};
		IS(store_record(
			   h.desk->store, records, len, JOURNAL_SYNC_WRITE),
			ERR_OK);
	}
	IS(journal_back(h.desk, &query, see, &seen, &place), ERR_OK);
	assert_string_equal(seen.text, "");
	assert_int_equal(place.next_seq, 301);
	assert_int_equal(place.percent, 98);
	query.before_seq = place.next_seq;
	IS(journal_back(h.desk, &query, see, &seen, &place), ERR_OK);
	assert_string_equal(seen.text, "1 ");
	assert_int_equal(place.next_seq, 0);
	/* With time it is all one look. */
	query.before_seq = 0;
	query.time_ns = LONG_NS;
	IS(journal_back(h.desk, &query, see, &seen, &place), ERR_OK);
	assert_string_equal(seen.text, "1 1 ");
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "an empty journal", test_none, NULL);
	rows_add_one(&all, "what is no address", test_no_address, NULL);
	rows_add_one(&all, "in several looks", test_pieces, NULL);
	return rows_run("archive/journal_back", &all);
}
