/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/mta_domains.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "core/address.h"

#define AREA "domains"
#define BLANKS " \t\r\n,"

void mta_domains_init(struct mta_domains *m)
{
	*m = (struct mta_domains){.len = 0};
}

void mta_domains_free(struct mta_domains *m)
{
	for (size_t i = 0; i < m->len; i++)
		free(m->items[i].name);
	free(m->items);
	free(m->unread);
	*m = (struct mta_domains){.len = 0};
}

/* ------------------------------------------------------------ collecting */

/* "localhost", "localhost.firma.example": nobody outside writes to them. */
static bool is_local(const char *domain)
{
	return strncmp(domain, "localhost.", 10) == 0 ||
		address_domain_is_within(domain, "localhost") ||
		address_domain_is_within(domain, "localdomain");
}

static struct mta_domain *find(const struct mta_domains *m, const char *name)
{
	for (size_t i = 0; i < m->len; i++)
		if (strcmp(m->items[i].name, name) == 0)
			return &m->items[i];
	return NULL;
}

static struct mta_domain *append(struct mta_domains *m, const char *name)
{
	struct mta_domain *items;

	if (m->len == m->cap) {
		items = array_grow(m->items, m->len, &m->cap, sizeof(*items));
		if (!items)
			return NULL;
		m->items = items;
	}
	items = &m->items[m->len];
	*items = (struct mta_domain){.name = strdup(name)};
	if (!items->name)
		return NULL;
	m->len++;
	return items;
}

void mta_domains_host(struct mta_domains *m, const char *name)
{
	if (address_domain_parse(name, strlen(name), m->host, NULL))
		m->host[0] = '\0';
}

void mta_domains_add(struct mta_domains *m, const char *text, size_t len,
	const char *where, enum mta_domain_role role)
{
	char name[ADDRESS_DOMAIN_MAX + 1];
	struct mta_domain *d;

	/* ".firma.example": what is below it. */
	if (len > 0 && *text == '.') {
		text++;
		len--;
	}
	if (!memchr(text, '.', len) ||
		address_domain_parse(text, len, name, NULL) || *name == '[' ||
		is_local(name))
		return;
	if (strcmp(name, m->host) == 0)
		role = MTA_DOMAIN_HOST;
	d = find(m, name);
	if (!d) {
		d = append(m, name);
		if (!d) {
			m->failed = ERR_NOMEM;
			return;
		}
	} else if (d->role <= role) {
		return;
	}
	d->where = where;
	d->role = role;
}

void mta_domains_add_words(struct mta_domains *m, const char *text,
	const char *where, enum mta_domain_role role)
{
	while (*text) {
		size_t len;

		text += strspn(text, BLANKS);
		if (*text == '#') {
			text += strcspn(text, "\n");
			continue;
		}
		len = strcspn(text, BLANKS "#");
		mta_domains_add(m, text, len, where, role);
		text += len;
	}
}

void mta_domains_unread(
	struct mta_domains *m, const char *what, const char *where)
{
	if (m->unread)
		return;
	m->unread = strdup(what);
	m->unread_where = where;
	if (!m->unread)
		m->failed = ERR_NOMEM;
}

/* ------------------------------------------------------------- comparing */

static bool owns(const struct settings *s, const char *domain)
{
	for (size_t i = 0; i < s->own_domains.len; i++)
		if (address_domain_is_within(domain, s->own_domains.items[i]))
			return true;
	return false;
}

static const char *consequence(enum mta_domain_role role)
{
	switch (role) {
	case MTA_DOMAIN_MAIL:
		return "mail for it ends here, but its senders cannot be told "
		       "who was refused or held, and its mailboxes are judged "
		       "as persons who get marketing";
	case MTA_DOMAIN_ORIGIN:
		return "mail is sent from it, but its senders cannot be told "
		       "who was refused or held";
	case MTA_DOMAIN_RELAY:
		return "mail for it is taken; if it is the firm's, its senders "
		       "cannot be told who was refused or held";
	case MTA_DOMAIN_HOST:
		break;
	}
	return "it is this machine's name; what is sent in it cannot be told "
	       "who was refused or held";
}

static void look_at_theirs(const struct mta_domain *d, const struct settings *s,
	struct findings *f)
{
	bool is_sure =
		d->role == MTA_DOMAIN_MAIL || d->role == MTA_DOMAIN_ORIGIN;

	if (owns(s, d->name))
		return;
	findings_add(f, is_sure ? SEVERITY_ERROR : SEVERITY_WARNING, AREA,
		"%s names %s, which is at none of own-domains: %s", d->where,
		d->name, consequence(d->role));
	findings_mend(
		f, "in robinson.conf: own-domains = {..., \"%s\"}", d->name);
}

/* A name below it is enough: many a server of a firm sends its mail, and has
 * no mailbox of it. */
static bool is_known(const struct mta_domains *m, const char *domain)
{
	for (size_t i = 0; i < m->len; i++)
		if (address_domain_is_within(m->items[i].name, domain))
			return true;
	return *m->host && address_domain_is_within(m->host, domain);
}

static void look_at_ours(
	const struct mta_domains *m, const char *domain, struct findings *f)
{
	if (is_known(m, domain))
		return;
	if (m->unread) {
		findings_add(f, SEVERITY_FINE, AREA,
			"whether the mail server knows %s of own-domains "
			"cannot be told: %s = %s is not read",
			domain, m->unread_where, m->unread);
		return;
	}
	findings_add(f, SEVERITY_WARNING, AREA,
		"own-domains names %s, which the mail server does not know: is "
		"it written right, and the firm's?",
		domain);
	findings_mend(
		f, "in robinson.conf: take \"%s\" out of own-domains", domain);
}

void mta_domains_compare(const struct mta_domains *m, const struct settings *s,
	struct findings *f)
{
	size_t before = f->len;

	if (m->failed) {
		f->failed = m->failed;
		return;
	}
	for (size_t i = 0; i < m->len; i++)
		look_at_theirs(&m->items[i], s, f);
	for (size_t i = 0; i < s->own_domains.len; i++)
		look_at_ours(m, s->own_domains.items[i], f);
	if (f->len == before && s->own_domains.len > 0)
		findings_add(f, SEVERITY_FINE, AREA,
			"own-domains and the mail server's are the same");
}

/* ---------------------------------------------------------- by themselves */

/* RFC 2606 2, 3; RFC 6761 6: nobody's for ever. */
static bool is_for_examples(const char *domain)
{
	static const char *const reserved[] = {"example", "invalid", "test",
		"localhost", "example.com", "example.net", "example.org"};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
		if (address_domain_is_within(domain, reserved[i]))
			return true;
	return false;
}

void own_domains_look(const struct settings *s, struct findings *f)
{
	if (s->own_domains.len == 0) {
		findings_add(f, SEVERITY_WARNING, AREA,
			"there are no own-domains: no sender can be told who "
			"was refused or held, so %s",
			s->untellable == UNTELLABLE_REFUSE ?
				"nothing is held or split, but refused" :
				"it is held and split in silence");
		findings_mend(f,
			"in robinson.conf: own-domains = {\"your mail "
			"domain\"}");
	}
	for (size_t i = 0; i < s->own_domains.len; i++) {
		const char *domain = s->own_domains.items[i];

		if (!is_for_examples(domain))
			continue;
		findings_add(f, SEVERITY_WARNING, AREA,
			"own-domains names %s, which stands for an example "
			"(RFC 2606), as in the sample configuration: your own "
			"people are not known",
			domain);
		findings_mend(f,
			"in robinson.conf: your mail domains instead of \"%s\"",
			domain);
	}
}
