/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules P1 */
/* The register of what persons asked for: GDPR Art. 12(3). */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/person/requests.h"

/* Monday 2018-07-02 is listed; Corpus Christi is 2018-05-31. */
#define CONFIG                                                            \
	EAR_CONFIG("20")                                                  \
	"requests { holidays = pl  more-holidays = {'2018-07-02'} retain" \
	" = '2 years' }\n"
#define TEXT_MOST 500
/* Texts of so many octets stand for themselves. */
#define MOST "(as long as may be)"
#define CHANNEL_64 \
	"channel-of-sixty-four-octets-as-no-word-for-it-is-any-longer-now"
#define LONGER "(one octet longer)"

struct register_of {
	struct house h;
	struct buf said;
};

static void register_open(struct register_of *r)
{
	ear_open(&r->h, CONFIG);
	buf_init(&r->said, 8000);
}

static void register_close(struct register_of *r)
{
	buf_free(&r->said);
	house_close(&r->h);
}

static const char *text_of(const char *name, char text[TEXT_MOST + 2])
{
	bool is_longer = name && strcmp(name, LONGER) == 0;

	if (!is_longer && (!name || strcmp(name, MOST) != 0))
		return name;
	memset(text, 'x', TEXT_MOST + 1);
	text[TEXT_MOST + is_longer] = '\0';
	return text;
}

struct seen {
	size_t len;
	size_t stop_after; /* 0: never */
	struct requests_item items[8]; /* texts of the last one only */
	char channel[TEXT_MOST + 1], reason[TEXT_MOST + 1];
	char outcome[TEXT_MOST + 1], identified[TEXT_MOST + 1];
};

static void copy(char to[TEXT_MOST + 1], const char *from)
{
	(void)snprintf(to, TEXT_MOST + 1, "%s", from ? from : "-");
}

static bool see(void *arg, const struct requests_item *item)
{
	struct seen *seen = arg;

	assert_true(seen->len < 8);
	seen->items[seen->len++] = *item;
	copy(seen->channel, item->request.channel);
	copy(seen->reason, item->request.reason);
	copy(seen->outcome, item->request.outcome);
	copy(seen->identified, item->request.identified);
	return seen->len != seen->stop_after;
}

static void read_register(struct register_of *r,
	const struct requests_query *query, struct seen *seen_r)
{
	*seen_r = (struct seen){.stop_after = seen_r->stop_after};
	IS(requests_each(r->h.desk, query, see, seen_r), ERR_OK);
}

/* Also where nothing else is asked: all of it. */
static struct seen all_of(struct register_of *r)
{
	struct seen seen = {.stop_after = 0};

	read_register(r, &(struct requests_query){.key = NULL}, &seen);
	return seen;
}

static enum err add(struct register_of *r, const char *who, int article,
	const char *received)
{
	const struct requests_new new = {.who = who,
		.article = article,
		.received_utc = house_instant(&r->h, received),
		.channel = "letter"};

	buf_reset(&r->said);
	return requests_add(r->h.desk, &new, &r->said);
}

/* What is said: of a refusal the cause. */
static void says(struct register_of *r, enum err e, const char *words)
{
	const char *said = e ? r->h.desk->cause : buf_text(&r->said);

	if (!strstr(said, words))
		fail_msg("\"%s\" is not in \"%s\"", words, said);
	if (e)
		IS(r->said.len, 0);
}

/* ------------------------------------------------------------- a request */

