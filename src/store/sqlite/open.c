/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/sqlite/row_triggers.h"

#define FILE_MODE 0640

/* Pages are read, not mapped: each commit of another connection would end the
 * mapping, and a lookup after it cost twice as much. The cache is emptied by
 * such a commit too, so it may be small. */
static const char set_up[] = "PRAGMA mmap_size=0;"
			     "PRAGMA cache_size=-1024;"
			     "PRAGMA secure_delete=ON;"
			     "PRAGMA trusted_schema=OFF;"
			     "PRAGMA recursive_triggers=ON;"
			     "PRAGMA temp_store=MEMORY;"
			     "PRAGMA journal_size_limit=67108864;"
			     "PRAGMA synchronous=FULL;";

static enum err err_of_sqlite(int code)
{
	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return ERR_NOMEM;
	case SQLITE_TOOBIG:
		return ERR_LIMIT;
	default:
		return ERR_UNAVAILABLE;
	}
}

enum err sqlite_fail(struct sqlite_session *s, const char *what)
{
	int code = sqlite3_extended_errcode(s->db);
	int error = sqlite3_system_errno(s->db);
	bool is_lock = (code & 0xff) == SQLITE_BUSY;

	/* A lock of another process goes away by itself; after any other error
	 * the file is opened anew. */
	if (!is_lock)
		s->is_broken = true;
	return session_fail(&s->base.base, err_of_sqlite(code),
		"%s: %s%s%s (%d)", what,
		is_lock ? "locked by another process" : sqlite3_errmsg(s->db),
		!is_lock && error ? ": " : "",
		!is_lock && error ? strerror(error) : "", code);
}

enum err sqlite_exec(struct sqlite_session *s, const char *sql)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL))
		return sqlite_fail(s, "cannot be set up");
	return ERR_OK;
}

/* A store that root creates is given to the owner of its directory, the
 * daemon's user. The directory's entry is synced with the first commit. */
static enum err make_file(struct sqlite_session *s, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	char directory[PATH_MAX];
	struct stat st;

	if (fd < 0 && errno == EEXIST)
		return ERR_OK;
	if (fd < 0)
		return session_fail(&s->base.base, ERR_UNAVAILABLE,
			"cannot be made: %s", strerror(errno));
	/* Whatever the umask; -wal and -shm take it from the store. */
	if (fchmod(fd, FILE_MODE) < 0) {
		enum err e = session_fail(&s->base.base, ERR_UNAVAILABLE,
			"cannot be given its mode: %s", strerror(errno));

		unlink(path);
		close(fd);
		return e;
	}
	file_directory(path, directory);
	if (geteuid() == 0 && stat(directory, &st) == 0 && st.st_uid != 0 &&
		fchown(fd, st.st_uid, st.st_gid) < 0) {
		enum err e = session_fail(&s->base.base, ERR_UNAVAILABLE,
			"cannot be given to the owner of its directory: %s",
			strerror(errno));

		unlink(path);
		close(fd);
		return e;
	}
	close(fd);
	return ERR_OK;
}

static enum err find_file(
	struct sqlite_session *s, const char *path, struct stat *st_r)
{
	bool create = s->base.base.store->create;
	enum err e = ERR_OK;

	if (stat(path, st_r) < 0) {
		if (errno != ENOENT || !create)
			return session_fail(&s->base.base, ERR_UNAVAILABLE,
				"cannot be opened: %s", strerror(errno));
		e = make_file(s, path);
		if (!e && stat(path, st_r) < 0)
			e = session_fail(&s->base.base, ERR_UNAVAILABLE,
				"cannot be opened: %s", strerror(errno));
	}
	/* SQLite would open it for reading and leave helper files behind that
	 * nobody can write to once it is writable again. */
	if (!e && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) < 0)
		e = session_fail(&s->base.base, ERR_UNAVAILABLE,
			"cannot be written: %s", strerror(errno));
	return e;
}

static enum err connect(struct sqlite_session *s, const char *path)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
		SQLITE_OPEN_EXRESCODE;

	if (sqlite3_open_v2(path, &s->db, flags, NULL)) {
		if (!s->db)
			return ERR_NOMEM;
		return sqlite_fail(s, "cannot be opened");
	}
	sqlite3_busy_handler(s->db, turn_wait, s);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	s->is_full_sync = true;
	s->cache_kib = 0;
	if (sqlite_rows_functions(s->db, &s->row_keys))
		return sqlite_fail(s, "cannot be set up");
	return sqlite_exec(s, set_up);
}

static enum err open_checked(struct sqlite_session *s)
{
	struct sqlite_store *store = sqlite_store_of(s);
	struct stat st, again;
	enum err e;

	e = find_file(s, store->path, &st);
	if (!e)
		e = connect(s, store->path);
	if (!e)
		e = sqlite_schema_ready(s);
	if (e)
		return e;
	if (stat(store->path, &again) < 0 || again.st_ino != st.st_ino ||
		again.st_dev != st.st_dev)
		return session_fail(&s->base.base, ERR_UNAVAILABLE,
			"the file was replaced while it was opened");
	s->dev = st.st_dev;
	s->ino = st.st_ino;
	upkeep_watch(s);
	return ERR_OK;
}

enum err sqlite_session_open(struct sqlite_session *s)
{
	struct sqlite_store *store = sqlite_store_of(s);
	bool create = store->base.create;
	int wait_ms = s->base.wait_ms;
	enum err e;

	/* Two threads that create the same store at once would report a
	 * deadlock. */
	if (create)
		pthread_mutex_lock(&store->create_lock);
	s->base.wait_ms =
		WAIT_RECORD_MS; /* another may be recovering the log */
	s->is_broken = false;
	e = open_checked(s);
	if (create)
		pthread_mutex_unlock(&store->create_lock);
	if (e)
		sqlite_session_shut(s);
	else
		sqlite_redo_take_in(s);
	if (!e)
		sql_rows_begin(&s->base);
	s->base.wait_ms = wait_ms;
	return e;
}

void sqlite_session_shut(struct sqlite_session *s)
{
	sqlite_stmts_finalize(s);
	sqlite3_close(s->db);
	atomic_fetch_add(&sqlite_store_of(s)->upkeep.log_number, 1);
	s->db = NULL;
	s->is_broken = false;
	s->base.in_read = s->base.in_write = false;
	s->base.names_len = 0;
}

/* A file that was removed or replaced must not be answered from, still less
 * be written to: what is written into it is lost. */
bool sqlite_session_is_current(const struct sqlite_session *s)
{
	const struct sqlite_store *store =
		(const struct sqlite_store *)s->base.base.store;
	struct stat st;

	return s->db && !s->is_broken && stat(store->path, &st) == 0 &&
		st.st_ino == s->ino && st.st_dev == s->dev;
}

enum err sqlite_session_ready(struct sqlite_session *s)
{
	if (sqlite_session_is_current(s))
		return ERR_OK;
	sqlite_session_shut(s);
	return sqlite_session_open(s);
}
