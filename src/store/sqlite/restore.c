/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/sqlite/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define LOCK_WAIT_MS 3000
#define COPY_MODE 0640

static enum err fail(char *cause_r, enum err e, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static enum err fail(char *cause_r, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cause_r, STORE_CAUSE_SIZE, fmt, ap);
	va_end(ap);
	return e;
}

static enum err fail_errno(char *cause_r, const char *path)
{
	return fail(cause_r, ERR_IO, "%.120s: %s", path, strerror(errno));
}

enum err restore_fail_sqlite(
	struct sqlite_restore *r, const char *what, char *cause_r)
{
	int code = sqlite3_extended_errcode(r->db) & 0xff;
	enum err e;

	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		e = ERR_UNAVAILABLE;
		break;
	case SQLITE_NOMEM:
		e = ERR_NOMEM;
		break;
	case SQLITE_FULL:
		e = ERR_IO;
		break;
	default:
		e = ERR_CORRUPT;
	}
	return fail(cause_r, e, "%s: %s (%d)", what,
		e == ERR_UNAVAILABLE ? "used by another process" :
				       sqlite3_errmsg(r->db),
		sqlite3_extended_errcode(r->db));
}

static char *with_suffix(const char *path, const char *suffix)
{
	size_t size = strlen(path) + strlen(suffix) + 1;
	char *text = malloc(size);

	if (text)
		snprintf(text, size, "%s%s", path, suffix);
	return text;
}

/* The copy gets the owner of the store in place, or of its directory. */
static bool give_to_owner(int fd, const char *path)
{
	char directory[PATH_MAX];
	struct stat st;

	if (stat(path, &st) == 0)
		return (st.st_uid == geteuid() ||
			       fchown(fd, st.st_uid, st.st_gid) == 0) &&
			fchmod(fd, st.st_mode & 0777) == 0;
	file_directory(path, directory);
	return geteuid() != 0 ||
		(stat(directory, &st) == 0 &&
			fchown(fd, st.st_uid, st.st_gid) == 0);
}

/* The restore that had the lock before may have put the file in place. */
static bool is_still_at(int fd, const char *path)
{
	struct stat own_file, named;

	return fstat(fd, &own_file) == 0 && lstat(path, &named) == 0 &&
		own_file.st_ino == named.st_ino &&
		own_file.st_dev == named.st_dev;
}

/* A file left by a restore that was broken off is overwritten. */
static enum err open_copy(struct sqlite_restore *r, char *cause_r)
{
	char *helpers[] = {
		with_suffix(r->copy, "-wal"), with_suffix(r->copy, "-shm")};
	enum err e = helpers[0] && helpers[1] ? ERR_OK : ERR_NOMEM;

	if (!e) {
		r->fd = open(r->copy, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			COPY_MODE);
		if (r->fd < 0)
			e = fail_errno(cause_r, r->copy);
	}
	if (!e && flock(r->fd, LOCK_EX | LOCK_NB) < 0)
		e = fail(cause_r, ERR_EXISTS, "%.120s: another restore has it",
			r->copy);
	else if (!e && !is_still_at(r->fd, r->copy))
		e = fail(cause_r, ERR_EXISTS,
			"%.120s: another restore had it; try again", r->copy);
	else if (!e &&
		(ftruncate(r->fd, 0) < 0 || !give_to_owner(r->fd, r->path)))
		e = fail_errno(cause_r, r->copy);
	for (int i = 0; i < 2; i++) {
		if (!e && unlink(helpers[i]) < 0 && errno != ENOENT)
			e = fail_errno(cause_r, helpers[i]);
		free(helpers[i]);
	}
	return e;
}

static void release(struct sqlite_restore *r)
{
	if (r->fd >= 0)
		close(r->fd);
	row_mac_free(&r->row_keys.mac);
	free(r->base.url);
	free(r->path);
	free(r->copy);
	free(r);
}

static enum err begin(const char *where, struct store_restore **r_r, int *fd_r,
	char cause_r[STORE_CAUSE_SIZE])
{
	struct sqlite_restore *r = calloc(1, sizeof(*r));
	enum err e = ERR_NOMEM;

	if (!r)
		return fail(cause_r, e, "%s", err_text(e));
	r->fd = -1;
	r->path = strdup(where);
	r->copy = with_suffix(where, ".restore");
	if (r->copy)
		r->base.url = with_suffix("sqlite:", r->copy);
	if (r->path && r->base.url)
		e = open_copy(r, cause_r);
	else
		(void)fail(cause_r, e, "%s", err_text(e));
	if (e) {
		release(r);
		return e;
	}
	*fd_r = r->fd;
	*r_r = &r->base;
	return ERR_OK;
}

/* Copies the log into the file and removes it, which is possible only when
 * nobody else has the store open; from then on nobody can open it. */
static enum err lock_present(struct sqlite_restore *r, char *cause_r)
{
	static const char exclusive[] = "PRAGMA main.locking_mode=EXCLUSIVE;"
					"PRAGMA trusted_schema=OFF;"
					"PRAGMA main.journal_mode=DELETE;"
					"BEGIN EXCLUSIVE; COMMIT;";
	sqlite3_stmt *stmt = NULL;
	const char *mode;
	enum err e = ERR_OK;

