/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_logins_private.h - the logins of the configuration beside those of Postfix
 *
 * With smtpd_sasl_local_domain Cyrus SASL writes each login with that domain;
 * a login that the configuration names without one is met by nobody. Other
 * kinds of SASL (smtpd_sasl_type) do not look at it.
 *
 * Errors:  as findings.h
 * Owns:    everything is borrowed
 * Threads: one
 * Source:  postconf(5), SASL_README
 */
#ifndef ROBINSON_MTA_MTA_LOGINS_PRIVATE_H
#define ROBINSON_MTA_MTA_LOGINS_PRIVATE_H

#include "base/findings.h"
#include "config/settings.h"
#include "service/mta/postfix_conf.h"

/* For Postfix as a whole; what one service overrides is not looked at. */
void mta_logins_compare(struct postfix_conf *conf, const struct settings *s,
	struct findings *f);

#endif
