/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with what comes by itself: objections that bear
 * a mark, events, letters. */
#include <string.h>

#include "bench.h"
#include "store/rekey.h"
#include "store/removal.h"

static const unsigned char mark_a[OBJECTION_MARK_LEN] = "token a";
static const unsigned char mark_b[OBJECTION_MARK_LEN] = "token b";
static const unsigned char one[MESSAGE_DIGEST_LEN] = "letter one";
static const unsigned char two[MESSAGE_DIGEST_LEN] = "letter two";

static enum err add_of(struct bench *b, unsigned n, const char *purpose,
	const unsigned char *mark, int64_t at_utc, bool is_unconfirmed)
{
	const struct objection o = {.purpose = purpose,
		.at_utc = at_utc,
		.channel = "mail",
		.is_unconfirmed = is_unconfirmed,
		.recorded_utc = 90};
	const struct pseudonym key = key_of(n);
	enum err e;

	OK(store_write_begin(b->s));
	e = store_objection_add_by(b->s, &key, &o, mark);
	OK(store_write_commit(b->s));
	return e;
}

static enum err add(struct bench *b, const char *purpose,
	const unsigned char *mark, int64_t at_utc, bool is_unconfirmed)
{
	return add_of(b, 1, purpose, mark, at_utc, is_unconfirmed);
}

static enum err take_back(
	struct bench *b, const unsigned char *mark, int64_t since_utc)
{
	enum err e;

	OK(store_write_begin(b->s));
	e = store_objection_take_back(b->s, &b->key, mark, since_utc);
	OK(store_write_commit(b->s));
	return e;
}

static const struct objection *read_objections(struct bench *b, size_t len)
{
	subject_reset(&b->subject);
	OK(store_read_begin(b->s));
	OK(store_subject_get(b->s, &b->key, NULL, 0, false, &b->subject));
	store_read_end(b->s);
	assert_int_equal(b->subject.objections_len, len);
	return b->subject.objections;
}

static void test_marks(void **state)
{
	const struct objection by_staff = {
		.at_utc = 3 * DAY, .channel = "phone", .recorded_utc = 90};
	struct bench b;

	bench_make(&b, state);
	OK(add(&b, NULL, mark_a, 2 * DAY, false));
	IS(add(&b, NULL, mark_a, 3 * DAY, false), ERR_EXISTS);
	assert_int_equal(read_objections(&b, 1)->at_utc, 2 * DAY);
	assert_string_equal(b.subject.objections[0].channel, "mail");
	assert_false(b.subject.objections[0].is_unconfirmed);
	IS(add(&b, NULL, mark_a, DAY, false), ERR_EXISTS);
	assert_int_equal(read_objections(&b, 1)->at_utc, DAY);
	/* Another purpose, another mark, and none stand beside it. */
	OK(add(&b, "followup", mark_a, 2 * DAY, false));
	OK(add(&b, NULL, mark_b, DAY, false));
	OK(store_write_begin(b.s));
	OK(store_objection_add(b.s, &b.key, &by_staff));
	OK(store_write_commit(b.s));
	read_objections(&b, 4);

	IS(take_back(&b, mark_a, 3 * DAY), ERR_NOT_FOUND);
	OK(take_back(&b, mark_a, 2 * DAY));
	read_objections(&b, 3);
	OK(take_back(&b, mark_a, INSTANT_NONE));
	IS(take_back(&b, mark_a, INSTANT_NONE), ERR_NOT_FOUND);
	OK(take_back(&b, mark_b, INSTANT_NONE));
	assert_string_equal(read_objections(&b, 1)->channel, "phone");
	bench_remove(&b, state);
}

static const unsigned char digest_a[STORE_UNDO_LEN] = "secret a";
static const unsigned char digest_b[STORE_UNDO_LEN] = "secret b";

static void allow(struct bench *b, const char *purpose,
	const unsigned char *digest, int64_t until_utc)
{
	struct store_undo undo = {.purpose = purpose, .until_utc = until_utc};

	memcpy(undo.mark, mark_a, sizeof(undo.mark));
	memcpy(undo.digest, digest, sizeof(undo.digest));
	OK(store_write_begin(b->s));
	OK(store_undo_add(b->s, &b->key, &undo));
	OK(store_write_commit(b->s));
}

