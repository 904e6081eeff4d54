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
		"<adam.nowak@example.com> may no longer be written to: the "
		"time for keeping this person's data ended on 2018-06-28, last "
		"contact 2018-05-28 (Art. 5(1)(e) GDPR); ref 7F3K2MQ9"},
	{"without brackets from the MTA", "adam.nowak@example.com",
		REASON_OBJECTED, END, NONE, NONE, false, NULL,
		"<adam.nowak@example.com> objected to such mail on 2018-06-28 "
		"(Art. 21(3) GDPR); ref 7F3K2MQ9"},
	{"a date that is not known is left out", "<a@example.com>",
		REASON_RETENTION_EXPIRED, NONE, NONE, NONE, false, NULL,
		"<a@example.com> may no longer be written to: the time for "
		"keeping this person's data ended (Art. 5(1)(e) GDPR); ref "
		"7F3K2MQ9"},
	{"a percent sign is doubled", "<a%b@example.com>", REASON_OBJECTED, END,
		NONE, NONE, false, "${recipient} 100%",
		"a%%b@example.com 100%%"},
	{"a template with every variable", "<a@example.com>",
		REASON_RETENTION_EXPIRED, END, CONTACT, NONE, false,
		"${recipient}|${reason}|${words}|${article}|${since}|"
		"${last_contact}|${next}|${purpose}|${ref}|${contact}|${link}",
		"a@example.com|retention-expired|retention expired|"
		"Art. 5(1)(e) GDPR|2018-06-28|2018-05-28|unknown|followup|"
		"7F3K2MQ9||"},
	{"an unknown variable stays", "<a@example.com>", REASON_OBJECTED, END,
		NONE, NONE, false, "${nobody} ${ [x]", "${nobody} ${ [x]"},
	{"line ends cannot be smuggled in", "<a\r\n250 b@example.com>",
		REASON_OBJECTED, END, NONE, NONE, false, "${recipient}",
		"a??250 b@example.com"},
	{"no UTF-8 without SMTPUTF8", "<\xc5\xbc@example.com>", REASON_OBJECTED,
		END, NONE, NONE, false, "${recipient} x",
		"recipient not shown x"},
	{"UTF-8 with SMTPUTF8", "<\xc5\xbc@example.com>", REASON_OBJECTED, END,
		NONE, NONE, true, "${recipient} x", "\xc5\xbc@example.com x"},
	{"a template in UTF-8 with SMTPUTF8", "<a@example.com>",
		REASON_OBJECTED, END, NONE, NONE, true, "nie wysłano",
		"nie wysłano"},
	{"without SMTPUTF8 its letters lose their marks", "<a@example.com>",
		REASON_OBJECTED, END, NONE, NONE, false,
		"nie wysłano: „sprzeciw” – ${since}",
		"nie wyslano: \"sprzeciw\" - 2018-06-28"},
	{"one that has no form in ASCII gives way", "<a@example.com>",
		REASON_OBJECTED, END, NONE, NONE, false, "не отправлено",
		"<a@example.com> objected to such mail on 2018-06-28 (Art. "
		"21(3) GDPR); ref 7F3K2MQ9"},
	{"of a confidential reason a template tells nothing", "<a@example.com>",
		REASON_RESTRICTED, END, CONTACT, NONE, false,
		"${reason}|${words}|${article}|${since}|${last_contact}",
		"not-permitted|may not be written to, ask the data protection "
		"officer|GDPR|unknown|unknown"},
	{"broken UTF-8 is not passed on", "<\xff@example.com>", REASON_OBJECTED,
		END, NONE, NONE, true, "${recipient}", "?@example.com"},
	{"a list by its name", "<a@example.com>", REASON_LISTED, NONE, NONE,
		NONE, false, NULL,
		"<a@example.com> is on a do-not-mail list: ecg (Art. 7(2) "
		"Directive 2000/31); ref 7F3K2MQ9"},
	{"what is wrong with an address", "<a@>", REASON_BAD_ADDRESS, NONE,
		NONE, NONE, false, NULL,
		"<a@> is not a valid address: no domain (RFC 5321 4.1.2); ref "
		"7F3K2MQ9"},
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
			.next_utc = row->next,
			.list = "ecg"},
		.ref = "7F3K2MQ9",
		.cause = "no domain",
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

