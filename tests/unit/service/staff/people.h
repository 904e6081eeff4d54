/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * people.h - a house with staff: an admin, an officer, a postmaster, two who
 * sell, all with a password of their own
 *
 * Owns:    people_open() .. people_close()
 */
#ifndef ROBINSON_TESTS_PEOPLE_H
#define ROBINSON_TESTS_PEOPLE_H

/* clang-format off: cmocka comes first */
#include "../house.h"
/* clang-format on */

#include <ctype.h>
#include <liboath/oath.h>

#include "service/staff/login.h"
#include "store/staff.h"

#define OK(call) assert_int_equal((call), ERR_OK)
#define IS(call, expected) assert_int_equal((call), (expected))

#define PASSWORD "a long and quiet evening"
#define PASSWORD_HASH                              \
	"$y$j75$xpiOQ6L4gKSUN2EX2dI.B/$SzbWo9XRgN" \
	"oHxyN5cvkXsr2OiuWG.oFwkf7zVQoJN2C"
#define STAFF_SECTION                                \
	"staff { url = 'https://desk.firma.example'" \
	" listen = 'inet:8899@127.0.0.1' }\n"
#define STAFF_SECTION_OPTIONAL                       \
	"staff { url = 'https://desk.firma.example'" \
	" listen = 'inet:8899@127.0.0.1'"            \
	" second-factor = optional }\n"

#define STAFF_SECTION_PROXY                                             \
	"staff { url = 'https://desk.firma.example' listen = 'unix:/s'" \
	" proxy-user = 'www-data' proxy-asks-second-factor = yes }\n"

static const unsigned char people_client[STAFF_CLIENT_LEN] = {1};
static const unsigned char people_other_client[STAFF_CLIENT_LEN] = {2};

static inline void people_add(struct house *h, const char *name,
	enum staff_role role, const char *team, bool is_lead)
{
	struct staff_new n = {
		.name = name, .role = role, .team = team, .is_lead = is_lead};
	struct staff_secret secret;

	OK(staff_add(h->desk, &n, &secret));
	assert_int_equal(strlen(secret.text), PASSWORD_FIRST_SIZE - 1);
}

static inline struct staff_try people_try(const char *name,
	const char *password, const unsigned char client[STAFF_CLIENT_LEN])
{
	struct staff_try t = {.name = name, .password = password};

	memcpy(t.client, client, STAFF_CLIENT_LEN);
	return t;
}

static inline enum staff_login_end people_login(struct house *h,
	const char *name, const char *password, char token[STAFF_TOKEN_SIZE])
{
	struct staff_try t = people_try(name, password, people_client);
	enum staff_login_end end;
	int64_t wait;

	OK(staff_login(h->desk, &t, token, &end, &wait));
	return end;
}

static inline enum err people_proxy(struct house *h, const char *name,
	char token[STAFF_TOKEN_SIZE], enum staff_login_end *end)
{
	int64_t wait;

	return staff_login_proxy(
		h->desk, name, people_client, token, end, &wait);
}

static inline struct staff_session *people_session(
	struct house *h, const char *token)
{
	struct staff_session *s;

	OK(staff_session_get(h->desk, token, &s));
	return s;
}

/* With a password of their own, whose hash is a cheap one. */
static inline void people_put(struct house *h, const char *name,
	enum staff_role role, const char *team, bool is_lead)
{
	char text[500], folded[100];
	size_t len = strlen(name);
	int64_t id;

	for (size_t i = 0; i <= len; i++)
		folded[i] = (char)tolower((unsigned char)name[i]);
	snprintf(text, sizeof(text),
		"{\"name\":\"%s\",\"role\":\"%s\",\"team\":%s%s%s,"
		"\"lead\":%s,\"password\":\"%s\"}",
		name, staff_role_name(role), team ? "\"" : "null",
		team ? team : "", team ? "\"" : "", is_lead ? "true" : "false",
		PASSWORD_HASH);
	OK(desk_begin(h->desk));
	OK(store_staff_add(h->desk->session, folded, text, &id));
	OK(desk_end(h->desk, ERR_OK));
}

static inline void people_open(struct house *h, const char *section)
{
	house_open_with(h, section);
	people_put(h, "Anna", STAFF_ADMIN, NULL, false);
	people_put(h, "Ola", STAFF_OFFICER, NULL, false);
	people_put(h, "Piotr", STAFF_POSTMASTER, NULL, false);
	people_put(h, "Ela", STAFF_SALES, "North", false);
	people_put(h, "Lech", STAFF_SALES, "North", true);
}

/* The code of "now_utc" for the secret as it is typed in. */
static inline void people_code(
	const char *text, int64_t now_utc, char code_r[7])
{
	size_t len = 0;
	char *bytes = NULL;

	IS(oath_base32_decode(text, strlen(text), &bytes, &len), OATH_OK);
	IS(oath_totp_generate(
		   bytes, len, (time_t)now_utc, TOTP_STEP_S, 0, 6, code_r),
		OATH_OK);
	free(bytes);
}

/* A second factor for the session; its secret as text. */
static inline void people_set_up_totp(struct house *h, const char *token,
	char text_r[TOTP_TEXT_SIZE], struct staff_codes *codes_r)
{
	struct staff_session *s = people_session(h, token);
	struct staff_totp totp;
	char code[7];

	OK(staff_totp_begin(h->desk, s, NULL, &totp));
	memcpy(text_r, totp.text, TOTP_TEXT_SIZE);
	people_code(totp.text, h->desk->now_utc, code);
	OK(staff_totp_confirm(h->desk, s, NULL, code, codes_r));
	staff_session_free(&s);
}

struct people_entries {
	enum journal_kind kind;
	size_t len;
	char detail[200]; /* of the last */
	bool has_sender;
};

static inline bool people_count(void *arg, const struct journal_entry *entry)
{
	struct people_entries *e = arg;

	if (entry->kind != e->kind)
		return true;
	e->len++;
	e->has_sender = entry->sender;
	snprintf(e->detail, sizeof(e->detail), "%s", entry->detail);
	return true;
}

static inline struct people_entries people_entries(
	struct house *h, enum journal_kind kind)
{
	const struct journal_filter filter = {.since_utc = INSTANT_NONE};
	struct people_entries e = {.kind = kind};

	OK(store_journal_each(h->desk->session, &filter, people_count, &e));
	return e;
}

#endif
