/* SPDX-License-Identifier: BSD-2-Clause */
/* What an item of a batch is told, beside its reason. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/person/record.h"
#include "service/verdict/check.h"

#define CONFIG                                                             \
	"own-domains = {'firma.example'}\n"                                \
	"list 'lost' { file = '/nowhere/lost' format = addresses purposes" \
	" = {'newsletter'} }\n"

static void object(struct house *h, const char *who)
{
	const struct record_object o = {
		.who = who, .at_utc = HOUSE_NOW - 10 * DAY};
	struct buf said;

	buf_init(&said, 4096);
	IS(record_object(h->desk, &o, &said), ERR_OK);
	buf_free(&said);
}

static void open_house(struct house *h)
{
	const struct record_contact contact = {.who = ADAM,
		.at_utc = HOUSE_NOW - 5 * DAY,
		.source = "chat",
		.relation = "prospect"};
	struct buf said;

	house_open_with(h, CONFIG);
	buf_init(&said, 4096);
	IS(record_contact(h->desk, &contact, &said), ERR_OK);
	buf_free(&said);
	object(h, "@gone.example");
	object(h, "@deep.below.example");
	object(h, "ola@example.com");
}

static enum err ask(struct house *h, const char *purpose, int64_t at_utc,
	struct check_item *items, size_t len)
{
	const struct policy_purpose *p;
	struct check_query query;

	IS(desk_purpose(h->desk, purpose, &p), ERR_OK);
	check_query_init(h->desk, p, at_utc, &query);
	IS(query.is_live, at_utc == INSTANT_NONE);
	IS(query.at_utc, at_utc == INSTANT_NONE ? HOUSE_NOW : at_utc);
	return check_batch(h->desk, &query, items, len);
}

static struct check_item item_of(const char *text)
{
	return (struct check_item){.text = text,
		.text_len = strlen(text),
		.cause = "of an earlier check"};
}

static const struct row {
	const char *name;
	const char *who;
	enum reason reason;
	const char *cause; /* words of it; NULL: none */
} rows_of_items[] = {
	{"a prospect", ADAM, REASON_ALLOWED, NULL},
	{"an objection", "ola@example.com", REASON_OBJECTED, NULL},
	{"a domain that objected", "a@gone.example", REASON_OBJECTED, NULL},
	{"a domain below it", "a@b.c.gone.example", REASON_OBJECTED, NULL},
	{"a domain deeper down", "a@deep.below.example", REASON_OBJECTED, NULL},
	{"not the one above it", "a@below.example", REASON_UNKNOWN, NULL},
	{"nor one beside it", "a@flat.below.example", REASON_UNKNOWN, NULL},
	{"no address", "adam", REASON_BAD_ADDRESS, ""},
	{"nothing", "", REASON_BAD_ADDRESS, ""},
	{"it routes to one who objected", "ola%example.com@firma.example",
		REASON_OBJECTED, NULL},
	{"the other way round", "example.com!ola@firma.example",
		REASON_OBJECTED, NULL},
	{"the strictest comes first", "adam%example.com@gone.example",
		REASON_OBJECTED, NULL},
	{"and last", "ola%example.com@other.example", REASON_OBJECTED, NULL},
	{"of one action, the earlier rule", "x%gone.example@y.example",
		REASON_OBJECTED, NULL},
	{"the firm's own is nobody", "adam%example.com@firma.example",
		REASON_ALLOWED, NULL},
	{"within the firm alone", "adam%firma.example@firma.example",
		REASON_UNKNOWN, NULL},
	{"it leads nowhere", "adam%@firma.example", REASON_BAD_ADDRESS,
		"cannot be told where"},
};

static void check_item(void **state)
{
	const struct row *row = *state;
	struct check_item item = item_of(row->who);
	struct house h;

	open_house(&h);
	IS(ask(&h, "followup", INSTANT_NONE, &item, 1), ERR_OK);
	assert_string_equal(
		reason_name(item.verdict.reason), reason_name(row->reason));
	IS(item.cause != NULL, row->cause != NULL);
	if (row->cause)
		assert_non_null(strstr(item.cause, row->cause));
	IS(check_may_go(&item), row->reason == REASON_ALLOWED);
	house_close(&h);
}

static void test_bad_address(void **state)
{
	struct check_item item = item_of("adam");
	struct house h;

	(void)state;
	open_house(&h);
	IS(ask(&h, "followup", INSTANT_NONE, &item, 1), ERR_OK);
	IS(item.verdict.action, ACTION_REJECT);
	assert_false(check_may_go(&item));
	IS(item.verdict.retention.kind, RETENTION_ENDED);
	IS(item.verdict.retention.end_utc, INSTANT_NONE);
	IS(item.verdict.since_utc, INSTANT_NONE);
	IS(item.verdict.last_contact_utc, INSTANT_NONE);
	IS(item.verdict.next_utc, INSTANT_NONE);
	assert_null(item.verdict.list);
	house_close(&h);
}

