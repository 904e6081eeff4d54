/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands in a URL in place of an address. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/officer/person_ref.h"

static const struct row {
	const char *name;
	int64_t account; /* that opens it */
	int64_t later_s;
	enum err e;
} rows[] = {
	{"at once", 7, 0, ERR_OK},
	{"in the evening", 7, PERSON_REF_LASTS_S - 1, ERR_OK},
	{"the day after", 7, PERSON_REF_LASTS_S, ERR_NOT_FOUND},
	{"by a host whose clock is behind", 7, -60, ERR_OK},
	{"before it was made", 7, -61, ERR_NOT_FOUND},
	{"by another account", 8, 0, ERR_NOT_FOUND},
	{"by an account whose number begins alike", 70, 0, ERR_NOT_FOUND},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	char ref[SEALED_WORD_SIZE], who[PERSON_WHO_SIZE] = "";
	struct house h;

	house_open(&h);
	IS(person_ref_make(h.desk, 7, "Adam+x@Example.com", ref), ERR_OK);
	assert_null(strstr(ref, "xample"));
	h.desk->now_utc += row->later_s;
	IS(person_ref_open(h.desk, row->account, ref, who), row->e);
	assert_string_equal(who, row->e ? "" : "Adam+x@Example.com");
	house_close(&h);
}

/* Each character counts, and how many there are. */
static void test_changed(void **state)
{
	char ref[SEALED_WORD_SIZE + 1], who[PERSON_WHO_SIZE];
	struct house h;
	size_t len;

	(void)state;
	house_open(&h);
	IS(person_ref_make(h.desk, 7, ADAM, ref), ERR_OK);
	len = strlen(ref);
	for (size_t i = 0; i < len; i++) {
		char was = ref[i];

		ref[i] = was == 'A' ? 'B' : 'A';
		IS(person_ref_open(h.desk, 7, ref, who), ERR_NOT_FOUND);
		ref[i] = was;
	}
	(void)snprintf(ref + len, 2, "A");
	IS(person_ref_open(h.desk, 7, ref, who), ERR_NOT_FOUND);
	ref[len - 1] = '\0';
	IS(person_ref_open(h.desk, 7, ref, who), ERR_NOT_FOUND);
	IS(person_ref_open(h.desk, 7, "", who), ERR_NOT_FOUND);
	IS(person_ref_open(h.desk, 7, "../adam@example.com", who),
		ERR_NOT_FOUND);
	house_close(&h);
}

static void test_long(void **state)
{
	char ref[SEALED_WORD_SIZE], who[PERSON_WHO_SIZE];
	char text[SEALED_WORD_TEXT_MAX + 1];
	struct house h;

	(void)state;
	house_open(&h);
	memset(text, 'x', sizeof(text));
	/* Behind the instant, of ten digits, and a blank. */
	text[SEALED_WORD_TEXT_MAX - 11] = '\0';
	IS(person_ref_make(h.desk, 7, text, ref), ERR_OK);
	IS(strlen(ref), SEALED_WORD_SIZE - 1);
	IS(person_ref_open(h.desk, 7, ref, who), ERR_OK);
	assert_string_equal(who, text);
	text[SEALED_WORD_TEXT_MAX - 11] = 'x';
	text[SEALED_WORD_TEXT_MAX - 10] = '\0';
	IS(person_ref_make(h.desk, 7, text, ref), ERR_LIMIT);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "changed", test_changed, NULL);
	rows_add_one(&all, "long addresses", test_long, NULL);
	return rows_run("officer/person_ref", &all);
}
