/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "base/table.h"
#include "config/article30.h"
#include "config/build_private.h"

#define GAPS_MAX 3000 /* octets; what is more is cut off */

#define WARN(b, sc, key, n, ...) \
	scope_problem(b, PROBLEM_WARNING, sc, key, n, __VA_ARGS__)

/* Bases that could stand for somebody under these settings. */
static unsigned reachable_bases(
	const struct policy *p, const struct policy_purpose *purpose)
{
	/* Consent is each person's own and can always be recorded. */
	unsigned bases =
		BASIS_BIT(BASIS_CONSENT) | BASIS_BIT(BASIS_EXPLICIT_CONSENT);

	for (size_t i = 0; i < p->relations_len; i++)
		bases |= p->relations[i].bases;
	if (!purpose->has_assessment)
		bases &= ~BASIS_BIT(BASIS_LEGITIMATE_INTEREST);
	return bases & purpose->bases;
}

/* A relation that carries a contract or its own products' rule is one with a
 * customer. */
static bool is_customer(const struct policy_relation *r)
{
	return r->bases &
		(BASIS_BIT(BASIS_CONTRACT) | BASIS_BIT(BASIS_SOFT_OPT_IN));
}

/* Directive 2002/58 Art. 13(1): e-mail marketing to those who are no
 * customers needs prior consent, whatever GDPR Art. 6(1)(f) allows. */
static void warn_strangers(struct builder *b, const struct scope *sc,
	const struct policy_purpose *purpose)
{
	const struct policy *p = &b->s->policy;
	unsigned interest = BASIS_BIT(BASIS_LEGITIMATE_INTEREST);

	if (!(purpose->bases & interest) || !purpose->has_assessment)
		return;
	for (size_t i = 0; i < p->relations_len; i++) {
		const struct policy_relation *r = &p->relations[i];

		if (!(r->bases & interest) || is_customer(r))
			continue;
		WARN(b, sc, "bases", 0,
			"accepts legitimate-interest for persons who are no "
			"customers (relation \"%s\"); Directive 2002/58 Art. "
			"13(1) and national law (in Poland PKE Art. 398) ask "
			"for their prior consent to e-mail marketing",
			r->name);
	}
}

static void warn_purpose(struct builder *b, const struct scope *sc,
	const struct policy_purpose *purpose)
{
	if ((purpose->bases & BASIS_BIT(BASIS_LEGITIMATE_INTEREST)) &&
		!purpose->has_assessment && !scope_tried(b, sc, "assessment"))
		WARN(b, sc, "bases", 0,
			"legitimate-interest without an assessment never "
			"stands (GDPR Art. 5(2), 6(1)(f)); accepted: "
			"assessment = \"REFERENCE\"");
	if (!reachable_bases(&b->s->policy, purpose))
		WARN(b, sc, "bases", 0,
			"none of these bases can ever stand for anybody: no "
			"relation carries one, and none is a consent");
	warn_strangers(b, sc, purpose);
}

static void warn_notice(struct builder *b, const struct scope *sc,
	const struct settings_purpose *more)
{
	if (more->notice && !(more->require_notice & NOTICE_TEXT))
		WARN(b, sc, "notice", 0,
			"is looked for by nobody: require-notice does not "
			"name \"text\"");
}

static bool is_own_domain(const struct settings *s, const char *address)
{
	const char *domain = strrchr(address, '@') + 1;

	for (size_t i = 0; i < s->own_domains.len; i++)
		if (strcmp(s->own_domains.items[i], domain) == 0)
			return true;
	return false;
}

static void warn_unsubscribe(struct builder *b, const struct scope *top)
{
	const struct settings_unsubscribe *u = &b->s->unsubscribe;
	struct scope sc;

	if (!u->is_on)
		return;
	sc = scope_section(b, top, SECTION_UNSUBSCRIBE, 0);
	if (!scope_tried(b, &sc, "url") && !scope_tried(b, &sc, "address"))
		WARN(b, &sc, NULL, 0,
			"has neither url nor address: there is nowhere to "
			"unsubscribe at");
	if (u->address && !b->s->inbound.is_on)
		WARN(b, &sc, "address", 0,
			"is read by nobody: a section \"inbound\" makes "
			"Robinson hear what is written there");
	if (u->address && b->s->own_domains.len &&
		!is_own_domain(b->s, u->address))
		WARN(b, &sc, "address", 0,
			"is at none of own-domains: does its mail come by "
			"this server?");
}

