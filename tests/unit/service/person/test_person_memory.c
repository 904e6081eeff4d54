/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D20 */
/* Without memory nothing is put on record, and nothing wrong is told. */
#include "lib/no_memory.h"
#include "unit/service/ear.h"
#include "unit/service/person/acts.h"

#include <stdio.h>

#include "service/person/objections.h"
#include "service/person/rectify.h"
#include "service/person/requests.h"

static struct house house;

/* What is said, or why it is not. */
static enum err take(struct buf *said, enum err e, char text_r[NO_MEMORY_TEXT])
{
	if (!e)
		e = buf_err(said);
	if (!e)
		(void)snprintf(text_r, NO_MEMORY_TEXT, "%s", buf_text(said));
	buf_free(said);
	return e;
}

/* Each is on record already, so that it can be done again and again. */
static enum err do_step(void *arg, char text_r[NO_MEMORY_TEXT])
{
	const struct step *step = arg;
	struct buf said;

	buf_init(&said, 8000);
	return take(&said, run_step(&house, step, &said), text_r);
}

static enum err do_rectify(void *arg, char text_r[NO_MEMORY_TEXT])
{
	const struct rectify_options o = {
		.from = ADAM, .to = JAN, .is_dry = true};
	struct buf said;

	(void)arg;
	buf_init(&said, 8000);
	return take(&said, rectify_address(house.desk, &o, &said), text_r);
}

static bool show_request(void *arg, const struct requests_item *item)
{
	char *text = arg;
	size_t len = strlen(text);

	(void)snprintf(
		text + len, NO_MEMORY_TEXT - len, "%d;", (int)item->request.id);
	return true;
}

static enum err do_requests(void *arg, char text_r[NO_MEMORY_TEXT])
{
	enum err e = requests_each(house.desk,
		&(struct requests_query){.key = NULL}, show_request, text_r);

	(void)arg;
	return e ? e : requests_check(house.desk, 1, ADAM);
}

static bool show_objection(void *arg, const struct objections_item *item)
{
	char *text = arg;
	size_t len = strlen(text);

	(void)snprintf(text + len, NO_MEMORY_TEXT - len, "%s;", item->ref);
	return true;
}

static enum err do_objections(void *arg, char text_r[NO_MEMORY_TEXT])
{
	(void)arg;
	return objections_each(house.desk, show_objection, text_r);
}

static const struct step steps[] = {
	{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
	{.act = OBJECT, ADAM, "followup", NULL, "2018-06-21 10:00"},
	{.act = OBJECT, "@gone.example", NULL, NULL, "2018-06-21 10:00"},
	{.act = WITHDRAW, ADAM, "newsletter", NULL, "2018-06-21 10:00"},
	{.act = GRANT, ADAM, "newsletter", "form", "2018-06-22"},
	{.act = RELATE, ADAM, "prospect"},
	{.act = RESTRICT, ADAM},
};

static const struct row {
	const char *name;
	no_memory_act *act;
	const struct step *step;
} rows_of_acts[] = {
	{"a contact", do_step, &steps[0]},
	{"an objection", do_step, &steps[1]},
	{"a domain's", do_step, &steps[2]},
	{"a withdrawal", do_step, &steps[3]},
	{"a grant", do_step, &steps[4]},
	{"a relation", do_step, &steps[5]},
	{"a restriction", do_step, &steps[6]},
	{"another address", do_rectify, NULL},
	{"the register", do_requests, NULL},
	{"objections that wait", do_objections, NULL},
};

static void add_unconfirmed(void)
{
	const struct objection o = {.at_utc = HOUSE_NOW,
		.is_unconfirmed = true,
		.recorded_utc = HOUSE_NOW};
	const struct pseudonym key = ear_key(&house, JAN);
	unsigned char mark[OBJECTION_MARK_LEN];

	IS(store_write_begin(house.desk->session), ERR_OK);
	for (uint64_t seq = 1; seq <= 3; seq++) {
		objections_mark(seq, mark);
		IS(store_objection_add_by(house.desk->session, &key, &o, mark),
			ERR_OK);
	}
	IS(store_write_commit(house.desk->session), ERR_OK);
}

static void check_act(void **state)
{
	const struct row *row = *state;
	struct step step;
	struct buf said;

	house_open(&house);
	buf_init(&said, 8000);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		IS(run_step(&house, &steps[i], &said), ERR_OK);
	IS(requests_add(house.desk,
		   &(struct requests_new){.who = ADAM,
			   .article = 15,
			   .received_utc = INSTANT_NONE},
		   &said),
		ERR_OK);
	buf_free(&said);
	add_unconfirmed();
	if (row->step)
		step = *row->step;
	no_memory_try(row->act, &step);
	house_close(&house);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_acts, check_act);
	return rows_run("person: no memory", &rows);
}
