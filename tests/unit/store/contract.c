/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench.h"

static void get_subject(struct bench *b, bool with_history)
{
	subject_reset(&b->subject);
	OK(store_read_begin(b->s));
	OK(store_subject_get(
		b->s, &b->key, NULL, 0, with_history, &b->subject));
	store_read_end(b->s);
}

static const struct store_person adam = {
	.relation = "prospect",
	.relation_since_utc = 10 * DAY,
	.relation_end_utc = INSTANT_NONE,
	.source = "chat",
	.collected_utc = 10 * DAY,
	.last_contact_utc = 12 * DAY,
	.failure_utc = INSTANT_NONE,
	.restricted_utc = INSTANT_NONE,
	.ref = "crm:4711",
};

static void put_adam(struct bench *b)
{
	OK(store_write_begin(b->s));
	OK(store_person_put(b->s, &b->key, &adam));
	OK(store_write_commit(b->s));
}

static void test_person(void **state)
{
	struct store_person p, changed = adam;
	int64_t count;
	struct bench b;

	bench_make(&b, state);
	IS(store_person_get(b.s, &b.key, &p), ERR_NOT_FOUND);
	put_adam(&b);
	put_adam(&b);
	OK(store_person_get(b.s, &b.key, &p));
	assert_string_equal(p.relation, "prospect");
	assert_string_equal(p.source, "chat");
	assert_string_equal(p.ref, "crm:4711");
	assert_int_equal(p.relation_since_utc, 10 * DAY);
	assert_true(p.relation_end_utc == INSTANT_NONE);
	assert_int_equal(p.collected_utc, 10 * DAY);
	assert_int_equal(p.last_contact_utc, 12 * DAY);
	assert_true(p.failure_utc == INSTANT_NONE);
	assert_true(p.restricted_utc == INSTANT_NONE);

	changed.relation = NULL;
	changed.source = NULL;
	changed.ref = NULL;
	changed.restricted_utc = 0;
	OK(store_write_begin(b.s));
	OK(store_person_put(b.s, &b.key, &changed));
	OK(store_write_commit(b.s));
	OK(store_person_get(b.s, &b.key, &p));
	assert_null(p.relation);
	assert_null(p.source);
	assert_null(p.ref);
	assert_int_equal(p.restricted_utc, 0);
	OK(store_subjects_count(b.s, &count));
	assert_int_equal(count, 1);
	bench_remove(&b, state);
}

struct walk {
	struct pseudonym keys[8];
	size_t len;
	size_t stop; /* after so many */
};

static bool walk_on(void *arg, const struct store_subject *subject)
{
	struct walk *w = arg;

	assert_string_equal(subject->person.ref, "crm:4711");
	assert_string_equal(subject->person.relation, "prospect");
	assert_true(subject->person.last_contact_utc == 12 * DAY);
	w->keys[w->len++] = subject->key;
	return w->len != w->stop;
}

static void test_subjects_in_order(void **state)
{
	struct walk w = {.len = 0}, rest = {.len = 0}, two = {.stop = 2};
	struct bench b;

	bench_make(&b, state);
	OK(store_subjects_each(b.s, NULL, 0, walk_on, &w));
	assert_int_equal(w.len, 0);
	for (unsigned n = 1; n <= 5; n++) {
		b.key = key_of(n);
		put_adam(&b);
	}
	OK(store_subjects_each(b.s, NULL, 0, walk_on, &w));
	assert_int_equal(w.len, 5);
	for (size_t i = 1; i < w.len; i++)
		assert_true(memcmp(w.keys[i - 1].bytes, w.keys[i].bytes,
				    PSEUDONYM_LEN) < 0);
	OK(store_subjects_each(b.s, &w.keys[1], 2, walk_on, &rest));
	assert_int_equal(rest.len, 2);
	assert_memory_equal(&rest.keys[0], &w.keys[2], PSEUDONYM_LEN);
	OK(store_subjects_each(b.s, NULL, 0, walk_on, &two));
	assert_int_equal(two.len, 2);
	OK(store_subjects_each(b.s, &w.keys[4], 0, walk_on, &two));
	bench_remove(&b, state);
}

