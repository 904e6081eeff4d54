/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A notice is composed, then read again by GMime's parser: what a mail
 * program will see is what is asked about.
 */
#include "mail/notice.h"

#include <gmime/gmime.h>
#include <string.h>

#include "lib/rows.h"
#include "lib/settings_text.h"
#include "mail/digest.h"

#define NOW INT64_C(1530000000) /* 2018-06-26 08:00:00 UTC */
#define HEAD                                                \
	"From: Anna <anna@firm.example>\r\nSubject: Hi\r\n" \
	"Message-ID: <1@firm.example>\r\n\r\nthe secret body\r\n"

static struct zone *zone;

struct part {
	char *type;
	char *text; /* decoded */
};

struct read {
	char *raw;
	GMimeMessage *message;
	struct part parts[4];
	int len;
};

static char *part_text(GMimeObject *object)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *octets;
	char *text;

	g_mime_data_wrapper_write_to_stream(
		g_mime_part_get_content(GMIME_PART(object)), stream);
	octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	text = g_strndup((const char *)octets->data, octets->len);
	g_object_unref(stream);
	return text;
}

static char *crlf_gone(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	return text;
}

static void read_part(struct read *r, GMimeObject *object)
{
	assert_true(r->len < 4);
	r->parts[r->len].type = g_mime_content_type_get_mime_type(
		g_mime_object_get_content_type(object));
	r->parts[r->len++].text = crlf_gone(part_text(object));
}

static void read_mail(const struct buf *mail, struct read *r)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeObject *body;

	g_mime_init();
	*r = (struct read){.raw = g_strdup(buf_text(mail))};
	stream = g_mime_stream_mem_new_with_buffer(buf_text(mail), mail->len);
	parser = g_mime_parser_new_with_stream(stream);
	r->message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	assert_non_null(r->message);
	body = g_mime_message_get_mime_part(r->message);
	if (!GMIME_IS_MULTIPART(body)) {
		read_part(r, body);
		return;
	}
	for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(body));
		i++)
		read_part(
			r, g_mime_multipart_get_part(GMIME_MULTIPART(body), i));
}

static void read_free(struct read *r)
{
	for (int i = 0; i < r->len; i++) {
		g_free(r->parts[i].type);
		g_free(r->parts[i].text);
	}
	g_object_unref(r->message);
	g_free(r->raw);
}

static const char *header(const struct read *r, const char *name)
{
	const char *value =
		g_mime_object_get_header(GMIME_OBJECT(r->message), name);

	return value ? value : "";
}

/* Holds of every mail, whatever went into it. */
static void check_wire(const struct buf *mail)
{
	const char *text = buf_text(mail), *body = strstr(text, "\r\n\r\n");

	assert_non_null(body);
	assert_int_equal(strlen(text), mail->len);
	for (size_t i = 0; i < mail->len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\r')
			assert_int_equal(text[i + 1], '\n');
		else if (c == '\n')
			assert_true(i && text[i - 1] == '\r');
		else
			assert_true(c == '\t' || (c >= 0x20 && c != 0x7f));
		if (text + i > body)
			assert_true(c < 0x80);
	}
}

static void contains(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("\"%s\" is not in:\n%s", what, text);
}

static void lacks(const char *text, const char *what)
{
	if (strstr(text, what))
		fail_msg("\"%s\" is in:\n%s", what, text);
}

struct notice_row {
	const char *name;
	enum notice_language language;
	struct notice_recipient recipients[3];
	size_t len;
	bool rest;
	const char *to;
	const char *contact, *page;
	const char *subject;
	const char *head;
	/* What must be there; NULL ends. */
	const char *in_subject;
	const char *words[8];
	const char *not_words[4];
	const char *fields[8];
	const char *head_type;
	const char *head_text;
};

