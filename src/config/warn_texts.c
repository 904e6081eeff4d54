/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts and languages that nobody will ever see. */
#include <string.h>
#include <strings.h>

#include "config/build_private.h"
#include "config/shown.h"

#define LANGUAGE_SIZE 3

#define WARN(b, sc, key, n, ...) \
	scope_problem(b, PROBLEM_WARNING, sc, key, n, __VA_ARGS__)

/* ---------------------------------------------------------------- reasons */

static bool has_list(const struct settings *s, const struct policy_purpose *p)
{
	(void)p;
	return s->dnm_len > 0;
}

static bool has_category(
	const struct settings *s, const struct policy_purpose *p)
{
	(void)s;
	return p->special_category;
}

static bool has_limit(const struct settings *s, const struct policy_purpose *p)
{
	(void)s;
	return p->max_unanswered > 0;
}

static bool has_interval(
	const struct settings *s, const struct policy_purpose *p)
{
	(void)s;
	return p->min_interval_s > 0;
}

static bool has_notice(const struct settings *s, const struct policy_purpose *p)
{
	(void)s;
	return p->requires_notice;
}

/* What must be configured for a reason to come about; of the others nothing. */
static const struct need {
	enum reason reason;
	bool (*is_met)(
		const struct settings *s, const struct policy_purpose *p);
	const char *words; /* where it is not */
} all_needs[] = {
	{REASON_LISTED, has_list, "there is no list section"},
	{REASON_SPECIAL_CATEGORY, has_category,
		"no purpose has special-category"},
	{REASON_UNANSWERED, has_limit, "no purpose has max-unanswered"},
	{REASON_TOO_SOON, has_interval, "no purpose has min-interval"},
	{REASON_NO_NOTICE, has_notice, "no purpose has require-notice"},
};

/* NULL: nothing is needed. */
static const struct need *need_of(enum reason reason)
{
	for (size_t i = 0; i < sizeof(all_needs) / sizeof(*all_needs); i++)
		if (all_needs[i].reason == reason)
			return &all_needs[i];
	return NULL;
}

/* Whether mail of that purpose can be given that reason at all. */
static bool is_possible(const struct settings *s,
	const struct policy_purpose *p, enum reason reason)
{
	const struct need *need = need_of(reason);

	return !need || need->is_met(s, p);
}

static bool any_possible(const struct settings *s, enum reason reason)
{
	for (size_t i = 0; i < s->policy.purposes_len; i++)
		if (is_possible(s, &s->policy.purposes[i], reason))
			return true;
	return false;
}

/* A hold is refused too, where the sender cannot be told. */
static bool any_refuses(const struct settings *s, enum reason reason)
{
	for (size_t i = 0; i < s->policy.purposes_len; i++)
		if (policy_action(&s->policy, &s->policy.purposes[i], reason) >=
			ACTION_HOLD)
			return true;
	return false;
}

static bool any_flags(const struct settings *s)
{
	for (size_t i = 0; i < s->policy.purposes_len; i++)
		for (unsigned r = REASON_OBJECTED; r < REASON_COUNT; r++)
			if (is_possible(s, &s->policy.purposes[i],
				    (enum reason)r) &&
				policy_action(&s->policy,
					&s->policy.purposes[i],
					(enum reason)r) == ACTION_FLAG)
				return true;
	return false;
}

static void warn_replies(struct builder *b, const struct scope *top)
{
	const struct settings *s = b->s;
	struct scope sc;

	if (!scope_sections(top, SECTION_REPLY))
		return;
	sc = scope_section(b, top, SECTION_REPLY, 0);
	for (unsigned r = REASON_OBJECTED; r < REASON_COUNT; r++) {
		enum reason reason = (enum reason)r;

		if (!s->reply[r])
			continue;
		if (!any_possible(s, reason))
			WARN(b, &sc, reason_name(reason), 0,
				"this text is never used: %s",
				need_of(reason)->words);
		else if (!any_refuses(s, reason))
			WARN(b, &sc, reason_name(reason), 0,
				"this text is never used: no purpose rejects "
				"or holds for this reason");
	}
}

static void warn_tag(struct builder *b, const struct scope *top)
{
	if (b->s->subject_tag && !any_flags(b->s))
		WARN(b, top, "subject-tag", 0,
			"is never used: no purpose flags a message for a "
			"reason that can come about");
}

/* -------------------------------------------------------------- languages */

static bool same_language(const char *a, const char *b)
{
	char of_a[LANGUAGE_SIZE] = "", of_b[LANGUAGE_SIZE] = "";

	return shown_language(a, of_a) == shown_language(b, of_b) &&
		strcasecmp(of_a, of_b) == 0;
}

/* Of names for one thing each language shows one, as shown_name() has it. */
static void warn_names(struct builder *b, const struct scope *top,
	enum section_id id, size_t at, const struct settings_list *names)
{
	struct scope sc = scope_section(b, top, id, at);
	char language[LANGUAGE_SIZE];

	for (size_t n = 0; n < names->len; n++) {
		const char *text = names->items[n];
		size_t i = 0;

		if (shown_language(text, language) &&
			!shown_has_language(language)) {
			WARN(b, &sc, "shown-as", n,
				"found \"%s\", which nobody is shown: pages "
				"are in %s and %s",
				text, shown_languages[0], shown_languages[1]);
			continue;
		}
		while (i < n && !same_language(names->items[i], text))
			i++;
		/* The same value twice is told as such. */
		if (i < n && strcmp(names->items[i], text) != 0)
			WARN(b, &sc, "shown-as", n,
				"found \"%s\" and \"%s\" in one language: only "
				"one of them is ever shown",
				names->items[i], text);
	}
}

static void warn_language(struct builder *b, const struct scope *sc,
	const char *key, const char *language, const char *what)
{
	if (language && !shown_has_language(language))
		WARN(b, sc, key, 0,
			"found \"%s\", in which there are no %s: they are in "
			"English; accepted: %s, %s",
			language, what, shown_languages[0], shown_languages[1]);
}

static void warn_languages(struct builder *b, const struct scope *top)
{
	struct scope sc;

	warn_language(
		b, top, "reply-language", b->s->reply_language, "refusals");
	if (!scope_sections(top, SECTION_NOTICES))
		return;
	sc = scope_section(b, top, SECTION_NOTICES, 0);
	if (scope_has(&sc, "language"))
		warn_language(
			b, &sc, "language", b->s->notices.language, "notices");
}

void warn_texts(struct builder *b, const struct scope *top)
{
	const struct policy *p = &b->s->policy;

	if (b->problems->errors == 0 && p->purposes_len > 0) {
		warn_replies(b, top);
		warn_tag(b, top);
	}
	for (size_t i = 0; i < p->relations_len; i++)
		warn_names(b, top, SECTION_RELATION, i,
			&b->s->relations_shown_as[i]);
	for (size_t i = 0; i < p->sources_len; i++)
		warn_names(
			b, top, SECTION_SOURCE, i, &b->s->sources_shown_as[i]);
	for (size_t i = 0; i < p->purposes_len; i++)
		warn_names(b, top, SECTION_PURPOSE, i,
			&b->s->purposes[i].shown_as);
	warn_languages(b, top);
}
