/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/ascii.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* What Unicode does not take apart, by code point. */
static const struct {
	ucs4_t c;
	const char *plain;
} others[] = {
	{0xa9, "(c)"}, {0xab, "\""}, /* guillemets */
	{0xad, ""}, /* soft hyphen */
	{0xae, "(R)"}, {0xb7, "*"}, {0xbb, "\""}, {0xc6, "AE"},
	{0xd0, "D"}, /* eth */
	{0xd8, "O"}, /* with stroke */
	{0xde, "Th"}, /* thorn */
	{0xdf, "ss"}, {0xe6, "ae"}, {0xf0, "d"}, {0xf8, "o"}, {0xfe, "th"},
	{0x110, "D"}, /* with stroke */
	{0x111, "d"}, {0x131, "i"}, /* without dot */
	{0x141, "L"}, /* with stroke */
	{0x142, "l"}, {0x152, "OE"}, {0x153, "oe"}, {0x1e9e, "SS"},
	{0x200b, ""}, /* zero-width space */
	{0x2010, "-"}, /* hyphens and dashes */
	{0x2011, "-"}, {0x2012, "-"}, {0x2013, "-"}, {0x2014, "-"},
	{0x2015, "-"}, {0x2018, "'"}, /* quotation marks */
	{0x2019, "'"}, {0x201a, "'"}, {0x201b, "'"}, {0x201c, "\""},
	{0x201d, "\""}, {0x201e, "\""}, {0x201f, "\""}, {0x2022, "*"},
	{0x2039, "'"}, {0x203a, "'"}, {0x2044, "/"}, /* of a fraction */
	{0x20ac, "EUR"}, {0x2212, "-"}, /* minus */
};

bool ascii_is(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static enum err add_one(struct buf *out, ucs4_t c)
{
	if (c < 0x80)
		return buf_addc(out, (char)c);
	if (uc_is_general_category(c, UC_MARK))
		return ERR_OK;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i].c == c)
			return buf_adds(out, others[i].plain);
	return ERR_INVALID;
}

enum err ascii_add(struct buf *out, const char *text)
{
	const uint8_t *octets = (const uint8_t *)text;
	size_t len = strlen(text), apart_len = 0;
	uint8_t *apart;
	enum err e = ERR_OK;

	if (ascii_is(text))
		return buf_adds(out, text);
	if (u8_check(octets, len))
		return ERR_INVALID;
	apart = u8_normalize(UNINORM_NFKD, octets, len, NULL, &apart_len);
	if (!apart)
		return ERR_NOMEM;
	for (size_t i = 0; !e && i < apart_len;) {
		ucs4_t c;

		i += (size_t)u8_mbtouc(&c, apart + i, apart_len - i);
		e = add_one(out, c);
	}
	free(apart);
	return e;
}
