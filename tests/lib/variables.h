/* SPDX-License-Identifier: BSD-2-Clause */
/* variables.h - the ${variables} of a text */
#ifndef ROBINSON_TESTS_VARIABLES_H
#define ROBINSON_TESTS_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Whether each ${variable} of "text" is in "other" too. */
static inline bool has_variables_of(const char *text, const char *other)
{
	for (const char *at = text; (at = strstr(at, "${")); at++) {
		const char *end = strchr(at, '}');
		char name[64];

		if (!end || end - at >= (ptrdiff_t)sizeof(name) - 1)
			return false;
		memcpy(name, at, (size_t)(end - at) + 1);
		name[end - at + 1] = '\0';
		if (!strstr(other, name))
			return false;
	}
	return true;
}

#endif
