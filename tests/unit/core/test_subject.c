/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/subject.h"
#include "lib/rows.h"

static void fill(struct subject *s, int n)
{
	for (int i = 0; i < n; i++) {
		const struct relation_span span = {"prospect", i, i + 1};
		const struct grant grant = {.purpose = "news", .given_utc = i};
		const struct withdrawal withdrawal = {
			.purpose = "news", .at_utc = i, .recorded_utc = 90};
		const struct objection objection = {.at_utc = i,
			.by_domain = true,
			.channel = "phone",
			.recorded_utc = 90};
		const struct objection_lift lift = {
			.purpose = "news", .at_utc = i, .recorded_utc = 90};
		const struct send send = {.purpose = "news",
			.at_utc = i,
			.mark = {.id = {(unsigned char)i}}};

		assert_int_equal(subject_add_relation(s, &span), ERR_OK);
		assert_int_equal(subject_add_contact(s, i), ERR_OK);
		assert_int_equal(subject_add_failure(s, -i), ERR_OK);
		assert_int_equal(subject_add_grant(s, &grant), ERR_OK);
		assert_int_equal(
			subject_add_withdrawal(s, &withdrawal), ERR_OK);
		assert_int_equal(subject_add_objection(s, &objection), ERR_OK);
		assert_int_equal(subject_add_lift(s, &lift), ERR_OK);
		assert_int_equal(subject_add_send(s, &send), ERR_OK);
	}
}

static void assert_filled(const struct subject *s, size_t n)
{
	assert_int_equal(s->relations_len, n);
	assert_int_equal(s->contacts_len, n);
	assert_int_equal(s->failures_len, n);
	assert_int_equal(s->grants_len, n);
	assert_int_equal(s->withdrawals_len, n);
	assert_int_equal(s->objections_len, n);
	assert_int_equal(s->lifts_len, n);
	assert_int_equal(s->sends_len, n);
}

static void test_grows(void **state)
{
	struct subject s;

	(void)state;
	subject_init(&s);
	assert_filled(&s, 0);
	fill(&s, 100);
	assert_filled(&s, 100);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(s.relations[i].since_utc, i);
		assert_int_equal(s.contacts[i], i);
		assert_int_equal(s.failures[i], -i);
		assert_int_equal(s.grants[i].given_utc, i);
		assert_int_equal(s.withdrawals[i].at_utc, i);
		assert_int_equal(s.objections[i].at_utc, i);
		assert_int_equal(s.lifts[i].at_utc, i);
		assert_int_equal(s.sends[i].mark.id[0], i);
	}
	subject_free(&s);
	assert_filled(&s, 0);
	assert_null(s.contacts);
	subject_free(&s);
	subject_free(NULL);
}

static void test_reset_keeps_memory_only(void **state)
{
	struct subject s;
	const int64_t *contacts;

	(void)state;
	subject_init(&s);
	fill(&s, 10);
	s.known = true;
	s.source = "chat";
	s.collected_utc = s.restricted_utc = 5;
	s.ref = strdup("crm:4711");
	contacts = s.contacts;
	subject_reset(&s);
	assert_filled(&s, 0);
	assert_false(s.known);
	assert_null(s.source);
	assert_null(s.ref);
	assert_true(s.collected_utc == INSTANT_NONE);
	assert_true(s.restricted_utc == INSTANT_NONE);
	fill(&s, 10);
	assert_ptr_equal(s.contacts, contacts);
	subject_free(&s);
}

static const struct basis_row {
	const char *name;
	enum basis basis;
} basis_rows[] = {
	{"consent", BASIS_CONSENT},
	{"explicit-consent", BASIS_EXPLICIT_CONSENT},
	{"contract", BASIS_CONTRACT},
	{"legal-obligation", BASIS_LEGAL_OBLIGATION},
	{"vital-interests", BASIS_VITAL_INTERESTS},
	{"public-task", BASIS_PUBLIC_TASK},
	{"legitimate-interest", BASIS_LEGITIMATE_INTEREST},
	{"soft-opt-in", BASIS_SOFT_OPT_IN},
};

static void check_basis(void **state)
{
	const struct basis_row *r = *state;
	enum basis basis;

	assert_string_equal(basis_name(r->basis), r->name);
	assert_int_equal(basis_parse(r->name, &basis), ERR_OK);
	assert_int_equal(basis, r->basis);
}

static void test_no_basis_of_that_name(void **state)
{
	enum basis basis;

	(void)state;
	assert_int_equal(basis_parse("", &basis), ERR_INVALID);
	assert_int_equal(basis_parse("Consent", &basis), ERR_INVALID);
	assert_int_equal(basis_parse("consent ", &basis), ERR_INVALID);
	assert_string_equal(basis_name((enum basis)99), "unknown");
}

/* One message seen again (src/core/RULES): at most five days
 * after its first sight, and a clock may be a day ahead. */
#define NOW INT64_C(1527494400)

static const struct again_row {
	const char *name;
	int64_t at_utc;
	unsigned char id, origin;
	bool is_unique, lacks_origin; /* of the send on record */
	bool is_now_unique, now_lacks_origin; /* of the message */
	bool expected;
} again_rows[] = {
	{"again: at once", NOW, 1, 1, 0, 0, 0, 0, true},
	{"again: after five days", NOW - 5 * 86400, 1, 1, 0, 0, 0, 0, true},
	{"again: a second later", NOW - 5 * 86400 - 1, 1, 1, 0, 0, 0, 0, false},
	{"again: a day ahead", NOW + 86400, 1, 1, 0, 0, 0, 0, true},
	{"again: a second more", NOW + 86401, 1, 1, 0, 0, 0, 0, false},
	{"again: nobody knows when", INSTANT_NONE, 1, 1, 0, 0, 0, 0, false},
	{"again: another Message-ID", NOW, 2, 1, 0, 0, 0, 0, false},
	{"again: another origin", NOW, 1, 2, 0, 0, 0, 0, false},
	{"again: no origin on record", NOW, 1, 2, 0, 1, 0, 0, true},
	{"again: no origin now", NOW, 1, 2, 0, 0, 0, 1, true},
	{"again: one on record has no second", NOW, 1, 1, 1, 0, 0, 0, false},
	{"again: one that has no second", NOW, 1, 1, 0, 0, 1, 0, false},
};

static void check_again(void **state)
{
	const struct again_row *r = *state;
	const struct send send = {.at_utc = r->at_utc,
		.mark = {.id = {[sizeof(send.mark.id) - 1] = r->id},
			.origin = {[sizeof(send.mark.origin) - 1] = r->origin},
			.is_unique = r->is_unique,
			.lacks_origin = r->lacks_origin}};
	const struct message_mark mark = {.id = {[sizeof(mark.id) - 1] = 1},
		.origin = {[sizeof(mark.origin) - 1] = 1},
		.is_unique = r->is_now_unique,
		.lacks_origin = r->now_lacks_origin};

	assert_int_equal(send_is_of(&send, &mark, NOW), r->expected);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, basis_rows, check_basis);
	rows_add(&rows, again_rows, check_again);
	rows_add_one(&rows, "no basis of that name", test_no_basis_of_that_name,
		NULL);
	rows_add_one(&rows, "grows", test_grows, NULL);
	rows_add_one(&rows, "reset keeps the memory and nothing else",
		test_reset_keeps_memory_only, NULL);
	return rows_run("subject", &rows);
}
