/* SPDX-License-Identifier: BSD-2-Clause */
/* What staff is told of each act, and what the journal keeps of it. */
#include "unit/service/ear.h"
#include "unit/service/person/acts.h"

#include <stdio.h>

#include "service/person/record_act.h"

#define STEPS 4
#define CHAT(at)                                             \
	{                                                    \
		.act = CONTACT, ADAM, "chat", "prospect", at \
	}
#define GRANTED(at)                                          \
	{                                                    \
		.act = GRANT, ADAM, "newsletter", "form", at \
	}

static const struct row {
	const char *name;
	struct step steps[STEPS];
	const char *said; /* of the last step; "": it is refused */
	const char *journal; /* of the last step: kind, purpose, detail */
} rows_of_acts[] = {
	/* Contacts. */
	{"a first contact", {CHAT("2018-06-20")},
		"Contact on 2018-06-20 00:00:00 recorded.\n"
		"The relation is \"prospect\" since 2018-06-20 00:00:00.\n",
		"contact - contact, new record\n"},
	{"a later contact",
		{CHAT("2018-06-20"),
			{.act = CONTACT, ADAM, "chat", NULL, "2018-06-21"}},
		"Contact on 2018-06-21 00:00:00 recorded.\n",
		"contact - contact\n"},
	{"an earlier contact",
		{CHAT("2018-06-20"),
			{.act = CONTACT, ADAM, "chat", NULL, "2018-06-19"}},
		"Contact on 2018-06-19 00:00:00 recorded; the latest stays "
		"the one on 2018-06-20 00:00:00.\n",
		"contact - contact\n"},
	{"the same contact", {CHAT("2018-06-20"), CHAT("2018-06-20")},
		"Contact on 2018-06-20 00:00:00 was on record already.\n", ""},
	{"a contact with another relation",
		{CHAT("2018-06-20"),
			{.act = CONTACT,
				ADAM,
				"chat",
				"customer",
				"2018-06-21"}},
		"Contact on 2018-06-21 00:00:00 recorded.\n"
		"The relation is \"customer\" since 2018-06-21 00:00:00.\n",
		"contact - contact\n"},
	{"a contact with an earlier relation",
		{{.act = CONTACT, ADAM, "chat", "customer", "2018-06-20"},
			CHAT("2018-06-19")},
		"Contact on 2018-06-19 00:00:00 recorded; the latest stays "
		"the one on 2018-06-20 00:00:00.\n"
		"The relation stays \"customer\": it began on 2018-06-20 "
		"00:00:00, and \"prospect\" is dated no later.\n",
		"contact - contact\n"},
	{"a contact from another source",
		{CHAT("2018-06-20"),
			{.act = CONTACT, ADAM, "shop", NULL, "2018-06-21"}},
		"Contact on 2018-06-21 00:00:00 recorded.\n"
		"The source stays \"chat\": the data was first collected "
		"there.\n",
		"contact - contact\n"},
	{"the first contact of somebody without a relation",
		{{.act = CONTACT,
			ADAM,
			"chat",
			NULL,
			"2018-06-20",
			ERR_INVALID,
			"there is no record of adam@example.com yet"}},
		"", ""},
	/* Relations. */
	{"another relation",
		{CHAT("2018-06-20"),
			{.act = RELATE, ADAM, "customer", NULL, "2018-06-21"}},
		"The relation is \"customer\" since 2018-06-21 00:00:00.\n",
		"relation - customer\n"},
	{"another relation from now on",
		{CHAT("2018-06-20"), {.act = RELATE, ADAM, "customer"}},
		"The relation is \"customer\" since 2018-07-01 12:00:00.\n",
		"relation - customer\n"},
	{"another relation with an end",
		{CHAT("2018-06-20"),
			{.act = RELATE,
				ADAM,
				"customer",
				"2018-12-31",
				"2018-06-21"}},
		"The relation is \"customer\" since 2018-06-21 00:00:00.\n"
		"It ends with 2018-12-31 00:00:00.\n",
		"relation - customer\n"},
	{"a relation that ends where it begins",
		{CHAT("2018-06-20"),
			{.act = RELATE,
				ADAM,
				"customer",
				"2018-06-21",
				"2018-06-21"}},
		"The relation is \"customer\" since 2018-06-21 00:00:00.\n"
		"It ends with 2018-06-21 00:00:00.\n",
		"relation - customer\n"},
	{"the same relation",
		{CHAT("2018-06-20"), {.act = RELATE, ADAM, "prospect"}},
		"The relation was \"prospect\" already.\n", ""},
	{"the end of the relation",
		{CHAT("2018-06-20"),
			{.act = RELATE, ADAM, "prospect", "2018-06-30"}},
		"It ends with 2018-06-30 00:00:00.\n", "relation - prospect\n"},
	{"the same end again",
		{CHAT("2018-06-20"),
			{.act = RELATE, ADAM, "prospect", "2018-06-30"},
			{.act = RELATE, ADAM, "prospect", "2018-06-30"}},
		"It ends with 2018-06-30 00:00:00.\n"
		"The relation was \"prospect\" already.\n",
		""},
	{"an end before it began",
		{CHAT("2018-06-20"),
			{.act = RELATE, ADAM, "prospect", "2018-06-19"}},
		"Its end is not changed: 2018-06-19 00:00:00 lies before its "
		"beginning.\n"
		"The relation was \"prospect\" already.\n",
		""},
	{"a relation of earlier",
		{CHAT("2018-06-20"),
			{.act = RELATE,
				ADAM,
				"customer",
				"2018-06-10",
				"2018-06-01"}},
		"The relation stays \"prospect\": it began on 2018-06-20 "
		"00:00:00, and \"customer\" is dated no later.\n",
		"relation - customer\n"},
	{"a relation that begins in two days",
		{CHAT("2018-06-20"),
			{.act = RELATE,
				ADAM,
				"customer",
				NULL,
				"2018-07-03 12:00",
				ERR_INVALID,
				"the relation's beginning lies ahead"}},
		"", ""},
	/* Grants. */
	{"a grant", {CHAT("2018-06-20"), GRANTED("2018-06-21")},
		"The grant of consent for \"newsletter\" is on record.\n",
		"grant newsletter consent\n"},
	{"an explicit one",
		{CHAT("2018-06-20"),
			{.act = EXPLICIT,
				ADAM,
				"newsletter",
				"form",
				"2018-06-21"}},
		"The grant of explicit-consent for \"newsletter\" is on "
		"record.\n",
		"grant newsletter explicit-consent\n"},
	{"the same grant",
		{CHAT("2018-06-20"), GRANTED("2018-06-21"),
			GRANTED("2018-06-21")},
		"The grant of consent for \"newsletter\" was on record "
		"already.\n",
		""},
	{"a grant of nobody", {GRANTED("2018-06-21")},
		"The grant of consent for \"newsletter\" is on record.\n"
		"There is no record of this person yet: \"contact\" with "
		"--relation makes one.\n",
		"grant newsletter consent\n"},
	{"a grant without evidence",
		{CHAT("2018-06-20"),
			{.act = GRANT, ADAM, "newsletter", "", "2018-06-21"}},
		"The grant of consent for \"newsletter\" is on record.\n"
		"It does not stand: there is no evidence for it (GDPR Art. "
		"7(1)); give --evidence.\n",
		"grant newsletter without evidence, does not stand\n"},
	{"a grant that ends an objection to all",
		{CHAT("2018-06-20"),
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-21 10:00"},
			GRANTED("2018-06-22")},
		"The grant of consent for \"newsletter\" is on record.\n"
		"The objection of 2018-06-21 10:00:00 is lifted for "
		"\"newsletter\" by this later grant; for all other purposes "
		"it stays.\n",
		"objection-lifted newsletter by a later grant with evidence\n"
		"grant newsletter consent\n"},
	{"a grant that ends an objection to its purpose",
		{CHAT("2018-06-20"),
			{.act = OBJECT,
				ADAM,
				"newsletter",
				NULL,
				"2018-06-21 10:00"},
			GRANTED("2018-06-22")},
		"The grant of consent for \"newsletter\" is on record.\n"
		"The objection of 2018-06-21 10:00:00 is lifted for "
		"\"newsletter\" by this later grant.\n",
		"objection-lifted newsletter by a later grant with evidence\n"
		"grant newsletter consent\n"},
	{"a grant beside an objection to another purpose",
		{CHAT("2018-06-20"),
			{.act = OBJECT,
				ADAM,
				"followup",
				NULL,
				"2018-06-21 10:00"},
			GRANTED("2018-06-22")},
		"The grant of consent for \"newsletter\" is on record.\n",
		"grant newsletter consent\n"},
	{"a grant that is earlier than the objection",
		{CHAT("2018-06-20"),
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-23 10:00"},
			GRANTED("2018-06-22")},
		"The grant of consent for \"newsletter\" is on record.\n"
		"The objection of 2018-06-23 10:00:00 stays: it is no earlier "
		"than the grant.\n",
		"grant newsletter consent\n"},
	{"a grant on the day of the objection",
		{CHAT("2018-06-20"),
			{.act = OBJECT, ADAM, NULL, NULL, "2018-06-22"},
			GRANTED("2018-06-22 18:00")},
		"The grant of consent for \"newsletter\" is on record.\n"
		"The objection of 2018-06-22 stays: it is known only by its "
		"day and holds to the end of it; a grant dated the next day "
		"or later ends it.\n",
		"grant newsletter consent\n"},
	{"a grant against a domain's objection",
		{CHAT("2018-06-20"),
			{.act = OBJECT,
				"@example.com",
				NULL,
				NULL,
				"2018-06-21 10:00"},
			GRANTED("2018-06-22")},
		"The grant of consent for \"newsletter\" is on record.\n"
		"The objection of the domain (2018-06-21 10:00:00) stays: a "
		"person's grant never ends it.\n",
		"grant newsletter consent\n"},
	{"a grant that was withdrawn later",
		{CHAT("2018-06-20"),
			{.act = WITHDRAW,
				ADAM,
				"newsletter",
				NULL,
				"2018-06-23 10:00"},
			GRANTED("2018-06-22")},
		"The grant of consent for \"newsletter\" is on record.\n"
		"It does not stand: the withdrawal of 2018-06-23 10:00:00 is "
		"no earlier than the grant.\n",
		"grant newsletter consent\n"},
	{"a grant beside the withdrawal of another purpose",
		{CHAT("2018-06-20"),
			{.act = WITHDRAW,
				ADAM,
				"followup",
				NULL,
				"2018-06-23 10:00"},
			GRANTED("2018-06-22")},
		"The grant of consent for \"newsletter\" is on record.\n",
		"grant newsletter consent\n"},
	{"a grant behind a withdrawal",
		{CHAT("2018-06-20"),
			{.act = WITHDRAW,
				ADAM,
				"newsletter",
				NULL,
				"2018-06-21 10:00"},
			GRANTED("2018-06-22")},
		"The grant of consent for \"newsletter\" is on record.\n",
		"grant newsletter consent\n"},
	{"a grant in two days",
		{{.act = GRANT,
			ADAM,
			"newsletter",
			"form",
			"2018-07-03 12:00",
			ERR_INVALID,
			"the grant lies ahead"}},
		"", ""},
	/* Withdrawals. */
	{"a withdrawal",
		{{.act = WITHDRAW,
			ADAM,
			"newsletter",
			NULL,
			"2018-06-21 10:00"}},
		"The withdrawal for \"newsletter\" on 2018-06-21 10:00:00 is "
		"on record; it ends every grant up to then.\n",
		"withdrawal newsletter -\n"},
	{"a withdrawal without a date", {{.act = WITHDRAW, ADAM, "newsletter"}},
		"The withdrawal for \"newsletter\" on 2018-07-01 12:00:00 is "
		"on record; it ends every grant up to then.\n",
		"withdrawal newsletter -\n"},
	{"the same withdrawal",
		{{.act = WITHDRAW,
			 ADAM,
			 "newsletter",
			 NULL,
			 "2018-06-21 10:00"},
			{.act = WITHDRAW,
				ADAM,
				"newsletter",
				NULL,
				"2018-06-21 10:00"}},
		"The withdrawal for \"newsletter\" on 2018-06-21 10:00:00 was "
		"on record already.\n",
		""},
	/* Objections. */
	{"an objection to a purpose",
		{{.act = OBJECT, ADAM, "newsletter", NULL, "2018-06-21 10:00"}},
		"The objection to \"newsletter\" on 2018-06-21 10:00:00 is on "
		"record.\n",
		"objection newsletter by address, channel phone\n"},
	{"an objection to all", {{.act = OBJECT, ADAM}},
		"The objection to all direct marketing on 2018-07-01 12:00:00 "
		"is on record.\n",
		"objection - by address, channel phone\n"},
	{"an objection of a domain", {{.act = OBJECT, "@example.com"}},
		"The objection to all direct marketing of the domain on "
		"2018-07-01 12:00:00 is on record.\n",
		"objection - by domain, channel phone\n"},
	{"an objection undone",
		{{.act = OBJECT, ADAM},
			{.act = UNOBJECT, ADAM, NULL, "wrong person"}},
		"The recorded objection to all direct marketing is undone as "
		"a mistake; the reason is in the journal.\n",
		"objection-lifted - wrong person\n"},
	{"an objection to a purpose undone",
		{{.act = OBJECT, ADAM, "newsletter"},
			{.act = UNOBJECT, ADAM, "newsletter", "mistyped"}},
		"The recorded objection to \"newsletter\" is undone as a "
		"mistake; the reason is in the journal.\n",
		"objection-lifted newsletter mistyped\n"},
	{"a domain's undone",
		{{.act = OBJECT, "@example.com"},
			{.act = UNOBJECT, "@example.com", NULL, "mistyped"}},
		"The recorded objection to all direct marketing is undone as "
		"a mistake; the reason is in the journal.\n",
		"objection-lifted - mistyped\n"},
	{"one to all is none to a purpose",
		{{.act = OBJECT, ADAM},
			{.act = UNOBJECT,
				ADAM,
				"newsletter",
				"x",
				NULL,
				ERR_NOT_FOUND,
				"no objection to \"newsletter\" alone"}},
		"", ""},
	{"and the other way round",
		{{.act = OBJECT, ADAM, "newsletter"},
			{.act = UNOBJECT,
				ADAM,
				NULL,
				"x",
				NULL,
				ERR_NOT_FOUND,
				"no objection to all direct marketing"}},
		"", ""},
	{"a domain's that there is not",
		{{.act = UNOBJECT,
			"@example.com",
			NULL,
			"x",
			NULL,
			ERR_NOT_FOUND,
			"no objection to all"}},
		"", ""},
	{"no reason",
		{{.act = OBJECT, ADAM},
			{.act = UNOBJECT,
				ADAM,
				NULL,
				NULL,
				NULL,
				ERR_INVALID,
				"only with a reason"}},
		"", ""},
	/* Restrictions. */
	{"a restriction", {CHAT("2018-06-20"), {.act = RESTRICT, ADAM}},
		"The processing is restricted: no marketing, no deletion at "
		"the end of retention.\n",
		"restriction - -\n"},
	{"once more",
		{CHAT("2018-06-20"), {.act = RESTRICT, ADAM},
			{.act = RESTRICT, ADAM}},
		"The processing was restricted already, since 2018-07-01 "
		"12:00:00.\n",
		""},
	{"a restriction lifted",
		{CHAT("2018-06-20"), {.act = RESTRICT, ADAM},
			{.act = UNRESTRICT, ADAM}},
		"The restriction is lifted.\n", "restriction-lifted - -\n"},
	{"one that there is not",
		{CHAT("2018-06-20"), {.act = UNRESTRICT, ADAM}},
		"The processing was not restricted.\n", ""},
	{"one of nobody lifted", {{.act = UNRESTRICT, ADAM}},
		"The processing was not restricted.\n", ""},
	{"of nobody", {{.act = RESTRICT, ADAM}},
		"The processing is restricted: no marketing, no deletion at "
		"the end of retention.\nThere is no record of this person yet: "
		"the restriction is kept by a bare key, without the address.\n",
		"restriction - -\n"},
	{"of nobody, and lifted",
		{{.act = RESTRICT, ADAM}, {.act = UNRESTRICT, ADAM}},
		"The restriction is lifted.\nThere is no other record of this "
		"person.\n",
		"restriction-lifted - -\n"},
};

