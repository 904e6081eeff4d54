/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/unsubscribe.h"

#include <errno.h>
#include <time.h>

#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define MADE 1700000000

/* Three generations; the second and the third begin with other bytes. */
static struct keyfile *keys_three(const char *path, unsigned third)
{
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;
	FILE *f = fopen(path, "we");
	static const unsigned firsts[] = {0, 1, 2};

	assert_non_null(f);
	(void)fprintf(f, "robinson-keys 1\n");
	for (unsigned i = 0; i < 3; i++) {
		(void)fprintf(f, "%u 2026-11-23T10:00:00Z %02x",
			i == 2 ? third : i + 1, firsts[i]);
		for (unsigned j = 1; j < 32; j++)
			(void)fprintf(f, "%02x", j);
		(void)fprintf(f, "\n");
	}
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_OK);
	return keys;
}

struct bench {
	struct tempdir dir;
	struct keyfile *keys;
	struct unsubscriber *u;
	struct unsubscribe_token token;
	char text[UNSUBSCRIBE_TEXT_SIZE];
};

static void bench_make(struct bench *b)
{
	char path[PATH_MAX];

	memset(b, 0, sizeof(*b));
	tempdir_make(&b->dir);
	b->keys = keys_known(tempdir_path(&b->dir, "keys", path), 0);
	assert_int_equal(unsubscriber_new(b->keys, &b->u), ERR_OK);
	b->token.has_key = true;
	memset(&b->token.key, 1, sizeof(b->token.key));
	(void)snprintf(
		b->token.purpose, sizeof(b->token.purpose), "newsletter");
	b->token.made_utc = MADE;
	assert_int_equal(unsubscribe_seal(b->u, &b->token, b->text), ERR_OK);
}

static void bench_remove(struct bench *b)
{
	unsubscriber_free(&b->u);
	keyfile_free(&b->keys);
	tempdir_remove(&b->dir);
}

static enum err open_text(
	struct unsubscriber *u, const char *text, struct unsubscribe_token *t)
{
	return unsubscribe_open(u, text, strlen(text), t);
}

/* As the header shows it. */
static void test_example(void **state)
{
	struct unsubscribe_token token;
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_string_equal(b.text,
		"AQF12uwyDCmQNq_KiDZjKoAKADAaZXLBxLmFiA7hoHYWNjat6Dople"
		"rQ_v6LtnszUKNnZ9KvMXBnCOPRaVCNGtU-i-p81RDT8bAgx76Cons");
	assert_int_equal(open_text(b.u, b.text, &token), ERR_OK);
	assert_true(token.has_key);
	assert_memory_equal(&token.key, &b.token.key, sizeof(token.key));
	assert_string_equal(token.purpose, "newsletter");
	assert_int_equal(token.made_utc, MADE);
	assert_int_equal(token.generation, 1);
	bench_remove(&b);
}

struct purpose_row {
	const char *name;
	size_t purpose_len;
	size_t text_len; /* 0: too long */
	bool has_key;
	int64_t made;
};

static const struct purpose_row purpose_rows[] = {
	{"a purpose of one letter", 1, 107, true, MADE},
	{"nobody is named", 10, 107, false, MADE},
	{"a purpose of 24", 24, 107, true, 0},
	{"a purpose of 25", 25, 128, true, MADE},
	{"a purpose of 40", 40, 128, false, MADE},
	{"a purpose of 41", 41, 160, true, MADE},
	{"the longest purpose", 64, 160, true, ((int64_t)1 << 40) - 1},
	{"no purpose", 0, 0, true, MADE},
	{"a time before all times", 5, 0, true, -1},
	{"a time after all times", 5, 0, true, (int64_t)1 << 40},
};

