/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory of OpenSSL's runs out at each place in turn: what says that it went
 * well has the right result, and nothing is left behind. */
#include <stdio.h>

#include <openssl/crypto.h>

#include "crypto/chain.h"
#include "crypto/digest.h"
#include "crypto/fingerprint.h"
#include "crypto/pseudonym.h"
#include "crypto/seal.h"
#include "crypto/text.h"
#include "crypto/token.h"
#include "crypto/unsubscribe.h"
#include "crypto/wrap.h"
#include "lib/keys.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

#define RESULT_MAX 400
#define PLACES_MAX 2000

/* How many more may be had; negative: as many as are wished. */
static long left = -1;
static bool has_run_out;

static bool may_have(void)
{
	if (left < 0)
		return true;
	if (left > 0) {
		left--;
		return true;
	}
	has_run_out = true;
	return false;
}

static void *take(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return size && may_have() ? malloc(size) : NULL;
}

static void *take_again(void *at, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	if (size == 0) {
		free(at);
		return NULL;
	}
	return may_have() ? realloc(at, size) : NULL;
}

static void give(void *at, const char *file, int line)
{
	(void)file;
	(void)line;
	free(at);
}

/* The same result each time: what is random is given. */
typedef enum err use_fn(const struct keyfile *keys, unsigned char *result_r);

static enum err use_chain(const struct keyfile *keys, unsigned char *result_r)
{
	struct chain *chain;
	enum err e = chain_new(keys, &chain);

	if (e) {
		assert_null(chain);
		return e;
	}
	e = chain_next(chain, result_r, "entry", 5, result_r);
	if (!e)
		e = chain_sign(chain, "text", 4, result_r + CHAIN_MAC_LEN);
	chain_free(&chain);
	return e;
}

static enum err use_tokens(const struct keyfile *keys, unsigned char *result_r)
{
	static const struct token token = {.id = "7K3MQW9X2ABC"};
	static const unsigned char fingerprint[FINGERPRINT_LEN] = {1};
	static const struct pseudonym recipient = {{2}};
	struct token_ring *ring;
	enum token_state found;
	struct token parsed;
	enum err e = token_ring_new(keys, &ring);

	if (e) {
		assert_null(ring);
		return e;
	}
	e = token_sign(ring, &token, &recipient, fingerprint, (char *)result_r);
	if (!e)
		e = token_parse((char *)result_r, &parsed);
	if (!e)
		e = token_check(
			ring, &parsed, &recipient, fingerprint, 0, &found);
	if (!e)
		assert_int_equal(found, TOKEN_GOOD);
	token_ring_free(&ring);
	return e;
}

static enum err use_seal(const struct keyfile *keys, unsigned char *result_r)
{
	static const unsigned char random[SEAL_RANDOM_LEN] = {3};
	unsigned char *sealed = result_r + SEAL_HEAD_LEN;
	struct seal_stream stream;
	struct seal *seal;
	char back[4];
	size_t len;
	enum err e = seal_new(keys, &seal);

	if (e) {
		assert_null(seal);
		return e;
	}
	e = seal_begin_with(seal, "id", random, result_r, &stream);
	if (!e)
		e = seal_chunk(seal, &stream, "held", 4, true, sealed);
	if (!e)
		e = seal_open_bytes(seal, "id", result_r,
			SEAL_HEAD_LEN + 4 + SEAL_TAG_LEN, back, &len);
	if (!e)
		assert_memory_equal(back, "held", 4);
	seal_free(&seal);
	return e;
}

static enum err use_pseudonyms(
	const struct keyfile *keys, unsigned char *result_r)
{
	const struct address a = {.text = "a@x.example", .text_len = 11};
	struct pseudonymizer *p;
	struct pseudonym key;
	char back[300];
	size_t len = 0;
	enum err e = pseudonymizer_new(keys, &p);

	if (e) {
		assert_null(p);
		return e;
	}
	e = pseudonym_of_address(p, &a, &key);
	if (!e)
		memcpy(result_r, key.bytes, PSEUDONYM_LEN);
	if (!e)
		e = pseudonym_of_message(p, "1@x", 3, result_r + 32);
	if (!e)
		e = pseudonym_seal_name(p, "ania", result_r + 64, &len);
	if (!e)
		e = pseudonym_open_name(p, result_r + 64, len, back);
	if (!e)
		assert_string_equal(back, "ania");
	pseudonymizer_free(&p);
	return e;
}

