/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* strcasestr() is an extension */

#include "fuzz/fuzz.h"
#include "inbound/authres.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *names[] = {"mx.example"};
	const struct inbound_list trusted = {names, 1}, nobody = {names, 0};
	char *value = strndup((const char *)data, size);
	enum inbound_proof proof;

	FUZZ_REQUIRE(value);
	proof = authres_proof(value, &trusted, "firma.example");
	FUZZ_REQUIRE(
		proof == INBOUND_UNPROVEN || strcasestr(value, "mx.example"));
	FUZZ_REQUIRE(proof == INBOUND_UNPROVEN || strcasestr(value, "pass"));
	FUZZ_REQUIRE(authres_proof(value, &nobody, "firma.example") ==
		INBOUND_UNPROVEN);
	free(value);
	return 0;
}
