/* SPDX-License-Identifier: BSD-2-Clause */
/* Who gets in, who waits, and how long a session lasts. */
#include "people.h"

#include "service/staff/tries_private.h"

static const struct wrong_row {
	const char *name;
	const char *account;
	const char *password;
	const char *detail; /* the entry begins so */
} wrong_rows[] = {
	{"a wrong password", "ela", "some other evening", "Ela: wrong"},
	{"no password", "ela", "", "Ela: wrong"},
	{"an unknown name", "nobody", PASSWORD, "(unknown name): wrong"},
	{"a password as name", "hunter2 hunter2!", "ela",
		"(unknown name): wrong"},
	{"no name", "", PASSWORD, "(unknown name): wrong"},
	{"who is switched off", "off", PASSWORD, "(unknown name): wrong"},
};

static void check_wrong(void **state)
{
	const struct wrong_row *row = *state;
	char token[STAFF_TOKEN_SIZE];
	struct people_entries e;
	struct house h;

	people_open(&h, STAFF_SECTION);
	people_put(&h, "off", STAFF_SALES, NULL, false);
	OK(staff_change(h.desk, "off",
		&(struct staff_change){.is_off = &(const bool){true}}));
	IS(people_login(&h, row->account, row->password, token),
		STAFF_LOGIN_WRONG);
	assert_string_equal(token, "");
	e = people_entries(&h, JOURNAL_STAFF_LOGIN_FAILED);
	IS(e.len, 1);
	assert_memory_equal(e.detail, row->detail, strlen(row->detail));
	assert_null(strstr(e.detail, "hunter2"));
	house_close(&h);
}

static void test_login(void **state)
{
	char token[STAFF_TOKEN_SIZE];
	struct people_entries e;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "eLA", PASSWORD, token), STAFF_LOGIN_WHOLE);
	e = people_entries(&h, JOURNAL_STAFF_LOGIN);
	assert_string_equal(e.detail, "Ela: password");
	assert_true(e.has_sender);
	s = people_session(&h, token);
	assert_true(s->is_whole && s->needs == STAFF_LOGIN_WHOLE);
	assert_string_equal(s->account->name, "Ela");
	IS(s->account->role, STAFF_SALES);
	assert_true(s->account->last_login_utc == HOUSE_NOW);
	assert_true(s->expires_utc == HOUSE_NOW + 12 * 3600);
	staff_session_free(&s);
	OK(staff_logout(h.desk, token));
	OK(staff_logout(h.desk, token));
	IS(staff_session_get(h.desk, token, &s), ERR_NOT_FOUND);
	IS(staff_session_get(h.desk, "", &s), ERR_NOT_FOUND);
	IS(staff_session_get(h.desk, "no token", &s), ERR_NOT_FOUND);
	assert_null(s);
	house_close(&h);
}

static const struct lasting_row {
	const char *name;
	int64_t steps_s[4]; /* used after so many seconds each; 0 ends */
	bool lasts;
} lasting_rows[] = {
	{"used at once", {1}, true},
	{"half an hour idle", {1800}, false},
	{"a little less", {1799}, true},
	{"used now and then", {1700, 1700, 1700}, true},
	{"used within the minute, which is not noted", {59, 1760}, false},
	{"used after a minute, which is", {60, 1760}, true},
};

static void check_lasting(void **state)
{
	const struct lasting_row *row = *state;
	char token[STAFF_TOKEN_SIZE];
	struct staff_session *s;
	struct house h;
	enum err e = ERR_OK;

	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	for (int i = 0; row->steps_s[i]; i++) {
		OK(e);
		h.desk->now_utc += row->steps_s[i];
		e = staff_session_get(h.desk, token, &s);
		staff_session_free(&s);
	}
	IS(e, row->lasts ? ERR_OK : ERR_NOT_FOUND);
	house_close(&h);
}

/* Whoever logs in again and again fills no store: the oldest goes. */
static void test_many(void **state)
{
	char first[STAFF_TOKEN_SIZE], second[STAFF_TOKEN_SIZE];
	char token[STAFF_TOKEN_SIZE], other[STAFF_TOKEN_SIZE];
	enum staff_login_end end;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	OK(people_proxy(&h, "lech", other, &end));
	OK(people_proxy(&h, "ela", first, &end));
	h.desk->now_utc++;
	OK(people_proxy(&h, "ela", second, &end));
	for (int i = 2; i < 20; i++) {
		h.desk->now_utc++;
		OK(people_proxy(&h, "ela", token, &end));
	}
	s = people_session(&h, first);
	staff_session_free(&s);
	h.desk->now_utc++;
	OK(people_proxy(&h, "ela", token, &end));
	IS(staff_session_get(h.desk, first, &s), ERR_NOT_FOUND);
	s = people_session(&h, second);
	staff_session_free(&s);
	s = people_session(&h, token);
	staff_session_free(&s);
	s = people_session(&h, other);
	staff_session_free(&s);
	house_close(&h);
}

