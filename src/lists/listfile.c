/* SPDX-License-Identifier: BSD-2-Clause */
#include "lists/listfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "lists/guard_private.h"

#define MAGIC_LEN 8
#define NAME_LEN 7 /* of the magic: what does not change with the version */
#define CONTENT_AT 64
#define CHECK_AT 96
#define SHA256_LEN 32
#define INDEX_BITS_MIN 8
#define INDEX_BITS_MAX 24
#define BUCKET 8 /* digests that share a place of the index, on average */
#define PIECE ((size_t)1 << 20)

struct listfile {
	struct listfile_info info;
	atomic_size_t refs;
	const unsigned char *map;
	size_t map_len;
	const unsigned char *digests;
	const unsigned char *index;
	size_t digest_len;
	unsigned index_bits;
	struct stat st; /* when it was opened */
};

/* The name, then the version: no text, so without an end. */
static const unsigned char magic[MAGIC_LEN] = {
	'R', 'B', 'N', 'L', 'I', 'S', 'T', 1};

/* ------------------------------------------------------------- numbers */

static uint64_t get_number(const unsigned char *at, size_t len)
{
	uint64_t n = 0;

	while (len-- > 0)
		n = n << 8 | at[len];
	return n;
}

static void put_number(unsigned char *at, size_t len, uint64_t n)
{
	for (size_t i = 0; i < len; i++, n >>= 8)
		at[i] = (unsigned char)n;
}

uint32_t listfile_prefix(const unsigned char *digest, unsigned bits)
{
	uint32_t first = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
		(uint32_t)digest[2] << 8 | digest[3];

	return first >> (32 - bits);
}

unsigned listfile_index_bits(uint64_t count)
{
	unsigned bits = INDEX_BITS_MIN;

	while (bits < INDEX_BITS_MAX && (BUCKET << bits) < (int64_t)count)
		bits++;
	return bits;
}

uint64_t listfile_index_len(unsigned bits)
{
	return (((uint64_t)1 << bits) + 1) * sizeof(uint32_t);
}

enum digest_kind listfile_kind(enum dnm_format format)
{
	static const enum digest_kind kinds[DNM_FORMATS] = {
		[DNM_ECG] = DIGEST_SHA1,
		[DNM_ADIGITAL_SHA256] = DIGEST_SHA256,
		[DNM_MD5] = DIGEST_MD5,
		[DNM_SHA1] = DIGEST_SHA1,
		[DNM_SHA256] = DIGEST_SHA256,
		[DNM_SHA512] = DIGEST_SHA512,
		[DNM_ADDRESSES] = DIGEST_SHA256,
	};

	return kinds[format];
}

/* -------------------------------------------------------------- header */

enum err listfile_header(struct digester *digester,
	const struct listfile_shape *shape,
	const unsigned char content[DIGEST_MAX_LEN],
	unsigned char header_r[LISTFILE_HEADER_LEN])
{
	const struct listfile_info *info = &shape->info;
	size_t len = digest_len(info->kind);

	memset(header_r, 0, LISTFILE_HEADER_LEN);
	memcpy(header_r, magic, sizeof(magic));
	put_number(header_r + 8, 4, (uint64_t)info->format);
	put_number(header_r + 12, 4, len);
	put_number(header_r + 16, 4, shape->index_bits);
	put_number(header_r + 24, 8, info->count);
	put_number(header_r + 32, 8, info->entries);
	put_number(header_r + 40, 8, (uint64_t)info->dated_utc);
	put_number(header_r + 48, 8, (uint64_t)info->installed_utc);
	put_number(header_r + 56, 8,
		LISTFILE_HEADER_LEN + info->count * len +
			listfile_index_len(shape->index_bits));
	memcpy(header_r + CONTENT_AT, content, SHA256_LEN);
	return digest_of(digester, DIGEST_SHA256, header_r, CHECK_AT,
		header_r + CHECK_AT);
}

static enum err fail(char cause[LISTFILE_CAUSE_SIZE], enum err e,
	const char *path, const char *why)
{
	snprintf(cause, LISTFILE_CAUSE_SIZE, "%.250s: %s", path, why);
	return e;
}

static enum err read_header(const unsigned char *header,
	struct digester *digester, struct listfile_shape *shape_r)
{
	struct listfile_info *info = &shape_r->info;
	unsigned char check[DIGEST_MAX_LEN];
	uint64_t format = get_number(header + 8, 4);
	enum err e;

