/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/shown.h"

#include <string.h>
#include <strings.h>

#define CODE_LEN 2

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool has_language(const char *text)
{
	return is_letter(text[0]) && is_letter(text[1]) &&
		strncmp(text + CODE_LEN, ": ", 2) == 0;
}

const char *const shown_languages[SHOWN_LANGUAGES] = {"en", "pl"};

bool shown_has_language(const char *language)
{
	size_t len = strcspn(language, "_-.@");

	for (size_t i = 0; i < SHOWN_LANGUAGES; i++)
		if (strlen(shown_languages[i]) == len &&
			strncasecmp(shown_languages[i], language, len) == 0)
			return true;
	return false;
}

bool shown_language(const char *text, char language_r[CODE_LEN + 1])
{
	if (!has_language(text))
		return false;
	memcpy(language_r, text, CODE_LEN);
	language_r[CODE_LEN] = '\0';
	return true;
}

const char *shown_plain(const char *text)
{
	return has_language(text) ? text + CODE_LEN + 2 : text;
}

const char *shown_in(const char *text, const char *language)
{
	if (has_language(text) && strncasecmp(text, language, CODE_LEN) != 0)
		return NULL;
	return shown_plain(text);
}

const char *shown_name(const struct settings_list *list, const char *language,
	const char *other)
{
	for (size_t i = 0; i < list->len; i++) {
		const char *text = shown_in(list->items[i], language);

		if (text && text != list->items[i])
			return text;
		if (text)
			other = text;
	}
	return other;
}

const char *shown_item(
	const struct settings_list *list, size_t n, const char *language)
{
	for (size_t i = 0; i < list->len; i++)
		if (shown_in(list->items[i], language))
			return shown_in(list->items[n], language);
	return shown_plain(list->items[n]);
}

bool shown_is_none(const struct settings_list *list)
{
	return list->len == 1 && strcmp(list->items[0], "none") == 0;
}
