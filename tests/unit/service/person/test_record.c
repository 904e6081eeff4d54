/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules W5 */
#include "unit/service/person/acts.h"

#include "service/archive/journal_verify.h"
#include "service/archive/journal_view.h"

#define STEPS_MAX 8

#define ADAM "adam@example.com"

static const struct story_row {
	const char *name;
	struct step steps[STEPS_MAX];
	const char *purpose; /* "followup" where NULL */
	const char *at; /* NULL: now */
	const char *reason;
} story_rows[] = {
	{"nobody", {{.act = END}}, .reason = "unknown"},
	{"a contact makes a record",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"}},
		.reason = "allowed"},
	{"an unknown person's contact needs a relation",
		{{.act = CONTACT,
			ADAM,
			"chat",
			NULL,
			"2018-06-20",
			ERR_INVALID,
			"--relation"}},
		.reason = "unknown"},
	{"the retention ends a month after it",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-05-28"}},
		.at = "2018-06-29", .reason = "retention-expired"},
	{"its last instant",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-05-28"}},
		.at = "2018-06-28 23:59:59", .reason = "allowed"},
	{"a later contact moves it",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-05-28"},
			{.act = CONTACT, ADAM, "chat", NULL, "2018-06-20"}},
		.reason = "allowed"},
	{"an earlier contact does not",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-05-28"},
			{.act = CONTACT,
				ADAM,
				"chat",
				NULL,
				"2018-05-20",
				ERR_OK,
				"the latest stays"}},
		.reason = "retention-expired"},
	{"at an earlier instant the later contact is forgotten",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-03-01"},
			{.act = CONTACT, ADAM, "chat", NULL, "2018-06-20"}},
		.at = "2018-05-01", .reason = "retention-expired"},
	{"the same contact again changes nothing",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = CONTACT,
				ADAM,
				"chat",
				"prospect",
				"2018-06-20",
				ERR_OK,
				"already"}},
		.reason = "allowed"},
	{"a contact two days ahead is refused",
		{{.act = CONTACT,
			ADAM,
			"chat",
			"prospect",
			"2018-07-03 12:00",
			ERR_INVALID,
			"lies ahead"}},
		.reason = "unknown"},
	{"an unknown source names the known ones",
		{{.act = CONTACT,
			ADAM,
			"fax",
			"prospect",
			"2018-06-20",
			ERR_INVALID,
			"chat, shop, support"}},
		.reason = "unknown"},
	{"an unknown relation names the known ones",
		{{.act = CONTACT,
			ADAM,
			"chat",
			"friend",
			"2018-06-20",
			ERR_INVALID,
			"prospect, customer"}},
		.reason = "unknown"},
	{"a bad address says so",
		{{.act = CONTACT,
			"adam",
			"chat",
			"prospect",
			"2018-06-20",
			ERR_INVALID,
			"no e-mail address"}},
		.reason = "unknown"},
	{"the first source stays",
		{{.act = CONTACT, ADAM, "support", "prospect", "2018-06-20"},
			{.act = CONTACT,
				ADAM,
				"chat",
				NULL,
				"2018-06-21",
				ERR_OK,
				"stays \"support\""}},
		.reason = "incompatible"},
	{"who buys becomes a customer",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-03-01"},
			{.act = RELATE, ADAM, "customer", NULL, "2018-03-15"}},
		.reason = "allowed"},
	{"before that he was a prospect",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-01-01"},
			{.act = RELATE, ADAM, "customer", NULL, "2018-03-15"}},
		.at = "2018-03-01", .reason = "retention-expired"},
	{"an earlier relation does not replace it",
		{{.act = CONTACT, ADAM, "chat", "customer", "2018-03-15"},
			{.act = RELATE,
				ADAM,
				"prospect",
				NULL,
				"2018-02-01",
				ERR_OK,
				"stays \"customer\""}},
		.reason = "allowed"},
	{"nor does a contact with one",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-01-15"},
			{.act = RELATE, ADAM, "customer", NULL, "2018-03-15"},
			{.act = CONTACT,
				ADAM,
				"chat",
				"prospect",
				"2018-03-01"}},
		.reason = "allowed"},
	{"a relation that ends may lie ahead",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-03-15"},
			{.act = RELATE,
				ADAM,
				"customer",
				"2020-01-01",
				"2018-03-16",
				ERR_OK,
				"ends with"}},
		.reason = "allowed"},
	{"an end before the beginning is refused",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-03-15"},
			{.act = RELATE,
				ADAM,
				"customer",
				"2018-01-01",
				"2018-03-16",
				ERR_INVALID,
				"before its beginning"}},
		.reason = "retention-expired"},
	{"relate needs a record",
		{{.act = RELATE,
			ADAM,
			"customer",
			NULL,
			"2018-03-15",
			ERR_NOT_FOUND,
			"no record"}},
		.reason = "unknown"},
	{"an objection wins",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"}},
		.reason = "objected"},
	{"twice is once",
		{{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = OBJECT,
				ADAM,
				NULL,
				NULL,
				"2018-06-21",
				ERR_OK,
				"already"}},
		.reason = "objected"},
	{"of a person nobody knows", {{.act = OBJECT, ADAM, NULL, NULL, NULL}},
		.reason = "objected"},
	{"of the domain above",
		{{.act = OBJECT, "@com", NULL, NULL, "2018-06-21"}},
		.reason = "objected"},
	{"of a domain below does not count",
		{{.act = OBJECT,
			"@mail.example.com",
			NULL,
			NULL,
			"2018-06-21"}},
		.reason = "unknown"},
	{"to another purpose does not count",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT,
				ADAM,
				"newsletter",
				NULL,
				"2018-06-21"}},
		.reason = "allowed"},
	{"before it was made it does not count",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-22"}},
		.at = "2018-06-21", .reason = "allowed"},
	{"no domain",
		{{.act = OBJECT, "@", NULL, NULL, NULL, ERR_INVALID, "domain"}},
		.reason = "unknown"},
	{"lifted as a mistake",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = UNOBJECT, ADAM, NULL, "wrong person"}},
		.reason = "allowed"},
	{"lifting needs a reason",
		{{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = UNOBJECT,
				ADAM,
				NULL,
				"",
				NULL,
				ERR_INVALID,
				"reason"}},
		.reason = "objected"},
	{"lifting what is not there",
		{{.act = UNOBJECT,
			ADAM,
			NULL,
			"x",
			NULL,
			ERR_NOT_FOUND,
			"no objection"}},
		.reason = "unknown"},
	{"a later grant ends the objection for its purpose",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22",
				ERR_OK,
				"is lifted"}},
		.purpose = "newsletter", .reason = "allowed"},
	{"one of the day that alone is known does not",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT,
				ADAM,
				NULL,
				NULL,
				"2018-06-21",
				ERR_OK,
				"on 2018-06-21 is"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-21 23:59:59",
				ERR_OK,
				"The objection of 2018-06-21 stays"}},
		.purpose = "newsletter", .reason = "objected"},
	{"the day after does",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22 00:00",
				ERR_OK,
				"of 2018-06-21 is lifted"}},
		.purpose = "newsletter", .reason = "allowed"},
	{"a grant on sight ends one without a date",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = TELL, ADAM, NULL, "shop"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22",
				ERR_OK,
				"a date not known is lifted"}},
		.purpose = "newsletter", .reason = "allowed"},
	{"and for that one purpose",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = TELL, ADAM, NULL, "shop"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"}},
		.reason = "objected"},
	{"told for the first time after it, it holds",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"},
			{.act = TELL, ADAM, NULL, "shop"}},
		.purpose = "newsletter", .reason = "objected"},
	{"the same grant again ends that, too",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"},
			{.act = TELL, ADAM, NULL, "shop"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22",
				ERR_OK,
				"a date not known is lifted"},
			{.act = TELL, ADAM, NULL, "shop", NULL, ERR_EXISTS}},
		.purpose = "newsletter", .reason = "allowed"},
	{"undone as a mistake, the same source tells nothing new",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = TELL, ADAM, NULL, "shop"},
			{.act = UNOBJECT, ADAM, NULL, "wrong person"},
			{.act = TELL, ADAM, NULL, "shop", NULL, ERR_EXISTS}},
		.reason = "allowed"},
	{"another does",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = TELL, ADAM, NULL, "shop"},
			{.act = UNOBJECT, ADAM, NULL, "wrong person"},
			{.act = TELL, ADAM, NULL, "chat"}},
		.reason = "objected"},
	{"a grant on sight ends a withdrawal without a date",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = TELL, ADAM, "newsletter", "shop"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"}},
		.purpose = "newsletter", .reason = "allowed"},
	{"a withdrawal told after it holds",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"},
			{.act = TELL, ADAM, "newsletter", "shop"}},
		.purpose = "newsletter", .reason = "withdrawn"},
	{"a grant of the day of the withdrawal does not stand",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = WITHDRAW,
				ADAM,
				"newsletter",
				NULL,
				"2018-06-22",
				ERR_OK,
				"on 2018-06-22 is"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22 18:00",
				ERR_OK,
				"the withdrawal of 2018-06-22 is no earlier"}},
		.purpose = "newsletter", .reason = "withdrawn"},
	{"an objection two days ahead is refused",
		{{.act = OBJECT,
			ADAM,
			NULL,
			NULL,
			"2018-07-03 12:00",
			ERR_INVALID,
			"the objection lies ahead"}},
		.reason = "unknown"},
	{"a withdrawal two days ahead is refused",
		{{.act = WITHDRAW,
			ADAM,
			"followup",
			NULL,
			"2018-07-03 12:00",
			ERR_INVALID,
			"the withdrawal lies ahead"}},
		.reason = "unknown"},
	{"and for no other",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"}},
		.reason = "objected"},
	{"one without evidence does not",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				NULL,
				"2018-06-22",
				ERR_OK,
				"does not stand"}},
		.purpose = "newsletter", .reason = "objected"},
	{"nor one of the same instant",
		{{.act = OBJECT, ADAM, NULL, NULL, "2018-06-22"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22",
				ERR_OK,
				"stays"}},
		.purpose = "newsletter", .reason = "objected"},
	{"never a domain's",
		{{.act = OBJECT, "@example.com", NULL, NULL, "2018-06-21"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22",
				ERR_OK,
				"domain"}},
		.purpose = "newsletter", .reason = "objected"},
	{"a later objection counts again",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"},
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-23"}},
		.purpose = "newsletter", .reason = "objected"},
	{"a grant without evidence does not stand",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = GRANT, ADAM, "newsletter", NULL, "2018-06-22"}},
		.purpose = "newsletter", .reason = "no-basis"},
	{"the evidence may come later",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = GRANT, ADAM, "newsletter", NULL, "2018-06-22"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"}},
		.purpose = "newsletter", .reason = "allowed"},
	{"explicit consent is consent",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = EXPLICIT,
				ADAM,
				"newsletter",
				"f",
				"2018-06-22"}},
		.purpose = "newsletter", .reason = "allowed"},
	{"an interest is not granted",
		{{.act = LEGITIMATE,
			ADAM,
			"newsletter",
			"f",
			"2018-06-22",
			ERR_INVALID,
			"explicit-consent"}},
		.reason = "unknown"},
	{"a withdrawal ends the grant",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = GRANT,
				ADAM,
				"newsletter",
				"form-1",
				"2018-06-22"},
			{.act = WITHDRAW,
				ADAM,
				"newsletter",
				NULL,
				"2018-06-22"}},
		.purpose = "newsletter", .reason = "withdrawn"},
	{"a withdrawal without a grant counts",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = WITHDRAW, ADAM, "followup", NULL, NULL}},
		.reason = "withdrawn"},
	{"restricted",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = RESTRICT, ADAM},
			{.act = RESTRICT, ADAM, .says = "already"}},
		.reason = "restricted"},
	{"and lifted",
		{{.act = CONTACT, ADAM, "chat", "prospect", "2018-06-20"},
			{.act = RESTRICT, ADAM}, {.act = UNRESTRICT, ADAM}},
		.reason = "allowed"},
	{"restricted without a record",
		{{.act = RESTRICT, ADAM, .says = "no record"},
			{.act = RESTRICT, ADAM, .says = "already"}},
		.reason = "restricted"},
	{"restricted before the first contact",
		{{.act = RESTRICT, ADAM},
			{.act = CONTACT,
				ADAM,
				"chat",
				"prospect",
				"2018-06-20"}},
		.reason = "restricted"},
	{"the first contact needs a relation all the same",
		{{.act = RESTRICT, ADAM},
			{.act = CONTACT,
				ADAM,
				"chat",
				NULL,
				"2018-06-20",
				.expected = ERR_INVALID,
				.says = "--relation"}},
		.reason = "restricted"},
	{"restricted before the first contact, and lifted after",
		{{.act = RESTRICT, ADAM},
			{.act = CONTACT,
				ADAM,
				"chat",
				"prospect",
				"2018-06-20"},
			{.act = UNRESTRICT, ADAM}},
		.reason = "allowed"},
	{"lifted without a record: not known, as before",
		{{.act = RESTRICT, ADAM}, {.act = UNRESTRICT, ADAM}},
		.reason = "unknown"},
	{"lifting where there is nothing",
		{{.act = UNRESTRICT, ADAM, .says = "not restricted"}},
		.reason = "unknown"},
};

