/* SPDX-License-Identifier: BSD-2-Clause */
/* What the journal's verdicts would be under another configuration. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/person/record.h"
#include "service/verdict/simulate.h"

#define TEXT_SIZE 1200
#define FAIR "source 'fair' { collected-for = {'offer'} }\n"
#define OFFER(more)                                             \
	FAIR "purpose 'offer' { bases = {'legitimate-interest'" \
	     "} assessment = 'L' " more " }\n"
#define CONSENT FAIR "purpose 'offer' { bases = {'consent'} }\n"
#define LIST(name) "list '" name "' { file = '/" name "' format = sha256 }\n"

/* Of whom the sender's seal cannot be opened. */
#define STRANGE "?"

/* ------------------------------------------------------ what is journaled */

struct past {
	const char *at;
	const char *who; /* NULL: no key */
	const char *purpose; /* NULL: offer */
	const char *sender; /* NULL: none */
	enum reason reason;
	enum action action;
	const char *detail;
	bool counts_as_send;
	enum journal_kind kind; /* 0: a verdict */
};

/* Of one message each. */
static void journal(struct house *h, const struct past *past, unsigned number)
{
	unsigned char sealed[SEALED_NAME_MAX] = "no seal at all, twenty octets";
	struct store_record r = {.counts_as_send = past->counts_as_send};
	struct journal_entry *entry = &r.entry;

	entry->kind = past->kind ? past->kind : JOURNAL_VERDICT;
	entry->at_utc = house_instant(h, past->at);
	entry->has_key = past->who != NULL;
	if (past->who)
		entry->key = ear_key(h, past->who);
	entry->purpose = past->purpose ? past->purpose : "offer";
	entry->reason = past->reason;
	entry->action = past->action;
	entry->detail = past->detail;
	if (past->sender) {
		entry->sender = sealed;
		entry->sender_len = 20;
	}
	if (past->sender && strcmp(past->sender, STRANGE) != 0)
		IS(pseudonym_seal_name(
			   identifier_pseudonymizer(h->desk->identifier),
			   past->sender, sealed, &entry->sender_len),
			ERR_OK);
	memcpy(r.mark.id, &number, sizeof(number));
	IS(store_record(h->desk->store, &r, 1, JOURNAL_SYNC_WRITE), ERR_OK);
}

static void meet(struct house *h, const char *who)
{
	const struct record_contact contact = {.who = who,
		.at_utc = house_instant(h, "2018-06-20"),
		.source = "fair",
		.relation = "prospect"};
	struct buf said;

	buf_init(&said, 4096);
	IS(record_contact(h->desk, &contact, &said), ERR_OK);
	buf_free(&said);
}

/* ------------------------------------------------------- what is counted */

static int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* A line for each cell, in the order of the texts. */
static void show(const struct simulation *s, char text_r[TEXT_SIZE])
{
	char lines[12][160];
	size_t len = 0;

	assert_true(s->len <= 12);
	for (size_t i = 0; i < s->len; i++) {
		const struct simulate_cell *c = &s->cells[i];

		(void)snprintf(lines[i], sizeof(lines[i]),
			"%s/%s > %s/%s %s %s %s %lld\n",
			reason_name(c->old_reason), action_name(c->old_action),
			c->new_reason ? reason_name(c->new_reason) : "-",
			action_name(c->new_action),
			simulate_doubt_name(c->doubt), c->purpose,
			c->sender ? c->sender : "-", (long long)c->count);
	}
	qsort(lines, s->len, sizeof(*lines), compare_lines);
	text_r[0] = '\0';
	for (size_t i = 0; i < s->len; i++)
		len += (size_t)snprintf(
			text_r + len, TEXT_SIZE - len, "%s", lines[i]);
}

#define PAST_MAX 6

