/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules E6 */
#include "unit/service/house.h"

#include <stdlib.h>

#include "service/report/advise.h"

#define DAY INT64_C(86400)

/* A person's relation, and how many days ago the last contact and the
 * collection were; -1: never. */
struct spec {
	const char *relation;
	int contact, collected;
};

static void put_persons(struct house *h, const struct spec *spec, unsigned len,
	unsigned *number)
{
	struct store_session *s = h->desk->session;

	assert_int_equal(store_write_begin(s), ERR_OK);
	for (unsigned i = 0; i < len; i++) {
		struct pseudonym key = {{0}};
		const struct store_person person = {
			.relation = spec->relation,
			.relation_since_utc = INSTANT_NONE,
			.relation_end_utc = INSTANT_NONE,
			.source = "chat",
			.collected_utc = spec->collected < 0 ?
				INSTANT_NONE :
				HOUSE_NOW - spec->collected * DAY,
			.last_contact_utc = spec->contact < 0 ?
				INSTANT_NONE :
				HOUSE_NOW - spec->contact * DAY,
			.failure_utc = INSTANT_NONE,
			.restricted_utc = INSTANT_NONE,
		};

		++*number;
		memcpy(key.bytes, number, sizeof(*number));
		assert_int_equal(store_person_put(s, &key, &person), ERR_OK);
	}
	assert_int_equal(store_write_commit(s), ERR_OK);
}

static void put_silences(struct house *h, int from, int to, int64_t returned)
{
	struct store_session *s = h->desk->session;

	assert_int_equal(store_write_begin(s), ERR_OK);
	for (int day = from; day <= to; day++)
		assert_int_equal(
			store_silence_add(s, "prospect", day, returned, 0),
			ERR_OK);
	assert_int_equal(store_silence_add(s, "customer", 3, 7, 7), ERR_OK);
	assert_int_equal(
		store_silence_add(s, "prospect", 200, 0, 4000), ERR_OK);
	assert_int_equal(store_write_commit(s), ERR_OK);
}

static void test_found(void **state)
{
	const struct spec fresh = {"prospect", 3, 100},
			  stale = {"prospect", 100, 300},
			  collected = {"prospect", -1, 50},
			  undated = {"prospect", -1, -1},
			  other = {"customer", 3, 3};
	struct house h;
	struct advice a;
	struct buf out;
	unsigned number = 0;

	(void)state;
	house_open(&h);
	put_persons(&h, &fresh, 10, &number);
	put_persons(&h, &stale, 20, &number);
	put_persons(&h, &collected, 30, &number);
	put_persons(&h, &undated, 4, &number);
	put_persons(&h, &other, 5, &number);
	put_silences(&h, 1, 60, 20);
	assert_int_equal(
		advise(h.desk, NULL, "prospect", 0.02, NULL, NULL, &a), ERR_OK);
	assert_int_equal(a.returned, 1200);
	assert_int_equal(a.removed, 4000);
	assert_int_equal(a.silent, 60);
	assert_int_equal(a.undated, 4);
	assert_int_equal(a.fit.spells, 5260);
	assert_int_equal(a.found.answer, SURVIVAL_FOUND);
	assert_in_range(a.days, 50, 60);
	/* One month: those of 100 and 50 days, and the undated. */
	assert_int_equal(a.end_now, 54);
	/* More than 50 days: those of 100, and the undated. */
	assert_int_equal(a.would_end, 24);
	assert_int_equal(a.would_have_lost, (60 - a.days) * 20);
	buf_init(&out, 100000);
	assert_int_equal(advice_retain_line(&a, &out), ERR_OK);
	assert_non_null(strstr(buf_text(&out), "days after last-contact\"}"));
	buf_reset(&out);
	assert_int_equal(advice_markdown(&a, &out), ERR_OK);
	assert_non_null(strstr(buf_text(&out),
		"| returns of the past in all                 "
		"                  |   1200 |"));
	buf_reset(&out);
	assert_int_equal(advice_html(&a, &out), ERR_OK);
	assert_non_null(strstr(buf_text(&out), "</svg>"));
	buf_free(&out);
	advice_free(&a);
	house_close(&h);
}

/* The other rules of a relation stay, and end what they end. */
static void test_other_rules(void **state)
{
	const struct spec lasting = {"customer", 10, 4000};
	struct house h;
	struct advice a;
	struct buf out;
	unsigned number = 0;

	(void)state;
	house_open(&h);
	put_persons(&h, &lasting, 300, &number);
	assert_int_equal(store_write_begin(h.desk->session), ERR_OK);
	for (int day = 1; day <= 40; day++)
		assert_int_equal(store_silence_add(h.desk->session, "customer",
					 day, 5, 0),
			ERR_OK);
	assert_int_equal(
		store_silence_add(h.desk->session, "customer", 400, 0, 5000),
		ERR_OK);
	assert_int_equal(store_write_commit(h.desk->session), ERR_OK);
	assert_int_equal(
		advise(h.desk, NULL, "customer", 0.02, NULL, NULL, &a), ERR_OK);
	assert_int_equal(a.found.answer, SURVIVAL_FOUND);
	assert_int_equal(a.end_now, 0);
	assert_int_equal(a.would_end, a.days < 10 ? 300 : 0);
	buf_init(&out, 1000);
	assert_int_equal(advice_retain_line(&a, &out), ERR_OK);
	assert_non_null(
		strstr(buf_text(&out), "\"6 years after relation-end\"}"));
	buf_free(&out);
	advice_free(&a);
	house_close(&h);
}

static void test_refused(void **state)
{
	struct house h;
	struct advice a;
	struct buf out;

	(void)state;
	house_open(&h);
	put_silences(&h, 1, 19, 1);
	assert_int_equal(
		advise(h.desk, NULL, "prospect", 0.02, NULL, NULL, &a), ERR_OK);
	assert_int_equal(a.found.answer, SURVIVAL_FEW_RETURNS);
	buf_init(&out, 100000);
	assert_int_equal(advice_markdown(&a, &out), ERR_OK);
	assert_non_null(strstr(buf_text(&out),
		"19 returns are on record, 20 "
		"are needed; 1 are missing"));
	buf_free(&out);
	advice_free(&a);
	assert_int_equal(advise(h.desk, NULL, "prospct", 0.02, NULL, NULL, &a),
		ERR_INVALID);
	assert_non_null(strstr(h.desk->cause, "prospect"));
	assert_int_equal(advise(h.desk, NULL, "prospect", 1, NULL, NULL, &a),
		ERR_INVALID);
	house_close(&h);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"a day is advised and what it changes", test_found},
		{"other rules stay", test_other_rules},
		{"too little to advise on", test_refused},
	};
	struct rows rows = {NULL, 0};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		rows_add_one(&rows, tests[i].name, tests[i].test, NULL);
	return rows_run("advise", &rows);
}
