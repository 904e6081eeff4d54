/* SPDX-License-Identifier: BSD-2-Clause */
/* What happened, and who confirms it; what was refused or held of one's own
 * mail. */
#include <stdio.h>
#include <string.h>

#include "config/shown.h"
#include "staff/web/pages_sales.h"

#define OPTIONS_MAX 60

/* ------------------------------------------------------------ what happened */

static void out_relations(struct page_out *p)
{
	const struct policy *policy = &p->settings->policy;
	struct out_option options[OPTIONS_MAX + 2] = {
		{"", tr(p, "as it is on record")}};

	for (size_t i = 0; i < policy->relations_len && i < OPTIONS_MAX; i++)
		options[i + 1] = (struct out_option){policy->relations[i].name,
			shown_name(&p->settings->relations_shown_as[i],
				p->language, policy->relations[i].name)};
	out_select(p, "relation", tr(p, "The person is"), options, NULL);
}

static void out_sources(struct page_out *p)
{
	const struct policy *policy = &p->settings->policy;
	struct out_option options[OPTIONS_MAX + 2] = {
		{"", tr(p, "as it is on record")}};

	for (size_t i = 0; i < policy->sources_len && i < OPTIONS_MAX; i++)
		options[i + 1] = (struct out_option){policy->sources[i].name,
			shown_name(&p->settings->sources_shown_as[i],
				p->language, policy->sources[i].name)};
	out_select(
		p, "source", tr(p, "Where the contact is from"), options, NULL);
}

static void out_today(struct page_out *p, char text_r[INSTANT_TEXT_SIZE])
{
	instant_format_date(p->settings->zone, p->now_utc, text_r);
}

static void out_happened_form(struct page_out *p, const char *who)
{
	const struct out_option kinds[] = {
		{"call", tr(p, "We spoke on the telephone")},
		{"meeting", tr(p, "We met")},
		{"order", tr(p, "The person ordered")},
		{"letter", tr(p, "The person wrote to us")},
		{"stop", tr(p, "The person told me to stop")},
		{NULL, NULL},
	};
	char today[INSTANT_TEXT_SIZE];
	const struct out_field address = {
		.name = "who",
		.label = tr(p, "Address"),
		.type = "email",
		.value = who,
		.max_len = 320,
		.is_required = true,
		.has_focus = !*who,
	};
	const struct out_field day = {
		.name = "day",
		.label = tr(p, "When"),
		.value = today,
		.is_required = true,
	};
	const struct out_field note = {
		.name = "note",
		.label = tr(p, "Note"),
		.hint = tr(p, "For whoever confirms it."),
		.max_len = 250,
	};

	out_today(p, today);
	out_form(p, "/happened");
	out_field(p, &address);
	out_radio(p, "what", tr(p, "What happened"), kinds, NULL);
	out_field(p, &day);
	out_field(p, &note);
	out_more_form(p, tr(p, "Somebody new, or something has changed"),
		"/happened");
	out_relations(p);
	out_sources(p);
	out_more_end(p);
	out_submit(p, OUT_KEY, tr(p, "Enter it"), NULL, NULL);
	out_form_end(p);
}

static void out_outcome(struct page_out *p, const char *outcome)
{
	if (strcmp(outcome, "waits") == 0)
		out_message(p, OUT_GOOD,
			tr(p,
				"Thank you. It counts as soon as a colleague "
				"has "
				"confirmed it."));
	else if (strcmp(outcome, "counted") == 0)
		out_message(p, OUT_GOOD,
			tr(p, "Thank you. It is on record as a contact."));
	else if (strcmp(outcome, "stopped") == 0)
		out_message(p, OUT_GOOD,
			tr(p,
				"It is on record. No marketing mail goes to "
				"this "
				"person any more."));
}

