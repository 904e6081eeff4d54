/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/csv/csvform.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "service/csv/csvfile_private.h"
#include "service/csv/csvform_private.h"

#define HEAD_SIZE 64 /* of the first line, and of the last */

/* A line without its end, NUL-terminated, in f->text. */
static enum err read_line(struct csvfile *f)
{
	for (f->text_len = 0;;) {
		const char *at = f->chunk + f->chunk_at, *feed;
		size_t len = f->chunk_len - f->chunk_at;
		enum err e = len == 0 ? csvfile_fill(f) : ERR_OK;
		char *text;

		if (e)
			return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
		if (len == 0)
			continue;
		feed = memchr(at, '\n', len);
		if (feed)
			len = (size_t)(feed - at);
		if (f->text_len + len > CSVFORM_LINE_MAX)
			return ERR_CORRUPT;
		text = array_room(
			f->text, f->text_len + len + 1, &f->text_cap, 1);
		if (!text)
			return ERR_NOMEM;
		f->text = text;
		memcpy(text + f->text_len, at, len);
		f->text_len += len;
		text[f->text_len] = '\0';
		f->chunk_at += len + (feed != NULL);
		if (feed)
			return ERR_OK;
	}
}

/* A number has one spelling: digits, no zero before them. Returns behind it,
 * or NULL. */
static const char *read_number(const char *at, uint64_t *n_r)
{
	const char *begin = at;
	uint64_t n = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		if (at - begin >= 15)
			return NULL;
		n = n * 10 + (uint64_t)(*at - '0');
	}
	*n_r = n;
	return at == begin || (*begin == '0' && at - begin > 1) ? NULL : at;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octet that begins at "at", of a line with a NUL behind it. Returns behind
 * it, or NULL. */
static const char *read_octet(const char *at, char *octet_r)
{
	int high, low;

	*octet_r = *at;
	if ((unsigned char)*at < 0x20 || *at == 0x7f)
		return NULL;
	if (*at != '\\')
		return at + 1;
	high = hex_digit(at[1]);
	low = high < 0 ? -1 : hex_digit(at[2]);
	*octet_r = (char)(high * 16 + low);
	return low < 0 ? NULL : at + 3;
}

static enum err add_field(struct csvfile *f, char *begin, size_t len)
{
	enum err e;

	if (f->fields_len > CSVFILE_FIELDS_MAX)
		return ERR_CORRUPT;
	e = f->fields_len == f->fields_cap ? csvfile_grow_fields(f) : ERR_OK;
	if (e)
		return e;
	f->fields[f->fields_len] = begin;
	f->lens[f->fields_len++] = len;
	return ERR_OK;
}

/* The fields that begin at "at", behind a TAB each; they are written one behind
 * the other where they were read, with one NUL between them. */
static enum err read_fields(struct csvfile *f, const char *at)
{
	char *to = f->text;
	enum err e = ERR_OK;

	for (f->fields_len = 0; !e && *at;) {
		char *begin = to;

		if (*at++ != '\t')
			return ERR_CORRUPT;
		while (*at && *at != '\t') {
			at = read_octet(at, to++);
			if (!at)
				return ERR_CORRUPT;
		}
		e = add_field(f, begin, (size_t)(to - begin));
		/* A TAB was read for it. */
		*to++ = '\0';
	}
	return e;
}

/* The first field is something else. */
static enum err take_first(struct csvfile *f, struct csvfile_record *record)
{
	uint64_t n;
	const char *end;

	if (record->len == 0)
		return ERR_CORRUPT;
	record->raw = f->fields[0];
	record->raw_len = f->lens[0];
	record->fields++;
	record->lens++;
	record->len--;
	if (!record->cause)
		return ERR_OK;
	end = read_number(record->raw, &n);
	record->cause = end == record->raw + record->raw_len ?
		csvfile_cause_of(n) :
		NULL;
	record->raw = NULL;
	record->raw_len = 0;
	f->cause = record->cause;
	return record->cause ? ERR_INVALID : ERR_CORRUPT;
}

static enum err read_row(struct csvfile *f, struct csvfile_record *record_r)
{
	char kind = f->text[0];
	const char *at = NULL;
	uint64_t line;
	enum err e;