static const struct notice_row notice_rows[] = {
	{.name = "one refused, the rest went out",
		.recipients = {{"<adam@example.com>", FATE_REFUSED,
			REASON_OBJECTED, "AVWG37SR"}},
		.len = 1,
		.rest = true,
		.in_subject = "Not sent to some recipients [REF-1]",
		.words = {"adam@example.com", "objected (Art. 21(3) GDPR)",
			"AVWG37SR", "To all other recipients it was sent",
			"mx.firm.example"},
		.not_words = {"release", "until", "<adam", "Questions?"},
		.fields = {"Reporting-MTA: dns; mx.firm.example\n",
			"Arrival-Date: Tue, 26 Jun 2018 09:59:00 +0200\n",
			"\nFinal-Recipient: rfc822; adam@example.com\n"
			"Action: failed\nStatus: 5.7.1\n"
			"Diagnostic-Code: x-robinson; objected (AVWG37SR)\n"},
		.head_type = "text/rfc822-headers",
		.head_text = "From: Anna <anna@firm.example>\nSubject: Hi\n"
			     "Message-ID: <1@firm.example>\n"},
	{.name = "held",
		.recipients = {{"eve@example.com", FATE_HELD, REASON_UNKNOWN,
			NULL}},
		.len = 1,
		.in_subject = "Held, not sent yet [REF-1]",
		.words = {"HELD", "until 2018-07-03 10:00:00", "answer this",
			"leave REF-1 in the subject"},
		.not_words = {"all other recipients", "NOT sent"},
		.fields = {"Final-Recipient: rfc822; eve@example.com\n"
			   "Action: delayed\nStatus: 4.7.1\n"
			   "Diagnostic-Code: x-robinson; unknown\n"
			   "Will-Retry-Until: Tue, 3 Jul 2018 10:00:00 "
			   "+0200\n"}},
	{.name = "held, in Polish",
		.language = NOTICE_PL,
		.recipients = {{"eve@example.com", FATE_HELD, REASON_UNKNOWN,
			NULL}},
		.len = 1,
		.in_subject = "Wstrzymano, jeszcze nie wysłano [REF-1]",
		.words = {"WSTRZYMANO", "nic nie wiadomo o tej osobie",
			"zostaw REF-1 w temacie"},
		.not_words = {"held", "recipient"},
		.fields = {"Action: delayed\n"}},
	{.name = "whom to ask, and a page about it",
		.recipients = {{"eve@example.com", FATE_HELD, REASON_UNKNOWN,
			NULL}},
		.len = 1,
		.contact = "Anna,\r\nextension 12",
		.page = "https://firm.example/r/",
		.in_subject = "Held, not sent yet [REF-1]",
		.words = {"Questions? Ask Anna,??extension 12",
			"More about it: https://firm.example/r/REF-1"}},
	{.name = "the same in Polish",
		.language = NOTICE_PL,
		.recipients = {{"eve@example.com", FATE_REFUSED,
			REASON_OBJECTED, NULL}},
		.len = 1,
		.contact = "Łucja",
		.page = "https://firm.example/r/",
		.in_subject = "Nie wysłano do niektórych odbiorców [REF-1]",
		.words = {"sprzeciw tej osoby (art. 21 ust. 3 RODO)",
			"Pytania? Zapytaj: Łucja",
			"Więcej o tym: https://firm.example/r/REF-1"}},
	{.name = "what a salesperson may not know",
		.recipients = {{"adam@example.com", FATE_REFUSED,
				       REASON_RESTRICTED, "A"},
			{"eve@example.com", FATE_HELD, REASON_SPECIAL_CATEGORY,
				"B"}},
		.len = 2,
		.in_subject = "Not sent to some recipients",
		.words = {"may not be written to, ask the data protection "
			  "officer (GDPR); reference A",
			"may not be written to, ask the data protection "
			"officer (GDPR); reference B"},
		.not_words = {"restrict", "sensitive", "Art."},
		.fields = {"Diagnostic-Code: x-robinson; not-permitted (A)",
			"Diagnostic-Code: x-robinson; not-permitted (B)"}},
	{.name = "expired",
		.recipients = {{"eve@example.com", FATE_EXPIRED,
			REASON_NO_BASIS, "X"}},
		.len = 1,
		.in_subject = "Held too long, not sent [REF-1]",
		.words = {"deleted now"},
		.not_words = {"answer this"},
		.fields = {"Action: failed\nStatus: 5.4.7\n"}},
	{.name = "deleted by a person",
		.recipients = {{"eve@example.com", FATE_DELETED,
			REASON_NO_BASIS, "X"}},
		.len = 1,
		.in_subject = "Held and deleted, not sent [REF-1]",
		.words = {"has deleted it"},
		.not_words = {"answer this", "in time"},
		.fields = {"Action: failed\nStatus: 5.7.1\n"}},
	{.name = "released by a person",
		.recipients = {{"eve@example.com", FATE_RELEASED,
			REASON_UNKNOWN, "X"}},
		.len = 1,
		.in_subject = "Held, now sent [REF-1]",
		.words = {"has released it"},
		.not_words = {"answer this", "in time", "NOT be sent"},
		.fields = {"Action: relayed\nStatus: 2.0.0\n"}},
	{.name = "one of each in one report",
		.recipients = {{"a@example.com", FATE_HELD, REASON_UNKNOWN,
				       "A"},
			{"b@example.com", FATE_REFUSED, REASON_WITHDRAWN, "B"},
			{"c@@", FATE_REFUSED, REASON_BAD_ADDRESS, "C"}},
		.len = 3,
		.in_subject = "Not sent to some recipients",
		.words = {"HELD", "NOT sent", "c@@"},
		.fields = {"\n\nFinal-Recipient: rfc822; a@example.com\n"
			   "Action: delayed\nStatus: 4.7.1\n",
			"\n\nFinal-Recipient: rfc822; b@example.com\n"
			"Action: failed\nStatus: 5.7.1\n",
			"\n\nFinal-Recipient: rfc822; c@@\n"
			"Action: failed\nStatus: 5.1.3\n"}},
	{.name = "an address that is not ASCII",
		.recipients = {{"<żaba+x@example.com>", FATE_REFUSED,
			REASON_OBJECTED, "A"}},
		.len = 1,
		.in_subject = "Not sent",
		.words = {"żaba+x@example.com"},
		.fields = {"Final-Recipient: utf-8; "
			   "\\x{17C}aba\\x{2B}x@example.com\n"}},
	{.name = "a sender that is not ASCII",
		.to = "zażółć@firm.example",
		.recipients = {{"a@example.com", FATE_REFUSED, REASON_OBJECTED,
			"A"}},
		.len = 1,
		.in_subject = "Not sent"},
	{.name = "a head that is not ASCII",
		.head = "Subject: żółć\r\nX: \xff\r\n\r\n",
		.recipients = {{"a@example.com", FATE_REFUSED, REASON_OBJECTED,
			"A"}},
		.len = 1,
		.in_subject = "Not sent",
		.head_type = "message/global-headers",
		.head_text = "Subject: żółć\nX: \xef\xbf\xbd\n"},
	{.name = "a subject that would add headers",
		.subject = "x\r\nBcc: all@firm.example\r\n\r\n\x1b[2J",
		.recipients = {{"a@example.com", FATE_REFUSED, REASON_OBJECTED,
			"A"}},
		.len = 1,
		.in_subject = "Not sent",
		.words = {"x??Bcc: all@firm.example?????[2J"}},
	{.name = "an address that would add fields",
		.recipients = {{"a\nAction: delivered\n\n@example.com",
			FATE_REFUSED, REASON_BAD_ADDRESS,
			"A)\r\nAction: delivered"}},
		.len = 1,
		.in_subject = "Not sent",
		.words = {"a?Action: delivered??@example.com"},
		.fields = {"Final-Recipient: rfc822; a?Action: "
			   "delivered??@example.com\nAction: failed\n"
			   "Status: 5.1.3\nDiagnostic-Code: x-robinson; "
			   "bad-address (AActiondelivered)\n"}},
};

