/* SPDX-License-Identifier: BSD-2-Clause */
#include "lists/forms.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>

#define PARTS_MAX 10

/* Local parts, or domains. */
struct parts {
	char items[PARTS_MAX][DNM_FORM_MAX + 1];
	size_t len;
};

static bool is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

static void add_part(struct parts *p, const char *text, size_t len)
{
	if (len == 0 || len > DNM_FORM_MAX || p->len == PARTS_MAX)
		return;
	for (size_t i = 0; i < p->len; i++)
		if (strlen(p->items[i]) == len &&
			memcmp(p->items[i], text, len) == 0)
			return;
	memcpy(p->items[p->len], text, len);
	p->items[p->len++][len] = '\0';
}

/* Lower case, and not the folding of the canonical form: that is what the
 * owners of lists say they do. */
static enum err add_lower(struct parts *p, const char *text, size_t len)
{
	char lower[DNM_FORM_MAX];
	uint8_t *mapped;
	size_t mapped_len;

	if (len > DNM_FORM_MAX)
		return ERR_OK;
	if (is_ascii(text, len)) {
		for (size_t i = 0; i < len; i++)
			lower[i] = text[i] >= 'A' && text[i] <= 'Z' ?
				(char)(text[i] + ('a' - 'A')) :
				text[i];
		add_part(p, lower, len);
		return ERR_OK;
	}
	mapped = u8_tolower((const uint8_t *)text, len, NULL, UNINORM_NFC, NULL,
		&mapped_len);
	if (!mapped)
		return ERR_NOMEM;
	add_part(p, (const char *)mapped, mapped_len);
	free(mapped);
	return ERR_OK;
}

/* What address_parse() allows around an address. */
static void unwrap(const char **text, size_t *len)
{
	while (*len > 0 && strchr(" \t<", **text)) {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && strchr(" \t>", (*text)[*len - 1]))
		(*len)--;
}

static const struct address_rule *find_rule(
	const struct address_rules *rules, const char *domain)
{
	for (size_t i = 0; i < rules->len; i++)
		if (strcmp(rules->rules[i].domain, domain) == 0)
			return &rules->rules[i];
	return NULL;
}

static const char *separators_of(
	const struct address_rules *rules, const char *domain)
{
	const struct address_rule *rule = find_rule(rules, domain);

	if (rule && rule->alias_of)
		rule = find_rule(rules, rule->alias_of);
	if (rule && rule->separators)
		return rule->separators;
	return rules->default_separators ? rules->default_separators : "+";
}

static enum err gather_locals(struct parts *locals, const char *local,
	size_t len, const struct address *address, const char *separators)
{
	enum err e = add_lower(locals, local, len);
	size_t quoted = len >= 2 && local[0] == '"' ? 1 : 0, cut = 0;

	local += quoted;
	len -= 2 * quoted;
	while (cut < len && (cut == 0 || !strchr(separators, local[cut])))
		cut++;
	if (!e && cut < len)
		e = add_lower(locals, local, cut);
	add_part(locals, address->text, address->local_len);
	return e;
}

static enum err add_domain(struct parts *domains, const char *domain)
{
	char unicode[DNM_FORM_MAX + 1];
	enum err e;

	add_part(domains, domain, strlen(domain));
	e = address_domain_unicode(domain, unicode, sizeof(unicode));
	if (e == ERR_OK)
		add_part(domains, unicode, strlen(unicode));
	return e == ERR_NOMEM ? e : ERR_OK;
}

static enum err gather_domains(struct parts *domains,
	const struct address_rules *rules, const char *written,
	const struct address *address)
{
	const char *canonical = address_domain(address);
	enum err e = add_domain(domains, written);

	if (!e && strcmp(canonical, written) != 0)
		e = add_domain(domains, canonical);
	/* A mailbox at one domain of a provider is the same at all its
	 * aliases. */
	for (size_t i = 0; !e && i < rules->len; i++)
		if (rules->rules[i].alias_of &&
			strcmp(rules->rules[i].alias_of, canonical) == 0)
			e = add_domain(domains, rules->rules[i].domain);
	return e;
}

