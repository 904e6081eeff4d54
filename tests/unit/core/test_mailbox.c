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

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, mend_rows, check_mend);
	rows_add(&rows, hop_rows, check_hops);
	rows_add_one(&rows, "lengths", test_long, NULL);
	return rows_run("mailbox", &rows);
}
