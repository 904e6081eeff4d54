/* SPDX-License-Identifier: BSD-2-Clause */
/* The verb of facts.h, handed to the backend. */
#include "store/facts.h"

#include "store/backend.h"

enum err store_facts_verify(struct store_session *s,
	bool (*each)(void *arg, const struct fact_finding *finding), void *arg,
	uint64_t *rows_r)
{
	*rows_r = 0;
	return s->store->backend->facts_verify(s, each, arg, rows_r);
}
