/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules M1 M2 */
#include "mail/classify.h"

#include <arpa/inet.h>
#include <malloc.h>
#include <string.h>
#include <time.h>

#include "lib/rows.h"
#include "lib/settings_text.h"

#define CONF                                                                  \
	SETTINGS_HEAD                                                         \
	"purpose 'followup' { bases = {'consent'} }\n"                        \
	"purpose 'newsletter' { bases = {'consent'} }\n"                      \
	"purpose 'offers' { bases = {'consent'} }\n"                          \
	"purpose-header { auth-user = {'boss'} client = {'10.9.0.0/16'} }\n"  \
	"classify 'invoices' { purpose = none sender = {'billing@*'} "        \
	"  recipient = {'*@partner.example'} }\n"                             \
	"classify 'sales' { purpose = followup "                              \
	"  auth-user = {'ania', 'jan@*'} }\n"                                 \
	"classify 'mautic' { purpose = newsletter client = {'192.0.2.0/24', " \
	"  '2001:db8::/33'} header = {'X-Mailer: /mautic/i', "                \
	"  'Subject: /^żółta \\d+/'} }\n"                                  \
	"classify 'port' { purpose = offers listener = {'2525', 'bulk*'} }\n"

struct facts {
	const char *user, *sender, *client, *listener, *port;
	const char *header, *value; /* one header */
	const char *told; /* {mail_addr} */
};

struct class_row {
	const char *name;
	struct facts facts;
	enum mail_step step;
	const char *recipient;
	enum class_kind kind;
	const char *purpose, *by, *bad;
};

