/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "staff/web/qr.h"

static void draws(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100000);
	assert_int_equal(qr_add(&out, "A", "a <label>"), ERR_OK);
	/* The smallest one: 21 modules, and a margin of 4 around; its first
	 * row begins with the 7 of a finder. */
	assert_non_null(strstr(buf_text(&out), "viewBox=\"0 0 29 29\""));
	assert_non_null(strstr(buf_text(&out), "d=\"M4 4h7v1h-7z"));
	assert_non_null(strstr(
		buf_text(&out), "role=\"img\" aria-label=\"a &lt;label&gt;\""));
	buf_free(&out);
}

static void too_long(void **state)
{
	char text[3001];
	struct buf out;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	buf_init(&out, 100000);
	assert_int_equal(qr_add(&out, text, ""), ERR_LIMIT);
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "a picture", draws, NULL);
	rows_add_one(&all, "more than a picture holds", too_long, NULL);
	return rows_run("QR codes", &all);
}
