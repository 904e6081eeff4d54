/* SPDX-License-Identifier: BSD-2-Clause */
/* What of it is not in order, and what mends that. */
#include <inttypes.h>
#include <string.h>

#include "config/article30.h"
#include "service/report/report.h"

#define DAY_S INT64_C(86400)

static const char retention[] = "retention";
static const char sources[] = "sources";
static const char relations[] = "relations";
static const char purposes[] = "purposes";
static const char consent[] = "consent";
static const char record[] = "record";

#define GAPS_MAX 20000

static const char *plural(int64_t count)
{
	return count == 1 ? "" : "s";
}

/* Art. 5(1)(e). A night may pass before a purge; a week may not. */
static void find_ended(struct findings *f, const struct report_group *sum)
{
	if (sum->ended == 0)
		return;
	findings_add(f, sum->late > 0 ? SEVERITY_ERROR : SEVERITY_WARNING,
		retention,
		"relation \"%s\": the retention of %" PRId64
		" person%s has ended, of %" PRId64 " more than %d days ago",
		sum->relation, sum->ended, plural(sum->ended), sum->late,
		REPORT_LATE_DAYS);
	findings_persons(f, sum->ended);
	findings_mend(f, "robinson purge --relation %s", sum->relation);
}

/* A relation that lasts without end keeps a person for ever: Art. 5(1)(e). */
static void find_silent(struct findings *f, const struct policy_relation *rule,
	const struct report_group *sum)
{
	for (size_t i = 0; i < rule->retain_len; i++)
		if (rule->retain[i].anchor != RETAIN_RELATION_END)
			return;
	if (rule->retain_len == 0 || sum->silent == 0)
		return;
	findings_add(f, SEVERITY_WARNING, retention,
		"relation \"%s\" ends only with itself, and %" PRId64
		" person%s had no contact for %d years",
		rule->name, sum->silent, plural(sum->silent),
		REPORT_SILENT_YEARS);
	findings_persons(f, sum->silent);
	findings_mend(f,
		"relation \"%s\" { retain = {..., \"3 years after "
		"last-contact\"} }, or robinson relate ADDRESS --relation %s "
		"--end T",
		rule->name, rule->name);
}

static void find_restricted(struct report *r)
{
	int64_t count = 0;

	for (size_t i = 0; i < r->groups_len; i++)
		count += r->groups[i].restricted;
	if (count == 0)
		return;
	findings_add(&r->findings, SEVERITY_WARNING, retention,
		"%" PRId64 " person%s whose retention has ended stay%s because "
		"processing is restricted (GDPR Art. 18): is the restriction "
		"still needed?",
		count, plural(count), count == 1 ? "s" : "");
	findings_persons(&r->findings, count);
	findings_mend(&r->findings, "robinson restrict ADDRESS --lift");
}

/* Without a relation, or with one that nobody knows, nothing says how long. */
static void find_unknown_relation(void *arg, const struct report_group *sum)
{
	struct findings *f = arg;

	if (sum->relation)
		findings_add(f, SEVERITY_ERROR, relations,
			"%" PRId64 " person%s of the relation \"%s\", which "
			"the configuration does not know: their retention "
			"counts as ended",
			sum->persons, plural(sum->persons), sum->relation);
	else
		findings_add(f, SEVERITY_ERROR, relations,
			"%" PRId64 " person%s without a relation: their "
			"retention counts as ended",
			sum->persons, plural(sum->persons));
	findings_persons(f, sum->persons);
	if (sum->relation)
		findings_mend(f,
			"relation \"%s\" { retain = ... } in the "
			"configuration, or robinson purge --unknown-relations",
			sum->relation);
	else
		findings_mend(f,
			"robinson relate ADDRESS --relation R, or "
			"robinson purge");
}

/* Art. 5(1)(b), 30(1): nothing says what the data was taken for. */
static void find_unknown_source(void *arg, const struct report_group *sum)
{
	struct findings *f = arg;

	if (sum->source)
		findings_add(f, SEVERITY_ERROR, sources,
			"%" PRId64 " person%s of the source \"%s\", which is "
			"not registered",
			sum->persons, plural(sum->persons), sum->source);
	else
		findings_add(f, SEVERITY_ERROR, sources,
			"%" PRId64 " person%s without a source", sum->persons,
			plural(sum->persons));
	findings_persons(f, sum->persons);
	if (sum->source)
		findings_mend(f,
			"source \"%s\" { collected-for = {...} } in the "
			"configuration",
			sum->source);
	else
		findings_mend(f,
			"robinson import FILE.csv --source S, from "
			"the system that they came from");
}

static void find_relations(struct report *r)
{
	const struct policy *p = &r->settings->policy;

	for (size_t i = 0; i < p->relations_len; i++) {
		const struct policy_relation *rule = &p->relations[i];
		struct report_group sum = report_sum(r, false, rule->name);

		find_ended(&r->findings, &sum);
		find_silent(&r->findings, rule, &sum);
	}
	find_restricted(r);
	report_each_unknown(r, false, find_unknown_relation, &r->findings);
}

