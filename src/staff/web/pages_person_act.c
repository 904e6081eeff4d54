/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an officer does for a person: a form, what would happen, and the act.
 * What would happen is asked of the desk each time (service/officer/act.h).
 */
#include <stdio.h>
#include <string.h>

#include "config/shown.h"
#include "staff/web/pages_person.h"
#include "staff/web/routes_private.h"
#include "staff/web/words.h"

#define ADDRESS_MAX 320
#define TEXT_MAX 500
#define PURPOSES_MAX 64

enum field {
	FIELD_TO = 1 << 0,
	FIELD_PURPOSE = 1 << 1, /* or all marketing */
	FIELD_CONSENT = 1 << 2, /* a purpose that accepts consent */
	FIELD_CHANNEL = 1 << 3,
	FIELD_DATE = 1 << 4,
	FIELD_REASON = 1 << 5,
	FIELD_KEEP = 1 << 6 /* no objection is put on record with it */
};

static const struct act {
	const char *name; /* of the desk's */
	const char *title;
	const char *about;
	unsigned fields;
	bool cannot_be_undone;
} acts[] = {
	{"object", N_("Record an objection"),
		N_("The person does not want to be written to (GDPR Art. "
		   "21(2)-(3)). It counts at once."),
		FIELD_PURPOSE | FIELD_CHANNEL | FIELD_DATE, false},
	{"object-lift", N_("Undo a recorded objection"),
		N_("Only where it was recorded by mistake. A consent that the "
		   "person gave later is recorded as a consent."),
		FIELD_PURPOSE | FIELD_REASON, false},
	{"withdraw", N_("Record a withdrawn consent"),
		N_("The person takes a consent back (GDPR Art. 7(3))."),
		FIELD_CONSENT | FIELD_DATE, false},
	{"restrict", N_("Restrict the processing"),
		N_("No marketing, and nothing is deleted at the end of "
		   "retention (GDPR Art. 18)."),
		0, false},
	{"restrict-lift", N_("Lift the restriction"),
		N_("Tell the person before (GDPR Art. 18(3))."), 0, false},
	{"rectify", N_("Correct the address"),
		N_("What is known under the old address is known under the new "
		   "one from then on (GDPR Art. 16)."),
		FIELD_TO | FIELD_KEEP, true},
	{"erase", N_("Erase"),
		N_("Everything that is known of the person is deleted (GDPR "
		   "Art. 17). Objections and withdrawals stay as a bare key, "
		   "because they could not be honoured without."),
		FIELD_KEEP, true},
	{"export", N_("Hand out the data"),
		N_("All that is held about the person (GDPR Art. 15, 20), as a "
		   "page for people or as JSON for programs. That it was "
		   "handed out is an entry of the journal."),
		0, false},
};

#define ACTS (sizeof(acts) / sizeof(*acts))

static const struct act *act_of(const char *name)
{
	for (size_t i = 0; i < ACTS; i++)
		if (strcmp(acts[i].name, name) == 0)
			return &acts[i];
	return NULL;
}

/* What would change nothing is not offered. */
static bool is_offered(const struct act *act, const json_t *person)
{
	if (strcmp(act->name, "restrict") == 0)
		return !in_has(person, "restricted");
	if (strcmp(act->name, "restrict-lift") == 0)
		return in_has(person, "restricted");
	if (strcmp(act->name, "object-lift") == 0)
		return json_array_size(in_list(person, "objections")) > 0;
	return true;
}

void out_acts(struct page_out *p, const char *ref, const json_t *person)
{
	struct buf url;
	char rest[64];

	out_card(p, tr(p, N_("What can be done")));
	out_soft(p,
		tr(p,
			N_("What an act would change is shown before it is "
			   "done.")));
	out_raw(p, "<ul class=\"acts\">\n");
	for (size_t i = 0; i < ACTS; i++) {
		if (!is_offered(&acts[i], person))
			continue;
		snprintf(rest, sizeof(rest), "/act/%s", acts[i].name);
		person_path(&url, ref, rest);
		out_raw(p, "<li>");
		out_link(p, buf_text(&url), tr(p, acts[i].title));
		out_raw(p, "</li>\n");
		buf_free(&url);
	}
	out_raw(p, "</ul>\n");
	out_card_end(p);
}

