/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/header_value_private.h"

#include <time.h>

#include "lib/rows.h"

struct row {
	const char *name;
	const char *raw;
	const char *text; /* NULL: whatever can be read of it */
	bool is_read;
};

static const struct row value_rows[] = {
	{"plain", "Mautic 4.2", "Mautic 4.2", true},
	{"empty", "", "", true},
	{"folded, blanks at its ends", " one\r\n two ", "one two", true},
	{"raw UTF-8 (RFC 6532)", "zniżka", "zniżka", true},
	{"Q", "=?utf-8?Q?zni=C5=BCka_20%?=", "zniżka 20%", true},
	{"B", "=?UTF-8?b?em5pxbxrYQ==?=", "zniżka", true},
	{"B without padding", "=?utf-8?B?em5pxbxrYQ?=", "zniżka", true},
	{"B with a blank in it", "=?utf-8?B?em5p xbxrYQ==?=", "zniżka", true},
	{"Latin 2", "=?iso-8859-2?Q?zni=BFka?=", "zniżka", true},
	{"one octet of Latin 2", "=?iso-8859-2?Q?=B3?=", "ł", true},
	{"Windows-1250", "=?windows-1250?Q?=9Cwit?=", "świt", true},
	{"UTF-16", "=?utf-16be?B?AHoAbgBpAXwAawBh?=", "zniżka", true},
	{"UTF-7", "=?utf-7?Q?zni+AXw-ka?=", "zniżka", true},
	{"with a language (RFC 2231)", "=?utf-8*pl?Q?zni=C5=BCka?=", "zniżka",
		true},
	{"within a word", "Re:=?utf-8?Q?zni=C5=BC?=ka", "Re:zniżka", true},
	{"two words, the blank between is gone",
		"=?utf-8?Q?zni=C5=BC?= =?utf-8?Q?ka?= tu", "zniżka tu", true},
	{"two words on two lines",
		"=?utf-8?Q?zni?=\r\n =?UTF-8?B?xbxrYQ==?=", "zniżka", true},
	{"a character divided between two words",
		"=?utf-8?Q?zni=C5?= =?utf-8?Q?=BCka?=", "zniżka", true},
	{"words of two character sets",
		"=?utf-8?Q?zni=C5=BC?= =?us-ascii?Q?ka?=", "zniżka", true},
	{"decomposed", "zniz\xcc\x87ka", "zniżka", true},
	{"decomposed across a word", "zniz=?utf-8?Q?=CC=87ka?=", "zniżka",
		true},
	{"zero-width", "zni\xe2\x80\x8bżka", "zniżka", true},
	{"zero-width, encoded", "=?utf-8?Q?zni=E2=80=8B=C5=BCka?=", "zniżka",
		true},
	{"each kind of digit, Q",
		"=?utf-8?q?=4A=4f=6a=6F=39=30=5A?=", "JOjo90Z", true},
	{"each kind of digit, B", "=?utf-8?b?QUJDWllhYnl6MDEyODkrLw==?=",
		"ABCZYabyz01289+/", true},
	{"the last digits, B", "=?iso-8859-1?b?+/8=?=", "\xc3\xbb\xc3\xbf",
		true},
	{"a tab in B", "=?utf-8?b?eno\t=?=", "zz", true},
	{"an empty word",
		"a=?utf-8?q?"
		"?=b",
		"ab", true},
	{"an equals sign and more", "=", "=", true},
	{"a begin alone", "=?", "=?", true},
	{"a begin and a set", "=?utf-8", "=?utf-8", true},
	{"a begin, a set and a mark", "=?utf-8?", "=?utf-8?", true},
	{"a begin, a set and an encoding", "=?utf-8?q", "=?utf-8?q", true},
	{"blanks between a word and text", "=?utf-8?q?a?=  b", "a  b", true},
	{"a tab at its end", "a\t", "a", true},
	{"a tab within", "a\tb", "a\tb", true},
	{"the last of ASCII", "~", "~", true},
	{"the first behind C1", "\xc2\xa0x", "\xc2\xa0x", true},
	{"folded twice", "a\r\n\r\n b", "a b", true},
	{"a soft hyphen of Latin 1", "=?iso-8859-1?Q?pro=ADmo?=", "promo",
		true},
	{"no encoded word at all", "what=?ever?", "what=?ever?", true},

	{"raw Latin 2", "zni\xbfka", NULL, false},
	{"raw Windows-1250 beside UTF-8", "\x9cwit zniżka", NULL, false},
	{"an unknown character set", "=?x-nowhere?Q?zni=BFka?=", NULL, false},
	{"a set with iconv's marks", "=?utf-8//IGNORE?Q?zni=BFka?=", NULL,
		false},
	{"a set that lies", "=?utf-8?Q?zni=BFka?=", NULL, false},
	{"a set that lies: ASCII", "=?us-ascii?Q?zni=C5=BCka?=", NULL, false},
	{"an unknown encoding", "=?utf-8?X?zniżka?=", NULL, false},
	{"broken base64", "=?utf-8?B?em5p!xbxrYQ==?=", NULL, false},
	{"no base64", "=?utf-8?B?!!!?=", NULL, false},
	{"base64 of one digit", "=?utf-8?B?e?=", NULL, false},
	{"base64 behind its padding", "=?utf-8?B?em4=xbxr?=", NULL, false},
	{"a broken quotation", "=?utf-8?Q?zni=5?=", NULL, false},
	{"a word without its end", "=?utf-8?Q?zni", "=?utf-8?Q?zni", false},
	{"a character without its end", "=?utf-8?Q?zni=C5?=", NULL, false},
	{"a NUL", "=?utf-8?Q?a=00b?=", NULL, false},
	{"a control character", "zni\x08ka", NULL, false},
	{"a control character of C1", "zni\xc2\x80ka", NULL, false},
	{"Windows' letters under Latin 1", "=?iso-8859-1?Q?=9Cwit?=", NULL,
		false},
	{"DEL", "a\x7f", NULL, false},
	{"the last of C1", "a\xc2\x9f", NULL, false},
	{"the last control character", "a\x1f", NULL, false},
	{"a digit too few, Q", "=?utf-8?q?a=4?=", NULL, false},
	{"no digits, Q", "=?utf-8?q?a=?=", NULL, false},
	{"digits that are none, Q", "=?utf-8?q?=4G=G4?=", NULL, false},
	{"a surrogate", "=?utf-16be?B?2AA=?=", NULL, false},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	bool is_read;
	char *text;

	assert_int_equal(header_value_make(row->raw, &text, &is_read), ERR_OK);
	if (row->text)
		assert_string_equal(text, row->text);
	assert_int_equal(is_read, row->is_read);
	free(text);
}

/* A long head of begins, with one end and with none, takes no time. */
static void test_linear(void **state)
{
	static const char *const pieces[] = {
		"=?a?B?", "=?", "=?a/?B?", "=?a?B?x?= ", "=?a?X?=?"};
	static char raw[60000]; /* as much of a header as an MTA shows */
	bool is_read;
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		size_t n = strlen(pieces[i]), at = 0;
		clock_t begin = clock();

		for (; at + n + 3 < sizeof(raw); at += n)
			memcpy(raw + at, pieces[i], n);
		memcpy(raw + at, "?=", 3);
		assert_int_equal(
			header_value_make(raw, &text, &is_read), ERR_OK);
		free(text);
		assert_true(clock() - begin < 10 * CLOCKS_PER_SEC);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, value_rows, check_row);
	rows_add_one(&rows, "in linear time", test_linear, NULL);
	return rows_run("header value", &rows);
}
