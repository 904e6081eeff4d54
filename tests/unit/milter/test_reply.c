/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdbool.h>
#include <stdio.h>

#include "milter/reply.h"

/* 2018-06-28 23:59:59 and 2018-05-28 10:00:00 in Warsaw. */
#define END 1530223199
#define CONTACT 1527494400

static struct settings *settings_new(void)
{
	struct settings *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	assert_int_equal(zone_open("Europe/Warsaw", &s->zone), ERR_OK);
	return s;
}

static void settings_end(struct settings *s)
{
	zone_free(&s->zone);
	free(s);
}

struct row {
	const char *name;
	const char *recipient;
	enum reason reason;
	int64_t since, last_contact, next;
	bool utf8;
	const char *template;
	const char *expected;
};

#define NONE INSTANT_NONE

static const struct row rows[] = {
	{"the shipped text names reason, dates, article and reference",
		"<adam.nowak@example.com>", REASON_RETENTION_EXPIRED, END,
		CONTACT, NONE, false, NULL,
		"<adam.nowak@example.com> retention expired 2018-06-28, last "
		"contact 2018-05-28 (GDPR Art. 5(1)(e)); ref 7F3K2MQ9"},
	{"without brackets from the MTA", "adam.nowak@example.com",
		REASON_RETENTION_EXPIRED, END, CONTACT, NONE, false, NULL,
		"<adam.nowak@example.com> retention expired 2018-06-28, last "
		"contact 2018-05-28 (GDPR Art. 5(1)(e)); ref 7F3K2MQ9"},
	{"a date that is not known is left out", "<a@example.com>",
		REASON_RETENTION_EXPIRED, NONE, NONE, NONE, false, NULL,
		"<a@example.com> retention expired (GDPR Art. 5(1)(e)); ref "
		"7F3K2MQ9"},
	{"a percent sign is doubled", "<a%b@example.com>", REASON_OBJECTED, END,
		NONE, NONE, false, "${recipient} 100%",
		"a%%b@example.com 100%%"},
	{"a template with every variable", "<a@example.com>",
		REASON_RETENTION_EXPIRED, END, CONTACT, NONE, false,
		"${recipient}|${reason}|${since}|${last_contact}|${next}|"
		"${purpose}|${ref}",
		"a@example.com|retention-expired|2018-06-28|2018-05-28|"
		"unknown|followup|7F3K2MQ9"},
	{"an unknown variable stays", "<a@example.com>", REASON_OBJECTED, END,
		NONE, NONE, false, "${nobody} ${", "${nobody} ${"},
	{"line ends cannot be smuggled in", "<a\r\n250 b@example.com>",
		REASON_OBJECTED, END, NONE, NONE, false, "${recipient}",
		"a??250 b@example.com"},
	{"no UTF-8 without SMTPUTF8", "<\xc5\xbc@example.com>", REASON_OBJECTED,
		END, NONE, NONE, false, "${recipient} x",
		"recipient not shown x"},
	{"UTF-8 with SMTPUTF8", "<\xc5\xbc@example.com>", REASON_OBJECTED, END,
		NONE, NONE, true, "${recipient} x", "\xc5\xbc@example.com x"},
	{"a template in UTF-8 with SMTPUTF8", "<a@example.com>",
		REASON_OBJECTED, END, NONE, NONE, true,
		"nie wys\xc5\x82"
		"ano",
		"nie wys\xc5\x82"
		"ano"},
	{"a template in UTF-8 without SMTPUTF8 gives way", "<a@example.com>",
		REASON_RETENTION_EXPIRED, END, CONTACT, NONE, false,
		"nie wys\xc5\x82"
		"ano",
		"<a@example.com> retention expired 2018-06-28, last contact "
		"2018-05-28 (GDPR Art. 5(1)(e)); ref 7F3K2MQ9"},
	{"broken UTF-8 is not passed on", "<\xff@example.com>", REASON_OBJECTED,
		END, NONE, NONE, true, "${recipient}", "?@example.com"},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct settings *s = settings_new();
	const struct policy_purpose purpose = {.name = "followup"};
	struct judge_item item = {
		.recipient = row->recipient,
		.purpose = &purpose,
		.verdict = {.reason = row->reason,
			.since_utc = row->since,
			.last_contact_utc = row->last_contact,
			.next_utc = row->next},
		.ref = "7F3K2MQ9",
	};
	struct reply reply;

	s->reply[row->reason] = row->template;
	reply_init(&reply);
	reply_add_verdict(&reply, s, &item, row->utf8);
	assert_string_equal(reply_line(&reply, 0), row->expected);
	assert_null(reply_line(&reply, 1));
	reply_free(&reply);
	settings_end(s);
}

static void lines_are_limited(void **state)
{
	char text[2000];
	struct reply reply;

	(void)state;
	reply_init(&reply);
	/* Twice, because the memory is used again. */
	for (int round = 0; round < 2; round++) {
		memset(text, '%', sizeof(text));
		text[sizeof(text) - 1] = '\0';
		reply_reset(&reply);
		for (int n = 0; n < REPLY_LINES_MAX + 5; n++)
			reply_add_text(&reply, text, false);
		assert_int_equal(reply.omitted, 5);
		for (size_t n = 0; n < REPLY_LINES_MAX; n++)
			assert_int_equal(strlen(reply_line(&reply, n)),
				2 * REPLY_LINE_MAX);
		assert_null(reply_line(&reply, REPLY_LINES_MAX));
	}
	reply_free(&reply);
}

static void a_cut_keeps_characters_whole(void **state)
{
	char text[2 * REPLY_LINE_MAX + 2] = "x";
	struct reply reply;

	(void)state;
	for (size_t n = 0; n < REPLY_LINE_MAX; n++)
		memcpy(text + 1 + 2 * n, "\xc5\xbc", 2);
	text[sizeof(text) - 1] = '\0';
	reply_init(&reply);
	reply_add_text(&reply, text, true);
	assert_int_equal(strlen(reply_line(&reply, 0)), REPLY_LINE_MAX - 1);
	reply_free(&reply);
}

struct utf8_row {
	const char *name;
	const char *text;
	const char *expected;
};

static const struct utf8_row utf8_rows[] = {
	{"two octets", "\xc5\xbc", "\xc5\xbc"},
	{"three octets", "\xe2\x82\xac", "\xe2\x82\xac"},
	{"four octets", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
	{"an overlong form", "\xc0\xaf", "??"},
	{"an overlong form of three", "\xe0\x80\xaf", "???"},
	{"a surrogate", "\xed\xa0\x80", "???"},
	{"beyond the last character", "\xf4\x90\x80\x80", "????"},
	{"cut off at the end", "a\xe2\x82", "a??"},
	{"a continuation alone", "\x80x", "?x"},
};

static void check_utf8(void **state)
{
	const struct utf8_row *row = *state;
	struct reply reply;

	reply_init(&reply);
	reply_add_text(&reply, row->text, true);
	assert_string_equal(reply_line(&reply, 0), row->expected);
	reply_free(&reply);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, utf8_rows, check_utf8);
	rows_add_one(&all, "at most 32 lines, each below libmilter's limit",
		lines_are_limited, NULL);
	rows_add_one(&all, "a line is not cut inside a character",
		a_cut_keeps_characters_whole, NULL);
	return rows_run("reply", &all);
}
