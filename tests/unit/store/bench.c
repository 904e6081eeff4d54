/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench.h"

void bench_open(struct bench *b, bool create)
{
	b->store = place_store(&b->place, "one", create);
	OK(store_session_get(b->store, &b->s));
	subject_init(&b->subject);
	b->key = key_of(1);
	b->other = key_of(2);
}

void bench_make(struct bench *b, void **state)
{
	place_open(&b->place, *state);
	bench_open(b, true);
}

void bench_remove(struct bench *b, void **state)
{
	subject_free(&b->subject);
	(void)journal_length(b->store);
	store_session_put(b->store, &b->s);
	store_close(&b->store);
	place_close(&b->place, *state);
}

void contract_add(struct rows *rows, const struct contract_test *tests,
	size_t len, const struct contract_backend *backend)
{
	for (size_t i = 0; i < len; i++)
		rows_add_one(rows, tests[i].name, tests[i].test, backend);
}