static enum err undo(struct bench *b, const unsigned char *mark,
	const unsigned char *digest, int64_t at_utc)
{
	enum err e;

	OK(store_write_begin(b->s));
	e = store_undo_use(b->s, mark, digest, at_utc);
	OK(store_write_commit(b->s));
	return e;
}

static void test_undo(void **state)
{
	struct bench b;

	bench_make(&b, state);
	OK(add(&b, NULL, mark_a, DAY, false));
	OK(add(&b, "followup", mark_a, DAY, false));
	OK(add(&b, NULL, mark_b, DAY, false));
	allow(&b, NULL, digest_a, DAY + 3600);
	allow(&b, "followup", digest_a, DAY + 60);
	/* Neither the secret nor the mark alone. */
	IS(undo(&b, mark_a, digest_b, DAY), ERR_NOT_FOUND);
	IS(undo(&b, mark_b, digest_a, DAY), ERR_NOT_FOUND);
	read_objections(&b, 3);
	/* Of one the time is over. */
	OK(undo(&b, mark_a, digest_a, DAY + 3600));
	assert_string_equal(read_objections(&b, 2)[0].channel, "mail");
	IS(undo(&b, mark_a, digest_a, DAY), ERR_NOT_FOUND);
	read_objections(&b, 2);
	bench_remove(&b, state);
}

/* What was wished once more is no mistake, whoever wished it. */
static void test_undo_ends(void **state)
{
	struct bench b;

	bench_make(&b, state);
	OK(add(&b, NULL, mark_a, DAY, false));
	OK(add(&b, "followup", mark_a, DAY, false));
	allow(&b, NULL, digest_a, 2 * DAY);
	allow(&b, "followup", digest_a, 2 * DAY);
	IS(add(&b, "followup", mark_a, DAY, false), ERR_EXISTS);
	OK(undo(&b, mark_a, digest_a, DAY));
	assert_string_equal(read_objections(&b, 1)[0].purpose, "followup");
	/* Lifted by somebody, and wished anew. */
	allow(&b, "followup", digest_b, 2 * DAY);
	OK(take_back(&b, mark_a, INSTANT_NONE));
	OK(add(&b, "followup", mark_a, DAY, false));
	IS(undo(&b, mark_a, digest_b, DAY), ERR_NOT_FOUND);
	read_objections(&b, 1);
	/* Its time is over and forgotten. */
	allow(&b, "followup", digest_b, 2 * DAY);
	OK(store_write_begin(b.s));
	OK(store_undo_purge(b.s, 2 * DAY + 1));
	OK(store_write_commit(b.s));
	IS(undo(&b, mark_a, digest_b, DAY), ERR_NOT_FOUND);
	bench_remove(&b, state);
}

/* With the objection it follows the person to another key, and ends with
 * the person's erasure; the objection stays. */
static void test_undo_follows(void **state)
{
	const struct pseudonym other = key_of(2);
	struct store_removed removed;
	struct bench b;

	bench_make(&b, state);
	OK(add(&b, NULL, mark_a, DAY, false));
	allow(&b, NULL, digest_a, 2 * DAY);
	OK(store_write_begin(b.s));
	OK(store_rekey(b.s, &b.key, &other));
	OK(store_write_commit(b.s));
	OK(undo(&b, mark_a, digest_a, DAY));
	b.key = other;
	read_objections(&b, 0);

	OK(add_of(&b, 2, NULL, mark_a, DAY, false));
	allow(&b, NULL, digest_b, 2 * DAY);
	OK(store_write_begin(b.s));
	(void)!store_subject_remove(b.s, &b.key, &removed);
	OK(store_write_commit(b.s));
	IS(undo(&b, mark_a, digest_b, DAY), ERR_NOT_FOUND);
	read_objections(&b, 1);
	bench_remove(&b, state);
}

static void test_confirming_wins(void **state)
{
	struct bench b;

	bench_make(&b, state);
	OK(add(&b, NULL, mark_a, DAY, true));
	assert_true(read_objections(&b, 1)->is_unconfirmed);
	IS(add(&b, NULL, mark_a, DAY, false), ERR_EXISTS);
	assert_false(read_objections(&b, 1)->is_unconfirmed);
	IS(add(&b, NULL, mark_a, DAY, true), ERR_EXISTS);
	assert_false(read_objections(&b, 1)->is_unconfirmed);
	bench_remove(&b, state);
}

