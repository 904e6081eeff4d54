/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with keys of an older generation. */
#include "store/rekey.h"

#include <string.h>

#include "bench.h"
#include "store/quarantine.h"
#include "store/rights.h"

static const unsigned char message[MESSAGE_DIGEST_LEN] = "asked";
static const unsigned char mark[OBJECTION_MARK_LEN] = "clicked";

static void put_person(struct bench *b, const struct pseudonym *key,
	int64_t first, int64_t last, int64_t restricted, const char *ref)
{
	const struct store_person person = {.relation = "prospect",
		.relation_since_utc = first,
		.relation_end_utc = INSTANT_NONE,
		.source = "chat",
		.collected_utc = first,
		.last_contact_utc = last,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = restricted,
		.ref = ref};

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
	const struct withdrawal withdrawal = {
		.purpose = "newsletter", .at_utc = 3, .recorded_utc = 90};
	const struct objection objection = {.purpose = "followup",
		.at_utc = 4,
		.channel = "phone",
		.recorded_utc = 90};

	OK(store_grant_add(b->s, key, &grant, "form 7"));
	OK(store_withdrawal_add(b->s, key, &withdrawal, NULL));
	OK(store_objection_add(b->s, key, &objection));
	OK(store_past_contact_add(b->s, key, 5));
	OK(store_correspondence_add(b->s, key, message, 6, false));
}

static void read_subject(struct bench *b, const struct pseudonym *key)
{
	subject_reset(&b->subject);
	OK(store_subject_get(b->s, key, NULL, 0, true, &b->subject));
}

static bool is_used(struct bench *b, const struct pseudonym *key)
{
	bool used;

	OK(store_read_begin(b->s));
	OK(store_key_is_used(b->s, key, &used));
	store_read_end(b->s);
	return used;
}

static void test_moved(void **state)
{
	struct bench b;
	struct store_correspondence asked;

	bench_make(&b, state);
	assert_false(is_used(&b, &b.other));
	assert_false(store_is_writing(b.s));
	OK(store_write_begin(b.s));
	assert_true(store_is_writing(b.s));
	put_person(&b, &b.other, 1, 9, INSTANT_NONE, "crm:4711");
	put_facts(&b, &b.other);
	OK(store_write_commit(b.s));
	assert_true(is_used(&b, &b.other));
	OK(store_write_begin(b.s));
	OK(store_rekey(b.s, &b.other, &b.key));
	OK(store_write_commit(b.s));
	assert_false(is_used(&b, &b.other));
	read_subject(&b, &b.key);
	assert_true(b.subject.known);
	IS(b.subject.grants_len, 1);
	IS(b.subject.withdrawals_len, 1);
	IS(b.subject.objections_len, 1);
	assert_string_equal(b.subject.objections[0].channel, "phone");
	OK(store_read_begin(b.s));
	OK(store_correspondence_get(b.s, &b.key, message, "x", &asked));
	store_read_end(b.s);
	IS(asked.at_utc, 6);
	bench_remove(&b, state);
}

