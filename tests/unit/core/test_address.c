/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules N1 N2 */
#include "core/address.h"
#include "lib/rows.h"

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10
#define LABEL59 X10 X10 X10 X10 X10 "xxxxxxxxx"
#define DOMAIN240 LABEL59 "." LABEL59 "." LABEL59 "." LABEL59 "."

static const struct address_rule rule_list[] = {
	{"gmail.com", "+", true, NULL},
	{"googlemail.com", "-", false, "gmail.com"},
	{"plain.example", "", false, NULL},
	{"qmail.example", "-=", false, NULL},
};

static const struct address_rules rules = {
	.rules = rule_list,
	.len = sizeof(rule_list) / sizeof(rule_list[0]),
};

static const struct same_row {
	const char *name;
	const char *text;
	const char *expected;
} same_rows[] = {
	{"plain", "adam.nowak@example.com", "adam.nowak@example.com"},
	{"letters are folded on both sides", "Adam.NOWAK@Example.COM",
		"adam.nowak@example.com"},
	{"Gmail with dots, tag and capitals", "Adam.Nowak+oferta@GMAIL.com",
		"adamnowak@gmail.com"},
	{"Gmail with a quoted local part", "\"adam.nowak\"@gmail.com",
		"adamnowak@gmail.com"},
	{"Gmail as it is", "adamnowak@gmail.com", "adamnowak@gmail.com"},
	{"an alias of Gmail", "a.d.a.m@GoogleMail.com", "adam@gmail.com"},
	{"an alias takes the other one's rule", "a.d-am+x@googlemail.com",
		"ad-am@gmail.com"},
	{"elsewhere dots count", "a.dam@example.com", "a.dam@example.com"},
	{"a subdomain has no part in the rule", "a.dam@x.gmail.com",
		"a.dam@x.gmail.com"},
	{"a tag is removed", "adam+shop@example.com", "adam@example.com"},
	{"the first of several tags", "adam+a+b@example.com",
		"adam@example.com"},
	{"a tag that is all there is", "+shop@example.com",
		"+shop@example.com"},
	{"an empty tag", "adam+@example.com", "adam@example.com"},
	{"a domain without tags", "adam+shop@plain.example",
		"adam+shop@plain.example"},
	{"a domain with its own separators", "adam-shop@qmail.example",
		"adam@qmail.example"},
	{"the other separator of that domain", "adam=shop@qmail.example",
		"adam@qmail.example"},
	{"plus is none there", "adam+shop@qmail.example",
		"adam+shop@qmail.example"},
	{"quotes that nothing needs", "\"adam\"@example.com",
		"adam@example.com"},
	{"escapes that nothing needs", "\"a\\d\\am\"@example.com",
		"adam@example.com"},
	{"quotes that a space needs", "\"Adam Nowak\"@example.com",
		"\"adam nowak\"@example.com"},
	{"quotes that an @ needs", "\"a@b\"@example.com",
		"\"a@b\"@example.com"},
	{"escapes that are needed", "\"a\\\"b\\\\c\"@example.com",
		"\"a\\\"b\\\\c\"@example.com"},
	{"quotes that a double dot needs", "\"a..b\"@example.com",
		"\"a..b\"@example.com"},
	{"quotes that a tag needed", "\"adam+a b\"@example.com",
		"adam@example.com"},
	{"quotes that a removed tag leaves needed", "a.+b@example.com",
		"\"a.\"@example.com"},
	{"nothing but dots where dots do not count", "\"..\"@gmail.com",
		"\"..\"@gmail.com"},
	{"every character of an atom", "!#$%&'*-/=?^_`{|}~@example.com",
		"!#$%&'*-/=?^_`{|}~@example.com"},
	{"in angle brackets", "<adam@example.com>", "adam@example.com"},
	{"blanks around", " \t<adam@example.com> ", "adam@example.com"},
	{"the root's dot", "adam@example.com.", "adam@example.com"},
	{"a domain of one label", "adam@localhost", "adam@localhost"},
	{"an IPv4 literal", "Adam@[192.0.2.1]", "adam@[192.0.2.1]"},
	{"an IPv6 literal is kept as it is", "adam@[IPv6:2001:DB8::1]",
		"adam@[IPv6:2001:DB8::1]"},
	{"decomposed letters are composed", "ro\xcc\x81z\xcc\x87\x61@x.example",
		"r\xc3\xb3\xc5\xbc\x61@x.example"},
	{"capitals beyond ASCII", "\xc5\xbb\xc3\x93\xc5\x81W@x.example",
		"\xc5\xbc\xc3\xb3\xc5\x82w@x.example"},
	{"sharp s is folded", "stra\xc3\x9f\x65@x.example",
		"strasse@x.example"},
	{"a tag beyond ASCII", "adam+\xc5\xbc@x.example", "adam@x.example"},
	{"a Greek question mark is a semicolon", "a\xcd\xbe@x.example",
		"\"a;\"@x.example"},
	{"a dot removed brings letters together", "o.\xcc\x81@gmail.com",
		"\xc3\xb3@gmail.com"},
	{"a domain beyond ASCII", "jan@M\xc3\x9cnchen.Example",
		"jan@xn--mnchen-3ya.example"},
	{"the same domain decomposed", "jan@mu\xcc\x88nchen.example",
		"jan@xn--mnchen-3ya.example"},
	{"the same domain as A-label", "jan@XN--MNCHEN-3YA.example",
		"jan@xn--mnchen-3ya.example"},
	{"sharp s in a domain is not ss", "jan@stra\xc3\x9f\x65.example",
		"jan@xn--strae-oqa.example"},
	{"a wide domain", "jan@\xef\xbd\x85xample.com", "jan@example.com"},
	{"an ideographic full stop", "jan@example\xe3\x80\x82\x63om",
		"jan@example.com"},
	{"its root dot", "jan@m\xc3\xbcnchen.example.",
		"jan@xn--mnchen-3ya.example"},
	{"two hyphens that are no A-label", "jan@r3---sn.example",
		"jan@r3---sn.example"},
	{"64 octets before the @", X60 "abcd@example.com",
		X60 "abcd@example.com"},
	{"255 octets after it", "a@" DOMAIN240 "123456789012345",
		"a@" DOMAIN240 "123456789012345"},
	{"255 octets and the root's dot", "a@" DOMAIN240 "123456789012345.",
		"a@" DOMAIN240 "123456789012345"},
};

