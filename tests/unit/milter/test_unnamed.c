/* SPDX-License-Identifier: BSD-2-Clause */
/* Which messages are counted as mail that no section names and that bears a
 * mark of marketing, and under which name and mark. */
#include "house.h"

#include "service/verdict/unnamed.h"
#include "store/tally.h"

#define MESSAGES_MAX 3
#define HEADERS_MAX 3

static const char observing[] = "mode = observe\n";
static const char always[] = "milter { count-unnamed = always }\n";
static const char never[] =
	"mode = observe\nmilter { count-unnamed = never }\n";

struct counted_row {
	const char *name;
	const char *config;
	const char *login;
	const char *sender;
	const char *to;
	const char *headers[HEADERS_MAX][2];
	const char *by; /* NULL: not counted */
	const char *mark;
	bool ends_at_mail;
};

#define MAX "max@firma.example"
#define OUT "x@example.com"

static const struct counted_row counted_rows[] = {
	{"a login with a mark", observing, "max", MAX, OUT,
		{{"List-Id", "<a>"}}, "max", "List-Id", false},
	{"without a mark", observing, "max", MAX, OUT, {{"Subject", "a"}}, NULL,
		NULL, false},
	{"the mark that tells most", observing, "max", MAX, OUT,
		{{"Precedence", "bulk"}, {"X-Campaign-Id", "7"},
			{"List-Unsubscribe", "<mailto:a@b.example>"}},
		"max", "List-Unsubscribe", false},
	{"a weak one alone", observing, "max", MAX, OUT,
		{{"Precedence", "bulk"}}, "max", "Precedence", false},
	{"a known tool", observing, "max", MAX, OUT, {{"X-Mailer", "Mautic 5"}},
		"max", "X-Mailer", false},
	{"a person's program", observing, "max", MAX, OUT,
		{{"X-Mailer", "Thunderbird"}}, NULL, NULL, false},
	{"an address of the firm", observing, NULL, MAX, OUT,
		{{"Feedback-ID", "1"}}, MAX, "Feedback-ID", false},
	{"of a subdomain", observing, NULL, "a@news.firma.example", OUT,
		{{"List-Id", "<a>"}}, "a@news.firma.example", "List-Id", false},
	{"one that is another each time", observing, NULL,
		"b+adam=example.com@news.firma.example", OUT,
		{{"List-Id", "<a>"}}, "@news.firma.example", "List-Id", false},
	{"a stranger", observing, NULL, "a@other.example", OUT,
		{{"List-Id", "<a>"}}, NULL, NULL, false},
	{"the null sender", observing, NULL, "", OUT, {{"List-Id", "<a>"}},
		NULL, NULL, false},
	{"one that a section names", observing, "ania", MAX, OUT,
		{{"List-Id", "<a>"}}, NULL, NULL, false},
	{"one that is declared to be none", observing, "kasia", MAX, OUT,
		{{"List-Id", "<a>"}}, NULL, NULL, false},
	{"named for other recipients only", observing, "ewa", MAX, OUT,
		{{"List-Id", "<a>"}}, "ewa", "List-Id", false},
	{"named for this recipient", observing, "ewa", MAX, "a@n.example",
		{{"List-Id", "<a>"}}, NULL, NULL, false},
	{"enforcing: it goes at once", "", "max", MAX, OUT,
		{{"List-Id", "<a>"}}, NULL, NULL, true},
	{"enforcing, always", always, "max", MAX, OUT, {{"List-Id", "<a>"}},
		"max", "List-Id", false},
	{"observing, never", never, "max", MAX, OUT, {{"List-Id", "<a>"}}, NULL,
		NULL, true},
};

struct found {
	struct pseudonymizer *p;
	const struct counted_row *row;
	size_t len;
};

static bool check(void *arg, const struct store_unnamed *u)
{
	struct found *found = arg;
	char name[256];

	assert_int_equal(
		pseudonym_open_name(found->p, u->sender, u->sender_len, name),
		ERR_OK);
	assert_non_null(found->row->by);
	assert_string_equal(name, found->row->by);
	assert_string_equal(u->mark, found->row->mark);
	assert_int_equal(u->messages, MESSAGES_MAX);
	assert_int_equal(u->day, store_day(NOW));
	found->len++;
	return true;
}

