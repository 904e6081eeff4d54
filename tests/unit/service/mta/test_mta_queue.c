/* SPDX-License-Identifier: BSD-2-Clause */
/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <stdio.h>

#include "service/mta/mta_queue_hf_private.h"
#include "service/mta/mta_queue_json_private.h"

#define MESSAGE(queue, id, sender, recipients)                      \
	"{\"queue_name\": \"" queue "\", \"queue_id\": \"" id       \
	"\", \"arrival_time\": 1530439200, \"message_size\": 345, " \
	"\"forced_expire\": false, \"sender\": \"" sender           \
	"\", \"recipients\": [" recipients "]}\n"
#define TO(address) "{\"address\": \"" address "\"}"
#define ANIA "ania@firma.example"
#define ADAM TO("adam@example.com")

static const struct row {
	const char *name;
	const char *text;
	enum err e;
	size_t line; /* where the answer ends */
	const char *held; /* "ID sender>recipient,recipient;" each */
} rows[] = {
	{"nothing queued", "", ERR_OK, 0, ""},
	{"one held", MESSAGE("hold", "4A1B2C3D4E", ANIA, ADAM), ERR_OK, 1,
		"4A1B2C3D4E ania@firma.example>adam@example.com,;"},
	{"a long queue id", MESSAGE("hold", "4dJ7Xw0VZLz1q", ANIA, ADAM),
		ERR_OK, 1,
		"4dJ7Xw0VZLz1q ania@firma.example>adam@example.com,;"},
	{"two recipients, one of them put off",
		MESSAGE("hold", "4A1B2C3D4E", ANIA,
			ADAM ", {\"address\": \"eva@example.net\", "
			     "\"delay_reason\": \"timed out\"}"),
		ERR_OK, 1,
		"4A1B2C3D4E ania@firma.example>adam@example.com,"
		"eva@example.net,;"},
	{"the null sender and nobody left",
		MESSAGE("hold", "4A1B2C3D4E", "", ""), ERR_OK, 1,
		"4A1B2C3D4E >;"},
	{"letters beyond ASCII",
		MESSAGE("hold", "4A1B2C3D4E", ANIA,
			TO("za\xc5\xbc\xc3\xb3@x.pl")),
		ERR_OK, 1,
		"4A1B2C3D4E ania@firma.example>za\xc5\xbc\xc3\xb3@x.pl,;"},
	{"other queues are left out",
		MESSAGE("deferred", "AAAAAAAAAA", ANIA, ADAM)
			MESSAGE("hold", "BBBBBBBBBB", ANIA, ADAM)
				MESSAGE("active", "CCCCCCCCCC", ANIA, ADAM),
		ERR_OK, 3, "BBBBBBBBBB ania@firma.example>adam@example.com,;"},
	{"in their order",
		MESSAGE("hold", "BBBBBBBBBB", "b@x.pl", ADAM)
			MESSAGE("hold", "AAAAAAAAAA", "a@x.pl", ADAM),
		ERR_OK, 2,
		"BBBBBBBBBB b@x.pl>adam@example.com,;"
		"AAAAAAAAAA a@x.pl>adam@example.com,;"},
	{"an empty line between",
		"\n" MESSAGE("hold", "4A1B2C3D4E", ANIA, ADAM), ERR_OK, 2,
		"4A1B2C3D4E ania@firma.example>adam@example.com,;"},
	{"no JSON", "Mail queue is empty\n", ERR_CORRUPT, 1, ""},
	{"cut short",
		MESSAGE("hold", "4A1B2C3D4E", ANIA,
			ADAM) "{\"queue_name\": \"h",
		ERR_CORRUPT, 2, NULL},
	{"a list, no object", "[1, 2]\n", ERR_CORRUPT, 1, ""},
	{"without a queue id", "{\"queue_name\": \"hold\"}\n", ERR_CORRUPT, 1,
		""},
	{"a queue id that means all", MESSAGE("hold", "ALL", ANIA, ADAM),
		ERR_CORRUPT, 1, ""},
	{"a queue id that reads as an option",
		MESSAGE("hold", "-d4A1B2C3D", ANIA, ADAM), ERR_CORRUPT, 1, ""},
	{"a recipient without an address",
		MESSAGE("hold", "4A1B2C3D4E", ANIA, "{\"x\": 1}"), ERR_CORRUPT,
		1, NULL},
	{"an address that is a number",
		MESSAGE("hold", "4A1B2C3D4E", ANIA, "{\"address\": 1}"),
		ERR_CORRUPT, 1, NULL},
};

static void write_all(const struct mta_queue *q, struct buf *text)
{
	for (size_t i = 0; i < q->len; i++) {
		const struct mta_held *h = &q->items[i];

		assert_int_equal(h->arrived_utc, 1530439200);
		assert_int_equal(h->size, 345);
		assert_false(h->is_ours);
		(void)buf_addf(text, "%s %s>", h->queue_id, h->sender);
		for (size_t k = 0; k < h->recipients_len; k++)
			(void)buf_addf(text, "%s,", h->recipients[k].address);
		(void)buf_adds(text, ";");
	}
	assert_int_equal(buf_err(text), ERR_OK);
}

