/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a person may or may not be written to: what happened, and each rule. */
#include "unit/service/ear.h"

#include <stdio.h>

#include "core/policy_find.h"
#include "service/person/record.h"
#include "service/verdict/explain.h"

/* ----------------------------------------------------------------- events */

static const char *const kinds[] = {"collected", "contact", "relation",
	"relation-end", "grant", "grant-end", "withdrawal", "objection",
	"lifted", "send", "failure", "restricted", "retention-end", "wrote",
	"asked"};

/* "kind@instant:name" and a letter for each that is said of it. */
static void show(const struct explain_event *e, char *text, size_t size)
{
	size_t len = strlen(text);
	char at[24] = "-";

	if (e->at_utc != INSTANT_NONE)
		(void)snprintf(at, sizeof(at), "%lld", (long long)e->at_utc);
	(void)snprintf(text + len, size - len, "%s@%s:%s/%s%s%s%s%s ",
		kinds[e->kind], at, e->name ? e->name : "",
		e->detail ? e->detail : "", e->is_day ? "D" : "",
		e->by_domain ? "B" : "", e->without_evidence ? "E" : "",
		e->is_unconfirmed ? "U" : "");
}

static void assert_events(
	const struct explanation *x, int64_t at_utc, const char *expected)
{
	struct explain_event *events;
	char text[2000] = "";
	size_t len;

	assert_int_equal(explain_events(x, at_utc, &events, &len), ERR_OK);
	for (size_t i = 0; i < len; i++)
		show(&events[i], text, sizeof(text));
	free(events);
	assert_string_equal(text, expected);
}

/* Each kind of what is on record, dated in the order in which it is shown. */
static void test_every_event(void **state)
{
	const struct relation_span span = {"prospect", 20, 90};
	const struct grant grant = {.purpose = "news",
		.basis = BASIS_CONSENT,
		.basis_known = true,
		.given_utc = 40,
		.expires_utc = 95,
		.has_evidence = true};
	const struct withdrawal withdrawal = {.purpose = "news",
		.at_utc = 50,
		.is_day = true,
		.channel = "phone"};
	const struct objection objection = {.at_utc = 60,
		.by_domain = true,
		.is_unconfirmed = true,
		.channel = "mail"};
	const struct objection_lift lift = {.purpose = "news", .at_utc = 65};
	const struct send send = {.purpose = "news", .at_utc = 70};
	int64_t wrote[] = {75};
	struct explanation x = {.wrote = wrote,
		.wrote_len = 1,
		.retention = {RETENTION_AT, 99}};
	struct subject *s = &x.subject;

	(void)state;
	subject_init(s);
	s->collected_utc = 10;
	s->source = "chat";
	s->restricted_utc = 85;
	assert_int_equal(subject_add_relation(s, &span), ERR_OK);
	assert_int_equal(subject_add_contact(s, 30), ERR_OK);
	assert_int_equal(subject_add_grant(s, &grant), ERR_OK);
	assert_int_equal(subject_add_withdrawal(s, &withdrawal), ERR_OK);
	assert_int_equal(subject_add_objection(s, &objection), ERR_OK);
	assert_int_equal(subject_add_lift(s, &lift), ERR_OK);
	assert_int_equal(subject_add_send(s, &send), ERR_OK);
	assert_int_equal(subject_add_failure(s, 80), ERR_OK);
	assert_events(&x, 100,
		"collected@10:chat/ relation@20:prospect/ contact@30:/ "
		"grant@40:news/consent withdrawal@50:news/phoneD "
		"objection@60:/mailBU lifted@65:news/ send@70:news/ "
		"wrote@75:/ failure@80:/ restricted@85:/ "
		"relation-end@90:prospect/ grant-end@95:news/ "
		"retention-end@99:/ asked@100:/ ");
	subject_free(s);
}