/* One message after another in one session. */
static void send_all(struct house *h, const struct counted_row *row)
{
	for (size_t n = 0; n < MESSAGES_MAX; n++) {
		struct answer answer =
			mail_from(h, row->sender, row->login, "587");

		assert_int_equal(answer.kind,
			row->ends_at_mail ? ANSWER_ACCEPT : ANSWER_CONTINUE);
		if (row->ends_at_mail)
			continue;
		(void)rcpt(h, row->to);
		for (size_t i = 0; i < HEADERS_MAX && row->headers[i][0]; i++)
			session_header(h->session, row->headers[i][0],
				row->headers[i][1]);
		/* Either step ends it, and it counts once. */
		answer.kind = ANSWER_CONTINUE;
		if (n > 0)
			answer = session_body(h->session, "a", 1);
		if (answer.kind != ANSWER_ACCEPT)
			answer = session_end(h->session, "4QUEUE");
		assert_int_equal(answer.kind, ANSWER_ACCEPT);
	}
}

static void test_counted(void **state)
{
	struct found found = {.row = *state};
	char cause[DESK_CAUSE_SIZE];
	struct unnamed *unnamed;
	struct desk *desk;
	struct house h;

	house_open(&h, found.row->config, true);
	session_free(&h.session);
	assert_int_equal(unnamed_new(&unnamed), ERR_OK);
	assert_int_equal(
		session_new(&(struct session_shared){.office = h.office,
				    .unnamed = unnamed},
			&h.session),
		ERR_OK);
	send_all(&h, found.row);
	session_reset(h.session);
	assert_int_equal(unnamed_is_empty(unnamed), !found.row->by);
	assert_int_equal(desk_open(h.office, "test", &desk, cause), ERR_OK);
	found.p = identifier_pseudonymizer(desk->identifier);
	/* Flushed twice it is written once. */
	assert_int_equal(unnamed_flush(unnamed, desk), ERR_OK);
	assert_int_equal(unnamed_flush(unnamed, desk), ERR_OK);
	assert_true(unnamed_is_empty(unnamed));
	assert_int_equal(store_unnamed_each(desk->session, INT64_MIN, INT64_MAX,
				 check, &found),
		ERR_OK);
	assert_int_equal(found.len, found.row->by != NULL);
	desk_close(&desk);
	unnamed_free(&unnamed);
	house_close(&h);
}

static bool add_messages(void *arg, const struct store_unnamed *u)
{
	int64_t *sums = arg;

	sums[u->sender == NULL] += u->messages;
	return true;
}

/* Of very many senders the sum is right. */
static void test_many(void **state)
{
	static const char mark[] = "List-Id";
	int64_t sums[2] = {0, 0};
	char cause[DESK_CAUSE_SIZE], name[32];
	struct unnamed *unnamed;
	struct desk *desk;
	struct house h;

	(void)state;
	house_open(&h, observing, true);
	assert_int_equal(unnamed_new(&unnamed), ERR_OK);
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "u%u", i);
		unnamed_count(unnamed, NOW, name, "", mark);
	}
	assert_int_equal(desk_open(h.office, "test", &desk, cause), ERR_OK);
	assert_int_equal(unnamed_flush(unnamed, desk), ERR_OK);
	assert_int_equal(store_unnamed_each(desk->session, INT64_MIN, INT64_MAX,
				 add_messages, sums),
		ERR_OK);
	/* The store has as much room, and one number without a sender. */
	assert_in_range(sums[0], 1999, 2000);
	assert_int_equal(sums[0] + sums[1], 3000);
	desk_close(&desk);
	unnamed_free(&unnamed);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, counted_rows, test_counted);
	rows_add_one(&all, "of many senders", test_many, NULL);
	return rows_run("unnamed", &all);
}
