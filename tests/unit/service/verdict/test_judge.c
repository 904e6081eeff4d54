/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <limits.h>
#include <stdbool.h>

#include "core/policy_find.h"
#include "lib/settings_text.h"
#include "service/verdict/judge.h"

#define NOW 1530000000 /* 2018-06-26 10:00 in Warsaw */
#define DAY 86400

/* ------------------------------------------------- one installation a test */

struct house {
	struct tempdir dir;
	char keys[PATH_MAX / 2], db[PATH_MAX / 2];
	const struct settings *settings;
	struct office *office;
	struct judge *judge;
};

static int64_t fixed_now(void *arg)
{
	(void)arg;
	return NOW;
}

static const struct clock_source fixed_clock = {fixed_now, NULL};

static void make_keys(const struct house *h)
{
	char cause[KEYFILE_CAUSE_SIZE];

	assert_int_equal(keyfile_create(h->keys, NOW, cause), ERR_OK);
}

static const struct settings *settings_of(
	const struct house *h, const char *more)
{
	char text[4000 + 2 * PATH_MAX];

	snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\n"
		"store = 'sqlite:%s'\n"
		"key-file = '%s'\n"
		"own-domains = {'firma.example'}\n"
		"relation 'prospect' { retain = {'1 month after last-contact'}"
		" bases = {'legitimate-interest'} }\n"
		"source 'chat' { collected-for = {'followup'} }\n"
		"purpose 'followup' { bases = {'legitimate-interest'}\n"
		"  assessment = 'LIA-1'  min-interval = '3 days' }\n"
		"purpose 'other' { bases = {'consent'} }\n%s",
		h->db, h->keys, more);
	return settings_must(text);
}

static const struct settings *settings_with_page(const struct house *h)
{
	return settings_of(h, "unsubscribe { url = 'https://a.example/u/' }\n");
}

static void house_open(struct house *h, bool with_keys)
{
	const struct office_options options = {
		.settings = NULL,
		.clock = &fixed_clock,
		.create_store = true,
	};
	struct office_options o = options;

	tempdir_make(&h->dir);
	tempdir_path(&h->dir, "keys", h->keys);
	tempdir_path(&h->dir, "robinson.db", h->db);
	h->settings = settings_of(h, "");
	if (with_keys)
		make_keys(h);
	o.settings = h->settings;
	assert_int_equal(office_open(&o, &h->office), ERR_OK);
	assert_int_equal(judge_new(h->office, &h->judge), ERR_OK);
}

static void house_close(struct house *h)
{
	judge_free(&h->judge);
	office_close(&h->office);
	settings_unref(&h->settings);
	tempdir_remove(&h->dir);
}

/* ----------------------------------------------------------- what it holds */

struct pen {
	struct store *store;
	struct store_session *session;
	struct pseudonymizer *pseudonymizer;
};

static void pen_take(struct pen *p, struct house *h)
{
	char cause[OFFICE_CAUSE_SIZE];

	assert_int_equal(office_ready(h->office, cause), ERR_OK);
	p->store = office_store(h->office);
	assert_int_equal(store_session_get(p->store, &p->session), ERR_OK);
	assert_int_equal(
		pseudonymizer_new(office_keys(h->office), &p->pseudonymizer),
		ERR_OK);
	assert_int_equal(store_write_begin(p->session), ERR_OK);
}

static void pen_drop(struct pen *p)
{
	assert_int_equal(store_write_commit(p->session), ERR_OK);
	store_session_put(p->store, &p->session);
	pseudonymizer_free(&p->pseudonymizer);
}

static struct pseudonym key_of(struct pen *p, const char *address)
{
	const struct address_rules rules = {0};
	struct pseudonym key;
	struct address a;

	assert_int_equal(
		address_parse(&rules, address, strlen(address), &a, NULL),
		ERR_OK);
	assert_int_equal(
		pseudonym_of_address(p->pseudonymizer, &a, &key), ERR_OK);
	return key;
}

