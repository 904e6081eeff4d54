/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/words.h"

#include <stdio.h>
#include <string.h>

#include "config/shown.h"
#include "core/plain.h"
#include "core/policy_find.h"

#define MINUTE_LEN 16
#define DAY_LEN 10

const char *words_of_reason(const struct page_out *p, const char *name)
{
	enum reason reason;

	if (reason_parse(name, &reason) || !*plain_reason(reason))
		return name;
	return tr(p, plain_reason(reason));
}

const char *words_of_action(const struct page_out *p, const char *name)
{
	enum action action;

	return action_parse(name, &action) ? name : tr(p, plain_action(action));
}

enum out_tone words_tone(const char *action)
{
	if (strcmp(action, "accept") == 0)
		return OUT_GOOD;
	return strcmp(action, "reject") == 0 ? OUT_BAD : OUT_CARE;
}

const char *words_of_basis(const struct page_out *p, const char *name)
{
	enum basis basis;

	return basis_parse(name, &basis) ? name : tr(p, plain_basis(basis));
}

const char *words_of_purpose(const struct page_out *p, const char *name)
{
	const struct settings *s = p->settings;
	const struct policy_purpose *known;

	if (!name || !*name)
		return tr(p, N_("all direct marketing"));
	known = policy_purpose(&s->policy, name);
	return known ?
		shown_name(&s->purposes[known - s->policy.purposes].shown_as,
			p->language, name) :
		name;
}

const char *words_of_relation(const struct page_out *p, const char *name)
{
	const struct settings *s = p->settings;
	const struct policy_relation *known = policy_relation(&s->policy, name);

	return known ?
		shown_name(&s->relations_shown_as[known - s->policy.relations],
			p->language, name) :
		name;
}

const char *words_of_source(const struct page_out *p, const char *name)
{
	const struct settings *s = p->settings;
	const struct policy_source *known = policy_source(&s->policy, name);

	return known ?
		shown_name(&s->sources_shown_as[known - s->policy.sources],
			p->language, name) :
		name;
}

/* Those of journal_kind_name(). */
static const struct {
	const char *name, *words;
} kinds[] = {
	{"verdict", N_("decision about a message")},
	{"objection", N_("objection")},
	{"objection-lifted", N_("objection undone")},
	{"withdrawal", N_("consent withdrawn")},
	{"grant", N_("consent")},
	{"contact", N_("contact")},
	{"relation", N_("relation")},
	{"restriction", N_("processing restricted")},
	{"restriction-lifted", N_("restriction lifted")},
	{"import", N_("import")},
	{"held", N_("message held")},
	{"released", N_("message released")},
	{"release-refused", N_("release refused by the rules")},
	{"deleted", N_("held message deleted")},
	{"expired", N_("held message expired")},
	{"extended", N_("held message kept longer")},
	{"requested", N_("release asked for")},
	{"delivered", N_("delivered after release")},
	{"returned", N_("held again")},
	{"failure", N_("delivery failed for good")},
	{"confirmed", N_("objection confirmed")},
	{"dropped", N_("objection dropped")},
	{"flood", N_("too many unproven objections")},
	{"purged", N_("data deleted at the end of retention")},
	{"erased", N_("data erased on request")},
	{"restored", N_("store restored from a backup")},
	{"keys", N_("keys changed")},
	{"exported", N_("data handed out")},
	{"rectified", N_("address corrected")},
	{"register", N_("register of requests")},
	{"clock", N_("clock confirmed")},
	{"staff-added", N_("account of staff made")},
	{"staff-changed", N_("account of staff changed")},
	{"staff-removed", N_("account of staff removed")},
	{"staff-secret", N_("password or second factor changed")},
	{"login", N_("login")},
	{"login-failed", N_("login failed")},
	{"session-ended", N_("session ended")},
	{"looked", N_("looked at")},
	{"statement-confirmed", N_("salesperson's statement confirmed")},
	{"statement-refused", N_("salesperson's statement refused")},
};

const char *words_of_kind(const struct page_out *p, const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return tr(p, kinds[i].words);
	return name;
}

const char *words_date(
	const struct page_out *p, const char *iso, char text_r[WORDS_DATE_SIZE])
{
	size_t len = strlen(iso);

	if (len < DAY_LEN)
		return tr(p, N_("date not known"));
	if (len > MINUTE_LEN)
		len = MINUTE_LEN;
	memcpy(text_r, iso, len);
	text_r[len] = '\0';
	if (len > DAY_LEN)
		text_r[DAY_LEN] = ' ';
	return text_r;
}

void out_iso(struct page_out *p, const char *iso)
{
	char text[WORDS_DATE_SIZE];

	if (strlen(iso) < DAY_LEN) {
		out_text(p, words_date(p, iso, text));
		return;
	}
	out_raw(p, "<time datetime=\"");
	out_text(p, iso);
	out_raw(p, "\">");
	out_text(p, words_date(p, iso, text));
	out_raw(p, "</time>");
}
