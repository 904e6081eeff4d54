/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csvfile_private.h - a file of rows while it is read
 *
 * csvfile_open.c opens the file and finds out how it is written; csvfile.c
 * reads its rows. Of a form (csvform.h) csvform.c does both.
 *
 * Errors:  those of csvfile.h
 * Owns:    struct csvfile all that it points to; csvfile_close()
 * Threads: as csvfile.h
 */
#ifndef ROBINSON_CSV_CSVFILE_PRIVATE_H
#define ROBINSON_CSV_CSVFILE_PRIVATE_H

#include <csv.h>
#include <sys/types.h>

#include "service/csv/csvfile.h"

#define CSVFILE_CHUNK 262144
#define CSVFILE_FIELDS_MAX 4096

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

	bool is_form; /* another process has parsed it: csvform.c */
	uint64_t rows; /* of the form, so far */
};

/* ERR_NOT_FOUND: the file has no more. */
enum err csvfile_fill(struct csvfile *file) MUST_CHECK;
/* Room for one more field. */
enum err csvfile_grow_fields(struct csvfile *file) MUST_CHECK;
/* Why a row is bad, as a number, and back; NULL: there is none. */
unsigned csvfile_cause_number(const char *cause);
const char *csvfile_cause_of(uint64_t number);

#endif
