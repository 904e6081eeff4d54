/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do-not-mail lists in a verdict: for live mail, for a check and in words.
 * It is 2018-07-01 12:00 in Warsaw, always.
 */
#include "core/policy_find.h"
#include "unit/service/house.h"

#include "lists/update.h"
#include "service/person/record.h"
#include "service/verdict/explain.h"
#include "service/verdict/judge.h"

#define DAY 86400

struct listed_house {
	struct house h;
	struct judge *judge;
};

static int64_t clock_at_noon(void *arg)
{
	(void)arg;
	return HOUSE_NOW;
}

/* "wide" is for both purposes, and an explicit consent outweighs it; "narrow"
 * is for the newsletter alone. */
static void open_house(struct listed_house *lh)
{
	static const struct clock_source clock = {clock_at_noon, NULL};
	struct office_options options = {.clock = &clock, .create_store = true};
	char text[8 * PATH_MAX], keys[PATH_MAX / 2], cause[DESK_CAUSE_SIZE];
	struct house *h = &lh->h;

	tempdir_make(&h->dir);
	tempdir_path(&h->dir, "keys", keys);
	snprintf(text, sizeof(text),
		"timezone = 'Europe/Warsaw'\n"
		"store = 'sqlite:%s/robinson.db'\n"
		"key-file = '%s/keys'\n"
		"relation 'prospect' { retain = {'1 month after last-contact'}"
		" bases = {'legitimate-interest'} }\n"
		"source 'chat' { collected-for = {'followup', 'newsletter',"
		" 'other'} }\n"
		"purpose 'followup' { bases = {'legitimate-interest',"
		" 'consent'} assessment = 'LIA-1' }\n"
		"purpose 'newsletter' { bases = {'consent'} }\n"
		"purpose 'other' { bases = {'legitimate-interest'}"
		" assessment = 'LIA-1' }\n"
		"list 'wide' { format = addresses file = '%s/wide'"
		" max-age = '30 days' unless = {'explicit-consent'}"
		" purposes = {'followup', 'newsletter'} }\n"
		"list 'narrow' { format = addresses file = '%s/narrow'"
		" max-age = '30 days' purposes = {'newsletter'} }\n"
		"list 'hex' { format = sha1 file = '%s/hex'"
		" purposes = {'other'} }\n",
		h->dir.path, h->dir.path, h->dir.path, h->dir.path,
		h->dir.path);
	h->flood = NULL;
	h->settings = settings_must(text);
	assert_int_equal(keyfile_create(keys, HOUSE_NOW, cause), ERR_OK);
	options.settings = h->settings;
	assert_int_equal(office_open(&options, &h->office), ERR_OK);
	assert_int_equal(desk_open(h->office, "ania", &h->desk, cause), ERR_OK);
	assert_int_equal(judge_new(h->office, &lh->judge), ERR_OK);
}

static void close_house(struct listed_house *lh)
{
	judge_free(&lh->judge);
	house_close(&lh->h);
}

static void install(
	struct house *h, size_t which, const char *entries, int64_t dated_utc)
{
	char source[PATH_MAX / 2];
	struct update_report report;
	const struct update_options options = {
		.dnm = &h->settings->dnm[which],
		.rules = &h->settings->address_rules,
		.source = source,
		.now_utc = HOUSE_NOW,
		.dated_utc = dated_utc,
		.force = true,
	};

	tempdir_path(&h->dir, "source", source);
	settings_file_put(source, entries, strlen(entries));
	assert_int_equal(dnm_update(&options, &report), ERR_OK);
}

/* A prospect of yesterday, who consented to both purposes. */
static void add_person(struct house *h, const char *who, const char *basis)
{
	const struct record_contact contact = {.who = who,
		.at_utc = HOUSE_NOW - DAY,
		.relation = "prospect",
		.source = "chat"};
	struct buf said;

	buf_init(&said, 4000);
	assert_int_equal(record_contact(h->desk, &contact, &said), ERR_OK);
	for (size_t i = 0; basis && i < h->settings->policy.purposes_len; i++) {
		const struct record_grant grant = {.who = who,
			.purpose = h->settings->policy.purposes[i].name,
			.basis = basis,
			.at_utc = HOUSE_NOW - DAY,
			.expires_utc = INSTANT_NONE,
			.evidence = "form"};

		assert_int_equal(record_grant(h->desk, &grant, &said), ERR_OK);
	}
	buf_free(&said);
}

