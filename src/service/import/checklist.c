/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/import/checklist.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "service/csv/cell_addresses.h"
#include "service/csv/columns.h"
#include "service/csv/csvcell.h"
#include "service/csv/csvform.h"
#include "service/csv/csvrow.h"
#include "service/csv/heading.h"

/* The more rows at once, the closer their keys lie in the store, and the more
 * of them share a domain. */
#define BATCH_ROWS 1048576
#define BATCH_BYTES ((size_t)512 << 20)
#define BATCH_BYTES_FULL ((size_t)256 << 20)
#define OUT_BYTES_FULL ((size_t)128 << 10)

/* A row's addresses are asked for one by one; the strictest answer is the
 * row's. One that has more than this is refused. */
#define ADDRESSES_MAX 64
#define HEADING_ROWS 10 /* titles before the heading are fewer */

/* One row: its text as it is copied, in the batch's bytes, which may move
 * while they grow. The verdict comes between the two parts. */
struct row {
	size_t copied_at;
	size_t before_len; /* columns before the verdict */
	size_t after_len; /* columns after it, behind a separator */
	size_t items_begin, items_len;
	bool has_too_many;
};

/* Where an item's address is. */
struct place {
	size_t at, len;
};

struct run {
	struct desk *desk;
	const struct check_query *query;
	const struct checklist *list;
	struct csvfile *file;
	int columns
		[ADDRESSES_MAX]; /* of addresses; the first is the main one */
	size_t columns_len;
	unsigned passed; /* rows before the heading */
	bool has_header;
	size_t verdict_at; /* so many columns come before it */
	size_t replaced; /* columns there that an earlier check wrote */
	iconv_t back; /* from UTF-8 to the list's encoding, or -1 */
	struct buf bytes;
	struct buf out;
	struct buf cleaned;
	size_t batch_rows;
	struct row *rows;
	struct check_item *items;
	struct place *places;
	size_t len, items_len;
	struct checklist_counts *counts;
};

static enum err io_failed(struct desk *desk, const char *what)
{
	return desk_fail(desk, ERR_IO, "%s: %s", what, strerror(errno));
}

static bool is_copied(const struct run *run)
{
	return run->list->copy_to || run->list->cleaned_to;
}

/* ----------------------------------------------------------- a row's text */

/* Nothing was taken away: separators gave their places to NULs. */
static void add_whole(struct run *run, const struct csvfile_record *record)
{
	const char *begin = record->fields[0];
	size_t last = record->len - 1;
	size_t at = run->bytes.len, end = 0;

	if (buf_add(&run->bytes, begin,
		    (size_t)(record->fields[last] - begin) +
			    record->lens[last]))
		return;
	for (size_t i = 0; i < last; i++) {
		end += record->lens[i];
		run->bytes.data[at + end++] = csvfile_separator(run->file);
	}
}

static void add_text(struct run *run, const struct csvfile_record *record)
{
	if (record->is_whole && record->len > 0)
		add_whole(run, record);
	else
		buf_add(&run->bytes, record->raw, record->raw_len);
}

/* Takes out the columns that an earlier check wrote; "at" is where they begin. */
static void take_out(struct run *run, struct row *row, size_t at)
{
	char *text = run->bytes.data + row->copied_at;
	size_t len = run->bytes.len - row->copied_at, columns;
	size_t after = at +
		csvrow_column(text + at, len - at, csvfile_separator(run->file),
			run->replaced, &columns);

	row->before_len = at > 0 ? at - 1 : 0;
	row->after_len = after < len ? len - after : 0;
	memmove(text + row->before_len, text + after, row->after_len);
	run->bytes.len = row->copied_at + row->before_len + row->after_len;
}

/* Cuts the row's text where the verdict belongs; a row that is too short is
 * filled up, what is too long in it stands behind the verdict. */
static void cut_row(struct run *run, struct row *row)
{
	char separator = csvfile_separator(run->file);
	size_t len = run->bytes.len - row->copied_at, columns;
	size_t at = csvrow_column(run->bytes.data + row->copied_at, len,
		separator, run->verdict_at, &columns);

	if (at <= len) {
		take_out(run, row, at);
		return;
	}
	for (; columns < run->verdict_at; columns++, row->before_len++)
		buf_addc(&run->bytes, separator);
}

