/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/house.h"

#include "service/person/record.h"
#include "service/person/rectify.h"
#include "service/report/export.h"
#include "service/sales/statement.h"

#define CONFIRMED \
	"staff { url = 'https://desk.a.example' answers-confirmed = yes }\n"
#define AT_ONCE \
	"staff { url = 'https://desk.a.example' answers-confirmed = no }\n"
#define YESTERDAY (HOUSE_NOW - 86400)

static void add_adam(struct house *h)
{
	struct buf said;

	buf_init(&said, 4096);
	assert_int_equal(
		record_contact(h->desk,
			&(struct record_contact){.who = "adam@example.com",
				.at_utc = HOUSE_NOW - 100 * 86400,
				.source = "chat",
				.relation = "prospect"},
			&said),
		ERR_OK);
	buf_free(&said);
}

static enum reason reason_of(struct house *h, const char *who)
{
	struct check_item item = {.text = who, .text_len = strlen(who)};
	const struct policy_purpose *purpose;
	struct check_query query;

	assert_int_equal(desk_purpose(h->desk, "followup", &purpose), ERR_OK);
	check_query_init(h->desk, purpose, INSTANT_NONE, &query);
	assert_int_equal(check_batch(h->desk, &query, &item, 1), ERR_OK);
	return item.verdict.reason;
}

struct counts {
	size_t contacts, confirmed, dropped, objections;
	char sender[256], last[256]; /* of the contact; of the decision */
};

static bool count_entry(void *arg, const struct journal_entry *entry)
{
	struct counts *c = arg;

	c->contacts += entry->kind == JOURNAL_CONTACT;
	c->confirmed += entry->kind == JOURNAL_STATEMENT_CONFIRMED;
	c->dropped += entry->kind == JOURNAL_STATEMENT_REFUSED;
	c->objections += entry->kind == JOURNAL_OBJECTION;
	if (entry->kind == JOURNAL_STATEMENT_CONFIRMED ||
		entry->kind == JOURNAL_STATEMENT_REFUSED)
		snprintf(c->last, sizeof(c->last), "%s", entry->detail);
	return true;
}

static struct counts journal(struct house *h)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	struct counts c = {.contacts = 0};

	assert_int_equal(
		store_journal_each(h->desk->session, &all, count_entry, &c),
		ERR_OK);
	return c;
}

struct waiting {
	size_t len;
	int64_t id;
	char who[100], note[100], teller[100];
};

static bool take(void *arg, const struct store_statement *s)
{
	struct waiting *w = arg;

	w->len++;
	w->id = s->id;
	snprintf(w->who, sizeof(w->who), "%s", s->who);
	snprintf(w->note, sizeof(w->note), "%s", s->note ? s->note : "");
	snprintf(w->teller, sizeof(w->teller), "%s", s->teller);
	return true;
}

static struct waiting waiting(struct house *h)
{
	struct waiting w = {.len = 0};

	assert_int_equal(statement_each(h->desk, 0, 0, take, &w), ERR_OK);
	return w;
}

static const struct row {
	const char *name, *who;
	int64_t at_utc;
	const char *source, *relation;
	enum err expected;
	const char *cause;
} rows[] = {
	{"of somebody on record", "adam@example.com", YESTERDAY, NULL, NULL,
		ERR_OK, ""},
	{"with another source", "adam@example.com", YESTERDAY, "shop",
		"customer", ERR_OK, ""},
	{"of somebody new", "new@example.com", YESTERDAY, "shop", "prospect",
		ERR_OK, ""},
	{"of somebody new without a source", "new@example.com", YESTERDAY, NULL,
		"prospect", ERR_INVALID, "on record of this person"},
	{"of somebody new without a relation", "new@example.com", YESTERDAY,
		"shop", NULL, ERR_INVALID, "on record of this person"},
	{"an unknown source", "adam@example.com", YESTERDAY, "moon", NULL,
		ERR_INVALID, "moon"},
	{"an unknown relation", "adam@example.com", YESTERDAY, NULL, "friend",
		ERR_INVALID, "friend"},
	{"no address", "adam", YESTERDAY, NULL, NULL, ERR_INVALID, "no e-mail"},
	{"a domain", "@example.com", YESTERDAY, NULL, NULL, ERR_INVALID, ""},
	{"no date", "adam@example.com", INSTANT_NONE, NULL, NULL, ERR_INVALID,
		"date is missing"},
	{"the day after tomorrow", "adam@example.com", HOUSE_NOW + 2 * 86400,
		NULL, NULL, ERR_INVALID, "ahead"},
};

