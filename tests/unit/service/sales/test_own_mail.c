/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/held_house.h"

#include "service/sales/own_mail.h"

struct seen {
	size_t len;
	uint64_t last_seq;
	size_t held, gone, refused;
	char id[HELD_ID_LEN + 1], reason[40];
	bool is_requested;
};

static void see(void *arg, const struct own_mail *item)
{
	struct seen *s = arg;

	assert_true(s->len == 0 || item->entry.seq < s->last_seq);
	s->len++;
	s->last_seq = item->entry.seq;
	s->held += item->held != NULL;
	s->gone += !item->held && item->was_held;
	s->refused += !item->was_held;
	if (item->reason)
		snprintf(s->reason, sizeof(s->reason), "%s", item->reason);
	if (item->held) {
		snprintf(s->id, sizeof(s->id), "%s", item->held->held.id.text);
		assert_string_equal(item->held->summary.login, "ania");
		s->is_requested =
			item->held->recipients[0].held.requested_utc !=
			INSTANT_NONE;
	}
}

static struct seen list(struct house *h, const char *const *names, size_t len,
	uint64_t before, size_t limit, bool expects_more)
{
	const struct own_mail_query query = {
		.names = {names, len}, .before_seq = before, .limit = limit};
	struct seen s = {.len = 0};
	bool more;

	assert_int_equal(
		own_mail_list(h->desk, &query, see, &s, &more), ERR_OK);
	assert_int_equal(more, expects_more);
	return s;
}

/* A verdict of live mail. */
static void verdict_of(struct house *h, const char *sender, enum reason reason,
	enum action action, int64_t at_utc)
{
	unsigned char sealed[SEALED_NAME_MAX];
	struct store_record record = {.entry = {.kind = JOURNAL_VERDICT,
					      .at_utc = at_utc,
					      .purpose = "newsletter",
					      .reason = reason,
					      .action = action,
					      .is_enforced = true,
					      .sender = sealed}};

	assert_int_equal(pseudonym_seal_name(
				 identifier_pseudonymizer(h->desk->identifier),
				 sender, sealed, &record.entry.sender_len),
		ERR_OK);
	assert_int_equal(
		store_record(h->desk->store, &record, 1, JOURNAL_SYNC_WRITE),
		ERR_OK);
}

static void verdict(
	struct house *h, enum reason reason, enum action action, int64_t at_utc)
{
	verdict_of(h, "ania", reason, action, at_utc);
}

static const char *const ania[] = {"ania"};
static const char *const team[] = {"ben", "ania", "ania"};
static const char *const ben[] = {"ben", "ania@firma.example"};

static void test_pages(void **state)
{
	struct held_id id;
	struct house h;
	struct seen s;

	(void)state;
	house_open(&h, "");
	verdict(&h, REASON_OBJECTED, ACTION_REJECT, START - 91 * DAY);
	verdict(&h, REASON_RESTRICTED, ACTION_REJECT, START);
	verdict(&h, REASON_ALLOWED, ACTION_ACCEPT, START);
	id = held(&h);
	verdict(&h, REASON_OBJECTED, ACTION_REJECT, START);
	s = list(&h, ania, 1, 0, 10, false);
	assert_int_equal(s.len, 3);
	assert_int_equal(s.held, 1);
	assert_string_equal(s.id, id.text);
	/* The oldest of them: nobody is told why. */
	assert_string_equal(s.reason, "not-permitted");
	s = list(&h, team, 3, 0, 2, true);
	assert_int_equal(s.len, 2);
	s = list(&h, team, 3, s.last_seq, 2, false);
	assert_int_equal(s.len, 1);
	assert_int_equal(s.refused, 1);
	assert_int_equal(list(&h, ben, 2, 0, 10, false).len, 0);
	assert_int_equal(list(&h, ben, 0, 0, 10, false).len, 0);
	house_close(&h);
}

/* The admin typed the address otherwise than the mail program does; a login
 * is another name in another case. */
static const struct case_row {
	const char *name, *recorded, *own;
	size_t len;
} case_rows[] = {
	{"as it is recorded", "ania@firma.example", "ania@firma.example", 1},
	{"in another case", "ania@firma.example", "Ania@Firma.example", 1},
	{"a login that is an address", "Ania@firma.example",
		"Ania@firma.example", 1},
	{"a login in another case", "ania", "Ania", 0},
	{"somebody else", "ania@firma.example", "anna@firma.example", 0},
};

static void check_case(void **state)
{
	const struct case_row *row = *state;
	struct house h;

	house_open(&h, "");
	verdict_of(&h, row->recorded, REASON_OBJECTED, ACTION_REJECT, START);
	assert_int_equal(
		list(&h, &row->own, 1, 0, 10, false).len, (int)row->len);
	house_close(&h);
}

static void test_gone(void **state)
{
	struct held_id id;
	int64_t letter;
	struct house h;

	(void)state;
	house_open(&h, "");
	id = held(&h);
	assert_int_equal(
		quarantine_delete(h.desk, &id, "spam", &letter), ERR_OK);
	assert_int_equal(list(&h, ania, 1, 0, 10, false).gone, 1);
	house_close(&h);
}

/* Somebody else's and none are one answer. */
static void test_request(void **state)
{
	const struct own_names own = {ania, 1}, other = {ben, 2};
	struct held_id id;
	struct house h;
	char cause[DESK_CAUSE_SIZE];

	(void)state;
	house_open(&h, "");
	id = held(&h);
	assert_int_equal(
		own_mail_request(h.desk, &other, id.text, NULL), ERR_NOT_FOUND);
	memcpy(cause, h.desk->cause, sizeof(cause));
	assert_int_equal(own_mail_request(h.desk, &own, "7K3MQW9X2ABC", NULL),
		ERR_NOT_FOUND);
	assert_string_equal(cause, h.desk->cause);
	assert_int_equal(
		own_mail_request(h.desk, &own, "../x", NULL), ERR_NOT_FOUND);
	assert_int_equal(
		own_mail_request(h.desk, &own, id.text, "she phoned"), ERR_OK);
	assert_true(list(&h, ania, 1, 0, 10, false).is_requested);
	assert_int_equal(
		own_mail_request(h.desk, &own, id.text, NULL), ERR_INVALID);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "pages, newest first", test_pages, NULL);
	rows_add(&all, case_rows, check_case);
	rows_add_one(&all, "what is decided", test_gone, NULL);
	rows_add_one(&all, "a release is asked for", test_request, NULL);
	return rows_run("own_mail", &all);
}
