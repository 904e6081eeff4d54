/* SPDX-License-Identifier: BSD-2-Clause */
/* What will happen to the messages that were chosen, and what has happened. */
#include <stdio.h>
#include <string.h>

#include "staff/web/pages_held.h"

#define DAYS_AT_FIRST "14"

static bool is_act(const json_t *result, const char *act)
{
	return strcmp(in_text(result, "act"), act) == 0;
}

static void out_what_happens(struct page_out *p, const json_t *result)
{
	if (is_act(result, "release")) {
		out_paragraph(p,
			tr(p,
				"Each message goes to its recipients, once. "
				"The rules are asked again for each of them: "
				"to whom they forbid it, it does not go, and "
				"it stays held for them."));
		if (in_bool(result, "tells_released"))
			out_paragraph(p,
				tr(p, "Its sender is told to whom it went."));
	} else if (is_act(result, "delete")) {
		out_paragraph(p,
			tr(p,
				"The messages are deleted for good. Nobody "
				"gets them, and they cannot be brought "
				"back."));
		if (in_bool(result, "tells_deleted"))
			out_paragraph(p, tr(p, "Their senders are told."));
	} else {
		out_paragraph(p,
			tr(p,
				"The messages are kept longer. Nothing else "
				"happens to them."));
	}
	out_soft(p,
		tr(p, "The journal keeps who did it, when, and the reason."));
}

/* What of a row is not done. */
static void out_forbidden(struct page_out *p, const json_t *row)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%lld",
		(long long)in_int(row, "may_not"));
	out_raw(p, " ");
	if (in_int(row, "may") == 0)
		out_badge(p, OUT_BAD, tr(p, "may not be released"));
	else if (in_int(row, "may_not") > 0) {
		struct buf text;

		buf_init(&text, 256);
		out_fill(&text,
			tr_count(p, "not to %1 recipient",
				"not to %1 recipients", in_int(row, "may_not")),
			(const char *const[]){number}, 1);
		out_badge(p, OUT_CARE, buf_text(&text));
		buf_free(&text);
	}
}

static void out_planned(
	struct page_out *p, const json_t *result, const json_t *row)
{
	const json_t *fate = in_object(row, "fate");

	out_raw(p, "<li>");
	if (!in_has(row, "sender")) {
		out_code(p, in_text(row, "id"));
		out_text(p, " ");
		out_text(p, tr(p, "is held no more."));
		if (fate)
			held_fate(p, fate);
		out_raw(p, "</li>\n");
		return;
	}
	held_subject(p, row);
	out_text(p, ", ");
	held_sender(p, in_text(row, "sender"));
	if (is_act(result, "release"))
		out_forbidden(p, row);
	out_raw(p, "</li>\n");
}

static bool is_done(const json_t *result, const json_t *row)
{
	return in_has(row, "sender") &&
		(!is_act(result, "release") || in_int(row, "may") > 0);
}

static size_t hide_ids(struct page_out *p, const json_t *result)
{
	const json_t *rows = in_list(result, "rows");
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);

		if (!is_done(result, row))
			continue;
		out_hidden(p, "ids", in_text(row, "id"));
		n++;
	}
	return n;
}

static void out_do(struct page_out *p, const json_t *result)
{
	bool is_deleted = is_act(result, "delete");

	out_form(p, "/held/act");
	out_hidden(p, "act", in_text(result, "act"));
	if (*in_text(p->args, "only"))
		out_hidden(p, "only", in_text(p->args, "only"));
	(void)hide_ids(p, result);
	if (is_act(result, "extend"))
		out_field(p,
			&(struct out_field){.name = "days",
				.label = tr(p, "Days from now"),
				.type = "number",
				.inputmode = "numeric",
				.value = DAYS_AT_FIRST,
				.is_required = true});
	out_area(p,
		&(struct out_field){.name = "reason",
			.label = tr(p, "Reason"),
			.hint = tr(p, "For the journal. At most 500 letters."),
			.max_len = 500,
			.is_required = true,
			.has_focus = true},
		3);
	out_buttons(p);
	out_submit(p, is_deleted ? OUT_DANGER : OUT_KEY,
		is_deleted                       ? tr(p, "Delete") :
			is_act(result, "extend") ? tr(p, "Keep longer") :
						   tr(p, "Release"),
		NULL, NULL);
	out_link(p, "/held", tr(p, "Do nothing"));
	out_buttons_end(p);
	out_form_end(p);
}

