/* SPDX-License-Identifier: BSD-2-Clause */
/* What every backend must do with pages of what is held. */
#include "store/quarantine.h"

#include "bench.h"

#define PLENTY 1000000000

static const struct held_digest *digest_of(char which)
{
	static struct held_digest digests[128];
	struct held_digest *d = &digests[(unsigned char)which & 127];

	d->len = which == '-' ? 0 : HELD_DIGEST_LEN;
	memset(d->bytes, which, sizeof(d->bytes));
	return which ? d : NULL;
}

/* What is held here: one letter each for sender, its domain, and the domain of
 * each recipient ('-': of nothing; 0: not known yet). */
static const struct sample {
	int64_t received, expires, size;
	char sender, sender_domain;
	struct {
		unsigned key;
		enum reason reason;
		const char *purpose;
		char domain;
	} to[2]; /* without a purpose: none */
} samples[] = {
	{1000, 9000, 500, 'a', 'f', {{1, REASON_UNKNOWN, "newsletter", 'x'}}},
	{1001, 8000, 900, 'b', 'f', {{2, REASON_TOO_SOON, "followup", 'y'}}},
	{1001, 8500, 100, 'a', 'f',
		{{3, REASON_UNKNOWN, "newsletter", 'x'},
			{4, REASON_OBJECTION_UNCONFIRMED, "newsletter", 'y'}}},
	{1002, 7000, 900, '-', '-', {{1, REASON_NO_BASIS, "newsletter", '-'}}},
	{1003, 7500, 300, 0, 0, {{5, REASON_UNKNOWN, "followup", 0}}},
	{1004, 6000, 200, 'b', 'f',
		{{6, REASON_TOO_SOON, "newsletter", 'x'},
			{7, REASON_NO_BASIS, "followup", 'x'}}},
};
#define SAMPLES (sizeof(samples) / sizeof(*samples))

static enum err give_chunk(
	void *arg, unsigned n, const void **bytes_r, size_t *len_r)
{
	(void)arg;
	(void)n;
	*bytes_r = "sealed";
	*len_r = 6;
	return ERR_OK;
}

static void put(struct bench *b, unsigned n)
{
	const struct sample *sample = &samples[n];
	struct held_recipient to[2];
	struct store_record record = record_of(n);
	struct store_hold hold = {
		.message = {.received_utc = sample->received,
			.expires_utc = sample->expires,
			.size = sample->size,
			.chunks = 1,
			.summary = "sealed summary",
			.summary_len = 14,
			.sender = digest_of(sample->sender),
			.sender_domain = digest_of(sample->sender_domain)},
		.recipients = to,
		.max_total_bytes = PLENTY,
		.chunk = give_chunk,
	};

	held_id_format(n + 1, &hold.message.id);
	for (size_t i = 0; i < 2 && sample->to[i].purpose; i++)
		to[hold.recipients_len++] =
			(struct held_recipient){.has_key = true,
				.key = key_of(sample->to[i].key),
				.address = "sealed",
				.address_len = 6,
				.purpose = sample->to[i].purpose,
				.reason = sample->to[i].reason,
				.action = ACTION_HOLD,
				.record = HELD_NO_RECORD,
				.domain = digest_of(sample->to[i].domain)};
	OK(store_hold(b->store, &record, 1, &hold));
}

struct page {
	char text[64]; /* a digit for each message: its row above */
	struct held_position last;
	size_t len;
};

static unsigned row_of(const struct held_id *id)
{
	struct held_id other;

	for (unsigned i = 0; i < SAMPLES; i++) {
		held_id_format(i + 1, &other);
		if (strcmp(other.text, id->text) == 0)
			return i;
	}
	fail_msg("no such message");
	return 0;
}

static bool see(void *arg, const struct held_message *message,
	const struct held_position *position)
{
	struct page *page = arg;

	assert_true(page->len + 1 < sizeof(page->text));
	page->text[page->len++] = (char)('0' + row_of(&message->id));
	page->text[page->len] = '\0';
	page->last = *position;
	assert_memory_equal(message->summary, "sealed summary", 14);
	return true;
}

#define ANY .since_utc = INSTANT_NONE, .before_utc = INSTANT_NONE

/* All at once, and page by page of two: the same. */
static void must_list(struct bench *b, const char *name,
	const struct held_browse *browse, const char *expected)
{
	struct held_browse page = *browse;
	struct page whole = {.len = 0}, pages = {.len = 0};
	int64_t count;
	size_t before;

	OK(store_held_browse(b->s, browse, see, &whole, NULL));
	if (strcmp(whole.text, expected) != 0)
		fail_msg("%s: %s, not %s", name, whole.text, expected);
	page.limit = 2;
	do {
		before = pages.len;
		count = -1;
		OK(store_held_browse(b->s, &page, see, &pages, &count));
		assert_int_equal(count, strlen(expected));
		page.is_after = true;
		page.after = pages.last;
	} while (pages.len == before + 2);
	if (strcmp(pages.text, expected) != 0)
		fail_msg("%s, in pages: %s", name, pages.text);
}

