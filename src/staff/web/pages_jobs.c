/* SPDX-License-Identifier: BSD-2-Clause */
/* An export of another system beside ours, and what other rules would do. */
#include <stdio.h>
#include <string.h>

#include "staff/web/routes_private.h"
#include "staff/web/words.h"

#define SOURCES_MAX 64
#define EXPORT_MAX ((size_t)32 * 1024 * 1024)
#define PATH_SIZE 120

static const struct {
	const char *name, *words;
	enum out_tone tone;
} states[] = {
	{"uploading", N_("being sent"), OUT_PLAIN},
	{"waiting", N_("waits"), OUT_PLAIN},
	{"running", N_("is worked on"), OUT_CARE},
	{"done", N_("done"), OUT_GOOD},
	{"failed", N_("failed"), OUT_BAD},
};

static void out_state(struct page_out *p, const char *name)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (strcmp(states[i].name, name) == 0)
			out_badge(p, states[i].tone, tr(p, states[i].words));
}

static void out_jobs(struct page_out *p, const json_t *jobs, const char *under)
{
	const struct out_table table = {
		.caption = tr(p, N_("Those of today")),
		.headings = {tr(p, N_("Begun")), tr(p, N_("State")), ""},
	};
	char path[PATH_SIZE];
	const json_t *job;
	size_t i;

	if (json_array_size(jobs) == 0)
		return;
	out_card(p, tr(p, N_("Those of today")));
	out_soft(p, tr(p, N_("Each is gone after a day.")));
	out_table(p, &table);
	json_array_foreach(jobs, i, job)
	{
		snprintf(
			path, sizeof(path), "%s/%s", under, in_text(job, "id"));
		out_row(p);
		out_cell_begin(p);
		out_time(p, in_int(job, "created"));
		out_cell_end(p);
		out_cell_begin(p);
		out_state(p, in_text(job, "state"));
		out_cell_end(p);
		out_cell_begin(p);
		out_link(p, path, tr(p, N_("Show it")));
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
	out_card_end(p);
}

/* Why it failed: what names a file or a column is in English alone. */
static void out_failure(struct page_out *p, const char *cause)
{
	const char *words = *cause ? tr(p, cause) : cause;

	out_raw(p, words == cause ? "<p lang=\"en\">" : "<p>");
	out_text(p, words);
	out_raw(p, "</p>\n");
}

/* Until it is done. */
static bool out_progress(struct page_out *p, const json_t *job)
{
	const char *state = in_text(job, "state");

	if (strcmp(state, "done") == 0)
		return false;
	out_card(p, NULL);
	out_raw(p, "<p>");
	out_state(p, state);
	out_raw(p, "</p>\n");
	if (strcmp(state, "failed") == 0) {
		out_failure(p, in_text(job, "title"));
	} else {
		out_paragraph(
			p, tr(p, N_("Reload this page to see how far it is.")));
		out_raw(p, "<p>");
		out_link(p, p->path, tr(p, N_("Reload")));
		out_raw(p, "</p>\n");
	}
	out_card_end(p);
	return true;
}

/* ------------------------------------------------------------------ audit */

static void out_sources(struct page_out *p)
{
	const struct policy *policy = &p->settings->policy;
	struct out_option options[SOURCES_MAX + 1] = {{NULL, NULL}};

	for (size_t i = 0; i < policy->sources_len && i < SOURCES_MAX; i++)
		options[i] = (struct out_option){policy->sources[i].name,
			words_of_source(p, policy->sources[i].name)};
	out_select(p, "source", tr(p, N_("Which source it is")), options, NULL);
}

static void render_audits(struct page_out *p, const json_t *result)
{
	out_card(p, tr(p, N_("Another system beside ours")));
	out_paragraph(p,
		tr(p,
			N_("Who is in it although their time is over or they "
			   "objected, which columns hold more than the source "
			   "was collected for, who is in it twice. Nothing of "
			   "it is put on record.")));
	out_form_file(p, "/audit/start");
	out_file(p, "file", tr(p, N_("Export")), ".csv,.txt,.tsv,.xlsx",
		tr(p,
			N_("CSV or Excel (.xlsx), at most 32 MB and 150,000 "
			   "rows.")));
	out_sources(p);
	out_hidden(p, "language", p->language);
	out_submit(p, OUT_KEY, tr(p, N_("Compare")), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
	out_jobs(p, in_list(result, "jobs"), "/audit");
}

static void render_audit(struct page_out *p, const json_t *result)
{
	const json_t *job = in_object(result, "job");
	char path[PATH_SIZE];

	if (out_progress(p, job))
		return;
	out_card(p, NULL);
	snprintf(path, sizeof(path), "/audit/%s/list", in_text(job, "id"));
	out_paragraph(p,
		tr(p,
			N_("The work list names the rows that are to be dealt "
			   "with, by the system's own reference.")));
	out_act(p, OUT_KEY, path, tr(p, N_("Fetch the work list")), NULL);
	out_card_end(p);
	/* In the language that was read when it was sent (verbs_jobs.c). */
	out_raw(p,
		strncmp(in_text(job, "title"), "pl ", 3) == 0 ?
			"<div class=\"report\" lang=\"pl\">\n" :
			"<div class=\"report\" lang=\"en\">\n");
	/* Made by the desk, escaped there. */
	out_raw(p, in_text(result, "html"));
	out_raw(p, "</div>\n");
}

/* ---------------------------------------------------------------- what if */

static void render_what_ifs(struct page_out *p, const json_t *result)
{
	const struct out_field text = {
		.name = "text",
		.label = tr(p, N_("Other configuration")),
		.value = in_text(result, "text"),
		.hint = tr(p,
			N_("It begins as what is in force. Change what you "
			   "want to try: nothing of it comes into force.")),
		.is_required = true,
	};

	out_card(p, tr(p, N_("What if the rules were others?")));
	out_paragraph(p,
		tr(p,
			N_("The verdicts of the journal are decided again "
			   "under another configuration, and compared.")));
	out_form(p, "/what-if/start");
	out_area(p, &text, 20);
	out_submit(p, OUT_KEY, tr(p, N_("Decide again")), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
	out_jobs(p, in_list(result, "jobs"), "/what-if");
}

static void out_refused(struct page_out *p, const json_t *problems)
{
	const json_t *problem;
	char line[24];
	size_t i;

	out_card(p, NULL);
	out_message(
		p, OUT_BAD, tr(p, N_("The other configuration has errors.")));
	out_raw(p, "<ul lang=\"en\">\n");
	json_array_foreach(problems, i, problem)
	{
		snprintf(line, sizeof(line), "%lld",
			(long long)in_int(problem, "line"));
		out_raw(p, "<li>");
		out_words(p, tr(p, N_("line %1: ")), line, NULL);
		out_text(p, in_text(problem, "text"));
		out_raw(p, "</li>\n");
	}
	out_raw(p, "</ul>\n");
	out_card_end(p);
}

static void pair_number(struct page_out *p, const char *name, int64_t n)
{
	out_pair_begin(p, name);
	out_number(p, n);
	out_pair_end(p);
}

static void out_verdict(struct page_out *p, const json_t *verdict)
{
	out_badge(p, words_tone(in_text(verdict, "action")),
		words_of_action(p, in_text(verdict, "action")));
	out_raw(p, " ");
	out_text(p, words_of_reason(p, in_text(verdict, "reason")));
}

static void out_changes(struct page_out *p, const json_t *changes)
{
	const struct out_table table = {
		.caption = tr(p, N_("What would be decided otherwise")),
		.headings = {tr(p, N_("Purpose")), tr(p, N_("It was")),
			tr(p, N_("It would be")), tr(p, N_("Decisions"))},
		.numbers = 0x8,
	};
	const json_t *change;
	size_t i;

	if (json_array_size(changes) == 0) {
		out_paragraph(
			p, tr(p, N_("Nothing would be decided otherwise.")));
		return;
	}
	out_table(p, &table);
	json_array_foreach(changes, i, change)
	{
		out_row(p);
		out_cell(p, words_of_purpose(p, in_text(change, "purpose")));
		out_cell_begin(p);
		out_verdict(p, in_object(change, "before"));
		out_cell_end(p);
		out_cell_begin(p);
		out_verdict(p, in_object(change, "after"));
		out_cell_end(p);
		out_cell_begin(p);
		out_number(p, in_int(change, "count"));
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
}

static const struct {
	const char *name, *words;
} doubts[] = {
	{"purged", N_("The person was removed since")},
	{"changed", N_("Records or rules are not those of the time")},
	{"no-purpose", N_("The other configuration has no such purpose")},
	{"list", N_("What a list said at the time")},
	{"notice", N_("Whether it told of the right to object")},
	{"domain", N_("Whether the domain had objected")},
	{"again", N_("Whether it was the same message once more")},
	{"answer", N_("Whether it answered what the person wrote")},
};

static void out_unknown(struct page_out *p, const json_t *list)
{
	const json_t *item;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	out_subheading(p, tr(p, N_("What cannot be known")));
	out_pairs(p);
	json_array_foreach(list, i, item)
	{
		const char *words = in_text(item, "words");

		for (size_t d = 0; d < sizeof(doubts) / sizeof(*doubts); d++)
			if (strcmp(doubts[d].name, in_text(item, "doubt")) == 0)
				words = tr(p, doubts[d].words);
		pair_number(p, words, in_int(item, "count"));
	}
	out_pairs_end(p);
}

static void render_what_if(struct page_out *p, const json_t *result)
{
	const json_t *outcome = in_object(result, "outcome");

	if (out_progress(p, in_object(result, "job")))
		return;
	if (!in_bool(outcome, "accepted")) {
		out_refused(p, in_list(outcome, "problems"));
		return;
	}
	out_card(p, tr(p, N_("What would be decided otherwise")));
	out_pairs(p);
	pair_number(p, tr(p, N_("Decisions")), in_int(outcome, "verdicts"));
	pair_number(p, tr(p, N_("Decided alike")), in_int(outcome, "same"));
	if (in_has(outcome, "first")) {
		out_pair_begin(p, tr(p, N_("Since")));
		out_iso(p, in_text(outcome, "first"));
		out_pair_end(p);
	}
	out_pairs_end(p);
	out_changes(p, in_list(outcome, "changed"));
	out_unknown(p, in_list(outcome, "unknown"));
	if (json_array_size(in_list(outcome, "notes")) > 0)
		out_soft(p,
			tr(p,
				N_("Which purpose a message has, which "
				   "addresses are one person, who is an own "
				   "domain or what is too large may differ, "
				   "too: the journal does not tell.")));
	out_card_end(p);
}

const struct web_route routes_jobs[] = {
	{
		.method = HTTP_GET,
		.path = "/audit",
		.title = N_("Audit"),
		.menu = N_("Audit"),
		.roles = WEB_OFFICER,
		.verb = "audit.list",
		.render = render_audits,
	},
	{
		.method = HTTP_POST,
		.path = "/audit/start",
		.title = N_("Audit"),
		.roles = WEB_OFFICER,
		.verb = "audit.start",
		.args = {{"source", WEB_TEXT}, {"language", WEB_TEXT}},
		.then = "/audit/:id",
		.form = "/audit",
		.file = "file",
		.file_kind = "audit",
		.file_max = EXPORT_MAX,
	},
	{
		.method = HTTP_GET,
		.path = "/audit/:id",
		.title = N_("Audit"),
		.roles = WEB_OFFICER,
		.verb = "audit.get",
		.args = {{"id", WEB_TEXT}},
		.render = render_audit,
	},
	{
		.method = HTTP_POST,
		.path = "/audit/:id/list",
		.title = N_("Audit"),
		.roles = WEB_OFFICER,
		.verb = "audit.fetch",
		.args = {{"id", WEB_TEXT}},
		.form = "/audit/:id",
		.is_download = true,
	},
	{
		.method = HTTP_GET,
		.path = "/what-if",
		.title = N_("What if"),
		.menu = N_("What if"),
		.roles = WEB_OFFICER,
		.verb = "what-if.list",
		.render = render_what_ifs,
	},
	{
		.method = HTTP_POST,
		.path = "/what-if/start",
		.title = N_("What if"),
		.roles = WEB_OFFICER,
		.verb = "what-if.start",
		.args = {{"text", WEB_TEXT}},
		.then = "/what-if/:id",
		.form = "/what-if",
	},
	{
		.method = HTTP_GET,
		.path = "/what-if/:id",
		.title = N_("What if"),
		.roles = WEB_OFFICER,
		.verb = "what-if.get",
		.args = {{"id", WEB_TEXT}},
		.render = render_what_if,
	},
	{.path = NULL},
};