void render_happened(struct page_out *p, const json_t *result)
{
	out_outcome(p, in_text(p->args, "outcome"));
	out_card(p, NULL);
	out_paragraph(p,
		in_bool(result, "confirmed") ?
			tr(p,
				"What a person did counts as a contact when a "
				"colleague has confirmed it. That somebody "
				"wants "
				"no more counts at once.") :
			tr(p,
				"What a person did counts as a contact at "
				"once."));
	out_happened_form(p, in_text(p->args, "who"));
	out_card_end(p);
}

/* ---------------------------------------------------------- to be confirmed */

static const char *kind_words(const struct page_out *p, const char *kind)
{
	static const struct {
		const char *kind, *words;
	} rows[] = {
		{"call", N_("a call")},
		{"meeting", N_("a meeting")},
		{"order", N_("an order")},
		{"letter", N_("a letter")},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].kind, kind) == 0)
			return tr(p, rows[i].words);
	return kind;
}

static void out_statement(struct page_out *p, const json_t *statement)
{
	const struct out_field reason = {
		.name = "reason",
		.label = tr(p, "Why not, if you refuse it"),
		.max_len = 250,
	};
	char id[24];

	snprintf(id, sizeof(id), "%lld", (long long)in_int(statement, "id"));
	out_card(p, in_text(statement, "who"));
	out_pairs(p);
	out_pair(p, tr(p, "What"), kind_words(p, in_text(statement, "kind")));
	out_day_pair(p, tr(p, "When"), statement, "at");
	if (*in_text(statement, "note"))
		out_pair(p, tr(p, "Note"), in_text(statement, "note"));
	out_pair(p, tr(p, "Says"), in_text(statement, "teller"));
	out_pair_begin(p, tr(p, "Entered"));
	out_time(p, in_int(statement, "said"));
	out_pair_end(p);
	out_pairs_end(p);
	out_form_of(p, "/statements", "id", id);
	out_hidden(p, "id", id);
	out_field(p, &reason);
	out_buttons(p);
	out_submit(p, OUT_KEY, tr(p, "Confirm"), "decision", "confirm");
	out_submit(p, OUT_DANGER, tr(p, "Refuse"), "decision", "refuse");
	out_buttons_end(p);
	out_form_end(p);
	out_card_end(p);
}

static void out_counts(struct page_out *p, const json_t *counts)
{
	const struct out_table table = {
		.caption = tr(p, "What each has entered in 90 days"),
		.headings = {tr(p, "Who"), tr(p, "Waiting"),
			tr(p, "Counted at once"), tr(p, "Confirmed"),
			tr(p, "Refused")},
		.numbers = 0x1e,
	};
	static const char *const names[] = {
		"waiting", "counted", "confirmed", "refused"};
	const json_t *count;
	size_t i;

	if (json_array_size(counts) == 0)
		return;
	out_card(p, tr(p, "What each has entered in 90 days"));
	out_table(p, &table);
	json_array_foreach(counts, i, count)
	{
		out_row(p);
		out_cell(p, in_text(count, "teller"));
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++) {
			out_cell_begin(p);
			out_count(p, in_int(count, names[k]));
			out_cell_end(p);
		}
		out_row_end(p);
	}
	out_table_end(p);
	out_card_end(p);
}

void render_statements(struct page_out *p, const json_t *result)
{
	const json_t *statements = in_list(result, "statements");
	const json_t *statement = NULL;
	size_t i;

	if (json_array_size(statements) == 0) {
		out_card(p, NULL);
		out_paragraph(p, tr(p, "Nothing waits."));
		out_card_end(p);
	}
	json_array_foreach(statements, i, statement)
	{
		out_statement(p, statement);
	}
	if (in_bool(result, "more") && json_array_size(statements) > 0)
		out_further(p, "/statements", "after",
			in_int(json_array_get(statements,
				       json_array_size(statements) - 1),
				"id"));
	out_counts(p, in_list(result, "counts"));
}

/* ------------------------------------------------------------------ my mail */

