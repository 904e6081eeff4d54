/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/run.h"

int main(int argc, char **argv)
{
	return unsubscribe_main(argc, argv, &clock_system);
}