static void test_undated(void **state)
{
	const struct relation_span span = {
		"prospect", INSTANT_NONE, INSTANT_NONE};
	const struct grant grant = {.purpose = "news",
		.given_utc = INSTANT_NONE,
		.expires_utc = INSTANT_NONE};
	const struct withdrawal withdrawal = {
		.purpose = "news", .at_utc = INSTANT_NONE};
	const struct objection objection = {.at_utc = INSTANT_NONE};
	int64_t wrote[] = {INSTANT_NONE};
	struct explanation x = {.wrote = wrote,
		.wrote_len = 1,
		.retention = {RETENTION_UNLIMITED, INSTANT_NONE}};
	struct subject *s = &x.subject;

	(void)state;
	subject_init(s);
	assert_events(&x, INSTANT_NONE, "");
	assert_int_equal(subject_add_contact(s, INSTANT_NONE), ERR_OK);
	assert_int_equal(subject_add_relation(s, &span), ERR_OK);
	assert_int_equal(subject_add_grant(s, &grant), ERR_OK);
	assert_int_equal(subject_add_withdrawal(s, &withdrawal), ERR_OK);
	assert_int_equal(subject_add_objection(s, &objection), ERR_OK);
	assert_int_equal(subject_add_failure(s, INSTANT_NONE), ERR_OK);
	assert_events(&x, 5,
		"relation@-:prospect/ grant@-:news/E withdrawal@-:news/ "
		"objection@-:/ asked@5:/ ");
	subject_free(s);
}

/* Of one instant: in the order of the kinds. */
static void test_at_once(void **state)
{
	struct explanation x = {.retention = {RETENTION_AT, 7}};
	struct subject *s = &x.subject;

	(void)state;
	subject_init(s);
	s->restricted_utc = s->collected_utc = 7;
	assert_int_equal(subject_add_contact(s, 7), ERR_OK);
	assert_int_equal(subject_add_contact(s, 6), ERR_OK);
	assert_events(&x, 7,
		"contact@6:/ collected@7:/ contact@7:/ restricted@7:/ "
		"retention-end@7:/ asked@7:/ ");
	subject_free(s);
}

/* ------------------------------------------------------------------ rules */

static void record_adam(struct house *h)
{
	struct buf said;

	buf_init(&said, 4096);
	assert_int_equal(
		record_contact(h->desk,
			&(struct record_contact){.who = "adam@example.com",
				.at_utc = house_instant(h, "2018-06-20"),
				.source = "chat",
				.relation = "prospect"},
			&said),
		ERR_OK);
	assert_int_equal(
		record_object(h->desk,
			&(struct record_object){.who = "@gone.example",
				.at_utc = house_instant(h, "2018-06-20")},
			&said),
		ERR_OK);
	buf_free(&said);
}

static const struct rules_row {
	const char *name;
	const char *who;
	const char *at;
	const char *purpose;
	const char *held; /* the reasons that hold, each with a blank */
	enum reason reason;
} rules_rows[] = {
	{"rules: all is well", "adam@example.com", "2018-06-21", "followup",
		"allowed ", REASON_ALLOWED},
	{"rules: another spelling", "<Adam+x@Example.com>", "2018-06-21",
		"followup", "allowed ", REASON_ALLOWED},
	{"rules: no basis", "adam@example.com", "2018-06-21", "newsletter",
		"no-basis ", REASON_NO_BASIS},
	{"rules: too long ago", "adam@example.com", "2018-07-21", "followup",
		"retention-expired ", REASON_RETENTION_EXPIRED},
	{"rules: before", "adam@example.com", "2018-06-19", "followup",
		"unknown incompatible no-basis retention-expired ",
		REASON_UNKNOWN},
	{"rules: a domain that objected", "a@x.gone.example", "2018-06-21",
		"followup",
		"objected unknown incompatible no-basis retention-expired ",
		REASON_OBJECTED},
};