/* Titles and the heading too. */
static void count_formulas(struct run *run, const struct csvfile_record *record)
{
	for (size_t i = 0; i < record->len; i++)
		run->counts->formulas +=
			csvcell_is_formula(record->fields[i], record->lens[i]);
}

static void copy_row(
	struct run *run, const struct csvfile_record *record, struct row *row)
{
	row->copied_at = run->bytes.len;
	if (!is_copied(run))
		return;
	count_formulas(run, record);
	add_text(run, record);
	if (buf_err(&run->bytes))
		return;
	row->before_len = run->bytes.len - row->copied_at;
	if (!record->is_whole || record->len != run->verdict_at)
		cut_row(run, row);
}

/* -------------------------------------------------------- a row's addresses */

static void add_item(
	struct run *run, struct row *row, const char *text, size_t len)
{
	struct place *place = &run->places[run->items_len];

	if (row->items_len == ADDRESSES_MAX) {
		row->has_too_many = true;
		return;
	}
	place->at = run->bytes.len;
	place->len = len;
	buf_add(&run->bytes, text, len);
	run->items_len++;
	row->items_len++;
}

static bool is_address(struct run *run, const char *text, size_t len)
{
	struct address address;

	return !cell_address_is_odd(text, len) &&
		address_parse(&run->desk->settings->address_rules, text, len,
			&address, NULL) == ERR_OK;
}

static void add_cell(
	struct run *run, struct row *row, const char *text, size_t len)
{
	struct cell_addresses it;
	struct cell_address piece;
	size_t before = row->items_len;

	if (text[0] != '\'' && text[strcspn(text, " ,;|<:\t\n")] == '\0') {
		add_item(run, row, text, len);
		return;
	}
	cell_addresses_begin(&it, text, len);
	if (!is_address(run, text, len))
		while (cell_addresses_next(&it, &piece))
			add_item(run, row, piece.text, piece.len);
	/* It is a bad address, then. */
	if (row->items_len == before)
		add_item(run, row, text, len);
}

static void add_addresses(
	struct run *run, const struct csvfile_record *record, struct row *row)
{
	row->items_begin = run->items_len;
	for (size_t i = 0; i < run->columns_len; i++) {
		size_t column = (size_t)run->columns[i];

		if (column < record->len && record->lens[column] > 0)
			add_cell(run, row, record->fields[column],
				record->lens[column]);
	}
	if (row->items_len == 0)
		add_item(run, row, "", 0);
}

static enum err add_row(struct run *run, const struct csvfile_record *record)
{
	struct row *row = &run->rows[run->len];

	*row = (struct row){.copied_at = 0};
	copy_row(run, record, row);
	add_addresses(run, record, row);
	if (buf_err(&run->bytes))
		return desk_fail(run->desk, buf_err(&run->bytes), "%s",
			err_text(buf_err(&run->bytes)));
	run->len++;
	return ERR_OK;
}

static enum err write_bytes(
	struct run *run, FILE *to, const char *bytes, size_t len)
{
	if (to && fwrite(bytes, 1, len, to) != len)
		return io_failed(run->desk, "writing the list");
	return ERR_OK;
}

/* What is in "out", in the list's own encoding. */
static enum err write_out(struct run *run, struct buf *out, FILE *to)
{
	char *in = out->data;
	size_t in_len = out->len;
	char bytes[4096];
	enum err e = buf_err(out);

	if (e)
		return desk_fail(run->desk, e, "%s", err_text(e));
	if (run->back == (iconv_t)-1)
		e = write_bytes(run, to, buf_text(out), in_len);
	while (!e && run->back != (iconv_t)-1 && in_len > 0) {
		char *put = bytes;
		size_t put_len = sizeof(bytes);

		if (iconv(run->back, &in, &in_len, &put, &put_len) ==
				(size_t)-1 &&
			errno != E2BIG && in_len > 0) {
			/* What was U+FFFD when read has no other spelling. */
			in++;
			in_len--;
		}
		e = write_bytes(run, to, bytes, (size_t)(put - bytes));
	}
	buf_reset(out);
	return e;
}

static enum err write_both(struct run *run)
{
	enum err e = write_out(run, &run->out, run->list->copy_to);

	return e ? e : write_out(run, &run->cleaned, run->list->cleaned_to);
}

