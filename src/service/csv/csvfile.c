/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/csv/csvfile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "service/csv/csvfile_private.h"
#include "service/csv/csvform_private.h"
#include "service/csv/csvrow.h"
#include "service/csv/words_private.h"

/* A quote that is never closed would swallow the rest of the file: no row of
 * an export is longer than this. */
#define ROW_BYTES_MAX ((size_t)256 << 10)
#define ROW_LINES_MAX 500

enum cause {
	CAUSE_OPEN,
	CAUSE_WIDE,
	CAUSE_ENDLESS
};

static const char *const causes[] = {
	[CAUSE_OPEN] = "a quotation mark is opened and never closed",
	[CAUSE_WIDE] = "the row has more than 4096 columns",
	[CAUSE_ENDLESS] =
		"the row does not end: is a quotation mark not closed?",
};
#define CAUSE_COUNT (sizeof(causes) / sizeof(*causes))

unsigned csvfile_cause_number(const char *cause)
{
	unsigned n = 0;

	while (n + 1 < CAUSE_COUNT && cause != causes[n])
		n++;
	return n;
}

const char *csvfile_cause_of(uint64_t number)
{
	return number < CAUSE_COUNT ? causes[number] : NULL;
}

/* All three have the same room. */
enum err csvfile_grow_fields(struct csvfile *f)
{
	size_t caps[] = {f->fields_cap, f->fields_cap, f->fields_cap};
	size_t len = f->fields_cap;
	size_t *ends = array_grow(f->ends, len, &caps[0], sizeof(*ends));
	size_t *lens;
	const char **fields;

	if (!ends)
		return ERR_NOMEM;
	f->ends = ends;
	lens = array_grow(f->lens, len, &caps[1], sizeof(*lens));
	if (!lens)
		return ERR_NOMEM;
	f->lens = lens;
	fields = array_grow(f->fields, len, &caps[2], sizeof(*fields));
	if (!fields)
		return ERR_NOMEM;
	f->fields = fields;
	f->fields_cap = caps[2];
	return ERR_OK;
}

static enum err grow_text(struct csvfile *f, size_t more)
{
	char *text = array_room(f->text, f->text_len + more, &f->text_cap, 1);

	if (!text)
		return ERR_NOMEM;
	f->text = text;
	return ERR_OK;
}

/* What is kept of the row as it stands in the file. */
static enum err add_raw(struct csvfile *f, const char *bytes, size_t len)
{
	char *raw = array_room(f->raw, f->raw_len + len, &f->raw_cap, 1);

	if (!raw)
		return ERR_NOMEM;
	f->raw = raw;
	memcpy(f->raw + f->raw_len, bytes, len);
	f->raw_len += len;
	return ERR_OK;
}

static void on_field(void *field, size_t field_len, void *arg)
{
	struct csvfile *f = arg;
	const char *bytes = field;
	size_t before =
		field_len > 0 ? words_blanks(bytes, field_len, false) : 0;
	size_t len = field_len - before;

	if (len > 0) {
		bytes += before;
		len -= words_blanks(bytes, len, true);
	}
	if (f->failed)
		return;
	if (f->fields_len >= CSVFILE_FIELDS_MAX) {
		f->failed = ERR_LIMIT;
		return;
	}
	if (f->fields_len == f->fields_cap)
		f->failed = csvfile_grow_fields(f);
	if (!f->failed && f->text_cap - f->text_len < len + 1)
		f->failed = grow_text(f, len + 1);
	if (f->failed)
		return;
	if (len > 0)
		memcpy(f->text + f->text_len, bytes, len);
	f->text_len += len;
	f->text[f->text_len++] = '\0';
	f->ends[f->fields_len] = f->text_len;
	f->lens[f->fields_len++] = len;
}

static void on_row(int terminator, void *arg)
{
	struct csvfile *f = arg;

	(void)terminator;
	f->is_done = true;
}

static enum err reset_parser(struct csvfile *f)
{
	if (f->has_parser)
		csv_free(&f->parser);
	f->has_parser = false;
	if (csv_init(&f->parser, 0) != 0)
		return ERR_NOMEM;
	f->has_parser = true;
	csv_set_delim(&f->parser, (unsigned char)f->separator);
	return ERR_OK;
}

static void begin_row(struct csvfile *f)
{
	f->text_len = 0;
	f->fields_len = 0;
	f->is_begun = false;
	f->is_done = false;
	f->is_plain = f->is_whole = false;
	f->raw_len = 0;
	f->row_bytes = 0;
	f->row_next = 0;
}

static enum err seek_to(struct csvfile *f, off_t offset, uint64_t line)
{
	f->chunk_len = f->chunk_at = 0;
	f->chunk_end = offset;
	f->line = line;
	f->after_cr = false;
	f->is_skipping = false;
	f->failed = ERR_OK;
	begin_row(f);
	return reset_parser(f);
}

enum err csvfile_fill(struct csvfile *f)
{
	size_t got;
	enum err e = file_read_at(
		f->fd, f->chunk, CSVFILE_CHUNK, f->chunk_end, &got);

