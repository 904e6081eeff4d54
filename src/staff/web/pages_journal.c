/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of the journal, the newest first, a piece at a time. */
#include <stdio.h>
#include <string.h>

#include "staff/web/pages_person.h"
#include "staff/web/routes_private.h"
#include "staff/web/words.h"

static void out_entry(struct page_out *p, const json_t *entry, bool with_who)
{
	bool is_verdict = strcmp(in_text(entry, "kind"), "verdict") == 0;

	out_row(p);
	out_cell_begin(p);
	out_iso(p, in_text(entry, "at"));
	out_cell_end(p);
	out_cell_begin(p);
	out_text(p, words_of_kind(p, in_text(entry, "kind")));
	if (in_has(entry, "purpose"))
		out_words(p, ": %1",
			words_of_purpose(p, in_text(entry, "purpose")), NULL);
	out_cell_end(p);
	out_cell_begin(p);
	if (is_verdict) {
		out_badge(p, words_tone(in_text(entry, "action")),
			words_of_action(p, in_text(entry, "action")));
		out_raw(p, " ");
		out_text(p, words_of_reason(p, in_text(entry, "reason")));
		if (!in_bool(entry, "enforced"))
			out_text(p, tr(p, N_(" (only observed)")));
	} else {
		out_text(p, in_text(entry, "detail"));
	}
	out_cell_end(p);
	if (with_who)
		out_cell(p, in_text(entry, "who"));
	out_cell_begin(p);
	out_code(p, in_text(entry, "ref"));
	out_cell_end(p);
	out_row_end(p);
}

/* How far it was looked, and where it goes on. */
static void out_place(
	struct page_out *p, const json_t *result, const char *path)
{
	char percent[24], next[24];
	struct buf url;

	snprintf(percent, sizeof(percent), "%lld",
		(long long)in_int(result, "percent"));
	snprintf(next, sizeof(next), "%lld", (long long)in_int(result, "next"));
	if (in_int(result, "next") == 0) {
		out_soft(p, tr(p, N_("That is all that the journal has.")));
		return;
	}
	out_raw(p, "<p class=\"soft\">");
	out_words(p,
		tr(p, N_("%1 % of the journal is looked through, back to ")),
		percent, NULL);
	out_iso(p, in_text(result, "looked_to"));
	out_raw(p, ".</p>\n<p>");
	buf_init(&url, 2048);
	buf_adds(&url, path);
	out_query(&url, "before", next, NULL);
	out_link(p, buf_text(&url), tr(p, N_("Look further back")));
	out_raw(p, "</p>\n");
	buf_free(&url);
}

static void out_entries(struct page_out *p, const json_t *result, bool with_who)
{
	struct out_table table = {
		.caption = tr(p, N_("Entries of the journal")),
		.headings = {tr(p, N_("When")), tr(p, N_("What")),
			tr(p, N_("More"))},
	};
	const json_t *list = in_list(result, "entries"), *entry;
	size_t i, column = 3;

	if (json_array_size(list) == 0) {
		out_paragraph(p, tr(p, N_("There is none in this part.")));
		return;
	}
	if (with_who)
		table.headings[column++] = tr(p, N_("Who"));
	table.headings[column] = tr(p, N_("Entry"));
	out_table(p, &table);
	json_array_foreach(list, i, entry)
	{
		out_entry(p, entry, with_who);
	}
	out_table_end(p);
}

static void render_of_person(struct page_out *p, const json_t *result)
{
	const char *ref = in_text(result, "ref");
	struct buf url;

	out_card(p, NULL);
	out_entries(p, result, true);
	person_path(&url, ref, "/journal");
	out_place(p, result, buf_text(&url));
	buf_free(&url);
	person_path(&url, ref, "");
	out_raw(p, "<p>");
	out_link(p, buf_text(&url), tr(p, N_("Back to the person")));
	out_raw(p, "</p>\n");
	buf_free(&url);
	out_card_end(p);
}

static void render_looked(struct page_out *p, const json_t *result)
{
	out_card(p, NULL);
	out_paragraph(p,
		tr(p,
			N_("Who opened a person, read a held message, handed "
			   "data out or checked a list (GDPR Art. 5(2), "
			   "32(4)).")));
	out_entries(p, result, true);
	out_place(p, result, "/looked");
	out_card_end(p);
}

const struct web_route routes_journal[] = {
	{
		.method = HTTP_GET,
		.path = "/person/:ref/journal",
		.title = N_("Journal of a person"),
		.roles = WEB_OFFICER,
		.verb = "person.journal",
		.args = {{"ref", WEB_TEXT}, {"before", WEB_INT}},
		.render = render_of_person,
	},
	{
		.method = HTTP_GET,
		.path = "/looked",
		.title = N_("Who looked"),
		.menu = N_("Who looked"),
		.roles = WEB_OFFICER,
		.verb = "looked.list",
		.args = {{"before", WEB_INT}},
		.render = render_looked,
	},
	{.path = NULL},
};
