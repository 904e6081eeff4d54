/* SPDX-License-Identifier: BSD-2-Clause */
/* A second generation of keys while a daemon runs. */
#include "core/policy_find.h"
#include "unit/service/ear.h"

#include "service/verdict/judge.h"
#include "store/rekey.h"

static void rotate(struct house *h)
{
	char cause[OFFICE_CAUSE_SIZE] = "";
	unsigned number = 0;

	IS(keyfile_rotate(h->settings->key_file, HOUSE_NOW, &number, cause),
		ERR_OK);
	IS(number, keyfile_newest(office_keys(h->office)) + 1);
	IS(office_reload(h->office, h->settings, cause), ERR_OK);
	IS(keyfile_newest(office_keys(h->office)), number);
}

/* The daemon's recorder and examiner open a desk anew after a reload. */
static void open_again(struct house *h)
{
	char cause[DESK_CAUSE_SIZE];

	desk_close(&h->desk);
	IS(desk_open(h->office, "ania", &h->desk, cause), ERR_OK);
}

static enum reason judged(struct house *h, struct judge *judge, const char *who)
{
	struct judge_item item = {
		.recipient = who,
		.purpose = policy_purpose(&h->settings->policy, "followup"),
	};

	IS(judge_decide(judge, h->settings, NULL, &item, 1), ERR_OK);
	return item.verdict.reason;
}

static void object_to(struct house *h, struct pseudonym key, bool by_domain)
{
	const struct objection o = {.at_utc = HOUSE_NOW,
		.by_domain = by_domain,
		.channel = "staff",
		.recorded_utc = 90};

	IS(store_write_begin(h->desk->session), ERR_OK);
	IS(store_objection_add(h->desk->session, &key, &o), ERR_OK);
	IS(store_write_commit(h->desk->session), ERR_OK);
}

static struct store_generation under(struct house *h, unsigned generation)
{
	struct store_generation n;

	IS(store_generation_count(h->desk->session, generation, &n), ERR_OK);
	return n;
}

static void test_judge(void **state)
{
	struct pseudonym domain;
	const char *cause;
	struct judge *judge;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	IS(judge_new(h.office, &judge), ERR_OK);
	IS(judged(&h, judge, ADAM), REASON_ALLOWED);
	object_to(&h, ear_key(&h, ADAM), false);
	IS(identifier_domain(
		   h.desk->identifier, "example.net", 11, &domain, &cause),
		ERR_OK);
	object_to(&h, domain, true);
	rotate(&h);
	/* The first message after it is refused already. */
	IS(judged(&h, judge, ADAM), REASON_OBJECTED);
	IS(judged(&h, judge, "x@mail.example.net"), REASON_OBJECTED);
	IS(judged(&h, judge, JAN), REASON_UNKNOWN);
	IS(under(&h, 1).persons, 0);
	IS(under(&h, 1).objections, 0);
	IS(under(&h, 2).persons, 1);
	IS(under(&h, 2).objections, 2);
	IS(judged(&h, judge, ADAM), REASON_OBJECTED);
	/* Ewa was written to under the first generation, and not seen. */
	IS(judged(&h, judge, EWA), REASON_UNKNOWN);
	judge_free(&judge);
	house_close(&h);
}

/* A fault of the store is no answer, also while somebody is moved. */
static void test_judge_faults(void **state)
{
	struct judge_item item = {.recipient = ADAM};
	struct judge *judge;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	object_to(&h, ear_key(&h, ADAM), false);
	IS(judge_new(h.office, &judge), ERR_OK);
	rotate(&h);
	IS(judged(&h, judge, JAN), REASON_UNKNOWN);
	ear_sql(&h, "ALTER TABLE held_recipient RENAME TO away");
	item.purpose = policy_purpose(&h.settings->policy, "followup");
	IS(judge_decide(judge, h.settings, NULL, &item, 1), ERR_UNAVAILABLE);
	assert_false(item.is_decided);
	ear_sql(&h, "ALTER TABLE away RENAME TO held_recipient");
	IS(judged(&h, judge, ADAM), REASON_OBJECTED);
	judge_free(&judge);
	house_close(&h);
}

static enum err click(
	struct house *h, const char *token, unsigned event, bool is_undo)
{
	struct intake_click c = {.token = token,
		.scope = INTAKE_ALL,
		.at_utc = HOUSE_NOW,
		.has_secret = true, /* of zeros */
		.is_undo = is_undo};
	struct buf said;
	enum err e;

	memcpy(c.id, &event, sizeof(event));
	buf_init(&said, 4000);
	e = intake_click(h->desk, &c, &said);
	buf_free(&said);
	return e;
}

