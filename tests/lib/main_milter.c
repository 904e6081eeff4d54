/* SPDX-License-Identifier: BSD-2-Clause */
/* robinson-milter with a clock that tests set and a store that may be slow. */
#include "lib/test_clock.h"
#include "milter/run.h"

int main(int argc, char **argv)
{
	struct test_clock t;

	test_clock_init(&t);
	return milter_main(argc, argv, &t.clock, &t.hooks);
}