static void add_prospect(struct house *h, const char *address, int64_t contact)
{
	const struct store_person person = {
		.relation = "prospect",
		.relation_since_utc = contact,
		.relation_end_utc = INSTANT_NONE,
		.source = "chat",
		.collected_utc = contact,
		.last_contact_utc = contact,
		.failure_utc = INSTANT_NONE,
		.restricted_utc = INSTANT_NONE,
	};
	struct pseudonym key;
	struct pen p;

	pen_take(&p, h);
	key = key_of(&p, address);
	assert_int_equal(store_person_put(p.session, &key, &person), ERR_OK);
	pen_drop(&p);
}

static void object_domain(struct house *h, const char *domain)
{
	const struct objection o = {
		.at_utc = NOW - DAY, .by_domain = true, .recorded_utc = 90};
	struct pseudonym key;
	struct pen p;

	pen_take(&p, h);
	assert_int_equal(
		pseudonym_of_domain(p.pseudonymizer, domain, &key), ERR_OK);
	assert_int_equal(store_objection_add(p.session, &key, &o), ERR_OK);
	pen_drop(&p);
}

struct seen {
	size_t len;
	struct journal_entry last;
	char last_queue_id[JOURNAL_QUEUE_ID_MAX + 1];
	char last_purpose[64];
	char sender[256];
	struct pseudonymizer *pseudonymizer;
};

static bool see(void *arg, const struct journal_entry *entry)
{
	struct seen *s = arg;

	s->len++;
	s->last = *entry;
	snprintf(s->last_queue_id, sizeof(s->last_queue_id), "%s",
		entry->queue_id ? entry->queue_id : "");
	snprintf(s->last_purpose, sizeof(s->last_purpose), "%s",
		entry->purpose ? entry->purpose : "");
	assert_int_equal(pseudonym_open_name(s->pseudonymizer, entry->sender,
				 entry->sender_len, s->sender),
		ERR_OK);
	return true;
}

static struct seen read_journal(struct house *h)
{
	const struct journal_filter all = {.since_utc = INSTANT_NONE};
	struct seen seen = {0};
	struct pen p;

	pen_take(&p, h);
	seen.pseudonymizer = p.pseudonymizer;
	assert_int_equal(
		store_journal_each(p.session, &all, see, &seen), ERR_OK);
	pen_drop(&p);
	return seen;
}

static size_t sends_of(struct house *h, const char *address)
{
	struct subject subject;
	struct pseudonym key;
	struct pen p;
	size_t n;

	pen_take(&p, h);
	key = key_of(&p, address);
	subject_init(&subject);
	assert_int_equal(
		store_subject_get(p.session, &key, NULL, 0, true, &subject),
		ERR_OK);
	n = subject.sends_len;
	subject_free(&subject);
	pen_drop(&p);
	return n;
}

static struct judge_item ask(struct house *h, const char *recipient,
	const struct message_mark *message)
{
	struct judge_item item = {
		.recipient = recipient,
		.purpose = policy_purpose(&h->settings->policy, "followup"),
	};

	assert_int_equal(
		judge_decide(h->judge, h->settings, message, &item, 1), ERR_OK);
	assert_true(item.is_decided);
	return item;
}

static struct judge_envelope envelope_of(const struct house *h)
{
	return (struct judge_envelope){
		.settings = h->settings,
		.queue_id = "4F3K2",
		.host = "mx.firma.example",
		.sender = "ania",
	};
}

/* ------------------------------------------------------------- decisions */

struct row {
	const char *name;
	const char *recipient;
	enum reason reason;
	bool is_target, has_key;
};

