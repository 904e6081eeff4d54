/* SPDX-License-Identifier: BSD-2-Clause */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "config/build_private.h"

static const char *read_title(struct builder *b, const struct scope *sc)
{
	const char *title = cfg_title(sc->cfg);

	return arena_text(b->arena, title, strlen(title));
}

static void read_relation(struct builder *b, const struct scope *sc,
	struct policy_relation *relation)
{
	size_t len = scope_len(sc, "retain");
	struct retain_rule *rules = arena_alloc(b->arena, len, sizeof(*rules));

	relation->name = read_title(b, sc);
	relation->bases = scope_bases(b, sc, "bases");
	relation->retain = rules;
	for (size_t i = 0; rules && i < len; i++) {
		struct value v;

		if (scope_value(b, sc, "retain", i, &v, NULL))
			rules[relation->retain_len++] = v.retain;
	}
}

static void read_source(
	struct builder *b, const struct scope *sc, struct policy_source *source)
{
	struct settings_list list = scope_list(b, sc, "collected-for");

	source->name = read_title(b, sc);
	source->collected_for = list.items;
	source->collected_for_len = list.len;
}

/* Nobody's word overrules these, and the mail server lets go of what it holds
 * without asking. */
static bool is_out_of_reach(
	const struct builder *b, enum reason reason, enum action action)
{
	return b->s->hold_in == HOLD_IN_MTA && action == ACTION_HOLD &&
		!reason_may_be_overruled(reason);
}

static void read_actions(
	struct builder *b, const struct scope *in, struct action_table *table)
{
	struct scope sc;

	action_table_init(table);
	if (!scope_sections(in, SECTION_ACTIONS))
		return;
	sc = scope_section(b, in, SECTION_ACTIONS, 0);
	for (size_t i = 0; i < schema_keys_len; i++) {
		const char *key = schema_keys[i].name;
		enum reason reason;
		struct value v;

		if (schema_keys[i].section != SECTION_ACTIONS ||
			!scope_has(&sc, key) ||
			reason_parse(key, &reason) != ERR_OK ||
			!scope_value(b, &sc, key, 0, &v, NULL))
			continue;
		if (is_out_of_reach(b, reason, (enum action)v.number))
			scope_problem(b, PROBLEM_ERROR, &sc, key, 0,
				"found \"hold\" with hold-in = mta; accepted: "
				"reject; what the mail server holds is "
				"released without asking, and %s (%s) must "
				"not be",
				reason_words(reason), reason_article(reason));
		else if (reason_allows(reason, (enum action)v.number))
			table->by_reason[reason] = (int8_t)v.number;
		else
			scope_problem(b, PROBLEM_ERROR, &sc, key, 0,
				"found \"%s\"; accepted: hold, reject; %s "
				"(%s) can be neither accepted nor flagged",
				action_name((enum action)v.number),
				reason_words(reason), reason_article(reason));
	}
}

/* GDPR Art. 21(4): what the first message must tell, and where. */
static void read_notice(struct builder *b, const struct scope *sc,
	struct settings_purpose *more)
{
	struct settings_header *notice =
		arena_alloc(b->arena, 1, sizeof(*notice));
	struct value v;

	for (size_t i = 0; i < scope_len(sc, "require-notice"); i++)
		if (scope_value(b, sc, "require-notice", i, &v, NULL))
			more->require_notice |=
				v.number ? NOTICE_HEADERS : NOTICE_TEXT;
	if (notice && scope_value(b, sc, "notice", 0, &v, &notice->pattern)) {
		notice->code = v.code;
		more->notice = notice;
	}
	if ((more->require_notice & NOTICE_TEXT) &&
		!scope_tried(b, sc, "notice"))
		scope_problem(b, PROBLEM_ERROR, sc, "require-notice", 0,
			"found \"text\" and no \"notice\"; accepted: notice = "
			"'/PATTERN/i' beside it");
}

static void read_unsubscribe(struct builder *b, const struct scope *sc,
	struct settings_purpose *more)
{
	const struct settings_unsubscribe *u = &b->s->unsubscribe;
	bool can = u->url || u->address;
	int64_t adds = u->is_on;

