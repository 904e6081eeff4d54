/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "crypto/derive_private.h"
#include "crypto/secret_private.h"
#include "crypto/secretfile_private.h"

#define HEAD "robinson-keys 1\n"

/* ------------------------------------------------------------- as text */

struct text {
	char bytes[SECRETFILE_MAX];
	size_t len;
	bool is_full;
};

static void add(struct text *t, const char *part)
{
	size_t len = strlen(part);

	if (len >= sizeof(t->bytes) - t->len) {
		t->is_full = true;
		return;
	}
	memcpy(t->bytes + t->len, part, len + 1);
	t->len += len;
}

static void add_hex(struct text *t, const unsigned char *bytes, size_t len)
{
	char hex[3];

	for (size_t i = 0; i < len; i++) {
		snprintf(hex, sizeof(hex), "%02x", bytes[i]);
		add(t, hex);
	}
	OPENSSL_cleanse(hex, sizeof(hex));
}

static void add_generation(struct text *t, const struct generation *g)
{
	char number[16];

	snprintf(number, sizeof(number), "%u ", g->number);
	add(t, number);
	add(t, g->date);
	add(t, g->is_retired ? " retired " : " ");
	if (g->is_retired)
		add_hex(t, g->kept, KEPT_LEN);
	else
		add_hex(t, g->secret.bytes, SECRET_LEN);
	add(t, "\n");
}

static enum err put(const char *path, const struct keyfile *keys, char *cause_r)
{
	struct text text = {.len = 0};
	enum err e;

	add(&text, HEAD);
	for (size_t i = 0; i < keys->len; i++)
		add_generation(&text, &keys->generations[i]);
	if (text.is_full)
		e = secretfile_fail(ERR_LIMIT, cause_r,
			"too many generations for one key file");
	else
		e = secretfile_put(
			path, SECRETFILE_RENEW, text.bytes, text.len, cause_r);
	OPENSSL_cleanse(&text, sizeof(text));
	return e;
}

/* ------------------------------------------------------------- changes */

static enum err make_generation(
	struct keyfile *keys, int64_t now_utc, char *cause_r)
{
	struct generation *g = &keys->generations[keys->len];
	time_t now = (time_t)now_utc;
	struct tm tm;

	/* Tokens have one octet for a generation's number. */
	if (keys->len == KEYFILE_GENERATIONS_MAX || g[-1].number >= 255)
		return secretfile_fail(ERR_LIMIT, cause_r,
			"too many generations for one key file");
	g->number = g[-1].number + 1;
	if (now_utc < 0 || !gmtime_r(&now, &tm) || tm.tm_year > 8099 ||
		strftime(g->date, sizeof(g->date), "%Y-%m-%dT%H:%M:%SZ", &tm) ==
			0 ||
		RAND_priv_bytes(g->secret.bytes, SECRET_LEN) != 1)
		return secretfile_fail(ERR_UNAVAILABLE, cause_r,
			"no randomness to be had, or the clock is wrong");
	keys->len++;
	return ERR_OK;
}

static enum err retire(struct keyfile *keys, unsigned number, char *cause_r)
{
	struct generation *g = NULL;
	enum err e;

	for (size_t i = 0; i < keys->len; i++)
		if (keys->generations[i].number == number)
			g = &keys->generations[i];
	if (!g)
		return secretfile_fail(ERR_NOT_FOUND, cause_r,
			"there is no generation %u", number);
	if (number == keyfile_newest(keys))
		return secretfile_fail(ERR_DENIED, cause_r,
			"generation %u is the newest: rotate first", number);
	if (g->is_retired)
		return secretfile_fail(ERR_EXISTS, cause_r,
			"generation %u is retired already", number);
	e = keyfile_keep(g, g->kept);
	OPENSSL_cleanse(&g->secret, sizeof(g->secret));
	g->is_retired = true;
	return e ? secretfile_fail(e, cause_r, "%s", err_text(e)) : ERR_OK;
}

/* "number" 0: a new one. */
static enum err change(const char *path, int64_t now_utc, unsigned number,
	unsigned *number_r, char *cause_r)
{
	/* Two rotations at a time could lose the generation that the first one
	 * added, and all that was written under it. */
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct keyfile *keys = NULL;
	enum err e;

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		return secretfile_fail(ERR_UNAVAILABLE, cause_r,
			"another one changes it: %s", strerror(errno));
	}
	e = keyfile_read(path, &keys, cause_r);
	if (!e && number == 0)
		e = make_generation(keys, now_utc, cause_r);
	else if (!e)
		e = retire(keys, number, cause_r);
	if (!e)
		e = put(path, keys, cause_r);
	if (!e)
		*number_r = keyfile_newest(keys);
	keyfile_free(&keys);
	if (fd >= 0)
		close(fd);
	return e;
}

enum err keyfile_rotate(const char *path, int64_t now_utc, unsigned *number_r,
	char cause_r[KEYFILE_CAUSE_SIZE])
{
	return change(path, now_utc, 0, number_r, cause_r);
}

enum err keyfile_retire(
	const char *path, unsigned number, char cause_r[KEYFILE_CAUSE_SIZE])
{
	unsigned newest;

	return change(path, 0, number, &newest, cause_r);
}
