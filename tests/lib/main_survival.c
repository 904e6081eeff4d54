/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fits counts from standard input, "DAYS RETURNED CENSORED" a line, and prints
 * the points for comparison with another hand's. With two arguments, DAYS and
 * WITHIN, the chance of a return instead.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/survival.h"

#define COUNTS_MAX 100000

int main(int argc, char **argv)
{
	static struct survival_count counts[COUNTS_MAX];
	struct survival_chance c;
	struct survival fit;
	size_t len = 0;

	while (len < COUNTS_MAX &&
		scanf("%d %" SCNd64 " %" SCNd64, &counts[len].days,
			&counts[len].returned, &counts[len].censored) == 3)
		len++;
	if (survival_fit(counts, len, &fit))
		return 1;
	if (argc == 3 &&
		survival_chance(&fit, (int)strtol(argv[1], NULL, 10),
			(int)strtol(argv[2], NULL, 10), &c))
		printf("%" PRId64 " %" PRId64 " %.17g %.17g %.17g\n", c.at_risk,
			c.returned, c.chance, c.lower, c.upper);
	for (size_t i = 0; argc != 3 && i < fit.len; i++)
		printf("%d %" PRId64 " %" PRId64 " %.17g %.17g %.17g %.17g\n",
			fit.points[i].days, fit.points[i].at_risk,
			fit.points[i].returned, fit.points[i].surviving,
			fit.points[i].greenwood, fit.points[i].lower,
			fit.points[i].upper);
	survival_free(&fit);
	return 0;
}
