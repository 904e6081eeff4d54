/* SPDX-License-Identifier: BSD-2-Clause */
/* A text that is fetched in pieces. */
#include "unit/service/ear.h"

#include "service/officer/parcel.h"

#define MOST (4 * PARCEL_PIECE)

static const struct row {
	const char *name;
	size_t len;
	unsigned pieces;
} rows[] = {
	{"one octet", 1, 1},
	{"one piece", PARCEL_PIECE, 1},
	{"one octet more", PARCEL_PIECE + 1, 2},
	{"several pieces", 3 * PARCEL_PIECE + 5, 4},
};

static char *make_text(size_t len)
{
	char *text = malloc(len);

	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = (char)('a' + i % 23);
	return text;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	char *text = make_text(row->len);
	struct parcel_place place = {.has_more = true};
	int64_t made_utc;
	struct house h;
	struct buf out;

	house_open(&h);
	buf_init(&out, MOST);
	IS(parcel_put(h.desk, 7, "ref", text, row->len), ERR_OK);
	for (unsigned n = 0; n < row->pieces; n++) {
		assert_true(place.has_more);
		IS(parcel_piece(h.desk, 7, "ref", n, &out, &place), ERR_OK);
	}
	assert_false(place.has_more);
	IS(place.size, row->len);
	IS(out.len, row->len);
	assert_memory_equal(out.data, text, row->len);
	buf_reset(&out);
	IS(parcel_get(h.desk, 7, "ref", &out, &made_utc), ERR_OK);
	IS(out.len, row->len);
	IS(made_utc, HOUSE_NOW);
	assert_memory_equal(out.data, text, row->len);
	IS(parcel_remove(h.desk, 7, "ref"), ERR_OK);
	IS(parcel_remove(h.desk, 7, "ref"), ERR_OK);
	IS(parcel_piece(h.desk, 7, "ref", 0, &out, &place), ERR_NOT_FOUND);
	free(text);
	buf_free(&out);
	house_close(&h);
}

static void test_whose(void **state)
{
	struct parcel_place place;
	struct house h;
	struct buf out;

	(void)state;
	house_open(&h);
	buf_init(&out, MOST);
	IS(parcel_put(h.desk, 7, "ref", "first", 5), ERR_OK);
	IS(parcel_piece(h.desk, 8, "ref", 0, &out, &place), ERR_NOT_FOUND);
	IS(parcel_piece(h.desk, 7, "other", 0, &out, &place), ERR_NOT_FOUND);
	IS(parcel_piece(h.desk, 7, "ref", 1, &out, &place), ERR_NOT_FOUND);
	IS(out.len, 0);
	/* Begun once more, it is another text. */
	IS(parcel_put(h.desk, 7, "ref", "second", 6), ERR_OK);
	IS(parcel_piece(h.desk, 7, "ref", 0, &out, &place), ERR_OK);
	assert_memory_equal(out.data, "second", 6);
	buf_free(&out);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "whose it is", test_whose, NULL);
	return rows_run("officer/parcel", &all);
}