static const struct row rows[] = {
	{"a prospect may be written to", "<adam.nowak@example.com>",
		REASON_ALLOWED, true, true},
	{"in any spelling", "Adam.Nowak+oferta@EXAMPLE.com", REASON_ALLOWED,
		true, true},
	{"a stranger may not", "<new@example.com>", REASON_UNKNOWN, true, true},
	{"an address that is none", "<nobody>", REASON_BAD_ADDRESS, true,
		false},
	{"the firm's own domain is no target", "<jan@FIRMA.example>",
		REASON_ALLOWED, false, false},
	{"but a domain below it is", "<jan@shop.firma.example>", REASON_UNKNOWN,
		true, true},
	{"a domain that objected", "<x@closed.example>", REASON_OBJECTED, true,
		true},
	{"and every domain below it", "<x@a.b.closed.example>", REASON_OBJECTED,
		true, true},
	{"but none above it", "<x@example>", REASON_UNKNOWN, true, true},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct judge_item item;
	struct house h;

	house_open(&h, true);
	add_prospect(&h, "adam.nowak@example.com", NOW - 10 * DAY);
	object_domain(&h, "closed.example");
	item = ask(&h, row->recipient, NULL);
	assert_string_equal(
		reason_name(item.verdict.reason), reason_name(row->reason));
	assert_int_equal(item.is_target, row->is_target);
	assert_int_equal(item.has_key, row->has_key);
	house_close(&h);
}

static void fifty_at_once(void **state)
{
	struct judge_item items[50] = {0};
	char names[50][40];
	struct house h;

	(void)state;
	house_open(&h, true);
	for (size_t i = 0; i < 50; i++) {
		snprintf(names[i], sizeof(names[i]), "u%zu@example.com", i);
		if (i % 2)
			add_prospect(&h, names[i], NOW - DAY);
		items[i].recipient = names[i];
		items[i].purpose =
			policy_purpose(&h.settings->policy, "followup");
	}
	items[7].purpose = NULL;
	assert_int_equal(
		judge_decide(h.judge, h.settings, NULL, items, 50), ERR_OK);
	for (size_t i = 0; i < 50; i++) {
		assert_int_equal(items[i].is_decided, i != 7);
		if (i != 7)
			assert_int_equal(items[i].verdict.reason,
				i % 2 ? REASON_ALLOWED : REASON_UNKNOWN);
	}
	house_close(&h);
}

/* ------------------------------------------------------------- recording */

static struct message_mark mark_of(
	struct house *h, const char *id, const char *origin)
{
	const struct judge_message message = {id, id ? strlen(id) : 0, origin};
	struct message_mark mark;

	assert_int_equal(judge_message_mark(h->judge, &message, &mark), ERR_OK);
	return mark;
}

static void entries_and_sends(void **state)
{
	struct message_mark message;
	struct judge_envelope envelope;
	struct judge_item items[3];
	struct seen seen;
	struct house h;

	(void)state;
	house_open(&h, true);
	add_prospect(&h, "adam@example.com", NOW - DAY);
	envelope = envelope_of(&h);
	message = mark_of(&h, "1@x", "today ania");
	items[0] = ask(&h, "adam@example.com", &message);
	items[0].is_enforced = items[0].counts_as_send = true;
	items[1] = ask(&h, "nobody", &message);
	items[1].counts_as_send = true;
	items[2] = ask(&h, "jan@firma.example", &message);
	assert_int_equal(
		judge_record(h.judge, &envelope, &message, items, 3), ERR_OK);
	assert_true(strlen(items[0].ref) >= 8);
	assert_true(strlen(items[1].ref) >= 8);
	assert_string_not_equal(items[0].ref, items[1].ref);
	assert_string_equal(items[2].ref, "");
	/* Once more writes nothing: they are recorded. */
	assert_int_equal(
		judge_record(h.judge, &envelope, &message, items, 3), ERR_OK);
	seen = read_journal(&h);
	assert_int_equal(seen.len, 2);
	assert_string_equal(seen.last_queue_id, "4F3K2");
	assert_string_equal(seen.last_purpose, "followup");
	assert_string_equal(seen.sender, "ania");
	assert_int_equal(seen.last.at_utc, NOW);
	assert_int_equal(sends_of(&h, "adam@example.com"), 1);
	house_close(&h);
}

