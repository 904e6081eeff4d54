/* SPDX-License-Identifier: BSD-2-Clause */
/* A person, for the officer: found by address, and all that is known. */
#include "staff/web/pages_person.h"

#include <stdio.h>
#include <string.h>

#include "staff/web/routes_private.h"
#include "staff/web/timeline.h"
#include "staff/web/words.h"

#define URL_MAX 1024
#define ADDRESS_MAX 320

void person_path(struct buf *url, const char *ref, const char *rest)
{
	buf_init(url, URL_MAX);
	buf_addf(url, "/person/%s%s", ref, rest);
}

/* ----------------------------------------------------------------- search */

static void render_search(struct page_out *p, const json_t *result)
{
	const struct out_field address = {
		.name = "address",
		.label = tr(p, N_("E-mail address of the person")),
		.type = "email",
		.hint = tr(p,
			N_("It is in no link and in no log. That you open the "
			   "person is an entry of the journal.")),
		.max_len = ADDRESS_MAX,
		.is_required = true,
		.has_focus = true,
	};

	(void)result;
	out_card(p, NULL);
	out_form(p, "/person/find");
	out_field(p, &address);
	out_submit(p, OUT_KEY, tr(p, N_("Show what is known")), NULL, NULL);
	out_form_end(p);
	out_card_end(p);
}

/* ---------------------------------------------------------------- summary */

static void pair_date(struct page_out *p, const char *name, const char *iso)
{
	out_pair_begin(p, name);
	out_iso(p, iso);
	out_pair_end(p);
}

static void out_kept(struct page_out *p, const json_t *retention)
{
	const char *kind = in_text(retention, "kind");

	out_pair_begin(p, tr(p, N_("Kept until")));
	if (strcmp(kind, "until") == 0)
		out_iso(p, in_text(retention, "end"));
	else if (strcmp(kind, "unlimited") == 0)
		out_text(
			p, tr(p, N_("no end is in sight: the relation lasts")));
	else
		out_badge(p, OUT_BAD, tr(p, N_("the time has ended")));
	out_pair_end(p);
}

static void out_relation(struct page_out *p, const json_t *person)
{
	const json_t *list = in_list(person, "relations");
	const json_t *last = json_array_get(list, json_array_size(list) - 1);

	if (json_array_size(list) == 0)
		return;
	out_pair_begin(p, tr(p, N_("Relation")));
	out_text(p, words_of_relation(p, in_text(last, "name")));
	if (in_has(last, "since")) {
		out_text(p, tr(p, N_(", since ")));
		out_iso(p, in_text(last, "since"));
	}
	if (in_has(last, "end")) {
		out_text(p, tr(p, N_(", until ")));
		out_iso(p, in_text(last, "end"));
	}
	out_pair_end(p);
}

static void out_counts(struct page_out *p, const json_t *counts)
{
	char contacts[24], sends[24];

	snprintf(contacts, sizeof(contacts), "%lld",
		(long long)in_int(counts, "contacts"));
	snprintf(sends, sizeof(sends), "%lld",
		(long long)in_int(counts, "sends"));
	out_pair_begin(p, tr(p, N_("Messages")));
	out_words(p,
		tr_count(p,
			NP_("%1 contact of the person",
				"%1 contacts of "
				"the person"),
			in_int(counts, "contacts")),
		contacts, NULL);
	out_raw(p, ", ");
	out_words(p,
		tr_count(p, NP_("%1 message of ours", "%1 messages of ours"),
			in_int(counts, "sends")),
		sends, NULL);
	out_pair_end(p);
}

