/* SPDX-License-Identifier: BSD-2-Clause */
/* What is of the program itself has words in each language. */
#include "lib/rows.h"

#include "service/document/words.h"

static void assert_translated(const char *english, const char *polish)
{
	assert_true(*english && *polish);
	assert_string_not_equal(english, polish);
	assert_null(strstr(polish, "GDPR"));
	assert_null(strstr(polish, "Art."));
	assert_null(strstr(polish, "Directive"));
}

static void test_reasons(void **state)
{
	struct translation pl;

	(void)state;
	assert_int_equal(translation_open("pl_PL.UTF-8", &pl), ERR_OK);
	for (unsigned i = 1; i < REASON_COUNT; i++) {
		enum reason reason = (enum reason)i;
		const char *article = reason_article(reason);

		assert_translated(
			words_reason(NULL, reason), words_reason(&pl, reason));
		assert_string_equal(words_article(NULL, article), article);
		if (*article && reason != REASON_BAD_ADDRESS)
			assert_translated(article, words_article(&pl, article));
	}
	assert_string_equal(
		words_article(&pl, "RFC 5321 4.1.2"), "RFC 5321 4.1.2");
	translation_free(&pl);
}

/* As the schema of the configuration accepts them. */
static const char *const categories[] = {"racial-or-ethnic-origin",
	"political-opinions", "religion-or-belief", "trade-union-membership",
	"genetic-data", "biometric-data", "health", "sex-life",
	"sexual-orientation"};

static void test_names(void **state)
{
	struct translation pl;

	(void)state;
	assert_int_equal(translation_open("pl_PL.UTF-8", &pl), ERR_OK);
	for (unsigned i = 0; i < BASIS_COUNT; i++)
		assert_translated(words_basis(NULL, (enum basis)i),
			words_basis(&pl, (enum basis)i));
	for (unsigned i = 0; i < ACTION_COUNT; i++)
		assert_translated(words_action(NULL, (enum action)i),
			words_action(&pl, (enum action)i));
	for (unsigned i = SEVERITY_FINE; i <= SEVERITY_ERROR; i++)
		assert_translated(words_severity(NULL, (enum severity)i),
			words_severity(&pl, (enum severity)i));
	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		assert_translated(words_category(NULL, categories[i]),
			words_category(&pl, categories[i]));
	assert_string_equal(words_category(&pl, "zodiac"), "zodiac");
	assert_string_equal(words_basis(&pl, BASIS_CONSENT),
		"zgoda (art. 6 ust. 1 lit. a RODO)");
	translation_free(&pl);
}

static const struct row {
	const char *name;
	struct retain_rule rule;
	const char *english, *polish;
} rows[] = {
	{"a day", {{1, PERIOD_DAYS}, RETAIN_LAST_CONTACT},
		"1 day after the last contact",
		"1 dzień od ostatniego kontaktu"},
	{"two weeks", {{2, PERIOD_WEEKS}, RETAIN_COLLECTION},
		"2 weeks after collection", "2 tygodnie od zebrania danych"},
	{"five months", {{5, PERIOD_MONTHS}, RETAIN_COLLECTION},
		"5 months after collection", "5 miesięcy od zebrania danych"},
	{"three years", {{3, PERIOD_YEARS}, RETAIN_RELATION_END},
		"3 years after the relation's end",
		"3 lata od zakończenia relacji"},
	{"twelve years", {{12, PERIOD_YEARS}, RETAIN_RELATION_END},
		"12 years after the relation's end",
		"12 lat od zakończenia relacji"},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct translation pl;
	struct buf out;

	assert_int_equal(translation_open("pl", &pl), ERR_OK);
	buf_init(&out, 1000);
	words_retain(NULL, &row->rule, &out);
	assert_string_equal(buf_text(&out), row->english);
	buf_reset(&out);
	words_retain(&pl, &row->rule, &out);
	assert_string_equal(buf_text(&out), row->polish);
	buf_free(&out);
	translation_free(&pl);
}

static void test_percent(void **state)
{
	struct translation pl;
	struct buf out;

	(void)state;
	assert_int_equal(translation_open("PL", &pl), ERR_OK);
	buf_init(&out, 1000);
	words_percent(NULL, 0.025, 2, &out);
	assert_string_equal(buf_text(&out), "2.50\xC2\xA0%");
	buf_reset(&out);
	words_percent(&pl, 0.025, 2, &out);
	assert_string_equal(buf_text(&out), "2,50\xC2\xA0%");
	buf_reset(&out);
	words_percent(&pl, 0.02, 0, &out);
	assert_string_equal(buf_text(&out), "2\xC2\xA0%");
	buf_free(&out);
	translation_free(&pl);
}

static void test_languages(void **state)
{
	struct translation t;

	(void)state;
	assert_int_equal(translation_open("en-GB", &t), ERR_OK);
	assert_string_equal(translation_code(&t), "en");
	assert_string_equal(tr(&t, "persons"), "persons");
	translation_free(&t);
	assert_int_equal(translation_open("plx", &t), ERR_INVALID);
	assert_int_equal(translation_open("", &t), ERR_INVALID);
	assert_int_equal(translation_open("de", &t), ERR_INVALID);
	assert_string_equal(translation_code(NULL), "en");
	assert_string_equal(tr(NULL, "persons"), "persons");
	assert_string_equal(tr_count(NULL, "one", "many", -1), "many");
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "reasons and their articles", test_reasons, NULL);
	rows_add_one(&all, "bases, actions, severities", test_names, NULL);
	rows_add(&all, rows, check_row);
	rows_add_one(&all, "shares", test_percent, NULL);
	rows_add_one(&all, "languages", test_languages, NULL);
	return rows_run("words of documents", &all);
}
