/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/notice_text.h"

#include <string.h>

#include "config/shown.h"
#include "lib/rows.h"
#include "lib/variables.h"

struct fill_row {
	const char *name;
	const char *text;
	const char *filled;
};

static const struct fill_row fill_rows[] = {
	{"nothing to fill", "plain", "plain"},
	{"empty", "", ""},
	{"one", "a ${x} b", "a 1 b"},
	{"twice, and at both ends", "${x}${y}${x}", "1two1"},
	{"an unknown one stays", "${z}", "${z}"},
	{"no end", "${x", "${x"},
	{"a dollar alone", "$ {x} $", "$ {x} $"},
	{"a value is not filled again", "${w}", "${x}"},
};

static void check_fill(void **state)
{
	const struct fill_row *row = *state;
	const struct notice_variable variables[] = {
		{"x", "1"}, {"y", "two"}, {"w", "${x}"}};
	struct buf out;

	buf_init(&out, 100);
	assert_int_equal(notice_fill(&out, row->text, variables, 3), ERR_OK);
	assert_string_equal(buf_text(&out), row->filled);
	buf_free(&out);
}

struct tag_row {
	const char *name;
	const char *tag;
	enum err err;
	enum notice_language language;
};

static const struct tag_row tag_rows[] = {
	{"English", "en", ERR_OK, NOTICE_EN},
	{"Polish", "pl", ERR_OK, NOTICE_PL},
	{"a locale", "pl_PL.UTF-8", ERR_OK, NOTICE_PL},
	{"a language tag", "PL-pl", ERR_OK, NOTICE_PL},
	{"begins alike", "pls", ERR_NOT_FOUND, NOTICE_EN},
	{"unknown", "fr", ERR_NOT_FOUND, NOTICE_EN},
	{"empty", "", ERR_NOT_FOUND, NOTICE_EN},
};

static void check_tag(void **state)
{
	const struct tag_row *row = *state;
	enum notice_language language = NOTICE_LANGUAGES;

	assert_int_equal(notice_language_parse(row->tag, &language), row->err);
	assert_int_equal(language, row->language);
}

static void check_complete(void **state)
{
	(void)state;
	for (unsigned id = 0; id < NOTICE_TEXTS; id++) {
		const char *english =
			notice_text(NOTICE_EN, (enum notice_text)id);

		for (unsigned i = 0; i < NOTICE_LANGUAGES; i++) {
			const char *text = notice_text(
				(enum notice_language)i, (enum notice_text)id);

			assert_non_null(text);
			assert_true(text[0]);
			if (!has_variables_of(text, english) ||
				!has_variables_of(english, text))
				fail_msg("\"%s\" and \"%s\" differ in their "
					 "variables",
					english, text);
		}
	}
}

static void check_reasons(void **state)
{
	(void)state;
	for (unsigned i = 0; i < NOTICE_LANGUAGES; i++) {
		for (unsigned r = REASON_OBJECTED; r < REASON_COUNT; r++)
			assert_true(notice_reason(
				(enum notice_language)i, (enum reason)r)[0]);
		assert_string_equal(
			notice_reason((enum notice_language)i, (enum reason)0),
			"");
		assert_string_equal(notice_reason((enum notice_language)i,
					    (enum reason)REASON_COUNT),
			"");
	}
	assert_string_not_equal(notice_reason(NOTICE_PL, REASON_OBJECTED),
		notice_reason(NOTICE_EN, REASON_OBJECTED));
}

/* What the configuration says of languages holds for notices. */
static void check_languages(void **state)
{
	(void)state;
	assert_int_equal(SHOWN_LANGUAGES, NOTICE_LANGUAGES);
	for (unsigned i = 0; i < NOTICE_LANGUAGES; i++)
		assert_string_equal(
			notice_language_tag((enum notice_language)i),
			shown_languages[i]);
	assert_true(shown_has_language("PL_PL.UTF-8"));
	assert_false(shown_has_language("p"));
	assert_false(shown_has_language("de"));
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, fill_rows, check_fill);
	rows_add(&rows, tag_rows, check_tag);
	rows_add_one(&rows, "each text in each language, same variables",
		check_complete, NULL);
	rows_add_one(
		&rows, "each reason in each language", check_reasons, NULL);
	rows_add_one(&rows, "languages", check_languages, NULL);
	return rows_run("notice_text", &rows);
}
