/* SPDX-License-Identifier: BSD-2-Clause */
/* robinson-staff with a clock that tests set and a store that may be slow. */
#include "lib/test_clock.h"
#include "staff/run.h"

int main(int argc, char **argv)
{
	struct test_clock t;

	test_clock_init(&t);
	return staff_main(argc, argv, &t.clock, &t.hooks);
}
