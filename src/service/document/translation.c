/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/document/translation.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Of po/pl_mo.c, which the build makes of po/pl.po. */
extern const unsigned char po_pl_mo[];
extern const size_t po_pl_mo_len;

static const char english[] = "en";
static const char polish[] = "pl";

static bool is_language(const char *tag, const char *code)
{
	size_t len = strcspn(tag, "_-.@");

	return len == strlen(code) && strncasecmp(tag, code, len) == 0;
}

enum err translation_open(const char *tag, struct translation *translation_r)
{
	*translation_r = (struct translation){english, NULL};
	if (is_language(tag, english))
		return ERR_OK;
	if (!is_language(tag, polish))
		return ERR_INVALID;
	translation_r->code = polish;
	return catalogue_read(
		po_pl_mo, po_pl_mo_len, &translation_r->catalogue);
}

void translation_free(struct translation *translation)
{
	catalogue_free(&translation->catalogue);
}

const char *translation_code(const struct translation *translation)
{
	return translation ? translation->code : english;
}

const char *tr(const struct translation *translation, const char *text)
{
	return catalogue_get(translation ? translation->catalogue : NULL, text);
}

const char *tr_count(const struct translation *translation, const char *one,
	const char *many, int64_t n)
{
	return catalogue_count(translation ? translation->catalogue : NULL, one,
		many, n < 0 ? 0 : (unsigned long)n);
}