static void notice_of(const struct notice_row *row, struct notice *n)
{
	*n = (struct notice){.language = row->language,
		.zone = zone,
		.host = "mx.firm.example",
		.from = "postmaster@firm.example",
		.to = row->to ? row->to : "<anna@firm.example>",
		.reference = "REF-1",
		.kind = "split",
		.contact = row->contact,
		.page = row->page,
		.now_utc = NOW,
		.arrived_utc = NOW - 60,
		.until_utc = NOW + 7 * 86400,
		.rest_went_out = row->rest,
		.subject = row->subject ? row->subject : "Hi",
		.head = row->head ? row->head : HEAD,
		.recipients = row->recipients,
		.recipients_len = row->len};
	n->head_len = strlen(n->head);
}

static void check_head_of(const struct notice_row *row, struct read *r)
{
	static const char *const none[] = {"Bcc", "Cc", "Reply-To"};

	assert_string_equal(header(r, "Message-ID"),
		"<REF-1.split.1530000000.robinson@"
		"mx.firm.example>");
	assert_string_equal(header(r, "Auto-Submitted"), "auto-replied");
	assert_string_equal(header(r, "From"), "<postmaster@firm.example>");
	assert_string_equal(
		header(r, "Date"), "Tue, 26 Jun 2018 10:00:00 +0200");
	assert_string_equal(header(r, "MIME-Version"), "1.0");
	contains(header(r, "To"), "@firm.example>");
	contains(g_mime_message_get_subject(r->message), row->in_subject);
	contains(r->raw, "report-type=delivery-status");
	contains(r->raw, "Content-Type: multipart/report;");
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_string_equal(header(r, none[i]), "");
	if (row->to) { /* as it is, RFC 6532 */
		char *line = g_strdup_printf("To: <%s>\r\n", row->to);

		contains(r->raw, line);
		g_free(line);
	}
}

