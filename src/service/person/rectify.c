/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/person/rectify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/visible.h"
#include "service/person/record_act.h"
#include "service/person/rectify_private.h"
#include "store/doubt.h"
#include "store/removal.h"
#include "store/rights.h"
#include "store/sales.h"

static enum err load_side(struct rectifying *r, struct side *side)
{
	struct store_session *s = r->desk->session;
	enum err e = store_subject_get(
		s, &side->identity.key, NULL, 0, true, &side->subject);

	if (!e)
		e = person_load(s, &side->identity.key, &side->person);
	return e ? desk_store_fail(r->desk, e, "reading the record") : ERR_OK;
}

static bool is_empty(const struct side *side)
{
	const struct subject *s = &side->subject;

	return !side->person.is_known &&
		side->person.record.restricted_utc == INSTANT_NONE &&
		s->objections_len == 0 && s->withdrawals_len == 0 &&
		s->grants_len == 0 && s->lifts_len == 0 && s->sends_len == 0;
}

static enum err check_sides(struct rectifying *r)
{
	if (memcmp(&r->from.identity.key, &r->to.identity.key,
		    sizeof(r->from.identity.key)) == 0)
		return desk_fail(r->desk, ERR_INVALID,
			"%s and %s are one address, spelt in two ways",
			r->options->from, r->options->to);
	return ERR_OK;
}

/* --------------------------------------------------------------- what moves */

/* What a salesperson said waits under the new address, by which it is decided. */
static enum err move_statements(struct rectifying *r)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < r->keys.own.len; i++) {
		int64_t moved = 0;

		e = store_statements_move(r->desk->session,
			&r->keys.own.items[i], &r->to.identity.key,
			r->options->to, &moved);
		r->statements += moved;
	}
	return e ? desk_store_fail(r->desk, e, "writing") : ERR_OK;
}

static enum err move_facts(struct rectifying *r)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < r->keys.own.len; i++)
		e = store_facts_copy(r->desk->session, &r->keys.own.items[i],
			&r->to.identity.key);
	for (size_t i = 0; !e && i < r->keys.own.len; i++)
		e = store_doubts_move(r->desk->session, &r->keys.own.items[i],
			&r->to.identity.key);
	if (!e)
		e = rectify_keep_wishes(r);
	return e ? desk_store_fail(r->desk, e, "writing") : ERR_OK;
}

/* ------------------------------------------------------------ the record */

/* The silence was counted when the contact came: not once more. */
static enum err merge_contact(struct rectifying *r)
{
	struct store_person *to = &r->to.person.record;
	int64_t older_utc = r->from.person.record.last_contact_utc;

	if (older_utc > to->last_contact_utc) {
		int64_t newer_utc = older_utc;

		older_utc = to->last_contact_utc;
		to->last_contact_utc = newer_utc;
	}
	if (older_utc == INSTANT_NONE || older_utc == to->last_contact_utc)
		return ERR_OK;
	return store_past_contact_add(
		r->desk->session, &r->to.identity.key, older_utc);
}

static void merge_restriction(struct rectifying *r)
{
	int64_t from_utc = r->from.person.record.restricted_utc;
	struct store_person *to = &r->to.person.record;

	if (from_utc != INSTANT_NONE &&
		(to->restricted_utc == INSTANT_NONE ||
			from_utc < to->restricted_utc))
		to->restricted_utc = from_utc;
}

static void merge_ref(struct rectifying *r)
{
	const char *from = r->from.person.ref;
	struct person *to = &r->to.person;

	if (from[0] == '\0' || strcmp(from, to->ref) == 0)
		return;
	if (to->ref[0] != '\0') {
		visible_addf(r->said,
			"The reference stays \"%s\"; the old address had "
			"\"%s\": join both in your other system.\n",
			to->ref, from);
		return;
	}
	snprintf(to->ref, sizeof(to->ref), "%s", from);
	to->record.ref = to->ref;
}

static enum err merge_rest(struct rectifying *r)
{
	const struct store_person *from = &r->from.person.record;
	enum person_relation became;
	struct person_facts facts;

	person_facts_init(&facts);
	facts.relation = from->relation;
	facts.relation_at_utc = from->relation_since_utc;
	facts.relation_since_utc = from->relation_since_utc;
	facts.relation_end_utc = from->relation_end_utc;
	facts.is_relation_dated = true;
	facts.source = from->source;
	facts.collected_utc = from->collected_utc;
	return person_fold(r->desk->session, r->desk->settings->zone,
		&r->to.identity.key, &r->to.person, &facts, &became);
}

static enum err move_record(struct rectifying *r)
{
	enum err e = ERR_OK;

	if (r->from.person.is_known)
		e = merge_rest(r);
	if (!e && r->from.person.is_known)
		e = merge_contact(r);
	if (e)
		return desk_store_fail(r->desk, e, "writing the record");
	merge_restriction(r);
	merge_ref(r);
	return record_save(r->desk, &r->to.identity.key, &r->to.person);
}