	if (e)
		return e;
	f->chunk_at = 0;
	f->chunk_len = got;
	f->chunk_end += (off_t)got;
	return got == 0 ? ERR_NOT_FOUND : ERR_OK;
}

/* The bytes up to and with the next end of a line, or what there is. */
static size_t line_len(const char *at, size_t len)
{
	const char *feed = memchr(at, '\n', len);
	size_t n = feed ? (size_t)(feed - at) + 1 : len;
	const char *cr = memchr(at, '\r', n);

	return cr ? (size_t)(cr - at) + 1 : n;
}

static bool is_blank(const char *at, size_t len, char separator)
{
	for (size_t i = 0; i < len; i++)
		if ((at[i] != ' ' && at[i] != '\t' && at[i] != '\r' &&
			    at[i] != '\n') ||
			at[i] == separator)
			return false;
	return true;
}

/* Keeps count of lines; tells where the row's first line ended. */
static void pass_line_end(struct csvfile *f, char last)
{
	off_t here = f->chunk_end - (off_t)(f->chunk_len - f->chunk_at);
	/* The line feed of CR LF was counted already. */
	bool is_end = last == '\r' || (last == '\n' && !f->after_cr);

	f->after_cr = last == '\r';
	if (!is_end)
		return;
	f->line++;
	if (f->is_begun && f->row_next == 0) {
		f->row_next = here;
		f->row_next_cr = last == '\r';
	}
}

/* Fields of a row that the parser was given stand one behind the other. */
static void find_fields(struct csvfile *f)
{
	size_t start = 0;

	for (size_t i = 0; !f->is_plain && i < f->fields_len; i++) {
		f->fields[i] = f->text + start;
		start = f->ends[i];
	}
}

/* Of the field that does not end, what stands in the line that it begins in,
 * without its quotation mark. */
static void take_open_field(struct csvfile *f)
{
	size_t columns, at, end;

	at = csvrow_column(
		f->raw, f->raw_len, f->separator, f->fields_len, &columns);
	if (f->failed || f->is_plain || at >= f->raw_len)
		return;
	end = at + line_len(f->raw + at, f->raw_len - at);
	while (at < end && is_blank(f->raw + at, 1, f->separator))
		at++;
	at += at < end && f->raw[at] == '"';
	while (end > at && is_blank(f->raw + end - 1, 1, f->separator))
		end--;
	on_field(f->raw + at, end - at, f);
}

/* The row cannot end well: give it up and go on with the line after the one
 * it began in. */
static enum err give_up_row(
	struct csvfile *f, struct csvfile_record *record_r, const char *cause)
{
	uint64_t line = f->row_line;
	off_t next = f->row_next;
	bool next_cr = f->row_next_cr;
	enum err e;

	take_open_field(f);
	find_fields(f);
	*record_r = (struct csvfile_record){.fields = f->fields,
		.lens = f->lens,
		.len = f->fields_len,
		.line = line,
		.cause = cause};
	f->cause = cause;
	if (next > 0) {
		e = seek_to(f, next, line + 1);
		f->after_cr = next_cr;
	} else {
		/* All of it was in one line, whose end is still to come. */
		begin_row(f);
		f->failed = ERR_OK;
		e = reset_parser(f);
		f->is_skipping = true;
	}
	return e ? e : ERR_INVALID;
}

static enum err finish_row(struct csvfile *f, struct csvfile_record *record_r)
{
	find_fields(f);
	*record_r = (struct csvfile_record){
		.fields = f->fields,
		.lens = f->lens,
		.len = f->fields_len,
		.line = f->row_line,
		.is_whole = f->is_whole,
		.raw = f->raw,
		.raw_len = f->raw_len,
	};
	while (record_r->raw_len > 0 &&
		(f->raw[record_r->raw_len - 1] == '\n' ||
			f->raw[record_r->raw_len - 1] == '\r'))
		record_r->raw_len--;
	begin_row(f);
	return ERR_OK;
}

static enum err end_of_file(struct csvfile *f, struct csvfile_record *record_r)
{
	if (!f->is_begun)
		return ERR_NOT_FOUND;
	/* Only for the end: within a row a stray quotation mark is text. */
	csv_set_opts(&f->parser, CSV_STRICT | CSV_STRICT_FINI);
	if (csv_fini(&f->parser, on_field, on_row, f) != 0)
		return give_up_row(f, record_r, causes[CAUSE_OPEN]);
	if (f->failed)
		return f->failed;
	f->is_begun = false;
	return f->is_done ? finish_row(f, record_r) : ERR_NOT_FOUND;
}

