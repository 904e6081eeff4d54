/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/catalogue.h"

/* A .mo file of two texts, made by hand: "" and "one". */
#define HEADER "Content-Type: text/plain; charset=UTF-8\n"
#define NUMBER(n) (n) & 0xff, (n) >> 8 & 0xff, (n) >> 16 & 0xff, (n) >> 24

enum {
	ORIGINALS = 28,
	TRANSLATIONS = 44,
	TEXTS = 60,
	AT_ONE = TEXTS + 1,
	AT_HEADER = AT_ONE + 4,
	HEADER_LEN = sizeof(HEADER) - 1,
	AT_JEDEN = AT_HEADER + HEADER_LEN + 1,
	WHOLE = AT_JEDEN + 6
};

static void make(unsigned char bytes[WHOLE])
{
	const unsigned char front[TEXTS] = {0xde, 0x12, 0x04, 0x95, NUMBER(0),
		NUMBER(2), NUMBER(ORIGINALS), NUMBER(TRANSLATIONS), NUMBER(0),
		NUMBER(0), NUMBER(0), NUMBER(TEXTS), NUMBER(3), NUMBER(AT_ONE),
		NUMBER(HEADER_LEN), NUMBER(AT_HEADER), NUMBER(5),
		NUMBER(AT_JEDEN)};

	memset(bytes, 0, WHOLE);
	memcpy(bytes, front, sizeof(front));
	memcpy(bytes + AT_ONE, "one", 4);
	memcpy(bytes + AT_HEADER, HEADER, sizeof(HEADER));
	memcpy(bytes + AT_JEDEN, "jeden", 6);
}

static void whole(void **state)
{
	unsigned char bytes[WHOLE];
	struct catalogue *c;

	(void)state;
	make(bytes);
	assert_int_equal(catalogue_read(bytes, sizeof(bytes), &c), ERR_OK);
	assert_int_equal(catalogue_len(c), 2);
	assert_string_equal(catalogue_get(c, "one"), "jeden");
	assert_string_equal(catalogue_get(c, "two"), "two");
	assert_string_equal(catalogue_get(c, "a"), "a");
	catalogue_free(&c);
	assert_null(c);
	catalogue_free(&c);
	assert_string_equal(catalogue_get(NULL, "one"), "one");
}

static const struct row {
	const char *name;
	size_t at;
	unsigned char byte;
} rows[] = {
	{"another magic", 0, 0},
	{"a revision that we do not know", 6, 1},
	{"more texts than there are", 8, 200},
	{"very many texts", 11, 255},
	{"the table behind the end", 13, 255},
	{"the other table far away", 19, 255},
	{"a text behind the end", ORIGINALS + 8 + 4 + 1, 255},
	{"a text longer than the file", ORIGINALS + 8 + 1, 255},
	{"a length that is not the text's", ORIGINALS + 8, 2},
	{"a text that does not end", AT_JEDEN + 5, 'x'},
	{"no UTF-8", AT_JEDEN, 0xff},
	{"another character set", AT_HEADER + 34, 'X'},
	{"out of order", AT_ONE, 0},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	unsigned char bytes[WHOLE];
	struct catalogue *c;

	make(bytes);
	assert_int_not_equal(bytes[r->at], r->byte);
	bytes[r->at] = r->byte;
	assert_int_equal(catalogue_read(bytes, sizeof(bytes), &c), ERR_CORRUPT);
	assert_null(c);
}

static void cut_short(void **state)
{
	unsigned char bytes[WHOLE];
	struct catalogue *c;

	(void)state;
	make(bytes);
	for (size_t len = 0; len < WHOLE; len++) {
		unsigned char *copy = malloc(len ? len : 1);

		assert_non_null(copy);
		memcpy(copy, bytes, len);
		assert_int_equal(catalogue_read(copy, len, &c), ERR_CORRUPT);
		free(copy);
	}
}

/* A text that has a NUL in it has two forms; the header says which is which. */
static void forms(void **state)
{
	unsigned char bytes[WHOLE];
	struct catalogue *c;

	(void)state;
	make(bytes);
	bytes[AT_JEDEN + 2] = '\0';
	assert_int_equal(catalogue_read(bytes, sizeof(bytes), &c), ERR_OK);
	assert_string_equal(catalogue_count(c, "one", "many", 1), "je");
	assert_string_equal(catalogue_count(c, "one", "many", 2), "en");
	assert_string_equal(catalogue_count(c, "two", "more", 1), "two");
	assert_string_equal(catalogue_count(c, "two", "more", 0), "more");
	assert_string_equal(catalogue_count(NULL, "one", "many", 2), "many");
	catalogue_free(&c);
	/* One form where two are asked for. */
	make(bytes);
	assert_int_equal(catalogue_read(bytes, sizeof(bytes), &c), ERR_OK);
	assert_string_equal(catalogue_count(c, "one", "many", 2), "many");
	catalogue_free(&c);
}

static const struct {
	unsigned long n;
	const char *form;
} polish_forms[] = {
	{0, "%d lat"},
	{1, "%d rok"},
	{2, "%d lata"},
	{5, "%d lat"},
	{12, "%d lat"},
	{21, "%d lat"},
	{22, "%d lata"},
	{112, "%d lat"},
	{1000000, "%d lat"},
};

/* The one that the build made. */
static void polish(void **state)
{
	const char *build = getenv("ROBINSON_BUILDDIR");
	struct catalogue *c;
	char path[4096];

	(void)state;
	assert_non_null(build);
	snprintf(path, sizeof(path), "%s/po/pl/LC_MESSAGES/robinson.mo", build);
	assert_int_equal(catalogue_open(path, &c), ERR_OK);
	assert_string_equal(catalogue_get(c, "Done"), "Gotowe");
	for (size_t i = 0; i < sizeof(polish_forms) / sizeof(*polish_forms);
		i++)
		assert_string_equal(catalogue_count(c, "%d year", "%d years",
					    polish_forms[i].n),
			polish_forms[i].form);
	catalogue_free(&c);
	assert_int_equal(catalogue_open("/nonexistent.mo", &c), ERR_NOT_FOUND);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "a whole one", whole, NULL);
	rows_add(&all, rows, check_row);
	rows_add_one(&all, "forms of a word", forms, NULL);
	rows_add_one(&all, "cut short anywhere", cut_short, NULL);
	rows_add_one(&all, "the Polish one", polish, NULL);
	return rows_run("catalogues", &all);
}
