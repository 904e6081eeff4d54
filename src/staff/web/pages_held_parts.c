/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "core/period.h"
#include "staff/web/pages_held.h"

struct word {
	const char *name, *text;
};

static const struct word reasons[] = {
	{"objected", N_("objected")},
	{"objection-unconfirmed", N_("objection not confirmed")},
	{"listed", N_("on a do-not-mail list")},
	{"restricted", N_("processing is restricted")},
	{"unknown", N_("no record of this person")},
	{"withdrawn", N_("consent withdrawn")},
	{"special-category", N_("no explicit consent for sensitive data")},
	{"incompatible", N_("data not collected for this purpose")},
	{"basis-expired", N_("consent expired")},
	{"no-basis", N_("no legal basis")},
	{"retention-expired", N_("retention expired")},
	{"undeliverable", N_("earlier mail was undeliverable")},
	{"unanswered", N_("too many unanswered messages")},
	{"too-soon", N_("too soon after the last message")},
	{"no-notice", N_("no notice of the right to object")},
	{"allowed", N_("allowed")},
	{"bad-address", N_("not a valid address")},
};
#define REASONS (sizeof(reasons) / sizeof(*reasons))

static const struct word states[] = {
	{"held", N_("held")},
	{"releasing", N_("being released")},
	{"passed", N_("let through, not settled")},
	{"released", N_("released")},
	{"deleted", N_("deleted")},
	{"expired", N_("expired")},
};

static const char *find(const struct page_out *p, const struct word *words,
	size_t len, const char *name)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(words[i].name, name) == 0)
			return catalogue_get(p->catalogue, words[i].text);
	return name;
}

bool held_may_decide(const struct page_out *p)
{
	return p->who && strcmp(in_text(p->who, "role"), "postmaster") == 0;
}

const char *held_reason(const struct page_out *p, const char *name)
{
	return find(p, reasons, REASONS, name);
}

const char *held_state(const struct page_out *p, const char *name)
{
	return find(p, states, sizeof(states) / sizeof(*states), name);
}

size_t held_reason_options(
	const struct page_out *p, struct out_option *options_r, size_t cap)
{
	size_t len = 0;

	if (cap < REASONS + 2)
		return 0;
	options_r[len++] = (struct out_option){"", tr(p, "any reason")};
	for (size_t i = 0; i < REASONS; i++)
		options_r[len++] = (struct out_option){reasons[i].name,
			catalogue_get(p->catalogue, reasons[i].text)};
	options_r[len] = (struct out_option){NULL, NULL};
	return len;
}

#define KILO 1000
#define NO_BREAK "\xc2\xa0"

void held_size(struct page_out *p, int64_t octets)
{
	static const char *const units[] = {"MB", "GB", "TB"};
	int64_t tenths = octets / (KILO * KILO / 10);
	char number[40];
	size_t unit = 0;

	if (octets < KILO) {
		(void)snprintf(number, sizeof(number), "%lld" NO_BREAK "B",
			(long long)octets);
	} else if (octets < (int64_t)KILO * KILO) {
		(void)snprintf(number, sizeof(number), "%lld" NO_BREAK "kB",
			(long long)(octets / KILO));
	} else {
		for (; tenths >= 10 * KILO && unit < 2; unit++)
			tenths /= KILO;
		(void)snprintf(number, sizeof(number),
			"%lld.%lld" NO_BREAK "%s", (long long)(tenths / 10),
			(long long)(tenths % 10), units[unit]);
	}
	out_text(p, number);
}

/* Sentences, because what was done comes in other words for each. */
static const char *fate_sentence(const struct page_out *p, const char *kind)
{
	static const struct word sentences[] = {
		{"released", N_("%1 has released it, %2.")},
		{"release-refused", N_("%1 wanted to release it, %2.")},
		{"deleted", N_("%1 has deleted it, %2.")},
		{"extended", N_("%1 has had it kept longer, %2.")},
		{"requested", N_("%1 has asked for it, %2.")},
		{"expired", N_("It was deleted when its time was over, %2.")},
		{"delivered",
			N_("%1 has released it, and the mail server has "
			   "taken it, %2.")},
		{"returned",
			N_("%1 has released it, but the mail server has "
			   "not taken it, %2.")},
	};
	const char *found = find(
		p, sentences, sizeof(sentences) / sizeof(*sentences), kind);

	return found == kind ? tr(p, "%1 has decided about it, %2.") : found;
}

/* To the minute. */
#define MINUTES_LEN 16

void held_fate(struct page_out *p, const json_t *fate)
{
	char at[INSTANT_TEXT_SIZE];
	const char *who = in_text(fate, "who");
	const char *reason = in_text(fate, "reason");
	struct buf text;

	instant_format(p->settings->zone, in_int(fate, "at"), at);
	at[MINUTES_LEN] = '\0';
	buf_init(&text, 4096);
	out_fill(&text, fate_sentence(p, in_text(fate, "kind")),
		(const char *const[]){*who ? who : tr(p, "Somebody"), at}, 2);
	if (*reason) {
		(void)buf_addc(&text, ' ');
		out_fill(&text, tr(p, "The reason: %1"),
			(const char *const[]){reason}, 1);
	}
	out_message(p, OUT_CARE, buf_text(&text));
	buf_free(&text);
}

void held_reasons(struct page_out *p, const json_t *row)
{
	const json_t *list = in_list(row, "reasons");

	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i > 0)
			out_raw(p, " ");
		out_badge(p, OUT_PLAIN,
			held_reason(
				p, json_string_value(json_array_get(list, i))));
	}
}

void held_subject(struct page_out *p, const json_t *row)
{
	const char *id = in_text(row, "id"), *subject = in_text(row, "subject");
	char path[64];

	(void)snprintf(path, sizeof(path), "/held/%.20s", id);
	out_link(p, path,
		in_bool(row, "damaged") ? tr(p, "(damaged)") :
			*subject        ? subject :
					  tr(p, "(no subject)"));
}

void held_sender(struct page_out *p, const char *sender)
{
	out_text(p, *sender ? sender : tr(p, "(nobody)"));
}
