/* SPDX-License-Identifier: BSD-2-Clause */
/* Password, second factor and recovery codes, as their owner changes them. */
#include "people.h"

#include "service/staff/looked.h"

static enum staff_login_end give_code(
	struct house *h, const char *token, const char *code)
{
	enum staff_login_end end;
	int64_t wait;

	OK(staff_login_code(h->desk, token, code, people_client, &end, &wait));
	return end;
}

/* ------------------------------------------------------------ passwords */

static const struct rule_row {
	const char *name;
	const char *password;
	const char *cause; /* NULL: it is taken */
} rule_rows[] = {
	{"twelve characters", "quietlantern", NULL},
	{"eleven characters", "quietlanter", "fewer than 12"},
	{"twelve characters of two octets", "ąćęłńóśźżąćx", NULL},
	{"eleven characters of two octets", "ąćęłńóśźżąć", "fewer than 12"},
	{"the name", "Ela-ela-ela!", "than the name"},
	{"the name in something longer", "ela likes quiet evenings", NULL},
	{"one character", "zzzzzzzzzzzz", "tried first"},
	{"three characters", "abcabcabcabcabc", "tried first"},
	{"what everybody has", "Qwerty-123456", "tried first"},
	{"what the Polish have", "hasło", "fewer than 12"},
	{"the old one", PASSWORD, "the old one"},
	{"the first one", NULL, "given out"},
};

static void check_rule(void **state)
{
	const struct rule_row *row = *state;
	char token[STAFF_TOKEN_SIZE];
	struct staff_secret first;
	struct staff_session *s;
	struct house h;
	enum err e;

	people_open(&h, STAFF_SECTION);
	OK(staff_new_password(h.desk, "ela", NULL, false, &first));
	IS(people_login(&h, "ela", first.text, token),
		STAFF_LOGIN_NEEDS_PASSWORD);
	s = people_session(&h, token);
	assert_false(s->is_whole);
	OK(staff_password_change(h.desk, s, first.text, PASSWORD));
	assert_true(s->is_whole);
	e = staff_password_change(h.desk, s, PASSWORD,
		row->password ? row->password : first.text);
	IS(e, row->cause ? ERR_INVALID : ERR_OK);
	if (row->cause)
		assert_non_null(strstr(h.desk->cause, row->cause));
	staff_session_free(&s);
	house_close(&h);
}

static void test_change(void **state)
{
	char here[STAFF_TOKEN_SIZE], there[STAFF_TOKEN_SIZE];
	struct staff_session *s, *other;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, here), STAFF_LOGIN_WHOLE);
	IS(people_login(&h, "ela", PASSWORD, there), STAFF_LOGIN_WHOLE);
	s = people_session(&h, here);
	IS(staff_password_change(h.desk, s, "something else", "quiet lantern"),
		ERR_DENIED);
	IS(staff_password_change(h.desk, s, PASSWORD, "quiet lantern"),
		ERR_LIMIT);
	h.desk->now_utc += 1;
	OK(staff_password_change(h.desk, s, PASSWORD, "quiet lantern"));
	staff_session_free(&s);
	/* All other sessions end. */
	s = people_session(&h, here);
	assert_true(s->is_whole);
	staff_session_free(&s);
	IS(staff_session_get(h.desk, there, &other), ERR_NOT_FOUND);
	IS(people_login(&h, "ela", PASSWORD, there), STAFF_LOGIN_WRONG);
	h.desk->now_utc += 1;
	IS(people_login(&h, "ela", "quiet lantern", there), STAFF_LOGIN_WHOLE);
	IS(people_entries(&h, JOURNAL_STAFF_SECRET).len, 1);
	house_close(&h);
}

/* The first password was typed a moment ago: it is not asked for again, and of
 * nobody else is that so. */