static const struct class_row class_rows[] = {
	{"a stranger is known at once", {.sender = "x@y"}, STEP_MAIL, NULL,
		CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"nothing known at all", {0}, STEP_MAIL, NULL, CLASS_NOT_MARKETING,
		NULL, NULL, NULL},
	{"a login", {.user = "ania", .sender = "x@y"}, STEP_MAIL, NULL,
		CLASS_PURPOSE, "followup", "sales", NULL},
	{"a login in other case", {.user = "ANIA", .sender = "x@y"}, STEP_MAIL,
		NULL, CLASS_PURPOSE, "followup", "sales", NULL},
	{"a login by pattern", {.user = "Jan@firma.example"}, STEP_MAIL, NULL,
		CLASS_PURPOSE, "followup", "sales", NULL},
	{"a login that begins alike", {.user = "aniab"}, STEP_MAIL, NULL,
		CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"a recipient may still come", {.sender = "billing@firma.example"},
		STEP_MAIL, NULL, CLASS_OPEN, NULL, NULL, NULL},
	{"an earlier block is open", {.sender = "billing@f", .user = "ania"},
		STEP_MAIL, NULL, CLASS_OPEN, NULL, NULL, NULL},
	{"declared none", {.sender = "billing@f", .user = "ania"}, STEP_RCPT,
		"<adam@Partner.Example>", CLASS_DECLARED_NONE, NULL, "invoices",
		NULL},
	{"the same sender to another", {.sender = "billing@f", .user = "ania"},
		STEP_RCPT, "adam@partner.example.com", CLASS_PURPOSE,
		"followup", "sales", NULL},
	{"known at RCPT that nothing matches", {.sender = "billing@f"},
		STEP_RCPT, "<a@b>", CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"headers may still come", {.sender = "a@b", .client = "192.0.2.7"},
		STEP_RCPT, "a@b", CLASS_OPEN, NULL, NULL, NULL},
	{"a header",
		{.sender = "a@b",
			.client = "192.0.2.7",
			.header = "x-mailer",
			.value = "MAUTIC 4"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "newsletter", "mautic",
		NULL},
	{"an encoded header",
		{.sender = "a@b",
			.client = "192.0.2.7",
			.header = "Subject",
			.value = "=?utf-8?Q?=C5=BC=C3=B3=C5=82ta_7?="},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "newsletter", "mautic",
		NULL},
	{"an IPv4 client over IPv6",
		{.client = "::ffff:192.0.2.200",
			.header = "X-Mailer",
			.value = "Mautic"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "newsletter", "mautic",
		NULL},
	{"an IPv6 client",
		{.client = "2001:db8:7fff::1",
			.header = "X-Mailer",
			.value = "Mautic"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "newsletter", "mautic",
		NULL},
	{"one bit behind the range", {.client = "2001:db8:8000::1"}, STEP_MAIL,
		NULL, CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"the header's client is another",
		{.client = "192.0.3.7",
			.header = "X-Mailer",
			.value = "Mautic"},
		STEP_HEADERS, "a@b", CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"the header says something else",
		{.client = "192.0.2.7", .header = "X-Mailer", .value = "mutt"},
		STEP_HEADERS, "a@b", CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"no header came", {.client = "192.0.2.7"}, STEP_HEADERS, "a@b",
		CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"a listener's port", {.listener = "smtpd", .port = "2525"}, STEP_MAIL,
		NULL, CLASS_PURPOSE, "offers", "port", NULL},
	{"a listener's name", {.listener = "bulk-in", .port = "25"}, STEP_MAIL,
		NULL, CLASS_PURPOSE, "offers", "port", NULL},
	{"a null sender: only its headers tell", {.sender = "", .user = "ania"},
		STEP_RCPT, "a@b", CLASS_OPEN, NULL, NULL, NULL},
	{"a null sender that no block is about", {.sender = "<>"}, STEP_MAIL,
		NULL, CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"a null sender meets no sender condition", {.sender = ""}, STEP_RCPT,
		"adam@partner.example", CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"a null sender is no report", {.sender = "", .user = "ania"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "followup", "sales", NULL},
	{"a report",
		{.sender = "",
			.user = "ania",
			.header = "Content-type",
			.value = " multipart/Report; report-type=x"},
		STEP_HEADERS, "a@b", CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"a mixed message is none",
		{.sender = "",
			.user = "ania",
			.header = "Content-Type",
			.value = "multipart/reporting"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "followup", "sales", NULL},
	{"an automatic answer",
		{.sender = "<>",
			.user = "ania",
			.header = "Auto-Submitted",
			.value = "auto-replied;x"},
		STEP_HEADERS, "a@b", CLASS_NOT_MARKETING, NULL, NULL, NULL},
	{"no automatic answer",
		{.sender = "<>",
			.user = "ania",
			.header = "Auto-Submitted",
			.value = "no"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "followup", "sales", NULL},
	{"what a header condition names is a mark",
		{.sender = "<>",
			.client = "192.0.2.7",
			.header = "X-Mailer",
			.value = "Mautic"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "newsletter", "mautic",
		NULL},

	{"who may name the purpose is waited for", {.user = "boss"}, STEP_RCPT,
		"a@b", CLASS_OPEN, NULL, NULL, NULL},
	{"the purpose header",
		{.user = "boss",
			.header = "X-ROBINSON-purpose",
			.value = " offers "},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "offers",
		"X-Robinson-Purpose", NULL},
	{"the purpose header by client",
		{.client = "10.9.255.1",
			.header = "X-Robinson-Purpose",
			.value = "none"},
		STEP_HEADERS, "a@b", CLASS_DECLARED_NONE, NULL,
		"X-Robinson-Purpose", NULL},
	{"it wins over a block",
		{.client = "10.9.0.1",
			.user = "ania",
			.header = "X-Robinson-Purpose",
			.value = "newsletter"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "newsletter",
		"X-Robinson-Purpose", NULL},
	{"nobody vouches for themselves",
		{.user = "ania",
			.header = "X-Robinson-Purpose",
			.value = "none"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "followup", "sales", NULL},
	{"an unknown purpose",
		{.user = "boss",
			.header = "X-Robinson-Purpose",
			.value = "ofers"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, NULL, "X-Robinson-Purpose",
		"ofers"},
	{"an empty purpose",
		{.user = "boss", .header = "X-Robinson-Purpose", .value = ""},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, NULL, "X-Robinson-Purpose",
		""},
	{"the purpose in an encoded word",
		{.user = "boss",
			.header = "X-Robinson-Purpose",
			.value = "=?utf-8?B?bm9uZQ?="},
		STEP_HEADERS, "a@b", CLASS_DECLARED_NONE, NULL,
		"X-Robinson-Purpose", NULL},
	{"a purpose in broken base64",
		{.user = "boss",
			.header = "X-Robinson-Purpose",
			.value = "=?utf-8?B?bm9u*ZQ?="},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, NULL, "X-Robinson-Purpose",
		"none"},
	{"trusted, but silent", {.client = "10.9.0.1", .user = "ania"},
		STEP_HEADERS, "a@b", CLASS_PURPOSE, "followup", "sales", NULL},
};

static void set_facts(
	const struct settings *s, struct message *m, const struct facts *f);

/* Which of three blocks takes the sender: "none" (1), a purpose (2), or the
 * one that takes all (3). */
#define SENDERS(none, purpose)                                                 \
	SETTINGS_HEAD                                                          \
	"address-rule 'dotty.example' { separators = '-' ignore-dots = yes } " \
	"purpose 'p' { bases = {'consent'} }\n"                                \
	"purpose 'q' { bases = {'consent'} }\n"                                \
	"classify '1' { purpose = none sender = {" none "} }\n"                \
	"classify '2' { purpose = p sender = {" purpose "} }\n"                \
	"classify '3' { purpose = q sender = {'*'} }\n"

static const struct sender_row {
	const char *name;
	const char *conf;
	const char *wire, *told;
	const char *by;
} sender_rows[] = {
	{"as it stands", SENDERS("'x@y'", "'ania@firma.example'"),
		"<ania@firma.example>", NULL, "2"},
	{"the domain alone", SENDERS("'x@y'", "'*@firma.example'"),
		"<@r.example:Ania@FIRMA.example.>", NULL, "2"},
	{"a subdomain is another", SENDERS("'x@y'", "'*@firma.example'"),
		"ania@mail.firma.example", NULL, "3"},
	{"a display name", SENDERS("'x@y'", "'ania@firma.example'"),
		"<Ania <ania@firma.example>>", NULL, "2"},
	{"a bang", SENDERS("'x@y'", "'ania@firma.example'"),
		"<firma.example!ania>", NULL, "2"},
	{"a sub-address is removed", SENDERS("'x@y'", "'ania@firma.example'"),
		"ania+may@firma.example", NULL, "2"},
	{"a pattern with a sub-address",
		SENDERS("'x@y'", "'ania+*@firma.example'"),
		"ania+may@firma.example", NULL, "2"},
	{"without one it does not match",
		SENDERS("'x@y'", "'ania+*@firma.example'"),
		"ania@firma.example", NULL, "3"},
	{"nor another", SENDERS("'x@y'", "'ania+may@firma.example'"),
		"ania+june@firma.example", NULL, "3"},
	{"the domain's own separator", SENDERS("'x@y'", "'ania@dotty.example'"),
		"a.nia-may@dotty.example", NULL, "2"},
	{"dots that do not count", SENDERS("'x@y'", "'a.n*@dotty.example'"),
		"ania@dotty.example", NULL, "2"},
	{"an alias", SENDERS("'x@y'", "'ania.k@gmail.com'"),
		"aniak@googlemail.com", NULL, "2"},
	{"a glob does not cross the @", SENDERS("'x@y'", "'ania*example'"),
		"ania@firma.example", NULL, "2"},
	{"but with an @ in it it does not",
		SENDERS("'x@y'", "'ania*@f*.example'"), "\"ania@f\"@x.example",
		NULL, "3"},
	{"SRS", SENDERS("'*@*'", "'SRS0=*=firma.example=ania@*'"),
		"SRS0=a+b=tt=firma.example=ania@relay.example", NULL, "1"},
	{"SRS, its digest having a plus",
		SENDERS("'x@y'", "'SRS0=*=firma.example=ania@*'"),
		"SRS0=a+b=tt=firma.example=ania@relay.example", NULL, "2"},
	{"BATV", SENDERS("'x@y'", "'prvs=*=ania@firma.example'"),
		"<prvs=0123abcdef=ania@firma.example>", NULL, "2"},
	{"A-labels", SENDERS("'x@y'", "'*@bücher.example'"),
		"ania@xn--bcher-kva.example", NULL, "2"},
	{"a label of a glob", SENDERS("'x@y'", "'*@*.BÜCHER.example'"),
		"ania@mail.bücher.example", NULL, "2"},
	{"letters beyond ASCII", SENDERS("'x@y'", "'ŻÓŁW@firma.example'"),
		"żółw@firma.example", NULL, "2"},
	{"whom nobody can tell is strict",
		SENDERS("'*@*'", "'ania@firma.example'"),
		"<a@b.example,c@d.example>", NULL, "1"},
	{"whom nobody can tell meets a purpose",
		SENDERS("'*@b.example'", "'ania@firma.example'"),
		"<a@b.example,c@d.example>", NULL, "2"},
	{"no domain: the local part counts",
		SENDERS("'ania@other.example'", "'ania@firma.example'"),
		"<ania>", NULL, "2"},
	{"no domain: another local part",
		SENDERS("'x@y'", "'ania@firma.example'"), "<root>", NULL, "3"},
	{"no domain: any domain will do",
		SENDERS("'root@*'", "'*@firma.example'"), "<root>", NULL, "1"},
	{"too long: the domain counts",
		SENDERS("'x@y'", "'ania@firma.example'"),
		"0123456789012345678901234567890123456789012345678901234567890"
		"123456789@bounces.example",
		NULL, "3"},
	{"too long at that domain", SENDERS("'x@y'", "'ania@firma.example'"),
		"0123456789012345678901234567890123456789012345678901234567890"
		"123456789@firma.example",
		NULL, "2"},
	{"the MTA tells another: a purpose counts",
		SENDERS("'x@y.example'", "'ania@firma.example'"), "x@y.example",
		"ania@firma.example", "2"},
	{"the wire tells another: a purpose counts",
		SENDERS("'x@y.example'", "'ania@firma.example'"),
		"ania@firma.example", "x@y.example", "2"},
	{"both are not marketing",
		SENDERS("'x@y.example', 'z@y.example'", "'ania@firma.example'"),
		"z@y.example", "x@y.example", "1"},
	{"a bare name is not believed",
		SENDERS("'ania@other.example'", "'ania@firma.example'"),
		"ania@firma.example", "ania", "2"},
	{"a bare wire name is", SENDERS("'ania@firma.example'", "'x@y'"),
		"ania", "ania@firma.example", "1"},
};

static void check_sender(void **state)
{
	const struct sender_row *r = *state;
	const struct facts facts = {.sender = r->wire, .told = r->told};
	const struct settings *s = settings_must(r->conf);
	struct classification class;
	struct message m;

	set_facts(s, &m, &facts);
	classify_message(s, &m, STEP_RCPT, "a@b", &class);
	assert_string_equal(class.by, r->by);
	message_free(&m);
	settings_unref(&s);
}

/* Which of two purposes is stricter is for the rules to say. */
static void test_two_purposes(void **state)
{
	const struct settings *s =
		settings_must(SENDERS("'x@y.example'", "'ania@firma.example'"));
	const struct facts facts = {
		.sender = "z@y.example", .told = "ania@firma.example"};
	struct classification class;
	struct message m;

	(void)state;
	set_facts(s, &m, &facts);
	classify_message(s, &m, STEP_MAIL, NULL, &class);
	assert_string_equal(class.purpose->name, "p");
	assert_string_equal(class.also->name, "q");
	assert_string_equal(m.sender, "ania@firma.example");
	message_free(&m);
	settings_unref(&s);
}

/* A name without a domain may be meant for another than the MTA gives it. */
static void test_hint(void **state)
{
	const struct settings *s = settings_must(
		SENDERS("'root@*'", "'*@firma.example', 'ania@firma.example'"));
	const struct facts ania = {
		.sender = "ania", .told = "ania@mta.firma.example"};
	const struct facts root = {
		.sender = "root", .told = "root@mta.firma.example"};
	const struct facts jan = {
		.sender = "jan", .told = "jan@mta.firma.example"};
	struct classification class;
	struct message m;

	(void)state;
	set_facts(s, &m, &ania);
	classify_message(s, &m, STEP_MAIL, NULL, &class);
	assert_string_equal(class.purpose->name, "q");
	assert_string_equal(class.also->name, "p");
	message_free(&m);
	/* Declared as it is told, and a domain alone says nothing. */
	set_facts(s, &m, &root);
	classify_message(s, &m, STEP_MAIL, NULL, &class);
	assert_int_equal(class.kind, CLASS_DECLARED_NONE);
	message_free(&m);
	set_facts(s, &m, &jan);
	classify_message(s, &m, STEP_MAIL, NULL, &class);
	assert_string_equal(class.purpose->name, "q");
	assert_null(class.also);
	message_free(&m);
	settings_unref(&s);
}

static void set_client(struct message *m, const char *text)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&m->client.address;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&m->client.address;

	if (!text)
		return;
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1)
		in->sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &in6->sin6_addr) == 1)
		in6->sin6_family = AF_INET6;
	else
		fail_msg("no address: %s", text);
}

static void set_facts(
	const struct settings *s, struct message *m, const struct facts *f)
{
	message_init(m);
	assert_int_equal(message_set(&m->client.auth_user, f->user), ERR_OK);
	if (f->sender)
		assert_int_equal(message_sender(m, &s->address_rules, f->sender,
					 f->told),
			ERR_OK);
	assert_int_equal(
		message_set(&m->client.listener_name, f->listener), ERR_OK);
	assert_int_equal(
		message_set(&m->client.listener_port, f->port), ERR_OK);
	set_client(m, f->client);
	if (f->header)
		assert_int_equal(
			message_header_add(m, f->header, f->value, true, 4096),
			ERR_OK);
}

static void check_text(const char *is, const char *should)
{
	if (should)
		assert_string_equal(is ? is : "(none)", should);
	else
		assert_null(is);
}

static void check_class(void **state)
{
	const struct class_row *row = *state;
	const struct settings *s = settings_must(CONF);
	struct classification class;
	struct message m;

	set_facts(s, &m, &row->facts);
	classify_message(s, &m, row->step, row->recipient, &class);
	assert_int_equal(class.kind, row->kind);
	check_text(class.purpose ? class.purpose->name : NULL, row->purpose);
	check_text(class.by, row->by);
	check_text(class.bad_purpose, row->bad);
	message_free(&m);
	settings_unref(&s);
}

struct trust_row {
	const char *name;
	const char *conf;
	struct facts facts;
	bool trusted;
};

static const struct trust_row trust_rows[] = {
	{"nobody listed", "", {.user = "ania", .sender = "a@b"}, false},
	{"an empty section", "purpose-header { }",
		{.user = "ania", .sender = "a@b"}, false},
	{"a login", "purpose-header { auth-user = 'ania' }",
		{.user = "ania", .sender = "a@b"}, true},
	{"no login", "purpose-header { auth-user = 'ania' }",
		{.sender = "ania"}, false},
	{"login or client",
		"purpose-header { auth-user = 'ania' client = '10.0.0.0/8' }",
		{.client = "10.1.2.3"}, true},
	{"the right sender",
		"purpose-header { sender = '*@f' "
		"auth-user = 'ania' }",
		{.user = "ania", .sender = "x@f"}, true},
	{"a login with another sender",
		"purpose-header { sender = '*@f' auth-user = 'ania' }",
		{.user = "ania", .sender = "x@g"}, false},
	{"the right sender without login",
		"purpose-header { sender = '*@f' auth-user = 'ania' }",
		{.sender = "x@f"}, false},
	{"senders alone", "purpose-header { sender = '*@f' }",
		{.sender = "x@f"}, true},
	{"a sender whom nobody can tell",
		"purpose-header { sender = '*@f' auth-user = 'ania' }",
		{.user = "ania", .sender = "x@f,y@f"}, false},
	{"a sender without a domain",
		"purpose-header { sender = 'x@f' auth-user = 'ania' }",
		{.user = "ania", .sender = "x"}, false},
	{"another sender on the wire",
		"purpose-header { sender = '*@f.example' auth-user = 'ania' }",
		{.user = "ania",
			.sender = "x@g.example",
			.told = "x@f.example"},
		false},
};

static void check_trust(void **state)
{
	const struct trust_row *row = *state;
	char conf[1000];
	const struct settings *s;
	struct message m;

	(void)snprintf(conf, sizeof(conf), "%s%s", SETTINGS_HEAD, row->conf);
	s = settings_must(conf);
	set_facts(s, &m, &row->facts);
	assert_int_equal(classify_trusts_sender(s, &m), row->trusted);
	message_free(&m);
	settings_unref(&s);
}

static void test_wants(void **state)
{
	const struct settings *s = settings_must(CONF);
	const struct settings *none = settings_must(SETTINGS_HEAD
		"purpose 'p' { bases = {'consent'} }\n"
		"classify 'a' { purpose = p auth-user = {'x'} }\n");
	const struct settings *answers = settings_must(SETTINGS_HEAD
		"purpose 'p' { bases = {'consent'} answer-window = '1 day' }\n"
		"classify 'a' { purpose = p auth-user = {'x'} }\n");

	(void)state;
	/* Only an answer window has a use for what a message replies to. */
	assert_true(classify_wants_headers(answers));
	assert_true(classify_wants_header(answers, "in-reply-to"));
	assert_false(classify_wants_header(answers, "References"));
	assert_false(classify_wants_header(none, "In-Reply-To"));
	assert_true(classify_wants_headers(s));
	assert_true(classify_wants_header(s, "x-MAILER"));
	assert_true(classify_wants_header(s, "X-Robinson-Purpose"));
	assert_false(classify_wants_header(s, "X-Mailers"));
	assert_false(classify_wants_headers(none));
	assert_false(classify_wants_header(none, "X-Mailer"));
	assert_false(classify_wants_header(none, "X-Robinson-Purpose"));
	settings_unref(&s);
	settings_unref(&none);
	settings_unref(&answers);
}

/* Two purpose headers that disagree name no purpose. */
static void test_two_headers(void **state)
{
	const struct settings *s = settings_must(CONF);
	struct facts facts = {.user = "boss",
		.header = "X-Robinson-Purpose",
		.value = "offers"};
	struct classification class;
	struct message m;

	(void)state;
	set_facts(s, &m, &facts);
	assert_int_equal(message_header_add(&m, "X-Robinson-Purpose", "offers",
				 true, 4096),
		ERR_OK);
	classify_message(s, &m, STEP_HEADERS, "a@b", &class);
	assert_non_null(class.purpose);
	assert_int_equal(message_header_add(
				 &m, "X-Robinson-Purpose", "none", true, 4096),
		ERR_OK);
	classify_message(s, &m, STEP_HEADERS, "a@b", &class);
	assert_null(class.purpose);
	assert_string_equal(class.bad_purpose, "none");
	message_free(&m);
	settings_unref(&s);
}

/* One Subject under two blocks, of which one says that it is no marketing:
 * what nobody can read is marketing. */
struct subject_row {
	const char *name;
	const char *subject;
	const char *block; /* NULL: none */
};

static const struct subject_row subject_rows[] = {
	{"plain", "Zniżka!", "sale"},
	{"encoded", "=?utf-8?Q?zni=C5=BCka?=", "sale"},
	{"something else", "Faktura", NULL},
	{"no marketing", "urlop", "none"},
	{"no marketing, encoded", "=?utf-8?B?dXJsb3A?=", "none"},
	{"raw Latin 2", "zni\xbfka", "sale"},
	{"zero-width", "zni\xe2\x80\x8bżka", "sale"},
	{"decomposed", "zniz\xcc\x87ka", "sale"},
	{"an unknown character set", "=?x-none?Q?zni=BFka?=", "sale"},
	{"base64 without padding", "=?utf-8?B?em5pxbxrYQ?=", "sale"},
	{"broken base64", "=?utf-8?B?em5p*xbxrYQ?=", "sale"},
	{"8-bit, whatever it is", "\xb3\xb3", "sale"},
	{"no marketing, but what is the rest?",
		"urlop =?x-none?Q?=BF?=", "sale"},
	{"no marketing, and a raw octet", "urlop \xbf", "sale"},
	{"no marketing in zero-width clothes", "ur\xe2\x80\x8blop", "none"},
};

static void check_subject(void **state)
{
	const struct subject_row *row = *state;
	const struct settings *s = settings_must(
		SETTINGS_HEAD "purpose 'p' { bases = {'consent'} }\n"
			      "classify 'none' { purpose = none "
			      "  header = {'Subject: /^urlop/i'} }\n"
			      /* Written decomposed, with a soft hyphen. */
			      "classify 'sale' { purpose = p header = {"
			      "'Subject: /zni\xc2\xadz\xcc\x87ka/i'} }\n");
	struct classification class;
	struct message m;

	message_init(&m);
	assert_int_equal(
		message_header_add(&m, "Subject", row->subject, true, 4096),
		ERR_OK);
	classify_message(s, &m, STEP_HEADERS, "a@b", &class);
	check_text(class.by, row->block);
	message_free(&m);
	settings_unref(&s);
}

/* Exponential backtracking ends at the limit; in doubt the rules are asked,
 * and mail is not declared to be no marketing. */
static void test_stalling_pattern(void **state)
{
	const struct settings *s = settings_must(
		SETTINGS_HEAD "purpose 'p' { bases = {'consent'} }\n"
			      "classify 'no' { purpose = none "
			      "  header = {'Subject: /^(a+)+$/'} }\n"
			      "classify 'yes' { purpose = p "
			      "  header = {'Subject: /^(a+)+$/'} }\n");
	struct classification class;
	struct timespec begin, end;
	struct message m;
	char value[201];

	(void)state;
	memset(value, 'a', 200);
	value[199] = '!';
	value[200] = '\0';
	message_init(&m);
	assert_int_equal(
		message_header_add(&m, "Subject", value, true, 4096), ERR_OK);
	(void)clock_gettime(CLOCK_MONOTONIC, &begin);
	classify_message(s, &m, STEP_HEADERS, "a@b", &class);
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	assert_int_equal(class.kind, CLASS_PURPOSE);
	assert_string_equal(class.by, "yes");
	assert_true(end.tv_sec - begin.tv_sec < 5);
	message_free(&m);
	settings_unref(&s);
}

/* A pattern that needs more stack than compiled code has still answers. */
static void test_long_value(void **state)
{
	const struct settings *s = settings_must(
		SETTINGS_HEAD "purpose 'p' { bases = {'consent'} }\n"
			      "classify 'a' { purpose = p "
			      "  header = {'Subject: /^(?:a|b|(c))*z/'} }\n");
	struct classification class;
	struct message m;
	char *value = malloc(8001);

	(void)state;
	assert_non_null(value);
	memset(value, 'c', 8000);
	value[7999] = 'z';
	value[8000] = '\0';
	message_init(&m);
	assert_int_equal(
		message_header_add(&m, "Subject", value, true, 9999), ERR_OK);
	classify_message(s, &m, STEP_HEADERS, "a@b", &class);
	assert_int_equal(class.kind, CLASS_PURPOSE);
	message_free(&m);
	free(value);
	settings_unref(&s);
}

/* What is not marketing must cost nothing: no allocation on its way. */
static void test_allocates_nothing(void **state)
{
	const struct settings *s = settings_must(CONF);
	struct facts facts = {.sender = "a@b",
		.client = "198.51.100.1",
		.user = "nobody",
		.listener = "smtpd",
		.port = "25"};
	struct classification class;
	struct message m;
	size_t before;

	(void)state;
	set_facts(s, &m, &facts);
	before = mallinfo2().uordblks;
	for (int i = 0; i < 1000; i++) {
		classify_message(s, &m, STEP_MAIL, NULL, &class);
		assert_int_equal(class.kind, CLASS_NOT_MARKETING);
	}
	assert_null(m.matcher);
	assert_int_equal(mallinfo2().uordblks, before);
	message_free(&m);
	settings_unref(&s);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, class_rows, check_class);
	rows_add(&rows, subject_rows, check_subject);
	rows_add(&rows, trust_rows, check_trust);
	rows_add(&rows, sender_rows, check_sender);
	rows_add_one(&rows, "two purposes", test_two_purposes, NULL);
	rows_add_one(&rows, "a name without a domain", test_hint, NULL);
	rows_add_one(&rows, "which headers are wanted", test_wants, NULL);
	rows_add_one(&rows, "two purpose headers", test_two_headers, NULL);
	rows_add_one(
		&rows, "a pattern that stalls", test_stalling_pattern, NULL);
	rows_add_one(&rows, "a long value", test_long_value, NULL);
	rows_add_one(&rows, "allocates nothing", test_allocates_nothing, NULL);
	return rows_run("classify", &rows);
}
