/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/checklist.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "service/columns.h"

/* The more rows at once, the closer their keys lie in the store, and the more
 * of them share a domain. */
#define BATCH_ROWS 1048576
#define BATCH_BYTES ((size_t)512 << 20)
#define BATCH_BYTES_FULL ((size_t)256 << 20)
#define OUT_BYTES_FULL ((size_t)128 << 10)

/* One row: its text as it is copied, and its address, both in the batch's
 * bytes, which may move while it grows. */
struct row {
	size_t copied_at, copied_len;
	size_t address_at, address_len;
};

struct run {
	struct desk *desk;
	const struct check_query *query;
	const struct checklist *list;
	struct csvfile *file;
	int column;
	iconv_t back; /* from UTF-8 to the list's encoding, or -1 */
	struct buf bytes;
	struct buf out;
	struct row *rows;
	struct check_item *items;
	size_t len;
	struct checklist_counts *counts;
};

static enum err io_failed(struct desk *desk, const char *what)
{
	return desk_fail(desk, ERR_IO, "%s: %s", what, strerror(errno));
}

/* A field as RFC 4180 wants it. */
static void add_field(
	struct buf *to, const char *field, size_t len, char separator)
{
	bool is_plain = len == 0 || (field[0] != ' ' && field[len - 1] != ' ');

	for (size_t i = 0; is_plain && i < len; i++)
		is_plain = field[i] != separator && field[i] != '"' &&
			field[i] != '\n' && field[i] != '\r';
	if (is_plain) {
		buf_add(to, field, len);
		return;
	}
	buf_addc(to, '"');
	for (size_t i = 0; i < len; i++) {
		if (field[i] == '"')
			buf_addc(to, '"');
		buf_addc(to, field[i]);
	}
	buf_addc(to, '"');
}

static void add_row_text(
	struct run *run, struct buf *to, const struct csvfile_record *record)
{
	char separator = csvfile_separator(run->file);

	for (size_t i = 0; i < record->len; i++) {
		if (i > 0)
			buf_addc(to, separator);
		add_field(to, record->fields[i], record->lens[i], separator);
	}
}

/* As it stands in the list, its address in it. */
static void add_plain_row(
	struct run *run, const struct csvfile_record *record, struct row *row)
{
	const char *begin = record->fields[0];
	size_t last = record->len - 1;
	size_t end = 0;

	row->copied_at = run->bytes.len;
	row->copied_len =
		(size_t)(record->fields[last] - begin) + record->lens[last];
	if (buf_add(&run->bytes, begin, row->copied_len))
		return;
	for (size_t i = 0; i < last; i++) {
		end += record->lens[i];
		run->bytes.data[row->copied_at + end++] =
			csvfile_separator(run->file);
	}
	row->address_at =
		row->copied_at + (size_t)(record->fields[run->column] - begin);
	row->address_len = record->lens[run->column];
}

static void add_other_row(
	struct run *run, const struct csvfile_record *record, struct row *row)
{
	size_t column = (size_t)run->column;
	bool has = column < record->len;

	row->address_at = run->bytes.len;
	row->address_len = has ? record->lens[column] : 0;
	buf_add(&run->bytes, has ? record->fields[column] : "",
		row->address_len);
	row->copied_at = run->bytes.len;
	if (run->list->copy_to)
		add_row_text(run, &run->bytes, record);
	row->copied_len = run->bytes.len - row->copied_at;
}

static enum err add_row(struct run *run, const struct csvfile_record *record)
{
	struct row *row = &run->rows[run->len];

	if (record->is_whole && run->list->copy_to &&
		(size_t)run->column < record->len)
		add_plain_row(run, record, row);
	else
		add_other_row(run, record, row);
	if (buf_err(&run->bytes))
		return desk_fail(run->desk, buf_err(&run->bytes), "%s",
			err_text(buf_err(&run->bytes)));
	run->len++;
	return ERR_OK;
}

static enum err write_bytes(struct run *run, const char *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, run->list->copy_to) != len)
		return io_failed(run->desk, "writing the list");
	return ERR_OK;
}

/* What is in run->out, in the list's own encoding. */
static enum err write_out(struct run *run)
{
	char *in = run->out.data;
	size_t in_len = run->out.len;
	char bytes[4096];
	enum err e = buf_err(&run->out);

	if (e)
		return desk_fail(run->desk, e, "%s", err_text(e));
	if (run->back == (iconv_t)-1)
		e = write_bytes(run, buf_text(&run->out), in_len);
	while (!e && run->back != (iconv_t)-1 && in_len > 0) {
		char *to = bytes;
		size_t to_len = sizeof(bytes);

		if (iconv(run->back, &in, &in_len, &to, &to_len) ==
				(size_t)-1 &&
			errno != E2BIG && in_len > 0) {
			/* What was U+FFFD when read has no other spelling. */
			in++;
			in_len--;
		}
		e = write_bytes(run, bytes, (size_t)(to - bytes));
	}
	buf_reset(&run->out);
	return e;
}

