/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "core/order.h"
#include "service/import/import_write_private.h"

/* An import never lifts an objection: a newer consent is for a person to
 * judge, who then says "grant". */
static enum err find_older_objection(
	struct import_writer *w, const struct import_row *row, bool *found_r)
{
	struct subject subject;
	enum err e;

	*found_r = false;
	subject_init(&subject);
	e = store_subject_get(w->session, &row->key, row->domains,
		row->domains_len, false, &subject);
	for (size_t i = 0; !e && i < subject.objections_len; i++)
		if (order_stands_against(w->policy->zone, &subject,
			    &subject.objections[i], row->grant.purpose) &&
			subject.objections[i].at_utc < row->grant.given_utc)
			*found_r = true;
	subject_free(&subject);
	return e;
}

enum err import_write_grant(
	struct import_writer *w, const struct import_row *row, bool *changed_r)
{
	bool is_late;
	enum err e = find_older_objection(w, row, &is_late);

	if (e)
		return import_failed(w, e, "reading objections");
	if (is_late) {
		w->counts.not_applied++;
		import_add_note(w, row->line, false,
			"the consent is newer than an objection on record and "
			"was not applied: an import never lifts an objection; "
			"\"grant\" with the evidence does");
		return ERR_OK;
	}
	e = store_grant_add(w->session, &row->key, &row->grant, row->evidence);
	if (e == ERR_EXISTS)
		return ERR_OK;
	if (e)
		return import_failed(w, e, "writing a grant");
	w->counts.grants++;
	*changed_r = true;
	return ERR_OK;
}

static enum err still_holds(struct import_writer *w,
	const struct import_row *row, const char *purpose, enum reason reason,
	bool *holds_r)
{
	struct subject subject;
	enum err e;

	subject_init(&subject);
	e = store_subject_get(w->session, &row->key, NULL, 0, false, &subject);
	*holds_r = true;
	for (size_t i = 0; !e && i < w->policy->purposes_len; i++) {
		struct question question = {.purpose = &w->policy->purposes[i],
			.now_utc = w->now_utc,
			.is_live = true};
		bool held[REASON_COUNT];
		struct verdict verdict;

		if (purpose && strcmp(purpose, question.purpose->name) != 0)
			continue;
		policy_explain(w->policy, &subject, &question, held, &verdict);
		*holds_r = *holds_r && held[reason];
	}
	subject_free(&subject);
	return e;
}

/* A wish without a date that this source told before is no new one. Where it
 * was lifted since, or a consent came after it, somebody has to look. */
static enum err tell_still_set(struct import_writer *w,
	const struct import_row *row, const char *purpose, enum reason reason)
{
	bool holds;
	enum err e = still_holds(w, row, purpose, reason, &holds);

	if (e)
		return import_failed(w, e, "reading wishes");
	if (holds)
		return ERR_OK;
	w->counts.still_set++;
	import_add_note(w, row->line, false,
		"still set there: this source told of the wish before, and it "
		"was lifted or followed by a consent since; unset it there, or "
		"put it on record again with \"object\" or \"withdraw\"");
	return ERR_OK;
}

/* Of a wish without a date only the order of recording tells. */
static enum err record_last(struct import_writer *w,
	const struct pseudonym *key, int64_t at_utc, int64_t *recorded_utc)
{
	struct subject subject;
	int64_t last;
	enum err e;

	if (at_utc != INSTANT_NONE)
		return ERR_OK;
	subject_init(&subject);
	e = store_subject_get(w->session, key, NULL, 0, false, &subject);
	last = order_favour_recorded(&subject);
	if (!e && last > *recorded_utc)
		*recorded_utc = last;
	subject_free(&subject);
	return e ? import_failed(w, e, "reading consents") : ERR_OK;
}

static enum err write_objection(
	struct import_writer *w, const struct import_row *row, bool *changed_r)
{
	struct objection objection = row->objection;
	enum err e = record_last(
		w, &row->key, objection.at_utc, &objection.recorded_utc);

	if (e)
		return e;
	e = store_objection_add(w->session, &row->key, &objection);
	if (e && e != ERR_EXISTS)
		return import_failed(w, e, "writing an objection");
	w->counts.objections += e == ERR_OK;
	*changed_r = *changed_r || e == ERR_OK;
	if (e && row->objection.at_utc == INSTANT_NONE)
		return tell_still_set(
			w, row, row->objection.purpose, REASON_OBJECTED);
	return ERR_OK;
}

static enum err write_withdrawal(struct import_writer *w,
	const struct import_row *row, const struct withdrawal *told,
	bool *changed_r)
{
	struct withdrawal withdrawal = *told;
	enum err e = record_last(
		w, &row->key, withdrawal.at_utc, &withdrawal.recorded_utc);

	if (e)
		return e;
	e = store_withdrawal_add(
		w->session, &row->key, &withdrawal, row->evidence);
	if (e && e != ERR_EXISTS)
		return import_failed(w, e, "writing a withdrawal");
	w->counts.withdrawals += e == ERR_OK;
	*changed_r = *changed_r || e == ERR_OK;
	if (e && withdrawal.at_utc == INSTANT_NONE)
		return tell_still_set(
			w, row, withdrawal.purpose, REASON_WITHDRAWN);
	return ERR_OK;
}

/* A refusal is told of consent as such: it is one for each purpose that
 * accepts consent. */
static enum err write_refusal(
	struct import_writer *w, const struct import_row *row, bool *changed_r)
{
	const unsigned consents =
		BASIS_BIT(BASIS_CONSENT) | BASIS_BIT(BASIS_EXPLICIT_CONSENT);
	struct withdrawal withdrawal = row->withdrawal;
	enum err e = ERR_OK;

	withdrawal.at_utc = row->refused.utc;
	withdrawal.is_day = row->refused.is_day;
	for (size_t i = 0; !e && i < w->policy->purposes_len; i++) {
		const struct policy_purpose *p = &w->policy->purposes[i];

		if (!(p->bases & consents))
			continue;
		withdrawal.purpose = p->name;
		e = write_withdrawal(w, row, &withdrawal, changed_r);
	}
	return e;
}

enum err import_write_wishes(
	struct import_writer *w, const struct import_row *row, bool *changed_r)
{
	enum err e = ERR_OK;

	if (row->has_objection)
		e = write_objection(w, row, changed_r);
	if (!e && row->has_withdrawal)
		e = write_withdrawal(w, row, &row->withdrawal, changed_r);
	if (!e && row->has_refusal)
		e = write_refusal(w, row, changed_r);
	return e;
}