static void out_summary(struct page_out *p, const json_t *person)
{
	const json_t *source = in_object(person, "source");

	out_card(p, NULL);
	if (!in_bool(person, "known"))
		out_message(p, OUT_PLAIN,
			tr(p,
				N_("There is no record of this person. Wishes "
				   "against marketing are kept all the "
				   "same.")));
	if (in_has(person, "restricted"))
		out_message(p, OUT_CARE,
			tr(p,
				N_("The processing of this person's data is "
				   "restricted (GDPR Art. 18).")));
	out_pairs(p);
	out_pair(p, tr(p, N_("Address")), in_text(person, "address"));
	out_relation(p, person);
	if (in_has(source, "name")) {
		out_pair(p, tr(p, N_("Source")),
			words_of_source(p, in_text(source, "name")));
		pair_date(p, tr(p, N_("Collected")),
			in_text(source, "collected"));
	}
	if (in_has(person, "retention"))
		out_kept(p, in_object(person, "retention"));
	if (in_has(person, "restricted"))
		pair_date(p, tr(p, N_("Restricted since")),
			in_text(person, "restricted"));
	if (in_has(person, "reference"))
		out_pair(p, tr(p, N_("Reference")),
			in_text(person, "reference"));
	out_counts(p, in_object(person, "counts"));
	out_pairs_end(p);
	out_card_end(p);
}

/* --------------------------------------------------------------- purposes */

static const char *state_words(const struct page_out *p, const char *state)
{
	if (strcmp(state, "applies") == 0)
		return tr(p, N_("applies"));
	if (strcmp(state, "unknown") == 0)
		return tr(p, N_("not known: a list cannot be asked"));
	return strcmp(state, "unasked") == 0 ?
		tr(p, N_("asked of a message only")) :
		tr(p, N_("does not apply"));
}

static void out_rules(struct page_out *p, const json_t *rules)
{
	const struct out_table table = {
		.caption = tr(p, N_("Rule by rule")),
		.headings = {tr(p, N_("Rule")), tr(p, N_("Reason")),
			tr(p, N_("Here")), tr(p, N_("Source of law"))},
	};
	const json_t *rule;
	size_t i;

	out_more(p, tr(p, N_("Rule by rule")));
	out_table(p, &table);
	json_array_foreach(rules, i, rule)
	{
		const char *state = in_text(rule, "state");
		bool applies = strcmp(state, "applies") == 0;
		bool is_last = strcmp(in_text(rule, "reason"), "allowed") == 0;

		out_row(p);
		out_cell_begin(p);
		out_number(p, in_int(rule, "rule"));
		out_cell_end(p);
		out_cell(p, words_of_reason(p, in_text(rule, "reason")));
		out_cell_begin(p);
		if (applies)
			out_badge(p, is_last ? OUT_GOOD : OUT_BAD,
				state_words(p, state));
		else
			out_text(p, state_words(p, state));
		out_cell_end(p);
		out_cell(p, tr(p, in_text(rule, "article")));
		out_row_end(p);
	}
	out_table_end(p);
	out_more_end(p);
}

static void out_purpose(struct page_out *p, const json_t *purpose)
{
	out_subheading(p, words_of_purpose(p, in_text(purpose, "name")));
	out_raw(p, "<p>");
	out_badge(p, words_tone(in_text(purpose, "action")),
		words_of_action(p, in_text(purpose, "action")));
	out_raw(p, " ");
	out_text(p, words_of_reason(p, in_text(purpose, "reason")));
	if (in_has(purpose, "list"))
		out_words(p, " (%1)", in_text(purpose, "list"), NULL);
	if (in_has(purpose, "since")) {
		out_raw(p, ", ");
		out_iso(p, in_text(purpose, "since"));
	}
	if (in_has(purpose, "next")) {
		out_text(p, tr(p, N_(", not before ")));
		out_iso(p, in_text(purpose, "next"));
	}
	out_raw(p, "</p>\n");
	out_rules(p, in_list(purpose, "rules"));
}

static void out_purposes(struct page_out *p, const json_t *person)
{
	const json_t *purpose;
	size_t i;

	out_card(p, tr(p, N_("May they be written to now?")));
	json_array_foreach(in_list(person, "purposes"), i, purpose)
	{
		out_purpose(p, purpose);
	}
	out_card_end(p);
}

/* --------------------------------------------------------------- timeline */

