/* SPDX-License-Identifier: BSD-2-Clause */
/* May I write: addresses, and lists. */
#include <stdio.h>
#include <string.h>

#include "config/shown.h"
#include "staff/web/pages_sales.h"
#include "staff/web/routes_private.h"

#define OPTIONS_MAX 60
#define FILE_MAX ((size_t)32 * 1024 * 1024)
#define REFRESH_S 3

/* ------------------------------------------------------------------ shared */

const char *purpose_name(const struct page_out *p, const char *name)
{
	const struct policy *policy = &p->settings->policy;

	for (size_t i = 0; i < policy->purposes_len; i++)
		if (strcmp(policy->purposes[i].name, name) == 0)
			return shown_name(&p->settings->purposes[i].shown_as,
				p->language, name);
	return name;
}

void out_count(struct page_out *p, int64_t n)
{
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)n);
	out_text(p, number);
}

/* A sentence with a number in it. */
void out_sentence(struct page_out *p, const char *text, int64_t n)
{
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)n);
	out_raw(p, "<p>");
	out_words(p, text, number, NULL);
	out_raw(p, "</p>\n");
}

/* In the language of the page. */
const char *words_of(const struct page_out *p, const json_t *item)
{
	return in_text(in_object(item, "words"), p->language);
}

void out_day_pair(struct page_out *p, const char *name, const json_t *answer,
	const char *of)
{
	if (!in_has(answer, of))
		return;
	out_pair_begin(p, name);
	out_day(p, in_int(answer, of));
	out_pair_end(p);
}

void out_something_happened(struct page_out *p, const char *address)
{
	out_act(p, OUT_PLAIN_BUTTON, "/happened/form",
		tr(p, "Something happened"), "who", address, NULL);
}

/* ---------------------------------------------------------------- choices */

static void out_purposes(struct page_out *p, const char *chosen)
{
	const struct policy *policy = &p->settings->policy;
	struct out_option options[OPTIONS_MAX + 1] = {{NULL, NULL}};

	for (size_t i = 0; i < policy->purposes_len && i < OPTIONS_MAX; i++)
		options[i] = (struct out_option){policy->purposes[i].name,
			purpose_name(p, policy->purposes[i].name)};
	out_select(p, "purpose", tr(p, "What for"), options, chosen);
}

static void out_language(struct page_out *p)
{
	out_hidden(p, "language", p->language);
}

/* -------------------------------------------------------- may I write to ... */

static void out_question(struct page_out *p, const char *chosen)
{
	const struct out_field addresses = {
		.name = "addresses",
		.label = tr(p, "Address, or several"),
		.hint = tr(p, "One on each line; up to 100."),
		.is_required = true,
		.has_focus = true,
	};

	out_form(p, "/may");
	out_language(p);
	out_area(p, &addresses, 3);
	out_purposes(p, chosen);
	out_submit(p, OUT_KEY, tr(p, "May I write?"), NULL, NULL);
	out_form_end(p);
}

static void out_list_state(struct page_out *p, const json_t *list)
{
	const char *state = in_text(list, "state");

	if (strcmp(state, "done") == 0)
		out_badge(p, OUT_GOOD, tr(p, "ready"));
	else if (strcmp(state, "failed") == 0)
		out_badge(p, OUT_BAD, tr(p, "not checked"));
	else if (strcmp(state, "running") == 0)
		out_badge(p, OUT_PLAIN, tr(p, "is being checked"));
	else
		out_badge(p, OUT_PLAIN, tr(p, "waits"));
}

/* A file without a name has that of its day. */
static const char *file_of(const struct page_out *p, const json_t *list)
{
	const char *file = in_text(list, "file");

	return *file ? file : tr(p, "List");
}

