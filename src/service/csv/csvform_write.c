/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>

#include "service/csv/csvfile_private.h"
#include "service/csv/csvform.h"
#include "service/csv/csvform_private.h"

static bool is_special(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f || c == '\\';
}

static void put_text(const char *text, size_t len, FILE *to)
{
	size_t plain = 0;

	putc('\t', to);
	for (size_t i = 0; i < len; i++) {
		if (!is_special(text[i]))
			continue;
		fwrite(text + plain, 1, i - plain, to);
		fprintf(to, "\\%02x", (unsigned)(unsigned char)text[i]);
		plain = i + 1;
	}
	fwrite(text + plain, 1, len - plain, to);
}

static void put_kind(char kind, uint64_t line, FILE *to)
{
	fprintf(to, "%c %" PRIu64, kind, line);
}

static void put_row(const struct csvfile_record *row, FILE *to)
{
	if (row->cause) {
		put_kind('b', row->line, to);
		fprintf(to, "\t%u", csvfile_cause_number(row->cause));
	} else if (row->is_whole && row->len > 0) {
		put_kind('w', row->line, to);
	} else {
		put_kind('r', row->line, to);
		put_text(row->raw, row->raw_len, to);
	}
	for (size_t i = 0; i < row->len; i++)
		put_text(row->fields[i], row->lens[i], to);
	putc('\n', to);
}

enum err csvform_write(struct csvfile *file, uint64_t rows_max, FILE *to)
{
	struct csvfile_record row;
	uint64_t rows = 0;
	enum err e;

	fprintf(to, CSVFORM_MARK " %d %u %d %d\n", (int)file->charset,
		(unsigned)(unsigned char)file->separator, file->has_crlf,
		file->is_guess);
	for (;;) {
		e = csvfile_next(file, &row);
		if ((e && e != ERR_INVALID) || rows == rows_max)
			break;
		put_row(&row, to);
		rows++;
		if (ferror(to))
			return ERR_IO;
	}
	if (e && e != ERR_INVALID && e != ERR_NOT_FOUND)
		return e;
	fprintf(to, "%s %" PRIu64 "\n", e == ERR_NOT_FOUND ? "end" : "more",
		rows);
	return fflush(to) == 0 && !ferror(to) ? ERR_OK : ERR_IO;
}