/* What was so then, not what is so now. */
static void test_another_instant(void **state)
{
	struct check_item items[2];
	struct house h;

	(void)state;
	open_house(&h);
	items[0] = item_of(ADAM);
	items[1] = item_of("ola@example.com");
	IS(ask(&h, "followup", HOUSE_NOW - 6 * DAY, items, 2), ERR_OK);
	IS(items[0].verdict.reason, REASON_UNKNOWN);
	IS(items[1].verdict.reason, REASON_OBJECTED);
	IS(ask(&h, "followup", HOUSE_NOW - 11 * DAY, items, 2), ERR_OK);
	IS(items[1].verdict.reason, REASON_UNKNOWN);
	IS(ask(&h, "followup", HOUSE_NOW + 60 * DAY, items, 2), ERR_OK);
	IS(items[0].verdict.reason, REASON_RETENTION_EXPIRED);
	IS(ask(&h, "followup", INSTANT_NONE, items, 2), ERR_OK);
	IS(items[0].verdict.reason, REASON_ALLOWED);
	IS(items[0].verdict.last_contact_utc, HOUSE_NOW - 5 * DAY);
	house_close(&h);
}

/* No more of it than is said belongs to a text. */
static void test_length(void **state)
{
	struct check_item item = item_of("adam@example.com.gone.example");
	struct house h;

	(void)state;
	open_house(&h);
	item.text_len = strlen(ADAM);
	IS(ask(&h, "followup", INSTANT_NONE, &item, 1), ERR_OK);
	IS(item.verdict.reason, REASON_ALLOWED);
	item = item_of("a%b@firma.example%gone.example");
	item.text_len = strlen("a%b@firma.example");
	IS(ask(&h, "followup", INSTANT_NONE, &item, 1), ERR_OK);
	IS(item.verdict.reason, REASON_BAD_ADDRESS);
	IS(ask(&h, "followup", INSTANT_NONE, &item, 0), ERR_OK);
	house_close(&h);
}

static void test_long_text(void **state)
{
	char text[1101];
	struct check_item item;
	struct house h;

	(void)state;
	open_house(&h);
	memset(text, '%', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t len = 998; len <= 1100; len++) {
		item = item_of(text);
		item.text_len = len;
		IS(ask(&h, "followup", INSTANT_NONE, &item, 1), ERR_OK);
		IS(item.verdict.reason, REASON_BAD_ADDRESS);
		assert_non_null(item.cause);
		len += len == 1001 ? 98 : 0;
	}
	house_close(&h);
}

#define SHARE 2048

/* As many as two threads share, and one less: each has its own answer. */
static void test_shares(void **state)
{
	static struct check_item items[SHARE];
	static char texts[SHARE][40];
	struct house h;

	(void)state;
	open_house(&h);
	for (size_t len = SHARE - 1; len <= SHARE; len++) {
		for (size_t i = 0; i < len; i++) {
			(void)snprintf(texts[i], sizeof(texts[i]),
				i % 3 == 0         ? ADAM :
					i % 3 == 1 ? "n%zu@gone.example" :
						     "n%zu@example.com",
				i);
			items[i] = item_of(texts[i]);
		}
		IS(ask(&h, "followup", INSTANT_NONE, items, len), ERR_OK);
		for (size_t i = 0; i < len; i++)
			IS(items[i].verdict.reason,
				i % 3 == 0         ? REASON_ALLOWED :
					i % 3 == 1 ? REASON_OBJECTED :
						     REASON_UNKNOWN);
	}
	house_close(&h);
}

/* Neither store nor list: no answer, in whichever share. */
static void test_faults(void **state)
{
	static struct check_item items[SHARE];
	struct house h;

	(void)state;
	open_house(&h);
	for (size_t i = 0; i < SHARE; i++)
		items[i] = item_of(i == SHARE - 1 ? ADAM : "nobody");
	IS(ask(&h, "newsletter", INSTANT_NONE, &items[SHARE - 1], 1),
		ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "lost"));
	h.desk->cause[0] = '\0';
	IS(ask(&h, "newsletter", INSTANT_NONE, items, SHARE), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "lost"));
	/* An objection does not hang on a list. */
	items[0] = item_of("ola@example.com");
	IS(ask(&h, "newsletter", INSTANT_NONE, items, 1), ERR_OK);
	IS(items[0].verdict.reason, REASON_OBJECTED);
	ear_sql(&h, "ALTER TABLE fact RENAME TO away");
	h.desk->cause[0] = '\0';
	IS(ask(&h, "followup", INSTANT_NONE, items, 1), ERR_UNAVAILABLE);
	assert_non_null(strstr(h.desk->cause, "reading"));
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_items, check_item);
	rows_add_one(
		&rows, "what a bad address is told", test_bad_address, NULL);
	rows_add_one(&rows, "at another instant", test_another_instant, NULL);
	rows_add_one(&rows, "as long as it is said to be", test_length, NULL);
	rows_add_one(&rows, "longer than any address", test_long_text, NULL);
	rows_add_one(&rows, "one thread or two", test_shares, NULL);
	rows_add_one(&rows, "faults", test_faults, NULL);
	return rows_run("check: items", &rows);
}
