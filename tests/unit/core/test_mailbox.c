/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules M1 M3 */
#include "core/mailbox.h"
#include "lib/rows.h"

static const struct mend_row {
	const char *name;
	const char *text;
	const char *expected; /* NULL: nobody can tell */
} mend_rows[] = {
	{"as it should be", "<ania@firma.example>", "ania@firma.example"},
	{"without angle brackets", "ania@firma.example", "ania@firma.example"},
	{"the null sender", "<>", ""},
	{"the null sender with a blank", "< >", ""},
	{"nothing at all", "", ""},
	{"no domain", "<ania>", "ania"},
	{"an empty domain", "<ania@>", "ania"},
	{"a domain that is a dot", "<ania@.>", "ania"},
	{"a display name", "<Ania Kowalska <ania@firma.example>>",
		"ania@firma.example"},
	{"a quoted display name", "\"<Ania>\" <ania@firma.example>",
		"ania@firma.example"},
	{"blanks around it", "< ania@firma.example >", "ania@firma.example"},
	{"blanks within it", "<ania @ firma.example>", "ania@firma.example"},
	{"a source route", "<@relay.example:ania@firma.example>",
		"ania@firma.example"},
	{"a route of two", "<@a.example,@b.example:ania@firma.example>",
		"ania@firma.example"},
	{"quotes", "<\"ania\"@firma.example>", "ania@firma.example"},
	{"quotes for a part", "<an\"ia\"@firma.example>", "ania@firma.example"},
	{"quotes that are needed", "\"ania k\"@firma.example",
		"\"ania k\"@firma.example"},
	{"escapes", "\"a\\n\\ia\"@firma.example", "ania@firma.example"},
	{"an escape that stays", "\"a\\\"b\"@x.example",
		"\"a\\\"b\"@x.example"},
	{"a trailing dot", "<ania@firma.example.>", "ania@firma.example"},
	{"a bang", "<firma.example!ania>", "ania@firma.example"},
	{"two bangs", "<firma.example!b.example!ania>",
		"b.example!ania@firma.example"},
	{"a bang before @ is the local part's", "a.example!ania@firma.example",
		"a.example!ania@firma.example"},
	{"a percent", "<ania%firma.example>", "ania@firma.example"},
	{"the last of two percents", "<ania%a.example%b.example>",
		"ania%a.example@b.example"},
	{"a comma behind", "<ania@firma.example,>", "ania@firma.example"},
	{"commas around", "<,,ania@firma.example,,>", "ania@firma.example"},
	{"a comment", "ania(Ania)@firma.example (\\) (K.))",
		"ania@firma.example"},
	{"case stays", "Ania@Firma.Example", "Ania@Firma.Example"},
	{"a literal", "<ania@[192.0.2.1]>", "ania@[192.0.2.1]"},
	{"a domain in quotes", "ania@\"firma.example\"", "ania@firma.example"},
	{"an @ in quotes", "<\"adam@example.com\"@firma.example>",
		"\"adam@example.com\"@firma.example"},
	{"blanks and tabs around a route",
		"<\t @relay.example:ania@firma.example\t>",
		"ania@firma.example"},
	{"a colon in quotes is no end of a route",
		"<@\"a:b\":ania@firma.example>", "ania@firma.example"},
	{"a blank within the local part", "<ania k@firma.example>",
		"\"ania k\"@firma.example"},
	{"a tab around the @", "<ania\t@\tfirma.example>",
		"ania@firma.example"},
	{"a blank in quotes stays", "\" a \"@firma.example",
		"\" a \"@firma.example"},
	{"a comment in a comment", "ania((x)y)@firma.example",
		"ania@firma.example"},
	{"comments side by side", "(a)(b)ania@firma.example",
		"ania@firma.example"},
	{"a comment of nothing", "ania()@firma.example", "ania@firma.example"},
	{"an escape outside of quotes", "a\\nia@firma.example",
		"ania@firma.example"},
	{"an escaped quotation mark", "a\\\"b@firma.example",
		"\"a\\\"b\"@firma.example"},
	{"an escape before the @", "ania\\k@firma.example",
		"aniak@firma.example"},
	{"an escaped bracket", "<a\\>b@firma.example>",
		"\"a>b\"@firma.example"},
	{"a bracket in quotes", "<\"a>b\"@firma.example>",
		"\"a>b\"@firma.example"},
	{"a bracket in a comment", "(<) <ania@firma.example>",
		"ania@firma.example"},
	{"brackets within brackets", "<<ania@firma.example>>",
		"ania@firma.example"},
	{"a literal without an end", "ania@[192.0.2.1", "ania@[192.0.2.1"},
	{"a literal with what a domain may not have", "ania@[IPv6:2001:DB8::1]",
		"ania@[IPv6:2001:DB8::1]"},
	{"an @ before a literal with one", "ania@[a@b]", NULL},
	{"dots in quotes: first", "\".a\"@firma.example",
		"\".a\"@firma.example"},
	{"dots in quotes: last", "\"a.\"@firma.example",
		"\"a.\"@firma.example"},
	{"dots in quotes: two", "\"a..b\"@firma.example",
		"\"a..b\"@firma.example"},
	{"dots in quotes: one", "\"a.b\"@firma.example", "a.b@firma.example"},
	{"each that needs quotes", "\"(a),:;<b>@[c]\"@firma.example",
		"\"(a),:;<b>@[c]\"@firma.example"},
	{"beyond ASCII no quotes", "\"\xc5\xbb\"@firma.example",
		"\xc5\xbb@firma.example"},
	{"a comma, then a comment", "<ania@firma.example,(K.)>",
		"ania@firma.example"},
	{"a comment, then a comma", "<(K.),ania@firma.example>",
		"ania@firma.example"},
	{"a comma, then blanks", "<ania@firma.example, \t>",
		"ania@firma.example"},
	{"blanks, then a comma", "< ,ania@firma.example>",
		"ania@firma.example"},
	{"a comma in quotes", "<\"a,b\"@firma.example>",
		"\"a,b\"@firma.example"},
	{"the last @ is the domain's", "<a@b@firma.example>",
		"\"a@b\"@firma.example"},
	{"a comma of a domain, escaped", "ania@firma\\,example", NULL},
	{"a blank of a domain, quoted", "ania@\"firma example\"", NULL},
	{"an escape at the end", "ania@firma.example\\", NULL},
	{"an escape at the end of quotes", "\"ania\\", NULL},
	{"an escape at the end of a comment", "ania(\\", NULL},
	{"a comment that ends once of twice", "ania((x)@firma.example", NULL},
	{"the last control character", "an\x1fia@firma.example", NULL},
	{"DEL", "an\x7fia@firma.example", NULL},
	{"a tab in quotes", "\"an\tia\"@firma.example", NULL},
	{"a control character in the domain", "ania@fir\x01ma.example", NULL},
	{"quotes without an end, and no brackets", "\"ania@firma.example",
		NULL},
	{"a remark without an end, and no brackets", "ania@firma.example(x",
		NULL},
	{"two addresses", "<a@b.example,c@d.example>", NULL},
	{"an unfinished quotation", "<\"ania@firma.example>", NULL},
	{"an unfinished comment", "<ania@firma.example (>", NULL},
	{"one bracket", "<ania@firma.example", NULL},
	{"the other bracket", "ania@firma.example>", NULL},
	{"no local part", "<@firma.example>", NULL},
	{"a control character", "<an\001ia@firma.example>", NULL},
};

