/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * import_write_private.h - what the parts of the writer share
 *
 * import_write.c writes persons in slices, import_write_wish.c the objections,
 * withdrawals and grants of a row.
 *
 * Errors:  those of the store; writer->doing says what failed
 * Threads: the writer's
 */
#ifndef ROBINSON_IMPORT_IMPORT_WRITE_PRIVATE_H
#define ROBINSON_IMPORT_IMPORT_WRITE_PRIVATE_H

#include "service/import/import_row.h"

/* Gives back "e". "doing" is a constant; the first one is kept. */
enum err import_failed(struct import_writer *w, enum err e, const char *doing);
/* "text" is a constant. */
void import_add_note(
	struct import_writer *w, uint64_t line, bool is_bad, const char *text);

/* What the row says against writing. *changed_r becomes true where something
 * of it was not on record. */
enum err import_write_wishes(struct import_writer *w,
	const struct import_row *row, bool *changed_r) MUST_CHECK;
/* After the wishes of all rows of the person. */
enum err import_write_grant(struct import_writer *w,
	const struct import_row *row, bool *changed_r) MUST_CHECK;

#endif