static void end_line(struct run *run, const char *action, const char *reason)
{
	char separator = csvfile_separator(run->file);

	buf_addc(&run->out, separator);
	buf_adds(&run->out, action);
	buf_addc(&run->out, separator);
	buf_adds(&run->out, reason);
	buf_adds(&run->out, csvfile_has_crlf(run->file) ? "\r\n" : "\n");
}

static enum err copy_rows(struct run *run)
{
	const char *bytes = buf_text(&run->bytes);
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < run->len; i++) {
		const struct verdict *v = &run->items[i].verdict;

		buf_add(&run->out, bytes + run->rows[i].copied_at,
			run->rows[i].copied_len);
		end_line(run, action_name(v->action), reason_name(v->reason));
		if (run->out.len > OUT_BYTES_FULL)
			e = write_out(run);
	}
	return e ? e : write_out(run);
}

static enum err decide_batch(struct run *run)
{
	const char *bytes = buf_text(&run->bytes);
	enum err e;

	for (size_t i = 0; i < run->len; i++) {
		run->items[i].text = bytes + run->rows[i].address_at;
		run->items[i].text_len = run->rows[i].address_len;
	}
	e = check_batch(run->desk, run->query, run->items, run->len);
	if (e)
		return e;
	for (size_t i = 0; i < run->len; i++) {
		run->counts->may_go += check_may_go(&run->items[i]);
		if (run->list->each)
			run->list->each(run->list->arg, &run->items[i]);
	}
	run->counts->rows += run->len;
	if (run->list->copy_to)
		e = copy_rows(run);
	run->len = 0;
	buf_reset(&run->bytes);
	return e;
}

static enum err run_rows(struct run *run, bool has_header)
{
	struct csvfile_record record;
	bool is_header = has_header;
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
		if (is_header) {
			is_header = false;
			if (run->list->copy_to) {
				add_row_text(run, &run->out, &record);
				end_line(run, "action", "reason");
			}
			continue;
		}
		e = add_row(run, &record);
		if (!e &&
			(run->len == BATCH_ROWS ||
				run->bytes.len > BATCH_BYTES_FULL))
			e = decide_batch(run);
		if (e)
			return e;
	}
}

/* An address in the first row: there is no heading. Otherwise the heading
 * names the column, or the row after it shows it. */
static void look_at_rows(
	struct run *run, const struct csvfile_record *first, bool *has_header_r)
{
	const struct address_rules *rules = &run->desk->settings->address_rules;
	struct csvfile_record second;

	run->column = column_find_address(rules, first);
	*has_header_r = run->column < 0;
	if (run->column < 0)
		run->column = column_find_named(first);
	if (run->column < 0 && csvfile_next(run->file, &second) == ERR_OK)
		run->column = column_find_address(rules, &second);
}

static enum err find_column(struct run *run, bool *has_header_r)
{
	struct csvfile_record first;
	enum err e = csvfile_next(run->file, &first);

	if (e == ERR_NOT_FOUND)
		return desk_fail(run->desk, ERR_INVALID,
			"%s: the list is empty", run->list->path);
	if (e && e != ERR_INVALID)
		return io_failed(run->desk, run->list->path);
	if (!e)
		look_at_rows(run, &first, has_header_r);
	if (run->column < 0)
		return desk_fail(run->desk, ERR_INVALID,
			"%s: no column of addresses is found; accepted: a "
			"column named \"email\", or addresses in the first row",
			run->list->path);
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
		return ERR_OK;
	}
	run->back = iconv_open(charset_code(charset), "UTF-8");
	if (run->back == (iconv_t)-1)
		return io_failed(run->desk, charset_name(charset));
	if (charset == CHARSET_UTF16_LE || charset == CHARSET_UTF16_BE)
		buf_adds(&run->out, "\xEF\xBB\xBF");
	return ERR_OK;
}

static enum err run_file(struct run *run)
{
	bool has_header = false;
	enum err e = find_column(run, &has_header);

	if (!e && run->list->copy_to)
		e = begin_copy(run);
	if (!e)
		e = run_rows(run, has_header);
	if (!e && run->list->copy_to)
		e = write_out(run);
	return e;
}

enum err checklist_run(struct desk *desk, const struct check_query *query,
	const struct checklist *list, struct checklist_counts *counts_r)
{
	struct run run = {.desk = desk,
		.query = query,
		.list = list,
		.column = -1,
		.back = (iconv_t)-1,
		.counts = counts_r};
	enum err e;

	*counts_r = (struct checklist_counts){0};
	buf_init(&run.bytes, BATCH_BYTES);
	buf_init(&run.out, 2 * BATCH_BYTES);
	run.rows = calloc(BATCH_ROWS, sizeof(*run.rows));
	run.items = calloc(BATCH_ROWS, sizeof(*run.items));
	if (!run.rows || !run.items)
		e = desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	else if (csvfile_open(list->path, &run.file))
		e = io_failed(desk, list->path);
	else
		e = run_file(&run);
	if (run.back != (iconv_t)-1)
		iconv_close(run.back);
	csvfile_close(&run.file);
	buf_free(&run.bytes);
	buf_free(&run.out);
	free(run.rows);
	free(run.items);
	return e;
}
