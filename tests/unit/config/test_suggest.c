/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/suggest_private.h"

#include "lib/rows.h"

struct near_row {
	const char *name;
	const char *typed;
	const char *words;
	const char *near; /* NULL: nothing */
};

static const struct near_row near_rows[] = {
	{"a letter dropped", "enforc", "enforce, observe", "enforce"},
	{"a letter too many", "obserrve", "enforce, observe", "observe"},
	{"a letter changed", "obserbe", "enforce, observe", "observe"},
	{"two swapped", "onbserve", "enforce, observe", "observe"},
	{"neighbours swapped", "obesrve", "enforce, observe", "observe"},
	{"other case", "ENFORCE", "enforce, observe", "enforce"},
	{"the nearer of two", "mounths", "month, months", "months"},
	{"the same", "hold", "hold, reject", "hold"},
	{"too far", "sometimes", "enforce, observe", NULL},
	{"short words do not all look alike", "x", "a, b", NULL},
	{"two letters of six may be wrong", "newslt", "newsletter", NULL},
	{"nothing typed", "", "enforce", NULL},
	{"nothing to choose", "enforce", "", NULL},
	{"the limit of six letters", "accxxt", "accept", "accept"},
	{"past the limit", "axxxpt", "accept", NULL},
};

static void check_near(void **state)
{
	const struct near_row *row = *state;
	struct suggestion s;

	suggestion_init(&s, row->typed);
	suggestion_offer_words(&s, row->words);
	if (!row->near) {
		assert_null(s.word);
		return;
	}
	assert_non_null(s.word);
	assert_int_equal(s.word_len, strlen(row->near));
	assert_memory_equal(s.word, row->near, s.word_len);
}

/* Words longer than the table are no near ones, and no harm. */
static void test_long(void **state)
{
	char text[SUGGEST_MAX + 2];
	struct suggestion s;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	suggestion_init(&s, text);
	suggestion_offer(&s, text);
	assert_null(s.word);
	text[SUGGEST_MAX] = '\0';
	suggestion_init(&s, text);
	suggestion_offer(&s, text);
	assert_ptr_equal(s.word, text);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, near_rows, check_near);
	rows_add_one(&rows, "long words", test_long, NULL);
	return rows_run("suggest", &rows);
}