static char *one_line(const char *text)
{
	char *copy = g_strdup(text);

	for (char *c = copy; *c; c++)
		if (*c == '\n')
			*c = ' ';
	return copy;
}

static void check_notice(void **state)
{
	const struct notice_row *row = *state;
	struct notice n;
	struct buf out;
	struct read r;
	char *words;

	buf_init(&out, NOTICE_MAX);
	notice_of(row, &n);
	assert_int_equal(notice_compose(&n, &out), ERR_OK);
	check_wire(&out);
	read_mail(&out, &r);
	check_head_of(row, &r);
	assert_int_equal(r.len, 3);
	assert_string_equal(r.parts[0].type, "text/plain");
	assert_string_equal(r.parts[1].type, "message/delivery-status");
	assert_string_equal(r.parts[2].type,
		row->head_type ? row->head_type : "text/rfc822-headers");
	words = one_line(r.parts[0].text);
	for (size_t i = 0; i < 8 && row->words[i]; i++)
		contains(words, row->words[i]);
	for (size_t i = 0; i < 4 && row->not_words[i]; i++)
		lacks(words, row->not_words[i]);
	lacks(words, "${");
	g_free(words);
	for (size_t i = 0; i < 8 && row->fields[i]; i++)
		contains(r.parts[1].text, row->fields[i]);
	if (row->head_text)
		assert_string_equal(r.parts[2].text, row->head_text);
	lacks(r.raw, "secret body");
	read_free(&r);
	buf_free(&out);
}

struct mailbox_row {
	const char *name;
	const char *address;
	enum err err;
};

static const struct mailbox_row mailbox_rows[] = {
	{"plain", "anna@firm.example", ERR_OK},
	{"in brackets", "<anna@firm.example>", ERR_OK},
	{"quoted", "\"anna, <b>\"@firm.example", ERR_OK},
	{"an address literal", "anna@[IPv6:::1]", ERR_OK},
	{"null", "<>", ERR_INVALID},
	{"no domain", "anna@", ERR_INVALID},
	{"no @", "anna", ERR_INVALID},
	{"two of them", "anna@firm.example,eve@x.example", ERR_INVALID},
	{"two in the local part", "eve@x.example,anna@firm.example",
		ERR_INVALID},
	{"a comment", "anna(x)@firm.example", ERR_INVALID},
	{"a header more", "anna@firm.example\r\nBcc: x", ERR_INVALID},
	{"a header more, quoted", "\"a\r\nBcc: x\"@firm.example", ERR_INVALID},
	{"brackets inside", "a><b@firm.example", ERR_INVALID},
	{"not UTF-8", "\xff@firm.example", ERR_INVALID},
};

static void check_mailbox(void **state)
{
	static const struct notice_row base = {
		.recipients = {{"a@example.com", FATE_HELD, REASON_UNKNOWN,
			NULL}},
		.len = 1};
	const struct mailbox_row *row = *state;
	struct notice n;
	struct buf out;

	buf_init(&out, NOTICE_MAX);
	notice_of(&base, &n);
	n.to = row->address;
	assert_int_equal(notice_compose(&n, &out), row->err);
	if (!row->err)
		check_wire(&out);
	buf_free(&out);
}

struct due_row {
	const char *name;
	const char *sender;
	bool is_due;
};

static const struct due_row due_rows[] = {
	{"own", "anna@firm.example", true},
	{"own, in brackets", "<anna@firm.example>", true},
	{"own, written otherwise", "Anna@FIRM.Example", true},
	{"the second own one", "anna@firma.example", true},
	{"null", "<>", false},
	{"empty", "", false},
	{"none", NULL, false},
	{"external", "anna@other.example", false},
	{"below an own one", "anna@sub.firm.example", true},
	{"far below an own one", "anna@a.b.FIRM.example", true},
	{"above an own one", "anna@example", false},
	{"ends alike", "anna@notfirm.example", false},
	{"no address", "anna", false},
};

