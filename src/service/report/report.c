/* SPDX-License-Identifier: BSD-2-Clause */
/* All persons in the order of keys, each beside what else is under the key. */
#include "service/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "core/policy_find.h"
#include "service/person/requests.h"
#include "service/retention/ended.h"

#define PAGE 20000
#define PROGRESS_EACH 5
#define DAY_S INT64_C(86400)

struct tally {
	struct desk *desk;
	struct report *report;
	const struct policy *policy;
	struct store_subject *page;
	size_t len, next; /* persons of the page; the first not yet counted */
	struct subject facts; /* of a person who has some */
	struct subject bare; /* of one who has none */
	size_t last_group;
	int64_t late_utc, silent_utc;
	enum err failed;
};

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_group(
	const struct report_group *g, const char *source, const char *relation)
{
	return is_same(g->source, source) && is_same(g->relation, relation);
}

static struct report_group *add_group(
	struct report *r, const char *source, const char *relation)
{
	struct report_group *groups;

	if (r->groups_len == r->groups_cap) {
		groups = array_grow(r->groups, r->groups_len, &r->groups_cap,
			sizeof(*groups));
		if (!groups)
			return NULL;
		r->groups = groups;
	}
	groups = &r->groups[r->groups_len++];
	*groups = (struct report_group){.source = source,
		.relation = relation,
		.newest_utc = INSTANT_NONE};
	return groups;
}

/* Mostly that of the person before. */
static struct report_group *group_of(
	struct tally *t, const char *source, const char *relation)
{
	struct report *r = t->report;

	if (t->last_group < r->groups_len &&
		is_group(&r->groups[t->last_group], source, relation))
		return &r->groups[t->last_group];
	for (size_t i = 0; i < r->groups_len; i++) {
		if (is_group(&r->groups[i], source, relation)) {
			t->last_group = i;
			return &r->groups[i];
		}
	}
	return add_group(r, source, relation);
}

static bool has_unproven(const struct subject *s, const char *purpose)
{
	for (size_t i = 0; i < s->grants_len; i++)
		if (!s->grants[i].has_evidence &&
			(!purpose || is_same(s->grants[i].purpose, purpose)))
			return true;
	return false;
}

static bool has_stray(const struct policy *p, const struct subject *s)
{
	for (size_t i = 0; i < s->grants_len; i++)
		if (!s->grants[i].basis_known || !s->grants[i].purpose ||
			!policy_purpose(p, s->grants[i].purpose))
			return true;
	return false;
}

static void count_grants(struct report *r, const struct subject *s)
{
	for (size_t i = 0; i < r->purposes_len; i++) {
		struct report_purpose *p = &r->purposes[i];

		for (size_t g = 0; g < s->grants_len; g++)
			p->grants +=
				is_same(s->grants[g].purpose, p->rule->name);
		p->unproven += has_unproven(s, p->rule->name);
	}
	r->unproven += has_unproven(s, NULL);
	r->stray_grants += has_stray(&r->settings->policy, s);
}

/* The first rule that holds under each purpose, and the bases that stand. */
static struct retention count_purposes(struct tally *t, const struct subject *s)
{
	struct report *r = t->report;
	struct retention retention = {RETENTION_ENDED, INSTANT_NONE};
	unsigned bases = 0;

	for (size_t i = 0; i < r->purposes_len; i++) {
		struct report_purpose *p = &r->purposes[i];
		const struct question question = {.purpose = p->rule,
			.now_utc = t->desk->now_utc,
			.is_live = true};
		struct verdict verdict;

		policy_decide(t->policy, s, &question, &verdict);
		p->by_reason[verdict.reason]++;
		bases |= verdict.standing & p->rule->bases;
		retention = verdict.retention;
	}
	if (r->purposes_len == 0)
		retention =
			policy_retention(t->policy, s, t->desk->now_utc, true);
	for (unsigned b = 0; b < BASIS_COUNT; b++)
		r->by_basis[b] += (bases & BASIS_BIT(b)) != 0;
	r->without_basis += bases == 0;
	return retention;
}

static void count_retention(struct tally *t, struct report_group *g,
	const struct store_person *person, struct retention retention)
{
	if (!ended_is_over(retention, t->desk->now_utc))
		return;
	/* Art. 18(1)(b)-(c): restricted data is kept for the person. */
	if (person->restricted_utc != INSTANT_NONE) {
		g->restricted++;
		return;
	}
	g->ended++;
	g->late += retention.kind == RETENTION_AT &&
		retention.end_utc < t->late_utc;
}

static enum err add_record(struct subject *s, const struct store_person *person)
{
	const struct relation_span span = {person->relation,
		person->relation_since_utc, person->relation_end_utc};
	enum err e = ERR_OK;