static void test_first(void **state)
{
	char token[STAFF_TOKEN_SIZE];
	struct staff_secret first;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	OK(staff_new_password(h.desk, "ela", NULL, false, &first));
	IS(people_login(&h, "ela", first.text, token),
		STAFF_LOGIN_NEEDS_PASSWORD);
	s = people_session(&h, token);
	IS(staff_password_change(h.desk, s, NULL, first.text), ERR_INVALID);
	OK(staff_password_change(h.desk, s, NULL, "quiet lantern"));
	assert_true(s->is_whole);
	IS(staff_password_change(h.desk, s, NULL, "loud lantern"), ERR_DENIED);
	staff_session_free(&s);
	house_close(&h);
}

static void test_others_end(void **state)
{
	char here[STAFF_TOKEN_SIZE], there[STAFF_TOKEN_SIZE];
	struct staff_session *s, *other;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, here), STAFF_LOGIN_WHOLE);
	IS(people_login(&h, "ela", PASSWORD, there), STAFF_LOGIN_WHOLE);
	s = people_session(&h, here);
	OK(staff_end_other_sessions(h.desk, s));
	staff_session_free(&s);
	s = people_session(&h, here);
	assert_true(s->is_whole);
	staff_session_free(&s);
	IS(staff_session_get(h.desk, there, &other), ERR_NOT_FOUND);
	house_close(&h);
}

/* --------------------------------------------------------- second factor */

static const struct needed_row {
	const char *name;
	const char *account;
	const char *section;
	enum staff_login_end end;
} needed_rows[] = {
	{"who sells needs none", "ela", STAFF_SECTION, STAFF_LOGIN_WHOLE},
	{"nor a postmaster", "piotr", STAFF_SECTION, STAFF_LOGIN_WHOLE},
	{"an officer does", "ola", STAFF_SECTION, STAFF_LOGIN_NEEDS_TOTP_SETUP},
	{"and an admin", "anna", STAFF_SECTION, STAFF_LOGIN_NEEDS_TOTP_SETUP},
	{"unless it is switched off", "anna", STAFF_SECTION_OPTIONAL,
		STAFF_LOGIN_WHOLE},
};

static void check_needed(void **state)
{
	const struct needed_row *row = *state;
	char token[STAFF_TOKEN_SIZE];
	struct staff_session *s;
	struct house h;

	people_open(&h, row->section);
	IS(people_login(&h, row->account, PASSWORD, token), row->end);
	s = people_session(&h, token);
	IS(s->needs, row->end);
	IS(s->is_whole, row->end == STAFF_LOGIN_WHOLE);
	/* Half a session is short. */
	assert_true(
		s->expires_utc - HOUSE_NOW == (s->is_whole ? 12 * 3600 : 600));
	staff_session_free(&s);
	house_close(&h);
}

static void test_totp(void **state)
{
	char token[STAFF_TOKEN_SIZE], text[TOTP_TEXT_SIZE], code[7];
	struct staff_codes codes;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ola", PASSWORD, token),
		STAFF_LOGIN_NEEDS_TOTP_SETUP);
	people_set_up_totp(&h, token, text, &codes);
	s = people_session(&h, token);
	assert_true(s->is_whole && s->account->has_totp);
	IS(s->account->recovery_codes, RECOVERY_CODES);
	assert_true(s->expires_utc == HOUSE_NOW + 12 * 3600);
	staff_session_free(&s);
	OK(staff_logout(h.desk, token));

	IS(people_login(&h, "ola", PASSWORD, token), STAFF_LOGIN_NEEDS_CODE);
	s = people_session(&h, token);
	assert_false(s->is_whole);
	/* Nothing but the code is possible. */
	IS(staff_password_change(h.desk, s, PASSWORD, "quiet lantern"),
		ERR_INVALID);
	IS(staff_totp_begin(
		   h.desk, s, PASSWORD, &(struct staff_totp){.text = ""}),
		ERR_INVALID);
	IS(staff_totp_confirm(h.desk, s, NULL, "123456", &codes), ERR_INVALID);
	IS(staff_totp_remove(h.desk, s, PASSWORD), ERR_INVALID);
	IS(staff_recovery_codes_new(h.desk, s, PASSWORD, &codes), ERR_INVALID);
	staff_session_free(&s);
	/* The code that set it up was used. */
	people_code(text, h.desk->now_utc, code);
	IS(give_code(&h, token, code), STAFF_LOGIN_WRONG);
	h.desk->now_utc += 30;
	people_code(text, h.desk->now_utc, code);
	IS(give_code(&h, token, code), STAFF_LOGIN_WHOLE);
	assert_string_equal(people_entries(&h, JOURNAL_STAFF_LOGIN).detail,
		"Ola: password and code");
	/* It is no second login. */
	IS(people_login(&h, "ola", PASSWORD, token), STAFF_LOGIN_NEEDS_CODE);
	IS(give_code(&h, token, code), STAFF_LOGIN_WRONG);
	house_close(&h);
}

