/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "spool/click.h"

static struct click a_click(void)
{
	struct click c = {
		.scope = CLICK_ALL,
		.is_undo = true,
		.at_utc = INT64_C(1795452000),
		.token = "AQGE-token_0",
	};

	for (unsigned i = 0; i < CLICK_ID_LEN; i++)
		c.id[i] = (unsigned char)(0xa0 + i);
	return c;
}

/* The header's worked example. */
static void example(void **state)
{
	static const unsigned char expected[] = {0x00, 0x12, 0x02, 0x01, 0xa0,
		0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa,
		0xab, 0xac, 0xad, 0xae, 0xaf};
	struct click_answer a = {.outcome = CLICK_DONE}, back;
	unsigned char packet[CLICK_PACKET_MAX];
	const struct click c = a_click();
	size_t len, used;

	(void)state;
	memcpy(a.id, c.id, sizeof(a.id));
	click_answer_encode(&a, packet, &len);
	assert_int_equal(len, sizeof(expected));
	assert_memory_equal(packet, expected, len);
	assert_int_equal(
		click_answer_decode(packet, len, &back, &used), ERR_OK);
	assert_int_equal(used, len);
	assert_int_equal(back.outcome, CLICK_DONE);
	assert_memory_equal(back.id, c.id, sizeof(back.id));
}

static void there_and_back(void **state)
{
	unsigned char packet[2 * CLICK_PACKET_MAX];
	struct click c = a_click(), back;
	size_t len, more, used;

	(void)state;
	assert_int_equal(click_encode(&c, packet, &len), ERR_OK);
	c.is_undo = false;
	c.scope = CLICK_PURPOSE;
	c.at_utc = -1;
	assert_int_equal(click_encode(&c, packet + len, &more), ERR_OK);
	assert_int_equal(
		click_decode(packet, len + more, &back, &used), ERR_OK);
	assert_int_equal(used, len);
	assert_true(back.is_undo);
	assert_int_equal(back.scope, CLICK_ALL);
	assert_true(back.at_utc == INT64_C(1795452000));
	assert_string_equal(back.token, c.token);
	assert_int_equal(
		click_decode(packet + len, more, &back, &used), ERR_OK);
	assert_int_equal(used, more);
	assert_memory_equal(&back, &c, sizeof(c));
}

static void with_a_secret(void **state)
{
	unsigned char packet[CLICK_PACKET_MAX];
	struct click c = a_click(), back;
	char text[CLICK_SECRET_SIZE];
	size_t len, used;

	(void)state;
	c.has_secret = true;
	for (unsigned i = 0; i < CLICK_SECRET_LEN; i++)
		c.secret[i] = (unsigned char)(i * 17);
	assert_int_equal(click_encode(&c, packet, &len), ERR_OK);
	assert_int_equal(packet[2], 3);
	assert_int_equal(click_decode(packet, len, &back, &used), ERR_OK);
	assert_int_equal(used, len);
	assert_memory_equal(&back, &c, sizeof(c));
	/* Cut so that no token is left. */
	packet[1] = 43;
	assert_int_equal(click_decode(packet, 45, &back, &used), ERR_CORRUPT);

	click_secret_format(c.secret, text);
	assert_string_equal(text, "00112233445566778899aabbccddeeff");
	memset(back.secret, 1, sizeof(back.secret));
	assert_true(click_secret_parse(text, back.secret));
	assert_memory_equal(back.secret, c.secret, CLICK_SECRET_LEN);
	assert_false(click_secret_parse("", back.secret));
	assert_false(click_secret_parse(text + 1, back.secret));
	text[7] = 'G';
	assert_false(click_secret_parse(text, back.secret));
}

static void incomplete(void **state)
{
	unsigned char packet[CLICK_PACKET_MAX];
	const struct click c = a_click();
	struct click back;
	size_t len, used;

	(void)state;
	assert_int_equal(click_encode(&c, packet, &len), ERR_OK);
	for (size_t i = 0; i < len; i++) {
		assert_int_equal(
			click_decode(packet, i, &back, &used), ERR_UNAVAILABLE);
		assert_int_equal(used, 0);
	}
}

static void longest(void **state)
{
	unsigned char packet[CLICK_PACKET_MAX];
	struct click c = a_click(), back;
	size_t len, used;

	(void)state;
	memset(c.token, 'x', sizeof(c.token));
	assert_int_equal(click_encode(&c, packet, &len), ERR_LIMIT);
	c.token[sizeof(c.token) - 1] = '\0';
	assert_int_equal(click_encode(&c, packet, &len), ERR_OK);
	assert_true(len <= CLICK_PACKET_MAX);
	assert_int_equal(click_decode(packet, len, &back, &used), ERR_OK);
	assert_string_equal(back.token, c.token);
}

static const struct row {
	const char *name;
	size_t at;
	unsigned char byte;
} rows[] = {
	{"no length", 1, 0},
	{"a length beyond all", 0, 0xff},
	{"a length without a token", 1, 27},
	{"an answer", 2, 2},
	{"another kind", 2, 9},
	{"an undo that is neither", 3, 2},
	{"no scope", 4, 0},
	{"a scope too many", 4, 3},
	{"a NUL in the token", 31, 0},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	unsigned char packet[CLICK_PACKET_MAX] = {0};
	const struct click c = a_click();
	struct click back;
	size_t len, used;

	assert_int_equal(click_encode(&c, packet, &len), ERR_OK);
	assert_int_not_equal(packet[r->at], r->byte);
	packet[r->at] = r->byte;
	assert_int_equal(click_decode(packet, len, &back, &used), ERR_CORRUPT);
}

static void bad_answers(void **state)
{
	unsigned char packet[CLICK_PACKET_MAX];
	const struct click_answer a = {.outcome = CLICK_LATER};
	struct click_answer back;
	size_t len, used;

	(void)state;
	click_answer_encode(&a, packet, &len);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(click_answer_decode(packet, i, &back, &used),
			ERR_UNAVAILABLE);
	packet[3] = CLICK_RECORDED + 1;
	assert_int_equal(
		click_answer_decode(packet, len, &back, &used), ERR_CORRUPT);
	packet[3] = 0;
	assert_int_equal(
		click_answer_decode(packet, len, &back, &used), ERR_CORRUPT);
	packet[3] = CLICK_DONE;
	packet[2] = 1;
	assert_int_equal(
		click_answer_decode(packet, len, &back, &used), ERR_CORRUPT);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "the worked example", example, NULL);
	rows_add_one(
		&all, "there and back, two in a row", there_and_back, NULL);
	rows_add_one(&all, "with a secret", with_a_secret, NULL);
	rows_add_one(&all, "not complete yet", incomplete, NULL);
	rows_add_one(&all, "the longest token", longest, NULL);
	rows_add(&all, rows, check_row);
	rows_add_one(&all, "answers that are none", bad_answers, NULL);
	return rows_run("clicks", &all);
}
