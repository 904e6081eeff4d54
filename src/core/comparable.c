/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/comparable.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* The text without what takes no room; never longer than it was. */
static size_t drop_ignorable(const uint8_t *text, size_t len, uint8_t *out)
{
	size_t used = 0;

	for (size_t i = 0; i < len;) {
		ucs4_t c;
		size_t n = (size_t)u8_mbtouc(&c, text + i, len - i);

		if (!uc_is_property_default_ignorable_code_point(c)) {
			memcpy(out + used, text + i, n);
			used += n;
		}
		i += n;
	}
	return used;
}

enum err comparable_make(const char *text, size_t len, char **out_r)
{
	const uint8_t *octets = (const uint8_t *)text;
	uint8_t *kept, *composed;
	size_t kept_len, composed_len = 0;

	*out_r = NULL;
	if (u8_check(octets, len))
		return ERR_INVALID;
	kept = malloc(len + 1);
	if (!kept)
		return ERR_NOMEM;
	kept_len = drop_ignorable(octets, len, kept);
	kept[kept_len] = '\0';
	/* With its NUL, which is composed with nothing. */
	composed = u8_normalize(
		UNINORM_NFC, kept, kept_len + 1, NULL, &composed_len);
	free(kept);
	*out_r = (char *)composed;
	return composed ? ERR_OK : ERR_NOMEM;
}