static void test_wrong_codes(void **state)
{
	char token[STAFF_TOKEN_SIZE], text[TOTP_TEXT_SIZE];
	enum staff_login_end end;
	struct staff_codes codes;
	struct house h;
	int64_t wait;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ola", PASSWORD, token),
		STAFF_LOGIN_NEEDS_TOTP_SETUP);
	people_set_up_totp(&h, token, text, &codes);
	IS(people_login(&h, "ola", PASSWORD, token), STAFF_LOGIN_NEEDS_CODE);
	for (int i = 0; i < 5; i++) {
		IS(give_code(&h, token, "000000"), STAFF_LOGIN_WRONG);
		if (i < 4)
			IS(give_code(&h, token, "000000"), STAFF_LOGIN_WAIT);
		h.desk->now_utc += INT64_C(1) << i;
	}
	IS(staff_login_code(
		   h.desk, token, codes.codes[0], people_client, &end, &wait),
		ERR_NOT_FOUND);
	/* The next session begins where this one ended. */
	IS(people_login(&h, "ola", PASSWORD, token), STAFF_LOGIN_NEEDS_CODE);
	IS(give_code(&h, token, "000000"), STAFF_LOGIN_WRONG);
	OK(staff_login_code(
		h.desk, token, codes.codes[0], people_client, &end, &wait));
	IS(end, STAFF_LOGIN_WAIT);
	IS(wait, 32);
	house_close(&h);
}

static void test_recovery(void **state)
{
	char token[STAFF_TOKEN_SIZE], text[TOTP_TEXT_SIZE];
	struct staff_codes codes, more;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ola", PASSWORD, token),
		STAFF_LOGIN_NEEDS_TOTP_SETUP);
	people_set_up_totp(&h, token, text, &codes);
	IS(people_login(&h, "ola", PASSWORD, token), STAFF_LOGIN_NEEDS_CODE);
	IS(give_code(&h, token, codes.codes[3]), STAFF_LOGIN_WHOLE);
	/* Each once. */
	IS(people_login(&h, "ola", PASSWORD, token), STAFF_LOGIN_NEEDS_CODE);
	IS(give_code(&h, token, codes.codes[3]), STAFF_LOGIN_WRONG);
	h.desk->now_utc += 1;
	IS(give_code(&h, token, codes.codes[9]), STAFF_LOGIN_WHOLE);
	s = people_session(&h, token);
	IS(s->account->recovery_codes, RECOVERY_CODES - 2);
	IS(staff_recovery_codes_new(h.desk, s, "wrong", &more), ERR_DENIED);
	assert_string_equal(more.codes[0], "");
	h.desk->now_utc += 1;
	OK(staff_recovery_codes_new(h.desk, s, PASSWORD, &more));
	IS(s->account->recovery_codes, RECOVERY_CODES);
	IS(staff_totp_remove(h.desk, s, PASSWORD), ERR_INVALID);
	assert_non_null(strstr(h.desk->cause, "role"));
	staff_session_free(&s);
	IS(people_login(&h, "ola", PASSWORD, token), STAFF_LOGIN_NEEDS_CODE);
	IS(give_code(&h, token, codes.codes[0]), STAFF_LOGIN_WRONG);
	h.desk->now_utc += 1;
	IS(give_code(&h, token, more.codes[0]), STAFF_LOGIN_WHOLE);
	house_close(&h);
}

