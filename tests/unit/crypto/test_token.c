/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/token.h"

#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define NOW 1700000000

struct bench {
	struct tempdir dir;
	struct keyfile *keys;
	struct token_ring *ring;
	struct token token;
	struct pseudonym recipient;
	unsigned char fingerprint[FINGERPRINT_LEN];
	char text[TOKEN_TEXT_SIZE];
};

static void bench_make(struct bench *b)
{
	char path[PATH_MAX];

	memset(b, 0, sizeof(*b));
	tempdir_make(&b->dir);
	b->keys = keys_known(tempdir_path(&b->dir, "keys", path), 0);
	assert_int_equal(token_ring_new(b->keys, &b->ring), ERR_OK);
	b->token.expires_utc = NOW;
	memcpy(b->token.id, "7K3MQW9X2ABC", TOKEN_ID_LEN);
	for (unsigned i = 0; i < TOKEN_NONCE_LEN; i++)
		b->token.nonce[i] = (unsigned char)(0xa0 + i);
	memset(&b->recipient, 1, sizeof(b->recipient));
	memset(b->fingerprint, 2, sizeof(b->fingerprint));
	assert_int_equal(token_sign(b->ring, &b->token, &b->recipient,
				 b->fingerprint, b->text),
		ERR_OK);
}

static void bench_remove(struct bench *b)
{
	token_ring_free(&b->ring);
	keyfile_free(&b->keys);
	tempdir_remove(&b->dir);
}

static enum token_state state_of(struct bench *b, int64_t now)
{
	enum token_state state;
	struct token token;

	assert_int_equal(token_parse(b->text, &token), ERR_OK);
	assert_int_equal(token_check(b->ring, &token, &b->recipient,
				 b->fingerprint, now, &state),
		ERR_OK);
	return state;
}

/* As the header shows it. */
static void test_example(void **state)
{
	struct token token;
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_string_equal(b.text,
		"AQAAAAE3SzNNUVc5WDJBQkMAAAAAZVPxAACgoaKjpKWmp6ipqq"
		"usra6vyHMsLgV9cqsabYblrUfFaKcMp08iZ_GXmEY6-PSkC8I");
	assert_int_equal(strlen(b.text), TOKEN_TEXT_LEN);
	assert_int_equal(token_parse(b.text, &token), ERR_OK);
	assert_string_equal(token.id, "7K3MQW9X2ABC");
	assert_int_equal(token.expires_utc, NOW);
	assert_int_equal(token.absent, 0);
	assert_memory_equal(token.nonce, b.token.nonce, TOKEN_NONCE_LEN);
	bench_remove(&b);
}

static void test_time(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_int_equal(state_of(&b, NOW - 1), TOKEN_GOOD);
	assert_int_equal(state_of(&b, NOW), TOKEN_GOOD);
	assert_int_equal(state_of(&b, NOW + 1), TOKEN_EXPIRED);
	bench_remove(&b);
}

static void test_another(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b);
	b.recipient.bytes[31] ^= 1;
	assert_int_equal(state_of(&b, NOW), TOKEN_FORGED);
	b.recipient.bytes[31] ^= 1;
	b.fingerprint[0] ^= 1;
	assert_int_equal(state_of(&b, NOW), TOKEN_FORGED);
	/* A forged one is never called expired: that would tell a forger. */
	assert_int_equal(state_of(&b, NOW + 1), TOKEN_FORGED);
	b.fingerprint[0] ^= 1;
	assert_int_equal(state_of(&b, NOW), TOKEN_GOOD);
	bench_remove(&b);
}

/* No character may be another. */
static void test_every_character(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b);
	for (size_t i = 0; i < TOKEN_TEXT_LEN; i++) {
		char was = b.text[i];
		enum token_state result;
		struct token token;

		b.text[i] = was == 'A' ? 'B' : 'A';
		if (token_parse(b.text, &token) == ERR_OK) {
			assert_int_equal(
				token_check(b.ring, &token, &b.recipient,
					b.fingerprint, NOW, &result),
				ERR_OK);
			assert_int_equal(result, TOKEN_FORGED);
		}
		b.text[i] = was;
	}
	assert_int_equal(state_of(&b, NOW), TOKEN_GOOD);
	bench_remove(&b);
}

static void test_shape(void **state)
{
	char text[2 * TOKEN_TEXT_SIZE];
	struct token token;
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_int_equal(token_parse("", &token), ERR_INVALID);
	assert_int_equal(token_parse("yes", &token), ERR_INVALID);
	for (size_t len = 0; len < TOKEN_TEXT_LEN; len++) {
		(void)snprintf(text, sizeof(text), "%.*s", (int)len, b.text);
		assert_int_equal(token_parse(text, &token), ERR_INVALID);
	}
	(void)snprintf(text, sizeof(text), "%sA", b.text);
	assert_int_equal(token_parse(text, &token), ERR_INVALID);
	(void)snprintf(text, sizeof(text), " %s\r\n", b.text);
	assert_int_equal(token_parse(text, &token), ERR_OK);
	(void)snprintf(text, sizeof(text), "%s", b.text);
	text[9] = '+';
	assert_int_equal(token_parse(text, &token), ERR_INVALID);
	bench_remove(&b);
}

static void test_other_keys(void **state)
{
	struct token_ring *ring;
	enum token_state result;
	struct keyfile *other;
	struct token token;
	char path[PATH_MAX];
	struct bench b;

	(void)state;
	bench_make(&b);
	other = keys_known(tempdir_path(&b.dir, "other", path), 1);
	assert_int_equal(token_ring_new(other, &ring), ERR_OK);
	assert_int_equal(token_parse(b.text, &token), ERR_OK);
	assert_int_equal(token_check(ring, &token, &b.recipient, b.fingerprint,
				 NOW, &result),
		ERR_OK);
	assert_int_equal(result, TOKEN_FORGED);
	token_ring_free(&ring);
	keyfile_free(&other);
	bench_remove(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "the worked example", test_example, NULL);
	rows_add_one(&rows, "expiry", test_time, NULL);
	rows_add_one(&rows, "another recipient or message", test_another, NULL);
	rows_add_one(&rows, "every character", test_every_character, NULL);
	rows_add_one(&rows, "what is no token", test_shape, NULL);
	rows_add_one(&rows, "other keys", test_other_keys, NULL);
	return rows_run("token", &rows);
}
