/* SPDX-License-Identifier: BSD-2-Clause */
#include "fuzz/fuzz.h"
#include "spool/click.h"

/* What either end of the recorder's socket may be sent. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char packet[CLICK_PACKET_MAX];
	struct click_answer answer;
	struct click click;
	size_t used, len;
	enum err e = click_decode(data, size, &click, &used);

	FUZZ_REQUIRE(e == ERR_OK || used == 0);
	FUZZ_REQUIRE(used <= size);
	if (e == ERR_OK) {
		FUZZ_REQUIRE(click_encode(&click, packet, &len) == ERR_OK);
		FUZZ_REQUIRE(len == used && memcmp(packet, data, len) == 0);
	}
	e = click_answer_decode(data, size, &answer, &used);
	FUZZ_REQUIRE(e == ERR_OK || used == 0);
	if (e == ERR_OK) {
		click_answer_encode(&answer, packet, &len);
		FUZZ_REQUIRE(len == used && memcmp(packet, data, len) == 0);
	}
	return 0;
}