static void fill(struct bench *b, void **state)
{
	bench_make(b, state);
	for (unsigned i = 0; i < SAMPLES; i++)
		put(b, i);
}

static void test_sorts(void **state)
{
	static const struct {
		const char *name;
		enum held_sort sort;
		bool is_descending;
		const char *expected;
	} rows[] = {
		{"received", HELD_BY_RECEIVED, false, "012345"},
		{"received, latest first", HELD_BY_RECEIVED, true, "543210"},
		{"expiry", HELD_BY_EXPIRY, false, "534120"},
		{"expiry, last first", HELD_BY_EXPIRY, true, "021435"},
		{"size", HELD_BY_SIZE, false, "254013"},
		{"size, largest first", HELD_BY_SIZE, true, "310452"},
		{"reason", HELD_BY_REASON, false, "204351"},
		{"reason, last first", HELD_BY_REASON, true, "153402"},
	};
	struct bench b;

	fill(&b, state);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		must_list(&b, rows[i].name,
			&(struct held_browse){ANY, .sort = rows[i].sort,
				.is_descending = rows[i].is_descending},
			rows[i].expected);
	bench_remove(&b, state);
}

static void test_filters(void **state)
{
	const struct pseudonym one[] = {key_of(1)};
	const struct pseudonym several[] = {key_of(99), key_of(4), key_of(6)};
	const struct {
		const char *name;
		struct held_browse browse;
		const char *expected;
	} rows[] = {
		{"reason", {ANY, .reason = REASON_UNKNOWN}, "024"},
		{"reason, the second of two",
			{ANY, .reason = REASON_OBJECTION_UNCONFIRMED}, "2"},
		{"reason that nobody has", {ANY, .reason = REASON_LISTED}, ""},
		{"purpose", {ANY, .purpose = "followup"}, "145"},
		{"purpose unknown", {ANY, .purpose = "no such"}, ""},
		{"both of one recipient",
			{ANY, .reason = REASON_NO_BASIS, .purpose = "followup"},
			"5"},
		{"both, of two recipients",
			{ANY, .reason = REASON_TOO_SOON,
				.purpose = "newsletter"},
			"5"},
		{"both, of no one recipient",
			{ANY, .reason = REASON_OBJECTION_UNCONFIRMED,
				.purpose = "followup"},
			""},
		{"received", {.since_utc = 1001, .before_utc = 1003}, "123"},
		{"states", {ANY, .states = HELD_WAITING}, "012345"},
		{"no such state", {ANY, .states = HELD_BIT(HELD_PASSED)}, ""},
		{"not asked for", {ANY, .is_requested = true}, ""},
		{"sender", {ANY, .sender = digest_of('a')}, "02"},
		{"null sender", {ANY, .sender = digest_of('-')}, "3"},
		{"sender's domain", {ANY, .sender_domain = digest_of('f')},
			"0125"},
		{"recipient", {ANY, .keys = one, .keys_len = 1}, "03"},
		{"recipient under several keys",
			{ANY, .keys = several, .keys_len = 3}, "25"},
		{"recipient and reason",
			{ANY, .keys = several, .keys_len = 3,
				.reason = REASON_UNKNOWN},
			""},
		{"domain of all recipients", {ANY, .domain = digest_of('x')},
			"025"},
		{"domain of one of them", {ANY, .domain = digest_of('y')},
			"12"},
		{"domain and reason of one recipient",
			{ANY, .domain = digest_of('y'),
				.reason = REASON_UNKNOWN},
			""},
		{"sorted too",
			{ANY, .sender = digest_of('b'), .sort = HELD_BY_SIZE},
			"51"},
	};
	struct bench b;

	fill(&b, state);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		must_list(&b, rows[i].name, &rows[i].browse, rows[i].expected);
	bench_remove(&b, state);
}

/* What is done to a message shows in the lists. */
static void test_changes(void **state)
{
	const struct held_browse asked = {ANY, .is_requested = true};
	const struct held_browse passing = {
		ANY, .states = HELD_BIT(HELD_RELEASING)};
	const struct held_browse by_expiry = {ANY, .sort = HELD_BY_EXPIRY};
	struct held_id first, third;
	struct bench b;

	fill(&b, state);
	held_id_format(1, &first);
	held_id_format(3, &third);
	OK(store_write_begin(b.s));
	OK(store_held_request(b.s, &first, 1500, NULL));
	OK(store_held_move(
		b.s, &third, 1, HELD_BIT(HELD_HELD), HELD_RELEASING, 1600));
	OK(store_held_extend(b.s, &third, 1));
	OK(store_write_commit(b.s));
	must_list(&b, "asked for", &asked, "0");
	must_list(&b, "under way", &passing, "2");
	must_list(&b, "kept otherwise", &by_expiry, "253410");
	OK(store_write_begin(b.s));
	OK(store_held_remove(b.s, &third));
	OK(store_write_commit(b.s));
	must_list(&b, "gone", &passing, "");
	bench_remove(&b, state);
}

