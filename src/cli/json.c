/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "cli/json.h"

#include <unistr.h>

#include "base/buf.h"

json_t *json_any_text(const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text;
	const uint8_t *end = at + len;
	json_t *string = NULL;
	struct buf valid;

	if (!u8_check(at, len))
		return json_stringn(text, len);
	buf_init(&valid, 4 * len);
	while (at < end) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, at, (size_t)(end - at));

		if (n > 0)
			buf_add(&valid, at, (size_t)n);
		else
			buf_adds(&valid, "\xEF\xBF\xBD");
		at += n > 0 ? n : 1;
	}
	if (buf_err(&valid) == ERR_OK)
		string = json_stringn(buf_text(&valid), valid.len);
	buf_free(&valid);
	return string;
}
