/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/address_rules.h"
#include "lib/random.h"
#include "lib/rows.h"

#include <stdio.h>

#define TEXT_MAX 4000
#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const struct address_rule shipped[] = {
	{"gmail.com", "+", true, NULL},
	{"googlemail.com", "+", true, "gmail.com"},
};

static const struct address_rule spelt[] = {
	{"a.example", "-+-", false, NULL},
	{"b.example", NULL, false, NULL},
	{"c.example", "", false, NULL},
	{"d.example", NULL, true, NULL},
	{"e.example", "+", false, NULL},
};

static const struct format_row {
	const char *name;
	struct address_rules rules;
	const char *expected;
} format_rows[] = {
	{"no rules at all", {0}, "separators +\n"},
	{"the rules that are shipped", {"+", shipped, LEN(shipped)},
		"separators +\nrule gmail.com + dots\n"
		"alias googlemail.com gmail.com\n"},
	{"what changes nothing is left out, separators are in order",
		{NULL, spelt, LEN(spelt)},
		"separators +\nrule a.example +- nodots\n"
		"rule c.example none nodots\nrule d.example + dots\n"},
	{"no separators", {"", spelt, 2},
		"separators none\nrule a.example +- nodots\n"},
	{"the same in another order", {"-+", spelt, 1}, "separators +-\n"},
};

static void check_format(void **state)
{
	const struct format_row *r = *state;
	struct address_rules_copy copy;
	struct buf text;

	buf_init(&text, TEXT_MAX);
	assert_int_equal(address_rules_format(&r->rules, &text), ERR_OK);
	assert_string_equal(buf_text(&text), r->expected);
	assert_int_equal(address_rules_parse(r->expected, &copy), ERR_OK);
	buf_reset(&text);
	assert_int_equal(address_rules_format(&copy.rules, &text), ERR_OK);
	assert_string_equal(buf_text(&text), r->expected);
	address_rules_free(&copy);
	buf_free(&text);
}

static const struct bad_row {
	const char *name;
	const char *text;
} bad_rows[] = {
	{"empty", ""},
	{"no separators first", "rule a.example + dots\n"},
	{"separators without any", "separators\n"},
	{"an unfinished line", "separators +"},
	{"an unknown word", "separators +\nrole a.example + dots\n"},
	{"a rule without dots", "separators +\nrule a.example +\n"},
	{"dots that are none", "separators +\nrule a.example + dot\n"},
	{"an alias of nothing", "separators +\nalias a.example\n"},
	{"one word too many", "separators +\nrule a.example + dots x\n"},
	{"domains out of order",
		"separators +\nrule b.example + dots\nrule a.example + dots\n"},
	{"a domain twice",
		"separators +\nrule a.example + dots\nrule a.example + dots\n"},
	{"an empty line", "separators +\n\n"},
};

static void check_bad(void **state)
{
	const struct bad_row *r = *state;
	struct address_rules_copy copy;

	assert_int_equal(address_rules_parse(r->text, &copy), ERR_CORRUPT);
}

static void test_rule_of(void **state)
{
	const struct address_rules rules = {"-", shipped, LEN(shipped)};
	struct address_rule rule;

	(void)state;
	address_rule_of(&rules, "gmail.com", &rule);
	assert_true(rule.ignore_dots);
	assert_string_equal(rule.separators, "+");
	address_rule_of(&rules, "googlemail.com", &rule);
	assert_string_equal(rule.alias_of, "gmail.com");
	address_rule_of(&rules, "example.com", &rule);
	assert_string_equal(rule.domain, "example.com");
	assert_string_equal(rule.separators, "-");
	assert_null(rule.alias_of);
}

