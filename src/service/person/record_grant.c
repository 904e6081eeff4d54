/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/person/record.h"

#include <stdio.h>
#include <string.h>

#include "core/order.h"
#include "service/person/record_act.h"

#define EVIDENCE_MAX 500

static enum err grant_of(struct desk *desk, const struct record_grant *act,
	struct grant *grant_r)
{
	const struct policy_purpose *purpose;
	enum basis basis = BASIS_CONSENT;
	enum err e;

	e = desk_purpose(desk, act->purpose, &purpose);
	if (e)
		return e;
	e = basis_parse(act->basis, &basis);
	if (e || (basis != BASIS_CONSENT && basis != BASIS_EXPLICIT_CONSENT))
		return desk_fail(desk, ERR_INVALID,
			"basis \"%s\" cannot be granted; accepted: consent, "
			"explicit-consent (other bases are carried by the "
			"relation)",
			act->basis);
	if (act->evidence && strlen(act->evidence) > EVIDENCE_MAX)
		return desk_fail(desk, ERR_INVALID,
			"the evidence reference is longer than %d octets",
			EVIDENCE_MAX);
	*grant_r = (struct grant){
		.purpose = purpose->name,
		.basis = basis,
		.basis_known = true,
		.given_utc = act->at_utc,
		.expires_utc = act->expires_utc,
		.has_evidence = act->evidence && act->evidence[0] != '\0',
		.recorded_utc = desk->now_utc,
	};
	return desk_refuse_ahead(desk, "the grant", act->at_utc);
}

static void say_stays(
	const struct desk *desk, const struct objection *o, struct buf *said)
{
	char at[INSTANT_TEXT_SIZE];

	record_wish_date(desk, o->at_utc, o->is_day, at);
	if (o->by_domain)
		buf_addf(said,
			"The objection of the domain (%s) stays: a person's "
			"grant never ends it.\n",
			at);
	else if (o->is_day)
		buf_addf(said,
			"The objection of %s stays: it is known only by its "
			"day and holds to the end of it; a grant dated the "
			"next day or later ends it.\n",
			at);
	else
		buf_addf(said,
			"The objection of %s stays: it is no earlier than the "
			"grant.\n",
			at);
}

/* Under keys of earlier address rules the objection stays on record, too. */
static enum err lift_everywhere(struct desk *desk, const struct identity *who,
	const struct objection_lift *lift)
{
	struct joining_keys keys = {.items = NULL};
	enum err e = joining_reach(desk->session, &who->key,
		identifier_rules(desk->identifier), &keys);

	for (size_t i = 0; !e && i < keys.len; i++) {
		e = store_lift_add(desk->session, &keys.items[i], lift);
		if (e == ERR_EXISTS)
			e = ERR_OK;
	}
	joining_keys_free(&keys);
	return e;
}

/* What has no date has only the order of recording: what is given on sight of
 * it comes after it, in the same second, too. */
static void record_after(
	struct grant *grant, int64_t at_utc, int64_t recorded_utc)
{
	if (at_utc == INSTANT_NONE && recorded_utc >= grant->recorded_utc)
		grant->recorded_utc = recorded_utc + 1;
}

static bool is_for(const char *of, const char *purpose)
{
	return !of || (purpose && strcmp(of, purpose) == 0);
}

static void record_after_all(struct grant *grant, const struct subject *s)
{
	for (size_t i = 0; i < s->objections_len; i++)
		if (is_for(s->objections[i].purpose, grant->purpose))
			record_after(grant, s->objections[i].at_utc,
				s->objections[i].recorded_utc);
	for (size_t i = 0; i < s->withdrawals_len; i++)
		if (is_for(s->withdrawals[i].purpose, grant->purpose))
			record_after(grant, s->withdrawals[i].at_utc,
				s->withdrawals[i].recorded_utc);
}

/* One that was on record already was recorded when it came first. */
static void say_withdrawn(const struct desk *desk, const struct grant *given,
	const struct subject *s, struct buf *said)
{
	const struct zone *zone = desk->settings->zone;
	const struct grant *grant = given;
	char at[INSTANT_TEXT_SIZE];

	for (size_t i = 0; i < s->grants_len; i++)
		if (s->grants[i].given_utc == given->given_utc &&
			s->grants[i].purpose &&
			strcmp(s->grants[i].purpose, given->purpose) == 0)
			grant = &s->grants[i];

	for (size_t i = 0; i < s->withdrawals_len; i++) {
		const struct withdrawal *w = &s->withdrawals[i];

		if (!is_for(w->purpose, given->purpose) ||
			order_outlasts(zone, grant, w))
			continue;
		buf_addf(said,
			"It does not stand: the withdrawal of %s is no "
			"earlier than the grant.\n",
			record_wish_date(desk, w->at_utc, w->is_day, at));
	}
}

/* A later grant by command, with evidence, ends the address's own
 * objection for this one purpose. */