/* However much it is used. */
static void test_twelve_hours(void **state)
{
	char token[STAFF_TOKEN_SIZE];
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	for (int64_t at = 1200; at < 12 * 3600; at += 1200) {
		h.desk->now_utc = HOUSE_NOW + at;
		s = people_session(&h, token);
		staff_session_free(&s);
	}
	h.desk->now_utc = HOUSE_NOW + 12 * 3600;
	IS(staff_session_get(h.desk, token, &s), ERR_NOT_FOUND);
	house_close(&h);
}

/* --------------------------------------------------------------- delays */

static const struct wait_row {
	const char *name;
	int64_t (*wait)(int64_t n);
	int64_t n, wait_s;
} wait_rows[] = {
	{"pair, none", tries_wait_of_pair, 0, 0},
	{"pair, 1", tries_wait_of_pair, 1, 1},
	{"pair, 2", tries_wait_of_pair, 2, 2},
	{"pair, 5", tries_wait_of_pair, 5, 16},
	{"pair, 10", tries_wait_of_pair, 10, 512},
	{"pair, 11", tries_wait_of_pair, 11, 900},
	{"pair, many", tries_wait_of_pair, 1000000, 900},
	{"client, 10", tries_wait_of_client, 10, 0},
	{"client, 11", tries_wait_of_client, 11, 1},
	{"client, many", tries_wait_of_client, 99, 900},
	{"name, 10", tries_wait_of_name, 10, 0},
	{"name, 13", tries_wait_of_name, 13, 4},
	{"name, many", tries_wait_of_name, 99, 30},
};

static void check_wait(void **state)
{
	const struct wait_row *row = *state;

	assert_true(row->wait(row->n) == row->wait_s);
}

static int64_t fails(struct house *h, const char *name,
	const unsigned char *client, enum staff_login_end expected)
{
	struct staff_try t = people_try(name, "wrong, all of it", client);
	char token[STAFF_TOKEN_SIZE];
	enum staff_login_end end;
	int64_t wait;

	OK(staff_login(h->desk, &t, token, &end, &wait));
	IS(end, expected);
	return wait;
}

/* Known and unknown names alike; the right password waits, too. */
static void test_pair_waits(void **state)
{
	static const char *const names[] = {"ela", "nobody"};
	char token[STAFF_TOKEN_SIZE];
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	h.desk->now_utc += 100000; /* nobody is known */
	for (size_t i = 0; i < 2; i++) {
		const char *name = names[i];

		IS(fails(&h, name, people_client, STAFF_LOGIN_WRONG), 0);
		IS(fails(&h, name, people_client, STAFF_LOGIN_WAIT), 1);
		h.desk->now_utc += 1;
		IS(fails(&h, name, people_client, STAFF_LOGIN_WRONG), 0);
		IS(fails(&h, name, people_client, STAFF_LOGIN_WAIT), 2);
		/* From elsewhere it goes on. */
		IS(fails(&h, name, people_other_client, STAFF_LOGIN_WRONG), 0);
	}
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WAIT);
	h.desk->now_utc += 2;
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	/* All is forgotten. */
	IS(fails(&h, "ela", people_client, STAFF_LOGIN_WRONG), 0);
	IS(fails(&h, "ela", people_client, STAFF_LOGIN_WAIT), 1);
	house_close(&h);
}

static void test_client_waits(void **state)
{
	char token[STAFF_TOKEN_SIZE], name[20];
	struct house h;
	int64_t wait = 0;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	for (int i = 0; i < 11; i++) {
		snprintf(name, sizeof(name), "name%d", i);
		wait = fails(&h, name, people_client, STAFF_LOGIN_WRONG);
	}
	IS(wait, 0);
	IS(fails(&h, "another", people_client, STAFF_LOGIN_WAIT), 1);
	/* Who logged in from there does not wait for what others do. */
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	IS(fails(&h, "another", people_other_client, STAFF_LOGIN_WRONG), 0);
	house_close(&h);
}

