/* SPDX-License-Identifier: BSD-2-Clause */
/* What is recorded of a verdict, and with it. */
#include "unit/service/verdict/judge_bench.h"

/* ------------------------------------------------------------- one item */

static const struct row {
	const char *name;
	struct judge_item item; /* what is other than in decided() */
	bool is_undecided, is_no_target, is_spoken_for, has_no_mark;
	bool is_unrecorded; /* nothing is written */
	const char *list, *detail;
	enum reason reason; /* 0: allowed */
	bool sent, lacked_notice;
} rows_of_items[] = {
	{"a verdict alone", .detail = "-"},
	{"enforced", {.is_enforced = true}, .detail = "-"},
	{"it went out", {.counts_as_send = true}, .detail = "-", .sent = true,
		.lacked_notice = true},
	{"it went out, with its notice",
		{.counts_as_send = true, .has_notice = true}, .detail = "-",
		.sent = true},
	{"it went out, and nobody knows which message it was",
		{.counts_as_send = true}, .has_no_mark = true, .detail = "-"},
	{"not decided", {.is_enforced = true}, .is_undecided = true,
		.is_unrecorded = true},
	{"no target", {.counts_as_send = true}, .is_no_target = true,
		.is_unrecorded = true},
	{"recorded before", {.is_recorded = true, .counts_as_send = true},
		.is_unrecorded = true},
	{"spoken for", {.counts_as_send = true}, .is_spoken_for = true,
		.is_unrecorded = true},
	{"of a list", {.cause = "unused"}, .list = "robinson",
		.detail = "robinson", .reason = REASON_LISTED},
	{"with a cause", {.cause = "no @ in it"}, .detail = "no @ in it",
		.reason = REASON_BAD_ADDRESS},
	{"an answer", {.is_solicited = true, .answers = "answers 00"},
		.list = "robinson", .detail = "answers 00"},
	{"no answer", {.answers = "answers 00"}, .detail = "-"},
};

static void fill_item(
	struct bench *b, const struct row *row, struct judge_item *item)
{
	static const struct judge_item speaker;

	*item = decided(b, JAN);
	item->is_decided = !row->is_undecided;
	item->is_target = !row->is_no_target;
	item->speaker = row->is_spoken_for ? &speaker : NULL;
	item->is_enforced = row->item.is_enforced;
	item->counts_as_send = row->item.counts_as_send;
	item->has_notice = row->item.has_notice;
	item->is_recorded = row->item.is_recorded;
	item->is_solicited = row->item.is_solicited;
	item->cause = row->item.cause;
	memcpy(item->answers, row->item.answers, sizeof(item->answers));
	item->verdict.list = row->list;
	if (row->reason)
		item->verdict.reason = row->reason;
}

static void check_entry(struct bench *b, const struct row *row,
	const struct judge_item *item, const struct entry *e)
{
	IS(e->entry.kind, JOURNAL_VERDICT);
	IS(e->entry.at_utc, HOUSE_NOW);
	IS(e->entry.has_key, true);
	assert_memory_equal(e->entry.key.bytes, item->key.bytes, PSEUDONYM_LEN);
	IS(e->entry.reason, row->reason ? row->reason : REASON_ALLOWED);
	IS(e->entry.action, ACTION_FLAG);
	IS(e->entry.is_enforced, row->item.is_enforced);
	assert_string_equal(e->entry.ref, item->ref);
	assert_string_equal(e->purpose, "told");
	assert_string_equal(e->queue_id, b->envelope.queue_id);
	assert_string_equal(e->host, b->envelope.host);
	assert_string_equal(e->sender, b->envelope.sender);
	assert_string_equal(e->detail, row->detail);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct send send = {0};
	struct entries found;
	struct judge_item item;
	struct bench b;

	bench_open(&b);
	fill_item(&b, row, &item);
	IS(judge_record(b.judge, &b.envelope, row->has_no_mark ? NULL : &b.mark,
		   &item, 1),
		ERR_OK);
	read_entries(&b, &found);
	IS(found.len, !row->is_unrecorded);
	IS(item.is_recorded, !row->is_unrecorded || row->item.is_recorded);
	if (row->is_unrecorded)
		assert_string_equal(item.ref, "");
	else
		check_entry(&b, row, &item, &found.all[0]);
	IS(sends(&b, JAN, &send), row->sent);
	IS(send.lacked_notice, row->lacked_notice);
	if (row->sent) {
		assert_memory_equal(
			send.mark.id, b.mark.id, sizeof(send.mark.id));
		assert_memory_equal(send.mark.origin, b.mark.origin,
			sizeof(send.mark.origin));
	}
	bench_close(&b);
}