/* In quotation marks where its row would be cut otherwise. */
static void add_field(struct run *run, const char *text)
{
	const char special[] = {csvfile_separator(run->file), '"', '\n', '\0'};

	if (text[strcspn(text, special)] == '\0') {
		buf_adds(&run->out, text);
		return;
	}
	buf_addc(&run->out, '"');
	for (; *text; text++) {
		if (*text == '"')
			buf_addc(&run->out, '"');
		buf_addc(&run->out, *text);
	}
	buf_addc(&run->out, '"');
}

static void add_end(struct run *run, struct buf *out)
{
	buf_adds(out, csvfile_has_crlf(run->file) ? "\r\n" : "\n");
}

static void put_row(struct run *run, const struct row *row, const char *action,
	const char *reason)
{
	const char *text = run->bytes.data + row->copied_at;
	char separator = csvfile_separator(run->file);

	buf_add(&run->out, text, row->before_len);
	if (run->verdict_at > 0)
		buf_addc(&run->out, separator);
	add_field(run, action);
	buf_addc(&run->out, separator);
	add_field(run, reason);
	if (row->after_len > 0) {
		buf_addc(&run->out, separator);
		buf_add(&run->out, text + row->before_len, row->after_len);
	}
	add_end(run, &run->out);
}

/* As it came. */
static void put_cleaned(struct run *run, const struct row *row)
{
	const char *text = run->bytes.data + row->copied_at;

	if (!run->list->cleaned_to)
		return;
	buf_add(&run->cleaned, text, row->before_len);
	if (row->after_len > 0) {
		if (row->before_len > 0)
			buf_addc(&run->cleaned, csvfile_separator(run->file));
		buf_add(&run->cleaned, text + row->before_len, row->after_len);
	}
	add_end(run, &run->cleaned);
}

static const char *heading(const struct run *run, size_t n)
{
	static const char *const names[] = {"action", "reason"};

	return run->list->headings[n] ? run->list->headings[n] : names[n];
}

/* A title is copied as it is, the heading gets the names of the verdict. */
static void put_heading(
	struct run *run, const struct csvfile_record *record, bool is_title)
{
	struct row row = {.copied_at = 0};

	buf_reset(&run->bytes);
	if (is_title) {
		count_formulas(run, record);
		add_text(run, record);
		buf_add(&run->out, buf_text(&run->bytes), run->bytes.len);
		add_end(run, &run->out);
		buf_add(&run->cleaned, buf_text(&run->bytes), run->bytes.len);
		add_end(run, &run->cleaned);
	} else {
		copy_row(run, record, &row);
		if (!buf_err(&run->bytes)) {
			put_row(run, &row, heading(run, 0), heading(run, 1));
			put_cleaned(run, &row);
		}
	}
	buf_reset(&run->bytes);
}

/* A person must not be written to at the other address: of a row's verdicts
 * the strictest counts. */
static struct verdict verdict_of(const struct run *run, const struct row *row)
{
	struct verdict strictest = run->items[row->items_begin].verdict;

	for (size_t i = 1; i < row->items_len; i++) {
		const struct verdict *v =
			&run->items[row->items_begin + i].verdict;

		if (v->action > strictest.action ||
			(v->action == strictest.action &&
				v->reason < strictest.reason))
			strictest = *v;
	}
	if (row->has_too_many) {
		strictest.action = ACTION_REJECT;
		strictest.reason = REASON_BAD_ADDRESS;
	}
	return strictest;
}

static enum err copy_rows(struct run *run)
{
	const struct checklist *list = run->list;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < run->len; i++) {
		const struct verdict v = verdict_of(run, &run->rows[i]);
		const char *action = action_name(v.action);
		const char *reason = reason_name(v.reason);

		if (list->words)
			list->words(list->arg, &v, &action, &reason);
		put_row(run, &run->rows[i], action, reason);
		if (v.action <= ACTION_FLAG)
			put_cleaned(run, &run->rows[i]);
		if (run->out.len > OUT_BYTES_FULL)
			e = write_both(run);
	}
	return e ? e : write_both(run);
}

static void count_rows(struct run *run)
{
	for (size_t i = 0; i < run->len; i++)
		run->counts->may_go +=
			verdict_of(run, &run->rows[i]).action <= ACTION_FLAG;
	for (size_t i = 0; run->list->each && i < run->items_len; i++)
		run->list->each(run->list->arg, &run->items[i]);
	run->counts->rows += run->len;
}

