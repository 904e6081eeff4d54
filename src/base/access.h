/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * access.h - what another user may do with a path
 *
 * Decided from the owner, group and mode of the path and of each directory
 * above it. Access control lists and the like are not looked at.
 *
 * Errors:  ERR_NOT_FOUND there is no such user, or path; ERR_DENIED the user
 *          may not, and the cause says at which part; ERR_IO, ERR_NOMEM
 * Threads: all functions may be called from any thread
 */
#ifndef ROBINSON_BASE_ACCESS_H
#define ROBINSON_BASE_ACCESS_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/err.h"

#define ACCESS_GROUPS_MAX 64
#define ACCESS_CAUSE_SIZE 400

#define ACCESS_READ 4u
#define ACCESS_WRITE 2u
#define ACCESS_SEARCH 1u

struct access_user {
	uid_t uid;
	gid_t groups[ACCESS_GROUPS_MAX];
	int groups_len;
};

enum err access_user(const char *name, struct access_user *user_r) MUST_CHECK;

/* One file's owner, group and mode. */
bool access_allows(
	const struct access_user *user, const struct stat *st, unsigned wanted);

/* The path and the way there. */
enum err access_path(const struct access_user *user, const char *path,
	unsigned wanted, char cause_r[ACCESS_CAUSE_SIZE]) MUST_CHECK;

#endif
