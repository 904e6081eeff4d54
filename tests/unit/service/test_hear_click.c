/* SPDX-License-Identifier: BSD-2-Clause */
#include "ear.h"

static enum err click(struct house *h, unsigned event, const char *who,
	enum hear_scope scope, int64_t after_s, bool is_undo)
{
	char token[UNSUBSCRIBE_TEXT_SIZE];
	struct hear_click c = {.token = token,
		.scope = scope,
		.at_utc = HOUSE_NOW + after_s,
		.is_undo = is_undo};
	struct buf said;
	enum err e;

	memcpy(c.id, &event, sizeof(event));
	buf_init(&said, 4000);
	ear_token(h, who, "newsletter", token);
	e = hear_click(h->desk, &c, &said);
	assert_null(strchr(buf_text(&said), '@'));
	buf_free(&said);
	return e;
}

static void test_click(void **state)
{
	struct subject s;
	struct house h;

	(void)state;
	subject_init(&s);
	ear_open(&h, EAR_CONFIG("20"));
	/* Nothing is on record of Jan, and a click counts all the same. */
	IS(click(&h, 1, JAN, HEAR_PURPOSE, 0, false), ERR_OK);
	IS(click(&h, 1, JAN, HEAR_PURPOSE, 0, false), ERR_OK);
	IS(click(&h, 2, JAN, HEAR_PURPOSE, 5, false), ERR_OK);
	ear_subject(&h, JAN, &s);
	IS(s.objections_len, 1);
	assert_string_equal(s.objections[0].purpose, "newsletter");
	assert_string_equal(s.objections[0].channel, "click");
	IS(s.objections[0].at_utc, HOUSE_NOW);
	assert_false(s.objections[0].is_unconfirmed);
	assert_string_equal(house_reason(&h, JAN, "followup", NULL), "unknown");
	IS(click(&h, 3, JAN, HEAR_ALL, 6, false), ERR_OK);
	assert_string_equal(
		house_reason(&h, JAN, "followup", NULL), "objected");
	IS(ear_journal(&h, JOURNAL_OBJECTION, "channel click, proof token"), 2);
	IS(click(&h, 4, NULL, HEAR_ALL, 6, false), ERR_CORRUPT);
	subject_free(&s);
	house_close(&h);
}

static void test_forged_clicks(void **state)
{
	static const char *const forged[] = {"", "x", "../../etc/passwd",
		"AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
	struct buf said;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&said, 4000);
	for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
		const struct hear_click c = {
			.token = forged[i], .at_utc = HOUSE_NOW};

		IS(hear_click(h.desk, &c, &said), ERR_CORRUPT);
	}
	IS(ear_journal(&h, JOURNAL_OBJECTION, NULL), 0);
	buf_free(&said);
	house_close(&h);
}

static void test_undo(void **state)
{
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	IS(click(&h, 1, ADAM, HEAR_PURPOSE, 0, true), ERR_NOT_FOUND);
	IS(click(&h, 2, ADAM, HEAR_PURPOSE, 0, false), ERR_OK);
	IS(click(&h, 3, ADAM, HEAR_ALL, 1, false), ERR_OK);
	IS(ear_objections(&h, ADAM), 2);
	IS(click(&h, 4, ADAM, HEAR_PURPOSE, 60, true), ERR_OK);
	IS(ear_objections(&h, ADAM), 0);
	/* The page asks again: the same undo, and nothing left to undo. */
	IS(click(&h, 4, ADAM, HEAR_PURPOSE, 60, true), ERR_OK);
	IS(click(&h, 5, ADAM, HEAR_PURPOSE, 61, true), ERR_NOT_FOUND);
	IS(ear_journal(&h, JOURNAL_OBJECTION, NULL), 2);
	IS(ear_journal(&h, JOURNAL_OBJECTION_LIFTED, "undone"), 1);
	house_close(&h);
}

/* Only within the hour, and only what this very token recorded. */
static void test_undo_is_narrow(void **state)
{
	static const struct said mail = {.meaning = INBOUND_UNSUBSCRIBE,
		.is_proven = true,
		.from = ADAM};
	static const struct said complaint = {
		.meaning = INBOUND_COMPLAINT, .token = ADAM};
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	IS(click(&h, 1, ADAM, HEAR_PURPOSE, 0, false), ERR_OK);
	IS(click(&h, 2, ADAM, HEAR_PURPOSE, 3601, true), ERR_NOT_FOUND);
	IS(click(&h, 3, ADAM, HEAR_ALL, 3602, false), ERR_OK);
	ear_must(&h, 4, &mail);
	ear_must(&h, 5, &complaint);
	IS(ear_objections(&h, ADAM), 4);
	IS(click(&h, 6, ADAM, HEAR_PURPOSE, 3603, true), ERR_OK);
	IS(ear_objections(&h, ADAM), 3);
	IS(click(&h, 7, JAN, HEAR_ALL, 3603, true), ERR_NOT_FOUND);
	IS(click(&h, 8, ADAM, HEAR_PURPOSE, 3600, true), ERR_OK);
	IS(ear_objections(&h, ADAM), 2);
	house_close(&h);
}

static void test_click_faults(void **state)
{
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	ear_sql(&h, "ALTER TABLE journal RENAME TO away");
	IS(click(&h, 1, ADAM, HEAR_ALL, 0, false), ERR_UNAVAILABLE);
	ear_sql(&h, "ALTER TABLE away RENAME TO journal");
	IS(ear_objections(&h, ADAM), 0);
	IS(click(&h, 1, ADAM, HEAR_ALL, 0, false), ERR_OK);
	ear_sql(&h, "ALTER TABLE journal RENAME TO away");
	IS(click(&h, 2, ADAM, HEAR_ALL, 1, true), ERR_UNAVAILABLE);
	ear_sql(&h, "ALTER TABLE away RENAME TO journal");
	IS(ear_objections(&h, ADAM), 1);
	IS(click(&h, 2, ADAM, HEAR_ALL, 1, true), ERR_OK);
	IS(ear_objections(&h, ADAM), 0);
	house_close(&h);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"a click", test_click},
		{"forged clicks", test_forged_clicks},
		{"a click is undone", test_undo},
		{"an undo is narrow", test_undo_is_narrow},
		{"clicks while the store fails", test_click_faults},
	};
	struct rows all = {0};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		rows_add_one(&all, tests[i].name, tests[i].test, NULL);
	return rows_run("hear_click", &all);
}
