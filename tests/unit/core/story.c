/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/core/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 6
#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define DAY 86400

static void fail(const char *what, const char *text)
{
	fprintf(stderr, "story: %s: %s\n", what, text);
	exit(EXIT_FAILURE);
}

int64_t story_instant(const struct zone *zone, const char *text)
{
	int64_t utc;

	if (!text || strcmp(text, "-") == 0)
		return INSTANT_NONE;
	if (instant_parse(zone, text, DAY_FIRST, &utc))
		fail("no date", text);
	return utc;
}

void story_message(const char *letters, struct message_mark *mark_r)
{
	char origin = letters[1] ? letters[1] : letters[0];

	memset(mark_r->id, letters[0], MESSAGE_DIGEST_LEN);
	memset(mark_r->origin, origin, MESSAGE_DIGEST_LEN);
	mark_r->lacks_origin = origin == '-';
	mark_r->is_unique = origin == '!';
}

/* Whether the word is among the last fields; it is taken out. */
static bool take_word(char *f[FIELDS], size_t from, const char *word)
{
	for (size_t i = from; i < FIELDS && f[i]; i++) {
		if (strcmp(f[i], word) != 0)
			continue;
		memmove(f + i, f + i + 1, (FIELDS - i) * sizeof(*f));
		return true;
	}
	return false;
}

static int64_t take_told(const struct story *story, char *f[FIELDS])
{
	static const char told[] = "told=";

	for (size_t i = 1; i < FIELDS && f[i]; i++) {
		const char *date = f[i];

		if (strncmp(date, told, sizeof(told) - 1) != 0)
			continue;
		memmove(f + i, f + i + 1, (FIELDS - i) * sizeof(*f));
		return story_instant(story->zone, date + sizeof(told) - 1);
	}
	return INSTANT_NONE;
}

static enum err add_grant(struct story *story, char *f[FIELDS])
{
	int64_t told_utc = take_told(story, f);
	struct grant grant = {
		.purpose = f[0],
		.given_utc = story_instant(story->zone, f[2]),
		.expires_utc = story_instant(story->zone, f[3]),
		.has_evidence = !f[4],
		.recorded_utc = told_utc,
	};

	grant.basis_known = f[1] && basis_parse(f[1], &grant.basis) == ERR_OK;
	return subject_add_grant(&story->subject, &grant);
}

static enum err add_relation(struct story *story, char *f[FIELDS])
{
	const struct relation_span span = {
		.name = f[0],
		.since_utc = story_instant(story->zone, f[1]),
		.end_utc = story_instant(story->zone, f[2]),
	};

	return subject_add_relation(&story->subject, &span);
}

static enum err add_objection(struct story *story, char *f[FIELDS])
{
	const struct objection objection = {
		.purpose = strcmp(f[0], "*") == 0 ? NULL : f[0],
		.at_utc = story_instant(story->zone, f[1]),
		.recorded_utc = take_told(story, f),
		.by_domain = take_word(f, 2, "domain"),
		.is_day = take_word(f, 2, "day"),
		.is_unconfirmed = take_word(f, 2, "unconfirmed"),
	};

	if (f[2])
		fail("no word of an objection", f[2]);

	return subject_add_objection(&story->subject, &objection);
}

static enum err add_withdrawal(struct story *story, char *f[FIELDS])
{
	const struct withdrawal withdrawal = {
		.purpose = f[0],
		.at_utc = story_instant(story->zone, f[1]),
		.recorded_utc = take_told(story, f),
		.is_day = take_word(f, 2, "day"),
	};

	return subject_add_withdrawal(&story->subject, &withdrawal);
}

static enum err add_lift(struct story *story, char *f[FIELDS])
{
	const struct objection_lift lift = {
		.purpose = f[0],
		.at_utc = story_instant(story->zone, f[1]),
		.recorded_utc = take_told(story, f),
	};

	return subject_add_lift(&story->subject, &lift);
}

static enum err add_send(struct story *story, char *f[FIELDS])
{
	struct send send = {
		.purpose = f[0],
		.at_utc = story_instant(story->zone, f[1]),
	};

	story_message(f[2] ? f[2] : "?", &send.mark);
	return subject_add_send(&story->subject, &send);
}

static enum err add_untold(struct story *story, char *f[FIELDS])
{
	enum err e = add_send(story, f);
	size_t len = story->subject.sends_len;

	if (!e)
		story->subject.sends[len - 1].lacked_notice = true;
	return e;
}

static enum err add_contact(struct story *story, char *f[FIELDS])
{
	return subject_add_contact(
		&story->subject, story_instant(story->zone, f[0]));
}

static enum err add_failure(struct story *story, char *f[FIELDS])
{
	return subject_add_failure(
		&story->subject, story_instant(story->zone, f[0]));
}

static enum err set_source(struct story *story, char *f[FIELDS])
{
	story->subject.source = f[0];
	return ERR_OK;
}

static enum err set_collected(struct story *story, char *f[FIELDS])
{
	story->subject.collected_utc = story_instant(story->zone, f[0]);
	return ERR_OK;
}

static enum err set_restricted(struct story *story, char *f[FIELDS])
{
	story->subject.restricted_utc = story_instant(story->zone, f[0]);
	return ERR_OK;
}

