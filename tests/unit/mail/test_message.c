/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/message.h"

#include <string.h>

#include <stdio.h>

#include "lib/rows.h"

struct decode_row {
	const char *name;
	const char *raw;
	const char *decoded;
};

static const struct decode_row decode_rows[] = {
	{"plain", "Mautic 4.2", "Mautic 4.2"},
	{"empty", "", ""},
	{"blanks only", " \t ", ""},
	{"a leading blank is no part of it", " Mautic", "Mautic"},
	{"folded", "one\r\n two", "one two"},
	{"folded by a bare LF and a tab", "one\n\ttwo", "one\ttwo"},
	{"a line's end without a blank", "one\ntwo", "one two"},
	{"Q-encoded", "=?utf-8?Q?za=C5=BC=C3=B3=C5=82=C4=87?=", "zażółć"},
	{"B-encoded", "=?UTF-8?B?xbzDs8WCxIc=?=", "żółć"},
	{"ISO 8859-2", "=?iso-8859-2?Q?=BF=F3=B3=E6?=", "żółć"},
	{"Windows-1250", "=?windows-1250?Q?=9Cwit?=", "świt"},
	{"two words, the blank between is gone",
		"=?utf-8?Q?pro?= =?utf-8?Q?mo?=", "promo"},
	{"two words on two lines",
		"=?utf-8?Q?pro?=\r\n =?utf-8?Q?mo?=", "promo"},
	{"raw UTF-8 (RFC 6532)", "żółć", "żółć"},
	{"an unfinished word stays", "=?utf-8?Q?pro", "=?utf-8?Q?pro"},
	{"no base64", "=?utf-8?B?!!!?=", ""},
	{"a trailing blank", "Mautic ", "Mautic"},
	{"a trailing tab", "Mautic\t", "Mautic"},
	{"a leading tab", "\tMautic", "Mautic"},
	{"one octet", "M", "M"},
	{"the first and the last of ASCII", "! a ~", "! a ~"},
	{"what is part of an encoded word", "a= b? =", "a= b? ="},
};

static void check_decode(void **state)
{
	const struct decode_row *row = *state;
	struct message m;

	message_init(&m);
	assert_int_equal(
		message_header_add(&m, "Subject", row->raw, true, 4096),
		ERR_OK);
	assert_string_equal(message_header(&m, "sUBJECT", 0), row->decoded);
	/* Asked again it is the same. */
	assert_string_equal(message_header(&m, "Subject", 0), row->decoded);
	message_free(&m);
}

/* Whatever octets come, the answer is UTF-8 and the program lives. */
static const struct decode_row wild_rows[] = {
	{"8-bit without a charset", "caf\xe9 \xff\xfe", NULL},
	{"a charset that lies", "=?utf-8?Q?=ff=fe=c3?=", NULL},
	{"an unknown charset", "=?x-nowhere?Q?=e9?=", NULL},
	{"a NUL in an encoded word", "=?utf-8?Q?a=00b?=", NULL},
	{"only NULs", "=?utf-8?B?AAAA?=", NULL},
	{"a cut surrogate", "=?utf-16?B?2AA=?=", NULL},
	{"many openings", "=?=?=?=?=?=?=?=?=?", NULL},
	{"no charset", "=??Q?abc?=", NULL},
	{"a control character", "a\x01\x7f", NULL},
};

static int is_utf8(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at) {
		int more = *at < 0x80             ? 0 :
			*at >= 0xc2 && *at < 0xe0 ? 1 :
			*at >= 0xe0 && *at < 0xf0 ? 2 :
			*at >= 0xf0 && *at < 0xf5 ? 3 :
						    -1;

		if (more < 0)
			return 0;
		for (at++; more > 0; more--, at++)
			if ((*at & 0xc0) != 0x80)
				return 0;
	}
	return 1;
}

static void check_wild(void **state)
{
	const struct decode_row *row = *state;
	struct message m;
	const char *text;

	message_init(&m);
	assert_int_equal(
		message_header_add(&m, "Subject", row->raw, true, 4096),
		ERR_OK);
	text = message_header(&m, "Subject", 0);
	assert_non_null(text);
	assert_true(is_utf8(text));
	message_free(&m);
}

struct id_row {
	const char *name;
	const char *raw;
	const char *id; /* NULL: none */
};

