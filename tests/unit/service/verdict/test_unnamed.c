/* SPDX-License-Identifier: BSD-2-Clause */
/* By which name mail without a purpose is counted, and that each message is
 * counted once, whatever happens while it is put into the store. */
#include "unit/service/ear.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "service/verdict/unnamed.h"
#include "store/tally.h"

#define LIST "List-Id"
/* Of the source: so many numbers, and so many in one transaction. */
#define NUMBERS 2000
#define BATCH 200

struct found {
	struct desk *desk;
	size_t numbers; /* with a name */
	int64_t messages, without, last_day;
	int64_t most;
	char name[300];
	char mark[40];
};

static bool see(void *arg, const struct store_unnamed *u)
{
	struct found *found = arg;

	found->last_day = u->day;
	if (!u->sender) {
		found->without += u->messages;
		return true;
	}
	found->numbers++;
	found->messages += u->messages;
	if (u->messages > found->most)
		found->most = u->messages;
	(void)snprintf(found->mark, sizeof(found->mark), "%s", u->mark);
	IS(pseudonym_open_name(
		   identifier_pseudonymizer(found->desk->identifier), u->sender,
		   u->sender_len, found->name),
		ERR_OK);
	return true;
}

static void look(struct house *h, struct found *found)
{
	*found = (struct found){.desk = h->desk};
	IS(store_unnamed_each(
		   h->desk->session, INT64_MIN, INT64_MAX, see, found),
		ERR_OK);
}

/* ------------------------------------------------------------------- names */

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG "abcde-" FIFTY FIFTY FIFTY FIFTY FIFTY

static const struct name_row {
	const char *name;
	const char *login, *sender;
	const char *by;
} name_rows[] = {
	{"a login", "max", "a@firma.example", "max"},
	{"a login is not looked into", "m+4711232=x@y", "a@firma.example",
		"m+4711232=x@y"},
	{"an address", NULL, "a@firma.example", "a@firma.example"},
	{"without a domain", NULL, "news", "news"},
	{"without a domain, with digits", NULL, "news4711232", "news4711232"},
	{"another one's address in it", NULL, "b=c@n.example", "@n.example"},
	{"it begins with it", NULL, "=c@n.example", "@n.example"},
	{"it ends with it", NULL, "b=@n.example", "@n.example"},
	{"a tag", NULL, "b+c@n.example", "@n.example"},
	{"in the domain it is none", NULL, "b@n+1=2.example",
		"b@n+1=2.example"},
	{"the last @ counts", NULL, "a@b+c@n.example", "@n.example"},
	{"five digits", NULL, "b12345@n.example", "b12345@n.example"},
	{"six digits", NULL, "b123456@n.example", "@n.example"},
	{"apart", NULL, "1b2-34.5c6@n.example", "@n.example"},
	{"seven", NULL, "1234567@n.example", "@n.example"},
	{"six in the domain", NULL, "b1@n123456.example", "b1@n123456.example"},
	{"the lowest digit", NULL, "000000@n.example", "@n.example"},
	{"the highest digit", NULL, "999999@n.example", "@n.example"},
	{"below the digits", NULL, "//////@n.example", "//////@n.example"},
	{"above the digits", NULL, "::::::@n.example", "::::::@n.example"},
	{"nothing", NULL, "", ""},
	{"as much as is kept", LONG, "", NULL},
};

static void check_name(void **state)
{
	const struct name_row *row = *state;
	struct unnamed *unnamed;
	struct found found;
	char by[256];
	struct house h;

	(void)snprintf(by, sizeof(by), "%s", row->by ? row->by : row->login);
	house_open(&h);
	IS(unnamed_new(&unnamed), ERR_OK);
	assert_true(unnamed_is_empty(unnamed));
	unnamed_count(unnamed, HOUSE_NOW, row->login, row->sender, LIST);
	assert_false(unnamed_is_empty(unnamed));
	IS(unnamed_flush(unnamed, h.desk), ERR_OK);
	assert_true(unnamed_is_empty(unnamed));
	look(&h, &found);
	IS(found.numbers, *by != '\0');
	IS(found.without, *by == '\0');
	assert_string_equal(found.name, by);
	if (*by)
		assert_string_equal(found.mark, LIST);
	IS(found.last_day, store_day(HOUSE_NOW));
	unnamed_free(&unnamed);
	assert_null(unnamed);
	unnamed_free(&unnamed);
	house_close(&h);
}

