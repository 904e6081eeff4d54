/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/service/house.h"

#include "lib/random.h"
#include "service/import.h"
#include "service/record.h"

#define ADAM "adam@example.com"
#define SAID_MAX 65536

struct outcome {
	enum err result;
	struct import_report report;
	struct buf said; /* "LINE! text" for a bad line, "LINE text" else */
};

static void take_line(void *arg, uint64_t line, bool is_bad, const char *text)
{
	buf_addf(arg, "%" PRIu64 "%s %s\n", line, is_bad ? "!" : "", text);
}

static void no_progress(void *arg, uint64_t bytes, uint64_t of_bytes)
{
	(void)arg;
	assert_true(bytes <= of_bytes);
}

static void import_text(struct house *h, const char *text, size_t len,
	const struct import_options *with, struct outcome *outcome_r)
{
	struct import_options options = *with;
	char path[PATH_MAX / 2];

	settings_file_put(tempdir_path(&h->dir, "import.csv", path), text, len);
	buf_init(&outcome_r->said, SAID_MAX);
	options.path = path;
	options.say = take_line;
	options.progress = no_progress;
	options.arg = &outcome_r->said;
	outcome_r->result = import_run(h->desk, &options, &outcome_r->report);
}

static void outcome_free(struct outcome *outcome)
{
	import_report_free(&outcome->report);
	buf_free(&outcome->said);
}

#define TEXT(literal) (literal), sizeof(literal) - 1

