/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/ear.h"

/* "secret" 0: none. */
struct said_click {
	unsigned event;
	enum intake_scope scope;
	int64_t after_s;
	bool is_undo;
	unsigned char secret;
};

static struct intake_result intake_one(
	struct house *h, const char *who, const struct said_click *said)
{
	char token[UNSUBSCRIBE_TEXT_SIZE];
	struct intake_click c = {.token = token,
		.scope = said->scope,
		.at_utc = HOUSE_NOW + said->after_s,
		.is_undo = said->is_undo,
		.has_secret = said->secret != 0};
	struct intake_result result;

	memcpy(c.id, &said->event, sizeof(said->event));
	memset(c.secret, said->secret, sizeof(c.secret));
	ear_token(h, who, "newsletter", token);
	intake_clicks(h->desk, &c, 1, &result);
	return result;
}

static enum err click(struct house *h, unsigned event, const char *who,
	enum intake_scope scope, int64_t after_s, unsigned char secret)
{
	return intake_one(h, who,
		&(struct said_click){event, scope, after_s, false, secret})
		.error;
}

static enum err undo(struct house *h, unsigned event, const char *who,
	int64_t after_s, unsigned char secret)
{
	return intake_one(h, who,
		&(struct said_click){
			event, INTAKE_PURPOSE, after_s, true, secret})
		.error;
}

static void test_click(void **state)
{
	struct subject s;
	struct house h;

	(void)state;
	subject_init(&s);
	ear_open(&h, EAR_CONFIG("20"));
	/* Nothing is on record of Jan, and a click counts all the same. */
	IS(click(&h, 1, JAN, INTAKE_PURPOSE, 0, 0), ERR_OK);
	IS(click(&h, 1, JAN, INTAKE_PURPOSE, 0, 0), ERR_OK);
	IS(click(&h, 2, JAN, INTAKE_PURPOSE, 5, 0), ERR_OK);
	ear_subject(&h, JAN, &s);
	IS(s.objections_len, 1);
	assert_string_equal(s.objections[0].purpose, "newsletter");
	assert_string_equal(s.objections[0].channel, "click");
	IS(s.objections[0].at_utc, HOUSE_NOW);
	assert_false(s.objections[0].is_unconfirmed);
	assert_string_equal(house_reason(&h, JAN, "followup", NULL), "unknown");
	IS(click(&h, 3, JAN, INTAKE_ALL, 6, 0), ERR_OK);
	assert_string_equal(
		house_reason(&h, JAN, "followup", NULL), "objected");
	IS(ear_journal(&h, JOURNAL_OBJECTION, "channel click, proof token"), 2);
	IS(click(&h, 4, NULL, INTAKE_ALL, 6, 0), ERR_CORRUPT);
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
		const struct intake_click c = {
			.token = forged[i], .at_utc = HOUSE_NOW};

		IS(intake_click(h.desk, &c, &said), ERR_CORRUPT);
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
	IS(undo(&h, 1, ADAM, 0, 7), ERR_NOT_FOUND);
	IS(click(&h, 2, ADAM, INTAKE_PURPOSE, 0, 7), ERR_OK);
	/* The second button of the answer page has the same secret. */
	IS(click(&h, 3, ADAM, INTAKE_ALL, 1, 7), ERR_OK);
	IS(ear_objections(&h, ADAM), 2);
	IS(undo(&h, 4, ADAM, 60, 7), ERR_OK);
	IS(ear_objections(&h, ADAM), 0);
	/* The page asks again: the same undo, and nothing left to undo. */
	IS(undo(&h, 4, ADAM, 60, 7), ERR_OK);
	IS(undo(&h, 5, ADAM, 61, 7), ERR_NOT_FOUND);
	IS(ear_journal(&h, JOURNAL_OBJECTION, NULL), 2);
	IS(ear_journal(&h, JOURNAL_OBJECTION_LIFTED, "undone"), 1);
	/* Used up also for a click that comes later. */
	IS(click(&h, 6, ADAM, INTAKE_PURPOSE, 62, 8), ERR_OK);
	IS(undo(&h, 7, ADAM, 63, 7), ERR_NOT_FOUND);
	IS(undo(&h, 8, ADAM, 64, 8), ERR_OK);
	IS(ear_objections(&h, ADAM), 0);
	house_close(&h);
}

