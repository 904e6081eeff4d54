/* SPDX-License-Identifier: BSD-2-Clause */
/* No key is left in memory when those who use it are gone. */
#include "config.h"

#include "crypto/secret_private.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "crypto/chain.h"
#include "crypto/derive_private.h"
#include "crypto/keyfile.h"
#include "crypto/locked.h"
#include "crypto/pseudonym.h"
#include "crypto/seal.h"
#include "crypto/token.h"
#include "crypto/unsubscribe.h"
#include "crypto/wrap.h"
#include "lib/memory.h"
#include "lib/rows.h"
#include "lib/tempdir.h"

static unsigned char derived[64];

/* The secret of the key file: never in one piece but where it is used. */
static unsigned char secret_octet(size_t i)
{
	return (unsigned char)(i * 37 + 11);
}

static unsigned char digit_octet(size_t i)
{
	unsigned char octet = secret_octet(i / 2);

	return (unsigned char)"0123456789abcdef"[i % 2 ? octet & 15 :
							 octet >> 4];
}

/* What is derived is remembered in a form of its own. */
static unsigned char derived_octet(size_t i)
{
	return derived[i] ^ 0x5a;
}

static void write_keys(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	static const char head[] = "robinson-keys 1\n1 2026-11-23T10:00:00Z ";

	assert_true(fd >= 0);
	assert_int_equal(write(fd, head, sizeof(head) - 1), sizeof(head) - 1);
	for (size_t i = 0; i < 64; i++) {
		char c = (char)digit_octet(i);

		assert_int_equal(write(fd, &c, 1), 1);
	}
	assert_int_equal(write(fd, "\n", 1), 1);
	close(fd);
}

static void remember(const struct keyfile *keys, const char *label, size_t len)
{
	assert_int_equal(keyfile_derive(keys, 0, label, derived, len), ERR_OK);
	for (size_t i = 0; i < len; i++)
		derived[i] ^= 0x5a;
}

/* -------------------------------------------------------------- the users */

static void use_keys(const struct keyfile *keys)
{
	(void)keys;
}

static void use_pseudonyms(const struct keyfile *keys)
{
	unsigned char sealed[SEALED_NAME_MAX];
	struct pseudonymizer *p = NULL;
	size_t len;

	assert_int_equal(pseudonymizer_new(keys, &p), ERR_OK);
	assert_int_equal(pseudonym_seal_name(p, "ania", sealed, &len), ERR_OK);
	pseudonymizer_free(&p);
}

static void use_seal(const struct keyfile *keys)
{
	unsigned char sealed[SEAL_OVERHEAD + 4], plain[4];
	struct seal *seal = NULL;

	assert_int_equal(seal_new(keys, &seal), ERR_OK);
	assert_int_equal(seal_bytes(seal, "id", "held", 4, sealed), ERR_OK);
	assert_int_equal(seal_open_bytes(seal, "id", sealed, sizeof(sealed),
				 plain, NULL),
		ERR_OK);
	seal_free(&seal);
}

static void use_tokens(const struct keyfile *keys)
{
	struct token_ring *ring = NULL;

	assert_int_equal(token_ring_new(keys, &ring), ERR_OK);
	token_ring_free(&ring);
}

static void use_chain(const struct keyfile *keys)
{
	struct chain *chain = NULL;

	assert_int_equal(chain_new(keys, &chain), ERR_OK);
	chain_free(&chain);
}

static void use_unsubscriber(const struct keyfile *keys)
{
	const struct unsubscribe_token token = {.purpose = "followup"};
	struct unsubscriber *u = NULL;
	struct unsubscribe_token opened;
	char text[UNSUBSCRIBE_TEXT_SIZE];

	assert_int_equal(unsubscriber_new(keys, &u), ERR_OK);
	assert_int_equal(unsubscribe_seal(u, &token, text), ERR_OK);
	assert_int_equal(
		unsubscribe_open(u, text, strlen(text), &opened), ERR_OK);
	unsubscriber_free(&u);
}

static void use_wrapper(const struct keyfile *keys)
{
	unsigned char sealed[WRAP_OVERHEAD + 4];
	struct wrapper *w = NULL;

	assert_int_equal(wrapper_new(keys, &w), ERR_OK);
	assert_int_equal(wrap_seal(w, "name", "text", 4, sealed), ERR_OK);
	wrapper_free(&w);
}

