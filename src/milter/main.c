/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>

#include "milter/run.h"

int main(int argc, char **argv)
{
	return milter_main(argc, argv, &clock_system, NULL);
}
