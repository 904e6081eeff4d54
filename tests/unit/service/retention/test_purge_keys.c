/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules E1 E4 N3 */
/* Of whoever goes all goes: what is held for them, and what is on record under
 * keys of earlier address rules. */
#include "unit/service/held_one.h"

#include <stdio.h>

#include "service/person/record.h"
#include "service/retention/purge.h"

#define DOTS "address-rule 'example.com' { ignore-dots = yes }\n"
#define EWA_NOWAK "ewa.nowak@example.com"

static void meet(struct house *h, const char *who, const char *at)
{
	struct buf said;

	buf_init(&said, 4096);
	IS(record_contact(h->desk,
		   &(struct record_contact){.who = who,
			   .at_utc = house_instant(h, at),
			   .source = "chat",
			   .relation = "prospect"},
		   &said),
		ERR_OK);
	buf_free(&said);
}

static void consent(struct house *h, const char *who, const char *at)
{
	struct buf said;

	buf_init(&said, 4096);
	IS(record_grant(h->desk,
		   &(struct record_grant){.who = who,
			   .purpose = "newsletter",
			   .basis = "consent",
			   .at_utc = house_instant(h, at),
			   .expires_utc = INSTANT_NONE,
			   .evidence = "form"},
		   &said),
		ERR_OK);
	buf_free(&said);
}

static void purge(struct house *h, struct purge_report *report_r)
{
	const struct purge_options options = {.confirmed = "a test"};

	IS(purge_run(h->desk, &options, report_r), ERR_OK);
}

static int64_t held(struct house *h)
{
	struct held_sum sum;

	IS(store_held_sum(h->desk->session, &sum), ERR_OK);
	return sum.messages;
}

/* Under whatever key it was. */
static int64_t count(struct house *h, const char *table)
{
	char path[PATH_MAX / 2], sql[200];
	sqlite3_stmt *stmt;
	sqlite3 *db;
	int64_t n;

	tempdir_path(&h->dir, "robinson.db", path);
	IS(sqlite3_open(path, &db), SQLITE_OK);
	(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", table);
	IS(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	IS(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return n;
}

static void test_held(void **state)
{
	struct purge_report report;
	struct house h;
	struct buf said;

	(void)state;
	house_open(&h);
	buf_init(&said, 4096);
	meet(&h, ADAM, "2018-05-01");
	meet(&h, JAN, "2018-06-30");
	held_one(&h, ADAM, 1);
	held_one(&h, ADAM, 2);
	held_one(&h, JAN, 3);
	purge(&h, &report);
	IS(report.removed, 1);
	IS(report.held, 2);
	IS(held(&h), 1);
	IS(purge_erase(h.desk,
		   &(struct purge_erasure){
			   .who = JAN, .without_objection = true},
		   &said),
		ERR_OK);
	assert_non_null(strstr(buf_text(&said), "0 facts and 1 held messages"));
	IS(held(&h), 0);
	buf_free(&said);
	house_close(&h);
}

/* Who was met under earlier rules and under today's is one person, and what
 * is left under any of the keys goes with the rest, though nobody looked. */
static const struct row {
	const char *name;
	const char *before, *after;
	bool is_erased; /* else purged */
} rows_of_rules[] = {
	{"purged: dots count no more", "", DOTS, false},
	{"purged: dots count again", DOTS, "", false},
	{"erased: dots count no more", "", DOTS, true},
};

static void check_rules(void **state)
{
	const struct row *row = *state;
	struct purge_report report;
	struct house h;
	struct buf said;

	house_open_with(&h, row->before);
	buf_init(&said, 4096);
	meet(&h, EWA_NOWAK, "2018-05-01");
	house_change(&h, row->after);
	meet(&h, EWA_NOWAK, "2018-05-02");
	consent(&h, EWA_NOWAK, "2018-05-02");
	house_change(&h, row->before);
	consent(&h, EWA_NOWAK, "2018-05-03");
	house_change(&h, row->after);
	assert_true(count(&h, "fact WHERE kind = 3") >= 2);
	if (row->is_erased)
		IS(purge_erase(h.desk,
			   &(struct purge_erasure){
				   .who = EWA_NOWAK, .without_objection = true},
			   &said),
			ERR_OK);
	else
		purge(&h, &report);
	IS(count(&h, "fact WHERE kind = 3"), 0);
	IS(count(&h, "subject"), 0);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "what is held", test_held, NULL);
	rows_add(&rows, rows_of_rules, check_rules);
	return rows_run("purge: keys", &rows);
}
