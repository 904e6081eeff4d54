/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir_private.h - the names of a spool's files
 *
 * Threads: pure, but for the directory that is read
 */
#ifndef ROBINSON_SPOOL_DIR_PRIVATE_H
#define ROBINSON_SPOOL_DIR_PRIVATE_H

#include <stdbool.h>

#include "spool/spool.h"

#define SPOOL_SUFFIX_NEW ".new"
#define SPOOL_SUFFIX_DAMAGED ".damaged"
#define SPOOL_SUFFIX_FAILED ".failed"
#define SPOOL_FILE_SIZE (SPOOL_NAME_SIZE + 16)

enum spool_file {
	SPOOL_FILE_OTHER, /* not ours: left alone */
	SPOOL_FILE_EVENT,
	SPOOL_FILE_NEW,
	SPOOL_FILE_DAMAGED,
	SPOOL_FILE_FAILED
};

void spool_name(uint64_t order, const unsigned char id[SPOOL_ID_LEN],
	char name_r[SPOOL_NAME_SIZE]);
/* What a file of this name is; "item_r" where it is an event. */
enum spool_file spool_file_kind(const char *name, struct spool_item *item_r);

/* Stops when "each" returns false. "kind" and item as above. */
enum err spool_dir_each(int dir_fd,
	bool (*each)(void *arg, enum spool_file kind, const char *name,
		const struct spool_item *item),
	void *arg) MUST_CHECK;

#endif
