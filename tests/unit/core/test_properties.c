/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D21 */
#include "core/address.h"
#include "core/order.h"
#include "core/policy.h"
#include "core/policy_find.h"
#include "lib/random.h"
#include "lib/rows.h"
#include "unit/core/story.h"

#include <stdio.h>

#define ADDRESSES 20000
#define SUBJECTS 20000
#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define DAY 86400
#define BASE_UTC INT64_C(1527494400) /* 2018-05-28 10:00 in Warsaw */
#define SPAN_DAYS 400

static const char *const purposes[] = {"followup", "reminder", "newsletter",
	"wellbeing", "offers", "shop", "notice", "plain"};

struct world {
	struct random random;
	struct zone *zone;
	struct policy policy;
};

static struct world *begin(struct world *w, const char *test)
{
	random_begin(&w->random, test);
	assert_int_equal(zone_open("Europe/Warsaw", &w->zone), ERR_OK);
	story_policy(w->zone, &w->policy);
	return w;
}

static void end(struct world *w)
{
	zone_free(&w->zone);
}

/* A date of the span, now and then none. */
static int64_t any_date(struct world *w)
{
	if (random_below(&w->random, 12) == 0)
		return INSTANT_NONE;
	return BASE_UTC + (int64_t)random_below(&w->random, SPAN_DAYS * DAY);
}

static int64_t any_recording(struct world *w)
{
	return random_below(&w->random, 4) == 0 ? INSTANT_NONE : any_date(w);
}

static const char *any_purpose(struct world *w)
{
	if (random_below(&w->random, 20) == 0)
		return "vanished";
	return purposes[random_below(&w->random, LEN(purposes))];
}

static void add_relations(struct world *w, struct subject *s)
{
	static const char *const names[] = {"prospect", "customer",
		"subscriber", "member", "lead", "visitor", "guest", "pretender",
		"vanished"};

	for (unsigned n = random_below(&w->random, 3); n > 0; n--) {
		struct relation_span span = {
			.name = names[random_below(&w->random, LEN(names))],
			.since_utc = any_date(w),
			.end_utc = INSTANT_NONE,
		};

		if (random_below(&w->random, 3) == 0)
			span.end_utc = any_date(w);
		assert_int_equal(subject_add_relation(s, &span), ERR_OK);
	}
}

static void add_consents(struct world *w, struct subject *s)
{
	for (unsigned n = random_below(&w->random, 4); n > 0; n--) {
		struct grant grant = {
			.purpose = any_purpose(w),
			.basis = (enum basis)random_below(&w->random, 3),
			.basis_known = random_below(&w->random, 10) > 0,
			.given_utc = any_date(w),
			.expires_utc = INSTANT_NONE,
			.has_evidence = random_below(&w->random, 5) > 0,
			.recorded_utc = any_recording(w),
		};

		if (random_below(&w->random, 2) == 0)
			grant.expires_utc = any_date(w);
		assert_int_equal(subject_add_grant(s, &grant), ERR_OK);
	}
	if (random_below(&w->random, 4) == 0) {
		const struct withdrawal withdrawal = {
			.purpose = any_purpose(w),
			.at_utc = any_date(w),
			.recorded_utc = any_recording(w),
			.is_day = random_below(&w->random, 2) == 0,
		};

		assert_int_equal(
			subject_add_withdrawal(s, &withdrawal), ERR_OK);
	}
}

static void add_objections(struct world *w, struct subject *s)
{
	for (unsigned n = random_below(&w->random, 6); n > 3; n--) {
		const struct objection objection = {
			.purpose = random_below(&w->random, 2) ?
				any_purpose(w) :
				NULL,
			.at_utc = any_date(w),
			.by_domain = random_below(&w->random, 4) == 0,
			.recorded_utc = any_recording(w),
			.is_day = random_below(&w->random, 2) == 0,
			.is_unconfirmed = random_below(&w->random, 3) == 0,
		};

		assert_int_equal(subject_add_objection(s, &objection), ERR_OK);
	}
	if (random_below(&w->random, 4) == 0) {
		const struct objection_lift lift = {
			.purpose = any_purpose(w),
			.at_utc = any_date(w),
			.recorded_utc = any_recording(w),
		};

		assert_int_equal(subject_add_lift(s, &lift), ERR_OK);
	}
}

