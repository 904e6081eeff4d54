/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/html.h"
#include "lib/rows.h"

static const struct row {
	const char *name;
	const char *text;
	const char *html;
} rows[] = {
	{"plain", "Zażółć gęślą jaźń", "Zażółć gęślą jaźń"},
	{"nothing", "", ""},
	{"a tag", "<script>", "&lt;script&gt;"},
	{"an attribute's end", "a\" b='c'", "a&quot; b=&#39;c&#39;"},
	{"a reference", "&lt;", "&amp;lt;"},
	{"tab and line feed stay", "a\tb\nc", "a\tb\nc"},
	{"control characters", "a\x01\x1b\x7f",
		"a\xef\xbf\xbd\xef\xbf\xbd"
		"\xef\xbf\xbd"},
	{"a lone continuation", "a\x80z", "a\xef\xbf\xbdz"},
	{"an overlong slash", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
	{"a surrogate", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	{"cut off", "\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},
	{"four octets", "\xf0\x9f\x99\x82", "\xf0\x9f\x99\x82"},
	{"beyond Unicode", "\xf4\x90\x80\x80",
		"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct buf out;

	buf_init(&out, 1000);
	assert_int_equal(html_add(&out, r->text), ERR_OK);
	assert_string_equal(buf_text(&out), r->html);
	buf_free(&out);
}

static void test_limit(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 5);
	assert_int_equal(html_add(&out, "a<b<c"), ERR_LIMIT);
	buf_free(&out);
}

int main(void)
{
	struct rows all = {NULL, 0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "the buffer's limit", test_limit, NULL);
	return rows_run("html", &all);
}