static enum err use_unsubscribe(
	const struct keyfile *keys, unsigned char *result_r)
{
	static const struct unsubscribe_token token = {.purpose = "news"};
	struct unsubscribe_token back;
	struct unsubscriber *u;
	enum err e = unsubscriber_new(keys, &u);

	if (e) {
		assert_null(u);
		return e;
	}
	e = unsubscribe_seal(u, &token, (char *)result_r);
	if (!e)
		e = unsubscribe_open(
			u, (char *)result_r, strlen((char *)result_r), &back);
	if (!e)
		assert_string_equal(back.purpose, "news");
	unsubscriber_free(&u);
	return e;
}

static enum err use_wrap(const struct keyfile *keys, unsigned char *result_r)
{
	struct wrapper *w;
	char back[4];
	enum err e = wrapper_new(keys, &w);

	if (e) {
		assert_null(w);
		return e;
	}
	e = wrap_seal(w, "name", "text", 4, result_r);
	if (!e)
		e = wrap_open(w, "name", result_r, WRAP_OVERHEAD + 4, back);
	if (!e)
		assert_memory_equal(back, "text", 4);
	wrapper_free(&w);
	return e;
}

static enum err use_texts(const struct keyfile *keys, unsigned char *result_r)
{
	struct text_keeper *keeper;
	enum err e = text_keeper_new(keys, &keeper);

	if (e) {
		assert_null(keeper);
		return e;
	}
	e = text_digest(keeper, "said", 4, result_r);
	text_keeper_free(&keeper);
	return e;
}

static enum err use_digest(const struct keyfile *keys, unsigned char *result_r)
{
	struct digester *d;
	enum err e = digester_new(&d);

	(void)keys;
	if (!e)
		e = digest_of(d, DIGEST_SHA256, "abc", 3, result_r);
	if (!e)
		e = digest_of(d, DIGEST_SHA512, "abc", 3, result_r + 32);
	digester_free(&d);
	return e;
}

static enum err use_fingerprint(
	const struct keyfile *keys, unsigned char *result_r)
{
	struct fingerprint f;
	enum err e = fingerprint_begin(&f);

	(void)keys;
	if (!e)
		e = fingerprint_header(&f, "From", "a@x");
	if (!e)
		e = fingerprint_body(&f, "text\n\nmore", 10);
	if (!e)
		e = fingerprint_final(&f, 0, result_r);
	fingerprint_end(&f);
	return e;
}

static const struct row {
	const char *name;
	use_fn *use;
} rows_of_uses[] = {
	{"the journal's chain", use_chain},
	{"release tokens", use_tokens},
	{"seals", use_seal},
	{"pseudonyms", use_pseudonyms},
	{"unsubscribe tokens", use_unsubscribe},
	{"waiting clicks", use_wrap},
	{"texts", use_texts},
	{"digests", use_digest},
	{"fingerprints", use_fingerprint},
};

static void check_use(void **state)
{
	const struct row *r = *state;
	unsigned char right[RESULT_MAX] = {0}, result[RESULT_MAX];
	char path[PATH_MAX / 2];
	struct keyfile *keys;
	struct tempdir dir;
	unsigned failed = 0;

	tempdir_make(&dir);
	keys = keys_known(tempdir_path(&dir, "keys", path), 0);
	/* What OpenSSL keeps for good it has then. */
	assert_int_equal(r->use(keys, right), ERR_OK);
	has_run_out = true;
	for (long n = 0; has_run_out; n++) {
		enum err e;

		assert_true(n < PLACES_MAX);
		memset(result, 0, sizeof(result));
		has_run_out = false;
		left = n;
		e = r->use(keys, result);
		left = -1;
		failed += e != ERR_OK;
		if (!e)
			assert_memory_equal(result, right, sizeof(right));
	}
	assert_true(failed > 0);
	assert_int_equal(r->use(keys, result), ERR_OK);
	keyfile_free(&keys);
	tempdir_remove(&dir);
}

int main(void)
{
	struct rows rows = {0};

	if (!CRYPTO_set_mem_functions(take, take_again, give))
		return 1;
	rows_add(&rows, rows_of_uses, check_use);
	return rows_run("no memory", &rows);
}