static void check_same(void **state)
{
	const struct same_row *r = *state;
	struct address a, again;
	const char *cause = "";

	if (address_parse(&rules, r->text, strlen(r->text), &a, &cause))
		fail_msg("%s", cause);
	assert_string_equal(a.text, r->expected);
	assert_int_equal(a.text_len, strlen(r->expected));
	assert_int_equal(a.text[a.local_len], '@');
	assert_string_equal(address_domain(&a), strrchr(r->expected, '@') + 1);
	assert_int_equal(
		address_parse(&rules, a.text, a.text_len, &again, NULL),
		ERR_OK);
	assert_string_equal(again.text, a.text);
}

static const struct bad_row {
	const char *name;
	const char *text;
	const char *cause;
} bad_rows[] = {
	{"empty", "", "empty address"},
	{"blanks", "  ", "empty address"},
	{"the null sender", "<>", "empty address"},
	{"no @", "adam.nowak", "no @"},
	{"no @ after quotes", "\"adam\"", "no @"},
	{"two @", "adam@nowak@example.com", "more than one @"},
	{"empty local part", "@example.com", "empty local part"},
	{"empty quotes", "\"\"@example.com", "empty local part"},
	{"empty domain", "adam@", "empty domain"},
	{"nothing but the root", "adam@.", "empty domain label"},
	{"leading dot", ".adam@example.com", "misplaced dot in the local part"},
	{"trailing dot", "adam.@example.com",
		"misplaced dot in the local part"},
	{"double dot", "a..dam@example.com", "misplaced dot in the local part"},
	{"a space", "adam nowak@example.com",
		"character not allowed in the local part"},
	{"a display name", "Adam <adam@example.com>",
		"character not allowed in the local part"},
	{"a source route", "<@relay.example:adam@example.com>",
		"empty local part"},
	{"a comma", "adam,jan@example.com",
		"character not allowed in the local part"},
	{"a line feed", "adam\n@example.com",
		"control character in the local part"},
	{"DEL", "adam\x7f@example.com", "control character in the local part"},
	{"a control character in quotes", "\"a\tb\"@example.com",
		"control character in the local part"},
	{"quotes in the middle", "a\"b\"@example.com",
		"character not allowed in the local part"},
	{"text after quotes", "\"a\"b@example.com", "text after the quotation"},
	{"quotes without end", "\"adam@example.com", "unfinished quotation"},
	{"an escape at the end", "\"adam\\", "unfinished quotation"},
	{"half a pair of brackets", "<adam@example.com",
		"unbalanced angle brackets"},
	{"the other half", "adam@example.com>",
		"character not allowed in the domain"},
	{"65 octets before the @", X60 "abcde@example.com",
		"local part longer than 64 octets"},
	{"65 octets with the quotes", "\"" X60 "abc\"@example.com",
		"local part longer than 64 octets"},
	{"a tag that makes it too long", "a+" X60 "abc@example.com",
		"local part longer than 64 octets"},
	{"too long once it is folded", X60 "ab\xc5\x89@x.example",
		"local part longer than 64 octets"},
	{"256 octets after it", "a@" DOMAIN240 "1234567890123456",
		"domain longer than 255 octets"},
	{"a label of 64", "a@" X60 "abcd.example",
		"domain label longer than 63 octets"},
	{"double dot in the domain", "a@x..example", "empty domain label"},
	{"leading dot in the domain", "a@.example", "empty domain label"},
	{"two root dots", "a@example..", "empty domain label"},
	{"leading hyphen", "a@-x.example", "domain label begins with a hyphen"},
	{"trailing hyphen", "a@x-.example", "domain label ends with a hyphen"},
	{"an underscore", "a@x_y.example",
		"character not allowed in the domain"},
	{"a space in the domain", "a@x .example",
		"character not allowed in the domain"},
	{"a literal without end", "a@[192.0.2.1", "unfinished address literal"},
	{"an empty literal", "a@[]", "unfinished address literal"},
	{"a space in a literal", "a@[192.0.2.1 ]",
		"character not allowed in an address literal"},
	{"UTF-8 cut off", "\xc5@example.com", "not valid UTF-8"},
	{"UTF-8 longer than need be", "\xc0\xaf@example.com",
		"not valid UTF-8"},
	{"a surrogate", "\xed\xa0\x80@example.com", "not valid UTF-8"},
	{"a domain that is no UTF-8", "a@\xff.example", "not valid UTF-8"},
	{"a byte-order mark", "\xef\xbb\xbf\x61@example.com",
		"invisible character in the local part"},
	{"a no-break space", "a\xc2\xa0\x62@example.com",
		"invisible character in the local part"},
	{"a C1 control character", "a\xc2\x85@example.com",
		"invisible character in the local part"},
	{"an A-label that is none", "a@xn--a\xcc\x81.example",
		"not a valid internationalised domain"},
	{"an A-label that does not decode", "a@xn--99999999.example",
		"not a valid internationalised domain"},
	{"a domain that maps to nothing good", "a@x\xe2\x81\x9f.example", NULL},
};