static void out_recipients(struct page_out *p, const json_t *recipients)
{
	const json_t *recipient;
	size_t i;

	out_raw(p, "<ul>\n");
	json_array_foreach(recipients, i, recipient)
	{
		out_raw(p, "<li>");
		out_text(p, in_text(recipient, "address"));
		out_raw(p, ": ");
		out_text(p, words_of(p, recipient));
		if (*in_text(recipient, "address"))
			out_something_happened(
				p, in_text(recipient, "address"));
		out_raw(p, "</li>\n");
	}
	out_raw(p, "</ul>\n");
}

static void out_request(struct page_out *p, const json_t *item)
{
	const struct out_field why = {
		.name = "why",
		.label = tr(p, "Why it should go"),
		.max_len = 250,
	};
	char path[80];

	if (in_has(item, "requested")) {
		out_pairs(p);
		out_day_pair(p, tr(p, "Release asked for"), item, "requested");
		out_pairs_end(p);
		return;
	}
	snprintf(
		path, sizeof(path), "/mail/%.20s/request", in_text(item, "id"));
	out_more_form(p, tr(p, "Ask for its release"), path);
	out_form_of(p, path, "id", in_text(item, "id"));
	out_field(p, &why);
	out_submit(p, OUT_KEY, tr(p, "Ask for its release"), NULL, NULL);
	out_form_end(p);
	out_more_end(p);
}

static void out_state(struct page_out *p, const json_t *item)
{
	if (in_bool(item, "waits"))
		out_badge(p, OUT_CARE, tr(p, "held"));
	else if (in_bool(item, "held"))
		out_badge(p, OUT_PLAIN, tr(p, "was held, and is decided"));
	else
		out_badge(p, OUT_BAD, tr(p, "refused"));
}

static void out_mail(struct page_out *p, const json_t *item, bool is_lead)
{
	const char *subject = in_text(item, "subject");

	out_card(p, *subject ? subject : NULL);
	out_raw(p, "<p>");
	out_state(p, item);
	out_raw(p, " ");
	out_time(p, in_int(item, "at"));
	out_raw(p, " ");
	out_text(p, words_of(p, item));
	out_raw(p, "</p>\n");
	if (json_array_size(in_list(item, "recipients")) > 0) {
		out_recipients(p, in_list(item, "recipients"));
	} else {
		/* The journal knows no address of what is refused or gone. */
		out_raw(p, "<p>");
		out_link(p, "/happened", tr(p, "Something happened"));
		out_raw(p, "</p>\n");
	}
	out_pairs(p);
	if (*in_text(item, "purpose"))
		out_pair(p, tr(p, "What for"),
			purpose_name(p, in_text(item, "purpose")));
	out_pair_begin(p, tr(p, "Reference"));
	out_code(p, in_text(item, *in_text(item, "id") ? "id" : "ref"));
	out_pair_end(p);
	if (is_lead)
		out_pair(p, tr(p, "From"), in_text(item, "name"));
	if (in_bool(item, "waits"))
		out_day_pair(p, tr(p, "Kept until"), item, "expires");
	out_pairs_end(p);
	if (in_bool(item, "waits"))
		out_request(p, item);
	out_card_end(p);
}

void render_mail(struct page_out *p, const json_t *result)
{
	const json_t *items = in_list(result, "items");
	const json_t *item = NULL;
	size_t i;

	if (json_array_size(items) == 0) {
		out_card(p, NULL);
		out_paragraph(p,
			in_int(result, "names") == 0 ?
				tr(p,
					"No sender address and no login is "
					"entered for you. Please ask your "
					"administrator.") :
				tr(p,
					"Nothing of your mail was refused or "
					"held "
					"in the last 90 days."));
		out_card_end(p);
	}
	json_array_foreach(items, i, item)
	{
		out_mail(p, item, in_bool(result, "lead"));
	}
	if (in_bool(result, "more") && json_array_size(items) > 0)
		out_further(p, "/mail", "before",
			in_int(json_array_get(
				       items, json_array_size(items) - 1),
				"seq"));
}
