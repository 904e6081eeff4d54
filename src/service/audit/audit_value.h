/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * audit_value.h - what kind of data a heading or a value is
 *
 * Shape:   words are compared without case and diacritics, as Polish and
 *          English systems write them
 * Files:   audit_value.c; the words are in audit_word.c
 * Threads: pure
 * Source:  GDPR Art. 5(1)(c), 9(1), 87; PESEL: ustawa o ewidencji ludności
 *          Art. 15; NIP and bank accounts: their published check digits;
 *          ISO 7064 (IBAN)
 */
#ifndef ROBINSON_AUDIT_AUDIT_VALUE_H
#define ROBINSON_AUDIT_AUDIT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum audit_data {
	AUDIT_PLAIN,
	AUDIT_NATIONAL_ID,
	AUDIT_DOCUMENT,
	AUDIT_TAX_ID,
	AUDIT_BANK,
	AUDIT_BIRTH,
	AUDIT_HEALTH, /* from here on Art. 9(1) */
	AUDIT_RELIGION,
	AUDIT_POLITICS,
	AUDIT_UNION,
	AUDIT_ORIGIN,
	AUDIT_SEX,
	AUDIT_BODY, /* up to here */
	AUDIT_FREE_TEXT
};
#define AUDIT_DATA_COUNT (AUDIT_FREE_TEXT + 1)
#define AUDIT_BIT(d) (1u << (unsigned)(d))

const char *audit_data_name(enum audit_data data); /* "national-id" */
const char *audit_data_words(enum audit_data data); /* for people */
bool audit_data_is_special(enum audit_data data);
/* Whether a special category as a configuration names it is this one. */
bool audit_data_is_category(enum audit_data data, const char *category);

enum audit_data audit_heading(const char *heading);
/* Whether a heading says that the column holds the system's reference. */
bool audit_heading_is_ref(const char *heading);
/* AUDIT_BIT()s of the special categories that the words of a value name; all
 * of it is read, however long it is. The name of a street names none. */
unsigned audit_words(const char *value, size_t len);

/* What the values of one column are, counted. */
struct audit_sample {
	uint32_t seen; /* values that are not empty */
	uint32_t of[AUDIT_DATA_COUNT];
	unsigned in_texts; /* AUDIT_BIT()s that a text among them names */
	uint32_t dates; /* days without time */
	uint32_t dates_grown; /* of them 16 years ago and more */
	uint32_t dates_old; /* of them 40 years ago and more */
};

void audit_sample_add(
	struct audit_sample *sample, const char *value, size_t len, int year);
/* AUDIT_BIT()s of all that the column holds, by its values and by what its
 * heading says (AUDIT_PLAIN: nothing); 0 where every value is empty. */
unsigned audit_sample_tell(
	const struct audit_sample *sample, enum audit_data heading);
/* What of it weighs most: special categories, then numbers that identify,
 * then the rest. */
enum audit_data audit_heaviest(unsigned holds);

/* Check digits; blanks and hyphens do not count. */
bool audit_is_pesel(const char *value, size_t len);
bool audit_is_nip(const char *value, size_t len);
bool audit_is_account(const char *value, size_t len);
bool audit_is_document(const char *value, size_t len);

#endif
