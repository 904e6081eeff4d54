/* SPDX-License-Identifier: BSD-2-Clause */
/* What the daemon would say of a message. Adam is on record and said yes to
 * nothing; Jan is unknown; whoever is at gone.example objected. */
#include "unit/service/ear.h"

#include "service/person/record.h"
#include "service/verdict/rehearse.h"

#define CONFIG                                                                \
	"own-domains = {'firma.example'}\n"                                   \
	"source 'fair' { collected-for = {'followup', 'newsletter', 'texted'" \
	", 'linked', 'both'} }\n"                                             \
	"purpose 'texted' { bases = {'legitimate-interest'} assessment ="     \
	" 'LIA-1' require-notice = 'text' notice = '/object/'"                \
	" unsubscribe-headers = no }\n"                                       \
	"purpose 'linked' { bases = {'legitimate-interest'} assessment ="     \
	" 'LIA-1' require-notice = 'headers' }\n"                             \
	"purpose 'both' { bases = {'legitimate-interest'} assessment ="       \
	" 'LIA-1' require-notice = {'text', 'headers'} notice = '/object/'"   \
	" unsubscribe-headers = no }\n"                                       \
	"unsubscribe { url = 'https://firma.example/u/' }\n"                  \
	"purpose-header { auth-user = {'boss'} }\n"                           \
	"classify 'a' { purpose = followup sender = {'ania@firma.example'} "  \
	"}\n"                                                                 \
	"classify 'b' { purpose = newsletter sender = {'bo@firma.example'} "  \
	"}\n"                                                                 \
	"classify 'c' { purpose = texted sender = {'ce@firma.example'} }\n"   \
	"classify 'd' { purpose = linked sender = {'de@firma.example'} }\n"   \
	"classify 'e' { purpose = both sender = {'ef@firma.example'} }\n"     \
	"classify 'n' { purpose = none sender = {'no@firma.example'} }\n"     \
	"classify 'h' { purpose = followup header = {'X-Bulk: /yes/'} }\n"

#define ANIA "<ania@firma.example>"
#define BO "<bo@firma.example>"
#define CE "<ce@firma.example>"
#define DE "<de@firma.example>"
#define EF "<ef@firma.example>"
#define MAX "<max@firma.example>"
#define HEADERS_MAX 2
#define MOST 3
#define HOW                                           \
	{                                             \
		"Content-Transfer-Encoding", "base64" \
	}
#define OWN                                                \
	{                                                  \
		"List-Unsubscribe", "<mailto:a@b.example>" \
	}