static void add_mail(struct world *w, struct subject *s)
{
	for (unsigned n = random_below(&w->random, 3); n > 0; n--)
		assert_int_equal(subject_add_contact(s, any_date(w)), ERR_OK);
	/* Mostly for the one purpose that limits them. */
	for (unsigned n = random_below(&w->random, 8); n > 0; n--) {
		struct send send = {
			.purpose = random_below(&w->random, 4) ? "reminder" :
								 any_purpose(w),
			.at_utc = any_date(w),
		};

		const char letters[] = {
			(char)('a' + random_below(&w->random, 4)),
			"xy-!"[random_below(&w->random, 4)], '\0'};

		story_message(letters, &send.mark);
		assert_int_equal(subject_add_send(s, &send), ERR_OK);
	}
	if (random_below(&w->random, 8) == 0)
		assert_int_equal(subject_add_failure(s, any_date(w)), ERR_OK);
}

static void any_subject(struct world *w, struct subject *s)
{
	subject_reset(s);
	s->known = random_below(&w->random, 12) > 0;
	if (random_below(&w->random, 8) > 0)
		s->source = random_below(&w->random, 8) ? "chat" : "support";
	s->collected_utc = any_date(w);
	if (random_below(&w->random, 12) == 0)
		s->restricted_utc = any_date(w);
	add_relations(w, s);
	add_consents(w, s);
	add_objections(w, s);
	add_mail(w, s);
}

static struct question any_question(struct world *w)
{
	const char *purpose = purposes[random_below(&w->random, LEN(purposes))];

	return (struct question){
		.purpose = policy_purpose(&w->policy, purpose),
		.now_utc = BASE_UTC +
			(int64_t)random_below(&w->random, SPAN_DAYS * DAY),
		.is_live = random_below(&w->random, 2) == 0,
		.has_message = random_below(&w->random, 2) == 0,
		.has_notice = random_below(&w->random, 2) == 0,
		.is_solicited = random_below(&w->random, 10) == 0,
	};
}

static bool is_allowed(const struct verdict *v)
{
	return v->reason == REASON_ALLOWED || v->reason == REASON_NO_NOTICE;
}

static void test_explaining_agrees_with_deciding(void **state)
{
	unsigned seen[REASON_COUNT] = {0};
	struct subject s;
	struct world w;

	(void)state;
	begin(&w, "explaining agrees with deciding");
	subject_init(&s);
	for (int i = 0; i < SUBJECTS; i++) {
		bool held[REASON_COUNT];
		struct verdict decided, explained;
		struct question q = any_question(&w);
		unsigned first = REASON_OBJECTED;

		any_subject(&w, &s);
		policy_decide(&w.policy, &s, &q, &decided);
		policy_explain(&w.policy, &s, &q, held, &explained);
		while (!held[first])
			first++;
		assert_int_equal(decided.reason, first);
		assert_int_equal(explained.reason, first);
		assert_int_equal(explained.action, decided.action);
		assert_true(explained.since_utc == decided.since_utc);
		assert_true(explained.next_utc == decided.next_utc);
		assert_int_equal(explained.standing, decided.standing);
		seen[first]++;
	}
	/* The generator reaches every rule but for lists, that it has not. */
	for (unsigned r = REASON_OBJECTED; r <= REASON_RULES; r++)
		if ((seen[r] > 0) != (r != REASON_LISTED))
			fail_msg(
				"%s: %u", reason_name((enum reason)r), seen[r]);
	subject_free(&s);
	end(&w);
}

static void test_an_objection_wins(void **state)
{
	int answers = 0;
	struct subject s;
	struct world w;

	(void)state;
	begin(&w, "an objection wins over everything but an answer");
	subject_init(&s);
	for (int i = 0; i < SUBJECTS; i++) {
		struct question q = any_question(&w);
		const struct objection objection = {
			.purpose = random_below(&w.random, 2) ?
				q.purpose->name :
				NULL,
			.at_utc = q.now_utc -
				(int64_t)random_below(&w.random, 1000),
			.by_domain = random_below(&w.random, 2) == 0,
		};
		struct verdict v;

		q.asked.at_utc = q.now_utc - random_below(&w.random, 1000);
		any_subject(&w, &s);
		s.lifts_len = 0;
		assert_int_equal(subject_add_objection(&s, &objection), ERR_OK);
		policy_decide(&w.policy, &s, &q, &v);
		if (!q.is_solicited || !q.purpose->answer_window_s ||
			q.asked.at_utc <= objection.at_utc)
			assert_int_equal(v.reason, REASON_OBJECTED);
		answers += v.reason != REASON_OBJECTED;
	}
	assert_true(answers > 0);
	subject_free(&s);
	end(&w);
}

