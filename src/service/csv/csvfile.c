/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include "service/csv/csvfile.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "service/csv/csvrow.h"
#include "service/csv/words.h"

#define CHUNK 262144
/* A quote that is never closed would swallow the rest of the file: no row of
 * an export is longer than this. */
#define ROW_BYTES_MAX ((size_t)256 << 10)
#define ROW_LINES_MAX 500
#define FIELDS_MAX 4096
#define HEAD_LEN 65536

struct csvfile {
	int fd;
	enum charset charset;
	char separator;
	bool has_crlf;
	bool is_guess, is_workbook;
	off_t begin; /* after the mark and a "sep=" line */
	uint64_t begin_line;
	uint64_t bytes;

	struct csv_parser parser;
	bool has_parser;
	char *chunk;
	size_t chunk_len, chunk_at;
	off_t chunk_end; /* offset in the file */
	uint64_t line;
	bool after_cr; /* a line feed that follows belongs to it */

	/* The row that is being read. */
	char *text;
	size_t text_len, text_cap;
	size_t *ends;
	const char **fields;
	size_t *lens;
	size_t fields_len, fields_cap;
	bool is_begun, is_done, is_skipping;
	bool is_plain, is_whole; /* its fields are in the chunk */
	const char *plain; /* a plain row's line */
	size_t plain_len;
	char *raw;
	size_t raw_len, raw_cap;
	enum err failed;
	uint64_t row_line;
	size_t row_bytes;
	bool row_next_cr; /* and whether with CR: a line feed may follow */
	off_t row_next; /* where its first line ends; 0: not yet known */
	const char *cause;
};

/* All three have the same room. */
static enum err grow_fields(struct csvfile *f)
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
	if (f->fields_len >= FIELDS_MAX) {
		f->failed = ERR_LIMIT;
		return;
	}
	if (f->fields_len == f->fields_cap)
		f->failed = grow_fields(f);
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

