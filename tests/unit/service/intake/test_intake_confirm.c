/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules A4 */
/* Who objects by a mail of his own is told once that it is noted. */
#include "unit/service/ear.h"

#include "service/mailer/outbox.h"
#include "service/person/record.h"

#define CONFIRMS                                                                  \
	"confirm-objection = {'Re: your objection', 'It is noted, Zażółć.', " \
	"'Regards'}"
#define NEAR "near@firma.example"

static const struct row {
	const char *name;
	struct said said;
	bool is_told;
	bool is_off; /* nothing is configured */
	bool objects_before;
} rows[] = {
	{"a stop that is proven",
		{.meaning = INBOUND_STOP, .is_proven = true, .answers = NEAR},
		.is_told = true},
	{"what is only likely a stop",
		{.meaning = INBOUND_STOP,
			.grade = INBOUND_LIKELY,
			.is_proven = true,
			.answers = NEAR},
		.is_told = false},
	{"to the unsubscribe address",
		{.meaning = INBOUND_UNSUBSCRIBE, .is_proven = true},
		.is_told = true},
	{"nothing is configured",
		{.meaning = INBOUND_UNSUBSCRIBE, .is_proven = true},
		.is_told = false, .is_off = true},
	{"not proven", {.meaning = INBOUND_UNSUBSCRIBE}, .is_told = false},
	{"a program may have sent the token",
		{.meaning = INBOUND_UNSUBSCRIBE,
			.is_proven = true,
			.token = ADAM},
		.is_told = false},
	{"one who objected before",
		{.meaning = INBOUND_UNSUBSCRIBE, .is_proven = true},
		.is_told = false, .objects_before = true},
	{"a letter", {.meaning = INBOUND_LETTER, .is_proven = true},
		.is_told = false},
	{"a complaint",
		{.meaning = INBOUND_COMPLAINT,
			.is_proven = true,
			.concerns = ADAM},
		.is_told = false},
};

static void check_text(const struct outbox_letter *letter)
{
	static const char *const lines[] = {
		"To: <" ADAM ">\r\n",
		"Subject: Re: your objection\r\n",
		"Auto-Submitted: auto-replied\r\n",
		"In-Reply-To: <1@example.com>\r\n",
		"It is noted, Za=C5=BC",
	};

	assert_string_equal(letter->to, ADAM);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		if (!strstr(letter->text, lines[i]))
			fail_msg("%s is not in\n%s", lines[i], letter->text);
}

static void object(struct house *h)
{
	const struct record_object o = {.who = ADAM, .at_utc = HOUSE_NOW - 60};
	struct buf said;

	buf_init(&said, 4000);
	IS(record_object(h->desk, &o, &said), ERR_OK);
	buf_free(&said);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct said said = row->said;
	struct outbox_letter letter = {.id = 0};
	struct house h;
	enum err e;

	ear_open(&h,
		row->is_off ? EAR_CONFIG("20") : EAR_CONFIG("20 " CONFIRMS));
	ear_send(&h, ADAM, NEAR, "2018-06-01");
	if (row->objects_before)
		object(&h);
	said.from = ADAM;
	said.id = "1@example.com";
	ear_must(&h, 1, &said);
	/* Heard again, or said again: once. */
	ear_must(&h, 1, &said);
	ear_must(&h, 2, &said);
	e = outbox_take(h.office, 0, &letter);
	IS(e, row->is_told ? ERR_OK : ERR_NOT_FOUND);
	if (row->is_told)
		check_text(&letter);
	outbox_letter_free(&letter);
	IS(outbox_take(h.office, 0, &letter), ERR_NOT_FOUND);
	outbox_letter_free(&letter);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("hear confirm", &all);
}