static void check_bad(void **state)
{
	const struct bad_row *r = *state;
	const char *cause = NULL;
	struct address a;

	assert_int_equal(
		address_parse(&rules, r->text, strlen(r->text), &a, &cause),
		ERR_INVALID);
	assert_non_null(cause);
	if (r->cause)
		assert_string_equal(cause, r->cause);
	assert_int_equal(
		address_parse(&rules, r->text, strlen(r->text), &a, NULL),
		ERR_INVALID);
}

static const struct plain_row {
	const char *name;
	const char *text;
	const char *expected; /* NULL: there is none */
} plain_rows[] = {
	{"plain form of what is plain", "adam.nowak@example.com",
		"adam.nowak@example.com"},
	{"plain form: a tag stays", "Adam+Oferta@Example.COM",
		"adam+oferta@example.com"},
	{"plain form: dots stay", "\"Adam.Nowak\"@GMAIL.com",
		"adam.nowak@gmail.com"},
	{"plain form: an alias stays", "<a.d.a.m@GoogleMail.com.>",
		"a.d.a.m@googlemail.com"},
	{"plain form: a separator of the domain stays",
		"adam-shop@qmail.example", "adam-shop@qmail.example"},
	{"plain form: quotes that are needed stay", "\"a+b c\"@x.example",
		"\"a+b c\"@x.example"},
	{"plain form: letters are composed and folded",
		"RO\xcc\x81z+A@M\xc3\xbcnchen.example",
		"r\xc3\xb3z+a@xn--mnchen-3ya.example"},
	{"plain form: a dot keeps letters apart", "o.\xcc\x81@gmail.com",
		"o.\xcc\x81@gmail.com"},
	{"plain form: an address literal", "Adam+x@[192.0.2.1]",
		"adam+x@[192.0.2.1]"},
	{"plain form: quotes that nothing needs go", "\"adam+x\"@example.com",
		"adam+x@example.com"},
	{"plain form: A-labels", "adam@łódź.example",
		"adam@xn--d-uga0v4h.example"},
	{"plain form: none of what is no address", "adam@", NULL},
	{"plain form: none where the tag is too long once it is folded",
		"a+" X60 "\xc5\x89@x.example", NULL},
};