/* ------------------------------------------- every reason, in every language */

struct text_row {
	const char *name;
	const char *language;
	bool utf8;
};

static const struct text_row text_rows[] = {
	{"every reason in English", "en", false},
	{"every reason in English, SMTPUTF8", "en", true},
	{"every reason in Polish", "pl", false},
	{"every reason in Polish, SMTPUTF8", "pl", true},
	{"every reason in a language without texts", "fr", false},
};

#define PAGE "https://firma.example/robinson/r/"
#define ADDRESS_64 \
	"0123456789012345678901234567890123456789012345678901234567890123"
/* As long as an address may be (RFC 5321 4.5.3.1). */
#define LONGEST \
	ADDRESS_64 "@" ADDRESS_64 "." ADDRESS_64 "." ADDRESS_64 ".example"

static bool is_in_bounds(const char *line, bool utf8)
{
	if (strlen(line) > REPLY_LINE_MAX || !*line)
		return false;
	for (; *line; line++)
		if ((unsigned char)*line < 0x20 || *line == '?' ||
			*line == '[' || *line == '$' ||
			(!utf8 && (unsigned char)*line >= 0x80))
			return false;
	return true;
}

/* What the second of two lines is, or the end of one. */
static void check_reason(const struct text_row *row, enum reason reason,
	const char *recipient, int64_t date)
{
	struct settings *s = settings_new();
	const struct policy_purpose purpose = {.name = "followup"};
	struct judge_item item = {
		.recipient = recipient,
		.purpose = &purpose,
		.verdict = {.reason = reason,
			.since_utc = date,
			.last_contact_utc = date,
			.next_utc = date,
			.list = date == NONE ? NULL : "ecg"},
		.ref = "7F3K2MQ9",
		.cause = date == NONE ? NULL : "no domain",
	};
	struct reply reply;
	const char *last;

	s->reply_language = row->language;
	s->reply_page = PAGE;
	reply_init(&reply);
	reply_add_verdict(&reply, s, &item, row->utf8);
	for (size_t n = 0; n < reply.len; n++)
		if (!is_in_bounds(reply_line(&reply, n), row->utf8))
			fail_msg("\"%s\"", reply_line(&reply, n));
	assert_in_range(reply.len, 1, 2);
	last = reply_line(&reply, reply.len - 1);
	assert_non_null(strstr(last, " 7F3K2MQ9, " PAGE "7F3K2MQ9"));
	assert_non_null(strstr(reply_line(&reply, 0), recipient));
	reply_free(&reply);
	settings_end(s);
}

static void check_texts(void **state)
{
	const struct text_row *row = *state;

	for (unsigned r = REASON_OBJECTED; r < REASON_COUNT; r++) {
		check_reason(row, (enum reason)r, "<a@example.com>", END);
		check_reason(row, (enum reason)r, "<a@example.com>", NONE);
		check_reason(row, (enum reason)r, LONGEST, END);
	}
}

/* ------------------------------------------------------------- whom to ask */

struct shown_row {
	const char *name;
	const char *language;
	bool utf8;
	enum reason reason;
	const char *contact, *page, *officer;
	const char *lines[3];
};