struct lines {
	struct house *h;
	char text[800];
	size_t skip; /* so many entries first */
	size_t len;
};

static bool add_line(void *arg, const struct journal_entry *e)
{
	struct lines *l = arg;
	size_t len = strlen(l->text);

	if (e->kind == JOURNAL_SUM || l->len++ < l->skip)
		return true;
	assert_true(e->has_key && e->is_enforced);
	IS(e->at_utc, HOUSE_NOW);
	(void)snprintf(l->text + len, sizeof(l->text) - len, "%s %s %s\n",
		journal_kind_name(e->kind), e->purpose ? e->purpose : "-",
		e->detail ? e->detail : "-");
	return true;
}

static struct lines journal(struct house *h, size_t skip)
{
	const struct journal_filter filter = {.since_utc = INSTANT_NONE};
	struct lines l = {.h = h, .skip = skip};

	IS(store_journal_each(h->desk->session, &filter, add_line, &l), ERR_OK);
	return l;
}

static void check_act(void **state)
{
	const struct row *row = *state;
	const struct step *step = row->steps;
	struct buf said;
	struct house h;
	size_t before;

	house_open(&h);
	buf_init(&said, 8000);
	for (; step + 1 < row->steps + STEPS && step[1].act != END; step++)
		IS(run_step(&h, step, &said), ERR_OK);
	before = journal(&h, 0).len;
	buf_reset(&said);
	h.desk->cause[0] = '\0';
	IS(run_step(&h, step, &said), step->expected);
	assert_string_equal(buf_text(&said), row->said);
	if (step->says)
		assert_non_null(strstr(h.desk->cause, step->says));
	assert_string_equal(journal(&h, before).text, row->journal);
	buf_free(&said);
	house_close(&h);
}

