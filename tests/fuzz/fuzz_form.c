/* SPDX-License-Identifier: BSD-2-Clause */
#include "fuzz/fuzz.h"
#include "unsubscribe/client.h"
#include "unsubscribe/form.h"
#include "unsubscribe/language.h"
#include "unsubscribe/route.h"

static void require_sane(const struct form *form)
{
	FUZZ_REQUIRE(form->wish >= FORM_NOTHING && form->wish <= FORM_UNDO);
	FUZZ_REQUIRE(form->wish != FORM_ONE_CLICK || !form->has_secret);
}

/* Tokens in mails are looked for by the same parser. */
static void find_token(const char *body, size_t len)
{
	char *text = strndup(body, len);
	char token[UNSUBSCRIBE_TEXT_SIZE], again[UNSUBSCRIBE_TEXT_SIZE];

	FUZZ_REQUIRE(text);
	if (unsubscribe_text_find(text, token)) {
		FUZZ_REQUIRE(unsubscribe_text_read(token, again));
		FUZZ_REQUIRE(strcmp(token, again) == 0);
	}
	free(text);
}

/*
 * All that the public page reads of a request. The first line stands for the
 * path, for Content-Type, for Accept-Language and for X-Forwarded-For; the
 * rest is the body.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const codes[] = {"en", "pl"};
	const struct settings_unsubscribe settings = {
		.trusted_proxies =
			&(const struct settings_cidr){AF_INET, {10}, 8},
		.trusted_proxies_len = 1,
	};
	const uint8_t *end = memchr(data, '\n', size);
	size_t len = end ? (size_t)(end - data) : size;
	char *line = strndup((const char *)data, len);
	const char *body = (const char *)data + len + (end ? 1 : 0);
	size_t body_len = size - len - (end ? 1 : 0);
	struct client_forwarded forwarded = {.len = 0};
	unsigned char client[CLIENT_LEN];
	char token[UNSUBSCRIBE_TEXT_SIZE];
	struct form form;

	FUZZ_REQUIRE(line);
	form_parse(line, body, body_len, &form);
	require_sane(&form);
	FUZZ_REQUIRE(body_len <= FORM_MAX || form.wish == FORM_NOTHING);
	form_parse(NULL, body, body_len, &form);
	require_sane(&form);
	form_parse("application/x-www-form-urlencoded", body, body_len, &form);
	require_sane(&form);
	FUZZ_REQUIRE(language_choose(line, codes, 2) < 2);
	FUZZ_REQUIRE(language_find(line, codes, 2) <= 2);
	client_forwarded_add(&forwarded, "10.0.0.1");
	client_forwarded_add(&forwarded, line);
	client_find(&settings, NULL, &forwarded, client);
	if (route_find("https://h/u/", line, token) == ROUTE_TOKEN)
		FUZZ_REQUIRE(strlen(token) < sizeof(token));
	else
		FUZZ_REQUIRE(*token == '\0');
	find_token(body, body_len);
	free(line);
	return 0;
}
