/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/access.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#define ENTRY_SIZE 16384

enum err access_user(const char *name, struct access_user *user_r)
{
	char room[ENTRY_SIZE];
	struct passwd entry, *found = NULL;

	*user_r = (struct access_user){.groups_len = ACCESS_GROUPS_MAX};
	if (getpwnam_r(name, &entry, room, sizeof(room), &found) != 0)
		return ERR_IO;
	if (!found)
		return ERR_NOT_FOUND;
	user_r->uid = entry.pw_uid;
	/* Of more groups than there is room for the first ones are taken. */
	if (getgrouplist(name, entry.pw_gid, user_r->groups,
		    &user_r->groups_len) < 0)
		user_r->groups_len = ACCESS_GROUPS_MAX;
	return ERR_OK;
}

bool access_allows(
	const struct access_user *user, const struct stat *st, unsigned wanted)
{
	unsigned bits = st->st_mode & 7u;

	if (user->uid == 0)
		return true;
	if (st->st_uid == user->uid) {
		bits = (st->st_mode >> 6) & 7u;
	} else {
		for (int i = 0; i < user->groups_len; i++)
			if (user->groups[i] == st->st_gid)
				bits = (st->st_mode >> 3) & 7u;
	}
	return (bits & wanted) == wanted;
}

static enum err look(const struct access_user *user, const char *path,
	unsigned wanted, char cause_r[ACCESS_CAUSE_SIZE])
{
	struct stat st;

	if (stat(path, &st) != 0) {
		snprintf(cause_r, ACCESS_CAUSE_SIZE, "%s: %s", path,
			strerror(errno));
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	}
	if (access_allows(user, &st, wanted))
		return ERR_OK;
	snprintf(cause_r, ACCESS_CAUSE_SIZE,
		"%s has mode %04o, owner %lu and group %lu", path,
		(unsigned)st.st_mode & 07777u, (unsigned long)st.st_uid,
		(unsigned long)st.st_gid);
	return ERR_DENIED;
}

enum err access_path(const struct access_user *user, const char *path,
	unsigned wanted, char cause_r[ACCESS_CAUSE_SIZE])
{
	char part[PATH_MAX];
	enum err e = ERR_OK;

	cause_r[0] = '\0';
	if (strlen(path) >= sizeof(part))
		return ERR_INVALID;
	for (const char *at = strchr(path, '/'); at && !e;
		at = strchr(at + 1, '/')) {
		size_t len = at == path ? 1 : (size_t)(at - path);

		memcpy(part, path, len);
		part[len] = '\0';
		e = look(user, part, ACCESS_SEARCH, cause_r);
	}
	return e ? e : look(user, path, wanted, cause_r);
}