static void known_again(void **state)
{
	struct message_mark first, second;
	struct judge_envelope envelope;
	struct judge_item item;
	struct house h;

	(void)state;
	house_open(&h, true);
	add_prospect(&h, "adam@example.com", NOW - DAY);
	envelope = envelope_of(&h);
	first = mark_of(&h, "1@x", "today ania");
	second = mark_of(&h, "2@x", "today ania");
	item = ask(&h, "adam@example.com", &first);
	item.counts_as_send = true;
	assert_int_equal(
		judge_record(h.judge, &envelope, &first, &item, 1), ERR_OK);
	/* A retry of it is no second send, another message comes too soon. */
	item = ask(&h, "adam@example.com", &first);
	assert_int_equal(item.verdict.reason, REASON_ALLOWED);
	assert_false(judge_is_provisional(&item));
	item = ask(&h, "adam@example.com", &second);
	assert_int_equal(item.verdict.reason, REASON_TOO_SOON);
	/* Nor does it excuse that somebody uses its Message-ID again. */
	second = mark_of(&h, "1@x", "tomorrow ania");
	item = ask(&h, "adam@example.com", &second);
	assert_int_equal(item.verdict.reason, REASON_TOO_SOON);
	second = mark_of(&h, "1@x", NULL);
	item = ask(&h, "adam@example.com", &second);
	assert_int_equal(item.verdict.reason, REASON_TOO_SOON);
	item = ask(&h, "adam@example.com", NULL);
	assert_true(judge_is_provisional(&item));
	house_close(&h);
}

/* Each is a send of its own, though nothing of it differs. */
static void never_known_again(void **state)
{
	static const char *const lacks[][2] = {
		{NULL, "today ania"}, {"1@x", NULL}, {NULL, NULL}};
	struct judge_envelope envelope;
	struct house h;

	(void)state;
	house_open(&h, true);
	add_prospect(&h, "adam@example.com", NOW - DAY);
	envelope = envelope_of(&h);
	for (size_t i = 0; i < 6; i++) {
		const char *const *row = lacks[i / 2];
		struct message_mark mark = mark_of(&h, row[0], row[1]);
		struct judge_item item = ask(&h, "adam@example.com", &mark);

		assert_true(mark.is_unique);
		item.counts_as_send = true;
		assert_int_equal(
			judge_record(h.judge, &envelope, &mark, &item, 1),
			ERR_OK);
		assert_int_equal(sends_of(&h, "adam@example.com"), i + 1);
	}
	house_close(&h);
}

static void declared_none(void **state)
{
	struct judge_envelope envelope;
	char ref[JOURNAL_REF_SIZE];
	struct seen seen;
	struct house h;

	(void)state;
	house_open(&h, true);
	envelope = envelope_of(&h);
	assert_int_equal(
		judge_record_declared(h.judge, &envelope, 3, ref), ERR_OK);
	seen = read_journal(&h);
	assert_int_equal(seen.len, 1);
	assert_int_equal(seen.last.reason, REASON_NOT_MARKETING);
	assert_false(seen.last.has_key);
	assert_string_equal(seen.last_purpose, "none");
	assert_string_equal(seen.sender, "ania");
	house_close(&h);
}

/* ---------------------------------------------------------------- faults */

static void missing_keys_are_a_fault(void **state)
{
	struct judge_item item = {.recipient = "adam@example.com"};
	struct house h;

	(void)state;
	house_open(&h, false);
	item.purpose = policy_purpose(&h.settings->policy, "followup");
	assert_int_equal(judge_decide(h.judge, h.settings, NULL, &item, 1),
		ERR_UNAVAILABLE);
	assert_false(item.is_decided);
	assert_non_null(strstr(judge_cause(h.judge), h.keys));
	/* An address that is none needs no store to be refused. */
	item.recipient = "nobody";
	assert_int_equal(
		judge_decide(h.judge, h.settings, NULL, &item, 1), ERR_OK);
	assert_int_equal(item.verdict.reason, REASON_BAD_ADDRESS);
	/* And it heals, a second later at the latest. */
	make_keys(&h);
	usleep(1050000);
	item = ask(&h, "adam@example.com", NULL);
	assert_int_equal(item.verdict.reason, REASON_UNKNOWN);
	house_close(&h);
}