static void check_rules(void **state)
{
	const struct rules_row *r = *state;
	bool held[REASON_COUNT];
	struct check_query query = {.is_live = false};
	struct explanation x;
	char text[400] = "";
	struct verdict v;
	struct house h;

	house_open(&h);
	record_adam(&h);
	query.at_utc = house_instant(&h, r->at);
	query.purpose = policy_purpose(&h.settings->policy, r->purpose);
	assert_int_equal(
		explain_get(h.desk, r->who, query.at_utc, false, &x), ERR_OK);
	assert_string_equal(x.who, r->who);
	assert_int_equal(explain_rules(h.desk, &x, &query, held, &v), ERR_OK);
	for (unsigned i = REASON_OBJECTED; i <= REASON_RULES; i++)
		if (held[i]) {
			strcat(text, reason_name((enum reason)i));
			strcat(text, " ");
		}
	assert_string_equal(text, r->held);
	assert_int_equal(v.reason, r->reason);
	assert_int_equal(x.retention.kind == RETENTION_AT,
		strncmp(r->who, "a@", 2) != 0 && r->reason != REASON_UNKNOWN);
	explanation_free(&x);
	house_close(&h);
}

static void test_no_address(void **state)
{
	struct explanation x;
	struct house h;

	(void)state;
	house_open(&h);
	assert_int_equal(
		explain_get(h.desk, "adam", HOUSE_NOW, false, &x), ERR_INVALID);
	house_close(&h);
}

/* When the person wrote, each letter once; and nothing of others. */
static void test_letters(void **state)
{
	static const struct {
		const char *who;
		unsigned char message;
		int64_t at_utc;
	} letters[] = {{ADAM, 1, HOUSE_NOW - 5}, {ADAM, 2, HOUSE_NOW - 3},
		{EWA, 3, HOUSE_NOW - 2}};
	struct explanation x;
	struct house h;

	(void)state;
	house_open(&h);
	record_adam(&h);
	assert_int_equal(store_write_begin(h.desk->session), ERR_OK);
	for (size_t i = 0; i < 3; i++) {
		const struct pseudonym key = ear_key(&h, letters[i].who);
		const unsigned char message[MESSAGE_DIGEST_LEN] = {
			letters[i].message};

		assert_int_equal(store_correspondence_add(h.desk->session, &key,
					 message, letters[i].at_utc, false),
			ERR_OK);
	}
	assert_int_equal(store_write_commit(h.desk->session), ERR_OK);
	assert_int_equal(
		explain_get(h.desk, ADAM, HOUSE_NOW, true, &x), ERR_OK);
	assert_int_equal(x.wrote_len, 2);
	assert_int_equal(
		x.wrote[0] + x.wrote[1], HOUSE_NOW - 5 + HOUSE_NOW - 3);
	assert_int_equal(x.subject.contacts_len, 1);
	explanation_free(&x);
	assert_null(x.wrote);
	house_close(&h);
}

/* What cannot be read is not explained. */
static void test_faults(void **state)
{
	static const char *const tables[] = {"fact", "asked"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct explanation x;
		char sql[100];
		struct house h;

		house_open(&h);
		record_adam(&h);
		(void)snprintf(sql, sizeof(sql),
			"ALTER TABLE %s RENAME TO away", tables[i]);
		ear_sql(&h, sql);
		assert_int_equal(explain_get(h.desk, ADAM, HOUSE_NOW, true, &x),
			ERR_UNAVAILABLE);
		assert_non_null(strstr(h.desk->cause, "reading"));
		assert_null(x.wrote);
		house_close(&h);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "every event", test_every_event, NULL);
	rows_add_one(&rows, "undated", test_undated, NULL);
	rows_add_one(&rows, "at once", test_at_once, NULL);
	rows_add(&rows, rules_rows, check_rules);
	rows_add_one(&rows, "no address", test_no_address, NULL);
	rows_add_one(&rows, "letters", test_letters, NULL);
	rows_add_one(&rows, "a store that fails", test_faults, NULL);
	return rows_run("explain", &rows);
}