static void test_subject_of_person(void **state)
{
	struct bench b;

	bench_make(&b, state);
	get_subject(&b, true);
	assert_false(b.subject.known);
	put_adam(&b);
	get_subject(&b, false);
	assert_true(b.subject.known);
	assert_string_equal(b.subject.source, "chat");
	assert_string_equal(b.subject.ref, "crm:4711");
	assert_int_equal(b.subject.collected_utc, 10 * DAY);
	assert_int_equal(b.subject.relations_len, 1);
	assert_string_equal(b.subject.relations[0].name, "prospect");
	assert_int_equal(b.subject.relations[0].since_utc, 10 * DAY);
	assert_true(b.subject.relations[0].end_utc == INSTANT_NONE);
	assert_int_equal(b.subject.contacts_len, 1);
	assert_int_equal(b.subject.contacts[0], 12 * DAY);
	assert_int_equal(b.subject.failures_len, 0);
	bench_remove(&b, state);
}

static void test_history(void **state)
{
	const struct relation_span span = {"prospect", INSTANT_NONE, 4 * DAY};
	const struct relation_span other = {"prospect", INSTANT_NONE, 5 * DAY};
	struct bench b;

	bench_make(&b, state);
	put_adam(&b);
	OK(store_write_begin(b.s));
	for (int twice = 0; twice < 2; twice++) {
		OK(store_past_contact_add(b.s, &b.key, 11 * DAY));
		OK(store_past_failure_add(b.s, &b.key, 9 * DAY));
		OK(store_past_relation_add(b.s, &b.key, &span));
		OK(store_past_relation_add(b.s, &b.key, &other));
	}
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	assert_int_equal(b.subject.contacts_len, 1);
	assert_int_equal(b.subject.failures_len, 0);
	assert_int_equal(b.subject.relations_len, 1);
	get_subject(&b, true);
	assert_int_equal(b.subject.contacts_len, 2);
	assert_int_equal(b.subject.contacts[1], 11 * DAY);
	assert_int_equal(b.subject.failures_len, 1);
	assert_int_equal(b.subject.failures[0], 9 * DAY);
	assert_int_equal(b.subject.relations_len, 3);
	assert_true(b.subject.relations[1].since_utc == INSTANT_NONE);
	assert_int_equal(
		b.subject.relations[1].end_utc + b.subject.relations[2].end_utc,
		9 * DAY);
	bench_remove(&b, state);
}

static void test_grants(void **state)
{
	struct grant g = {.purpose = "newsletter",
		.basis = BASIS_EXPLICIT_CONSENT,
		.given_utc = DAY,
		.expires_utc = INSTANT_NONE,
		.recorded_utc = 90};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_grant_add(b.s, &b.key, &g, NULL));
	IS(store_grant_add(b.s, &b.key, &g, ""), ERR_EXISTS);
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	assert_false(b.subject.known);
	assert_int_equal(b.subject.grants_len, 1);
	assert_false(b.subject.grants[0].has_evidence);
	assert_true(b.subject.grants[0].basis_known);
	assert_int_equal(b.subject.grants[0].basis, BASIS_EXPLICIT_CONSENT);

	OK(store_write_begin(b.s));
	OK(store_grant_add(b.s, &b.key, &g, "form 7"));
	g.expires_utc = 3 * DAY;
	OK(store_grant_add(b.s, &b.key, &g, "form 8"));
	g.expires_utc = 9 * DAY;
	IS(store_grant_add(b.s, &b.key, &g, "form 9"), ERR_EXISTS);
	g.basis = BASIS_CONSENT;
	OK(store_grant_add(b.s, &b.key, &g, "form 9"));
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	assert_int_equal(b.subject.grants_len, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct grant *have = &b.subject.grants[i];

		assert_true(have->has_evidence);
		assert_string_equal(have->purpose, "newsletter");
		assert_int_equal(have->given_utc, DAY);
		assert_int_equal(have->expires_utc,
			have->basis == BASIS_CONSENT ? 9 * DAY : 3 * DAY);
	}
	bench_remove(&b, state);
}

