/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/look.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "inbound/parts.h"
#include "mail/preview_parts.h"

#define SIZE_TEXT 24

static struct inbound_list list_of(struct preview_list *list)
{
	return (struct inbound_list){
		(const char **)(uintptr_t)list->items, list->len};
}

static enum err encode(
	struct preview_parts *parts, uint64_t number, struct buf *out)
{
	char sizes[PREVIEW_LIST_MAX][SIZE_TEXT];
	const char *size_items[PREVIEW_LIST_MAX];
	const struct inbound_preview preview = {
		.number = number,
		.is_read = true,
		.has_text = parts->has_text,
		.has_page = parts->has_page,
		.is_text_cut = parts->is_text_cut,
		.is_page_cut = parts->is_page_cut,
		.has_more_links = parts->links.has_more,
		.has_more_parts = parts->names.has_more,
		.text = buf_text(&parts->text),
		.page = buf_text(&parts->page),
		.headers = list_of(&parts->headers),
		.links = list_of(&parts->links),
		.names = list_of(&parts->names),
		.types = list_of(&parts->types),
		.sizes = {size_items, parts->names.len},
	};

	assert(parts->names.len <= PREVIEW_LIST_MAX);
	for (size_t i = 0; i < parts->names.len; i++) {
		(void)snprintf(
			sizes[i], SIZE_TEXT, "%" PRId64, parts->sizes[i]);
		size_items[i] = sizes[i];
	}
	return inbound_preview_encode(&preview, out);
}

/* Where the head ends, or the message. */
static size_t head_len(const char *message, size_t len)
{
	const char *lf = strstr(message, "\n\n");
	const char *crlf = strstr(message, "\n\r\n");
	const char *end = !lf || (crlf && crlf < lf) ? crlf : lf;

	return end ? (size_t)(end - message) : len;
}

/* Each field of a head costs more memory than its text has. */
static bool is_bounded(const char *message, size_t len)
{
	return head_len(message, len) <= INBOUND_HEAD_MAX &&
		parts_are_bounded(message);
}

enum err look(const char *message, size_t len, uint64_t number, struct buf *out)
{
	const struct inbound_preview unread = {.number = number};
	struct preview_parts parts;
	enum err e;

	if (!is_bounded(message, len))
		return inbound_preview_encode(&unread, out);
	e = preview_parts_read(message, len, &parts);
	if (e)
		return e;
	e = encode(&parts, number, out);
	preview_parts_free(&parts);
	return e;
}