static enum err fill_chunk(struct csvfile *f)
{
	size_t got;
	enum err e = file_read_at(f->fd, f->chunk, CHUNK, f->chunk_end, &got);

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
		return give_up_row(f, record_r,
			"a quotation mark is opened and never closed");
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
	enum err e = f->fields_len == f->fields_cap ? grow_fields(f) : ERR_OK;
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
		if (f->fields_len >= FIELDS_MAX) {
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

enum err csvfile_next(struct csvfile *f, struct csvfile_record *record_r)
{
	enum err e;

	for (;;) {
		if (f->chunk_at == f->chunk_len) {
			e = fill_chunk(f);
			if (e == ERR_NOT_FOUND)
				return end_of_file(f, record_r);
			if (e)
				return e;
		}
		e = feed(f);
		if (e)
			return e;
		if (f->failed)
			return give_up_row(f, record_r,
				"the row has more than 4096 columns");
		if (f->is_done)
			return finish_row(f, record_r);
		if (!f->is_begun) {
			f->row_bytes = 0;
			continue;
		}
		if (f->row_bytes > ROW_BYTES_MAX ||
			f->line - f->row_line > ROW_LINES_MAX)
			return give_up_row(f, record_r,
				"the row does not end: is a quotation mark not "
				"closed?");
	}
}

/* ---------------------------------------------------------------- opening */

/* What cannot be read twice is copied into memory first. */
static enum err make_seekable(int fd, int *fd_r)
{
	char bytes[65536];
	struct stat st;
	ssize_t got, put;
	int copy;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return ERR_IO;
	}
	if (S_ISREG(st.st_mode)) {
		*fd_r = fd;
		return ERR_OK;
	}
	copy = memfd_create("robinson-csv", MFD_CLOEXEC);
	if (copy < 0)
		return ERR_IO;
	while ((got = read(fd, bytes, sizeof(bytes))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		/* Memory takes all of it or fails. */
		put = write(copy, bytes, (size_t)got);
		if (put != got)
			break;
	}
	if (got != 0) {
		close(copy);
		return ERR_IO;
	}
	close(fd);
	*fd_r = copy;
	return ERR_OK;
}

#define SEPARATORS "\t;,|" /* of equals the first: commas stand in texts */
#define SEPARATORS_LEN (sizeof(SEPARATORS) - 1)

static char most_frequent(const size_t counts[SEPARATORS_LEN])
{
	size_t best = 0;

	for (size_t c = 1; c < SEPARATORS_LEN; c++)
		if (counts[c] > counts[best])
			best = c;
	return counts[best] > 0 ? SEPARATORS[best] : '\0';
}

/* Most frequent outside quotation marks, in the first line that has any. */
static char find_separator(const char *head, size_t len)
{
	size_t counts[SEPARATORS_LEN] = {0};
	bool is_quoted = false;

	for (size_t i = 0; i < len; i++) {
		const char *found;

		if (head[i] == '"')
			is_quoted = !is_quoted;
		if (is_quoted)
			continue;
		if ((head[i] == '\n' || head[i] == '\r') &&
			most_frequent(counts) != '\0')
			break;
		found = memchr(SEPARATORS, head[i], SEPARATORS_LEN);
		if (found)
			counts[found - SEPARATORS]++;
	}
	return most_frequent(counts) != '\0' ? most_frequent(counts) : ',';
}

/* Excel writes its separator into a first line of its own: sep=; with or
 * without quotation marks around it. Octets of the line; 0: it is none. */
static size_t separator_line(const char *head, size_t len, char *separator_r)
{
	size_t quote = len > 0 && head[0] == '"';
	size_t at = quote + 5 + quote; /* behind it all */

	if (len <= at || strncasecmp(head + quote, "sep=", 4) != 0 ||
		(quote && head[at - 1] != '"') ||
		(head[at] != '\r' && head[at] != '\n'))
		return 0;
	*separator_r = head[quote + 4];
	return at +
		(head[at] == '\r' && len > at + 1 && head[at + 1] == '\n' ? 2 :
									    1);
}

static enum err look_at_head(struct csvfile *f)
{
	char *head = malloc(HEAD_LEN);
	size_t got, line;
	enum err e;

	if (!head)
		return ERR_NOMEM;
	f->begin_line = 1;
	e = file_read_at(f->fd, head, HEAD_LEN, f->begin, &got);
	if (e) {
		free(head);
		return e;
	}
	f->has_crlf = memmem(head, got, "\r\n", 2) != NULL;
	line = separator_line(head, got, &f->separator);
	f->begin += (off_t)line;
	f->begin_line += line > 0;
	if (line == 0)
		f->separator = find_separator(head, got);
	free(head);
	return ERR_OK;
}

/* What a ZIP archive (.xlsx, .ods) and an old .xls begin with. */
static bool is_workbook(int fd)
{
	char mark[4];
	size_t got;

	return file_read_at(fd, mark, sizeof(mark), 0, &got) == ERR_OK &&
		got == sizeof(mark) &&
		(memcmp(mark, "PK\x03\x04", sizeof(mark)) == 0 ||
			memcmp(mark, "\xD0\xCF\x11\xE0", sizeof(mark)) == 0);
}

static enum err find_charset(struct csvfile *f, const enum charset *known)
{
	enum err e = charset_detect(f->fd, &f->charset);

	f->is_workbook = is_workbook(f->fd);
	/* A UTF-8 byte-order mark wins over the caller's encoding. */
	if (e || f->charset == CHARSET_UTF8_BOM)
		return e;
	f->is_guess = !known && charset_is_guess(f->charset);
	if (known)
		f->charset = *known;
	return ERR_OK;
}

static enum err open_text(struct csvfile *f, const enum charset *known)
{
	struct stat st;
	int fd;
	enum err e;

	e = find_charset(f, known);
	if (e)
		return e;
	if (f->charset == CHARSET_UTF8 || f->charset == CHARSET_UTF8_BOM) {
		f->begin = charset_mark_len(f->charset);
	} else {
		e = charset_convert(f->fd, f->charset, &fd);
		if (e)
			return e;
		close(f->fd);
		f->fd = fd;
		f->begin = 0;
	}
	if (fstat(f->fd, &st) != 0)
		return ERR_IO;
	f->bytes = (uint64_t)st.st_size;
	return look_at_head(f);
}

enum err csvfile_open(const char *path, struct csvfile **file_r)
{
	return csvfile_open_as(path, NULL, file_r);
}

enum err csvfile_open_as(
	const char *path, const enum charset *charset, struct csvfile **file_r)
{
	struct csvfile *f = calloc(1, sizeof(*f));
	int fd;
	enum err e = ERR_IO;

	if (!f)
		return ERR_NOMEM;
	f->fd = -1;
	fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) :
				      open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		f->fd = fd;
		e = make_seekable(fd, &f->fd);
	}
	if (!e)
		e = open_text(f, charset);
	if (!e) {
		f->chunk = malloc(CHUNK);
		e = f->chunk ? csvfile_rewind(f) : ERR_NOMEM;
	}
	if (e) {
		int saved = errno;

		csvfile_close(&f);
		errno = saved;
		return e;
	}
	*file_r = f;
	return ERR_OK;
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
	return seek_to(file, file->begin, file->begin_line);
}

const char *csvfile_cause(const struct csvfile *file)
{
	return file->cause ? file->cause : "";
}

enum charset csvfile_charset(const struct csvfile *file)
{
	return file->charset;
}

bool csvfile_is_guess(const struct csvfile *file)
{
	return file->is_guess;
}

bool csvfile_is_workbook(const struct csvfile *file)
{
	return file->is_workbook;
}

char csvfile_separator(const struct csvfile *file)
{
	return file->separator;
}

uint64_t csvfile_bytes_read(const struct csvfile *file)
{
	return (uint64_t)file->chunk_end - (file->chunk_len - file->chunk_at);
}

uint64_t csvfile_bytes(const struct csvfile *file)
{
	return file->bytes;
}

bool csvfile_has_crlf(const struct csvfile *file)
{
	return file->has_crlf;
}