static void test_withdrawals_and_lifts(void **state)
{
	const struct withdrawal w = {
		.purpose = "newsletter", .at_utc = DAY, .recorded_utc = 90};
	const struct withdrawal later = {
		.purpose = "newsletter", .at_utc = 2 * DAY, .recorded_utc = 90};
	struct objection_lift lift = {
		.purpose = "followup", .at_utc = 3 * DAY, .recorded_utc = 90};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_withdrawal_add(b.s, &b.key, &w, NULL));
	IS(store_withdrawal_add(b.s, &b.key, &w, "mail"), ERR_EXISTS);
	OK(store_withdrawal_add(b.s, &b.key, &later, NULL));
	OK(store_lift_add(b.s, &b.key, &lift));
	IS(store_lift_add(b.s, &b.key, &lift), ERR_EXISTS);
	lift.recorded_utc = 95;
	OK(store_lift_add(b.s, &b.key, &lift));
	IS(store_lift_add(b.s, &b.key, &lift), ERR_EXISTS);
	lift.recorded_utc = 80;
	IS(store_lift_add(b.s, &b.key, &lift), ERR_EXISTS);
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	assert_int_equal(b.subject.withdrawals_len, 2);
	assert_int_equal(b.subject.withdrawals[0].at_utc +
			b.subject.withdrawals[1].at_utc,
		3 * DAY);
	assert_int_equal(b.subject.lifts_len, 1);
	assert_string_equal(b.subject.lifts[0].purpose, "followup");
	assert_int_equal(b.subject.lifts[0].at_utc, 3 * DAY);
	assert_int_equal(b.subject.lifts[0].recorded_utc, 95);
	bench_remove(&b, state);
}

static void test_objections(void **state)
{
	const struct objection all = {
		.at_utc = DAY, .channel = "phone", .recorded_utc = 90};
	const struct objection all_later = {
		.at_utc = 2 * DAY, .recorded_utc = 90};
	const struct objection one = {.purpose = "followup",
		.at_utc = DAY,
		.channel = "unsubscribe",
		.recorded_utc = 90};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_objection_add(b.s, &b.key, &all));
	IS(store_objection_add(b.s, &b.key, &all), ERR_EXISTS);
	OK(store_objection_add(b.s, &b.key, &all_later));
	OK(store_objection_add(b.s, &b.key, &one));
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	assert_int_equal(b.subject.objections_len, 3);

	OK(store_write_begin(b.s));
	IS(store_objection_remove(b.s, &b.key, "newsletter"), ERR_NOT_FOUND);
	OK(store_objection_remove(b.s, &b.key, NULL));
	IS(store_objection_remove(b.s, &b.key, NULL), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	assert_int_equal(b.subject.objections_len, 1);
	assert_string_equal(b.subject.objections[0].purpose, "followup");
	assert_string_equal(b.subject.objections[0].channel, "unsubscribe");
	assert_false(b.subject.objections[0].by_domain);
	bench_remove(&b, state);
}

/* What is kept beside the date of a wish, a grant and a lift. */
static void test_times_of_recording(void **state)
{
	const struct objection o = {.purpose = "followup",
		.at_utc = DAY,
		.recorded_utc = 5 * DAY,
		.is_day = true};
	const struct withdrawal w = {.purpose = "newsletter",
		.at_utc = DAY,
		.recorded_utc = 6 * DAY,
		.is_day = true,
		.channel = "chat"};
	const struct grant g = {.purpose = "newsletter",
		.given_utc = DAY,
		.expires_utc = INSTANT_NONE,
		.recorded_utc = INSTANT_NONE};
	const struct objection_lift l = {.purpose = "followup",
		.at_utc = 2 * DAY,
		.recorded_utc = 7 * DAY};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_objection_add(b.s, &b.key, &o));
	OK(store_withdrawal_add(b.s, &b.key, &w, NULL));
	OK(store_grant_add(b.s, &b.key, &g, NULL));
	OK(store_lift_add(b.s, &b.key, &l));
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	IS(b.subject.objections[0].recorded_utc, 5 * DAY);
	assert_true(b.subject.objections[0].is_day);
	IS(b.subject.withdrawals[0].recorded_utc, 6 * DAY);
	assert_true(b.subject.withdrawals[0].is_day);
	assert_string_equal(b.subject.withdrawals[0].channel, "chat");
	assert_true(b.subject.grants[0].recorded_utc == INSTANT_NONE);
	IS(b.subject.lifts[0].recorded_utc, 7 * DAY);
	bench_remove(&b, state);
}