/* An address that is none is nobody who could have got it. */
static void test_without_key(void **state)
{
	struct judge_item item;
	struct entries found;
	struct bench b;

	(void)state;
	bench_open(&b);
	item = decided(&b, JAN);
	item.has_key = false;
	item.counts_as_send = true;
	IS(judge_record(b.judge, &b.envelope, &b.mark, &item, 1), ERR_OK);
	read_entries(&b, &found);
	IS(found.len, 1);
	assert_false(found.all[0].entry.has_key);
	IS(sends(&b, JAN, &(struct send){0}), 0);
	bench_close(&b);
}

/* --------------------------------------------------------------- several */

/* Each gets the reference of its own entry, whatever is left out between. */
static void test_refs(void **state)
{
	static const char *const persons[] = {ADAM, EWA, JAN, ADAM, EWA};
	struct judge_item items[5];
	struct entries found;
	struct bench b;

	(void)state;
	bench_open(&b);
	for (size_t i = 0; i < 5; i++)
		items[i] = decided(&b, persons[i]);
	items[0].is_recorded = true;
	(void)snprintf(items[0].ref, sizeof(items[0].ref), "BEFORE");
	items[2].is_target = false;
	items[3].speaker = &items[0];
	IS(judge_record(b.judge, &b.envelope, &b.mark, items, 5), ERR_OK);
	read_entries(&b, &found);
	IS(found.len, 2);
	assert_string_equal(items[0].ref, "BEFORE");
	assert_string_equal(items[1].ref, found.all[0].entry.ref);
	assert_string_equal(items[2].ref, "");
	assert_string_equal(items[3].ref, "");
	assert_string_equal(items[4].ref, found.all[1].entry.ref);
	assert_string_not_equal(items[1].ref, items[4].ref);
	assert_memory_equal(found.all[0].entry.key.bytes, items[1].key.bytes,
		PSEUDONYM_LEN);
	assert_true(items[1].is_recorded && items[4].is_recorded);
	assert_false(items[2].is_recorded || items[3].is_recorded);
	bench_close(&b);
}

/* The judge keeps the seal of a sender for the next message. */
static void test_senders(void **state)
{
	static const char *const senders[] = {
		"ania", "ania", "ola", NULL, "ola", "", "ania", "a", "b"};
	struct judge_item item;
	struct entries found;
	struct bench b;

	(void)state;
	bench_open(&b);
	for (size_t i = 0; i < 9; i++) {
		b.envelope.sender = senders[i];
		item = decided(&b, JAN);
		IS(judge_record(b.judge, &b.envelope, NULL, &item, 1), ERR_OK);
	}
	read_entries(&b, &found);
	IS(found.len, 9);
	for (size_t i = 0; i < 9; i++)
		assert_string_equal(found.all[i].sender,
			senders[i] && *senders[i] ? senders[i] : "-");
	bench_close(&b);
}