static const struct row {
	const char *name;
	const char *present, *other;
	const struct past pasts[PAST_MAX];
	const char *cells;
} cell_rows[] = {
	{"nothing is changed", OFFER(""), OFFER(""),
		{{"2018-06-21", ADAM, NULL, "ania", REASON_ALLOWED,
			 ACTION_ACCEPT, NULL, true, 0},
			{"2018-06-22", JAN, NULL, NULL, REASON_UNKNOWN,
				ACTION_HOLD, NULL, false, 0}},
		"allowed/accept > allowed/accept known offer ania 1\n"
		"unknown/hold > unknown/hold known offer - 1\n"},
	{"a basis less", OFFER(""), CONSENT,
		{{"2018-06-21", ADAM, NULL, "ania", REASON_ALLOWED,
			ACTION_ACCEPT, NULL, true, 0}},
		"allowed/accept > no-basis/hold known offer ania 1\n"},
	{"the same is one cell, another sender another", OFFER(""), OFFER(""),
		{{"2018-06-21", ADAM, NULL, "ania", REASON_ALLOWED,
			 ACTION_ACCEPT, NULL, true, 0},
			{"2018-06-22", JAN, NULL, "ania", REASON_UNKNOWN,
				ACTION_HOLD, NULL, false, 0},
			{"2018-06-23", ADAM, NULL, "ania", REASON_ALLOWED,
				ACTION_ACCEPT, NULL, true, 0},
			{"2018-06-24", ADAM, NULL, "ola", REASON_ALLOWED,
				ACTION_ACCEPT, NULL, true, 0},
			{"2018-06-25", JAN, NULL, "ania", REASON_UNKNOWN,
				ACTION_REJECT, NULL, false, 0},
			{"2018-06-26", ADAM, NULL, STRANGE, REASON_ALLOWED,
				ACTION_ACCEPT, NULL, true, 0}},
		"allowed/accept > allowed/accept known offer - 1\n"
		"allowed/accept > allowed/accept known offer ania 2\n"
		"allowed/accept > allowed/accept known offer ola 1\n"
		"unknown/hold > unknown/hold known offer ania 1\n"
		"unknown/reject > unknown/hold known offer ania 1\n"},
	{"what is decided without a record stays", OFFER(""), CONSENT,
		{{"2018-06-21", NULL, NULL, NULL, REASON_BAD_ADDRESS,
			 ACTION_REJECT, NULL, false, 0},
			{"2018-06-21", NULL, "none", "ania",
				REASON_NOT_MARKETING, ACTION_ACCEPT, NULL,
				false, 0},
			{"2018-06-21", ADAM, "none", "ania",
				REASON_NOT_MARKETING, ACTION_ACCEPT, NULL,
				false, 0}},
		"bad-address/reject > bad-address/reject known offer - 1\n"
		"not-marketing/accept > not-marketing/accept known none ania"
		" 2\n"},
	{"what is no verdict does not count", OFFER(""), OFFER(""),
		{{"2018-06-21", ADAM, NULL, NULL, REASON_ALLOWED, ACTION_ACCEPT,
			NULL, false, JOURNAL_HELD}},
		""},
	{"a purpose that is none any more", OFFER(""),
		"source 'fair' { collected-for = {'followup'} }\n",
		{{"2018-06-21", ADAM, NULL, NULL, REASON_ALLOWED, ACTION_ACCEPT,
			NULL, true, 0}},
		"allowed/accept > -/accept no-purpose offer - 1\n"},
	{"a person who is gone", OFFER(""), OFFER(""),
		{{"2018-06-21", JAN, NULL, NULL, REASON_ALLOWED, ACTION_ACCEPT,
			NULL, false, 0}},
		"allowed/accept > -/accept purged offer - 1\n"},
	/* The store has them in another order than their dates. */
	{"a limit counts what went out before", OFFER(""),
		OFFER("max-unanswered = 1"),
		{{"2018-06-25", ADAM, NULL, NULL, REASON_ALLOWED, ACTION_ACCEPT,
			 NULL, true, 0},
			{"2018-06-21", ADAM, NULL, NULL, REASON_ALLOWED,
				ACTION_ACCEPT, NULL, true, 0},
			{"2018-06-23", ADAM, NULL, NULL, REASON_ALLOWED,
				ACTION_ACCEPT, NULL, true, 0}},
		"allowed/accept > allowed/accept known offer - 1\n"
		"allowed/accept > unanswered/hold known offer - 2\n"},
	{"and of two the earlier", OFFER(""), OFFER("max-unanswered = 1"),
		{{"2018-06-25", ADAM, NULL, NULL, REASON_ALLOWED, ACTION_ACCEPT,
			 NULL, true, 0},
			{"2018-06-21", ADAM, NULL, NULL, REASON_ALLOWED,
				ACTION_ACCEPT, NULL, true, 0}},
		"allowed/accept > allowed/accept known offer - 1\n"
		"allowed/accept > unanswered/hold known offer - 1\n"},
	{"the list that is named", LIST("a") LIST("b") OFFER(""),
		LIST("a") OFFER(""),
		{{"2018-06-21", ADAM, NULL, NULL, REASON_LISTED, ACTION_REJECT,
			 "a", false, 0},
			{"2018-06-21", ADAM, NULL, "ania", REASON_LISTED,
				ACTION_REJECT, "b", false, 0},
			{"2018-06-21", ADAM, NULL, "ola", REASON_LISTED,
				ACTION_REJECT, "7K released", false, 0},
			{"2018-06-21", ADAM, NULL, "ula", REASON_LISTED,
				ACTION_REJECT, NULL, false, 0},
			{"2018-06-21", ADAM, NULL, "ewa", REASON_ALLOWED,
				ACTION_ACCEPT, "b", true, 0}},
		"allowed/accept > allowed/accept known offer ewa 1\n"
		"listed/reject > -/accept list offer ola 1\n"
		"listed/reject > -/accept list offer ula 1\n"
		"listed/reject > allowed/accept known offer ania 1\n"
		"listed/reject > listed/reject known offer - 1\n"},
};