static const struct row {
	const char *name;
	const char *sender, *told, *login;
	const char *headers[HEADERS_MAX][2];
	const char *body;
	const char *who;
	size_t recipients; /* 0: one */
	const char *purpose; /* NULL: the rules are not asked */
	const char *reason;
	bool is_own, may_go;
	bool has_cause;
} rows_of_messages[] = {
	{"allowed", ANIA, NULL, NULL, {{NULL}}, "", ADAM, 0, "followup",
		"allowed", false, true, false},
	{"nobody knows him", ANIA, NULL, NULL, {{NULL}}, "", JAN, 0, "followup",
		"unknown", false, false, false},
	{"his domain objected", ANIA, NULL, NULL, {{NULL}}, "",
		"x@gone.example", 0, "followup", "objected", false, false,
		false},
	{"without consent", BO, NULL, NULL, {{NULL}}, "", ADAM, 0, "newsletter",
		"no-basis", false, false, false},
	{"no address", ANIA, NULL, NULL, {{NULL}}, "", "a b@x", 0, "followup",
		"bad-address", false, false, true},
	{"no purpose is named", MAX, NULL, NULL, {{NULL}}, "", JAN, 0, NULL,
		NULL, false, true, false},
	{"it is none", "<no@firma.example>", NULL, NULL, {{NULL}}, "", JAN, 0,
		NULL, NULL, false, true, false},
	{"a header names it", MAX, NULL, NULL, {{"X-Bulk", "yes"}}, "", JAN, 0,
		"followup", "unknown", false, false, false},
	{"the sender names it", MAX, NULL, "boss",
		{{"X-Robinson-Purpose", "newsletter"}}, "", ADAM, 0,
		"newsletter", "no-basis", false, false, false},
	{"he names what is none", MAX, NULL, "boss",
		{{"X-Robinson-Purpose", "nothing"}}, "", ADAM, 0, NULL, NULL,
		false, false, false},
	{"the firm's own", ANIA, NULL, NULL, {{NULL}}, "", "jo@firma.example",
		0, NULL, NULL, true, true, false},
	{"and so in brackets", ANIA, NULL, NULL, {{NULL}}, "",
		"<Jo@Firma.Example>", 0, NULL, NULL, true, true, false},
	{"of a domain below", ANIA, NULL, NULL, {{NULL}}, "",
		"jo@a.firma.example", 0, "followup", "unknown", false, false,
		false},
	{"it may leave the firm", ANIA, NULL, NULL, {{NULL}}, "",
		"adam%example.com@firma.example", 0, "followup", "allowed",
		false, true, false},
	{"and does", ANIA, NULL, NULL, {{NULL}}, "",
		"x%gone.example@firma.example", 0, "followup", "objected",
		false, false, false},
	/* Of two purposes. */
	{"the second is stricter", ANIA, "bo@firma.example", NULL, {{NULL}}, "",
		ADAM, 0, "newsletter", "no-basis", false, false, false},
	{"the first is stricter", BO, "ania@firma.example", NULL, {{NULL}}, "",
		ADAM, 0, "newsletter", "no-basis", false, false, false},
	{"of two alike the first", ANIA, "bo@firma.example", NULL, {{NULL}}, "",
		JAN, 0, "*", "unknown", false, false, false},
	{"both let it go", ANIA, "ce@firma.example", NULL, {{NULL}}, "object",
		ADAM, 0, "*", "allowed", false, true, false},
	{"one wants a notice", ANIA, "ce@firma.example", NULL, {{NULL}}, "",
		ADAM, 0, "texted", "no-notice", false, true, false},
	/* A notice. */
	{"it is in the text", CE, NULL, NULL, {{NULL}}, "you may object", ADAM,
		0, "texted", "allowed", false, true, false},
	{"it is not: a mark", CE, NULL, NULL, {{NULL}}, "you may", ADAM, 0,
		"texted", "no-notice", false, true, false},
	{"in what is encoded", CE, NULL, NULL, {HOW}, "b2JqZWN0\r\n", ADAM, 0,
		"texted", "allowed", false, true, false},
	{"encoded, behind another header", CE, NULL, NULL, {OWN, HOW},
		"b2JqZWN0\r\n", ADAM, 0, "texted", "allowed", false, true,
		false},
	{"it is not what was written", CE, NULL, NULL, {HOW}, "object", ADAM, 0,
		"texted", "no-notice", false, true, false},
	{"a header is no text", CE, NULL, NULL, {OWN}, "", ADAM, 0, "texted",
		"no-notice", false, true, false},
	{"a text is no header", EF, NULL, NULL, {{NULL}}, "object", ADAM, 0,
		"both", "no-notice", false, true, false},
	{"a header alone", EF, NULL, NULL, {OWN}, "", ADAM, 0, "both",
		"no-notice", false, true, false},
	{"both", EF, NULL, NULL, {OWN}, "object", ADAM, 0, "both", "allowed",
		false, true, false},
	{"a header will be added", DE, NULL, NULL, {{NULL}}, "", ADAM, 0,
		"linked", "allowed", false, true, false},
	{"not where there are two", DE, NULL, NULL, {{NULL}}, "", ADAM, 2,
		"linked", "no-notice", false, true, false},
	{"it has one", DE, NULL, NULL, {OWN}, "", ADAM, 2, "linked", "allowed",
		false, true, false},
};

static void put_on_record(struct house *h)
{
	const struct record_contact contact = {.who = ADAM,
		.at_utc = HOUSE_NOW - 5 * DAY,
		.source = "fair",
		.relation = "prospect"};
	const struct record_object objection = {
		.who = "@gone.example", .at_utc = HOUSE_NOW - DAY};
	struct buf said;

	buf_init(&said, 4096);
	IS(record_contact(h->desk, &contact, &said), ERR_OK);
	IS(record_object(h->desk, &objection, &said), ERR_OK);
	buf_free(&said);
}

