/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/rules_change.h"

#include <stdlib.h>
#include <string.h>

#include "core/address_rules.h"
#include "store/spelling.h"

#define TEXT_MAX ((size_t)4 << 20)

struct kept {
	struct rules_kept count;
	const char *ours; /* as text */
	char *newest;
	enum err failed;
};

static bool take(void *arg, const struct store_rules *rules)
{
	struct kept *k = arg;

	k->count.sets++;
	k->count.since_utc = rules->since_utc;
	k->count.has_these |= strcmp(rules->text, k->ours) == 0;
	free(k->newest);
	k->newest = strdup(rules->text);
	k->failed = k->newest ? ERR_OK : ERR_NOMEM;
	return !k->failed;
}

/* ------------------------------------------------------- one domain's rule */

enum {
	JOINS = 1, /* what was two persons is one */
	PARTS = 2 /* what was one person is two */
};

static bool has_more(const char *separators, const char *than)
{
	for (; *separators; separators++)
		if (!strchr(than, *separators))
			return true;
	return false;
}

static unsigned compare(
	const struct address_rule *before, const struct address_rule *now)
{
	unsigned change = 0;

	if (before->alias_of && now->alias_of)
		return strcmp(before->alias_of, now->alias_of) == 0 ?
			0 :
			JOINS | PARTS;
	if (now->alias_of)
		return JOINS;
	if (before->alias_of)
		return PARTS;
	if (has_more(now->separators, before->separators))
		change |= JOINS;
	if (has_more(before->separators, now->separators))
		change |= PARTS;
	if (now->ignore_dots != before->ignore_dots)
		change |= now->ignore_dots ? JOINS : PARTS;
	return change;
}

static void say_rule(struct buf *said, const struct address_rule *rule)
{
	if (rule->alias_of)
		buf_addf(said, "an alias of %s", rule->alias_of);
	else if (*rule->separators)
		buf_addf(said, "separators \"%s\", dots %s", rule->separators,
			rule->ignore_dots ? "ignored" : "count");
	else
		buf_addf(said, "no sub-addresses, dots %s",
			rule->ignore_dots ? "ignored" : "count");
}

static unsigned say_domain(const struct address_rules *before,
	const struct address_rules *now, const char *domain, const char *name,
	struct buf *said)
{
	struct address_rule old, new;
	unsigned change;

	address_rule_of(before, domain, &old);
	address_rule_of(now, domain, &new);
	change = compare(&old, &new);
	if (!change)
		return 0;
	buf_addf(said, "  %s: ", name);
	say_rule(said, &new);
	buf_adds(said, "; before: ");
	say_rule(said, &old);
	buf_adds(said, "\n");
	return change;
}

static bool has_rule(const struct address_rules *rules, const char *domain)
{
	for (size_t i = 0; i < rules->len; i++)
		if (strcmp(rules->rules[i].domain, domain) == 0)
			return true;
	return false;
}

static void say_change(const struct address_rules *before,
	const struct address_rules *now, struct buf *said)
{
	/* No domain has an empty name. */
	unsigned change =
		say_domain(before, now, "", "all other domains", said);

	for (size_t i = 0; i < now->len; i++)
		change |= say_domain(before, now, now->rules[i].domain,
			now->rules[i].domain, said);
	for (size_t i = 0; i < before->len; i++)
		if (!has_rule(now, before->rules[i].domain))
			change |=
				say_domain(before, now, before->rules[i].domain,
					before->rules[i].domain, said);
	if (change & JOINS)
		buf_adds(said,
			"Spellings that were several persons are one now: "
			"what is on record under them is joined when they are "
			"next seen; objections, withdrawals and restrictions "
			"of each count.\n");
	if (change & PARTS)
		buf_adds(said,
			"Spellings that were one person are several now: "
			"objections, withdrawals and restrictions count for "
			"each of them; consents, relation and history stay "
			"with the address as it was spelt without what was "
			"removed, the others are unknown until they are put "
			"on record.\n");
}

/* -------------------------------------------------------------------- both */

static enum err say_against(
	const struct settings *s, const struct kept *k, struct buf *said)
{
	struct address_rules_copy before;
	char since[INSTANT_TEXT_SIZE];
	enum err e;

	if (strcmp(k->newest, k->ours) == 0)
		return ERR_OK;
	e = address_rules_parse(k->newest, &before);
	if (e == ERR_CORRUPT) {
		buf_addf(said,
			"What the address rules were before cannot be told: "
			"the store %s has rules that this program does not "
			"know.\n",
			s->store);
		return ERR_OK;
	}
	if (e)
		return e;
	instant_format(s->zone, k->count.since_utc, since);
	buf_addf(said,
		"The address rules are others than those in force since %s%s:"
		"\n",
		since,
		k->count.has_these ? " (they were in force before them)" : "");
	say_change(&before.rules, &s->address_rules, said);
	address_rules_free(&before);
	return ERR_OK;
}

/* "said" NULL: only counts. */
static enum err look(const struct settings *s, struct kept *k, struct buf *said)
{
	char cause[STORE_CAUSE_SIZE] = "";
	enum err e = store_rules_peek(s->store, take, k, cause);

	if (!e)
		e = k->failed;
	if (e == ERR_NOMEM)
		return e;
	if (e && e != ERR_NOT_FOUND && said)
		buf_addf(said,
			"Whether the address rules changed cannot be told: "
			"the store %s: %s.\n",
			s->store, *cause ? cause : err_text(e));
	return !e && k->newest && said ? say_against(s, k, said) : ERR_OK;
}

static enum err begin(
	const struct settings *s, struct kept *k, struct buf *said)
{
	struct buf ours;
	enum err e;

	buf_init(&ours, TEXT_MAX);
	e = address_rules_format(&s->address_rules, &ours);
	*k = (struct kept){.ours = buf_text(&ours)};
	if (!e)
		e = look(s, k, said);
	k->ours = NULL;
	free(k->newest);
	k->newest = NULL;
	buf_free(&ours);
	return e;
}

enum err rules_change_tell(const struct settings *s, struct buf *said)
{
	struct kept kept;
	enum err e = begin(s, &kept, said);

	return e ? e : buf_err(said);
}

enum err rules_change_count(const struct settings *s, struct rules_kept *kept_r)
{
	struct kept kept;
	enum err e = begin(s, &kept, NULL);

	*kept_r = kept.count;
	return e;
}