/* ------------------------------------------------------------ long texts */

#define REF_MOST 255
#define EVIDENCE_MOST 500
#define CHANNEL_MOST 64

static const char *long_text(char text[JOURNAL_DETAIL_MAX + 2], size_t len)
{
	memset(text, 'x', len);
	text[len] = '\0';
	return text;
}

/* The longest that is accepted, and one octet more. */
static void test_lengths(void **state)
{
	char text[JOURNAL_DETAIL_MAX + 2];
	struct buf said;
	struct house h;

	(void)state;
	house_open(&h);
	buf_init(&said, 80000);
	for (size_t more = 0; more <= 1; more++) {
		enum err e = more ? ERR_INVALID : ERR_OK;
		const struct record_contact contact = {.who = ADAM,
			.at_utc = HOUSE_NOW,
			.source = "chat",
			.relation = "prospect",
			.ref = long_text(text, REF_MOST + more)};
		const struct record_grant grant = {.who = ADAM,
			.purpose = "newsletter",
			.basis = "consent",
			.at_utc = HOUSE_NOW,
			.expires_utc = INSTANT_NONE,
			.evidence = text};
		const struct record_object object = {
			.who = ADAM, .at_utc = INSTANT_NONE, .channel = text};
		const struct record_object_lift lift = {
			.who = ADAM, .reason = text};

		IS(record_contact(h.desk, &contact, &said), e);
		long_text(text, EVIDENCE_MOST + more);
		IS(record_grant(h.desk, &grant, &said), e);
		long_text(text, CHANNEL_MOST + more);
		IS(record_object(h.desk, &object, &said), e);
		long_text(text, JOURNAL_DETAIL_MAX + more);
		IS(record_object_lift(h.desk, &lift, &said), e);
		assert_true(!more || strstr(h.desk->cause, "longer than"));
	}
	buf_free(&said);
	house_close(&h);
}

