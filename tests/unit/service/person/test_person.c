/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules W5 */
/* What is newly learnt of a person joins what is on record. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "service/person/person.h"

#define LINES_MAX 12

/* Days; NULL: none is known. */
struct facts {
	const char *relation, *since, *end;
	const char *source, *collected, *contact, *failure, *ref;
};

#define SINCE(name, day) .relation = name, .since = day
#define WHOLE                                                                 \
	.source = "chat", .collected = "2018-05-01", .contact = "2018-05-02", \
	.failure = "2018-05-03", .ref = "crm:1"
#define PROSPECT SINCE("prospect", "2018-05-10")

static const struct row {
	const char *name;
	struct facts before; /* what is on record */
	struct facts now; /* what is learnt */
	const char *stated; /* of the relation; "since" where NULL */
	bool is_concluded; /* the relation's date was not stated */
	struct facts after;
	enum person_relation became;
	const char *past; /* what is superseded, a line each, sorted */
	int returned_days; /* of the silence that ended; 0: none did */
} rows_of_facts[] = {
	{"nothing is learnt of nobody", .past = ""},
	{"nothing is learnt", {PROSPECT, WHOLE}, .after = {PROSPECT, WHOLE},
		.past = ""},
	/* Contacts: the latest counts. */
	{"a first contact", {.relation = NULL}, {.contact = "2018-06-01"},
		.after = {.contact = "2018-06-01"}, .past = ""},
	{"a later contact", {.contact = "2018-06-01"},
		{.contact = "2018-06-02"}, .after = {.contact = "2018-06-02"},
		.past = "contact 2018-06-01\n"},
	{"an earlier contact", {.contact = "2018-06-02"},
		{.contact = "2018-06-01"}, .after = {.contact = "2018-06-02"},
		.past = "contact 2018-06-01\n"},
	{"the same contact", {.contact = "2018-06-02"},
		{.contact = "2018-06-02"}, .after = {.contact = "2018-06-02"},
		.past = ""},
	/* E6: what a silence lasted, of nobody. */
	{"a silence since the last contact",
		{PROSPECT, .collected = "2018-05-01", .contact = "2018-06-01"},
		{.contact = "2018-06-08"},
		.after = {PROSPECT, .collected = "2018-05-01",
			.contact = "2018-06-08"},
		.past = "contact 2018-06-01\n", .returned_days = 7},
	{"a silence of one day", {PROSPECT, .contact = "2018-06-01"},
		{.contact = "2018-06-02"},
		.after = {PROSPECT, .contact = "2018-06-02"},
		.past = "contact 2018-06-01\n", .returned_days = 1},
	{"a silence since the collection",
		{PROSPECT, .collected = "2018-05-01"},
		{.contact = "2018-05-31"},
		.after = {PROSPECT, .collected = "2018-05-01",
			.contact = "2018-05-31"},
		.past = "", .returned_days = 30},
	{"a contact before the collection is the end of none",
		{PROSPECT, .collected = "2018-05-31"},
		{.contact = "2018-05-01"},
		.after = {PROSPECT, .collected = "2018-05-31",
			.contact = "2018-05-01"},
		.past = ""},
	{"since when is not known", {PROSPECT}, {.contact = "2018-06-01"},
		.after = {PROSPECT, .contact = "2018-06-01"}, .past = ""},
	/* Failures: the latest counts. */
	{"a first failure", {.relation = NULL}, {.failure = "2018-06-01"},
		.after = {.failure = "2018-06-01"}, .past = ""},
	{"a later failure", {.failure = "2018-06-01"},
		{.failure = "2018-06-02"}, .after = {.failure = "2018-06-02"},
		.past = "failure 2018-06-01\n"},
	{"an earlier failure", {.failure = "2018-06-02"},
		{.failure = "2018-06-01"}, .after = {.failure = "2018-06-02"},
		.past = "failure 2018-06-01\n"},
	{"the same failure", {.failure = "2018-06-02"},
		{.failure = "2018-06-02"}, .after = {.failure = "2018-06-02"},
		.past = ""},
	/* The collection: the earliest counts, and its source. */
	{"a first collection", {.relation = NULL},
		{.source = "chat", .collected = "2018-06-01"},
		.after = {.source = "chat", .collected = "2018-06-01"},
		.past = ""},
	{"a source without a date", {.relation = NULL}, {.source = "chat"},
		.after = {.source = "chat"}, .past = ""},
	{"a date without a source", {.relation = NULL},
		{.collected = "2018-06-01"},
		.after = {.collected = "2018-06-01"}, .past = ""},
	{"an earlier collection", {.source = "chat", .collected = "2018-06-02"},
		{.source = "shop", .collected = "2018-06-01"},
		.after = {.source = "shop", .collected = "2018-06-01"},
		.past = ""},
	{"an earlier collection of no source",
		{.source = "chat", .collected = "2018-06-02"},
		{.collected = "2018-06-01"},
		.after = {.source = "chat", .collected = "2018-06-01"},
		.past = ""},
	{"a later collection", {.source = "chat", .collected = "2018-06-01"},
		{.source = "shop", .collected = "2018-06-02"},
		.after = {.source = "chat", .collected = "2018-06-01"},
		.past = ""},
	{"another collection of that day",
		{.source = "chat", .collected = "2018-06-01"},
		{.source = "shop", .collected = "2018-06-01"},
		.after = {.source = "chat", .collected = "2018-06-01"},
		.past = ""},
	{"another source without a date",
		{.source = "chat", .collected = "2018-06-01"},
		{.source = "shop"},
		.after = {.source = "chat", .collected = "2018-06-01"},
		.past = ""},
	{"a date where only the source is known", {.source = "chat"},
		{.source = "shop", .collected = "2018-06-01"},
		.after = {.source = "chat", .collected = "2018-06-01"},
		.past = ""},
	{"a source where only the date is known", {.collected = "2018-06-01"},
		{.source = "shop", .collected = "2018-06-02"},
		.after = {.source = "shop", .collected = "2018-06-01"},
		.past = ""},
	/* The reference: the last one told. */
	{"a reference", {.source = "chat"}, {.ref = "crm:1"},
		.after = {.source = "chat", .ref = "crm:1"}, .past = ""},
	{"another reference", {.ref = "crm:1"}, {.ref = "crm:2"},
		.after = {.ref = "crm:2"}, .past = ""},
	/* The relation changes only by what is dated later. */
	{"a first relation", {.source = "chat"}, {PROSPECT},
		.after = {PROSPECT, .source = "chat"},
		.became = PERSON_RELATION_SET, .past = ""},
	{"a first relation that has an end", {.source = "chat"},
		{PROSPECT, .end = "2018-06-10"},
		.after = {PROSPECT, .end = "2018-06-10", .source = "chat"},
		.became = PERSON_RELATION_SET, .past = ""},
	{"a first relation whose beginning is not known", {.source = "chat"},
		{.relation = "prospect"}, .stated = "2018-05-10",
		.after = {.relation = "prospect", .source = "chat"},
		.became = PERSON_RELATION_SET, .past = ""},
	{"the same relation later", {PROSPECT},
		{SINCE("prospect", "2018-05-20")}, .after = {PROSPECT},
		.past = ""},
	{"the same relation earlier", {PROSPECT},
		{SINCE("prospect", "2018-05-01")}, .after = {PROSPECT},
		.past = "relation prospect 2018-05-01 2018-05-10\n"},
	{"the same relation earlier, as concluded", {PROSPECT},
		{SINCE("prospect", "2018-05-01")}, .is_concluded = true,
		.after = {PROSPECT}, .past = ""},
	{"the same relation after it had ended",
		{PROSPECT, .end = "2018-05-20"},
		{SINCE("prospect", "2018-05-25")},
		.after = {SINCE("prospect", "2018-05-25")},
		.became = PERSON_RELATION_SET,
		.past = "relation prospect 2018-05-10 2018-05-20\n"},
	{"the same relation at its end", {PROSPECT, .end = "2018-05-20"},
		{SINCE("prospect", "2018-05-20")},
		.after = {SINCE("prospect", "2018-05-20")},
		.became = PERSON_RELATION_SET,
		.past = "relation prospect 2018-05-10 2018-05-20\n"},
	{"the same relation before its end", {PROSPECT, .end = "2018-05-20"},
		{SINCE("prospect", "2018-05-19")},
		.after = {PROSPECT, .end = "2018-05-20"}, .past = ""},
	{"the same relation after its end, as concluded",
		{PROSPECT, .end = "2018-05-20"},
		{SINCE("prospect", "2018-05-25")}, .is_concluded = true,
		.after = {PROSPECT, .end = "2018-05-20"}, .past = ""},
	{"a relation that ended where it began",
		{SINCE("prospect", "2018-05-20"), .end = "2018-05-20"},
		{SINCE("prospect", "2018-05-20")},
		.after = {SINCE("prospect", "2018-05-20"), .end = "2018-05-20"},
		.past = ""},
	{"another relation later", {PROSPECT},
		{SINCE("customer", "2018-05-20")},
		.after = {SINCE("customer", "2018-05-20")},
		.became = PERSON_RELATION_SET,
		.past = "relation prospect 2018-05-10 2018-05-20\n"},
	{"another relation later, with an end", {PROSPECT},
		{SINCE("customer", "2018-05-20"), .end = "2018-05-30"},
		.after = {SINCE("customer", "2018-05-20"), .end = "2018-05-30"},
		.became = PERSON_RELATION_SET,
		.past = "relation prospect 2018-05-10 2018-05-20\n"},
	{"another relation after the end of the first",
		{PROSPECT, .end = "2018-05-15"},
		{SINCE("customer", "2018-05-20")},
		.after = {SINCE("customer", "2018-05-20")},
		.became = PERSON_RELATION_SET,
		.past = "relation prospect 2018-05-10 2018-05-15\n"},
	{"another relation before the end of the first",
		{PROSPECT, .end = "2018-05-25"},
		{SINCE("customer", "2018-05-20")},
		.after = {SINCE("customer", "2018-05-20")},
		.became = PERSON_RELATION_SET,
		.past = "relation prospect 2018-05-10 2018-05-20\n"},
	{"another relation, where the beginning is not known",
		{.relation = "prospect"}, {SINCE("customer", "2018-05-20")},
		.after = {SINCE("customer", "2018-05-20")},
		.became = PERSON_RELATION_SET,
		.past = "relation prospect - 2018-05-20\n"},
	{"another relation of that day", {PROSPECT},
		{SINCE("customer", "2018-05-10")}, .after = {PROSPECT},
		.became = PERSON_RELATION_PAST, .past = ""},
	{"another relation without a date", {PROSPECT},
		{.relation = "customer"}, .after = {PROSPECT},
		.became = PERSON_RELATION_PAST, .past = ""},
	{"another relation earlier", {PROSPECT},
		{SINCE("customer", "2018-05-01")}, .after = {PROSPECT},
		.became = PERSON_RELATION_PAST,
		.past = "relation customer 2018-05-01 2018-05-10\n"},
	{"another relation earlier, as concluded", {PROSPECT},
		{SINCE("customer", "2018-05-01")}, .is_concluded = true,
		.after = {PROSPECT}, .became = PERSON_RELATION_PAST,
		.past = ""},
	{"another relation that had ended before", {PROSPECT},
		{SINCE("customer", "2018-05-01"), .end = "2018-05-05"},
		.after = {PROSPECT}, .became = PERSON_RELATION_PAST,
		.past = "relation customer 2018-05-01 2018-05-05\n"},
	{"another relation earlier that lasted longer", {PROSPECT},
		{SINCE("customer", "2018-05-01"), .end = "2018-05-15"},
		.after = {PROSPECT}, .became = PERSON_RELATION_PAST,
		.past = "relation customer 2018-05-01 2018-05-10\n"},
	/* Its end. */
	{"the end of the relation", {PROSPECT}, {.end = "2018-06-10"},
		.after = {PROSPECT, .end = "2018-06-10"}, .past = ""},
	{"the end of the relation that is named", {PROSPECT},
		{.relation = "prospect", .end = "2018-06-10"},
		.after = {PROSPECT, .end = "2018-06-10"}, .past = ""},
	{"another end", {PROSPECT, .end = "2018-06-10"}, {.end = "2018-06-09"},
		.after = {PROSPECT, .end = "2018-06-09"}, .past = ""},
	{"no end", {PROSPECT, .end = "2018-06-10"}, {.contact = NULL},
		.after = {PROSPECT, .end = "2018-06-10"}, .past = ""},
	{"an end where it began", {PROSPECT}, {.end = "2018-05-10"},
		.after = {PROSPECT, .end = "2018-05-10"}, .past = ""},
	{"an end before it began", {PROSPECT}, {.end = "2018-05-09"},
		.after = {PROSPECT}, .past = ""},
	{"the end of none", {.source = "chat"}, {.end = "2018-06-10"},
		.after = {.source = "chat"}, .past = ""},
};

