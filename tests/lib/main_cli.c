/* SPDX-License-Identifier: BSD-2-Clause */
/* robinson with a clock that tests set. */
#include "cli/cli.h"
#include "lib/test_clock.h"

int main(int argc, char **argv)
{
	struct test_clock t;

	test_clock_init(&t);
	return cli_main(argc, argv, &t.clock);
}
