/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules I1 I2 I3 I4 I6 */
#include "unit/service/house.h"

#include "lib/random.h"
#include "service/import/import.h"
#include "service/person/record.h"
#include "store/rekey.h"

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
	const char *relation, *source, *map, *map2, *ignore;
	bool all_objected, all_undeliverable;
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
		.reason = "allowed", .created = 1,
		.says = "2 the address has letters that were read by a guess"},
	{"an address in ISO-8859-2",
		TEXT("email;last_contact\n"
		     "micha\xB3@\xB1\xB6\xBC.example;2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.who = "micha\xC5\x82@\xC4\x85\xC5\x9B\xC5\xBA.example",
		.reason = "allowed", .created = 1, .says = "ISO-8859-2"},
	{"an address in Windows-1252",
		TEXT("email;last_contact\n"
		     "info@cr\xE8\x63he.example;2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.who = "info@cr\xC3\xA8\x63he.example", .reason = "allowed",
		.created = 1, .says = "Windows-1252"},
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
	{"neither yes nor no counts as yes",
		TEXT("email,objected\n" ADAM ",YES!\n"), .reason = "objected",
		.says = "2! objected: found \"YES!\"", .bad = 1},
	{"nor is a dash a no", TEXT("email,objected\n" ADAM ",-\n"),
		.reason = "objected", .says = "counts as yes", .bad = 1},
	{"yes and no at once",
		TEXT("email,objected,objected_at\n" ADAM ",no,2018-06-12\n"),
		.reason = "objected", .says = "which of them", .bad = 1},
	{"a date is a yes", TEXT("email,Unsubscribed\n" ADAM ",2018-06-12\n"),
		.reason = "objected"},
	{"one in seconds", TEXT("email,UNSUB_TIME\n" ADAM ",1443651125\n"),
		.reason = "objected"},
	{"a date of zeroes is none",
		TEXT("email,UNSUB_TIME\n" ADAM ",0000-00-00 00:00:00\n"),
		.reason = "unknown"},
	{"a wish that lies ahead is undated",
		TEXT("email,objected_at\n" ADAM ",2019-06-12\n"),
		.reason = "objected", .says = "2! objected_at", .bad = 1},
	{"a wish whose date cannot be read is undated",
		TEXT("email,objected_at\n" ADAM ",06/12/2018\n"),
		.reason = "objected", .says = "without a date", .bad = 1},
	{"its purpose is not known: all marketing",
		TEXT("email,objected,objected_purpose\n" ADAM ",x,offers\n"),
		.reason = "objected", .says = "followup, newsletter", .bad = 1},
	{"a wish counts beside a date that cannot be read",
		TEXT("email,objected,collected\n" ADAM ",yes,28/05/2018\n"),
		.relation = "prospect", .source = "chat", .reason = "objected",
		.says = "nothing else of it", .bad = 1},
	{"beside a relation that nobody knows",
		TEXT("email,objected,relation\n" ADAM ",yes,Lead\n"),
		.reason = "objected", .says = "\"Lead\"", .bad = 1},
	{"beside an address as reference",
		TEXT("email,objected,ref\n" ADAM ",yes," ADAM "\n"),
		.relation = "prospect", .reason = "objected", .says = "opaque",
		.bad = 1},
	{"beside a collection that lies ahead",
		TEXT("email,objected,collected\n" ADAM ",yes,2019-05-28\n"),
		.relation = "prospect", .reason = "objected",
		.says = "does not lie ahead", .bad = 1},
	{"beside a grant that cannot be read",
		TEXT("email,objected,purpose,basis,granted\n" ADAM
		     ",yes,news,consent,2018-06-20\n"),
		.reason = "objected", .says = "followup, newsletter", .bad = 1},
	{"of several columns any yes counts",
		TEXT("Email,Unsubscribed,Do not contact\n" ADAM ",no,yes\n"),
		.reason = "objected"},
	{"whatever a tool calls them",
		TEXT("Id,Email,HasOptedOutOfEmail\n1," ADAM ",true\n"),
		.reason = "objected"},
	{"Polish", TEXT("email;Wypisany\n" ADAM ";PRAWDA\n"),
		.reason = "objected"},
	{"German", TEXT("E-Mail-Adresse;Werbesperre\n" ADAM ";WAHR\n"),
		.reason = "objected"},
	{"French", TEXT("Courriel;D\xC3\xA9sinscrit\n" ADAM ";VRAI\n"),
		.reason = "objected"},
	{"Spanish",
		TEXT("Correo electr\xC3\xB3nico;No contactar\n" ADAM
		     ";S\xC3\x8D\n"),
		.reason = "objected"},
	{"a status", TEXT("email,status\n" ADAM ",unsubscribed\n"),
		.reason = "objected"},
	{"a status of something else",
		TEXT("email,Status,last_contact\n" ADAM ",Open,2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"a status of mail that nobody knows",
		TEXT("email,Marketing status,last_contact\n" ADAM
		     ",frobbed,2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "unknown",
		.says = "2! Marketing status", .bad = 1},
	{"bounced: as old as the last contact",
		TEXT("email,status,last_contact\n" ADAM ",bounced,2018-06-20"
		     "\n"),
		.relation = "prospect", .source = "chat",
		.reason = "undeliverable", .created = 1},
	{"undeliverable, nobody knows since when",
		TEXT("email,undeliverable,last_contact\n" ADAM
		     ",yes,2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.reason = "undeliverable", .created = 1},
	{"undeliverable, and nobody on record",
		TEXT("email,undeliverable\n" ADAM ",2018-06-20\n"),
		.reason = "unknown", .says = "2 the address is undeliverable"},
	{"no consent is a refusal",
		TEXT("email;Zgoda marketingowa;last_contact\n" ADAM
		     ";NIE;2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "withdrawn",
		.created = 1},
	{"of every purpose that accepts consent",
		TEXT("email;Zgoda marketingowa\n" ADAM ";NIE\n"),
		.purpose = "newsletter", .reason = "withdrawn"},
	{"an empty cell of consent is nothing",
		TEXT("email;Marketing consent;last_contact\n" ADAM
		     ";;2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"nor is a yes",
		TEXT("email;Marketing consent;last_contact\n" ADAM
		     ";tak;2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"a consent that cannot be read",
		TEXT("email;Marketing consent;last_contact\n" ADAM
		     ";maybe;2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "unknown",
		.says = "2! Marketing consent", .bad = 1},
	{"consent to calls is none to mail",
		TEXT("email,Consent to phone calls,Do not call,Zgoda: "
		     "tre\xC5\x9B\xC4\x87,last_contact\n" ADAM
		     ",no,yes,no,2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"a withdrawal without a purpose is one of all",
		TEXT("email,withdrawn,last_contact\n" ADAM ",yes,2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "withdrawn",
		.created = 1},
	{"SuiteCRM's basis",
		TEXT("email,lawful_basis,last_contact\n" ADAM
		     ",withdrawn,2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "withdrawn",
		.created = 1},
	{"a column that may be one",
		TEXT("email,Newsletter,objected,last_contact\n" ADAM
		     ",no,yes,2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "objected",
		.says = "--map objected=\"Newsletter\""},
	{"of that file nothing else is kept",
		TEXT("email,Newsletter,last_contact\n" ADAM
		     ",yes,2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "unknown",
		.says = "--ignore \"Newsletter\""},
	{"it is mapped",
		TEXT("email,Newsletter,last_contact\n" ADAM ",no,2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.map = "consent=Newsletter", .reason = "withdrawn",
		.created = 1},
	{"it is ignored",
		TEXT("email,Newsletter,last_contact\n" ADAM ",no,2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.ignore = "Newsletter", .reason = "allowed", .created = 1},
	{"to ignore a column that is not there", TEXT("email\n" ADAM "\n"),
		.relation = "prospect", .ignore = "Newsletter",
		.reason = "unknown", .says = "it has: email"},
	{"why somebody unsubscribed, and nowhere whether",
		TEXT("email,Unsubscribe reason\n" ADAM ",too many\n"),
		.reason = "unknown", .says = "Unsubscribe reason"},
	{"both",
		TEXT("email,Unsubscribe reason,Unsubscribed\n" ADAM
		     ",too many,1\n"),
		.reason = "objected"},
	{"everybody objected", TEXT("email,created\n" ADAM ",1443651125\n"),
		.all_objected = true, .reason = "objected"},
	{"by SES",
		TEXT("EmailAddress,LastUpdateTime,Reason\n" ADAM
		     ",\"Fri, 10 Apr 2015 21:03:05 GMT\",COMPLAINT\n"),
		.reason = "objected"},
	{"by Postmark",
		TEXT("EmailAddress,SuppressionReason,Origin,CreatedAt\n" ADAM
		     ",ManualSuppression,Customer,2015-12-10T08:58:33Z\n"),
		.reason = "objected"},
	{"by a reason that nobody knows",
		TEXT("EmailAddress,SuppressionReason\n" ADAM ",Frobbed\n"),
		.reason = "unknown", .says = "2! SuppressionReason", .bad = 1},
	{"everybody is undeliverable, since a date",
		TEXT("email,created,last_contact\n" ADAM
		     ",2018-06-25,2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.all_undeliverable = true, .reason = "undeliverable",
		.created = 1},
	{"but in contact since",
		TEXT("email,created,last_contact\n" ADAM
		     ",2018-06-15,2018-06-20\n"),
		.relation = "prospect", .source = "chat",
		.all_undeliverable = true, .reason = "allowed", .created = 1},
	{"a wish for each of several addresses",
		TEXT("email,objected\n\"bob@example.com, " ADAM "\",yes\n"),
		.reason = "objected"},
	{"with a semicolon",
		TEXT("email,objected\n\"bob@example.com;" ADAM "\",yes\n"),
		.reason = "objected"},
	{"with a name",
		TEXT("email,objected\n\"Nowak, Adam <" ADAM ">\",yes\n"),
		.reason = "objected"},
	{"as a link", TEXT("email,objected\nmailto:" ADAM ",yes\n"),
		.reason = "objected"},
	{"in another column",
		TEXT("Email,Secondary email,Opt out\nbob@example.com," ADAM
		     ",1\n"),
		.reason = "objected"},
	{"the first column is empty",
		TEXT("Email,Secondary email,Opt out\n," ADAM ",1\n"),
		.reason = "objected"},
	{"of several addresses the first is kept",
		TEXT("email,last_contact\n\"" ADAM
		     ", bob@example.com\",2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "allowed",
		.created = 1},
	{"no other",
		TEXT("email,last_contact\n\"bob@example.com, " ADAM
		     "\",2018-06-20\n"),
		.relation = "prospect", .source = "chat", .reason = "unknown",
		.created = 1},
	{"one of them cannot be read",
		TEXT("email,objected\n\"bob@, " ADAM "\",yes\n"),
		.reason = "objected", .says = "2 bad address \"bob@\""},
	{"the owner's address is not the person's",
		TEXT("Email,Owner email,Opt out\nbob@example.com," ADAM ",1\n"),
		.reason = "unknown"},
	{"an apostrophe", TEXT("email,objected\n'" ADAM ",yes\n"),
		.reason = "objected", .says = "without the apostrophe"},
	{"it may belong to the address",
		TEXT("email,objected\n'" ADAM ",yes\n"), .who = "'" ADAM,
		.reason = "objected", .says = "without the apostrophe"},
	{"blanks of any kind",
		TEXT("email,objected\n\xE2\x80\x8B" ADAM
		     "\xC2\xA0 ,\xC2\xA0yes\n"),
		.reason = "objected"},
	{"in the heading too",
		TEXT(" Email \xC2\xA0 ,Objected \n" ADAM ",yes\n"),
		.reason = "objected"},
	{"a title before the heading",
		TEXT("Kontakte Export 2018;;\n;;\nemail;objected;\n" ADAM
		     ";x;\n"),
		.reason = "objected", .says = "3 this is taken"},
	{"one without a separator",
		TEXT("Kontakte\n\nemail;objected;\n" ADAM ";x;\n"),
		.reason = "objected", .says = "3 this is taken"},
	{"vertical bars", TEXT("email|objected\n" ADAM "|x\n"),
		.reason = "objected"},
	{"Excel's own separator line in quotation marks",
		TEXT("\"sep=;\"\r\nemail;objected\r\n" ADAM ";x\r\n"),
		.reason = "objected"},
	{"a workbook", TEXT("PK\x03\x04\x14"), .relation = "prospect",
		.reason = "unknown", .says = "Save as"},
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
		.reason = "withdrawn", .says = "followup, newsletter",
		.bad = 1},
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
	{"a wish counts where a quote behind it is never closed",
		TEXT("email,objected,n\n" ADAM ",yes,\"x\nfoo,no,y\n"),
		.relation = "prospect", .source = "chat", .reason = "objected",
		.says = "2! a quotation mark is opened and never closed; the "
			"wish",
		.bad = 2},
	{"and where it stands before the wish",
		TEXT("email,objected\n" ADAM ",\"yes\n"),
		.relation = "prospect", .source = "chat", .reason = "objected",
		.says = "2! ", .bad = 1},
	{"and before the address", TEXT("objected,email\nyes,\"" ADAM "\n"),
		.relation = "prospect", .source = "chat", .reason = "objected",
		.says = "2! ", .bad = 1},
	{"but a no is none", TEXT("email,objected\n" ADAM ",\"no\n"),
		.relation = "prospect", .source = "chat", .reason = "unknown",
		.says = "2! ", .bad = 1},
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
		.created = 1, .says = "3 the same person as in line 2"},
	{"no relation for the file",
		TEXT("email,last_contact\n" ADAM ",2018-06-20\n"),
		.source = "chat", .reason = "unknown", .says = "--relation"},
	{"no relation for a row",
		TEXT("email,relation,last_contact\n" ADAM ",,2018-06-20\n"),
		.source = "chat", .reason = "unknown", .says = "2! there is no",
		.bad = 1},
	{"no column of addresses", TEXT("a,b\n" ADAM ",x\n"),
		.relation = "prospect", .reason = "unknown",
		.says = "line 1 has: a, b"},
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
		.maps_len = r->map ? r->map2 ? 2 : 1 : 0,
		.ignored = &r->ignore,
		.ignored_len = r->ignore != NULL,
		.all_objected = r->all_objected,
		.all_undeliverable = r->all_undeliverable};
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

/* --------------------------------------------------------------- two threads */

/* More than a batch has (IMPORT_BATCH_ROWS): what comes after the first is read
 * while that one is written. */
#define MANY 170000

struct reading {
	const struct store_session *session;
	bool is_writing;
};

static void see_session(void *arg, uint64_t bytes, uint64_t of_bytes)
{
	struct reading *reading = arg;

	(void)bytes;
	(void)of_bytes;
	reading->is_writing |= store_is_writing(reading->session);
}

static void say_nothing(void *arg, uint64_t line, bool is_bad, const char *text)
{
	(void)arg;
	(void)line;
	(void)is_bad;
	(void)text;
}

/* A session belongs to one thread. Who reads the file asks the desk's for the
 * address rules: who writes has another. */
static void check_sessions(void **state)
{
	struct import_report report;
	struct reading reading = {NULL, false};
	struct import_options options = {.relation = "prospect",
		.source = "chat",
		.say = say_nothing,
		.progress = see_session,
		.arg = &reading};
	char path[PATH_MAX / 2];
	struct house h;
	struct buf text;

	(void)state;
	house_open(&h);
	reading.session = h.desk->session;
	buf_init(&text, 1 << 24);
	buf_adds(&text, "email\n");
	for (int i = 0; i < MANY; i++)
		buf_addf(&text, "%d@example.com\n", i);
	settings_file_put(
		tempdir_path(&h.dir, "import.csv", path), text.data, text.len);
	options.path = path;
	assert_int_equal(import_run(h.desk, &options, &report), ERR_OK);
	assert_int_equal(report.counts.created, MANY);
	assert_false(reading.is_writing);
	import_report_free(&report);
	buf_free(&text);
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
	rows_add_one(&rows, "reader and writer have a session each",
		check_sessions, NULL);
	rows_add_one(
		&rows, "importing twice changes nothing", check_twice, NULL);
	return rows_run("import", &rows);
}