	s->known = true;
	s->source = person->source;
	s->collected_utc = person->collected_utc;
	s->restricted_utc = person->restricted_utc;
	if (person->relation)
		e = subject_add_relation(s, &span);
	if (!e && person->last_contact_utc != INSTANT_NONE)
		e = subject_add_contact(s, person->last_contact_utc);
	if (!e && person->failure_utc != INSTANT_NONE)
		e = subject_add_failure(s, person->failure_utc);
	return e;
}

/* "s" holds what is beside the record. */
static enum err count_person(
	struct tally *t, const struct store_person *person, struct subject *s)
{
	struct report *r = t->report;
	struct report_group *g = group_of(t, person->source, person->relation);
	int64_t silent_since = ended_silent_since(person);
	enum err e = g ? add_record(s, person) : ERR_NOMEM;

	if (e)
		return e;
	r->persons++;
	r->restricted += person->restricted_utc != INSTANT_NONE;
	r->undeliverable += person->failure_utc != INSTANT_NONE &&
		person->failure_utc >= person->last_contact_utc;
	g->persons++;
	if (person->collected_utc > g->newest_utc)
		g->newest_utc = person->collected_utc;
	g->silent +=
		silent_since == INSTANT_NONE || silent_since < t->silent_utc;
	count_retention(t, g, person, count_purposes(t, s));
	if (s->grants_len > 0)
		count_grants(r, s);
	return ERR_OK;
}

/* Persons of the page in front of the key (NULL: all that are left), who have
 * nothing beside their record. */
static enum err count_bare(struct tally *t, const struct pseudonym *key)
{
	enum err e = ERR_OK;

	while (!e && t->next < t->len) {
		const struct store_subject *row = &t->page[t->next];

		if (key &&
			memcmp(row->key.bytes, key->bytes, PSEUDONYM_LEN) >= 0)
			break;
		subject_reset(&t->bare);
		e = count_person(t, &row->person, &t->bare);
		t->next++;
	}
	return e;
}

static bool take_facts(
	void *arg, const struct pseudonym *key, struct subject *facts)
{
	struct tally *t = arg;

	t->failed = count_bare(t, key);
	if (t->failed)
		return false;
	if (t->next < t->len &&
		memcmp(t->page[t->next].key.bytes, key->bytes, PSEUDONYM_LEN) ==
			0) {
		t->failed = count_person(t, &t->page[t->next].person, facts);
		t->next++;
		return !t->failed;
	}
	/* Art. 17(3)(b), 21(3): what must be honoured without a person. */
	t->report->objections_kept += facts->objections_len > 0;
	t->report->withdrawals_kept += facts->withdrawals_len > 0;
	return true;
}

static bool take_subject(void *arg, const struct store_subject *row)
{
	struct tally *t = arg;

	t->page[t->len] = *row;
	t->page[t->len++].person.ref = NULL;
	return true;
}

/* One view of both for the length of a page, not of all of them: a long
 * reader would keep the store's log from being written back. */
static enum err count_page(
	struct tally *t, const struct pseudonym *after, bool *is_last_r)
{
	struct store_session *s = t->desk->session;
	enum err e;

	t->len = t->next = 0;
	e = store_read_begin(s);
	if (e)
		return e;
	e = store_subjects_each(s, after, PAGE, take_subject, t);
	*is_last_r = t->len < PAGE;
	if (!e)
		e = store_facts_each(s, after,
			*is_last_r ? NULL : &t->page[t->len - 1].key, &t->facts,
			take_facts, t);
	store_read_end(s);
	if (!e)
		e = t->failed;
	return e ? e : count_bare(t, NULL);
}

static enum err count_all(struct tally *t,
	void (*progress)(void *arg, int64_t subjects, int64_t of), void *arg)
{
	struct pseudonym after;
	bool is_last = false;
	int64_t of = 0;
	enum err e =
		progress ? store_subjects_count(t->desk->session, &of) : ERR_OK;

	for (unsigned pages = 0; !e && !is_last; pages++) {
		e = count_page(t, pages ? &after : NULL, &is_last);
		if (!e && !is_last)
			after = t->page[t->len - 1].key;
		if (!e && progress && pages % PROGRESS_EACH == 0)
			progress(arg, t->report->persons,
				of > t->report->persons ? of :
							  t->report->persons);
	}
	if (e == ERR_NOMEM)
		return desk_fail(t->desk, e, "%s", err_text(e));
	return e ? desk_store_fail(t->desk, e, "reading") : ERR_OK;
}

