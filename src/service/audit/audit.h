/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit.h - another system's persons beside what Robinson knows of them
 *
 * Exports are read and nothing of them is stored: who is in the system though
 * their time is over, they objected, or nothing is known that would allow it;
 * which columns hold more than the source was collected for; who is in it
 * twice. The report has counts only; the work list names rows by the system's
 * own reference, never by the address.
 *
 * Shape:   32 octets of memory a row; ERR_LIMIT over AUDIT_ROWS_MAX
 * Errors:  ERR_INVALID: a file's columns or the options are not accepted;
 *          ERR_IO a file; ERR_UNAVAILABLE the store or a do-not-mail list;
 *          desk->cause tells
 * Owns:    audit_run() .. audit_free()
 * Threads: as the desk
 * Source:  GDPR Art. 5(1)(b)-(e), 9(1), 21(3), 24(1), 87
 */
#ifndef ROBINSON_AUDIT_AUDIT_H
#define ROBINSON_AUDIT_AUDIT_H

#include <stdio.h>

#include "base/findings.h"
#include "service/audit/audit_value.h"
#include "service/csv/csvfile.h"
#include "service/document/translation.h"
#include "service/import/import.h"
#include "service/office/desk.h"

#define AUDIT_ROWS_MAX 8000000

/* What is said of a row. */
enum audit_mark {
	MARK_BAD_ADDRESS,
	MARK_UNKNOWN, /* no record */
	MARK_ENDED, /* their time is over */
	MARK_OBJECTED, /* to every purpose */
	MARK_OBJECTED_PARTLY, /* to one or more, not to all */
	MARK_OPTED_OUT, /* says so there, and nothing of it is on record here */
	MARK_LISTED, /* on a do-not-mail list */
	MARK_RESTRICTED,
	MARK_NO_BASIS, /* on record, without a basis for any purpose */
	MARK_UNDELIVERABLE,
	MARK_DUPLICATE, /* another row is the same person */
	MARK_SPELLED /* of them: under another spelling */
};
#define MARK_COUNT (MARK_SPELLED + 1)
#define MARK_BIT(m) (1u << (unsigned)(m))

const char *audit_mark_name(enum audit_mark mark); /* "no-basis" */
const char *audit_mark_words(enum audit_mark mark); /* for people */

/* One address of a row of a file. */
struct audit_row {
	unsigned char key[16]; /* of the person; later: of whom it repeats */
	uint32_t spelling; /* digest of the address as written */
	uint32_t line;
	uint16_t file;
	uint16_t marks; /* MARK_BIT()s */
	uint32_t same_line; /* of the person's first row; 0: this one */
};

struct audit_column {
	char *name; /* "column 7" where the heading looks like data */
	enum audit_data heading; /* what the heading says */
	unsigned holds; /* AUDIT_BIT()s by heading and values */
	enum audit_data data; /* what of it weighs most; AUDIT_PLAIN: nothing */
	bool is_address;
	bool is_read; /* an address, a reference, a date that an import takes */
	bool is_needed; /* the caller says so */
	struct audit_sample sample;
};

struct audit_file {
	const char *path;
	struct csvfile *csv;
	struct audit_column *columns;
	size_t columns_len;
	int email, ref; /* columns; -1: none */
	struct import_report *import; /* the columns as an import finds them */
	uint64_t rows;
	uint64_t unreadable; /* rows that are no rows */
};

struct audit {
	const struct settings *settings;
	const struct translation *translation; /* of texts; NULL: English */
	const struct policy_source *source;
	int64_t now_utc;
	struct audit_file *files;
	size_t files_len;
	struct audit_row *rows;
	size_t rows_len, rows_cap;
	int64_t persons; /* different ones */
	int64_t by_mark[MARK_COUNT]; /* persons; of bad addresses rows */
	struct findings findings;
};

struct audit_options {
	const char *const *paths;
	size_t paths_len;
	bool are_forms; /* of rows that were parsed already (csvform.h) */
	const char *source;
	const char *const *maps; /* "email=COLUMN", "ref=COLUMN" */
	size_t maps_len;
	const char *const
		*needed; /* columns that the source is known to need */
	size_t needed_len;
	/* Of texts; NULL: English. It must outlive the audit. */
	const struct translation *translation;
	/* May be NULL. */
	void (*progress)(void *arg, uint64_t bytes, uint64_t of_bytes);
	void *arg;
};

enum err audit_run(struct desk *desk, const struct audit_options *options,
	struct audit *audit_r) MUST_CHECK;
void audit_free(struct audit *audit);
/* Rows of all files; one with several addresses is one. */
uint64_t audit_rows(const struct audit *audit);

/* The rows that are to be dealt with, as CSV: file, line, reference, what.
 * ERR_IO: errno. */
enum err audit_work_list(struct audit *audit, FILE *to) MUST_CHECK;

enum err audit_markdown(const struct audit *audit, struct buf *out) MUST_CHECK;
enum err audit_html(const struct audit *audit, struct buf *out) MUST_CHECK;
enum err audit_json(const struct audit *audit, struct buf *out) MUST_CHECK;

/* The audit's own parts. */
bool audit_by_heading(const struct audit_column *column, enum audit_data data);
enum err audit_columns_begin(struct desk *desk,
	const struct audit_options *options,
	struct audit_file *file) MUST_CHECK;
/* Each row: what is listed was read from the first to the last. */
void audit_columns_look(
	struct audit_file *file, const struct csvfile_record *record, int year);
void audit_columns_end(struct audit_file *file);
/* Counts persons, and marks who is there twice. */
void audit_people(struct audit *audit);
enum err audit_find(struct audit *audit) MUST_CHECK;

#endif
