/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doctor_postfix_private.h - what the parts of the examination of Postfix share
 *
 * Private to doctor_postfix*.c.
 *
 * Owns:    everything is borrowed
 * Threads: one
 */
#ifndef ROBINSON_MTA_DOCTOR_POSTFIX_PRIVATE_H
#define ROBINSON_MTA_DOCTOR_POSTFIX_PRIVATE_H

#include "service/mta/doctor_mta.h"

#define POSTFIX_AREA "postfix"

struct look {
	const struct doctor_postfix *postfix;
	struct postfix_conf *conf;
	struct findings *f;
	struct milter_address ours;
	char written[MILTER_TEXT_SIZE]; /* as Postfix would write it */
	const char *queue_directory;
};

/* Defined in doctor_postfix.c. */
bool look_is_ours(const struct look *l, const struct milter_item *item);
/* Our place in the list; false: we are not in it. */
bool look_find_ours(
	const struct look *l, const char *list, struct milter_item *item_r);
/* "smtp/inet"; a text that lives as long as l->conf. */
struct look_name {
	char text[180];
};
struct look_name look_name(const struct postfix_service *service);

/* Which services take mail past Robinson, and by what. True: all that leaves
 * comes by a gate, behind the expansion, that asks Robinson. */
bool doctor_postfix_ways(const struct look *l);
/* A list as "postconf -P" takes it, without a blank: "a,{b,c=d}". */
void doctor_postfix_pack(struct buf *out, const char *list);
/* In which order the milters of one list stand; "line" begins the line that
 * mends it: "postconf -e 'smtpd_milters = "; what follows is packed for
 * "postconf -P". */
void doctor_postfix_order(const struct look *l, const char *where,
	const char *list, const char *line, bool is_packed);
/* What becomes of senders and recipients behind our back. */
void doctor_postfix_rewriting(const struct look *l);

#endif