static const struct settings *prepare(struct house *h, const char *present,
	const char *other, const struct past pasts[PAST_MAX])
{
	house_open_with(h, present);
	if (strstr(present, "'fair'"))
		meet(h, ADAM);
	for (unsigned i = 0; pasts && i < PAST_MAX && pasts[i].at; i++)
		journal(h, &pasts[i], i + 1);
	return house_settings(h, other);
}

static void check_cells(void **state)
{
	const struct row *row = *state;
	const struct settings *other;
	char text[TEXT_SIZE];
	struct simulation s;
	struct house h;

	other = prepare(&h, row->present, row->other, row->pasts);
	IS(simulate_run(h.desk, other, INSTANT_NONE, &s), ERR_OK);
	show(&s, text);
	assert_string_equal(text, row->cells);
	simulate_free(&s);
	IS(s.len, 0);
	assert_null(s.cells);
	settings_unref(&other);
	house_close(&h);
}

/* ------------------------------------------------------------- the answers */

#define WINDOW(days)                                                        \
	"inbound { source = 'support' }\n"                                  \
	"own-domains = {'firma.example'}\n"                                 \
	"unsubscribe { address = 'u@firma.example' }\n"                     \
	"purpose 'offer' { bases = {'legitimate-interest'} assessment = 'L" \
	"' answer-window = '" days "' }\n"

static const struct answer_row {
	const char *name;
	const char *before; /* in front of the digest */
	size_t digits; /* of it; more than all: with one that is none */
	const char *cells;
} answer_rows[] = {
	{"an answer to what is on record", "answers ",
		(size_t)2 * MESSAGE_DIGEST_LEN,
		"allowed/accept > allowed/accept known offer - 1\n"},
	{"an answer of which a digit is missing", "answers ",
		(size_t)2 * MESSAGE_DIGEST_LEN - 1,
		"allowed/accept > -/accept purged offer - 1\n"},
	{"an answer with a digit too many", "answers 0",
		(size_t)2 * MESSAGE_DIGEST_LEN,
		"allowed/accept > -/accept purged offer - 1\n"},
	{"a digest that is not said to be answered", "replies ",
		(size_t)2 * MESSAGE_DIGEST_LEN,
		"allowed/accept > -/accept purged offer - 1\n"},
};

static void answered(struct house *h, const char *id, size_t digits,
	const char *before, char *text, size_t size)
{
	unsigned char digest[MESSAGE_DIGEST_LEN];
	size_t len = (size_t)snprintf(text, size, "%s", before);

	ear_digest(h, id, digest);
	for (size_t i = 0; i < MESSAGE_DIGEST_LEN; i++)
		len += (size_t)snprintf(
			text + len, size - len, "%02x", digest[i]);
	text[strlen(before) + digits] = '\0';
}

/* The letter came five days before it was answered; it counts for eight days
 * after the change. */
static void ask_five_days_ago(struct house *h)
{
	const struct said letter = {.meaning = INBOUND_LETTER,
		.is_proven = true,
		.from = JAN,
		.id = "1@example.com",
		.after_s = -5 * DAY};

	house_open_with(h, WINDOW("14 days"));
	ear_must(h, 1, &letter);
}

static void simulate_answer(struct house *h, const char *detail,
	const char *window, const char *expected)
{
	const struct past past = {.at = "2018-07-01 12:00",
		.who = JAN,
		.reason = REASON_ALLOWED,
		.action = ACTION_ACCEPT,
		.detail = detail};
	const struct settings *other = house_settings(h, window);
	char text[TEXT_SIZE];
	struct simulation s;

	journal(h, &past, 1);
	IS(simulate_run(h->desk, other, INSTANT_NONE, &s), ERR_OK);
	show(&s, text);
	assert_string_equal(text, expected);
	simulate_free(&s);
	settings_unref(&other);
}

static void check_answer(void **state)
{
	const struct answer_row *row = *state;
	char detail[200];
	struct house h;

	ask_five_days_ago(&h);
	answered(&h, "1@example.com", row->digits, row->before, detail,
		sizeof(detail));
	simulate_answer(&h, detail, WINDOW("8 days"), row->cells);
	house_close(&h);
}

/* Of a letter that is forgotten, when it came is not known: that it is no
 * answer any more may be, and then the domain may have objected. */
