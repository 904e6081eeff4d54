/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts are made, changed, removed; what is on record of it. */
#include "people.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <time.h>

static const struct add_row {
	const char *name;
	const char *account;
	enum staff_role role;
	bool is_lead;
	const char *team;
	const char *sender; /* NULL: none */
	const char *login;
	const char *password;
	enum err expected;
	const char *cause;
} add_rows[] = {
	{"who sells", "Ania", STAFF_SALES, false, "North", "a@firma.example",
		"ania", NULL, ERR_OK, NULL},
	{"an address as name", "ania@firma.example", STAFF_OFFICER, false, NULL,
		NULL, NULL, NULL, ERR_OK, NULL},
	{"with a password", "ania", STAFF_OFFICER, false, NULL, NULL, NULL,
		PASSWORD, ERR_OK, NULL},
	{"the name of another", "ELA", STAFF_SALES, false, NULL, NULL, NULL,
		NULL, ERR_EXISTS, "there is an account"},
	{"no name", "", STAFF_SALES, false, NULL, NULL, NULL, NULL, ERR_INVALID,
		"no name"},
	{"a name with a blank", "ania k", STAFF_SALES, false, NULL, NULL, NULL,
		NULL, ERR_INVALID, "no name"},
	{"a name with letters that look alike", "\xd0\xb0nna", STAFF_SALES,
		false, NULL, NULL, NULL, NULL, ERR_INVALID, "no name"},
	{"a name that is too long",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aa"
		"a",
		STAFF_SALES, false, NULL, NULL, NULL, NULL, ERR_INVALID,
		"no name"},
	{"a lead without a team", "ania", STAFF_SALES, true, NULL, NULL, NULL,
		NULL, ERR_INVALID, "A lead"},
	{"a lead who does not sell", "ania", STAFF_OFFICER, true, "North", NULL,
		NULL, NULL, ERR_INVALID, "A lead"},
	{"an admin with senders", "ania", STAFF_ADMIN, false, NULL,
		"a@firma.example", NULL, NULL, ERR_INVALID, "sees no mail"},
	{"a sender that is none", "ania", STAFF_SALES, false, NULL, "firma",
		NULL, NULL, ERR_INVALID, "no e-mail address"},
	{"an empty login", "ania", STAFF_SALES, false, NULL, NULL, "", NULL,
		ERR_INVALID, "empty"},
	{"a short password", "ania", STAFF_SALES, false, NULL, NULL, NULL,
		"elevenchars", ERR_INVALID, "fewer than 12"},
};

static void check_add(void **state)
{
	const struct add_row *row = *state;
	struct staff_new n = {.name = row->account,
		.role = row->role,
		.is_lead = row->is_lead,
		.team = row->team,
		.senders = {.items = &row->sender, .len = row->sender != NULL},
		.logins = {.items = &row->login, .len = row->login != NULL},
		.password = row->password};
	struct staff_account *a;
	struct staff_secret secret;
	struct people_entries e;
	struct house h;

	house_open_with(&h, STAFF_SECTION);
	people_put(&h, "Ela", STAFF_SALES, NULL, false);
	IS(staff_add(h.desk, &n, &secret), row->expected);
	e = people_entries(&h, JOURNAL_STAFF_ADDED);
	if (row->cause) {
		assert_non_null(strstr(h.desk->cause, row->cause));
		assert_string_equal(secret.text, "");
		IS(e.len, 0);
		house_close(&h);
		return;
	}
	IS(strlen(secret.text), row->password ? 0 : PASSWORD_FIRST_SIZE - 1);
	IS(e.len, 1);
	assert_true(e.has_sender);
	assert_non_null(strstr(e.detail, staff_role_name(row->role)));
	if (row->sender)
		assert_non_null(strstr(e.detail, "sender a@firma.example"));
	OK(staff_get(h.desk, row->account, &a));
	assert_string_equal(a->name, row->account);
	IS(a->role, row->role);
	IS(a->senders.len, row->sender != NULL);
	IS(a->logins.len, row->login != NULL);
	assert_true(a->must_change && !a->has_totp && !a->is_off);
	assert_true(a->created_utc == HOUSE_NOW);
	assert_true(a->last_login_utc == INSTANT_NONE);
	if (row->team)
		assert_string_equal(a->team, row->team);
	staff_account_free(&a);
	house_close(&h);
}

