/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The record of processing and the advice on retention. Both are made at night
 * by the desk, as the page that "robinson report" writes; what is within it
 * comes as markup of our own, escaped where it was made.
 */
#include <stdio.h>
#include <string.h>

#include "staff/web/routes_private.h"
#include "staff/web/words.h"

static void out_made(struct page_out *p, const json_t *result)
{
	out_raw(p, "<p class=\"soft\">");
	out_text(p, tr(p, N_("Made on ")));
	out_iso(p, in_text(result, "made"));
	out_text(p,
		tr(p,
			N_(". It is made anew each night, because it goes "
			   "through all persons.")));
	out_raw(p, "</p>\n");
}

static void out_make(struct page_out *p, bool is_missing)
{
	if (is_missing)
		out_message(p, OUT_PLAIN,
			tr(p,
				N_("It was not made yet: it is made at night, "
				   "because it goes through all persons.")));
	out_act(p, OUT_PLAIN_BUTTON, "/report/make", tr(p, N_("Make it now")),
		NULL);
}

static void out_advice_links(struct page_out *p)
{
	const struct policy *policy = &p->settings->policy;
	char path[300];

	out_card(p, tr(p, N_("How long is a silent person worth keeping?")));
	out_raw(p, "<ul>\n");
	for (size_t i = 0; i < policy->relations_len; i++) {
		const char *name = policy->relations[i].name;
		struct buf url;

		buf_init(&url, sizeof(path));
		buf_adds(&url, "/report/advice");
		out_query(&url, "relation", name, NULL);
		out_raw(p, "<li>");
		out_link(p, buf_text(&url), words_of_relation(p, name));
		out_raw(p, "</li>\n");
		buf_free(&url);
	}
	out_raw(p, "</ul>\n");
	out_card_end(p);
}

static void out_page(struct page_out *p, const json_t *result)
{
	const char *html = in_text(in_object(result, "html"), p->language);

	out_card(p, NULL);
	if (*html)
		out_made(p, result);
	out_make(p, !*html);
	out_card_end(p);
	if (!*html)
		return;
	out_raw(p, "<div class=\"report\">\n");
	out_raw(p, html);
	out_raw(p, "</div>\n");
}

static void render_report(struct page_out *p, const json_t *result)
{
	out_advice_links(p);
	out_page(p, result);
}

static void render_advice(struct page_out *p, const json_t *result)
{
	out_page(p, result);
	out_card(p, NULL);
	out_raw(p, "<p>");
	out_link(p, "/report", tr(p, N_("Back to the report")));
	out_raw(p, "</p>\n");
	out_card_end(p);
}

const struct web_route routes_report[] = {
	{
		.method = HTTP_GET,
		.path = "/report",
		.title = N_("Record of processing"),
		.menu = N_("Report"),
		.roles = WEB_OFFICER,
		.verb = "report.get",
		.render = render_report,
	},
	{
		.method = HTTP_GET,
		.path = "/report/advice",
		.title = N_("Advice on retention"),
		.roles = WEB_OFFICER,
		.verb = "advice.get",
		.args = {{"relation", WEB_TEXT}},
		.render = render_advice,
	},
	{
		.method = HTTP_POST,
		.path = "/report/make",
		.title = N_("Record of processing"),
		.roles = WEB_OFFICER,
		.verb = "report.make",
		.then = "/report",
		.form = "/report",
		.code = "report-made",
		.done = N_("It is being made. Reload this page in a while."),
	},
	{.path = NULL},
};
