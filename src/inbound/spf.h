/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * spf.h - may this client send for that domain? (RFC 7208, by libspf2)
 *
 * libspf2 evaluates; what it asks of the DNS goes through a layer of ours,
 * which holds the limits of section 4.6.4 over all includes together (libspf2
 * 1.2.10 begins to count anew in each and does not know the limit of void
 * lookups), asks for no records of type SPF and for no explanations, and ends
 * when the time is over.
 *
 * Errors:  "none" .. "permerror" are answers; a DNS answer that does not come
 *          is "temperror". libspf2 ends the process when it is out of memory.
 * Threads: one, for the whole process: libspf2's handlers are global
 * Source:  RFC 7208 2.4, 2.6, 4.3 to 4.6
 */
#ifndef ROBINSON_INBOUND_SPF_H
#define ROBINSON_INBOUND_SPF_H

#include <stdbool.h>
#include <stdint.h>

#include "core/address.h"
#include "inbound/dns.h"

#define SPF_TERMS_MAX 10
#define SPF_VOIDS_MAX 2

struct spf;

struct spf_question {
	const char *client; /* address as text */
	const char *helo; /* or NULL */
	const char *host; /* who asks, for %{r}; or NULL */
	const char *sender; /* MAIL FROM; "": HELO takes its place */
	int64_t timeout_ms;
};

/* "dns" is borrowed until spf_free(). */
enum err spf_open(struct dns *dns, struct spf **spf_r) MUST_CHECK;
void spf_free(struct spf **spf);

/* Static: "pass", "fail", "softfail", "neutral", "none", "temperror",
 * "permerror". A client on this very machine is "none". *is_late_r: the time
 * ended before the DNS had answered all that was asked. */
const char *spf_check(
	struct spf *spf, const struct spf_question *q, bool *is_late_r);

/* The domain that is asked about, canonical. false: there is none, or none that
 * can be asked about. */
bool spf_domain(
	const struct spf_question *q, char domain_r[ADDRESS_DOMAIN_MAX + 1]);

#endif
