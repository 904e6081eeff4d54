/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doctor_mta.h - what is wrong with an MTA's configuration, from its text
 *
 * Errors:  none but those of findings
 * Owns:    everything is borrowed
 * Threads: pure
 * Source:  postconf(5), master(5); Sendmail Installation and Operation
 *          Guide 5.1 "X - mail filter definitions"
 */
#ifndef ROBINSON_SERVICE_DOCTOR_MTA_H
#define ROBINSON_SERVICE_DOCTOR_MTA_H

#include "service/findings.h"
#include "service/milter_list.h"

struct postfix_texts {
	const char *parameters; /* of "postconf -x" */
	const char *services; /* of "postconf -M" */
	const char *overrides; /* of "postconf -P" */
};

/* "socket" is our own as the configuration writes it. */
void doctor_postfix(const struct postfix_texts *postfix, const char *socket,
	struct findings *f);
/* The value of an option of a sendmail.cf, cut to "size"; false: it has
 * none. */
bool doctor_sendmail_option(
	const char *cf, const char *name, char *value_r, size_t size);
/* The text of a sendmail.cf. */
void doctor_sendmail(const char *cf, const char *socket, struct findings *f);

/* The value of "name = value" in lines; "" when empty, NULL: there is no
 * such line. Cut to "size". */
const char *doctor_value(
	const char *lines, const char *name, char *value_r, size_t size);

/* "30s", "5m", "1h", "2d"; 0 where it is none. A bare number counts "unit"
 * seconds. */
long doctor_seconds(const char *text, long unit);

#endif
