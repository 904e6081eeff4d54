/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * preview_private.h - what both previews of a message make of its parts
 *
 * Errors:  of the buffers
 * Threads: as preview.h
 */
#ifndef ROBINSON_MAIL_PREVIEW_PRIVATE_H
#define ROBINSON_MAIL_PREVIEW_PRIVATE_H

#include <gmime/gmime.h>
#include <stdbool.h>

#include "base/buf.h"

/* Text that is no attachment. */
bool preview_is_words(GMimeObject *part, const char *subtype);
/* UTF-8; the caller frees it. */
char *preview_text_of(GMimePart *part);
/* Line by line, harmless; of each at most line_max octets. */
void preview_add_lines(
	struct buf *out, const char *text, size_t len, size_t line_max);
/* What is read of a page; false: nothing. */
bool preview_add_page(struct buf *out, const char *html, size_t page_max);
/* NULL: it has none. */
const char *preview_name_of(GMimeObject *part);
int64_t preview_size_of(GMimeObject *part);

#endif