static void out_events(struct page_out *p, const json_t *person)
{
	const json_t *list = in_list(person, "events"), *event;
	int64_t left = in_int(person, "events_left_out");
	char number[24];
	size_t i;

	out_card(p, tr(p, N_("What happened")));
	out_timeline(p, person);
	out_more(p, tr(p, N_("In words")));
	if (left > 0) {
		snprintf(number, sizeof(number), "%lld", (long long)left);
		out_raw(p, "<p class=\"soft\">");
		out_words(p,
			tr_count(p,
				NP_("%1 older event is not shown.",
					"%1 older events are not shown."),
				left),
			number, NULL);
		out_raw(p, "</p>\n");
	}
	out_raw(p, "<ul class=\"events\">\n");
	json_array_foreach(list, i, event)
	{
		out_raw(p, "<li>");
		out_event_mark(p, event);
		out_raw(p, "<span>");
		out_iso(p, in_text(event, "date"));
		out_raw(p, " ");
		out_event(p, event);
		out_raw(p, "</span></li>\n");
	}
	out_raw(p, "</ul>\n");
	out_more_end(p);
	out_card_end(p);
}

/* ----------------------------------------------------------------- wishes */

static void out_grants(struct page_out *p, const json_t *grants)
{
	const struct out_table table = {
		.caption = tr(p, N_("Consents")),
		.headings = {tr(p, N_("Purpose")), tr(p, N_("Basis")),
			tr(p, N_("Given")), tr(p, N_("Expires")),
			tr(p, N_("Evidence"))},
	};
	const json_t *grant;
	size_t i;

	if (json_array_size(grants) == 0)
		return;
	out_subheading(p, tr(p, N_("Consents")));
	out_table(p, &table);
	json_array_foreach(grants, i, grant)
	{
		out_row(p);
		out_cell(p, words_of_purpose(p, in_text(grant, "purpose")));
		out_cell(p, words_of_basis(p, in_text(grant, "basis")));
		out_cell_begin(p);
		out_iso(p, in_text(grant, "given"));
		out_cell_end(p);
		out_cell_begin(p);
		if (in_has(grant, "expires"))
			out_iso(p, in_text(grant, "expires"));
		else
			out_text(p, tr(p, N_("does not expire")));
		out_cell_end(p);
		out_cell_begin(p);
		if (in_has(grant, "evidence"))
			out_text(p, in_text(grant, "evidence"));
		else
			out_badge(p, OUT_CARE,
				tr(p, N_("none: it does not stand")));
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
}

/* Objections and withdrawals alike. */
static void out_against(
	struct page_out *p, const json_t *list, const char *heading)
{
	const struct out_table table = {
		.caption = heading,
		.headings = {tr(p, N_("Purpose")), tr(p, N_("Since")),
			tr(p, N_("How it came")), ""},
	};
	const json_t *wish;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	out_subheading(p, heading);
	out_table(p, &table);
	json_array_foreach(list, i, wish)
	{
		out_row(p);
		out_cell(p, words_of_purpose(p, in_text(wish, "purpose")));
		out_cell_begin(p);
		out_iso(p, in_text(wish, "at"));
		out_cell_end(p);
		out_cell(p,
			in_has(wish, "channel") ? in_text(wish, "channel") :
						  tr(p, N_("not said")));
		out_cell_begin(p);
		if (in_bool(wish, "by_domain"))
			out_badge(p, OUT_PLAIN, tr(p, N_("the whole domain")));
		if (in_bool(wish, "unconfirmed"))
			out_badge(p, OUT_CARE, tr(p, N_("not confirmed yet")));
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
}

static void out_wishes(struct page_out *p, const json_t *person)
{
	const json_t *grants = in_list(person, "grants");
	const json_t *objections = in_list(person, "objections");
	const json_t *withdrawals = in_list(person, "withdrawals");

	out_card(p, tr(p, N_("What the person wants")));
	if (json_array_size(grants) + json_array_size(objections) +
			json_array_size(withdrawals) ==
		0)
		out_soft(p,
			tr(p, N_("No consent and no objection is on record.")));
	out_against(p, objections, tr(p, N_("Objections")));
	out_against(p, withdrawals, tr(p, N_("Withdrawn consents")));
	out_grants(p, grants);
	out_card_end(p);
}

/* -------------------------------------------------------- held, requests */

static void out_held(struct page_out *p, const json_t *list)
{
	const struct out_table table = {
		.caption = tr(p, N_("Held messages")),
		.headings = {tr(p, N_("Number")), tr(p, N_("Received")),
			tr(p, N_("Kept until")), tr(p, N_("Purpose")),
			tr(p, N_("Reason"))},
	};
	const json_t *held;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	out_card(p, tr(p, N_("Held messages to this person")));
	out_table(p, &table);
	json_array_foreach(list, i, held)
	{
		out_row(p);
		out_cell_begin(p);
		out_code(p, in_text(held, "id"));
		out_cell_end(p);
		out_cell_begin(p);
		out_iso(p, in_text(held, "received"));
		out_cell_end(p);
		out_cell_begin(p);
		out_iso(p, in_text(held, "expires"));
		out_cell_end(p);
		out_cell(p, words_of_purpose(p, in_text(held, "purpose")));
		out_cell(p, words_of_reason(p, in_text(held, "reason")));
		out_row_end(p);
	}
	out_table_end(p);
	out_card_end(p);
}

static void out_requests(struct page_out *p, const json_t *person)
{
	const json_t *list = in_list(person, "requests"), *request;
	char article[16];
	size_t i;

	out_card(p, tr(p, N_("Requests of this person")));
	if (json_array_size(list) == 0)
		out_soft(p, tr(p, N_("There is none in the register.")));
	else
		out_raw(p, "<ul>\n");
	json_array_foreach(list, i, request)
	{
		bool is_open = !in_has(request, "closed");

		snprintf(article, sizeof(article), "%d",
			(int)in_int(request, "article"));
		out_raw(p, "<li>");
		out_words(
			p, tr(p, N_("GDPR Art. %1, received ")), article, NULL);
		out_iso(p, in_text(request, "received"));
		out_text(p,
			is_open ? tr(p, N_(", due ")) : tr(p, N_(", closed ")));
		out_iso(p, in_text(request, is_open ? "due" : "closed"));
		if (in_has(request, "identified"))
			out_words(p, tr(p, N_(" (identified: %1)")),
				in_text(request, "identified"), NULL);
		out_raw(p, "</li>\n");
	}
	if (json_array_size(list) > 0)
		out_raw(p, "</ul>\n");
	out_raw(p, "<p>");
	out_link(p, "/requests", tr(p, N_("The register of requests")));
	out_raw(p, "</p>\n");
	out_card_end(p);
}

static void out_journal_link(struct page_out *p, const char *ref)
{
	struct buf url;

	out_card(p, tr(p, N_("Journal")));
	out_paragraph(p,
		tr(p,
			N_("Decisions about messages to this person, and what "
			   "was done with their data. It is looked through "
			   "when "
			   "you ask for it.")));
	person_path(&url, ref, "/journal");
	out_raw(p, "<p>");
	out_link(p, buf_text(&url), tr(p, N_("Look through the journal")));
	out_raw(p, "</p>\n");
	buf_free(&url);
	out_card_end(p);
}

static void render_person(struct page_out *p, const json_t *result)
{
	const json_t *person = in_object(result, "person");
	const char *ref = in_text(result, "ref");

	out_summary(p, person);
	out_acts(p, ref, person);
	out_purposes(p, person);
	out_events(p, person);
	out_wishes(p, person);
	out_held(p, in_list(person, "held"));
	out_requests(p, person);
	out_journal_link(p, ref);
}

const struct web_route routes_person[] = {
	{
		.method = HTTP_GET,
		.path = "/person",
		.title = N_("A person"),
		.menu = N_("A person"),
		.roles = WEB_OFFICER,
		.verb = "person.search",
		.render = render_search,
	},
	{
		.method = HTTP_POST,
		.path = "/person/find",
		.title = N_("A person"),
		.roles = WEB_OFFICER,
		.verb = "person.find",
		.args = {{"address", WEB_TEXT}},
		.then = "/person/:ref",
		.form = "/person",
	},
	{
		.method = HTTP_GET,
		.path = "/person/:ref",
		.title = N_("A person"),
		.roles = WEB_OFFICER,
		.verb = "person.get",
		.args = {{"ref", WEB_TEXT}},
		.render = render_person,
	},
	{.path = NULL},
};
