/* SPDX-License-Identifier: BSD-2-Clause */
/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <sqlite3.h>

#include "service/quarantine/browse.h"
#include "unit/service/held_house.h"

#define MORE ""
#define ALL                                                    \
	.since_utc = INSTANT_NONE, .before_utc = INSTANT_NONE, \
	.is_descending = true
#define ANY ALL, .limit = 50

/* Each of ADAM and EVA, a minute apart. */
static const struct {
	const char *sender, *subject;
} mails[] = {
	{"<ania@firma.example>", "Oferta tajna"},
	{"<Bartek@Firma.Example>", "=?utf-8?q?G=C4=99=C5=9Bl=C4=85?= i rabat"},
	{"<>", "Nowa oferta"},
	{"<ania@inna.example>", "Rabat"},
};
#define MAILS (sizeof(mails) / sizeof(*mails))

static struct held_id ids[MAILS];

static void fill(struct house *h)
{
	house_open(h, MORE);
	for (size_t i = 0; i < MAILS; i++) {
		h->sender = mails[i].sender;
		collect(h, mails[i].subject, body, strlen(body));
		assert_int_equal(put(h, &ids[i]), HOLD_TAKEN);
		wait_for(h, 60);
	}
}

static bool see(void *arg, const struct quarantine_entry *entry)
{
	char *text = arg;
	size_t len = strlen(text);

	assert_int_equal(entry->recipients_len, 2);
	for (size_t i = 0; i < MAILS; i++)
		if (strcmp(ids[i].text, entry->held.id.text) == 0)
			text[len++] = (char)('0' + i);
	text[len] = '\0';
	return true;
}

static void test_rows(void **state)
{
	static const struct {
		const char *name;
		struct browse_query query;
		const char *expected; /* NULL: ERR_INVALID */
	} rows[] = {
		{"latest first", {ANY}, "3210"},
		{"sender", {ANY, .sender = "Ania@firma.example"}, "0"},
		{"sender in another spelling",
			{ANY, .sender = "bartek@FIRMA.example"}, "1"},
		{"sender's domain", {ANY, .sender = "@firma.example"}, "10"},
		{"domain without @", {ANY, .sender = "firma.example"}, "10"},
		{"null sender", {ANY, .sender = "<>"}, "2"},
		{"sender unknown", {ANY, .sender = "c@firma.example"}, ""},
		{"no sender", {ANY, .sender = "a b@firma.example"}, NULL},
		{"no domain", {ANY, .sender = "@-"}, NULL},
		{"recipient", {ANY, .recipient = "adam.nowak@example.com"},
			"3210"},
		{"recipient's domain", {ANY, .recipient = "example.net"},
			"3210"},
		{"another domain", {ANY, .recipient = "@firma.example"}, ""},
		{"words", {ANY, .words = "oferta"}, "20"},
		{"words, whatever the case and the marks",
			{ANY, .words = "GESLA"}, "1"},
		{"words and sender",
			{ANY, .words = "rabat", .sender = "@inna.example"},
			"3"},
		{"words of nothing", {ANY, .words = "zima"}, ""},
		{"blanks are no words", {ANY, .words = "  "}, "3210"},
		{"no UTF-8", {ANY, .words = "\xff"}, NULL},
		{"reason", {ANY, .reason = REASON_UNKNOWN}, "3210"},
		{"another reason", {ANY, .reason = REASON_TOO_SOON}, ""},
		{"a page", {ALL, .limit = 2}, "32"},
		{"no page", {ALL, .limit = 0}, NULL},
	};
	struct house h;

	(void)state;
	fill(&h);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct browse_result result;
		char text[MAILS + 1] = "";
		enum err e = browse(h.desk, &rows[i].query, see, text, &result);

		if (e != (rows[i].expected ? ERR_OK : ERR_INVALID))
			fail_msg("%s: %s", rows[i].name, h.desk->cause);
		if (rows[i].expected && strcmp(text, rows[i].expected) != 0)
			fail_msg("%s: %s", rows[i].name, text);
		if (rows[i].expected)
			assert_int_equal(result.len, strlen(text));
	}
	house_close(&h);
}

/* Forward and back again, with and without words, and while some go. */
static void walk(struct house *h, const char *words)
{
	struct browse_query q = {ALL, .limit = 1, .words = words};
	struct browse_result result;
	char there[MAILS + 1] = "", back[MAILS + 1] = "";

	do {
		assert_int_equal(
			browse(h->desk, &q, see, there, &result), ERR_OK);
		assert_int_equal(result.len, 1);
		assert_int_equal(result.has_before, q.has_place);
		assert_int_equal(result.total, words ? 2 : 4);
		q.has_place = true;
		q.place = result.last;
	} while (result.has_behind);
	assert_string_equal(there, words ? "31" : "3210");
	q.is_backward = true;
	do {
		assert_int_equal(
			browse(h->desk, &q, see, back, &result), ERR_OK);
		assert_true(result.has_behind);
		q.place = result.first;
	} while (result.has_before);
	assert_string_equal(back, words ? "3" : "123");
	/* What lies behind the last place is nothing, and no failure. */
	assert_int_equal(browse(h->desk, &q, see, back, &result), ERR_OK);
	assert_int_equal(result.len, 0);
}

static void test_pages(void **state)
{
	struct house h;

	(void)state;
	fill(&h);
	walk(&h, NULL);
	walk(&h, "rabat");
	house_close(&h);
}

static void execute(const struct house *h, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(h->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* As a store of an earlier version leaves it; one does not open. */
static void test_undigested(void **state)
{
	struct browse_query q = {ANY, .sender = "@firma.example"};
	struct browse_result result;
	char text[MAILS + 1] = "";
	int64_t left = -1;
	struct house h;

	(void)state;
	fill(&h);
	execute(&h,
		"UPDATE held SET sender = NULL, sender_domain = NULL,"
		" to_domain = NULL; UPDATE held_recipient SET domain = NULL;"
		"UPDATE held SET summary = X'0102' WHERE number = 1");
	assert_int_equal(browse(h.desk, &q, see, text, &result), ERR_OK);
	assert_string_equal(text, "1");
	assert_int_equal(result.undigested, 0);
	text[0] = '\0';
	q = (struct browse_query){ANY, .recipient = "@example.net"};
	assert_int_equal(browse(h.desk, &q, see, text, &result), ERR_OK);
	assert_string_equal(text, "3210");
	assert_int_equal(browse_digest(h.desk, 1, &left), ERR_OK);
	assert_int_equal(left, 0);
	house_close(&h);
}

static void test_fate(void **state)
{
	struct browse_fate fate;
	int64_t letter;
	struct house h;

	(void)state;
	fill(&h);
	assert_int_equal(browse_fate(h.desk, &ids[0], &fate), ERR_NOT_FOUND);
	assert_int_equal(
		quarantine_delete(h.desk, &ids[0], "a test", &letter), ERR_OK);
	assert_int_equal(browse_fate(h.desk, &ids[0], &fate), ERR_OK);
	assert_int_equal(fate.kind, JOURNAL_DELETED);
	assert_string_equal(fate.who, "postmaster");
	assert_string_equal(fate.reason, "a test");
	assert_int_equal(browse_fate(h.desk, &ids[1], &fate), ERR_NOT_FOUND);
	house_close(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_undigested),
		cmocka_unit_test(test_fate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