static bool note_name(void *arg, const struct staff_account *a)
{
	char *names = arg;

	strncat(names, a->name, 60);
	strncat(names, " ", 2);
	return true;
}

static void test_lists(void **state)
{
	char names[200] = "", team[200] = "", own[200] = "";
	struct staff_account *lech, *ela;
	size_t unreadable = 9;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	people_put(&h, "Sam", STAFF_SALES, "South", false);
	OK(staff_each(h.desk, note_name, names, &unreadable));
	assert_string_equal(names, "Anna Ola Piotr Ela Lech Sam ");
	IS(unreadable, 0);
	OK(staff_get(h.desk, "lech", &lech));
	OK(staff_get(h.desk, "ela", &ela));
	OK(staff_same_team(h.desk, lech, note_name, team));
	assert_string_equal(team, "Ela Lech ");
	OK(staff_same_team(h.desk, ela, note_name, own));
	assert_string_equal(own, "Ela ");
	staff_account_free(&lech);
	staff_account_free(&ela);
	IS(staff_get(h.desk, "nobody", &ela), ERR_NOT_FOUND);
	house_close(&h);
}

static void test_change(void **state)
{
	static const char *const items[] = {"ela@firma.example", "e@b.example"};
	const struct settings_list senders = {.items = items, .len = 2};
	const struct settings_list none = {.len = 0};
	const enum staff_role postmaster = STAFF_POSTMASTER;
	const bool yes = true;
	char token[STAFF_TOKEN_SIZE];
	struct staff_session *s;
	struct people_entries e;
	struct staff_account *a;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	OK(staff_change(h.desk, "ELA",
		&(struct staff_change){.senders = &senders,
			.team = "South",
			.is_lead = &yes}));
	e = people_entries(&h, JOURNAL_STAFF_CHANGED);
	IS(e.len, 1);
	assert_string_equal(e.detail,
		"Ela: team South, lead, sender ela@firma.example, sender "
		"e@b.example");
	OK(staff_get(h.desk, "ela", &a));
	IS(a->senders.len, 2);
	assert_true(a->is_lead);
	staff_account_free(&a);
	/* The same again is no change. */
	OK(staff_change(
		h.desk, "ela", &(struct staff_change){.senders = &senders}));
	e = people_entries(&h, JOURNAL_STAFF_CHANGED);
	IS(e.len, 1);
	/* Such a change ends no session; another role does. */
	s = people_session(&h, token);
	staff_session_free(&s);
	IS(staff_change(
		   h.desk, "ela", &(struct staff_change){.role = &postmaster}),
		ERR_INVALID);
	OK(staff_change(h.desk, "ela",
		&(struct staff_change){.role = &postmaster,
			.is_lead = &(const bool){false},
			.team = "",
			.senders = &none}));
	IS(staff_session_get(h.desk, token, &s), ERR_NOT_FOUND);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	OK(staff_change(h.desk, "ela", &(struct staff_change){.is_off = &yes}));
	IS(staff_session_get(h.desk, token, &s), ERR_NOT_FOUND);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WRONG);
	IS(staff_change(
		   h.desk, "nobody", &(struct staff_change){.is_off = &yes}),
		ERR_NOT_FOUND);
	house_close(&h);
}

/* Somebody must be able to manage accounts. */
static void test_last_admin(void **state)
{
	const enum staff_role sales = STAFF_SALES;
	const bool yes = true;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(staff_remove(h.desk, "anna"), ERR_DENIED);
	assert_non_null(strstr(h.desk->cause, "last admin"));
	IS(staff_change(h.desk, "anna", &(struct staff_change){.is_off = &yes}),
		ERR_DENIED);
	IS(staff_change(h.desk, "anna", &(struct staff_change){.role = &sales}),
		ERR_DENIED);
	people_put(&h, "Adam", STAFF_ADMIN, NULL, false);
	OK(staff_change(
		h.desk, "adam", &(struct staff_change){.is_off = &yes}));
	/* One who is switched off is none. */
	IS(staff_remove(h.desk, "anna"), ERR_DENIED);
	OK(staff_change(h.desk, "adam",
		&(struct staff_change){.is_off = &(const bool){false}}));
	OK(staff_remove(h.desk, "anna"));
	IS(staff_remove(h.desk, "adam"), ERR_DENIED);
	IS(people_entries(&h, JOURNAL_STAFF_REMOVED).len, 1);
	OK(staff_remove(h.desk, "ela"));
	IS(staff_remove(h.desk, "ela"), ERR_NOT_FOUND);
	house_close(&h);
}