/* -------------------------------------------------------- the old address */

static enum err object_old(struct rectifying *r)
{
	const struct objection objection = {.at_utc = r->desk->now_utc,
		.channel = "rectification",
		.recorded_utc = r->desk->now_utc};
	enum err e;

	if (r->options->without_objection)
		return ERR_OK;
	e = store_objection_add(
		r->desk->session, &r->from.identity.key, &objection);
	if (e && e != ERR_EXISTS)
		return desk_store_fail(r->desk, e, "writing the objection");
	buf_adds(r->said,
		"Under the old address an objection to all direct marketing is "
		"on record.\n");
	if (e)
		return ERR_OK;
	return desk_journal(r->desk,
		&(struct desk_act){.kind = JOURNAL_OBJECTION,
			.key = &r->from.identity.key,
			.detail = "by address, channel rectification"});
}

static enum err leave_old(struct rectifying *r)
{
	const struct store_person restricted = {
		.relation_since_utc = INSTANT_NONE,
		.relation_end_utc = INSTANT_NONE,
		.collected_utc = INSTANT_NONE,
		.last_contact_utc = INSTANT_NONE,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = r->from.person.record.restricted_utc,
	};
	struct store_removed removed = {.held = 0};
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < r->keys.own.len; i++) {
		struct store_removed more = {.held = 0};

		e = store_subject_remove(
			r->desk->session, &r->keys.own.items[i], &more);
		removed.held += more.held;
		if (e == ERR_NOT_FOUND)
			e = ERR_OK;
	}
	if (!e && restricted.restricted_utc != INSTANT_NONE)
		e = store_person_put(
			r->desk->session, &r->from.identity.key, &restricted);
	if (e)
		return desk_store_fail(r->desk, e, "removing");
	if (removed.held > 0)
		buf_addf(r->said,
			"Held messages to the old address that went: %" PRId64
			".\n",
			removed.held);
	return object_old(r);
}

static enum err journal(
	struct rectifying *r, const struct side *side, const char *detail)
{
	return desk_journal(r->desk,
		&(struct desk_act){.kind = JOURNAL_RECTIFIED,
			.key = &side->identity.key,
			.detail = detail});
}

static void say(struct rectifying *r)
{
	const struct subject *s = &r->from.subject;

	if (r->options->is_dry)
		buf_adds(r->said, "A dry run: nothing is changed.\n");
	buf_addf(r->said,
		"%s: %zu consents, %zu objections, %zu withdrawals and %zu "
		"sends come along%s.\n",
		is_empty(&r->to) ? "The new address was not known" :
				   "Both are one person now",
		s->grants_len, s->objections_len, s->withdrawals_len,
		s->sends_len,
		r->from.person.record.restricted_utc != INSTANT_NONE ?
			", and so does the restriction" :
			"");
	if (r->statements > 0)
		buf_addf(r->said,
			"Statements of salespersons that wait come along: "
			"%" PRId64 ".\n",
			r->statements);
}

static enum err rectify_within(struct rectifying *r)
{
	enum err e = load_side(r, &r->from);

	if (!e)
		e = load_side(r, &r->to);
	if (!e)
		e = move_statements(r);
	if (e)
		return e;
	if (is_empty(&r->from) && r->statements == 0)
		return desk_fail(r->desk, ERR_NOT_FOUND,
			"nothing is known under %s", r->options->from);
	say(r);
	e = move_facts(r);
	if (!e && r->kept > 0)
		buf_addf(r->said,
			"Recorded anew, because the other address consented "
			"later: %zu objections or withdrawals.\n",
			r->kept);
	if (!e)
		e = move_record(r);
	if (!e)
		e = leave_old(r);
	if (!e)
		e = journal(r, &r->from, "to another address");
	return e ? e : journal(r, &r->to, "from another address");
}

enum err rectify_address(struct desk *desk,
	const struct rectify_options *options, struct buf *said)
{
	struct rectifying r = {.desk = desk, .options = options, .said = said};
	enum err e = desk_identify(desk, options->from, &r.from.identity);

	if (!e)
		e = desk_identify(desk, options->to, &r.to.identity);
	if (!e)
		e = desk_keys(desk, options->from, true, &r.keys);
	if (!e)
		e = check_sides(&r);
	if (!e)
		e = desk_begin(desk);
	if (e) {
		identity_keys_free(&r.keys);
		return e;
	}
	subject_init(&r.from.subject);
	subject_init(&r.to.subject);
	e = rectify_within(&r);
	if (!e && options->is_dry)
		store_write_rollback(desk->session);
	else
		e = desk_end(desk, e);
	subject_free(&r.from.subject);
	subject_free(&r.to.subject);
	identity_keys_free(&r.keys);
	return e;
}
