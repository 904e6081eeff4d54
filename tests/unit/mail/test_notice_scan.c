/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/notice_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/rows.h"
#include "lib/settings_text.h"
#include "mail/html_text_private.h"

static const struct settings *settings_for(const char *notice)
{
	char text[2000];

	(void)snprintf(text, sizeof(text),
		SETTINGS_HEAD "purpose 'p' { bases = {'consent'} "
			      "require-notice = 'text' notice = '%s' }\n",
		notice);
	return settings_must(text);
}

struct scan_row {
	const char *name;
	const char *notice;
	const char *type; /* NULL: no such header */
	const char *encoding;
	const char *body;
	bool found;
};

#define B "--b\r\n"
#define PLAIN "Content-Type: text/plain; charset=utf-8\r\n\r\n"
#define HTML "Content-Type: text/html; charset=utf-8\r\n\r\n"
#define ALTERNATIVE "multipart/alternative; boundary=b"
#define MIXED "multipart/mixed; boundary=b"

static const struct scan_row scan_rows[] = {
	{"plain", "/no more/", NULL, NULL, "Say no more.\r\n", true},
	{"not there", "/no more/", NULL, NULL, "Say more.\r\n", false},
	{"an empty body", "/./", NULL, NULL, "", false},
	{"case counts without i", "/no more/", NULL, NULL, "NO MORE\r\n",
		false},
	{"across lines", "/no more/", NULL, NULL, "no  \r\n\t more\r\n", true},
	{"in no part of the head", "/plain/", "text/plain", NULL, "x\r\n",
		false},
	{"UTF-8", "/żółw/i", "text/plain; charset=utf-8", "8bit", "ŻÓŁW\r\n",
		true},
	{"UTF-8 that nobody declared", "/żółw/", NULL, NULL, "żółw\r\n", true},
	{"decomposed", "/ó/", "text/plain; charset=utf-8", NULL,
		"o\xcc\x81\r\n", true},
	{"Latin 2", "/żółw/", "text/plain; charset=iso-8859-2", "8bit",
		"\xbf\xf3\xb3w\r\n", true},
	{"Windows 1250", "/śmieci/", "text/plain; charset=windows-1250", "8bit",
		"\x9cmieci\r\n", true},
	{"UTF-16 in base64", "/stop/", "text/plain; charset=utf-16le", "base64",
		"cwB0AG8AcAA=\r\n", true},
	{"a character set that is none", "/stop/", "text/plain; charset=x-none",
		NULL, "stop\r\n", true},
	{"broken octets beside it", "/stop/", "text/plain; charset=utf-8", NULL,
		"\xff\xc3 stop \x80\r\n", true},
	{"quoted-printable", "/no more/", NULL, "quoted-printable",
		"n=6F m=\r\nore\r\n", true},
	{"base64", "/no more/", NULL, "base64", "bm8gbW9y\r\nZQ==\r\n", true},
	{"base64 that is cut", "/no/", NULL, "base64", "bm8gbW9", true},
	{"folded Content-Type", "/no more/",
		"text/plain;\n\tcharset=utf-8;\n format=flowed", NULL,
		"no \r\nmore\r\n", true},
	{"HTML", "/no more/", "text/html", NULL, "<p>no<br>more</p>\r\n", true},
	{"HTML: an address behind a link is no text", "/unsubscribe/",
		"text/html", NULL,
		"<a href=\"https://x/unsubscribe\">here</a>\r\n", false},
	{"both alternatives", "/no more/", ALTERNATIVE, NULL,
		B PLAIN "no more\r\n" B HTML "<b>no</b> more\r\n--b--\r\n",
		true},
	{"the HTML alternative alone", "/no more/", ALTERNATIVE, NULL,
		B PLAIN "x\r\n" B HTML "<b>no</b> more\r\n--b--\r\n", false},
	{"the plain alternative alone", "/no more/", ALTERNATIVE, NULL,
		B PLAIN "no more\r\n" B HTML "<b>x</b>\r\n--b--\r\n", false},
	{"a blank plain alternative is read by nobody", "/no more/",
		ALTERNATIVE, NULL,
		B PLAIN " \r\n" B HTML "<b>no</b> more\r\n--b--\r\n", true},
	{"an HTML alternative of pictures", "/no more/", ALTERNATIVE, NULL,
		B PLAIN "no more\r\n" B HTML "<img src=x>\r\n--b--\r\n", false},
	{"an HTML alternative that hides it", "/no more/", ALTERNATIVE, NULL,
		B PLAIN "no more\r\n" B HTML
			"<p style='display:none'>no more</p>\r\n--b--\r\n",
		false},
	{"an alternative with its pictures", "/no more/", ALTERNATIVE, NULL,
		B PLAIN
		"no more\r\n" B
		"Content-Type: multipart/related; boundary=c\r\n\r\n"
		"--c\r\n" HTML "<p>no more</p>\r\n--c\r\n"
		"Content-Type: image/png\r\n\r\nx\r\n--c--\r\n--b--\r\n",
		true},
	{"an alternative that is a calendar's", "/no more/", ALTERNATIVE, NULL,
		B PLAIN "no more\r\n" B
			"Content-Type: text/calendar\r\n\r\nx\r\n--b--\r\n",
		true},
	{"seen in a wide window alone", "/no more/", "text/html", NULL,
		"<style>@media (max-width:9px){.w{display:none}}</style>"
		"<p class=w>no more</p>\r\n",
		false},
	{"once for a wide window, once for a narrow one", "/no more/",
		"text/html", NULL,
		"<style>.n{display:none}@media (max-width:9px){"
		".w{display:none}.n{display:block!important}}</style>"
		"<p class=w>no more</p><p class=n>no more</p>\r\n",
		true},
	{"a soft hyphen and a tag within", "/unsubscribe/", "text/html", NULL,
		"un&shy;sub<b>sc\xe2\x80\x8bribe</b>\r\n", true},
	{"in a part of a part", "/no more/", MIXED, NULL,
		B "Content-Type: multipart/alternative; boundary=c\r\n\r\n"
		  "--c\r\n" PLAIN "no more\r\n--c--\r\n" B
		  "Content-Type: image/png\r\n\r\nx\r\n--b--\r\n",
		true},
	{"parts without their end", "/no more/", MIXED, NULL, B PLAIN "no more",
		true},
	{"an attachment is no text of the letter", "/no more/", MIXED, NULL,
		B PLAIN "x\r\n" B "Content-Disposition: attachment\r\n" PLAIN
			"no more\r\n--b--\r\n",
		false},
	{"an enclosed message is none either", "/no more/", MIXED, NULL,
		B PLAIN "x\r\n" B "Content-Type: message/rfc822\r\n\r\n" PLAIN
			"no more\r\n--b--\r\n",
		false},
	{"a picture is none", "/no more/", "image/png", NULL, "no more\r\n",
		false},
	{"words of two parts are not one", "/no more/", MIXED, NULL,
		B PLAIN "no\r\n" B PLAIN "more\r\n--b--\r\n", false},
	{"a pattern that never ends", "/(a+)+$/", NULL, NULL,
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\r\n",
		false},
};