/* ---------------------------------------------------------------- a record */

static void record_of(const struct house *h, const struct facts *f,
	struct store_person *record_r)
{
	*record_r = (struct store_person){
		.relation = f->relation,
		.relation_since_utc = house_instant(h, f->since),
		.relation_end_utc = house_instant(h, f->end),
		.source = f->source,
		.collected_utc = house_instant(h, f->collected),
		.last_contact_utc = house_instant(h, f->contact),
		.failure_utc = house_instant(h, f->failure),
		.restricted_utc = INSTANT_NONE,
		.ref = f->ref,
	};
}

static bool is_nothing(const struct facts *f)
{
	const struct facts nothing = {.relation = NULL};

	return memcmp(f, &nothing, sizeof(nothing)) == 0;
}

static void put(struct house *h, const struct facts *f)
{
	const struct pseudonym key = ear_key(h, JAN);
	struct store_person record;

	if (is_nothing(f))
		return;
	record_of(h, f, &record);
	IS(store_write_begin(h->desk->session), ERR_OK);
	IS(store_person_put(h->desk->session, &key, &record), ERR_OK);
	IS(store_write_commit(h->desk->session), ERR_OK);
}

static bool is_same(const char *a, const char *b)
{
	return strcmp(a ? a : "-", b ? b : "-") == 0;
}

