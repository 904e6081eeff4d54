/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/csv/csvcell.h"

#include <string.h>

static bool begins_as_formula(char first)
{
	return first && strchr("=+-@\t\r", first);
}

bool csvcell_put(const char *text, FILE *to)
{
	bool guards = begins_as_formula(*text);

	putc('"', to);
	if (guards)
		putc('\'', to);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', to);
		putc(*text, to);
	}
	putc('"', to);
	return guards;
}

bool csvcell_is_formula(const char *text, size_t len)
{
	if (len == 0 || !begins_as_formula(*text))
		return false;
	if (*text != '+' && *text != '-')
		return true;
	for (size_t i = 1; i < len; i++)
		if (!strchr("0123456789 .,()/-", text[i]) || !text[i])
			return true;
	return false;
}
