/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/house.h"

#include "service/person/record.h"
#include "service/sales/may.h"

#define MORE                                                             \
	"staff { url = 'https://desk.a.example' checks-per-day = 10 }\n" \
	"purpose 'health' { special-category = 'health'"                 \
	" bases = {'explicit-consent'} }\n"

static void add_persons(struct house *h)
{
	static const char *const known[] = {"adam@example.com",
		"late@example.com", "calm@example.com", "stop@example.com"};
	struct buf said;

	buf_init(&said, 8192);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		assert_int_equal(
			record_contact(h->desk,
				&(struct record_contact){.who = known[i],
					.at_utc = HOUSE_NOW -
						86400 * (i == 1 ? 100 : 10),
					.source = "chat",
					.relation = "prospect"},
				&said),
			ERR_OK);
	assert_int_equal(
		record_restrict(h->desk, "calm@example.com", &said), ERR_OK);
	assert_int_equal(
		record_object(h->desk,
			&(struct record_object){.who = "stop@example.com",
				.at_utc = HOUSE_NOW - 3600},
			&said),
		ERR_OK);
	buf_free(&said);
}

struct heard {
	struct may_answer last;
	char why[400];
	size_t len;
};

static void hear(void *arg, const struct may_answer *answer)
{
	struct heard *heard = arg;

	heard->last = *answer;
	snprintf(heard->why, sizeof(heard->why), "%s", answer->why);
	heard->len++;
}

static const struct row {
	const char *name, *purpose, *who, *language;
	bool is_yes;
	const char *reason, *why; /* what the words have in them */
	bool has_since, has_until;
} rows[] = {
	{"may be written to", "followup", "Adam@Example.com", "en", true,
		"allowed", "may be written to", false, true},
	{"objected", "followup", "stop@example.com", "en", false, "objected",
		"objected to such mail on 2018-07-01", true, true},
	{"in Polish", "followup", "stop@example.com", "pl", false, "objected",
		"2018-07-01", true, true},
	{"a language without words", "followup", "stop@example.com", "xx",
		false, "objected", "objected to such mail", true, true},
	{"retention has ended", "followup", "late@example.com", "en", false,
		"retention-expired", "", true, true},
	{"nobody knows them", "followup", "who@example.com", "en", false,
		"unknown", "", false, false},
	{"no address", "followup", "who", "en", false, "bad-address", "", false,
		false},
	/* Neither is told apart from the other. */
	{"restricted", "followup", "calm@example.com", "en", false,
		"not-permitted", "may not be written to", false, false},
	{"a special category", "health", "adam@example.com", "en", false,
		"not-permitted", "may not be written to", false, false},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	const struct may_question question = {.account = 1,
		.purpose = row->purpose,
		.language = row->language,
		.addresses = &row->who,
		.len = 1};
	struct heard heard = {.len = 0};
	struct house h;
	int64_t left;

	house_open_with(&h, MORE);
	add_persons(&h);
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_OK);
	assert_int_equal(heard.len, 1);
	assert_int_equal(left, 9);
	assert_int_equal(heard.last.is_yes, row->is_yes);
	assert_string_equal(heard.last.reason, row->reason);
	assert_non_null(strstr(heard.why, row->why));
	assert_int_equal(heard.last.since_utc != INSTANT_NONE, row->has_since);
	assert_int_equal(heard.last.until_utc != INSTANT_NONE, row->has_until);
	house_close(&h);
}

/* The same words, whichever it is. */
static void test_confidential(void **state)
{
	static const char *const whos[] = {
		"calm@example.com", "adam@example.com"};
	static const char *const purposes[] = {"followup", "health"};
	struct heard heard[2] = {{.len = 0}};
	struct house h;
	int64_t left;

	(void)state;
	house_open_with(&h, MORE);
	add_persons(&h);
	for (size_t i = 0; i < 2; i++) {
		const struct may_question question = {.account = 1,
			.purpose = purposes[i],
			.addresses = &whos[i],
			.len = 1};

		assert_int_equal(
			may_ask(h.desk, &question, hear, &heard[i], &left),
			ERR_OK);
	}
	assert_string_equal(heard[0].why, heard[1].why);
	assert_string_equal(heard[0].last.reason, heard[1].last.reason);
	assert_int_equal(
		heard[0].last.is_unlimited, heard[1].last.is_unlimited);
	assert_int_equal(heard[0].last.is_known, heard[1].last.is_known);
	assert_int_equal(
		heard[0].last.last_contact_utc, heard[1].last.last_contact_utc);
	house_close(&h);
}

static void test_limits(void **state)
{
	const char *many[MAY_ADDRESSES_MAX + 1];
	struct may_question question = {
		.account = 1, .purpose = "followup", .addresses = many};
	struct heard heard = {.len = 0};
	struct house h;
	int64_t left;

	(void)state;
	house_open_with(&h, MORE);
	for (size_t i = 0; i < MAY_ADDRESSES_MAX + 1; i++)
		many[i] = "adam@example.com";
	question.len = MAY_ADDRESSES_MAX + 1;
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_INVALID);
	question.len = 0;
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_INVALID);
	question.len = 11;
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_LIMIT);
	assert_non_null(strstr(h.desk->cause, "as many addresses"));
	assert_int_equal(heard.len, 0);
	question.len = 10;
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_OK);
	assert_int_equal(left, 0);
	question.len = 1;
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_LIMIT);
	/* Another's are their own; another day's, too. */
	question.account = 2;
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_OK);
	h.desk->now_utc += 86400;
	question.account = 1;
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_OK);
	question.purpose = "fun";
	assert_int_equal(
		may_ask(h.desk, &question, hear, &heard, &left), ERR_INVALID);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(
		&all, "confidential reasons are one", test_confidential, NULL);
	rows_add_one(&all, "limits", test_limits, NULL);
	return rows_run("may", &all);
}
