/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/house.h"

#include <inttypes.h>
#include <stdio.h>

#include <jansson.h>

#include "service/person/requests.h"
#include "service/report/report.h"

#define OK(call) assert_int_equal((call), ERR_OK)
#define DAY INT64_C(86400)

/* A person as the store has one; days ago, -1: never. */
struct spec {
	const char *relation, *source;
	int contact, collected;
	bool restricted, failed;
	const char *consent; /* to which purpose; NULL: none */
	bool evidence, objects;
};

static int64_t days_ago(int days)
{
	return days < 0 ? INSTANT_NONE : HOUSE_NOW - days * DAY;
}

static void put(struct house *h, unsigned number, const struct spec *spec)
{
	struct store_session *s = h->desk->session;
	struct pseudonym key = {{0}};
	const struct store_person person = {.relation = spec->relation,
		.relation_since_utc = INSTANT_NONE,
		.relation_end_utc = INSTANT_NONE,
		.source = spec->source,
		.collected_utc = days_ago(spec->collected),
		.last_contact_utc = days_ago(spec->contact),
		.failure_utc = days_ago(spec->failed ? 0 : -1),
		.restricted_utc = days_ago(spec->restricted ? 0 : -1)};
	const struct grant grant = {.purpose = spec->consent,
		.basis = BASIS_CONSENT,
		.basis_known = true,
		.given_utc = days_ago(1),
		.expires_utc = INSTANT_NONE,
		.has_evidence = spec->evidence,
		.recorded_utc = 90};
	const struct objection objection = {
		.at_utc = days_ago(1), .recorded_utc = 90};

	/* Spread over the whole range, as digests are. */
	key.bytes[0] = (unsigned char)(number * 97);
	memcpy(key.bytes + 1, &number, sizeof(number));
	OK(store_write_begin(s));
	OK(store_person_put(s, &key, &person));
	if (spec->consent)
		OK(store_grant_add(
			s, &key, &grant, spec->evidence ? "the form" : NULL));
	if (spec->objects)
		OK(store_objection_add(s, &key, &objection));
	OK(store_write_commit(s));
}

static void make(struct house *h, struct report *r)
{
	OK(report_make(h->desk, NULL, NULL, NULL, r));
}

/* ------------------------------------------------------ one person a row */

static const struct row {
	const char *name;
	struct spec spec;
	enum severity severity; /* of the finding that is looked for */
	const char *area; /* NULL: none but idle sources and purposes */
	const char *what; /* in it */
} rows[] = {
	{"somebody whose time lasts",
		{.relation = "prospect",
			.source = "chat",
			.contact = 1,
			.collected = 1},
		SEVERITY_FINE, NULL, NULL},
	{"retention ended yesterday",
		{.relation = "prospect",
			.source = "chat",
			.contact = 32,
			.collected = 40},
		SEVERITY_WARNING, "retention", "of 0 more than 7 days"},
	{"retention ended long ago",
		{.relation = "prospect",
			.source = "chat",
			.contact = 100,
			.collected = 100},
		SEVERITY_ERROR, "retention", "of 1 more than 7 days"},
	{"no date at all",
		{.relation = "prospect",
			.source = "chat",
			.contact = -1,
			.collected = -1},
		SEVERITY_WARNING, "retention", "1 person has ended"},
	{"ended but restricted",
		{.relation = "prospect",
			.source = "chat",
			.contact = 100,
			.collected = 100,
			.restricted = true},
		SEVERITY_WARNING, "retention", "restricted (GDPR Art. 18)"},
	{"a relation that nobody knows",
		{.relation = "lead",
			.source = "chat",
			.contact = 1,
			.collected = 1},
		SEVERITY_ERROR, "relations", "\"lead\""},
	{"no relation", {.source = "chat", .contact = 1, .collected = 1},
		SEVERITY_ERROR, "relations", "without a relation"},
	{"a source that is not registered",
		{.relation = "prospect",
			.source = "fair",
			.contact = 1,
			.collected = 1},
		SEVERITY_ERROR, "sources", "\"fair\", which is not"},
	{"no source", {.relation = "prospect", .contact = 1, .collected = 1},
		SEVERITY_ERROR, "sources", "without a source"},
	{"a source that brought nobody for a year",
		{.relation = "customer",
			.source = "shop",
			.contact = 1,
			.collected = 400},
		SEVERITY_WARNING, "sources", "the last one on 2017-05-27"},
	{"silent in a relation that never ends",
		{.relation = "customer",
			.source = "shop",
			.contact = 800,
			.collected = 1},
		SEVERITY_WARNING, "retention", "no contact for 2 years"},
	{"a consent without evidence",
		{.relation = "prospect",
			.source = "chat",
			.contact = 1,
			.collected = 1,
			.consent = "newsletter"},
		SEVERITY_WARNING, "consent", "1 person have no evidence"},
	{"a consent to a purpose that is gone",
		{.relation = "prospect",
			.source = "chat",
			.contact = 1,
			.collected = 1,
			.consent = "lottery",
			.evidence = true},
		SEVERITY_WARNING, "consent", "does not know"},
	{"who objected may not be written to",
		{.relation = "prospect",
			.source = "chat",
			.contact = 1,
			.collected = 1,
			.objects = true},
		SEVERITY_WARNING, "purposes", "\"followup\": nobody"},
	{"no basis for anything",
		{.relation = "guest",
			.source = "chat",
			.contact = 1,
			.collected = 1},
		SEVERITY_WARNING, "purposes", "without a basis"},
};