/* ------------------------------------------------------------------- form */

static void out_purposes(struct page_out *p, bool with_all, bool of_consent)
{
	const struct policy *policy = &p->settings->policy;
	const unsigned consent =
		BASIS_BIT(BASIS_CONSENT) | BASIS_BIT(BASIS_EXPLICIT_CONSENT);
	struct out_option options[PURPOSES_MAX + 2] = {{NULL, NULL}};
	size_t len = 0;

	if (with_all)
		options[len++] = (struct out_option){
			"", tr(p, N_("all direct marketing"))};
	for (size_t i = 0; i < policy->purposes_len && len <= PURPOSES_MAX;
		i++) {
		const char *name = policy->purposes[i].name;

		if (!of_consent || (policy->purposes[i].bases & consent))
			options[len++] = (struct out_option){
				name, words_of_purpose(p, name)};
	}
	out_select(p, "purpose", tr(p, N_("Purpose")), options, NULL);
}

static void out_date(struct page_out *p)
{
	const struct out_field date = {
		.name = "date",
		.label = tr(p, N_("Day on which the person said so")),
		.type = "date",
		.hint = tr(p, N_("Empty: now.")),
	};

	out_field(p, &date);
}

static void out_channel(struct page_out *p)
{
	const struct out_field channel = {
		.name = "channel",
		.label = tr(p, N_("How it came")),
		.hint = tr(p,
			N_("In a word, such as phone or letter. May be left "
			   "empty.")),
		.max_len = 64,
	};

	out_field(p, &channel);
}

static void out_reason(struct page_out *p)
{
	const struct out_field reason = {
		.name = "reason",
		.label = tr(p, N_("Reason, for the journal")),
		.max_len = TEXT_MAX,
		.is_required = true,
	};

	out_field(p, &reason);
}

static void out_to(struct page_out *p)
{
	const struct out_field to = {
		.name = "to",
		.label = tr(p, N_("New address")),
		.type = "email",
		.max_len = ADDRESS_MAX,
		.is_required = true,
	};

	out_field(p, &to);
}

/* A request that is open, so that it is closed with the act. */
static void out_answers(struct page_out *p, const json_t *requests)
{
	struct out_option options[34] = {{"", tr(p, N_("none"))}};
	char ids[32][24], texts[32][80];
	const json_t *request;
	size_t i, len = 0;

	json_array_foreach(requests, i, request)
	{
		if (len == 32)
			break;
		snprintf(ids[len], sizeof(ids[len]), "%lld",
			(long long)in_int(request, "id"));
		snprintf(texts[len], sizeof(texts[len]),
			"%.23s: Art. %d, %.10s", ids[len],
			(int)in_int(request, "article"),
			in_text(request, "received"));
		options[len + 1] = (struct out_option){ids[len], texts[len]};
		len++;
	}
	if (len > 0)
		out_select(p, "request",
			tr(p, N_("Request that is answered with it")), options,
			NULL);
}

static void out_fields(
	struct page_out *p, const struct act *act, const json_t *requests)
{
	if (act->fields & FIELD_TO)
		out_to(p);
	if (act->fields & (FIELD_PURPOSE | FIELD_CONSENT))
		out_purposes(p, act->fields & FIELD_PURPOSE,
			act->fields & FIELD_CONSENT);
	if (act->fields & FIELD_DATE)
		out_date(p);
	if (act->fields & FIELD_CHANNEL)
		out_channel(p);
	if (act->fields & FIELD_REASON)
		out_reason(p);
	if (act->fields & FIELD_KEEP)
		out_check(p, "without_objection", "1",
			tr(p,
				N_("Record no objection to all direct "
				   "marketing with it")),
			false);
	out_answers(p, requests);
}

