/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do when somebody's time is over. */
#include "store/removal.h"

#include <string.h>

#include "bench.h"
#include "store/quarantine.h"

static const unsigned char message[MESSAGE_DIGEST_LEN] = "asked";
static const unsigned char mark[OBJECTION_MARK_LEN] = "clicked";

/* Everything that can be known of somebody. */
static void put_all(struct bench *b, const struct pseudonym *key)
{
	const struct store_person person = {.relation = "prospect",
		.relation_since_utc = 1,
		.relation_end_utc = INSTANT_NONE,
		.source = "chat",
		.collected_utc = 1,
		.last_contact_utc = 9,
		.failure_utc = 8,
		.restricted_utc = INSTANT_NONE,
		.ref = "crm:4711"};
	const struct relation_span past = {"subscriber", 0, 1};
	const struct grant grant = {.purpose = "followup",
		.basis = BASIS_CONSENT,
		.basis_known = true,
		.given_utc = 2,
		.expires_utc = INSTANT_NONE,
		.has_evidence = true,
		.recorded_utc = 90};
	const struct withdrawal withdrawal = {.purpose = "newsletter",
		.at_utc = 3,
		.recorded_utc = 90,
		.is_day = true,
		.channel = "shop"};
	const struct objection objection = {.purpose = "followup",
		.at_utc = 4,
		.channel = "phone",
		.recorded_utc = 90};
	const struct objection click = {.purpose = "newsletter",
		.at_utc = 5,
		.channel = "click",
		.recorded_utc = 90};
	const struct objection_lift lift = {
		.purpose = "followup", .at_utc = 5, .recorded_utc = 90};

	OK(store_write_begin(b->s));
	OK(store_person_put(b->s, key, &person));
	OK(store_past_contact_add(b->s, key, 5));
	OK(store_past_failure_add(b->s, key, 5));
	OK(store_past_relation_add(b->s, key, &past));
	OK(store_grant_add(b->s, key, &grant, "the form of May"));
	OK(store_withdrawal_add(b->s, key, &withdrawal, "his own words"));
	OK(store_objection_add(b->s, key, &objection));
	OK(store_objection_add_by(b->s, key, &click, mark));
	OK(store_lift_add(b->s, key, &lift));
	OK(store_correspondence_add(b->s, key, message, 7, false));
	OK(store_write_commit(b->s));
}

static void get(struct bench *b, const struct pseudonym *key)
{
	subject_reset(&b->subject);
	OK(store_read_begin(b->s));
	OK(store_subject_get(b->s, key, NULL, 0, true, &b->subject));
	store_read_end(b->s);
}

static enum err removes(struct bench *b, const struct pseudonym *key,
	struct store_removed *removed_r)
{
	enum err e;

	OK(store_write_begin(b->s));
	e = store_subject_remove(b->s, key, removed_r);
	OK(store_write_commit(b->s));
	return e;
}

static void test_remove(void **state)
{
	struct store_record sent = record_of(1);
	struct store_removed removed;
	struct bench b;
	struct store_correspondence asked;

	bench_make(&b, state);
	IS(removes(&b, &b.key, &removed), ERR_NOT_FOUND);
	put_all(&b, &b.key);
	put_all(&b, &b.other);
	sent.counts_as_send = true;
	OK(store_record(b.store, &sent, 1, JOURNAL_SYNC_COMMIT));
	OK(removes(&b, &b.key, &removed));
	IS(removed.held, 0);
	/* grant, lift, send; past contact, failure, relation */
	IS(removed.facts, 6);
	get(&b, &b.key);
	assert_false(b.subject.known);
	assert_null(b.subject.ref);
	IS(b.subject.relations_len + b.subject.contacts_len +
			b.subject.failures_len + b.subject.grants_len +
			b.subject.lifts_len + b.subject.sends_len,
		0);
	IS(b.subject.withdrawals_len, 1);
	assert_string_equal(b.subject.withdrawals[0].purpose, "newsletter");
	IS(b.subject.withdrawals[0].at_utc, 3);
	IS(b.subject.withdrawals[0].recorded_utc, 90);
	assert_true(b.subject.withdrawals[0].is_day);
	assert_string_equal(b.subject.withdrawals[0].channel, "shop");
	IS(b.subject.objections[0].recorded_utc, 90);
	IS(b.subject.objections_len, 2);
	IS(store_correspondence_get(b.s, &b.key, message, "x", &asked),
		ERR_NOT_FOUND);
	IS(removes(&b, &b.key, &removed), ERR_NOT_FOUND);
	get(&b, &b.other);
	assert_true(b.subject.known);
	IS(b.subject.grants_len, 1);
	OK(store_correspondence_get(b.s, &b.other, message, "x", &asked));
	IS(journal_length(b.store), 1);
	bench_remove(&b, state);
}

/* Two recipients, one chunk. */
static enum err give_chunk(
	void *arg, unsigned n, const void **bytes_r, size_t *len_r)
{
	(void)arg;
	(void)n;
	*bytes_r = "sealed chunk";
	*len_r = 12;
	return ERR_OK;
}

