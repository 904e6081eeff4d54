/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "unsubscribe/wish.h"

#define FORM "application/x-www-form-urlencoded"
#define MULTI "multipart/form-data; boundary=X"
#define PART(name, value)                                          \
	"--X\r\nContent-Disposition: form-data; name=\"" name "\"" \
	"\r\n\r\n" value "\r\n"

static const struct row {
	const char *name;
	const char *type, *body;
	enum wish_kind expected;
} rows[] = {
	/* RFC 8058, section 8 */
	{"one click, urlencoded", FORM, "List-Unsubscribe=One-Click",
		WISH_ONE_CLICK},
	{"one click, multipart", MULTI,
		PART("List-Unsubscribe", "One-Click") "--X--\r\n",
		WISH_ONE_CLICK},
	{"with a character set", FORM "; charset=UTF-8",
		"List-Unsubscribe=One-Click", WISH_ONE_CLICK},
	{"type in capitals", "APPLICATION/X-WWW-FORM-URLENCODED",
		"List-Unsubscribe=One-Click", WISH_ONE_CLICK},
	{"a line end behind it", FORM, "List-Unsubscribe=One-Click\r\n",
		WISH_ONE_CLICK},
	{"escaped", FORM, "List%2DUnsubscribe=One%2dClick", WISH_ONE_CLICK},
	{"name in small letters", FORM, "list-unsubscribe=one-click",
		WISH_ONE_CLICK},
	{"another value", FORM, "List-Unsubscribe=Two-Click", WISH_NOTHING},
	{"the first one counts", FORM,
		"List-Unsubscribe=No&List-Unsubscribe=One-Click", WISH_NOTHING},
	{"beside others", FORM, "a=b&List-Unsubscribe=One-Click&c",
		WISH_ONE_CLICK},
	{"a machine before a person", FORM,
		"scope=all&List-Unsubscribe=One-Click", WISH_ONE_CLICK},

	{"this purpose", FORM, "scope=purpose", WISH_PURPOSE},
	{"all", FORM, "scope=all", WISH_ALL},
	{"undo", FORM, "scope=undo", WISH_UNDO},
	{"scope of another kind", FORM, "scope=everything", WISH_NOTHING},
	{"scope in capitals", FORM, "scope=ALL", WISH_NOTHING},
	{"the first scope counts", FORM, "scope=all&scope=undo", WISH_ALL},
	{"scope, multipart", MULTI, PART("scope", "all") "--X--", WISH_ALL},
	{"scope, second part", MULTI,
		PART("a", "b") PART("scope", "undo") "--X--", WISH_UNDO},

	/* Not what RFC 8058 says, and what some programs send. */
	{"no type", NULL, "List-Unsubscribe=One-Click", WISH_ONE_CLICK},
	{"no type, a button", NULL, "scope=all", WISH_ALL},
	{"empty type", "", "scope=all", WISH_ALL},
	{"blank type with a parameter", " ; charset=utf-8", "scope=all",
		WISH_ALL},
	{"no type, multipart", NULL,
		PART("List-Unsubscribe", "One-Click") "--X--\r\n",
		WISH_ONE_CLICK},
	{"no type, no multipart either", NULL, "--\r\nscope=all", WISH_NOTHING},
	{"no type, no body", NULL, "", WISH_NOTHING},
	{"another type", "application/json", "{\"scope\": \"all\"}",
		WISH_NOTHING},
	{"text", "text/plain", "scope=all", WISH_NOTHING},
	{"empty body", FORM, "", WISH_NOTHING},
	{"only separators", FORM, "&&==&=&", WISH_NOTHING},
	{"a percent sign at the end", FORM, "scope=all%", WISH_NOTHING},
	{"half an escape", FORM, "scope=all%2", WISH_NOTHING},
	{"an escape of no digits", FORM, "scope=all%zz", WISH_NOTHING},
	{"an escaped NUL", FORM, "scope=all%00", WISH_NOTHING},
	{"plus is a space", FORM, "scope=+all", WISH_NOTHING},
	{"a name longer than any of ours", FORM,
		"scopescopescopescopescopescopescopescopescopescopescopescope"
		"scope=all",
		WISH_NOTHING},

	{"quoted boundary", "multipart/form-data; boundary=\"X\"",
		PART("scope", "all") "--X--", WISH_ALL},
	{"boundary in capitals", "multipart/form-data; BOUNDARY=X",
		PART("scope", "all") "--X--", WISH_ALL},
	{"no boundary", "multipart/form-data", PART("scope", "all") "--X--",
		WISH_NOTHING},
	{"empty boundary", "multipart/form-data; boundary=\"\"",
		PART("scope", "all") "--X--", WISH_NOTHING},
	{"another boundary", "multipart/form-data; boundary=Y",
		PART("scope", "all") "--X--", WISH_NOTHING},
	{"boundary of 71 octets",
		"multipart/form-data; boundary=XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
		"XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
		PART("scope", "all") "--X--", WISH_NOTHING},
	{"lines end with LF alone", MULTI,
		"--X\nContent-Disposition: form-data; name=scope\n\nall\n--X--",
		WISH_ALL},
	{"never ended", MULTI, PART("scope", "all"), WISH_NOTHING},
	{"no empty line", MULTI,
		"--X\r\nContent-Disposition: form-data; name=\"scope\"\r\n"
		"--X--",
		WISH_NOTHING},
	{"no name", MULTI,
		"--X\r\nContent-Disposition: form-data\r\n\r\nall\r\n--X--",
		WISH_NOTHING},
	{"other headers first", MULTI,
		"--X\r\nContent-Type: text/plain\r\n"
		"content-disposition: form-data; name=\"scope\"\r\n\r\nall\r\n"
		"--X--",
		WISH_ALL},
	{"preamble", MULTI, "hello\r\n" PART("scope", "all") "--X--", WISH_ALL},
	{"boundary within a line", MULTI, "a--X\r\nb", WISH_NOTHING},
	{"boundary alone", MULTI, "--X", WISH_NOTHING},
	{"two boundaries, nothing between", MULTI, "--X\r\n--X--",
		WISH_NOTHING},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct wish wish;

	wish_read(r->type, r->body, strlen(r->body), &wish);
	assert_int_equal(wish.kind, r->expected);
}

