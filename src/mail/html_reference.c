/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/html_reference_private.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 10 /* of a reference that is looked for */
#define LEN(list) (sizeof(list) / sizeof((list)[0]))

static const struct reference {
	const char *name;
	uint32_t code;
} references[] = {
	{"amp", '&'},
	{"lt", '<'},
	{"gt", '>'},
	{"quot", '"'},
	{"apos", '\''},
	{"nbsp", 0xa0},
	{"shy", 0xad},
	{"ndash", 0x2013},
	{"mdash", 0x2014},
	{"lsquo", 0x2018},
	{"rsquo", 0x2019},
	{"ldquo", 0x201c},
	{"rdquo", 0x201d},
	{"bdquo", 0x201e},
	{"hellip", 0x2026},
	{"laquo", 0xab},
	{"raquo", 0xbb},
	/* Latin 1 and Latin 2, as far as languages of the Union need them. */
	{"Aacute", 0xc1},
	{"aacute", 0xe1},
	{"Agrave", 0xc0},
	{"agrave", 0xe0},
	{"Acirc", 0xc2},
	{"acirc", 0xe2},
	{"Auml", 0xc4},
	{"auml", 0xe4},
	{"Aring", 0xc5},
	{"aring", 0xe5},
	{"Atilde", 0xc3},
	{"atilde", 0xe3},
	{"AElig", 0xc6},
	{"aelig", 0xe6},
	{"Aogon", 0x104},
	{"aogon", 0x105},
	{"Ccedil", 0xc7},
	{"ccedil", 0xe7},
	{"Cacute", 0x106},
	{"cacute", 0x107},
	{"Ccaron", 0x10c},
	{"ccaron", 0x10d},
	{"Eacute", 0xc9},
	{"eacute", 0xe9},
	{"Egrave", 0xc8},
	{"egrave", 0xe8},
	{"Ecirc", 0xca},
	{"ecirc", 0xea},
	{"Euml", 0xcb},
	{"euml", 0xeb},
	{"Eogon", 0x118},
	{"eogon", 0x119},
	{"ecaron", 0x11b},
	{"Iacute", 0xcd},
	{"iacute", 0xed},
	{"icirc", 0xee},
	{"iuml", 0xef},
	{"Lstrok", 0x141},
	{"lstrok", 0x142},
	{"Ntilde", 0xd1},
	{"ntilde", 0xf1},
	{"Nacute", 0x143},
	{"nacute", 0x144},
	{"Oacute", 0xd3},
	{"oacute", 0xf3},
	{"ocirc", 0xf4},
	{"Ouml", 0xd6},
	{"ouml", 0xf6},
	{"Oslash", 0xd8},
	{"oslash", 0xf8},
	{"otilde", 0xf5},
	{"rcaron", 0x159},
	{"Sacute", 0x15a},
	{"sacute", 0x15b},
	{"Scaron", 0x160},
	{"scaron", 0x161},
	{"szlig", 0xdf},
	{"Uacute", 0xda},
	{"uacute", 0xfa},
	{"ugrave", 0xf9},
	{"ucirc", 0xfb},
	{"Uuml", 0xdc},
	{"uuml", 0xfc},
	{"yacute", 0xfd},
	{"Zacute", 0x179},
	{"zacute", 0x17a},
	{"Zdot", 0x17b},
	{"zdot", 0x17c},
	{"Zcaron", 0x17d},
	{"zcaron", 0x17e},
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void add_code(struct buf *out, uint32_t c)
{
	if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = 0xfffd;
	if (c < 0x80) {
		(void)buf_addc(out, (char)c);
		return;
	}
	if (c < 0x800) {
		(void)buf_addc(out, (char)(0xc0 | c >> 6));
	} else if (c < 0x10000) {
		(void)buf_addc(out, (char)(0xe0 | c >> 12));
		(void)buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
	} else {
		(void)buf_addc(out, (char)(0xf0 | c >> 18));
		(void)buf_addc(out, (char)(0x80 | (c >> 12 & 0x3f)));
		(void)buf_addc(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	(void)buf_addc(out, (char)(0x80 | (c & 0x3f)));
}

static uint32_t number_of(const char *digits)
{
	bool is_hex = *digits == 'x' || *digits == 'X';
	char *rest;
	unsigned long n = strtoul(digits + is_hex, &rest, is_hex ? 16 : 10);

	return *rest || n > 0x10ffff ? 0 : (uint32_t)n;
}

const char *html_reference_add(struct buf *out, const char *at, const char *end)
{
	char name[NAME_MAX_LEN + 1];
	size_t len = 0;

	while (at + len < end && len < NAME_MAX_LEN &&
		(is_letter(at[len]) || is_digit(at[len]) ||
			(len == 0 && at[len] == '#'))) {
		name[len] = at[len];
		len++;
	}
	name[len] = '\0';
	if (len > 1 && at + len < end && at[len] == ';') {
		if (name[0] == '#') {
			add_code(out, number_of(name + 1));
			return at + len + 1;
		}
		for (size_t i = 0; i < LEN(references); i++) {
			if (strcmp(references[i].name, name) != 0)
				continue;
			add_code(out, references[i].code);
			return at + len + 1;
		}
	}
	(void)buf_addc(out, '&');
	return at;
}
