/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csvform.h - the rows of an export as a confined helper passes them on
 *
 * An export is parsed by a process that can do nothing else. What it writes is
 * not believed: this form has one way to say a thing, the reader takes that
 * way only, and needs to know nothing of separators, quotation marks and
 * encodings. The rows are the same as of csvfile_open().
 *
 * Shape:   lines that end in LF, fields behind a TAB each:
 *              robinson-rows 1 CHARSET SEPARATOR CRLF GUESS
 *              w LINE, fields: a row that is whole (csvfile.h)
 *              r LINE, the row as it stands in the file, fields
 *              b LINE, number of the cause, fields: cannot be read
 *              end ROWS    or, where there are more: more ROWS
 *          Numbers are decimal. An octet below 0x20, 0x7f and "\" are "\" and
 *          two hexadecimal digits. Of the list "email;n\nA@a.example;\"x\"\n":
 *              robinson-rows 1 0 59 0 0
 *              w 1<TAB>email<TAB>n
 *              r 2<TAB>A@a.example;"x"<TAB>A@a.example<TAB>x
 *              end 2
 * Units:   lines are at most CSVFORM_LINE_MAX octets
 * Files:   csvform.c, csvform_write.c
 * Errors:  ERR_IO, ERR_NOMEM; of the reader, and of csvfile_next() on what it
 *          opened, ERR_CORRUPT: it is not this form; ERR_LIMIT: there were
 *          more rows than were asked for
 * Threads: as csvfile.h
 * Source:  GDPR Art. 32(1)(b)
 */
#ifndef ROBINSON_CSV_CSVFORM_H
#define ROBINSON_CSV_CSVFORM_H

#include <stdio.h>

#include "service/csv/csvfile.h"

#define CSVFORM_LINE_MAX ((size_t)4 * 1024 * 1024)

/* At most so many rows, those that cannot be read among them. */
enum err csvform_write(
	struct csvfile *file, uint64_t rows_max, FILE *to) MUST_CHECK;

enum err csvform_open(const char *path, struct csvfile **file_r) MUST_CHECK;
/* Reads all of it: the form is kept from the first octet to the last. */
enum err csvform_check(const char *path, uint64_t *rows_r) MUST_CHECK;

#endif