/* First as an instant, then as the day whose first second that is; the time
 * of the first recording stays. */
static void test_instant_becomes_a_day(void **state)
{
	struct objection o = {.at_utc = DAY, .recorded_utc = 5};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_objection_add(b.s, &b.key, &o));
	o.is_day = true;
	o.recorded_utc = 6;
	OK(store_objection_add(b.s, &b.key, &o));
	IS(store_objection_add(b.s, &b.key, &o), ERR_EXISTS);
	o.is_day = false;
	IS(store_objection_add(b.s, &b.key, &o), ERR_EXISTS);
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	IS(b.subject.objections_len, 1);
	assert_true(b.subject.objections[0].is_day);
	IS(b.subject.objections[0].recorded_utc, 5);
	bench_remove(&b, state);
}

static enum err told(struct bench *b, const char *purpose, const char *channel)
{
	const struct objection o = {.purpose = purpose,
		.at_utc = INSTANT_NONE,
		.channel = channel,
		.recorded_utc = 5};

	return store_objection_add(b->s, &b->key, &o);
}

static size_t objections_within(struct bench *b)
{
	subject_reset(&b->subject);
	OK(store_subject_get(b->s, &b->key, NULL, 0, true, &b->subject));
	return b->subject.objections_len;
}

/* Once by each channel, undone or not. */
static void test_told_without_a_date(void **state)
{
	const struct objection dated = {.at_utc = DAY, .recorded_utc = 5};
	struct withdrawal w = {.purpose = "newsletter",
		.at_utc = INSTANT_NONE,
		.recorded_utc = 5};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(told(&b, NULL, "chat"));
	IS(told(&b, NULL, "chat"), ERR_EXISTS);
	OK(told(&b, NULL, "shop"));
	OK(told(&b, NULL, NULL));
	IS(told(&b, NULL, NULL), ERR_EXISTS);
	OK(told(&b, "followup", "chat"));
	OK(store_objection_add(b.s, &b.key, &dated));
	IS(objections_within(&b), 5);

	OK(store_objection_remove(b.s, &b.key, NULL));
	IS(objections_within(&b), 1);
	IS(store_objection_remove(b.s, &b.key, NULL), ERR_NOT_FOUND);
	IS(told(&b, NULL, "chat"), ERR_EXISTS);
	IS(told(&b, NULL, NULL), ERR_EXISTS);
	IS(told(&b, "followup", "chat"), ERR_EXISTS);
	OK(told(&b, NULL, "crm"));
	OK(store_objection_add(b.s, &b.key, &dated));
	OK(store_objection_remove(b.s, &b.key, NULL));
	IS(told(&b, NULL, "crm"), ERR_EXISTS);

	OK(store_withdrawal_add(b.s, &b.key, &w, NULL));
	IS(store_withdrawal_add(b.s, &b.key, &w, NULL), ERR_EXISTS);
	w.channel = "chat";
	OK(store_withdrawal_add(b.s, &b.key, &w, NULL));
	IS(store_withdrawal_add(b.s, &b.key, &w, NULL), ERR_EXISTS);
	OK(store_write_commit(b.s));
	bench_remove(&b, state);
}

static void test_domain_objections(void **state)
{
	const struct pseudonym domains[] = {key_of(100), key_of(101)};
	const struct objection o = {.at_utc = DAY,
		.by_domain = true,
		.channel = "mail",
		.recorded_utc = 90};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_objection_add(b.s, &domains[1], &o));
	OK(store_write_commit(b.s));
	get_subject(&b, false);
	assert_int_equal(b.subject.objections_len, 0);
	OK(store_read_begin(b.s));
	OK(store_subject_get(b.s, &b.key, domains, 2, false, &b.subject));
	store_read_end(b.s);
	assert_int_equal(b.subject.objections_len, 1);
	assert_true(b.subject.objections[0].by_domain);
	assert_null(b.subject.objections[0].purpose);
	bench_remove(&b, state);
}

