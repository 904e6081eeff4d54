/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clicks.h - clicks in the page's spool go on record before mail is judged
 *
 * While the recorder or the store is away the page keeps clicks on disk and
 * says "noted". No marketing mail may be judged on this host as if they had
 * not been made. So every thread that judges calls office_settle() before it
 * reads the store, and this file does what that call asks for. Where no click
 * waits, it costs one system call. Clicks that wait are put on record there and
 * then; if one cannot be recorded, that is a fault.
 *
 * Errors:  ERR_UNAVAILABLE: clicks wait and cannot be recorded now, or it
 *          cannot be known whether any wait; cause_r in words
 * Owns:    "office" is borrowed; clicks_free() comes before its end
 * Threads: office_settle() from any; while one thread records clicks, the
 *          others get ERR_UNAVAILABLE. clicks_new() and clicks_free() while no
 *          other thread uses the office
 * Source:  GDPR Art. 21(3)
 */
#ifndef ROBINSON_INTAKE_CLICKS_H
#define ROBINSON_INTAKE_CLICKS_H

#include "service/office/office.h"
#include "spool/click.h"

struct clicks;

/* The office settles by them from now on. */
enum err clicks_new(struct office *office, struct clicks **clicks_r) MUST_CHECK;
void clicks_free(struct clicks **clicks);

/* How many wait on this host, for who only reads and records nothing.
 * ERR_UNAVAILABLE: that cannot be seen. */
enum err clicks_waiting(const struct settings *settings, size_t *len_r,
	char cause_r[OFFICE_CAUSE_SIZE]) MUST_CHECK;

/* Puts clicks on record, all in one transaction; outcomes[i] is clicks[i]'s.
 * Instants that lie ahead are now. */
#define CLICKS_BATCH_MAX 256
struct desk;
void clicks_record(struct desk *desk, const struct click *const *items,
	size_t len, enum click_outcome *outcomes);

#endif