static void out_export_form(
	struct page_out *p, const char *ref, const json_t *requests)
{
	const struct out_option formats[] = {
		{"html", tr(p, N_("A page for the person"))},
		{"json", tr(p, N_("JSON, for programs"))},
		{NULL, NULL},
	};
	const struct out_option languages[] = {
		{"en", "English"},
		{"pl", "Polski"},
		{NULL, NULL},
	};
	struct buf url;

	person_path(&url, ref, "/export");
	out_form(p, buf_text(&url));
	out_radio(p, "format", tr(p, N_("As")), formats, NULL);
	out_select(p, "language", tr(p, N_("Language of the page")), languages,
		p->language);
	out_answers(p, requests);
	out_submit(p, OUT_KEY, tr(p, N_("Fetch the data")), NULL, NULL);
	out_form_end(p);
	buf_free(&url);
}

/* The same words as the desk's. */
static void out_too_long(struct page_out *p, const json_t *result)
{
	char most[24];
	struct buf text;

	snprintf(most, sizeof(most), "%lld",
		(long long)in_int(result, "entries_max"));
	buf_init(&text, 1000);
	out_fill(&text,
		tr(p,
			N_("The journal has more than %1 entries of this "
			   "person, too many for these pages. An "
			   "administrator hands out the data by \"robinson "
			   "export\".")),
		(const char *const[]){most}, 1);
	out_message(p, OUT_CARE, buf_text(&text));
	buf_free(&text);
}

static void out_back(struct page_out *p, const char *ref)
{
	struct buf url;

	person_path(&url, ref, "");
	out_raw(p, "<p>");
	out_link(p, buf_text(&url), tr(p, N_("Back to the person")));
	out_raw(p, "</p>\n");
	buf_free(&url);
}

static void render_form(struct page_out *p, const json_t *result)
{
	const struct act *act = act_of(in_text(result, "act"));
	const json_t *requests = in_list(result, "requests");
	const char *ref = in_text(result, "ref");
	struct buf url;

	if (!act)
		return;
	p->title = tr(p, act->title);
	out_card(p, NULL);
	out_pairs(p);
	out_pair(p, tr(p, N_("Person")), in_text(result, "address"));
	out_pairs_end(p);
	out_paragraph(p, tr(p, act->about));
	if (strcmp(act->name, "export") == 0 &&
		in_int(result, "entries") > in_int(result, "entries_max")) {
		out_too_long(p, result);
	} else if (strcmp(act->name, "export") == 0) {
		out_export_form(p, ref, requests);
	} else {
		person_path(&url, ref, "/effect");
		out_form(p, buf_text(&url));
		out_hidden(p, "act", act->name);
		out_fields(p, act, requests);
		out_submit(p, OUT_KEY, tr(p, N_("Show what would happen")),
			NULL, NULL);
		out_form_end(p);
		buf_free(&url);
	}
	out_back(p, ref);
	out_card_end(p);
}

/* ----------------------------------------------------------------- effect */

static const struct counted {
	const char *name;
	const char *fewer_one, *fewer; /* "%1 ... deleted" */
	const char *more_one, *more;
} counted[] = {
	{"relations",
		NP_("%1 relation is deleted.", "%1 relations are deleted."),
		NP_("%1 relation is added.", "%1 relations are added.")},
	{"contacts", NP_("%1 contact is deleted.", "%1 contacts are deleted."),
		NP_("%1 contact is added.", "%1 contacts are added.")},
	{"grants", NP_("%1 consent is deleted.", "%1 consents are deleted."),
		NP_("%1 consent is added.", "%1 consents are added.")},
	{"sends",
		NP_("The record of %1 message of ours is deleted.",
			"The record of %1 messages of ours is deleted."),
		NP_("The record of %1 message of ours is added.",
			"The record of %1 messages of ours is added.")},
	{"failures",
		NP_("The record of %1 failed delivery is deleted.",
			"The record of %1 failed deliveries is deleted."),
		NP_("The record of %1 failed delivery is added.",
			"The record of %1 failed deliveries is added.")},
	{"withdrawals",
		NP_("%1 withdrawal is deleted.", "%1 withdrawals are deleted."),
		NP_("%1 withdrawal is put on record.",
			"%1 withdrawals are put on record.")},
	{"objections",
		NP_("%1 objection is deleted.", "%1 objections are deleted."),
		NP_("%1 objection is put on record.",
			"%1 objections are put on record.")},
	{"held",
		NP_("%1 held message to this address is deleted.",
			"%1 held messages to this address are deleted."),
		NP_("%1 held message is added.",
			"%1 held messages are added.")},
};

