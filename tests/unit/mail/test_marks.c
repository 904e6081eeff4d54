/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/marks.h"

#include "lib/rows.h"

static const struct row {
	const char *name;
	const char *field, *value;
	enum mark mark;
	bool is_name;
} rows_of_fields[] = {
	{"List-Unsubscribe", "List-Unsubscribe", "<mailto:x@y>",
		MARK_SENT_IN_BULK, true},
	{"whatever it says", "list-unsubscribe", "", MARK_SENT_IN_BULK, true},
	{"List-Unsubscribe-Post", "List-Unsubscribe-Post", "x",
		MARK_SENT_IN_BULK, true},
	{"List-Id", "LIST-ID", "<x>", MARK_SENT_IN_BULK, true},
	{"bulk", "Precedence", "bulk", MARK_WEAK, true},
	{"bulk within a value", "Precedence", " Bulk (x)", MARK_WEAK, true},
	{"another precedence", "Precedence", "list", MARK_NONE, true},
	{"Feedback-ID", "Feedback-ID", "x", MARK_SENT_IN_BULK, true},
	{"a name that begins so", "X-Campaign", "x", MARK_SENT_IN_BULK, true},
	{"a longer one", "x-campaignID", "x", MARK_SENT_IN_BULK, true},
	{"one that is too short", "X-Campaig", "x", MARK_NONE, false},
	{"with a hyphen", "X-Mailgun-Sid", "x", MARK_SENT_IN_BULK, true},
	{"without it", "X-Mailgun", "x", MARK_NONE, false},
	{"the first tool", "X-Mailer", "AcyMailing 5", MARK_SENT_IN_BULK, true},
	{"the last tool", "X-Mailer", "Sympa 6.2", MARK_SENT_IN_BULK, true},
	{"a person's mail client", "X-Mailer", "Apple Mail", MARK_NONE, true},
	{"a longer name", "List-Idx", "x", MARK_NONE, false},
	{"another field", "Subject", "newsletter", MARK_NONE, false},
	{"no name", "", "", MARK_NONE, false},
};

static void check_row(void **state)
{
	const struct row *r = *state;

	assert_int_equal(marks_find(r->field, r->value), r->mark);
	assert_int_equal(marks_is_name(r->field), r->is_name);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_fields, check_row);
	return rows_run("marks", &rows);
}
