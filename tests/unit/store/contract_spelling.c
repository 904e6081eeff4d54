/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with keys of earlier address rules. */
#include "store/spelling.h"

#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "store/rekey.h"
#include "store/removal.h"

static const unsigned char message[MESSAGE_DIGEST_LEN] = "asked";

static void put_person(
	struct bench *b, const struct pseudonym *key, int64_t restricted_utc)
{
	const struct store_person person = {.relation = "prospect",
		.relation_since_utc = 1,
		.relation_end_utc = INSTANT_NONE,
		.source = "chat",
		.collected_utc = 1,
		.last_contact_utc = 9,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = restricted_utc};

	OK(store_person_put(b->s, key, &person));
}

static void put_facts(struct bench *b, const struct pseudonym *key)
{
	const struct grant grant = {.purpose = "followup",
		.basis = BASIS_CONSENT,
		.basis_known = true,
		.given_utc = 2,
		.expires_utc = INSTANT_NONE,
		.has_evidence = true,
		.recorded_utc = 90};
	const struct withdrawal withdrawal = {.purpose = "newsletter",
		.at_utc = 3,
		.is_day = true,
		.recorded_utc = 91};
	const struct objection objection = {.purpose = "followup",
		.at_utc = 4,
		.channel = "phone",
		.recorded_utc = 92};
	const struct objection_lift lift = {
		.purpose = "followup", .at_utc = 5, .recorded_utc = 93};

	OK(store_grant_add(b->s, key, &grant, "form 7"));
	OK(store_withdrawal_add(b->s, key, &withdrawal, "letter"));
	OK(store_objection_add(b->s, key, &objection));
	OK(store_lift_add(b->s, key, &lift));
	OK(store_correspondence_add(b->s, key, message, 6, false));
}

static void read_subject(struct bench *b, const struct pseudonym *key)
{
	subject_reset(&b->subject);
	OK(store_subject_get(b->s, key, NULL, 0, true, &b->subject));
}

static bool is_due(struct bench *b, const struct store_join *join)
{
	bool due;

	OK(store_join_is_due(b->s, join, &due));
	return due;
}

static struct store_join other_to_key(struct bench *b, int64_t rules)
{
	return (struct store_join){
		.old = b->other, .key = b->key, .rules = rules};
}

struct told {
	char texts[200];
	int64_t last_id, since_utc;
};

static bool tell(void *arg, const struct store_rules *rules)
{
	struct told *t = arg;
	size_t len = strlen(t->texts);

	snprintf(t->texts + len, sizeof(t->texts) - len, "[%s]", rules->text);
	t->last_id = rules->id;
	t->since_utc = rules->since_utc;
	return true;
}

static void test_rules(void **state)
{
	struct told told = {.texts = ""};
	char cause[STORE_CAUSE_SIZE];
	struct bench b;
	int64_t id;

	bench_make(&b, state);
	OK(store_rules_last(b.s, &id));
	IS(id, 0);
	OK(store_write_begin(b.s));
	OK(store_rules_add(b.s, "one", 7));
	OK(store_rules_last(b.s, &id));
	assert_true(id > 0);
	store_write_rollback(b.s);
	OK(store_rules_last(b.s, &id));
	IS(id, 0);
	OK(store_write_begin(b.s));
	OK(store_rules_add(b.s, "one", 7));
	OK(store_rules_add(b.s, "two", 8));
	IS(store_rules_add(b.s, "one", 9), ERR_EXISTS);
	OK(store_write_commit(b.s));
	OK(store_rules_each(b.s, tell, &told));
	assert_string_equal(told.texts, "[one][two]");
	OK(store_rules_last(b.s, &id));
	IS(told.last_id, id);
	IS(told.since_utc, 8);
	told.texts[0] = '\0';
	OK(store_rules_peek(b.place.url, tell, &told, cause));
	assert_string_equal(told.texts, "[one][two]");
	bench_remove(&b, state);
}