static void check_mend(void **state)
{
	const struct mend_row *r = *state;
	char text[MAILBOX_TEXT_SIZE];
	const char *cause = NULL;
	struct mailbox m;
	enum err e = mailbox_mend(r->text, &m, &cause);

	assert_int_equal(e, r->expected ? ERR_OK : ERR_INVALID);
	if (!r->expected) {
		assert_non_null(cause);
		return;
	}
	mailbox_write(&m, text);
	assert_string_equal(text, r->expected);
}

static const struct hop_row {
	const char *name;
	const char *text;
	bool is_routed;
	const char *first; /* NULL: none */
	const char *second;
} hop_rows[] = {
	{"nothing to route", "adam@firma.example", false, NULL, NULL},
	{"a percent", "adam%example.com@firma.example", true,
		"adam@example.com", NULL},
	{"a bang", "example.com!adam@firma.example", true, "adam@example.com",
		NULL},
	{"an @ in quotes", "\"adam@example.com\"@firma.example", true,
		"adam@example.com", NULL},
	{"two percents: the last one first",
		"adam%a.example%b.example@x.example", true,
		"adam%a.example@b.example", NULL},
	{"two bangs: the first one first", "b.example!a.example!adam@x.example",
		true, "a.example!adam@b.example", NULL},
	{"both: each way to read it", "b.example!adam%a.example@x.example",
		true, "adam%a.example@b.example", "b.example!adam@a.example"},
	{"a route in quotes", "\"@r.example:adam@example.com\"@x.example", true,
		"adam@example.com", NULL},
	{"a root dot", "adam%example.com.@x.example", true, "adam@example.com",
		NULL},
	{"nobody before the percent", "%example.com@x.example", true, NULL,
		NULL},
	{"nothing behind the percent", "adam%@x.example", true, NULL, NULL},
	{"nothing behind the bang", "wow!@x.example", true, NULL, NULL},
	{"nothing behind the @", "\"adam@\"@x.example", true, NULL, NULL},
	{"quotes that do not end", "\"\\\"a@b\"@x.example", true, NULL, NULL},
	{"one octet on each side", "a%b@x.example", true, "a@b", NULL},
	{"a domain that is a dot", "adam%.@x.example", true, NULL, NULL},
	{"a bang at the start", "!adam@x.example", true, NULL, NULL},
	{"no domain behind the @", "\"adam@.\"@x.example", true, NULL, NULL},
};

