/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import.h - persons from the exports of other systems
 *
 * An import adds: dates merge as person.h says, an objection is never lifted,
 * and importing the same again changes nothing. A bad line is reported and
 * the rest goes on; a wish against writing in it counts all the same, for
 * every address of the row. Of a file with a column that may be a wish and is
 * not understood only the wishes that are understood are recorded.
 *
 * Shape:   rows are gathered, sorted by key and written in transactions of a
 *          bounded size, each crash-safe by itself. One thread reads, parses
 *          and computes keys, another writes.
 * Errors:  ERR_INVALID: the file's columns or the options are not accepted,
 *          nothing was imported, or, where report->unclear is set, nothing
 *          but wishes; ERR_UNAVAILABLE: the store, what was
 *          committed before stays; ERR_IO, ERR_NOMEM; desk->cause tells
 * Owns:    import_report_free()
 * Threads: as the desk; "bad" and "progress" are called by the caller's thread
 * Source:  GDPR Art. 5(1)(d)-(e), 7(1), 21(3)
 */
#ifndef ROBINSON_IMPORT_IMPORT_H
#define ROBINSON_IMPORT_IMPORT_H

#include "service/csv/columns.h"
#include "service/csv/heading.h"
#include "service/office/desk.h"

struct import_options {
	const char *path; /* "-": standard input */
	const char *relation; /* for rows that name none; NULL */
	const char *source;
	const char *const *maps; /* "FIELD=COLUMN" */
	size_t maps_len;
	const char *const *ignored; /* columns that nobody reads */
	size_t ignored_len;
	const enum charset *charset; /* NULL: it is found */
	/* Of everybody in the file, where no column says another thing. */
	bool all_objected;
	bool all_undeliverable;
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
	IMPORT_DATE_SECONDS,
	IMPORT_DATE_MAIL /* Fri, 10 Apr 2020 21:03:05 GMT */
};

#define IMPORT_DATE_COUNT (IMPORT_DATE_MAIL + 1)

const char *import_date_name(enum import_date form);

/* Persons whose relation became another one, by a row that is dated later. */
struct import_shift {
	const char *from, *to;
	uint64_t persons;
	uint64_t shorter; /* of them: retention ends earlier than it did */
	uint64_t over; /* of them: it is over now, and was not */
};
#define IMPORT_SHIFTS_MAX 16

/* Rows are created + changed + wishes_only + unchanged + repeated + bad. */
struct import_counts {
	uint64_t rows; /* without the heading */
	uint64_t bad; /* of them not imported, or nothing but a wish */
	uint64_t created; /* persons */
	uint64_t changed; /* persons on record */
	uint64_t wishes_only; /* persons not on record, by a new wish */
	uint64_t unchanged; /* rows of persons of whom nothing was new */
	uint64_t repeated; /* further rows of persons counted already */
	uint64_t objections, grants, withdrawals; /* that are new */
	uint64_t failures; /* persons who became undeliverable */
	uint64_t still_set; /* wishes that were lifted, told again undated */
	uint64_t not_applied; /* consents newer than an objection */
	uint64_t kept; /* rows whose relation is dated no later */
	struct import_shift shifts[IMPORT_SHIFTS_MAX];
	size_t shifts_len;
};

/* A column that tells wishes. */
struct import_wish {
	int column;
	enum heading_sense sense;
	char *name;
};

struct import_columns {
	struct import_wish *items;
	size_t len, cap;
};

struct import_report {
	enum charset charset;
	bool is_guess; /* the encoding */
	char separator;
	/* Column of each field, from 0; -1: none. */
	int columns[FIELD_COUNT];
	char *names[FIELD_COUNT]; /* as the file has them; NULL: none */
	struct import_columns wishes;
	struct import_columns emails; /* further columns of addresses */
	int event_at; /* the date of what a suppression list tells; -1 */
	char *event_name;
	bool is_suppression; /* a list of those who are not written to */
	char *unread; /* names of columns that were not read */
	/* Columns that may be wishes and are not understood, and what to do
	 * about each, in words; NULL: none. */
	char *unclear;
	uint64_t dates[IMPORT_DATE_COUNT];
	struct import_counts counts;
};

/* The report is filled as far as it got, also on failure. */
enum err import_run(struct desk *desk, const struct import_options *options,
	struct import_report *report_r) MUST_CHECK;
void import_report_init(struct import_report *report);
void import_report_free(struct import_report *report);

/* What a person should call the field of a column of wishes. */
const char *import_wish_name(enum heading_sense sense);

#endif
