/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/comparable.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
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

/* Letters whose mark Unicode does not take off. */
static const char *plain_of(ucs4_t c)
{
	switch (c) {
	case 0x142: /* l with stroke */
		return "l";
	case 0x111: /* d with stroke */
		return "d";
	case 0x131: /* i without dot */
		return "i";
	case 0xf8: /* o with stroke */
		return "o";
	case 0x153: /* oe */
		return "oe";
	case 0xe6: /* ae */
		return "ae";
	default:
		return NULL;
	}
}

bool comparable_takes_no_room(uint32_t c)
{
	return uc_is_general_category(c, UC_MARK) ||
		uc_is_property_default_ignorable_code_point(c);
}

enum err comparable_fold(
	const char *text, size_t len, char *folded_r, size_t size)
{
	const uint8_t *octets = (const uint8_t *)text;
	size_t low_len, used = 0;
	uint8_t *low;

	folded_r[0] = '\0';
	if (u8_check(octets, len))
		return ERR_INVALID;
	low = u8_casefold(octets, len, NULL, UNINORM_NFKD, NULL, &low_len);
	if (!low)
		return ERR_NOMEM;
	for (size_t i = 0; i < low_len;) {
		ucs4_t c;
		int n = u8_mbtouc(&c, low + i, low_len - i);
		const char *plain = plain_of(c);
		const char *from = plain ? plain : (const char *)low + i;
		size_t from_len = plain ? strlen(plain) : (size_t)n;

		i += (size_t)n;
		if (comparable_takes_no_room(c))
			continue;
		if (used + from_len >= size)
			break;
		memcpy(folded_r + used, from, from_len);
		used += from_len;
	}
	folded_r[used] = '\0';
	free(low);
	return ERR_OK;
}
