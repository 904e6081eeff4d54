/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/slow_domains.h"

#include "lib/rows.h"

#define NOW ((int64_t)1000)
/* Two that have one place. */
#define ONE ((uint64_t)5 << 32 | 1)
#define OTHER ((uint64_t)5 << 32 | 2)

static void check_span(void **state)
{
	struct slow_domains *slow;

	(void)state;
	assert_int_equal(slow_domains_new(&slow), ERR_OK);
	assert_false(slow_domains_has(slow, ONE, NOW));
	slow_domains_add(slow, ONE, NOW);
	assert_true(slow_domains_has(slow, ONE, NOW));
	assert_true(slow_domains_has(slow, ONE, NOW + SLOW_DOMAINS_MS - 1));
	assert_false(slow_domains_has(slow, ONE, NOW + SLOW_DOMAINS_MS));
	/* It was slow once more. */
	slow_domains_add(slow, ONE, NOW + 1);
	assert_true(slow_domains_has(slow, ONE, NOW + SLOW_DOMAINS_MS));
	slow_domains_remove(slow, ONE);
	assert_false(slow_domains_has(slow, ONE, NOW + 1));
	slow_domains_free(&slow);
	slow_domains_free(&slow);
}

static void check_place(void **state)
{
	struct slow_domains *slow;

	(void)state;
	assert_int_equal(slow_domains_new(&slow), ERR_OK);
	slow_domains_add(slow, ONE, NOW);
	assert_false(slow_domains_has(slow, OTHER, NOW));
	slow_domains_remove(slow, OTHER);
	assert_true(slow_domains_has(slow, ONE, NOW));
	slow_domains_add(slow, OTHER, NOW);
	assert_true(slow_domains_has(slow, OTHER, NOW));
	assert_false(slow_domains_has(slow, ONE, NOW));
	slow_domains_free(&slow);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "known for a time", check_span, NULL);
	rows_add_one(&rows, "two that share a place", check_place, NULL);
	return rows_run("slow domains", &rows);
}
