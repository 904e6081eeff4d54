/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * known_domains.h - keys of the domains that come again and again
 *
 * Each address is looked up under all its domains too, and most addresses share
 * them: large providers, top-level domains. Their keys are kept here, so that
 * they are not computed anew for each recipient.
 *
 * Owns:    nothing: a plain value, empty when it is zero. To be emptied when
 *          another pseudonymizer is used with it
 * Threads: belongs to one thread at a time
 */
#ifndef ROBINSON_OFFICE_KNOWN_DOMAINS_H
#define ROBINSON_OFFICE_KNOWN_DOMAINS_H

#include "crypto/pseudonym.h"

#define KNOWN_DOMAINS 16
#define DOMAIN_KEPT_MAX 63

struct known_domains {
	struct {
		char domain[DOMAIN_KEPT_MAX + 1]; /* "": none */
		struct pseudonym key;
	} kept[KNOWN_DOMAINS];
};

/* As pseudonym_of_domain(). */
enum err known_domains_key(struct known_domains *known, struct pseudonymizer *p,
	const char *domain, struct pseudonym *key_r) MUST_CHECK;

#endif
