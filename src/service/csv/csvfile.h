/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csvfile.h - the rows of an export, whatever wrote it
 *
 * Separator (comma, semicolon, tab, "|") and encoding are found from the file.
 * A row that cannot be read is reported as such, and reading goes on with the
 * next one.
 *
 * Shape:   fields in UTF-8, NUL-terminated, blanks around them removed, those
 *          without width and the no-break space too; empty lines are no rows
 * Units:   lines are counted from 1, as an editor shows them
 * Errors:  csvfile_next(): ERR_NOT_FOUND at the end; ERR_INVALID for one bad
 *          row, go on: line and cause are told, and as many of its fields as
 *          can be read, of the last one only the first line; ERR_IO, ERR_NOMEM
 * Owns:    a record is valid until the next call
 * Threads: a file belongs to one thread at a time
 * Source:  RFC 4180
 */
#ifndef ROBINSON_CSV_CSVFILE_H
#define ROBINSON_CSV_CSVFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "service/csv/charset.h"

struct csvfile;

struct csvfile_record {
	const char *const *fields;
	const size_t *lens;
	size_t len;
	uint64_t line;
	/* Nothing was taken away from the row: its fields stand one behind the
	 * other, with one octet between them, and none needs quotation marks. */
	bool is_whole;
	/* Otherwise the row as it stands in the file, in UTF-8, quotation marks
	 * and blanks included, without the end of its line. */
	const char *raw;
	size_t raw_len;
	const char *cause; /* why the row is bad; NULL: it is not */
};

/* "path" "-" is standard input. ERR_IO: errno says why. */
enum err csvfile_open(const char *path, struct csvfile **file_r) MUST_CHECK;
/* The same in an encoding that somebody knows; NULL: it is found. */
enum err csvfile_open_as(const char *path, const enum charset *charset,
	struct csvfile **file_r) MUST_CHECK;
void csvfile_close(struct csvfile **file);

enum err csvfile_next(
	struct csvfile *file, struct csvfile_record *record_r) MUST_CHECK;
const char *csvfile_cause(const struct csvfile *file);
/* Begins again with the first row. */
enum err csvfile_rewind(struct csvfile *file) MUST_CHECK;

enum charset csvfile_charset(const struct csvfile *file);
/* Whether the encoding was guessed from letters alone. */
bool csvfile_is_guess(const struct csvfile *file);
/* Whether the file is a workbook (.xlsx, .ods, .xls) rather than text, of which
 * csvfile_next() reads nothing useful; and what to say of one. */
bool csvfile_is_workbook(const struct csvfile *file);
#define CSVFILE_WORKBOOK                                                      \
	"this is a workbook, not a CSV file; accepted: CSV. Open it, choose " \
	"\"Save as\", and as type \"CSV UTF-8 (comma delimited)\""
char csvfile_separator(const struct csvfile *file);
/* Whether lines end as on Windows. */
bool csvfile_has_crlf(const struct csvfile *file);
/* For a progress bar. */
uint64_t csvfile_bytes_read(const struct csvfile *file);
uint64_t csvfile_bytes(const struct csvfile *file);

#endif
