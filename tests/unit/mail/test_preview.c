/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <string.h>

#include "mail/preview.h"

struct row {
	const char *name;
	const char *message;
	const char *has[6];
	const char *has_not[4];
};

static const struct row rows[] = {
	{"plain text",
		"From: <a@x.example>\r\nSubject: Our offer\r\n"
		"X-Secret: nothing\r\n\r\nGood morning\r\n",
		{"From: <a@x.example>\n", "Subject: Our offer\n",
			"\nGood morning\n"},
		{"X-Secret", "\r", "other parts"}},
	{"encoded words and a body in base64",
		"Subject: =?utf-8?B?xbvDs8WCdw==?=\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\nxbvDs8WCdw==\r\n",
		{"Subject: \xc5\xbb\xc3\xb3\xc5\x82w\n",
			"\n\xc5\xbb\xc3\xb3\xc5\x82w"},
		{"=?utf-8", "xbvD"}},
	{"what would move a cursor",
		"Subject: a\x1b[2Jb\r\n\r\nred \x1b[31m text\a\r\n"
		"\xe2\x80\xae"
		"desrever\r\n",
		{"Subject: a?[2Jb\n", "red ?[31m text?\n"},
		{"\x1b", "\a", "\xe2\x80\xae"}},
	{"parts",
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
		"--b\r\nContent-Type: text/plain\r\n\r\nRead this\r\n"
		"--b\r\nContent-Type: text/html\r\n\r\n<b>markup</b>\r\n"
		"--b\r\nContent-Type: application/pdf\r\n"
		"Content-Disposition: attachment; filename=\"of\x1b"
		"fer.pdf\"\r\n\r\n12345\r\n--b--\r\n",
		{"Read this\n", "other parts:\n", "text/html",
			"of?fer.pdf, application/pdf, 5 octets\n"},
		{"<b>", "\x1b"}},
	{"HTML alone",
		"Content-Type: text/html; charset=iso-8859-2\r\n\r\n"
		"<html><head><title>T</title><style>p{color:red}</style></head>"
		"<body><h1>Our\r\noffer</h1><p>Za\xbf\xf3\xb3\xe6 "
		"<b>g&#281;\xb6l\xb1</b>.</p><p style='display:none'>hidden</p>"
		"<table><tr><td>one</td><td>two</td></tr>"
		"<tr><td>three \x1b[2J</td></tr></table></body></html>\r\n",
		{"[no plain text; what is to be read of the HTML:]\n\n",
			"\nOur offer\nZa\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87 "
			"g\xc4\x99\xc5\x9bl\xc4\x85.\none two\nthree ?[2J\n",
			"(without a name), text/html, "},
		{"<b>", "hidden", "color", "\x1b"}},
	{"a blank plain part beside HTML",
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
		"--b\r\nContent-Type: text/plain\r\n\r\n \r\n\r\n"
		"--b\r\nContent-Type: text/html\r\n\r\n<p>The words</p>\r\n"
		"--b--\r\n",
		{"HTML:]\n\nThe words\n"}, {"<p>"}},
	{"a page whose line is long",
		"Content-Type: text/html\r\n\r\n"
		"<p>0123456789 0123456789 0123456789 0123456789 0123456789 "
		"0123456789 0123456789 0123456789</p>\r\n",
		{"0123456789 0123456789\n0123456789\n"}, {"<p>"}},
	{"a page without words",
		"Content-Type: text/html\r\n\r\n<img src=x>\r\n",
		{"nothing is to be read of the HTML]\n", "text/html, "}, {"<"}},
	{"HTML that is attached is no text",
		"Content-Type: text/html\r\nContent-Disposition: attachment; "
		"filename=page.html\r\n\r\n<p>markup</p>\r\n",
		{"[no part of plain text]\n", "page.html, text/html, "},
		{"markup"}},
	{"a forwarded message",
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
		"--b\r\nContent-Type: message/rfc822\r\n\r\n"
		"Subject: The other\r\n\r\nwords\r\n--b--\r\n",
		{"  The other, message/rfc822, "}, {", 0 octets", "words"}},
	{"nothing at all", "", {"\n"}, {"\r"}},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct buf out;
	const char *text;

	buf_init(&out, 100000);
	assert_int_equal(
		preview_message(row->message, strlen(row->message), &out),
		ERR_OK);
	text = buf_text(&out);
	for (size_t i = 0; i < 6 && row->has[i]; i++)
		if (!strstr(text, row->has[i]))
			fail_msg("\"%s\" is not in \"%s\"", row->has[i], text);
	for (size_t i = 0; i < 4 && row->has_not[i]; i++)
		if (strstr(text, row->has_not[i]))
			fail_msg("\"%s\" is in \"%s\"", row->has_not[i], text);
	buf_free(&out);
}

static void limit(void **state)
{
	static const char message[] = "Subject: a\n\n0123456789\n0123456789\n";
	struct buf out;

	(void)state;
	buf_init(&out, 20);
	assert_int_equal(
		preview_message(message, strlen(message), &out), ERR_LIMIT);
	assert_true(out.len <= 20);
	buf_free(&out);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "no more than there is room for", limit, NULL);
	return rows_run("preview", &all);
}
