/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_row.h - one line of an export, understood; the import's inner parts
 *
 * Shape:   names are the configuration's own strings; other text lies in the
 *          batch
 * Files:   import.c, import_*.c
 * Errors:  as import.h
 * Threads: a batch belongs to the reader until it is handed over, then to the
 *          writer; nothing else is shared but constants
 */
#ifndef ROBINSON_IMPORT_IMPORT_ROW_H
#define ROBINSON_IMPORT_IMPORT_ROW_H

#include "service/import/import.h"
#include "service/office/texts.h"
#include "service/person/person.h"

struct import_instant {
	int64_t utc;
	bool is_day; /* only the day is known: "utc" is the edge asked for */
};

struct import_row {
	struct pseudonym key;
	uint64_t line;
	struct person_facts facts;
	bool has_facts; /* they are to be kept */
	bool has_own_facts; /* the row itself, not only the options */
	bool is_bad; /* only its wishes are to be kept */
	bool is_further; /* another address of a row that was counted */
	size_t further_len; /* so many of them come behind this one */
	bool is_undeliverable; /* and nobody knows since when */
	bool has_refusal; /* of every purpose that accepts consent */
	struct import_instant refused;
	bool has_objection;
	bool has_grant;
	bool has_withdrawal;
	struct objection objection;
	struct withdrawal withdrawal;
	struct grant grant;
	const char *evidence;
	const struct pseudonym *domains; /* for a grant only */
	size_t domains_len;
};

struct import_note {
	uint64_t line;
	bool is_bad;
	const char *text; /* constant */
	uint64_t other_line; /* "text" ends with it; 0: it does not */
};

struct import_batch {
	struct import_row *rows;
	struct import_row **order; /* import_batch_sort() */
	size_t len, cap;
	bool has_choices; /* a row has several addresses */
	struct texts texts;
};

#define IMPORT_BATCH_ROWS 131072

enum err import_batch_new(struct import_batch **batch_r) MUST_CHECK;
void import_batch_free(struct import_batch *batch);
void import_batch_reset(struct import_batch *batch);
/* Room for one more row, which "len" does not count yet. Rows may move. */
enum err import_batch_room(
	struct import_batch *batch, struct import_row **row_r) MUST_CHECK;
/* Fills "order"; the reader's work, for the writer has more to do. */
void import_batch_sort(struct import_batch *batch);

/* ---------------------------------------------------------------- columns */

/* The first row that is a heading. Titles may stand before it: that many rows
 * were passed over. */
enum err import_heading_find(struct desk *desk,
	const struct import_options *options, struct csvfile *file,
	struct csvfile_record *heading_r, unsigned *passed_r) MUST_CHECK;
/* Matches the heading with the fields and the --map options. */
enum err import_plan(struct desk *desk, const struct import_options *options,
	const struct csvfile_record *heading,
	struct import_report *report) MUST_CHECK;

/* ------------------------------------------------------------------- rows */

#define IMPORT_CAUSE_SIZE 400
#define DATE_CACHE_LEN 1024
#define DATE_CACHE_TEXT 40

/* Dates repeat; what they mean in the firm's zone is costly to say. */
struct date_cache_entry {
	char text[DATE_CACHE_TEXT];
	unsigned char edge;
	unsigned char form;
	int64_t utc;
};

struct import_parser {
	struct desk *desk;
	const struct import_options *options;
	struct import_report *report;
	const char *relation; /* the options', as the configuration has them */
	const char *source;
	struct date_cache_entry *dates;
	bool is_plain; /* no column tells wishes, one tells addresses */
	char cause[IMPORT_CAUSE_SIZE]; /* why the row is bad; "": it is not */
	char note[IMPORT_CAUSE_SIZE]; /* what else there is to say */
};

/* One field of the record; "" where there is none. */
struct import_cell {
	const char *text;
	size_t len;
};

struct import_context {
	struct import_parser *parser;
	const struct csvfile_record *record;
	struct import_batch *batch;
	struct import_row *row;
};

/*
 * Puts what the record tells into the batch: a row for each of its addresses,
 * the first with what is known of the person. parser->cause and ->note are
 * filled with what is to be said. ERR_NOT_FOUND: the line is empty.
 */
enum err import_row_parse(struct import_parser *parser,
	const struct csvfile_record *record,
	struct import_batch *batch) MUST_CHECK;

#define IMPORT_SHOWN_MAX 80
#define IMPORT_DAY_S 86400

struct import_cell import_cell_at(
	const struct csvfile_record *record, int column);
struct import_cell import_cell_of(
	const struct import_context *c, enum column_field field);
/* Says what is wrong with the row, beside what was said before. */
void import_complain(struct import_parser *parser, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
void import_note(struct import_parser *parser, const char *fmt, ...)
	PRINTF_LIKE(2, 3);
/* ERR_NOT_FOUND: it is empty; ERR_INVALID: it was complained of. */
enum err import_purpose_parse(struct import_context *c, enum column_field field,
	const char **name_r) MUST_CHECK;

/* What the record says against writing, whatever its other cells are. */
void import_wishes_parse(struct import_context *c);
bool import_row_has_wish(const struct import_row *row);

/* Adds c->row to the batch once for each address; none: ERR_INVALID, it was
 * complained of. */
enum err import_addresses_parse(struct import_context *c) MUST_CHECK;

enum err import_date_parse(struct import_parser *parser, const char *text,
	size_t len, enum day_edge edge,
	struct import_instant *instant_r) MUST_CHECK;

/* ---------------------------------------------------------------- writing */

struct import_writer {
	struct store_session *session;
	const struct policy *policy;
	int64_t now_utc;
	bool dry_run;
	struct import_counts counts; /* of what was committed */
	struct import_note *notes;
	size_t notes_len, notes_cap;
	const char *doing; /* what failed */
};

/* -------------------------------------------------------------- reporting */

/* What was said of lines: of many that are told the same, the first is told at
 * once, the others as one at the end. */
struct import_said;
enum err import_said_new(const struct import_options *options,
	struct import_said **said_r) MUST_CHECK;
void import_say(
	struct import_said *said, uint64_t line, bool is_bad, const char *text);
void import_said_end(struct import_said **said);

/* In the batch's order. */
enum err import_batch_write(
	struct import_writer *writer, struct import_batch *batch) MUST_CHECK;

#endif
