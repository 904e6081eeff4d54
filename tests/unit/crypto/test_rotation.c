/* SPDX-License-Identifier: BSD-2-Clause */
/* What a new generation of keys changes, and what is left of a retired one. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/chain.h"
#include "crypto/derive_private.h"
#include "crypto/keyfile.h"
#include "crypto/pseudonym.h"
#include "crypto/seal.h"
#include "crypto/secret_private.h"
#include "crypto/text.h"
#include "crypto/token.h"
#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define NOW 1795428000 /* 2026-11-23T10:00:00Z */
#define LEN(a) (sizeof(a) / sizeof((a)[0]))

struct bench {
	struct tempdir dir;
	char path[PATH_MAX / 2];
	char cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys;
};

static void bench_make(struct bench *b)
{
	tempdir_make(&b->dir);
	b->keys = keys_known(tempdir_path(&b->dir, "keys", b->path), 0);
}

static void bench_read(struct bench *b)
{
	keyfile_free(&b->keys);
	assert_int_equal(keyfile_read(b->path, &b->keys, b->cause), ERR_OK);
}

static void bench_remove(struct bench *b)
{
	keyfile_free(&b->keys);
	tempdir_remove(&b->dir);
}

static void rotate(struct bench *b, unsigned number)
{
	unsigned newest = 0;

	assert_int_equal(
		keyfile_rotate(b->path, NOW, &newest, b->cause), ERR_OK);
	assert_string_equal(b->cause, "");
	assert_int_equal(newest, number);
	bench_read(b);
}

static void assert_generation(const struct bench *b, size_t place,
	unsigned number, const char *date, bool is_retired)
{
	const struct keyfile_generation g = keyfile_generation(b->keys, place);

	assert_int_equal(g.number, number);
	assert_string_equal(g.date, date);
	assert_int_equal(g.is_retired, is_retired);
}

