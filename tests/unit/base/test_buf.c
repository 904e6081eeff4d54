/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buf.h"
#include "lib/memory.h"
#include "lib/rows.h"

static void test_appends(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	assert_string_equal(buf_text(&b), "");
	assert_int_equal(buf_adds(&b, "a"), ERR_OK);
	assert_int_equal(buf_addf(&b, "%d-%s", 7, "x"), ERR_OK);
	assert_int_equal(buf_addc(&b, '!'), ERR_OK);
	assert_string_equal(buf_text(&b), "a7-x!");
	buf_free(&b);
}

static void test_maximum(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	assert_int_equal(buf_adds(&b, "12345"), ERR_OK);
	assert_int_equal(buf_addc(&b, '6'), ERR_LIMIT);
	assert_int_equal(buf_adds(&b, ""), ERR_LIMIT);
	assert_int_equal(buf_err(&b), ERR_LIMIT);
	assert_string_equal(buf_text(&b), "12345");
	buf_reset(&b);
	assert_int_equal(buf_addf(&b, "%s", "123456"), ERR_LIMIT);
	buf_reset(&b);
	assert_int_equal(buf_adds(&b, "ok"), ERR_OK);
	assert_int_equal(buf_err(&b), ERR_OK);
	buf_free(&b);
}

static void test_detach(void **state)
{
	struct buf b;
	char *text;

	(void)state;
	buf_init(&b, 1000);
	for (int i = 0; i < 500; i++)
		assert_int_equal(buf_addc(&b, 'x'), ERR_OK);
	text = buf_detach(&b);
	assert_non_null(text);
	assert_int_equal(strlen(text), 500);
	free(text);
	text = buf_detach(&b);
	assert_string_equal(text, "");
	free(text);
	buf_free(&b);
}

static unsigned char mark_octet(size_t i)
{
	return (unsigned char)(0xc3 ^ (i * 29));
}

#define MARK_LEN 40

static void add_mark(struct buf *b)
{
	for (size_t i = 0; i < MARK_LEN; i++)
		assert_int_equal(buf_addc(b, (char)mark_octet(i)), ERR_OK);
}

/* What it held is nowhere when it has grown, is emptied, and freed. */
static void test_wiped(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1 << 20);
	add_mark(&b);
	assert_int_equal(memory_count(mark_octet, MARK_LEN), 1);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(buf_addc(&b, 'x'), ERR_OK);
	assert_int_equal(memory_count(mark_octet, MARK_LEN), 1);
	buf_reset(&b);
	assert_int_equal(memory_count(mark_octet, MARK_LEN), 0);
	add_mark(&b);
	buf_free(&b);
	assert_int_equal(memory_count(mark_octet, MARK_LEN), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_appends),
		cmocka_unit_test(test_maximum),
		cmocka_unit_test(test_detach),
		cmocka_unit_test(test_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
