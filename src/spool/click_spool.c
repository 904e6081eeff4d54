/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "spool/click_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "spool/file_private.h"

#define DIGITS_LEN 20
#define SEALED_MAX (CLICK_PACKET_MAX + WRAP_OVERHEAD)
/* A file system's clock may stand still for this long: a directory that was
 * changed more lately may be changed again without its time telling. */
#define CLOCK_STEP_NS INT64_C(100000000)
#define NS_PER_S INT64_C(1000000000)
#define COUNT_MS 1000

static int64_t ns_of(const struct timespec *t)
{
	return (int64_t)t->tv_sec * NS_PER_S + t->tv_nsec;
}

static bool is_name(const char *text)
{
	return strlen(text) == CLICK_NAME_SIZE - 1 &&
		strspn(text, "0123456789") == DIGITS_LEN &&
		text[DIGITS_LEN] == '-' &&
		strspn(text + DIGITS_LEN + 1, "0123456789abcdef") ==
		2 * CLICK_ID_LEN;
}

static void make_name(const struct click *click, struct click_name *name_r)
{
	size_t at;

	at = (size_t)snprintf(name_r->text, sizeof(name_r->text), "%020lld-",
		(long long)clock_file_ns());
	for (size_t i = 0; i < CLICK_ID_LEN; i++, at += 2)
		snprintf(name_r->text + at, sizeof(name_r->text) - at, "%02x",
			click->id[i]);
}

/* -------------------------------------------------------------- putting */

static enum err count(const char *dir, size_t *len_r)
{
	struct click_name *names = NULL;
	enum err e = click_spool_list(dir, &names, len_r);

	free(names);
	return e;
}

/* Listing takes longer the more there is: once a second is enough. */
static enum err check_quota(const char *dir, struct click_quota *quota)
{
	int64_t now_ms = clock_monotonic_ms();
	enum err e = ERR_OK;

	if (quota->counted_ms == 0 || now_ms - quota->counted_ms > COUNT_MS) {
		e = count(dir, &quota->waiting);
		quota->counted_ms = now_ms;
	}
	if (!e && quota->waiting >= CLICK_SPOOL_MAX)
		e = ERR_LIMIT;
	return e;
}

enum err click_spool_put(const char *dir, struct wrapper *w,
	const struct click *click, struct click_quota *quota)
{
	unsigned char packet[CLICK_PACKET_MAX], sealed[SEALED_MAX];
	char temporary[sizeof("tmp-") + CLICK_NAME_SIZE];
	struct click_name name = {""};
	struct click kept = *click;
	size_t len;
	enum err e;
	int fd;

	/* The secret is not kept: no answer page can show it later. */
	kept.has_secret = false;
	e = click_encode(&kept, packet, &len);
	make_name(click, &name);
	snprintf(temporary, sizeof(temporary), "tmp-%s", name.text);
	if (!e)
		e = wrap_seal(w, name.text, packet, len, sealed);
	if (!e)
		e = check_quota(dir, quota);
	if (e)
		return e;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	/* The recorder's user is in the directory's group only. */
	e = spool_file_put(
		fd, temporary, name.text, 0640, sealed, len + WRAP_OVERHEAD);
	if (!e && fsync(fd) != 0)
		e = ERR_IO;
	if (!e)
		quota->waiting++;
	close(fd);
	return e;
}

/* --------------------------------------------------------------- taking */

struct names {
	struct click_name *items;
	size_t len;
	size_t cap;
	enum err failed;
};

static bool add_name(void *arg, const char *text)
{
	struct names *names = arg;
	struct click_name *grown;

	if (!is_name(text))
		return true;
	if (names->len == names->cap) {
		grown = array_grow(
			names->items, names->len, &names->cap, sizeof(*grown));
		if (!grown) {
			names->failed = ERR_NOMEM;
			return false;
		}
		names->items = grown;
	}
	memcpy(names->items[names->len++].text, text, CLICK_NAME_SIZE);
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct click_name *x = a, *y = b;

	return strcmp(x->text, y->text);
}