static struct held_id hold(struct bench *b, uint64_t number)
{
	struct held_recipient recipients[2] = {
		{.has_key = true, .key = b->key},
		{.has_key = true, .key = b->other},
	};
	struct store_record records[2] = {record_of(1), record_of(2)};
	struct store_hold h = {.recipients = recipients,
		.recipients_len = 2,
		.max_total_bytes = 1000000,
		.chunk = give_chunk};

	for (unsigned i = 0; i < 2; i++) {
		recipients[i].address = "sealed";
		recipients[i].address_len = 6;
		recipients[i].purpose = "followup";
		recipients[i].reason = REASON_UNKNOWN;
		recipients[i].action = ACTION_HOLD;
		recipients[i].record = i;
	}
	held_id_format(number, &h.message.id);
	h.message.received_utc = (int64_t)number;
	h.message.expires_utc = 1000;
	h.message.size = 12;
	h.message.chunks = 1;
	h.message.summary = "sealed";
	h.message.summary_len = 6;
	OK(store_hold(b->store, records, 2, &h));
	return h.message.id;
}

static bool take_counts(void *arg, const struct held_message *held)
{
	unsigned *counts = arg;

	counts[0] = held->recipients;
	counts[1] = held->waiting;
	return true;
}

static void test_held(void **state)
{
	struct store_removed removed;
	struct held_id first, second;
	struct held_sum sum;
	unsigned counts[2];
	struct bench b;

	bench_make(&b, state);
	first = hold(&b, 1);
	second = hold(&b, 2);
	OK(removes(&b, &b.key, &removed));
	IS(removed.held, 2);
	OK(store_held_get(b.s, &first, take_counts, counts));
	IS(counts[0], 1);
	IS(counts[1], 1);
	OK(store_held_sum(b.s, &sum));
	IS(sum.messages, 2);
	/* With the last who waits, the message. */
	OK(removes(&b, &b.other, &removed));
	IS(store_held_get(b.s, &first, take_counts, counts), ERR_NOT_FOUND);
	IS(store_held_get(b.s, &second, take_counts, counts), ERR_NOT_FOUND);
	OK(store_held_sum(b.s, &sum));
	IS(sum.messages, 0);
	IS(sum.bytes, 0);
	bench_remove(&b, state);
}

struct list {
	int64_t ids[8];
	char text[200];
	size_t len;
};

static bool see(void *arg, const struct store_reference *reference)
{
	struct list *list = arg;

	list->ids[list->len++] = reference->id;
	strncat(list->text, reference_act_name(reference->act), 20);
	strncat(list->text, " ", 2);
	strncat(list->text, reference->ref, 20);
	strncat(list->text, ";", 2);
	return true;
}

static struct list references(struct bench *b, size_t limit)
{
	struct list list = {.len = 0};

	OK(store_references_each(b->s, limit, see, &list));
	return list;
}

static void add(struct bench *b, const char *ref, enum reference_act act)
{
	OK(store_write_begin(b->s));
	OK(store_reference_add(b->s,
		&(struct store_reference){
			.at_utc = 5, .act = act, .ref = ref}));
	OK(store_write_commit(b->s));
}

static void test_references(void **state)
{
	struct list list;
	struct bench b;
	int64_t last;

	bench_make(&b, state);
	IS(references(&b, 0).len, 0);
	add(&b, "crm:1", REFERENCE_PURGED);
	add(&b, "crm:2", REFERENCE_ERASED);
	add(&b, "crm:3", REFERENCE_PURGED);
	list = references(&b, 0);
	assert_string_equal(
		list.text, "purged crm:1;erased crm:2;purged crm:3;");
	assert_true(list.ids[0] < list.ids[1] && list.ids[1] < list.ids[2]);
	last = list.ids[2];
	list = references(&b, 2);
	IS(list.len, 2);
	OK(store_write_begin(b.s));
	OK(store_references_done(b.s, list.ids[1]));
	OK(store_write_commit(b.s));
	assert_string_equal(references(&b, 0).text, "purged crm:3;");
	OK(store_write_begin(b.s));
	OK(store_references_done(b.s, last));
	OK(store_write_commit(b.s));
	add(&b, "crm:4", REFERENCE_PURGED);
	list = references(&b, 0);
	assert_true(list.ids[0] > last);
	bench_remove(&b, state);
}

static void test_rollback(void **state)
{
	struct store_removed removed;
	struct bench b;

	bench_make(&b, state);
	put_all(&b, &b.key);
	OK(store_write_begin(b.s));
	OK(store_subject_remove(b.s, &b.key, &removed));
	OK(store_reference_add(b.s,
		&(struct store_reference){
			.at_utc = 5, .act = REFERENCE_PURGED, .ref = "x"}));
	store_write_rollback(b.s);
	get(&b, &b.key);
	assert_true(b.subject.known);
	IS(references(&b, 0).len, 0);
	OK(store_scrub(b.s));
	get(&b, &b.key);
	assert_true(b.subject.known);
	bench_remove(&b, state);
}

void contract_add_removal(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"a person goes, objections and withdrawals stay", test_remove},
		{"held messages to a person go", test_held},
		{"references wait in their order", test_references},
		{"all of a removal or nothing", test_rollback},
	};

	CONTRACT_ADD(rows, tests, backend);
}