/* What would be refused at once is refused before it waits. */
static void check_row(void **state)
{
	static const char *const ways[] = {CONFIRMED, AT_ONCE};
	const struct row *row = *state;

	for (size_t i = 0; i < 2; i++) {
		const struct statement_new new = {.account = 7,
			.who = row->who,
			.kind = STATEMENT_CALL,
			.at_utc = row->at_utc,
			.source = row->source,
			.relation = row->relation};
		struct buf said;
		struct house h;
		bool waits;

		buf_init(&said, 4096);
		house_open_with(&h, ways[i]);
		add_adam(&h);
		assert_int_equal(statement_make(h.desk, &new, &waits, &said),
			row->expected);
		if (row->expected)
			assert_non_null(strstr(h.desk->cause, row->cause));
		assert_int_equal(
			waiting(&h).len, i == 0 && !row->expected ? 1 : 0);
		assert_int_equal(
			journal(&h).contacts, i == 1 && !row->expected ? 2 : 1);
		house_close(&h);
		buf_free(&said);
	}
}

static void make(struct house *h, const char *who, const char *note)
{
	const struct statement_new new = {.account = 7,
		.who = who,
		.kind = STATEMENT_MEETING,
		.at_utc = YESTERDAY,
		.note = note};
	struct buf said;
	bool waits;

	buf_init(&said, 4096);
	assert_int_equal(statement_make(h->desk, &new, &waits, &said), ERR_OK);
	assert_true(waits);
	buf_free(&said);
}

static bool see_counts(void *arg, const struct statement_count *count)
{
	*(struct statement_count *)arg = *count;
	return true;
}

static void test_confirmed(void **state)
{
	struct statement_count count = {.account = 0};
	struct waiting w;
	struct counts c;
	struct house h;
	struct buf said;

	(void)state;
	buf_init(&said, 4096);
	house_open_with(&h, CONFIRMED);
	add_adam(&h);
	assert_int_equal(
		reason_of(&h, "adam@example.com"), REASON_RETENTION_EXPIRED);
	make(&h, "Adam@example.com", "at the fair");
	assert_int_equal(
		reason_of(&h, "adam@example.com"), REASON_RETENTION_EXPIRED);
	w = waiting(&h);
	assert_string_equal(w.who, "Adam@example.com");
	assert_string_equal(w.note, "at the fair");
	assert_string_equal(w.teller, "ania");
	h.desk->operator_name = "olga";
	assert_int_equal(statement_confirm(h.desk, w.id, &said), ERR_OK);
	assert_string_equal(h.desk->operator_name, "olga");
	assert_int_equal(reason_of(&h, "adam@example.com"), REASON_ALLOWED);
	assert_int_equal(statement_confirm(h.desk, w.id, &said), ERR_NOT_FOUND);
	assert_int_equal(statement_refuse(h.desk, w.id, "no"), ERR_NOT_FOUND);
	c = journal(&h);
	assert_int_equal(c.contacts, 2);
	assert_int_equal(c.confirmed, 1);
	assert_string_equal(c.last, "meeting, said by ania");
	assert_int_equal(statement_count(h.desk, see_counts, &count), ERR_OK);
	assert_int_equal(count.account, 7);
	assert_int_equal(count.confirmed, 1);
	assert_int_equal(waiting(&h).len, 0);
	house_close(&h);
	buf_free(&said);
}

static void test_refused(void **state)
{
	struct waiting w;
	struct counts c;
	struct house h;

	(void)state;
	house_open_with(&h, CONFIRMED);
	add_adam(&h);
	make(&h, "adam@example.com", NULL);
	w = waiting(&h);
	assert_int_equal(statement_refuse(h.desk, w.id, " "), ERR_INVALID);
	assert_int_equal(statement_refuse(h.desk, w.id, "he says no"), ERR_OK);
	c = journal(&h);
	assert_int_equal(c.contacts, 1);
	assert_int_equal(c.dropped, 1);
	assert_string_equal(c.last, "meeting, said by ania, he says no");
	assert_int_equal(
		reason_of(&h, "adam@example.com"), REASON_RETENTION_EXPIRED);
	house_close(&h);
}

/* Art. 21(3): at once, be the person on record or not, whatever is to be
 * confirmed; never of a whole domain. */
