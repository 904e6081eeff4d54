/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/refusal.h"

static const char *fill_date(
	const struct settings *s, int64_t utc, char text[INSTANT_TEXT_SIZE])
{
	if (utc == INSTANT_NONE)
		return NULL;
	instant_format_date(s->zone, utc, text);
	return text;
}

/* What is known of the person, as far as it belongs to the reason. */
static void fill(const struct settings *s, const struct verdict *v,
	const char *cause, struct refusal *r)
{
	r->since = fill_date(s, v->since_utc, r->since_text);
	r->last_contact =
		fill_date(s, v->last_contact_utc, r->last_contact_text);
	if (v->next_utc != INSTANT_NONE) {
		instant_format(s->zone, v->next_utc, r->next_text);
		r->next = r->next_text;
	}
	if (v->reason == REASON_LISTED)
		r->list = v->list;
	if (v->reason == REASON_BAD_ADDRESS)
		r->cause = cause;
}

void refusal_of(const struct settings *s, const struct verdict *v,
	const char *cause, struct refusal *refusal_r)
{
	*refusal_r = (struct refusal){
		.language = refusal_language(s), .reason = v->reason};
	if (!reason_is_confidential(v->reason))
		fill(s, v, cause, refusal_r);
	if (s->officer.contact.len > 0)
		refusal_r->officer = s->officer.contact.items[0];
}

enum err refusal_add_why(struct buf *out, const struct refusal *r)
{
	const char *article = refusal_article(r->language, r->reason);
	const struct notice_variable variables[] = {
		{"since", r->since},
		{"last_contact", r->last_contact},
		{"next", r->next},
		{"list", r->list},
		{"cause", r->cause},
		{"officer", r->officer},
	};

	(void)refusal_fill(out, refusal_reason(r->language, r->reason),
		variables, sizeof(variables) / sizeof(*variables));
	if (*article)
		(void)buf_addf(out, " (%s)", article);
	return buf_err(out);
}
