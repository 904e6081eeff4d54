/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * translation.h - the texts of a document in the language of its reader
 *
 * English is in the source; the others come from po/ and are part of the
 * program, so that a page can always be written.
 *
 * Files:   translation.c; po/local.mk makes the file of the Polish texts
 * Shape:   NULL stands for English
 * Errors:  ERR_INVALID: there is no such language; ERR_NOMEM
 * Owns:    texts live as long as the translation
 * Threads: immutable once opened
 * Source:  GDPR Art. 12(1): intelligible, in plain language
 */
#ifndef ROBINSON_DOCUMENT_TRANSLATION_H
#define ROBINSON_DOCUMENT_TRANSLATION_H

#include <stdint.h>

#include "base/catalogue.h"

struct translation {
	const char *code; /* "pl" */
	struct catalogue *catalogue; /* NULL: English */
};

/* "pl", "pl-PL" and "pl_PL.UTF-8" alike. */
enum err translation_open(
	const char *tag, struct translation *translation_r) MUST_CHECK;
void translation_free(struct translation *translation);

const char *translation_code(const struct translation *translation);

/* The text itself where no translation has it. */
const char *tr(const struct translation *translation, const char *text)
	TRANSLATES(2);
/* The form that goes with the number. */
const char *tr_count(const struct translation *translation, const char *one,
	const char *many, int64_t n) TRANSLATES(2) TRANSLATES(3);

#endif
