/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/refusal_text.h"

#include <string.h>

#include "core/ascii.h"
#include "lib/rows.h"
#include "lib/variables.h"

/* Of a reply's line, beside an address of usual length. */
#define WORDS_MAX 220

struct fill_row {
	const char *name;
	const char *text;
	const char *filled;
};

static const struct fill_row fill_rows[] = {
	{"nothing to fill", "plain", "plain"},
	{"a variable", "a ${x} b", "a 1 b"},
	{"brackets around what is known", "a[ (${x})]", "a (1)"},
	{"around what is not", "a[ (${none})] b", "a b"},
	{"around both", "a[ ${x} ${none}] b", "a b"},
	{"one after the other", "a[ ${none}][, ${x}]", "a, 1"},
	{"around nothing", "a[ b]", "a b"},
	{"what is not known, without brackets", "a ${none}.", "a ."},
	{"a value is not filled again", "${y}", "${x} [z]"},
	{"an unknown one stays", "${z}", "${z}"},
};

static void check_fill(void **state)
{
	const struct fill_row *row = *state;
	const struct notice_variable variables[] = {
		{"x", "1"}, {"y", "${x} [z]"}, {"none", NULL}};
	struct buf out;

	buf_init(&out, 100);
	assert_int_equal(refusal_fill(&out, row->text, variables, 3), ERR_OK);
	assert_string_equal(buf_text(&out), row->filled);
	buf_free(&out);
}

/* There, on one line, not too long, and with a form in ASCII. */
static void check_one(const char *text, const char *english)
{
	struct buf ascii;

	assert_non_null(text);
	assert_in_range(strlen(text), 1, WORDS_MAX);
	assert_null(strpbrk(text, "\r\n%"));
	if (!has_variables_of(text, english) ||
		!has_variables_of(english, text))
		fail_msg("\"%s\" and \"%s\" differ in their variables", english,
			text);
	buf_init(&ascii, (size_t)2 * WORDS_MAX);
	assert_int_equal(ascii_add(&ascii, text), ERR_OK);
	buf_free(&ascii);
}

static void check_texts(void **state)
{
	(void)state;
	for (unsigned l = 0; l < NOTICE_LANGUAGES; l++)
		for (unsigned id = 0; id < REFUSAL_TEXTS; id++)
			check_one(refusal_text((enum notice_language)l,
					  (enum refusal_text)id),
				refusal_text(NOTICE_EN, (enum refusal_text)id));
}

static void check_reasons(void **state)
{
	(void)state;
	for (unsigned l = 0; l < NOTICE_LANGUAGES; l++) {
		enum notice_language language = (enum notice_language)l;

		for (unsigned i = REASON_OBJECTED; i < REASON_COUNT; i++) {
			enum reason r = (enum reason)i;

			check_one(refusal_reason(language, r),
				refusal_reason(NOTICE_EN, r));
			check_one(refusal_words(language, r),
				refusal_words(NOTICE_EN, r));
			/* A refusal is always under a law. */
			assert_int_equal(*refusal_article(language, r) != '\0',
				*reason_article(r) != '\0');
			if (l != NOTICE_EN)
				assert_string_not_equal(
					refusal_reason(language, r),
					refusal_reason(NOTICE_EN, r));
		}
		assert_string_equal(
			refusal_reason(language, (enum reason)0), "");
		assert_string_equal(
			refusal_reason(language, (enum reason)REASON_COUNT),
			"");
	}
}

/* Nothing tells these two apart. */
static void check_confidential(void **state)
{
	(void)state;
	for (unsigned l = 0; l < NOTICE_LANGUAGES; l++) {
		enum notice_language language = (enum notice_language)l;

		assert_string_equal(refusal_reason(language, REASON_RESTRICTED),
			refusal_reason(language, REASON_SPECIAL_CATEGORY));
		assert_string_equal(refusal_words(language, REASON_RESTRICTED),
			refusal_words(language, REASON_SPECIAL_CATEGORY));
		assert_string_equal(
			refusal_article(language, REASON_RESTRICTED),
			refusal_article(language, REASON_SPECIAL_CATEGORY));
		assert_null(strstr(
			refusal_reason(language, REASON_RESTRICTED), "since"));
	}
	assert_string_equal(refusal_name(REASON_RESTRICTED), "not-permitted");
	assert_string_equal(
		refusal_name(REASON_SPECIAL_CATEGORY), "not-permitted");
	assert_string_equal(refusal_name(REASON_OBJECTED), "objected");
}

static void check_language(void **state)
{
	struct settings s = {.reply_language = "pl_PL.UTF-8"};

	(void)state;
	assert_int_equal(refusal_language(&s), NOTICE_PL);
	s.reply_language = "fr";
	assert_int_equal(refusal_language(&s), NOTICE_EN);
	s.reply_language = NULL;
	assert_int_equal(refusal_language(&s), NOTICE_EN);
	assert_int_equal(refusal_language(NULL), NOTICE_EN);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, fill_rows, check_fill);
	rows_add_one(&rows, "each text in each language", check_texts, NULL);
	rows_add_one(
		&rows, "each reason in each language", check_reasons, NULL);
	rows_add_one(&rows, "what may not be told", check_confidential, NULL);
	rows_add_one(&rows, "the language", check_language, NULL);
	return rows_run("refusal_text", &rows);
}