static bool has_something(const json_t *result)
{
	const json_t *rows = in_list(result, "rows");

	for (size_t i = 0; i < json_array_size(rows); i++)
		if (is_done(result, json_array_get(rows, i)))
			return true;
	return false;
}

void held_render_plan(struct page_out *p, const json_t *result)
{
	const json_t *rows = in_list(result, "rows");

	p->title = is_act(result, "release") ? tr(p, "Release") :
		is_act(result, "delete")     ? tr(p, "Delete") :
					       tr(p, "Keep longer");
	out_card(p, tr(p, "What will happen"));
	out_what_happens(p, result);
	if (*in_text(p->args, "only")) {
		out_raw(p, "<p>");
		out_words(p, tr(p, "Only to %1."), in_text(p->args, "only"),
			NULL);
		out_raw(p, "</p>\n");
	}
	out_raw(p, "<ul>\n");
	for (size_t i = 0; i < json_array_size(rows); i++)
		out_planned(p, result, json_array_get(rows, i));
	out_raw(p, "</ul>\n");
	if (has_something(result)) {
		out_do(p, result);
	} else {
		out_message(p, OUT_CARE, tr(p, "There is nothing to be done."));
		out_link(p, "/held", tr(p, "Back to the list"));
	}
	out_card_end(p);
}

/* ------------------------------------------------------- what has happened */

static const char *end_words(
	const struct page_out *p, const json_t *result, const char *end)
{
	static const struct {
		const char *name, *text;
	} ends[] = {
		{"under-way",
			N_("The mail server has it, and has not sent it "
			   "on yet.")},
		{"refused",
			N_("Not released: forbidden, or refused for good. "
			   "It is held again.")},
		{"later",
			N_("The mail server does not take it now. It is held "
			   "again.")},
		{"unclear",
			N_("No answer was heard: somebody must look in the "
			   "log of the mail server.")},
		{"gone", N_("Somebody else was quicker.")},
		{"failed", N_("Not done.")},
		{"not-tried",
			N_("Not tried: this would have taken too long. "
			   "Choose it again.")},
	};

	if (strcmp(end, "done") == 0)
		return is_act(result, "release") ? tr(p, "Released.") :
			is_act(result, "delete") ? tr(p, "Deleted.") :
						   tr(p, "Kept longer.");
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strcmp(ends[i].name, end) == 0)
			return catalogue_get(p->catalogue, ends[i].text);
	return end;
}

static void out_ended(
	struct page_out *p, const json_t *result, const json_t *row)
{
	const char *end = in_text(row, "end"), *text = in_text(row, "text");
	bool is_good = strcmp(end, "done") == 0;
	const json_t *fate = in_object(row, "fate");

	out_row(p);
	out_cell_begin(p);
	out_code(p, in_text(row, "id"));
	out_cell_end(p);
	out_cell(p, in_text(row, "address"));
	out_cell_begin(p);
	out_badge(p,
		is_good                               ? OUT_GOOD :
			strcmp(end, "under-way") == 0 ? OUT_PLAIN :
							OUT_CARE,
		end_words(p, result, end));
	if (fate)
		held_fate(p, fate);
	else if (!is_good && *text) {
		out_raw(p, "<br>");
		out_text(p, text);
	}
	out_cell_end(p);
	out_row_end(p);
}

void held_render_ends(struct page_out *p, const json_t *result)
{
	const json_t *rows = in_list(result, "rows");
	const struct out_table table = {
		.caption = tr(p, "What was done"),
		.headings = {tr(p, "Id"), tr(p, "To"), tr(p, "What was done")},
	};

	out_card(p, tr(p, "What was done"));
	out_table(p, &table);
	for (size_t i = 0; i < json_array_size(rows); i++)
		out_ended(p, result, json_array_get(rows, i));
	out_table_end(p);
	out_raw(p, "<p>");
	out_link(p, "/held", tr(p, "Back to the list"));
	out_raw(p, "</p>\n");
	out_card_end(p);
}