static const struct shown_row shown_rows[] = {
	{"in Polish, with SMTPUTF8", "pl", true, REASON_OBJECTED,
		"Łucja Bąk, wew. 12", NULL, NULL,
		{"<a@example.com> ta osoba nie życzy sobie takich wiadomości "
		 "(sprzeciw z 2018-06-28) (art. 21 ust. 3 RODO); numer "
		 "7F3K2MQ9",
			"Pytania? Zapytaj: Łucja Bąk, wew. 12"}},
	{"in Polish, without", "pl", false, REASON_OBJECTED,
		"Łucja Bąk, wew. 12", NULL, NULL,
		{"<a@example.com> ta osoba nie zyczy sobie takich wiadomosci "
		 "(sprzeciw z 2018-06-28) (art. 21 ust. 3 RODO); numer "
		 "7F3K2MQ9",
			"Pytania? Zapytaj: Lucja Bak, wew. 12"}},
	{"with a page", "en", false, REASON_UNKNOWN, NULL, PAGE, NULL,
		{"<a@example.com> is not on record, so nothing shows that we "
		 "may write (Art. 5(2) and 6(1) GDPR); ref 7F3K2MQ9, " PAGE
		 "7F3K2MQ9"}},
	{"whose data is restricted", "en", false, REASON_RESTRICTED, NULL, NULL,
		"iod@firma.example",
		{"<a@example.com> may not be written to; please ask the data "
		 "protection officer: iod@firma.example (GDPR); ref "
		 "7F3K2MQ9"}},
	{"of whom sensitive data is known: the same", "en", false,
		REASON_SPECIAL_CATEGORY, NULL, NULL, "iod@firma.example",
		{"<a@example.com> may not be written to; please ask the data "
		 "protection officer: iod@firma.example (GDPR); ref "
		 "7F3K2MQ9"}},
	{"the same in Polish, without an officer", "pl", true,
		REASON_SPECIAL_CATEGORY, NULL, NULL, NULL,
		{"<a@example.com> do tej osoby nie wolno pisać; zapytaj "
		 "inspektora ochrony danych (RODO); numer 7F3K2MQ9"}},
};

static void check_shown(void **state)
{
	const struct shown_row *row = *state;
	struct settings *s = settings_new();
	struct judge_item item = {
		.recipient = "<a@example.com>",
		.verdict = {.reason = row->reason,
			.since_utc = END,
			.last_contact_utc = NONE,
			.next_utc = NONE},
		.ref = "7F3K2MQ9",
	};
	struct reply reply;

	s->reply_language = row->language;
	s->reply_contact = row->contact;
	s->reply_page = row->page;
	s->officer.contact.items = &row->officer;
	s->officer.contact.len = row->officer != NULL;
	reply_init(&reply);
	reply_add_verdict(&reply, s, &item, row->utf8);
	reply_add_contact(&reply, s, row->utf8);
	for (size_t n = 0; n < 3; n++) {
		if (row->lines[n])
			assert_string_equal(
				reply_line(&reply, n), row->lines[n]);
		else
			assert_null(reply_line(&reply, n));
	}
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

static void lines_are_joined(void **state)
{
	char text[REPLY_LINE_MAX + 1];
	struct reply reply;

	(void)state;
	reply_init(&reply);
	reply_join(&reply);
	assert_null(reply_line(&reply, 0));
	reply_add_text(&reply, "one", false);
	reply_join(&reply);
	assert_string_equal(reply_line(&reply, 0), "one");
	reply_add_text(&reply, "two", false);
	reply_add_text(&reply, "three", false);
	reply_join(&reply);
	assert_string_equal(reply_line(&reply, 0), "one two three");
	assert_null(reply_line(&reply, 1));
	/* Too long for one line: nobody's name is lost. */
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	reply_add_text(&reply, text, false);
	reply_add_text(&reply, text, false);
	reply_join(&reply);
	assert_string_equal(reply_line(&reply, 0), "one two three");
	assert_string_equal(reply_line(&reply, 2), text);
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
	{"the direction turned",
		"a\xe2\x80\xae"
		"b",
		"a?b"},
	{"an end of line of Unicode",
		"a\xe2\x80\xa8"
		"b",
		"a?b"},
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
	rows_add(&all, text_rows, check_texts);
	rows_add(&all, shown_rows, check_shown);
	rows_add(&all, utf8_rows, check_utf8);
	rows_add_one(&all, "at most 32 lines, each below libmilter's limit",
		lines_are_limited, NULL);
	rows_add_one(&all, "lines become one where all of them fit",
		lines_are_joined, NULL);
	rows_add_one(&all, "a line is not cut inside a character",
		a_cut_keeps_characters_whole, NULL);
	return rows_run("reply", &all);
}