/* Of a few instants, so that equal ones are frequent; now and then none. */
static struct order_record any_record(struct world *w, bool is_against)
{
	struct order_record r = {.at_utc = INSTANT_NONE,
		.recorded_utc = INSTANT_NONE,
		.is_against = is_against,
		.is_lift = !is_against && random_below(&w->random, 2) == 0};

	if (random_below(&w->random, 3) > 0)
		r.at_utc =
			BASE_UTC + (int64_t)random_below(&w->random, 4) * 36000;
	if (random_below(&w->random, 3) > 0)
		r.recorded_utc =
			BASE_UTC + (int64_t)random_below(&w->random, 4) * 36000;
	if (is_against && r.at_utc != INSTANT_NONE)
		r.is_day = random_below(&w->random, 2) == 0;
	return r;
}

static void test_order_is_told(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "one of two words is the later");
	for (int i = 0; i < SUBJECTS; i++) {
		struct order_record a = any_record(&w, true), b, more;
		int order;

		b = any_record(&w, random_below(&w.random, 2) == 0);
		order = order_compare(w.zone, &a, &b);
		assert_int_equal(order, -order_compare(w.zone, &b, &a));
		assert_int_equal(order_compare(w.zone, &a, &a), 0);
		if (b.is_against)
			continue;
		assert_int_not_equal(order, 0);
		/* What is known of it more exactly never helps writing, but
		 * for when it was told. */
		more = a;
		more.is_day = more.at_utc != INSTANT_NONE;
		if (order > 0)
			assert_true(order_compare(w.zone, &more, &b) > 0);
		more = a;
		if (more.recorded_utc != INSTANT_NONE)
			more.recorded_utc++;
		if (order > 0)
			assert_true(order_compare(w.zone, &more, &b) > 0);
	}
	end(&w);
}

/* As it is for all marketing that is not answered; whatever was lifted. */
static void test_a_later_objection_wins(void **state)
{
	struct subject s;
	struct world w;

	(void)state;
	begin(&w, "an objection told last wins over every lift");
	subject_init(&s);
	for (int i = 0; i < SUBJECTS; i++) {
		struct question q = any_question(&w);
		const struct objection objection = {
			.at_utc = INSTANT_NONE,
			.recorded_utc = BASE_UTC + (SPAN_DAYS + 1) * DAY,
		};
		struct verdict v;

		any_subject(&w, &s);
		q.is_solicited = false;
		assert_int_equal(subject_add_objection(&s, &objection), ERR_OK);
		policy_decide(&w.policy, &s, &q, &v);
		assert_int_equal(v.reason, REASON_OBJECTED);
	}
	subject_free(&s);
	end(&w);
}

/* The latest date of what speaks for writing, and the sends, whose interval
 * time does heal. */
static int64_t last_date(const struct subject *s)
{
	int64_t last = s->collected_utc;

	for (size_t i = 0; i < s->contacts_len; i++)
		last = s->contacts[i] > last ? s->contacts[i] : last;
	for (size_t i = 0; i < s->relations_len; i++)
		if (s->relations[i].since_utc > last)
			last = s->relations[i].since_utc;
	for (size_t i = 0; i < s->grants_len; i++)
		if (s->grants[i].given_utc > last)
			last = s->grants[i].given_utc;
	for (size_t i = 0; i < s->lifts_len; i++)
		if (s->lifts[i].at_utc > last)
			last = s->lifts[i].at_utc;
	return last == INSTANT_NONE ? BASE_UTC : last;
}

