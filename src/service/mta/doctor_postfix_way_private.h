/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doctor_postfix_way_private.h - by which services mail comes into Postfix, and
 * which of them lead to which
 *
 * Private to doctor_postfix*.c.
 *
 * Shape:   a way is smtpd(8), or pickup(8) or qmqpd(8) with the cleanup(8)
 *          that it hands mail to. What a filter gives back comes in by a way
 *          of its own: one that the filter's next hop names, or a service on
 *          the loopback without logins that is made for it (-o
 *          content_filter=, -o receive_override_options=no_..., or
 *          -o smtpd_authorized_xforward_hosts=).
 * Errors:  ERR_NOMEM
 * Owns:    ways_find() .. ways_free(); texts belong to the postfix_conf
 * Threads: one
 * Source:  Postfix FILTER_README, SMTPD_PROXY_README, MILTER_README
 */
#ifndef ROBINSON_MTA_DOCTOR_POSTFIX_WAY_PRIVATE_H
#define ROBINSON_MTA_DOCTOR_POSTFIX_WAY_PRIVATE_H

#include "service/mta/doctor_postfix_private.h"

struct way {
	struct postfix_service service;
	bool is_smtp;
	struct postfix_service cleanup; /* where not is_smtp */
	const char *parameter; /* "smtpd_milters", "non_smtpd_milters" */
	const char *list; /* the milters that it asks, expanded */
	const char *filter; /* content_filter */
	const char *proxy; /* smtpd_proxy_filter */
	bool is_own; /* the list is another than main.cf's */
	bool no_milters;
	bool asks; /* Robinson */
	bool has_login;
	bool may_be_back; /* made for what a filter gives back */
	bool is_back; /* and there is such a filter */
	bool is_past; /* what it takes is never asked about */
};

struct ways {
	struct way *items;
	size_t len;
	const struct way *gate; /* where all mail that leaves is sent; NULL */
	struct postfix_conf *conf;
};

/* What "service" asks of milters, whatever kind of service it is. */
struct way way_of(const struct look *l, const struct postfix_service *service);
enum err ways_find(const struct look *l, struct ways *ways_r) MUST_CHECK;
void ways_free(struct ways *ways);

bool ways_any_asks(const struct ways *ways);
/* Where a filter that "w" hands mail to gives it back; NULL: not known. */
const struct way *ways_behind(
	const struct ways *ways, const struct way *w, const char *filter);
/* A way whose content filter, or whose gate, gives mail to "w"; one that asks
 * Robinson before others. NULL: none. */
const struct way *ways_front(const struct ways *ways, const struct way *w);

#endif
