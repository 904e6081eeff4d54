/* SPDX-License-Identifier: BSD-2-Clause */
/* References and the bytes that the chain vouches for: formats that must
 * never change. */
#include "store/encode.h"

#include <stdio.h>

#include "lib/rows.h"

static const struct ref_row {
	const char *name;
	const char *ref;
	enum err expected;
	uint64_t seq;
} refs[] = {
	{"first", "AVWG37SR", ERR_OK, 1},
	{"second", "AHVJ2YWQ", ERR_OK, 2},
	{"millionth", "DY9WMPCD", ERR_OK, 1000000},
	{"small letters", "avwg37sr", ERR_OK, 1},
	{"hyphens", "AVWG-37SR", ERR_OK, 1},
	{"too short", "AVWG37S", ERR_INVALID, 0},
	{"too long", "AVWG37SR0", ERR_INVALID, 0},
	{"U is no digit", "AVWG37SU", ERR_INVALID, 0},
	{"blank", "AVWG37 R", ERR_INVALID, 0},
	{"empty", "", ERR_INVALID, 0},
	{"of no entry", "00000000", ERR_INVALID, 0},
};

static void check_ref(void **state)
{
	const struct ref_row *row = *state;
	uint64_t seq;

	assert_int_equal(store_seq_of_ref(row->ref, &seq), row->expected);
	assert_int_equal(seq, row->seq);
}

static void test_refs_both_ways(void **state)
{
	const uint64_t last = (UINT64_C(1) << 40) - 1;
	uint64_t seq = 1, found;
	char ref[JOURNAL_REF_SIZE];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		assert_int_equal(store_ref_of_seq(seq, ref), ERR_OK);
		assert_int_equal(strlen(ref), 8);
		assert_int_equal(store_seq_of_ref(ref, &found), ERR_OK);
		assert_int_equal(found, seq);
		seq = i < 50000 ? seq + 1 : (seq * 5 + 3) & last;
		if (seq == 0)
			seq = 1;
	}
	assert_int_equal(store_ref_of_seq(last, ref), ERR_OK);
	assert_int_equal(store_ref_of_seq(last + 1, ref), ERR_LIMIT);
	assert_int_equal(store_ref_of_seq(0, ref), ERR_LIMIT);
}

static void test_ref_lookalikes(void **state)
{
	uint64_t one, other;

	(void)state;
	assert_int_equal(store_seq_of_ref("0123456A", &one), ERR_OK);
	assert_int_equal(store_seq_of_ref("Oi23456a", &other), ERR_OK);
	assert_int_equal(one, other);
	assert_int_equal(store_seq_of_ref("oL23456A", &other), ERR_OK);
	assert_int_equal(one, other);
}

static void check_bytes(const struct journal_entry *entry, const char *hex)
{
	unsigned char bytes[ENCODED_MAX];
	char found[2 * ENCODED_MAX + 1] = "";
	size_t len;

	assert_int_equal(journal_encode(entry, "a", bytes, &len), ERR_OK);
	for (size_t i = 0; i < len; i++)
		snprintf(found + 2 * i, 3, "%02x", bytes[i]);
	assert_string_equal(found, hex);
}

static void test_encode(void **state)
{
	struct journal_entry entry = {.seq = 1,
		.at_utc = 1,
		.kind = JOURNAL_VERDICT,
		.reason = REASON_ALLOWED,
		.action = ACTION_ACCEPT,
		.is_enforced = true,
		.purpose = "x"};

	(void)state;
	check_bytes(&entry,
		"01"
		"0000000000000001"
		"0000000000000001"
		"01"
		"0f"
		"00"
		"01"
		"00"
		"000161"
		"000178"
		"ffff"
		"ffff"
		"ffff"
		"ffff");
	entry.has_key = true;
	memset(entry.key.bytes, 0xab, PSEUDONYM_LEN);
	entry.at_utc = -1;
	entry.is_enforced = false;
	entry.queue_id = "q";
	entry.host = "";
	entry.detail = "d";
	entry.sender = (const unsigned char *)"\0s";
	entry.sender_len = 2;
	check_bytes(&entry,
		"01"
		"0000000000000001"
		"ffffffffffffffff"
		"01"
		"0f"
		"00"
		"00"
		"20"
		"abababababababababababababababab"
		"abababababababababababababababab"
		"000161"
		"000178"
		"000171"
		"0000"
		"000164"
		"00020073");
}

/* On disk a reason keeps its number, whatever comes between two of them. */
static void test_reason_numbers(void **state)
{
	static const struct {
		enum reason reason;
		unsigned number;
	} some[] = {{(enum reason)0, 0}, {REASON_OBJECTED, 1},
		{REASON_LISTED, 2}, {REASON_RESTRICTED, 3},
		{REASON_ALLOWED, 15}, {REASON_NOT_MARKETING, 17},
		{REASON_OBJECTION_UNCONFIRMED, 18}};

	(void)state;
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
		assert_int_equal(reason_number(some[i].reason), some[i].number);
	/* No number stands twice, and what was never written is told apart,
	 * too. */
	for (unsigned n = 0; n < 256; n++) {
		assert_int_equal(reason_number(reason_of_number(n)), n);
		assert_int_equal(
			reason_of_number(reason_number((enum reason)n)), n);
	}
}

static void test_encode_limits(void **state)
{
	unsigned char bytes[ENCODED_MAX];
	char text[JOURNAL_DETAIL_MAX + 2];
	struct journal_entry entry = {.seq = 1, .queue_id = text};
	size_t len;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[JOURNAL_QUEUE_ID_MAX + 1] = '\0';
	assert_int_equal(journal_encode(&entry, "a", bytes, &len), ERR_LIMIT);
	text[JOURNAL_QUEUE_ID_MAX] = '\0';
	assert_int_equal(journal_encode(&entry, "a", bytes, &len), ERR_OK);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, refs, check_ref);
	rows_add_one(&all, "references both ways", test_refs_both_ways, NULL);
	rows_add_one(&all, "look-alikes", test_ref_lookalikes, NULL);
	rows_add_one(&all, "bytes of an entry", test_encode, NULL);
	rows_add_one(&all, "numbers of reasons", test_reason_numbers, NULL);
	rows_add_one(&all, "limits of an entry", test_encode_limits, NULL);
	return rows_run("journal bytes", &all);
}