	if (memcmp(header, magic, NAME_LEN) != 0)
		return ERR_CORRUPT;
	if (header[NAME_LEN] != magic[NAME_LEN])
		return ERR_VERSION;
	e = digest_of(digester, DIGEST_SHA256, header, CHECK_AT, check);
	if (e)
		return e;
	if (memcmp(check, header + CHECK_AT, SHA256_LEN) != 0 ||
		format >= DNM_FORMATS)
		return ERR_CORRUPT;
	info->format = (enum dnm_format)format;
	info->kind = listfile_kind(info->format);
	info->count = get_number(header + 24, 8);
	info->entries = get_number(header + 32, 8);
	info->dated_utc = (int64_t)get_number(header + 40, 8);
	info->installed_utc = (int64_t)get_number(header + 48, 8);
	shape_r->index_bits = (unsigned)get_number(header + 16, 4);
	if (get_number(header + 12, 4) != digest_len(info->kind) ||
		info->count > LISTFILE_MAX_DIGESTS ||
		shape_r->index_bits < INDEX_BITS_MIN ||
		shape_r->index_bits > INDEX_BITS_MAX ||
		get_number(header + 56, 8) !=
			LISTFILE_HEADER_LEN +
				info->count * digest_len(info->kind) +
				listfile_index_len(shape_r->index_bits))
		return ERR_CORRUPT;
	return ERR_OK;
}