/* What becomes of adam@example.com, or of "who". */
static const struct import_row {
	const char *name;
	const char *text;
	size_t len;
	const char *relation, *source, *map, *map2;
	const char *who, *purpose, *at; /* asked afterwards */
	const char *reason;
	const char *says; /* about a line, or why the file is refused */
	uint64_t bad, created, not_applied;
} import_rows[] = {
	{"own names, ISO dates",
		TEXT("email,relation,source,collected,last_contact\n" ADAM
		     ",prospect,chat,2018-05-28,2018-06-20\n"),
		.reason = "allowed", .created = 1},
	{"the options fill what is empty",
		TEXT("email,relation,source,last_contact\n" ADAM
		     ",,,2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"the row's own win over the options",
		TEXT("email,relation,source,last_contact\n" ADAM
		     ",prospect,support,2018-06-20\n"),
		.relation = "customer", .source = "chat",
		.reason = "incompatible", .created = 1},
	{"no date is replaced by today's", TEXT("email\n" ADAM "\n"),
		.relation = "prospect", .source = "chat",
		.reason = "retention-expired", .created = 1},
	{"the collection stands in for a contact",
		TEXT("email,collected\n" ADAM ",2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"Excel in Poland: semicolons, Windows-1250, dotted dates",
		TEXT("Imi\xEA;E-mail;last_contact\r\n"
		     "\x8Cwi\xEAtos\xB3\x61wa;" ADAM ";20.06.2018 10:00\r\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"Excel in Poland: UTF-8 with a mark",
		TEXT("\xEF\xBB\xBF"
		     "email;last_contact\r\n" ADAM ";20.06.2018\r\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"tabs", TEXT("email\tlast_contact\n" ADAM "\t2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"an address in Windows-1250",
		TEXT("email;last_contact\n"
		     "micha\xB3@\xBF\xF3\xB3w.example;2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.who = "micha\xC5\x82@\xC5\xBC\xC3\xB3\xC5\x82w.example",
		.reason = "allowed", .created = 1},
	{"an address in ISO-8859-2",
		TEXT("email;last_contact\n"
		     "micha\xB3@\xB1\xB6\xBC.example;2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.who = "micha\xC5\x82@\xC4\x85\xC5\x9B\xC5\xBA.example",
		.reason = "allowed", .created = 1},
	{"listmonk",
		TEXT("uuid,email,name,attributes,status,created_at,updated_at\n"
		     "1-2," ADAM ",Adam,\"{\"\"a\"\": 1}\",enabled,2018-06-20 "
		     "15:04:05 +0000 UTC,2018-06-21 15:04:05 +0000 UTC\n"),
		.relation = "prospect", .source = "chat",
		.map = "collected=created_at", .reason = "allowed",
		.created = 1},
	{"HubSpot",
		TEXT("Record ID,Email,Unsubscribed from all email,Create "
		     "date,Last activity date\n"
		     "1," ADAM ",true,2018-06-20 10:00,2018-06-30 10:00\n"),
		.relation = "prospect", .source = "chat",
		.map = "collected=Create date", .reason = "objected",
		.created = 1},
	{"HubSpot, not unsubscribed",
		TEXT("Record ID,Email,Unsubscribed from all email,Create date\n"
		     "1," ADAM ",false,2018-06-20 10:00\n"),
		.relation = "prospect", .source = "chat",
		.map = "collected=Create date", .reason = "allowed",
		.created = 1},
	{"HubSpot's trap",
		TEXT("Email,Last activity date\n" ADAM ",2018-06-30\n"),
		.relation = "prospect", .source = "chat",
		.map = "last_contact=Last activity date", .reason = "unknown",
		.says = "only what the person did"},
	{"its other trap", TEXT("Email,Last contacted\n" ADAM ",2018-06-30\n"),
		.relation = "prospect", .source = "chat",
		.map = "last_contact=Last contacted", .reason = "unknown",
		.says = "only what the person did"},
	{"Pipedrive",
		TEXT("Person - Name,Person - Email - Home,Person - Email - "
		     "Work,Person - Person created\n"
		     "Adam,other@example.com," ADAM ",2018-06-20 10:00:00\n"),
		.relation = "prospect", .source = "chat",
		.map = "collected=Person - Person created", .reason = "allowed",
		.created = 1},
	{"SuiteCRM: all quoted, Windows line ends",
		TEXT("\"Adres E-mail\",\"opt_out\",\"date_entered\"\r\n"
		     "\"" ADAM "\",\"0\",\"2018-06-20 10:00\"\r\n"),
		.relation = "prospect", .source = "chat",
		.map = "collected=date_entered", .reason = "allowed",
		.created = 1},
	{"Mautic",
		TEXT("id,firstname,email,stage,date_identified\n"
		     "1,Adam," ADAM ",1,2018-06-20 10:00:00\n"),
		.relation = "prospect", .source = "chat",
		.map = "collected=date_identified", .reason = "allowed",
		.created = 1},
	{"a zone in the date",
		TEXT("email,last_contact\n" ADAM
		     ",2018-05-28T23:30:00+00:00\n"),
		.relation = "prospect", .source = "chat",
		.at = "2018-06-29 23:59:59", .reason = "allowed", .created = 1},
	{"an objection", TEXT("email,objected\n" ADAM ",tak\n"),
		.reason = "objected"},
	{"an objection by date",
		TEXT("email,objected_at\n" ADAM ",2018-06-12\n"),
		.reason = "objected"},
	{"an objection to another purpose",
		TEXT("email,objected,objected_purpose\n" ADAM
		     ",x,newsletter\n"),
		.reason = "unknown"},
	{"no objection", TEXT("email,objected\n" ADAM ",nie\n"),
		.reason = "unknown"},
	{"neither yes nor no", TEXT("email,objected\n" ADAM ",maybe\n"),
		.reason = "unknown", .says = "2! objected", .bad = 1},
	{"yes and no at once",
		TEXT("email,objected,objected_at\n" ADAM ",no,2018-06-12\n"),
		.reason = "unknown", .says = "which of them", .bad = 1},
	{"a consent",
		TEXT("email,last_contact,purpose,basis,granted,evidence\n" ADAM
		     ",2018-06-20,newsletter,consent,2018-06-20,form-1\n"),
		.relation = "prospect", .source = "chat",
		.purpose = "newsletter", .reason = "allowed", .created = 1},
	{"a consent without evidence",
		TEXT("email,last_contact,purpose,basis,granted\n" ADAM
		     ",2018-06-20,newsletter,consent,2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.purpose = "newsletter", .reason = "no-basis", .created = 1},
	{"an expired consent: its last day counts",
		TEXT("email,last_contact,purpose,basis,granted,evidence,expires"
		     "\n" ADAM ",2018-06-20,newsletter,consent,2018-06-20,f,"
		     "2018-07-01\n"),
		.relation = "prospect", .source = "chat",
		.purpose = "newsletter", .reason = "allowed", .created = 1},
	{"a withdrawn consent",
		TEXT("email,last_contact,purpose,basis,granted,evidence,"
		     "withdrawn\n" ADAM ",2018-06-20,newsletter,consent,"
		     "2018-06-20,f,2018-06-21\n"),
		.relation = "prospect", .source = "chat",
		.purpose = "newsletter", .reason = "withdrawn", .created = 1},
	{"a consent newer than an objection is not applied",
		TEXT("email,last_contact,objected_at,purpose,basis,granted,"
		     "evidence\n" ADAM ",2018-06-20,2018-06-21,newsletter,"
		     "consent,2018-06-22,f\n"),
		.relation = "prospect", .source = "chat",
		.purpose = "newsletter", .reason = "objected", .created = 1,
		.says = "2 the consent is newer", .not_applied = 1},
	{"nor one whose objection is in a later line",
		TEXT("email,last_contact,objected_at,purpose,basis,granted,"
		     "evidence\n" ADAM
		     ",2018-06-20,,newsletter,consent,2018-06-22,f\n" ADAM
		     ",,2018-06-21,,,,\n"),
		.relation = "prospect", .source = "chat",
		.purpose = "newsletter", .reason = "objected", .created = 1,
		.says = "2 the consent is newer", .not_applied = 1},
	{"a basis that is not granted",
		TEXT("email,purpose,basis,granted\n" ADAM
		     ",newsletter,contract,2018-06-20\n"),
		.reason = "unknown", .says = "explicit-consent", .bad = 1},
	{"a basis without a purpose",
		TEXT("email,basis,granted\n" ADAM ",consent,2018-06-20\n"),
		.reason = "unknown", .says = "needs the purpose", .bad = 1},
	{"a grant without a date",
		TEXT("email,purpose,basis\n" ADAM ",newsletter,consent\n"),
		.reason = "unknown", .says = "needs the date", .bad = 1},
	{"an unknown purpose names the known ones",
		TEXT("email,purpose,withdrawn\n" ADAM ",news,2018-06-20\n"),
		.reason = "unknown", .says = "followup, newsletter", .bad = 1},
	{"an unknown relation names the known ones",
		TEXT("email,relation\n" ADAM ",friend\n"), .reason = "unknown",
		.says = "prospect, customer", .bad = 1},
	{"an unknown source names the known ones",
		TEXT("email,source\n" ADAM ",fax\n"), .relation = "prospect",
		.reason = "unknown", .says = "chat, shop, support", .bad = 1},
	{"a contact that lies ahead",
		TEXT("email,last_contact\n" ADAM ",2018-07-03\n"),
		.relation = "prospect", .source = "chat", .reason = "unknown",
		.says = "2! last_contact", .bad = 1},
	{"a date that is none",
		TEXT("email,last_contact\n" ADAM ",05/28/2018\n"),
		.relation = "prospect", .source = "chat", .reason = "unknown",
		.says = "05/28/2018", .bad = 1},
	{"a bad address, and the rest goes on",
		TEXT("email,last_contact\nadam,2018-06-20\n" ADAM
		     ",2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.says = "2! bad address", .bad = 1, .created = 1},
	{"a quote that is never closed, and the rest goes on",
		TEXT("email,n\n\"x,y\n" ADAM ",z\n"), .relation = "prospect",
		.source = "chat", .reason = "retention-expired", .says = "2! ",
		.bad = 1, .created = 1},
	{"an address as reference", TEXT("email,ref\n" ADAM "," ADAM "\n"),
		.relation = "prospect", .reason = "unknown", .says = "opaque",
		.bad = 1},
	{"empty rows are no rows", TEXT("email,n\n,\n,\n" ADAM ",x\n"),
		.relation = "prospect", .source = "chat",
		.reason = "retention-expired", .created = 1},
	{"undeliverable",
		TEXT("email,last_contact,undeliverable\n" ADAM
		     ",2018-06-20,2018-06-21\n"),
		.relation = "prospect", .source = "chat",
		.reason = "undeliverable", .created = 1},
	{"undeliverable, but in contact since",
		TEXT("email,last_contact,undeliverable\n" ADAM
		     ",2018-06-22,2018-06-21\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"a relation that ended",
		TEXT("email,collected,relation_end\n" ADAM
		     ",2010-01-01,2012-06-30\n"),
		.relation = "customer", .source = "chat",
		.at = "2018-06-30 23:59:59", .reason = "allowed", .created = 1},
	{"and has passed its retention",
		TEXT("email,collected,relation_end\n" ADAM
		     ",2010-01-01,2012-06-30\n"),
		.relation = "customer", .source = "chat", .at = "2018-07-01",
		.reason = "retention-expired", .created = 1},
	{"several rows of one person: the latest has the last word",
		TEXT("email,relation,last_contact\n" ADAM
		     ",customer,2018-06-15\n" ADAM ",prospect,2018-03-01\n"),
		.source = "chat", .at = "2018-10-01", .reason = "allowed",
		.created = 1},
	{"no relation for the file",
		TEXT("email,last_contact\n" ADAM ",2018-06-20\n"),
		.source = "chat", .reason = "unknown", .says = "--relation"},
	{"no relation for a row",
		TEXT("email,relation,last_contact\n" ADAM ",,2018-06-20\n"),
		.source = "chat", .reason = "unknown", .says = "2! there is no",
		.bad = 1},
	{"no column of addresses", TEXT("a,b\n" ADAM ",x\n"),
		.relation = "prospect", .reason = "unknown",
		.says = "no column of addresses"},
	{"a column by --map", TEXT("a,b\n" ADAM ",20.06.2018\n"),
		.relation = "prospect", .source = "chat", .map = "email=a",
		.map2 = "last_contact=b", .reason = "allowed", .created = 1},
	{"--map to no column", TEXT("email\n" ADAM "\n"),
		.relation = "prospect", .map = "ref=id", .reason = "unknown",
		.says = "it has: email"},
	{"--map of no field", TEXT("email\n" ADAM "\n"), .relation = "prospect",
		.map = "name=email", .reason = "unknown",
		.says = "there is no field"},
	{"an empty file", TEXT(""), .relation = "prospect", .reason = "unknown",
		.says = "empty"},
};

static void check_import(void **state)
{
	const struct import_row *r = *state;
	const char *maps[] = {r->map, r->map2};
	const struct import_options options = {.relation = r->relation,
		.source = r->source,
		.maps = maps,
		.maps_len = r->map ? r->map2 ? 2 : 1 : 0};
	const char *who = r->who ? r->who : ADAM;
	const char *purpose = r->purpose ? r->purpose : "followup";
	struct outcome first, again;
	struct house h;

	house_open(&h);
	import_text(&h, r->text, r->len, &options, &first);
	if (first.result)
		assert_int_equal(first.result, ERR_INVALID);
	if (r->says)
		assert_non_null(strstr(
			first.result ? h.desk->cause : buf_text(&first.said),
			r->says));
	else
		assert_string_equal(buf_text(&first.said), "");
	assert_int_equal(first.report.counts.bad, r->bad);
	assert_int_equal(first.report.counts.created, r->created);
	assert_int_equal(first.report.counts.not_applied, r->not_applied);
	assert_string_equal(house_reason(&h, who, purpose, r->at), r->reason);
	/* Importing twice changes nothing. */
	import_text(&h, r->text, r->len, &options, &again);
	assert_int_equal(again.result, first.result);
	assert_string_equal(buf_text(&again.said), buf_text(&first.said));
	assert_int_equal(again.report.counts.created, 0);
	assert_int_equal(again.report.counts.changed, 0);
	assert_int_equal(again.report.counts.objections, 0);
	assert_int_equal(again.report.counts.grants, 0);
	assert_int_equal(again.report.counts.withdrawals, 0);
	assert_string_equal(house_reason(&h, who, purpose, r->at), r->reason);
	outcome_free(&first);
	outcome_free(&again);
	house_close(&h);
}

static void check_dry_run(void **state)
{
	static const char text[] =
		"email,last_contact\n" ADAM ",2018-06-20\nadam,x\n";
	const struct import_options options = {
		.relation = "prospect", .source = "chat", .dry_run = true};
	struct outcome outcome;
	struct house h;

	(void)state;
	house_open(&h);
	import_text(&h, text, sizeof(text) - 1, &options, &outcome);
	assert_int_equal(outcome.result, ERR_OK);
	assert_int_equal(outcome.report.counts.created, 1);
	assert_int_equal(outcome.report.counts.bad, 1);
	assert_string_equal(
		house_reason(&h, ADAM, "followup", NULL), "unknown");
	outcome_free(&outcome);
	house_close(&h);
}

/* After a grant by command the same import neither undoes nor repeats. */
static void check_after_grant(void **state)
{
	static const char text[] =
		"email,last_contact,objected_at,purpose,basis,granted,evidence"
		"\n" ADAM ",2018-06-20,2018-06-21,newsletter,consent,"
		"2018-06-22,f\n";
	const struct import_options options = {
		.relation = "prospect", .source = "chat"};
	const struct record_grant grant = {.who = ADAM,
		.purpose = "newsletter",
		.basis = "consent",
		.at_utc = HOUSE_NOW,
		.expires_utc = INSTANT_NONE,
		.evidence = "letter"};
	struct outcome outcome;
	struct house h;
	struct buf said;

	(void)state;
	house_open(&h);
	buf_init(&said, 4096);
	import_text(&h, text, sizeof(text) - 1, &options, &outcome);
	outcome_free(&outcome);
	assert_int_equal(record_grant(h.desk, &grant, &said), ERR_OK);
	import_text(&h, text, sizeof(text) - 1, &options, &outcome);
	assert_int_equal(outcome.report.counts.not_applied, 0);
	assert_int_equal(outcome.report.counts.objections, 0);
	assert_string_equal(
		house_reason(&h, ADAM, "newsletter", NULL), "allowed");
	assert_string_equal(
		house_reason(&h, ADAM, "followup", NULL), "objected");
	outcome_free(&outcome);
	buf_free(&said);
	house_close(&h);
}

/* ------------------------------------------------------------- properties */

#define PERSONS 40
#define ROWS 200
#define ROUNDS 3

static void add_date(struct buf *text, struct random *random)
{
	if (random_below(random, 3) > 0)
		buf_addf(text, "2018-%02u-%02u", 1 + random_below(random, 6),
			1 + random_below(random, 28));
	buf_addc(text, ',');
}

static void add_row(struct buf *text, struct random *random)
{
	static const char *const relations[] = {"", "prospect", "customer"};
	static const char *const sources[] = {"", "chat", "support"};

	buf_addf(text, "p%u@example.com,%s,%s,", random_below(random, PERSONS),
		relations[random_below(random, 3)],
		sources[random_below(random, 3)]);
	for (int i = 0; i < 4; i++)
		add_date(text, random);
	if (random_below(random, 4) == 0)
		buf_adds(text, "x");
	buf_addc(text, ',');
	add_date(text, random);
	if (random_below(random, 4) == 0)
		buf_addf(text, "newsletter,consent,2018-03-%02u,f",
			1 + random_below(random, 28));
	else
		buf_adds(text, ",,,");
	buf_addc(text, '\n');
}

static void check_twice(void **state)
{
	const struct import_options options = {
		.relation = "prospect", .source = "chat"};
	struct random random;
	struct buf text;

	(void)state;
	random_begin(&random, "importing twice changes nothing");
	buf_init(&text, 1 << 20);
	for (int round = 0; round < ROUNDS; round++) {
		struct outcome first, again;
		struct house h;

		buf_reset(&text);
		buf_adds(&text,
			"email,relation,source,collected,last_contact,"
			"relation_end,undeliverable,objected,withdrawn,"
			"purpose,basis,granted,evidence\n");
		for (int i = 0; i < ROWS; i++)
			add_row(&text, &random);
		house_open(&h);
		import_text(&h, text.data, text.len, &options, &first);
		import_text(&h, text.data, text.len, &options, &again);
		assert_int_equal(first.result, ERR_OK);
		assert_true(first.report.counts.created > 0);
		assert_true(first.report.counts.objections > 0);
		assert_int_equal(again.report.counts.created, 0);
		assert_int_equal(again.report.counts.changed, 0);
		assert_int_equal(again.report.counts.objections, 0);
		assert_int_equal(again.report.counts.grants, 0);
		assert_int_equal(again.report.counts.withdrawals, 0);
		outcome_free(&first);
		outcome_free(&again);
		house_close(&h);
	}
	buf_free(&text);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, import_rows, check_import);
	rows_add_one(&rows, "a dry run keeps nothing", check_dry_run, NULL);
	rows_add_one(
		&rows, "an import after the grant", check_after_grant, NULL);
	rows_add_one(
		&rows, "importing twice changes nothing", check_twice, NULL);
	return rows_run("import", &rows);
}
