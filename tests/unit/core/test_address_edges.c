/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "core/address.h"
#include "lib/rows.h"

/* What just fits and what just does not (RFC 5321 4.5.3.1). */

#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10
#define X60 X50 X10
#define LABEL63 X60 "abc"
#define N_APOSTROPHE "\xc5\x89" /* two octets, folded to three */
#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const struct address_rules no_rules = {.default_separators = ""};

static const struct edge_row {
	const char *name;
	const char *text;
	const char *expected; /* the address, or why there is none */
	bool is_bad;
} edge_rows[] = {
	{"the ends of the alphabets", "AZaz09@AZaz09.example",
		"azaz09@azaz09.example", false},
	{"before the digits", "a@x/y.example",
		"character not allowed in the domain", true},
	{"behind the digits", "a@x:y.example",
		"character not allowed in the domain", true},
	{"before the small letters", "a@x`y.example",
		"character not allowed in the domain", true},
	{"behind the small letters", "a@x{y.example",
		"character not allowed in the domain", true},
	{"before the capitals", "a@x@.example", "more than one @", true},
	{"behind the capitals", "a@x[y.example",
		"character not allowed in the domain", true},
	{"before the capitals, local", "a[b@x.example",
		"character not allowed in the local part", true},
	{"the last control character", "a\x1f@x.example",
		"control character in the local part", true},
	{"the last control character, quoted", "\"a\x1f\"@x.example",
		"control character in the local part", true},
	{"DEL, quoted", "\"a\x7f\"@x.example",
		"control character in the local part", true},
	{"a tilde, quoted", "\"a~\"@x.example", "a~@x.example", false},
	{"a control character in the domain", "a@x\x1f.example",
		"character not allowed in the domain", true},
	{"a blank in a domain beyond ASCII", "a@x \xc3\xbc.example",
		"character not allowed in the domain", true},
	{"DEL in a domain beyond ASCII", "a@\x7f\xc3\xbc.example",
		"character not allowed in the domain", true},
	{"a dot at the start of quotes", "\".a\"@x.example", "\".a\"@x.example",
		false},
	{"a dot at the end of quotes", "\"a.\"@x.example", "\"a.\"@x.example",
		false},
	{"a dot within quotes", "\"a.b\"@x.example", "a.b@x.example", false},
	{"one octet on each side", "a@b", "a@b", false},
	{"tabs around", "\ta@b\t", "a@b", false},
	{"a quotation mark alone", "\"", "unfinished quotation", true},
	{"an opening bracket alone", "<", "unbalanced angle brackets", true},
	{"a closing bracket alone", ">",
		"character not allowed in the local part", true},

	/* Lengths before the @. */
	{"quotes of 64 octets", "\"" X60 "ab\"@x.example", X60 "ab@x.example",
		false},
	{"64 octets and no @", X60 "abcd", "no @", true},
	{"65 octets and no @", X60 "abcde", "local part longer than 64 octets",
		true},
	{"quotes without an end, 64 octets", "\"" X60 "abc",
		"unfinished quotation", true},
	{"quotes without an end, 65 octets", "\"" X60 "abcd",
		"local part longer than 64 octets", true},
	{"quotes that just fit when folded",
		"\"" X50 "xxxxxxxx " N_APOSTROPHE "\"@x.example",
		"\"" X50 "xxxxxxxx \xca\xbcn\"@x.example", false},
	{"quotes that no longer fit when folded",
		"\"" X50 "xxxxxxxxx " N_APOSTROPHE "\"@x.example",
		"local part longer than 64 octets", true},
	{"an escape that just fits when folded",
		"\"" X50 "xxxxxx\\\" " N_APOSTROPHE "\"@x.example",
		"\"" X50 "xxxxxx\\\" \xca\xbcn\"@x.example", false},
	{"an escape that no longer fits when folded",
		"\"" X50 "xxxxxxx\\\" " N_APOSTROPHE "\"@x.example",
		"local part longer than 64 octets", true},
	{"a backslash that no longer fits when folded",
		"\"" X50 "xxxxxxx\\\\ " N_APOSTROPHE "\"@x.example",
		"local part longer than 64 octets", true},

	/* Lengths behind it. */
	{"a label of 63", "a@" LABEL63 ".example", "a@" LABEL63 ".example",
		false},
	{"a last label of 64", "a@x." LABEL63 "d",
		"domain label longer than 63 octets", true},
	{"257 octets", "a@" LABEL63 "." LABEL63 "." LABEL63 "." LABEL63 ".x",
		"domain longer than 255 octets", true},
	{"600 octets",
		"a@" X60 "." X60 "." X60 "." X60 "." X60 "." X60 "." X60 "." X60
		"." X60 "." X60 ".example",
		"domain longer than 255 octets", true},
	{"a literal of one octet", "a@[1]", "a@[1]", false},
	{"a literal that is a bracket", "a@[", "unfinished address literal",
		true},
	{"a literal of 255 octets", "a@[" X60 X60 X60 X60 X10 "xxx]",
		"a@[" X60 X60 X60 X60 X10 "xxx]", false},
	{"a literal of 256 octets", "a@[" X60 X60 X60 X60 X10 "xxxx]",
		"domain longer than 255 octets", true},
	{"the first and last octets of a literal", "a@[!~]", "a@[!~]", false},
	{"DEL in a literal", "a@[1\x7f]",
		"character not allowed in an address literal", true},
	{"UTF-8 in a literal", "a@[\xc3\xbc]",
		"character not allowed in an address literal", true},
	{"a bracket in a literal", "a@[1[]",
		"character not allowed in an address literal", true},
	{"a second end in a literal", "a@[1]]",
		"character not allowed in an address literal", true},
	{"a backslash in a literal", "a@[1\\]",
		"character not allowed in an address literal", true},
	{"a blank as the first octet of a literal", "a@[ 1]",
		"character not allowed in an address literal", true},

	/* Which labels are A-labels. */
	{"an A-label behind another label", "a@mx.Xn--MNCHEN-3YA.example",
		"a@mx.xn--mnchen-3ya.example", false},
	{"an A-label, second letter large", "a@xN--mnchen-3ya.example",
		"a@xn--mnchen-3ya.example", false},
	{"a bad A-label behind a short label", "a@m.xn--99999999.example",
		"not a valid internationalised domain", true},
	{"no A-label: another letter first", "a@an--b.example",
		"a@an--b.example", false},
	{"no A-label: another letter second", "a@xa--b.example",
		"a@xa--b.example", false},
	{"no A-label: one hyphen", "a@xn-a-b.example", "a@xn-a-b.example",
		false},
	{"no A-label: a letter before the hyphen", "a@xna-b.example",
		"a@xna-b.example", false},
	{"no A-label: further right", "a@axn--b.example", "a@axn--b.example",
		false},

	/* What nobody can see. */
	{"the joiners of Persian and of Indic scripts stay",
		"a\xe2\x80\x8c\x62\xe2\x80\x8d\x63@x.example",
		"a\xe2\x80\x8c\x62\xe2\x80\x8d\x63@x.example", false},
	{"a zero-width space", "a\xe2\x80\x8b@x.example",
		"invisible character in the local part", true},
	{"a mark of direction", "a\xe2\x80\x8e@x.example",
		"invisible character in the local part", true},
	{"a line separator", "a\xe2\x80\xa8@x.example",
		"invisible character in the local part", true},
	{"the first C1 control character", "a\xc2\x80@x.example",
		"invisible character in the local part", true},
	{"the last one at the end", "\xc3\xa4\xc2\x9f@x.example",
		"invisible character in the local part", true},
};

