/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * backup.h - the store put away in one sealed file, and put back
 *
 * A backup is written while others read and write the store, and shows it at
 * one instant. It is sealed with the installation's keys, which are not in
 * it: whoever finds it learns nothing, and without the key file it is worth
 * nothing.
 *
 * Shape:   "robinson-backup 1\n", then one sealed stream (crypto/seal.h) with
 *          the context "backup 1" of: the instant of the backup in seconds,
 *          8 bytes big-endian, and the store's file
 * Files:   backup.c, restore.c
 * Errors:  ERR_CORRUPT: no backup, changed, or sealed with other keys;
 *          ERR_VERSION: by a newer program; ERR_UNAVAILABLE: the store is
 *          away, or in use by others where it may not be; cause in words
 * Owns:    everything is borrowed
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(f), 32(1)(a)-(c)
 */
#ifndef ROBINSON_ARCHIVE_BACKUP_H
#define ROBINSON_ARCHIVE_BACKUP_H

#include "service/office/desk.h"
#include "store/backup.h"

/* Replaces "path" when the new file is whole and on disk; mode 0600.
 * *len_r: its octets. */
enum err backup_write(
	struct desk *desk, const char *path, int64_t *len_r) MUST_CHECK;

/* Opens a backup with "keys" into "to"; nothing of it may be used when this
 * fails. */
enum err backup_open(const struct keyfile *keys, const char *path, int to,
	int64_t *made_utc_r, char cause_r[DESK_CAUSE_SIZE]) MUST_CHECK;

struct restore_report {
	int64_t made_utc; /* the backup */
	/* The store in place could be read, and knew all. */
	bool is_confirmed;
	char why_not[STORE_CAUSE_SIZE]; /* if it could not */
	struct store_kept kept;
	int64_t purged; /* persons whose time ended since */
	bool has_sound_journal; /* after all */
};

/*
 * Puts the backup in the place of the office's store, which nobody else may
 * have open. Until the very end the store in place stays as it is, whatever
 * happens. Its objections, withdrawals, restrictions and erasures are taken
 * over; where it cannot be read, no question about a person is answered from
 * the new one before restore_confirm(). Persons whose retention has ended since
 * are purged first.
 */
enum err restore_run(struct office *office, const char *operator_name,
	const char *path, struct restore_report *report_r,
	char cause_r[DESK_CAUSE_SIZE]) MUST_CHECK;

/* On a desk that admits an unconfirmed store. ERR_NOT_FOUND: there is nothing
 * to confirm. */
enum err restore_confirm(struct desk *desk, int64_t *purged_r) MUST_CHECK;

#endif
