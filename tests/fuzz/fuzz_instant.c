/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/period.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	char shown[INSTANT_TEXT_SIZE];
	static struct zone *zone; /* reading it takes longer than the rest */
	struct period period;
	int64_t utc, again;

	FUZZ_REQUIRE(text);
	if (!zone)
		FUZZ_REQUIRE(zone_open("Europe/Warsaw", &zone) == ERR_OK);
	if (instant_parse(zone, text, DAY_FIRST, &utc) == ERR_OK &&
		utc > -60000000000 && utc < 250000000000) {
		instant_format_iso(zone, utc, shown);
		FUZZ_REQUIRE(instant_parse(zone, shown, DAY_FIRST, &again) ==
			ERR_OK);
		/* Offsets were no whole minutes before 1915. */
		FUZZ_REQUIRE(again == utc || utc < -1700000000);
	}
	if (period_parse(text, &period) == ERR_OK)
		FUZZ_REQUIRE(
			period_end(zone, 1527494400, &period) > 1527494400);
	free(text);
	return 0;
}
