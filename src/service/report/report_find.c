/* SPDX-License-Identifier: BSD-2-Clause */
/* What of it is not in order, and what mends that. */
#include "config/article30.h"
#include "service/document/names.h"
#include "service/report/report.h"

#define DAY_S INT64_C(86400)

static const char retention[] = N_("retention");
static const char sources[] = N_("sources");
static const char relations[] = N_("relations");
static const char purposes[] = N_("purposes");
static const char consent[] = N_("consent");
static const char record[] = N_("record");
static const char requests[] = N_("requests");

#define GAPS_MAX 20000

/* Art. 5(1)(e). A night may pass before a purge; a week may not. */
static void find_ended(struct report *r, const struct report_group *sum)
{
	const struct translation *t = r->translation;
	struct findings *f = &r->findings;

	if (sum->ended == 0)
		return;
	findings_add(f, sum->late > 0 ? SEVERITY_ERROR : SEVERITY_WARNING,
		retention,
		tr_count(t,
			"relation \"%s\": the retention of %lld person has "
			"ended, of %lld more than %d days ago",
			"relation \"%s\": the retention of %lld persons has "
			"ended, of %lld more than %d days ago",
			sum->ended),
		names_relation(r->settings, t, sum->relation),
		(long long)sum->ended, (long long)sum->late, REPORT_LATE_DAYS);
	findings_persons(f, sum->ended);
	findings_mend(f, "`robinson purge --relation %s`", sum->relation);
}

/* A relation that lasts without end keeps a person for ever: Art. 5(1)(e). */
static void find_silent(struct report *r, const struct policy_relation *rule,
	const struct report_group *sum)
{
	const struct translation *t = r->translation;
	struct findings *f = &r->findings;

	for (size_t i = 0; i < rule->retain_len; i++)
		if (rule->retain[i].anchor != RETAIN_RELATION_END)
			return;
	if (rule->retain_len == 0 || sum->silent == 0)
		return;
	findings_add(f, SEVERITY_WARNING, retention,
		tr_count(t,
			"relation \"%s\" ends only with itself, and %lld "
			"person had no contact for %d years",
			"relation \"%s\" ends only with itself, and %lld "
			"persons had no contact for %d years",
			sum->silent),
		names_relation(r->settings, t, rule->name),
		(long long)sum->silent, REPORT_SILENT_YEARS);
	findings_persons(f, sum->silent);
	findings_mend(f,
		tr(t,
			"`relation \"%s\" { retain = {..., \"3 years after "
			"last-contact\"} }`, or `robinson relate ADDRESS "
			"--relation %s --end T`"),
		rule->name, rule->name);
}

static void find_restricted(struct report *r)
{
	const struct translation *t = r->translation;
	int64_t count = 0;

	for (size_t i = 0; i < r->groups_len; i++)
		count += r->groups[i].restricted;
	if (count == 0)
		return;
	findings_add(&r->findings, SEVERITY_WARNING, retention,
		tr_count(t,
			"%lld person whose retention has ended stays because "
			"processing is restricted (GDPR Art. 18): is the "
			"restriction still needed?",
			"%lld persons whose retention has ended stay because "
			"processing is restricted (GDPR Art. 18): is the "
			"restriction still needed?",
			count),
		(long long)count);
	findings_persons(&r->findings, count);
	findings_mend(&r->findings, "`robinson restrict ADDRESS --lift`");
}

/* Without a relation, or with one that nobody knows, nothing says how long. */
static void find_unknown_relation(void *arg, const struct report_group *sum)
{
	struct report *r = arg;
	const struct translation *t = r->translation;
	struct findings *f = &r->findings;

	if (sum->relation)
		findings_add(f, SEVERITY_ERROR, relations,
			tr_count(t,
				"%lld person of the relation \"%s\", which the "
				"configuration does not know: their retention "
				"counts as ended",
				"%lld persons of the relation \"%s\", which "
				"the configuration does not know: their "
				"retention counts as ended",
				sum->persons),
			(long long)sum->persons, sum->relation);
	else
		findings_add(f, SEVERITY_ERROR, relations,
			tr_count(t,
				"%lld person without a relation: their "
				"retention counts as ended",
				"%lld persons without a relation: their "
				"retention counts as ended",
				sum->persons),
			(long long)sum->persons);
	findings_persons(f, sum->persons);
	if (sum->relation)
		findings_mend(f,
			tr(t,
				"`relation \"%s\" { retain = ... }` in the "
				"configuration, or `robinson purge "
				"--unknown-relations`"),
			sum->relation);
	else
		findings_mend(f, "%s",
			tr(t,
				"`robinson relate ADDRESS --relation R`, or "
				"`robinson purge`"));
}