static void read_fact(struct story *story, const char *word, char *value)
{
	static const struct {
		const char *word;
		enum err (*add)(struct story *story, char *fields[FIELDS]);
	} facts[] = {
		{"source", set_source},
		{"collected", set_collected},
		{"restricted", set_restricted},
		{"relation", add_relation},
		{"contact", add_contact},
		{"failure", add_failure},
		{"grant", add_grant},
		{"withdrawal", add_withdrawal},
		{"objection", add_objection},
		{"lift", add_lift},
		{"send", add_send},
		{"untold", add_untold},
	};
	char *fields[FIELDS + 1] = {0};
	char *rest = value;

	for (size_t i = 0; i < FIELDS && rest; i++)
		fields[i] = strsep(&rest, ",");
	for (size_t i = 0; i < LEN(facts); i++) {
		if (strcmp(facts[i].word, word) == 0) {
			if (facts[i].add(story, fields))
				fail("out of memory", word);
			return;
		}
	}
	fail("not a fact", word);
}

void story_read(struct story *story, const struct zone *zone, const char *text)
{
	char *rest;

	story->zone = zone;
	story->text = strdup(text);
	subject_init(&story->subject);
	rest = story->text;
	while (rest) {
		char *value = strsep(&rest, " ");
		const char *word = strsep(&value, ":");

		if (word[0] == '\0')
			continue;
		if (strcmp(word, "known") == 0)
			story->subject.known = true;
		else if (value)
			read_fact(story, word, value);
		else
			fail("no value", word);
	}
}

void story_free(struct story *story)
{
	subject_free(&story->subject);
	free(story->text);
	story->text = NULL;
}

#define LI BASIS_BIT(BASIS_LEGITIMATE_INTEREST)
#define CONSENT BASIS_BIT(BASIS_CONSENT)
#define EXPLICIT BASIS_BIT(BASIS_EXPLICIT_CONSENT)
#define CONTRACT BASIS_BIT(BASIS_CONTRACT)
#define SOFT BASIS_BIT(BASIS_SOFT_OPT_IN)

static const struct retain_rule month_after_contact[] = {
	{{1, PERIOD_MONTHS}, RETAIN_LAST_CONTACT}};
static const struct retain_rule years_after_contact[] = {
	{{2, PERIOD_YEARS}, RETAIN_LAST_CONTACT}};
static const struct retain_rule years_after_end[] = {
	{{6, PERIOD_YEARS}, RETAIN_RELATION_END}};
static const struct retain_rule contact_or_collection[] = {
	{{1, PERIOD_MONTHS}, RETAIN_LAST_CONTACT},
	{{1, PERIOD_YEARS}, RETAIN_COLLECTION}};
static const struct retain_rule month_after_collection[] = {
	{{1, PERIOD_MONTHS}, RETAIN_COLLECTION}};
static const struct retain_rule contact_or_end[] = {
	{{1, PERIOD_MONTHS}, RETAIN_LAST_CONTACT},
	{{1, PERIOD_YEARS}, RETAIN_RELATION_END}};

static const struct policy_relation relations[] = {
	{"prospect", month_after_contact, 1, LI},
	{"customer", years_after_end, 1, CONTRACT | LI | SOFT},
	{"subscriber", years_after_contact, 1, 0},
	{"member", contact_or_collection, 2, LI},
	{"lead", month_after_collection, 1, LI},
	{"visitor", contact_or_end, 2, LI},
	{"guest", NULL, 0, LI},
	{"pretender", years_after_end, 1, ~0u},
};

static const char *const for_all[] = {"followup", "reminder", "newsletter",
	"wellbeing", "offers", "shop", "notice", "plain"};

static const struct policy_source sources[] = {
	{"chat", for_all, LEN(for_all)},
	{"support", NULL, 0},
};

static struct policy_purpose purposes[] = {
	{.name = "followup",
		.bases = LI | CONSENT,
		.has_assessment = true,
		.answer_window_s = 14 * DAY},
	{.name = "reminder",
		.bases = LI | CONSENT,
		.has_assessment = true,
		.max_unanswered = 3,
		.min_interval_s = 3 * DAY},
	{.name = "newsletter", .bases = CONSENT},
	{.name = "wellbeing", .bases = EXPLICIT, .special_category = true},
	{.name = "offers", .bases = LI | CONSENT},
	{.name = "shop", .bases = CONTRACT | SOFT},
	{.name = "notice",
		.bases = LI,
		.has_assessment = true,
		.answer_window_s = 14 * DAY,
		.requires_notice = true},
	{.name = "plain", .bases = LI | CONSENT, .has_assessment = true},
};

const struct policy *story_policy(
	const struct zone *zone, struct policy *policy_r)
{
	*policy_r = (struct policy){
		.zone = zone,
		.relations = relations,
		.relations_len = LEN(relations),
		.sources = sources,
		.sources_len = LEN(sources),
		.purposes = purposes,
		.purposes_len = LEN(purposes),
	};
	action_table_init(&policy_r->actions);
	for (size_t i = 0; i < LEN(purposes); i++)
		action_table_init(&purposes[i].actions);
	return policy_r;
}
