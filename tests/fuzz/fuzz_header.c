/* SPDX-License-Identifier: BSD-2-Clause */
#include <unistr.h>

#include "fuzz/fuzz.h"
#include "mail/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *value = strndup((const char *)data, size);
	struct message m;
	const char *text;
	size_t len;
	bool is_read;

	FUZZ_REQUIRE(value);
	message_init(&m);
	FUZZ_REQUIRE(message_header_add(&m, "Message-ID", value, true,
			     size + 64) == ERR_OK);
	text = message_header(&m, "message-id", 0);
	FUZZ_REQUIRE(text);
	FUZZ_REQUIRE(!u8_check((const uint8_t *)text, strlen(text)));
	FUZZ_REQUIRE(strcmp(m.headers[0].value, value) == 0);
	text = message_header_compared(&m, 0, &is_read);
	FUZZ_REQUIRE(text);
	FUZZ_REQUIRE(!u8_check((const uint8_t *)text, strlen(text)));
	text = message_id(&m, &len);
	FUZZ_REQUIRE((text != NULL) == (len > 0));
	FUZZ_REQUIRE(!text ||
		(len <= strlen(value) && text[0] != ' ' &&
			text[len - 1] != ' '));
	message_free(&m);
	free(value);
	return 0;
}