static void test_time_never_unblocks(void **state)
{
	int blocked = 0;
	struct subject s;
	struct world w;

	(void)state;
	begin(&w, "the passing of time never unblocks");
	subject_init(&s);
	for (int i = 0; i < SUBJECTS; i++) {
		struct question q = any_question(&w);
		struct verdict before, after;

		any_subject(&w, &s);
		q.now_utc = last_date(&s) +
			(int64_t)random_below(&w.random, 60 * DAY);
		policy_decide(&w.policy, &s, &q, &before);
		q.now_utc += 1 + random_below(&w.random, 60 * DAY);
		policy_decide(&w.policy, &s, &q, &after);
		if (is_allowed(&before) || before.reason == REASON_TOO_SOON)
			continue;
		blocked++;
		assert_false(is_allowed(&after));
	}
	assert_true(blocked > SUBJECTS / 4);
	subject_free(&s);
	end(&w);
}

/* One name of the subject becomes one that nobody knows. */
static bool spoil_a_name(struct world *w, struct subject *s)
{
	static const char nonsense[] = "nonsense";
	size_t i;

	switch (random_below(&w->random, 7)) {
	case 0:
		s->source = nonsense;
		return true;
	case 1:
		for (i = 0; i < s->relations_len; i++)
			s->relations[i].name = nonsense;
		return s->relations_len > 0;
	case 2:
		for (i = 0; i < s->grants_len; i++)
			s->grants[i].purpose = nonsense;
		return s->grants_len > 0;
	case 3:
		for (i = 0; i < s->grants_len; i++)
			s->grants[i].basis_known = false;
		return s->grants_len > 0;
	case 4:
		for (i = 0; i < s->withdrawals_len; i++)
			s->withdrawals[i].purpose = nonsense;
		return s->withdrawals_len > 0;
	case 5:
		for (i = 0; i < s->objections_len; i++)
			s->objections[i].purpose = nonsense;
		return s->objections_len > 0;
	default:
		for (i = 0; i < s->sends_len; i++)
			s->sends[i].purpose = nonsense;
		return s->sends_len > 0;
	}
}

static void test_an_unknown_name_never_widens(void **state)
{
	int spoilt = 0;
	struct subject s;
	struct world w;

	(void)state;
	begin(&w, "an unknown name never widens what is allowed");
	subject_init(&s);
	for (int i = 0; i < SUBJECTS; i++) {
		struct question q = any_question(&w);
		struct verdict before, after;

		any_subject(&w, &s);
		policy_decide(&w.policy, &s, &q, &before);
		if (is_allowed(&before) || !spoil_a_name(&w, &s))
			continue;
		spoilt++;
		policy_decide(&w.policy, &s, &q, &after);
		assert_false(is_allowed(&after));
	}
	assert_true(spoilt > SUBJECTS / 4);
	subject_free(&s);
	end(&w);
}

static void shuffle_spans(struct world *w, struct subject *s)
{
	for (size_t i = s->relations_len; i > 1; i--) {
		size_t j = random_below(&w->random, (unsigned)i);
		struct relation_span span = s->relations[j];

		s->relations[j] = s->relations[i - 1];
		s->relations[i - 1] = span;
	}
	for (size_t i = s->sends_len; i > 1; i--) {
		size_t j = random_below(&w->random, (unsigned)i);
		struct send send = s->sends[j];

		s->sends[j] = s->sends[i - 1];
		s->sends[i - 1] = send;
	}
}

static void test_order_does_not_matter(void **state)
{
	struct subject s;
	struct world w;

	(void)state;
	begin(&w, "the order in which a store lists does not matter");
	subject_init(&s);
	for (int i = 0; i < SUBJECTS; i++) {
		struct question q = any_question(&w);
		struct verdict before, after;

		any_subject(&w, &s);
		policy_decide(&w.policy, &s, &q, &before);
		shuffle_spans(&w, &s);
		policy_decide(&w.policy, &s, &q, &after);
		assert_int_equal(before.reason, after.reason);
		assert_int_equal(before.retention.kind, after.retention.kind);
		assert_int_equal(before.standing, after.standing);
	}
	subject_free(&s);
	end(&w);
}