static void check_row(void **state)
{
	const struct row *r = *state;
	struct mta_queue q;
	struct buf text;
	size_t line;

	mta_queue_init(&q);
	buf_init(&text, 4000);
	assert_int_equal(mta_queue_json_parse(r->text, &q, &line), r->e);
	assert_int_equal(line, r->line);
	if (r->held) {
		write_all(&q, &text);
		assert_string_equal(buf_text(&text), r->held);
	}
	buf_free(&text);
	mta_queue_free(&q);
}

#define HEAD "V8\nT1530439200\nK0\nN0\nP30000\nFs\n$rESMTP\n"
#define WHY "qrobinson: no record of this person\n"
#define TAIL "H?P?Return-Path: <\x81g>\nH??Received: from x\n\tby y\n.\n"
#define ID "6ANH42cH010826"

static const struct hf_row {
	const char *name;
	const char *queue_id;
	const char *text;
	enum err e;
	const char *held; /* NULL: not looked at */
} hf_rows[] = {
	{"one recipient", ID,
		HEAD WHY "S<" ANIA ">\nrRFC822; adam@example.com\n"
			 "RPFD:<adam@example.com>\n" TAIL,
		ERR_OK, ID " ania@firma.example>adam@example.com,;"},
	{"two, one of them quoted", ID,
		HEAD WHY "S<" ANIA ">\nRPFD:<adam@example.com>\n"
			 "RF:<\"we ird:x\"@example.com>\n" TAIL,
		ERR_OK,
		ID " ania@firma.example>adam@example.com,"
		   "\"we ird:x\"@example.com,;"},
	{"without brackets, without flags", ID,
		HEAD "S" ANIA "\nR:adam@example.com\n" TAIL, ERR_OK,
		ID " ania@firma.example>adam@example.com,;"},
	{"the null sender", ID, HEAD "S<>\nRPFD:<adam@example.com>\n" TAIL,
		ERR_OK, ID " >adam@example.com,;"},
	{"what is behind the dot does not count", ID,
		HEAD "S<>\nRPFD:<adam@example.com>\n" TAIL
		     "RPFD:<eva@example.net>\n",
		ERR_OK, ID " >adam@example.com,;"},
	{"a header that looks like a recipient", ID,
		HEAD "S<>\nRPFD:<adam@example.com>\nH??X: y\n\tR:z@x.pl\n.\n",
		ERR_OK, ID " >adam@example.com,;"},
	{"empty", ID, "", ERR_CORRUPT, ""},
	{"another kind of file", ID, "Good morning,\n", ERR_CORRUPT, ""},
	{"a queue id that is none", "-x", HEAD "S<>\n.\n", ERR_CORRUPT, ""},
	{"cut short", ID, HEAD WHY "S<" ANIA ">\nRPFD:<adam@exa", ERR_CORRUPT,
		NULL},
	{"no sender", ID, HEAD "RPFD:<adam@example.com>\n" TAIL, ERR_CORRUPT,
		NULL},
	{"two senders", ID, HEAD "S<a@x.pl>\nS<b@x.pl>\n" TAIL, ERR_CORRUPT,
		NULL},
	{"no date", ID, "V8\nS<a@x.pl>\n" TAIL, ERR_CORRUPT, NULL},
	{"a recipient without a colon", ID, HEAD "S<a@x.pl>\nR<b@x.pl>\n" TAIL,
		ERR_CORRUPT, NULL},
};

static void check_hf_row(void **state)
{
	const struct hf_row *r = *state;
	struct mta_queue q;
	struct buf text;

	mta_queue_init(&q);
	buf_init(&text, 4000);
	assert_int_equal(mta_queue_hf_parse(r->queue_id, r->text, &q), r->e);
	if (r->held) {
		for (size_t i = 0; i < q.len; i++)
			q.items[i].size = 345; /* of another file */
		write_all(&q, &text);
		assert_string_equal(buf_text(&text), r->held);
	}
	buf_free(&text);
	mta_queue_free(&q);
}

/* By the whole id and its letter case: short ids of Postfix are hexadecimal
 * numbers, and one may begin as another. */
static void check_find(void **state)
{
	struct mta_queue q;
	size_t line;

	(void)state;
	mta_queue_init(&q);
	assert_int_equal(
		mta_queue_json_parse(
			MESSAGE("hold", "BBBBBBBBBB", ANIA, ADAM)
				MESSAGE("hold", "BBBBBBBBBBB", ANIA, ADAM),
			&q, &line),
		ERR_OK);
	assert_ptr_equal(mta_queue_find(&q, "BBBBBBBBBB"), &q.items[0]);
	assert_ptr_equal(mta_queue_find(&q, "BBBBBBBBBBB"), &q.items[1]);
	assert_null(mta_queue_find(&q, "bbbbbbbbbb"));
	assert_null(mta_queue_find(&q, "BBBB"));
	mta_queue_free(&q);
}

static const struct {
	const char *name;
} whole[] = {{"found by the whole queue id"}};

int main(void)
{
	struct rows all = {.len = 0};

	rows_add(&all, rows, check_row);
	rows_add(&all, hf_rows, check_hf_row);
	rows_add(&all, whole, check_find);
	return rows_run("mta_queue", &all);
}
