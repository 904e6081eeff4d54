/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/party.h"

#include <stdio.h>
#include <string.h>

#include "base/glob.h"

/* Stands in for the half of the address that is not known. */
#define NO_LOCAL "x"
#define NO_DOMAIN "any.invalid"

static bool read_both(const struct address_rules *rules, const char *text,
	struct party *party)
{
	size_t len = strlen(text);

	return address_parse(rules, text, len, &party->canonical, NULL) ==
		ERR_OK &&
		address_plain(text, len, &party->plain, NULL) == ERR_OK;
}

/* Where the local part is too long or too odd for an address, the domain is
 * still known; a name without a domain is a local part. */
static void read_half(const struct address_rules *rules,
	const struct mailbox *mailbox, struct party *party)
{
	struct mailbox half = *mailbox;
	char text[MAILBOX_TEXT_SIZE];

	if (*half.domain)
		(void)snprintf(half.local, sizeof(half.local), "%s", NO_LOCAL);
	else
		(void)snprintf(
			half.domain, sizeof(half.domain), "%s", NO_DOMAIN);
	mailbox_write(&half, text);
	if (!read_both(rules, text, party))
		return;
	party->knows_local = !*mailbox->domain;
	party->knows_domain = !party->knows_local;
}

void party_read(const struct address_rules *rules, const char *text,
	struct party *party_r)
{
	char written[MAILBOX_TEXT_SIZE];
	struct mailbox mailbox;

	*party_r = (struct party){.knows_local = false};
	if (read_both(rules, text, party_r)) {
		party_r->knows_local = party_r->knows_domain = true;
		return;
	}
	if (mailbox_mend(text, &mailbox, NULL) || !*mailbox.local)
		return;
	mailbox_write(&mailbox, written);
	if (read_both(rules, written, party_r))
		party_r->knows_local = party_r->knows_domain = true;
	else
		read_half(rules, &mailbox, party_r);
}

static bool half_matches(const char *glob, const char *text, size_t len,
	bool is_known, bool in_doubt)
{
	if (is_known)
		return glob_match(glob, text, len);
	return in_doubt || strcmp(glob, "*") == 0;
}

static bool domain_matches(
	const char *glob, const struct address *a, bool is_known, bool in_doubt)
{
	const char *domain = address_domain(a);

	return half_matches(glob, domain, strlen(domain), is_known, in_doubt);
}

static bool form_matches(const struct settings_address *pattern,
	const struct party *p, const struct address *a, bool in_doubt)
{
	if (p->is_hint && strcmp(pattern->local, "*") == 0)
		return false;
	if (!pattern->domain)
		return half_matches(pattern->local, a->text, a->text_len,
			p->knows_local && p->knows_domain, in_doubt);
	if (!half_matches(pattern->local, a->text, a->local_len, p->knows_local,
		    in_doubt))
		return false;
	/* A glob may mean an alias, or the domain that it stands for. */
	return domain_matches(pattern->domain, &p->canonical, p->knows_domain,
		       in_doubt) ||
		domain_matches(
			pattern->domain, &p->plain, p->knows_domain, in_doubt);
}

/* The tools that rewrite senders (SRS) put into them what only looks like a
 * sub-address: where marketing is asked about it may stay. */
static bool pattern_matches(const struct settings_address *pattern,
	const struct party *p, bool in_doubt)
{
	if (pattern->has_tag)
		return form_matches(pattern, p, &p->plain, in_doubt);
	return form_matches(pattern, p, &p->canonical, in_doubt) ||
		(in_doubt && form_matches(pattern, p, &p->plain, in_doubt));
}

bool party_matches(const struct party *party,
	const struct settings_addresses *patterns, bool in_doubt)
{
	for (size_t i = 0; i < patterns->len; i++)
		if (pattern_matches(&patterns->items[i], party, in_doubt))
			return true;
	return false;
}

bool party_is(const struct party *a, const struct party *b)
{
	return a->knows_local == b->knows_local &&
		a->knows_domain == b->knows_domain &&
		(a->knows_local || a->knows_domain) &&
		strcmp(a->plain.text, b->plain.text) == 0;
}