static void out_lists(struct page_out *p, const json_t *lists)
{
	const struct out_table table = {
		.caption = tr(p, "Your lists"),
		.headings = {tr(p, "List"), tr(p, "Sent"), tr(p, "What for"),
			tr(p, "State")},
	};
	const json_t *list;
	size_t i;

	if (json_array_size(lists) == 0)
		return;
	out_table(p, &table);
	json_array_foreach(lists, i, list)
	{
		char path[80];

		snprintf(path, sizeof(path), "/lists/%.40s",
			in_text(list, "id"));
		out_row(p);
		out_cell_begin(p);
		out_link(p, path, file_of(p, list));
		out_cell_end(p);
		out_cell_begin(p);
		out_time(p, in_int(list, "created"));
		out_cell_end(p);
		out_cell(p, purpose_name(p, in_text(list, "purpose")));
		out_cell_begin(p);
		out_list_state(p, list);
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
}

static void render_start(struct page_out *p, const json_t *result)
{
	out_card(p, NULL);
	out_question(p, NULL);
	out_sentence(p,
		tr_count(p, "You may ask about %1 more address today.",
			"You may ask about %1 more addresses today.",
			in_int(result, "left")),
		in_int(result, "left"));
	out_card_end(p);
	out_card(p, tr(p, "A list"));
	out_paragraph(p,
		tr(p,
			"Send a list before a campaign. You get it back "
			"without "
			"the rows that may not be written to. It is deleted "
			"after "
			"a day."));
	out_form_file(p, "/lists");
	out_language(p);
	out_file(p, "list", tr(p, "File"), ".csv,.txt,.xlsx",
		tr(p, "CSV or Excel (.xlsx), up to 100,000 rows."));
	out_purposes(p, NULL);
	out_submit(p, OUT_KEY, tr(p, "Check the list"), NULL, NULL);
	out_form_end(p);
	out_lists(p, in_list(result, "lists"));
	out_card_end(p);
}

static void out_answer(struct page_out *p, const json_t *answer)
{
	bool is_yes = in_bool(answer, "yes");

	out_card(p, in_text(answer, "address"));
	out_raw(p, "<p>");
	out_badge(p, is_yes ? OUT_GOOD : OUT_BAD,
		is_yes ? tr(p, "Yes") : tr(p, "No"));
	out_raw(p, " ");
	out_text(p, in_text(answer, "why"));
	out_raw(p, "</p>\n");
	out_pairs(p);
	out_day_pair(p, tr(p, "Since"), answer, "since");
	out_day_pair(p, tr(p, "Last contact"), answer, "last_contact");
	out_day_pair(p, tr(p, "Again from"), answer, "next");
	if (is_yes)
		out_day_pair(p, tr(p, "Until"), answer, "until");
	if (is_yes && in_bool(answer, "unlimited"))
		out_pair(p, tr(p, "Until"), tr(p, "no end is in sight"));
	out_pairs_end(p);
	out_something_happened(p, in_text(answer, "address"));
	out_card_end(p);
}

static void render_answers(struct page_out *p, const json_t *result)
{
	const json_t *answers = in_list(result, "answers");
	const json_t *answer;
	size_t i;

	json_array_foreach(answers, i, answer)
	{
		out_answer(p, answer);
	}
	out_card(p, tr(p, "Ask again"));
	out_question(p, in_text(result, "purpose"));
	out_card_end(p);
}

/* ------------------------------------------------------------------- a list */

static void out_progress(struct page_out *p, const json_t *list)
{
	char text[200];

	p->refresh_s = REFRESH_S;
	if (strcmp(in_text(list, "state"), "running") != 0) {
		out_paragraph(p, tr(p, "The list waits for its turn."));
	} else {
		snprintf(text, sizeof(text),
			"<progress max=\"%lld\" value=\"%lld\">",
			(long long)(in_int(list, "rows") > 0 ?
					in_int(list, "rows") :
					1),
			(long long)in_int(list, "done"));
		out_raw(p, text);
		out_raw(p, "</progress>\n");
		out_sentence(p,
			tr_count(p, "%1 row is done.", "%1 rows are done.",
				in_int(list, "done")),
			in_int(list, "done"));
	}
	out_soft(p, tr(p, "This page loads itself anew."));
}

static void out_reasons(struct page_out *p, const json_t *reasons)
{
	const struct out_table table = {
		.caption = tr(p, "Why rows may not be written to"),
		.headings = {tr(p, "Why not"), tr(p, "Rows")},
		.numbers = 1u << 1,
	};
	const json_t *reason;
	size_t i;

	if (json_array_size(reasons) == 0)
		return;
	out_table(p, &table);
	json_array_foreach(reasons, i, reason)
	{
		out_row(p);
		out_cell(p, words_of(p, reason));
		out_cell_begin(p);
		out_count(p, in_int(reason, "rows"));
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
}

static void out_number_pair(struct page_out *p, const char *name, int64_t n)
{
	out_pair_begin(p, name);
	out_count(p, n);
	out_pair_end(p);
}

static void out_result(struct page_out *p, const json_t *list)
{
	char path[100];

	out_pairs(p);
	out_number_pair(p, tr(p, "Rows"), in_int(list, "rows"));
	out_number_pair(p, tr(p, "May be written to"), in_int(list, "may"));
	if (in_int(list, "bad") > 0)
		out_number_pair(
			p, tr(p, "Not understood"), in_int(list, "bad"));
	out_pairs_end(p);
	out_reasons(p, in_list(list, "reasons"));
	if (in_int(list, "formulas") > 0)
		out_message(p, OUT_CARE,
			tr(p,
				"Some cells begin like a formula. A "
				"spreadsheet "
				"would execute them; look at them before you "
				"open "
				"the list there."));
	out_raw(p, "<p>");
	snprintf(path, sizeof(path), "/lists/%.40s/cleaned",
		in_text(list, "id"));
	out_link(p, path, tr(p, "The cleaned list"));
	out_raw(p, "</p>\n<p>");
	snprintf(path, sizeof(path), "/lists/%.40s/whole", in_text(list, "id"));
	out_link(p, path, tr(p, "The whole list, with yes or no and why"));
	out_raw(p, "</p>\n");
}

static void render_list(struct page_out *p, const json_t *result)
{
	const json_t *list = in_object(result, "list");
	const char *state = in_text(list, "state");
	char path[80];

	out_card(p, file_of(p, list));
	out_pairs(p);
	out_pair(p, tr(p, "What for"),
		purpose_name(p, in_text(list, "purpose")));
	out_pair_begin(p, tr(p, "Sent"));
	out_time(p, in_int(list, "created"));
	out_pair_end(p);
	out_pairs_end(p);
	if (strcmp(state, "done") == 0)
		out_result(p, list);
	else if (strcmp(state, "failed") == 0)
		out_message(p, OUT_BAD, tr(p, in_text(list, "cause")));
	else
		out_progress(p, list);
	snprintf(path, sizeof(path), "/lists/%.40s/drop", in_text(list, "id"));
	out_act(p, OUT_PLAIN_BUTTON, path, tr(p, "Delete the list"), NULL);
	out_card_end(p);
}

/* ------------------------------------------------------------------- routes */

const struct web_route routes_sales[] = {
	{.method = HTTP_GET,
		.path = "/may",
		.title = N_("May I write?"),
		.menu = N_("May I write?"),
		.roles = WEB_SALES,
		.verb = "sales.start",
		.render = render_start},
	{.method = HTTP_POST,
		.path = "/may",
		.title = N_("May I write?"),
		.roles = WEB_SALES,
		.verb = "sales.may",
		.args = {{"purpose", WEB_TEXT}, {"addresses", WEB_TEXT},
			{"language", WEB_TEXT}},
		.render = render_answers,
		.form = "/may"},
	{.method = HTTP_POST,
		.path = "/lists",
		.title = N_("May I write?"),
		.roles = WEB_SALES,
		.verb = "sales.list.start",
		.args = {{"purpose", WEB_TEXT}, {"language", WEB_TEXT}},
		.then = "/lists/:id",
		.form = "/may",
		.file = "list",
		.file_kind = "list",
		.file_max = FILE_MAX},
	{.method = HTTP_GET,
		.path = "/lists/:id",
		.title = N_("A list"),
		.roles = WEB_SALES,
		.verb = "sales.list.get",
		.args = {{"id", WEB_TEXT}},
		.render = render_list},
	{.method = HTTP_GET,
		.path = "/lists/:id/:which",
		.title = N_("A list"),
		.roles = WEB_SALES,
		.verb = "sales.list.fetch",
		.args = {{"id", WEB_TEXT}, {"which", WEB_TEXT}},
		.is_download = true},
	{.method = HTTP_POST,
		.path = "/lists/:id/drop",
		.title = N_("A list"),
		.roles = WEB_SALES,
		.verb = "sales.list.drop",
		.args = {{"id", WEB_TEXT}},
		.then = "/may",
		.form = "/may",
		.code = "list-deleted",
		.done = N_("The list is deleted.")},
	{.method = HTTP_GET,
		.path = "/happened",
		.title = N_("What happened"),
		.menu = N_("What happened"),
		.roles = WEB_SALES,
		.verb = "sales.happened.form",
		.render = render_happened},
	{.method = HTTP_POST,
		.path = "/happened/form",
		.title = N_("What happened"),
		.roles = WEB_SALES,
		.verb = "sales.happened.form",
		.args = {{"who", WEB_TEXT}},
		.render = render_happened,
		.form = "/happened"},
	{.method = HTTP_GET,
		.path = "/happened/:outcome",
		.title = N_("What happened"),
		.roles = WEB_SALES,
		.verb = "sales.happened.form",
		.args = {{"outcome", WEB_TEXT}},
		.render = render_happened},
	{.method = HTTP_POST,
		.path = "/happened",
		.title = N_("What happened"),
		.roles = WEB_SALES,
		.verb = "sales.happened",
		.args = {{"what", WEB_TEXT}, {"who", WEB_TEXT},
			{"day", WEB_TEXT}, {"note", WEB_TEXT},
			{"source", WEB_TEXT}, {"relation", WEB_TEXT}},
		.then = "/happened/:outcome",
		.form = "/happened"},
	{.method = HTTP_GET,
		.path = "/mail",
		.title = N_("My mail"),
		.menu = N_("My mail"),
		.roles = WEB_SALES,
		.verb = "sales.mail",
		.args = {{"before", WEB_INT}},
		.render = render_mail},
	{.method = HTTP_POST,
		.path = "/mail/:id/request",
		.title = N_("My mail"),
		.roles = WEB_SALES,
		.verb = "sales.mail.request",
		.args = {{"id", WEB_TEXT}, {"why", WEB_TEXT}},
		.then = "/mail",
		.form = "/mail",
		.code = "requested",
		.done = N_("A colleague will look at it.")},
	{.method = HTTP_GET,
		.path = "/statements",
		.title = N_("To be confirmed"),
		.menu = N_("To be confirmed"),
		.roles = WEB_POSTMASTER | WEB_OFFICER,
		.verb = "sales.statements",
		.args = {{"after", WEB_INT}},
		.render = render_statements},
	{.method = HTTP_POST,
		.path = "/statements",
		.title = N_("To be confirmed"),
		.roles = WEB_POSTMASTER | WEB_OFFICER,
		.verb = "sales.decide",
		.args = {{"id", WEB_INT}, {"decision", WEB_TEXT},
			{"reason", WEB_TEXT}},
		.then = "/statements",
		.form = "/statements",
		.code = "decided",
		.done = N_("Done.")},
	{.path = NULL},
};
