/* SPDX-License-Identifier: BSD-2-Clause */
#include "lists/update.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "lists/guard_private.h"
#include "lists/sort_private.h"

#define BUFFER ((size_t)1 << 18)
#define TRIES 100
#define DAY_S 86400
#define FILE_MODE 0640

struct update {
	const struct update_options *o;
	struct update_report *report;
	char path[PATH_MAX]; /* FILE.new */
	int fd;
	unsigned char *buffer; /* what is not written yet */
	size_t buffer_len;
	struct digester *digester;
	size_t digest_len;
	uint64_t taken; /* digests that were written */
	unsigned char *map;
	size_t map_len;
	struct listfile_shape shape;
	unsigned char content[DIGEST_MAX_LEN];
};

static enum err fail(struct update *u, enum err e, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static enum err fail(struct update *u, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(u->report->cause, sizeof(u->report->cause), fmt, ap);
	va_end(ap);
	return e;
}

static enum err fail_system(struct update *u, const char *path)
{
	return fail(u, errno == EACCES || errno == EPERM ? ERR_DENIED : ERR_IO,
		"%.250s: %s", path, strerror(errno));
}

/* ------------------------------------------------------------- the file */

/* The lock is on the file that has the name now: one that another update has
 * just put in its place is no longer ours to write to. */
static bool is_named(const struct update *u)
{
	struct stat ours, named;

	return fstat(u->fd, &ours) == 0 && stat(u->path, &named) == 0 &&
		ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

static enum err open_new(struct update *u)
{
	bool locked;

	for (int i = 0; i < TRIES; i++) {
		u->fd = open(u->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			0600);
		if (u->fd < 0)
			return fail_system(u, u->path);
		locked = flock(u->fd, LOCK_EX | LOCK_NB) == 0;
		if (locked && is_named(u)) {
			if (ftruncate(u->fd, 0) != 0)
				return fail_system(u, u->path);
			return ERR_OK;
		}
		close(u->fd);
		u->fd = -1;
		if (!locked)
			break;
	}
	return fail(u, ERR_EXISTS, "list \"%s\": another update is running",
		u->o->dnm->name);
}

static enum err flush(struct update *u)
{
	if (file_write_all(u->fd, u->buffer, u->buffer_len))
		return fail_system(u, u->path);
	u->buffer_len = 0;
	return ERR_OK;
}

static enum err put(struct update *u, const void *bytes, size_t len)
{
	enum err e = ERR_OK;

	if (u->buffer_len + len > BUFFER)
		e = flush(u);
	if (e)
		return e;
	memcpy(u->buffer + u->buffer_len, bytes, len);
	u->buffer_len += len;
	return ERR_OK;
}

static enum err take(void *arg, const unsigned char *digest)
{
	struct update *u = arg;

	if (u->taken == LISTFILE_MAX_DIGESTS)
		return fail(u, ERR_LIMIT, "more than %" PRIu32 " digests",
			LISTFILE_MAX_DIGESTS);
	u->taken++;
	return put(u, digest, u->digest_len);
}

static enum err read_source(struct update *u)
{
	static const unsigned char empty[LISTFILE_HEADER_LEN];
	const struct source_options options = {
		.path = u->o->source,
		.format = u->o->dnm->format,
		.rules = u->o->rules,
		.digester = u->digester,
		.take = take,
		.arg = u,
	};
	enum err e = put(u, empty, sizeof(empty));

	if (!e)
		e = dnm_source_read(&options, &u->report->source);
	if (!e)
		e = flush(u);
	if (e && *u->report->source.cause)
		return fail(u, e, "%s", u->report->source.cause);
	if (e && !*u->report->cause)
		return fail(u, e, "%.250s: %s", u->o->source, err_text(e));
	return e;
}

/* ---------------------------------------------------------- plausibility */

static enum err check_source(struct update *u)
{
	const struct source_report *s = &u->report->source;
	const char *path = u->o->source;

	if (s->entries == 0 && s->bad_len == 0)
		return fail(u, ERR_INVALID, "%.250s: found no entry", path);
	if (s->bad_len > 0)
		return fail(u, ERR_INVALID,
			"%.250s: %" PRIu64 " line%s cannot be read", path,
			s->bad_len, s->bad_len == 1 ? "" : "s");
	if (s->rest > 0)
		return fail(u, ERR_INVALID,
			"%.250s: found %u octets after the last record of 20: "
			"it is cut off, or no ECG list",
			path, s->rest);
	if (s->zeros > 0)
		return fail(u, ERR_INVALID,
			"%.250s: found %" PRIu64 " empty record%s: it has "
			"holes, as after a broken download",
			path, s->zeros, s->zeros == 1 ? "" : "s");
	return ERR_OK;
}

static enum err check_former(struct update *u)
{
	const struct listfile_info *former = &u->report->former;

	if (!u->report->had_former || former->format != u->shape.info.format)
		return ERR_OK;
	if (u->report->digests * 2 < former->count)
		return fail(u, ERR_INVALID,
			"found %" PRIu64 " digests, where the installed list "
			"has %" PRIu64 ": less than half",
			u->report->digests, former->count);
	if (u->shape.info.dated_utc < former->dated_utc)
		return fail(u, ERR_INVALID,
			"it is dated before the installed list");
	return ERR_OK;
}

static enum err check_plausible(
	struct update *u, enum err (*check)(struct update *))
{
	enum err e = u->o->force ? ERR_OK : check(u);

	u->report->is_implausible = e != ERR_OK;
	return e;
}

/* --------------------------------------------------------------- sorting */

static enum err sort_mapped(void *arg)
{
	struct update *u = arg;
	unsigned char *digests = u->map + LISTFILE_HEADER_LEN;

	sort_digests(digests, u->taken, u->digest_len);
	u->report->digests = sort_unique(digests, u->taken, u->digest_len);
	return ERR_OK;
}

/* For each beginning how many digests are smaller, in the order of the file.
 * The buffer takes them: a map is only read here. */
static enum err put_index(struct update *u)
{
	const unsigned char *digests = u->map + LISTFILE_HEADER_LEN;
	uint64_t places = ((uint64_t)1 << u->shape.index_bits) + 1, n = 0;
	uint64_t count = u->shape.info.count;
	enum err e = ERR_OK;

	for (uint64_t place = 0; !e && place < places; place++) {
		unsigned char number[4];

		while (n < count &&
			listfile_prefix(digests + n * u->digest_len,
				u->shape.index_bits) < place)
			n++;
		for (unsigned i = 0; i < 4; i++)
			number[i] = (unsigned char)(n >> (8 * i));
		e = put(u, number, sizeof(number));
		if (!e)
			e = digest_add(u->digester, DIGEST_SHA256, number,
				sizeof(number));
	}
	return e ? e : flush(u);
}

static enum err digest_mapped(void *arg)
{
	struct update *u = arg;
	enum err e = digest_begin(u->digester, DIGEST_SHA256);

	if (!e)
		e = digest_add(u->digester, DIGEST_SHA256,
			u->map + LISTFILE_HEADER_LEN,
			u->shape.info.count * u->digest_len);
	if (!e)
		e = put_index(u);
	if (!e)
		e = digest_end(u->digester, DIGEST_SHA256, u->content);
	return e;
}

static enum err guarded(struct update *u, enum err (*step)(void *))
{
	enum err e = guard_run(step, u);

	if (e && !*u->report->cause)
		return fail(u, e, "%.250s: %s", u->path,
			e == ERR_IO ? "the disk failed or is full" :
				      err_text(e));
	return e;
}

static enum err sort_file(struct update *u)
{
	off_t end;
	enum err e;

	u->map_len = LISTFILE_HEADER_LEN + u->taken * u->digest_len;
	u->map = mmap(
		NULL, u->map_len, PROT_READ | PROT_WRITE, MAP_SHARED, u->fd, 0);
	if (u->map == MAP_FAILED) {
		u->map = NULL;
		return fail_system(u, u->path);
	}
	e = guarded(u, sort_mapped);
	if (e)
		return e;
	u->shape.info.count = u->report->digests;
	u->shape.index_bits = listfile_index_bits(u->report->digests);
	end = (off_t)(LISTFILE_HEADER_LEN + u->report->digests * u->digest_len);
	if (ftruncate(u->fd, end) != 0 || lseek(u->fd, end, SEEK_SET) != end)
		return fail_system(u, u->path);
	return guarded(u, digest_mapped);
}

/* ------------------------------------------------------------- installing */

/* Users who could read the list before can still read it. */
static void keep_owner(struct update *u)
{
	char copy[PATH_MAX];
	struct stat st;

	snprintf(copy, sizeof(copy), "%s", u->o->dnm->file);
	if (stat(u->o->dnm->file, &st) == 0 || stat(dirname(copy), &st) == 0) {
		/* Only root can give it away; others own it already. */
		if (fchown(u->fd, st.st_uid, st.st_gid) != 0 &&
			fchown(u->fd, (uid_t)-1, st.st_gid) != 0)
			return;
	}
}

static enum err sync_directory(struct update *u)
{
	char copy[PATH_MAX];
	const char *directory;

	snprintf(copy, sizeof(copy), "%s", u->o->dnm->file);
	directory = dirname(copy);
	if (file_sync_directory(directory))
		return ERR_OK;
	(void)fail_system(u, directory);
	return ERR_IO;
}

static enum err install(struct update *u)
{
	unsigned char header[LISTFILE_HEADER_LEN];
	enum err e =
		listfile_header(u->digester, &u->shape, u->content, header);

	if (e)
		return fail(u, e, "%s", err_text(e));
	if (pwrite(u->fd, header, sizeof(header), 0) != sizeof(header))
		return fail_system(u, u->path);
	keep_owner(u);
	if (fchmod(u->fd, FILE_MODE) != 0 || fsync(u->fd) != 0 ||
		rename(u->path, u->o->dnm->file) != 0)
		return fail_system(u, u->path);
	u->path[0] = '\0'; /* it is no longer ours to take away */
	return sync_directory(u);
}

static enum err begin(struct update *u)
{
	const struct update_options *o = u->o;
	char unasked[LISTFILE_CAUSE_SIZE];

	u->shape.info = (struct listfile_info){
		.format = o->dnm->format,
		.kind = listfile_kind(o->dnm->format),
		.dated_utc = o->dated_utc == INSTANT_NONE ? o->now_utc :
							    o->dated_utc,
		.installed_utc = o->now_utc,
	};
	u->digest_len = digest_len(u->shape.info.kind);
	if (u->shape.info.dated_utc > o->now_utc + DAY_S)
		return fail(u, ERR_INVALID, "the date of the list lies ahead");
	u->report->had_former = listfile_peek(o->dnm->file, &u->report->former,
					unasked) == ERR_OK;
	if (snprintf(u->path, sizeof(u->path), "%s.new", o->dnm->file) >=
		(int)sizeof(u->path))
		return fail(u, ERR_LIMIT, "the name of the file is too long");
	u->buffer = malloc(BUFFER);
	if (!u->buffer || digester_new(&u->digester))
		return fail(u, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	guard_install();
	return open_new(u);
}

static void end(struct update *u, enum err e)
{
	if (u->map)
		munmap(u->map, u->map_len);
	if (e && u->fd >= 0 && u->path[0])
		unlink(u->path);
	if (u->fd >= 0)
		close(u->fd);
	digester_free(&u->digester);
	free(u->buffer);
}

enum err dnm_update(
	const struct update_options *options, struct update_report *report_r)
{
	struct update u = {.o = options, .report = report_r, .fd = -1};
	enum err e;

	*report_r = (struct update_report){.digests = 0};
	e = begin(&u);
	if (!e)
		e = read_source(&u);
	if (!e)
		e = check_plausible(&u, check_source);
	if (!e)
		e = sort_file(&u);
	if (!e) {
		u.shape.info.entries = report_r->source.entries;
		e = check_plausible(&u, check_former);
	}
	if (!e)
		e = install(&u);
	end(&u, e);
	return e;
}
