/* SPDX-License-Identifier: BSD-2-Clause */
/* What stays under the address that is none of the person's any more. */
#include "unit/service/held_one.h"
#include "unit/service/person/acts.h"

#include <stdio.h>

#include "service/person/rectify.h"
#include "service/person/requests.h"

#define OLD "adam.nowak@example.com"
#define NEW "adam@example.net"

static void open_house(struct house *h)
{
	static const struct step steps[] = {
		{CONTACT, OLD, "chat", "prospect", "2018-06-01", ERR_OK, NULL},
		{GRANT, OLD, "newsletter", "form", "2018-06-02", ERR_OK, NULL},
		{OBJECT, OLD, "followup", NULL, "2018-06-03", ERR_OK, NULL},
		{OBJECT, "@example.com", "newsletter", NULL, "2018-06-03",
			ERR_OK, NULL},
	};
	struct buf said;

	house_open(h);
	buf_init(&said, 8000);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		IS(run_step(h, &steps[i], &said), ERR_OK);
	IS(requests_add(h->desk,
		   &(struct requests_new){.who = OLD,
			   .article = 16,
			   .received_utc = INSTANT_NONE},
		   &said),
		ERR_OK);
	buf_free(&said);
}

static enum err rectify(struct house *h, const char *from, const char *to,
	bool without, bool is_dry, struct buf *said)
{
	const struct rectify_options o = {.from = from,
		.to = to,
		.without_objection = without,
		.is_dry = is_dry};

	buf_reset(said);
	h->desk->cause[0] = '\0';
	return rectify_address(h->desk, &o, said);
}

static void reasons(struct house *h, const char *who, const char *followup,
	const char *newsletter)
{
	assert_string_equal(house_reason(h, who, "followup", NULL), followup);
	assert_string_equal(
		house_reason(h, who, "newsletter", NULL), newsletter);
}

static bool take_request(void *arg, const struct requests_item *item)
{
	*(struct pseudonym *)arg = item->request.key;
	return true;
}

static void request_is_of(struct house *h, const char *who)
{
	const struct pseudonym expected = ear_key(h, who);
	struct pseudonym key = {{0}};

	IS(requests_each(h->desk, &(struct requests_query){.key = NULL},
		   take_request, &key),
		ERR_OK);
	assert_memory_equal(&key, &expected, sizeof(key));
}

/* The domain's objection is not the person's. */
static void test_moved(void **state)
{
	struct house h;
	struct buf said;

	(void)state;
	open_house(&h);
	buf_init(&said, 8000);
	request_is_of(&h, OLD);
	reasons(&h, OLD, "objected", "objected");
	IS(rectify(&h, OLD, NEW, false, false, &said), ERR_OK);
	reasons(&h, NEW, "objected", "allowed");
	reasons(&h, OLD, "objected", "objected");
	request_is_of(&h, NEW);
	IS(ear_objections(&h, OLD), 2);
	IS(ear_objections(&h, NEW), 1);
	IS(ear_journal(&h, JOURNAL_RECTIFIED, "to another address"), 2);
	IS(ear_journal(&h, JOURNAL_RECTIFIED, "from another address"), 2);
	IS(ear_journal(
		   &h, JOURNAL_OBJECTION, "by address, channel rectification"),
		3);
	/* Once more there is nothing but what stays: it comes along again. */
	IS(rectify(&h, OLD, NEW, false, false, &said), ERR_OK);
	IS(ear_journal(&h, JOURNAL_OBJECTION, NULL), 3);
	reasons(&h, NEW, "objected", "objected");
	buf_free(&said);
	house_close(&h);
}

static void test_without_objection(void **state)
{
	struct house h;
	struct buf said;

	(void)state;
	open_house(&h);
	buf_init(&said, 8000);
	IS(rectify(&h, OLD, NEW, true, false, &said), ERR_OK);
	assert_null(strstr(buf_text(&said), "Under the old address"));
	IS(ear_objections(&h, OLD), 1);
	IS(ear_journal(&h, JOURNAL_OBJECTION, NULL), 2);
	buf_free(&said);
	house_close(&h);
}