static void out_item(struct page_out *p, const char *text, const char *value)
{
	out_raw(p, "<li>");
	out_words(p, text, value, NULL);
	out_raw(p, "</li>\n");
}

static void out_difference(struct page_out *p, const struct counted *c,
	const json_t *before, const json_t *after)
{
	int64_t more = in_int(after, c->name) - in_int(before, c->name);
	int64_t n = more < 0 ? -more : more;
	char number[24];

	if (n == 0)
		return;
	snprintf(number, sizeof(number), "%lld", (long long)n);
	out_item(p,
		more < 0 ? tr_count(p, c->fewer_one, c->fewer, n) :
			   tr_count(p, c->more_one, c->more, n),
		number);
}

static void out_differences(struct page_out *p, const json_t *party)
{
	const json_t *before = in_object(party, "before");
	const json_t *after = in_object(party, "after");

	out_raw(p, "<ul>\n");
	if (in_bool(before, "known") && !in_bool(after, "known"))
		out_item(p, tr(p, N_("The record of the person is deleted.")),
			"");
	if (!in_bool(before, "known") && in_bool(after, "known"))
		out_item(p, tr(p, N_("A record of the person is made.")), "");
	if (!in_has(before, "restricted") && in_has(after, "restricted"))
		out_item(p,
			tr(p,
				N_("The processing is restricted: no "
				   "marketing, "
				   "no deletion at the end of retention.")),
			"");
	if (in_has(before, "restricted") && !in_has(after, "restricted"))
		out_item(p, tr(p, N_("The restriction is lifted.")), "");
	for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++)
		out_difference(p, &counted[i], before, after);
	out_raw(p, "</ul>\n");
}

static void out_verdict(struct page_out *p, const json_t *verdict)
{
	out_badge(p, words_tone(in_text(verdict, "action")),
		words_of_action(p, in_text(verdict, "action")));
	out_raw(p, " ");
	out_text(p, words_of_reason(p, in_text(verdict, "reason")));
}

static void out_verdicts(struct page_out *p, const json_t *party)
{
	const struct out_table table = {
		.caption = tr(p, N_("May they be written to?")),
		.headings = {tr(p, N_("Purpose")), tr(p, N_("Now")),
			tr(p, N_("Then"))},
	};
	const json_t *purpose;
	size_t i;

	out_table(p, &table);
	json_array_foreach(in_list(party, "purposes"), i, purpose)
	{
		const json_t *before = in_object(purpose, "before");
		const json_t *after = in_object(purpose, "after");

		out_row(p);
		out_cell(p, words_of_purpose(p, in_text(purpose, "name")));
		out_cell_begin(p);
		out_verdict(p, before);
		out_cell_end(p);
		out_cell_begin(p);
		if (json_equal(
			    (json_t *)(size_t)before, (json_t *)(size_t)after))
			out_text(p, tr(p, N_("as now")));
		else
			out_verdict(p, after);
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
}

/* What was typed goes along, so that what is done is what was shown. */
static void out_again(struct page_out *p)
{
	static const char *const names[] = {
		"act", "to", "purpose", "channel", "reason", "date", "request"};
	char number[24];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const json_t *value = json_object_get(p->args, names[i]);

		if (json_is_string(value))
			out_hidden(p, names[i], json_string_value(value));
		if (!json_is_integer(value))
			continue;
		snprintf(number, sizeof(number), "%lld",
			(long long)json_integer_value(value));
		out_hidden(p, names[i], number);
	}
	if (in_bool(p->args, "without_objection"))
		out_hidden(p, "without_objection", "1");
}

