/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * checklist.h - a list before a campaign: who of it may be written to
 *
 * Shape:   the list's rows are copied through as they stand, in their order,
 *          encoding, quotation marks and separator, with the columns "action"
 *          and "reason" behind those of the heading, so that a salesperson can
 *          filter them; those of an earlier check are replaced. Of several
 *          addresses in a row each is asked, and the strictest answer counts.
 *          Beside it there may be a cleaned list, of the rows that may be
 *          written to, without these columns
 * Errors:  ERR_IO: reading or writing, errno; ERR_INVALID: no column of
 *          addresses; ERR_UNAVAILABLE: the store; desk->cause tells
 * Threads: as the desk
 * Source:  GDPR Art. 5(2)
 */
#ifndef ROBINSON_IMPORT_CHECKLIST_H
#define ROBINSON_IMPORT_CHECKLIST_H

#include <stdio.h>

#include "service/csv/charset.h"
#include "service/verdict/check.h"

struct checklist {
	const char *path; /* "-": standard input */
	bool is_form; /* "path" has rows that were parsed already (csvform.h) */
	const enum charset *charset; /* NULL: it is found */
	FILE *copy_to; /* NULL: rows are not copied */
	FILE *cleaned_to; /* NULL: nobody wants the cleaned list */
	/* What the columns are called, and what they say of a row; NULL: the
	 * names of action and reason. The texts are copied. */
	const char *headings[2];
	void (*words)(void *arg, const struct verdict *verdict,
		const char **action_r, const char **reason_r);
	size_t batch_rows; /* 0: as many as is quickest */
	/* Before a batch of so many addresses is decided; "rows" were decided
	 * before. What is not ERR_OK ends it, with desk->cause. May be NULL.
	 * */
	enum err (*before)(void *arg, uint64_t rows, size_t addresses);
	/* May be NULL. */
	void (*each)(void *arg, const struct check_item *item);
	/* A row that cannot be read; it is not copied. */
	void (*bad)(void *arg, uint64_t line, const char *cause);
	void *arg;
};

struct checklist_counts {
	uint64_t rows;
	uint64_t may_go;
	uint64_t bad; /* rows that could not be read */
	/* Cells that were copied as they are, and that a spreadsheet would
	 * execute (csvcell.h). */
	uint64_t formulas;
};

enum err checklist_run(struct desk *desk, const struct check_query *query,
	const struct checklist *list,
	struct checklist_counts *counts_r) MUST_CHECK;

#endif
