/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/totp.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "crypto/crockford_private.h"

#define CODE_DIGITS 6
#define WINDOW 1 /* steps before and after */
#define RECOVERY_LEN 10

static int oath_is_ready = OATH_CRYPTO_ERROR;

static void begin_oath(void)
{
	oath_is_ready = oath_init();
}

static enum err need_oath(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, begin_oath);
	return oath_is_ready == OATH_OK ? ERR_OK : ERR_UNAVAILABLE;
}

enum err totp_secret(unsigned char secret_r[TOTP_SECRET_LEN])
{
	return RAND_bytes(secret_r, TOTP_SECRET_LEN) == 1 ? ERR_OK :
							    ERR_UNAVAILABLE;
}

/* Without blanks. */
static bool read_code(const char *typed, char code_r[CODE_DIGITS + 1])
{
	size_t len = 0;

	for (; *typed; typed++) {
		if (*typed == ' ')
			continue;
		if (len == CODE_DIGITS || *typed < '0' || *typed > '9')
			return false;
		code_r[len++] = *typed;
	}
	code_r[len] = '\0';
	return len == CODE_DIGITS;
}

enum err totp_check(const unsigned char secret[TOTP_SECRET_LEN],
	const char *code, int64_t now_utc, bool *is_right_r, int64_t *step_r)
{
	char digits[CODE_DIGITS + 1];
	int position = 0, found;
	enum err e = need_oath();

	*is_right_r = false;
	*step_r = 0;
	if (e || now_utc < 0 || !read_code(code, digits))
		return e;
	found = oath_totp_validate2((const char *)secret, TOTP_SECRET_LEN,
		(time_t)now_utc, TOTP_STEP_S, 0, WINDOW, &position, digits);
	if (found < 0)
		return found == OATH_INVALID_OTP ? ERR_OK : ERR_UNAVAILABLE;
	*is_right_r = true;
	*step_r = now_utc / TOTP_STEP_S + position;
	return ERR_OK;
}

enum err totp_text(const unsigned char secret[TOTP_SECRET_LEN],
	char text_r[TOTP_TEXT_SIZE])
{
	char *text = NULL;
	size_t len = 0;
	enum err e = need_oath();

	text_r[0] = '\0';
	if (!e &&
		oath_base32_encode((const char *)secret, TOTP_SECRET_LEN, &text,
			&len) != OATH_OK)
		e = ERR_NOMEM;
	if (!e && len != TOTP_TEXT_SIZE - 1)
		e = ERR_UNAVAILABLE;
	if (!e)
		memcpy(text_r, text, len + 1);
	if (text)
		OPENSSL_cleanse(text, len);
	free(text);
	return e;
}

/* All but what RFC 3986 calls unreserved is escaped. */
static void add_escaped(struct buf *uri, const char *text)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-._~";

	for (; *text; text++) {
		if (strchr(plain, *text))
			buf_addc(uri, *text);
		else
			buf_addf(uri, "%%%02X", (unsigned char)*text);
	}
}

enum err totp_uri(const unsigned char secret[TOTP_SECRET_LEN],
	const char *issuer, const char *name, struct buf *uri)
{
	char text[TOTP_TEXT_SIZE];
	enum err e = totp_text(secret, text);

	if (e)
		return e;
	buf_adds(uri, "otpauth://totp/");
	add_escaped(uri, issuer);
	buf_addc(uri, ':');
	add_escaped(uri, name);
	buf_addf(uri, "?secret=%s&issuer=", text);
	add_escaped(uri, issuer);
	buf_addf(uri, "&algorithm=SHA1&digits=%d&period=%d", CODE_DIGITS,
		TOTP_STEP_S);
	OPENSSL_cleanse(text, sizeof(text));
	return buf_err(uri);
}

bool recovery_digest(
	const char *typed, unsigned char digest_r[RECOVERY_DIGEST_LEN])
{
	char text[RECOVERY_LEN + 1];
	size_t len = 0;

	return crockford_read(typed, text, RECOVERY_LEN) &&
		EVP_Q_digest(NULL, "SHA256", NULL, text, RECOVERY_LEN, digest_r,
			&len) == 1 &&
		len == RECOVERY_DIGEST_LEN;
}

enum err recovery_code(
	char text_r[RECOVERY_SIZE], unsigned char digest_r[RECOVERY_DIGEST_LEN])
{
	enum err e = crockford_random(text_r, 2, RECOVERY_LEN / 2);

	if (!e && !recovery_digest(text_r, digest_r))
		e = ERR_NOMEM;
	return e;
}

bool recovery_is_same(const unsigned char a[RECOVERY_DIGEST_LEN],
	const unsigned char b[RECOVERY_DIGEST_LEN])
{
	return CRYPTO_memcmp(a, b, RECOVERY_DIGEST_LEN) == 0;
}
