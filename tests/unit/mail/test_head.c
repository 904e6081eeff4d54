/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/head.h"

#include <stdio.h>
#include <string.h>

#include "lib/rows.h"

#define MAX 2000
#define SAID_SIZE 400

struct row {
	const char *name;
	const char *text;
	const char *fields; /* "name=value|" of each */
	const char *body;
};

static const struct row head_rows[] = {
	{"nothing", "", "", ""},
	{"a head and a body", "A: 1\nB: 2\n\nbody\n", "A=1|B=2|", "body\n"},
	{"CRLF", "A: 1\r\nB: 2\r\n\r\nbody\r\n", "A=1|B=2|", "body\r\n"},
	{"no body", "A: 1\n", "A=1|", ""},
	{"no end of the line", "A: 1", "A=1|", ""},
	{"no value", "A:\nB: \n\n", "A=|B=|", ""},
	{"folded", "A: 1\r\n 2\r\n\t3\r\n\r\n", "A=1\n 2\n\t3|", ""},
	{"a blank before the colon", "A \t: 1\n\n", "A=1|", ""},
	{"many blanks behind it", "A: \t 1 \n\n", "A=1 |", ""},
	{"a colon in the value", "A: 1: 2\n\n", "A=1: 2|", ""},
	{"a mailbox file", "From x Mon\nA: 1\n\nb", "A=1|", "b"},
	{"a line From later", "A: 1\nFrom x Mon\n\nb", "A=1|",
		"From x Mon\n\nb"},
	{"no field", "A: 1\nbody\n\nB: 2\n", "A=1|", "body\n\nB: 2\n"},
	{"no name", "A: 1\n: x\n", "A=1|", ": x\n"},
	{"a name of UTF-8", "\xc4\x85: x\n", "", "\xc4\x85: x\n"},
	{"the body alone", "\nA: 1\n", "", "A: 1\n"},
	{"a lone CR", "A: 1\n\rB: 2\n", "A=1|", "\rB: 2\n"},
};

static void check_head(void **state)
{
	const struct row *row = *state;
	char said[SAID_SIZE] = "";
	const char *body;
	struct message m;

	message_init(&m);
	assert_int_equal(
		head_read(&m, row->text, strlen(row->text), MAX, &body),
		ERR_OK);
	for (size_t i = 0; i < m.headers_len; i++) {
		size_t len = strlen(said);

		(void)snprintf(said + len, SAID_SIZE - len, "%s=%s|",
			m.headers[i].name, m.headers[i].value);
	}
	assert_string_equal(said, row->fields);
	assert_string_equal(body, row->body);
	message_free(&m);
}

static void check_limits(void **state)
{
	static const char nul[] = "A: 1\0002\n\nx";
	char large[MAX + 100] = "A: ";
	const char *body;
	struct message m;

	(void)state;
	message_init(&m);
	assert_int_equal(
		head_read(&m, nul, sizeof(nul) - 1, MAX, &body), ERR_OK);
	assert_string_equal(m.headers[0].value, "12");
	message_reset(&m);
	memset(large + 3, 'x', sizeof(large) - 4);
	assert_int_equal(
		head_read(&m, large, strlen(large), MAX, &body), ERR_LIMIT);
	message_free(&m);
}

struct mailbox_row {
	const char *name;
	const char *text;
	const char *mailboxes; /* of To, each with a blank behind it */
};

static const struct mailbox_row mailbox_rows[] = {
	{"none", "Cc: a@x\n", ""},
	{"one", "To: a@x.example\n", "a@x.example "},
	{"with names", "to: A <a@x>, \"B, C\" <b@x>\n", "a@x b@x "},
	{"folded", "To: a@x,\n b@x\n", "a@x b@x "},
	{"a group", "To: g: a@x, b@x;, c@x\n", "a@x b@x c@x "},
	{"an empty group", "To: undisclosed-recipients:;\n", ""},
	{"two headers", "To: a@x\nTo: b@x\n", "a@x b@x "},
	{"an encoded name", "To: =?utf-8?q?=C4=84=2C?= <a@x>\n", "a@x "},
};

static enum err add(void *arg, const char *mailbox)
{
	char *said = arg;
	size_t len = strlen(said);

	(void)snprintf(said + len, SAID_SIZE - len, "%s ", mailbox);
	return ERR_OK;
}

static void check_mailboxes(void **state)
{
	const struct mailbox_row *row = *state;
	char said[SAID_SIZE] = "";
	const char *body;
	struct message m;

	message_init(&m);
	assert_int_equal(
		head_read(&m, row->text, strlen(row->text), MAX, &body),
		ERR_OK);
	assert_int_equal(head_mailboxes(&m, "To", add, said), ERR_OK);
	assert_string_equal(said, row->mailboxes);
	message_free(&m);
}

static enum err refuse(void *arg, const char *mailbox)
{
	(void)mailbox;
	++*(int *)arg;
	return ERR_NOMEM;
}

static void check_stop(void **state)
{
	static const char text[] = "To: a@x, b@x\n";
	const char *body;
	struct message m;
	int calls = 0;

	(void)state;
	message_init(&m);
	assert_int_equal(head_read(&m, text, strlen(text), MAX, &body), ERR_OK);
	assert_int_equal(head_mailboxes(&m, "To", refuse, &calls), ERR_NOMEM);
	assert_int_equal(calls, 1);
	message_free(&m);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, head_rows, check_head);
	rows_add(&rows, mailbox_rows, check_mailboxes);
	rows_add_one(&rows, "NUL, and a head too large", check_limits, NULL);
	rows_add_one(&rows, "the first error ends it", check_stop, NULL);
	return rows_run("head", &rows);
}
