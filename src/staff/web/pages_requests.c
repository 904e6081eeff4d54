/* SPDX-License-Identifier: BSD-2-Clause */
/* The register of what persons asked for, and until when. */
#include <stdio.h>
#include <string.h>

#include "staff/web/routes_private.h"
#include "staff/web/words.h"

#define TEXT_MAX 500

static const struct article {
	int number;
	const char *words;
} articles[] = {
	{15, N_("access (Art. 15)")},
	{16, N_("rectification (Art. 16)")},
	{17, N_("erasure (Art. 17)")},
	{18, N_("restriction (Art. 18)")},
	{20, N_("portability (Art. 20)")},
	{21, N_("objection (Art. 21)")},
};

#define ARTICLES (sizeof(articles) / sizeof(*articles))

static const char *words_of_article(const struct page_out *p, int64_t number)
{
	for (size_t i = 0; i < ARTICLES; i++)
		if (articles[i].number == number)
			return tr(p, articles[i].words);
	return "";
}

static void out_state(struct page_out *p, const json_t *request)
{
	bool is_late = in_bool(request, "late");

	if (in_has(request, "closed")) {
		out_badge(p, is_late ? OUT_CARE : OUT_GOOD,
			is_late ? tr(p, N_("answered late")) :
				  tr(p, N_("answered")));
		out_raw(p, " ");
		out_iso(p, in_text(request, "closed"));
	} else {
		out_badge(p, is_late ? OUT_BAD : OUT_PLAIN,
			is_late ? tr(p, N_("overdue")) : tr(p, N_("open")));
	}
}

static void out_notes(struct page_out *p, const json_t *request)
{
	if (in_has(request, "channel"))
		out_words(p, tr(p, N_("by %1. ")), in_text(request, "channel"),
			NULL);
	if (in_has(request, "identified"))
		out_words(p, tr(p, N_("Identified: %1. ")),
			in_text(request, "identified"), NULL);
	if (in_has(request, "extension_reason"))
		out_words(p, tr(p, N_("Extended: %1. ")),
			in_text(request, "extension_reason"), NULL);
	if (in_has(request, "outcome"))
		out_text(p, in_text(request, "outcome"));
}

static void out_request(struct page_out *p, const json_t *request)
{
	char number[24], path[64];

	snprintf(number, sizeof(number), "%lld",
		(long long)in_int(request, "id"));
	snprintf(path, sizeof(path), "/requests/%s", number);
	out_row(p);
	out_cell_begin(p);
	if (in_has(request, "closed"))
		out_text(p, number);
	else
		out_link(p, path, number);
	out_cell_end(p);
	out_cell(p, words_of_article(p, in_int(request, "article")));
	out_cell_begin(p);
	out_code(p, in_text(request, "person"));
	out_cell_end(p);
	out_cell_begin(p);
	out_iso(p, in_text(request, "received"));
	out_cell_end(p);
	out_cell_begin(p);
	out_iso(p, in_text(request, "due"));
	out_cell_end(p);
	out_cell_begin(p);
	out_state(p, request);
	out_cell_end(p);
	out_cell_begin(p);
	out_notes(p, request);
	out_cell_end(p);
	out_row_end(p);
}

static void out_list(struct page_out *p, const json_t *list)
{
	const struct out_table table = {
		.caption = tr(p, N_("Register of requests")),
		.headings = {tr(p, N_("Number")), tr(p, N_("Request")),
			tr(p, N_("Person")), tr(p, N_("Received")),
			tr(p, N_("Due")), tr(p, N_("State")),
			tr(p, N_("Notes"))},
	};
	const json_t *request;
	size_t i;

	if (json_array_size(list) == 0) {
		out_soft(p, tr(p, N_("There is none.")));
		return;
	}
	out_table(p, &table);
	json_array_foreach(list, i, request)
	{
		out_request(p, request);
	}
	out_table_end(p);
}

