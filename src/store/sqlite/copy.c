/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite/sqlite.h"

/* A copy needs neither sync nor journal: if anything fails, the error is told
 * and the copy is thrown away. */
static const char careless[] = "PRAGMA journal_mode=OFF;"
			       "PRAGMA synchronous=OFF;"
			       "PRAGMA locking_mode=EXCLUSIVE;";

/* What is over sooner than a backup is put back (staff.h): nobody finds it in
 * one, not even in pages that are free. */
static const char leave_out[] = "PRAGMA secure_delete=ON;"
				"DELETE FROM staff_login;"
				"DELETE FROM staff_try;"
				"DELETE FROM job_chunk;"
				"DELETE FROM job;";

/* Where the header of a database says that it has a write-ahead log, and what
 * it says where it has none. */
#define LOG_AT 18
static const unsigned char no_log[2] = {1, 1};

/* All pages in one step, and so of one instant; writers go on meanwhile, the
 * log grows by what they write. */
static enum err copy_pages(struct sqlite_session *s, sqlite3 *to)
{
	sqlite3_backup *copy = sqlite3_backup_init(to, "main", s->db, "main");
	int code;

	if (!copy)
		return session_fail(&s->base.base, ERR_UNAVAILABLE,
			"cannot be copied: %s", sqlite3_errmsg(to));
	s->base.wait_ms = WAIT_ADMIN_MS;
	code = sqlite3_backup_step(copy, -1);
	if (sqlite3_backup_finish(copy) == SQLITE_OK && code == SQLITE_DONE)
		return ERR_OK;
	return session_fail(&s->base.base,
		code == SQLITE_FULL ? ERR_IO : ERR_UNAVAILABLE,
		"cannot be copied: %s", sqlite3_errstr(code));
}

/* "edit" has read nothing of the file yet. A log could have no name, because
 * the file has none any more. */
static enum err leave_some_out(
	struct sqlite_session *s, sqlite3 *edit, int fd, const char *path)
{
	if (pwrite(fd, no_log, sizeof(no_log), LOG_AT) != sizeof(no_log))
		return session_fail(&s->base.base, ERR_IO, "%.100s: %s", path,
			strerror(errno));
	if (sqlite3_exec(edit, careless, NULL, NULL, NULL) ||
		sqlite3_exec(edit, leave_out, NULL, NULL, NULL))
		return session_fail(&s->base.base, ERR_IO, "%.100s: %s", path,
			sqlite3_errmsg(edit));
	return ERR_OK;
}

enum err sqlite_copy(
	struct store_session *base, const char *directory, int *fd_r)
{
	struct sqlite_session *s = sqlite_own(own(base));
	char path[PATH_MAX];
	sqlite3 *to = NULL, *edit = NULL;
	enum err e = sqlite_session_ready(s);
	int fd;

	*fd_r = -1;
	if (e)
		return e;
	snprintf(path, sizeof(path), "%s/.robinson.XXXXXX", directory);
	fd = mkstemp(path); /* mode 0600 */
	if (fd < 0)
		return session_fail(
			base, ERR_IO, "%.100s: %s", path, strerror(errno));
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) ||
		sqlite3_exec(to, careless, NULL, NULL, NULL))
		e = session_fail(base, ERR_IO, "%.100s: %s", path,
			to ? sqlite3_errmsg(to) : err_text(ERR_NOMEM));
	if (!e && sqlite3_open_v2(path, &edit, SQLITE_OPEN_READWRITE, NULL))
		e = session_fail(base, ERR_IO, "%.100s: %s", path,
			edit ? sqlite3_errmsg(edit) : err_text(ERR_NOMEM));
	/* All have it open: without a name it goes with them, whatever
	 * becomes of this process. */
	(void)unlink(path);
	if (!e)
		e = copy_pages(s, to);
	sqlite3_close(to);
	if (!e)
		e = leave_some_out(s, edit, fd, path);
	sqlite3_close(edit);
	if (e) {
		close(fd);
		return e;
	}
	*fd_r = fd;
	return ERR_OK;
}