static void add_form(struct forms *f, enum form_kind kind, const char *local,
	size_t local_len, const char *domain)
{
	size_t domain_len = strlen(domain), len = local_len + 1 + domain_len;
	struct dnm_form *form = &f->items[f->len];

	if (f->len == FORMS_MAX || len > DNM_FORM_MAX)
		return;
	memcpy(form->text, local, local_len);
	form->text[local_len] = '@';
	memcpy(form->text + local_len + 1, domain, domain_len + 1);
	for (size_t i = 0; i < f->len; i++)
		if (f->items[i].len == len &&
			memcmp(f->items[i].text, form->text, len) == 0)
			return;
	form->kind = kind;
	form->len = len;
	f->len++;
}

static void add_dotless(struct forms *f, const char *local, const char *domain)
{
	char without[DNM_FORM_MAX + 1];
	size_t len = 0;

	for (const char *at = local; *at; at++)
		if (*at != '.')
			without[len++] = *at;
	if (len > 0)
		add_form(f, FORM_DOTLESS, without, len, domain);
}

static void combine(struct forms *f, const struct parts *locals,
	const struct parts *domains)
{
	for (size_t d = 0; d < domains->len; d++)
		for (size_t i = 0; i < locals->len; i++)
			add_form(f, FORM_ADDRESS, locals->items[i],
				strlen(locals->items[i]), domains->items[d]);
	for (size_t d = 0; d < domains->len; d++) {
		const char *at = domains->items[d];

		for (; at; at = address_domain_parent(at))
			add_form(f, FORM_DOMAIN, "", 0, at);
	}
	for (size_t d = 0; d < domains->len; d++)
		for (size_t i = 0; i < locals->len; i++)
			add_dotless(f, locals->items[i], domains->items[d]);
}

enum err forms_of_address(const struct address_rules *rules, const char *text,
	size_t text_len, const struct address *address, struct forms *forms_r)
{
	struct parts locals, domains;
	char written[ADDRESS_DOMAIN_MAX + 1];
	size_t at;
	enum err e;

	forms_r->len = locals.len = domains.len = 0;
	unwrap(&text, &text_len);
	for (at = text_len; at > 0 && text[at - 1] != '@';)
		at--;
	if (at == 0)
		return ERR_INVALID;
	e = address_domain_parse(text + at, text_len - at, written, NULL);
	if (!e)
		e = gather_locals(&locals, text, at - 1, address,
			separators_of(rules, written));
	if (!e)
		e = gather_domains(&domains, rules, written, address);
	if (!e)
		combine(forms_r, &locals, &domains);
	return e;
}

/* ------------------------------------------------- what a digest is made of */

/* Adigital's own client: "02", A-Z lower-cased, all but these deleted. */
static size_t adigital_text(const struct dnm_form *form, char *text_r)
{
	size_t len = 0;

	text_r[len++] = '0';
	text_r[len++] = '2';
	for (size_t i = 0; i < form->len; i++) {
		char c = form->text[i];

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			(c && strchr("@._+-", c)))
			text_r[len++] = c;
	}
	return len;
}

static size_t plain_text(const struct dnm_form *form, size_t from, char *text_r)
{
	memcpy(text_r, form->text + from, form->len - from);
	return form->len - from;
}

size_t forms_text(const struct dnm_form *form, enum dnm_format format,
	unsigned way, char *text_r)
{
	bool is_domain = form->kind == FORM_DOMAIN;

	if (form->kind == FORM_DOTLESS && format != DNM_ECG)
		return 0;
	switch (format) {
	case DNM_ADIGITAL_SHA256:
		return way || is_domain ? 0 : adigital_text(form, text_r);
	case DNM_MD5:
	case DNM_SHA1:
	case DNM_SHA256:
	case DNM_SHA512:
		/* The owners of such lists write a domain both ways. */
		if (way == 1 && is_domain)
			return plain_text(form, 1, text_r);
		break;
	case DNM_ECG:
	case DNM_ADDRESSES:
		break;
	}
	return way ? 0 : plain_text(form, 0, text_r);
}
