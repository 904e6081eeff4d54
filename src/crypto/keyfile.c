/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "crypto/derive.h"
#include "crypto/secret.h"

#define FILE_MAX 8192
#define HEAD "robinson-keys 1"
#define DATE_LEN 20 /* 2026-11-23T10:00:00Z */
#define HEX_LEN (2 * SECRET_LEN)

PRINTF_LIKE(3, 4)
static enum err fail(enum err e, char *cause_r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cause_r, KEYFILE_CAUSE_SIZE, fmt, ap);
	va_end(ap);
	return e;
}

static enum err err_of_errno(int error)
{
	if (error == ENOENT || error == ENOTDIR)
		return ERR_NOT_FOUND;
	if (error == EACCES || error == EPERM)
		return ERR_DENIED;
	return ERR_IO;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool secret_parse(const char *hex, struct secret *secret_r)
{
	for (size_t i = 0; i < SECRET_LEN; i++) {
		int high = hex_digit(hex[2 * i]);
		int low = high < 0 ? -1 : hex_digit(hex[2 * i + 1]);

		if (low < 0)
			return false;
		secret_r->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

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

/* "1 2026-11-23T10:00:00Z <hex>", NUL-terminated. */
static bool generation_parse(const char *line, struct generation *gen_r)
{
	char *end;
	unsigned long number = strtoul(line, &end, 10);

	if (line[0] < '1' || line[0] > '9' || number > 1000000)
		return false;
	if (strlen(end) != 1 + DATE_LEN + 1 + HEX_LEN || end[0] != ' ' ||
		!is_date(end + 1) || end[1 + DATE_LEN] != ' ')
		return false;
	gen_r->number = (unsigned)number;
	return secret_parse(end + 1 + DATE_LEN + 1, &gen_r->secret);
}

/* "text" is cut into lines in place. */
static enum err parse(
	char *text, size_t text_len, struct keyfile *keys, char *cause_r)
{
	char *line = text;
	int number = 1;

	if (memchr(text, '\0', text_len) || text_len == 0 ||
		text[text_len - 1] != '\n')
		return fail(ERR_CORRUPT, cause_r,
			"line %d is cut short or not text", 1);
	for (; *line; number++) {
		char *end = strchr(line, '\n');
		struct generation *gen = &keys->generations[keys->len];

		*end = '\0';
		if (number == 1) {
			if (strcmp(line, HEAD) != 0)
				return fail(ERR_CORRUPT, cause_r,
					"line 1 is not \"%s\"", HEAD);
		} else {
			if (keys->len == KEYFILE_GENERATIONS_MAX ||
				!generation_parse(line, gen) ||
				(keys->len > 0 &&
					gen->number <= gen[-1].number))
				return fail(ERR_CORRUPT, cause_r,
					"line %d is no generation (number, "
					"date, 64 hexadecimal digits)",
					number);
			keys->len++;
		}
		line = end + 1;
	}
	if (keys->len == 0)
		return fail(ERR_CORRUPT, cause_r, "no generation in it");
	return ERR_OK;
}

static enum err read_all(int fd, char *text, size_t size, size_t *len_r)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, text + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ERR_IO;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*len_r = len;
	return ERR_OK;
}

/* Keys that everybody may read are nobody's secret (Art. 32(1)). */
static enum err check_rights(int fd, char *cause_r)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return fail(ERR_IO, cause_r, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(ERR_CORRUPT, cause_r, "not a regular file");
	if (st.st_mode & 07)
		return fail(ERR_DENIED, cause_r,
			"mode is %04o: others than owner and group have "
			"rights to it; use 0600 or 0640",
			(unsigned)(st.st_mode & 07777));
	return ERR_OK;
}

static enum err read_open(int fd, struct keyfile *keys, char *cause_r)
{
	char text[FILE_MAX + 1];
	size_t len = 0;
	enum err e = check_rights(fd, cause_r);

	if (e)
		return e;
	if (read_all(fd, text, FILE_MAX, &len))
		e = fail(ERR_IO, cause_r, "%s", strerror(errno));
	else if (len == FILE_MAX)
		e = fail(ERR_CORRUPT, cause_r, "larger than any key file");
	text[len] = '\0';
	if (!e)
		e = parse(text, len, keys, cause_r);
	OPENSSL_cleanse(text, sizeof(text));
	return e;
}

enum err keyfile_read(const char *path, struct keyfile **keys_r,
	char cause_r[KEYFILE_CAUSE_SIZE])
{
	struct keyfile *keys;
	enum err e;
	int fd;

	*keys_r = NULL;
	cause_r[0] = '\0';
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail(
			err_of_errno(errno), cause_r, "%s", strerror(errno));
	keys = calloc(1, sizeof(*keys));
	e = keys ? read_open(fd, keys, cause_r) :
		   fail(ERR_NOMEM, cause_r, "%s", strerror(ENOMEM));
	close(fd);
	if (e)
		keyfile_free(&keys);
	*keys_r = keys;
	return e;
}

void keyfile_free(struct keyfile **keys)
{
	if (*keys)
		OPENSSL_cleanse(*keys, sizeof(**keys));
	free(*keys);
	*keys = NULL;
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
