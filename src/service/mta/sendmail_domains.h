/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sendmail_domains.h - which domains Sendmail takes mail for and sends from
 *
 * Class w (local host names) and class {VirtHost}, with the files that they
 * name, and the name that others are masqueraded as (macro M). A class that
 * is filled by a map or a program cannot be read.
 *
 * Errors:  as mta_domains.h
 * Owns:    everything is borrowed
 * Threads: one
 * Source:  Sendmail Installation and Operation Guide 5.3 "C and F - define
 *          classes"; cf/README "MASQUERADING AND RELAYING"
 */
#ifndef ROBINSON_MTA_SENDMAIL_DOMAINS_H
#define ROBINSON_MTA_SENDMAIL_DOMAINS_H

#include "base/buf.h"
#include "service/mta/mta_domains.h"

/* "cf" is the text of a sendmail.cf. */
void sendmail_domains(const char *cf,
	enum err (*read)(void *arg, const char *path, struct buf *text),
	void *arg, struct mta_domains *m);

#endif