/* Whatever way the rules ask, it is the same objection. */
static void test_lifting_ends_marked_ones(void **state)
{
	struct bench b;

	bench_make(&b, state);
	OK(add(&b, "followup", mark_a, DAY, true));
	OK(add(&b, "followup", mark_b, DAY, false));
	OK(store_lookup_begin(b.s, false));
	subject_reset(&b.subject);
	OK(store_subject_get(b.s, &b.key, NULL, 0, false, &b.subject));
	assert_int_equal(b.subject.objections_len, 2);
	store_read_end(b.s);
	OK(store_write_begin(b.s));
	OK(store_objection_remove(b.s, &b.key, "followup"));
	OK(store_write_commit(b.s));
	read_objections(&b, 0);
	bench_remove(&b, state);
}

/* The same persons asked for one by one and in a row of many. */
static void test_unconfirmed_in_a_walk(void **state)
{
	struct pseudonym keys[64];
	struct bench b;

	bench_make(&b, state);
	for (unsigned i = 0; i < 64; i++) {
		memset(keys[i].bytes, 0, PSEUDONYM_LEN);
		keys[i].bytes[0] = (unsigned char)i;
		b.key = keys[i];
		OK(store_write_begin(b.s));
		OK(store_objection_add_by(b.s, &keys[i],
			&(struct objection){.at_utc = i,
				.is_unconfirmed = i % 2,
				.recorded_utc = 90},
			mark_a));
		OK(store_write_commit(b.s));
	}
	OK(store_read_begin(b.s));
	for (unsigned i = 0; i < 64; i++) {
		subject_reset(&b.subject);
		OK(store_subject_get(
			b.s, &keys[i], NULL, 0, false, &b.subject));
		assert_int_equal(b.subject.objections_len, 1);
		assert_int_equal(b.subject.objections[0].at_utc, i);
		assert_int_equal(b.subject.objections[0].is_unconfirmed, i % 2);
	}
	store_read_end(b.s);
	bench_remove(&b, state);
}

struct list {
	struct unconfirmed items[8];
	size_t len, stop_at;
};

static bool note(void *arg, const struct unconfirmed *u)
{
	struct list *list = arg;

	list->items[list->len++] = *u;
	return list->len != list->stop_at;
}

static void test_unconfirmed(void **state)
{
	struct list all = {.len = 0}, first = {.stop_at = 1}, left = {.len = 0};
	const struct pseudonym two_key = key_of(2);
	struct bench b;

	bench_make(&b, state);
	OK(store_unconfirmed_each(b.s, note, &all));
	assert_int_equal(all.len, 0);
	OK(add_of(&b, 2, "followup", mark_b, 3 * DAY, true));
	OK(add_of(&b, 1, NULL, mark_a, 2 * DAY, true));
	OK(add_of(&b, 3, NULL, mark_a, DAY, false));
	OK(store_unconfirmed_each(b.s, note, &all));
	assert_int_equal(all.len, 2);
	assert_memory_equal(all.items[0].key.bytes, b.key.bytes, PSEUDONYM_LEN);
	assert_memory_equal(all.items[0].mark, mark_a, sizeof(mark_a));
	assert_null(all.items[0].purpose);
	assert_string_equal(all.items[0].channel, "mail");
	assert_int_equal(all.items[0].at_utc, 2 * DAY);
	assert_string_equal(all.items[1].purpose, "followup");
	OK(store_unconfirmed_each(b.s, note, &first));
	assert_int_equal(first.len, 1);

	OK(store_write_begin(b.s));
	IS(store_unconfirmed_confirm(b.s, &b.key, mark_b), ERR_NOT_FOUND);
	OK(store_unconfirmed_confirm(b.s, &b.key, mark_a));
	IS(store_unconfirmed_confirm(b.s, &b.key, mark_a), ERR_NOT_FOUND);
	OK(store_objection_take_back(b.s, &two_key, mark_b, INSTANT_NONE));
	OK(store_write_commit(b.s));
	assert_false(read_objections(&b, 1)->is_unconfirmed);
	OK(store_unconfirmed_each(b.s, note, &left));
	assert_int_equal(left.len, 0);
	bench_remove(&b, state);
}

