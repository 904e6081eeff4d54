/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * report.h - delivery reports and complaints, read for what they say of whom
 *
 * Shape:   addresses as written, without type, brackets and coding
 * Errors:  ERR_NOMEM
 * Threads: pure
 * Source:  RFC 3464 2.2, 2.3; RFC 3463 3.2; RFC 6533; RFC 5965 3.1, 3.2
 */
#ifndef ROBINSON_INBOUND_REPORT_H
#define ROBINSON_INBOUND_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "core/address.h"
#include "inbound/inbound.h"

#define REPORT_STATUS_MAX 31

struct report_address {
	char text[ADDRESS_TEXT_MAX * 2];
	char status[REPORT_STATUS_MAX + 1]; /* "5.1.1"; "": none, or none that
	                                     * is of a status's length */
};

struct report {
	struct report_address *addresses; /* INBOUND_FAILURES_MAX have room */
	size_t len;
};

enum err report_init(struct report *report_r) MUST_CHECK;
void report_free(struct report *report);

/* The recipients whose address is no good, for good. */
enum err report_read_delivery(
	struct report *report, const char *text, size_t len) MUST_CHECK;

/* The recipients who complained. *is_complaint_r: false for a report of
 * another kind, "not-spam" or the like. */
enum err report_read_feedback(struct report *report, const char *text,
	size_t len, bool *is_complaint_r) MUST_CHECK;

#endif