static const struct row {
	const char *name;
	const char *who;
	const char *basis; /* NULL: the relation's own */
	bool objects;
	const char *purpose;
	const char *wide, *narrow; /* entries; NULL: the list is not there */
	int64_t wide_days; /* its age */
	const char *reason; /* NULL: a fault */
	const char *list;
} rows[] = {
	{"on no list", "a@x.example", NULL, false, "followup", "b@x.example",
		"c@x.example", 0, "allowed", NULL},
	{"on a list for all purposes", "a@x.example", NULL, false, "followup",
		"a@x.example", "c@x.example", 0, "listed", "wide"},
	{"by the domain above", "a@b.x.example", NULL, false, "followup",
		"@x.example", "c@x.example", 0, "listed", "wide"},
	{"on a list for another purpose", "a@x.example", NULL, false,
		"followup", "b@x.example", "a@x.example", 0, "allowed", NULL},
	{"on the list of this purpose", "a@x.example", "consent", false,
		"newsletter", "b@x.example", "a@x.example", 0, "listed",
		"narrow"},
	{"consent does not outweigh", "a@x.example", "consent", false,
		"followup", "a@x.example", "b@x.example", 0, "listed", "wide"},
	{"explicit consent outweighs", "a@x.example", "explicit-consent", false,
		"followup", "a@x.example", "b@x.example", 0, "allowed", NULL},
	{"one list, not the other", "a@x.example", "explicit-consent", false,
		"newsletter", "a@x.example", "a@x.example", 0, "listed",
		"narrow"},
	{"nobody known is listed too", "a@x.example", "none", false, "followup",
		"a@x.example", "b@x.example", 0, "listed", "wide"},
	{"of the last day", "a@x.example", NULL, false, "followup",
		"b@x.example", "b@x.example", 30, "allowed", NULL},
	{"too old", "a@x.example", NULL, false, "followup", "b@x.example",
		"b@x.example", 31, NULL, NULL},
	{"too old, and the person objected", "a@x.example", NULL, true,
		"followup", "b@x.example", "b@x.example", 31, "objected", NULL},
	{"too old, and outweighed", "a@x.example", "explicit-consent", false,
		"followup", "b@x.example", "b@x.example", 31, "allowed", NULL},
	{"not there", "a@x.example", NULL, false, "followup", NULL,
		"b@x.example", 0, NULL, NULL},
	{"not there, and nobody known", "a@x.example", "none", false,
		"followup", NULL, "b@x.example", 0, NULL, NULL},
	{"not there, for another purpose", "a@x.example", NULL, false,
		"followup", "b@x.example", NULL, 0, "allowed", NULL},
	{"not there, and another list has it", "a@x.example", "consent", false,
		"newsletter", "a@x.example", NULL, 0, "listed", "wide"},
};

static void prepare(struct listed_house *lh, const struct row *r)
{
	const struct record_object objection = {
		.who = r->who, .at_utc = HOUSE_NOW - DAY};
	struct buf said;

	buf_init(&said, 4000);
	open_house(lh);
	if (r->wide)
		install(&lh->h, 0, r->wide, HOUSE_NOW - r->wide_days * DAY);
	if (r->narrow)
		install(&lh->h, 1, r->narrow, HOUSE_NOW);
	if (!r->basis || strcmp(r->basis, "none") != 0)
		add_person(&lh->h, r->who, r->basis);
	if (r->objects)
		assert_int_equal(
			record_object(lh->h.desk, &objection, &said), ERR_OK);
	buf_free(&said);
}

