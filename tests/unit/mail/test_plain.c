/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/plain.h"

#include <string.h>

#include "lib/rows.h"

#define BAD "\xef\xbf\xbd"

struct plain_row {
	const char *name;
	const char *in;
	size_t len; /* 0: of the text */
	size_t max;
	const char *out;
};

static const struct plain_row plain_rows[] = {
	{"plain", "abc", 0, 10, "abc"},
	{"empty", "", 0, 10, ""},
	{"Polish", "żółć", 0, 10, "żółć"},
	{"a new line, a tab", "a\r\nBcc: x\t", 0, 40, "a??Bcc: x?"},
	{"escape", "\x1b[2J", 0, 40, "?[2J"},
	{"DEL", "a\x7f", 0, 40, "a?"},
	{"a NUL inside", "a\0b", 3, 40, "a?b"},
	{"C1: CSI in UTF-8",
		"\xc2\x9b"
		"1m",
		0, 40, "?1m"},
	{"a raw octet", "caf\xe9", 0, 40, "caf" BAD},
	{"a cut character", "\xc5", 0, 40, BAD},
	{"a surrogate", "\xed\xa0\x80", 0, 40, BAD BAD BAD},
	{"right to left override", "\xe2\x80\xaegpj", 0, 40, "?gpj"},
	{"an isolate", "\xe2\x81\xa6x", 0, 40, "?x"},
	{"a line separator", "a\xe2\x80\xa8z", 0, 40, "a?z"},
	{"cut at the maximum", "abcdef", 0, 3, "abc"},
	{"cut between characters", "aż", 0, 2, "a"},
};

static void check_plain(void **state)
{
	const struct plain_row *row = *state;
	struct buf out;

	buf_init(&out, 100);
	assert_int_equal(
		plain_add(&out, row->in, row->len ? row->len : strlen(row->in),
			row->max),
		ERR_OK);
	assert_string_equal(buf_text(&out), row->out);
	buf_free(&out);
}

struct head_row {
	const char *name;
	const char *in;
	size_t len;
	const char *out;
	bool is_ascii;
};

static const struct head_row head_rows[] = {
	{"two lines", "A: 1\r\nB: 2\r\n", 0, "A: 1\nB: 2\n", true},
	{"ends at the empty line", "A: 1\r\n\r\nbody\r\n", 0, "A: 1\n", true},
	{"the same with bare LF", "A: 1\n\nbody\n", 0, "A: 1\n", true},
	{"no line end at the end", "A: 1", 0, "A: 1\n", true},
	{"folded", "A: 1\r\n\t2\r\n", 0, "A: 1\n\t2\n", true},
	{"a bare CR", "A: 1\r2\n", 0, "A: 1?2\n", true},
	{"a NUL", "A: \0\n", 5, "A: ?\n", true},
	{"UTF-8", "A: ż\n", 0, "A: ż\n", false},
	{"a raw octet", "A: \xff\n", 0, "A: " BAD "\n", false},
	{"nothing", "", 0, "", true},
};

static void check_head(void **state)
{
	const struct head_row *row = *state;
	bool is_ascii;
	struct buf out;

	buf_init(&out, 100);
	assert_int_equal(
		plain_add_head(&out, row->in,
			row->len ? row->len : strlen(row->in), &is_ascii),
		ERR_OK);
	assert_string_equal(buf_text(&out), row->out);
	assert_int_equal(is_ascii, row->is_ascii);
	buf_free(&out);
}

static void check_limit(void **state)
{
	bool is_ascii;
	struct buf out;

	(void)state;
	buf_init(&out, 4);
	assert_int_equal(plain_add(&out, "abcdef", 6, 6), ERR_LIMIT);
	buf_reset(&out);
	assert_int_equal(
		plain_add_head(&out, "abcdef", 6, &is_ascii), ERR_LIMIT);
	buf_free(&out);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, plain_rows, check_plain);
	rows_add(&rows, head_rows, check_head);
	rows_add_one(&rows, "the buffer's maximum", check_limit, NULL);
	return rows_run("plain", &rows);
}
