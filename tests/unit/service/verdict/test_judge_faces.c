/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules M1 M3 */
/* One recipient that may be several mailboxes, and the key of an address. */
#include "unit/service/verdict/judge_bench.h"

#include "service/person/record.h"

#define OWN "ania@firma.example"

#define FACES 3

static const char nobody[] = "";

static const struct faces_row {
	const char *name;
	const char *objects;
	const char *faces[FACES]; /* nobody: it leads nobody knows where */
	enum reason reason;
	const char *mailbox; /* whose verdict it is */
	bool is_target;
} rows[] = {
	{"the second objected", ADAM, {JAN, ADAM}, REASON_OBJECTED, ADAM, true},
	{"the first objected", ADAM, {ADAM, JAN}, REASON_OBJECTED, ADAM, true},
	{"the last of three objected", EWA, {JAN, ADAM, EWA}, REASON_OBJECTED,
		EWA, true},
	{"of equals the first", NULL, {EWA, JAN}, REASON_UNKNOWN, EWA, true},
	{"a person before a colleague", NULL, {OWN, JAN}, REASON_UNKNOWN, JAN,
		true},
	{"a colleague and nobody else", NULL, {OWN}, REASON_ALLOWED, OWN,
		false},
	{"where it leads cannot be told", NULL, {JAN, nobody},
		REASON_BAD_ADDRESS, "", true},
	{"an objection outweighs what cannot be told", ADAM, {nobody, ADAM},
		REASON_OBJECTED, ADAM, true},
};

static size_t make_faces(const struct faces_row *row, struct bench *b,
	struct judge_item faces[FACES])
{
	size_t n = 0;

	for (; n < FACES && row->faces[n]; n++)
		faces[n] = (struct judge_item){
			.recipient = row->faces[n],
			.is_untold = row->faces[n] == nobody,
			.purpose = policy_purpose(
				&b->h.settings->policy, "newsletter"),
		};
	return n;
}

static void object(struct bench *b, const char *who)
{
	const struct record_object objection = {
		.who = who, .at_utc = INSTANT_NONE};
	struct buf said;

	buf_init(&said, 4096);
	if (who)
		IS(record_object(b->h.desk, &objection, &said), ERR_OK);
	buf_free(&said);
}

static void check_faces(void **state)
{
	const struct faces_row *row = *state;
	struct judge_item faces[FACES];
	struct judge_item item = {.recipient = "<written@relay.example>"};
	struct pseudonym key;
	struct bench b;

	bench_open(&b);
	object(&b, row->objects);
	item.faces = faces;
	item.faces_len = make_faces(row, &b, faces);
	item.purpose = faces[0].purpose;
	IS(judge_decide(b.judge, b.h.settings, NULL, &item, 1), ERR_OK);
	assert_true(item.is_decided);
	assert_string_equal(
		reason_name(item.verdict.reason), reason_name(row->reason));
	assert_string_equal(judge_mailbox(&item), row->mailbox);
	IS(item.is_target, row->is_target);
	IS(item.has_key, row->is_target && *row->mailbox);
	if (item.has_key) {
		key = ear_key(&b.h, row->mailbox);
		assert_memory_equal(&item.key, &key, sizeof(key));
	}
	bench_close(&b);
}

static void test_face_fails(void **state)
{
	struct judge_item faces[FACES];
	struct judge_item item = {.recipient = "<written@relay.example>"};
	struct bench b;

	(void)state;
	bench_open(&b);
	item.faces = faces;
	item.faces_len = make_faces(&rows[0], &b, faces);
	item.purpose = faces[0].purpose;
	ear_sql(&b.h, "ALTER TABLE fact RENAME TO away");
	assert_int_not_equal(
		judge_decide(b.judge, b.h.settings, NULL, &item, 1), ERR_OK);
	assert_false(item.is_decided);
	assert_true(*judge_cause(b.judge));
	bench_close(&b);
}

static void test_key(void **state)
{
	struct pseudonym key, expected;
	struct bench b;

	(void)state;
	bench_open(&b);
	expected = ear_key(&b.h, JAN);
	IS(judge_key(b.judge, b.h.settings, "<Jan@Example.com>", &key), ERR_OK);
	assert_memory_equal(&key, &expected, sizeof(key));
	IS(judge_key(b.judge, b.h.settings, "no address", &key), ERR_INVALID);
	bench_close(&b);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_faces);
	rows_add_one(
		&all, "a face that cannot be decided", test_face_fails, NULL);
	rows_add_one(&all, "the key of an address", test_key, NULL);
	return rows_run("judge: faces", &all);
}