static void out_confirm(struct page_out *p, const struct act *act,
	const char *ref, const json_t *effect)
{
	struct buf url;

	if (!in_bool(effect, "changes"))
		out_message(p, OUT_PLAIN,
			tr(p, N_("Nothing would be other than it is now.")));
	out_soft(
		p, tr(p, N_("It is an entry of the journal, with your name.")));
	person_path(&url, ref, "/do");
	out_form(p, buf_text(&url));
	out_again(p);
	out_submit(p, act->cannot_be_undone ? OUT_DANGER : OUT_KEY,
		tr(p, act->title), NULL, NULL);
	out_form_end(p);
	buf_free(&url);
	out_back(p, ref);
}

static void render_effect(struct page_out *p, const json_t *result)
{
	const json_t *effect = in_object(result, "effect");
	const json_t *other = in_object(effect, "other");
	const struct act *act = act_of(in_text(effect, "act"));

	if (!act)
		return;
	p->title = tr(p, act->title);
	out_card(p, tr(p, N_("This would happen")));
	out_pairs(p);
	out_pair(p, tr(p, N_("Person")), in_text(result, "address"));
	out_pairs_end(p);
	out_differences(p, effect);
	out_verdicts(p, effect);
	if (in_bool(effect, "notified"))
		out_paragraph(p,
			tr(p,
				N_("Your other systems are told to delete the "
				   "person, too, with the next purge.")));
	if (act->cannot_be_undone)
		out_message(p, OUT_CARE, tr(p, N_("It cannot be undone.")));
	if (other) {
		out_subheading(p, tr(p, N_("Under the new address")));
		out_differences(p, other);
		out_verdicts(p, other);
	}
	out_confirm(p, act, in_text(result, "ref"), effect);
	out_card_end(p);
}

#define ACT_ARGS                                                        \
	{                                                               \
		{"ref", WEB_TEXT}, {"act", WEB_TEXT}, {"to", WEB_TEXT}, \
			{"purpose", WEB_TEXT}, {"channel", WEB_TEXT},   \
			{"reason", WEB_TEXT}, {"date", WEB_TEXT},       \
			{"without_objection", WEB_BOOL},                \
		{                                                       \
			"request", WEB_INT                              \
		}                                                       \
	}

const struct web_route routes_person_act[] = {
	{
		.method = HTTP_GET,
		.path = "/person/:ref/act/:act",
		.title = N_("A person"),
		.roles = WEB_OFFICER,
		.verb = "person.form",
		.args = {{"ref", WEB_TEXT}, {"act", WEB_TEXT}},
		.render = render_form,
	},
	{
		.method = HTTP_POST,
		.path = "/person/:ref/effect",
		.title = N_("A person"),
		.roles = WEB_OFFICER,
		.verb = "person.effect",
		.args = ACT_ARGS,
		.form = "/person/:ref/act/:act",
		.render = render_effect,
	},
	{
		.method = HTTP_POST,
		.path = "/person/:ref/do",
		.title = N_("A person"),
		.roles = WEB_OFFICER,
		.verb = "person.do",
		.args = ACT_ARGS,
		.then = "/person/:ref",
		.form = "/person/:ref/act/:act",
		.code = "person-done",
		.done = N_("It is done, and on record."),
	},
	{
		.method = HTTP_POST,
		.path = "/person/:ref/export",
		.title = N_("A person"),
		.roles = WEB_OFFICER,
		.verb = "person.export",
		.args = {{"ref", WEB_TEXT}, {"format", WEB_TEXT},
			{"language", WEB_TEXT}, {"request", WEB_INT}},
		.form = "/person/:ref/act/export",
		.is_download = true,
	},
	{.path = NULL},
};
