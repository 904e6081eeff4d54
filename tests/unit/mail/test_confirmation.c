/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/confirmation.h"

#include "lib/rows.h"
#include "mail/compose_private.h"

#define NOW 1530223199 /* 2018-06-28 23:59:59 in Warsaw */
#define X10 "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10

static const char *words[] = {
	"Noted", "Your objection is noted.", "We will not write again."};
static const struct settings_list text = {words, 3};

static enum err compose_with(const char *from, const char *to, const char *id,
	const struct settings_list *said, struct buf *out)
{
	struct confirmation c = {.host = "mx.firma.example",
		.from = from,
		.to = to,
		.in_reply_to = id,
		.text = said,
		.now_utc = NOW};
	struct zone *zone;
	enum err e;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	c.zone = zone;
	buf_init(out, 100000);
	e = confirmation_compose(&c, out);
	zone_free(&zone);
	return e;
}

static void test_whole(void **state)
{
	struct buf out;

	(void)state;
	assert_int_equal(compose_with("rodo@firma.example", "adam@x.example",
				 "1@x.example", &text, &out),
		ERR_OK);
	assert_string_equal(buf_text(&out),
		"From: <rodo@firma.example>\r\n"
		"To: <adam@x.example>\r\n"
		"Subject: Noted\r\n"
		"Date: Thu, 28 Jun 2018 23:59:59 +0200\r\n"
		"Message-ID: <confirmation.1530223199.1x.example.robinson@"
		"mx.firma.example>\r\n"
		"In-Reply-To: <1@x.example>\r\n"
		"References: <1@x.example>\r\n"
		"Auto-Submitted: auto-replied\r\n"
		"X-Auto-Response-Suppress: All\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: 7bit\r\n"
		"\r\n"
		"Your objection is noted.\r\n"
		"\r\n"
		"We will not write again.\r\n");
	buf_free(&out);
}

/* What a stranger wrote does not get into a head. */
static const struct id_row {
	const char *name;
	const char *id;
	bool is_id;
} id_rows[] = {
	{"an id", "1@x.example", true},
	{"the first and the last octet", "!~", true},
	{"no id", "", false},
	{"none at all", NULL, false},
	{"a blank", "1 2@x", false},
	{"a line end", "1\r\nBcc: a@b", false},
	{"an opening bracket", "1<2", false},
	{"a closing bracket", "1>2", false},
	{"DEL", "1\x7f", false},
	{"beyond ASCII", "\xc5\xbb@x", false},
};

static void check_id(void **state)
{
	const struct id_row *r = *state;
	struct buf out;

	assert_int_equal(compose_with("rodo@firma.example", "adam@x.example",
				 r->id, &text, &out),
		r->is_id ? ERR_OK : ERR_INVALID);
	assert_int_equal(out.len > 0, r->is_id);
	buf_free(&out);
}

static void test_long_id(void **state)
{
	char id[1000];
	struct buf out;

	(void)state;
	memset(id, 'x', sizeof(id));
	id[997] = '\0';
	assert_int_equal(compose_with("rodo@firma.example", "adam@x.example",
				 id, &text, &out),
		ERR_INVALID);
	buf_free(&out);
	id[900] = '\0';
	assert_int_equal(compose_with("rodo@firma.example", "adam@x.example",
				 id, &text, &out),
		ERR_OK);
	buf_free(&out);
}

static void test_no_text(void **state)
{
	const struct settings_list subject = {words, 1},
				   short_text = {words, 2};
	struct buf out;

	(void)state;
	assert_int_equal(compose_with("rodo@firma.example", "adam@x.example",
				 "1@x", &subject, &out),
		ERR_INVALID);
	buf_free(&out);
	assert_int_equal(compose_with("rodo@firma.example", "adam@x.example",
				 "1@x", &short_text, &out),
		ERR_OK);
	assert_null(strstr(buf_text(&out), "We will"));
	buf_free(&out);
}

