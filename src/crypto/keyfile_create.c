/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/keyfile.h"

#include <stdio.h>
#include <time.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "crypto/secret_private.h"
#include "crypto/secretfile_private.h"

/* Head and one generation as text; -1 when there is no randomness or the
 * year has no four digits. */
static int format_first(int64_t now_utc, char *text, size_t size)
{
	char hex[2 * SECRET_LEN + 1];
	struct secret secret;
	time_t now = (time_t)now_utc;
	char date[32];
	struct tm tm;
	int len;

	if (now_utc < 0 || !gmtime_r(&now, &tm) || tm.tm_year > 8099 ||
		strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0 ||
		RAND_priv_bytes(secret.bytes, SECRET_LEN) != 1)
		return -1;
	for (size_t i = 0; i < SECRET_LEN; i++)
		snprintf(hex + 2 * i, 3, "%02x", secret.bytes[i]);
	len = snprintf(text, size, "robinson-keys 1\n1 %s %s\n", date, hex);
	OPENSSL_cleanse(&secret, sizeof(secret));
	OPENSSL_cleanse(hex, sizeof(hex));
	return len;
}

enum err keyfile_create(
	const char *path, int64_t now_utc, char cause_r[KEYFILE_CAUSE_SIZE])
{
	char text[256];
	int len = format_first(now_utc, text, sizeof(text));
	enum err e;

	cause_r[0] = '\0';
	if (len < 0)
		return secretfile_fail(ERR_UNAVAILABLE, cause_r,
			"no randomness to be had, or the clock is wrong");
	e = secretfile_put(path, SECRETFILE_CREATE, text, (size_t)len, cause_r);
	OPENSSL_cleanse(text, sizeof(text));
	return e;
}