static void check_plain(void **state)
{
	const struct plain_row *r = *state;
	struct address plain, canonical, again;
	const char *cause = NULL;
	enum err e = address_plain(r->text, strlen(r->text), &plain, &cause);

	if (!r->expected) {
		assert_int_equal(e, ERR_INVALID);
		assert_non_null(cause);
		return;
	}
	if (e)
		fail_msg("%s", cause);
	assert_string_equal(plain.text, r->expected);
	assert_int_equal(plain.text_len, strlen(r->expected));
	assert_int_equal(
		address_plain(plain.text, plain.text_len, &again, NULL),
		ERR_OK);
	assert_string_equal(again.text, plain.text);
	assert_int_equal(address_parse(&rules, r->text, strlen(r->text),
				 &canonical, NULL),
		ERR_OK);
	assert_int_equal(
		address_parse(&rules, plain.text, plain.text_len, &again, NULL),
		ERR_OK);
	assert_string_equal(again.text, canonical.text);
	assert_true(plain.is_plain);
	assert_int_equal(
		canonical.is_plain, strcmp(canonical.text, plain.text) == 0);
}

static void test_nul_is_no_end(void **state)
{
	static const char local[] = "adam\0x@example.com";
	static const char domain[] = "adam@example\0.com";
	static const char quoted[] = "\"a\0\"@example.com";
	struct address a;

	(void)state;
	assert_int_equal(
		address_parse(&rules, local, sizeof(local) - 1, &a, NULL),
		ERR_INVALID);
	assert_int_equal(
		address_parse(&rules, domain, sizeof(domain) - 1, &a, NULL),
		ERR_INVALID);
	assert_int_equal(
		address_parse(&rules, quoted, sizeof(quoted) - 1, &a, NULL),
		ERR_INVALID);
}

static void test_needs_no_nul(void **state)
{
	static const char text[] = "adam@example.comXYZ";
	struct address a;

	(void)state;
	assert_int_equal(address_parse(&rules, text, 16, &a, NULL), ERR_OK);
	assert_string_equal(a.text, "adam@example.com");
}

