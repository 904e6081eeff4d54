/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whom a row is about. A wish counts for every address in it; what is known of
 * the person, for the first of them that is on record.
 */
#include <string.h>

#include "service/csv/cell_addresses.h"
#include "service/import/import_row.h"

struct address_search {
	struct import_context *c;
	struct import_row draft; /* the batch's rows may move */
	size_t first; /* of the rows that were added */
	const char *bad; /* what could not be read, and why */
	size_t bad_len;
	const char *cause;
};

static bool is_known(
	const struct address_search *f, const struct pseudonym *key)
{
	const struct import_batch *batch = f->c->batch;

	for (size_t i = f->first; i < batch->len; i++)
		if (memcmp(batch->rows[i].key.bytes, key->bytes,
			    PSEUDONYM_LEN) == 0)
			return true;
	return false;
}

static enum err add_row(struct address_search *f, const struct identity *who)
{
	struct import_batch *batch = f->c->batch;
	struct import_row *row;
	enum err e;

	if (batch->len > f->first && is_known(f, &who->key))
		return ERR_OK;
	e = import_batch_room(batch, &row);
	if (e)
		return e;
	if (batch->len > f->first) {
		*row = f->draft;
		row->is_further = true;
		row->has_facts = row->has_grant = false;
		batch->rows[f->first].further_len++;
		batch->has_choices = true;
	}
	row->key = who->key;
	row->domains = who->domains;
	row->domains_len = who->domains_len;
	batch->len++;
	return ERR_OK;
}

/* ERR_INVALID: it is no address. */
static enum err take_address(
	struct address_search *f, const char *text, size_t len)
{
	struct identifier *id = f->c->parser->desk->identifier;
	struct identity who = {.domains = NULL};
	const char *cause = NULL;
	enum err e;

	if (f->draft.has_grant)
		e = identifier_address(id, text, len, &who, &cause);
	else
		e = identifier_key(id, text, len, &who.key, &cause);
	if (e == ERR_INVALID)
		f->cause = cause ? cause : err_text(e);
	return e ? e : add_row(f, &who);
}

static void note_bad(struct address_search *f, const char *text, size_t len)
{
	if (f->bad)
		return;
	f->bad = text;
	f->bad_len = len < IMPORT_SHOWN_MAX ? len : IMPORT_SHOWN_MAX;
}

/* Spreadsheets put an apostrophe before a text; an address may also begin with
 * one. A wish counts for both. */
static enum err take_piece(
	struct address_search *f, const struct cell_address *piece)
{
	enum err e = take_address(f, piece->text, piece->len);

	if (piece->has_apostrophe && !e) {
		import_note(f->c->parser,
			"the address is read without the apostrophe before it");
		if (import_row_has_wish(&f->draft))
			e = take_address(f, piece->text - 1, piece->len + 1);
	}
	if (e == ERR_INVALID) {
		note_bad(f, piece->text, piece->len);
		e = ERR_OK;
	}
	return e;
}

static enum err take_apart(struct address_search *f, struct import_cell cell)
{
	struct cell_addresses it;
	struct cell_address piece;
	bool is_found = false;
	enum err e = ERR_OK;

	cell_addresses_begin(&it, cell.text, cell.len);
	while (!e && cell_addresses_next(&it, &piece)) {
		is_found = true;
		e = take_piece(f, &piece);
	}
	if (!is_found)
		note_bad(f, cell.text, cell.len);
	if (!f->cause)
		f->cause = "there is no @ in it";
	return e;
}

static bool has_letters_beyond_ascii(struct import_cell cell)
{
	for (size_t i = 0; i < cell.len; i++)
		if ((unsigned char)cell.text[i] >= 0x80)
			return true;
	return false;
}

static enum err take_cell(struct address_search *f, int column)
{
	struct import_cell cell = import_cell_at(f->c->record, column);
	enum err e = ERR_INVALID;

	if (cell.len == 0)
		return ERR_OK;
	if (f->c->parser->report->is_guess && has_letters_beyond_ascii(cell))
		import_note(f->c->parser,
			"the address has letters that were read by a guess at "
			"the file's encoding (%s); --encoding names another",
			charset_name(f->c->parser->report->charset));
	if (!cell_address_is_odd(cell.text, cell.len))
		e = take_address(f, cell.text, cell.len);
	return e == ERR_INVALID ? take_apart(f, cell) : e;
}

/* The row's address alone, as in most files: nothing is copied. */
static enum err take_only(struct address_search *f, int column)
{
	struct import_cell cell = import_cell_at(f->c->record, column);

	if (cell.len == 0 || cell_address_is_odd(cell.text, cell.len) ||
		f->c->parser->report->is_guess)
		return ERR_INVALID;
	return take_address(f, cell.text, cell.len);
}

enum err import_addresses_parse(struct import_context *c)
{
	const struct import_report *report = c->parser->report;
	struct address_search f = {.c = c, .first = c->batch->len};
	int column = report->columns[FIELD_EMAIL];
	enum err e = ERR_INVALID;

	f.draft.has_grant = c->row->has_grant;
	if (report->emails.len == 0)
		e = take_only(&f, column);
	if (e != ERR_INVALID)
		return e;
	f.draft = *c->row;
	e = take_cell(&f, column);
	for (size_t i = 0; !e && i < report->emails.len; i++)
		e = take_cell(&f, report->emails.items[i].column);
	if (e)
		return e;
	if (c->batch->len > f.first) {
		if (f.bad)
			import_note(c->parser, "bad address \"%.*s\": %s",
				(int)f.bad_len, f.bad, f.cause);
		return ERR_OK;
	}
	import_complain(c->parser, "bad address \"%.*s\": %s", (int)f.bad_len,
		f.bad ? f.bad : "",
		f.bad ? f.cause : "there is none in the row");
	return ERR_INVALID;
}
