/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events come in any order, and more than once: after an outage, from two
 * hosts, out of a spool. What is on record afterwards must be the same.
 */
#include "unit/service/ear.h"

#include "lib/random.h"

#define ROUNDS 12
#define EVENTS 24
#define HEARINGS (3 * EVENTS)
#define LINES_MAX 200
#define LINE_SIZE 120

static const char *const people[] = {
	"adam@example.com", "ewa@example.com", "jan@example.com"};
static const char *const letters[] = {
	"1@example.com", "2@example.com", "3@example.com"};
static const char *const sends[] = {
	"near@firma.example", "far@firma.example", "strange@example.net"};

#define PICK(r, table) \
	((table)[random_below((r), sizeof(table) / sizeof((table)[0]))])

static struct said any_said(struct random *r)
{
	static const enum inbound_meaning meanings[] = {INBOUND_NOTHING,
		INBOUND_LETTER, INBOUND_LETTER, INBOUND_STOP,
		INBOUND_UNSUBSCRIBE, INBOUND_COMPLAINT, INBOUND_FAILURE};
	struct said said = {
		.meaning = PICK(r, meanings),
		.is_proven = random_below(r, 2),
		.from = PICK(r, people),
		.id = PICK(r, letters),
		.answers = PICK(r, sends),
		.concerns = PICK(r, people),
		.returns = PICK(r, sends),
		.after_s = (int64_t)random_below(r, 20 * DAY) - 10 * DAY,
	};

	switch (random_below(r, 4)) {
	case 0:
		said.token = PICK(r, people);
		break;
	case 1:
		said.token = random_below(r, 2) ? "" : "forged";
		break;
	default:
		break;
	}
	return said;
}

struct dump {
	char lines[LINES_MAX][LINE_SIZE];
	size_t len;
};

static void add(struct dump *d, const char *who, const char *what,
	int64_t at_utc, const char *more, bool flag)
{
	assert_true(d->len < LINES_MAX);
	snprintf(d->lines[d->len++], LINE_SIZE, "%s %s %" PRId64 " %s %d", who,
		what, at_utc, more ? more : "-", flag);
}

struct asked {
	struct dump *dump;
	const char *who;
};

static bool add_asked(void *arg, const struct store_correspondence *wrote,
	const unsigned char message[MESSAGE_DIGEST_LEN])
{
	const struct asked *asked = arg;

	(void)message; /* each house has keys of its own */
	add(asked->dump, asked->who, "asked", wrote->at_utc,
		wrote->is_objection ? "objects" : NULL, false);
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void dump_person(struct house *h, const char *who, struct dump *d)
{
	struct pseudonym key = ear_key(h, who);
	struct asked asked = {d, who};
	struct subject s;

	subject_init(&s);
	ear_subject(h, who, &s);
	add(d, who, "known", s.known, s.source, false);
	for (size_t i = 0; i < s.contacts_len; i++)
		add(d, who, "contact", s.contacts[i], NULL, i == 0);
	for (size_t i = 0; i < s.failures_len; i++)
		add(d, who, "failure", s.failures[i], NULL, i == 0);
	for (size_t i = 0; i < s.objections_len; i++) {
		char more[40];

		snprintf(more, sizeof(more), "%s by %s",
			s.objections[i].purpose ? s.objections[i].purpose :
						  "all",
			s.objections[i].channel);
		add(d, who, "objection", s.objections[i].at_utc, more,
			s.objections[i].is_unconfirmed);
	}
	assert_int_equal(store_correspondence_each(
				 h->desk->session, &key, add_asked, &asked),
		ERR_OK);
	subject_free(&s);
}

static void dump_all(struct house *h, struct dump *d)
{
	d->len = 0;
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
		dump_person(h, people[i], d);
	qsort(d->lines, d->len, LINE_SIZE, compare);
}

static void intake_all(struct house *h, const struct said *said,
	const unsigned *order, size_t len)
{
	struct buf out;

	buf_init(&out, 4000);
	for (size_t i = 0; i < len; i++) {
		buf_reset(&out);
		assert_int_equal(
			ear_hear(h, order[i], &said[order[i]], &out), ERR_OK);
	}
	buf_free(&out);
}

/* Every event at least once, most of them more than once, in any order. */
static void any_order(struct random *r, unsigned order[HEARINGS])
{
	for (unsigned i = 0; i < HEARINGS; i++)
		order[i] = i < EVENTS ? i : random_below(r, EVENTS);
	for (unsigned i = HEARINGS - 1; i > 0; i--) {
		unsigned j = random_below(r, i + 1), kept = order[i];

		order[i] = order[j];
		order[j] = kept;
	}
}

static void test_order(void **state)
{
	static struct dump one, two;
	struct said said[EVENTS];
	unsigned order[HEARINGS];
	struct random r;
	struct house h;

	(void)state;
	random_begin(&r, "events in any order");
	for (int round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < EVENTS; i++) {
			said[i] = any_said(&r);
			order[i] = i;
		}
		ear_open(&h, EAR_CONFIG("1000"));
		intake_all(&h, said, order, EVENTS);
		dump_all(&h, &one);
		house_close(&h);
		any_order(&r, order);
		ear_open(&h, EAR_CONFIG("1000"));
		intake_all(&h, said, order, HEARINGS);
		dump_all(&h, &two);
		house_close(&h);
		for (size_t i = 0; i < one.len && i < two.len; i++)
			assert_string_equal(one.lines[i], two.lines[i]);
		assert_int_equal(one.len, two.len);
		/* More than what was there before anything was heard. */
		assert_true(one.len > 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"any order, any repetition", test_order, NULL, NULL, NULL},
	};

	return cmocka_run_group_tests_name("intake_order", tests, NULL, NULL);
}