static void test_rollback(void **state)
{
	struct store_person p = adam;
	const char *kept;
	struct bench b;

	bench_make(&b, state);
	p.relation = "customer";
	OK(store_write_begin(b.s));
	OK(store_person_put(b.s, &b.key, &p));
	OK(store_person_get(b.s, &b.key, &p)); /* its own writes */
	assert_string_equal(p.relation, "customer");
	kept = p.relation;
	store_write_rollback(b.s);
	IS(store_person_get(b.s, &b.key, &p), ERR_NOT_FOUND);

	/* A name of the lost transaction must not stand for another now. */
	put_adam(&b);
	OK(store_person_get(b.s, &b.key, &p));
	assert_string_equal(p.relation, "prospect");
	assert_string_equal(kept, "customer");
	store_session_put(b.store, &b.s);
	OK(store_session_get(b.store, &b.s));
	OK(store_person_get(b.s, &b.key, &p));
	assert_string_equal(p.relation, "prospect");
	bench_remove(&b, state);
}

static void test_put_ends_transaction(void **state)
{
	struct store_person p;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_person_put(b.s, &b.key, &adam));
	store_session_put(b.store, &b.s);
	OK(store_session_get(b.store, &b.s));
	IS(store_person_get(b.s, &b.key, &p), ERR_NOT_FOUND);
	bench_remove(&b, state);
}

static void test_one_view(void **state)
{
	struct store_session *writer;
	struct bench b;

	bench_make(&b, state);
	OK(store_session_get(b.store, &writer));
	OK(store_read_begin(b.s));
	OK(store_subject_get(b.s, &b.key, NULL, 0, false, &b.subject));
	assert_false(b.subject.known);
	/* The writer does not wait for the reader, nor the reader for it. */
	OK(store_write_begin(writer));
	OK(store_person_put(writer, &b.key, &adam));
	OK(store_subject_get(b.s, &b.key, NULL, 0, false, &b.subject));
	assert_false(b.subject.known);
	OK(store_write_commit(writer));
	OK(store_subject_get(b.s, &b.key, NULL, 0, false, &b.subject));
	assert_false(b.subject.known);
	store_read_end(b.s);
	get_subject(&b, false);
	assert_true(b.subject.known);
	store_session_put(b.store, &writer);
	bench_remove(&b, state);
}

struct silences {
	struct silence_count counts[8];
	size_t len, stop_at;
};

static bool note_silence(void *arg, const struct silence_count *count)
{
	struct silences *all = arg;

	all->counts[all->len++] = *count;
	return all->len != all->stop_at;
}

static void look_up(struct bench *b, struct store_session *s,
	const struct pseudonym *domain, size_t objections)
{
	subject_reset(&b->subject);
	OK(store_subject_get(s, &b->key, domain, 1, false, &b->subject));
	assert_true(b->subject.known);
	assert_int_equal(b->subject.objections_len, objections);
}

/* Before and after the first record, two at once, and in between a writer
 * whose change the next one sees and this one does not. */
static void test_lookups(void **state)
{
	const struct pseudonym domain = key_of(100);
	const struct objection o = {.at_utc = DAY,
		.by_domain = true,
		.channel = "mail",
		.recorded_utc = 90};
	struct store_record record = record_of(1);
	struct store_session *other, *writer;
	struct bench b;

	bench_make(&b, state);
	put_adam(&b);
	OK(store_session_get(b.store, &other));
	OK(store_session_get(b.store, &writer));
	for (size_t round = 0; round < 3; round++) {
		size_t objections = round;
		struct objection more = o;

		more.at_utc += (int64_t)round;
		OK(store_lookup_begin(b.s, true));
		look_up(&b, b.s, &domain, objections);
		OK(store_lookup_begin(other, true));
		look_up(&b, other, &domain, objections);
		OK(store_write_begin(writer));
		OK(store_objection_add(writer, &domain, &more));
		OK(store_write_commit(writer));
		look_up(&b, b.s, &domain, objections);
		look_up(&b, other, &domain, objections);
		store_read_end(other);
		store_read_end(b.s);
		OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	}
	for (int with_sends = 0; with_sends < 2; with_sends++) {
		OK(store_lookup_begin(b.s, with_sends));
		look_up(&b, b.s, &domain, 3);
		assert_int_equal(b.subject.sends_len, with_sends);
		store_read_end(b.s);
	}
	get_subject(&b, false);
	assert_int_equal(b.subject.sends_len, 1);
	/* One that is left open ends with its session. */
	OK(store_lookup_begin(other, true));
	store_session_put(b.store, &other);
	OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	store_session_put(b.store, &writer);
	bench_remove(&b, state);
}

