/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * workbook.h - a file that somebody uploaded becomes CSV, and CSV becomes rows
 *
 * By other programs, each in a process of its own that robinson-workbook
 * confines: no network, no files, bounds of memory and processor time. Here
 * what comes out, and how long it takes, is bounded too. What it is, nobody
 * has looked at: rows are read by csvform.h.
 *
 * Errors:  ERR_NOT_FOUND: the converter, or what confines it, is not there or
 *          could not do so, and ERR_INVALID: it could not read the file,
 *          ERR_LIMIT: more than the bounds allow; cause_r is words for who
 *          uploaded it. ERR_UNAVAILABLE: goes_on said no. ERR_IO
 * Threads: any; the caller waits
 * Source:  GDPR Art. 32(1)(b)
 */
#ifndef ROBINSON_SALES_WORKBOOK_H
#define ROBINSON_SALES_WORKBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define WORKBOOK_CAUSE_SIZE 240
#define WORKBOOK_CSV_MAX ((size_t)48 * 1024 * 1024)
/* As text as it stands, and its fields: of the largest upload, all of it in
 * quotation marks, twice that and a few octets a row. */
#define WORKBOOK_ROWS_MAX ((size_t)128 * 1024 * 1024)
#define WORKBOOK_TIME_S 90
#define WORKBOOK_CONVERTER "/usr/bin/xlsx2csv"

struct workbook_tools {
	const char *helper; /* robinson-workbook */
	const char *converter;
	int64_t timeout_ms; /* of each of the two */
	size_t max_len; /* of the CSV */
	size_t rows_max_len; /* of the form of csvform.h */
	/* Asked now and then; false: give up (ERR_UNAVAILABLE). NULL: never. */
	bool (*goes_on)(void *arg);
	void *arg;
};

/* "fd" is of a file in memory, and is read from its beginning; the CSV is
 * written to "out_fd". */
enum err workbook_to_csv(int fd, int out_fd, const struct workbook_tools *tools,
	char cause_r[WORKBOOK_CAUSE_SIZE]) MUST_CHECK;

/* The same of CSV; the form of at most so many rows is written. */
enum err workbook_to_rows(int fd, int out_fd, uint64_t rows_max,
	const struct workbook_tools *tools,
	char cause_r[WORKBOOK_CAUSE_SIZE]) MUST_CHECK;

/* Whether what begins with these octets is a workbook, of whatever kind. */
bool workbook_is(const void *bytes, size_t len);

#endif