static const struct finding *find(
	const struct report *r, const char *area, const char *what)
{
	for (size_t i = 0; i < r->findings.len; i++)
		if (strcmp(r->findings.items[i].area, area) == 0 &&
			strstr(r->findings.items[i].what, what))
			return &r->findings.items[i];
	return NULL;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	const struct finding *f;
	struct report r;
	struct house h;

	house_open_with(&h,
		"relation 'guest' { retain = {'1 year after "
		"collection'} }\n");
	put(&h, 1, &row->spec);
	make(&h, &r);
	assert_int_equal(r.persons, 1);
	if (row->area) {
		f = find(&r, row->area, row->what);
		assert_non_null(f);
		assert_int_equal(f->severity, row->severity);
		assert_non_null(f->mend);
		assert_true(f->persons == 1 || strstr(f->what, "nobody"));
	} else {
		assert_null(find(&r, "retention", ""));
		assert_null(find(&r, "relations", ""));
		assert_null(find(&r, "consent", ""));
	}
	assert_int_equal(findings_status(&r.findings),
		row->severity == SEVERITY_ERROR ? 2 : 1);
	report_free(&r);
	house_close(&h);
}

/* ------------------------------------- many persons, counted another way */

static uint64_t seed;

static unsigned draw(unsigned below)
{
	seed = seed * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % below;
}

/* The straight way: each person by itself, through the store's own reading. */
struct expected {
	int64_t allowed[2], ended, by_chat, consent, unproven;
};

static bool expect_one(void *arg, const struct store_subject *row)
{
	struct pseudonym **keys = arg;

	*(*keys)++ = row->key;
	return true;
}

static void expect(
	struct house *h, struct pseudonym *keys, size_t len, struct expected *e)
{
	const struct policy *p = &h->settings->policy;
	struct subject s;