static void too_large(void **state)
{
	static const char begin[] = "scope=all&x=";
	char body[WISH_BODY_MAX + 1];
	struct wish wish;

	(void)state;
	memset(body, 'x', sizeof(body));
	memcpy(body, begin, strlen(begin));
	wish_read(FORM, body, WISH_BODY_MAX, &wish);
	assert_int_equal(wish.kind, WISH_ALL);
	wish_read(FORM, body, WISH_BODY_MAX + 1, &wish);
	assert_int_equal(wish.kind, WISH_NOTHING);
}

static void with_nul(void **state)
{
	static const char body[] = "scope=all\0&scope=undo";

	struct wish wish;

	(void)state;
	wish_read(FORM, body, sizeof(body) - 1, &wish);
	assert_int_equal(wish.kind, WISH_NOTHING);
}

#define SECRET "00112233445566778899aabbccddeeff"

static const struct secret_row {
	const char *name;
	const char *type, *body;
	bool has_secret;
} secret_rows[] = {
	{"of the page", FORM, "undo=" SECRET "&scope=undo", true},
	{"in multipart", MULTI,
		PART("undo", SECRET) PART("scope", "undo") "--X--", true},
	{"for a second click", FORM, "undo=" SECRET "&scope=all", true},
	{"none", FORM, "scope=undo", false},
	{"too short", FORM, "undo=0011&scope=undo", false},
	{"too long", FORM, "undo=" SECRET "0&scope=undo", false},
	{"a NUL behind it", FORM, "undo=" SECRET "%00&scope=undo", false},
	{"no digit", FORM, "undo=x" SECRET "&scope=undo", false},
	{"the first one counts", FORM, "undo=&undo=" SECRET "&scope=undo",
		false},
	/* RFC 8058: nothing that could be undone by a machine. */
	{"a machine's", FORM, "undo=" SECRET "&List-Unsubscribe=One-Click",
		false},
};

static void check_secret(void **state)
{
	const struct secret_row *r = *state;
	struct wish wish;

	wish_read(r->type, r->body, strlen(r->body), &wish);
	assert_int_equal(wish.has_secret, r->has_secret);
	assert_int_equal(wish.secret[15], r->has_secret ? 0xff : 0);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, secret_rows, check_secret);
	rows_add_one(&all, "as large as may be, and one more", too_large, NULL);
	rows_add_one(&all, "a NUL is part of a value", with_nul, NULL);
	return rows_run("forms", &all);
}