/* Of each send it is known whether it told of the right to object. */
static void test_untold(void **state)
{
	struct store_record record = record_of(5);
	struct bench b;

	bench_make(&b, state);
	for (unsigned char i = 0; i < 2; i++) {
		record.lacks_notice = i == 1;
		record.entry.at_utc = 100 + i;
		record.mark.id[0] = i;
		OK(store_record(b.store, &record, 1, JOURNAL_SYNC_COMMIT));
	}
	b.key = record.entry.key;
	get_subject(&b, false);
	assert_int_equal(b.subject.sends_len, 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(b.subject.sends[i].lacked_notice,
			b.subject.sends[i].at_utc == 101);
	bench_remove(&b, state);
}

static void test_silence(void **state)
{
	struct silences all = {.len = 0}, first = {.stop_at = 1};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_silence_add(b.s, "prospect", 30, 1, 0));
	OK(store_silence_add(b.s, "prospect", 7, 1, 0));
	OK(store_silence_add(b.s, "customer", 90, 0, 2));
	OK(store_silence_add(b.s, "prospect", 30, 2, 5));
	OK(store_write_commit(b.s));
	OK(store_silence_each(b.s, note_silence, &all));
	assert_int_equal(all.len, 3);
	assert_string_equal(all.counts[0].relation, "customer");
	assert_int_equal(all.counts[0].removed, 2);
	assert_int_equal(all.counts[1].days, 7);
	assert_int_equal(all.counts[2].days, 30);
	assert_int_equal(all.counts[2].returned, 3);
	assert_int_equal(all.counts[2].removed, 5);
	OK(store_silence_each(b.s, note_silence, &first));
	assert_int_equal(first.len, 1);
	bench_remove(&b, state);
}

static void test_names_are_bounded(void **state)
{
	struct store_person p = adam;
	char name[300];
	struct bench b;

	bench_make(&b, state);
	memset(name, 'a', sizeof(name));
	name[256] = '\0';
	p.relation = name;
	OK(store_write_begin(b.s));
	IS(store_person_put(b.s, &b.key, &p), ERR_LIMIT);
	name[255] = '\0';
	OK(store_person_put(b.s, &b.key, &p));
	OK(store_write_commit(b.s));
	OK(store_person_get(b.s, &b.key, &p));
	assert_string_equal(p.relation, name);
	bench_remove(&b, state);
}

static void test_missing_is_a_fault(void **state)
{
	struct store_record record = record_of(1);
	char cause[STORE_CAUSE_SIZE];
	struct store_session *s;
	struct subject subject;
	struct place place;
	struct store *reader, *writer;
	struct pseudonym key = key_of(1);

	place_open(&place, *state);
	reader = place_store(&place, "one", false);
	IS(store_probe(reader, cause), ERR_UNAVAILABLE);
	assert_true(cause[0] != '\0');
	OK(store_session_get(reader, &s));
	subject_init(&subject);
	IS(store_read_begin(s), ERR_UNAVAILABLE);
	IS(store_subject_get(s, &key, NULL, 0, false, &subject),
		ERR_UNAVAILABLE);
	assert_true(store_session_cause(s)[0] != '\0');
	IS(store_write_begin(s), ERR_UNAVAILABLE);
	IS(store_record(reader, &record, 1, JOURNAL_SYNC_WRITE),
		ERR_UNAVAILABLE);
	assert_int_equal(record.entry.seq, 0);
	store_record_cause(reader, cause);
	assert_true(cause[0] != '\0');

	/* The first that may make it does; the other heals by itself. */
	writer = place_store(&place, "two", true);
	OK(store_probe(writer, cause));
	OK(store_probe(reader, cause));
	OK(store_read_begin(s));
	OK(store_subject_get(s, &key, NULL, 0, false, &subject));
	store_read_end(s);
	OK(store_record(reader, &record, 1, JOURNAL_SYNC_WRITE));
	subject_free(&subject);
	store_session_put(reader, &s);
	store_close(&reader);
	store_close(&writer);
	place_close(&place, *state);
}