static void other_keys_are_a_fault(void **state)
{
	struct judge_item item = {.recipient = "adam@example.com"};
	char aside[PATH_MAX];
	struct judge *judge;
	struct office *office;
	struct office_options o = {.clock = &fixed_clock};
	struct house h;

	(void)state;
	house_open(&h, true);
	add_prospect(&h, "adam@example.com", NOW - DAY);
	snprintf(aside, sizeof(aside), "%s.aside", h.keys);
	assert_int_equal(rename(h.keys, aside), 0);
	make_keys(&h);
	o.settings = h.settings;
	assert_int_equal(office_open(&o, &office), ERR_OK);
	assert_int_equal(judge_new(office, &judge), ERR_OK);
	item.purpose = policy_purpose(&h.settings->policy, "followup");
	assert_int_not_equal(
		judge_decide(judge, h.settings, NULL, &item, 1), ERR_OK);
	assert_false(item.is_decided);
	/* The right file is put back: the judge goes on with it. */
	assert_int_equal(rename(aside, h.keys), 0);
	usleep(1050000);
	assert_int_not_equal(
		judge_decide(judge, h.settings, NULL, &item, 1), ERR_OK);
	assert_int_equal(
		judge_decide(judge, h.settings, NULL, &item, 1), ERR_OK);
	assert_int_equal(item.verdict.reason, REASON_ALLOWED);
	judge_free(&judge);
	office_close(&office);
	house_close(&h);
}

static enum err settle(void *arg, const struct settings *settings,
	char cause_r[OFFICE_CAUSE_SIZE])
{
	(void)settings;
	snprintf(cause_r, OFFICE_CAUSE_SIZE, "three wait");
	return *(enum err *)arg;
}

/* What was said on the public page is on record before anybody is judged. */
static void what_waits_is_settled(void **state)
{
	struct judge_item item = {.recipient = "adam@example.com"};
	enum err answer = ERR_UNAVAILABLE;
	const struct office_settler settler = {settle, &answer};
	const struct settings *page;
	struct house h;

	(void)state;
	house_open(&h, true);
	page = settings_with_page(&h);
	add_prospect(&h, "adam@example.com", NOW - DAY);
	item.purpose = policy_purpose(&page->policy, "followup");
	/* A program that settles nothing judges nobody. */
	assert_int_equal(
		judge_decide(h.judge, page, NULL, &item, 1), ERR_UNAVAILABLE);
	office_settle_by(h.office, &settler);
	assert_int_equal(
		judge_decide(h.judge, page, NULL, &item, 1), ERR_UNAVAILABLE);
	assert_string_equal(judge_cause(h.judge), "three wait");
	assert_false(item.is_decided);
	answer = ERR_OK;
	assert_int_equal(judge_decide(h.judge, page, NULL, &item, 1), ERR_OK);
	assert_int_equal(item.verdict.reason, REASON_ALLOWED);
	settings_unref(&page);
	house_close(&h);
}

static void reload_keeps_what_is_open(void **state)
{
	char cause[OFFICE_CAUSE_SIZE] = "";
	const struct settings *before, *now;
	struct house h, other;

	(void)state;
	house_open(&h, true);
	house_open(&other, true);
	before = office_settings(h.office);
	assert_int_equal(
		office_reload(h.office, other.settings, cause), ERR_DENIED);
	assert_non_null(strstr(cause, "store"));
	now = office_settings(h.office);
	assert_ptr_equal(before, now);
	settings_unref(&now);
	settings_unref(&before);
	house_close(&other);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "what waits is settled before",
		what_waits_is_settled, NULL);
	rows_add_one(&all, "fifty recipients at once", fifty_at_once, NULL);
	rows_add_one(&all, "entries and sends are written once",
		entries_and_sends, NULL);
	rows_add_one(&all, "a message is known again by its Message-ID",
		known_again, NULL);
	rows_add_one(&all, "without Message-ID or Date it never is",
		never_known_again, NULL);
	rows_add_one(&all, "declared not to be marketing", declared_none, NULL);
	rows_add_one(&all, "a missing key file is a fault and heals",
		missing_keys_are_a_fault, NULL);
	rows_add_one(&all, "another key file is a fault and heals",
		other_keys_are_a_fault, NULL);
	rows_add_one(&all, "a reload cannot exchange the store",
		reload_keeps_what_is_open, NULL);
	return rows_run("judge", &all);
}