enum err click_spool_list(
	const char *dir, struct click_name **names_r, size_t *len_r)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct names names = {.failed = ERR_OK};
	enum err e;

	*names_r = NULL;
	*len_r = 0;
	if (fd < 0)
		return errno == ENOENT ? ERR_OK : ERR_IO;
	e = spool_file_each(fd, add_name, &names);
	close(fd);
	if (!e)
		e = names.failed;
	if (e) {
		free(names.items);
		return e;
	}
	if (names.len > 0)
		qsort(names.items, names.len, sizeof(*names.items), compare);
	*names_r = names.items;
	*len_r = names.len;
	return ERR_OK;
}

static enum err path_of(const char *dir, const char *before,
	const struct click_name *name, char path_r[PATH_MAX])
{
	int n = snprintf(path_r, PATH_MAX, "%s/%s%s", dir, before, name->text);

	return n > 0 && n < PATH_MAX ? ERR_OK : ERR_LIMIT;
}

enum err click_spool_get(const char *dir, struct wrapper *w,
	const struct click_name *name, struct click *click_r)
{
	unsigned char sealed[SEALED_MAX + 1], packet[CLICK_PACKET_MAX];
	char path[PATH_MAX];
	size_t len, used, n;
	int fd, error;
	enum err e = path_of(dir, "", name, path);

	if (e)
		return e;
	/* What lies there was written by somebody with fewer rights. */
	fd = spool_file_open(AT_FDCWD, path);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND :
			errno == ELOOP ? ERR_CORRUPT :
					 ERR_IO;
	e = file_read_full(fd, sealed, sizeof(sealed), &n);
	error = errno;
	close(fd);
	if (e)
		return error == EISDIR ? ERR_CORRUPT : e;
	if (n > SEALED_MAX || n <= WRAP_OVERHEAD)
		return ERR_CORRUPT;
	len = n - WRAP_OVERHEAD;
	e = wrap_open(w, name->text, sealed, n, packet);
	if (!e)
		e = click_decode(packet, len, click_r, &used);
	if (e == ERR_UNAVAILABLE || (!e && used != len))
		e = ERR_CORRUPT;
	return e;
}

enum err click_spool_remove(const char *dir, const struct click_name *name)
{
	char path[PATH_MAX];
	enum err e = path_of(dir, "", name, path);

	if (!e && unlink(path) != 0 && errno != ENOENT)
		e = ERR_IO;
	return e;
}

enum err click_spool_set_aside(const char *dir, const struct click_name *name)
{
	char path[PATH_MAX], aside[PATH_MAX];
	enum err e = path_of(dir, "", name, path);

	if (!e)
		e = path_of(dir, "bad-", name, aside);
	if (!e && rename(path, aside) != 0 && errno != ENOENT)
		e = ERR_IO;
	return e;
}

/* ------------------------------------------------------------- watching */

static bool is_as_it_was(const struct click_watch *w, const struct stat *st)
{
	return w->is_empty && w->device == st->st_dev &&
		w->inode == st->st_ino &&
		ns_of(&w->changed) == ns_of(&st->st_mtim);
}

enum err click_spool_waits(
	struct click_watch *watch, const char *dir, bool *waits_r)
{
	struct stat st;
	size_t waiting;
	int64_t now_ns;
	enum err e;

	*waits_r = false;
	if (stat(dir, &st) != 0) {
		watch->is_empty = false;
		/* No page was ever set up on this host. */
		return errno == ENOENT ? ERR_OK : ERR_IO;
	}
	if (is_as_it_was(watch, &st))
		return ERR_OK;
	now_ns = clock_file_ns();
	e = count(dir, &waiting);
	if (e)
		return e;
	*waits_r = waiting > 0;
	*watch = (struct click_watch){
		.is_empty = waiting == 0 &&
			now_ns - ns_of(&st.st_mtim) > CLOCK_STEP_NS,
		.changed = st.st_mtim,
		.device = st.st_dev,
		.inode = st.st_ino,
	};
	return ERR_OK;
}