/* Art. 5(1)(b), 30(1): nothing says what the data was taken for. */
static void find_unknown_source(void *arg, const struct report_group *sum)
{
	struct report *r = arg;
	const struct translation *t = r->translation;
	struct findings *f = &r->findings;

	if (sum->source)
		findings_add(f, SEVERITY_ERROR, sources,
			tr_count(t,
				"%lld person of the source \"%s\", which is "
				"not registered",
				"%lld persons of the source \"%s\", which is "
				"not registered",
				sum->persons),
			(long long)sum->persons, sum->source);
	else
		findings_add(f, SEVERITY_ERROR, sources,
			tr_count(t, "%lld person without a source",
				"%lld persons without a source", sum->persons),
			(long long)sum->persons);
	findings_persons(f, sum->persons);
	if (sum->source)
		findings_mend(f,
			tr(t,
				"`source \"%s\" { collected-for = {...} }` in "
				"the configuration"),
			sum->source);
	else
		findings_mend(f, "%s",
			tr(t,
				"`robinson import FILE.csv --source S`, from "
				"the system that they came from"));
}

static void find_relations(struct report *r)
{
	const struct policy *p = &r->settings->policy;

	for (size_t i = 0; i < p->relations_len; i++) {
		const struct policy_relation *rule = &p->relations[i];
		struct report_group sum = report_sum(r, false, rule->name);

		find_ended(r, &sum);
		find_silent(r, rule, &sum);
	}
	find_restricted(r);
	report_each_unknown(r, false, find_unknown_relation, r);
}

static void find_idle_source(struct report *r, const char *name)
{
	const struct translation *t = r->translation;
	struct report_group sum = report_sum(r, true, name);
	const char *shown = names_source(r->settings, t, name);
	char date[INSTANT_TEXT_SIZE];

	if (sum.newest_utc > r->now_utc - REPORT_IDLE_SOURCE_DAYS * DAY_S)
		return;
	instant_format_date(r->settings->zone, sum.newest_utc, date);
	if (sum.persons == 0)
		findings_add(&r->findings, SEVERITY_WARNING, sources,
			tr(t, "source \"%s\": nobody on record came from it"),
			shown);
	else
		findings_add(&r->findings, SEVERITY_WARNING, sources,
			tr(t,
				"source \"%s\": nobody came from it for a "
				"year, the last one on %s"),
			shown, date);
	findings_persons(&r->findings, sum.persons);
	findings_mend(&r->findings,
		tr(t,
			"is the system still in use? If not: delete what it "
			"holds, and `source \"%s\"` from the configuration "
			"once nobody is left"),
		name);
}

static void find_sources(struct report *r)
{
	const struct policy *p = &r->settings->policy;

	for (size_t i = 0; i < p->sources_len; i++)
		find_idle_source(r, p->sources[i].name);
	report_each_unknown(r, true, find_unknown_source, r);
}

static void find_purposes(struct report *r)
{
	const struct translation *t = r->translation;

	for (size_t i = 0; i < r->purposes_len; i++) {
		const struct report_purpose *p = &r->purposes[i];

		if (r->persons == 0 || report_may_go(r, p) > 0)
			continue;
		findings_add(&r->findings, SEVERITY_WARNING, purposes,
			tr(t,
				"purpose \"%s\": nobody may be written to for "
				"it"),
			names_purpose(r->settings, t, p->rule->name));
		findings_persons(&r->findings, 0);
		findings_mend(&r->findings,
			tr(t,
				"`robinson explain ADDRESS --purpose %s` tells "
				"why; a purpose that is given up leaves the "
				"configuration"),
			p->rule->name);
	}
	if (r->without_basis == 0)
		return;
	findings_add(&r->findings, SEVERITY_WARNING, purposes,
		tr_count(t, "%lld person without a basis for any purpose",
			"%lld persons without a basis for any purpose",
			r->without_basis),
		(long long)r->without_basis);
	findings_persons(&r->findings, r->without_basis);
	findings_mend(&r->findings, "%s",
		tr(t,
			"`robinson erase ADDRESS`, unless something else than "
			"marketing needs the record"));
}