	subject_init(&s);
	for (size_t i = 0; i < len; i++) {
		bool consents = false, unproven = false;
		struct verdict v;

		subject_reset(&s);
		OK(store_subject_get(
			h->desk->session, &keys[i], NULL, 0, false, &s));
		for (size_t n = 0; n < 2; n++) {
			const struct question q = {.purpose = &p->purposes[n],
				.now_utc = HOUSE_NOW,
				.is_live = true};

			policy_decide(p, &s, &q, &v);
			e->allowed[n] += v.reason == REASON_ALLOWED;
			consents |=
				(v.standing & BASIS_BIT(BASIS_CONSENT)) != 0;
		}
		e->consent += consents;
		e->ended += s.restricted_utc == INSTANT_NONE &&
			(v.retention.kind == RETENTION_ENDED ||
				(v.retention.kind == RETENTION_AT &&
					v.retention.end_utc < HOUSE_NOW));
		e->by_chat += s.source && strcmp(s.source, "chat") == 0;
		for (size_t g = 0; g < s.grants_len; g++)
			unproven |= !s.grants[g].has_evidence;
		e->unproven += unproven;
	}
	subject_free(&s);
}

static void put_many(struct house *h, unsigned persons)
{
	static const char *const relations[] = {"prospect", "customer", "lead"};
	static const char *const sources[] = {"chat", "shop", "fair", NULL};
	static const char *const purposes[] = {
		"followup", "newsletter", NULL, NULL};

	for (unsigned i = 0; i < persons; i++) {
		const struct spec spec = {.relation = relations[draw(3)],
			.source = sources[draw(4)],
			.contact = (int)draw(900) - 50,
			.collected = (int)draw(900),
			.restricted = draw(10) == 0,
			.failed = draw(10) == 0,
			.consent = purposes[draw(4)],
			.evidence = draw(2) == 0,
			.objects = draw(6) == 0};
		struct spec real = spec;

		if (real.contact < 0)
			real.contact = -1;
		put(h, i, &real);
	}
}

static void test_counts(void **state)
{
	enum {
		PERSONS = 600
	};
	struct pseudonym keys[PERSONS], *next = keys;
	struct expected e = {{0}, 0, 0, 0, 0};
	const struct objection objection = {.at_utc = 1, .recorded_utc = 90};
	const struct pseudonym nobody = {{0xab, 0xcd}};
	int64_t ended = 0, reasons = 0;
	struct report r;
	struct house h;

	(void)state;
	seed = 20180525;
	print_message("# seed %" PRIu64 "\n", seed);
	house_open(&h);
	put_many(&h, PERSONS);
	OK(store_subjects_each(h.desk->session, NULL, 0, expect_one, &next));
	assert_int_equal(next - keys, PERSONS);
	expect(&h, keys, PERSONS, &e);
	OK(store_write_begin(h.desk->session));
	OK(store_objection_add(h.desk->session, &nobody, &objection));
	OK(store_write_commit(h.desk->session));
	make(&h, &r);
	assert_int_equal(r.persons, PERSONS);
	assert_int_equal(report_may_go(&r, &r.purposes[0]), e.allowed[0]);
	assert_int_equal(report_may_go(&r, &r.purposes[1]), e.allowed[1]);
	assert_true(e.allowed[0] > 0 && e.allowed[1] > 0);
	for (size_t i = 0; i < r.groups_len; i++)
		ended += r.groups[i].ended;
	assert_int_equal(ended, e.ended);
	assert_int_equal(report_sum(&r, true, "chat").persons, e.by_chat);
	assert_int_equal(r.by_basis[BASIS_CONSENT], e.consent);
	assert_int_equal(r.unproven, e.unproven);
	assert_int_equal(r.objections_kept, 1);
	for (unsigned i = 0; i < REASON_COUNT; i++)
		reasons += r.purposes[0].by_reason[i];
	assert_int_equal(reasons, PERSONS);
	report_free(&r);
	house_close(&h);
}

/* --------------------------------------------------- journal and writing */

static void note(struct house *h, enum journal_kind kind, const char *who)
{
	struct pseudonymizer *p = identifier_pseudonymizer(h->desk->identifier);
	unsigned char sealed[SEALED_NAME_MAX];
	struct journal_entry entry = {.kind = kind,
		.at_utc = HOUSE_NOW,
		.sender = sealed,
		.reason = kind == JOURNAL_VERDICT ? REASON_NOT_MARKETING : 0};

	OK(pseudonym_seal_name(p, who, sealed, &entry.sender_len));
	OK(store_write_begin(h->desk->session));
	OK(store_journal_add(h->desk->session, &entry));
	OK(store_write_commit(h->desk->session));
}