static void test_dry(void **state)
{
	struct house h;
	struct buf said;

	(void)state;
	open_house(&h);
	buf_init(&said, 8000);
	IS(rectify(&h, OLD, NEW, false, true, &said), ERR_OK);
	assert_string_equal(buf_text(&said),
		"A dry run: nothing is changed.\n"
		"The new address was not known: 1 consents, 1 objections, 0 "
		"withdrawals and 0 sends come along.\n"
		"Under the old address an objection to all direct marketing "
		"is on record.\n");
	reasons(&h, NEW, "unknown", "unknown");
	IS(ear_objections(&h, OLD), 1);
	request_is_of(&h, OLD);
	IS(ear_journal(&h, JOURNAL_RECTIFIED, NULL), 0);
	/* A dry run of what is refused is refused, too. */
	IS(rectify(&h, JAN, NEW, false, true, &said), ERR_NOT_FOUND);
	IS(rectify(&h, OLD, NEW, false, false, &said), ERR_OK);
	assert_null(strstr(buf_text(&said), "dry run"));
	buf_free(&said);
	house_close(&h);
}

static const struct refused_row {
	const char *name;
	const char *from, *to;
	enum err e;
	const char *cause;
} refused_rows[] = {
	{"one address in two spellings", OLD, "Adam.Nowak+x@EXAMPLE.com",
		ERR_INVALID, "are one address, spelt in two ways"},
	{"nobody", JAN, NEW, ERR_NOT_FOUND, "nothing is known under " JAN},
	{"no old address", "adam", NEW, ERR_INVALID,
		"\"adam\" is no e-mail address"},
	{"no new address", OLD, "adam", ERR_INVALID,
		"\"adam\" is no e-mail address"},
};

static void check_refused(void **state)
{
	const struct refused_row *row = *state;
	struct house h;
	struct buf said;

	open_house(&h);
	buf_init(&said, 8000);
	IS(rectify(&h, row->from, row->to, false, false, &said), row->e);
	assert_non_null(strstr(h.desk->cause, row->cause));
	IS(said.len, 0);
	IS(ear_journal(&h, JOURNAL_RECTIFIED, NULL), 0);
	reasons(&h, NEW, "unknown", "unknown");
	buf_free(&said);
	house_close(&h);
}

/* Whatever cannot be written or read: nothing has changed. */
static const struct fault_row {
	const char *name;
	const char *what;
	const char *cause;
} fault_rows[] = {
	{"facts are not copied", "INSERT ON fact", "writing"},
	{"the new record is not written", "INSERT ON subject",
		"writing the record"},
	{"the old record is not removed", "DELETE ON subject", "removing"},
	{"the request is not moved", "UPDATE ON request", "writing"},
	{"no act without its entry", "INSERT ON journal", ""},
};

static void check_fault(void **state)
{
	const struct fault_row *row = *state;
	char sql[200];
	struct house h;
	struct buf said;

	open_house(&h);
	buf_init(&said, 8000);
	(void)snprintf(sql, sizeof(sql),
		"CREATE TRIGGER broken BEFORE %s BEGIN SELECT RAISE(FAIL,"
		" 'broken'); END",
		row->what);
	ear_sql(&h, sql);
	IS(rectify(&h, OLD, NEW, false, false, &said), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, row->cause));
	assert_true(*h.desk->cause);
	reasons(&h, NEW, "unknown", "unknown");
	reasons(&h, OLD, "objected", "objected");
	IS(ear_objections(&h, OLD), 1);
	request_is_of(&h, OLD);
	IS(ear_journal(&h, JOURNAL_RECTIFIED, NULL), 0);
	buf_free(&said);
	house_close(&h);
}

/* What is held for the old address is not for the person any more. */
static void test_held(void **state)
{
	struct held_sum sum;
	struct house h;
	struct buf said;

	(void)state;
	open_house(&h);
	buf_init(&said, 8000);
	held_one(&h, OLD, 1);
	held_one(&h, JAN, 2);
	IS(rectify(&h, OLD, NEW, false, false, &said), ERR_OK);
	assert_non_null(strstr(buf_text(&said),
		"Held messages to the old address that went: 1.\n"));
	IS(store_held_sum(h.desk->session, &sum), ERR_OK);
	IS(sum.messages, 1);
	buf_free(&said);
	house_close(&h);
}

static void test_unreadable(void **state)
{
	struct house h;
	struct buf said;

	(void)state;
	open_house(&h);
	buf_init(&said, 8000);
	ear_sql(&h, "ALTER TABLE fact RENAME TO away");
	IS(rectify(&h, OLD, NEW, false, false, &said), ERR_UNAVAILABLE);
	IS(said.len, 0);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "what comes along", test_moved, NULL);
	rows_add_one(
		&rows, "without the objection", test_without_objection, NULL);
	rows_add_one(&rows, "a dry run", test_dry, NULL);
	rows_add(&rows, refused_rows, check_refused);
	rows_add(&rows, fault_rows, check_fault);
	rows_add_one(&rows, "what is held", test_held, NULL);
	rows_add_one(&rows, "it cannot be read", test_unreadable, NULL);
	return rows_run("rectify: the old address", &rows);
}
