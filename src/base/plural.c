/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/plural_private.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define DEPTH_MAX 100 /* parentheses, "!" and "?:" within each other */

struct reading {
	const char *at;
	unsigned long n;
	unsigned depth;
	bool has_failed;
};

/* Operators of two sides: the tighter they bind, the higher the level. */
enum {
	LEVEL_OR = 0,
	LEVELS = 6
};

static const struct sign {
	const char *text;
	int level;
} signs[] = {
	{"||", LEVEL_OR},
	{"&&", 1},
	{"==", 2},
	{"!=", 2},
	{"<=", 3},
	{">=", 3},
	{"<", 3},
	{">", 3},
	{"+", 4},
	{"-", 4},
	{"*", 5},
	{"/", 5},
	{"%", 5},
};

static unsigned long read_choice(struct reading *r);

static void skip_blanks(struct reading *r)
{
	r->at += strspn(r->at, " \t");
}

static bool take(struct reading *r, const char *text)
{
	size_t len = strlen(text);

	skip_blanks(r);
	if (strncmp(r->at, text, len) != 0)
		return false;
	r->at += len;
	return true;
}

static unsigned long fail(struct reading *r)
{
	r->has_failed = true;
	return 0;
}

static unsigned long read_number(struct reading *r)
{
	unsigned long value = 0;

	skip_blanks(r);
	if (*r->at < '0' || *r->at > '9')
		return fail(r);
	for (; *r->at >= '0' && *r->at <= '9'; r->at++) {
		if (value > (ULONG_MAX - 9) / 10)
			return fail(r);
		value = value * 10 + (unsigned long)(*r->at - '0');
	}
	return value;
}

static unsigned long read_factor(struct reading *r)
{
	unsigned long value;

	if (r->has_failed || ++r->depth > DEPTH_MAX)
		return fail(r);
	if (take(r, "!")) {
		value = !read_factor(r);
	} else if (take(r, "(")) {
		value = read_choice(r);
		if (!take(r, ")"))
			value = fail(r);
	} else {
		value = take(r, "n") ? r->n : read_number(r);
	}
	r->depth--;
	return value;
}

/* A division by nothing is nothing: it may stand in the branch of a choice
 * that does not count. */
static unsigned long apply(const char *sign, unsigned long a, unsigned long b)
{
	switch (sign[0]) {
	case '|':
		return a || b;
	case '&':
		return a && b;
	case '=':
		return a == b;
	case '!':
		return a != b;
	case '<':
		return sign[1] ? a <= b : a < b;
	case '>':
		return sign[1] ? a >= b : a > b;
	case '+':
		return a + b;
	case '-':
		return a - b;
	case '*':
		return a * b;
	case '/':
		return b ? a / b : 0;
	default:
		return b ? a % b : 0;
	}
}

static const char *take_sign(struct reading *r, int level)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (signs[i].level == level && take(r, signs[i].text))
			return signs[i].text;
	return NULL;
}

static unsigned long read_level(struct reading *r, int level)
{
	const char *sign;
	unsigned long value;

	if (level == LEVELS)
		return read_factor(r);
	value = read_level(r, level + 1);
	while (!r->has_failed && (sign = take_sign(r, level)) != NULL)
		value = apply(sign, value, read_level(r, level + 1));
	return value;
}

static unsigned long read_choice(struct reading *r)
{
	unsigned long value = read_level(r, LEVEL_OR), yes, no;

	if (!take(r, "?"))
		return value;
	if (r->has_failed || ++r->depth > DEPTH_MAX)
		return fail(r);
	yes = read_choice(r);
	if (!take(r, ":"))
		return fail(r);
	no = read_choice(r);
	r->depth--;
	return value ? yes : no;
}

enum err plural_form(const char *rule, unsigned long n, unsigned *form_r)
{
	struct reading r = {rule, n, 0, false};
	unsigned long forms, form;

	if (!take(&r, "nplurals") || !take(&r, "="))
		return ERR_INVALID;
	forms = read_number(&r);
	if (!take(&r, ";") || !take(&r, "plural") || !take(&r, "="))
		return ERR_INVALID;
	form = read_choice(&r);
	(void)take(&r, ";");
	skip_blanks(&r);
	if (r.has_failed || (*r.at && *r.at != '\n') ||
		forms > PLURAL_FORMS_MAX || form >= forms)
		return ERR_INVALID;
	*form_r = (unsigned)form;
	return ERR_OK;
}
