/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/archive/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/seal.h"

#define TITLE "robinson-backup "
#define HEAD TITLE "1\n"
#define HEAD_LEN (sizeof(HEAD) - 1)
#define CONTEXT "backup 1"
#define INSTANT_LEN 8

/* One chunk of the stream at a time, in the clear and sealed. */
struct pieces {
	struct seal *seal;
	struct seal_stream stream;
	unsigned char *plain;
	unsigned char *sealed;
};

static enum err pieces_new(const struct keyfile *keys, struct pieces *p_r)
{
	enum err e = seal_new(keys, &p_r->seal);

	memset(&p_r->stream, 0, sizeof(p_r->stream));
	p_r->plain = malloc(SEAL_CHUNK_LEN);
	p_r->sealed = malloc(SEAL_CHUNK_LEN + SEAL_TAG_LEN);
	return !e && (!p_r->plain || !p_r->sealed) ? ERR_NOMEM : e;
}

static void pieces_free(struct pieces *p)
{
	seal_stream_end(&p->stream);
	seal_free(&p->seal);
	if (p->plain)
		explicit_bzero(p->plain, SEAL_CHUNK_LEN);
	free(p->plain);
	free(p->sealed);
}

/* False also where the file ends too soon. */
static bool read_all(int fd, void *bytes, size_t len)
{
	size_t got;

	if (file_read_full(fd, bytes, len, &got))
		return false;
	if (got < len)
		errno = ENODATA;
	return got == len;
}

/* -------------------------------------------------------------- writing */

static enum err seal_rest(struct pieces *p, int from, uint64_t left, int to,
	int64_t made_utc, int64_t *len)
{
	size_t ahead = INSTANT_LEN;

	for (int i = 0; i < INSTANT_LEN; i++)
		p->plain[i] = (unsigned char)((uint64_t)made_utc >>
			(8 * (INSTANT_LEN - 1 - i)));
	do {
		size_t room = SEAL_CHUNK_LEN - ahead;
		size_t take = left < room ? (size_t)left : room;
		enum err e;

		if (!read_all(from, p->plain + ahead, take))
			return ERR_IO;
		left -= take;
		e = seal_chunk(p->seal, &p->stream, p->plain, ahead + take,
			left == 0, p->sealed);
		if (e)
			return e;
		if (file_write_all(to, p->sealed, ahead + take + SEAL_TAG_LEN))
			return ERR_IO;
		*len += (int64_t)(ahead + take + SEAL_TAG_LEN);
		ahead = 0;
	} while (left > 0);
	return ERR_OK;
}

static enum err seal_file(struct desk *desk, const struct keyfile *keys,
	int from, int to, int64_t *len_r)
{
	unsigned char head[SEAL_HEAD_LEN];
	struct pieces p = {.seal = NULL};
	struct stat st;
	enum err e = pieces_new(keys, &p);

	if (!e && (fstat(from, &st) < 0 || lseek(from, 0, SEEK_SET) < 0))
		e = ERR_IO;
	if (!e)
		e = seal_begin(p.seal, CONTEXT, head, &p.stream);
	if (!e &&
		(file_write_all(to, HEAD, HEAD_LEN) ||
			file_write_all(to, head, SEAL_HEAD_LEN)))
		e = ERR_IO;
	*len_r = HEAD_LEN + SEAL_HEAD_LEN;
	if (!e)
		e = seal_rest(&p, from, (uint64_t)st.st_size, to, desk->now_utc,
			len_r);
	if (!e && fsync(to) < 0)
		e = ERR_IO;
	pieces_free(&p);
	return e;
}

/* Its new name is on disk too. */
static bool put_in_place(
	const char *temporary, const char *path, const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && rename(temporary, path) == 0 && fsync(fd) == 0;
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return ok;
}

enum err backup_write(struct desk *desk, const char *path, int64_t *len_r)
{
	char directory[PATH_MAX], temporary[PATH_MAX];
	enum err e;
	int from, to;

