/* SPDX-License-Identifier: BSD-2-Clause */
#include "spool/look.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spool/dir_private.h"
#include "spool/file_private.h"

struct spool_listing {
	int dir_fd;
	struct spool_sum *sum;
};

static bool look_at(void *arg, enum spool_file kind, const char *name,
	const struct spool_item *item)
{
	struct spool_listing *look = arg;
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
	struct spool_listing look = {fd, sum_r};
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
