/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/address.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct address_rule list[] = {
		{"gmail.com", "+", true, NULL},
		{"googlemail.com", "+", true, "gmail.com"},
	};
	const struct address_rules rules = {.rules = list, .len = 2};
	struct address once, twice, plain;

	if (address_parse(&rules, (const char *)data, size, &once, NULL))
		return 0;
	FUZZ_REQUIRE(address_parse(&rules, once.text, once.text_len, &twice,
			     NULL) == ERR_OK);
	FUZZ_REQUIRE(strcmp(once.text, twice.text) == 0);
	FUZZ_REQUIRE(strlen(once.text) == once.text_len);
	FUZZ_REQUIRE(once.local_len <= ADDRESS_LOCAL_MAX);
	if (address_plain((const char *)data, size, &plain, NULL))
		return 0;
	FUZZ_REQUIRE(address_parse(&rules, plain.text, plain.text_len, &twice,
			     NULL) == ERR_OK);
	FUZZ_REQUIRE(strcmp(once.text, twice.text) == 0);
	return 0;
}
