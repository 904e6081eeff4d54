/* SPDX-License-Identifier: BSD-2-Clause */
/* What is held: what waits for somebody, and all of it in pages. */
#include <stdio.h>
#include <string.h>

#include "staff/web/pages_held.h"
#include "staff/web/routes_private.h"
#include "staff/web/words.h"

#define READERS (WEB_POSTMASTER | WEB_OFFICER)
#define OPTIONS_MAX 40

/* ------------------------------------------------------------------ a list */

static void out_row_of(struct page_out *p, const json_t *row, bool may_choose)
{
	char to[24];
	int64_t more = in_int(row, "waiting") - 1;

	out_row(p);
	if (may_choose) {
		out_cell_begin(p);
		out_check_bare(p, "ids", in_text(row, "id"),
			tr(p, "Choose this message"));
		out_cell_end(p);
	}
	out_cell_begin(p);
	out_time(p, in_int(row, "received"));
	out_cell_end(p);
	out_cell_begin(p);
	held_subject(p, row);
	if (in_has(row, "asked_utc")) {
		out_raw(p, " ");
		out_badge(p, OUT_CARE, tr(p, "asked for"));
	}
	out_raw(p, "<br><span class=\"soft\">");
	held_sender(p, in_text(row, "sender"));
	out_raw(p, " → ");
	out_text(p, in_text(row, "to"));
	if (more > 0) {
		out_raw(p, " ");
		(void)snprintf(to, sizeof(to), "%lld", (long long)more);
		out_words(p, tr_count(p, "and %1 more", "and %1 more", more),
			to, NULL);
	}
	out_raw(p, "</span>");
	out_cell_end(p);
	out_cell_begin(p);
	held_reasons(p, row);
	out_cell_end(p);
	out_cell_begin(p);
	out_day(p, in_int(row, "expires"));
	out_cell_end(p);
	out_cell_begin(p);
	held_size(p, in_int(row, "size"));
	out_cell_end(p);
	out_row_end(p);
}

static void out_rows(struct page_out *p, const json_t *rows, bool may_choose)
{
	struct out_table table = {.caption = tr(p, "Held messages")};
	size_t n = 0;

	if (may_choose)
		table.headings[n++] = "";
	table.headings[n++] = tr(p, "Received");
	table.headings[n++] = tr(p, "Message");
	table.headings[n++] = tr(p, "Reason");
	table.headings[n++] = tr(p, "Kept until");
	table.numbers = 1u << n;
	table.headings[n++] = tr(p, "Size");
	out_table(p, &table);
	for (size_t i = 0; i < json_array_size(rows); i++)
		out_row_of(p, json_array_get(rows, i), may_choose);
	out_table_end(p);
}

static void out_acts(struct page_out *p)
{
	out_buttons(p);
	out_submit(p, OUT_PLAIN_BUTTON, tr(p, "Release…"), "act", "release");
	out_submit(p, OUT_PLAIN_BUTTON, tr(p, "Keep longer…"), "act", "extend");
	out_submit(p, OUT_DANGER, tr(p, "Delete…"), "act", "delete");
	out_buttons_end(p);
	out_soft(p,
		tr(p,
			"Nothing is done yet: the next page says what will "
			"happen."));
}

/* -------------------------------------------------------------- the filter */

static const struct web_arg filter_args[] = {
	{"sort", WEB_TEXT},
	{"reason", WEB_TEXT},
	{"purpose", WEB_TEXT},
	{"state", WEB_TEXT},
	{"younger", WEB_INT},
	{"older", WEB_INT},
	{"requested", WEB_BOOL},
	{"sender", WEB_TEXT},
	{"recipient", WEB_TEXT},
	{"words", WEB_TEXT},
};
#define FILTER_ARGS (sizeof(filter_args) / sizeof(*filter_args))

/* What was chosen, as text. */
static const char *chosen(
	const struct page_out *p, const char *name, char number_r[24])
{
	const json_t *value = json_object_get(p->args, name);

	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_true(value))
		return "1";
	if (!json_is_integer(value))
		return "";
	(void)snprintf(
		number_r, 24, "%lld", (long long)json_integer_value(value));
	return number_r;
}