static enum err decide_batch(struct run *run)
{
	const struct checklist *list = run->list;
	const char *bytes = buf_text(&run->bytes);
	enum err e = list->before ?
		list->before(list->arg, run->counts->rows, run->items_len) :
		ERR_OK;

	if (e)
		return e;
	for (size_t i = 0; i < run->items_len; i++) {
		run->items[i].text = bytes + run->places[i].at;
		run->items[i].text_len = run->places[i].len;
	}
	e = check_batch(run->desk, run->query, run->items, run->items_len);
	if (e)
		return e;
	count_rows(run);
	if (is_copied(run))
		e = copy_rows(run);
	run->len = run->items_len = 0;
	buf_reset(&run->bytes);
	return e;
}

static enum err take_row(
	struct run *run, const struct csvfile_record *record, unsigned *before)
{
	enum err e;

	if (*before > 0) {
		--*before;
		if (is_copied(run))
			put_heading(
				run, record, *before > 0 || !run->has_header);
		return ERR_OK;
	}
	e = add_row(run, record);
	if (!e &&
		(run->len == run->batch_rows || run->items_len >= BATCH_ROWS ||
			run->bytes.len > BATCH_BYTES_FULL))
		e = decide_batch(run);
	return e;
}

static enum err run_rows(struct run *run)
{
	struct csvfile_record record;
	unsigned before = run->passed + run->has_header;
	enum err e;

	for (;;) {
		e = csvfile_next(run->file, &record);
		if (e == ERR_NOT_FOUND)
			return decide_batch(run);
		if (e == ERR_INVALID) {
			run->counts->bad++;
			run->list->bad(run->list->arg, record.line,
				csvfile_cause(run->file));
			continue;
		}
		if (e)
			return io_failed(run->desk, run->list->path);
		e = take_row(run, &record, &before);
		if (e)
			return e;
	}
}

/* ------------------------------------------------------------- the heading */

static void add_column(struct run *run, int column)
{
	if (run->columns_len < ADDRESSES_MAX)
		run->columns[run->columns_len++] = column;
}

/* Further columns of addresses, and those of an earlier check. */
static void read_heading(struct run *run, const struct csvfile_record *row)
{
	run->verdict_at = row->len;
	for (size_t i = 0; i < row->len; i++) {
		const char *name = row->fields[i];

		if ((int)i != run->columns[0] &&
			(column_email_rank(name) >= 0 ||
				heading_sense(name) == HEADING_ADDRESS))
			add_column(run, (int)i);
		if (run->replaced == 0 && i + 1 < row->len &&
			strcmp(name, heading(run, 0)) == 0 &&
			strcmp(row->fields[i + 1], heading(run, 1)) == 0) {
			run->verdict_at = i;
			run->replaced = 2;
		}
	}
}

/* An address in the first row: there is no heading. Otherwise a heading names
 * the column, or the row after it shows it; titles may stand before it. */
static bool look_at_row(
	struct run *run, const struct csvfile_record *row, unsigned n)
{
	const struct address_rules *rules = &run->desk->settings->address_rules;
	int column = column_find_address(rules, row);

	if (column >= 0) {
		run->has_header = n > 0;
		run->passed = n > 0 ? n - 1 : 0;
		if (n == 0)
			run->verdict_at = row->len;
	} else {
		column = column_find_named(row);
		run->has_header = true;
		run->passed = n;
	}
	if (column >= 0)
		add_column(run, column);
	return column >= 0;
}

static enum err no_column(struct run *run)
{
	struct csvfile_record first;
	struct buf names;
	enum err e = csvfile_rewind(run->file);

	while (!e && (e = csvfile_next(run->file, &first)) == ERR_INVALID)
		e = ERR_OK;
	if (e)
		return desk_fail(run->desk, ERR_INVALID,
			"%s: the list is empty", run->list->path);
	buf_init(&names, 400);
	for (size_t i = 0; i < first.len; i++)
		if (first.lens[i] > 0 && names.len + first.lens[i] + 2 < 400)
			buf_addf(&names, "%s%s", names.len > 0 ? ", " : "",
				first.fields[i]);
	e = desk_fail(run->desk, ERR_INVALID,
		"%s: no column of addresses is found; accepted: a column "
		"named \"email\", or addresses in the first row; line %llu "
		"has: %s",
		run->list->path, (unsigned long long)first.line,
		buf_text(&names));
	buf_free(&names);
	return e;
}

