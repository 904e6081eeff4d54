/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/shown.h"

#include <stdio.h>

#include "base/buf.h"
#include "lib/rows.h"

#define TEXTS 4

static const struct row {
	const char *name;
	const char *texts[TEXTS]; /* up to the first NULL */
	const char *language;
	const char *one; /* name of a thing; "?" where there is none */
	const char *all; /* things, a comma between */
} rows[] = {
	{"in its language", {"en: offers", "pl: oferty"}, "pl", "oferty",
		"oferty"},
	{"the other way round", {"pl: oferty", "en: offers"}, "en", "offers",
		"offers"},
	{"the language in capitals", {"EN: offers"}, "en", "offers", "offers"},
	{"without a language", {"offers"}, "pl", "offers", "offers"},
	{"its language before one without", {"offers", "pl: oferty"}, "pl",
		"oferty", "offers,oferty"},
	{"nothing in the language", {"pl: oferty", "pl: listy"}, "en", "?",
		"oferty,listy"},
	{"one of several things", {"pl: hosting", "en: hosting", "ABC S.A."},
		"en", "hosting", "hosting,ABC S.A."},
	{"a colon that begins no language", {"a: b", "http: c", "12: d"}, "pl",
		"12: d", "a: b,http: c,12: d"},
	{"no blank behind the colon", {"pl:oferty"}, "en", "pl:oferty",
		"pl:oferty"},
	{"nothing", {NULL}, "en", "?", ""},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct settings_list list = {r->texts, 0};
	struct buf all;

	while (list.len < TEXTS && r->texts[list.len])
		list.len++;
	assert_string_equal(shown_name(&list, r->language, "?"), r->one);
	buf_init(&all, 1000);
	for (size_t i = 0; i < list.len; i++) {
		const char *text = shown_item(&list, i, r->language);

		if (text)
			(void)buf_addf(
				&all, "%s%s", all.len > 0 ? "," : "", text);
	}
	assert_string_equal(buf_text(&all), r->all);
	buf_free(&all);
}

static void test_none(void **state)
{
	static const char *const none[] = {"none", "more"};

	(void)state;
	assert_true(shown_is_none(&(struct settings_list){none, 1}));
	assert_false(shown_is_none(&(struct settings_list){none, 2}));
	assert_false(shown_is_none(&(struct settings_list){none, 0}));
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "none", test_none, NULL);
	return rows_run("shown", &all);
}
