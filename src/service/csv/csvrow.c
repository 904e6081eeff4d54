/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/csv/csvrow.h"

#include <stdbool.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind the quotation marks that the field begins with: a mark inside of it
 * is doubled, or something other than the separator follows it. */
static size_t skip_quoted(
	const char *row, size_t len, char separator, size_t at)
{
	while (++at < len) {
		size_t next = at + 1;

		if (row[at] != '"')
			continue;
		if (next < len && row[next] == '"') {
			at = next;
			continue;
		}
		while (next < len && row[next] != separator &&
			is_blank(row[next]))
			next++;
		if (next == len || row[next] == separator)
			return next;
	}
	return len;
}

static size_t skip_field(const char *row, size_t len, char separator, size_t at)
{
	while (at < len && row[at] != separator && is_blank(row[at]))
		at++;
	if (at < len && row[at] == '"')
		return skip_quoted(row, len, separator, at);
	while (at < len && row[at] != separator)
		at++;
	return at;
}

size_t csvrow_column(const char *row, size_t len, char separator, size_t n,
	size_t *columns_r)
{
	size_t at = 0;

	for (*columns_r = 0; *columns_r < n;) {
		at = skip_field(row, len, separator, at);
		++*columns_r;
		if (at++ == len)
			break;
	}
	return at;
}