	if (sqlite3_open_v2(r->path, &r->db,
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL)) {
		if (!r->db)
			return fail(
				cause_r, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
		return restore_fail_sqlite(r, "the store in place", cause_r);
	}
	sqlite3_busy_timeout(r->db, LOCK_WAIT_MS);
	if (sqlite3_exec(r->db, exclusive, NULL, NULL, NULL) ||
		sqlite3_prepare_v2(
			r->db, "PRAGMA main.journal_mode", -1, &stmt, NULL) ||
		sqlite3_step(stmt) != SQLITE_ROW)
		e = restore_fail_sqlite(r, "the store in place", cause_r);
	mode = e ? NULL : (const char *)sqlite3_column_text(stmt, 0);
	if (!e && (!mode || strcmp(mode, "delete") != 0))
		e = fail(cause_r, ERR_UNAVAILABLE,
			"the store in place: used by another process");
	sqlite3_finalize(stmt);
	return e;
}

/* A store whose log was removed is given it back. */
static void unlock_present(struct sqlite_restore *r)
{
	if (!r->db)
		return;
	if (r->found == ERR_OK && !r->has_finished)
		sqlite3_exec(r->db,
			"PRAGMA main.locking_mode=NORMAL;"
			"PRAGMA main.journal_mode=WAL;",
			NULL, NULL, NULL);
	sqlite3_close(r->db);
	r->db = NULL;
}

static enum err lock(struct store_restore *base, char cause_r[STORE_CAUSE_SIZE])
{
	struct sqlite_restore *r = (struct sqlite_restore *)base;
	struct stat st;

	if (stat(r->path, &st) < 0 && errno == ENOENT)
		r->found = fail(cause_r, ERR_NOT_FOUND, "%.120s: %s", r->path,
			strerror(ENOENT));
	else
		r->found = lock_present(r, cause_r);
	if (r->found)
		unlock_present(r);
	return r->found;
}

/* Makes a second name for the file, so that the first is never missing. */
static bool keep_name(const char *from, const char *to)
{
	if (unlink(to) < 0 && errno != ENOENT)
		return false;
	return link(from, to) == 0 || errno == ENOENT;
}

/* An older one of that name gives way. */
static enum err put_aside(const char *path, const char *suffix, char *cause_r)
{
	char *from = with_suffix(path, suffix);
	char *aside = with_suffix(path, ".replaced");
	char *to = aside ? with_suffix(aside, suffix) : NULL;
	enum err e = ERR_OK;

	if (!from || !to)
		e = fail(cause_r, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	else if (*suffix ? rename(from, to) < 0 && errno != ENOENT :
			   !keep_name(from, to))
		e = fail_errno(cause_r, from);
	free(from);
	free(aside);
	free(to);
	return e;
}

/* Its log first: SQLite would take it for that of the new file. */
static enum err put_damaged_aside(struct sqlite_restore *r, char *cause_r)
{
	enum err e = put_aside(r->path, "-wal", cause_r);

	if (!e)
		e = put_aside(r->path, "-shm", cause_r);
	if (!e)
		e = put_aside(r->path, "-journal", cause_r);
	return e ? e : put_aside(r->path, "", cause_r);
}

static enum err sync_directory(const char *path, char *cause_r)
{
	char directory[PATH_MAX];

	file_directory(path, directory);
	return file_sync_directory(directory) ? ERR_OK :
						fail_errno(cause_r, directory);
}

/* A log that is left would not go along with its file. */
static enum err check_copy(struct sqlite_restore *r, char *cause_r)
{
	char *log = with_suffix(r->copy, "-wal");
	enum err e = ERR_OK;

	if (!log)
		return fail(cause_r, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	if (access(log, F_OK) == 0)
		e = fail(cause_r, ERR_UNAVAILABLE,
			"%.120s: still in use by another process", r->copy);
	else if (fsync(r->fd) < 0)
		e = fail_errno(cause_r, r->copy);
	free(log);
	return e;
}

static enum err finish(
	struct store_restore *base, char cause_r[STORE_CAUSE_SIZE])
{
	struct sqlite_restore *r = (struct sqlite_restore *)base;
	enum err e = check_copy(r, cause_r);

	if (!e && !r->is_kept)
		e = put_damaged_aside(r, cause_r);
	if (!e && rename(r->copy, r->path) < 0)
		e = fail_errno(cause_r, r->path);
	if (e)
		return e;
	r->has_finished = true;
	return sync_directory(r->path, cause_r);
}

static void end(struct store_restore *base)
{
	struct sqlite_restore *r = (struct sqlite_restore *)base;
	char *log = with_suffix(r->copy, "-wal");
	char *shared = with_suffix(r->copy, "-shm");

	unlock_present(r);
	if (!r->has_finished) {
		(void)unlink(r->copy);
		if (log)
			(void)unlink(log);
		if (shared)
			(void)unlink(shared);
	}
	free(log);
	free(shared);
	release(r);
}

const struct store_backup_backend sqlite_backup = {
	.copy = sqlite_copy,
	.mark = sql_unconfirmed_mark,
	.begin = begin,
	.lock = lock,
	.keep = sqlite_restore_keep,
	.finish = finish,
	.end = end,
};
