/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "staff/web/counters.h"

#define LOGINS "robinson_staff_logins_total"
#define CALLS "robinson_staff_desk_calls_total"
#define REQUESTS "robinson_staff_requests_total"
#define TIMES "robinson_staff_desk_call_duration_seconds"

static const struct {
	const char *name;
	const char *verb; /* NULL: a request */
	int n; /* status of the answer */
	const char *line;
} rows[] = {
	{"a page", NULL, 200, REQUESTS "{class=\"2xx\"} 1"},
	{"another page", NULL, 303, REQUESTS "{class=\"3xx\"} 1"},
	{"too many", NULL, 429, REQUESTS "{class=\"4xx\"} 1"},
	{"away", NULL, 503, REQUESTS "{class=\"5xx\"} 1"},
	{"no status", NULL, 4711, REQUESTS "{class=\"other\"} 1"},
	{"a call", "held.list", WIRE_OK,
		CALLS "{subject=\"held\",status=\"ok\"} 1"},
	{"its time", "held.list", WIRE_BUSY,
		TIMES "_count{subject=\"held\"} 1"},
	{"a call that is busy", "held.list", WIRE_BUSY,
		CALLS "{subject=\"held\",status=\"busy\"} 1"},
	{"a verb without a dot", "logout", WIRE_OK,
		CALLS "{subject=\"logout\",status=\"ok\"} 1"},
	{"a verb of any length", "abcdefghijklmnopqrstuvwxyzabcdefghi.j",
		WIRE_OK,
		CALLS "{subject=\"abcdefghijklmnopqrstuvwxyzabcde\","
		      "status=\"ok\"} 1"},
	{"a login", "login.begin", WIRE_OK,
		LOGINS "{step=\"password\",result=\"ok\"} 1"},
	{"a wrong password", "login.begin", WIRE_INVALID,
		LOGINS "{step=\"password\",result=\"failed\"} 1"},
	{"too many tries", "login.begin", WIRE_BUSY,
		LOGINS "{step=\"password\",result=\"busy\"} 1"},
	{"a wrong code", "login.code", WIRE_INVALID,
		LOGINS "{step=\"code\",result=\"failed\"} 1"},
	{"a code of a session that is gone", "login.code", WIRE_LOGIN,
		LOGINS "{step=\"code\",result=\"failed\"} 1"},
	{"somebody whom the proxy names", "login.proxy", WIRE_OK,
		LOGINS "{step=\"proxy\",result=\"ok\"} 1"},
	{"a login without a store", "login.begin", WIRE_FAULT,
		LOGINS "{step=\"password\",result=\"fault\"} 1"},
	{"a password that is changed is no login", "login.password", WIRE_OK,
		LOGINS "{step=\"password\",result=\"ok\"} 0"},
};
#define ROWS (sizeof(rows) / sizeof(*rows))

static void test_row(void **state)
{
	size_t i = *(const size_t *)*state;
	struct web_counters *c;
	struct buf out;

	assert_int_equal(web_counters_new(&c), ERR_OK);
	if (rows[i].verb)
		web_counters_call(
			c, rows[i].verb, (enum wire_status)rows[i].n, 2000000);
	else
		web_counters_request(c, (unsigned)rows[i].n);
	buf_init(&out, 100000);
	web_counters_write(c, &out);
	assert_non_null(strstr(buf_text(&out), rows[i].line));
	buf_free(&out);
	web_counters_free(&c);
}

/* What has not happened yet is told, so that the first time is a rise. */
static void test_zero(void **state)
{
	static const char *const lines[] = {
		REQUESTS "{class=\"5xx\"} 0\n",
		LOGINS "{step=\"password\",result=\"failed\"} 0\n",
		LOGINS "{step=\"proxy\",result=\"fault\"} 0\n",
	};
	struct web_counters *c;
	struct buf out;

	(void)state;
	assert_int_equal(web_counters_new(&c), ERR_OK);
	buf_init(&out, 100000);
	web_counters_write(c, &out);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_non_null(strstr(buf_text(&out), lines[i]));
	buf_free(&out);
	web_counters_free(&c);
	assert_null(c);
	web_counters_free(&c);
	web_counters_request(NULL, 200);
	web_counters_call(NULL, "session", WIRE_OK, 1);
}

int main(void)
{
	struct CMUnitTest tests[ROWS + 1];
	size_t numbers[ROWS];

	for (size_t i = 0; i < ROWS; i++) {
		numbers[i] = i;
		tests[i] = (struct CMUnitTest){
			rows[i].name, test_row, NULL, NULL, &numbers[i]};
	}
	tests[ROWS] = (struct CMUnitTest)cmocka_unit_test(test_zero);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
