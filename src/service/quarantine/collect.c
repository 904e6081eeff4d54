/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/collect_private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"

#define FIRST_CAP 16384
#define SEALED_LEN (SEAL_CHUNK_LEN + SEAL_TAG_LEN)

void collect_init(struct collector *c)
{
	*c = (struct collector){.fd = -1};
}

/* A connection that has sent one large message does not keep the room for
 * it: there may be a thousand of them. */
void collect_reset(struct collector *c)
{
	if (c->plain)
		explicit_bzero(c->plain, c->plain_cap);
	if (c->plain_cap > FIRST_CAP) {
		free(c->plain);
		c->plain = NULL;
		c->plain_cap = 0;
	}
	seal_stream_end(&c->stream);
	free(c->last);
	free(c->work);
	c->last = c->work = NULL;
	c->last_len = c->plain_len = 0;
	c->chunks = 0;
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void collect_free(struct collector *c)
{
	collect_reset(c);
	free(c->plain);
	c->plain = NULL;
	c->plain_cap = 0;
}

enum err collect_begin(
	struct collector *c, struct seal *seal, const char *context)
{
	collect_reset(c);
	c->seal = seal;
	return seal_begin(seal, context, c->head, &c->stream);
}

/* A file that is gone with its descriptor. What is in it is sealed. */
static int open_nameless(void)
{
	const char *dir = getenv("TMPDIR");
	char path[PATH_MAX];
	int fd, len;

	len = snprintf(path, sizeof(path), "%s/robinson-XXXXXX",
		dir && *dir ? dir : "/var/tmp");
	if (len < 0 || (size_t)len >= sizeof(path))
		return -1;
	fd = mkstemp(path);
	if (fd < 0)
		return -1;
	unlink(path);
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static enum err write_at(
	int fd, const unsigned char *bytes, size_t len, off_t at)
{
	while (len > 0) {
		ssize_t n = pwrite(fd, bytes, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		bytes += n;
		at += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

static enum err read_at(int fd, unsigned char *bytes, size_t len, off_t at)
{
	size_t got;
	enum err e = file_read_at(fd, bytes, len, at, &got);

	return !e && got < len ? ERR_IO : e;
}

/* The chunk is full and more is to come: it is not the last. */
static enum err spill(struct collector *c)
{
	enum err e;

	if (!c->work)
		c->work = malloc(SEAL_HEAD_LEN + SEALED_LEN);
	if (!c->work)
		return ERR_NOMEM;
	if (c->fd < 0)
		c->fd = open_nameless();
	if (c->fd < 0)
		return ERR_IO;
	e = seal_chunk(
		c->seal, &c->stream, c->plain, c->plain_len, false, c->work);
	if (!e)
		e = write_at(c->fd, c->work, SEALED_LEN,
			(off_t)c->chunks * (off_t)SEALED_LEN);
	c->chunks++;
	c->plain_len = 0;
	return e;
}

static enum err make_room(struct collector *c, size_t len)
{
	size_t want = c->plain_len + len;

	if (want > SEAL_CHUNK_LEN)
		want = SEAL_CHUNK_LEN;
	if (want < FIRST_CAP)
		want = FIRST_CAP;
	return array_reserve_secret((void **)&c->plain, &c->plain_cap, want, 1);
}

enum err collect_add(struct collector *c, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	enum err e = ERR_OK;

	while (!e && len > 0) {
		size_t n;

		if (c->plain_len == SEAL_CHUNK_LEN)
			e = spill(c);
		if (!e)
			e = make_room(c, len);
		if (e)
			break;
		n = c->plain_cap - c->plain_len;
		if (n > len)
			n = len;
		memcpy(c->plain + c->plain_len, at, n);
		c->plain_len += n;
		at += n;
		len -= n;
	}
	return e;
}

enum err collect_end(struct collector *c)
{
	size_t head_len = c->chunks == 0 ? SEAL_HEAD_LEN : 0;
	enum err e;

	c->last_len = head_len + c->plain_len + SEAL_TAG_LEN;
	c->last = malloc(c->last_len);
	if (!c->last)
		return ERR_NOMEM;
	memcpy(c->last, c->head, head_len);
	e = seal_chunk(c->seal, &c->stream, c->plain ? (void *)c->plain : "",
		c->plain_len, true, c->last + head_len);
	c->chunks++;
	if (c->plain)
		explicit_bzero(c->plain, c->plain_cap);
	seal_stream_end(&c->stream);
	return e;
}

enum err collect_chunk(
	struct collector *c, unsigned n, const void **bytes_r, size_t *len_r)
{
	size_t head_len = n == 0 ? SEAL_HEAD_LEN : 0;

	if (n + 1 == c->chunks) {
		*bytes_r = c->last;
		*len_r = c->last_len;
		return ERR_OK;
	}
	memcpy(c->work, c->head, head_len);
	*bytes_r = c->work;
	*len_r = head_len + SEALED_LEN;
	return read_at(c->fd, c->work + head_len, SEALED_LEN,
		(off_t)n * (off_t)SEALED_LEN);
}
