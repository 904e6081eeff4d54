/* SPDX-License-Identifier: BSD-2-Clause */
/* Objections that wait for somebody. */
#include <string.h>

#include "staff/web/pages_held.h"
#include "staff/web/routes_private.h"
#include "staff/web/words.h"

#define DECIDERS (WEB_POSTMASTER | WEB_OFFICER)

static const char *cause(const struct page_out *p, const char *name)
{
	if (strcmp(name, "unproven") == 0)
		return tr(p, "Nobody knows whether its sender wrote it.");
	if (strcmp(name, "no-answer") == 0)
		return tr(p, "It answers no message of ours.");
	if (strcmp(name, "likely") == 0)
		return tr(p, "Its words may be meant otherwise.");
	return tr(p, "Nothing is kept of what it said.");
}

static void out_objection(struct page_out *p, const json_t *o)
{
	const char *words = in_text(o, "words");

	out_row(p);
	out_cell_begin(p);
	out_check_bare(
		p, "refs", in_text(o, "ref"), tr(p, "Choose this objection"));
	out_cell_end(p);
	out_cell_begin(p);
	out_time(p, in_int(o, "at"));
	out_cell_end(p);
	out_cell_begin(p);
	if (*words) {
		out_raw(p, "<q>");
		out_text(p, words);
		out_raw(p, "</q> ");
	}
	out_text(p, cause(p, in_text(o, "cause")));
	out_cell_end(p);
	out_cell(p, words_of_purpose(p, in_text(o, "purpose")));
	out_cell_begin(p);
	out_code(p, in_text(o, "ref"));
	out_cell_end(p);
	out_row_end(p);
}

void objections_out(struct page_out *p, const json_t *result)
{
	const json_t *list = in_list(result, "objections");
	const struct out_table table = {
		.caption = tr(p, "Objections to be confirmed"),
		.headings = {"", tr(p, "Came"), tr(p, "What it said"),
			tr(p, "Against"), tr(p, "Reference")},
	};

	out_paragraph(p,
		tr(p,
			"While an objection waits, no marketing mail goes to "
			"the person."));
	out_form(p, "/objections/plan");
	out_table(p, &table);
	for (size_t i = 0; i < json_array_size(list); i++)
		out_objection(p, json_array_get(list, i));
	out_table_end(p);
	out_buttons(p);
	out_submit(p, OUT_PLAIN_BUTTON, tr(p, "Confirm…"), "act", "confirm");
	out_submit(p, OUT_PLAIN_BUTTON, tr(p, "It was a letter…"), "act",
		"letter");
	out_submit(p, OUT_DANGER, tr(p, "Drop…"), "act", "drop");
	out_buttons_end(p);
	out_form_end(p);
}

static void render_list(struct page_out *p, const json_t *result)
{
	out_card(p, NULL);
	if (json_array_size(in_list(result, "objections")) == 0)
		out_soft(p, tr(p, "No objection waits."));
	else
		objections_out(p, result);
	out_card_end(p);
}

static void out_what_happens(struct page_out *p, const char *act)
{
	if (strcmp(act, "confirm") == 0)
		out_paragraph(p,
			tr(p,
				"The objection counts like any other, for "
				"good: no marketing mail goes to the person "
				"any more. What is held for them cannot be "
				"released."));
	else if (strcmp(act, "drop") == 0)
		out_paragraph(p,
			tr(p,
				"The objection is dropped: somebody else sent "
				"it, or it was meant otherwise. Marketing "
				"mail may go to the person again, and what is "
				"held can be released."));
	else
		out_paragraph(p,
			tr(p,
				"It was a letter of this person: the objection "
				"is dropped, and the letter counts as a "
				"contact from the day on which it came. With "
				"this you also say that the person wrote "
				"it."));
	out_soft(p,
		tr(p, "The journal keeps who did it, when, and the reason."));
}

static void render_plan(struct page_out *p, const json_t *result)
{
	const json_t *list = in_list(result, "objections");
	const char *act = in_text(result, "act");
	bool is_drop = strcmp(act, "drop") == 0;
	bool is_confirm = strcmp(act, "confirm") == 0;

	p->title = is_confirm ? tr(p, "Confirm") :
		is_drop       ? tr(p, "Drop") :
				tr(p, "It was a letter");
	out_card(p, tr(p, "What will happen"));
	out_what_happens(p, act);
	out_form(p, "/objections/act");
	out_hidden(p, "act", act);
	out_raw(p, "<ul>\n");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *o = json_array_get(list, i);

		out_raw(p, "<li>");
		out_time(p, in_int(o, "at"));
		out_text(p, " ");
		if (*in_text(o, "words")) {
			out_raw(p, "<q>");
			out_text(p, in_text(o, "words"));
			out_raw(p, "</q> ");
		}
		out_code(p, in_text(o, "ref"));
		out_raw(p, "</li>\n");
		out_hidden(p, "refs", in_text(o, "ref"));
	}
	out_raw(p, "</ul>\n");
	if (!is_confirm)
		out_area(p,
			&(struct out_field){.name = "reason",
				.label = tr(p, "Reason"),
				.hint = tr(p,
					"For the journal. At most 500 "
					"letters."),
				.max_len = 500,
				.is_required = is_drop,
				.has_focus = true},
			3);
	out_buttons(p);
	out_submit(p, is_drop ? OUT_DANGER : OUT_KEY, p->title, NULL, NULL);
	out_link(p, "/objections", tr(p, "Do nothing"));
	out_buttons_end(p);
	out_form_end(p);
	out_card_end(p);
}

const struct web_route routes_objections[] = {
	{.method = HTTP_GET,
		.path = "/objections",
		.title = N_("Objections to be confirmed"),
		.menu = N_("Objections"),
		.roles = DECIDERS,
		.verb = "objections.list",
		.render = render_list},
	{.method = HTTP_POST,
		.path = "/objections/plan",
		.title = N_("Objections to be confirmed"),
		.roles = DECIDERS,
		.verb = "objections.plan",
		.args = {{"act", WEB_TEXT}, {"refs", WEB_LIST}},
		.form = "/objections",
		.render = render_plan},
	{.method = HTTP_POST,
		.path = "/objections/act",
		.title = N_("Objections to be confirmed"),
		.roles = DECIDERS,
		.verb = "objections.act",
		.args = {{"act", WEB_TEXT}, {"refs", WEB_LIST},
			{"reason", WEB_TEXT}},
		.then = "/objections",
		.form = "/objections",
		.code = "objections-decided",
		.done = N_("It was done as you said.")},
	{.path = NULL},
};
