/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/settings.h"
#include "fuzz/fuzz.h"
#include "http/client.h"
#include "http/form.h"
#include "http/language.h"
#include "unsubscribe/route.h"
#include "unsubscribe/wish.h"

static void require_sane(const struct wish *wish)
{
	FUZZ_REQUIRE(wish->kind >= WISH_NOTHING && wish->kind <= WISH_UNDO);
	FUZZ_REQUIRE(wish->kind != WISH_ONE_CLICK || !wish->has_secret);
}

/* All that it points to is there. */
static void require_readable(const char *type, const char *body, size_t len)
{
	struct form form;
	unsigned sum = 0;

	if (form_read(type, body, len, &form))
		return;
	for (size_t i = 0; i < form.len; i++) {
		const struct form_field *f = &form.fields[i];

		for (size_t j = 0; j < f->name.len; j++)
			sum += (unsigned char)f->name.at[j];
		for (size_t j = 0; j < f->value.len; j++)
			sum += (unsigned char)f->value.at[j];
		for (size_t j = 0; j < f->file_name.len; j++)
			sum += (unsigned char)f->file_name.at[j];
	}
	FUZZ_REQUIRE(sum > 0 || len > 0 || form.len == 0);
	form_free(&form);
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
	static const struct settings_cidr trusted = {AF_INET, {10}, 8};
	const uint8_t *end = memchr(data, '\n', size);
	size_t len = end ? (size_t)(end - data) : size;
	char *line = strndup((const char *)data, len);
	const char *body = (const char *)data + len + (end ? 1 : 0);
	size_t body_len = size - len - (end ? 1 : 0);
	struct client_forwarded forwarded = {.len = 0};
	unsigned char client[CLIENT_LEN];
	char token[UNSUBSCRIBE_TEXT_SIZE];
	struct wish wish;

	FUZZ_REQUIRE(line);
	wish_read(line, body, body_len, &wish);
	require_sane(&wish);
	FUZZ_REQUIRE(body_len <= WISH_BODY_MAX || wish.kind == WISH_NOTHING);
	wish_read(NULL, body, body_len, &wish);
	require_sane(&wish);
	wish_read("application/x-www-form-urlencoded", body, body_len, &wish);
	require_sane(&wish);
	require_readable(line, body, body_len);
	require_readable(NULL, body, body_len);
	FUZZ_REQUIRE(language_choose(line, codes, 2) < 2);
	FUZZ_REQUIRE(language_find(line, codes, 2) <= 2);
	client_forwarded_add(&forwarded, "10.0.0.1");
	client_forwarded_add(&forwarded, line);
	client_find(&trusted, 1, true, NULL, &forwarded, client);
	if (route_find("https://h/u/", line, token) == ROUTE_TOKEN)
		FUZZ_REQUIRE(strlen(token) < sizeof(token));
	else
		FUZZ_REQUIRE(*token == '\0');
	find_token(body, body_len);
	free(line);
	return 0;
}