static const struct add_row {
	const char *name;
	int article;
	const char *received; /* NULL: not said */
	const char *channel;
	enum err e;
	const char *words;
	const char *due; /* of what is on record */
} add_rows[] = {
	{"access", 15, "2018-05-28 10:00", "letter", ERR_OK,
		"Request 1 under Art. 15 is on record. It is to be answered "
		"until 2018-06-28 23:59:59 (GDPR Art. 12(3)).\n",
		"2018-06-28 23:59:59"},
	{"rectification, on a Saturday before a listed Monday", 16,
		"2018-05-30", NULL, ERR_OK, "until 2018-07-03 23:59:59",
		"2018-07-03 23:59:59"},
	{"erasure", 17, "2018-05-01", "phone", ERR_OK,
		"until 2018-06-01 23:59:59", "2018-06-01 23:59:59"},
	{"restriction", 18, NULL, NULL, ERR_OK, "until 2018-08-01 23:59:59",
		"2018-08-01 23:59:59"},
	{"portability, a day ahead", 20, "2018-07-02 12:00", CHANNEL_64, ERR_OK,
		"Art. 20", "2018-08-02 23:59:59"},
	{"objection", 21, "2018-06-30", NULL, ERR_OK, "Art. 21",
		"2018-07-30 23:59:59"},
	{"more than a day ahead", 15, "2018-07-02 12:00:01", NULL, ERR_INVALID,
		"the receipt lies ahead", NULL},
	{"no article before them", 14, NULL, NULL, ERR_INVALID,
		"found 14, accepted: 15, 16, 17, 18, 20, 21", NULL},
	{"none between them", 19, NULL, NULL, ERR_INVALID, "found 19", NULL},
	{"none after them", 22, NULL, NULL, ERR_INVALID, "found 22", NULL},
	{"an empty channel", 15, NULL, "", ERR_INVALID, "the channel is empty",
		NULL},
	{"a channel that is too long", 15, NULL, CHANNEL_64 "x", ERR_INVALID,
		"the channel is longer than 64 octets; accepted: a word such "
		"as phone",
		NULL},
};

static void check_add(void **state)
{
	const struct add_row *row = *state;
	struct requests_new new = {.who = "Jan@EXAMPLE.com",
		.article = row->article,
		.channel = row->channel};
	const struct store_request *request;
	struct register_of r;
	struct pseudonym key;
	struct seen seen;

	register_open(&r);
	new.received_utc = house_instant(&r.h, row->received);
	IS(requests_add(r.h.desk, &new, &r.said), row->e);
	says(&r, row->e, row->words);
	seen = all_of(&r);
	IS(seen.len, row->e == ERR_OK);
	IS(ear_journal(&r.h, JOURNAL_REGISTER, NULL), seen.len);
	if (seen.len) {
		request = &seen.items[0].request;
		key = ear_key(&r.h, JAN);
		assert_memory_equal(&request->key, &key, sizeof(key));
		IS(request->article, row->article);
		IS(request->received_utc,
			row->received ? new.received_utc : HOUSE_NOW);
		IS(request->told_utc, INSTANT_NONE);
		IS(request->closed_utc, INSTANT_NONE);
		assert_string_equal(
			seen.channel, new.channel ? new.channel : "-");
		assert_string_equal(seen.identified, "-");
		IS(seen.items[0].due_utc, house_instant(&r.h, row->due));
	}
	register_close(&r);
}

/* Art. 12(6) */
static const struct identified_row {
	const char *name;
	const char *text;
	enum err e;
	const char *words;
} identified_rows[] = {
	{"how the person was identified", "wrote from the address itself",
		ERR_OK, "Art. 15"},
	{"in as many words as may be", MOST, ERR_OK, "Art. 15"},
	{"in one octet more", LONGER, ERR_INVALID,
		"how the person was identified is longer than 500 octets"},
	{"in no word", "", ERR_INVALID,
		"how the person was identified is empty"},
};

static void check_identified(void **state)
{
	const struct identified_row *row = *state;
	char text[TEXT_MOST + 2];
	const struct requests_new new = {.who = JAN,
		.article = 15,
		.received_utc = INSTANT_NONE,
		.identified = text_of(row->text, text)};
	struct register_of r;
	struct seen seen;

	register_open(&r);
	IS(requests_add(r.h.desk, &new, &r.said), row->e);
	says(&r, row->e, row->words);
	seen = all_of(&r);
	IS(seen.len, row->e == ERR_OK);
	if (seen.len)
		assert_string_equal(seen.identified, new.identified);
	register_close(&r);
}

static void test_add_journal(void **state)
{
	struct register_of r;

	(void)state;
	register_open(&r);
	IS(add(&r, JAN, 15, NULL), ERR_OK);
	IS(add(&r, EWA, 17, NULL), ERR_OK);
	IS(add(&r, "jan", 17, NULL), ERR_INVALID);
	says(&r, ERR_INVALID, "no e-mail address");
	IS(ear_journal(&r.h, JOURNAL_REGISTER, "1 received, Art. 15"), 2);
	IS(ear_journal(&r.h, JOURNAL_REGISTER, "2 received, Art. 17"), 2);
	register_close(&r);
}

/* ------------------------------------------------------ who is told of what */

/* One of Jan's that is due on 2018-06-28, one of Ewa's of 2018-08-01, and an
 * older one of Ewa's that is closed. */
