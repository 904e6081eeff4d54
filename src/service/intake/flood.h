/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * flood.h - how much one client may send within an hour
 *
 * Whoever can send mail can make objections in the names of others. Each
 * blocks at once, so their number is limited for each client; what goes
 * beyond is counted and reported.
 *
 * Shape:   a rate (base/rate.h) of an hour, by client. A client is an IPv4
 *          address, an IPv6 network of 64 bits, or "here" (NULL, or what is no
 *          address)
 * Units:   seconds since 1970-01-01T00:00:00Z
 * Errors:  as rate_new() when it is made, none later
 * Threads: a flood may be used by all threads
 */
#ifndef ROBINSON_INTAKE_FLOOD_H
#define ROBINSON_INTAKE_FLOOD_H

#include <stdint.h>

#include "base/err.h"
#include "base/rate.h"

struct flood;

enum err flood_new(struct flood **flood_r) MUST_CHECK;
void flood_free(struct flood **flood);

enum rate_result flood_take(
	struct flood *flood, const char *client, int64_t at_utc, int limit);
/* Gives back what flood_take() counted, because nothing came of it. */
void flood_give_back(struct flood *flood, const char *client, int64_t at_utc,
	int taken, int over);

/* The client as the log names it: "192.0.2.1", "2001:db8:1:2::/64",
 * "this host". */
#define FLOOD_NAME_SIZE 64
void flood_name(const char *client, char name_r[FLOOD_NAME_SIZE]);

#endif
