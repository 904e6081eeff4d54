/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * list_check.h - a list that a salesperson uploaded: who may be written to
 *
 * The work of a job (service/staff/job.h) of the kind STAFF_JOB_LIST: a CSV
 * file, or a workbook, whose first sheet becomes one. What comes of it are two
 * files: the cleaned list, of the rows that may be written to, and the whole
 * list with yes or no and why. Both in the form of what was uploaded.
 *
 * Each address counts for the day's number of the account (may.h): once, however
 * often the job is begun anew, and not at all when it fails. That a list was
 * checked, by whom, how many rows and the digest of what was uploaded, is an
 * entry of the journal.
 *
 * Shape:   the job's title is JSON, as list_check_title() makes it, and has
 *          what came of it when the job is done; of one that failed it is the
 *          cause. The result's pieces are at most 64 KiB, those of the cleaned
 *          list first. counts: rows done, rows in all, may be written to, bad
 * Errors:  as the job's; ERR_LIMIT: more than LIST_CHECK_ROWS_MAX rows, or than
 *          are left of the day's number; ERR_INVALID: no column of addresses,
 *          no workbook; desk->cause
 * Files:   list_check.c; list_check_title.c
 * Threads: as the desk
 * Source:  GDPR Art. 5(2), 5(1)(f), 32(1)(b)
 */
#ifndef ROBINSON_SALES_LIST_CHECK_H
#define ROBINSON_SALES_LIST_CHECK_H

#include "service/sales/upload.h"

#define LIST_CHECK_ROWS_MAX 100000

/* Places in counts of a job. */
enum list_check_count {
	LIST_CHECK_DONE,
	LIST_CHECK_ROWS,
	LIST_CHECK_MAY_GO,
	LIST_CHECK_BAD
};

/* "file": what it was called; NULL: not said. The caller free()s *title_r.
 * ERR_INVALID: there is no such purpose. */
enum err list_check_title(struct desk *desk, const char *purpose,
	const char *language, const char *file, char **title_r) MUST_CHECK;

struct list_check_run {
	struct staff_job *job;
	struct workbook_tools tools; /* goes_on is asked for the rest too */
};
enum err list_check_work(
	struct desk *desk, const struct list_check_run *run) MUST_CHECK;

/* What a job's title says. */
#define LIST_CHECK_REASONS 20
struct list_check_view {
	char purpose[80], file[256], cause[600];
	bool is_workbook;
	unsigned cleaned_pieces; /* of the result; the rest is the whole list */
	int64_t cleaned_len; /* octets of them; 0: not known */
	int64_t formulas; /* cells that a spreadsheet would execute */
	size_t reasons_len;
	struct {
		char name[40]; /* refusal_name() */
		int64_t rows;
	} reasons[LIST_CHECK_REASONS];
};
void list_check_look(
	const struct staff_job *job, struct list_check_view *view_r);

#endif
