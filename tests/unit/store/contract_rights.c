/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do for the rights of persons. */
#include "store/rights.h"

#include <stdio.h>
#include <string.h>

#include "bench.h"

static bool count(void *arg, const struct store_evidence *evidence)
{
	int *seen = arg;

	if (evidence->is_withdrawal)
		assert_string_equal(evidence->evidence, "letter");
	else
		assert_string_equal(evidence->evidence, "form-17");
	assert_string_equal(evidence->purpose, "newsletter");
	*seen += evidence->is_withdrawal ? 10 : 1;
	return true;
}

static void test_facts_copied(void **state)
{
	const struct grant grant = {.purpose = "newsletter",
		.basis = BASIS_CONSENT,
		.basis_known = true,
		.given_utc = 2,
		.expires_utc = INSTANT_NONE,
		.has_evidence = true,
		.recorded_utc = 90};
	const struct grant bare = {.purpose = "followup",
		.basis = BASIS_CONSENT,
		.basis_known = true,
		.given_utc = 2,
		.expires_utc = INSTANT_NONE,
		.recorded_utc = 90};
	const struct withdrawal withdrawal = {
		.purpose = "newsletter", .at_utc = 3, .recorded_utc = 90};
	const struct objection own = {.purpose = "followup",
		.at_utc = 4,
		.channel = "phone",
		.recorded_utc = 90};
	const struct objection domain = {
		.at_utc = 5, .by_domain = true, .recorded_utc = 90};
	struct subject subject;
	struct bench b;
	int seen = 0;

	bench_make(&b, state);
	subject_init(&subject);
	OK(store_write_begin(b.s));
	OK(store_grant_add(b.s, &b.key, &grant, "form-17"));
	OK(store_grant_add(b.s, &b.key, &bare, NULL));
	OK(store_withdrawal_add(b.s, &b.key, &withdrawal, "letter"));
	OK(store_objection_add(b.s, &b.key, &own));
	OK(store_objection_add(b.s, &b.key, &domain));
	OK(store_past_contact_add(b.s, &b.key, 6));
	OK(store_past_failure_add(b.s, &b.key, 7));
	OK(store_facts_copy(b.s, &b.key, &b.other));
	OK(store_facts_copy(b.s, &b.key, &b.other));
	OK(store_write_commit(b.s));
	OK(store_evidence_each(b.s, &b.other, count, &seen));
	assert_int_equal(seen, 11);
	OK(store_read_begin(b.s));
	OK(store_subject_get(b.s, &b.other, NULL, 0, true, &subject));
	store_read_end(b.s);
	assert_int_equal(subject.grants_len, 2);
	assert_int_equal(subject.withdrawals_len, 1);
	assert_int_equal(subject.objections_len, 1);
	assert_string_equal(subject.objections[0].channel, "phone");
	assert_int_equal(subject.contacts_len, 1);
	assert_int_equal(subject.failures_len, 0);
	subject_reset(&subject);
	OK(store_read_begin(b.s));
	OK(store_subject_get(b.s, &b.key, NULL, 0, true, &subject));
	store_read_end(b.s);
	assert_int_equal(subject.failures_len, 1);
	subject_free(&subject);
	bench_remove(&b, state);
}

struct list {
	struct store_request items[8];
	char identified[16]; /* of the last that says so */
	size_t len, most;
};

static bool take(void *arg, const struct store_request *request)
{
	struct list *list = arg;

	assert_true(list->len < 8);
	list->items[list->len++] = *request;
	if (request->identified)
		(void)snprintf(list->identified, sizeof(list->identified), "%s",
			request->identified);
	return list->len < list->most;
}

static struct list requests(
	struct bench *b, int64_t id, const struct pseudonym *key, bool is_open)
{
	const struct store_request_filter filter = {id, key, is_open};
	struct list list = {.most = 8};

	OK(store_requests_each(b->s, &filter, take, &list));
	return list;
}

static int64_t add(struct bench *b, const struct pseudonym *key, int64_t at)
{
	const struct store_request request = {.key = *key,
		.article = 15,
		.received_utc = at,
		.channel = "letter",
		.identified = at == 200 ? "called back" : NULL};
	int64_t id = 0;

	OK(store_request_add(b->s, &request, &id));
	return id;
}

static void test_register(void **state)
{
	struct bench b;
	int64_t first, second;
	struct list all;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	first = add(&b, &b.key, 200);
	second = add(&b, &b.other, 100);
	assert_true(first > 0 && second > first);
	OK(store_request_extend(b.s, first, "many", 250));
	OK(store_request_close(b.s, second, 300, NULL));
	IS(store_request_close(b.s, second, 400, "again"), ERR_NOT_FOUND);
	IS(store_request_extend(b.s, second, "late", 400), ERR_NOT_FOUND);
	IS(store_request_close(b.s, 99, 400, NULL), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));

	all = requests(&b, 0, NULL, false);
	assert_int_equal(all.len, 2);
	assert_int_equal(all.items[0].id, second);
	assert_int_equal(all.items[0].closed_utc, 300);
	assert_int_equal(all.items[0].told_utc, INSTANT_NONE);
	assert_null(all.items[0].identified);
	assert_int_equal(all.items[1].told_utc, 250);
	assert_string_equal(all.identified, "called back");
	assert_int_equal(all.items[1].closed_utc, INSTANT_NONE);
	assert_int_equal(requests(&b, 0, NULL, true).len, 1);
	assert_int_equal(requests(&b, second, NULL, false).len, 1);
	assert_int_equal(requests(&b, 0, &b.other, false).items[0].id, second);
	assert_int_equal(requests(&b, 0, &b.other, true).len, 0);
	bench_remove(&b, state);
}

/* They move with the person, and are forgotten when closed long ago. */
static void test_register_ends(void **state)
{
	struct bench b;
	int64_t first, again;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	first = add(&b, &b.key, 100);
	OK(store_facts_copy(b.s, &b.key, &b.other));
	assert_int_equal(requests(&b, 0, &b.other, true).len, 1);
	assert_int_equal(requests(&b, 0, &b.key, true).len, 0);
	OK(store_requests_purge(b.s, INT64_MAX));
	assert_int_equal(requests(&b, 0, NULL, false).len, 1);
	OK(store_request_close(b.s, first, 300, "given"));
	OK(store_requests_purge(b.s, 300));
	assert_int_equal(requests(&b, 0, NULL, false).len, 1);
	OK(store_requests_purge(b.s, 301));
	assert_int_equal(requests(&b, 0, NULL, false).len, 0);
	again = add(&b, &b.key, 400);
	assert_true(again > first);
	store_write_rollback(b.s);
	assert_int_equal(requests(&b, 0, NULL, false).len, 0);
	bench_remove(&b, state);
}

void contract_add_rights(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"facts go along, failures stay", test_facts_copied},
		{"requests are open, extended, closed", test_register},
		{"requests move and end", test_register_ends},
	};

	CONTRACT_ADD(rows, tests, backend);
}