static enum err event(struct bench *b, const char *name, int64_t at_utc)
{
	unsigned char id[STORE_EVENT_LEN] = "";

	memcpy(id, name, strlen(name));
	return store_event_add(b->s, id, at_utc);
}

static void test_events(void **state)
{
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(event(&b, "a", DAY));
	store_write_rollback(b.s);
	OK(store_write_begin(b.s));
	OK(event(&b, "a", DAY));
	IS(event(&b, "a", 2 * DAY), ERR_EXISTS);
	OK(event(&b, "b", 2 * DAY));
	OK(store_events_purge(b.s, INSTANT_NONE, 2 * DAY));
	IS(event(&b, "b", DAY), ERR_EXISTS);
	OK(event(&b, "a", DAY));
	OK(store_write_commit(b.s));
	bench_remove(&b, state);
}

struct letters {
	size_t len, stop_at;
	int64_t sum;
	size_t objections;
};

static bool note_letter(void *arg, const struct store_correspondence *asked,
	const unsigned char message[MESSAGE_DIGEST_LEN])
{
	struct letters *letters = arg;

	assert_true(memcmp(message, one, sizeof(one)) == 0 ||
		memcmp(message, two, sizeof(two)) == 0);
	letters->len++;
	letters->sum += asked->at_utc;
	letters->objections += asked->is_objection;
	return letters->len != letters->stop_at;
}

static void check_letters(struct bench *b)
{
	const struct pseudonym stranger = key_of(2);
	struct letters all = {.len = 0}, first = {.stop_at = 1};
	struct store_correspondence asked;

	OK(store_correspondence_get(b->s, &b->key, one, "followup", &asked));
	assert_int_equal(asked.at_utc, DAY);
	assert_false(asked.is_objection);
	assert_int_equal(asked.answers, 0);
	OK(store_correspondence_get(b->s, &b->key, two, "followup", &asked));
	assert_int_equal(asked.at_utc, 3 * DAY);
	assert_true(asked.is_objection);
	IS(store_correspondence_get(b->s, &stranger, one, "followup", &asked),
		ERR_NOT_FOUND);
	assert_true(asked.at_utc == INSTANT_NONE);
	OK(store_correspondence_each(b->s, &b->key, note_letter, &all));
	assert_int_equal(all.len, 2);
	assert_int_equal(all.sum, 4 * DAY);
	assert_int_equal(all.objections, 1);
	OK(store_correspondence_each(b->s, &b->key, note_letter, &first));
	assert_int_equal(first.len, 1);
}

static void check_known_letter(
	struct bench *b, const unsigned char *message, int64_t at_utc)
{
	struct store_correspondence asked;

	OK(store_correspondence_get(
		b->s, &b->key, message, "followup", &asked));
	assert_int_equal(asked.at_utc, at_utc);
	assert_false(asked.is_objection);
}

static void test_letters(void **state)
{
	struct store_record record = record_of(1);
	struct store_correspondence asked;
	struct bench b;

	bench_make(&b, state);
	OK(store_write_begin(b.s));
	OK(store_correspondence_add(b.s, &b.key, one, 2 * DAY, false));
	OK(store_correspondence_add(b.s, &b.key, one, DAY, false));
	OK(store_correspondence_add(b.s, &b.key, one, 4 * DAY, false));
	OK(store_correspondence_add(b.s, &b.key, two, 3 * DAY, true));
	OK(store_correspondence_add(b.s, &b.key, two, 3 * DAY, false));
	check_letters(&b);
	OK(store_write_commit(b.s));
	/* In each way of reading, before and after the first record. */
	for (int round = 0; round < 2; round++) {
		OK(store_read_begin(b.s));
		check_letters(&b);
		store_read_end(b.s);
		OK(store_lookup_begin(b.s, false));
		check_letters(&b);
		store_read_end(b.s);
		OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	}
	/* No subject is made of it. */
	subject_reset(&b.subject);
	OK(store_read_begin(b.s));
	OK(store_subject_get(b.s, &b.key, NULL, 0, true, &b.subject));
	store_read_end(b.s);
	assert_false(b.subject.known);
	assert_int_equal(b.subject.contacts_len, 0);

	OK(store_write_begin(b.s));
	OK(store_events_purge(b.s, 3 * DAY, INSTANT_NONE));
	OK(store_write_commit(b.s));
	IS(store_correspondence_get(b.s, &b.key, one, "followup", &asked),
		ERR_NOT_FOUND);
	OK(store_correspondence_get(b.s, &b.key, two, "followup", &asked));

	/* Somebody says that it was a letter, of one that is known and of one
	 * that is not. */
	OK(store_write_begin(b.s));
	OK(store_correspondence_letter(b.s, &b.key, two, 9 * DAY));
	OK(store_correspondence_letter(b.s, &b.key, one, DAY));
	OK(store_write_commit(b.s));
	check_known_letter(&b, two, 3 * DAY);
	check_known_letter(&b, one, DAY);
	bench_remove(&b, state);
}

