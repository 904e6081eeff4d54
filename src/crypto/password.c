/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/password.h"

#include <crypt.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "crypto/crockford_private.h"

#define TURNS 2
#define WAITING_MAX 16
#define KIND "$y$"

/* The hash of a password that was thrown away. */
static const char nobody[] = "$y$j9T$RpqY.zTlDnSl1kiz7hY1o0$"
			     "fNSlvwrIrfTaAVSJ4ycRWR80V8/DgbjZtqkfOGRMIV4";

static struct {
	pthread_mutex_t lock;
	pthread_cond_t left;
	int running, waiting;
} turns = {.lock = PTHREAD_MUTEX_INITIALIZER, .left = PTHREAD_COND_INITIALIZER};

enum err password_turn(void)
{
	enum err e = ERR_OK;

	pthread_mutex_lock(&turns.lock);
	if (turns.running < TURNS) {
		turns.running++;
	} else if (turns.waiting >= WAITING_MAX) {
		e = ERR_LIMIT;
	} else {
		turns.waiting++;
		while (turns.running >= TURNS)
			pthread_cond_wait(&turns.left, &turns.lock);
		turns.waiting--;
		turns.running++;
	}
	pthread_mutex_unlock(&turns.lock);
	return e;
}

void password_turn_end(void)
{
	pthread_mutex_lock(&turns.lock);
	turns.running--;
	pthread_cond_signal(&turns.left);
	pthread_mutex_unlock(&turns.lock);
}

/* The hash under the parameters and the salt of "setting". */
static enum err hash_under(const char *password, const char *setting,
	char hash_r[PASSWORD_HASH_SIZE])
{
	struct crypt_data *data;
	const char *hash;
	enum err e = ERR_OK;

	hash_r[0] = '\0';
	if (strlen(password) >= PASSWORD_SIZE)
		return ERR_LIMIT;
	data = calloc(1, sizeof(*data));
	if (!data)
		return ERR_NOMEM;
	hash = crypt_r(password, setting, data);
	/* A failure is NULL or a text that begins with "*". */
	if (!hash || hash[0] == '*' || strlen(hash) >= PASSWORD_HASH_SIZE)
		e = ERR_UNAVAILABLE;
	else
		memcpy(hash_r, hash, strlen(hash) + 1);
	OPENSSL_cleanse(data, sizeof(*data));
	free(data);
	return e;
}

enum err password_hash(const char *password, char hash_r[PASSWORD_HASH_SIZE])
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	hash_r[0] = '\0';
	if (!crypt_gensalt_rn(KIND, 0, NULL, 0, setting, sizeof(setting)))
		return ERR_UNAVAILABLE;
	return hash_under(password, setting, hash_r);
}

enum err password_check(
	const char *password, const char *hash, bool *is_right_r)
{
	char found[PASSWORD_HASH_SIZE];
	const char *wanted = hash ? hash : nobody;
	enum err e;

	*is_right_r = false;
	if (strlen(password) >= PASSWORD_SIZE)
		password = "";
	e = hash_under(password, wanted, found);
	if (!e)
		*is_right_r = hash && password[0] != '\0' &&
			strlen(found) == strlen(wanted) &&
			CRYPTO_memcmp(found, wanted, strlen(wanted)) == 0;
	OPENSSL_cleanse(found, sizeof(found));
	return e;
}

/* Four groups of five. */
enum err password_first(char text_r[PASSWORD_FIRST_SIZE])
{
	return crockford_random(text_r, 4, 5);
}