static void check_purpose(void **state)
{
	const struct purpose_row *row = *state;
	struct unsubscribe_token token;
	struct bench b;
	enum err e;

	bench_make(&b);
	memset(b.token.purpose, 0, sizeof(b.token.purpose));
	memset(b.token.purpose, 'p', row->purpose_len);
	b.token.has_key = row->has_key;
	b.token.made_utc = row->made;
	e = unsubscribe_seal(b.u, &b.token, b.text);
	assert_int_equal(e, row->text_len ? ERR_OK : ERR_LIMIT);
	assert_int_equal(strlen(b.text), row->text_len);
	if (!e) {
		assert_int_equal(open_text(b.u, b.text, &token), ERR_OK);
		assert_int_equal(token.has_key, row->has_key);
		assert_string_equal(token.purpose, b.token.purpose);
		assert_int_equal(token.made_utc, row->made);
		assert_int_equal(token.key.bytes[0], row->has_key ? 1 : 0);
	}
	bench_remove(&b);
}

/* No bit of any character may be another. */
static void test_every_bit(void **state)
{
	struct unsubscribe_token token;
	struct bench b;
	size_t refused = 0;

	(void)state;
	bench_make(&b);
	for (size_t i = 0; i < 8 * strlen(b.text); i++) {
		b.text[i / 8] = (char)(b.text[i / 8] ^ 1 << i % 8);
		refused += unsubscribe_open(b.u, b.text, 107, &token) ==
			ERR_CORRUPT;
		assert_false(token.has_key);
		assert_string_equal(token.purpose, "");
		b.text[i / 8] = (char)(b.text[i / 8] ^ 1 << i % 8);
	}
	assert_int_equal(refused, 8 * 107);
	assert_int_equal(open_text(b.u, b.text, &token), ERR_OK);
	bench_remove(&b);
}

static void test_shape(void **state)
{
	struct unsubscribe_token token;
	char text[400];
	struct bench b;

	(void)state;
	bench_make(&b);
	for (size_t len = 0; len < 400; len++) {
		memset(text, 'A', sizeof(text));
		memcpy(text, b.text, strlen(b.text));
		assert_int_equal(unsubscribe_open(b.u, text, len, &token),
			len == 107 ? ERR_OK : ERR_CORRUPT);
	}
	/* What follows is not read. */
	text[107] = '!';
	assert_int_equal(unsubscribe_open(b.u, text, 107, &token), ERR_OK);
	bench_remove(&b);
}

/* A token outlives the generation it was made under, and no longer. */
static void test_generations(void **state)
{
	struct unsubscriber *later, *other;
	struct keyfile *three, *none;
	struct unsubscribe_token token;
	char path[PATH_MAX], text[UNSUBSCRIBE_TEXT_SIZE];
	struct bench b;

	(void)state;
	bench_make(&b);
	three = keys_three(tempdir_path(&b.dir, "three", path), 3);
	none = keys_known(tempdir_path(&b.dir, "other", path), 9);
	assert_int_equal(unsubscriber_new(three, &later), ERR_OK);
	assert_int_equal(unsubscriber_new(none, &other), ERR_OK);
	assert_int_equal(open_text(later, b.text, &token), ERR_OK);
	assert_int_equal(token.generation, 1);
	assert_int_equal(unsubscribe_seal(later, &b.token, text), ERR_OK);
	assert_int_equal(open_text(later, text, &token), ERR_OK);
	assert_int_equal(token.generation, 3);
	/* Under another secret, and of a generation that is not there. */
	assert_int_equal(open_text(other, b.text, &token), ERR_CORRUPT);
	assert_int_equal(open_text(b.u, text, &token), ERR_CORRUPT);
	unsubscriber_free(&later);
	unsubscriber_free(&other);
	keyfile_free(&three);
	keyfile_free(&none);
	bench_remove(&b);
}