	*len_r = 0;
	file_directory(path, directory);
	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
		(int)sizeof(temporary))
		return desk_fail(desk, ERR_INVALID, "the path is too long");
	e = store_copy(desk->session, directory, &from);
	if (e)
		return desk_store_fail(desk, e, "copying");
	to = mkstemp(temporary); /* mode 0600 */
	if (to < 0) {
		e = desk_fail(
			desk, ERR_IO, "%s: %s", temporary, strerror(errno));
		close(from);
		return e;
	}
	e = seal_file(desk, office_keys(desk->office), from, to, len_r);
	if (!e && !put_in_place(temporary, path, directory))
		e = ERR_IO;
	if (e)
		e = desk_fail(desk, e, "%s: %s", path,
			e == ERR_IO ? strerror(errno) : err_text(e));
	close(from);
	close(to);
	(void)unlink(temporary);
	return e;
}

/* -------------------------------------------------------------- reading */

static enum err fail(
	char *cause_r, enum err e, const char *path, const char *why)
{
	snprintf(cause_r, DESK_CAUSE_SIZE, "%.300s: %.250s", path, why);
	return e;
}

static enum err read_title(int from, const char *path, char *cause_r)
{
	char head[HEAD_LEN];

	if (!read_all(from, head, HEAD_LEN) ||
		memcmp(head, TITLE, sizeof(TITLE) - 1) != 0)
		return fail(
			cause_r, ERR_CORRUPT, path, "no backup of Robinson's");
	if (memcmp(head, HEAD, HEAD_LEN) != 0)
		return fail(cause_r, ERR_VERSION, path,
			"written by a newer version of Robinson");
	return ERR_OK;
}

static int64_t take_instant(const unsigned char *bytes)
{
	uint64_t made = 0;

	for (int i = 0; i < INSTANT_LEN; i++)
		made = made << 8 | bytes[i];
	return (int64_t)made;
}

static enum err open_rest(
	struct pieces *p, int from, uint64_t left, int to, int64_t *made_utc_r)
{
	size_t ahead = INSTANT_LEN;

	do {
		size_t most = SEAL_CHUNK_LEN + SEAL_TAG_LEN, len = 0;
		size_t take = left < most ? (size_t)left : most;
		enum err e;

		if (take < SEAL_TAG_LEN + ahead)
			return ERR_CORRUPT;
		if (!read_all(from, p->sealed, take))
			return errno == ENODATA ? ERR_CORRUPT : ERR_IO;
		left -= take;
		e = seal_open_chunk(p->seal, &p->stream, p->sealed, take,
			left == 0, p->plain, &len);
		if (e)
			return e;
		if (ahead > 0)
			*made_utc_r = take_instant(p->plain);
		if (file_write_all(to, p->plain + ahead, len - ahead))
			return ERR_IO;
		ahead = 0;
	} while (left > 0);
	return ERR_OK;
}

static enum err open_file(
	const struct keyfile *keys, int from, int to, int64_t *made_utc_r)
{
	unsigned char head[SEAL_HEAD_LEN];
	struct pieces p = {.seal = NULL};
	struct stat st;
	enum err e = pieces_new(keys, &p);

	if (!e && fstat(from, &st) < 0)
		e = ERR_IO;
	if (!e && !read_all(from, head, SEAL_HEAD_LEN))
		e = ERR_CORRUPT;
	if (!e)
		e = seal_open_begin(p.seal, CONTEXT, head, &p.stream);
	if (!e)
		e = open_rest(&p, from,
			(uint64_t)st.st_size - HEAD_LEN - SEAL_HEAD_LEN, to,
			made_utc_r);
	if (!e && fsync(to) < 0)
		e = ERR_IO;
	pieces_free(&p);
	return e;
}

enum err backup_open(const struct keyfile *keys, const char *path, int to,
	int64_t *made_utc_r, char cause_r[DESK_CAUSE_SIZE])
{
	int from = open(path, O_RDONLY | O_CLOEXEC);
	enum err e;

	*made_utc_r = INSTANT_NONE;
	if (from < 0)
		return fail(cause_r, ERR_IO, path, strerror(errno));
	e = read_title(from, path, cause_r);
	if (!e) {
		e = open_file(keys, from, to, made_utc_r);
		if (e == ERR_CORRUPT)
			(void)fail(cause_r, e, path,
				"was changed or cut short, or was made with "
				"another key file");
		else if (e)
			(void)fail(cause_r, e, path,
				e == ERR_IO ? strerror(errno) : err_text(e));
	}
	close(from);
	return e;
}
