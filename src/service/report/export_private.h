/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * export_private.h - what the parts of the page of a person's data are
 * written with
 *
 * Errors:  kept in the buffer
 * Owns:    document and buffer are borrowed
 * Threads: as the document
 */
#ifndef ROBINSON_REPORT_EXPORT_PRIVATE_H
#define ROBINSON_REPORT_EXPORT_PRIVATE_H

#include "service/report/export.h"
#include "service/report/export_text_private.h"

struct export_writing {
	struct buf *out;
	const json_t *document;
	enum export_language language;
};

/* Ours in the language of the page; a word of the document likewise. */
const char *export_say(const struct export_writing *w, enum export_text text);
const char *export_say_word(const struct export_writing *w, const char *name);
/* NULL where it is null or absent. */
const char *export_get(const json_t *object, const char *name);

void export_tag(struct export_writing *w, const char *markup);
void export_put(struct export_writing *w, const char *value); /* as text */
/* "2018-06-28 23:59" of "2018-06-28T23:59:59+02:00"; a day where only that is
 * known; NULL: that it is not known. */
void export_date(struct export_writing *w, const char *iso);

/* Opens a section, which the caller closes. */
void export_begin(struct export_writing *w, enum export_text title);
void export_paragraph(struct export_writing *w, const char *value);
/* A name of a list of names and values; the value follows. */
void export_term(struct export_writing *w, enum export_text name);
/* Opens a table, which the caller closes. */
void export_columns(
	struct export_writing *w, const enum export_text *titles, size_t len);
/* Opens a cell that carries its heading: where there is no room for columns
 * the cells of a row stand below each other. */
void export_cell(struct export_writing *w, enum export_text title);
void export_date_cell(struct export_writing *w, const char *iso);

/* Of several texts the one in the language of the page, else one without a
 * language, else "other". */
void export_shown(
	struct export_writing *w, const json_t *texts, const char *other);
/* All of the list that is in the language of the page or in none; what is in
 * other languages alone is shown all the same. */
void export_items(
	struct export_writing *w, const json_t *texts, const char *separator);
/* What the firm calls the purpose; NULL: that it is not known. */
void export_purpose(struct export_writing *w, const char *name);

/* What an entry of the journal adds, clause by clause. */
void export_detail(struct export_writing *w, const json_t *entry);

/* The sections of export_firm.c. */
void export_who(struct export_writing *w);
void export_given(struct export_writing *w);
void export_logic(struct export_writing *w);
void export_rights(struct export_writing *w);

#endif