static enum err open_file(const char *path, int *fd_r, struct stat *st_r,
	char cause[LISTFILE_CAUSE_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	*fd_r = -1;
	if (fd < 0 && errno == ENOENT)
		return fail(cause, ERR_NOT_FOUND, path,
			"it is not there; \"robinson lists update\" installs "
			"it");
	if (fd < 0)
		return fail(cause, errno == EACCES ? ERR_DENIED : ERR_IO, path,
			strerror(errno));
	if (fstat(fd, st_r) != 0 || !S_ISREG(st_r->st_mode)) {
		close(fd);
		return fail(cause, ERR_IO, path, "it is no file");
	}
	*fd_r = fd;
	return ERR_OK;
}

static enum err judge_header(const char *path, const unsigned char *header,
	uint64_t file_len, struct digester *digester,
	struct listfile_shape *shape_r, char cause[LISTFILE_CAUSE_SIZE])
{
	enum err e = read_header(header, digester, shape_r);

	if (e == ERR_VERSION)
		return fail(cause, e, path,
			"it was installed by a newer version than this");
	if (e == ERR_CORRUPT)
		return fail(cause, e, path,
			"it is damaged, or no installed list; \"robinson "
			"lists update\" makes one");
	if (e)
		return fail(cause, e, path, err_text(e));
	if (get_number(header + 56, 8) != file_len)
		return fail(cause, ERR_CORRUPT, path,
			"it is damaged: cut off, or something was added");
	return ERR_OK;
}

static enum err read_start(const char *path, int fd, const struct stat *st,
	struct digester *digester, unsigned char header_r[LISTFILE_HEADER_LEN],
	struct listfile_shape *shape_r, char cause[LISTFILE_CAUSE_SIZE])
{
	size_t got;

	if (file_read_at(fd, header_r, LISTFILE_HEADER_LEN, 0, &got))
		return fail(cause, ERR_IO, path, strerror(errno));
	if (got < LISTFILE_HEADER_LEN)
		return fail(cause, ERR_CORRUPT, path,
			"it is damaged: cut off, or no installed list");
	return judge_header(path, header_r, (uint64_t)st->st_size, digester,
		shape_r, cause);
}

enum err listfile_peek(const char *path, struct listfile_info *info_r,
	char cause_r[LISTFILE_CAUSE_SIZE])
{
	unsigned char header[LISTFILE_HEADER_LEN];
	struct listfile_shape shape;
	struct digester *digester;
	struct stat st;
	enum err e;
	int fd;

	e = open_file(path, &fd, &st, cause_r);
	if (e)
		return e;
	if (digester_new(&digester)) {
		close(fd);
		return fail(cause_r, ERR_NOMEM, path, err_text(ERR_NOMEM));
	}
	e = read_start(path, fd, &st, digester, header, &shape, cause_r);
	digester_free(&digester);
	close(fd);
	if (!e)
		*info_r = shape.info;
	return e;
}

/* ------------------------------------------------------------- opening */

struct checking {
	struct digester *digester;
	unsigned char digest[DIGEST_MAX_LEN];
};

/* Uses read(), not the mapping: so a disk error is returned as an error. */
static enum err digest_content(struct checking *c, int fd)
{
	unsigned char *piece = malloc(PIECE);
	off_t at = LISTFILE_HEADER_LEN;
	enum err e =
		piece ? digest_begin(c->digester, DIGEST_SHA256) : ERR_NOMEM;
	size_t got = 1;

	while (!e && got > 0) {
		e = file_read_at(fd, piece, PIECE, at, &got);
		at += (off_t)got;
		if (!e && got > 0)
			e = digest_add(c->digester, DIGEST_SHA256, piece, got);
	}
	if (!e)
		e = digest_end(c->digester, DIGEST_SHA256, c->digest);
	free(piece);
	return e;
}

static enum err map_file(struct listfile *list, int fd)
{
	void *map;

	list->map_len = (size_t)list->st.st_size;
	map = mmap(NULL, list->map_len, PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return ERR_NOMEM;
	/* One lookup touches two pages; what lies beside them is not wanted. */
	(void)madvise(map, list->map_len, MADV_RANDOM);
	list->map = map;
	list->digests = list->map + LISTFILE_HEADER_LEN;
	list->index = list->digests + list->info.count * list->digest_len;
	return ERR_OK;
}

static enum err fill(struct listfile *list, const char *path, int fd,
	struct digester *digester, char cause[LISTFILE_CAUSE_SIZE])
{
	struct checking c = {.digester = digester};
	unsigned char header[LISTFILE_HEADER_LEN];
	struct listfile_shape shape;
	enum err e;

	e = read_start(path, fd, &list->st, digester, header, &shape, cause);
	if (e)
		return e;
	list->info = shape.info;
	list->digest_len = digest_len(shape.info.kind);
	list->index_bits = shape.index_bits;
	e = digest_content(&c, fd);
	if (!e && memcmp(c.digest, header + CONTENT_AT, SHA256_LEN) != 0)
		return fail(cause, ERR_CORRUPT, path,
			"it is damaged: the checksum does not fit");
	if (!e)
		e = map_file(list, fd);
	return e ? fail(cause, e, path, err_text(e)) : ERR_OK;
}

enum err listfile_open(const char *path, struct listfile **list_r,
	char cause_r[LISTFILE_CAUSE_SIZE])
{
	struct listfile *list = calloc(1, sizeof(*list));
	struct digester *digester = NULL;
	enum err e = list ? digester_new(&digester) : ERR_NOMEM;
	int fd = -1;

	*list_r = NULL;
	guard_install();
	if (e) {
		(void)fail(cause_r, e, path, err_text(e));
		goto out;
	}
	atomic_init(&list->refs, 1);
	e = open_file(path, &fd, &list->st, cause_r);
	if (!e)
		e = fill(list, path, fd, digester, cause_r);
out:
	if (fd >= 0)
		close(fd);
	digester_free(&digester);
	if (e)
		free(list);
	else
		*list_r = list;
	return e;
}

struct listfile *listfile_ref(struct listfile *list)
{
	atomic_fetch_add_explicit(&list->refs, 1, memory_order_relaxed);
	return list;
}

void listfile_unref(struct listfile **list)
{
	struct listfile *l = *list;

	*list = NULL;
	if (!l ||
		atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) !=
			1)
		return;
	munmap((void *)(uintptr_t)l->map, l->map_len);
	free(l);
}

const struct listfile_info *listfile_info(const struct listfile *list)
{
	return &list->info;
}

bool listfile_is(const struct listfile *list, const struct stat *st)
{
	const struct stat *was = &list->st;

	return st->st_dev == was->st_dev && st->st_ino == was->st_ino &&
		st->st_size == was->st_size &&
		st->st_mtim.tv_sec == was->st_mtim.tv_sec &&
		st->st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

/* -------------------------------------------------------------- asking */

struct list_search {
	const struct listfile *list;
	const unsigned char *digest;
};

static enum err search(void *arg)
{
	const struct list_search *a = arg;
	const struct listfile *l = a->list;
	uint32_t place = listfile_prefix(a->digest, l->index_bits);
	const unsigned char *index = l->index + (size_t)place * 4;
	uint64_t low = get_number(index, 4), high = get_number(index + 4, 4);

	/* The checksum was right; but what lies on a disk can change. */
	if (low > high || high > l->info.count)
		return ERR_CORRUPT;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		int order = memcmp(l->digests + middle * l->digest_len,
			a->digest, l->digest_len);

		if (order == 0)
			return ERR_OK;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return ERR_NOT_FOUND;
}

enum err listfile_ask(const struct listfile *list, const unsigned char *digest)
{
	struct list_search asking = {list, digest};
	enum err e = guard_run(search, &asking);

	return e == ERR_OK || e == ERR_NOT_FOUND ? e : ERR_UNAVAILABLE;
}