static const struct mailbox_row {
	const char *name;
	const char *address;
	bool is_mailbox;
} mailbox_rows[] = {
	{"mailbox: plain", "a.b+c@x.example", true},
	{"mailbox: quoted", "\"a b,<>\"@x.example", true},
	{"mailbox: a literal", "a@[IPv6:2001:DB8::1]", true},
	{"mailbox: beyond ASCII", "\xc5\xbb@x.example", true},
	{"mailbox: one octet on each side", "a@b", true},
	{"mailbox: no UTF-8", "\xc5@x.example", false},
	{"mailbox: no @", "ab", false},
	{"mailbox: nobody", "@x.example", false},
	{"mailbox: nowhere", "a@", false},
	{"mailbox: nothing", "", false},
	{"mailbox: a quotation mark alone", "\"@x.example", false},
	{"mailbox: quotes without an end", "\"a@x.example", false},
	{"mailbox: a control character", "a\x1f@x.example", false},
	{"mailbox: a line end in quotes", "\"a\n\"@x.example", false},
	{"mailbox: DEL", "a\x7f@x.example", false},
	{"mailbox: a blank", "a b@x.example", false},
	{"mailbox: a comma", "a,b@x.example", false},
	{"mailbox: a semicolon", "a;b@x.example", false},
	{"mailbox: a colon", "a:b@x.example", false},
	{"mailbox: brackets", "a<b>@x.example", false},
	{"mailbox: two @", "a@b@x.example", false},
	{"mailbox: a comma in the domain", "a@x,example", false},
	{"mailbox: a bracket in the domain", "a@x.example>", false},
	{"mailbox: as long as may be",
		X100 X100 X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 "xxxxxxxx@x",
		true},
	{"mailbox: too long",
		X100 X100 X100 X10 X10 X10 X10 X10 X10 X10 X10 X10
		"xxxxxxxxx@x",
		false},
};

static void check_mailbox(void **state)
{
	const struct mailbox_row *r = *state;
	enum err expected = r->is_mailbox ? ERR_OK : ERR_INVALID;
	struct buf out;

	assert_int_equal(
		compose_with(r->address, "adam@x.example", "1@x", &text, &out),
		expected);
	buf_free(&out);
	assert_int_equal(compose_with("rodo@firma.example", r->address, "1@x",
				 &text, &out),
		expected);
	buf_free(&out);
}

static const struct date_row {
	const char *name;
	const char *zone;
	int64_t utc;
	const char *date;
} date_rows[] = {
	{"date: summer", "Europe/Warsaw", NOW,
		"Thu, 28 Jun 2018 23:59:59 +0200"},
	{"date: the epoch", "UTC", 0, "Thu, 1 Jan 1970 00:00:00 +0000"},
	{"date: the day before", "UTC", -1, "Wed, 31 Dec 1969 23:59:59 +0000"},
	{"date: a week before", "UTC", -7 * 86400,
		"Thu, 25 Dec 1969 00:00:00 +0000"},
	{"date: west, half an hour", "America/St_Johns", 1516014000,
		"Mon, 15 Jan 2018 07:30:00 -0330"},
	{"date: east, quarters", "Asia/Kathmandu", 1516014000,
		"Mon, 15 Jan 2018 16:45:00 +0545"},
	{"date: in each month", "UTC", 1520812799,
		"Sun, 11 Mar 2018 23:59:59 +0000"},
	{"date: Friday", "UTC", 1545350400, "Fri, 21 Dec 2018 00:00:00 +0000"},
};

static void check_date(void **state)
{
	const struct date_row *r = *state;
	char date[COMPOSE_DATE_SIZE];
	struct zone *zone;

	assert_int_equal(zone_open(r->zone, &zone), ERR_OK);
	compose_date(zone, r->utc, date);
	assert_string_equal(date, r->date);
	zone_free(&zone);
}

/* Encoded only where it must be. */
static const struct part_row {
	const char *name;
	char fill;
	size_t len;
	bool is_encoded;
} part_rows[] = {
	{"part: a line as long as may be", 'x', 998, false},
	{"part: a line that is longer", 'x', 999, true},
	{"part: the last octet of ASCII", '\x7f', 5, false},
	{"part: beyond ASCII", '\x80', 5, true},
};

static void check_part(void **state)
{
	const struct part_row *r = *state;
	GMimePart *part;
	struct buf out;

	buf_init(&out, 10000);
	(void)buf_adds(&out, "first\n");
	for (size_t i = 0; i < r->len; i++)
		(void)buf_addc(&out, r->fill);
	(void)buf_adds(&out, "\nlast\n");
	part = compose_part("text", "plain", &out);
	assert_int_equal(g_mime_part_get_content_encoding(part),
		r->is_encoded ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE :
				GMIME_CONTENT_ENCODING_7BIT);
	g_object_unref(part);
	buf_free(&out);
}

int main(void)
{
	struct rows rows = {0};

	rows_add_one(&rows, "the whole of it", test_whole, NULL);
	rows_add(&rows, id_rows, check_id);
	rows_add_one(&rows, "a long id", test_long_id, NULL);
	rows_add_one(&rows, "no text", test_no_text, NULL);
	rows_add(&rows, mailbox_rows, check_mailbox);
	rows_add(&rows, date_rows, check_date);
	rows_add(&rows, part_rows, check_part);
	return rows_run("confirmation", &rows);
}