/* An opaque reference: one line, and no address. */
static const struct ref_row {
	const char *name;
	const char *ref;
	const char *problem; /* NULL: it may be stored */
} ref_rows[] = {
	{"a reference", "crm:4711", NULL},
	{"nothing", "", NULL},
	{"a blank", "crm 4711", NULL},
	{"what no ASCII is", "\xC5\x81 1", NULL},
	{"a tilde", "~", NULL},
	{"an address", "adam@example.com", "must not hold an address"},
	{"a line feed", "crm:1\n", "a control character"},
	{"the last control character", "\x1F", "a control character"},
	{"delete", "\x7F", "a control character"},
};

static void check_ref(void **state)
{
	const struct ref_row *row = *state;
	const char *problem = record_ref_problem(row->ref);
	struct house h;

	IS(problem != NULL, row->problem != NULL);
	house_open(&h);
	IS(record_check_ref(h.desk, row->ref),
		row->problem ? ERR_INVALID : ERR_OK);
	if (problem) {
		assert_non_null(strstr(problem, row->problem));
		assert_non_null(strstr(h.desk->cause, row->problem));
	}
	house_close(&h);
}

static void test_dates(void **state)
{
	char text[INSTANT_TEXT_SIZE];
	struct house h;
	int64_t day;

	(void)state;
	house_open(&h);
	day = house_instant(&h, "2018-07-01");
	assert_string_equal(
		record_date(h.desk, INSTANT_NONE, text), "a date not known");
	assert_string_equal(
		record_date(h.desk, HOUSE_NOW, text), "2018-07-01 12:00:00");
	assert_string_equal(record_wish_date(h.desk, HOUSE_NOW, false, text),
		"2018-07-01 12:00:00");
	assert_string_equal(
		record_wish_date(h.desk, day, true, text), "2018-07-01");
	assert_string_equal(record_wish_date(h.desk, INSTANT_NONE, true, text),
		"a date not known");
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_acts, check_act);
	rows_add(&rows, ref_rows, check_ref);
	rows_add_one(&rows, "as long as may be", test_lengths, NULL);
	rows_add_one(&rows, "dates as they are told", test_dates, NULL);
	return rows_run("record: what is told", &rows);
}