static enum err find_columns(struct run *run)
{
	struct csvfile_record record;
	enum err e = ERR_OK;
	unsigned n = 0;

	while (run->columns_len == 0 && n < HEADING_ROWS) {
		e = csvfile_next(run->file, &record);
		if (e == ERR_INVALID)
			continue;
		if (e)
			break;
		if (look_at_row(run, &record, n))
			break;
		n++;
	}
	if (e && e != ERR_NOT_FOUND && e != ERR_INVALID)
		return io_failed(run->desk, run->list->path);
	if (run->columns_len == 0)
		return no_column(run);
	e = csvfile_rewind(run->file);
	for (n = 0; !e && run->has_header && n <= run->passed;) {
		e = csvfile_next(run->file, &record);
		n += e == ERR_OK;
		e = e == ERR_INVALID ? ERR_OK : e;
	}
	if (!e && run->has_header)
		read_heading(run, &record);
	if (!e)
		e = csvfile_rewind(run->file);
	return e ? desk_fail(run->desk, e, "%s", err_text(e)) : ERR_OK;
}

static enum err begin_copy(struct run *run)
{
	enum charset charset = csvfile_charset(run->file);

	if (charset == CHARSET_UTF8)
		return ERR_OK;
	if (charset == CHARSET_UTF8_BOM) {
		buf_adds(&run->out, "\xEF\xBB\xBF");
		buf_adds(&run->cleaned, "\xEF\xBB\xBF");
		return ERR_OK;
	}
	run->back = iconv_open(charset_code(charset), "UTF-8");
	if (run->back == (iconv_t)-1)
		return io_failed(run->desk, charset_name(charset));
	if (charset == CHARSET_UTF16_LE || charset == CHARSET_UTF16_BE)
		buf_adds(&run->out, "\xEF\xBB\xBF");
	buf_adds(&run->cleaned, "\xEF\xBB\xBF");
	return ERR_OK;
}

static enum err run_file(struct run *run)
{
	enum err e;

	if (csvfile_is_workbook(run->file))
		return desk_fail(run->desk, ERR_INVALID, "%s: %s",
			run->list->path, CSVFILE_WORKBOOK);
	e = find_columns(run);
	if (!e && is_copied(run))
		e = begin_copy(run);
	if (!e)
		e = run_rows(run);
	if (!e && is_copied(run))
		e = write_both(run);
	return e;
}

static enum err open_list(const struct checklist *list, struct csvfile **file_r)
{
	return list->is_form ?
		csvform_open(list->path, file_r) :
		csvfile_open_as(list->path, list->charset, file_r);
}

enum err checklist_run(struct desk *desk, const struct check_query *query,
	const struct checklist *list, struct checklist_counts *counts_r)
{
	const size_t items = BATCH_ROWS + ADDRESSES_MAX;
	struct run run = {.desk = desk,
		.query = query,
		.list = list,
		.back = (iconv_t)-1,
		.batch_rows =
			list->batch_rows > 0 && list->batch_rows < BATCH_ROWS ?
			list->batch_rows :
			BATCH_ROWS,
		.counts = counts_r};
	enum err e;

	*counts_r = (struct checklist_counts){0};
	buf_init(&run.bytes, BATCH_BYTES);
	buf_init(&run.out, 2 * BATCH_BYTES);
	buf_init(&run.cleaned, 2 * BATCH_BYTES);
	run.rows = calloc(BATCH_ROWS, sizeof(*run.rows));
	run.items = calloc(items, sizeof(*run.items));
	run.places = calloc(items, sizeof(*run.places));
	if (!run.rows || !run.items || !run.places)
		e = desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	else if (open_list(list, &run.file))
		e = io_failed(desk, list->path);
	else
		e = run_file(&run);
	if (run.back != (iconv_t)-1)
		iconv_close(run.back);
	csvfile_close(&run.file);
	buf_free(&run.bytes);
	buf_free(&run.out);
	buf_free(&run.cleaned);
	free(run.rows);
	free(run.items);
	free(run.places);
	return e;
}
