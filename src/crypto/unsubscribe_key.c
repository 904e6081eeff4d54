/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/unsubscribe_key_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "crypto/derive_private.h"
#include "crypto/secretfile_private.h"
#include "crypto/unsubscribe.h"

#define HEAD "robinson-token-keys 1"
#define HEX_LEN (2 * UNSUBSCRIBE_KEY_LEN)

enum err unsubscribe_keys_derive(const struct keyfile *keys,
	struct unsubscribe_key keys_r[KEYFILE_GENERATIONS_MAX], size_t *len_r)
{
	enum err e = ERR_OK;
	size_t len = 0;

	for (size_t i = 0; !e && i < keys->len; i++) {
		if (keys->generations[i].is_retired)
			continue;
		keys_r[len].number = keys->generations[i].number;
		e = keyfile_derive(keys, i, LABEL_UNSUBSCRIBE,
			keys_r[len++].bytes, UNSUBSCRIBE_KEY_LEN);
	}
	*len_r = len;
	return e;
}

/* "1 <128 hex digits>", NUL-terminated. */
static bool line_parse(const char *line, struct unsubscribe_key *key_r)
{
	char *end;
	unsigned long number = strtoul(line, &end, 10);

	if (line[0] < '1' || line[0] > '9' || number > 1000000 ||
		end[0] != ' ' || strlen(end) != 1 + HEX_LEN)
		return false;
	key_r->number = (unsigned)number;
	return secretfile_unhex(end + 1, key_r->bytes, UNSUBSCRIBE_KEY_LEN);
}

/* "text" is cut into lines in place. */
static enum err parse(char *text, size_t text_len, struct unsubscribe_key *keys,
	size_t *len_r, char *cause_r)
{
	char *line = text;
	size_t n = 0;

	if (!text_len || memchr(text, '\0', text_len) ||
		text[text_len - 1] != '\n')
		return secretfile_fail(
			ERR_CORRUPT, cause_r, "it is cut short or not text");
	for (int number = 1; *line; number++) {
		char *end = strchr(line, '\n');

		*end = '\0';
		if (number == 1 && strcmp(line, HEAD) != 0)
			return secretfile_fail(ERR_CORRUPT, cause_r,
				"line 1 is not \"%s\"", HEAD);
		if (number > 1 &&
			(n == KEYFILE_GENERATIONS_MAX ||
				!line_parse(line, &keys[n]) ||
				(n > 0 &&
					keys[n].number <= keys[n - 1].number)))
			return secretfile_fail(ERR_CORRUPT, cause_r,
				"line %d is no key (number, 128 hexadecimal "
				"digits)",
				number);
		n += number > 1;
		line = end + 1;
	}
	*len_r = n;
	return n ? ERR_OK :
		   secretfile_fail(ERR_CORRUPT, cause_r, "no key in it");
}

enum err unsubscribe_keys_read(const char *path,
	struct unsubscribe_key keys_r[KEYFILE_GENERATIONS_MAX], size_t *len_r,
	char cause_r[KEYFILE_CAUSE_SIZE])
{
	char text[SECRETFILE_MAX + 1];
	size_t len = 0;
	enum err e = secretfile_read(path, text, &len, cause_r);

	*len_r = 0;
	if (!e)
		e = parse(text, len, keys_r, len_r, cause_r);
	OPENSSL_cleanse(text, sizeof(text));
	return e;
}

static size_t format(
	const struct unsubscribe_key *keys, size_t keys_len, char *text)
{
	size_t len = (size_t)snprintf(text, SECRETFILE_MAX, "%s\n", HEAD);

	for (size_t i = 0; i < keys_len; i++) {
		len += (size_t)snprintf(text + len, SECRETFILE_MAX - len, "%u ",
			keys[i].number);
		for (size_t j = 0; j < UNSUBSCRIBE_KEY_LEN; j++)
			len += (size_t)snprintf(text + len,
				SECRETFILE_MAX - len, "%02x", keys[i].bytes[j]);
		text[len++] = '\n';
	}
	return len;
}

enum err unsubscribe_export(const struct keyfile *keys, const char *path,
	char cause_r[KEYFILE_CAUSE_SIZE])
{
	struct unsubscribe_key own[KEYFILE_GENERATIONS_MAX];
	char text[SECRETFILE_MAX];
	size_t len = 0;
	enum err e = unsubscribe_keys_derive(keys, own, &len);

	cause_r[0] = '\0';
	_Static_assert(sizeof(HEAD) + KEYFILE_GENERATIONS_MAX * (HEX_LEN + 10) <
			SECRETFILE_MAX,
		"all generations fit");
	if (e)
		(void)secretfile_fail(e, cause_r, "no memory");
	else
		e = secretfile_put(path, SECRETFILE_REPLACE, text,
			format(own, len, text), cause_r);
	OPENSSL_cleanse(own, sizeof(own));
	OPENSSL_cleanse(text, sizeof(text));
	return e;
}