static void add_three(struct register_of *r)
{
	register_open(r);
	IS(add(r, JAN, 15, "2018-05-28 10:00"), ERR_OK);
	IS(add(r, EWA, 18, NULL), ERR_OK);
	IS(add(r, EWA, 16, "2018-05-20"), ERR_OK);
	buf_reset(&r->said);
	IS(requests_close(r->h.desk, 3, "mended", &r->said), ERR_OK);
}

static const struct list_row {
	const char *name;
	const char *who; /* NULL: anybody */
	bool is_open, is_overdue;
	size_t stop_after;
	const char *ids;
} list_rows[] = {
	{"all, by receipt", NULL, false, false, 0, "3 1 2 "},
	{"the first two", NULL, false, false, 2, "3 1 "},
	{"open ones", NULL, true, false, 0, "1 2 "},
	{"overdue ones", NULL, false, true, 0, "1 "},
	{"overdue ones are open", NULL, true, true, 0, "1 "},
	{"of one person", EWA, false, false, 0, "3 2 "},
	{"open ones of one person", EWA, true, false, 0, "2 "},
	{"overdue ones of one who has none", EWA, false, true, 0, ""},
};

static void check_list(void **state)
{
	const struct list_row *row = *state;
	struct requests_query query = {
		.is_open = row->is_open, .is_overdue = row->is_overdue};
	struct seen seen = {.stop_after = row->stop_after};
	struct pseudonym key;
	char ids[100] = "";
	struct register_of r;

	add_three(&r);
	if (row->who) {
		key = ear_key(&r.h, row->who);
		query.key = &key;
	}
	read_register(&r, &query, &seen);
	for (size_t i = 0; i < seen.len; i++)
		(void)snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids),
			"%d ", (int)seen.items[i].request.id);
	assert_string_equal(ids, row->ids);
	register_close(&r);
}

/* The last second is in time, whether it is open or was closed then. */
static void test_late(void **state)
{
	struct register_of r;
	int64_t due;

	(void)state;
	for (int after = 0; after <= 1; after++) {
		register_open(&r);
		IS(add(&r, JAN, 15, "2018-05-28 10:00"), ERR_OK);
		due = house_instant(&r.h, "2018-06-28 23:59:59");
		r.h.desk->now_utc = due + after;
		IS(all_of(&r).items[0].is_late, after);
		IS(requests_close(r.h.desk, 1, NULL, &r.said), ERR_OK);
		r.h.desk->now_utc = HOUSE_NOW;
		IS(all_of(&r).items[0].request.closed_utc, due + after);
		IS(all_of(&r).items[0].is_late, after);
		register_close(&r);
	}
}

/* ------------------------------------------------------------ extensions */

static const struct extend_row {
	const char *name;
	int64_t id;
	const char *reason;
	const char *told;
	enum err e;
	const char *words;
} extend_rows[] = {
	{"two further months, from the receipt", 1, "many", "2018-06-20",
		ERR_OK,
		"Request 1 is extended: to be answered until 2018-08-28 "
		"23:59:59.\n"},
	{"told in the last second", 1, "many", "2018-06-28 23:59:59", ERR_OK,
		"extended"},
	{"a second later", 1, "many", "2018-06-29 00:00:00", ERR_INVALID,
		"told too late: GDPR Art. 12(3) asks for it until 2018-06-28 "
		"23:59:59"},
	{"told at the receipt", 1, MOST, "2018-05-28 10:00", ERR_OK,
		"extended"},
	{"a second before", 1, "many", "2018-05-28 09:59:59", ERR_INVALID,
		"told before the request came"},
	{"more than a day ahead", 2, "many", "2018-07-02 12:00:01", ERR_INVALID,
		"the notice lies ahead"},
	{"without a reason", 1, "", "2018-06-20", ERR_INVALID,
		"the reason is empty"},
	{"with one that is too long", 1, LONGER, "2018-06-20", ERR_INVALID,
		"the reason is longer than 500 octets"},
	{"of a closed one", 3, "many", "2018-06-20", ERR_NOT_FOUND,
		"request 3 was closed on 2018-07-01 12:00:00"},
	{"of none", 4, "many", "2018-06-20", ERR_NOT_FOUND,
		"there is no request 4 in the register"},
	{"of number 0", 0, "many", "2018-06-20", ERR_NOT_FOUND,
		"there is no request 0"},
	{"of a number below", -1, "many", "2018-06-20", ERR_NOT_FOUND,
		"there is no request -1"},
};

