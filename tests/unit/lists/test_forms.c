/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdio.h>

#include "lists/forms.h"

static const struct address_rule list[] = {
	{"gmail.com", "+", true, NULL},
	{"googlemail.com", NULL, false, "gmail.com"},
	{"minus.example", "-", false, NULL},
	{"none.example", "", false, NULL},
};

/* All forms, one a line, and nothing else. */
static const struct row {
	const char *name, *who, *forms;
} rows[] = {
	{"plain", "adam@example.com", "adam@example.com\n@example.com\n@com\n"},
	{"dots are removed for the ECG list", "a.b@example.com",
		"a.b@example.com\n@example.com\n@com\n"
		".ab@example.com\n"},
	{"upper case and brackets", " <Adam@EXAMPLE.com> ",
		"adam@example.com\n@example.com\n@com\n"},
	{"a sub-address, with and without", "adam+x@example.com",
		"adam+x@example.com\nadam@example.com\n@example.com\n@com\n"},
	{"nothing is left before it", "+x@example.com",
		"+x@example.com\n@example.com\n@com\n"},
	{"a separator of the domain's own", "adam-x+y@minus.example",
		"adam-x+y@minus.example\nadam@minus.example\n@minus.example\n"
		"@example\n"},
	{"a domain without sub-addresses", "adam+x@none.example",
		"adam+x@none.example\n@none.example\n@example\n"},
	{"a provider that ignores dots, by its other name",
		"a.b+c@googlemail.com",
		"a.b+c@googlemail.com\na.b@googlemail.com\n"
		"ab@googlemail.com\na.b+c@gmail.com\na.b@gmail.com\n"
		"ab@gmail.com\n@googlemail.com\n@com\n@gmail.com\n"
		".ab+c@googlemail.com\n.ab+c@gmail.com\n"},
	{"a provider by its own name", "ab@gmail.com",
		"ab@gmail.com\nab@googlemail.com\n@gmail.com\n@com\n"
		"@googlemail.com\n"},
	{"quoted where it need not be", "\"adam\"@example.com",
		"\"adam\"@example.com\nadam@example.com\n@example.com\n"
		"@com\n"},
	{"U-labels", "a@ŻÓŁW.example",
		"a@xn--w-uga1v8h.example\na@żółw.example\n"
		"@xn--w-uga1v8h.example\n@example\n@żółw.example\n"},
	{"A-labels", "a@xn--w-uga1v8h.example",
		"a@xn--w-uga1v8h.example\na@żółw.example\n"
		"@xn--w-uga1v8h.example\n@example\n@żółw.example\n"},
	{"a local part beyond ASCII: lower case and folded",
		"STRAßE@example.com",
		"straße@example.com\nstrasse@example.com\n@example.com\n"
		"@com\n"},
	{"an address literal has no domains above", "a@[192.0.2.1]",
		"a@[192.0.2.1]\n@[192.0.2.1]\n"},
};

static void check_row(void **state)
{
	const struct address_rules rules = {.rules = list, .len = 4};
	const struct row *r = *state;
	struct forms *forms = malloc(sizeof(*forms));
	char text[4000] = "";
	struct address address;
	size_t len = 0;

	assert_non_null(forms);
	assert_int_equal(
		address_parse(&rules, r->who, strlen(r->who), &address, NULL),
		ERR_OK);
	assert_int_equal(forms_of_address(&rules, r->who, strlen(r->who),
				 &address, forms),
		ERR_OK);
	for (size_t i = 0; i < forms->len; i++) {
		const struct dnm_form *f = &forms->items[i];

		assert_int_equal(strlen(f->text), f->len);
		/* Those without dots are marked by one here. */
		len += (size_t)snprintf(text + len, sizeof(text) - len,
			"%s%s\n", f->kind == FORM_DOTLESS ? "." : "", f->text);
		assert_int_equal(f->kind == FORM_DOMAIN, f->text[0] == '@');
	}
	free(forms);
	assert_string_equal(text, r->forms);
}

