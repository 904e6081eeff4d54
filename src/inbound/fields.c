/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next line that is not a continuation of the one before it. */
static char *field_end(char *at, char *end)
{
	while (at < end) {
		char *newline = memchr(at, '\n', (size_t)(end - at));

		if (!newline)
			return end;
		at = newline + 1;
		if (at == end || !is_blank(*at))
			return at;
	}
	return end;
}

static bool is_empty_line(const char *at, const char *end)
{
	return at < end &&
		(*at == '\n' || (*at == '\r' && at + 1 < end && at[1] == '\n'));
}

/* In place: line ends become blanks, the ends are trimmed. */
static const char *value_clean(char *at, char *end)
{
	for (char *c = at; c < end; c++)
		if (*c == '\r' || *c == '\n' || *c == '\t')
			*c = ' ';
	while (at < end && *at == ' ')
		at++;
	while (end > at && end[-1] == ' ')
		end--;
	*end = '\0';
	return at;
}

/* "end" may be written to: there the next field begins, which was split off
 * before. */
static bool field_split(char *at, char *end, struct field *field_r)
{
	char *colon = memchr(at, ':', (size_t)(end - at));
	char *name_end = colon;

	if (!colon || is_blank(*at))
		return false;
	while (name_end > at && is_blank(name_end[-1]))
		name_end--;
	if (name_end == at || memchr(at, ' ', (size_t)(name_end - at)) ||
		memchr(at, '\n', (size_t)(name_end - at)))
		return false;
	*name_end = '\0';
	field_r->name = at;
	field_r->value = value_clean(colon + 1, end - 1);
	return true;
}

enum err fields_parse(const char *text, size_t len, struct fields *fields_r,
	const char **rest_r)
{
	char *at, *end;

	*fields_r = (struct fields){.text = malloc(len + 2)};
	fields_r->items = calloc(FIELDS_MAX, sizeof(*fields_r->items));
	if (!fields_r->text || !fields_r->items) {
		fields_free(fields_r);
		return ERR_NOMEM;
	}
	/* Each field ends in a line end, which its NUL takes the place of. */
	memcpy(fields_r->text, text, len);
	memcpy(fields_r->text + len, "\n", 2);
	at = fields_r->text;
	end = at + len + (len == 0 || text[len - 1] != '\n');
	while (at < end && !is_empty_line(at, end)) {
		char *next = field_end(at, end);

		if (fields_r->len < FIELDS_MAX &&
			field_split(at, next, &fields_r->items[fields_r->len]))
			fields_r->len++;
		at = next;
	}
	if (at < end)
		at += *at == '\r' ? 2 : 1;
	if (rest_r) {
		size_t used = (size_t)(at - fields_r->text);

		*rest_r = text + (used < len ? used : len);
	}
	return ERR_OK;
}

void fields_free(struct fields *fields)
{
	free(fields->text);
	free(fields->items);
	*fields = (struct fields){0};
}

const char *fields_get(const struct fields *fields, const char *name, size_t n)
{
	for (size_t i = 0; i < fields->len; i++)
		if (strcasecmp(fields->items[i].name, name) == 0 && n-- == 0)
			return fields->items[i].value;
	return NULL;
}

bool fields_word_is(const char *value, const char *word)
{
	size_t len = strlen(word);

	return strncasecmp(value, word, len) == 0 &&
		(value[len] == '\0' || strchr("; \t(", value[len]));
}
