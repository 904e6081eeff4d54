/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * postconf.h - Postfix's own postconf(1) is asked
 *
 * Errors:  ERR_NOT_FOUND, ERR_DENIED: it cannot be run; ERR_UNAVAILABLE: it
 *          failed, and said why; ERR_LIMIT, ERR_IO, ERR_NOMEM
 * Owns:    everything is borrowed
 * Threads: all functions may be called from any thread
 */
#ifndef ROBINSON_MTA_POSTCONF_H
#define ROBINSON_MTA_POSTCONF_H

#include "base/buf.h"

/* Its path; NULL: there is no Postfix. */
const char *postconf_find(void);
/* A program that stands beside it, as "postmap". */
void postconf_beside(
	const char *postconf, const char *name, char *path_r, size_t size);

/* Runs a program of Postfix's with these arguments, NULL behind the last, for
 * the configuration in the directory "config" (NULL: Postfix's own). "said" is
 * what it said on standard error. */
enum err postconf_run(const char *program, const char *config,
	const char *const *args, struct buf *out, struct buf *said) MUST_CHECK;

#endif