static const struct made {
	const char *name, *text;
	enum form_kind kind;
	enum dnm_format format;
	unsigned way;
	const char *made; /* "" for none */
} mades[] = {
	{"ECG: the address", "a.b@c.at", FORM_ADDRESS, DNM_ECG, 0, "a.b@c.at"},
	{"ECG: without dots", "ab@c.at", FORM_DOTLESS, DNM_ECG, 0, "ab@c.at"},
	{"ECG: the domain with its @", "@c.at", FORM_DOMAIN, DNM_ECG, 0,
		"@c.at"},
	{"ECG: one way only", "@c.at", FORM_DOMAIN, DNM_ECG, 1, ""},
	{"Adigital: 02 before it", "a@c.es", FORM_ADDRESS, DNM_ADIGITAL_SHA256,
		0, "02a@c.es"},
	{"Adigital: what it deletes", "ñ!a'b/c@d.es", FORM_ADDRESS,
		DNM_ADIGITAL_SHA256, 0, "02abc@d.es"},
	{"Adigital: what it keeps", "a+b_c-d.9@e.es", FORM_ADDRESS,
		DNM_ADIGITAL_SHA256, 0, "02a+b_c-d.9@e.es"},
	{"Adigital has no domains", "@c.es", FORM_DOMAIN, DNM_ADIGITAL_SHA256,
		0, ""},
	{"Adigital: dots stay", "ab@c.es", FORM_DOTLESS, DNM_ADIGITAL_SHA256, 0,
		""},
	{"digest lines: the domain with its @", "@c.at", FORM_DOMAIN,
		DNM_SHA512, 0, "@c.at"},
	{"digest lines: the bare domain", "@c.at", FORM_DOMAIN, DNM_SHA512, 1,
		"c.at"},
	{"digest lines: no more ways", "@c.at", FORM_DOMAIN, DNM_SHA512, 2, ""},
	{"addresses: the domain", "@c.at", FORM_DOMAIN, DNM_ADDRESSES, 0,
		"@c.at"},
	{"addresses: dots stay", "ab@c.at", FORM_DOTLESS, DNM_ADDRESSES, 0, ""},
};

static void check_made(void **state)
{
	const struct made *m = *state;
	struct dnm_form form = {.kind = m->kind, .len = strlen(m->text)};
	char text[DNM_FORM_MAX + 3];
	size_t len;

	memcpy(form.text, m->text, form.len + 1);
	len = forms_text(&form, m->format, m->way, text);
	assert_int_equal(len, strlen(m->made));
	assert_memory_equal(text, m->made, len);
}

/* The longest address that there is has all its forms, or fewer, but never
 * more than there is room for. */
static void test_longest(void **state)
{
	const struct address_rules rules = {.rules = list, .len = 4};
	struct forms *forms = malloc(sizeof(*forms));
	char who[ADDRESS_TEXT_MAX + 1];
	struct address address;

	(void)state;
	assert_non_null(forms);
	for (size_t i = 0; i < ADDRESS_TEXT_MAX; i++)
		who[i] = i % 2 && i < ADDRESS_LOCAL_MAX - 1 ? '.' : 'a';
	for (size_t i = ADDRESS_LOCAL_MAX + 2; i < ADDRESS_TEXT_MAX; i += 2)
		who[i] = '.';
	who[ADDRESS_LOCAL_MAX] = '@';
	who[ADDRESS_TEXT_MAX] = '\0';
	assert_int_equal(
		address_parse(&rules, who, strlen(who), &address, NULL),
		ERR_OK);
	assert_int_equal(
		forms_of_address(&rules, who, strlen(who), &address, forms),
		ERR_OK);
	assert_true(forms->len > 2 && forms->len <= FORMS_MAX);
	assert_string_equal(forms->items[0].text, who);
	free(forms);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, mades, check_made);
	rows_add_one(&all, "the longest address", test_longest, NULL);
	return rows_run("forms", &all);
}
