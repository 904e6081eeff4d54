/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import.h - persons from the exports of other systems
 *
 * An import adds: dates merge as person.h says, an objection is never lifted,
 * and importing the same again changes nothing. A bad line is reported and
 * the rest goes on.
 *
 * Shape:   rows are gathered, sorted by key and written in transactions of a
 *          bounded size, each crash-safe by itself. One thread reads, parses
 *          and computes keys, another writes.
 * Errors:  ERR_INVALID: the file's columns or the options are not accepted,
 *          nothing was imported; ERR_UNAVAILABLE: the store, what was
 *          committed before stays; ERR_IO, ERR_NOMEM; desk->cause tells
 * Owns:    import_report_free()
 * Threads: as the desk; "bad" and "progress" are called by the caller's thread
 * Source:  GDPR Art. 5(1)(d)-(e), 7(1), 21(3)
 */
#ifndef ROBINSON_SERVICE_IMPORT_H
#define ROBINSON_SERVICE_IMPORT_H

#include "service/columns.h"
#include "service/desk.h"

struct import_options {
	const char *path; /* "-": standard input */
	const char *relation; /* for rows that name none; NULL */
	const char *source;
	const char *const *maps; /* "FIELD=COLUMN" */
	size_t maps_len;
	bool dry_run; /* everything but keeping it */
	/* What a person should know of a line: it was not imported (is_bad),
	 * or not all of it was. */
	void (*say)(void *arg, uint64_t line, bool is_bad, const char *text);
	void (*progress)(void *arg, uint64_t bytes, uint64_t of_bytes);
	void *arg;
};

/* Forms of dates that were found. */
enum import_date {
	IMPORT_DATE_ISO, /* 2018-05-28 */
	IMPORT_DATE_DOTTED, /* 28.05.2018 */
	IMPORT_DATE_ISO_TIME,
	IMPORT_DATE_DOTTED_TIME,
	IMPORT_DATE_ISO_ZONE,
	IMPORT_DATE_GO,
	IMPORT_DATE_SECONDS
};

#define IMPORT_DATE_COUNT (IMPORT_DATE_SECONDS + 1)

const char *import_date_name(enum import_date form);

struct import_counts {
	uint64_t rows; /* without the heading */
	uint64_t bad; /* of them not imported */
	uint64_t created; /* persons */
	uint64_t changed;
	uint64_t unchanged; /* rows of persons of whom nothing was new */
	uint64_t objections, grants, withdrawals; /* that are new */
	uint64_t not_applied; /* consents newer than an objection */
	uint64_t kept; /* rows whose relation is dated no later */
};

struct import_report {
	enum charset charset;
	char separator;
	/* Column of each field, from 0; -1: none. */
	int columns[FIELD_COUNT];
	char *names[FIELD_COUNT]; /* as the file has them; NULL: none */
	char *unread; /* names of columns that were not read */
	uint64_t dates[IMPORT_DATE_COUNT];
	struct import_counts counts;
};

/* The report is filled as far as it got, also on failure. */
enum err import_run(struct desk *desk, const struct import_options *options,
	struct import_report *report_r) MUST_CHECK;
void import_report_free(struct import_report *report);

#endif
