/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/spool_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ORDER_LEN 16

void spool_name(uint64_t order, const unsigned char id[SPOOL_ID_LEN],
	char name_r[SPOOL_NAME_SIZE])
{
	int at = snprintf(
		name_r, SPOOL_NAME_SIZE, "%0*" PRIx64 "-", ORDER_LEN, order);

	for (size_t i = 0; i < SPOOL_ID_LEN; i++)
		at += snprintf(name_r + at, SPOOL_NAME_SIZE - (size_t)at,
			"%02x", id[i]);
}

static bool hex_value(char c, unsigned char *value_r)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	if (at)
		*value_r = (unsigned char)(at - digits);
	return at != NULL;
}

static bool parse_name(const char *name, struct spool_item *item_r)
{
	unsigned char high, low;
	const char *hex = name + ORDER_LEN + 1;

	if (strlen(name) < SPOOL_NAME_SIZE - 1 || name[ORDER_LEN] != '-')
		return false;
	for (size_t i = 0; i < ORDER_LEN; i++)
		if (!hex_value(name[i], &low))
			return false;
	for (size_t i = 0; i < SPOOL_ID_LEN; i++) {
		if (!hex_value(hex[2 * i], &high) ||
			!hex_value(hex[2 * i + 1], &low))
			return false;
		item_r->id[i] = (unsigned char)(high << 4 | low);
	}
	memcpy(item_r->name, name, SPOOL_NAME_SIZE - 1);
	item_r->name[SPOOL_NAME_SIZE - 1] = '\0';
	item_r->group = 0;
	return true;
}

enum spool_file spool_file_kind(const char *name, struct spool_item *item_r)
{
	static const struct {
		const char *suffix;
		enum spool_file kind;
	} kinds[] = {
		{"", SPOOL_FILE_EVENT},
		{SPOOL_SUFFIX_NEW, SPOOL_FILE_NEW},
		{SPOOL_SUFFIX_DAMAGED, SPOOL_FILE_DAMAGED},
		{SPOOL_SUFFIX_FAILED, SPOOL_FILE_FAILED},
	};

	if (!parse_name(name, item_r))
		return SPOOL_FILE_OTHER;
	name += SPOOL_NAME_SIZE - 1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(name, kinds[i].suffix) == 0)
			return kinds[i].kind;
	return SPOOL_FILE_OTHER;
}

enum err spool_dir_each(int dir_fd,
	bool (*each)(void *arg, enum spool_file kind, const char *name,
		const struct spool_item *item),
	void *arg)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct spool_item item;
	struct dirent *entry;
	bool goes_on = true;
	enum err e;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return ERR_IO;
	}
	errno = 0;
	while (goes_on && (entry = readdir(dir))) {
		enum spool_file kind = spool_file_kind(entry->d_name, &item);

		goes_on = each(arg, kind, entry->d_name, &item);
		errno = 0;
	}
	e = errno ? ERR_IO : ERR_OK;
	closedir(dir);
	return e;
}

int64_t spool_file_size(int dir_fd, const char *name)
{
	struct stat st;

	return fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 ?
		st.st_size :
		0;
}

struct look {
	int dir_fd;
	struct spool_sum *sum;
};

static bool look_at(void *arg, enum spool_file kind, const char *name,
	const struct spool_item *item)
{
	struct look *look = arg;
	struct spool_sum *sum = look->sum;
	int64_t order;

	if (kind == SPOOL_FILE_DAMAGED)
		sum->damaged++;
	else if (kind == SPOOL_FILE_FAILED)
		sum->failed++;
	if (kind != SPOOL_FILE_EVENT)
		return true;
	order = (int64_t)strtoull(item->name, NULL, 16);
	if (sum->waiting++ == 0 || order < sum->oldest_ns)
		sum->oldest_ns = order;
	sum->bytes += spool_file_size(look->dir_fd, name);
	return true;
}

enum err spool_look(const char *directory, struct spool_sum *sum_r)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct look look = {fd, sum_r};
	enum err e;

	memset(sum_r, 0, sizeof(*sum_r));
	if (fd < 0 && errno == ENOENT)
		return ERR_NOT_FOUND;
	if (fd < 0)
		return errno == EACCES ? ERR_DENIED : ERR_IO;
	e = spool_dir_each(fd, look_at, &look);
	close(fd);
	return e;
}