static void find_consent(struct report *r)
{
	const struct translation *t = r->translation;

	if (r->unproven > 0) {
		findings_add(&r->findings, SEVERITY_WARNING, consent,
			tr_count(t,
				"consents of %lld person have no evidence and "
				"do not stand (GDPR Art. 7(1))",
				"consents of %lld persons have no evidence and "
				"do not stand (GDPR Art. 7(1))",
				r->unproven),
			(long long)r->unproven);
		findings_persons(&r->findings, r->unproven);
		findings_mend(&r->findings,
			"`robinson grant ADDRESS --purpose P --basis consent "
			"--at T --evidence E`");
	}
	if (r->stray_grants == 0)
		return;
	findings_add(&r->findings, SEVERITY_WARNING, consent,
		tr_count(t,
			"consents of %lld person are for a purpose or of a "
			"kind that the configuration does not know",
			"consents of %lld persons are for a purpose or of a "
			"kind that the configuration does not know",
			r->stray_grants),
		(long long)r->stray_grants);
	findings_persons(&r->findings, r->stray_grants);
	findings_mend(&r->findings, "%s",
		tr(t,
			"`purpose \"...\" { ... }` in the configuration, under "
			"the name that the person was told"));
}

/* Art. 12(3): one month, or with an extension three. */
static void find_requests(struct report *r)
{
	if (r->requests_overdue == 0)
		return;
	findings_add(&r->findings, SEVERITY_ERROR, requests,
		tr_count(r->translation, "%lld request of a person is overdue",
			"%lld requests of persons are overdue",
			r->requests_overdue),
		(long long)r->requests_overdue);
	findings_persons(&r->findings, r->requests_overdue);
	findings_mend(&r->findings, "`robinson requests list --overdue`");
}

static void find_record(struct report *r)
{
	const struct translation *t = r->translation;
	struct buf said;

	buf_init(&said, GAPS_MAX);
	article30_say(r->settings, &said);
	if (said.len > 0) {
		findings_add(&r->findings, SEVERITY_WARNING, record,
			tr(t,
				"the record of processing is incomplete (GDPR "
				"Art. 30(1)); not configured: %s"),
			buf_text(&said));
		findings_mend(&r->findings, "%s",
			tr(t,
				"sections `controller`, `officer` and "
				"`processing` of the configuration; a purpose "
				"may say its own"));
	}
	buf_free(&said);
}

/* Art. 6(1)(f), 5(2): who relies on a balance must have struck it. */
static void find_assessments(struct report *r)
{
	const struct translation *t = r->translation;

	for (size_t i = 0; i < r->purposes_len; i++) {
		const struct report_purpose *p = &r->purposes[i];

		if (!(p->rule->bases & BASIS_BIT(BASIS_LEGITIMATE_INTEREST)) ||
			p->words->assessment)
			continue;
		findings_add(&r->findings, SEVERITY_WARNING, record,
			tr(t,
				"purpose \"%s\": no assessment of the "
				"legitimate interest is recorded, so it stands "
				"for nobody (GDPR Art. 5(2), 6(1)(f))"),
			names_purpose(r->settings, t, p->rule->name));
		findings_mend(&r->findings,
			tr(t,
				"`purpose \"%s\" { assessment = "
				"\"REFERENCE\" }` once it is made, or bases "
				"without `legitimate-interest`"),
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
		findings_add(&report->findings, SEVERITY_FINE, N_("store"),
			"%s",
			tr(report->translation,
				"nothing is past due and nothing is missing"));
	findings_sort(&report->findings);
	return findings_err(&report->findings);
}