	if (f->text_len == strlen(f->text) && strchr("wrb", kind) &&
		f->text[1] == ' ')
		at = read_number(f->text + 2, &line);
	if (!at || line < f->line)
		return ERR_CORRUPT;
	f->line = line;
	f->rows++;
	e = read_fields(f, at);
	if (e)
		return e;
	*record_r = (struct csvfile_record){.fields = f->fields,
		.lens = f->lens,
		.len = f->fields_len,
		.line = line,
		.is_whole = kind == 'w',
		.cause = kind == 'b' ? "" : NULL};
	if (kind != 'w')
		return take_first(f, record_r);
	return record_r->len > 0 ? ERR_OK : ERR_CORRUPT;
}

/* What was read from the line says it all, in the one way to say it. */
static bool is_line(const struct csvfile *f, const char *expected)
{
	return f->text_len == strlen(expected) &&
		memcmp(f->text, expected, f->text_len) == 0;
}

/* The last line says how many rows there were; nothing stands behind it. */
static enum err read_end(struct csvfile *f)
{
	bool has_more = f->text[0] == 'm';
	char expected[HEAD_SIZE];

	snprintf(expected, sizeof(expected), "%s %" PRIu64,
		has_more ? "more" : "end", f->rows);
	if (strcmp(expected, f->text) != 0 || f->text_len != strlen(expected) ||
		f->chunk_at < f->chunk_len || csvfile_fill(f) != ERR_NOT_FOUND)
		return ERR_CORRUPT;
	f->is_done = true;
	f->failed = has_more ? ERR_LIMIT : ERR_NOT_FOUND;
	return f->failed;
}

enum err csvform_next(struct csvfile *f, struct csvfile_record *record_r)
{
	enum err e = f->is_done ? f->failed : read_line(f);

	if (e)
		return e;
	return f->text[0] == 'e' || f->text[0] == 'm' ? read_end(f) :
							read_row(f, record_r);
}

static enum err read_head(struct csvfile *f)
{
	int charset, crlf, guess;
	unsigned separator;
	char expected[HEAD_SIZE];
	enum err e = read_line(f);

	if (e)
		return e;
	if (f->text_len >= sizeof(expected) ||
		sscanf(f->text, CSVFORM_MARK " %3d %3u %1d %1d", &charset,
			&separator, &crlf, &guess) != 4)
		return ERR_CORRUPT;
	snprintf(expected, sizeof(expected), CSVFORM_MARK " %d %u %d %d",
		charset, separator, crlf, guess);
	if (!is_line(f, expected) || charset < 0 || charset >= CHARSET_COUNT ||
		separator == 0 || separator > 255 || crlf < 0 || crlf > 1 ||
		guess < 0 || guess > 1)
		return ERR_CORRUPT;
	f->charset = (enum charset)charset;
	f->separator = (char)separator;
	f->has_crlf = crlf == 1;
	f->is_guess = guess == 1;
	return ERR_OK;
}

enum err csvform_rewind(struct csvfile *f)
{
	f->chunk_len = f->chunk_at = 0;
	f->chunk_end = 0;
	f->line = f->rows = 0;
	f->is_done = false;
	return read_head(f);
}

static enum err open_form(struct csvfile *f, const char *path)
{
	struct stat st;

	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0 || fstat(f->fd, &st) != 0)
		return ERR_IO;
	f->bytes = (uint64_t)st.st_size;
	f->chunk = malloc(CSVFILE_CHUNK);
	return f->chunk ? csvform_rewind(f) : ERR_NOMEM;
}

enum err csvform_open(const char *path, struct csvfile **file_r)
{
	struct csvfile *f = calloc(1, sizeof(*f));
	int saved;
	enum err e;

	*file_r = NULL;
	if (!f)
		return ERR_NOMEM;
	f->fd = -1;
	f->is_form = true;
	e = open_form(f, path);
	if (!e) {
		*file_r = f;
		return ERR_OK;
	}
	saved = errno;
	csvfile_close(&f);
	errno = saved;
	return e;
}

enum err csvform_check(const char *path, uint64_t *rows_r)
{
	struct csvfile_record record;
	struct csvfile *file;
	enum err e = csvform_open(path, &file);

	*rows_r = 0;
	if (e)
		return e;
	do {
		e = csvfile_next(file, &record);
		*rows_r += e == ERR_OK || e == ERR_INVALID;
	} while (e == ERR_OK || e == ERR_INVALID);
	csvfile_close(&file);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}