static bool is_blank_char(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_ascii(char c)
{
	return ((unsigned char)c & 0x80) == 0;
}

/* Something is taken away from the row: its line is kept. The separators
 * before "at" are NULs already. */
static enum err keep_plain_row(struct csvfile *f, const char *at)
{
	enum err e = add_raw(f, f->plain, f->plain_len);

	f->is_whole = false;
	for (size_t i = 0; !e && i < (size_t)(at - f->plain); i++)
		if (f->raw[i] == '\0')
			f->raw[i] = f->separator;
	return e;
}

/* The field from "at" to "end", in the chunk: the separator behind it gives
 * its place to the NUL. */
static enum err take_plain_field(struct csvfile *f, char *at, char *end)
{
	enum err e = f->fields_len == f->fields_cap ? csvfile_grow_fields(f) :
						      ERR_OK;
	char *begin = at, *stop = end;

	while (begin < stop && is_blank_char(*begin))
		begin++;
	while (begin < stop && is_blank_char(stop[-1]))
		stop--;
	if (begin < stop && (!is_ascii(*begin) || !is_ascii(stop[-1]))) {
		begin += words_blanks(begin, (size_t)(stop - begin), false);
		stop -= words_blanks(begin, (size_t)(stop - begin), true);
	}
	if (!e && f->is_whole && (begin != at || stop != end))
		e = keep_plain_row(f, at);
	if (e)
		return e;
	*stop = '\0';
	f->fields[f->fields_len] = begin;
	f->lens[f->fields_len++] = (size_t)(stop - begin);
	return ERR_OK;
}

/*
 * Most rows have no quotation mark: then a field is what stands between two
 * separators, without the blanks around it, and the parser, which is handed
 * octet by octet, is not needed. The line has its end.
 */
static enum err take_plain_row(struct csvfile *f, char *at, size_t len)
{
	char *end = at + len - 1;
	enum err e = ERR_OK;

	f->is_plain = f->is_whole = true;
	f->plain = at;
	f->plain_len = len;
	for (char *next; !e && at <= end; at = next + 1) {
		next = memchr(at, f->separator, (size_t)(end - at));
		if (!next)
			next = end;
		if (f->fields_len >= CSVFILE_FIELDS_MAX) {
			f->failed = ERR_LIMIT;
			return ERR_OK;
		}
		e = take_plain_field(f, at, next);
	}
	f->is_done = true;
	return e;
}

static enum err parse_piece(
	struct csvfile *f, char *at, size_t len, bool is_row)
{
	if (is_row && !memchr(at, '"', len))
		return take_plain_row(f, at, len);
	if (f->is_begun && add_raw(f, at, len))
		return ERR_NOMEM;
	if (csv_parse(&f->parser, at, len, on_field, on_row, f) != len)
		f->failed = csv_error(&f->parser) == CSV_ENOMEM ? ERR_NOMEM :
								  ERR_LIMIT;
	return f->failed == ERR_NOMEM ? ERR_NOMEM : ERR_OK;
}

/* Hands one piece of a line to the parser. */
static enum err feed(struct csvfile *f)
{
	char *at = f->chunk + f->chunk_at;
	size_t len = line_len(at, f->chunk_len - f->chunk_at);
	char last = at[len - 1];
	bool is_ended = last == '\n' || last == '\r';
	bool begins = false;
	enum err e;

	f->chunk_at += len;
	if (f->is_skipping) {
		f->is_skipping = !is_ended;
		pass_line_end(f, last);
		return ERR_OK;
	}
	if (!f->is_begun && !is_blank(at, len, f->separator)) {
		f->is_begun = begins = true;
		f->row_line = f->line;
	}
	/* A piece that lacked its begin: the parser has seen it. */
	begins = begins && f->row_bytes == 0;
	f->row_bytes += len;
	e = parse_piece(f, at, len, begins && is_ended);
	pass_line_end(f, last);
	return e;
}

static enum err next_of_text(struct csvfile *f, struct csvfile_record *record_r)
{
	enum err e;

	for (;;) {
		if (f->chunk_at == f->chunk_len) {
			e = csvfile_fill(f);
			if (e == ERR_NOT_FOUND)
				return end_of_file(f, record_r);
			if (e)
				return e;
		}
		e = feed(f);
		if (e)
			return e;
		if (f->failed)
			return give_up_row(f, record_r, causes[CAUSE_WIDE]);
		if (f->is_done)
			return finish_row(f, record_r);
		if (!f->is_begun) {
			f->row_bytes = 0;
			continue;
		}
		if (f->row_bytes > ROW_BYTES_MAX ||
			f->line - f->row_line > ROW_LINES_MAX)
			return give_up_row(f, record_r, causes[CAUSE_ENDLESS]);
	}
}

enum err csvfile_next(struct csvfile *file, struct csvfile_record *record_r)
{
	return file->is_form ? csvform_next(file, record_r) :
			       next_of_text(file, record_r);
}

void csvfile_close(struct csvfile **file)
{
	struct csvfile *f = *file;

	if (!f)
		return;
	if (f->has_parser)
		csv_free(&f->parser);
	if (f->fd >= 0)
		close(f->fd);
	free(f->chunk);
	free(f->raw);
	free(f->text);
	free(f->ends);
	free(f->lens);
	free(f->fields);
	free(f);
	*file = NULL;
}

enum err csvfile_rewind(struct csvfile *file)
{
	return file->is_form ? csvform_rewind(file) :
			       seek_to(file, file->begin, file->begin_line);
}