struct stage {
	struct house h;
	struct message message;
	struct notice_scan text;
	struct rehearsal_recipient recipients[MOST + 1];
	struct rehearsal rehearsal;
};

static void stage_open(struct stage *s, const struct row *row)
{
	house_open_with(&s->h, CONFIG);
	put_on_record(&s->h);
	message_init(&s->message);
	notice_scan_init(&s->text);
	IS(message_set(&s->message.client.auth_user, row->login), ERR_OK);
	IS(message_sender(&s->message, &s->h.settings->address_rules,
		   row->sender, row->told),
		ERR_OK);
	for (size_t i = 0; i < HEADERS_MAX && row->headers[i][0]; i++)
		IS(message_header_add(&s->message, row->headers[i][0],
			   row->headers[i][1], true, 10000),
			ERR_OK);
	s->rehearsal = (struct rehearsal){.message = &s->message,
		.text = &s->text,
		.recipients = s->recipients,
		.recipients_len = row->recipients ? row->recipients : 1};
	memset(s->recipients, 0, sizeof(s->recipients));
	for (size_t i = 0; i <= MOST; i++)
		s->recipients[i].address = i == 0 ? row->who : ADAM;
}

static void stage_close(struct stage *s)
{
	notice_scan_free(&s->text);
	message_free(&s->message);
	house_close(&s->h);
}

static void check_message(void **state)
{
	const struct row *row = *state;
	const struct rehearsal_recipient *one, *other;
	struct stage s;

	stage_open(&s, row);
	one = s.recipients;
	other = &s.recipients[s.rehearsal.recipients_len];
	assert_true(rehearsal_fill_text(
		&s.rehearsal, row->body, strlen(row->body)));
	IS(rehearse(s.h.desk, &s.rehearsal), ERR_OK);
	IS(one->is_asked, row->purpose != NULL);
	IS(one->is_own, row->is_own);
	IS(rehearsal_may_go(one), row->may_go);
	IS(one->cause != NULL, row->has_cause);
	if (row->purpose) {
		assert_string_equal(
			reason_name(one->verdict.reason), row->reason);
		assert_string_equal(one->purpose->name,
			*row->purpose == '*' ? one->class.purpose->name :
					       row->purpose);
	}
	/* Whoever is no recipient is not looked at. */
	IS(other->is_asked, false);
	IS(other->class.kind, CLASS_OPEN);
	stage_close(&s);
}

static const struct row plain = {.sender = ANIA, .who = JAN, .recipients = 2};

/* Each recipient has his own answer. */
static void test_several(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s, &plain);
	assert_true(rehearsal_fill_text(&s.rehearsal, "", 0));
	IS(rehearse(s.h.desk, &s.rehearsal), ERR_OK);
	IS(s.recipients[0].verdict.reason, REASON_UNKNOWN);
	IS(s.recipients[1].verdict.reason, REASON_ALLOWED);
	IS(s.recipients[1].verdict.last_contact_utc, HOUSE_NOW - 5 * DAY);
	stage_close(&s);
}

/* It ends there: nobody is answered without a store. */
static void test_store_away(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s, &plain);
	assert_true(rehearsal_fill_text(&s.rehearsal, "", 0));
	ear_sql(&s.h, "ALTER TABLE fact RENAME TO away");
	IS(rehearse(s.h.desk, &s.rehearsal), ERR_UNAVAILABLE);
	assert_non_null(strstr(s.h.desk->cause, "reading"));
	assert_false(s.recipients[0].is_asked);
	IS(s.recipients[1].class.kind, CLASS_OPEN);
	stage_close(&s);
}

static void test_long_body(void **state)
{
	static char body[NOTICE_SCAN_MAX + 1];
	struct stage s;

	(void)state;
	memset(body, 'a', sizeof(body));
	stage_open(&s, &plain);
	assert_true(rehearsal_fill_text(&s.rehearsal, body, 1));
	assert_false(rehearsal_fill_text(&s.rehearsal, body, sizeof(body)));
	stage_close(&s);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_messages, check_message);
	rows_add_one(&rows, "each has his own answer", test_several, NULL);
	rows_add_one(&rows, "the store is away", test_store_away, NULL);
	rows_add_one(
		&rows, "more text than is looked at", test_long_body, NULL);
	return rows_run("rehearse", &rows);
}
