/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdio.h>

#include "base/buf.h"
#include "http/form.h"

#define FORM "application/x-www-form-urlencoded"
#define MULTI "multipart/form-data; boundary=X"

/* Fields are written as name=value, each with "|" behind; of a file
 * name<file name>=value. */
static const struct row {
	const char *name;
	const char *type, *body;
	const char *expected;
} rows[] = {
	{"two fields", FORM, "a=1&b=2", "a=1|b=2|"},
	{"one name twice", FORM, "id=7&id=8", "id=7|id=8|"},
	{"escapes and plus", FORM, "q=a%2Bb+c%26", "q=a+b c&|"},
	{"an escaped name", FORM, "%61=1", "a=1|"},
	{"an empty value", FORM, "a=&b=2", "a=|b=2|"},
	{"no sign", FORM, "a&b=2", "a=|b=2|"},
	{"a sign in the value", FORM, "a=b=c", "a=b=c|"},
	{"a bad escape stays", FORM, "a=%zz%2", "a=%zz%2|"},
	{"Polish", FORM, "a=%C5%BC%C3%B3%C5%82w",
		"a=\xc5\xbc\xc3\xb3\xc5\x82w|"},
	{"another type", "text/plain", "a=1", ""},
	{"no type", NULL, "a=1", "a=1|"},
	{"multipart", MULTI,
		"--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
		"--X--\r\n",
		"a=1|"},
	{"a part keeps its blanks and lines", MULTI,
		"--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
		" 1\r\n2 \r\n\r\n--X--\r\n",
		"a= 1\r\n2 \r\n|"},
	{"a file", MULTI,
		"--X\r\nContent-Disposition: form-data; name=\"list\"; "
		"filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\nx;y\r\n"
		"--X--\r\n",
		"list<a.csv>=x;y|"},
	{"a semicolon in its name", MULTI,
		"--X\r\nContent-Disposition: form-data; filename=\"a;name=b\"; "
		"name=\"list\"\r\n\r\nx\r\n--X--\r\n",
		"list<a;name=b>=x|"},
	{"no file was chosen", MULTI,
		"--X\r\nContent-Disposition: form-data; name=\"list\"; "
		"filename=\"\"\r\n\r\n\r\n--X--\r\n",
		"list<>=|"},
	{"an empty part", MULTI,
		"--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
		"--X--",
		"a=|"},
};

static void show(const struct form *form, struct buf *out)
{
	for (size_t i = 0; i < form->len; i++) {
		const struct form_field *f = &form->fields[i];

		buf_add(out, f->name.at, f->name.len);
		if (f->is_file) {
			buf_addc(out, '<');
			buf_add(out, f->file_name.at, f->file_name.len);
			buf_addc(out, '>');
		}
		buf_addc(out, '=');
		buf_add(out, f->value.at, f->value.len);
		buf_addc(out, '|');
	}
}

static void check_row(void **state)
{
	const struct row *r = *state;
	struct form form;
	struct buf out;

	buf_init(&out, 1000);
	assert_int_equal(
		form_read(r->type, r->body, strlen(r->body), &form), ERR_OK);
	show(&form, &out);
	assert_string_equal(buf_text(&out), r->expected);
	buf_free(&out);
	form_free(&form);
}

static void too_many(void **state)
{
	char body[2 * (FORM_FIELDS_MAX + 1)];
	struct form form;

	(void)state;
	for (size_t i = 0; i < sizeof(body); i += 2)
		memcpy(body + i, "=&", 2);
	assert_int_equal(
		form_read(FORM, body, sizeof(body) - 2, &form), ERR_OK);
	assert_int_equal(form.len, FORM_FIELDS_MAX);
	form_free(&form);
	assert_int_equal(form_read(FORM, body, sizeof(body), &form), ERR_LIMIT);
	assert_int_equal(form.len, 0);
}

static void finds(void **state)
{
	static const char body[] = "a=1&b=2&a=3";
	struct form form;

	(void)state;
	assert_int_equal(form_read(FORM, body, strlen(body), &form), ERR_OK);
	assert_true(form_is(&form_find(&form, "a")->value, "1"));
	assert_null(form_find(&form, "A"));
	form_free(&form);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "one field too many", too_many, NULL);
	rows_add_one(&all, "the first of a name is found", finds, NULL);
	return rows_run("forms", &all);
}