static void test_actors(void **state)
{
	struct report r;
	struct house h;

	(void)state;
	house_open(&h);
	note(&h, JOURNAL_RELEASED, "ewa");
	note(&h, JOURNAL_VERDICT, "jan@firma.example");
	note(&h, JOURNAL_RELEASED, "ola");
	note(&h, JOURNAL_RELEASED, "ola");
	note(&h, JOURNAL_RELEASE_REFUSED, "ola");
	note(&h, JOURNAL_HELD, "ola");
	make(&h, &r);
	assert_int_equal(r.actors_len, 3);
	assert_string_equal(r.actors[0].name, "ola");
	assert_int_equal(r.actors[0].released, 2);
	assert_int_equal(r.actors[0].refused, 1);
	assert_string_equal(r.actors[1].name, "ewa");
	assert_string_equal(r.actors[2].name, "jan@firma.example");
	assert_int_equal(r.actors[2].declared, 1);
	assert_int_equal(r.held, 1);
	assert_int_equal(r.journal_entries, 6);
	report_free(&r);
	house_close(&h);
}

/* A name that an older configuration let in is text on a page, no more. */
static void test_written(void **state)
{
	const struct spec spec = {.relation = "<b>&",
		.source = "a|b\x1b[31m",
		.contact = 1,
		.collected = 1};
	struct report r;
	struct house h;
	struct buf out;
	json_t *json;

	(void)state;
	house_open(&h);
	put(&h, 1, &spec);
	make(&h, &r);
	buf_init(&out, 1 << 20);
	OK(report_html(&r, &out));
	assert_non_null(strstr(buf_text(&out), "&lt;b&gt;&amp;"));
	assert_null(strstr(buf_text(&out), "<b>&"));
	assert_null(strchr(buf_text(&out), '\x1b'));
	assert_non_null(strstr(buf_text(&out), "</html>"));
	buf_reset(&out);
	OK(report_markdown(&r, &out));
	assert_non_null(strstr(buf_text(&out), "a\\|b?[31m"));
	assert_null(strchr(buf_text(&out), '\x1b'));
	buf_reset(&out);
	OK(report_json(&r, &out));
	json = json_loads(buf_text(&out), 0, NULL);
	assert_non_null(json);
	assert_int_equal(
		json_integer_value(json_object_get(json, "persons")), 1);
	assert_int_equal(json_array_size(json_object_get(json, "findings")),
		r.findings.len);
	json_decref(json);
	buf_free(&out);
	report_free(&r);
	house_close(&h);
}

/* ------------------------------------------ what Art. 30(1) asks for */

static const struct record_row {
	const char *name;
	const char *config; /* beside the house's own */
	const char *shown; /* in the text */
	const char *not_shown; /* NULL: nothing to look for */
} record_rows[] = {
	{"nothing is configured", "",
		"| controller              | not configured (section "
		"controller, "
		"key name)",
		NULL},
	{"a controller",
		"controller { name = 'F & Co' contact = {'f@f.example', '+48'} "
		"}\n",
		"| f@f.example; +48 ", "section controller, key contact"},
	{"no officer is designated", "officer { name = none }\n",
		"none is designated", "section officer"},
	{"an officer who is not reached", "officer { name = 'A B' }\n",
		"not configured (section officer, key contact)",
		"none is designated"},
	{"recipients in two languages",
		"processing { disclosed-to = {'pl: hosting PL', 'en: a host', "
		"'ABC'} }\n",
		"| a host; ABC ", "hosting PL"},
	{"recipients in another language",
		"processing { disclosed-to = {'pl: hosting PL'} }\n",
		"| hosting PL ", "pl: "},
	{"no transfers", "processing { transfers = {'none'} }\n",
		"| transfers to third countries          | none ", NULL},
	{"security", "processing { security = {'en: two keys'} }\n",
		"| two keys ", "section processing, key security"},
	{"a balance that nobody has struck",
		"purpose 'lost' { bases = {'legitimate-interest'} }\n",
		"| no assessment recorded", NULL},
	{"a balance with its reference", "", "| LIA", "no assessment recorded"},
	{"time limits", "journal { retain = '2 years' }\n",
		"| 2 years after they were written", "for ever"},
	{"entries for ever", "",
		"| for ever: not configured (section journal, key retain)",
		NULL},
};