static bool is_same_record(const struct facts *a, const struct facts *b)
{
	return is_same(a->relation, b->relation) &&
		is_same(a->since, b->since) && is_same(a->end, b->end) &&
		is_same(a->source, b->source) &&
		is_same(a->collected, b->collected) &&
		is_same(a->contact, b->contact) &&
		is_same(a->failure, b->failure) && is_same(a->ref, b->ref);
}

static void check_record(struct house *h, const struct facts *f)
{
	const struct pseudonym key = ear_key(h, JAN);
	struct store_person record, expected;
	enum err e = store_person_get(h->desk->session, &key, &record);

	IS(e, is_nothing(f) ? ERR_NOT_FOUND : ERR_OK);
	if (e)
		return;
	record_of(h, f, &expected);
	assert_true(is_same(record.relation, expected.relation));
	IS(record.relation_since_utc, expected.relation_since_utc);
	IS(record.relation_end_utc, expected.relation_end_utc);
	assert_true(is_same(record.source, expected.source));
	IS(record.collected_utc, expected.collected_utc);
	IS(record.last_contact_utc, expected.last_contact_utc);
	IS(record.failure_utc, expected.failure_utc);
	IS(record.restricted_utc, INSTANT_NONE);
	assert_true(is_same(record.ref, expected.ref));
}