static void check_edge(void **state)
{
	const struct edge_row *r = *state;
	struct address a;
	const char *cause = NULL;
	enum err e =
		address_parse(&no_rules, r->text, strlen(r->text), &a, &cause);

	if (r->is_bad) {
		assert_int_equal(e, ERR_INVALID);
		assert_string_equal(cause, r->expected);
		return;
	}
	if (e)
		fail_msg("%s", cause);
	assert_string_equal(a.text, r->expected);
	assert_int_equal(a.text_len, strlen(r->expected));
	assert_true(a.is_plain);
}

static const struct unicode_row {
	const char *name;
	const char *domain;
	enum err expected;
	const char *text;
} unicode_rows[] = {
	{"U-labels", "xn--mnchen-3ya.example", ERR_OK,
		"m\xc3\xbcnchen.example"},
	{"U-labels below another label", "mx.xn--mnchen-3ya.example", ERR_OK,
		"mx.m\xc3\xbcnchen.example"},
	{"no A-label", "example.com", ERR_NOT_FOUND, NULL},
	{"an address literal has none", "[xn--mnchen-3ya]", ERR_NOT_FOUND,
		NULL},
	{"an A-label that is none", "xn--99999999.example", ERR_INVALID, NULL},
};

static void check_unicode(void **state)
{
	const struct unicode_row *r = *state;
	char text[64];

	assert_int_equal(address_domain_unicode(r->domain, text, sizeof(text)),
		r->expected);
	if (r->expected)
		return;
	assert_string_equal(text, r->text);
	/* With its NUL it just fits, or it does not. */
	assert_int_equal(
		address_domain_unicode(r->domain, text, strlen(r->text) + 1),
		ERR_OK);
	assert_string_equal(text, r->text);
	assert_int_equal(
		address_domain_unicode(r->domain, text, strlen(r->text)),
		ERR_LIMIT);
}

