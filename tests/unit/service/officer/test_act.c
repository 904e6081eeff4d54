/* SPDX-License-Identifier: BSD-2-Clause */
/* What an act would change is what it changes, and nothing before. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/officer/act.h"
#include "service/person/record.h"
#include "service/person/requests.h"

/* Of each act what the counts become, and the verdicts of "followup". */
static const struct row {
	const char *name;
	struct officer_act act;
	enum err e;
	const char *before, *after; /* NULL: as before */
	const char *was, *is; /* of followup; NULL: as before */
} rows[] = {
	{"erase", {.kind = ACT_ERASE, .who = ADAM, .at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2", "r0 c0 g0 w0 o1 s0",
		"allowed", "objected"},
	{"erase without an objection",
		{.kind = ACT_ERASE,
			.who = ADAM,
			.without_objection = true,
			.at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2", "r0 c0 g0 w0 o0 s0",
		"allowed", "unknown"},
	{"erase nobody",
		{.kind = ACT_ERASE, .who = JAN, .at_utc = INSTANT_NONE}, ERR_OK,
		"r0 c0 g0 w0 o0 s0", "r0 c0 g0 w0 o1 s0", "unknown",
		"objected"},
	{"restrict",
		{.kind = ACT_RESTRICT, .who = ADAM, .at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2",
		"known restricted r1 c1 g1 w0 o0 s2", "allowed", "restricted"},
	{"lift no restriction",
		{.kind = ACT_RESTRICT_LIFT,
			.who = ADAM,
			.at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2", NULL, "allowed", NULL},
	{"object to all",
		{.kind = ACT_OBJECT,
			.who = ADAM,
			.channel = "phone",
			.at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2", "known r1 c1 g1 w0 o1 s2",
		"allowed", "objected"},
	{"object to another purpose",
		{.kind = ACT_OBJECT,
			.who = ADAM,
			.purpose = "newsletter",
			.at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2", "known r1 c1 g1 w0 o1 s2",
		"allowed", NULL},
	{"withdraw",
		{.kind = ACT_WITHDRAW,
			.who = ADAM,
			.purpose = "followup",
			.at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2", "known r1 c1 g1 w1 o0 s2",
		"allowed", "withdrawn"},
	{"rectify",
		{.kind = ACT_RECTIFY,
			.who = ADAM,
			.to = JAN,
			.at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2", "r0 c0 g0 w0 o1 s0",
		"allowed", "objected"},
	{"export", {.kind = ACT_EXPORT, .who = ADAM, .at_utc = INSTANT_NONE},
		ERR_OK, "known r1 c1 g1 w0 o0 s2", NULL, "allowed", NULL},
	{"lift no objection",
		{.kind = ACT_OBJECT_LIFT,
			.who = ADAM,
			.reason = "a slip",
			.at_utc = INSTANT_NONE},
		ERR_NOT_FOUND, NULL, NULL, NULL, NULL},
	{"lift without a reason",
		{.kind = ACT_OBJECT_LIFT, .who = ADAM, .at_utc = INSTANT_NONE},
		ERR_INVALID, NULL, NULL, NULL, NULL},
	{"withdraw from all",
		{.kind = ACT_WITHDRAW, .who = ADAM, .at_utc = INSTANT_NONE},
		ERR_INVALID, NULL, NULL, NULL, NULL},
	{"rectify to nothing",
		{.kind = ACT_RECTIFY, .who = ADAM, .at_utc = INSTANT_NONE},
		ERR_INVALID, NULL, NULL, NULL, NULL},
	{"no address", {.kind = ACT_ERASE, .who = "adam"}, ERR_INVALID, NULL,
		NULL, NULL, NULL},
	{"a request that there is not",
		{.kind = ACT_RESTRICT,
			.who = ADAM,
			.request = 7,
			.at_utc = INSTANT_NONE},
		ERR_NOT_FOUND, NULL, NULL, NULL, NULL},
};

static json_int_t number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static void show(const json_t *counts, char *out, size_t size)
{
	(void)snprintf(out, size, "%s%sr%d c%d g%d w%d o%d s%d",
		json_is_true(json_object_get(counts, "known")) ? "known " : "",
		json_is_null(json_object_get(counts, "restricted")) ?
			"" :
			"restricted ",
		(int)number(counts, "relations"),
		(int)number(counts, "contacts"), (int)number(counts, "grants"),
		(int)number(counts, "withdrawals"),
		(int)number(counts, "objections"),
		(int)number(counts, "sends"));
}

static void assert_counts(
	const json_t *effect, const char *when, const char *expected)
{
	char text[200];

	show(json_object_get(effect, when), text, sizeof(text));
	assert_string_equal(text, expected);
}

static const char *reason(const json_t *effect, const char *when)
{
	const json_t *followup =
		json_array_get(json_object_get(effect, "purposes"), 0);

	return json_string_value(
		json_object_get(json_object_get(followup, when), "reason"));
}

static void open_house(struct house *h)
{
	struct buf said;

	ear_open(h, EAR_CONFIG("20"));
	buf_init(&said, 1000);
	IS(record_grant(h->desk,
		   &(struct record_grant){.who = ADAM,
			   .purpose = "newsletter",
			   .basis = "consent",
			   .at_utc = house_instant(h, "2018-06-02"),
			   .expires_utc = INSTANT_NONE,
			   .evidence = "form 7"},
		   &said),
		ERR_OK);
	buf_free(&said);
}

/* Told, it has not been done; done, it is what was told. */
static void check_row(void **state)
{
	const struct row *row = *state;
	json_t *effect, *again;
	struct house h;
	struct buf said;

	open_house(&h);
	buf_init(&said, 4000);
	IS(officer_effect(h.desk, &row->act, &effect), row->e);
	if (row->e) {
		assert_null(effect);
		IS(officer_do(h.desk, &row->act, &said), row->e);
		assert_true(h.desk->cause[0] != '\0');
	} else {
		assert_counts(effect, "before", row->before);
		assert_counts(
			effect, "after", row->after ? row->after : row->before);
		assert_string_equal(reason(effect, "before"), row->was);
		assert_string_equal(
			reason(effect, "after"), row->is ? row->is : row->was);
		IS(json_is_true(json_object_get(effect, "changes")),
			row->after != NULL);
		assert_string_equal(
			json_string_value(json_object_get(effect, "act")),
			officer_act_name(row->act.kind));
		/* Nothing happened yet. */
		IS(officer_effect(h.desk, &row->act, &again), ERR_OK);
		assert_true(json_equal(effect, again));
		json_decref(again);
		IS(officer_do(h.desk, &row->act, &said), ERR_OK);
		if (row->act.kind == ACT_RECTIFY)
			IS(officer_effect(h.desk,
				   &(struct officer_act){
					   .kind = ACT_EXPORT, .who = ADAM},
				   &again),
				ERR_OK);
		else
			IS(officer_effect(h.desk, &row->act, &again), ERR_OK);
		assert_true(json_equal(json_object_get(effect, "after"),
			json_object_get(again, "before")));
		json_decref(again);
	}
	json_decref(effect);
	buf_free(&said);
	house_close(&h);
}

/* Who is restricted is not erased; and it is said beforehand. */
static void test_restricted(void **state)
{
	const struct officer_act restricting = {
		.kind = ACT_RESTRICT, .who = ADAM};
	const struct officer_act erasing = {.kind = ACT_ERASE, .who = ADAM};
	struct house h;
	struct buf said;
	json_t *effect;

	(void)state;
	open_house(&h);
	buf_init(&said, 4000);
	IS(officer_do(h.desk, &restricting, &said), ERR_OK);
	IS(officer_effect(h.desk, &erasing, &effect), ERR_DENIED);
	IS(officer_do(h.desk, &erasing, &said), ERR_DENIED);
	buf_free(&said);
	house_close(&h);
}

/* Of a new address that is known, too: both are told. */
static void test_other(void **state)
{
	const struct officer_act act = {
		.kind = ACT_RECTIFY, .who = ADAM, .to = EWA};
	const json_t *other;
	struct house h;
	json_t *effect;

	(void)state;
	open_house(&h);
	IS(officer_effect(h.desk, &act, &effect), ERR_OK);
	other = json_object_get(effect, "other");
	assert_counts(other, "before", "r0 c0 g0 w0 o0 s1");
	assert_counts(other, "after", "known r1 c1 g1 w0 o0 s2");
	json_decref(effect);
	house_close(&h);
}

static bool is_open(struct house *h)
{
	return requests_check(h->desk, 1, ADAM) == ERR_OK;
}

/* The request is closed with the act, not with what is told of it. */
static void test_request(void **state)
{
	const struct officer_act act = {
		.kind = ACT_RESTRICT, .who = ADAM, .request = 1};
	const struct requests_new asked = {
		.who = ADAM, .article = 18, .received_utc = INSTANT_NONE};
	struct house h;
	struct buf said;
	json_t *effect;

	(void)state;
	open_house(&h);
	buf_init(&said, 4000);
	IS(requests_add(h.desk, &asked, &said), ERR_OK);
	IS(officer_effect(h.desk, &act, &effect), ERR_OK);
	assert_true(is_open(&h));
	IS(officer_do(h.desk, &act, &said), ERR_OK);
	assert_false(is_open(&h));
	json_decref(effect);
	buf_free(&said);
	house_close(&h);
}

static void test_names(void **state)
{
	enum officer_act_kind kind;

	(void)state;
	for (int i = 0; i < OFFICER_ACTS; i++) {
		IS(officer_act_parse(
			   officer_act_name((enum officer_act_kind)i), &kind),
			ERR_OK);
		IS(kind, i);
	}
	IS(officer_act_parse("forget", &kind), ERR_INVALID);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(
		&all, "restriction opposes erasure", test_restricted, NULL);
	rows_add_one(&all, "two who become one", test_other, NULL);
	rows_add_one(&all, "a request that it answers", test_request, NULL);
	rows_add_one(&all, "names of acts", test_names, NULL);
	return rows_run("officer/act", &all);
}