/* Only within the hour, and only what this very click recorded. */
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
	IS(click(&h, 1, ADAM, INTAKE_PURPOSE, 0, 1), ERR_OK);
	IS(undo(&h, 2, ADAM, 3601, 1), ERR_NOT_FOUND);
	IS(undo(&h, 3, ADAM, 60, 1), ERR_NOT_FOUND);
	IS(click(&h, 4, ADAM, INTAKE_ALL, 3602, 2), ERR_OK);
	ear_must(&h, 5, &mail);
	ear_must(&h, 6, &complaint);
	IS(ear_objections(&h, ADAM), 4);
	/* Whoever merely has the link. */
	IS(undo(&h, 7, ADAM, 3603, 0), ERR_NOT_FOUND);
	IS(undo(&h, 8, ADAM, 3603, 3), ERR_NOT_FOUND);
	/* The secret with the link of somebody else. */
	IS(undo(&h, 9, JAN, 3603, 2), ERR_NOT_FOUND);
	IS(undo(&h, 10, ADAM, 3602 + 3600, 2), ERR_OK);
	IS(ear_objections(&h, ADAM), 3);
	house_close(&h);
}

/* A click that records nothing new gives no undo, and ends that of the one
 * before: whoever was first and holds a secret cannot undo what the person
 * wished afterwards. A machine's click, without a secret, too. */
static void test_undo_of_others(void **state)
{
	struct said_click first = {.event = 1, .secret = 1};
	struct said_click second = {.event = 2, .after_s = 1, .secret = 2};
	struct said_click machine = {.event = 3, .after_s = 2};
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	assert_true(intake_one(&h, ADAM, &first).has_undo);
	/* The same event told again. */
	assert_false(intake_one(&h, ADAM, &first).has_undo);
	assert_false(intake_one(&h, ADAM, &second).has_undo);
	IS(undo(&h, 4, ADAM, 3, 2), ERR_NOT_FOUND);
	IS(undo(&h, 5, ADAM, 3, 1), ERR_NOT_FOUND);
	IS(ear_objections(&h, ADAM), 1);

	assert_true(intake_one(
		&h, JAN, &(struct said_click){.event = 6, .secret = 1})
			    .has_undo);
	assert_false(intake_one(&h, JAN, &machine).has_undo);
	IS(undo(&h, 7, JAN, 3, 1), ERR_NOT_FOUND);
	IS(ear_objections(&h, JAN), 1);
	house_close(&h);
}

static void test_click_faults(void **state)
{
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	ear_sql(&h, "ALTER TABLE journal RENAME TO away");
	IS(click(&h, 1, ADAM, INTAKE_ALL, 0, 9), ERR_UNAVAILABLE);
	ear_sql(&h, "ALTER TABLE away RENAME TO journal");
	IS(ear_objections(&h, ADAM), 0);
	IS(click(&h, 1, ADAM, INTAKE_ALL, 0, 9), ERR_OK);
	ear_sql(&h, "ALTER TABLE journal RENAME TO away");
	IS(undo(&h, 2, ADAM, 1, 9), ERR_UNAVAILABLE);
	ear_sql(&h, "ALTER TABLE away RENAME TO journal");
	IS(ear_objections(&h, ADAM), 1);
	IS(undo(&h, 2, ADAM, 1, 9), ERR_OK);
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
		{"whose click it was", test_undo_of_others},
		{"clicks while the store fails", test_click_faults},
	};
	struct rows all = {0};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		rows_add_one(&all, tests[i].name, tests[i].test, NULL);
	return rows_run("intake_click", &all);
}