static enum err lift_objections(struct desk *desk, const struct identity *who,
	const struct grant *grant, const struct subject *s, bool *lifted_r,
	struct buf *said)
{
	const struct objection_lift lift = {.purpose = grant->purpose,
		.at_utc = grant->given_utc,
		.recorded_utc = grant->recorded_utc};
	const struct zone *zone = desk->settings->zone;
	char at[INSTANT_TEXT_SIZE];
	enum err e;

	*lifted_r = false;
	for (size_t i = 0; i < s->objections_len; i++) {
		const struct objection *o = &s->objections[i];

		if (!order_stands_against(zone, s, o, grant->purpose))
			continue;
		if (o->by_domain || !order_lifts(zone, &lift, o)) {
			say_stays(desk, o, said);
			continue;
		}
		*lifted_r = true;
		buf_addf(said,
			"The objection of %s is lifted for \"%s\" by this "
			"later grant%s.\n",
			record_wish_date(desk, o->at_utc, o->is_day, at),
			grant->purpose,
			o->purpose ? "" : "; for all other purposes it stays");
	}
	if (!*lifted_r)
		return ERR_OK;
	e = lift_everywhere(desk, who, &lift);
	if (e)
		return desk_store_fail(desk, e, "lifting the objection");
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_OBJECTION_LIFTED,
			.key = &who->key,
			.purpose = grant->purpose,
			.detail = "by a later grant with evidence"});
}

static enum err grant_within(struct desk *desk, const struct record_grant *act,
	const struct identity *who, struct grant *grant, struct subject *s,
	struct buf *said)
{
	bool is_lifted_now = false;
	enum err added, e;

	e = store_subject_get(desk->session, &who->key, who->domains,
		who->domains_len, false, s);
	if (e)
		return desk_store_fail(desk, e, "reading the record");
	record_after_all(grant, s);
	added = store_grant_add(desk->session, &who->key, grant, act->evidence);
	if (added && added != ERR_EXISTS)
		return desk_store_fail(desk, added, "writing the grant");
	buf_addf(said, "The grant of %s for \"%s\" %s.\n",
		basis_name(grant->basis), grant->purpose,
		added ? "was on record already" : "is on record");
	if (grant->has_evidence)
		say_withdrawn(desk, grant, s, said);
	if (grant->has_evidence)
		e = lift_objections(desk, who, grant, s, &is_lifted_now, said);
	else
		buf_adds(said,
			"It does not stand: there is no evidence for it (GDPR "
			"Art. 7(1)); give --evidence.\n");
	if (!s->known)
		buf_adds(said,
			"There is no record of this person yet: \"contact\" "
			"with --relation makes one.\n");
	if (e || added)
		return e;
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_GRANT,
			.key = &who->key,
			.purpose = grant->purpose,
			.detail = grant->has_evidence ?
				basis_name(grant->basis) :
				"without evidence, does not stand"});
}

enum err record_grant(
	struct desk *desk, const struct record_grant *act, struct buf *said)
{
	struct record_grant given = *act;
	struct subject subject;
	struct identity who;
	struct grant grant = {.purpose = NULL};
	enum err e;

	if (given.evidence && given.evidence[0] == '\0')
		given.evidence = NULL;
	e = desk_identify(desk, given.who, &who);
	if (!e)
		e = grant_of(desk, &given, &grant);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	subject_init(&subject);
	e = desk_end(
		desk, grant_within(desk, &given, &who, &grant, &subject, said));
	subject_free(&subject);
	return e;
}

static enum err withdraw_within(struct desk *desk, const struct pseudonym *key,
	const struct withdrawal *w, struct buf *said)
{
	char at[INSTANT_TEXT_SIZE];
	enum err e = store_withdrawal_add(desk->session, key, w, NULL);

	record_wish_date(desk, w->at_utc, w->is_day, at);
	if (e == ERR_EXISTS) {
		buf_addf(said,
			"The withdrawal for \"%s\" on %s was on record "
			"already.\n",
			w->purpose, at);
		return ERR_OK;
	}
	if (e)
		return desk_store_fail(desk, e, "writing the withdrawal");
	buf_addf(said,
		"The withdrawal for \"%s\" on %s is on record; it ends every "
		"grant up to then.\n",
		w->purpose, at);
	return desk_journal(desk,
		&(struct desk_act){.kind = JOURNAL_WITHDRAWAL,
			.key = key,
			.purpose = w->purpose});
}

enum err record_withdraw(
	struct desk *desk, const struct record_withdraw *act, struct buf *said)
{
	const struct policy_purpose *purpose;
	struct withdrawal w = {.at_utc = act->at_utc,
		.is_day = act->is_day,
		.recorded_utc = desk->now_utc};
	struct identity who;
	enum err e;

	if (w.at_utc == INSTANT_NONE)
		w.at_utc = desk->now_utc;
	e = desk_identify(desk, act->who, &who);
	if (!e)
		e = desk_purpose(desk, act->purpose, &purpose);
	if (!e)
		e = desk_refuse_ahead(desk, "the withdrawal", w.at_utc);
	if (!e)
		e = desk_begin(desk);
	if (e)
		return e;
	w.purpose = purpose->name;
	return desk_end(desk, withdraw_within(desk, &who.key, &w, said));
}
