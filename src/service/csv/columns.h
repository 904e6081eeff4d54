/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * columns.h - which column of an export is which
 *
 * Names are compared without case, blanks and punctuation, as the exports of
 * the usual customer databases write them ("E-mail", "Person - Email - Work").
 * What other names mean is told by heading.h.
 *
 * Threads: no state
 * Source:  GDPR Art. 5(1)(d): what the seller did is not what the person did
 */
#ifndef ROBINSON_CSV_COLUMNS_H
#define ROBINSON_CSV_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/address.h"
#include "service/csv/csvfile.h"

enum column_field {
	FIELD_EMAIL,
	FIELD_RELATION,
	FIELD_SOURCE,
	FIELD_COLLECTED,
	FIELD_LAST_CONTACT,
	FIELD_RELATION_END,
	FIELD_REF,
	FIELD_OBJECTED,
	FIELD_OBJECTED_AT,
	FIELD_OBJECTED_PURPOSE,
	FIELD_PURPOSE,
	FIELD_BASIS,
	FIELD_GRANTED,
	FIELD_EXPIRES,
	FIELD_WITHDRAWN,
	FIELD_EVIDENCE,
	FIELD_UNDELIVERABLE,
	FIELD_CONSENT,
	FIELD_STATUS
};

#define FIELD_COUNT (FIELD_STATUS + 1)

const char *column_field_name(enum column_field field);
/* ERR_NOT_FOUND: no field has that name. */
enum err column_field_parse(
	const char *name, size_t len, enum column_field *field_r) MUST_CHECK;

/* Whether two column names are the same to people. */
bool column_is_same(const char *a, const char *b);

/* "last activity", "last contacted": these count what the seller did. */
bool column_is_sellers(const char *name);

/* Whether such a name is known to hold addresses, and how well: the smallest
 * is best; -1: it is not. */
int column_email_rank(const char *name);
/* The column of addresses as its row of data shows it: the first field that
 * is one. -1: none is. */
int column_find_address(const struct address_rules *rules,
	const struct csvfile_record *row) MUST_CHECK;
/* The column of addresses as its heading shows it; -1: none does. */
int column_find_named(const struct csvfile_record *heading) MUST_CHECK;

#endif