static void check_extend(void **state)
{
	const struct extend_row *row = *state;
	char reason[TEXT_MOST + 2];
	const char *why = text_of(row->reason, reason);
	struct seen seen = {.stop_after = 2};
	const struct store_request *first;
	struct register_of r;
	int64_t told;

	add_three(&r);
	told = house_instant(&r.h, row->told);
	buf_reset(&r.said);
	IS(requests_extend(r.h.desk, row->id, why, told, &r.said), row->e);
	says(&r, row->e, row->words);
	read_register(&r, &(struct requests_query){.key = NULL}, &seen);
	first = &seen.items[1].request;
	IS(first->told_utc, row->e ? INSTANT_NONE : told);
	assert_string_equal(seen.reason, row->e ? "-" : why);
	IS(seen.items[1].due_utc,
		house_instant(&r.h,
			row->e ? "2018-06-28 23:59:59" :
				 "2018-08-28 23:59:59"));
	IS(ear_journal(&r.h, JOURNAL_REGISTER,
		   row->e ? NULL : "1 extended by two months"),
		4 + (row->e == ERR_OK));
	register_close(&r);
}

static void test_extend_once(void **state)
{
	struct register_of r;
	int64_t told;

	(void)state;
	add_three(&r);
	told = house_instant(&r.h, "2018-06-20");
	buf_reset(&r.said);
	IS(requests_extend(r.h.desk, 1, "many", told, &r.said), ERR_OK);
	buf_reset(&r.said);
	IS(requests_extend(r.h.desk, 1, "more", told, &r.said), ERR_INVALID);
	says(&r, ERR_INVALID, "request 1 is extended already");
	IS(ear_journal(&r.h, JOURNAL_REGISTER, NULL), 5);
	register_close(&r);
}

/* --------------------------------------------------------------- the end */

static const struct close_row {
	const char *name;
	int64_t id;
	const char *outcome;
	enum err e;
	const char *words;
} close_rows[] = {
	{"with its outcome", 1, MOST, ERR_OK, "Request 1 is closed.\n"},
	{"without one", 1, NULL, ERR_OK, "Request 1 is closed.\n"},
	{"with an empty one", 1, "", ERR_INVALID, "the outcome is empty"},
	{"with one that is too long", 1, LONGER, ERR_INVALID,
		"the outcome is longer than 500 octets"},
	{"a closed one", 3, NULL, ERR_NOT_FOUND, "request 3 was closed on"},
	{"none", 9, NULL, ERR_NOT_FOUND, "there is no request 9"},
};

static void check_close(void **state)
{
	const struct close_row *row = *state;
	char outcome[TEXT_MOST + 2];
	const char *what = text_of(row->outcome, outcome);
	struct seen seen = {.stop_after = 2};
	struct register_of r;

	add_three(&r);
	buf_reset(&r.said);
	IS(requests_close(r.h.desk, row->id, what, &r.said), row->e);
	says(&r, row->e, row->words);
	read_register(&r, &(struct requests_query){.key = NULL}, &seen);
	IS(seen.items[1].request.closed_utc, row->e ? INSTANT_NONE : HOUSE_NOW);
	assert_string_equal(seen.outcome, !row->e && what ? what : "-");
	IS(ear_journal(&r.h, JOURNAL_REGISTER, row->e ? NULL : "1 closed"),
		4 + (row->e == ERR_OK));
	register_close(&r);
}

static const struct check_row {
	const char *name;
	int64_t id;
	const char *who;
	enum err e;
	const char *words;
} check_rows[] = {
	{"their own", 1, JAN, ERR_OK, ""},
	{"in another spelling", 1, "JAN+x@Example.com", ERR_OK, ""},
	{"somebody else's", 1, EWA, ERR_INVALID, "request 1 is not of " EWA},
	{"one that is closed", 3, EWA, ERR_NOT_FOUND, "request 3 was closed"},
	{"one that there is not", 7, JAN, ERR_NOT_FOUND, "no request 7"},
	{"of no address", 1, "jan", ERR_INVALID, "no e-mail address"},
};

static void check_check(void **state)
{
	const struct check_row *row = *state;
	struct register_of r;

	add_three(&r);
	buf_reset(&r.said);
	r.h.desk->cause[0] = '\0';
	IS(requests_check(r.h.desk, row->id, row->who), row->e);
	says(&r, row->e ? row->e : ERR_INVALID, row->words);
	register_close(&r);
}

