/* SPDX-License-Identifier: BSD-2-Clause */
/* How the installation does. */
#include "service/officer/figures.h"
#include "service/officer/overview.h"
#include "service/staff/job.h"
#include "staff/desk/jobs.h"
#include "staff/desk/verbs.h"

#define DAYS 30

/* Nothing of it keeps the rest from being shown. */
static void put_made(struct call *call, const char *name, int64_t made_utc)
{
	char text[INSTANT_TEXT_SIZE];

	instant_format_iso(call->desk->settings->zone, made_utc, text);
	call_put_text(call, name, text);
}

static enum err overview(struct call *call)
{
	json_t *value, *figures;
	int64_t made_utc;
	enum err e = officer_overview(
		call->desk, (int)call_int(call, "days", DAYS), &value);

	if (e)
		return e;
	call_put(call, "overview", value);
	if (figures_get(call->desk, &figures, &made_utc) == ERR_OK) {
		call_put(call, "figures", figures);
		put_made(call, "figures_made", made_utc);
	}
	return ERR_OK;
}

/* ----------------------------------------------------------------- report */

/* The page is in the language of its reader: the web process knows which. */
static enum err put_pages(struct call *call, const char *relation)
{
	static const char *const languages[] = {"en", "pl"};
	json_t *pages = json_object();
	int64_t made_utc = INSTANT_NONE;
	struct buf html;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < 2; i++) {
		buf_init(&html, FIGURES_PAGE_MAX);
		e = relation ? figures_advice(call->desk, languages[i],
				       relation, &html, &made_utc) :
			       figures_report(call->desk, languages[i], &html,
				       &made_utc);
		if (!e)
			json_object_set_new(pages, languages[i],
				json_string(buf_text(&html)));
		buf_free(&html);
	}
	call_put(call, "html", pages);
	if (!e)
		put_made(call, "made", made_utc);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err report(struct call *call)
{
	return put_pages(call, NULL);
}

static enum err advice(struct call *call)
{
	const char *relation;

	if (desk_relation(call->desk, call_text(call, "relation"), &relation))
		return ERR_NOT_FOUND;
	return put_pages(call, relation);
}

static enum err make(struct call *call)
{
	char id[STAFF_JOB_ID_SIZE];
	enum err e = staff_job_new(
		call->desk, call_account(call), STAFF_JOB_REPORT, NULL, id);

	if (!e)
		jobs_wake(call->jobs);
	return e;
}

static enum err make_report(const struct job_run *run)
{
	return figures_make(run->desk);
}

const struct job_work job_report = {STAFF_JOB_REPORT, make_report};

const struct verb verbs_overview[] = {
	{"overview.get", VERB_OFFICER | VERB_POSTMASTER, 0, overview,
		{{"days", ARG_INT, OVERVIEW_DAYS_MAX, ARG_MAY}}},
	{"report.get", VERB_OFFICER, 0, report, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{"advice.get", VERB_OFFICER, 0, advice,
		{{"relation", ARG_TEXT, 255, ARG_MUST}}},
	{"report.make", VERB_OFFICER, VERB_CHANGES, make,
		{{NULL, ARG_TEXT, 0, ARG_MAY}}},
	{NULL, 0, 0, NULL, {{NULL, ARG_TEXT, 0, ARG_MAY}}},
};
