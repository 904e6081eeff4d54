/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/setup/setup_place.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/access.h"
#include "base/file.h"
#include "base/process.h"
#include "crypto/keyfile.h"
#include "service/mta/milter_list.h"
#include "service/office/office.h"

#define SQLITE "sqlite:"
#define NAME_SIZE (PATH_MAX + 64)
#define DRAFT "/.robinson.conf.XXXXXX"

static enum err fail(char cause[SETUP_CAUSE_SIZE], enum err e, const char *what,
	const char *why)
{
	snprintf(cause, SETUP_CAUSE_SIZE, "%.300s: %.250s", what, why);
	return e;
}

static void tell(const struct setup_place *place, const char *how,
	const char *kind, const char *path)
{
	char what[NAME_SIZE];

	snprintf(what, sizeof(what), "%s %s", kind, path);
	place->done(place->arg, how, what);
}

/* ------------------------------------------------------------ directories */

struct owner {
	uid_t uid;
	gid_t gid;
	mode_t mode;
};

/* Owner before mode: a change of owner takes the bit of the group away. */
static bool give(int fd, const struct owner *owner)
{
	return fchown(fd, owner->uid, owner->gid) == 0 &&
		fchmod(fd, owner->mode) == 0;
}

/* ERR_EXISTS: it is there, and stays as it is. */
static enum err make_directory(const char *path, const struct owner *owner,
	char cause[SETUP_CAUSE_SIZE])
{
	struct stat st;
	int fd, kept;

	if (mkdir(path, 0700) != 0) {
		if (errno == EEXIST && stat(path, &st) == 0 &&
			S_ISDIR(st.st_mode))
			return ERR_EXISTS;
		return fail(cause, ERR_IO, path, strerror(errno));
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && give(fd, owner)) {
		close(fd);
		return ERR_OK;
	}
	kept = errno;
	if (fd >= 0)
		close(fd);
	(void)rmdir(path);
	return fail(cause, ERR_IO, path, strerror(kept));
}

static enum err put_directory(const struct setup_place *place, const char *path,
	const struct owner *owner, char cause[SETUP_CAUSE_SIZE])
{
	enum err e = make_directory(path, owner, cause);

	if (e && e != ERR_EXISTS)
		return e;
	tell(place, e ? "kept" : "made", "directory", path);
	return ERR_OK;
}

static const char *store_path(const struct settings *s)
{
	return strncmp(s->store, SQLITE, strlen(SQLITE)) == 0 ?
		s->store + strlen(SQLITE) :
		NULL;
}

static enum err put_directories(const struct setup_place *place,
	const struct process_user *user, char cause[SETUP_CAUSE_SIZE])
{
	const struct settings *s = place->settings;
	struct owner owner = {user->uid, user->gid, 0750};
	const char *group = s->milter.socket_group;
	struct milter_address socket;
	char directory[PATH_MAX];
	struct group *found;
	enum err e = ERR_OK;

	if (store_path(s)) {
		file_directory(store_path(s), directory);
		e = put_directory(place, directory, &owner, cause);
	}
	if (e || milter_address_parse(s->milter.socket, &socket) ||
		socket.kind != MILTER_UNIX)
		return e;
	owner.mode = 0755;
	if (group) {
		found = getgrnam(group);
		if (!found)
			return fail(cause, ERR_NOT_FOUND, group,
				"there is no such group");
		owner.gid = found->gr_gid;
		owner.mode = 02750;
	}
	file_directory(socket.path, directory);
	return put_directory(place, directory, &owner, cause);
}

/* --------------------------------------------------------------- key file */

/* To root and the daemon's group, unless the daemon can read it. */
static enum err share_keys(const struct settings *s,
	const struct process_user *user, char cause[SETUP_CAUSE_SIZE])
{
	const struct owner owner = {(uid_t)-1, user->gid, 0640};
	char why[ACCESS_CAUSE_SIZE];
	struct access_user reader;
	bool is_given;
	int fd;

	if (!s->milter.user || access_user(s->milter.user, &reader) ||
		access_path(&reader, s->key_file, ACCESS_READ, why) !=
			ERR_DENIED)
		return ERR_OK;
	fd = file_open_own(s->key_file, O_RDONLY, 0, why);
	if (fd < 0)
		return fail(cause, ERR_IO, s->key_file, why);
	is_given = give(fd, &owner);
	close(fd);
	return is_given ? ERR_OK :
			  fail(cause, ERR_IO, s->key_file, strerror(errno));
}

static enum err put_keys(const struct setup_place *place,
	const struct process_user *user, char cause[SETUP_CAUSE_SIZE])
{
	const struct settings *s = place->settings;
	char why[KEYFILE_CAUSE_SIZE];
	enum err e = keyfile_create(s->key_file, clock_now(place->clock), why);

	if (e && e != ERR_EXISTS)
		return fail(cause, e, s->key_file, why);
	tell(place, e ? "kept" : "made", "key file", s->key_file);
	return share_keys(s, user, cause);
}

