/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/keyfile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "crypto/derive_private.h"
#include "crypto/secret_private.h"
#include "crypto/secretfile_private.h"

#define HEAD "robinson-keys 1"
#define DATE_LEN GENERATION_DATE_LEN
#define RETIRED "retired "
#define RETIRED_LEN (sizeof(RETIRED) - 1)
#define HEX_LEN (2 * SECRET_LEN)

static bool is_date(const char *text)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";

	for (size_t i = 0; i < DATE_LEN; i++) {
		bool is_digit = text[i] >= '0' && text[i] <= '9';

		if (shape[i] == 'd' ? !is_digit : text[i] != shape[i])
			return false;
	}
	return true;
}

static bool secret_parse(const char *text, struct generation *gen_r)
{
	gen_r->is_retired = strncmp(text, RETIRED, RETIRED_LEN) == 0;
	if (gen_r->is_retired)
		return strlen(text) == RETIRED_LEN + (size_t)2 * KEPT_LEN &&
			secretfile_unhex(
				text + RETIRED_LEN, gen_r->kept, KEPT_LEN);
	return strlen(text) == HEX_LEN &&
		secretfile_unhex(text, gen_r->secret.bytes, SECRET_LEN);
}

/* "1 2026-11-23T10:00:00Z <hex>", NUL-terminated. */
static bool generation_parse(const char *line, struct generation *gen_r)
{
	char *end;
	unsigned long number = strtoul(line, &end, 10);

	if (line[0] < '1' || line[0] > '9' || number > 1000000)
		return false;
	if (strlen(end) < 1 + DATE_LEN + 1 || end[0] != ' ' ||
		!is_date(end + 1) || end[1 + DATE_LEN] != ' ')
		return false;
	gen_r->number = (unsigned)number;
	memcpy(gen_r->date, end + 1, DATE_LEN);
	gen_r->date[DATE_LEN] = '\0';
	return secret_parse(end + 1 + DATE_LEN + 1, gen_r);
}

/* "text" is cut into lines in place. */
static enum err parse(
	char *text, size_t text_len, struct keyfile *keys, char *cause_r)
{
	char *line = text;
	int number = 1;

	if (memchr(text, '\0', text_len) || text_len == 0 ||
		text[text_len - 1] != '\n')
		return secretfile_fail(ERR_CORRUPT, cause_r,
			"line %d is cut short or not text", 1);
	for (; *line; number++) {
		char *end = strchr(line, '\n');
		struct generation *gen = &keys->generations[keys->len];

		*end = '\0';
		if (number == 1) {
			if (strcmp(line, HEAD) != 0)
				return secretfile_fail(ERR_CORRUPT, cause_r,
					"line 1 is not \"%s\"", HEAD);
		} else {
			if (keys->len == KEYFILE_GENERATIONS_MAX ||
				!generation_parse(line, gen) ||
				(keys->len > 0 &&
					gen->number <= gen[-1].number))
				return secretfile_fail(ERR_CORRUPT, cause_r,
					"line %d is no generation (number, "
					"date, 64 hexadecimal digits)",
					number);
			keys->len++;
		}
		line = end + 1;
	}
	if (keys->len == 0)
		return secretfile_fail(
			ERR_CORRUPT, cause_r, "no generation in it");
	if (keys->generations[keys->len - 1].is_retired)
		return secretfile_fail(ERR_CORRUPT, cause_r,
			"the newest generation is retired");
	return ERR_OK;
}

enum err keyfile_read(const char *path, struct keyfile **keys_r,
	char cause_r[KEYFILE_CAUSE_SIZE])
{
	char text[SECRETFILE_MAX + 1];
	struct keyfile *keys = secret_new(sizeof(*keys));
	size_t len = 0;
	enum err e;

	*keys_r = NULL;
	cause_r[0] = '\0';
	if (!keys)
		return secretfile_fail(
			ERR_NOMEM, cause_r, "%s", strerror(ENOMEM));
	e = secretfile_read(path, text, &len, cause_r);
	if (!e)
		e = parse(text, len, keys, cause_r);
	OPENSSL_cleanse(text, sizeof(text));
	if (e)
		keyfile_free(&keys);
	*keys_r = keys;
	return e;
}

void keyfile_free(struct keyfile **keys)
{
	secret_free(*keys);
	*keys = NULL;
}

struct keyfile_generation keyfile_generation(
	const struct keyfile *keys, size_t place)
{
	const struct generation *g = &keys->generations[place];

	return (struct keyfile_generation){g->number, g->date, g->is_retired};
}

unsigned keyfile_newest(const struct keyfile *keys)
{
	return keys->generations[keys->len - 1].number;
}

bool keyfile_is_locked(const struct keyfile *keys)
{
	return secret_is_locked(keys);
}

size_t keyfile_generations(const struct keyfile *keys)
{
	return keys->len;
}

enum err keyfile_id(
	const struct keyfile *keys, unsigned char id_r[KEYFILE_ID_LEN])
{
	return keyfile_derive(keys, 0, LABEL_ID, id_r, KEYFILE_ID_LEN);
}
