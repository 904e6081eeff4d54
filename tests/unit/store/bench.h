/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench.h - what the tests of the contract share
 *
 * Shape:   each test makes a bench, an empty store with a session, and removes
 *          it; each file adds its tests to the suite
 */
#ifndef ROBINSON_TESTS_BENCH_H
#define ROBINSON_TESTS_BENCH_H

#include "contract.h"
#include "lib/rows.h"

#define DAY 86400
#define OK(call) assert_int_equal((call), ERR_OK)
#define IS(call, expected) assert_int_equal((call), (expected))

struct bench {
	struct place place;
	struct store *store;
	struct store_session *s;
	struct subject subject;
	struct pseudonym key, other; /* of two persons, or of one */
};

/* Where the place is there already. */
void bench_open(struct bench *b, bool create);
void bench_make(struct bench *b, void **state);
void bench_remove(struct bench *b, void **state);

struct contract_test {
	const char *name;
	CMUnitTestFunction test;
};

/* "tests" is a table of struct contract_test that stays. */
#define CONTRACT_ADD(rows, tests, backend) \
	contract_add(                      \
		(rows), (tests), sizeof(tests) / sizeof(*(tests)), (backend))
void contract_add(struct rows *rows, const struct contract_test *tests,
	size_t len, const struct contract_backend *backend);

void contract_add_browse(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_doubt(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_heard(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_journal(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_outbox(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_quarantine(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_rekey(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_sales(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_spelling(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_removal(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_rights(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_staff(
	struct rows *rows, const struct contract_backend *backend);
void contract_add_tally(
	struct rows *rows, const struct contract_backend *backend);

#endif
