/* SPDX-License-Identifier: BSD-2-Clause */
/* What either address objected to or withdrew stays so. */
#include "service/person/rectify_private.h"

#include <string.h>

#include "core/order.h"

/* A consent that ended an objection ended that of its own address. */
static enum err keep_objections(
	struct rectifying *r, const struct side *a, const struct side *b)
{
	const struct zone *zone = r->desk->settings->zone;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < a->subject.objections_len; i++) {
		const struct objection *o = &a->subject.objections[i];

		for (size_t j = 0; !e && j < b->subject.lifts_len; j++) {
			const struct objection_lift *l = &b->subject.lifts[j];
			struct objection again = {.purpose = l->purpose,
				.at_utc = r->desk->now_utc,
				.channel = o->channel,
				.recorded_utc = r->desk->now_utc};

			if (!l->purpose || !order_lifts(zone, l, o) ||
				!order_stands_against(
					zone, &a->subject, o, l->purpose))
				continue;
			if (l->at_utc > again.at_utc)
				again.at_utc = l->at_utc;
			e = store_objection_add(
				r->desk->session, &r->to.identity.key, &again);
			r->kept += e == ERR_OK;
			if (e == ERR_EXISTS)
				e = ERR_OK;
		}
	}
	return e;
}

static bool is_granted_after(const struct zone *zone, const struct subject *s,
	const struct withdrawal *w)
{
	for (size_t i = 0; i < s->grants_len; i++)
		if (s->grants[i].has_evidence && s->grants[i].purpose &&
			strcmp(s->grants[i].purpose, w->purpose) == 0 &&
			order_outlasts(zone, &s->grants[i], w))
			return true;
	return false;
}

/* Art. 7(3): nor does the other address's consent bring back what was
 * withdrawn. */
static enum err keep_withdrawals(
	struct rectifying *r, const struct side *a, const struct side *b)
{
	const struct zone *zone = r->desk->settings->zone;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < a->subject.withdrawals_len; i++) {
		const struct withdrawal *w = &a->subject.withdrawals[i];
		struct withdrawal again = {.purpose = w->purpose,
			.at_utc = r->desk->now_utc,
			.recorded_utc = r->desk->now_utc,
			.channel = w->channel};

		if (!w->purpose || is_granted_after(zone, &a->subject, w) ||
			!is_granted_after(zone, &b->subject, w))
			continue;
		/* A grant may be dated a little ahead. */
		if (is_granted_after(zone, &b->subject, &again))
			again.at_utc += 86400;
		e = store_withdrawal_add(
			r->desk->session, &r->to.identity.key, &again, NULL);
		r->kept += e == ERR_OK;
		if (e == ERR_EXISTS)
			e = ERR_OK;
	}
	return e;
}

enum err rectify_keep_wishes(struct rectifying *r)
{
	enum err e = keep_objections(r, &r->from, &r->to);

	if (!e)
		e = keep_objections(r, &r->to, &r->from);
	if (!e)
		e = keep_withdrawals(r, &r->from, &r->to);
	return e ? e : keep_withdrawals(r, &r->to, &r->from);
}