static void test_name_waits(void **state)
{
	unsigned char client[STAFF_CLIENT_LEN] = {9};
	char token[STAFF_TOKEN_SIZE];
	struct house h;
	int64_t wait;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	for (int i = 0; i < 60; i++) {
		struct staff_try t = people_try("ela", "wrong of many", client);
		enum staff_login_end end;

		client[15]++;
		OK(staff_login(h.desk, &t, token, &end, &wait));
		h.desk->now_utc += 1;
	}
	client[15]++;
	wait = fails(&h, "ela", client, STAFF_LOGIN_WAIT);
	assert_true(wait > 0 && wait <= 30);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	/* Never for ever. */
	h.desk->now_utc += 30;
	IS(fails(&h, "ela", client, STAFF_LOGIN_WRONG), 0);
	house_close(&h);
}

/* However many fail, an entry a minute for each name, all unknown ones as
 * one. */
static void test_entries_are_bounded(void **state)
{
	unsigned char client[STAFF_CLIENT_LEN] = {9};
	char name[20];
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	for (int i = 0; i < 6; i++) {
		client[15]++;
		snprintf(name, sizeof(name), "nobody%d", i);
		(void)fails(
			&h, i % 2 ? name : "ela", client, STAFF_LOGIN_WRONG);
	}
	IS(people_entries(&h, JOURNAL_STAFF_LOGIN_FAILED).len, 2);
	h.desk->now_utc += 60;
	client[15]++;
	(void)fails(&h, "ela", client, STAFF_LOGIN_WRONG);
	IS(people_entries(&h, JOURNAL_STAFF_LOGIN_FAILED).len, 3);
	assert_string_equal(
		people_entries(&h, JOURNAL_STAFF_LOGIN_FAILED).detail,
		"Ela: wrong password; failed since the last entry: 3");
	house_close(&h);
}

/* ---------------------------------------------------------------- proxy */

/* The web process says whom the proxy has named: of officers and admins that is
 * not enough. A first password need not be changed. */
static const struct proxy_row {
	const char *name;
	const char *section, *account;
	enum staff_login_end end;
	const char *detail; /* of the entry; "": there is none yet */
} proxy_rows[] = {
	{"the proxy names who sells", STAFF_SECTION, "eLA", STAFF_LOGIN_WHOLE,
		"Ela: by the proxy"},
	{"with a first password", STAFF_SECTION, "new", STAFF_LOGIN_WHOLE,
		"new: by the proxy"},
	{"an officer", STAFF_SECTION, "ola", STAFF_LOGIN_NEEDS_TOTP_SETUP,
		"Ola: by the proxy"},
	{"an officer with a second factor", STAFF_SECTION, "oli",
		STAFF_LOGIN_NEEDS_CODE, ""},
	{"an admin", STAFF_SECTION, "anna", STAFF_LOGIN_NEEDS_TOTP_SETUP,
		"Anna: by the proxy"},
	{"an officer, where the second factor is optional",
		STAFF_SECTION_OPTIONAL, "ola", STAFF_LOGIN_WHOLE,
		"Ola: by the proxy"},
	{"an officer, where the proxy asks for it", STAFF_SECTION_PROXY, "ola",
		STAFF_LOGIN_WHOLE, "Ola: by the proxy"},
	{"and one who has one", STAFF_SECTION_PROXY, "oli", STAFF_LOGIN_WHOLE,
		"oli: by the proxy"},
};

static void check_proxy(void **state)
{
	const struct proxy_row *row = *state;
	char token[STAFF_TOKEN_SIZE], text[TOTP_TEXT_SIZE], code[7];
	struct people_entries entries;
	enum staff_login_end end;
	struct staff_codes codes;
	struct staff_session *s;
	struct house h;
	int64_t wait;

	people_open(&h, row->section);
	people_add(&h, "new", STAFF_SALES, NULL, false);
	people_put(&h, "oli", STAFF_SALES, NULL, false);
	IS(people_login(&h, "oli", PASSWORD, token), STAFF_LOGIN_WHOLE);
	people_set_up_totp(&h, token, text, &codes);
	OK(staff_change(h.desk, "oli",
		&(struct staff_change){
			.role = &(const enum staff_role){STAFF_OFFICER}}));
	h.desk->now_utc += TOTP_STEP_S;
	OK(people_proxy(&h, row->account, token, &end));
	IS(end, row->end);
	s = people_session(&h, token);
	assert_true(s->is_by_proxy);
	IS(s->is_whole, row->end == STAFF_LOGIN_WHOLE);
	IS(s->needs, row->end);
	staff_session_free(&s);
	entries = people_entries(&h, JOURNAL_STAFF_LOGIN);
	if (*row->detail)
		assert_string_equal(entries.detail, row->detail);
	if (end == STAFF_LOGIN_NEEDS_CODE) {
		people_code(text, h.desk->now_utc, code);
		OK(staff_login_code(
			h.desk, token, code, people_client, &end, &wait));
		IS(end, STAFF_LOGIN_WHOLE);
		assert_string_equal(
			people_entries(&h, JOURNAL_STAFF_LOGIN).detail,
			"oli: by the proxy and code");
	}
	house_close(&h);
}

