/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/run.h"

#include <stddef.h>

int main(int argc, char **argv)
{
	return staff_main(argc, argv, &clock_system, NULL);
}
