/* SPDX-License-Identifier: BSD-2-Clause */
#include "spool/seal_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define CHUNK_SEALED (SEAL_CHUNK_LEN + SEAL_TAG_LEN)

void spool_ring_init(struct spool_ring *ring)
{
	memset(ring, 0, sizeof(*ring));
	pthread_mutex_init(&ring->lock, NULL);
}

static void drop_idle(struct spool_ring *ring)
{
	while (ring->len > 0)
		seal_free(&ring->idle[--ring->len]);
}

void spool_ring_free(struct spool_ring *ring)
{
	drop_idle(ring);
	pthread_mutex_destroy(&ring->lock);
}

static enum err seal_get(struct spool_ring *ring, const struct keyfile *keys,
	struct seal **seal_r)
{
	struct seal *seal = NULL;

	*seal_r = NULL;
	if (!keys)
		return ERR_UNAVAILABLE;
	pthread_mutex_lock(&ring->lock);
	if (ring->keys != keys) {
		drop_idle(ring);
		ring->keys = keys;
	}
	if (ring->len > 0)
		seal = ring->idle[--ring->len];
	pthread_mutex_unlock(&ring->lock);
	*seal_r = seal;
	return seal ? ERR_OK : seal_new(keys, seal_r);
}

static void seal_put(
	struct spool_ring *ring, const struct keyfile *keys, struct seal *seal)
{
	pthread_mutex_lock(&ring->lock);
	if (ring->keys == keys && ring->len < SPOOL_SEALS_MAX) {
		ring->idle[ring->len++] = seal;
		seal = NULL;
	}
	pthread_mutex_unlock(&ring->lock);
	seal_free(&seal);
}

/* At least one chunk: the last one may be short, or even empty. */
static size_t chunks_of(size_t len)
{
	return len == 0 ? 1 : (len + SEAL_CHUNK_LEN - 1) / SEAL_CHUNK_LEN;
}

int64_t spool_sealed_size(size_t len)
{
	len += SPOOL_STAMP_LEN;
	return (int64_t)(SEAL_HEAD_LEN + len + chunks_of(len) * SEAL_TAG_LEN);
}

/* ------------------------------------------------------------- writing */

static enum err seal_all(struct seal *seal, const char *context,
	const unsigned char *plain, size_t len, unsigned char *sealed)
{
	struct seal_stream stream;
	size_t chunks = chunks_of(len);
	enum err e = seal_begin(seal, context, sealed, &stream);

	sealed += SEAL_HEAD_LEN;
	for (size_t i = 0; !e && i < chunks; i++) {
		bool is_last = i + 1 == chunks;
		size_t n = is_last ? len - i * SEAL_CHUNK_LEN : SEAL_CHUNK_LEN;

		e = seal_chunk(seal, &stream, plain + i * SEAL_CHUNK_LEN, n,
			is_last, sealed + i * CHUNK_SEALED);
	}
	seal_stream_end(&stream);
	return e;
}

static void put_stamp(unsigned char *at, int64_t utc)
{
	for (int i = 0; i < SPOOL_STAMP_LEN; i++)
		at[i] = (unsigned char)((uint64_t)utc >>
			(8 * (SPOOL_STAMP_LEN - 1 - i)));
}

static int64_t get_stamp(const unsigned char *at)
{
	uint64_t utc = 0;

	for (int i = 0; i < SPOOL_STAMP_LEN; i++)
		utc = utc << 8 | at[i];
	return (int64_t)utc;
}

enum err spool_seal_bytes(struct spool_ring *ring, const struct keyfile *keys,
	const char *context, int64_t at_utc, const void *bytes, size_t len,
	unsigned char **sealed_r)
{
	size_t plain_len = SPOOL_STAMP_LEN + len;
	unsigned char *plain, *sealed;
	struct seal *seal = NULL;
	enum err e;

	*sealed_r = NULL;
	if (len > SPOOL_EVENT_MAX)
		return ERR_LIMIT;
	plain = malloc(plain_len);
	sealed = malloc((size_t)spool_sealed_size(len));
	e = plain && sealed ? ERR_OK : ERR_NOMEM;
	if (!e)
		e = seal_get(ring, keys, &seal);
	if (!e) {
		put_stamp(plain, at_utc);
		memcpy(plain + SPOOL_STAMP_LEN, bytes, len);
		e = seal_all(seal, context, plain, plain_len, sealed);
	}
	if (seal)
		seal_put(ring, keys, seal);
	if (plain)
		explicit_bzero(plain, plain_len);
	free(plain);
	if (e)
		free(sealed);
	else
		*sealed_r = sealed;
	return e;
}

/* ------------------------------------------------------------- reading */

static enum err read_all(int fd, unsigned char **bytes_r, size_t *len_r)
{
	struct stat st;
	size_t got;
	enum err e;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	if (!S_ISREG(st.st_mode) ||
		st.st_size < (off_t)(SEAL_OVERHEAD + SPOOL_STAMP_LEN) ||
		st.st_size > spool_sealed_size(SPOOL_EVENT_MAX))
		return ERR_CORRUPT;
	*len_r = (size_t)st.st_size;
	*bytes_r = malloc(*len_r);
	if (!*bytes_r)
		return ERR_NOMEM;
	e = file_read_full(fd, *bytes_r, *len_r, &got);
	return !e && got < *len_r ? ERR_CORRUPT : e;
}

static enum err open_all(struct seal *seal, const char *context,
	const unsigned char *sealed, size_t sealed_len, unsigned char *plain_r,
	size_t *plain_len_r)
{
	struct seal_stream stream;
	enum err e = seal_open_begin(seal, context, sealed, &stream);
	size_t at = SEAL_HEAD_LEN, len = 0;

	*plain_len_r = 0;
	while (!e && at < sealed_len) {
		bool is_last = sealed_len - at <= CHUNK_SEALED;
		size_t n = is_last ? sealed_len - at : CHUNK_SEALED;

		e = n < SEAL_TAG_LEN ?
			ERR_CORRUPT :
			seal_open_chunk(seal, &stream, sealed + at, n, is_last,
				plain_r + *plain_len_r, &len);
		*plain_len_r += len;
		at += n;
	}
	seal_stream_end(&stream);
	return e;
}

enum err spool_seal_from(struct spool_ring *ring, const struct keyfile *keys,
	int fd, const char *context, int64_t *at_utc_r, struct buf *bytes)
{
	unsigned char *sealed = NULL, *plain = NULL;
	size_t sealed_len = 0, plain_len = 0;
	struct seal *seal = NULL;
	enum err e = read_all(fd, &sealed, &sealed_len);

	if (!e)
		e = seal_get(ring, keys, &seal);
	if (!e && !(plain = malloc(sealed_len)))
		e = ERR_NOMEM;
	if (!e)
		e = open_all(
			seal, context, sealed, sealed_len, plain, &plain_len);
	if (!e && plain_len < SPOOL_STAMP_LEN)
		e = ERR_CORRUPT;
	if (!e) {
		*at_utc_r = get_stamp(plain);
		e = buf_add(bytes, plain + SPOOL_STAMP_LEN,
			plain_len - SPOOL_STAMP_LEN);
	}
	if (seal)
		seal_put(ring, keys, seal);
	free(sealed);
	if (plain)
		explicit_bzero(plain, sealed_len);
	free(plain);
	return e;
}