/* Bits that an address may be made of, and a few that it may not. */
static size_t any_address(struct world *w, char *text)
{
	static const char *const bits[] = {"a", "B", "z", "0", ".", ".", "+",
		"+", "-", "=", "_", "\"", "\\", " ", "@", ";", "xn--", "gmail",
		"\xc3\x9f", "\xc5\xbb", "\xcc\x81", "\xcc\xb8", "\xc4\xb0",
		"\xcd\xbe", "\xc2\xad", "\xe2\x80\x8d", "\xe3\x80\x82",
		"\xef\xbd\x81", "\xe1\xbe\xb3", "\xcd\x85", "\xcf\x82",
		"\xe0\xa4\x95", "\xf0\x9f\x98\x80", "\xff"};
	static const char *const domains[] = {"@gmail.com", "@GoogleMail.com",
		"@dash.example", "@x.example", "@M\xc3\xbcnchen.example", ""};
	size_t len = 0;
	const char *domain;

	if (random_below(&w->random, 4) == 0)
		text[len++] = '"';
	for (unsigned n = 1 + random_below(&w->random, 8); n > 0; n--) {
		const char *bit = bits[random_below(&w->random, LEN(bits))];

		memcpy(text + len, bit, strlen(bit));
		len += strlen(bit);
	}
	if (text[0] == '"' && random_below(&w->random, 4) > 0)
		text[len++] = '"';
	domain = domains[random_below(&w->random, LEN(domains))];
	memcpy(text + len, domain, strlen(domain));
	return len + strlen(domain);
}

static void test_normalising_twice_equals_once(void **state)
{
	static const struct address_rule list[] = {
		{"dash.example", "-=", true, NULL},
		{"gmail.com", "+", true, NULL},
		{"googlemail.com", "+", true, "gmail.com"},
	};
	const struct address_rules rules = {.rules = list, .len = LEN(list)};
	int parsed = 0;
	struct world w;

	(void)state;
	begin(&w, "normalising twice equals once");
	for (int i = 0; i < ADDRESSES; i++) {
		char text[128];
		size_t len = any_address(&w, text);
		struct address once, twice;

		if (address_parse(&rules, text, len, &once, NULL))
			continue;
		parsed++;
		assert_int_equal(address_parse(&rules, once.text, once.text_len,
					 &twice, NULL),
			ERR_OK);
		assert_string_equal(twice.text, once.text);
		assert_int_equal(twice.local_len, once.local_len);
	}
	assert_true(parsed > ADDRESSES / 10);
	end(&w);
}

/* Every code point there is, before the @ and after it. */
static void test_every_code_point_settles(void **state)
{
	const struct address_rules none = {0};

	(void)state;
	for (unsigned c = 0x80; c < 0x110000; c++) {
		char texts[2][32];
		unsigned char u[4];
		int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

		for (int i = n - 1, rest = (int)c; i > 0; i--, rest >>= 6)
			u[i] = (unsigned char)(0x80 | (rest & 0x3f));
		u[0] = (unsigned char)(n == 2 ? 0xc0 | c >> 6 :
				n == 3        ? 0xe0 | c >> 12 :
						0xf0 | c >> 18);
		snprintf(texts[0], sizeof(texts[0]), "a%.*sb@x.example", n, u);
		snprintf(texts[1], sizeof(texts[1]), "a@b%.*sc.example", n, u);
		for (int i = 0; i < 2; i++) {
			struct address once, twice;

			if (address_parse(&none, texts[i], strlen(texts[i]),
				    &once, NULL))
				continue;
			if (address_parse(&none, once.text, once.text_len,
				    &twice, NULL) ||
				strcmp(once.text, twice.text) != 0)
				fail_msg("U+%04X: %s", c, once.text);
		}
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "normalising twice equals once",
		test_normalising_twice_equals_once, NULL);
	rows_add_one(&rows, "every code point settles",
		test_every_code_point_settles, NULL);
	rows_add_one(&rows, "explaining agrees with deciding",
		test_explaining_agrees_with_deciding, NULL);
	rows_add_one(&rows, "an objection wins over everything but an answer",
		test_an_objection_wins, NULL);
	rows_add_one(&rows, "one of two words is the later", test_order_is_told,
		NULL);
	rows_add_one(&rows, "an objection told last wins over every lift",
		test_a_later_objection_wins, NULL);
	rows_add_one(&rows, "the passing of time never unblocks",
		test_time_never_unblocks, NULL);
	rows_add_one(&rows, "an unknown name never widens what is allowed",
		test_an_unknown_name_never_widens, NULL);
	rows_add_one(&rows, "the order in which a store lists does not matter",
		test_order_does_not_matter, NULL);
	return rows_run("properties", &rows);
}
