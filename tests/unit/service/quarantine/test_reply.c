/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules M8 */
#include "unit/service/held_house.h"

#include "service/quarantine/reply.h"

#define THREAD "%s.held.1530439200.robinson@mx.hosting.example"

static const struct row {
	const char *name;
	const char *subject, *answered; /* %s: the reference */
	const char *login; /* NULL: ania's, who sent it */
	const char *word;
	const char *said;
	bool is_noted;
} rows[] = {
	{"by its subject", "Re: Held, not sent yet [%s]", NULL, NULL,
		"She asked us", "noted", true},
	{"by the thread", NULL, THREAD, NULL, "She asked us", "noted", true},
	{"without brackets", "odp: %s", "x@y", NULL, NULL, "noted", true},
	{"behind words of its length", "Confirmation about International [%s]",
		NULL, NULL, "She asked us", "noted", true},
	{"harmful words", "[%s]", NULL, NULL, "a\x1b[2J\xff", "noted", true},
	{"from another login", "Re: [%s]", THREAD, "ben", "please",
		"not from the login that sent the message", false},
	{"another reference", "Re: [7K3M-QW9X-2ABC]", "x@y", NULL, "please",
		"names no message that is held", false},
	{"no reference", NULL, NULL, NULL, "please",
		"names no message that is held", false},
	{"a part of it", "Re: [%.11s]", NULL, NULL, "please",
		"names no message that is held", false},
	{"more than it", "Re: [%sXYZ]", NULL, NULL, "please",
		"names no message that is held", false},
};

struct asked {
	char words[QUARANTINE_WHY_SIZE];
	int64_t at_utc;
};

static bool note(void *arg, const struct quarantine_entry *entry)
{
	struct asked *a = arg;

	a->at_utc = entry->recipients[0].held.requested_utc;
	snprintf(a->words, sizeof(a->words), "%s",
		entry->held.asked ? entry->held.asked : "");
	return true;
}

static struct asked look(struct house *h, const struct held_id *id)
{
	struct asked a = {.at_utc = 0};

	assert_int_equal(quarantine_get(h->desk, id, note, &a), ERR_OK);
	return a;
}

static bool count(void *arg, const struct journal_entry *entry)
{
	if (entry->kind == JOURNAL_REQUESTED)
		++*(size_t *)arg;
	return true;
}

static size_t count_requests(struct house *h)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	size_t n = 0;

	assert_int_equal(
		store_journal_each(h->desk->session, &all, count, &n), ERR_OK);
	return n;
}

static const char *filled(
	const char *format, const struct held_id *id, char text_r[200])
{
	const char *at = format ? strchr(format, '%') : NULL;
	size_t len = HELD_ID_LEN;

	if (!at)
		return format;
	if (strncmp(at, "%.11s", 5) == 0)
		len = 11;
	snprintf(text_r, 200, "%.*s%.*s%s", (int)(at - format), format,
		(int)len, id->text, strchr(at, 's') + 1);
	return text_r;
}

/* As answer number "event". */
static const char *answer(struct house *h, const struct row *row,
	const struct held_id *id, unsigned char event, struct buf *said)
{
	unsigned char bytes[STORE_EVENT_LEN] = {event};
	char subject[200], thread[200];
	const char *answered = filled(row->answered, id, thread);
	const struct inbound_answer a = {.meaning = INBOUND_REQUEST,
		.subject = filled(row->subject, id, subject),
		.answered = {&answered, answered ? 1 : 0},
		.word = row->word};
	const struct quarantine_reply reply = {.event = bytes,
		.received_utc = START,
		.login = row->login ? row->login : "ania",
		.answer = &a};

	buf_reset(said);
	assert_int_equal(quarantine_reply(h->desk, &reply, said), ERR_OK);
	assert_null(strchr(buf_text(said), '@'));
	assert_null(strchr(buf_text(said), '\n'));
	return buf_text(said);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct held_id id;
	struct buf said;
	struct house h;

	house_open(&h, "");
	buf_init(&said, 1000);
	id = held(&h);
	assert_non_null(strstr(answer(&h, row, &id, 1, &said), row->said));
	assert_int_equal(
		look(&h, &id).at_utc, row->is_noted ? START : INSTANT_NONE);
	assert_string_equal(look(&h, &id).words,
		!row->is_noted || !row->word      ? "" :
			strchr(row->word, '\x1b') ? "a\\x1b[2J\\xff" :
						    row->word);
	/* One for each recipient. */
	assert_int_equal(count_requests(&h), row->is_noted ? 2 : 0);
	buf_free(&said);
	house_close(&h);
}

/* However often somebody asks, and the same event never twice. */
static void test_once(void **state)
{
	static const struct row first = {.subject = "[%s]", .word = "one"},
				second = {.subject = "[%s]", .word = "two"};
	struct held_id id;
	struct buf said;
	struct house h;

	(void)state;
	house_open(&h, "");
	buf_init(&said, 1000);
	id = held(&h);
	assert_non_null(strstr(answer(&h, &first, &id, 1, &said), "noted"));
	assert_non_null(
		strstr(answer(&h, &first, &id, 1, &said), "heard before"));
	wait_for(&h, 60);
	assert_non_null(
		strstr(answer(&h, &second, &id, 2, &said), "asked for before"));
	assert_int_equal(look(&h, &id).at_utc, START);
	assert_string_equal(look(&h, &id).words, "one");
	assert_int_equal(count_requests(&h), 2);
	buf_free(&said);
	house_close(&h);
}

/* What was decided meanwhile is not asked for. */
static void test_too_late(void **state)
{
	static const struct row row = {.subject = "[%s]", .word = "please"};
	struct held_id id;
	struct buf said;
	struct house h;
	int64_t letter;

	(void)state;
	house_open(&h, "");
	buf_init(&said, 1000);
	id = held(&h);
	assert_int_equal(quarantine_delete(h.desk, &id, "no", &letter), ERR_OK);
	assert_non_null(strstr(answer(&h, &row, &id, 1, &said),
		"names no message that is held"));
	assert_int_equal(count_requests(&h), 0);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "once", test_once, NULL);
	rows_add_one(&all, "too late", test_too_late, NULL);
	return rows_run("answers to notices", &all);
}
