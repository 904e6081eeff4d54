/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "config/build_private.h"

#define DEFAULT_SEPARATORS "+"
/* Stands for a domain that the pattern leaves open. */
#define ANY_DOMAIN "any.invalid"
#define PATTERN_MAX 320

static bool is_glob(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}

/* A label at a time: where it is no glob it may have an A-label. */
static const char *canonical_domain(struct builder *b, const char *text)
{
	char domain[ADDRESS_DOMAIN_MAX + 1];
	char label[PATTERN_MAX + 1];
	struct buf out;
	const char *done;

	if (!is_glob(text))
		return address_domain_parse(text, strlen(text), domain, NULL) ?
			text :
			arena_text(b->arena, domain, strlen(domain));
	buf_init(&out, (size_t)4 * PATTERN_MAX);
	for (;;) {
		size_t len = strcspn(text, ".");

		memcpy(label, text, len);
		label[len] = '\0';
		if (is_glob(label) ||
			address_domain_parse(label, len, domain, NULL))
			(void)buf_adds(&out, label);
		else
			(void)buf_adds(&out, domain);
		text += len;
		if (!*text++)
			break;
		(void)buf_addc(&out, '.');
	}
	done = arena_text(b->arena, buf_text(&out), out.len);
	buf_free(&out);
	return done;
}

static const char *separators_of(
	const struct address_rules *rules, const char *domain)
{
	for (size_t i = 0; i < rules->len; i++)
		if (strcmp(rules->rules[i].domain, domain) == 0 &&
			rules->rules[i].separators)
			return rules->rules[i].separators;
	return rules->default_separators ? rules->default_separators :
					   DEFAULT_SEPARATORS;
}

/* RFC 5233: something stands before the separator. */
static bool has_tag(const struct address_rules *rules, const char *local,
	const char *domain)
{
	return *local && strpbrk(local + 1, separators_of(rules, domain));
}

/* "*" and "?" are letters of an address like others, so the rules for its
 * spelling apply to a glob as well. What is no local part stays as it is. */
static void spell(
	struct builder *b, const char *local, struct settings_address *pattern)
{
	const struct address_rules *rules = &b->s->address_rules;
	const char *domain =
		is_glob(pattern->domain) ? ANY_DOMAIN : pattern->domain;
	char text[2 * PATTERN_MAX + 2];
	struct address a;
	enum err e;

	pattern->local = local;
	pattern->has_tag = has_tag(rules, local, domain);
	(void)snprintf(text, sizeof(text), "%s@%s", local, domain);
	if (pattern->has_tag)
		e = address_plain(text, strlen(text), &a, NULL);
	else
		e = address_parse(rules, text, strlen(text), &a, NULL);
	if (e)
		return;
	pattern->local = arena_text(b->arena, a.text, a.local_len);
	/* An alias is the domain that it stands for. */
	if (domain == pattern->domain)
		pattern->domain = arena_text(b->arena, address_domain(&a),
			strlen(address_domain(&a)));
}

static void read_pattern(
	struct builder *b, const char *text, struct settings_address *pattern)
{
	const char *at = strrchr(text, '@');

	pattern->text = text;
	if (!at) {
		pattern->local = text;
		pattern->has_tag =
			has_tag(&b->s->address_rules, text, ANY_DOMAIN);
		return;
	}
	pattern->domain = canonical_domain(b, at + 1);
	text = arena_text(b->arena, text, (size_t)(at - text));
	if (text && pattern->domain)
		spell(b, text, pattern);
}

struct settings_addresses build_patterns(
	struct builder *b, const struct scope *sc, const char *key)
{
	struct settings_list list = scope_list(b, sc, key);
	struct settings_address *items =
		arena_alloc(b->arena, list.len, sizeof(*items));

	for (size_t i = 0; items && i < list.len; i++)
		read_pattern(b, list.items[i], &items[i]);
	return (struct settings_addresses){items, items ? list.len : 0};
}