/* 1 and 257 end in the same byte. */
static void test_same_byte(void **state)
{
	struct unsubscribe_token token;
	struct unsubscriber *later;
	struct keyfile *three;
	char path[PATH_MAX], text[UNSUBSCRIBE_TEXT_SIZE];
	struct bench b;

	(void)state;
	bench_make(&b);
	three = keys_three(tempdir_path(&b.dir, "three", path), 257);
	assert_int_equal(unsubscriber_new(three, &later), ERR_OK);
	assert_int_equal(open_text(later, b.text, &token), ERR_OK);
	assert_int_equal(token.generation, 1);
	assert_int_equal(unsubscribe_seal(later, &b.token, text), ERR_OK);
	assert_int_equal(open_text(later, text, &token), ERR_OK);
	assert_int_equal(token.generation, 257);
	unsubscriber_free(&later);
	keyfile_free(&three);
	bench_remove(&b);
}

/* What the public page has is enough for it, and is not the key file. */
static void test_export(void **state)
{
	char cause[KEYFILE_CAUSE_SIZE], path[PATH_MAX], keys_path[PATH_MAX];
	char text[UNSUBSCRIBE_TEXT_SIZE];
	struct unsubscribe_token token;
	struct unsubscriber *page;
	struct keyfile *three, *again;
	struct stat st;
	struct bench b;

	(void)state;
	bench_make(&b);
	three = keys_three(tempdir_path(&b.dir, "three", keys_path), 257);
	tempdir_path(&b.dir, "token-keys", path);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(
			unsubscribe_export(round ? three : b.keys, path, cause),
			ERR_OK);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0640);
		assert_int_equal(unsubscriber_read(path, &page, cause), ERR_OK);
		assert_int_equal(open_text(page, b.text, &token), ERR_OK);
		assert_string_equal(token.purpose, "newsletter");
		assert_int_equal(
			unsubscribe_seal(page, &b.token, text), ERR_OK);
		assert_int_equal(open_text(page, text, &token), ERR_OK);
		assert_int_equal(token.generation, round ? 257 : 1);
		unsubscriber_free(&page);
	}
	assert_int_equal(keyfile_read(path, &again, cause), ERR_CORRUPT);
	assert_int_equal(
		unsubscriber_read(keys_path, &page, cause), ERR_CORRUPT);
	assert_null(page);
	assert_int_equal(unsubscribe_export(three, "/nonexistent/x", cause),
		ERR_NOT_FOUND);
	assert_non_null(strstr(cause, strerror(ENOENT)));
	keyfile_free(&three);
	bench_remove(&b);
}

struct file_row {
	const char *name;
	const char *text;
	mode_t mode;
	enum err e;
	const char *says;
};

#define HEX16 "000102030405060708090a0b0c0d0e0f"
#define HEX64 HEX16 HEX16 HEX16 HEX16
#define HEAD "robinson-token-keys 1\n"

static const struct file_row file_rows[] = {
	{"one key", HEAD "1 " HEX64 "\n", 0640, ERR_OK, ""},
	{"two keys", HEAD "1 " HEX64 "\n2 " HEX64 "\n", 0600, ERR_OK, ""},
	{"readable by all", HEAD "1 " HEX64 "\n", 0644, ERR_DENIED,
		"use 0600 or 0640"},
	{"an empty file", "", 0600, ERR_CORRUPT, "cut short"},
	{"no key", HEAD, 0600, ERR_CORRUPT, "no key in it"},
	{"another head", "robinson-keys 1\n1 " HEX64 "\n", 0600, ERR_CORRUPT,
		"line 1"},
	{"a cut line", HEAD "1 " HEX64 "\n2 " HEX16, 0600, ERR_CORRUPT,
		"cut short"},
	{"a short key", HEAD "1 " HEX64 "\n2 " HEX16 "\n", 0600, ERR_CORRUPT,
		"line 3"},
	{"a key twice", HEAD "1 " HEX64 "\n1 " HEX64 "\n", 0600, ERR_CORRUPT,
		"line 3"},
	{"capital digits",
		HEAD "1 " HEX16 HEX16 HEX16
		     "000102030405060708090A0B0C0D0E0F\n",
		0600, ERR_CORRUPT, "line 2"},
	{"no number", HEAD "x " HEX64 "\n", 0600, ERR_CORRUPT, "line 2"},
};

