/* SPDX-License-Identifier: BSD-2-Clause */
/* The page says the same in each language, and cites the same. */
#include <ctype.h>
#include <stdio.h>

#include "core/policy.h"
#include "core/subject.h"
#include "lib/rows.h"
#include "service/report/export_private.h"

#define NUMBERS_SIZE 200
#define JSON_SIZE 500

/* A document without so many backslashes. */
static const char *quoted(const char *text)
{
	static char json[JSON_SIZE];
	size_t i = 0;

	for (; text[i] && i + 1 < sizeof(json); i++)
		json[i] = text[i] == '\'' ? '"' : text[i];
	json[i] = '\0';
	return json;
}

/* The numbers of a text, in their order: articles, paragraphs, directives. */
static void numbers_of(const char *text, char numbers_r[NUMBERS_SIZE])
{
	size_t n = 0;

	for (; *text && n + 2 < NUMBERS_SIZE; text++) {
		if (isdigit((unsigned char)*text))
			numbers_r[n++] = *text;
		else if (n > 0 && numbers_r[n - 1] != ' ')
			numbers_r[n++] = ' ';
	}
	if (n > 0 && numbers_r[n - 1] == ' ')
		n--;
	numbers_r[n] = '\0';
}

static void assert_same_numbers(const char *one, const char *other)
{
	char left[NUMBERS_SIZE], right[NUMBERS_SIZE];

	print_message("# %s\n", other);
	numbers_of(one, left);
	numbers_of(other, right);
	assert_string_equal(left, right);
}

static void test_texts(void **state)
{
	(void)state;
	for (unsigned t = 0; t < EXPORT_TEXTS; t++) {
		const char *english =
			export_text(EXPORT_EN, (enum export_text)t);
		const char *polish =
			export_text(EXPORT_PL, (enum export_text)t);

		assert_true(english && *english && polish && *polish);
		assert_same_numbers(english, polish);
		assert_null(strstr(polish, "GDPR"));
		assert_null(strstr(polish, "Art."));
	}
}

static void test_reasons(void **state)
{
	(void)state;
	for (unsigned r = REASON_OBJECTED; r <= REASON_RULES; r++) {
		const char *name = reason_name((enum reason)r);
		const char *article = reason_article((enum reason)r);
		const char *polish = export_article(EXPORT_PL, article);

		assert_string_not_equal(export_word(EXPORT_EN, name), name);
		assert_string_not_equal(export_word(EXPORT_PL, name), name);
		if (!*article)
			continue;
		assert_string_equal(
			export_article(EXPORT_EN, article), article);
		assert_string_not_equal(polish, article);
		assert_same_numbers(article, polish);
	}
}

/* The articles that requests are made under, requests.h. */
static void test_requests(void **state)
{
	static const int numbers[] = {15, 16, 17, 18, 20, 21};
	char english[32], polish[32];

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		snprintf(english, sizeof(english), "GDPR Art. %d", numbers[i]);
		snprintf(polish, sizeof(polish), "art. %d RODO", numbers[i]);
		assert_string_equal(
			export_article(EXPORT_EN, english), english);
		assert_string_equal(export_article(EXPORT_PL, english), polish);
	}
}

static void test_bases(void **state)
{
	(void)state;
	for (unsigned b = 0; b < BASIS_COUNT; b++) {
		const char *name = basis_name((enum basis)b);

		assert_same_numbers(export_word(EXPORT_EN, name),
			export_word(EXPORT_PL, name));
	}
}

/* What the page cannot know is in no text: authorities, ways to write. */
static void test_promises(void **state)
{
	static const char *const never[] = {"uodo", "UODO", "@", "http"};

	(void)state;
	for (unsigned t = 0; t < EXPORT_TEXTS; t++)
		for (unsigned l = 0; l < EXPORT_LANGUAGES; l++)
			for (size_t i = 0; i < 4; i++)
				assert_null(strstr(
					export_text((enum export_language)l,
						(enum export_text)t),
					never[i]));
}

/* What the journal adds, as the program writes it. */
static const struct row {
	const char *name;
	const char *entry;
	const char *english, *polish;
} rows[] = {
	{"an objection by telephone",
		"{'kind': 'objection', 'detail': 'by address, channel phone'}",
		"of the address, by telephone", "dla adresu, sposób: telefon"},
	{"another way, and what nobody has translated",
		"{'kind': 'objection', 'detail': 'by domain, channel <fax>, "
		"proof spf'}",
		"of the whole domain, by &lt;fax&gt;, proof spf",
		"dla całej domeny, sposób: &lt;fax&gt;, proof spf"},
	{"the basis of a consent", "{'kind': 'grant', 'detail': 'consent'}",
		"your consent (GDPR Art. 6(1)(a))",
		"Twoja zgoda (art. 6 ust. 1 lit. a RODO)"},
	{"a relation by its name", "{'kind': 'relation', 'detail': 'lead'}",
		"interested", "zainteresowani"},
	{"a relation of former times",
		"{'kind': 'relation', 'detail': 'guest'}", "guest", "guest"},
	{"words of staff", "{'kind': 'restriction', 'detail': 'as asked'}",
		"as asked", "as asked"},
	{"nothing", "{'kind': 'contact', 'detail': null}", "", ""},
};

static void check_row(void **state)
{
	static const char relations[] =
		"{'relations': [{'name': 'lead', 'shown_as': "
		"['en: interested', 'pl: zainteresowani']}]}";
	const struct row *row = *state;
	const char *const wanted[] = {row->english, row->polish};
	json_t *document = json_loads(quoted(relations), 0, NULL);
	json_t *entry = json_loads(quoted(row->entry), 0, NULL);
	struct buf out;

	assert_non_null(document);
	assert_non_null(entry);
	buf_init(&out, 10000);
	for (unsigned l = 0; l < EXPORT_LANGUAGES; l++) {
		struct export_writing w = {
			&out, document, (enum export_language)l};

		buf_reset(&out);
		buf_adds(&out, "");
		export_detail(&w, entry);
		assert_string_equal(buf_text(&out), wanted[l]);
	}
	buf_free(&out);
	json_decref(entry);
	json_decref(document);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "texts", test_texts, NULL);
	rows_add_one(&all, "reasons and their articles", test_reasons, NULL);
	rows_add_one(&all, "articles of requests", test_requests, NULL);
	rows_add_one(&all, "bases", test_bases, NULL);
	rows_add_one(
		&all, "no promise but the configured", test_promises, NULL);
	return rows_run("texts of the export", &all);
}
