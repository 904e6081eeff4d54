/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doctor_mta.h - what is wrong with an MTA's configuration, from its text
 *
 * Files:   doctor_postfix.c, doctor_sendmail.c
 * Errors:  none but those of findings
 * Owns:    everything is borrowed
 * Threads: pure, but for the two functions that look into tables
 * Source:  postconf(5), master(5); Sendmail Installation and Operation
 *          Guide 5.1 "X - mail filter definitions"
 */
#ifndef ROBINSON_MTA_DOCTOR_MTA_H
#define ROBINSON_MTA_DOCTOR_MTA_H

#include "base/buf.h"
#include "base/findings.h"
#include "config/settings.h"
#include "service/mta/milter_list.h"
#include "service/mta/postfix_conf.h"

/* What is examined, and against what. */
struct doctor_postfix {
	struct postfix_texts texts;
	const char *socket; /* our own, as the configuration writes it */
	/* The senders by whom mail is classified: of "classify" blocks and of
	 * "purpose-header", patterns among them. */
	const char *const *senders;
	size_t senders_len;
	/* Whose own-domains are compared; NULL: none are. */
	const struct settings *settings;
	/* The value of a key in a table ("hash:/etc/postfix/canonical"), as
	 * "postmap -q": ERR_NOT_FOUND: it has none. The text of a file. NULL:
	 * nothing can be looked up, which is said where it matters. */
	enum err (*query)(void *arg, const char *table, const char *key,
		struct buf *value);
	enum err (*read)(void *arg, const char *path, struct buf *text);
	void *arg;
};

void doctor_postfix(const struct doctor_postfix *postfix, struct findings *f);
/* The value of an option of a sendmail.cf, cut to "size"; false: it has
 * none. */
bool doctor_sendmail_option(
	const char *cf, const char *name, char *value_r, size_t size);
/* The text of a sendmail.cf. */
void doctor_sendmail(const char *cf, const char *socket, struct findings *f);

/* Whether the reports that Sendmail makes itself reach Robinson, where it
 * reads incoming mail. */
void doctor_sendmail_reports(
	const char *cf, const struct settings *s, struct findings *f);

/* "30s", "5m", "1h", "2d"; 0 where it is none. A bare number counts "unit"
 * seconds. */
long doctor_seconds(const char *text, long unit);

#endif