static void check_record(void **state)
{
	const struct record_row *row = *state;
	struct report r;
	struct house h;
	struct buf out;
	json_t *json;

	house_open_with(&h, row->config);
	make(&h, &r);
	buf_init(&out, 1 << 20);
	OK(report_markdown(&r, &out));
	if (!strstr(buf_text(&out), row->shown))
		print_message("%s\n", buf_text(&out));
	assert_non_null(strstr(buf_text(&out), row->shown));
	if (row->not_shown)
		assert_null(strstr(buf_text(&out), row->not_shown));
	buf_reset(&out);
	OK(report_json(&r, &out));
	json = json_loads(buf_text(&out), 0, NULL);
	assert_true(json_is_object(json_object_get(json, "controller")));
	assert_true(json_is_array(json_object_get(json, "not_configured")));
	json_decref(json);
	buf_free(&out);
	report_free(&r);
	house_close(&h);
}

static void test_complete(void **state)
{
	static const char complete[] =
		"controller { name = 'F' contact = {'f@f.example'} }\n"
		"officer { contact = {'o@f.example'} }\n"
		"processing { person-categories = {'a'} data-categories = "
		"{'b'} disclosed-to = {'none'} transfers = {'none'} security = "
		"{'c'} }\n";
	struct report r;
	struct house h;

	(void)state;
	house_open_with(&h, complete);
	make(&h, &r);
	assert_null(find(&r, "record", ""));
	report_free(&r);
	house_close(&h);
	house_open(&h);
	make(&h, &r);
	assert_non_null(find(&r, "record", "officer contact"));
	report_free(&r);
	house_close(&h);
}

static void test_requests(void **state)
{
	const struct finding *f;
	struct report r;
	struct buf said;
	struct house h;

	(void)state;
	house_open(&h);
	buf_init(&said, 4000);
	OK(requests_add(h.desk,
		&(struct requests_new){.who = "a@example.com",
			.article = 15,
			.received_utc = days_ago(60)},
		&said));
	OK(requests_add(h.desk,
		&(struct requests_new){.who = "b@example.com",
			.article = 17,
			.received_utc = days_ago(3)},
		&said));
	make(&h, &r);
	assert_int_equal(r.requests_open, 2);
	assert_int_equal(r.requests_overdue, 1);
	f = find(&r, "requests", "1 request of a person is overdue");
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_ERROR);
	report_free(&r);
	buf_free(&said);
	house_close(&h);
}

static void test_empty(void **state)
{
	struct report r;
	struct house h;
	struct buf out;

	(void)state;
	house_open(&h);
	make(&h, &r);
	assert_int_equal(r.persons, 0);
	assert_null(find(&r, "purposes", "nobody may be written to"));
	buf_init(&out, 1 << 20);
	OK(report_html(&r, &out));
	buf_free(&out);
	report_free(&r);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, record_rows, check_record);
	rows_add_one(&all, "a whole record", test_complete, NULL);
	rows_add_one(&all, "counted another way, the same", test_counts, NULL);
	rows_add_one(&all, "who did what", test_actors, NULL);
	rows_add_one(&all, "strange names are text", test_written, NULL);
	rows_add_one(&all, "requests that wait", test_requests, NULL);
	rows_add_one(&all, "an empty store", test_empty, NULL);
	return rows_run("report", &all);
}