/* A link of a letter from before names a key of that time. */
static void test_click(void **state)
{
	char old[UNSUBSCRIBE_TEXT_SIZE], of_ewa[UNSUBSCRIBE_TEXT_SIZE];
	struct judge *judge;
	struct house h;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	ear_token(&h, ADAM, "followup", old);
	ear_token(&h, EWA, "followup", of_ewa);
	IS(judge_new(h.office, &judge), ERR_OK);
	rotate(&h);
	open_again(&h);
	/* He came to the newest generation before he clicked. */
	IS(judged(&h, judge, ADAM), REASON_ALLOWED);
	IS(under(&h, 2).persons, 1);
	IS(click(&h, old, 1, false), ERR_OK);
	IS(under(&h, 1).objections, 1);
	/* At once it can still be undone, and said again. */
	IS(click(&h, old, 2, true), ERR_OK);
	IS(under(&h, 1).objections, 0);
	IS(click(&h, old, 3, false), ERR_OK);
	IS(judged(&h, judge, ADAM), REASON_OBJECTED);
	IS(under(&h, 1).objections, 0);
	IS(under(&h, 2).objections, 1);
	/* The undo came along. */
	IS(click(&h, old, 5, true), ERR_OK);
	IS(under(&h, 2).objections, 0);
	/* Nobody knows her, and she clicks all the same. */
	IS(click(&h, of_ewa, 4, false), ERR_OK);
	IS(under(&h, 1).objections, 1);
	IS(judged(&h, judge, EWA), REASON_OBJECTED);
	IS(under(&h, 1).objections, 0);
	judge_free(&judge);
	house_close(&h);
}

/* So does a letter to the unsubscribe address, and a complaint. */
static void test_tokens_by_mail(void **state)
{
	static const enum inbound_meaning meanings[] = {
		INBOUND_UNSUBSCRIBE, INBOUND_COMPLAINT};
	char token[UNSUBSCRIBE_TEXT_SIZE];
	struct judge *judge;
	struct house h;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct intake_event event = {.received_utc = HOUSE_NOW,
			.client = "192.0.2.1",
			.queue_id = "4Qxyz",
			.host = "mx.firma.example"};
		struct inbound_answer answer = {.meaning = meanings[i],
			.proof = INBOUND_UNPROVEN,
			.from = "ewa.privat@example.org",
			.message_id = "x@example.org",
			.token = token};
		struct buf said;

		ear_open(&h, EAR_CONFIG("20"));
		ear_token(&h, ADAM, "followup", token);
		IS(judge_new(h.office, &judge), ERR_OK);
		rotate(&h);
		open_again(&h);
		buf_init(&said, 4000);
		event.flood = h.flood;
		IS(intake_message(h.desk, &event, &answer, &said), ERR_OK);
		buf_free(&said);
		IS(under(&h, 1).objections, 1);
		IS(judged(&h, judge, ADAM), REASON_OBJECTED);
		IS(under(&h, 1).objections, 0);
		judge_free(&judge);
		house_close(&h);
	}
}

/* What he asked by mail is answered within the window, and the same message
 * stays the same one. */
static void test_letter(void **state)
{
	unsigned char before[MESSAGE_DIGEST_LEN], after[MESSAGE_DIGEST_LEN];
	const struct said answer = {.meaning = INBOUND_LETTER,
		.is_proven = true,
		.from = ADAM,
		.id = "q1@example.com",
		.answers = NEAR};
	struct subject s;
	struct house h;
	struct buf out;

	(void)state;
	subject_init(&s);
	ear_open(&h, EAR_CONFIG("20"));
	ear_digest(&h, NEAR, before);
	rotate(&h);
	open_again(&h);
	ear_digest(&h, NEAR, after);
	assert_memory_equal(before, after, sizeof(before));
	buf_init(&out, 4000);
	IS(ear_hear(&h, 1, &answer, &out), ERR_OK);
	buf_free(&out);
	/* His contact is the person's, not a second person's. */
	IS(under(&h, 1).persons, 0);
	IS(under(&h, 2).persons, 1);
	assert_true(ear_asked(&h, ADAM, "q1@example.com"));
	ear_subject(&h, ADAM, &s);
	IS(s.contacts_len, 2);
	IS(s.relations_len, 1);
	subject_free(&s);
	house_close(&h);
}

int main(void)
{
	static const struct {
		const char *name;
		CMUnitTestFunction test;
	} tests[] = {
		{"a message after a new generation", test_judge},
		{"a store that fails meanwhile", test_judge_faults},
		{"a click of an older generation", test_click},
		{"a token of an older generation by mail", test_tokens_by_mail},
		{"a letter after a new generation", test_letter},
	};
	struct rows all = {0};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		rows_add_one(&all, tests[i].name, tests[i].test, NULL);
	return rows_run("seen", &all);
}