static void out_sort(struct page_out *p)
{
	const struct out_option sorts[] = {
		{"newest", tr(p, "newest first")},
		{"oldest", tr(p, "oldest first")},
		{"ends-first", tr(p, "those that end first")},
		{"ends-last", tr(p, "those that end last")},
		{"largest", tr(p, "largest first")},
		{"smallest", tr(p, "smallest first")},
		{"reason", tr(p, "by reason")},
		{"reason-last", tr(p, "by reason, backwards")},
		{NULL, NULL},
	};

	out_select(p, "sort", tr(p, "Order"), sorts, in_text(p->args, "sort"));
}

static void out_purposes(struct page_out *p, const json_t *result)
{
	const json_t *names = in_list(result, "purpose_names");
	struct out_option options[OPTIONS_MAX + 2];
	size_t len = 0;

	options[len++] = (struct out_option){"", tr(p, "any purpose")};
	for (size_t i = 0; i < json_array_size(names) && len <= OPTIONS_MAX;
		i++) {
		const char *name = json_string_value(json_array_get(names, i));

		if (name)
			options[len++] = (struct out_option){
				name, words_of_purpose(p, name)};
	}
	options[len] = (struct out_option){NULL, NULL};
	out_select(p, "purpose", tr(p, "Purpose"), options,
		in_text(p->args, "purpose"));
}

static void out_days(struct page_out *p, const char *name, const char *label)
{
	char number[24];

	out_field(p,
		&(struct out_field){.name = name,
			.label = label,
			.type = "number",
			.inputmode = "numeric",
			.value = chosen(p, name, number)});
}

static void out_states(struct page_out *p)
{
	const struct out_option states[] = {
		{"waiting", tr(p, "all that waits")},
		{"held", held_state(p, "held")},
		{"releasing", held_state(p, "releasing")},
		{"passed", held_state(p, "passed")},
		{NULL, NULL},
	};

	out_select(
		p, "state", tr(p, "State"), states, in_text(p->args, "state"));
}

/* By POST: an address does not stand in a URL. */
static void out_filter(struct page_out *p, const json_t *result)
{
	struct out_option reasons[OPTIONS_MAX];

	out_card(p, NULL);
	out_more_form(p, tr(p, "Sort and search"), "/held");
	out_form(p, "/held");
	out_sort(p);
	if (held_reason_options(p, reasons, OPTIONS_MAX) > 0)
		out_select(p, "reason", tr(p, "Reason"), reasons,
			in_text(p->args, "reason"));
	out_purposes(p, result);
	out_states(p);
	out_field(p,
		&(struct out_field){.name = "words",
			.label = tr(p, "Words of the subject"),
			.value = in_text(p->args, "words"),
			.max_len = 200,
			.hint = tr(p,
				"Looked for in the latest 5000 messages that "
				"match all else: subjects lie sealed.")});
	out_field(p,
		&(struct out_field){.name = "sender",
			.label = tr(p, "Sender"),
			.value = in_text(p->args, "sender"),
			.hint = tr(
				p, "An address, or a domain: @example.com")});
	out_field(p,
		&(struct out_field){.name = "recipient",
			.label = tr(p, "Recipient"),
			.value = in_text(p->args, "recipient"),
			.hint = tr(
				p, "An address, or a domain: @example.com")});
	out_days(p, "younger", tr(p, "Received in the last days"));
	out_days(p, "older", tr(p, "Received more days ago than"));
	out_check(p, "requested", "1", tr(p, "Only those that are asked for"),
		in_bool(p->args, "requested"));
	out_buttons(p);
	out_submit(p, OUT_KEY, tr(p, "Show"), NULL, NULL);
	out_link(p, "/held", tr(p, "Show all"));
	out_buttons_end(p);
	out_form_end(p);
	out_more_end(p);
	out_card_end(p);
}

static void out_turn(struct page_out *p, const json_t *result, const char *name,
	const char *text)
{
	const char *place = in_text(result, name);

	if (!*place)
		return;
	out_form(p, "/held");
	for (size_t i = 0; i < FILTER_ARGS; i++) {
		char number[24];
		const char *value = chosen(p, filter_args[i].name, number);

		if (*value)
			out_hidden(p, filter_args[i].name, value);
	}
	out_hidden(p, name, place);
	out_submit(p, OUT_PLAIN_BUTTON, text, NULL, NULL);
	out_form_end(p);
}