static void out_new(struct page_out *p)
{
	const struct out_field address = {
		.name = "address",
		.label = tr(p, N_("E-mail address of the person")),
		.type = "email",
		.max_len = 320,
		.is_required = true,
	};
	const struct out_field received = {
		.name = "received",
		.label = tr(p, N_("Received on")),
		.type = "date",
		.hint = tr(p,
			N_("Empty: today. It is to be answered within one "
			   "month (GDPR Art. 12(3)).")),
	};
	const struct out_field channel = {
		.name = "channel",
		.label = tr(p, N_("How it came")),
		.hint = tr(p, N_("In a word, such as letter or phone.")),
		.max_len = 64,
	};
	const struct out_field identified = {
		.name = "identified",
		.label = tr(p, N_("How the person was identified")),
		.hint = tr(p,
			N_("GDPR Art. 12(6). Not who it is, and nothing of a "
			   "document.")),
		.max_len = TEXT_MAX,
	};
	struct out_option options[ARTICLES + 1] = {{NULL, NULL}};
	char numbers[ARTICLES][8];

	for (size_t i = 0; i < ARTICLES; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "%d",
			articles[i].number);
		options[i] = (struct out_option){
			numbers[i], tr(p, articles[i].words)};
	}
	out_card(p, tr(p, N_("Put a request on record")));
	out_form(p, "/requests/add");
	out_field(p, &address);
	out_select(p, "article", tr(p, N_("Request")), options, NULL);
	out_field(p, &received);
	out_field(p, &channel);
	out_field(p, &identified);
	out_submit(p, OUT_KEY, tr(p, N_("Put on record")), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

static void render_list(struct page_out *p, const json_t *result)
{
	bool is_all = in_bool(result, "all");

	out_card(p, is_all ? tr(p, N_("All")) : tr(p, N_("Open")));
	out_list(p, in_list(result, "requests"));
	if (in_has(result, "next"))
		out_further(p, is_all ? "/requests?all=1" : "/requests", "from",
			in_int(result, "next"));
	out_raw(p, "<p>");
	out_link(p, is_all ? "/requests" : "/requests?all=1",
		is_all ? tr(p, N_("Only those that are open")) :
			 tr(p, N_("Those that were answered, too")));
	out_raw(p, "</p>\n");
	out_card_end(p);
	out_new(p);
}

/* ---------------------------------------------------------------- one of */

static void out_extend(struct page_out *p, const char *path)
{
	const struct out_field reason = {
		.name = "reason",
		.label = tr(p, N_("Reason")),
		.max_len = TEXT_MAX,
		.is_required = true,
	};
	const struct out_field told = {
		.name = "told",
		.label = tr(p, N_("The person was told on")),
		.type = "date",
		.hint = tr(p, N_("Within the first month.")),
		.is_required = true,
	};

	out_more_form(p, tr(p, N_("Extend by two further months")), path);
	out_paragraph(p,
		tr(p,
			N_("Once, where the request is complex or there are "
			   "many (GDPR Art. 12(3)).")));
	out_form(p, path);
	out_field(p, &reason);
	out_field(p, &told);
	out_submit(p, OUT_PLAIN_BUTTON, tr(p, N_("Extend")), NULL, NULL);
	out_form_end(p);
	out_more_end(p);
}

static void out_close(struct page_out *p, const char *path)
{
	const struct out_field outcome = {
		.name = "outcome",
		.label = tr(p, N_("Outcome")),
		.hint = tr(p,
			N_("Such as: answered by letter; refused, not "
			   "identified. Not who the person is: the register is "
			   "kept longer than that.")),
		.max_len = TEXT_MAX,
	};

	out_form(p, path);
	out_field(p, &outcome);
	out_submit(p, OUT_KEY, tr(p, N_("It was answered")), NULL, NULL);
	out_form_end(p);
}

static void render_one(struct page_out *p, const json_t *result)
{
	const json_t *request = in_object(result, "request");
	char path[80];
	long long id = (long long)in_int(request, "id");

	out_card(p, NULL);
	out_list(p, in_list(result, "requests"));
	if (!in_has(request, "closed")) {
		snprintf(path, sizeof(path), "/requests/%lld/close", id);
		out_close(p, path);
		snprintf(path, sizeof(path), "/requests/%lld/extend", id);
		if (!in_has(request, "extension_told"))
			out_extend(p, path);
	}
	out_raw(p, "<p>");
	out_link(p, "/requests", tr(p, N_("Back to the register")));
	out_raw(p, "</p>\n");
	out_card_end(p);
}

const struct web_route routes_requests[] = {
	{
		.method = HTTP_GET,
		.path = "/requests",
		.title = N_("Requests of persons"),
		.menu = N_("Requests"),
		.roles = WEB_OFFICER,
		.verb = "requests.list",
		.args = {{"all", WEB_BOOL}, {"from", WEB_INT}},
		.render = render_list,
	},
	{
		.method = HTTP_POST,
		.path = "/requests/add",
		.title = N_("Requests of persons"),
		.roles = WEB_OFFICER,
		.verb = "requests.add",
		.args = {{"address", WEB_TEXT}, {"article", WEB_INT},
			{"received", WEB_TEXT}, {"channel", WEB_TEXT},
			{"identified", WEB_TEXT}},
		.then = "/requests",
		.form = "/requests",
		.code = "request-added",
		.done = N_("The request is in the register."),
	},
	{
		.method = HTTP_GET,
		.path = "/requests/:id",
		.title = N_("A request"),
		.roles = WEB_OFFICER,
		.verb = "requests.get",
		.args = {{"id", WEB_INT}},
		.render = render_one,
	},
	{
		.method = HTTP_POST,
		.path = "/requests/:id/extend",
		.title = N_("A request"),
		.roles = WEB_OFFICER,
		.verb = "requests.extend",
		.args = {{"id", WEB_INT}, {"reason", WEB_TEXT},
			{"told", WEB_TEXT}},
		.then = "/requests/:id",
		.form = "/requests/:id",
		.code = "request-extended",
		.done = N_("The request is extended."),
	},
	{
		.method = HTTP_POST,
		.path = "/requests/:id/close",
		.title = N_("A request"),
		.roles = WEB_OFFICER,
		.verb = "requests.close",
		.args = {{"id", WEB_INT}, {"outcome", WEB_TEXT}},
		.then = "/requests",
		.form = "/requests/:id",
		.code = "request-closed",
		.done = N_("The request is closed."),
	},
	{.path = NULL},
};