static void use_token_file(const struct keyfile *keys)
{
	char path[PATH_MAX / 2], cause[KEYFILE_CAUSE_SIZE];
	struct unsubscriber *u = NULL;
	struct wrapper *w = NULL;
	struct tempdir dir;

	tempdir_make(&dir);
	tempdir_path(&dir, "tokens", path);
	assert_int_equal(unsubscribe_export(keys, path, cause), ERR_OK);
	assert_int_equal(unsubscriber_read(path, &u, cause), ERR_OK);
	assert_int_equal(wrapper_read(path, &w, cause), ERR_OK);
	unsubscriber_free(&u);
	wrapper_free(&w);
	tempdir_remove(&dir);
}

static void use_rotation(const struct keyfile *keys)
{
	char path[PATH_MAX / 2], cause[KEYFILE_CAUSE_SIZE];
	struct tempdir dir;
	unsigned number;

	(void)keys;
	tempdir_make(&dir);
	tempdir_path(&dir, "keys", path);
	write_keys(path);
	assert_int_equal(
		keyfile_rotate(path, 1543000000, &number, cause), ERR_OK);
	assert_int_equal(keyfile_retire(path, 1, cause), ERR_OK);
	tempdir_remove(&dir);
}

static const struct row {
	const char *name;
	void (*use)(const struct keyfile *keys);
	const char *label; /* what it derives, of ... */
	size_t len;
} rows[] = {
	{"the key file", use_keys, LABEL_ID, 16},
	{"pseudonyms", use_pseudonyms, LABEL_PSEUDONYM, 32},
	{"names", use_pseudonyms, LABEL_NAME, 64},
	{"seals", use_seal, LABEL_SEAL, 32},
	{"release tokens", use_tokens, LABEL_RELEASE, 32},
	{"the journal's chain", use_chain, LABEL_JOURNAL, 32},
	{"unsubscribe tokens", use_unsubscriber, LABEL_UNSUBSCRIBE, 64},
	{"waiting clicks", use_wrapper, LABEL_UNSUBSCRIBE, 64},
	{"the file of token keys", use_token_file, LABEL_UNSUBSCRIBE, 64},
	{"rotation", use_rotation, LABEL_NAME, 64},
};

static void check_wiped(void **state)
{
	const struct row *row = *state;
	char path[PATH_MAX / 2], cause[KEYFILE_CAUSE_SIZE];
	struct keyfile *keys = NULL;
	struct tempdir dir;

	tempdir_make(&dir);
	tempdir_path(&dir, "keys", path);
	write_keys(path);
	assert_int_equal(keyfile_read(path, &keys, cause), ERR_OK);
	/* The search finds what is there. */
	assert_int_equal(memory_count(secret_octet, SECRET_LEN), 1);
	remember(keys, row->label, row->len);
	row->use(keys);
	assert_int_equal(memory_count(secret_octet, SECRET_LEN), 1);
	keyfile_free(&keys);
	assert_int_equal(memory_count(secret_octet, SECRET_LEN), 0);
	assert_int_equal(memory_count(digit_octet, SECRET_LEN), 0);
	assert_int_equal(memory_count(derived_octet, row->len), 0);
	tempdir_remove(&dir);
}

/* ------------------------------------------------------------- the memory */

static bool has_flags(const void *at, const char *flag)
{
	FILE *maps = fopen("/proc/self/smaps", "re");
	bool is_its = false, has = false;
	char line[1024];
	size_t from, to;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%zx-%zx ", &from, &to) == 2)
			is_its = (size_t)at >= from && (size_t)at < to;
		if (is_its && strncmp(line, "VmFlags:", 8) == 0)
			has = strstr(line, flag) != NULL;
	}
	fclose(maps);
	return has;
}

static void test_flags(void **state)
{
	unsigned char *secret = secret_new(100);

	(void)state;
	assert_non_null(secret);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(secret[i], 0);
	assert_true(has_flags(secret, " dd"));
	assert_int_equal(has_flags(secret, " lo"), secret_is_locked(secret));
	secret_free(secret);
	secret_free(NULL);
}

/* A limit that is too small is no fault, and is told. */
static void test_limit(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		const struct rlimit none = {0, 0};
		unsigned char *secret;

		/* Root has no limit. */
		if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 ||
			(geteuid() == 0 && setuid(65534) != 0))
			_exit(1);
		secret = secret_new(100);
		if (!secret || secret_is_locked(secret) || locked_has_room())
			_exit(2);
		secret[99] = 1;
		secret_free(secret);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A sanitizer's mlock() does nothing and says that it did. */
static bool mlock_locks(void)
{
#ifdef WITH_SANITIZER
	return false;
#else
	return true;
#endif
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_wiped);
	if (mlock_locks()) {
		rows_add_one(&all, "locked, and in no dump", test_flags, NULL);
		rows_add_one(
			&all, "a limit that is too small", test_limit, NULL);
	}
	return rows_run("secrets", &all);
}
