/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/report/advise.h"

#include <stdlib.h>
#include <string.h>

#include "core/policy_find.h"
#include "service/retention/ended.h"

#define PAGE 20000
#define PROGRESS_EACH 5

/* Days of silence as counts, while they are gathered. */
struct gathering {
	struct desk *desk;
	struct advice *advice;
	struct survival_count *counts; /* by day, SURVIVAL_DAYS_MAX + 1 */
	int64_t *day_begins; /* of today and the days before, latest first */
	int64_t *silent; /* of those whom only their silence could end */
	int64_t ended_otherwise;
	/* The firm's policy with the relation's other rules alone, those that
	 * do not run from the last contact. */
	struct policy others;
	struct policy_relation *relations;
	struct retain_rule *rules;
	bool has_others;
	struct subject subject;
	struct pseudonym last;
	size_t page; /* rows of this page */
	int64_t rows;
	enum err failed;
};

static enum err store_failed(struct desk *desk, enum err e)
{
	return desk_store_fail(desk, e, "reading");
}

static int capped(int64_t days)
{
	return days > SURVIVAL_DAYS_MAX ? SURVIVAL_DAYS_MAX : (int)days;
}

static bool take_silence(void *arg, const struct silence_count *count)
{
	struct gathering *g = arg;
	struct survival_count *c;

	if (!count->relation ||
		strcmp(count->relation, g->advice->relation->name) != 0 ||
		count->days < 0)
		return true;
	c = &g->counts[capped(count->days)];
	c->returned += count->returned;
	c->censored += count->removed;
	g->advice->returned += count->returned;
	g->advice->removed += count->removed;
	return true;
}

/* The begin of each day, so that a silence is a search and no calendar. */
static void find_day_begins(struct gathering *g)
{
	const struct zone *zone = g->desk->settings->zone;
	struct civil civil;
	int64_t today;

	zone_to_civil(zone, g->desk->now_utc, &civil);
	today = civil_days(civil.year, civil.month, civil.day);
	for (int i = 0; i <= SURVIVAL_DAYS_MAX; i++) {
		civil_from_days(today - i, &civil);
		g->day_begins[i] = zone_from_civil(zone, &civil);
	}
}

