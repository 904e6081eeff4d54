/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bad_address.h - does a failure say that the address does not exist?
 *
 * A server tells it in a status, in a diagnostic, or in both, and they often
 * disagree: the more telling one wins. A code in the diagnostic overrides the
 * status; what speaks of a block, of spam, a policy, a rate, a quota, a size
 * or of something temporary overrides every code. What is not understood does
 * not count as a bad address.
 *
 * Shape:   texts as they came, of whatever length; beyond
 *          BAD_ADDRESS_TEXT_MAX octets a diagnostic is not read
 * Errors:  none
 * Threads: pure
 * Source:  RFC 3463; RFC 5321 4.2 (reply codes); FORMATS.md, delivery reports
 */
#ifndef ROBINSON_INBOUND_BAD_ADDRESS_H
#define ROBINSON_INBOUND_BAD_ADDRESS_H

#include <stdbool.h>

#define BAD_ADDRESS_TEXT_MAX 4096
#define BAD_ADDRESS_STATUS_MAX 31

struct bad_address {
	bool is_bad;
	bool is_silent; /* nothing tells for it or against it */
	const char *row; /* which row spoke, in words; never NULL */
	/* "5.1.1": of the diagnostic, else the status; "": none */
	char status[BAD_ADDRESS_STATUS_MAX + 1];
};

/* Both may be NULL or empty. */
void bad_address_judge(const char *status, const char *diagnostic,
	struct bad_address *judged_r);

#endif