static void test_no_rules(void **state)
{
	const struct address_rules none = {0};
	struct address a;

	(void)state;
	assert_int_equal(
		address_parse(&none, "a.b+c@gmail.com", 15, &a, NULL), ERR_OK);
	assert_string_equal(a.text, "a.b@gmail.com");
}

static void test_default_separators(void **state)
{
	const struct address_rules minus = {.default_separators = "-"};
	const struct address_rules never = {.default_separators = ""};
	struct address a;

	(void)state;
	assert_int_equal(
		address_parse(&minus, "a+b-c@x.example", 15, &a, NULL), ERR_OK);
	assert_string_equal(a.text, "a+b@x.example");
	assert_int_equal(
		address_parse(&never, "a+b-c@x.example", 15, &a, NULL), ERR_OK);
	assert_string_equal(a.text, "a+b-c@x.example");
}

static const struct domain_row {
	const char *name;
	const char *text;
	const char *expected; /* NULL: not accepted */
} domain_rows[] = {
	{"a domain alone", "Example.COM.", "example.com"},
	{"a domain alone beyond ASCII", "M\xc3\xbcnchen.example",
		"xn--mnchen-3ya.example"},
	{"a literal alone", "[192.0.2.1]", "[192.0.2.1]"},
	{"an @ is no part of a domain", "@example.com", NULL},
	{"a leading dot neither", ".example.com", NULL},
	{"no domain", "", NULL},
};

static void check_domain(void **state)
{
	const struct domain_row *r = *state;
	char domain[ADDRESS_DOMAIN_MAX + 1];
	const char *cause = NULL;
	enum err e =
		address_domain_parse(r->text, strlen(r->text), domain, &cause);

	assert_int_equal(e, r->expected ? ERR_OK : ERR_INVALID);
	if (r->expected)
		assert_string_equal(domain, r->expected);
	else
		assert_non_null(cause);
	assert_int_equal(
		address_domain_parse(r->text, strlen(r->text), domain, NULL),
		e);
}

static const struct within_row {
	const char *name;
	const char *domain;
	const char *of;
	bool expected;
} within_rows[] = {
	{"a domain is within itself", "example.com", "example.com", true},
	{"a subdomain is within", "mail.example.com", "example.com", true},
	{"deeper still", "a.b.example.com", "example.com", true},
	{"a parent is not", "example.com", "mail.example.com", false},
	{"a longer name is not", "myexample.com", "example.com", false},
	{"a literal is within itself", "[192.0.2.1]", "[192.0.2.1]", true},
	{"but has no parents", "[192.0.2.1]", "0.2.1]", false},
};

static void check_within(void **state)
{
	const struct within_row *r = *state;

	assert_int_equal(
		address_domain_is_within(r->domain, r->of), r->expected);
}

static void test_parents(void **state)
{
	const char *d = "mail.firma.example";

	(void)state;
	d = address_domain_parent(d);
	assert_string_equal(d, "firma.example");
	d = address_domain_parent(d);
	assert_string_equal(d, "example");
	assert_null(address_domain_parent(d));
	assert_null(address_domain_parent("[192.0.2.1]"));
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, same_rows, check_same);
	rows_add(&rows, bad_rows, check_bad);
	rows_add(&rows, plain_rows, check_plain);
	rows_add(&rows, domain_rows, check_domain);
	rows_add(&rows, within_rows, check_within);
	rows_add_one(&rows, "NUL is no end", test_nul_is_no_end, NULL);
	rows_add_one(&rows, "needs no NUL", test_needs_no_nul, NULL);
	rows_add_one(&rows, "no rules at all", test_no_rules, NULL);
	rows_add_one(&rows, "other default separators", test_default_separators,
		NULL);
	rows_add_one(&rows, "parents of a domain", test_parents, NULL);
	return rows_run("address", &rows);
}