static void check_scan(void **state)
{
	const struct scan_row *row = *state;
	const struct settings *s = settings_for(row->notice);
	struct notice_scan n;
	bool found;

	notice_scan_init(&n);
	/* Twice: nothing of the first message is left for the second. */
	for (int round = 0; round < 2; round++) {
		if (row->type)
			notice_scan_header(&n, "Content-Type", row->type);
		if (row->encoding)
			notice_scan_header(
				&n, "Content-Transfer-Encoding", row->encoding);
		for (const char *at = row->body; *at; at++)
			assert_true(notice_scan_body(&n, at, 1));
		assert_int_equal(
			notice_scan_find(&n, s->purposes[0].notice, &found),
			ERR_OK);
		assert_int_equal(found, row->found);
		notice_scan_reset(&n);
	}
	notice_scan_free(&n);
	settings_unref(&s);
}

/* A large message is looked at as it comes, and not beyond the bound. */
static void test_bound(void **state)
{
	const struct settings *s = settings_for("/\\\\bno more|never again/i");
	static char chunk[65535];
	struct notice_scan n;
	bool found, more = true;
	size_t chunks = 0;

	(void)state;
	memset(chunk, 'a', sizeof(chunk));
	for (size_t i = 0; i < sizeof(chunk); i += 60)
		chunk[i] = i % 3 ? '\n' : 'n';
	notice_scan_init(&n);
	while (more) {
		more = notice_scan_body(&n, chunk, sizeof(chunk));
		chunks++;
		assert_true(chunks < 100);
	}
	assert_int_equal(n.body_len, NOTICE_SCAN_MAX);
	assert_int_equal(
		notice_scan_find(&n, s->purposes[0].notice, &found), ERR_OK);
	assert_false(found);
	/* The last words within the bound are found: no step limit of a
	 * plain pattern stands in the way. */
	memcpy(n.message.data + n.message.len - 9, " no more ", 9);
	n.has_texts = false;
	assert_int_equal(
		notice_scan_find(&n, s->purposes[0].notice, &found), ERR_OK);
	assert_true(found);
	notice_scan_free(&n);
	settings_unref(&s);
}

