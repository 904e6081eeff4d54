/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_files.h - the mail server's domains and logins by its files alone
 *
 * For "robinson config check" and "robinson setup": no program of the mail
 * server is run and none is needed. main.cf, or sendmail.cf, and the texts that
 * they name.
 *
 * Errors:  a file that was asked for and cannot be read is a finding
 * Owns:    everything is borrowed
 * Threads: one
 */
#ifndef ROBINSON_MTA_MTA_FILES_H
#define ROBINSON_MTA_MTA_FILES_H

#include "base/buf.h"
#include "base/findings.h"
#include "config/settings.h"
#include "service/mta/mta_domains.h"

struct mta_files {
	const char *postfix_config; /* a directory; NULL: Postfix's own */
	const char *sendmail_cf; /* NULL: Sendmail's own */
};

/* Compares own-domains as mta_domains.h says: with Postfix's, unless
 * Sendmail is named or Postfix has no file. Where neither has: nothing. With
 * Postfix's also logins, mta_logins_private.h. */
void mta_files_compare(const struct mta_files *files, const struct settings *s,
	struct findings *f);

/* The domains that the files name, into m: Postfix's, unless Sendmail is named or
 * Postfix has no file. ERR_NOT_FOUND: neither has one; else as
 * mta_file_read(). */
enum err mta_files_domains(
	const struct mta_files *files, struct mta_domains *m) MUST_CHECK;

/* The text of a file. ERR_NOT_FOUND, ERR_IO with errno, ERR_LIMIT. */
enum err mta_file_read(
	void *unused, const char *path, struct buf *text) MUST_CHECK;

#endif
