/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/known_domains.h"

#include <string.h>

/* FNV-1a */
static size_t place_of(const char *domain)
{
	uint32_t hash = 2166136261u;

	for (; *domain; domain++)
		hash = (hash ^ (unsigned char)*domain) * 16777619u;
	return (hash ^ hash >> 16) % KNOWN_DOMAINS;
}

enum err known_domains_key(struct known_domains *known, struct pseudonymizer *p,
	const char *domain, struct pseudonym *key_r)
{
	size_t at = place_of(domain);
	size_t len = strlen(domain);
	enum err e;

	if (len > 0 && strcmp(known->kept[at].domain, domain) == 0) {
		*key_r = known->kept[at].key;
		return ERR_OK;
	}
	e = pseudonym_of_domain(p, domain, key_r);
	if (!e && len <= DOMAIN_KEPT_MAX) {
		memcpy(known->kept[at].domain, domain, len + 1);
		known->kept[at].key = *key_r;
	}
	return e;
}