/* Of a body that is cut off, the HTML alternative may have been behind the
 * bound. */
static bool finds_in_cut(const char *begin)
{
	const struct settings *s = settings_for("/no more/");
	static char chunk[65535];
	struct notice_scan n;
	bool found;

	memset(chunk, '\n', sizeof(chunk));
	notice_scan_init(&n);
	notice_scan_header(&n, "Content-Type", ALTERNATIVE);
	assert_true(notice_scan_body(&n, begin, strlen(begin)));
	while (notice_scan_body(&n, chunk, sizeof(chunk)))
		;
	assert_int_equal(
		notice_scan_find(&n, s->purposes[0].notice, &found), ERR_OK);
	notice_scan_free(&n);
	settings_unref(&s);
	return found;
}

static void test_cut(void **state)
{
	(void)state;
	assert_false(finds_in_cut(B PLAIN "no more\r\n"));
	assert_true(finds_in_cut(B PLAIN "no more\r\n" B HTML "no more\r\n"));
}

static void test_headers(void **state)
{
	(void)state;
	assert_true(notice_scan_wants_header("content-type"));
	assert_true(notice_scan_wants_header("Content-Transfer-Encoding"));
	assert_false(notice_scan_wants_header("Subject"));
}

struct html_row {
	const char *name;
	const char *html;
	const char *text;
};

static const struct html_row html_rows[] = {
	{"words", "a b", "a b"},
	{"a paragraph", "<p>a</p><p>b</p>", " a  b "},
	{"within a word", "un<b>sub</b><SPAN x=y>scribe</SPAN>", "unsubscribe"},
	{"a cell", "<td>a</td><td>b", " a  b"},
	{"an attribute with a bracket", "<a title='>'>x</a>", "x"},
	{"an attribute without its end", "<a title='>x</a>", ""},
	{"a remark", "a<!-- b > c -->d", "ad"},
	{"a remark without its end", "a<!-- b", "a"},
	{"a script", "a<script>if (a<b) \"</p>\"</script>b", "a  b"},
	{"a script without its end", "a<script>b", "a "},
	{"a style and a title", "<STYLE>p{}</style><title>t</title>x", "    x"},
	{"a declaration", "<!DOCTYPE html>x", " x"},
	{"no tag", "a < b <3 c<", "a < b <3 c<"},
	{"references", "&lt;&amp;&gt;&quot;&apos;", "<&>\"'"},
	{"letters", "&eogon;&Oacute;&lstrok;&uuml;&szlig;", "ęÓłüß"},
	{"numbers", "&#65;&#x42;&#X20ac;&#128512;", "AB€😀"},
	{"numbers that are none", "&#0;&#xd800;&#1114112;&#;&#x;",
		"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd&#;\xef\xbf\xbd"},
	{"no reference", "a & b &nosuch; &amp &", "a & b &nosuch; &amp &"},
	{"a long name", "<verylongtagnamethatnobodyknows>x", " x"},
};

static void check_html(void **state)
{
	const struct html_row *row = *state;
	struct buf out;

	buf_init(&out, 1000);
	assert_int_equal(html_text_add(&out, row->html, strlen(row->html),
				 CSS_VIEW_MEDIA),
		ERR_OK);
	assert_string_equal(buf_text(&out), row->text);
	buf_free(&out);
}

/* Cut anywhere, nothing is read behind the end. */
static void test_html_cut(void **state)
{
	static const char html[] =
		"a&eogon;&#x41;<a href='x'>b<!-- c --><script>d</script>&amp;";

	(void)state;
	for (size_t len = 0; len < sizeof(html); len++) {
		char *copy = malloc(len ? len : 1);
		struct buf out;

		assert_non_null(copy);
		memcpy(copy, html, len);
		buf_init(&out, 1000);
		assert_int_equal(
			html_text_add(&out, copy, len, CSS_VIEW_MEDIA), ERR_OK);
		buf_free(&out);
		free(copy);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, scan_rows, check_scan);
	rows_add_one(&rows, "the bound", test_bound, NULL);
	rows_add_one(&rows, "alternatives that are cut off", test_cut, NULL);
	rows_add_one(&rows, "headers of interest", test_headers, NULL);
	rows_add(&rows, html_rows, check_html);
	rows_add_one(&rows, "HTML cut anywhere", test_html_cut, NULL);
	return rows_run("notice scan", &rows);
}