static void out_found(struct page_out *p, const json_t *result)
{
	int64_t total = in_int(result, "total");
	char number[24];

	(void)snprintf(number, sizeof(number), "%lld", (long long)total);
	out_raw(p, "<p>");
	out_words(p, tr_count(p, "%1 message.", "%1 messages.", total), number,
		NULL);
	out_raw(p, "</p>\n");
	if (in_int(result, "looked_at") > 0) {
		(void)snprintf(number, sizeof(number), "%lld",
			(long long)in_int(result, "looked_at"));
		out_raw(p, "<p class=\"soft\">");
		out_words(p,
			in_bool(result, "is_partial") ?
				tr(p,
					"The words were looked for in the "
					"latest %1 messages only; there are "
					"more.") :
				tr(p,
					"The words were looked for in %1 "
					"messages: all that there are."),
			number, NULL);
		out_raw(p, "</p>\n");
	}
	if (in_int(result, "undigested") > 0)
		out_message(p, OUT_CARE,
			tr(p,
				"Some older messages are not prepared for this "
				"search yet, and are not found. Search again "
				"in a moment."));
}

static void render_list(struct page_out *p, const json_t *result)
{
	const json_t *rows = in_list(result, "rows");
	bool may_choose = held_may_decide(p);

	out_filter(p, result);
	out_card(p, NULL);
	out_found(p, result);
	if (json_array_size(rows) > 0) {
		if (may_choose)
			out_form(p, "/held/plan");
		out_rows(p, rows, may_choose);
		if (may_choose) {
			out_acts(p);
			out_form_end(p);
		}
	}
	out_buttons(p);
	out_turn(p, result, "before", tr(p, "Page before"));
	out_turn(p, result, "after", tr(p, "Next page"));
	out_buttons_end(p);
	out_card_end(p);
}

/* ---------------------------------------------------------------- overview */

static void out_requests(struct page_out *p, const json_t *result)
{
	const json_t *rows = in_list(result, "requests");
	int64_t total = in_int(result, "requests_total");

	out_card(p, tr(p, "Releases that are asked for"));
	if (total == 0) {
		out_soft(p, tr(p, "Nobody asks for a release."));
		out_card_end(p);
		return;
	}
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		const char *asked = in_text(row, "asked");

		out_raw(p, "<p>");
		held_subject(p, row);
		out_raw(p, "<br>");
		held_sender(p, in_text(row, "sender"));
		out_raw(p, " → ");
		out_text(p, in_text(row, "to"));
		out_raw(p, " ");
		held_reasons(p, row);
		out_raw(p, "<br><span class=\"soft\">");
		out_text(p, tr(p, "Asked for since"));
		out_raw(p, " ");
		out_time(p, in_int(row, "asked_utc"));
		out_raw(p, "</span></p>\n");
		if (*asked) {
			out_raw(p, "<blockquote>");
			out_text(p, asked);
			out_raw(p, "</blockquote>\n");
		}
	}
	if (total > (int64_t)json_array_size(rows)) {
		out_raw(p, "<p>");
		out_link(p, "/held?requested=1",
			tr(p, "All that are asked for"));
		out_raw(p, "</p>\n");
	}
	out_card_end(p);
}

static void out_waiting_objections(struct page_out *p, const json_t *result)
{
	out_card(p, tr(p, "Objections to be confirmed"));
	if (in_int(result, "objections_total") == 0)
		out_soft(p, tr(p, "No objection waits."));
	else
		objections_out(p, result);
	if (in_int(result, "objections_total") >
		(int64_t)json_array_size(in_list(result, "objections"))) {
		out_raw(p, "<p>");
		out_link(p, "/objections", tr(p, "All objections that wait"));
		out_raw(p, "</p>\n");
	}
	out_card_end(p);
}

