/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memrchr() is an extension */

#include "service/csv/cell_addresses.h"

#include <string.h>
#include <strings.h>

#include "service/csv/words_private.h"

void cell_addresses_begin(
	struct cell_addresses *it, const char *cell, size_t len)
{
	*it = (struct cell_addresses){cell, cell + len};
}

bool cell_address_is_odd(const char *cell, size_t len)
{
	return len > 0 && cell[0] == '\'';
}

static bool is_divider(char c)
{
	return c == ',' || c == ';' || c == '|' || c == '\n' || c == '\r' ||
		c == ' ' || c == '\t';
}

/* The next word of the cell; what stands in quotation marks is one. */
static bool take_piece(struct cell_addresses *it, struct cell_address *piece)
{
	bool is_quoted = false;

	while (it->at < it->end && is_divider(*it->at))
		it->at++;
	piece->text = it->at;
	while (it->at < it->end && (is_quoted || !is_divider(*it->at))) {
		if (*it->at == '"')
			is_quoted = !is_quoted;
		it->at++;
	}
	piece->len = (size_t)(it->at - piece->text);
	return piece->len > 0;
}

static void cut_begin(struct cell_address *piece, size_t len)
{
	piece->text += len;
	piece->len -= len;
}

/* "Ann<ann@example.com>" has no blank before the bracket. */
static void cut_brackets(struct cell_address *piece)
{
	const char *open = memrchr(piece->text, '<', piece->len);
	const char *close;

	if (open)
		cut_begin(piece, (size_t)(open + 1 - piece->text));
	close = memchr(piece->text, '>', piece->len);
	if (close)
		piece->len = (size_t)(close - piece->text);
}

static void cut_scheme(struct cell_address *piece)
{
	static const char scheme[] = "mailto:";
	const char *query;

	if (piece->len <= strlen(scheme) ||
		strncasecmp(piece->text, scheme, strlen(scheme)) != 0)
		return;
	cut_begin(piece, strlen(scheme));
	query = memchr(piece->text, '?', piece->len);
	if (query)
		piece->len = (size_t)(query - piece->text);
}

static void cut_punctuation(struct cell_address *piece)
{
	cut_begin(piece, words_blanks(piece->text, piece->len, false));
	piece->len -= words_blanks(piece->text, piece->len, true);
	while (piece->len > 0 && piece->text[0] == '(')
		cut_begin(piece, 1);
	while (piece->len > 0 && strchr(")'.", piece->text[piece->len - 1]))
		piece->len--;
}

bool cell_addresses_next(
	struct cell_addresses *it, struct cell_address *address_r)
{
	struct cell_address piece = {.has_apostrophe = false};

	while (take_piece(it, &piece)) {
		cut_brackets(&piece);
		cut_scheme(&piece);
		cut_punctuation(&piece);
		if (!memchr(piece.text, '@', piece.len))
			continue;
		if (piece.text[0] == '\'') {
			piece.has_apostrophe = true;
			cut_begin(&piece, 1);
		}
		*address_r = piece;
		return true;
	}
	return false;
}