static void test_stop(void **state)
{
	struct house h;
	struct buf said;

	(void)state;
	buf_init(&said, 4096);
	house_open_with(&h, CONFIRMED);
	assert_int_equal(
		statement_stop(h.desk, "ewa@example.com", NULL, "call", &said),
		ERR_OK);
	assert_int_equal(reason_of(&h, "ewa@example.com"), REASON_OBJECTED);
	assert_int_equal(
		statement_stop(h.desk, "@example.com", NULL, NULL, &said),
		ERR_INVALID);
	assert_int_equal(statement_stop(h.desk, "al@example.com", "followup",
				 NULL, &said),
		ERR_OK);
	assert_int_equal(reason_of(&h, "al@example.com"), REASON_OBJECTED);
	assert_int_equal(journal(&h).objections, 2);
	assert_int_equal(waiting(&h).len, 0);
	house_close(&h);
	buf_free(&said);
}

static json_t *export(struct house *h, const char *who)
{
	json_t *document;

	assert_int_equal(export_person(h->desk, who, &document), ERR_OK);
	return document;
}

/* Art. 15: what is said of a person is theirs to know, by whom is not. */
static void test_exported(void **state)
{
	const json_t *list, *one;
	json_t *document;
	struct house h;
	struct buf page;
	char *text;

	(void)state;
	buf_init(&page, 1 << 20);
	house_open_with(&h, CONFIRMED);
	add_adam(&h);
	make(&h, "adam@example.com", "at the <fair>");
	document = export(&h, "Adam@example.com");
	list = json_object_get(document, "statements");
	assert_int_equal(json_array_size(list), 1);
	one = json_array_get(list, 0);
	assert_string_equal(
		json_string_value(json_object_get(one, "kind")), "meeting");
	assert_string_equal(json_string_value(json_object_get(one, "note")),
		"at the <fair>");
	assert_true(json_is_string(json_object_get(one, "at")));
	assert_int_equal(export_page(document, EXPORT_PL, &page), ERR_OK);
	assert_non_null(strstr(buf_text(&page), "spotkanie"));
	assert_non_null(strstr(buf_text(&page), "at the &lt;fair&gt;"));
	json_decref(document);
	assert_int_equal(
		statement_refuse(h.desk, waiting(&h).id, "he says no"), ERR_OK);
	document = export(&h, "adam@example.com");
	assert_int_equal(
		json_array_size(json_object_get(document, "statements")), 0);
	text = json_dumps(document, 0);
	assert_non_null(strstr(text, "\"meeting, he says no\""));
	assert_null(strstr(text, "ania"));
	free(text);
	json_decref(document);
	buf_free(&page);
	house_close(&h);
}

/* Art. 16: what waits is of the new address, and decided by it. */
static void test_rectified(void **state)
{
	const struct rectify_options options = {
		.from = "adam@example.com", .to = "nowak@example.net"};
	struct waiting w;
	struct house h;
	struct buf said;

	(void)state;
	buf_init(&said, 4096);
	house_open_with(&h, CONFIRMED);
	add_adam(&h);
	make(&h, "adam@example.com", "at the fair");
	assert_int_equal(rectify_address(h.desk, &options, &said), ERR_OK);
	assert_non_null(strstr(buf_text(&said), "come along: 1.\n"));
	w = waiting(&h);
	assert_int_equal(w.len, 1);
	assert_string_equal(w.who, "nowak@example.net");
	assert_string_equal(w.note, "at the fair");
	assert_int_equal(statement_confirm(h.desk, w.id, &said), ERR_OK);
	assert_int_equal(reason_of(&h, "nowak@example.net"), REASON_ALLOWED);
	assert_int_equal(reason_of(&h, "adam@example.com"), REASON_OBJECTED);
	/* It is all that is known. */
	assert_int_equal(statement_make(h.desk,
				 &(struct statement_new){.account = 7,
					 .who = "new@example.com",
					 .kind = STATEMENT_CALL,
					 .at_utc = YESTERDAY,
					 .source = "shop",
					 .relation = "prospect"},
				 &(bool){false}, &said),
		ERR_OK);
	assert_int_equal(
		rectify_address(h.desk,
			&(struct rectify_options){.from = "new@example.com",
				.to = "newer@example.com"},
			&said),
		ERR_OK);
	assert_string_equal(waiting(&h).who, "newer@example.com");
	house_close(&h);
	buf_free(&said);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "confirmed", test_confirmed, NULL);
	rows_add_one(&all, "refused", test_refused, NULL);
	rows_add_one(&all, "handed out", test_exported, NULL);
	rows_add_one(&all, "at another address", test_rectified, NULL);
	rows_add_one(&all, "told me to stop", test_stop, NULL);
	return rows_run("statement", &all);
}
