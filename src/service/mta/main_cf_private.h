/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * main_cf_private.h - main.cf read without Postfix's own tools
 *
 * For a caller that runs no program of the mail server. Makes of the file what
 * "postconf" would print of it, so that postfix_conf.h reads it: the defaults
 * of the parameters that name domains, and behind them what the file says, one
 * line each. What only Postfix knows, as its compatibility level's defaults, is
 * not there.
 *
 * Errors:  ERR_LIMIT, ERR_NOMEM
 * Owns:    everything is borrowed
 * Threads: pure
 * Source:  postconf(5) "main.cf file format"
 */
#ifndef ROBINSON_MTA_MAIN_CF_PRIVATE_H
#define ROBINSON_MTA_MAIN_CF_PRIVATE_H

#include "base/buf.h"

/* "host" is this machine's name, for a main.cf without myhostname. */
enum err main_cf_parameters(
	const char *text, const char *host, struct buf *out) MUST_CHECK;

#endif