static void test_another_letter(void **state)
{
	char detail[200];
	struct house h;

	(void)state;
	ask_five_days_ago(&h);
	answered(&h, "2@example.com", (size_t)2 * MESSAGE_DIGEST_LEN,
		"answers ", detail, sizeof(detail));
	simulate_answer(&h, detail, WINDOW("8 days"),
		"allowed/accept > -/accept domain offer - 1\n");
	house_close(&h);
}

/* ------------------------------------------------------------ from when on */

static void test_since(void **state)
{
	static const struct past pasts[PAST_MAX] = {
		{"2018-06-21", JAN, NULL, NULL, REASON_UNKNOWN, ACTION_HOLD,
			NULL, false, 0},
		{"2018-06-22", JAN, NULL, NULL, REASON_UNKNOWN, ACTION_HOLD,
			NULL, false, 0},
		{"2018-06-23", JAN, NULL, NULL, REASON_UNKNOWN, ACTION_HOLD,
			NULL, false, 0}};
	const struct settings *other;
	struct simulation s;
	struct house h;

	(void)state;
	other = prepare(&h, OFFER(""), OFFER(""), pasts);
	IS(simulate_run(h.desk, other, INSTANT_NONE, &s), ERR_OK);
	IS(s.verdicts, 3);
	IS(s.first_utc, house_instant(&h, "2018-06-21"));
	IS(s.last_utc, house_instant(&h, "2018-06-23"));
	simulate_free(&s);
	IS(simulate_run(h.desk, other, house_instant(&h, "2018-06-22"), &s),
		ERR_OK);
	IS(s.verdicts, 2);
	IS(s.first_utc, house_instant(&h, "2018-06-22"));
	IS(s.cells[0].count, 2);
	simulate_free(&s);
	IS(simulate_run(h.desk, other, HOUSE_NOW, &s), ERR_OK);
	IS(s.verdicts, 0);
	IS(s.len, 0);
	IS(s.first_utc, INSTANT_NONE);
	IS(s.last_utc, INSTANT_NONE);
	simulate_free(&s);
	settings_unref(&other);
	house_close(&h);
}

/* ---------------------------------------------------------------- faults */

#define FOUR(a, b, c, d) LIST(a) LIST(b) LIST(c) LIST(d)
#define EIGHT FOUR("a", "b", "c", "d") FOUR("e", "f", "g", "h")

static const struct fault_row {
	const char *name;
	const char *other;
	const char *sql; /* NULL: nothing happens to the store */
	enum err e;
	const char *cause;
} fault_rows[] = {
	{"eight lists can be tried", EIGHT OFFER(""), NULL, ERR_OK, ""},
	{"nine lists cannot", EIGHT LIST("i") OFFER(""), NULL, ERR_LIMIT,
		"more than 8 do-not-mail lists"},
	{"the journal cannot be read", OFFER(""),
		"ALTER TABLE journal RENAME TO away", ERR_UNAVAILABLE,
		"reading the journal"},
	{"the persons cannot be read", OFFER(""),
		"ALTER TABLE subject RENAME TO away", ERR_UNAVAILABLE,
		"reading the persons"},
};

static void check_fault(void **state)
{
	static const struct past pasts[PAST_MAX] = {{"2018-06-21", ADAM, NULL,
		NULL, REASON_ALLOWED, ACTION_ACCEPT, NULL, true, 0}};
	const struct fault_row *row = *state;
	const struct settings *other;
	struct simulation s;
	struct house h;

	other = prepare(&h, OFFER(""), row->other, pasts);
	if (row->sql)
		ear_sql(&h, row->sql);
	h.desk->cause[0] = '\0';
	IS(simulate_run(h.desk, other, INSTANT_NONE, &s), row->e);
	assert_non_null(strstr(h.desk->cause, row->cause));
	if (row->e)
		IS(s.len, 0);
	simulate_free(&s);
	settings_unref(&other);
	house_close(&h);
}

static void test_doubts_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < SIMULATE_DOUBTS; i++) {
		const char *name = simulate_doubt_name(i);

		assert_true(*name);
		assert_true(*simulate_doubt_words(i));
		for (int k = 0; k < i; k++) {
			assert_string_not_equal(name, simulate_doubt_name(k));
			assert_string_not_equal(simulate_doubt_words(i),
				simulate_doubt_words(k));
		}
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, cell_rows, check_cells);
	rows_add(&rows, answer_rows, check_answer);
	rows_add_one(&rows, "an answer to a letter that is not on record",
		test_another_letter, NULL);
	rows_add_one(&rows, "from a date on", test_since, NULL);
	rows_add(&rows, fault_rows, check_fault);
	rows_add_one(&rows, "each doubt has a name of its own",
		test_doubts_have_names, NULL);
	return rows_run("simulate", &rows);
}
