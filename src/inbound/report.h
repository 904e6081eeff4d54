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
#include "inbound/bad_address.h"
#include "inbound/inbound.h"

struct report_address {
	char text[ADDRESS_TEXT_MAX * 2];
	char status[BAD_ADDRESS_STATUS_MAX + 1]; /* "5.1.1"; "": none */
};

struct mail_report {
	struct report_address *addresses; /* INBOUND_FAILURES_MAX have room */
	size_t len;
	/* Which row spoke: for the last bad address, else against the last that
	 * is none; NULL: nothing failed for good. */
	const char *row;
	/* Those that failed without a telling status or diagnostic: what is
	 * written for people may tell more. */
	struct report_address *silent; /* INBOUND_FAILURES_MAX have room */
	size_t silent_len;
	bool has_unreadable; /* one that failed is not written as an address */
};

enum err mail_report_init(struct mail_report *report_r) MUST_CHECK;
void mail_report_free(struct mail_report *report);

/* One that is not written as an address is left out, as is one that is there
 * already or for which there is no room. */
void report_keep(
	struct mail_report *report, const struct report_address *address);

/* As written behind "rfc822;", in brackets or alone. false: no address. */
bool report_address_get(const char *value, struct report_address *address_r);

/* The recipients whose address is no good, for good. */
enum err report_read_delivery(
	struct mail_report *report, const char *text, size_t len) MUST_CHECK;

/* The recipients who complained. *is_complaint_r: false for a report of
 * another kind, "not-spam" or the like. */
enum err report_read_feedback(struct mail_report *report, const char *text,
	size_t len, bool *is_complaint_r) MUST_CHECK;

/* Who complained to Outlook.com: a field that its Junk Mail Reporting Program
 * puts into the head of the message that it returns. */
#define REPORT_JMRP_FROM "staff@hotmail.com"
enum err report_read_jmrp(
	struct mail_report *report, const char *head, size_t len) MUST_CHECK;

#endif
