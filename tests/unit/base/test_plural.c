/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "base/plural_private.h"

#define POLISH                                                            \
	"nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 " \
	"|| n%100>=20) ? 1 : 2);"
#define NONE 99 /* the rule is not accepted */

static const struct row {
	const char *name;
	const char *rule;
	unsigned long n;
	unsigned form;
} rows[] = {
	{"English, one", "nplurals=2; plural=n != 1;", 1, 0},
	{"English, none", "nplurals=2; plural=n != 1;", 0, 1},
	{"blanks in front", " \tnplurals = 2 ; plural = n>1", 2, 1},
	{"a line behind it", "nplurals=1; plural=0;\nX-Other: 1\n", 7, 0},
	{"Polish, 1", POLISH, 1, 0},
	{"Polish, 2", POLISH, 2, 1},
	{"Polish, 5", POLISH, 5, 2},
	{"Polish, 12", POLISH, 12, 2},
	{"Polish, 22", POLISH, 22, 1},
	{"Polish, 112", POLISH, 112, 2},
	{"tighter binds first", "nplurals=6; plural=1+2*2;", 0, 5},
	{"from left to right", "nplurals=6; plural=9-4-2;", 0, 3},
	{"not", "nplurals=2; plural=!n;", 0, 1},
	{"at most", "nplurals=2; plural=n<=3;", 3, 1},
	{"choices in each other", "nplurals=3; plural=n ? n>1 ? 2 : 1 : 0;", 9,
		2},
	{"a division by nothing", "nplurals=2; plural=n ? 0 : 1/n;", 0, 0},
	{"nothing", "", 1, NONE},
	{"no number of forms", "plural=0;", 1, NONE},
	{"more forms than there are", "nplurals=2; plural=n;", 2, NONE},
	{"very many forms", "nplurals=7; plural=0;", 0, NONE},
	{"an open parenthesis", "nplurals=2; plural=(n!=1;", 1, NONE},
	{"half a choice", "nplurals=2; plural=n?1;", 1, NONE},
	{"another variable", "nplurals=2; plural=m!=1;", 1, NONE},
	{"something behind it", "nplurals=2; plural=n!=1; exit", 1, NONE},
	{"a number that is too large",
		"nplurals=2; plural=n>99999999999999999999999;", 1, NONE},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	unsigned form = NONE;

	if (r->form == NONE) {
		assert_int_equal(
			plural_form(r->rule, r->n, &form), ERR_INVALID);
		return;
	}
	assert_int_equal(plural_form(r->rule, r->n, &form), ERR_OK);
	assert_int_equal(form, r->form);
}

/* Whoever wrote the file, it costs no more than so much stack. */
static void deep(void **state)
{
	enum {
		DEEP = 100000
	};
	static char rule[DEEP + 64] = "nplurals=2; plural=";
	size_t len = strlen(rule);
	unsigned form;

	(void)state;
	memset(rule + len, '(', DEEP);
	assert_int_equal(plural_form(rule, 1, &form), ERR_INVALID);
	memset(rule + len, '!', DEEP);
	assert_int_equal(plural_form(rule, 1, &form), ERR_INVALID);
	for (size_t i = 0; i + 2 < DEEP; i += 2)
		memcpy(rule + len + i, "n?", 2);
	assert_int_equal(plural_form(rule, 1, &form), ERR_INVALID);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "a very deep rule", deep, NULL);
	return rows_run("plural forms", &all);
}