/* What was seen of each key, in order, until "stop_at" keys were. */
struct seen_facts {
	struct pseudonym keys[4];
	size_t grants[4], objections[4], withdrawals[4], lifts[4];
	bool has_evidence;
	size_t len, stop_at;
};

static bool see_facts(
	void *arg, const struct pseudonym *key, struct subject *facts)
{
	struct seen_facts *seen = arg;

	assert_true(seen->len < 4);
	assert_false(facts->known);
	assert_int_equal(facts->sends_len + facts->contacts_len, 0);
	seen->keys[seen->len] = *key;
	seen->grants[seen->len] = facts->grants_len;
	seen->objections[seen->len] = facts->objections_len;
	seen->withdrawals[seen->len] = facts->withdrawals_len;
	seen->lifts[seen->len] = facts->lifts_len;
	if (facts->grants_len > 0)
		seen->has_evidence = facts->grants[0].has_evidence;
	/* What is added does not stay for the next one. */
	OK(subject_add_contact(facts, 1));
	return ++seen->len != seen->stop_at;
}

static void test_facts_in_order(void **state)
{
	const struct objection objection = {
		.at_utc = 4, .channel = "phone", .recorded_utc = 90};
	const struct withdrawal withdrawal = {
		.purpose = "newsletter", .at_utc = 3, .recorded_utc = 90};
	const struct objection_lift lift = {
		.purpose = "followup", .at_utc = 5, .recorded_utc = 90};
	const struct grant grant = {.purpose = "followup",
		.basis = BASIS_CONSENT,
		.basis_known = true,
		.given_utc = 2,
		.expires_utc = INSTANT_NONE,
		.recorded_utc = 90};
	const struct pseudonym first = {{1}}, second = {{2}}, third = {{0xff}};
	struct store_record record = record_of(1);
	struct seen_facts seen = {.stop_at = 0};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_objection_add(b.s, &third, &objection));
	OK(store_grant_add(b.s, &first, &grant, NULL));
	OK(store_withdrawal_add(b.s, &first, &withdrawal, NULL));
	OK(store_lift_add(b.s, &second, &lift));
	OK(store_past_contact_add(b.s, &second, 7));
	OK(store_write_commit(b.s));
	record.counts_as_send = true;
	OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	OK(store_facts_each(b.s, NULL, NULL, &b.subject, see_facts, &seen));
	IS(seen.len, 3);
	assert_memory_equal(&seen.keys[0], &first, sizeof(first));
	assert_memory_equal(&seen.keys[2], &third, sizeof(third));
	assert_true(seen.grants[0] == 1 && !seen.has_evidence);
	assert_true(seen.withdrawals[0] == 1 && seen.objections[0] == 0);
	assert_true(seen.lifts[1] == 1 && seen.grants[1] == 0);
	assert_true(seen.objections[2] == 1 && seen.lifts[2] == 0);
	seen = (struct seen_facts){.stop_at = 0};
	OK(store_facts_each(
		b.s, &first, &second, &b.subject, see_facts, &seen));
	IS(seen.len, 1);
	assert_memory_equal(&seen.keys[0], &second, sizeof(second));
	seen = (struct seen_facts){.stop_at = 1};
	OK(store_facts_each(b.s, NULL, &third, &b.subject, see_facts, &seen));
	IS(seen.len, 1);
	bench_remove(&b, state);
}

