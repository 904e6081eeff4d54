/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spf_policy.h - a policy is checked and rewritten before libspf2 gets it
 *
 * libspf2 accepts many policies that are syntax errors by the RFC, for some of
 * them it answers "pass", and it fails on some correct ones; mechanisms beyond
 * the 64th it ignores. So the syntax is checked here, wholly, before anything
 * is evaluated, and what comes out is the same policy in the form that it
 * understands: mechanisms first, then redirect, no other modifier; prefix
 * lengths of the client's family only; of the networks those that the client is
 * in, which are then the same as "all".
 *
 * Threads: pure
 * Source:  RFC 7208 4.6.1, 5, 6, 7.1, 12
 */
#ifndef ROBINSON_INBOUND_SPF_POLICY_H
#define ROBINSON_INBOUND_SPF_POLICY_H

#include <stdbool.h>

#include "base/buf.h"

struct spf_client {
	bool is_ip6;
	unsigned char octets[16]; /* the first 4 of an IPv4 address */
};

/* ERR_INVALID: permerror. "policy" begins with its version. */
enum err spf_policy_clean(const char *policy, const struct spf_client *client,
	struct buf *out) MUST_CHECK;

#endif