/* ----------------------------------------------------------------- numbers */

static void count_alone(struct unnamed *unnamed, size_t n, int64_t at_utc)
{
	char login[20];

	(void)snprintf(login, sizeof(login), "u%zu", n);
	unnamed_count(unnamed, at_utc, login, "", LIST);
}

/* One number for each day, name and mark. */
static void test_apart(void **state)
{
	struct unnamed *unnamed;
	struct found found;
	struct house h;

	(void)state;
	house_open(&h);
	IS(unnamed_new(&unnamed), ERR_OK);
	for (size_t i = 0; i < 3; i++) {
		unnamed_count(unnamed, HOUSE_NOW, "max", "", LIST);
		unnamed_count(unnamed, HOUSE_NOW, "max", "", "Precedence");
		unnamed_count(unnamed, HOUSE_NOW, "ewa", "", LIST);
		unnamed_count(unnamed, HOUSE_NOW + DAY, "max", "", LIST);
	}
	IS(unnamed_flush(unnamed, h.desk), ERR_OK);
	look(&h, &found);
	IS(found.numbers, 4);
	IS(found.messages, 12);
	IS(found.most, 3);
	/* What is counted later is added. */
	unnamed_count(unnamed, HOUSE_NOW, "ewa", "", LIST);
	IS(unnamed_flush(unnamed, h.desk), ERR_OK);
	IS(unnamed_flush(unnamed, h.desk), ERR_OK);
	look(&h, &found);
	IS(found.numbers, 4);
	IS(found.messages, 13);
	IS(found.most, 4);
	/* And what nobody has fetched is freed. */
	unnamed_count(unnamed, HOUSE_NOW, "ewa", "", LIST);
	unnamed_count(unnamed, HOUSE_NOW, "max", "", LIST);
	unnamed_free(&unnamed);
	house_close(&h);
}

/* There is room for so many; what is more goes without a name, day by day. */
static void test_room(void **state)
{
	struct unnamed *unnamed;
	struct found found;
	struct house h;

	(void)state;
	house_open(&h);
	IS(unnamed_new(&unnamed), ERR_OK);
	for (size_t i = 0; i < NUMBERS + 2; i++)
		count_alone(
			unnamed, i, HOUSE_NOW + (i < NUMBERS / 2 ? 0 : DAY));
	/* Whoever has a number keeps it. */
	count_alone(unnamed, 0, HOUSE_NOW);
	IS(unnamed_flush(unnamed, h.desk), ERR_OK);
	look(&h, &found);
	IS(found.numbers, NUMBERS);
	IS(found.messages, NUMBERS + 1);
	IS(found.without, 2);
	IS(found.last_day, store_day(HOUSE_NOW + DAY));
	unnamed_free(&unnamed);
	house_close(&h);
}

/* ------------------------------------------------------------------ faults */

#define FULL                                                 \
	"CREATE TRIGGER full BEFORE INSERT ON unnamed WHEN " \
	"(SELECT count(*) FROM unnamed) >= 250 BEGIN "       \
	"SELECT raise(ABORT, 'full'); END"

/* One transaction is there whole or not at all, and what is not there stays
 * for the next time. */
