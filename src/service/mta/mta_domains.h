/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mta_domains.h - the mail server's domains beside own-domains
 *
 * A domain of the mail server that is none of own-domains: its senders cannot
 * be told who was refused or held, so what would be held is refused, and its
 * mailboxes are judged as persons who get marketing. An own domain that the
 * mail server does not know is most likely a typing mistake, or was moved
 * away.
 *
 * Shape:   domains are in canonical form (address.h), each once; "where" is
 *          the parameter or class, as "mydestination", a constant
 * Errors:  without memory m->failed is set, and nothing else is said
 * Owns:    mta_domains_init() .. mta_domains_free()
 * Threads: one; pure
 * Source:  RULES, "Where nobody can be told"; RFC 2606, RFC 6761
 */
#ifndef ROBINSON_MTA_MTA_DOMAINS_H
#define ROBINSON_MTA_MTA_DOMAINS_H

#include <stddef.h>

#include "base/err.h"
#include "base/findings.h"
#include "config/settings.h"

/* What counts most comes first. */
enum mta_domain_role {
	MTA_DOMAIN_MAIL, /* mail for it ends here */
	MTA_DOMAIN_ORIGIN, /* what has no domain is sent from it */
	MTA_DOMAIN_RELAY, /* mail for it is taken and handed on */
	MTA_DOMAIN_HOST /* this machine's own name */
};

struct mta_domain {
	char *name;
	const char *where;
	enum mta_domain_role role;
};

struct mta_domains {
	struct mta_domain *items;
	size_t len, cap;
	char host[ADDRESS_DOMAIN_MAX + 1]; /* this machine; "": not known */
	char *unread; /* the first table that could not be read; NULL: all
	               * were */
	const char *unread_where;
	enum err failed;
};

void mta_domains_init(struct mta_domains *m);
void mta_domains_free(struct mta_domains *m);

/* This machine's name, before anything is added. */
void mta_domains_host(struct mta_domains *m, const char *name);
/* A word as the mail server's files have it. What is no domain of mail
 * (localhost, an address literal, a name without a dot) is left out. */
void mta_domains_add(struct mta_domains *m, const char *text, size_t len,
	const char *where, enum mta_domain_role role);
/* Words divided by blanks and commas, one line or many; "#" begins a remark. */
void mta_domains_add_words(struct mta_domains *m, const char *text,
	const char *where, enum mta_domain_role role);
void mta_domains_unread(
	struct mta_domains *m, const char *what, const char *where);

/* The differences, as findings of the area "domains". */
void mta_domains_compare(const struct mta_domains *m, const struct settings *s,
	struct findings *f);

/* What own-domains are worth by themselves: none at all, or one that stands
 * in the sample configuration and can be nobody's. */
void own_domains_look(const struct settings *s, struct findings *f);

#endif