static void test_other_key_file(void **state)
{
	struct store_record record = record_of(1);
	char cause[STORE_CAUSE_SIZE];
	struct store_session *s;
	struct store_options options;
	struct store *other;
	struct bench b;

	bench_make(&b, state);
	put_adam(&b);
	options = (struct store_options){.url = b.place.url,
		.keys = b.place.other_keys,
		.instance = "one",
		.create = true};
	OK(store_open(&options, &other));
	IS(store_probe(other, cause), ERR_DENIED);
	assert_non_null(strstr(cause, "key file"));
	OK(store_session_get(other, &s));
	IS(store_read_begin(s), ERR_DENIED);
	IS(store_write_begin(s), ERR_DENIED);
	IS(store_record(other, &record, 1, JOURNAL_SYNC_WRITE), ERR_DENIED);
	store_session_put(other, &s);
	store_close(&other);
	bench_remove(&b, state);
}

static int calls_seen; /* of the hook; the test has one thread */

static void count_call(void *arg)
{
	(void)arg;
	calls_seen++;
}

static void test_hooks(void **state)
{
	const struct store_hooks hooks = {.before_call = count_call};
	struct store_record records[2] = {record_of(1), record_of(2)};
	struct store_session *s;
	struct store_options options;
	struct place place;
	struct store *store;

	place_open(&place, *state);
	options = (struct store_options){.url = place.url,
		.keys = place.keys,
		.instance = "one",
		.create = true,
		.hooks = &hooks};
	calls_seen = 0;
	OK(store_open(&options, &store));
	OK(store_record(store, records, 2, JOURNAL_SYNC_WRITE));
	assert_int_equal(calls_seen, 1);
	OK(store_session_get(store, &s));
	OK(store_read_begin(s));
	assert_int_equal(calls_seen, 2);
	store_session_put(store, &s);
	store_close(&store);
	place_close(&place, *state);
}

static void test_urls(void **state)
{
	static const char *const bad[] = {"", "sqlite", "sqlite:", "/a/b.db",
		"nosuch:/a/b.db", "sqliteX:/a"};
	struct store *store;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const struct store_options options = {
			.url = bad[i], .instance = "one"};

		IS(store_open(&options, &store), ERR_INVALID);
		assert_null(store);
	}
}

int contract_run(const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"a person is put, got and replaced", test_person},
		{"persons come in the order of keys", test_subjects_in_order},
		{"facts come in the order of keys", test_facts_in_order},
		{"the rules see the person", test_subject_of_person},
		{"history only when asked for", test_history},
		{"grants", test_grants},
		{"withdrawals and lifts", test_withdrawals_and_lifts},
		{"objections", test_objections},
		{"objections of a domain", test_domain_objections},
		{"times of recording", test_times_of_recording},
		{"an instant becomes a day", test_instant_becomes_a_day},
		{"told without a date", test_told_without_a_date},
		{"a rollback leaves nothing", test_rollback},
		{"a session put back ends its transaction",
			test_put_ends_transaction},
		{"one view of the store while reading", test_one_view},
		{"a lookup sees what a reader sees", test_lookups},
		{"who was told of the right to object", test_untold},
		{"counts of silence", test_silence},
		{"names are bounded", test_names_are_bounded},
		{"a missing store is a fault", test_missing_is_a_fault},
		{"another key file is a fault", test_other_key_file},
		{"hooks come before answers", test_hooks},
		{"URLs that are none", test_urls},
	};
	struct rows rows = {0};

	CONTRACT_ADD(&rows, tests, backend);
	contract_add_journal(&rows, backend);
	contract_add_browse(&rows, backend);
	contract_add_quarantine(&rows, backend);
	contract_add_outbox(&rows, backend);
	contract_add_doubt(&rows, backend);
	contract_add_heard(&rows, backend);
	contract_add_rekey(&rows, backend);
	contract_add_spelling(&rows, backend);
	contract_add_removal(&rows, backend);
	contract_add_rights(&rows, backend);
	contract_add_sales(&rows, backend);
	contract_add_staff(&rows, backend);
	contract_add_tally(&rows, backend);
	return rows_run(backend->name, &rows);
}