static void test_one_person(void **state)
{
	struct store_join join;
	struct bench b;
	bool used;

	bench_make(&b, state);
	join = other_to_key(&b, 3);
	assert_false(is_due(&b, &join));
	OK(store_write_begin(b.s));
	put_person(&b, &b.other, 7);
	put_facts(&b, &b.other);
	OK(store_write_commit(b.s));
	assert_true(is_due(&b, &join));
	OK(store_write_begin(b.s));
	OK(store_join(b.s, &join));
	OK(store_write_commit(b.s));
	assert_false(is_due(&b, &join));
	read_subject(&b, &b.key);
	assert_true(b.subject.known);
	IS(b.subject.restricted_utc, 7);
	IS(b.subject.grants_len, 1);
	IS(b.subject.lifts_len, 1);
	IS(b.subject.objections_len, 1);
	IS(b.subject.objections[0].recorded_utc, 92);
	IS(b.subject.withdrawals_len, 1);
	IS(b.subject.withdrawals[0].recorded_utc, 91);
	assert_true(b.subject.withdrawals[0].is_day);
	/* What is against writing stays there, and what ends it. */
	read_subject(&b, &b.other);
	IS(b.subject.restricted_utc, 7);
	IS(b.subject.objections_len, 1);
	IS(b.subject.withdrawals_len, 1);
	IS(b.subject.lifts_len, 1);
	IS(b.subject.grants_len, 0);
	assert_null(b.subject.source);
	/* Under other rules it is not known yet that both are one. */
	join.rules = 4;
	assert_true(is_due(&b, &join));
	OK(store_write_begin(b.s));
	OK(store_rekey(b.s, &b.other, &b.key));
	OK(store_key_is_used(b.s, &b.other, &used));
	assert_false(used);
	store_write_rollback(b.s);
	bench_remove(&b, state);
}

static void test_two_persons(void **state)
{
	struct store_join join;
	struct bench b;

	bench_make(&b, state);
	join = other_to_key(&b, 0);
	OK(store_write_begin(b.s));
	put_person(&b, &b.other, 7);
	put_facts(&b, &b.other);
	OK(store_join(b.s, &join));
	OK(store_write_commit(b.s));
	assert_false(is_due(&b, &join));
	read_subject(&b, &b.key);
	IS(b.subject.restricted_utc, 7);
	assert_null(b.subject.source);
	IS(b.subject.grants_len, 0);
	IS(b.subject.lifts_len, 0);
	IS(b.subject.objections_len, 1);
	IS(b.subject.withdrawals_len, 1);
	read_subject(&b, &b.other);
	IS(b.subject.grants_len, 1);
	assert_string_equal(b.subject.source, "chat");
	bench_remove(&b, state);
}

static void test_disowned(void **state)
{
	struct store_person bare;
	struct store_join join;
	struct bench b;

	bench_make(&b, state);
	join = other_to_key(&b, 0);
	OK(store_write_begin(b.s));
	put_person(&b, &b.other, 7);
	put_facts(&b, &b.other);
	OK(store_join(b.s, &join));
	OK(store_objection_remove(b.s, &b.key, "followup"));
	assert_true(is_due(&b, &join));
	OK(store_objection_disown(b.s, &b.other, &b.key, "followup"));
	assert_false(is_due(&b, &join));
	OK(store_person_get(b.s, &b.key, &bare));
	bare.restricted_utc = INSTANT_NONE;
	OK(store_person_put(b.s, &b.key, &bare));
	assert_true(is_due(&b, &join));
	OK(store_restriction_disown(b.s, &b.other, &b.key));
	assert_false(is_due(&b, &join));
	OK(store_join(b.s, &join));
	OK(store_write_commit(b.s));
	read_subject(&b, &b.key);
	IS(b.subject.objections_len, 0);
	IS(b.subject.restricted_utc, INSTANT_NONE);
	read_subject(&b, &b.other);
	IS(b.subject.objections_len, 1);
	IS(b.subject.restricted_utc, 7);
	bench_remove(&b, state);
}

static bool note(void *arg, const struct pseudonym *key)
{
	*(struct pseudonym *)arg = *key;
	return true;
}

static void test_followed(void **state)
{
	const struct pseudonym none = {{0}};
	struct pseudonym found = none;
	struct store_removed removed;
	struct store_join join;
	struct bench b;

	bench_make(&b, state);
	join = other_to_key(&b, 3);
	OK(store_write_begin(b.s));
	put_person(&b, &b.other, INSTANT_NONE);
	OK(store_join(b.s, &join));
	OK(store_joined_each(b.s, &b.other, 3, true, note, &found));
	assert_memory_equal(&found, &b.key, sizeof(found));
	OK(store_joined_each(b.s, &b.key, -1, false, note, &found));
	assert_memory_equal(&found, &b.other, sizeof(found));
	found = none;
	OK(store_joined_each(b.s, &b.key, 2, false, note, &found));
	assert_memory_equal(&found, &none, sizeof(found));
	OK(store_subject_remove(b.s, &b.key, &removed));
	OK(store_joined_each(b.s, &b.key, -1, false, note, &found));
	assert_memory_equal(&found, &none, sizeof(found));
	OK(store_write_commit(b.s));
	bench_remove(&b, state);
}

void contract_add_spelling(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"address rules are kept", test_rules},
		{"two keys of one person", test_one_person},
		{"a key that two persons had", test_two_persons},
		{"an objection of the other one", test_disowned},
		{"joined keys are followed", test_followed},
	};

	CONTRACT_ADD(rows, tests, backend);
}
