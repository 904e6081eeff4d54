/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/seal.h"

#include <stdio.h>

#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define CONTEXT "7K3MQW9X2ABC body"

struct bench {
	struct tempdir dir;
	struct keyfile *keys;
	struct seal *seal;
};

static void bench_make(struct bench *b)
{
	char path[PATH_MAX];

	tempdir_make(&b->dir);
	b->keys = keys_known(tempdir_path(&b->dir, "keys", path), 0);
	assert_int_equal(seal_new(b->keys, &b->seal), ERR_OK);
}

static void bench_remove(struct bench *b)
{
	seal_free(&b->seal);
	keyfile_free(&b->keys);
	tempdir_remove(&b->dir);
}

static void to_hex(const unsigned char *bytes, size_t len, char *hex_r)
{
	for (size_t i = 0; i < len; i++)
		(void)snprintf(hex_r + 2 * i, 3, "%02x", bytes[i]);
}

/* As the header shows it. */
static void test_example(void **state)
{
	unsigned char random[SEAL_RANDOM_LEN], head[SEAL_HEAD_LEN];
	unsigned char sealed[4 + SEAL_TAG_LEN];
	char hex[2 * SEAL_HEAD_LEN + 1];
	struct seal_stream stream;
	struct bench b;

	(void)state;
	bench_make(&b);
	for (unsigned i = 0; i < SEAL_RANDOM_LEN; i++)
		random[i] = (unsigned char)(0xa0 + i);
	assert_int_equal(
		seal_begin_with(b.seal, "id body", random, head, &stream),
		ERR_OK);
	to_hex(head, SEAL_HEAD_LEN, hex);
	assert_string_equal(hex, "0100000001a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
	assert_int_equal(
		seal_chunk(b.seal, &stream, "held", 4, true, sealed), ERR_OK);
	to_hex(sealed, sizeof(sealed), hex);
	assert_string_equal(hex, "6aa53a96f5d9481c7734b612ea014f44e3b4489c");
	bench_remove(&b);
}

static const struct length_row {
	const char *name;
	size_t len;
} length_rows[] = {
	{"nothing", 0},
	{"one octet", 1},
	{"a short text", 1000},
	{"one chunk", SEAL_CHUNK_LEN},
	{"a chunk and an octet", SEAL_CHUNK_LEN + 1},
	{"three chunks", 3 * SEAL_CHUNK_LEN},
	{"three chunks and more", 3 * SEAL_CHUNK_LEN + 77},
};

/* A long text as it lies in the store: the head and its chunks. */
struct sealed {
	unsigned char head[SEAL_HEAD_LEN];
	unsigned char *chunks[8];
	size_t lens[8];
	size_t len;
};

static unsigned char *text_of(size_t len)
{
	unsigned char *text = malloc(len + 1);

	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = (unsigned char)(i * 31 + i / 251);
	return text;
}

static void seal_all(struct bench *b, const char *context,
	const unsigned char *text, size_t len, struct sealed *out)
{
	struct seal_stream stream;
	bool is_last = false;

	out->len = 0;
	assert_int_equal(
		seal_begin(b->seal, context, out->head, &stream), ERR_OK);
	while (!is_last) {
		size_t n = len < SEAL_CHUNK_LEN ? len : SEAL_CHUNK_LEN;

		is_last = len <= SEAL_CHUNK_LEN;
		out->chunks[out->len] = malloc(n + SEAL_TAG_LEN);
		assert_non_null(out->chunks[out->len]);
		assert_int_equal(seal_chunk(b->seal, &stream, text, n, is_last,
					 out->chunks[out->len]),
			ERR_OK);
		out->lens[out->len++] = n + SEAL_TAG_LEN;
		text += n;
		len -= n;
	}
	seal_stream_end(&stream);
}

static void sealed_free(struct sealed *sealed)
{
	for (size_t i = 0; i < sealed->len; i++)
		free(sealed->chunks[i]);
}

static enum err open_all(struct bench *b, const char *context,
	const struct sealed *sealed, unsigned char *text, size_t *len_r)
{
	struct seal_stream stream;
	enum err e = seal_open_begin(b->seal, context, sealed->head, &stream);

	*len_r = 0;
	for (size_t i = 0; !e && i < sealed->len; i++) {
		size_t n;

		e = seal_open_chunk(b->seal, &stream, sealed->chunks[i],
			sealed->lens[i], i + 1 == sealed->len, text + *len_r,
			&n);
		*len_r += n;
	}
	seal_stream_end(&stream);
	return e;
}

static void check_length(void **state)
{
	const struct length_row *row = *state;
	unsigned char *text = text_of(row->len), *back = text_of(row->len);
	struct sealed sealed;
	struct bench b;
	size_t len;

	bench_make(&b);
	seal_all(&b, CONTEXT, text, row->len, &sealed);
	memset(back, 0, row->len);
	assert_int_equal(open_all(&b, CONTEXT, &sealed, back, &len), ERR_OK);
	assert_int_equal(len, row->len);
	assert_memory_equal(back, text, row->len);
	sealed_free(&sealed);
	free(text);
	free(back);
	bench_remove(&b);
}

/* Every bit of a text in one piece. */
static void test_every_bit(void **state)
{
	static const char plain[] = "adam.nowak@example.com";
	unsigned char sealed[sizeof(plain) + SEAL_OVERHEAD];
	char back[sizeof(plain)];
	struct bench b;
	size_t len;

	(void)state;
	bench_make(&b);
	assert_int_equal(
		seal_bytes(b.seal, CONTEXT, plain, sizeof(plain), sealed),
		ERR_OK);
	assert_int_equal(seal_open_bytes(b.seal, CONTEXT, sealed,
				 sizeof(sealed), back, &len),
		ERR_OK);
	assert_memory_equal(back, plain, sizeof(plain));
	for (size_t bit = 0; bit < 8 * sizeof(sealed); bit++) {
		sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
		memset(back, 0, sizeof(back));
		assert_int_equal(seal_open_bytes(b.seal, CONTEXT, sealed,
					 sizeof(sealed), back, &len),
			ERR_CORRUPT);
		assert_int_equal(len, 0);
		for (size_t i = 0; i < sizeof(back); i++)
			assert_int_equal(back[i], 0);
		sealed[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	for (size_t cut = 0; cut < sizeof(sealed); cut++) {
		len = 7;
		assert_int_equal(seal_open_bytes(b.seal, CONTEXT, sealed, cut,
					 back, &len),
			ERR_CORRUPT);
		assert_int_equal(len, 0);
	}
	assert_int_equal(seal_open_bytes(b.seal, "7K3MQW9X2ABD body", sealed,
				 sizeof(sealed), back, &len),
		ERR_CORRUPT);
	bench_remove(&b);
}

static void flip(struct sealed *a, struct sealed *other)
{
	(void)other;
	a->chunks[1][SEAL_CHUNK_LEN / 2] ^= 4;
}

static void swap(struct sealed *a, struct sealed *other)
{
	unsigned char *chunk = a->chunks[0];

	(void)other;
	a->chunks[0] = a->chunks[1];
	a->chunks[1] = chunk;
}

static void truncate_end(struct sealed *a, struct sealed *other)
{
	(void)other;
	free(a->chunks[--a->len]);
}

static void drop_first(struct sealed *a, struct sealed *other)
{
	(void)other;
	free(a->chunks[0]);
	a->len--;
	memmove(a->chunks, a->chunks + 1, a->len * sizeof(a->chunks[0]));
	memmove(a->lens, a->lens + 1, a->len * sizeof(a->lens[0]));
}

static void repeat(struct sealed *a, struct sealed *other)
{
	(void)other;
	memcpy(a->chunks[1], a->chunks[0], a->lens[0]);
}

static void borrow(struct sealed *a, struct sealed *other)
{
	memcpy(a->chunks[1], other->chunks[1], a->lens[1]);
}

static void borrow_head(struct sealed *a, struct sealed *other)
{
	memcpy(a->head, other->head, sizeof(a->head));
}

static void shorten(struct sealed *a, struct sealed *other)
{
	(void)other;
	a->lens[a->len - 1]--;
}

static void other_generation(struct sealed *a, struct sealed *other)
{
	(void)other;
	a->head[4] = 2;
}

static void other_version(struct sealed *a, struct sealed *other)
{
	(void)other;
	a->head[0] = 2;
}

static const struct change_row {
	const char *name;
	void (*change)(struct sealed *a, struct sealed *other);
} change_rows[] = {
	{"a bit", flip},
	{"two chunks change places", swap},
	{"the last chunk is missing", truncate_end},
	{"the first chunk is missing", drop_first},
	{"a chunk is repeated", repeat},
	{"a chunk of another message", borrow},
	{"the head of another message", borrow_head},
	{"the last octet is missing", shorten},
	{"another generation", other_generation},
	{"another version", other_version},
};

static void check_change(void **state)
{
	const struct change_row *row = *state;
	size_t size = 3 * SEAL_CHUNK_LEN + 5, len;
	unsigned char *text = text_of(size), *back = text_of(size);
	struct sealed a, other;
	struct bench b;

	bench_make(&b);
	seal_all(&b, CONTEXT, text, size, &a);
	seal_all(&b, CONTEXT, text, size, &other);
	assert_int_equal(open_all(&b, CONTEXT, &a, back, &len), ERR_OK);
	row->change(&a, &other);
	assert_int_equal(open_all(&b, CONTEXT, &a, back, &len), ERR_CORRUPT);
	sealed_free(&a);
	sealed_free(&other);
	free(text);
	free(back);
	bench_remove(&b);
}

/* What was sealed under an older generation opens; new is sealed under the
 * newest. */
static void test_generations(void **state)
{
	unsigned char old[4 + SEAL_OVERHEAD], new[4 + SEAL_OVERHEAD];
	char path[PATH_MAX], cause[KEYFILE_CAUSE_SIZE], back[4];
	struct keyfile *both;
	struct seal *seal;
	struct bench b;
	FILE *f;

	(void)state;
	bench_make(&b);
	assert_int_equal(seal_bytes(b.seal, CONTEXT, "held", 4, old), ERR_OK);
	f = fopen(tempdir_path(&b.dir, "keys", path), "a");
	assert_non_null(f);
	(void)fprintf(f, "7 2027-01-01T00:00:00Z %064x\n", 7u);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(keyfile_read(path, &both, cause), ERR_OK);
	assert_int_equal(seal_new(both, &seal), ERR_OK);
	assert_int_equal(
		seal_open_bytes(seal, CONTEXT, old, sizeof(old), back, NULL),
		ERR_OK);
	assert_memory_equal(back, "held", 4);
	assert_int_equal(seal_bytes(seal, CONTEXT, "more", 4, new), ERR_OK);
	assert_int_equal(new[4], 7);
	assert_int_equal(
		seal_open_bytes(b.seal, CONTEXT, new, sizeof(new), back, NULL),
		ERR_CORRUPT);
	seal_free(&seal);
	keyfile_free(&both);
	bench_remove(&b);
}

/* The same text twice is not the same twice. */
static void test_no_two_alike(void **state)
{
	unsigned char one[4 + SEAL_OVERHEAD], two[4 + SEAL_OVERHEAD];
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_int_equal(seal_bytes(b.seal, CONTEXT, "held", 4, one), ERR_OK);
	assert_int_equal(seal_bytes(b.seal, CONTEXT, "held", 4, two), ERR_OK);
	assert_memory_not_equal(one + SEAL_HEAD_LEN, two + SEAL_HEAD_LEN, 4);
	bench_remove(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "the worked example", test_example, NULL);
	rows_add(&rows, length_rows, check_length);
	rows_add_one(&rows, "every bit and every length", test_every_bit, NULL);
	rows_add(&rows, change_rows, check_change);
	rows_add_one(&rows, "generations", test_generations, NULL);
	rows_add_one(&rows, "no two alike", test_no_two_alike, NULL);
	return rows_run("seal", &rows);
}