/* Two years from the day on which it was closed; an open one stays. */
static void test_forget(void **state)
{
	struct register_of r;

	(void)state;
	add_three(&r);
	r.h.desk->now_utc = house_instant(&r.h, "2020-07-01 23:59:59");
	IS(requests_forget(r.h.desk), ERR_OK);
	IS(all_of(&r).len, 3);
	r.h.desk->now_utc++;
	IS(requests_forget(r.h.desk), ERR_OK);
	IS(all_of(&r).len, 2);
	IS(all_of(&r).items[0].request.id, 1);
	register_close(&r);
}

/* ---------------------------------------------------------------- faults */

#define AWAY "ALTER TABLE request RENAME TO away"
#define BROKEN(what, table)                               \
	"CREATE TRIGGER broken BEFORE " what " ON " table \
	" BEGIN SELECT RAISE(FAIL, 'broken'); END"

static enum err do_add(struct register_of *r)
{
	return add(r, JAN, 15, NULL);
}

static enum err do_list(struct register_of *r)
{
	struct seen seen = {.len = 0};

	return requests_each(
		r->h.desk, &(struct requests_query){.key = NULL}, see, &seen);
}

static enum err do_extend(struct register_of *r)
{
	return requests_extend(r->h.desk, 2, "many", HOUSE_NOW, &r->said);
}

static enum err do_close(struct register_of *r)
{
	return requests_close(r->h.desk, 1, NULL, &r->said);
}

static enum err do_check(struct register_of *r)
{
	return requests_check(r->h.desk, 2, EWA);
}

static enum err do_forget(struct register_of *r)
{
	enum err e;

	r->h.desk->now_utc += (int64_t)4 * 366 * DAY;
	e = requests_forget(r->h.desk);
	r->h.desk->now_utc = HOUSE_NOW;
	return e;
}

static const struct fault_row {
	const char *name;
	enum err (*act)(struct register_of *r);
	const char *sql;
	const char *words;
} fault_rows[] = {
	{"not added", do_add, BROKEN("INSERT", "request"),
		"writing the register"},
	{"not added without its entry", do_add, BROKEN("INSERT", "journal"),
		""},
	{"not extended", do_extend, BROKEN("UPDATE", "request"),
		"writing the register"},
	{"not extended without its entry", do_extend,
		BROKEN("INSERT", "journal"), ""},
	{"not closed", do_close, BROKEN("UPDATE", "request"),
		"writing the register"},
	{"not closed without its entry", do_close, BROKEN("INSERT", "journal"),
		""},
	{"not forgotten", do_forget, BROKEN("DELETE", "request"),
		"writing the register"},
	{"not listed", do_list, AWAY, "reading the register"},
	{"not looked at before it is extended", do_extend, AWAY,
		"reading the register"},
	{"not checked", do_check, AWAY, "reading the register"},
};

/* A fault is told, is nobody's absence, and leaves all as it was. */
static void check_fault(void **state)
{
	const struct fault_row *row = *state;
	struct register_of r;
	struct seen seen;

	add_three(&r);
	ear_sql(&r.h, row->sql);
	r.h.desk->cause[0] = '\0';
	IS(row->act(&r), ERR_UNAVAILABLE);
	assert_non_null(strstr(r.h.desk->cause, row->words));
	assert_true(*r.h.desk->cause);
	if (strcmp(row->sql, AWAY) == 0)
		ear_sql(&r.h, "ALTER TABLE away RENAME TO request");
	seen = all_of(&r);
	IS(seen.len, 3);
	for (size_t i = 0; i < seen.len; i++) {
		IS(seen.items[i].request.told_utc, INSTANT_NONE);
		IS(seen.items[i].request.closed_utc != INSTANT_NONE, i == 0);
	}
	IS(ear_journal(&r.h, JOURNAL_REGISTER, NULL), 4);
	register_close(&r);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, add_rows, check_add);
	rows_add(&rows, identified_rows, check_identified);
	rows_add_one(&rows, "each is in the journal", test_add_journal, NULL);
	rows_add(&rows, list_rows, check_list);
	rows_add_one(&rows, "late by a second", test_late, NULL);
	rows_add(&rows, extend_rows, check_extend);
	rows_add_one(&rows, "one extension", test_extend_once, NULL);
	rows_add(&rows, close_rows, check_close);
	rows_add(&rows, check_rows, check_check);
	rows_add_one(&rows, "kept for their retention", test_forget, NULL);
	rows_add(&rows, fault_rows, check_fault);
	return rows_run("requests", &rows);
}