/* Who needs none may have one, and give it up. */
static void test_remove(void **state)
{
	char token[STAFF_TOKEN_SIZE], other[STAFF_TOKEN_SIZE];
	char text[TOTP_TEXT_SIZE];
	struct staff_codes codes;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, other), STAFF_LOGIN_WHOLE);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	people_set_up_totp(&h, token, text, &codes);
	IS(staff_session_get(h.desk, other, &s), ERR_NOT_FOUND);
	s = people_session(&h, token);
	assert_true(s->is_whole);
	IS(staff_totp_remove(h.desk, s, "wrong, all of it"), ERR_DENIED);
	h.desk->now_utc += 1;
	OK(staff_totp_remove(h.desk, s, PASSWORD));
	assert_true(!s->account->has_totp && s->account->recovery_codes == 0);
	staff_session_free(&s);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	house_close(&h);
}

/* The telephone is lost: an admin gives a password, and no second factor. */
static void test_forgotten(void **state)
{
	char token[STAFF_TOKEN_SIZE], text[TOTP_TEXT_SIZE];
	struct staff_secret first;
	struct staff_codes codes;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ola", PASSWORD, token),
		STAFF_LOGIN_NEEDS_TOTP_SETUP);
	people_set_up_totp(&h, token, text, &codes);
	OK(staff_new_password(h.desk, "ola", NULL, false, &first));
	IS(staff_session_get(h.desk, token, &s), ERR_NOT_FOUND);
	IS(people_login(&h, "ola", first.text, token), STAFF_LOGIN_NEEDS_CODE);
	OK(staff_new_password(h.desk, "ola", NULL, true, &first));
	IS(people_login(&h, "ola", first.text, token),
		STAFF_LOGIN_NEEDS_PASSWORD);
	s = people_session(&h, token);
	OK(staff_password_change(h.desk, s, first.text, "quiet lantern"));
	/* It is whole only when the second factor is there, too. */
	assert_false(s->is_whole);
	IS(s->needs, STAFF_LOGIN_NEEDS_TOTP_SETUP);
	staff_session_free(&s);
	h.desk->now_utc += TOTP_STEP_S;
	people_set_up_totp(&h, token, text, &codes);
	s = people_session(&h, token);
	assert_true(s->is_whole);
	staff_session_free(&s);
	house_close(&h);
}

static void test_wrong_confirmation(void **state)
{
	char token[STAFF_TOKEN_SIZE];
	struct staff_totp totp, again;
	struct staff_codes codes;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	s = people_session(&h, token);
	IS(staff_totp_confirm(h.desk, s, NULL, "123456", &codes), ERR_INVALID);
	OK(staff_totp_begin(h.desk, s, NULL, &totp));
	OK(staff_totp_begin(h.desk, s, NULL, &again));
	assert_string_equal(totp.text, again.text);
	assert_memory_equal(totp.uri, "otpauth://totp/Robinson:Ela?", 28);
	IS(staff_totp_confirm(h.desk, s, NULL, "000000", &codes), ERR_DENIED);
	IS(staff_totp_confirm(h.desk, s, NULL, "000000", &codes), ERR_LIMIT);
	assert_false(s->account->has_totp);
	staff_session_free(&s);
	house_close(&h);
}

/* Who has found a session open cannot put a telephone of theirs in the place of
 * its owner's: the password is asked for both steps. */