static bool see_undigested(void *arg, const struct held_message *message)
{
	*(struct held_id *)arg = message->id;
	return true;
}

/* Of what came before there were digests. */
static void test_undigested(void **state)
{
	const unsigned number = 0;
	const struct held_digests digests = {
		.sender = *digest_of('c'),
		.sender_domain = *digest_of('g'),
		.numbers = &number,
		.domains = digest_of('z'),
		.len = 1,
	};
	const struct held_browse by_sender = {ANY, .sender = digest_of('c')};
	const struct held_browse by_domain = {ANY, .domain = digest_of('z')};
	struct held_id id = {""}, none;
	int64_t count;
	struct bench b;

	fill(&b, state);
	must_list(&b, "not known yet", &by_sender, "");
	OK(store_held_undigested_count(b.s, &count));
	assert_int_equal(count, 1);
	OK(store_held_undigested(b.s, 10, see_undigested, &id));
	assert_int_equal(row_of(&id), 4);
	OK(store_write_begin(b.s));
	OK(store_held_digest(b.s, &id, &digests));
	held_id_format(77, &none);
	IS(store_held_digest(b.s, &none, &digests), ERR_NOT_FOUND);
	OK(store_write_commit(b.s));
	OK(store_held_undigested_count(b.s, &count));
	assert_int_equal(count, 0);
	must_list(&b, "sender", &by_sender, "4");
	must_list(&b, "recipient's domain", &by_domain, "4");
	bench_remove(&b, state);
}

static bool see_count(void *arg, const struct held_count *count)
{
	char *text = arg;
	size_t len = strlen(text);

	(void)snprintf(text + len, 256 - len, "%s %s %d; ",
		reason_name(count->reason), count->purpose,
		(int)count->recipients);
	return true;
}

/* Whether a message has one recipient or two makes no difference. */
static void test_counts(void **state)
{
	char text[256] = "";
	struct bench b;

	fill(&b, state);
	OK(store_held_counts(b.s, see_count, text));
	assert_string_equal(text,
		"unknown followup 1; unknown newsletter 2; "
		"no-basis followup 1; no-basis newsletter 1; "
		"too-soon followup 1; too-soon newsletter 1; "
		"objection-unconfirmed newsletter 1; ");
	bench_remove(&b, state);
}

static bool see_act(void *arg, const struct journal_entry *entry)
{
	char *text = arg;
	size_t len = strlen(text);

	(void)snprintf(text + len, 64 - len, "%d ", (int)entry->at_utc);
	return true;
}

static void put_act(
	struct bench *b, enum journal_kind kind, int64_t at_utc, unsigned key)
{
	struct journal_entry entry = {.kind = kind,
		.at_utc = at_utc,
		.has_key = true,
		.key = key_of(key),
		.detail = "7K3MQW9X2ABC: why"};

	OK(store_write_begin(b->s));
	OK(store_journal_add(b->s, &entry));
	OK(store_write_commit(b->s));
}

static void test_acts(void **state)
{
	struct pseudonym key = key_of(1);
	const struct {
		const char *name;
		struct journal_filter filter;
		const char *expected;
	} rows[] = {
		{"of one person",
			{.since_utc = INSTANT_NONE,
				.is_of_quarantine = true,
				.key = &key},
			"1010 1030 "},
		{"of one person, since",
			{.since_utc = 1020,
				.is_of_quarantine = true,
				.key = &key},
			"1030 "},
		{"the newest",
			{.since_utc = INSTANT_NONE,
				.is_of_quarantine = true,
				.limit = 2},
			"1030 1020 "},
	};
	struct bench b;

	bench_make(&b, state);
	put_act(&b, JOURNAL_RELEASED, 1010, 1);
	put_act(&b, JOURNAL_OBJECTION, 1015, 1);
	put_act(&b, JOURNAL_REQUESTED, 1020, 2);
	put_act(&b, JOURNAL_RETURNED, 1030, 1);
	put_act(&b, JOURNAL_CONFIRMED, 1040, 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[64] = "";

		OK(store_journal_each(b.s, &rows[i].filter, see_act, text));
		if (strcmp(text, rows[i].expected) != 0)
			fail_msg("%s: %s", rows[i].name, text);
	}
	bench_remove(&b, state);
}

void contract_add_browse(
	struct rows *rows, const struct contract_backend *backend)
{
	static const struct contract_test tests[] = {
		{"pages of what is held, sorted", test_sorts},
		{"pages of what is held, chosen", test_filters},
		{"pages of what is held, and changes", test_changes},
		{"held before there were digests", test_undigested},
		{"counts of what is held", test_counts},
		{"what was decided about held messages", test_acts},
	};

	CONTRACT_ADD(rows, tests, backend);
}