static const struct id_row id_rows[] = {
	{"as it should be", "<a.b@host>", "a.b@host"},
	{"a leading blank", " <a@b>", "a@b"},
	{"blanks inside", "< a@b >", "a@b"},
	{"folded", "\r\n <a@b>", "a@b"},
	{"without brackets", "a@b\r\n", "a@b"},
	{"something behind", "<a@b> (comment)", "a@b"},
	{"an open bracket", "<a@b", "a@b"},
	{"empty", "", NULL},
	{"empty brackets", "<>", NULL},
	{"blanks in brackets", "< \t>", NULL},
};

static void check_id(void **state)
{
	const struct id_row *row = *state;
	struct message m;
	const char *id;
	size_t len;

	message_init(&m);
	assert_int_equal(
		message_header_add(&m, "Message-Id", row->raw, true, 4096),
		ERR_OK);
	id = message_id(&m, &len);
	if (row->id) {
		assert_non_null(id);
		assert_int_equal(len, strlen(row->id));
		assert_memory_equal(id, row->id, len);
	} else {
		assert_null(id);
		assert_int_equal(len, 0);
	}
	message_free(&m);
}

static void test_no_id(void **state)
{
	struct message m;
	size_t len = 7;

	(void)state;
	message_init(&m);
	assert_null(message_id(&m, &len));
	assert_int_equal(len, 0);
	message_free(&m);
}

static void test_limit(void **state)
{
	struct message m;

	(void)state;
	message_init(&m);
	/* 5 + 2 + 3 octets each; those not kept count too. */
	assert_int_equal(
		message_header_add(&m, "X-Abc", "de", true, 20), ERR_OK);
	assert_int_equal(
		message_header_add(&m, "X-Abc", "de", false, 20), ERR_OK);
	assert_int_equal(m.headers_len, 1);
	assert_int_equal(message_header_add(&m, "X", "", true, 20), ERR_LIMIT);
	assert_int_equal(m.headers_len, 1);
	/* The next message begins anew. */
	message_reset(&m);
	assert_int_equal(message_header_add(&m, "X", "", true, 20), ERR_OK);
	message_free(&m);
}

static void test_reset(void **state)
{
	struct message m;

	(void)state;
	message_init(&m);
	assert_int_equal(message_set(&m.sender, "a@b"), ERR_OK);
	assert_int_equal(message_set(&m.sender, "c@d"), ERR_OK);
	assert_string_equal(m.sender, "c@d");
	assert_int_equal(message_set(&m.client.auth_user, "ania"), ERR_OK);
	assert_int_equal(message_set(&m.client.listener_name, "smtpd"), ERR_OK);
	assert_int_equal(message_header_add(&m, "A", "1", true, 99), ERR_OK);
	assert_int_equal(message_header_add(&m, "a", "2", true, 99), ERR_OK);
	assert_string_equal(message_header(&m, "a", 1), "2");
	assert_null(message_header(&m, "a", 2));
	message_reset(&m);
	assert_null(m.sender);
	assert_null(m.client.auth_user);
	assert_string_equal(m.client.listener_name, "smtpd");
	assert_null(message_header(&m, "a", 0));
	assert_int_equal(message_set(&m.client.listener_name, NULL), ERR_OK);
	assert_null(m.client.listener_name);
	message_free(&m);
	message_free(&m);
}

static const struct origin_row {
	const char *name;
	const char *date, *from; /* NULL: it has none */
	const char *origin; /* NULL: none */
} origin_rows[] = {
	{"both", "Sat, 2 Mar 2024 10:00:00 +0100", "Ania <ania@firma.example>",
		"Sat, 2 Mar 2024 10:00:00 +0100 \n"
		"Ania <ania@firma.example> \n"},
	{"folded anew on the way", "Sat, 2 Mar 2024\r\n\t10:00:00   +0100 ",
		"Ania\n <ania@firma.example>",
		"Sat, 2 Mar 2024 10:00:00 +0100 \n"
		"Ania <ania@firma.example> \n"},
	{"encoded anew", "1 Mar 2024", "=?utf-8?Q?=C5=9Awit?= <s@x>",
		"1 Mar 2024 \nŚwit <s@x> \n"},
	{"no From", "1 Mar 2024", NULL, "1 Mar 2024 \n\n"},
	{"no Date", NULL, "a@x", NULL},
	{"a Date without anything", " \t", "a@x", NULL},
};