static void test_rotate(void **state)
{
	unsigned char id[KEYFILE_ID_LEN], again[KEYFILE_ID_LEN];
	unsigned char old[32], new[32];
	struct stat st;
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_int_equal(keyfile_newest(b.keys), 1);
	assert_int_equal(keyfile_id(b.keys, id), ERR_OK);
	assert_int_equal(
		keyfile_derive(b.keys, 0, LABEL_SEAL, old, 32), ERR_OK);
	assert_int_equal(chmod(b.path, 0640), 0);
	rotate(&b, 2);
	rotate(&b, 3);
	assert_int_equal(keyfile_generations(b.keys), 3);
	assert_int_equal(keyfile_newest(b.keys), 3);
	assert_generation(&b, 0, 1, "2026-11-23T10:00:00Z", false);
	assert_generation(&b, 2, 3, "2026-11-23T10:00:00Z", false);
	/* The rights of the file stay, and its identity. */
	assert_int_equal(stat(b.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(keyfile_id(b.keys, again), ERR_OK);
	assert_memory_equal(id, again, sizeof(id));
	assert_int_equal(
		keyfile_derive(b.keys, 0, LABEL_SEAL, new, 32), ERR_OK);
	assert_memory_equal(old, new, 32);
	assert_int_equal(
		keyfile_derive(b.keys, 2, LABEL_SEAL, new, 32), ERR_OK);
	assert_int_equal(
		keyfile_derive(b.keys, 1, LABEL_SEAL, old, 32), ERR_OK);
	assert_memory_not_equal(old, new, 32);
	bench_remove(&b);
}

/* What still opens what was written, and what no longer tells a person. */
static const struct kept_row {
	const char *name;
	const char *label;
	size_t len;
	bool is_kept;
} kept_rows[] = {
	{"kept: the identity", LABEL_ID, 16, true},
	{"kept: the journal's chain", LABEL_JOURNAL, 32, true},
	{"kept: its checkpoints", LABEL_CHECKPOINT, 32, true},
	{"kept: digests of messages", LABEL_MESSAGE, 32, true},
	{"kept: names", LABEL_NAME, 64, true},
	{"gone: pseudonyms", LABEL_PSEUDONYM, 32, false},
	{"gone: seals", LABEL_SEAL, 32, false},
	{"gone: release tokens", LABEL_RELEASE, 32, false},
	{"gone: unsubscribe tokens", LABEL_UNSUBSCRIBE, 64, false},
	{"gone: a longer key of what is kept", LABEL_MESSAGE, 64, false},
	{"gone: a shorter one", LABEL_NAME, 32, false},
};

static void check_kept(void **state)
{
	const struct kept_row *r = *state;
	unsigned char before[64] = {0}, after[64] = {0};
	struct bench b;

	bench_make(&b);
	rotate(&b, 2);
	assert_int_equal(
		keyfile_derive(b.keys, 0, r->label, before, r->len), ERR_OK);
	assert_int_equal(keyfile_retire(b.path, 1, b.cause), ERR_OK);
	assert_string_equal(b.cause, "");
	bench_read(&b);
	assert_generation(&b, 0, 1, "2026-11-23T10:00:00Z", true);
	assert_generation(&b, 1, 2, "2026-11-23T10:00:00Z", false);
	assert_int_equal(keyfile_derive(b.keys, 0, r->label, after, r->len),
		r->is_kept ? ERR_OK : ERR_NOT_FOUND);
	if (r->is_kept)
		assert_memory_equal(before, after, r->len);
	/* Nothing of it changes when the file is written once more. */
	rotate(&b, 3);
	assert_generation(&b, 0, 1, "2026-11-23T10:00:00Z", true);
	memset(after, 0, sizeof(after));
	if (r->is_kept) {
		assert_int_equal(
			keyfile_derive(b.keys, 0, r->label, after, r->len),
			ERR_OK);
		assert_memory_equal(before, after, r->len);
	}
	bench_remove(&b);
}

static void test_refused(void **state)
{
	unsigned newest = 77;
	struct bench b;
	int fd;

	(void)state;
	bench_make(&b);
	assert_int_equal(keyfile_retire(b.path, 1, b.cause), ERR_DENIED);
	assert_non_null(strstr(b.cause, "generation 1 is the newest"));
	assert_int_equal(keyfile_retire(b.path, 2, b.cause), ERR_NOT_FOUND);
	assert_non_null(strstr(b.cause, "no generation 2"));
	rotate(&b, 2);
	assert_int_equal(keyfile_retire(b.path, 1, b.cause), ERR_OK);
	assert_int_equal(keyfile_retire(b.path, 1, b.cause), ERR_EXISTS);
	assert_non_null(strstr(b.cause, "retired already"));
	/* Before 1970, and in a year of five digits. */
	assert_int_equal(
		keyfile_rotate(b.path, -1, &newest, b.cause), ERR_UNAVAILABLE);
	assert_int_equal(keyfile_rotate(b.path, 253402300800, &newest, b.cause),
		ERR_UNAVAILABLE);
	assert_non_null(strstr(b.cause, "clock"));
	/* While another one changes it. */
	fd = open(b.path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(
		keyfile_rotate(b.path, NOW, &newest, b.cause), ERR_UNAVAILABLE);
	assert_non_null(strstr(b.cause, "another one changes it"));
	close(fd);
	assert_int_equal(newest, 77);
	bench_read(&b);
	assert_int_equal(keyfile_generations(b.keys), 2);
	assert_int_equal(
		keyfile_rotate(b.path, 253402300799, &newest, b.cause), ERR_OK);
	assert_int_equal(newest, 3);
	bench_read(&b);
	assert_generation(&b, 2, 3, "9999-12-31T23:59:59Z", false);
	assert_int_equal(keyfile_rotate(b.path, 0, &newest, b.cause), ERR_OK);
	bench_read(&b);
	assert_generation(&b, 3, 4, "1970-01-01T00:00:00Z", false);
	assert_int_equal(unlink(b.path), 0);
	assert_int_equal(
		keyfile_rotate(b.path, NOW, &newest, b.cause), ERR_NOT_FOUND);
	bench_remove(&b);
}

/* As many as the file may hold, and none more; the number stays one octet. */
static void test_many(void **state)
{
	unsigned newest = 0;
	struct bench b;
	FILE *f;

	(void)state;
	bench_make(&b);
	for (unsigned n = 2; n <= KEYFILE_GENERATIONS_MAX; n++)
		rotate(&b, n);
	assert_int_equal(
		keyfile_rotate(b.path, NOW, &newest, b.cause), ERR_LIMIT);
	assert_non_null(strstr(b.cause, "too many generations"));
	bench_read(&b);
	assert_int_equal(keyfile_generations(b.keys), KEYFILE_GENERATIONS_MAX);
	for (unsigned n = 254; n <= 255; n++) {
		f = fopen(b.path, "we");
		assert_non_null(f);
		(void)fprintf(f,
			"robinson-keys 1\n%u 2026-11-23T10:00:00Z %064x\n", n,
			n);
		assert_int_equal(fclose(f), 0);
		assert_int_equal(keyfile_rotate(b.path, NOW, &newest, b.cause),
			n == 254 ? ERR_OK : ERR_LIMIT);
	}
	bench_remove(&b);
}

/* A person is found under every generation that is not retired. */
static void test_older_pseudonyms(void **state)
{
	struct address a = {.text = "adam@example.com", .text_len = 16};
	struct pseudonym keys[3], key;
	struct pseudonymizer *p;
	struct bench b;

	(void)state;
	bench_make(&b);
	for (unsigned n = 1; n <= 3; n++) {
		if (n > 1)
			rotate(&b, n);
		assert_int_equal(pseudonymizer_new(b.keys, &p), ERR_OK);
		assert_int_equal(pseudonym_older(p), n - 1);
		assert_int_equal(
			pseudonym_of_address(p, &a, &keys[n - 1]), ERR_OK);
		for (unsigned back = 1; back < n; back++) {
			struct pseudonym domain, before;

			assert_int_equal(
				pseudonym_of_address_before(p, back, &a, &key),
				ERR_OK);
			assert_memory_equal(
				&key, &keys[n - 1 - back], sizeof(key));
			assert_int_equal(
				pseudonym_of_domain(p, "example.com", &domain),
				ERR_OK);
			assert_int_equal(pseudonym_of_domain_before(p, back,
						 "example.com", &before),
				ERR_OK);
			assert_memory_not_equal(
				&domain, &before, sizeof(domain));
		}
		pseudonymizer_free(&p);
	}
	assert_memory_not_equal(&keys[0], &keys[1], sizeof(key));
	assert_int_equal(keyfile_retire(b.path, 2, b.cause), ERR_OK);
	bench_read(&b);
	assert_int_equal(pseudonymizer_new(b.keys, &p), ERR_OK);
	assert_int_equal(pseudonym_older(p), 1);
	assert_int_equal(pseudonym_of_address_before(p, 1, &a, &key), ERR_OK);
	assert_memory_equal(&key, &keys[0], sizeof(key));
	pseudonymizer_free(&p);
	bench_remove(&b);
}

/* Names and texts open under each generation, also a retired one; what is
 * held and what may be released only until then. */
static void test_what_opens(void **state)
{
	unsigned char name[SEALED_NAME_MAX], held[4 + SEAL_OVERHEAD];
	unsigned char text[4 + SEAL_OVERHEAD], digest[TEXT_DIGEST_LEN];
	unsigned char again[TEXT_DIGEST_LEN], first[CHAIN_MAC_LEN];
	unsigned char second[CHAIN_MAC_LEN];
	const unsigned char zeros[CHAIN_MAC_LEN] = {0};
	struct text_keeper *keeper;
	struct pseudonymizer *p;
	struct chain *chain;
	struct seal *seal;
	char back[300];
	struct bench b;
	size_t len;

	(void)state;
	bench_make(&b);
	assert_int_equal(pseudonymizer_new(b.keys, &p), ERR_OK);
	assert_int_equal(pseudonym_seal_name(p, "ania", name, &len), ERR_OK);
	pseudonymizer_free(&p);
	assert_int_equal(seal_new(b.keys, &seal), ERR_OK);
	assert_int_equal(seal_bytes(seal, "id", "held", 4, held), ERR_OK);
	seal_free(&seal);
	assert_int_equal(text_keeper_new(b.keys, &keeper), ERR_OK);
	assert_int_equal(text_seal(keeper, "note", "said", 4, text), ERR_OK);
	assert_int_equal(text_digest(keeper, "said", 4, digest), ERR_OK);
	text_keeper_free(&keeper);
	assert_int_equal(chain_new(b.keys, &chain), ERR_OK);
	assert_int_equal(chain_next(chain, zeros, "x", 1, first), ERR_OK);
	chain_free(&chain);
	for (unsigned round = 0; round < 2; round++) {
		if (round == 0)
			rotate(&b, 2);
		else
			assert_int_equal(
				keyfile_retire(b.path, 1, b.cause), ERR_OK);
		bench_read(&b);
		assert_int_equal(pseudonymizer_new(b.keys, &p), ERR_OK);
		assert_int_equal(
			pseudonym_open_name(p, name, len, back), ERR_OK);
		assert_string_equal(back, "ania");
		pseudonymizer_free(&p);
		assert_int_equal(text_keeper_new(b.keys, &keeper), ERR_OK);
		assert_int_equal(
			text_open(keeper, "note", text, sizeof(text), back),
			ERR_OK);
		assert_string_equal(back, "said");
		assert_int_equal(text_digest(keeper, "said", 4, again), ERR_OK);
		assert_memory_equal(digest, again, sizeof(digest));
		text_keeper_free(&keeper);
		assert_int_equal(seal_new(b.keys, &seal), ERR_OK);
		assert_int_equal(seal_open_bytes(seal, "id", held, sizeof(held),
					 back, NULL),
			round == 0 ? ERR_OK : ERR_CORRUPT);
		seal_free(&seal);
		assert_int_equal(chain_new(b.keys, &chain), ERR_OK);
		assert_int_equal(
			chain_next(chain, zeros, "x", 1, second), ERR_OK);
		assert_true(chain_is_same(first, second));
		chain_free(&chain);
	}
	bench_remove(&b);
}

/* A release token of an older generation is good until that is retired. */
static void test_tokens(void **state)
{
	const struct token token = {.id = "7K3MQW9X2ABC", .expires_utc = NOW};
	const unsigned char fingerprint[FINGERPRINT_LEN] = {1};
	const struct pseudonym recipient = {{2}};
	struct token_ring *ring;
	struct token parsed;
	enum token_state found;
	char old[TOKEN_TEXT_SIZE], new[TOKEN_TEXT_SIZE];
	struct bench b;

	(void)state;
	bench_make(&b);
	assert_int_equal(token_ring_new(b.keys, &ring), ERR_OK);
	assert_int_equal(
		token_sign(ring, &token, &recipient, fingerprint, old), ERR_OK);
	token_ring_free(&ring);
	for (unsigned round = 0; round < 2; round++) {
		if (round == 0)
			rotate(&b, 2);
		else
			assert_int_equal(
				keyfile_retire(b.path, 1, b.cause), ERR_OK);
		bench_read(&b);
		assert_int_equal(token_ring_new(b.keys, &ring), ERR_OK);
		assert_int_equal(
			token_sign(ring, &token, &recipient, fingerprint, new),
			ERR_OK);
		assert_string_not_equal(old, new);
		assert_int_equal(token_parse(new, &parsed), ERR_OK);
		assert_int_equal(token_check(ring, &parsed, &recipient,
					 fingerprint, NOW, &found),
			ERR_OK);
		assert_int_equal(found, TOKEN_GOOD);
		assert_int_equal(token_parse(old, &parsed), ERR_OK);
		assert_int_equal(token_check(ring, &parsed, &recipient,
					 fingerprint, NOW, &found),
			ERR_OK);
		assert_int_equal(found, round == 0 ? TOKEN_GOOD : TOKEN_FORGED);
		token_ring_free(&ring);
	}
	bench_remove(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "rotate", test_rotate, NULL);
	rows_add(&rows, kept_rows, check_kept);
	rows_add_one(&rows, "refused", test_refused, NULL);
	rows_add_one(&rows, "as many as fit", test_many, NULL);
	rows_add_one(
		&rows, "pseudonyms of before", test_older_pseudonyms, NULL);
	rows_add_one(&rows, "what opens", test_what_opens, NULL);
	rows_add_one(&rows, "release tokens", test_tokens, NULL);
	return rows_run("rotation", &rows);
}