static const struct sender_row {
	const char *name;
	const char *sender;
	bool is_login;
	const char *recorded;
} sender_rows[] = {
	{"an address is folded", "Ania@Firma.EXAMPLE", false,
		"ania@firma.example"},
	{"with its tag", "Ania+x@firma.example", false, "ania+x@firma.example"},
	{"a login is not", "Ania@Firma.EXAMPLE", true, "Ania@Firma.EXAMPLE"},
	{"nor what is no address", "Ania@", false, "Ania@"},
	{"nor a name", "Ania", false, "Ania"},
};

static void check_sender(void **state)
{
	const struct sender_row *row = *state;
	struct judge_item item;
	struct entries found;
	struct bench b;

	bench_open(&b);
	b.envelope.sender = row->sender;
	b.envelope.is_login = row->is_login;
	item = decided(&b, JAN);
	IS(judge_record(b.judge, &b.envelope, NULL, &item, 1), ERR_OK);
	read_entries(&b, &found);
	assert_string_equal(found.all[0].sender, row->recorded);
	bench_close(&b);
}

static void test_long_sender(void **state)
{
	char name[301];
	struct judge_item item;
	struct entries found;
	struct bench b;

	(void)state;
	bench_open(&b);
	memset(name, 'a', 300);
	name[300] = '\0';
	b.envelope.sender = name;
	item = decided(&b, JAN);
	IS(judge_record(b.judge, &b.envelope, NULL, &item, 1), ERR_OK);
	read_entries(&b, &found);
	IS(strlen(found.all[0].sender), 255);
	bench_close(&b);
}

/* --------------------------------------------------------------- letters */

struct writer {
	const struct judge_item *item;
	const char *text;
	enum err e;
	char ref[JOURNAL_REF_SIZE]; /* that the item had when asked */
	unsigned asked;
};

static enum err write_letter(void *arg, struct buf *text)
{
	struct writer *w = arg;

	w->asked++;
	memcpy(w->ref, w->item->ref, sizeof(w->ref));
	return w->e ? w->e : buf_add(text, w->text, strlen(w->text));
}

static const struct letter_row {
	const char *name;
	const char *text;
	bool is_recorded; /* nothing else is to be written */
	enum err write_e;
	bool is_written;
} letter_rows[] = {
	{"a letter with the entries", "To: x\r\n\r\nHeld.\r\n",
		.is_written = true},
	{"a letter alone", "To: x\r\n\r\nHeld.\r\n", .is_recorded = true,
		.is_written = true},
	{"no letter after all", .text = ""},
	{"a letter that fails", .text = "", .write_e = ERR_NOMEM},
};

static void check_letter(void **state)
{
	const struct letter_row *row = *state;
	struct writer w = {.text = row->text, .e = row->write_e};
	struct outbox_draft draft = {.to = "ania@firma.example",
		.queue_id = "4Qabc",
		.next_utc = HOUSE_NOW + 60,
		.write = write_letter,
		.arg = &w};
	struct store_outbox_sum sum;
	struct judge_item item;
	struct entries found;
	struct bench b;

	bench_open(&b);
	item = decided(&b, JAN);
	item.is_recorded = row->is_recorded;
	w.item = &item;
	b.envelope.letter = &draft;
	IS(judge_record(b.judge, &b.envelope, NULL, &item, 1), row->write_e);
	assert_true(w.asked > 0);
	IS(store_outbox_sum(b.h.desk->session, &sum), ERR_OK);
	IS(sum.letters, row->is_written);
	IS(draft.id != 0, row->is_written);
	if (row->is_written)
		IS(sum.next_utc, HOUSE_NOW + 60);
	read_entries(&b, &found);
	IS(found.len, !row->is_recorded && !row->write_e);
	IS(item.is_recorded, !row->write_e);
	if (found.len)
		assert_string_equal(w.ref, found.all[0].entry.ref);
	bench_close(&b);
}

/* ----------------------------------------------------------------- marks */

static void mark(struct bench *b, const char *id, const char *origin,
	struct message_mark *mark_r)
{
	const struct judge_message message = {id, id ? strlen(id) : 0, origin};