static void test_replaced(void **state)
{
	char token[STAFF_TOKEN_SIZE], text[TOTP_TEXT_SIZE], code[7];
	struct staff_codes codes;
	struct staff_totp totp;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	people_set_up_totp(&h, token, text, &codes);
	s = people_session(&h, token);
	IS(staff_totp_begin(h.desk, s, NULL, &totp), ERR_DENIED);
	h.desk->now_utc += 2;
	IS(staff_totp_begin(h.desk, s, "some other evening", &totp),
		ERR_DENIED);
	h.desk->now_utc += TOTP_STEP_S;
	OK(staff_totp_begin(h.desk, s, PASSWORD, &totp));
	assert_string_not_equal(totp.text, text);
	people_code(totp.text, h.desk->now_utc, code);
	IS(staff_totp_confirm(h.desk, s, NULL, code, &codes), ERR_DENIED);
	assert_string_equal(codes.codes[0], "");
	h.desk->now_utc += TOTP_STEP_S;
	people_code(totp.text, h.desk->now_utc, code);
	OK(staff_totp_confirm(h.desk, s, PASSWORD, code, &codes));
	staff_session_free(&s);
	OK(staff_logout(h.desk, token));
	h.desk->now_utc += TOTP_STEP_S;
	people_code(totp.text, h.desk->now_utc, code);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_NEEDS_CODE);
	IS(give_code(&h, token, code), STAFF_LOGIN_WHOLE);
	house_close(&h);
}

/* Whom a proxy let in has given no code of it. */
static void test_replaced_by_proxy(void **state)
{
	char token[STAFF_TOKEN_SIZE], text[TOTP_TEXT_SIZE];
	enum staff_login_end end;
	struct staff_codes codes;
	struct staff_totp totp;
	struct staff_session *s;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	IS(people_login(&h, "ela", PASSWORD, token), STAFF_LOGIN_WHOLE);
	people_set_up_totp(&h, token, text, &codes);
	OK(people_proxy(&h, "ela", token, &end));
	s = people_session(&h, token);
	IS(staff_totp_begin(h.desk, s, PASSWORD, &totp), ERR_INVALID);
	staff_session_free(&s);
	house_close(&h);
}

static void test_looked(void **state)
{
	const struct pseudonym key = {{7}};
	struct people_entries e;
	struct house h;

	(void)state;
	people_open(&h, STAFF_SECTION);
	OK(staff_looked(h.desk, LOOK_PERSON, &key, NULL));
	e = people_entries(&h, JOURNAL_LOOKED);
	assert_string_equal(e.detail, "person");
	assert_true(e.has_sender);
	OK(desk_begin(h.desk));
	OK(staff_looked(h.desk, LOOK_LIST, NULL, "100 addresses, 0b4b"));
	OK(desk_end(h.desk, ERR_OK));
	e = people_entries(&h, JOURNAL_LOOKED);
	IS(e.len, 2);
	assert_string_equal(e.detail, "list: 100 addresses, 0b4b");
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rule_rows, check_rule);
	rows_add_one(&rows, "a password is changed", test_change, NULL);
	rows_add_one(&rows, "a first password", test_first, NULL);
	rows_add_one(&rows, "all other sessions", test_others_end, NULL);
	rows_add(&rows, needed_rows, check_needed);
	rows_add_one(&rows, "a second factor", test_totp, NULL);
	rows_add_one(&rows, "wrong codes", test_wrong_codes, NULL);
	rows_add_one(&rows, "recovery codes", test_recovery, NULL);
	rows_add_one(&rows, "a second factor is removed", test_remove, NULL);
	rows_add_one(
		&rows, "a second factor is forgotten", test_forgotten, NULL);
	rows_add_one(
		&rows, "a wrong confirmation", test_wrong_confirmation, NULL);
	rows_add_one(&rows, "another second factor", test_replaced, NULL);
	rows_add_one(&rows, "another second factor, by a proxy",
		test_replaced_by_proxy, NULL);
	rows_add_one(&rows, "who looked", test_looked, NULL);
	return rows_run("secret", &rows);
}