static void warn_relation(struct builder *b, const struct scope *sc,
	const struct policy_relation *r)
{
	bool only_end = r->retain_len > 0;

	if (!r->retain_len && !scope_tried(b, sc, "retain"))
		WARN(b, sc, NULL, 0,
			"has no \"retain\": its retention counts as ended, "
			"nobody of it may be written to (GDPR Art. 5(1)(e))");
	for (size_t i = 0; i < r->retain_len; i++)
		only_end =
			only_end && r->retain[i].anchor == RETAIN_RELATION_END;
	if (only_end)
		WARN(b, sc, "retain", 0,
			"ends by relation-end only: who is never said to have "
			"left is kept for ever");
}

static void warn_purpose_header(struct builder *b, const struct scope *top)
{
	const struct settings *s = b->s;
	bool proven = s->purpose_users.len || s->purpose_clients_len;
	struct scope sc;

	if (!scope_sections(top, SECTION_PURPOSE_HEADER))
		return;
	sc = scope_section(b, top, SECTION_PURPOSE_HEADER, 0);
	if (!proven && s->purpose_senders.len)
		WARN(b, &sc, "sender", 0,
			"an envelope sender alone proves nothing: anybody can "
			"write it; name auth-user or client too");
	else if (!proven)
		WARN(b, &sc, NULL, 0,
			"trusts nobody: name auth-user or client");
}

static void warn_lists(struct builder *b, const struct scope *top)
{
	for (size_t i = 0; i < b->s->dnm_len; i++) {
		struct scope sc = scope_section(b, top, SECTION_LIST, i);

		if (!b->s->dnm[i].max_age_s && !scope_tried(b, &sc, "max-age"))
			WARN(b, &sc, NULL, 0,
				"has no \"max-age\": nobody is told when it is "
				"no longer brought up to date");
	}
}

/* Without memory there is no warning, and nothing else is lost. */
static void warn_repeated_in(struct builder *b, const struct statement *st)
{
	struct table seen;

	table_init(&seen);
	for (size_t n = 0; n < st->len; n++) {
		char *text = st->values[n].text;

		if (table_put(&seen, text, strlen(text), text) == ERR_EXISTS)
			problems_add(b->problems, PROBLEM_WARNING, st->file,
				st->values[n].line,
				"%s: \"%.200s\" is given twice", st->key->name,
				text);
	}
	table_free(&seen);
}

/* The same value twice in one list: lists may be long. */
static void warn_repeated(struct builder *b)
{
	for (size_t i = 0; i < b->source->len; i++) {
		const struct statement *st = &b->source->items[i];

		if (!st->dropped && st->key && st->len > 1)
			warn_repeated_in(b, st);
	}
}

/* A firm that has begun to fill the record of processing is told what it lacks;
 * one that keeps it elsewhere is not. "robinson report" tells everybody. */
static void warn_record(struct builder *b, const struct scope *top)
{
	static const enum section_id sections[] = {
		SECTION_CONTROLLER, SECTION_OFFICER, SECTION_PROCESSING};
	struct scope sc = *top;
	struct buf said;

	if (!article30_is_begun(b->s))
		return;
	for (size_t i = 3; i > 0; i--)
		if (scope_sections(top, sections[i - 1]) > 0)
			sc = scope_section(b, top, sections[i - 1], 0);
	buf_init(&said, GAPS_MAX);
	article30_say(b->s, &said);
	if (said.len > 0)
		WARN(b, &sc, NULL, 0,
			"the record of processing is incomplete (GDPR Art. "
			"30(1)); not configured: %s",
			buf_text(&said));
	buf_free(&said);
}

void build_warn(struct builder *b, const struct scope *top)
{
	const struct policy *p = &b->s->policy;

	for (size_t i = 0; i < p->relations_len; i++) {
		struct scope sc = scope_section(b, top, SECTION_RELATION, i);

		warn_relation(b, &sc, &p->relations[i]);
	}
	for (size_t i = 0; i < p->purposes_len; i++) {
		struct scope sc = scope_section(b, top, SECTION_PURPOSE, i);

		warn_notice(b, &sc, &b->s->purposes[i]);
		/* Without any it is told that they are missing. */
		if (p->purposes[i].bases || scope_has(&sc, "bases"))
			warn_purpose(b, &sc, &p->purposes[i]);
	}
	warn_classify(b, top);
	warn_texts(b, top);
	warn_purpose_header(b, top);
	warn_unsubscribe(b, top);
	warn_staff(b, top);
	warn_lists(b, top);
	warn_record(b, top);
	warn_repeated(b);
}
