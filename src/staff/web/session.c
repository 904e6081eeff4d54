/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/session.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/buf.h"
#include "crypto/digest.h"

#define TOKEN_MIN 16
#define SHA256_LEN 32
#define SHOWN_LEN ((SESSION_CSRF_SIZE - 1) / 2)
#define PATH_MAX_LEN 2000

/* So that the digest is good for nothing else. */
static const char label[] = "robinson-staff csrf 1\n";

bool session_is_token(const char *text)
{
	size_t len = strlen(text);

	return len >= TOKEN_MIN && len <= WIRE_SESSION_MAX &&
		strspn(text,
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			"0123456789-_") == len;
}

static void to_hex(const unsigned char *bytes, char hex_r[SESSION_CSRF_SIZE])
{
	for (size_t i = 0; i < SHOWN_LEN; i++)
		snprintf(hex_r + 2 * i, 3, "%02x", bytes[i]);
}

enum err session_csrf(const char *token, char csrf_r[SESSION_CSRF_SIZE])
{
	unsigned char digest[SHA256_LEN];
	struct digester *d = NULL;
	enum err e = digester_new(&d);

	csrf_r[0] = '\0';
	if (!e)
		e = digest_begin(d, DIGEST_SHA256);
	if (!e)
		e = digest_add(d, DIGEST_SHA256, label, sizeof(label) - 1);
	if (!e)
		e = digest_add(d, DIGEST_SHA256, token, strlen(token));
	if (!e)
		e = digest_end(d, DIGEST_SHA256, digest);
	if (!e)
		to_hex(digest, csrf_r);
	digester_free(&d);
	return e;
}

/* In a time that does not tell how much of it is right. */
bool session_csrf_is(const char *expected, const char *shown, size_t len)
{
	unsigned char differs = 0;

	if (len != SESSION_CSRF_SIZE - 1 || strlen(expected) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		differs = (unsigned char)(differs |
			(unsigned char)(expected[i] ^ shown[i]));
	return differs == 0;
}

enum err session_random(char token_r[SESSION_CSRF_SIZE])
{
	unsigned char bytes[SHOWN_LEN];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return ERR_UNAVAILABLE;
	to_hex(bytes, token_r);
	return ERR_OK;
}

bool session_is_ours(const char *origin, const char *url)
{
	return origin && url && strcmp(origin, url) == 0;
}

/* Browsers read "\" as "/", and leave out tabs and line ends: "/\host" and
 * "/<tab>/host" are other sites. */
bool session_is_path(const char *path)
{
	size_t len = strlen(path);

	if (path[0] != '/' || path[1] == '/' || len > PATH_MAX_LEN)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)path[i] <= ' ' || path[i] == '\\' ||
			(unsigned char)path[i] >= 0x7f)
			return false;
	return true;
}

void session_cookie(const char *name, const char *value, int days,
	char cookie_r[SESSION_COOKIE_SIZE])
{
	char age[40] = "";

	if (!*value)
		snprintf(age, sizeof(age), "; Max-Age=0");
	else if (days > 0)
		snprintf(age, sizeof(age), "; Max-Age=%d", days * 86400);
	snprintf(cookie_r, SESSION_COOKIE_SIZE,
		"%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s", name, value,
		age);
}
