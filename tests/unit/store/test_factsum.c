/* SPDX-License-Identifier: BSD-2-Clause */
/* The sum over wishes and restrictions, and how entries tell it: formats that
 * must never change. */
#include "store/factsum.h"

#include <string.h>

#include "lib/rows.h"

static const char example[] =
	"is 1,0,0,0,0,0,0 "
	"0000000000000000000000000000000000000000000000000000000000000005"
	"; was 0,0,0,0,0,0,0 "
	"0000000000000000000000000000000000000000000000000000000000000000";

static void mac_of(unsigned seed, unsigned char mac_r[ROW_MAC_LEN])
{
	for (int i = 0; i < ROW_MAC_LEN; i++) {
		seed = seed * 1103515245 + 12345;
		mac_r[i] = (unsigned char)(seed >> 16);
	}
}

/* In whatever order they come and go, the same rows make the same sum. */
static void test_order(void **state)
{
	struct fact_sum up = {.sum = {0}}, down = {.sum = {0}};
	const struct fact_sum none = {.sum = {0}};
	unsigned char mac[ROW_MAC_LEN];

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		mac_of(i, mac);
		fact_sum_add(&up, 1, (enum counted)(i % COUNTED_KINDS), mac);
		mac_of(99 - i, mac);
		fact_sum_add(&down, 1, (enum counted)((99 - i) % COUNTED_KINDS),
			mac);
	}
	assert_true(fact_sum_is_same(&up, &down));
	for (unsigned i = 0; i < 100; i++) {
		assert_false(fact_sum_is_same(&up, &none));
		mac_of(i, mac);
		fact_sum_add(&up, -1, (enum counted)(i % COUNTED_KINDS), mac);
	}
	assert_true(fact_sum_is_same(&up, &none));
}

/* Below nothing and above the largest it goes around. */
static void test_around(void **state)
{
	const struct fact_sum none = {.sum = {0}};
	unsigned char mac[ROW_MAC_LEN] = {[ROW_MAC_LEN - 1] = 1};
	struct fact_sum sum = none;

	(void)state;
	fact_sum_add(&sum, -1, COUNTED_GRANTS, mac);
	for (int i = 0; i < ROW_MAC_LEN; i++)
		assert_int_equal(sum.sum[i], 0xff);
	assert_int_equal(sum.rows[COUNTED_GRANTS], -1);
	fact_sum_add(&sum, 1, COUNTED_GRANTS, mac);
	assert_true(fact_sum_is_same(&sum, &none));
}

static void test_bytes(void **state)
{
	unsigned char bytes[FACT_SUM_LEN], mac[ROW_MAC_LEN];
	struct fact_sum sum = {.sum = {0}}, again;

	(void)state;
	mac_of(1, mac);
	fact_sum_add(&sum, 1, COUNTED_RESTRICTIONS, mac);
	sum.rows[COUNTED_LIFTS] = INT64_C(1) << 40;
	fact_sum_pack(&sum, bytes);
	assert_true(fact_sum_unpack(bytes, sizeof(bytes), &again));
	assert_true(fact_sum_is_same(&sum, &again));
	assert_false(fact_sum_unpack(bytes, sizeof(bytes) - 1, &again));
	assert_false(fact_sum_unpack(NULL, 0, &again));
}

static void test_example(void **state)
{
	unsigned char mac[ROW_MAC_LEN] = {[ROW_MAC_LEN - 1] = 5};
	struct fact_sum_entry entry = {.has_was = true}, again;
	char text[FACT_SUM_TEXT_SIZE];

	(void)state;
	fact_sum_add(&entry.is, 1, COUNTED_OBJECTIONS, mac);
	fact_sum_format(&entry, text);
	assert_string_equal(text, example);
	assert_int_equal(fact_sum_parse(text, &again), ERR_OK);
	assert_true(again.has_was);
	assert_true(fact_sum_is_same(&entry.is, &again.is));
	assert_true(fact_sum_is_same(&entry.was, &again.was));
	entry.has_was = false;
	fact_sum_format(&entry, text);
	assert_int_equal(fact_sum_parse(text, &again), ERR_OK);
	assert_false(again.has_was);
}

/* The largest of all fits an entry. */
static void test_largest(void **state)
{
	struct fact_sum_entry entry = {.has_was = true}, again;
	char text[FACT_SUM_TEXT_SIZE];

	(void)state;
	for (int kind = 0; kind < COUNTED_KINDS; kind++)
		entry.is.rows[kind] = entry.was.rows[kind] = INT64_MIN;
	fact_sum_format(&entry, text);
	assert_int_equal(fact_sum_parse(text, &again), ERR_OK);
	assert_true(fact_sum_is_same(&entry.was, &again.was));
}

/* Whatever is cut off or changed in it, it is none. */
static void test_no_sum(void **state)
{
	static const char *const texts[] = {"", "is", "is ", "is 1,2",
		"sum 1,0,0,0,0,0,0 00", "is 1;0,0,0,0,0,0 00",
		"is ,0,0,0,0,0,0 00"};
	struct fact_sum_entry entry;
	char text[sizeof(example)];

	(void)state;
	assert_int_equal(fact_sum_parse(NULL, &entry), ERR_INVALID);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_int_equal(fact_sum_parse(texts[i], &entry), ERR_INVALID);
	for (size_t len = 0; len < sizeof(example) - 1; len++) {
		bool is_first = example[len] == ';';

		memcpy(text, example, len);
		text[len] = '\0';
		assert_int_equal(fact_sum_parse(text, &entry),
			is_first ? ERR_OK : ERR_INVALID);
	}
	memcpy(text, example, sizeof(text));
	text[sizeof(text) - 2] = 'g';
	assert_int_equal(fact_sum_parse(text, &entry), ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"rows come and go", test_order, NULL, NULL, NULL},
		{"around", test_around, NULL, NULL, NULL},
		{"octets", test_bytes, NULL, NULL, NULL},
		{"the entry that the header shows", test_example, NULL, NULL,
			NULL},
		{"the largest", test_largest, NULL, NULL, NULL},
		{"no sum", test_no_sum, NULL, NULL, NULL},
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
