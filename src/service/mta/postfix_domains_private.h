/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * postfix_domains_private.h - which domains Postfix takes mail for and sends
 * from
 *
 * mydestination, virtual_mailbox_domains, virtual_alias_domains,
 * relay_domains and myorigin, with the files and tables that they name, as
 * far as those are texts. A table that is none is asked for the own domains,
 * where it is this machine's; another one cannot be read.
 *
 * Errors:  as mta_domains.h
 * Owns:    everything is borrowed
 * Threads: one
 * Source:  postconf(5), DATABASE_README, ADDRESS_CLASS_README
 */
#ifndef ROBINSON_MTA_POSTFIX_DOMAINS_PRIVATE_H
#define ROBINSON_MTA_POSTFIX_DOMAINS_PRIVATE_H

#include "base/buf.h"
#include "service/mta/mta_domains.h"
#include "service/mta/postfix_conf.h"

struct postfix_lookup {
	/* As of struct doctor_postfix; query NULL: no table is asked. */
	enum err (*query)(void *arg, const char *table, const char *key,
		struct buf *value);
	enum err (*read)(void *arg, const char *path, struct buf *text);
	void *arg;
};

/* "s" NULL: no table is asked. */
void postfix_domains(struct postfix_conf *conf,
	const struct postfix_lookup *lookup, const struct settings *s,
	struct mta_domains *m);

#endif
