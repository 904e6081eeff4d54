/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * preview_parts.h - a message for the eyes of a postmaster, part by part
 *
 * As preview.h, for a page: what a reader goes by, and nothing that is
 * fetched, rendered or run. Text and HTML stand beside each other, because
 * they may say different things; where links lead is told as text.
 *
 * Shape:   UTF-8; text and page are lines that end in LF, all else is one
 *          line; nothing moves a cursor or turns the reading direction
 *          (plain.h)
 * Units:   octets
 * Errors:  ERR_NOMEM
 * Owns:    preview_parts_free() frees what preview_parts_read() made
 * Threads: all functions may be called from any thread
 * Source:  RFC 2045-2047, RFC 5322
 */
#ifndef ROBINSON_MAIL_PREVIEW_PARTS_H
#define ROBINSON_MAIL_PREVIEW_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define PREVIEW_TEXT_MAX ((size_t)96 * 1024)
#define PREVIEW_LINE_MAX ((size_t)900)
#define PREVIEW_LIST_MAX 100

struct preview_list {
	char *items[PREVIEW_LIST_MAX];
	size_t len;
	bool has_more; /* than are here */
};

struct preview_parts {
	/* A name and its value in turn; each as often as it comes. */
	struct preview_list headers;
	bool has_text, has_page; /* there is such a part */
	struct buf text; /* of the first part of plain text */
	struct buf page; /* what a reader sees of the first HTML part's words */
	bool is_text_cut, is_page_cut;
	struct preview_list links; /* each target once */
	/* Of all other parts; "" without a name. */
	struct preview_list names, types;
	int64_t sizes[PREVIEW_LIST_MAX]; /* decoded */
};

/* The caller has seen to it that parts do not nest too deeply. */
enum err preview_parts_read(const char *message, size_t len,
	struct preview_parts *parts_r) MUST_CHECK;
void preview_parts_free(struct preview_parts *parts);

#endif
