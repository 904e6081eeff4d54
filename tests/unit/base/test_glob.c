/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/glob.h"

#include "lib/rows.h"

struct glob_row {
	const char *name;
	const char *pattern;
	const char *text;
	bool matches;
};

static const struct glob_row rows_of_globs[] = {
	{"the same", "ania", "ania", true},
	{"case does not count", "Ania@F.example", "aNIA@f.EXAMPLE", true},
	{"shorter", "ania", "ani", false},
	{"longer", "ania", "aniab", false},
	{"both empty", "", "", true},
	{"empty pattern", "", "a", false},
	{"a star takes nothing", "jan@*", "jan@", true},
	{"a star takes much", "jan@*", "jan@firma.example", true},
	{"a star in front", "*@firma.example", "a@firma.example", true},
	{"not a subdomain", "*@firma.example", "a@x.firma.example", false},
	{"two stars", "*@*.firma.example", "a@x.firma.example", true},
	{"stars only", "***", "anything", true},
	{"a star alone takes nothing", "*", "", true},
	{"the star must go back", "*ab", "aab", true},
	{"the later star must go back", "a*b*c", "axbxbxc", true},
	{"one character", "j?n", "jan", true},
	{"exactly one", "j?n", "jn", false},
	{"one character of two octets", "j?n", "jąn", true},
	{"a stray octet is one character", "j?n", "j\xffn", true},
	{"a star before one character", "*?", "", false},
	{"a dot is a dot", "a.b", "axb", false},
};

static void check_glob(void **state)
{
	const struct glob_row *row = *state;

	assert_int_equal(glob_match(row->pattern, row->text, strlen(row->text)),
		row->matches);
}

/* "text" ends by its length. */
static void test_length(void **state)
{
	(void)state;
	assert_true(glob_match("a*b", "axbzzz", 3));
	assert_false(glob_match("a*z", "axbzzz", 3));
}

/* Many stars and no match: a naive matcher would not come back. */
static void test_many_stars(void **state)
{
	char text[2001], pattern[201];

	(void)state;
	memset(text, 'a', 2000);
	text[2000] = '\0';
	for (int i = 0; i < 200; i += 2)
		memcpy(pattern + i, "*a", 2);
	pattern[199] = 'b';
	pattern[200] = '\0';
	assert_false(glob_match(pattern, text, 2000));
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_globs, check_glob);
	rows_add_one(&rows, "the length counts", test_length, NULL);
	rows_add_one(&rows, "many stars", test_many_stars, NULL);
	return rows_run("glob", &rows);
}