	IS(judge_message_mark(b->judge, &message, mark_r), ERR_OK);
}

static bool same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, MESSAGE_DIGEST_LEN) == 0;
}

static void test_marks(void **state)
{
	struct message_mark first, again, other;
	struct bench b;

	(void)state;
	bench_open(&b);
	mark(&b, "1@x", "today", &first);
	mark(&b, "1@x", "today", &again);
	assert_false(first.is_unique);
	assert_true(same(first.id, again.id));
	assert_true(same(first.origin, again.origin));
	mark(&b, "2@x", "today", &other);
	assert_false(same(first.id, other.id));
	assert_true(same(first.origin, other.origin));
	mark(&b, "1@x", "tomorrow", &other);
	assert_true(same(first.id, other.id));
	assert_false(same(first.origin, other.origin));
	/* A reply may name it all the same. */
	mark(&b, "1@x", NULL, &other);
	mark(&b, "1@x", NULL, &again);
	assert_true(other.is_unique && same(first.id, other.id));
	assert_false(same(other.origin, again.origin));
	mark(&b, NULL, "today", &other);
	mark(&b, NULL, "today", &again);
	assert_true(other.is_unique);
	assert_false(same(other.id, again.id));
	assert_false(same(other.origin, again.origin));
	bench_close(&b);
}

/* ---------------------------------------------------------------- faults */

static void test_declared(void **state)
{
	char first[JOURNAL_REF_SIZE], second[JOURNAL_REF_SIZE];
	struct entries found;
	struct bench b;

	(void)state;
	bench_open(&b);
	IS(judge_record_declared(b.judge, &b.envelope, 1, first), ERR_OK);
	IS(judge_record_declared(b.judge, &b.envelope, 2, second), ERR_OK);
	read_entries(&b, &found);
	IS(found.len, 2);
	assert_string_equal(found.all[0].entry.ref, first);
	assert_string_equal(found.all[1].entry.ref, second);
	assert_string_equal(
		found.all[0].detail, "declared by its sender, 1 recipient");
	assert_string_equal(
		found.all[1].detail, "declared by its sender, 2 recipients");
	assert_true(found.all[0].entry.is_enforced);
	IS(found.all[0].entry.action, ACTION_ACCEPT);
	IS(found.all[0].entry.kind, JOURNAL_VERDICT);
	assert_string_equal(found.all[0].queue_id, "4Qabc");
	bench_close(&b);
}

static void test_fault(void **state)
{
	char ref[JOURNAL_REF_SIZE] = "none";
	struct judge_item item;
	struct bench b;

	(void)state;
	bench_open(&b);
	item = decided(&b, JAN);
	ear_sql(&b.h, "ALTER TABLE journal RENAME TO away");
	IS(judge_record(b.judge, &b.envelope, &b.mark, &item, 1),
		ERR_UNAVAILABLE);
	assert_false(item.is_recorded);
	assert_string_equal(item.ref, "");
	assert_true(*judge_cause(b.judge));
	IS(judge_record_declared(b.judge, &b.envelope, 1, ref),
		ERR_UNAVAILABLE);
	assert_string_equal(ref, "none");
	bench_close(&b);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_items, check_row);
	rows_add_one(&rows, "without a key", test_without_key, NULL);
	rows_add_one(&rows, "each its own reference", test_refs, NULL);
	rows_add_one(&rows, "each message its sender", test_senders, NULL);
	rows_add(&rows, sender_rows, check_sender);
	rows_add_one(&rows, "a sender that is long", test_long_sender, NULL);
	rows_add(&rows, letter_rows, check_letter);
	rows_add_one(&rows, "what is known again", test_marks, NULL);
	rows_add_one(&rows, "declared", test_declared, NULL);
	rows_add_one(&rows, "a store that fails", test_fault, NULL);
	return rows_run("judge: records", &rows);
}