static void check_story(void **state)
{
	const struct story_row *r = *state;
	struct house h;
	struct buf said;

	house_open(&h);
	buf_init(&said, 4096);
	for (size_t i = 0; i < STEPS_MAX && r->steps[i].act != END; i++) {
		const struct step *s = &r->steps[i];

		buf_reset(&said);
		assert_int_equal(run_step(&h, s, &said), s->expected);
		if (s->says)
			assert_non_null(strstr(
				s->expected ? h.desk->cause : buf_text(&said),
				s->says));
	}
	assert_string_equal(
		house_reason(
			&h, ADAM, r->purpose ? r->purpose : "followup", r->at),
		r->reason);
	buf_free(&said);
	house_close(&h);
}

static void record_contact_on(struct house *h, const char *at)
{
	struct buf said;

	buf_init(&said, 4096);
	assert_int_equal(record_contact(h->desk,
				 &(struct record_contact){.who = ADAM,
					 .at_utc = house_instant(h, at),
					 .source = "chat",
					 .relation = "prospect"},
				 &said),
		ERR_OK);
	buf_free(&said);
}

static bool take_silence(void *arg, const struct silence_count *count)
{
	struct silence_count *sum = arg;

	sum->days = count->days;
	sum->returned += count->returned;
	return true;
}