/* As many as a text has lines. */
static void test_many_rules(void **state)
{
	struct address_rules_copy copy;
	struct address_rule rule;
	struct buf text;
	char line[64];

	(void)state;
	buf_init(&text, 100000);
	(void)buf_adds(&text, "separators +\n");
	for (int i = 1000; i < 3000; i++) {
		(void)snprintf(
			line, sizeof(line), "rule d%d.example - dots\n", i);
		(void)buf_adds(&text, line);
	}
	assert_int_equal(address_rules_parse(buf_text(&text), &copy), ERR_OK);
	assert_int_equal(copy.rules.len, 2000);
	address_rule_of(&copy.rules, "d2999.example", &rule);
	assert_true(rule.ignore_dots);
	assert_string_equal(rule.separators, "-");
	address_rules_free(&copy);
	buf_free(&text);
}

/* ------------------------------------------------------------ properties */

static const char *const domains[] = {
	"a.example", "b.example", "c.example", "d.example"};
static const char *const separators[] = {NULL, "", "+", "-", "+-", "-+", "="};

struct any_rules {
	struct address_rules rules;
	struct address_rule list[LEN(domains)];
};

/* An alias has no alias behind it, as in a configuration. */
static void any_rules(struct random *r, struct any_rules *any)
{
	any->rules = (struct address_rules){
		.default_separators =
			separators[random_below(r, LEN(separators))],
		.rules = any->list};
	for (size_t i = 0; i < LEN(domains); i++) {
		struct address_rule *rule = &any->list[any->rules.len];

		if (random_below(r, 3) == 0)
			continue;
		*rule = (struct address_rule){.domain = domains[i],
			.separators =
				separators[random_below(r, LEN(separators))],
			.ignore_dots = random_below(r, 2) == 0};
		if (i > 0 && random_below(r, 3) == 0)
			rule->alias_of = "a.example";
		any->rules.len++;
	}
	if (any->rules.len > 0 && any->list[0].alias_of)
		any->list[0].alias_of = NULL;
}

static void any_address(struct random *r, char *text, size_t size)
{
	static const char letters[] = "ab.+-=AB";
	char local[8];
	size_t len = 1 + random_below(r, sizeof(local) - 2);

	for (size_t i = 0; i < len; i++)
		local[i] = letters[random_below(r, sizeof(letters) - 1)];
	local[len] = '\0';
	snprintf(text, size, "\"%s\"@%s", local,
		domains[random_below(r, LEN(domains))]);
}

/* The kept text means what the configuration meant, whatever the address. */
static void test_means_the_same(void **state)
{
	struct address_rules_copy copy;
	struct any_rules any;
	struct random r;
	struct buf text;

	(void)state;
	random_begin(&r, "address rules");
	buf_init(&text, TEXT_MAX);
	for (int i = 0; i < 2000; i++) {
		any_rules(&r, &any);
		buf_reset(&text);
		assert_int_equal(
			address_rules_format(&any.rules, &text), ERR_OK);
		assert_int_equal(
			address_rules_parse(buf_text(&text), &copy), ERR_OK);
		for (int k = 0; k < 20; k++) {
			struct address a, b, plain;
			char spelling[64];
			size_t len;

			any_address(&r, spelling, sizeof(spelling));
			len = strlen(spelling);
			assert_int_equal(address_parse(&any.rules, spelling,
						 len, &a, NULL),
				ERR_OK);
			assert_int_equal(address_parse(&copy.rules, spelling,
						 len, &b, NULL),
				ERR_OK);
			assert_string_equal(a.text, b.text);
			assert_int_equal(
				address_plain(spelling, len, &plain, NULL),
				ERR_OK);
			assert_true(plain.is_plain);
			assert_int_equal(
				a.is_plain, strcmp(a.text, plain.text) == 0);
		}
		address_rules_free(&copy);
	}
	buf_free(&text);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, format_rows, check_format);
	rows_add(&rows, bad_rows, check_bad);
	rows_add_one(&rows, "the rule of one domain", test_rule_of, NULL);
	rows_add_one(&rows, "many rules", test_many_rules, NULL);
	rows_add_one(&rows, "the text means what the rules mean",
		test_means_the_same, NULL);
	return rows_run("address rules", &rows);
}
