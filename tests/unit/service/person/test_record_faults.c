/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D20 */
/* What cannot be put on record is told, and leaves no trace: no act without
 * its entry, and no entry without its act. */
#include "unit/service/ear.h"
#include "unit/service/person/acts.h"

#include <stdio.h>

#define CHAT(at)                                             \
	{                                                    \
		.act = CONTACT, ADAM, "chat", "prospect", at \
	}
#define AWAY(table) "ALTER TABLE " table " RENAME TO away"
#define BROKEN(what)                         \
	"CREATE TRIGGER broken BEFORE " what \
	" BEGIN SELECT RAISE(FAIL, 'broken'); END"
#define NO_ENTRY BROKEN("INSERT ON journal")

static const struct row {
	const char *name;
	struct step before[3], step;
	const char *sql;
	const char *cause;
} rows_of_faults[] = {
	{"a contact of somebody new", {{.act = END}}, CHAT("2018-06-20"),
		BROKEN("INSERT ON subject"), "writing the record"},
	{"a contact, without its entry", {{.act = END}}, CHAT("2018-06-20"),
		NO_ENTRY, ""},
	{"a later contact, without the past one", {CHAT("2018-06-20")},
		CHAT("2018-06-21"), BROKEN("INSERT ON fact"),
		"writing the record"},
	{"a contact of whom nothing can be read", {{.act = END}},
		CHAT("2018-06-20"), AWAY("subject"), "reading the record"},
	{"another relation", {CHAT("2018-06-20")},
		{.act = RELATE, ADAM, "customer"}, BROKEN("INSERT ON fact"),
		"writing the record"},
	{"an end of the relation", {CHAT("2018-06-20")},
		{.act = RELATE, ADAM, "prospect", "2018-06-30"},
		BROKEN("INSERT ON subject"), "writing the record"},
	{"a relation, without its entry", {CHAT("2018-06-20")},
		{.act = RELATE, ADAM, "customer"}, NO_ENTRY, ""},
	{"a relation of whom nothing can be read", {CHAT("2018-06-20")},
		{.act = RELATE, ADAM, "customer"}, AWAY("subject"),
		"reading the record"},
	{"a grant", {CHAT("2018-06-20")},
		{.act = GRANT, ADAM, "newsletter", "form", "2018-06-21"},
		BROKEN("INSERT ON fact"), "writing the grant"},
	{"a grant, without its entry", {CHAT("2018-06-20")},
		{.act = GRANT, ADAM, "newsletter", "form", "2018-06-21"},
		NO_ENTRY, ""},
	{"a grant of whom nothing can be read", {CHAT("2018-06-20")},
		{.act = GRANT, ADAM, "newsletter", "form", "2018-06-21"},
		AWAY("fact"), "reading the record"},
	{"a grant, without what it lifts",
		{CHAT("2018-06-20"),
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-20 10:00"}},
		{.act = GRANT, ADAM, "newsletter", "form", "2018-06-21"},
		BROKEN("INSERT ON fact WHEN NEW.kind = 4"),
		"lifting the objection"},
	{"a withdrawal", {{.act = END}}, {.act = WITHDRAW, ADAM, "newsletter"},
		BROKEN("INSERT ON fact"), "writing the withdrawal"},
	{"a withdrawal, without its entry", {{.act = END}},
		{.act = WITHDRAW, ADAM, "newsletter"}, NO_ENTRY, ""},
	{"an objection", {{.act = END}}, {.act = OBJECT, ADAM},
		BROKEN("INSERT ON fact"), "writing the objection"},
	{"an objection, without its entry", {{.act = END}},
		{.act = OBJECT, ADAM}, NO_ENTRY, ""},
	{"an objection undone", {{.act = OBJECT, ADAM}},
		{.act = UNOBJECT, ADAM, NULL, "mistyped"},
		BROKEN("DELETE ON fact"), "removing the objection"},
	{"an objection undone, without its entry", {{.act = OBJECT, ADAM}},
		{.act = UNOBJECT, ADAM, NULL, "mistyped"}, NO_ENTRY, ""},
	{"a domain's undone", {{.act = OBJECT, "@example.com"}},
		{.act = UNOBJECT, "@example.com", NULL, "mistyped"},
		BROKEN("DELETE ON fact"), "removing the objection"},
	{"a restriction", {CHAT("2018-06-20")}, {.act = RESTRICT, ADAM},
		BROKEN("INSERT ON subject"), "writing the record"},
	{"a restriction, without its entry", {CHAT("2018-06-20")},
		{.act = RESTRICT, ADAM}, NO_ENTRY, ""},
	{"a restriction of whom nothing can be read", {CHAT("2018-06-20")},
		{.act = RESTRICT, ADAM}, AWAY("subject"), "reading the record"},
	{"a restriction lifted", {CHAT("2018-06-20"), {.act = RESTRICT, ADAM}},
		{.act = UNRESTRICT, ADAM}, BROKEN("INSERT ON subject"),
		"writing the record"},
};

static bool count_entry(void *arg, const struct journal_entry *entry)
{
	(void)entry;
	++*(size_t *)arg;
	return true;
}

/* What is decided about Adam, and how many entries there are. */
static void look(struct house *h, char text_r[100])
{
	const struct journal_filter filter = {.since_utc = INSTANT_NONE};
	size_t entries = 0;

	IS(store_journal_each(h->desk->session, &filter, count_entry, &entries),
		ERR_OK);
	(void)snprintf(text_r, 100, "%s %s %zu",
		house_reason(h, ADAM, "followup", NULL),
		house_reason(h, ADAM, "newsletter", NULL), entries);
}

static void repair(struct house *h, const char *sql)
{
	char text[100] = "DROP TRIGGER broken";

	if (strncmp(sql, "ALTER", 5) == 0)
		(void)snprintf(text, sizeof(text),
			"ALTER TABLE away RENAME TO %s",
			strstr(sql, "subject") ? "subject" : "fact");
	ear_sql(h, text);
}

static void check_fault(void **state)
{
	const struct row *row = *state;
	char before[100], after[100];
	struct house h;
	struct buf said;

	house_open(&h);
	buf_init(&said, 8000);
	for (size_t i = 0; i < 3 && row->before[i].act != END; i++)
		IS(run_step(&h, &row->before[i], &said), ERR_OK);
	look(&h, before);
	ear_sql(&h, row->sql);
	h.desk->cause[0] = '\0';
	IS(run_step(&h, &row->step, &said), ERR_UNAVAILABLE);
	assert_true(*h.desk->cause);
	assert_non_null(strstr(h.desk->cause, row->cause));
	repair(&h, row->sql);
	look(&h, after);
	assert_string_equal(after, before);
	/* And then it can be done. */
	IS(run_step(&h, &row->step, &said), ERR_OK);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_faults, check_fault);
	return rows_run("record: faults", &rows);
}
