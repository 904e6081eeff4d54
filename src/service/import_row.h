/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_row.h - one line of an export, understood; the import's inner parts
 *
 * Shape:   names are the configuration's own strings; other text lies in the
 *          batch
 * Errors:  as import.h
 * Threads: a batch belongs to the reader until it is handed over, then to the
 *          writer; nothing else is shared but constants
 */
#ifndef ROBINSON_SERVICE_IMPORT_ROW_H
#define ROBINSON_SERVICE_IMPORT_ROW_H

#include "service/import.h"
#include "service/person.h"
#include "service/texts.h"

struct import_row {
	struct pseudonym key;
	uint64_t line;
	struct person_facts facts;
	bool has_own_facts; /* the row itself, not only the options */
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
};

struct import_batch {
	struct import_row *rows;
	struct import_row **order; /* import_batch_sort() */
	size_t len;
	struct texts texts;
};

#define IMPORT_BATCH_ROWS 131072

enum err import_batch_new(struct import_batch **batch_r) MUST_CHECK;
void import_batch_free(struct import_batch *batch);
void import_batch_reset(struct import_batch *batch);
/* Fills "order"; the reader's work, for the writer has more to do. */
void import_batch_sort(struct import_batch *batch);

/* ---------------------------------------------------------------- columns */

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
	struct import_report *report;
	const char *relation; /* the options', as the configuration has them */
	const char *source;
	struct date_cache_entry *dates;
	char cause[IMPORT_CAUSE_SIZE];
};

/* ERR_INVALID: a bad line, parser->cause says why. ERR_NOT_FOUND: the line is
 * empty. */
enum err import_row_parse(struct import_parser *parser,
	const struct csvfile_record *record, struct import_batch *batch,
	struct import_row *row_r) MUST_CHECK;

enum err import_date_parse(struct import_parser *parser, const char *text,
	size_t len, enum day_edge edge, int64_t *utc_r) MUST_CHECK;

/* ---------------------------------------------------------------- writing */

struct import_writer {
	struct store_session *session;
	const struct zone *zone;
	bool dry_run;
	struct import_counts counts; /* of what was committed */
	struct import_note *notes;
	size_t notes_len, notes_cap;
	const char *doing; /* what failed */
};

/* In the batch's order. */
enum err import_batch_write(
	struct import_writer *writer, struct import_batch *batch) MUST_CHECK;

#endif
