/* SPDX-License-Identifier: BSD-2-Clause */
/* What is counted of a session; each message of a row comes twice. */
#include "house.h"

#include <stdio.h>

#define TEXT_MAX ((size_t)1 << 20)
#define PARTS_MAX 4

static void assert_has(const struct counters *c, const char *part)
{
	struct buf out;

	buf_init(&out, TEXT_MAX);
	counters_write(c, &out);
	if (!strstr(buf_text(&out), part))
		fail_msg("no \"%s\" in:\n%s", part, buf_text(&out));
	buf_free(&out);
}

#define VERDICT(purpose, reason, action)                                   \
	"robinson_verdicts_total{purpose=\"" purpose "\",reason=\"" reason \
	"\",action=\"" action "\"} 2\n"
#define FAULT(kind, outcome) \
	"robinson_faults_total{kind=\"" kind "\",outcome=\"" outcome "\"} 2\n"
#define TIMES(step, n) \
	"robinson_verdict_duration_seconds_count{step=\"" step "\"} " n "\n"
#define BESIDE(n) TIMES("rcpt", n)
#define AT_END(n) TIMES("end-of-message", n)

static const struct row {
	const char *name;
	const char *more; /* configuration */
	const char *login;
	const char *port;
	const char *recipient;
	bool with_keys;
	const char *parts[PARTS_MAX];
} rows[] = {
	{"refused beside the recipient", "", "ola", "25", "a@example.com", true,
		{VERDICT("newsletter", "unknown", "reject"), BESIDE("2"),
			AT_END("0")}},
	{"refused at the end", "", "ola", "0", "a@example.com", true,
		{VERDICT("newsletter", "unknown", "reject"), BESIDE("0"),
			AT_END("2")}},
	{"held", "", "ania", "25", "a@example.com", true,
		{VERDICT("followup", "unknown", "hold"), BESIDE("2"),
			AT_END("2")}},
	{"marked", "", "jan", "25", "a@example.com", true,
		{VERDICT("gift", "unknown", "flag")}},
	{"let through", "", "ewa", "25", "a@any.example", true,
		{VERDICT("anything", "unknown", "accept")}},
	{"no address", "", "ola", "25", "@", true,
		{VERDICT("newsletter", "bad-address", "reject")}},
	{"observed", "mode = observe\n", "ola", "25", "a@example.com", true,
		{VERDICT("newsletter", "unknown", "reject"), BESIDE("2"),
			AT_END("2")}},
	{"declared not to be marketing", "", "kasia", "25", "a@example.com",
		true,
		{VERDICT("none", "not-marketing", "accept"), BESIDE("0"),
			AT_END("0")}},
	{"a fault defers", "", "ola", "25", "a@example.com", false,
		{FAULT("store", "deferred"), BESIDE("2")}},
	{"a fault at the end", "", "ola", "0", "a@example.com", false,
		{FAULT("store", "deferred"), AT_END("2")}},
	{"a fault holds", "on-fault = hold\n", "ola", "25", "a@example.com",
		false, {FAULT("store", "held")}},
	{"a fault accepts", "on-fault = accept\n", "ola", "25", "a@example.com",
		false, {FAULT("store", "accepted")}},
	{"what cannot be journaled", "", "kasia", "25", "a@example.com", false,
		{FAULT("store", "accepted")}},
	{"a list that is away",
		"list 'ecg' { format = ecg  file = '/nonexistent/list' }\n",
		"ola", "25", "a@example.com", true,
		{FAULT("list", "deferred")}},
};

static void count_into(struct house *h, struct counters *c)
{
	session_free(&h->session);
	assert_int_equal(session_new(
				 &(struct session_shared){
					 .office = h->office,
					 .counters = c,
				 },
				 &h->session),
		ERR_OK);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct counters *c;
	struct house h;

	assert_int_equal(counters_new(&c), ERR_OK);
	house_open(&h, row->more, row->with_keys);
	count_into(&h, c);
	for (int round = 0; round < 2; round++) {
		(void)mail_from(&h, "<x@firma.example>", row->login, row->port);
		if (rcpt(&h, row->recipient).kind == ANSWER_CONTINUE)
			(void)session_end(h.session, "Q1");
	}
	for (size_t i = 0; i < PARTS_MAX && row->parts[i]; i++)
		assert_has(c, row->parts[i]);
	house_close(&h);
	counters_free(&c);
}

/* One may get it and one may not, and the MTA takes nobody off. */
static void not_taken_off(void **state)
{
	struct counters *c;
	struct house h;

	(void)state;
	assert_int_equal(counters_new(&c), ERR_OK);
	house_open(&h, "mixed = split\nhold-in = mta\n", true);
	count_into(&h, c);
	for (int round = 0; round < 2; round++) {
		(void)mail_from(&h, "x@firma.example", "ewa", "0");
		(void)rcpt(&h, "a@any.example");
		(void)rcpt(&h, "b@n.example");
		assert_int_equal(
			session_end(h.session, "Q1").kind, ANSWER_REFUSE);
	}
	assert_has(c, FAULT("mta", "deferred"));
	house_close(&h);
	counters_free(&c);
}

static void sessions(void **state)
{
	struct counters *c;
	struct house h;

	(void)state;
	assert_int_equal(counters_new(&c), ERR_OK);
	house_open(&h, "", true);
	count_into(&h, c);
	assert_has(c, "\nrobinson_sessions_open 1\n");
	count_into(&h, c);
	assert_has(c, "\nrobinson_sessions_open 1\n");
	assert_has(c, "\nrobinson_sessions_total 2\n");
	house_close(&h);
	assert_has(c, "\nrobinson_sessions_open 0\n");
	counters_free(&c);
	assert_null(c);
	counters_free(&c);
}

/* What is told as 0 rises when it happens first. */
static void from_the_start(void **state)
{
	struct store_watch watch;
	struct counters *c;

	(void)state;
	assert_int_equal(counters_new(&c), ERR_OK);
	assert_has(c, "{kind=\"mta\",outcome=\"deferred\"} 0\n");
	assert_has(c, "robinson_reloads_total{result=\"refused\"} 0\n");
	assert_has(c, BESIDE("0"));
	assert_has(c, AT_END("0"));
	assert_has(c, "\nrobinson_commit_failures_total 0\n");
	counters_reload(c, false);
	assert_has(c, "robinson_reloads_total{result=\"refused\"} 1\n");
	watch = counters_watch(c);
	watch.committed(watch.arg, 2000000, ERR_OK);
	watch.committed(watch.arg, 2000000, ERR_UNAVAILABLE);
	assert_has(c, "\nrobinson_commit_duration_seconds_count 2\n");
	assert_has(c, "\nrobinson_commit_duration_seconds_sum 0.004000000\n");
	assert_has(c, "\nrobinson_commit_failures_total 1\n");
	counters_free(&c);
}

static void nobody_counts(void **state)
{
	(void)state;
	counters_verdict(NULL, "a", "b", "c");
	counters_fault(NULL, COUNTERS_FAULT_MTA, COUNTERS_DEFERRED);
	counters_took(NULL, COUNTERS_RCPT, counters_begin(NULL));
	counters_session(NULL, true);
	counters_reload(NULL, true);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "not taken off", not_taken_off, NULL);
	rows_add_one(&all, "sessions", sessions, NULL);
	rows_add_one(&all, "from the start", from_the_start, NULL);
	rows_add_one(&all, "nobody counts", nobody_counts, NULL);
	return rows_run("counters", &all);
}
