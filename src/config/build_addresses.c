/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "config/build_private.h"

/*
 * Shipped with the program: Google ignores dots and delivers what comes to
 * googlemail.com to the mailbox of the same name at gmail.com. A block of
 * the configuration for such a domain takes the place of its rule here.
 */
static const struct address_rule shipped[] = {
	{"gmail.com", "+", true, NULL},
	{"googlemail.com", "+", true, "gmail.com"},
};

#define SHIPPED_LEN (sizeof(shipped) / sizeof(shipped[0]))

static struct address_rule *find_rule(
	struct address_rule *rules, size_t len, const char *domain)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(rules[i].domain, domain) == 0)
			return &rules[i];
	return NULL;
}

/* The canonical form of the block's title; NULL: told to be no domain. */
static const char *read_domain(struct builder *b, const struct scope *sc)
{
	char domain[ADDRESS_DOMAIN_MAX + 1];
	const char *title = cfg_title(sc->cfg), *cause = NULL;

	if (address_domain_parse(title, strlen(title), domain, &cause) ==
		ERR_OK)
		return arena_text(b->arena, domain, strlen(domain));
	scope_problem(b, PROBLEM_ERROR, sc, NULL, 0,
		"found \"%.200s\" as its title; accepted: a domain name; %s",
		title, cause ? cause : "");
	return NULL;
}

static void read_rule(
	struct builder *b, const struct scope *sc, struct address_rule *rule)
{
	struct settings_list alias;
	int64_t dots = 0;

	rule->separators = scope_has(sc, "separators") ?
		scope_text(b, sc, "separators") :
		b->s->address_rules.default_separators;
	scope_number(b, sc, "ignore-dots", &dots);
	rule->ignore_dots = dots != 0;
	alias = scope_list(b, sc, "alias-of");
	rule->alias_of = alias.len ? alias.items[0] : NULL;
	if (rule->alias_of && strcmp(rule->alias_of, rule->domain) == 0)
		scope_problem(b, PROBLEM_ERROR, sc, "alias-of", 0,
			"found the domain itself; accepted: another domain");
	if (rule->alias_of &&
		(scope_has(sc, "separators") || scope_has(sc, "ignore-dots")))
		scope_problem(b, PROBLEM_ERROR, sc, "alias-of", 0,
			"found beside separators or ignore-dots; accepted: "
			"alone: those of %s count",
			rule->alias_of);
}

/* An alias spells its mailboxes as the domain that it stands for. */
static void follow_aliases(struct builder *b, const struct scope *top,
	struct address_rule *rules, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const struct address_rule *target = rules[i].alias_of ?
			find_rule(rules, len, rules[i].alias_of) :
			NULL;

		if (!rules[i].alias_of)
			continue;
		if (target && target != &rules[i] && target->alias_of)
			scope_problem(b, PROBLEM_ERROR, top, NULL, 0,
				"address-rule \"%s\": alias-of: found \"%s\", "
				"which is an alias itself; accepted: the "
				"domain that this one stands for",
				rules[i].domain, rules[i].alias_of);
		rules[i].separators = target ?
			target->separators :
			b->s->address_rules.default_separators;
		rules[i].ignore_dots = target && target->ignore_dots;
	}
}

static int compare_rules(const void *a, const void *b)
{
	const struct address_rule *x = a, *y = b;

	return strcmp(x->domain, y->domain);
}

void build_addresses(struct builder *b, const struct scope *top)
{
	size_t blocks = scope_sections(top, SECTION_ADDRESS_RULE);
	size_t len = SHIPPED_LEN;
	struct address_rule *rules =
		arena_alloc(b->arena, blocks + SHIPPED_LEN, sizeof(*rules));

	b->s->address_rules.default_separators =
		scope_text(b, top, "sub-address-separators");
	if (!rules)
		return;
	memcpy(rules, shipped, sizeof(shipped));
	for (size_t i = 0; i < blocks; i++) {
		struct scope sc =
			scope_section(b, top, SECTION_ADDRESS_RULE, i);
		const char *domain = read_domain(b, &sc);
		struct address_rule *rule;

		if (!domain)
			continue;
		rule = find_rule(rules, len, domain);
		if (!rule)
			rule = &rules[len++];
		*rule = (struct address_rule){.domain = domain};
		read_rule(b, &sc, rule);
	}
	follow_aliases(b, top, rules, len);
	qsort(rules, len, sizeof(*rules), compare_rules);
	b->s->address_rules.rules = rules;
	b->s->address_rules.len = len;
}