static void find_idle_source(struct report *r, const char *name)
{
	struct report_group sum = report_sum(r, true, name);
	char date[INSTANT_TEXT_SIZE];

	if (sum.newest_utc > r->now_utc - REPORT_IDLE_SOURCE_DAYS * DAY_S)
		return;
	instant_format_date(r->settings->zone, sum.newest_utc, date);
	if (sum.persons == 0)
		findings_add(&r->findings, SEVERITY_WARNING, sources,
			"source \"%s\": nobody on record came from it", name);
	else
		findings_add(&r->findings, SEVERITY_WARNING, sources,
			"source \"%s\": nobody came from it for a year, the "
			"last one on %s",
			name, date);
	findings_persons(&r->findings, sum.persons);
	findings_mend(&r->findings,
		"is the system still in use? If not: delete what it holds, and "
		"source \"%s\" from the configuration once nobody is left",
		name);
}

static void find_sources(struct report *r)
{
	const struct policy *p = &r->settings->policy;

	for (size_t i = 0; i < p->sources_len; i++)
		find_idle_source(r, p->sources[i].name);
	report_each_unknown(r, true, find_unknown_source, &r->findings);
}

static void find_purposes(struct report *r)
{
	for (size_t i = 0; i < r->purposes_len; i++) {
		const struct report_purpose *p = &r->purposes[i];

		if (r->persons == 0 || report_may_go(r, p) > 0)
			continue;
		findings_add(&r->findings, SEVERITY_WARNING, purposes,
			"purpose \"%s\": nobody may be written to for it",
			p->rule->name);
		findings_persons(&r->findings, 0);
		findings_mend(&r->findings,
			"robinson explain ADDRESS --purpose %s tells why; a "
			"purpose that is given up leaves the configuration",
			p->rule->name);
	}
	if (r->without_basis == 0)
		return;
	findings_add(&r->findings, SEVERITY_WARNING, purposes,
		"%" PRId64 " person%s without a basis for any purpose",
		r->without_basis, plural(r->without_basis));
	findings_persons(&r->findings, r->without_basis);
	findings_mend(&r->findings,
		"robinson erase ADDRESS, unless something "
		"else than marketing needs the record");
}

static void find_consent(struct report *r)
{
	if (r->unproven > 0) {
		findings_add(&r->findings, SEVERITY_WARNING, consent,
			"consents of %" PRId64 " person%s have no evidence and "
			"do not stand (GDPR Art. 7(1))",
			r->unproven, plural(r->unproven));
		findings_persons(&r->findings, r->unproven);
		findings_mend(&r->findings,
			"robinson grant ADDRESS --purpose P --basis consent "
			"--at T --evidence E");
	}
	if (r->stray_grants == 0)
		return;
	findings_add(&r->findings, SEVERITY_WARNING, consent,
		"consents of %" PRId64 " person%s are for a purpose or of a "
		"kind that the configuration does not know",
		r->stray_grants, plural(r->stray_grants));
	findings_persons(&r->findings, r->stray_grants);
	findings_mend(&r->findings,
		"purpose \"...\" { ... } in the configuration, under the name "
		"that the person was told");
}

/* Art. 12(3): one month, or with an extension three. */
static void find_requests(struct report *r)
{
	if (r->requests_overdue == 0)
		return;
	findings_add(&r->findings, SEVERITY_ERROR, "requests",
		"%" PRId64 " request%s overdue", r->requests_overdue,
		r->requests_overdue == 1 ? " of a person is" :
					   "s of persons are");
	findings_persons(&r->findings, r->requests_overdue);
	findings_mend(&r->findings, "robinson requests list --overdue");
}

static void find_record(struct report *r)
{
	struct buf said;

	buf_init(&said, GAPS_MAX);
	article30_say(r->settings, &said);
	if (said.len > 0) {
		findings_add(&r->findings, SEVERITY_WARNING, record,
			"the record of processing is incomplete (GDPR Art. "
			"30(1)); not configured: %s",
			buf_text(&said));
		findings_mend(&r->findings,
			"sections controller, officer and processing of the "
			"configuration; a purpose may say its own");
	}
	buf_free(&said);
}

/* Art. 6(1)(f), 5(2): who relies on a balance must have struck it. */
static void find_assessments(struct report *r)
{
	for (size_t i = 0; i < r->purposes_len; i++) {
		const struct report_purpose *p = &r->purposes[i];

		if (!(p->rule->bases & BASIS_BIT(BASIS_LEGITIMATE_INTEREST)) ||
			p->words->assessment)
			continue;
		findings_add(&r->findings, SEVERITY_WARNING, record,
			"purpose \"%s\": no assessment of the legitimate "
			"interest is recorded, so it stands for nobody (GDPR "
			"Art. 5(2), 6(1)(f))",
			p->rule->name);
		findings_mend(&r->findings,
			"purpose \"%s\" { assessment = \"REFERENCE\" } once "
			"it is made, or bases without legitimate-interest",
			p->rule->name);
	}
}

enum err report_find(struct report *report)
{
	find_record(report);
	find_assessments(report);
	find_relations(report);
	find_sources(report);
	find_purposes(report);
	find_consent(report);
	find_requests(report);
	if (report->findings.len == 0)
		findings_add(&report->findings, SEVERITY_FINE, "store",
			"nothing is past due and nothing is missing");
	findings_sort(&report->findings);
	return findings_err(&report->findings);
}
