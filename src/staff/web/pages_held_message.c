/* SPDX-License-Identifier: BSD-2-Clause */
/* One held message: who, why, since when, what is in it. */
#include <stdio.h>
#include <string.h>

#include "staff/web/pages_held.h"
#include "staff/web/words.h"

static void out_envelope(struct page_out *p, const json_t *m)
{
	const char *asked = in_text(m, "asked");

	if (in_has(m, "asked_utc")) {
		struct buf text;

		buf_init(&text, 4096);
		if (*asked)
			out_fill(&text, tr(p, "Its release is asked for: %1"),
				(const char *const[]){asked}, 1);
		else
			(void)buf_adds(
				&text, tr(p, "Its release is asked for."));
		out_message(p, OUT_CARE, buf_text(&text));
		buf_free(&text);
	}
	if (in_bool(m, "damaged"))
		out_message(p, OUT_BAD,
			tr(p,
				"This message was changed on disk, or sealed "
				"under other keys: it cannot be released."));
	out_card(p, NULL);
	out_pairs(p);
	out_pair_begin(p, tr(p, "Sender"));
	held_sender(p, in_text(m, "sender"));
	out_pair_end(p);
	if (*in_text(m, "login"))
		out_pair(p, tr(p, "Logged in as"), in_text(m, "login"));
	out_pair(p, tr(p, "Shown as from"), in_text(m, "from"));
	out_pair_begin(p, tr(p, "Received"));
	out_time(p, in_int(m, "received"));
	out_pair_end(p);
	out_pair_begin(p, tr(p, "Kept until"));
	out_time(p, in_int(m, "expires"));
	out_pair_end(p);
	out_pair_begin(p, tr(p, "Size"));
	held_size(p, in_int(m, "size"));
	out_pair_end(p);
	out_pair_begin(p, tr(p, "Id"));
	out_code(p, in_text(m, "id"));
	out_pair_end(p);
	if (*in_text(m, "queue_id")) {
		out_pair_begin(p, tr(p, "Queue id"));
		out_code(p, in_text(m, "queue_id"));
		out_text(p, " ");
		out_text(p, in_text(m, "host"));
		out_pair_end(p);
	}
	out_pairs_end(p);
	out_card_end(p);
}

/* -------------------------------------------------------------- recipients */

static void out_event(struct page_out *p, const json_t *event)
{
	const char *who = in_text(event, "who"),
		   *words = in_text(event, "words");
	const char *reason = in_text(event, "reason");

	out_raw(p, "<li>");
	out_time(p, in_int(event, "at"));
	out_text(p, " ");
	out_text(p, words_of_kind(p, in_text(event, "kind")));
	if (*reason) {
		out_text(p, ": ");
		out_text(p, held_reason(p, reason));
	}
	if (*who) {
		out_text(p, ", ");
		out_text(p, who);
	}
	if (*words) {
		out_text(p, " – ");
		out_text(p, words);
	}
	out_raw(p, "</li>\n");
}

static void out_timeline(struct page_out *p, const json_t *recipient)
{
	const json_t *events = in_list(recipient, "events");

	if (json_array_size(events) == 0)
		return;
	out_raw(p, "<ol>\n");
	for (size_t i = 0; i < json_array_size(events); i++)
		out_event(p, json_array_get(events, i));
	out_raw(p, "</ol>\n");
}

/* What the rules say now, where that is not why it is held. */
static void out_now(struct page_out *p, const json_t *r)
{
	const char *now = in_text(r, "now");

	if (!in_bool(r, "waiting"))
		return;
	if (!in_bool(r, "may")) {
		struct buf text;

		buf_init(&text, 2048);
		out_fill(&text,
			*now ? tr(p, "May not be released: %1 (%2).") :
			       tr(p,
				       "May not be released: the "
				       "configuration does not know the "
				       "purpose any more."),
			(const char *const[]){held_reason(p, now),
				catalogue_get(
					p->catalogue, in_text(r, "article"))},
			2);
		out_message(p, OUT_BAD, buf_text(&text));
		buf_free(&text);
		if (in_bool(r, "unconfirmed")) {
			out_raw(p, "<p>");
			out_link(p, "/objections",
				tr(p,
					"First confirm or drop the "
					"objection"));
			out_raw(p, "</p>\n");
		}
	} else if (strcmp(now, in_text(r, "reason")) != 0) {
		out_raw(p, "<p>");
		out_words(p, tr(p, "The rules say now: %1."),
			held_reason(p, now), NULL);
		out_raw(p, "</p>\n");
	}
}

static void out_recipient(
	struct page_out *p, const json_t *m, const json_t *r, bool is_one)
{
	out_subheading(p, in_text(r, "address"));
	out_raw(p, "<p>");
	out_badge(p, OUT_PLAIN, held_state(p, in_text(r, "state")));
	out_text(p, " ");
	out_words(p, tr(p, "%1, purpose %2, reference %3"),
		held_reason(p, in_text(r, "reason")),
		words_of_purpose(p, in_text(r, "purpose")), in_text(r, "ref"),
		NULL);
	out_raw(p, "</p>\n");
	out_now(p, r);
	out_timeline(p, r);
	if (!is_one && held_may_decide(p) && in_bool(r, "may"))
		out_act(p, OUT_PLAIN_BUTTON, "/held/plan",
			tr(p, "Release to this recipient…"), "act", "release",
			"ids", in_text(m, "id"), "only", in_text(r, "address"),
			NULL);
}

static void out_recipients(
	struct page_out *p, const json_t *m, const json_t *recipients)
{
	size_t len = json_array_size(recipients);