/* ------------------------------------------------------------ what is past */

struct past {
	struct house *h;
	char lines[LINES_MAX][80];
	size_t len;
};

static const char *day(
	const struct past *p, int64_t at_utc, char text_r[INSTANT_TEXT_SIZE])
{
	if (at_utc == INSTANT_NONE)
		return "-";
	instant_format_day(p->h->settings->zone, at_utc, text_r);
	return text_r;
}

static void add_days(struct past *p, const char *what, const int64_t *days,
	size_t len, const char *present)
{
	char at[INSTANT_TEXT_SIZE];

	for (size_t i = 0; i < len; i++)
		if (!present || strcmp(day(p, days[i], at), present) != 0)
			(void)snprintf(p->lines[p->len++], sizeof(p->lines[0]),
				"%s %s\n", what, day(p, days[i], at));
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void check_past(
	struct house *h, const struct facts *present, const char *expected)
{
	char since[INSTANT_TEXT_SIZE], end[INSTANT_TEXT_SIZE], text[800] = "";
	struct past p = {.h = h};
	struct subject s;

	subject_init(&s);
	ear_subject(h, JAN, &s);
	add_days(&p, "contact", s.contacts, s.contacts_len, present->contact);
	add_days(&p, "failure", s.failures, s.failures_len, present->failure);
	for (size_t i = 0; i < s.relations_len; i++) {
		const struct relation_span *r = &s.relations[i];
		const char *from = day(&p, r->since_utc, since);

		if (present->relation &&
			strcmp(r->name, present->relation) == 0 &&
			strcmp(from, present->since ? present->since : "-") ==
				0)
			continue;
		(void)snprintf(p.lines[p.len++], sizeof(p.lines[0]),
			"relation %s %s %s\n", r->name, from,
			day(&p, r->end_utc, end));
	}
	subject_free(&s);
	qsort(p.lines, p.len, sizeof(p.lines[0]), compare_lines);
	for (size_t i = 0; i < p.len; i++)
		strcat(text, p.lines[i]);
	assert_string_equal(text, expected);
}

static bool take_silence(void *arg, const struct silence_count *count)
{
	int *days = arg;

	IS(count->returned, 1);
	IS(count->removed, 0);
	assert_string_equal(count->relation, "prospect");
	IS(*days, 0);
	*days = count->days;
	return true;
}

/* ------------------------------------------------------------------ folding */

static void facts_of(
	const struct house *h, const struct row *row, struct person_facts *f)
{
	person_facts_init(f);
	f->relation = row->now.relation;
	f->relation_at_utc =
		house_instant(h, row->stated ? row->stated : row->now.since);
	f->relation_since_utc = house_instant(h, row->now.since);
	f->relation_end_utc = house_instant(h, row->now.end);
	f->is_relation_dated = !row->is_concluded;
	f->source = row->now.source;
	f->collected_utc = house_instant(h, row->now.collected);
	f->contact_utc = house_instant(h, row->now.contact);
	f->failure_utc = house_instant(h, row->now.failure);
	f->ref = row->now.ref;
}

/* Loads, folds, saves; whether that changed the record. */
static bool fold(struct house *h, const struct person_facts *facts,
	enum person_relation *became_r)
{
	const struct pseudonym key = ear_key(h, JAN);
	struct store_session *s = h->desk->session;
	struct person person;
	bool is_changed;

	IS(store_write_begin(s), ERR_OK);
	IS(person_load(s, &key, &person), ERR_OK);
	assert_false(person_is_changed(&person));
	IS(person_fold(s, h->settings->zone, &key, &person, facts, became_r),
		ERR_OK);
	is_changed = person_is_changed(&person);
	IS(person_save(s, &key, &person), ERR_OK);
	IS(store_write_commit(s), ERR_OK);
	return is_changed;
}

static void check_fold(void **state)
{
	const struct row *row = *state;
	bool is_known = is_same_record(&row->before, &row->after);
	enum person_relation became;
	struct person_facts facts;
	struct house h;
	int days = 0;

	house_open(&h);
	put(&h, &row->before);
	facts_of(&h, row, &facts);
	IS(fold(&h, &facts, &became), !is_known);
	IS(became, row->became);
	check_record(&h, &row->after);
	check_past(&h, &row->after, row->past);
	IS(store_silence_each(h.desk->session, take_silence, &days), ERR_OK);
	IS(days, row->returned_days);
	/* The same once more is nothing new. */
	IS(fold(&h, &facts, &became), false);
	check_record(&h, &row->after);
	check_past(&h, &row->after, row->past);
	house_close(&h);
}

/* ------------------------------------------------------- what makes a change */

static const struct change_row {
	const char *name;
	size_t date; /* where it is in the person */
} change_rows[] = {
	{"another beginning",
		offsetof(struct person, record.relation_since_utc)},
	{"another end", offsetof(struct person, record.relation_end_utc)},
	{"another collection", offsetof(struct person, record.collected_utc)},
	{"another contact", offsetof(struct person, record.last_contact_utc)},
	{"another failure", offsetof(struct person, record.failure_utc)},
	{"a restriction", offsetof(struct person, record.restricted_utc)},
};

static const struct facts whole = {PROSPECT, .end = "2018-06-10", "chat",
	"2018-05-01", "2018-05-02", "2018-05-03", "crm:1"};

static void check_change(void **state)
{
	const struct change_row *row = *state;
	struct pseudonym key;
	struct person person, other;
	struct house h;

	house_open(&h);
	put(&h, &whole);
	key = ear_key(&h, JAN);
	IS(person_load(h.desk->session, &key, &person), ERR_OK);
	assert_true(person.is_known);
	/* What the store gave is kept beyond its next call. */
	key = ear_key(&h, EWA);
	IS(person_load(h.desk->session, &key, &other), ERR_OK);
	assert_false(other.is_known);
	assert_string_equal(other.ref, "");
	assert_string_equal(person.ref, "crm:1");
	assert_string_equal(person.record.ref, "crm:1");
	assert_false(person_is_changed(&person));
	++*(int64_t *)((char *)&person + row->date);
	assert_true(person_is_changed(&person));
	house_close(&h);
}

static void test_names_change(void **state)
{
	struct person person, changed;
	struct pseudonym key;
	struct house h;

	(void)state;
	house_open(&h);
	put(&h, &whole);
	key = ear_key(&h, JAN);
	IS(person_load(h.desk->session, &key, &person), ERR_OK);
	changed = person;
	changed.record.relation = "customer";
	assert_true(person_is_changed(&changed));
	changed.record.relation = NULL;
	assert_true(person_is_changed(&changed));
	changed = person;
	changed.record.source = "shop";
	assert_true(person_is_changed(&changed));
	changed = person;
	changed.ref[0] = '\0';
	assert_true(person_is_changed(&changed));
	house_close(&h);
}

/* ------------------------------------------------------------------- faults */

static const struct fault_row {
	const char *name;
	struct facts now;
	const char *table;
} fault_rows[] = {
	{"a past contact", {.contact = "2018-05-01"}, "fact"},
	{"a superseded contact", {.contact = "2018-06-01"}, "fact"},
	{"a silence", {.contact = "2018-06-01"}, "silence"},
	{"a past failure", {.failure = "2018-05-01"}, "fact"},
	{"a superseded failure", {.failure = "2018-06-01"}, "fact"},
	{"a past relation", {SINCE("customer", "2018-05-01")}, "fact"},
	{"a superseded relation", {SINCE("customer", "2018-06-01")}, "fact"},
};

static void check_fault(void **state)
{
	const struct fault_row *row = *state;
	const struct row of = {.now = row->now};
	enum person_relation became;
	struct person_facts facts;
	struct pseudonym key;
	struct person person;
	char sql[200];
	struct house h;

	house_open(&h);
	put(&h, &whole);
	(void)snprintf(sql, sizeof(sql),
		"CREATE TRIGGER broken BEFORE INSERT ON %s"
		" BEGIN SELECT RAISE(FAIL, 'broken'); END",
		row->table);
	ear_sql(&h, sql);
	facts_of(&h, &of, &facts);
	key = ear_key(&h, JAN);
	IS(store_write_begin(h.desk->session), ERR_OK);
	IS(person_load(h.desk->session, &key, &person), ERR_OK);
	IS(person_fold(h.desk->session, h.settings->zone, &key, &person, &facts,
		   &became),
		ERR_UNAVAILABLE);
	store_write_rollback(h.desk->session);
	house_close(&h);
}

/* A record that cannot be read is not one that there is not. */
static void test_load_fails(void **state)
{
	struct pseudonym key;
	struct person person;
	struct house h;

	(void)state;
	house_open(&h);
	put(&h, &whole);
	key = ear_key(&h, JAN);
	ear_sql(&h, "ALTER TABLE subject RENAME TO away");
	IS(person_load(h.desk->session, &key, &person), ERR_UNAVAILABLE);
	assert_false(person.is_known);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_facts, check_fold);
	rows_add(&rows, change_rows, check_change);
	rows_add_one(
		&rows, "another name is a change", test_names_change, NULL);
	rows_add(&rows, fault_rows, check_fault);
	rows_add_one(&rows, "a record that fails", test_load_fails, NULL);
	return rows_run("person", &rows);
}