static void check_origin(void **state)
{
	const struct origin_row *row = *state;
	struct message m;
	struct buf out;

	message_init(&m);
	buf_init(&out, 4096);
	if (row->from)
		assert_int_equal(
			message_header_add(&m, "From", row->from, true, 4096),
			ERR_OK);
	if (row->date)
		assert_int_equal(
			message_header_add(&m, "Date", row->date, true, 4096),
			ERR_OK);
	assert_int_equal(
		message_origin(&m, &out), row->origin ? ERR_OK : ERR_NOT_FOUND);
	assert_string_equal(buf_text(&out), row->origin ? row->origin : "");
	buf_free(&out);
	message_free(&m);
}

static const struct sender_row {
	const char *name;
	const char *wire, *told;
	const char *sender;
	const char *first, *second; /* canonical; NULL: there is none */
	bool is_hint;
} sender_rows[] = {
	{"sender: as on the wire", "<ania@firma.example>", NULL,
		"ania@firma.example", "ania@firma.example", NULL, false},
	{"sender: without brackets", "ania@firma.example", NULL,
		"ania@firma.example", "ania@firma.example", NULL, false},
	{"sender: mended", "Ania <ania@firma.example>", NULL,
		"ania@firma.example", "ania@firma.example", NULL, false},
	{"sender: null", "<>", NULL, "", NULL, NULL, false},
	{"sender: null without brackets", "", NULL, "", NULL, NULL, false},
	{"sender: null, and told", "<>", "", "", NULL, NULL, false},
	{"sender: told the same", "<Ania+x@Firma.example>",
		"ania+x@firma.example", "ania+x@firma.example",
		"ania@firma.example", NULL, false},
	{"sender: told another", "<ewa@firma.example>", "ania@firma.example",
		"ania@firma.example", "ania@firma.example", "ewa@firma.example",
		false},
	{"sender: told another tag", "<ania+x@firma.example>",
		"ania+y@firma.example", "ania+y@firma.example",
		"ania@firma.example", "ania@firma.example", false},
	{"sender: told without a domain", "<ania@firma.example>", "ewa",
		"ania@firma.example", "ania@firma.example", NULL, false},
	{"sender: a name, and told whole", "<ania>", "ania@mx.firma.example",
		"ania@mx.firma.example", "ania@mx.firma.example",
		"ania@any.invalid", true},
	{"sender: of nobody, and told whole", "<@>", "ania@firma.example",
		"ania@firma.example", "ania@firma.example", NULL, false},
};

static void check_sender(void **state)
{
	const struct address_rules rules = {.default_separators = "+"};
	const struct sender_row *r = *state;
	size_t len = r->second ? 2 : r->first ? 1 : 0;
	struct message m;

	message_init(&m);
	/* Twice: nothing is left of the first. */
	for (int round = 0; round < 2; round++)
		assert_int_equal(
			message_sender(&m, &rules, r->wire, r->told), ERR_OK);
	assert_string_equal(m.sender, r->sender);
	assert_int_equal(m.senders_len, len);
	if (r->first)
		assert_string_equal(m.senders[0].canonical.text, r->first);
	if (r->second) {
		assert_string_equal(m.senders[1].canonical.text, r->second);
		assert_int_equal(m.senders[1].is_hint, r->is_hint);
	}
	message_free(&m);
}

/* More heads than there was room for at first. */
static void test_many_headers(void **state)
{
	char value[16];
	struct message m;

	(void)state;
	message_init(&m);
	for (int i = 0; i < 100; i++) {
		(void)snprintf(value, sizeof(value), "%d", i);
		assert_int_equal(
			message_header_add(&m, "X", value, true, 100000),
			ERR_OK);
	}
	for (size_t i = 0; i < 100; i++) {
		(void)snprintf(value, sizeof(value), "%zu", i);
		assert_string_equal(message_header(&m, "x", i), value);
		assert_string_equal(message_header_raw(&m, "x", i), value);
	}
	assert_null(message_header_raw(&m, "x", 100));
	message_free(&m);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, decode_rows, check_decode);
	rows_add(&rows, wild_rows, check_wild);
	rows_add(&rows, id_rows, check_id);
	rows_add(&rows, origin_rows, check_origin);
	rows_add(&rows, sender_rows, check_sender);
	rows_add_one(&rows, "many heads", test_many_headers, NULL);
	rows_add_one(&rows, "no Message-ID", test_no_id, NULL);
	rows_add_one(&rows, "heads too large", test_limit, NULL);
	rows_add_one(&rows, "reset keeps the connection", test_reset, NULL);
	return rows_run("message", &rows);
}
