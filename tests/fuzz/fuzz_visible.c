/* SPDX-License-Identifier: BSD-2-Clause */
#include <unistr.h>

#include "base/utf8.h"
#include "base/visible.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf once, twice;
	uint32_t c;

	buf_init(&once, VISIBLE_FACTOR * size + 1);
	buf_init(&twice, VISIBLE_FACTOR * size + 1);
	FUZZ_REQUIRE(visible_add(&once, (const char *)data, size) == ERR_OK);
	FUZZ_REQUIRE(!u8_check((const uint8_t *)buf_text(&once), once.len));
	for (size_t i = 0; i < once.len;) {
		size_t step = utf8_next(once.data + i, once.len - i, &c);

		FUZZ_REQUIRE(step > 0 && !utf8_is_harmful(c));
		i += step;
	}
	FUZZ_REQUIRE(visible_add(&twice, buf_text(&once), once.len) == ERR_OK);
	FUZZ_REQUIRE(strcmp(buf_text(&once), buf_text(&twice)) == 0);
	buf_free(&once);
	buf_free(&twice);
	return 0;
}