/* ------------------------------------------------------------------ store */

/* In a process of its own, as the user whose the store is to be. */
static void make_store(const struct setup_place *place,
	const struct process_user *user, int cause_fd)
{
	const struct office_options options = {.settings = place->settings,
		.clock = place->clock,
		.create_store = true,
		.admits_unconfirmed = true};
	char cause[OFFICE_CAUSE_SIZE] = "", why[PROCESS_CAUSE_SIZE] = "";
	struct office *office = NULL;
	enum err e = process_drop(user, why);

	if (e) {
		snprintf(cause, sizeof(cause), "%s", why);
	} else {
		e = office_open(&options, &office);
		if (!e)
			e = office_ready(office, cause);
		office_close(&office);
	}
	/* Without a word the other one says that we ended. */
	if (e && file_write_all(cause_fd, cause, strlen(cause)))
		_exit(2);
	_exit(e ? 1 : 0);
}

static enum err wait_for_store(
	pid_t pid, int cause_fd, char cause[SETUP_CAUSE_SIZE])
{
	size_t got = 0;
	int status;

	if (file_read_full(cause_fd, cause, SETUP_CAUSE_SIZE - 1, &got))
		got = 0;
	cause[got] = '\0';
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail(cause, ERR_IO, "store", strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return ERR_OK;
	if (got == 0)
		snprintf(cause, SETUP_CAUSE_SIZE,
			"the process that makes the store ended");
	return ERR_UNAVAILABLE;
}

static enum err put_store(const struct setup_place *place,
	const struct process_user *user, char cause[SETUP_CAUSE_SIZE])
{
	const char *path = store_path(place->settings);
	struct stat st;
	bool is_there = path && lstat(path, &st) == 0;
	int ends[2];
	pid_t pid;
	enum err e;

	/* One that is there may be half made: it is opened, too. */
	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail(cause, ERR_IO, "store", strerror(errno));
	(void)fflush(NULL);
	pid = fork();
	if (pid == 0)
		make_store(place, user, ends[1]);
	close(ends[1]);
	e = pid < 0 ? fail(cause, ERR_IO, "store", strerror(errno)) :
		      wait_for_store(pid, ends[0], cause);
	close(ends[0]);
	if (!e)
		tell(place, is_there ? "kept" : "made", "store",
			path ? path : place->settings->store);
	return e;
}

enum err setup_place(
	const struct setup_place *place, char cause_r[SETUP_CAUSE_SIZE])
{
	char why[PROCESS_CAUSE_SIZE];
	struct process_user user;
	enum err e =
		process_find_user(place->settings->milter.user, &user, why);

	cause_r[0] = '\0';
	if (e) {
		snprintf(cause_r, SETUP_CAUSE_SIZE,
			"the daemon's user: %s; \"systemd-sysusers\", or "
			"\"adduser --system --group NAME\", makes one",
			why);
		return e;
	}
	e = put_directories(place, &user, cause_r);
	if (!e)
		e = put_keys(place, &user, cause_r);
	if (!e)
		e = put_store(place, &user, cause_r);
	return e;
}

/* ---------------------------------------------------------- configuration */

static enum err write_draft(int fd, const char *path, const char *text,
	size_t len, char cause[SETUP_CAUSE_SIZE])
{
	/* Everybody may read it: it has no secret in it. */
	if (file_write_all(fd, text, len) || fchmod(fd, 0644) != 0 ||
		fsync(fd) != 0)
		return fail(cause, ERR_IO, path, strerror(errno));
	return ERR_OK;
}

enum err setup_write(const char *path, const char *text, size_t len,
	enum err (*prepare)(void *arg, const char *draft), void *arg,
	char cause_r[SETUP_CAUSE_SIZE])
{
	const struct owner owner = {(uid_t)-1, (gid_t)-1, 0755};
	char directory[PATH_MAX], draft[PATH_MAX + sizeof(DRAFT)];
	enum err e;
	int fd;

	cause_r[0] = '\0';
	if (strlen(path) >= sizeof(directory))
		return fail(cause_r, ERR_LIMIT, path, "the name is too long");
	file_directory(path, directory);
	e = make_directory(directory, &owner, cause_r);
	if (e && e != ERR_EXISTS)
		return e;
	(void)snprintf(draft, sizeof(draft), "%s%s", directory, DRAFT);
	fd = mkostemp(draft, O_CLOEXEC);
	if (fd < 0)
		return fail(cause_r, ERR_IO, draft, strerror(errno));
	e = write_draft(fd, draft, text, len, cause_r);
	close(fd);
	if (!e)
		e = prepare(arg, draft);
	/* A link, unlike a new name, never takes the place of a file. */
	if (!e && link(draft, path) != 0)
		e = fail(cause_r, errno == EEXIST ? ERR_EXISTS : ERR_IO, path,
			strerror(errno));
	(void)unlink(draft);
	if (!e && !file_sync_directory(directory))
		e = fail(cause_r, ERR_IO, directory, strerror(errno));
	return e;
}