static void check_file(void **state)
{
	const struct file_row *row = *state;
	char cause[KEYFILE_CAUSE_SIZE], path[PATH_MAX];
	struct unsubscriber *u;
	struct tempdir dir;
	FILE *f;

	tempdir_make(&dir);
	f = fopen(tempdir_path(&dir, "k", path), "we");
	assert_non_null(f);
	(void)fputs(row->text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, row->mode), 0);
	assert_int_equal(unsubscriber_read(path, &u, cause), row->e);
	assert_non_null(strstr(cause, row->says));
	assert_true(row->e ? !u : u != NULL);
	unsubscriber_free(&u);
	tempdir_remove(&dir);
}

/* One mark for one token, and another for another. */
static void test_mark(void **state)
{
	static const unsigned char zeros[UNSUBSCRIBE_MARK_LEN];
	unsigned char one[UNSUBSCRIBE_MARK_LEN], two[UNSUBSCRIBE_MARK_LEN];
	char text[UNSUBSCRIBE_TEXT_SIZE];
	struct bench b;

	(void)state;
	bench_make(&b);
	b.token.made_utc++;
	assert_int_equal(unsubscribe_seal(b.u, &b.token, text), ERR_OK);
	unsubscribe_mark(b.text, strlen(b.text), one);
	unsubscribe_mark(b.text, strlen(b.text), two);
	assert_memory_equal(one, two, sizeof(one));
	unsubscribe_mark(text, strlen(text), two);
	assert_memory_not_equal(one, two, sizeof(one));
	assert_memory_not_equal(one, zeros, sizeof(one));
	unsubscribe_mark("", 0, two);
	assert_memory_equal(two, zeros, sizeof(two));
	text[5] = '+';
	unsubscribe_mark(text, strlen(text), two);
	assert_memory_equal(two, zeros, sizeof(two));
	bench_remove(&b);
}

static int64_t cpu_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t least_time(struct unsubscriber *u, const char *text)
{
	int64_t least = INT64_MAX;

	for (int i = 0; i < 400; i++) {
		struct unsubscribe_token token;
		int64_t before = cpu_ns(), took;
		enum err e = unsubscribe_open(u, text, 107, &token);

		took = cpu_ns() - before;
		assert_true(e == ERR_OK || e == ERR_CORRUPT);
		least = took < least ? took : least;
	}
	return least;
}

/* A wrong token does the work of a right one, wherever it is wrong: without
 * that a wrong generation would be answered in a tenth of the time. */
static void test_work(void **state)
{
	/* Version, generation, SIV, sealed text, last character, no digit. */
	static const size_t places[] = {0, 2, 10, 60, 106};
	int64_t right, wrong;
	struct bench b;

	(void)state;
	bench_make(&b);
	right = least_time(b.u, b.text);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char was = b.text[places[i]];

		b.text[places[i]] = i % 2 ? '!' : was == 'Q' ? 'g' : 'Q';
		wrong = least_time(b.u, b.text);
		print_message("# right %lld ns, wrong at %zu %lld ns\n",
			(long long)right, places[i], (long long)wrong);
		assert_true(wrong > right / 2 && wrong < right * 2);
		b.text[places[i]] = was;
	}
	bench_remove(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "the worked example", test_example, NULL);
	rows_add(&rows, purpose_rows, check_purpose);
	rows_add_one(&rows, "every bit", test_every_bit, NULL);
	rows_add_one(&rows, "what is no token", test_shape, NULL);
	rows_add_one(&rows, "generations", test_generations, NULL);
	rows_add_one(
		&rows, "numbers of the same last byte", test_same_byte, NULL);
	rows_add_one(&rows, "the file for the page", test_export, NULL);
	rows_add(&rows, file_rows, check_file);
	rows_add_one(&rows, "marks", test_mark, NULL);
	rows_add_one(&rows, "the same work for each", test_work, NULL);
	return rows_run("unsubscribe", &rows);
}