static enum err begin(struct desk *desk, struct report *r)
{
	const struct settings *settings = desk->settings;

	*r = (struct report){.settings = settings,
		.now_utc = desk->now_utc,
		.journal_since_utc = INSTANT_NONE};
	findings_init(&r->findings);
	if (settings->policy.purposes_len == 0)
		return ERR_OK;
	r->purposes =
		calloc(settings->policy.purposes_len, sizeof(*r->purposes));
	if (!r->purposes)
		return ERR_NOMEM;
	r->purposes_len = settings->policy.purposes_len;
	for (size_t i = 0; i < r->purposes_len; i++) {
		r->purposes[i].rule = &settings->policy.purposes[i];
		r->purposes[i].words = &settings->purposes[i];
	}
	return ERR_OK;
}

static bool take_request(void *arg, const struct requests_item *item)
{
	struct report *r = arg;

	r->requests_open++;
	r->requests_overdue += item->is_late;
	return true;
}

static enum err count_requests(struct desk *desk, struct report *r)
{
	const struct requests_query query = {.is_open = true};

	return requests_each(desk, &query, take_request, r);
}

/* The same day of the year, so many years ago. */
static int64_t years_ago(const struct desk *desk, int years)
{
	const struct period period = {years, PERIOD_YEARS};

	return period_kept_since(desk->settings->zone, desk->now_utc, &period);
}

enum err report_make(struct desk *desk, const struct translation *translation,
	void (*progress)(void *arg, int64_t subjects, int64_t of), void *arg,
	struct report *report_r)
{
	struct tally t = {.desk = desk,
		.report = report_r,
		.policy = &desk->settings->policy,
		.late_utc = desk->now_utc - REPORT_LATE_DAYS * DAY_S,
		.silent_utc = years_ago(desk, REPORT_SILENT_YEARS)};
	enum err e = begin(desk, report_r);

	report_r->translation = translation;
	subject_init(&t.facts);
	subject_init(&t.bare);
	t.page = calloc(PAGE, sizeof(*t.page));
	if (e || !t.page)
		e = desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	if (!e)
		e = count_all(&t, progress, arg);
	if (!e)
		e = report_read_journal(desk, report_r);
	if (!e)
		e = count_requests(desk, report_r);
	if (!e && report_find(report_r))
		e = desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	subject_free(&t.facts);
	subject_free(&t.bare);
	free(t.page);
	if (e)
		report_free(report_r);
	return e;
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->actors_len; i++)
		free(report->actors[i].name);
	free(report->actors);
	free(report->groups);
	free(report->purposes);
	findings_free(&report->findings);
	*report = (struct report){.settings = NULL};
}

/* ------------------------------------------------------------------ sums */

struct report_group report_sum(
	const struct report *report, bool by_source, const char *name)
{
	struct report_group sum = {.source = by_source ? name : NULL,
		.relation = by_source ? NULL : name,
		.newest_utc = INSTANT_NONE};

	for (size_t i = 0; i < report->groups_len; i++) {
		const struct report_group *g = &report->groups[i];

		if (!is_same(by_source ? g->source : g->relation, name))
			continue;
		sum.persons += g->persons;
		sum.ended += g->ended;
		sum.late += g->late;
		sum.restricted += g->restricted;
		sum.silent += g->silent;
		if (g->newest_utc > sum.newest_utc)
			sum.newest_utc = g->newest_utc;
	}
	return sum;
}

int64_t report_may_go(
	const struct report *report, const struct report_purpose *purpose)
{
	int64_t count = 0;

	for (unsigned i = 1; i < REASON_COUNT; i++)
		if (purpose->by_reason[i] > 0 &&
			policy_action(&report->settings->policy, purpose->rule,
				(enum reason)i) <= ACTION_FLAG)
			count += purpose->by_reason[i];
	return count;
}

static bool is_known(
	const struct report *report, bool by_source, const char *name)
{
	const struct policy *p = &report->settings->policy;

	if (!name)
		return false;
	return by_source ? policy_source(p, name) != NULL :
			   policy_relation(p, name) != NULL;
}

void report_each_unknown(const struct report *report, bool by_source,
	void (*each)(void *arg, const struct report_group *sum), void *arg)
{
	for (size_t i = 0; i < report->groups_len; i++) {
		const struct report_group *g = &report->groups[i];
		const char *name = by_source ? g->source : g->relation;
		struct report_group sum;
		size_t first = 0;

		while (!is_same(by_source ? report->groups[first].source :
					    report->groups[first].relation,
			name))
			first++;
		if (first < i || is_known(report, by_source, name))
			continue;
		sum = report_sum(report, by_source, name);
		each(arg, &sum);
	}
}