static void test_merged(void **state)
{
	struct store_person person;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	put_person(&b, &b.other, 1, 9, 7, "crm:4711");
	put_facts(&b, &b.other);
	put_person(&b, &b.key, 3, 5, INSTANT_NONE, NULL);
	put_facts(&b, &b.key);
	OK(store_rekey(b.s, &b.other, &b.key));
	OK(store_person_get(b.s, &b.key, &person));
	IS(person.collected_utc, 1);
	IS(person.last_contact_utc, 9);
	IS(person.restricted_utc, 7);
	IS(person.relation_since_utc, 3);
	assert_string_equal(person.ref, "crm:4711");
	IS(store_person_get(b.s, &b.other, &person), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	read_subject(&b, &b.key);
	IS(b.subject.objections_len, 1);
	IS(b.subject.grants_len, 1);
	assert_false(is_used(&b, &b.other));
	bench_remove(&b, state);
}

/* Of the same wish under both keys what outlasts more is kept, whichever way
 * they become one. */
static void test_wishes_become_one(void **state)
{
	struct objection told = {.at_utc = INSTANT_NONE, .channel = "chat"};
	struct withdrawal day = {
		.purpose = "newsletter", .at_utc = 4, .recorded_utc = 90};

	for (unsigned i = 0; i < 4; i++) {
		struct bench b;

		bench_make(&b, state);
		OK(store_write_begin(b.s));
		told.recorded_utc = i & 1 ? 90 : 80;
		day.is_day = i & 1;
		OK(store_objection_add(b.s, &b.key, &told));
		OK(store_withdrawal_add(b.s, &b.key, &day, NULL));
		told.recorded_utc = i & 1 ? INSTANT_NONE : 90;
		day.is_day = !(i & 1);
		OK(store_objection_add(b.s, &b.other, &told));
		OK(store_withdrawal_add(b.s, &b.other, &day, NULL));
		OK(i & 2 ? store_facts_copy(b.s, &b.other, &b.key) :
			   store_rekey(b.s, &b.other, &b.key));
		OK(store_write_commit(b.s));
		read_subject(&b, &b.key);
		IS(b.subject.objections_len, 1);
		IS(b.subject.objections[0].recorded_utc, 90);
		IS(b.subject.withdrawals_len, 1);
		assert_true(b.subject.withdrawals[0].is_day);
		bench_remove(&b, state);
	}
}

/* What is proven under one key is not doubted under the other. */
static void test_proven(void **state)
{
	struct objection o = {
		.at_utc = 4, .channel = "mail", .recorded_utc = 90};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_objection_add_by(b.s, &b.other, &o, mark));
	o.is_unconfirmed = true;
	OK(store_objection_add_by(b.s, &b.key, &o, mark));
	OK(store_rekey(b.s, &b.other, &b.key));
	OK(store_write_commit(b.s));
	read_subject(&b, &b.key);
	IS(b.subject.objections_len, 1);
	assert_false(b.subject.objections[0].is_unconfirmed);
	bench_remove(&b, state);
}

static void test_undone(void **state)
{
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	put_facts(&b, &b.other);
	OK(store_write_commit(b.s));
	OK(store_write_begin(b.s));
	OK(store_rekey(b.s, &b.other, &b.key));
	store_write_rollback(b.s);
	assert_true(is_used(&b, &b.other));
	assert_false(is_used(&b, &b.key));
	bench_remove(&b, state);
}

static void test_counted(void **state)
{
	struct store_generation n;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	put_person(&b, &b.other, 1, 9, INSTANT_NONE, NULL);
	put_facts(&b, &b.other);
	put_facts(&b, &b.key);
	OK(store_generation_count(b.s, 1, &n));
	IS(n.persons, 1);
	IS(n.objections, 2);
	IS(n.withdrawals, 2);
	OK(store_key_generation(b.s, &b.key, 7));
	OK(store_generation_count(b.s, 1, &n));
	IS(n.objections, 1);
	OK(store_generation_count(b.s, 7, &n));
	IS(n.persons, 0);
	IS(n.objections, 1);
	OK(store_rekey(b.s, &b.key, &b.other));
	OK(store_generation_count(b.s, 7, &n));
	IS(n.objections + n.withdrawals, 0);
	OK(store_write_commit(b.s));
	bench_remove(&b, state);
}

/* The keys of these tests are of generation 1. */
static void test_closed(void **state)
{
	const struct objection o = {
		.at_utc = 4, .channel = "phone", .recorded_utc = 90};
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_generation_close(b.s, 7));
	OK(store_objection_add(b.s, &b.other, &o));
	OK(store_generation_close(b.s, 1));
	OK(store_write_commit(b.s));
	OK(store_write_begin(b.s));
	IS(store_objection_add(b.s, &b.key, &o), ERR_UNAVAILABLE);
	assert_non_null(strstr(store_session_cause(b.s), "retired"));
	store_write_rollback(b.s);
	assert_true(is_used(&b, &b.other));
	assert_false(is_used(&b, &b.key));
	bench_remove(&b, state);
}

void contract_add_rekey(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"a person comes to the newest keys", test_moved},
		{"two records of one person become one", test_merged},
		{"wishes under two keys become one", test_wishes_become_one},
		{"an objection that is proven under one key", test_proven},
		{"a move that is undone", test_undone},
		{"what is under a generation is counted", test_counted},
		{"nobody writes under a retired generation", test_closed},
	};

	CONTRACT_ADD(rows, tests, backend);
}