static void judge_row(struct listed_house *lh, const struct row *r)
{
	const struct settings *s = lh->h.settings;
	struct judge_item item = {.recipient = r->who,
		.purpose = policy_purpose(&s->policy, r->purpose)};
	enum err e = judge_decide(lh->judge, s, NULL, &item, 1);

	assert_int_equal(e, r->reason ? ERR_OK : ERR_UNAVAILABLE);
	assert_int_equal(item.is_decided, r->reason != NULL);
	if (!r->reason) {
		print_message("# %s\n", judge_cause(lh->judge));
		assert_non_null(strstr(
			judge_cause(lh->judge), "do-not-mail list \"wide\": "));
		return;
	}
	assert_string_equal(reason_name(item.verdict.reason), r->reason);
	if (r->list)
		assert_string_equal(item.verdict.list, r->list);
	else
		assert_null(item.verdict.list);
}

static void check_one(struct listed_house *lh, const struct row *r)
{
	struct check_item item = {.text = r->who, .text_len = strlen(r->who)};
	struct desk *desk = lh->h.desk;
	const struct policy_purpose *p;
	struct check_query query;

	assert_int_equal(desk_purpose(desk, r->purpose, &p), ERR_OK);
	check_query_init(desk, p, INSTANT_NONE, &query);
	assert_int_equal(check_batch(desk, &query, &item, 1),
		r->reason ? ERR_OK : ERR_UNAVAILABLE);
	if (r->reason)
		assert_string_equal(
			reason_name(item.verdict.reason), r->reason);
	else
		assert_non_null(strstr(desk->cause, "list \"wide\": "));
}

static void explain_one(struct listed_house *lh, const struct row *r)
{
	struct desk *desk = lh->h.desk;
	struct explanation explanation;
	const struct policy_purpose *p;
	struct check_query query;
	bool held[REASON_COUNT];
	struct verdict v;
	enum err e;

	assert_int_equal(desk_purpose(desk, r->purpose, &p), ERR_OK);
	check_query_init(desk, p, INSTANT_NONE, &query);
	assert_int_equal(
		explain_get(desk, r->who, HOUSE_NOW, true, &explanation),
		ERR_OK);
	e = explain_rules(desk, &explanation, &query, held, &v);
	if (r->reason)
		assert_string_equal(reason_name(v.reason), r->reason);
	else
		assert_int_equal(e, ERR_UNAVAILABLE);
	if (r->list)
		assert_true(held[REASON_LISTED]);
	explanation_free(&explanation);
}

static void check_row(void **state)
{
	const struct row *r = *state;
	struct listed_house lh;

	prepare(&lh, r);
	judge_row(&lh, r);
	check_one(&lh, r);
	explain_one(&lh, r);
	close_house(&lh);
}

/* Two spellings of one person, of which the list's owner was given one: the
 * digest says nothing of the other. */
static void two_spellings(void **state)
{
	struct check_item items[3] = {{.text = "a@x.example", .text_len = 11},
		{.text = "a+x@x.example", .text_len = 13},
		{.text = "A@x.example", .text_len = 11}};
	const struct policy_purpose *p;
	struct listed_house lh;
	struct check_query query;

	(void)state;
	open_house(&lh);
	/* SHA-1 of a+x@x.example */
	install(&lh.h, 2, "2bed869fe630ef81fc2772f2eb073544921b3ad8",
		HOUSE_NOW);
	add_person(&lh.h, "a@x.example", NULL);
	assert_int_equal(desk_purpose(lh.h.desk, "other", &p), ERR_OK);
	check_query_init(lh.h.desk, p, INSTANT_NONE, &query);
	assert_int_equal(check_batch(lh.h.desk, &query, items, 3), ERR_OK);
	assert_int_equal(items[0].verdict.reason, REASON_ALLOWED);
	assert_int_equal(items[1].verdict.reason, REASON_LISTED);
	assert_int_equal(items[2].verdict.reason, REASON_ALLOWED);
	close_house(&lh);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "two spellings", two_spellings, NULL);
	return rows_run("listed", &all);
}
