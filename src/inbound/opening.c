/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "inbound/opening.h"

#include <string.h>
#include <strings.h>

/* A mail client breaks "On ... somebody wrote:" into so many lines. */
#define ATTRIBUTION_LINES 3

struct line {
	const char *text;
	size_t len;
};

/* false: the text is at its end. No-break spaces are blanks too. */
static bool line_next(const char **at, struct line *line_r)
{
	const char *begin = *at, *end;

	if (*begin == '\0')
		return false;
	end = strchrnul(begin, '\n');
	*at = *end ? end + 1 : end;
	for (;;) {
		if (begin < end && strchr(" \t\r", *begin))
			begin++;
		else if (end - begin >= 2 && memcmp(begin, "\xc2\xa0", 2) == 0)
			begin += 2;
		else if (end - begin >= 3 &&
			memcmp(begin, "\xef\xbb\xbf", 3) == 0)
			begin += 3;
		else
			break;
	}
	while (end > begin && strchr(" \t\r", end[-1]))
		end--;
	*line_r = (struct line){begin, (size_t)(end - begin)};
	return true;
}

static bool begins(const struct line *line, const char *with)
{
	size_t len = strlen(with);

	return line->len >= len && strncasecmp(line->text, with, len) == 0;
}

static bool contains(const struct line *line, const char *what)
{
	return memmem(line->text, line->len, what, strlen(what)) != NULL;
}

static bool begins_one_of(const struct line *line, const char *const *words)
{
	for (; *words; words++)
		if (begins(line, *words))
			return true;
	return false;
}

/* From here on everything is the message that is answered, or a signature. */
static bool is_end(const struct line *line)
{
	static const char *const verbs[] = {
		" wrote:", " pisze:", " napisał:", " napisała:", " napisał(a):",
		" schrieb:", " a écrit :", " escribió:", NULL};

	if (line->len == 2 && memcmp(line->text, "--", 2) == 0)
		return true;
	if (begins(line, "-----") || begins(line, "__________"))
		return true;
	for (const char *const *verb = verbs; *verb; verb++)
		if (contains(line, *verb) && line->text[line->len - 1] == ':')
			return true;
	return false;
}

/* "From: somebody", "Sent: then": how Outlook quotes. */
static bool is_quoted_head(const struct line *line, const char *rest)
{
	static const char *const from[] = {
		"From:", "Od:", "Von:", "De:", "*From:*", "*Od:*", NULL};
	static const char *const sent[] = {"Sent:", "Date:", "To:", "Wysłano:",
		"Wyslano:", "Data:", "Do:", "Gesendet:", "An:", "Envoyé",
		"À:", "*Sent:*", "*Wysłano:*", NULL};
	struct line next;

	if (!begins_one_of(line, from))
		return false;
	while (line_next(&rest, &next))
		if (next.len > 0)
			return begins_one_of(&next, sent);
	return false;
}

static bool has_digit(const struct line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (line->text[i] >= '0' && line->text[i] <= '9')
			return true;
	return false;
}

/* "On 11 June 2018\nsomebody wrote:\n\n> ...": the quotation's begin, or
 * NULL. A line above it that tells no date is the writer's own. */
static const char *attribution_end(const struct line *line, const char *rest)
{
	struct line last = *line, next;

	for (int i = 0; i < ATTRIBUTION_LINES; i++) {
		bool is_last = last.text[last.len - 1] == ':';
		const char *here;

		if (i == 0 && !is_last && !has_digit(line))
			return NULL;
		do {
			here = rest;
			if (!line_next(&rest, &next) ||
				(next.len == 0 && !is_last))
				return NULL;
		} while (next.len == 0);
		if (next.text[0] == '>')
			return is_last ? here : NULL;
		last = next;
	}
	return NULL;
}

bool opening_find(const char *text, const char **line_r, size_t *len_r)
{
	struct line line;

	while (line_next(&text, &line)) {
		const char *quotation;

		if (line.len == 0 || line.text[0] == '>')
			continue;
		quotation = attribution_end(&line, text);
		if (quotation) {
			text = quotation;
			continue;
		}
		if (is_end(&line) || is_quoted_head(&line, text))
			return false;
		*line_r = line.text;
		*len_r = line.len;
		return true;
	}
	return false;
}