	scope_number(b, sc, "unsubscribe-headers", &adds);
	if (adds && scope_has(sc, "unsubscribe-headers") && !can)
		scope_problem(b, PROBLEM_ERROR, sc, "unsubscribe-headers", 0,
			"found \"yes\" without a place to unsubscribe at; "
			"accepted: yes where a section \"unsubscribe\" has url "
			"or address");
	more->adds_unsubscribe = adds && can;
}

static void read_purpose(struct builder *b, const struct scope *sc,
	struct policy_purpose *purpose, struct settings_purpose *more)
{
	int64_t unanswered = 0, answers = 0;

	scope_require(b, sc);
	purpose->name = read_title(b, sc);
	purpose->bases = scope_bases(b, sc, "bases");
	more->assessment = scope_text(b, sc, "assessment");
	purpose->has_assessment = more->assessment != NULL;
	more->shown_as = scope_list(b, sc, "shown-as");
	build_disclosure(b, sc, &b->s->processing, &more->told);
	more->special_category = scope_list(b, sc, "special-category");
	/* A mistyped category is a category all the same. */
	purpose->special_category = scope_has(sc, "special-category");
	scope_number(b, sc, "answer-window", &purpose->answer_window_s);
	scope_number(b, sc, "max-answers", &answers);
	purpose->max_answers = (int)answers;
	scope_number(b, sc, "max-unanswered", &unanswered);
	purpose->max_unanswered = (int)unanswered;
	scope_number(b, sc, "min-interval", &purpose->min_interval_s);
	read_notice(b, sc, more);
	purpose->requires_notice = more->require_notice != 0;
	read_unsubscribe(b, sc, more);
	read_actions(b, sc, &purpose->actions);
}

static void build_purposes(struct builder *b, const struct scope *top)
{
	size_t len = scope_sections(top, SECTION_PURPOSE);
	struct policy_purpose *purposes =
		arena_alloc(b->arena, len, sizeof(*purposes));
	struct settings_purpose *more =
		arena_alloc(b->arena, len, sizeof(*more));

	for (size_t i = 0; purposes && more && i < len; i++) {
		struct scope sc = scope_section(b, top, SECTION_PURPOSE, i);

		read_purpose(b, &sc, &purposes[i], &more[i]);
		b->s->policy.purposes_len = i + 1;
	}
	b->s->policy.purposes = purposes;
	b->s->purposes = more;
}

void build_policy(struct builder *b, const struct scope *top)
{
	struct policy *p = &b->s->policy;
	size_t relations_len = scope_sections(top, SECTION_RELATION);
	size_t sources_len = scope_sections(top, SECTION_SOURCE);
	struct policy_relation *relations =
		arena_alloc(b->arena, relations_len, sizeof(*relations));
	struct policy_source *sources =
		arena_alloc(b->arena, sources_len, sizeof(*sources));
	struct settings_list *relations_shown =
		arena_alloc(b->arena, relations_len, sizeof(*relations_shown));
	struct settings_list *sources_shown =
		arena_alloc(b->arena, sources_len, sizeof(*sources_shown));
	struct scope sc;

	p->zone = b->s->zone;
	p->relations = relations;
	p->sources = sources;
	b->s->relations_shown_as = relations_shown;
	b->s->sources_shown_as = sources_shown;
	for (size_t i = 0; relations && relations_shown && i < relations_len;
		i++) {
		sc = scope_section(b, top, SECTION_RELATION, i);
		read_relation(b, &sc, &relations[p->relations_len++]);
		relations_shown[i] = scope_list(b, &sc, "shown-as");
	}
	for (size_t i = 0; sources && sources_shown && i < sources_len; i++) {
		sc = scope_section(b, top, SECTION_SOURCE, i);
		read_source(b, &sc, &sources[p->sources_len++]);
		sources_shown[i] = scope_list(b, &sc, "shown-as");
	}
	build_purposes(b, top);
	read_actions(b, top, &p->actions);
	/* The only one of them that is held by default. */
	if (b->s->hold_in == HOLD_IN_MTA &&
		p->actions.by_reason[REASON_OBJECTION_UNCONFIRMED] ==
			ACTION_UNSET)
		p->actions.by_reason[REASON_OBJECTION_UNCONFIRMED] =
			ACTION_REJECT;
}

void build_policy_free(struct settings *s)
{
	for (size_t i = 0; i < s->policy.purposes_len; i++)
		if (s->purposes[i].notice)
			pcre2_code_free((pcre2_code *)(uintptr_t)s->purposes[i]
						.notice->code);
}
