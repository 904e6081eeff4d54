/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/postfix_table_private.h"

#include <stdio.h>
#include <string.h>

static bool starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* "hash:/a, pcre:/b inline:{ {a=b}, {c=d} }": braces hold together. */
bool postfix_table_next(const char **at, char *name_r, size_t size)
{
	const char *text = *at + strspn(*at, ", \t");
	size_t len = 0, depth = 0;

	for (; text[len] && (depth || !strchr(", \t", text[len])); len++) {
		depth += text[len] == '{';
		depth -= depth && text[len] == '}';
	}
	*at = text + len;
	if (starts(text, "proxy:")) {
		text += 6;
		len -= 6;
	}
	snprintf(name_r, size, "%.*s", (int)len, text);
	return len > 0;
}

bool postfix_table_has_patterns(const char *table)
{
	return starts(table, "regexp:") || starts(table, "pcre:") ||
		starts(table, "cidr:");
}

const char *postfix_table_source(const char *table)
{
	static const char *const types[] = {"texthash:", "hash:", "btree:",
		"lmdb:", "cdb:", "dbm:", "regexp:", "pcre:"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (starts(table, types[i]))
			return table + strlen(types[i]);
	return NULL;
}

bool postfix_table_is_local(const char *table)
{
	static const char *const types[] = {"texthash:", "hash:", "btree:",
		"lmdb:", "cdb:", "dbm:", "sdbm:", "regexp:", "pcre:", "inline:",
		"static:", "unionmap:", "pipemap:", "sqlite:"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (starts(table, types[i]))
			return true;
	return false;
}