static void out_count(struct page_out *p, const json_t *count)
{
	const char *reason = in_text(count, "reason");
	struct buf url;

	buf_init(&url, 1024);
	(void)buf_adds(&url, "/held");
	out_query(&url, "reason", reason, "purpose", in_text(count, "purpose"),
		NULL);
	out_row(p);
	out_cell_begin(p);
	out_link(p, buf_text(&url), held_reason(p, reason));
	out_cell_end(p);
	out_cell(p, words_of_purpose(p, in_text(count, "purpose")));
	out_cell_begin(p);
	out_number(p, in_int(count, "recipients"));
	out_cell_end(p);
	out_cell_begin(p);
	out_day(p, in_int(count, "oldest"));
	out_cell_end(p);
	out_row_end(p);
	buf_free(&url);
}

static void render_overview(struct page_out *p, const json_t *result)
{
	const json_t *counts = in_list(result, "counts");
	const struct out_table table = {
		.caption = tr(p, "What is held"),
		.headings = {tr(p, "Reason"), tr(p, "Purpose"),
			tr(p, "Recipients"), tr(p, "Since")},
		.numbers = 1u << 2,
	};
	char number[24];

	out_requests(p, result);
	out_waiting_objections(p, result);
	out_card(p, tr(p, "What is held"));
	(void)snprintf(number, sizeof(number), "%lld",
		(long long)in_int(result, "messages"));
	out_raw(p, "<p>");
	out_words(p,
		tr_count(p, "%1 message.", "%1 messages.",
			in_int(result, "messages")),
		number, NULL);
	out_raw(p, " ");
	held_size(p, in_int(result, "bytes"));
	out_raw(p, "</p>\n");
	if (json_array_size(counts) > 0) {
		out_table(p, &table);
		for (size_t i = 0; i < json_array_size(counts); i++)
			out_count(p, json_array_get(counts, i));
		out_table_end(p);
	}
	out_raw(p, "<p>");
	out_link(p, "/held", tr(p, "Look through all of it"));
	out_raw(p, "</p>\n");
	out_card_end(p);
}

#define LIST_ARGS                                                              \
	{                                                                      \
		{"sort", WEB_TEXT}, {"after", WEB_TEXT}, {"before", WEB_TEXT}, \
			{"reason", WEB_TEXT}, {"purpose", WEB_TEXT},           \
			{"state", WEB_TEXT}, {"younger", WEB_INT},             \
			{"older", WEB_INT}, {"requested", WEB_BOOL},           \
			{"sender", WEB_TEXT}, {"recipient", WEB_TEXT},         \
			{"words", WEB_TEXT},                                   \
	}

const struct web_route routes_held[] = {
	{.method = HTTP_GET,
		.path = "/waiting",
		.title = N_("What waits"),
		.menu = N_("What waits"),
		.roles = READERS,
		.verb = "held.overview",
		.render = render_overview},
	{.method = HTTP_GET,
		.path = "/held",
		.title = N_("Held mail"),
		.menu = N_("Held mail"),
		.roles = READERS,
		.verb = "held.list",
		.args = LIST_ARGS,
		.render = render_list},
	{.method = HTTP_POST,
		.path = "/held",
		.title = N_("Held mail"),
		.roles = READERS,
		.verb = "held.list",
		.args = LIST_ARGS,
		.form = "/held",
		.render = render_list},
	{.method = HTTP_POST,
		.path = "/held/plan",
		.title = N_("Held mail"),
		.roles = WEB_POSTMASTER,
		.verb = "held.plan",
		.args = {{"act", WEB_TEXT}, {"ids", WEB_LIST},
			{"only", WEB_TEXT}},
		.form = "/held",
		.render = held_render_plan},
	{.method = HTTP_POST,
		.path = "/held/act",
		.title = N_("Held mail"),
		.roles = WEB_POSTMASTER,
		.verb = "held.act",
		.args = {{"act", WEB_TEXT}, {"ids", WEB_LIST},
			{"only", WEB_TEXT}, {"days", WEB_INT},
			{"reason", WEB_TEXT}},
		.form = "/held",
		.render = held_render_ends},
	{.method = HTTP_GET,
		.path = "/held/:id",
		.title = N_("A held message"),
		.roles = READERS,
		.verb = "held.show",
		.args = {{"id", WEB_TEXT}},
		.render = held_render_message},
	{.path = NULL},
};