static void test_some_are_written(void **state)
{
	struct unnamed *unnamed;
	struct found found;
	struct house h;

	(void)state;
	house_open(&h);
	IS(unnamed_new(&unnamed), ERR_OK);
	for (size_t i = 0; i < 300; i++)
		count_alone(unnamed, i, HOUSE_NOW);
	ear_sql(&h, FULL);
	IS(unnamed_flush(unnamed, h.desk), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "counting unnamed mail"));
	assert_false(unnamed_is_empty(unnamed));
	look(&h, &found);
	IS(found.numbers, BATCH);
	ear_sql(&h, "DROP TRIGGER full");
	count_alone(unnamed, 299, HOUSE_NOW);
	IS(unnamed_flush(unnamed, h.desk), ERR_OK);
	assert_true(unnamed_is_empty(unnamed));
	look(&h, &found);
	IS(found.numbers, 300);
	IS(found.messages, 301);
	unnamed_free(&unnamed);
	house_close(&h);
}

/* It cannot even be begun to write. */
static void test_store_away(void **state)
{
	struct unnamed *unnamed;
	struct found found;
	struct house h;

	(void)state;
	house_open(&h);
	IS(unnamed_new(&unnamed), ERR_OK);
	count_alone(unnamed, 1, HOUSE_NOW);
	count_alone(unnamed, 1, HOUSE_NOW);
	ear_sql(&h, "ALTER TABLE fact_sum RENAME TO away");
	IS(unnamed_flush(unnamed, h.desk), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "beginning to write"));
	assert_false(unnamed_is_empty(unnamed));
	ear_sql(&h, "ALTER TABLE away RENAME TO fact_sum");
	IS(unnamed_flush(unnamed, h.desk), ERR_OK);
	look(&h, &found);
	IS(found.numbers, 1);
	IS(found.messages, 2);
	unnamed_free(&unnamed);
	house_close(&h);
}

/* ----------------------------------------------------------------- threads */

#define THREADS 3
#define NEVER                                            \
	"CREATE TRIGGER never BEFORE INSERT ON unnamed " \
	"BEGIN SELECT raise(ABORT, 'never'); END"

struct counting {
	struct unnamed *unnamed;
	atomic_bool ends;
	atomic_int_fast64_t counted;
};

static void *count_on(void *arg)
{
	struct counting *c = arg;
	int64_t n = 0;

	for (; !atomic_load(&c->ends); n++) {
		count_alone(c->unnamed, (size_t)n % 7, HOUSE_NOW);
		(void)unnamed_is_empty(c->unnamed);
	}
	atomic_fetch_add(&c->counted, n);
	return NULL;
}

/* All count at once, and none is lost, whether it can be written or not. */
static void test_threads(void **state)
{
	struct counting counting = {.counted = 0};
	pthread_t threads[THREADS];
	struct found found;
	struct house h;

	(void)state;
	house_open(&h);
	IS(unnamed_new(&counting.unnamed), ERR_OK);
	count_alone(counting.unnamed, 0, HOUSE_NOW);
	ear_sql(&h, NEVER);
	for (size_t i = 0; i < THREADS; i++)
		IS(pthread_create(&threads[i], NULL, count_on, &counting), 0);
	for (size_t i = 0; i < 50; i++)
		IS(unnamed_flush(counting.unnamed, h.desk), ERR_UNAVAILABLE);
	ear_sql(&h, "DROP TRIGGER never");
	for (size_t i = 0; i < 10; i++)
		IS(unnamed_flush(counting.unnamed, h.desk), ERR_OK);
	atomic_store(&counting.ends, true);
	for (size_t i = 0; i < THREADS; i++)
		IS(pthread_join(threads[i], NULL), 0);
	IS(unnamed_flush(counting.unnamed, h.desk), ERR_OK);
	look(&h, &found);
	IS(found.numbers, 7);
	IS(found.messages, atomic_load(&counting.counted) + 1);
	unnamed_free(&counting.unnamed);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, name_rows, check_name);
	rows_add_one(&rows, "day, name and mark", test_apart, NULL);
	rows_add_one(&rows, "no more room", test_room, NULL);
	rows_add_one(&rows, "some are written", test_some_are_written, NULL);
	rows_add_one(&rows, "the store is away", test_store_away, NULL);
	rows_add_one(&rows, "many threads", test_threads, NULL);
	return rows_run("unnamed", &rows);
}