static void check_due(void **state)
{
	const struct due_row *row = *state;
	const struct settings *s = settings_must(SETTINGS_HEAD
		"own-domains = { 'firm.example', 'firma.example' }\n");

	assert_int_equal(notice_is_due(s, row->sender), row->is_due);
	settings_unref(&s);
}

static void check_digest(void **state)
{
	const struct digest_reason reasons[] = {
		{REASON_UNKNOWN, 12}, {REASON_TOO_SOON, 3}};
	const struct digest_sender senders[] = {
		{"anna@firm.example", 14}, {"b\r\nx@firm.example", 1}};
	const struct digest_message messages[] = {
		{"7K3MQW9X2ABC", NOW - 86400, "<anna@firm.example>",
			"=?utf-8?B?xbvDs8WCdw==?= \x1b[2J\r\n now",
			.has = {[REASON_UNKNOWN] = true,
				[REASON_TOO_SOON] = true}},
		{"8K3MQW9X2ABC", NOW, "", "Offer",
			.has = {[REASON_OBJECTED] = true}}};
	struct digest d = {.language = NOTICE_PL,
		.zone = zone,
		.host = "mx.firm.example",
		.from = "robinson@firm.example",
		.to = "postmaster@firm.example",
		.now_utc = NOW,
		.count = 15,
		.oldest_utc = NOW - 86400,
		.first_end_utc = NOW + 86400,
		.reasons = reasons,
		.reasons_len = 2,
		.senders = senders,
		.senders_len = 2,
		.messages = messages,
		.messages_len = 2};
	struct buf out;
	struct read r;

	(void)state;
	buf_init(&out, NOTICE_MAX);
	assert_int_equal(digest_compose(&d, &out), ERR_OK);
	check_wire(&out);
	read_mail(&out, &r);
	assert_int_equal(r.len, 1);
	assert_string_equal(header(&r, "Auto-Submitted"), "auto-generated");
	assert_string_equal(g_mime_message_get_subject(r.message),
		"Kwarantanna na mx.firm.example: wstrzymane: 15");
	contains(r.parts[0].text, "Wstrzymane wiadomości: 15\n");
	contains(r.parts[0].text, "      12  nic nie wiadomo o tej osobie\n");
	contains(r.parts[0].text, "      14  anna@firm.example\n");
	contains(r.parts[0].text, "       1  b??x@firm.example\n");
	contains(r.parts[0].text, "2018-06-25 10:00:00");
	contains(r.parts[0].text,
		"\n7K3MQW9X2ABC  2018-06-25 10:00:00  anna@firm.example\n"
		"    Żółw ?[2J   now\n"
		"    nic nie wiadomo o tej osobie; za wcześnie po ostatniej "
		"wiadomości\n"
		"    robinson quarantine show 7K3MQW9X2ABC\n"
		"    robinson quarantine release 7K3MQW9X2ABC --reason "
		"\"...\"\n"
		"    robinson quarantine delete 7K3MQW9X2ABC --reason "
		"\"...\"\n");
	/* What no release overrules can only be deleted. */
	contains(r.parts[0].text,
		"  <>\n    Offer\n    sprzeciw tej osoby\n"
		"    robinson quarantine show 8K3MQW9X2ABC\n"
		"    robinson quarantine delete 8K3MQW9X2ABC --reason "
		"\"...\"\n");
	contains(r.parts[0].text, "Niepokazane tutaj: jeszcze 13.\n");
	read_free(&r);
	buf_reset(&out);
	d.language = NOTICE_EN;
	d.count = 0;
	assert_int_equal(digest_compose(&d, &out), ERR_OK);
	contains(buf_text(&out), "Nothing is held.\r\n");
	buf_free(&out);
}

int main(void)
{
	struct rows rows = {0};
	int failed;

	if (zone_open("Europe/Warsaw", &zone))
		abort();
	rows_add(&rows, notice_rows, check_notice);
	rows_add(&rows, mailbox_rows, check_mailbox);
	rows_add(&rows, due_rows, check_due);
	rows_add_one(&rows, "digest", check_digest, NULL);
	failed = rows_run("notice", &rows);
	zone_free(&zone);
	return failed;
}
