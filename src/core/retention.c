/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/facts_private.h"

#include <string.h>

#define AFTER " after "

enum err retain_rule_parse(const char *text, struct retain_rule *rule_r)
{
	static const char *const anchors[] = {
		[RETAIN_LAST_CONTACT] = "last-contact",
		[RETAIN_RELATION_END] = "relation-end",
		[RETAIN_COLLECTION] = "collection",
	};
	const char *after = strstr(text, AFTER);
	char period[PERIOD_TEXT_SIZE];

	if (!after || (size_t)(after - text) >= sizeof(period))
		return ERR_INVALID;
	memcpy(period, text, (size_t)(after - text));
	period[after - text] = '\0';
	if (period_parse(period, &rule_r->period))
		return ERR_INVALID;
	for (unsigned i = 0; i <= RETAIN_COLLECTION; i++) {
		if (strcmp(after + strlen(AFTER), anchors[i]) == 0) {
			rule_r->anchor = (enum retain_anchor)i;
			return ERR_OK;
		}
	}
	return ERR_INVALID;
}

static struct retention end_of_rule(
	const struct facts *f, const struct retain_rule *rule)
{
	int64_t anchor = INSTANT_NONE;

	switch (rule->anchor) {
	case RETAIN_LAST_CONTACT:
		anchor = f->last_contact_utc != INSTANT_NONE ?
			f->last_contact_utc :
			f->collected_utc;
		break;
	case RETAIN_RELATION_END:
		if (f->relation_end_utc == INSTANT_NONE)
			return (struct retention){
				RETENTION_UNLIMITED, INSTANT_NONE};
		anchor = f->relation_end_utc;
		break;
	case RETAIN_COLLECTION:
		anchor = f->collected_utc;
		break;
	}
	if (anchor == INSTANT_NONE)
		return (struct retention){RETENTION_ENDED, INSTANT_NONE};
	return (struct retention){RETENTION_AT,
		period_end(f->policy->zone, anchor, &rule->period)};
}

/* Whether "a" ends before "b". */
static bool is_earlier(struct retention a, struct retention b)
{
	if (a.kind != b.kind)
		return a.kind > b.kind;
	return a.kind == RETENTION_AT && a.end_utc < b.end_utc;
}

/* GDPR Art. 5(1)(e): no longer than is necessary; what no rule allows to be
 * kept is not kept. */
struct retention facts_retention(const struct facts *f)
{
	struct retention earliest = {RETENTION_UNLIMITED, INSTANT_NONE};

	if (!f->relation || f->relation->retain_len == 0)
		return (struct retention){RETENTION_ENDED, INSTANT_NONE};
	for (size_t i = 0; i < f->relation->retain_len; i++) {
		struct retention end = end_of_rule(f, &f->relation->retain[i]);

		if (is_earlier(end, earliest))
			earliest = end;
	}
	return earliest;
}