/* Of any number of rules each is found, and nothing between them. */
static void test_each_rule_is_found(void **state)
{
	struct address_rule list[9];
	char domains[LEN(list)][16];

	(void)state;
	for (size_t i = 0; i < LEN(list); i++) {
		snprintf(domains[i], sizeof(domains[i]), "%c.example",
			(char)('b' + 2 * i));
		list[i] = (struct address_rule){domains[i], "-", false, NULL};
	}
	for (size_t len = 0; len <= LEN(list); len++) {
		const struct address_rules rules = {"", list, len};

		for (size_t n = 0; n < 2 * LEN(list) + 1; n++) {
			const char *expected =
				n % 2 && n / 2 < len ? "a" : "a-b";
			char text[32];
			struct address a;

			snprintf(text, sizeof(text), "a-b@%c.example",
				(char)('a' + n));
			assert_int_equal(address_parse(&rules, text,
						 strlen(text), &a, NULL),
				ERR_OK);
			assert_int_equal(a.local_len, strlen(expected));
			assert_memory_equal(a.text, expected, strlen(expected));
			assert_int_equal(a.is_plain, a.local_len == 3);
		}
	}
}

/* The domain that an alias stands for may be as long as one may be. */
static void test_long_alias(void **state)
{
	char of[ADDRESS_DOMAIN_MAX + 2];
	const struct address_rule list[] = {{"alias.example", "-", false, of}};
	const struct address_rules rules = {"", list, 1};
	struct address a;

	/* The rule of the other counts; it has none. */
	(void)state;
	memset(of, 'x', sizeof(of));
	of[ADDRESS_DOMAIN_MAX] = '\0';
	assert_int_equal(
		address_parse(&rules, "a-b@alias.example", 17, &a, NULL),
		ERR_OK);
	assert_int_equal(a.local_len, 3);
	assert_string_equal(address_domain(&a), of);
	assert_false(a.is_plain);
	of[ADDRESS_DOMAIN_MAX] = 'x';
	of[ADDRESS_DOMAIN_MAX + 1] = '\0';
	assert_int_equal(
		address_parse(&rules, "a-b@alias.example", 17, &a, NULL),
		ERR_OK);
	assert_string_equal(a.text, "a@alias.example");
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, edge_rows, check_edge);
	rows_add(&rows, unicode_rows, check_unicode);
	rows_add_one(
		&rows, "each rule is found", test_each_rule_is_found, NULL);
	rows_add_one(&rows, "an alias of a long domain", test_long_alias, NULL);
	return rows_run("address, edges", &rows);
}
