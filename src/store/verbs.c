/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of a session, each handed to the backend. */
#include "store/backend.h"
#include "store/store.h"

enum err store_subject_get(struct store_session *s, const struct pseudonym *key,
	const struct pseudonym *domains, size_t domains_len, bool with_history,
	struct subject *subject)
{
	return s->store->backend->subject_get(
		s, key, domains, domains_len, with_history, subject);
}

enum err store_write_commit(struct store_session *s)
{
	return s->store->backend->write_commit(s);
}

void store_write_rollback(struct store_session *s)
{
	s->store->backend->write_rollback(s);
}

bool store_person_is_bare(const struct store_person *p)
{
	return !p->relation && !p->source && !p->ref &&
		p->relation_since_utc == INSTANT_NONE &&
		p->relation_end_utc == INSTANT_NONE &&
		p->collected_utc == INSTANT_NONE &&
		p->last_contact_utc == INSTANT_NONE &&
		p->failure_utc == INSTANT_NONE;
}

enum err store_person_get(struct store_session *s, const struct pseudonym *key,
	struct store_person *person_r)
{
	return s->store->backend->person_get(s, key, person_r);
}

enum err store_person_put(struct store_session *s, const struct pseudonym *key,
	const struct store_person *person)
{
	return s->store->backend->person_put(s, key, person);
}

enum err store_past_contact_add(
	struct store_session *s, const struct pseudonym *key, int64_t at_utc)
{
	return s->store->backend->past_contact_add(s, key, at_utc);
}

enum err store_past_failure_add(
	struct store_session *s, const struct pseudonym *key, int64_t at_utc)
{
	return s->store->backend->past_failure_add(s, key, at_utc);
}

enum err store_past_relation_add(struct store_session *s,
	const struct pseudonym *key, const struct relation_span *span)
{
	return s->store->backend->past_relation_add(s, key, span);
}

enum err store_grant_add(struct store_session *s, const struct pseudonym *key,
	const struct grant *grant, const char *evidence)
{
	return s->store->backend->grant_add(s, key, grant, evidence);
}

enum err store_withdrawal_add(struct store_session *s,
	const struct pseudonym *key, const struct withdrawal *w,
	const char *evidence)
{
	return s->store->backend->withdrawal_add(s, key, w, evidence);
}

enum err store_objection_add(struct store_session *s,
	const struct pseudonym *key, const struct objection *o)
{
	return s->store->backend->objection_add(s, key, o);
}

enum err store_objection_remove(struct store_session *s,
	const struct pseudonym *key, const char *purpose)
{
	return s->store->backend->objection_remove(s, key, purpose);
}

enum err store_lift_add(struct store_session *s, const struct pseudonym *key,
	const struct objection_lift *lift)
{
	return s->store->backend->lift_add(s, key, lift);
}

enum err store_silence_add(struct store_session *s, const char *relation,
	int days, int64_t returned, int64_t removed)
{
	return s->store->backend->silence_add(
		s, relation, days, returned, removed);
}

enum err store_silence_each(struct store_session *s,
	bool (*each)(void *arg, const struct silence_count *count), void *arg)
{
	return s->store->backend->silence_each(s, each, arg);
}

enum err store_subjects_each(struct store_session *s,
	const struct pseudonym *after, size_t limit,
	bool (*each)(void *arg, const struct store_subject *subject), void *arg)
{
	return s->store->backend->subjects_each(s, after, limit, each, arg);
}

enum err store_subjects_count(struct store_session *s, int64_t *count_r)
{
	return s->store->backend->subjects_count(s, count_r);
}

enum err store_facts_each(struct store_session *s,
	const struct pseudonym *after, const struct pseudonym *up_to,
	struct subject *facts,
	bool (*each)(
		void *arg, const struct pseudonym *key, struct subject *facts),
	void *arg)
{
	return s->store->backend->facts_each(s, after, up_to, facts, each, arg);
}

enum err store_journal_add(struct store_session *s, struct journal_entry *entry)
{
	return s->store->backend->journal_add(s, entry);
}

enum err store_journal_each(struct store_session *s,
	const struct journal_filter *filter,
	bool (*each)(void *arg, const struct journal_entry *entry), void *arg)
{
	return s->store->backend->journal_each(s, filter, each, arg);
}

enum err store_journal_verify(
	struct store_session *s, uint64_t *checked_r, uint64_t *seq_r)
{
	return s->store->backend->journal_verify(s, checked_r, seq_r);
}

enum err store_journal_trim(struct store_session *s, int64_t before_utc,
	int64_t now_utc, size_t batch, size_t *trimmed_r, uint64_t *seq_r)
{
	return s->store->backend->journal_trim(
		s, before_utc, now_utc, batch, trimmed_r, seq_r);
}

enum err store_journal_heads(struct store_session *s, int64_t now_utc,
	bool (*each)(void *arg, const struct journal_point *head), void *arg)
{
	return s->store->backend->journal_heads(s, now_utc, each, arg);
}

enum err store_clock_latest(struct store_session *s, int64_t *latest_utc_r)
{
	return s->store->backend->clock_latest(s, latest_utc_r);
}

enum err store_clock_forget(struct store_session *s)
{
	return s->store->backend->clock_forget(s);
}

enum err store_journal_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r)
{
	return s->store->backend->journal_due(s, before_utc, share_r);
}

enum err store_journal_holds(
	struct store_session *s, const struct journal_point *head)
{
	return s->store->backend->journal_holds(s, head);
}
