/* SPDX-License-Identifier: BSD-2-Clause */
#include "fuzz/fuzz.h"
#include "inbound/spf_policy.h"

#define VERSION "v=spf1"

/* What was cleaned once is clean. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spf_client client = {.octets = {192, 0, 2, 1}};
	char *policy = malloc(size + sizeof(VERSION));

	FUZZ_REQUIRE(policy);
	memcpy(policy, VERSION, sizeof(VERSION));
	memcpy(policy + strlen(VERSION), data, size);
	policy[strlen(VERSION) + size] = '\0';
	for (int i = 0; i < 2; i++, client.is_ip6 = true) {
		struct buf once, twice;

		buf_init(&once, 1u << 20);
		buf_init(&twice, 1u << 20);
		if (spf_policy_clean(policy, &client, &once) == ERR_OK) {
			FUZZ_REQUIRE(spf_policy_clean(buf_text(&once), &client,
					     &twice) == ERR_OK);
			FUZZ_REQUIRE(
				strcmp(buf_text(&once), buf_text(&twice)) == 0);
		}
		buf_free(&once);
		buf_free(&twice);
	}
	free(policy);
	return 0;
}