static void check_hop(const struct mailbox *hop, const char *expected)
{
	char text[MAILBOX_TEXT_SIZE];

	mailbox_write(hop, text);
	assert_string_equal(text, expected);
}

static void check_hops(void **state)
{
	const struct hop_row *r = *state;
	struct mailbox m, hops[MAILBOX_HOPS];
	size_t n;

	assert_int_equal(mailbox_mend(r->text, &m, NULL), ERR_OK);
	assert_int_equal(mailbox_is_routed(&m), r->is_routed);
	n = mailbox_hops(&m, hops);
	assert_int_equal(n, !r->first ? 0 : r->second ? 2 : 1);
	if (r->first)
		check_hop(&hops[0], r->first);
	if (r->second)
		check_hop(&hops[1], r->second);
}

static void test_long(void **state)
{
	char text[2000];
	struct mailbox m;

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text + sizeof(text) - 11, "@x.example", 11);
	assert_int_equal(mailbox_mend(text, &m, NULL), ERR_INVALID);
	/* 321 octets are one too many, 320 are not. */
	assert_int_equal(
		mailbox_mend(text + sizeof(text) - 11 - MAILBOX_LOCAL_MAX - 1,
			&m, NULL),
		ERR_INVALID);
	assert_int_equal(
		mailbox_mend(
			text + sizeof(text) - 11 - MAILBOX_LOCAL_MAX, &m, NULL),
		ERR_OK);
}

/* What is too long for a mailbox is none; one octet less is one. */
static void test_long_domain(void **state)
{
	char text[2 + MAILBOX_DOMAIN_MAX + 2] = "a@";
	struct mailbox m;

	(void)state;
	memset(text + 2, 'b', MAILBOX_DOMAIN_MAX + 1);
	assert_int_equal(mailbox_mend(text, &m, NULL), ERR_INVALID);
	text[2 + MAILBOX_DOMAIN_MAX] = '\0';
	assert_int_equal(mailbox_mend(text, &m, NULL), ERR_OK);
	assert_string_equal(m.domain, text + 2);
}

/* All that a mailbox holds can be written, whatever of it needs quotes. */
static void test_longest_text(void **state)
{
	char text[MAILBOX_TEXT_SIZE];
	struct mailbox m;

	(void)state;
	memset(m.local, '"', MAILBOX_LOCAL_MAX);
	m.local[MAILBOX_LOCAL_MAX] = '\0';
	memset(m.domain, 'd', MAILBOX_DOMAIN_MAX);
	m.domain[MAILBOX_DOMAIN_MAX] = '\0';
	mailbox_write(&m, text);
	assert_int_equal(strlen(text), MAILBOX_TEXT_SIZE - 1);
	assert_int_equal(text[0], '"');
	assert_int_equal(text[1], '\\');
	assert_string_equal(text + strlen(text) - MAILBOX_DOMAIN_MAX, m.domain);
}

static void test_writes_its_parts(void **state)
{
	const struct mailbox no_domain = {.local = "a b"};
	const struct mailbox no_local = {.domain = "x.example"};
	const struct mailbox nobody = {.local = ""};
	char text[MAILBOX_TEXT_SIZE];

	(void)state;
	mailbox_write(&no_domain, text);
	assert_string_equal(text, "\"a b\"");
	mailbox_write(&no_local, text);
	assert_string_equal(text, "@x.example");
	mailbox_write(&nobody, text);
	assert_string_equal(text, "");
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, mend_rows, check_mend);
	rows_add(&rows, hop_rows, check_hops);
	rows_add_one(&rows, "lengths", test_long, NULL);
	rows_add_one(&rows, "a long domain", test_long_domain, NULL);
	rows_add_one(&rows, "the longest text", test_longest_text, NULL);
	rows_add_one(&rows, "writes its parts", test_writes_its_parts, NULL);
	return rows_run("mailbox", &rows);
}