static int days_since(const struct gathering *g, int64_t at_utc)
{
	int from = 0, to = SURVIVAL_DAYS_MAX;

	while (from < to) {
		int middle = from + (to - from) / 2;

		if (g->day_begins[middle] <= at_utc)
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}

static enum err other_rules(struct gathering *g)
{
	const struct policy *p = &g->desk->settings->policy;
	const struct policy_relation *relation = g->advice->relation;
	struct policy_relation *own;

	g->others = *p;
	g->relations = calloc(p->relations_len, sizeof(*g->relations));
	g->rules = calloc(relation->retain_len + 1, sizeof(*g->rules));
	if (!g->relations || !g->rules)
		return ERR_NOMEM;
	memcpy(g->relations, p->relations,
		p->relations_len * sizeof(*g->relations));
	own = &g->relations[relation - p->relations];
	own->retain = g->rules;
	own->retain_len = 0;
	for (size_t i = 0; i < relation->retain_len; i++)
		if (relation->retain[i].anchor != RETAIN_LAST_CONTACT)
			g->rules[own->retain_len++] = relation->retain[i];
	g->has_others = own->retain_len > 0;
	g->others.relations = g->relations;
	return ERR_OK;
}

static enum err has_ended(struct gathering *g, const struct policy *policy,
	const struct store_person *p, bool *ended_r)
{
	struct retention retention;
	enum err e = ended_retention(
		policy, &g->subject, p, g->desk->now_utc, &retention);

	*ended_r = !e && ended_is_over(retention, g->desk->now_utc);
	return e;
}

static bool take_subject(void *arg, const struct store_subject *row)
{
	struct gathering *g = arg;
	const struct store_person *p = &row->person;
	int64_t from_utc = ended_silent_since(p);
	bool ended, otherwise = false;
	int days;

	g->last = row->key;
	g->page++;
	if (!p->relation || strcmp(p->relation, g->advice->relation->name) != 0)
		return true;
	g->failed = has_ended(g, &g->desk->settings->policy, p, &ended);
	if (!g->failed && g->has_others)
		g->failed = has_ended(g, &g->others, p, &otherwise);
	if (g->failed)
		return false;
	g->advice->end_now += ended;
	if (from_utc == INSTANT_NONE) {
		g->advice->undated++;
		return true;
	}
	days = days_since(g, from_utc);
	g->counts[days].censored++;
	g->advice->silent++;
	if (otherwise)
		g->ended_otherwise++;
	else
		g->silent[days]++;
	return true;
}

static enum err walk(struct gathering *g,
	void (*progress)(void *arg, int64_t subjects, int64_t of), void *arg)
{
	struct store_session *s = g->desk->session;
	int64_t of = 0;
	enum err e = progress ? store_subjects_count(s, &of) : ERR_OK;

	for (unsigned pages = 0; !e; pages++) {
		struct pseudonym after = g->last;

		g->page = 0;
		e = store_subjects_each(
			s, pages ? &after : NULL, PAGE, take_subject, g);
		if (!e && g->failed)
			return g->failed;
		g->rows += (int64_t)g->page;
		if (progress && !e && pages % PROGRESS_EACH == 0)
			progress(arg, g->rows, of > g->rows ? of : g->rows);
		if (g->page < PAGE)
			break;
	}
	return e ? store_failed(g->desk, e) : ERR_OK;
}

static enum err gather(struct gathering *g,
	void (*progress)(void *arg, int64_t subjects, int64_t of), void *arg)
{
	enum err e;

	find_day_begins(g);
	for (int i = 0; i <= SURVIVAL_DAYS_MAX; i++)
		g->counts[i].days = i;
	e = store_silence_each(g->desk->session, take_silence, g);
	if (e)
		return store_failed(g->desk, e);
	return walk(g, progress, arg);
}

/* A period of N days ends with its last second: the day N still counts. */
static void count_changes(const struct gathering *g, struct advice *a)
{
	a->would_end = g->ended_otherwise + a->undated;
	for (int day = a->days + 1; day <= SURVIVAL_DAYS_MAX; day++) {
		a->would_end += g->silent[day];
		a->would_have_lost += g->counts[day].returned;
	}
}

static enum err conclude(struct gathering *g, struct advice *a)
{
	enum err e = survival_fit(g->counts, SURVIVAL_DAYS_MAX + 1, &a->fit);

	if (e)
		return desk_fail(
			g->desk, e, "the counts of silences: %s", err_text(e));
	survival_advise(&a->fit, a->threshold, &a->found);
	if (a->found.answer == SURVIVAL_FOUND) {
		a->days = a->found.best.days;
		count_changes(g, a);
	}
	return ERR_OK;
}

static enum err check_arguments(struct desk *desk, const char *relation,
	double threshold, struct advice *a)
{
	const char *name;
	enum err e = desk_relation(desk, relation, &name);

	if (e)
		return e;
	if (!(threshold > 0 && threshold < 1))
		return desk_fail(desk, ERR_INVALID,
			"the threshold is %g; accepted: more than 0 and less "
			"than 1, as \"2%%\" or 0.02",
			threshold);
	a->relation = policy_relation(&desk->settings->policy, name);
	a->threshold = threshold;
	a->zone = desk->settings->zone;
	a->now_utc = desk->now_utc;
	return ERR_OK;
}

static enum err allocate(struct gathering *g)
{
	const size_t days = SURVIVAL_DAYS_MAX + 1;

	g->counts = calloc(days, sizeof(*g->counts));
	g->day_begins = calloc(days, sizeof(*g->day_begins));
	g->silent = calloc(days, sizeof(*g->silent));
	if (!g->counts || !g->day_begins || !g->silent || other_rules(g))
		return ERR_NOMEM;
	return ERR_OK;
}

static void release(struct gathering *g)
{
	free(g->counts);
	free(g->day_begins);
	free(g->silent);
	free(g->relations);
	free(g->rules);
	subject_free(&g->subject);
}

enum err advise(struct desk *desk, const struct translation *translation,
	const char *relation, double threshold,
	void (*progress)(void *arg, int64_t subjects, int64_t of), void *arg,
	struct advice *advice_r)
{
	struct gathering g = {.desk = desk, .advice = advice_r};
	enum err e;

	*advice_r = (struct advice){
		.settings = desk->settings, .translation = translation};
	e = check_arguments(desk, relation, threshold, advice_r);
	if (e)
		return e;
	subject_init(&g.subject);
	if (allocate(&g)) {
		release(&g);
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	}
	e = gather(&g, progress, arg);
	if (!e)
		e = conclude(&g, advice_r);
	release(&g);
	return e;
}

void advice_free(struct advice *advice)
{
	survival_free(&advice->fit);
}
