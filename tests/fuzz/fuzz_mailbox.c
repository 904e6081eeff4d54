/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/address.h"
#include "core/mailbox.h"
#include "fuzz/fuzz.h"

#define HOPS_MAX 1000

/* What one spelling of an address means, its mended one means. */
static void check_spelling(const char *text, const struct mailbox *m)
{
	char written[MAILBOX_TEXT_SIZE];
	struct address before, after;
	struct mailbox again;

	mailbox_write(m, written);
	FUZZ_REQUIRE(strlen(written) < sizeof(written));
	if (*m->local && *m->domain && !mailbox_mend(written, &again, NULL)) {
		FUZZ_REQUIRE(strcmp(again.local, m->local) == 0);
	}
	if (address_plain(text, strlen(text), &before, NULL))
		return;
	FUZZ_REQUIRE(address_plain(written, strlen(written), &after, NULL) ==
		ERR_OK);
	FUZZ_REQUIRE(strcmp(before.text, after.text) == 0);
}

/* Each hop is shorter than what it was read from, so there is an end. */
static void check_hops(const struct mailbox *m)
{
	struct mailbox hops[MAILBOX_HOPS], at = *m;
	size_t n = 0;

	while (mailbox_is_routed(&at) && mailbox_hops(&at, hops) > 0) {
		FUZZ_REQUIRE(strlen(hops[0].local) < strlen(at.local));
		FUZZ_REQUIRE(*hops[0].local && *hops[0].domain);
		FUZZ_REQUIRE(n++ < HOPS_MAX);
		at = hops[0];
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct mailbox m;
	struct address a;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	if (mailbox_mend(text, &m, NULL)) {
		FUZZ_REQUIRE(address_plain(text, strlen(text), &a, NULL));
	} else {
		check_spelling(text, &m);
		check_hops(&m);
	}
	free(text);
	return 0;
}
