/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "http/language.h"

static const char *const codes[] = {"en", "pl"};

static const struct row {
	const char *name;
	const char *accepted;
	const char *expected;
} rows[] = {
	{"none said", NULL, "en"},
	{"empty", "", "en"},
	{"Polish", "pl", "pl"},
	{"Polish of Poland", "pl-PL", "pl"},
	{"case does not count", "PL-pl", "pl"},
	{"what Chromium sends", "pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7", "pl"},
	{"weights, not places", "en;q=0.2, pl;q=0.3", "pl"},
	{"of equals the first", "pl, en", "pl"},
	{"of equals the first, the other way", "en, pl", "en"},
	{"one that we have not, then Polish", "de, fr;q=0.9, pl;q=0.1", "pl"},
	{"none that we have", "de, fr", "en"},
	{"anything", "*", "en"},
	{"anything, but rather Polish", "*;q=0.1, pl", "pl"},
	{"Polish is not wanted", "pl;q=0", "en"},
	{"three digits", "en;q=0.123, pl;q=0.124", "pl"},
	{"spaces", " de , \tpl ; q=0.5 ", "pl"},
	{"a longer word is another language", "plx", "en"},
	{"a shorter one too", "p", "en"},
	{"a weight that is none", "pl;q=much, en;q=0.1", "en"},
	{"a weight above one", "en, pl;q=5", "en"},
	{"separators only", ",;,;;,", "en"},
	{"a parameter that is no weight", "pl;level=1", "en"},
};

static void check_row(void **state)
{
	const struct row *r = *state;

	assert_string_equal(
		codes[language_choose(r->accepted, codes, 2)], r->expected);
}

static const struct tag_row {
	const char *name;
	const char *tag;
	size_t expected; /* 2: none */
} tags[] = {
	{"pl", "pl", 1},
	{"en", "en", 0},
	{"en-GB", "en-GB", 0},
	{"de", "de", 2},
	{"empty", "", 2},
	{"a path", "../pl", 2},
};

static void check_tag(void **state)
{
	const struct tag_row *r = *state;

	assert_int_equal(language_find(r->tag, codes, 2), r->expected);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, tags, check_tag);
	return rows_run("languages", &all);
}