static int answers_to(
	struct bench *b, const unsigned char *message, const char *purpose)
{
	struct store_correspondence asked = {.answers = -1};

	OK(store_read_begin(b->s));
	OK(store_correspondence_get(b->s, &b->key, message, purpose, &asked));
	store_read_end(b->s);
	return asked.answers;
}

/* Each message once, for its purpose, with the send. */
static void test_answers(void **state)
{
	struct store_record record = record_of(1);
	struct bench b;

	bench_make(&b, state);
	b.key = record.entry.key;
	OK(store_write_begin(b.s));
	OK(store_correspondence_add(b.s, &b.key, one, DAY, false));
	OK(store_write_commit(b.s));
	record.is_answer = true;
	memcpy(record.answered, one, sizeof(one));
	for (unsigned char i = 0; i < 6; i++) {
		record.mark.origin[0] = i / 2; /* and a retry */
		OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	}
	record.counts_as_send = false; /* refused */
	record.mark.origin[0] = 7;
	OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	assert_int_equal(answers_to(&b, one, "followup"), 3);
	assert_int_equal(answers_to(&b, one, "newsletter"), 0);
	record.counts_as_send = true;
	record.entry.purpose = "newsletter";
	OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	assert_int_equal(answers_to(&b, one, "newsletter"), 1);
	assert_int_equal(answers_to(&b, one, "followup"), 3);

	/* One too many, though nobody knew when it was decided: nothing of it
	 * is there. A retry of one that counted is none. */
	record.max_answers = 2;
	record.mark.origin[0] = 9;
	OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	record.mark.origin[0] = 10;
	IS(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE), ERR_EXISTS);
	assert_int_equal(answers_to(&b, one, "newsletter"), 2);
	record.mark.origin[0] = 9;
	OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	record.mark.origin[0] = 11;
	record.max_answers = 0;
	OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	assert_int_equal(answers_to(&b, one, "newsletter"), 3);
	record.max_answers = 1;

	/* It was forgotten meanwhile: nothing is remembered of the answer. */
	memcpy(record.answered, two, sizeof(two));
	record.mark.origin[0] = 8;
	OK(store_record(b.store, &record, 1, JOURNAL_SYNC_WRITE));
	OK(store_write_begin(b.s));
	OK(store_correspondence_add(b.s, &b.key, two, DAY, false));
	OK(store_write_commit(b.s));
	assert_int_equal(answers_to(&b, two, "newsletter"), 0);
	OK(store_write_begin(b.s));
	OK(store_events_purge(b.s, 2 * DAY, INSTANT_NONE));
	OK(store_correspondence_add(b.s, &b.key, one, DAY, false));
	OK(store_write_commit(b.s));
	assert_int_equal(answers_to(&b, one, "followup"), 0);
	bench_remove(&b, state);
}

void contract_add_heard(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"objections that bear a mark", test_marks},
		{"an undo by a secret, once", test_undo},
		{"an undo ends with another wish", test_undo_ends},
		{"an undo follows the person", test_undo_follows},
		{"of two with one mark, confirmed wins", test_confirming_wins},
		{"lifting ends marked objections too",
			test_lifting_ends_marked_ones},
		{"unconfirmed ones in a row of persons",
			test_unconfirmed_in_a_walk},
		{"unconfirmed ones are listed, confirmed, taken back",
			test_unconfirmed},
		{"an event is recorded once", test_events},
		{"letters are remembered", test_letters},
		{"answers are counted with the letter", test_answers},
	};

	CONTRACT_ADD(rows, tests, backend);
}