static void check_silence(void **state)
{
	struct silence_count sum = {.days = 0};
	struct house h;

	(void)state;
	house_open(&h);
	record_contact_on(&h, "2018-05-28 23:00");
	record_contact_on(&h, "2018-05-28 23:30"); /* the same day */
	record_contact_on(&h, "2018-06-20 01:00");
	record_contact_on(&h, "2018-06-10 01:00"); /* told late */
	record_contact_on(&h, "2018-06-20 01:00"); /* told twice */
	assert_int_equal(
		store_silence_each(h.desk->session, take_silence, &sum),
		ERR_OK);
	assert_int_equal(sum.returned, 1);
	assert_int_equal(sum.days, 23);
	house_close(&h);
}

static bool count_entry(
	void *arg, const struct journal_entry *entry, const char *sender)
{
	size_t *len = arg;

	assert_non_null(sender);
	assert_string_equal(sender, "ania");
	assert_true(entry->has_key);
	assert_int_equal(
		entry->kind, *len < 2 ? JOURNAL_CONTACT : JOURNAL_RESTRICTION);
	++*len;
	return true;
}

static void no_line(void *arg, const char *text)
{
	(void)arg;
	fail_msg("%s", text);
}

static void check_journal(void **state)
{
	const struct journal_query of_adam = {
		.since_utc = INSTANT_NONE, .address = ADAM};
	const struct journal_query of_ewa = {
		.since_utc = INSTANT_NONE, .address = "ewa@example.com"};
	struct journal_verified verified;
	struct house h;
	struct buf said;
	size_t len = 0;

	(void)state;
	house_open(&h);
	buf_init(&said, 4096);
	record_contact_on(&h, "2018-05-28 23:00");
	record_contact_on(&h, "2018-05-28 23:00"); /* nothing new */
	record_contact_on(&h, "2018-05-20 23:00"); /* told late */
	assert_int_equal(record_restrict(h.desk, ADAM, &said), ERR_OK);
	assert_int_equal(
		journal_view(h.desk, &of_ewa, count_entry, &len), ERR_OK);
	assert_int_equal(len, 0);
	assert_int_equal(
		journal_view(h.desk, &of_adam, count_entry, &len), ERR_OK);
	assert_int_equal(len, 3);
	assert_int_equal(
		journal_verify(h.desk, no_line, NULL, &verified), ERR_OK);
	/* The restriction changed the sum. */
	assert_int_equal(verified.entries, 4);
	assert_int_equal(verified.rows, 1);
	buf_free(&said);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, story_rows, check_story);
	rows_add_one(
		&rows, "silence is counted when it ends", check_silence, NULL);
	rows_add_one(&rows, "each act is in the journal, with who did it",
		check_journal, NULL);
	return rows_run("record", &rows);
}
