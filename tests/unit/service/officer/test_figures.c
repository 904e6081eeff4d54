/* SPDX-License-Identifier: BSD-2-Clause */
/* What needs all persons, made at night. */
#include "unit/service/ear.h"

#include "service/officer/figures.h"

static void test_made(void **state)
{
	int64_t made_utc;
	struct house h;
	struct buf html;
	json_t *figures;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&html, FIGURES_PAGE_MAX);
	IS(figures_get(h.desk, &figures, &made_utc), ERR_NOT_FOUND);
	assert_null(figures);
	IS(figures_report(h.desk, "pl", &html, &made_utc), ERR_NOT_FOUND);
	IS(figures_make(h.desk), ERR_OK);
	IS(figures_get(h.desk, &figures, &made_utc), ERR_OK);
	IS(made_utc, HOUSE_NOW);
	IS(json_integer_value(json_object_get(figures, "persons")), 1);
	IS(json_array_size(json_object_get(figures, "purposes")), 3);
	json_decref(figures);
	IS(figures_report(h.desk, "pl", &html, &made_utc), ERR_OK);
	assert_non_null(strstr(buf_text(&html), "<section>"));
	assert_null(strstr(buf_text(&html), "<main>"));
	assert_null(strstr(buf_text(&html), "style="));
	buf_reset(&html);
	IS(figures_advice(h.desk, "en", "prospect", &html, &made_utc), ERR_OK);
	assert_true(html.len > 0);
	assert_null(strstr(buf_text(&html), "<style"));
	IS(figures_advice(h.desk, "en", "nobody", &html, &made_utc),
		ERR_NOT_FOUND);
	/* Made anew, it is as it was. */
	IS(figures_make(h.desk), ERR_OK);
	buf_free(&html);
	house_close(&h);
}

/* It is noon; h is how much later it is. */
static const struct due_row {
	const char *name;
	int made_before_h; /* 0: never made */
	int later_h;
	bool is_due;
} due_rows[] = {
	{"never made, and few persons", 0, 0, true},
	{"made at noon, it is noon", 1, 0, false},
	{"made at noon, it is evening", 1, 9, false},
	{"made at noon, it is night", 1, 15, false},
	{"made the night before", 10, 14, true},
};

static void check_due(void **state)
{
	const struct due_row *row = *state;
	struct house h;
	bool is_due;

	ear_open(&h, EAR_CONFIG("20"));
	if (row->made_before_h) {
		h.desk->now_utc = HOUSE_NOW - (row->made_before_h - 1) * 3600;
		IS(figures_make(h.desk), ERR_OK);
	}
	h.desk->now_utc = HOUSE_NOW + row->later_h * 3600;
	IS(figures_are_due(h.desk, &is_due), ERR_OK);
	assert_int_equal(is_due, row->is_due);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "made and read", test_made, NULL);
	rows_add(&all, due_rows, check_due);
	return rows_run("officer/figures", &all);
}