/* A name that a proxy has sent sets up no second factor: that takes the
 * password of the account. */
static void test_proxy_set_up(void **state)
{
	char token[STAFF_TOKEN_SIZE], code[7];
	enum staff_login_end end;
	struct staff_codes codes;
	struct staff_totp totp;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	OK(people_proxy(&h, "ola", token, &end));
	s = people_session(&h, token);
	IS(staff_totp_begin(h.desk, s, NULL, &totp), ERR_DENIED);
	h.desk->now_utc += 2;
	OK(staff_totp_begin(h.desk, s, PASSWORD, &totp));
	people_code(totp.text, h.desk->now_utc, code);
	IS(staff_totp_confirm(h.desk, s, NULL, code, &codes), ERR_DENIED);
	h.desk->now_utc += 2;
	OK(staff_totp_confirm(h.desk, s, PASSWORD, code, &codes));
	assert_true(s->is_whole);
	staff_session_free(&s);
	s = people_session(&h, token);
	assert_true(s->is_whole && s->is_by_proxy);
	staff_session_free(&s);
	house_close(&h);
}

static void test_proxy_unknown(void **state)
{
	char token[STAFF_TOKEN_SIZE];
	enum staff_login_end end;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	OK(people_proxy(&h, "nobody", token, &end));
	IS(end, STAFF_LOGIN_WRONG);
	assert_string_equal(token, "");
	IS(people_entries(&h, JOURNAL_STAFF_LOGIN_FAILED).len, 1);
	/* Whoever tries names waits, as with passwords. */
	OK(people_proxy(&h, "nobody", token, &end));
	IS(end, STAFF_LOGIN_WAIT);
	OK(staff_change(h.desk, "ela",
		&(struct staff_change){.is_off = &(const bool){true}}));
	OK(people_proxy(&h, "ela", token, &end));
	IS(end, STAFF_LOGIN_WRONG);
	/* A name that there is costs nothing. */
	for (int i = 0; i < 30; i++) {
		OK(people_proxy(&h, "lech", token, &end));
		IS(end, STAFF_LOGIN_WHOLE);
	}
	house_close(&h);
}

static void test_purge(void **state)
{
	char token[STAFF_TOKEN_SIZE];
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	OK(staff_purge(h.desk));
	s = people_session(&h, token);
	staff_session_free(&s);
	h.desk->now_utc += 12 * 3600;
	OK(staff_purge(h.desk));
	h.desk->now_utc -= 12 * 3600;
	IS(staff_session_get(h.desk, token, &s), ERR_NOT_FOUND);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, wrong_rows, check_wrong);
	rows_add_one(&rows, "a login", test_login, NULL);
	rows_add(&rows, lasting_rows, check_lasting);
	rows_add_one(&rows, "twenty sessions", test_many, NULL);
	rows_add_one(&rows, "twelve hours", test_twelve_hours, NULL);
	rows_add(&rows, wait_rows, check_wait);
	rows_add_one(&rows, "a name and a client wait", test_pair_waits, NULL);
	rows_add_one(&rows, "a client waits", test_client_waits, NULL);
	rows_add_one(&rows, "a name waits", test_name_waits, NULL);
	rows_add_one(
		&rows, "entries are bounded", test_entries_are_bounded, NULL);
	rows_add(&rows, proxy_rows, check_proxy);
	rows_add_one(&rows, "a proxy names the user: the second factor",
		test_proxy_set_up, NULL);
	rows_add_one(&rows, "a proxy names nobody", test_proxy_unknown, NULL);
	rows_add_one(&rows, "what is over is purged", test_purge, NULL);
	return rows_run("login", &rows);
}
