/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules N3 W4 */
/* The address rules change: what staff undoes, or a grant ends, is undone and
 * ended under every key that the person has or had. */
#include "unit/service/ear.h"
#include "unit/service/person/acts.h"

#include <stdio.h>

#include "service/person/requests.h"

#define DOTS "address-rule 'example.com' { ignore-dots = yes }\n"
#define ALIAS "address-rule 'pm.example' { alias-of = 'post.example' }\n"
#define EWA_NOWAK "ewa.nowak@example.com"
#define MET                                                                 \
	{                                                                   \
		.act = CONTACT, EWA_NOWAK, "chat", "prospect", "2018-06-20" \
	}
#define NO(who)                                                    \
	{                                                          \
		.act = OBJECT, who, NULL, NULL, "2018-06-21 10:00" \
	}

static const struct row {
	const char *name;
	const char *before, *after; /* the rules; then those before again */
	struct step then[3], now;
	const char *who, *purpose;
	const char *still; /* what it would be without what was done now */
	/* Under a key that may be another's, too, it stays: it counts again
	 * where both are one again. */
	bool comes_back;
} rows_of_changes[] = {
	{"an objection undone", "", DOTS, {MET, NO(EWA_NOWAK)},
		{.act = UNOBJECT, EWA_NOWAK, NULL, "mistyped"}, EWA_NOWAK,
		"followup", "objected", false},
	{"and the other way round", DOTS, "", {MET, NO(EWA_NOWAK)},
		{.act = UNOBJECT, EWA_NOWAK, NULL, "mistyped"}, EWA_NOWAK,
		"followup", "objected", true},
	{"a domain's objection undone", "", ALIAS, {NO("@pm.example")},
		{.act = UNOBJECT, "@pm.example", NULL, "mistyped"},
		"tom@pm.example", "followup", "objected", false},
	{"of another name of the domain", ALIAS, ALIAS, {NO("@pm.example")},
		{.act = UNOBJECT, "@post.example", NULL, "mistyped"},
		"tom@pm.example", "followup", "objected", false},
	{"a grant that ends an objection", "", DOTS, {MET, NO(EWA_NOWAK)},
		{.act = GRANT, EWA_NOWAK, "newsletter", "form", "2018-06-22"},
		EWA_NOWAK, "newsletter", "objected", false},
	{"a restriction lifted", "", DOTS, {MET, {.act = RESTRICT, EWA_NOWAK}},
		{.act = UNRESTRICT, EWA_NOWAK}, EWA_NOWAK, "followup",
		"restricted", false},
	{"a restriction lifted, the other way round", DOTS, "",
		{MET, {.act = RESTRICT, EWA_NOWAK}},
		{.act = UNRESTRICT, EWA_NOWAK}, EWA_NOWAK, "followup",
		"restricted", true},
};

static void check_change(void **state)
{
	const struct row *row = *state;
	struct house h;
	struct buf said;

	house_open_with(&h, row->before);
	buf_init(&said, 8000);
	for (size_t i = 0; i < 3 && row->then[i].act != END; i++)
		IS(run_step(&h, &row->then[i], &said), ERR_OK);
	house_change(&h, row->after);
	assert_string_equal(
		house_reason(&h, row->who, row->purpose, NULL), row->still);
	IS(run_step(&h, &row->now, &said), ERR_OK);
	assert_string_not_equal(
		house_reason(&h, row->who, row->purpose, NULL), row->still);
	house_change(&h, row->before);
	IS(strcmp(house_reason(&h, row->who, row->purpose, NULL), row->still) ==
			0,
		row->comes_back);
	buf_free(&said);
	house_close(&h);
}

/* A request has the key of the time when it came. */
static void test_request(void **state)
{
	struct house h;
	struct buf said;

	(void)state;
	house_open(&h);
	buf_init(&said, 8000);
	IS(requests_add(h.desk,
		   &(struct requests_new){.who = EWA_NOWAK,
			   .article = 15,
			   .received_utc = INSTANT_NONE},
		   &said),
		ERR_OK);
	house_change(&h, DOTS);
	IS(requests_check(h.desk, 1, EWA_NOWAK), ERR_OK);
	IS(requests_check(h.desk, 1, ADAM), ERR_INVALID);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_changes, check_change);
	rows_add_one(&rows, "a request", test_request, NULL);
	return rows_run("record: spelling", &rows);
}