static void test_end_sessions(void **state)
{
	char one[STAFF_TOKEN_SIZE], two[STAFF_TOKEN_SIZE];
	struct staff_session *s;
	struct house h;
	int64_t ended;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, one), STAFF_LOGIN_WHOLE);
	IS(people_login(&h, "ela", PASSWORD, two), STAFF_LOGIN_WHOLE);
	OK(staff_end_sessions(h.desk, "ela", &ended));
	IS(ended, 2);
	IS(staff_session_get(h.desk, one, &s), ERR_NOT_FOUND);
	IS(staff_session_get(h.desk, two, &s), ERR_NOT_FOUND);
	assert_string_equal(people_entries(&h, JOURNAL_STAFF_ENDED).detail,
		"Ela: sessions: 2");
	house_close(&h);
}

static void sql(struct house *h, const char *text)
{
	char path[PATH_MAX / 2], *message = NULL;
	sqlite3 *db;

	tempdir_path(&h->dir, "robinson.db", path);
	IS(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_exec(db, text, NULL, NULL, &message);
	assert_null(message);
	sqlite3_close(db);
}

/* Somebody with the database file, and without keys, wants to be an admin:
 * Ela's name on Anna's row, Anna's text in Ela's row. */
static const struct tamper_row {
	const char *name;
	const char *sql;
} tamper_rows[] = {
	{"her name on the admin's row",
		"CREATE TEMP TABLE k AS SELECT name FROM staff WHERE id = 4;"
		"UPDATE staff SET name = X'00' WHERE id = 4;"
		"UPDATE staff SET name = (SELECT name FROM k) WHERE id = 1"},
	{"the admin's text in her row",
		"UPDATE staff SET sealed = (SELECT sealed FROM staff"
		" WHERE id = 1) WHERE id = 4"},
};

static void check_tamper(void **state)
{
	const struct tamper_row *row = *state;
	char token[STAFF_TOKEN_SIZE];
	struct staff_account *a;
	struct house h;

	people_open(&h, STAFF_SECTION);
	sql(&h, row->sql);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WRONG);
	IS(staff_get(h.desk, "ela", &a), ERR_CORRUPT);
	/* It can be got rid of. */
	OK(staff_remove(h.desk, "ela"));
	IS(staff_get(h.desk, "ela", &a), ERR_NOT_FOUND);
	house_close(&h);
}

#define WAITERS 17 /* one more than may wait */

static void *wait_for_turn(void *arg)
{
	atomic_int *refused = arg;

	if (password_turn())
		atomic_fetch_add(refused, 1);
	else
		password_turn_end();
	return NULL;
}

/* Everybody hashes: it is a matter of trying again, and no fault. */
static void test_busy(void **state)
{
	const struct staff_new n = {.name = "zosia", .role = STAFF_SALES};
	pthread_t threads[WAITERS];
	atomic_int refused = 0;
	struct staff_secret made;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	OK(password_turn());
	OK(password_turn());
	for (size_t i = 0; i < WAITERS; i++)
		IS(pthread_create(&threads[i], NULL, wait_for_turn, &refused),
			0);
	for (int i = 0; i < 5000 && atomic_load(&refused) == 0; i++)
		nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
	IS(atomic_load(&refused), 1);
	IS(staff_add(h.desk, &n, &made), ERR_LIMIT);
	IS(staff_new_password(h.desk, "ela", NULL, false, &made), ERR_LIMIT);
	assert_non_null(strstr(h.desk->cause, "try again"));
	password_turn_end();
	password_turn_end();
	for (size_t i = 0; i < WAITERS; i++)
		IS(pthread_join(threads[i], NULL), 0);
	OK(staff_add(h.desk, &n, &made));
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, add_rows, check_add);
	rows_add_one(&rows, "lists", test_lists, NULL);
	rows_add_one(&rows, "change", test_change, NULL);
	rows_add_one(&rows, "the last admin", test_last_admin, NULL);
	rows_add_one(&rows, "sessions are ended", test_end_sessions, NULL);
	rows_add_one(&rows, "too many passwords at once", test_busy, NULL);
	rows_add(&rows, tamper_rows, check_tamper);
	return rows_run("account", &rows);
}