	out_card(p, tr(p, "To whom, and why it is held"));
	for (size_t i = 0; i < len; i++)
		out_recipient(p, m, json_array_get(recipients, i), len == 1);
	if (in_int(m, "recipients") > (int64_t)len)
		out_soft(p, tr(p, "There are more recipients."));
	out_card_end(p);
}

/* ---------------------------------------------------------------- deciding */

static void out_decide(
	struct page_out *p, const json_t *m, const json_t *result)
{
	const char *id = in_text(m, "id");

	if (!held_may_decide(p))
		return;
	out_card(p, tr(p, "Decide"));
	if (!in_bool(result, "may_release"))
		out_soft(p,
			tr(p,
				"To nobody of its recipients may it be "
				"released."));
	out_buttons(p);
	if (in_bool(result, "may_release"))
		out_act(p, OUT_KEY, "/held/plan", tr(p, "Release…"), "act",
			"release", "ids", id, NULL);
	out_act(p, OUT_PLAIN_BUTTON, "/held/plan", tr(p, "Keep longer…"), "act",
		"extend", "ids", id, NULL);
	out_act(p, OUT_DANGER, "/held/plan", tr(p, "Delete…"), "act", "delete",
		"ids", id, NULL);
	out_buttons_end(p);
	out_card_end(p);
}

/* ----------------------------------------------------------------- content */

static void out_headers(struct page_out *p, const json_t *content)
{
	const json_t *headers = in_list(content, "headers");

	out_pairs(p);
	for (size_t i = 0; i + 1 < json_array_size(headers); i += 2)
		out_pair(p, json_string_value(json_array_get(headers, i)),
			json_string_value(json_array_get(headers, i + 1)));
	out_pairs_end(p);
}

static void out_pre(struct page_out *p, const char *text, bool is_cut)
{
	out_raw(p, "<pre>");
	out_text(p, text);
	out_raw(p, "</pre>\n");
	if (is_cut)
		out_soft(p, tr(p, "Only the beginning is shown."));
}

static void out_links(struct page_out *p, const json_t *content)
{
	const json_t *links = in_list(content, "links");

	if (json_array_size(links) == 0)
		return;
	out_subheading(p, tr(p, "Where its links lead"));
	out_raw(p, "<ul>\n");
	for (size_t i = 0; i < json_array_size(links); i++) {
		out_raw(p, "<li>");
		out_code(p, json_string_value(json_array_get(links, i)));
		out_raw(p, "</li>\n");
	}
	out_raw(p, "</ul>\n");
	if (in_bool(content, "more_links"))
		out_soft(p, tr(p, "There are more links."));
}

static void out_parts(struct page_out *p, const json_t *content)
{
	const json_t *parts = in_list(content, "parts");
	const struct out_table table = {
		.caption = tr(p, "Attachments"),
		.headings = {tr(p, "Name"), tr(p, "Type"), tr(p, "Size")},
		.numbers = 1u << 2,
	};

	if (json_array_size(parts) == 0)
		return;
	out_subheading(p, tr(p, "Attachments"));
	out_table(p, &table);
	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *part = json_array_get(parts, i);
		const char *name = in_text(part, "name");

		out_row(p);
		out_cell(p, *name ? name : tr(p, "(without a name)"));
		out_cell(p, in_text(part, "type"));
		out_cell_begin(p);
		held_size(p, in_int(part, "size"));
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
	if (in_bool(content, "more_parts"))
		out_soft(p, tr(p, "There are more attachments."));
}

static void out_words_of(struct page_out *p, const json_t *content)
{
	bool has_text = in_bool(content, "has_text");

	if (has_text) {
		out_subheading(p, tr(p, "Text"));
		out_pre(p, in_text(content, "text"),
			in_bool(content, "text_cut"));
	}
	if (in_bool(content, "has_page")) {
		if (has_text)
			out_more(p, tr(p, "Words of the HTML"));
		else
			out_subheading(p, tr(p, "Words of the HTML"));
		out_pre(p, in_text(content, "page"),
			in_bool(content, "page_cut"));
		if (has_text)
			out_more_end(p);
	}
}

static void out_content(struct page_out *p, const json_t *result)
{
	const json_t *content = in_object(result, "content");

	out_card(p, tr(p, "What is in it"));
	if (!content) {
		out_message(p, OUT_CARE,
			tr(p,
				"The message cannot be shown: reading it has "
				"failed. It can be decided about all the "
				"same."));
	} else if (!in_bool(content, "read")) {
		out_message(p, OUT_CARE,
			tr(p,
				"The message is not shown: it has more parts "
				"than a message has, or they nest too "
				"deeply. It can be decided about all the "
				"same."));
	} else {
		out_headers(p, content);
		out_words_of(p, content);
		out_links(p, content);
		out_parts(p, content);
		if (!in_bool(content, "whole"))
			out_soft(p,
				tr(p,
					"The message is larger than what is "
					"looked at: its end is missing here."));
	}
	out_card_end(p);
}

void held_render_message(struct page_out *p, const json_t *result)
{
	const json_t *m = in_object(result, "message");
	const json_t *fate = in_object(result, "fate");

	if (!m) {
		out_message(
			p, OUT_PLAIN, tr(p, "This message is held no more."));
		if (fate)
			held_fate(p, fate);
		out_raw(p, "<p>");
		out_link(p, "/held", tr(p, "Back to the list"));
		out_raw(p, "</p>\n");
		return;
	}
	if (*in_text(m, "subject"))
		p->title = in_text(m, "subject");
	out_envelope(p, m);
	out_recipients(p, m, in_list(result, "recipients"));
	out_decide(p, m, result);
	out_content(p, result);
}
