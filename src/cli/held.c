/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/held.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/term.h"
#include "mail/plain.h"
#include "mail/preview.h"

#define SHOWN 998
/* A question mark may become three octets. */
#define SHOWN_MAX ((size_t)3 * SHOWN + 1)
/* Of one line: octets of the sender and of the subject. */
#define SENDER_SHOWN 28
#define SUBJECT_SHOWN 120
#define SUBJECT_LEAST 10
#define MINUTES_LEN 16 /* of 2018-05-28 10:00:00 */

int held_open(struct cli *cli, int argc, char **argv, int first,
	struct held_id **ids_r, size_t *len_r)
{
	size_t len = (size_t)(argc - first);
	int status;

	*ids_r = NULL;
	*len_r = len;
	if (first >= argc)
		return cli_usage(cli, "ID is missing");
	status = cli->desk ? EX_OK : cli_open_desk(cli, false);
	if (status)
		return status;
	*ids_r = calloc(len, sizeof(**ids_r));
	if (!*ids_r)
		return cli_fail(cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	/* Nothing is done before all are understood. */
	for (size_t i = 0; i < len; i++) {
		enum err e = quarantine_id(
			cli->desk, argv[(size_t)first + i], &(*ids_r)[i]);

		if (e)
			return cli_desk_failed(cli, e);
	}
	return EX_OK;
}

int held_require_reason(struct cli *cli, const char *reason)
{
	int status = cli_require(cli, "reason", reason);

	if (!status && !reason[strspn(reason, " \t\r\n")])
		status = cli_usage(cli, "--reason is empty");
	return status;
}

/* -------------------------------------------------------------- for people */

static void print_text(const char *label, const char *raw)
{
	struct buf text;

	if (!*raw)
		return;
	buf_init(&text, SHOWN_MAX);
	(void)preview_value(raw, SHOWN, &text);
	visible_printf(stdout, "  %-10s %s\n", label, buf_text(&text));
	buf_free(&text);
}

static void print_recipient(
	const struct cli *cli, const struct quarantine_recipient *r)
{
	char at[INSTANT_TEXT_SIZE];
	struct buf text;

	buf_init(&text, SHOWN_MAX);
	(void)plain_adds(&text, r->address, SHOWN);
	visible_printf(stdout, "  %-10s %s  %s: %s, purpose %s, ref %s", "to",
		buf_text(&text), held_state_name(r->held.state),
		reason_words(r->held.reason), r->held.purpose, r->held.ref);
	if (r->held.requested_utc != INSTANT_NONE) {
		instant_format(cli->settings->zone, r->held.requested_utc, at);
		visible_printf(stdout, ", asked for %s", at);
	}
	putchar('\n');
	buf_free(&text);
}

/* "3 unknown,too-soon asked" */
static void add_why(struct buf *out, size_t waiting,
	const bool has[REASON_COUNT], bool is_requested)
{
	bool is_first = true;

	(void)buf_addf(out, "%zu ", waiting);
	for (size_t i = 0; i < REASON_COUNT; i++) {
		if (!has[i])
			continue;
		(void)buf_addf(out, "%s%s", is_first ? "" : ",",
			reason_name((enum reason)i));
		is_first = false;
	}
	if (is_requested)
		(void)buf_adds(out, " asked");
}

/* So that the line ends where the terminal does. */
static size_t room_for_subject(const char *before)
{
	int used = term_columns(before), width = term_width();

	if (!isatty(STDOUT_FILENO) || width - used > SUBJECT_SHOWN)
		return SUBJECT_SHOWN;
	return width - used < SUBJECT_LEAST ? SUBJECT_LEAST :
					      (size_t)(width - used);
}

void held_print_line(const struct cli *cli, const struct held_line *line,
	size_t waiting, const bool has[REASON_COUNT])
{
	char at[INSTANT_TEXT_SIZE];
	struct buf sender, why, text, subject;
	const char *from = line->sender + (*line->sender == '<');

	buf_init(&sender, SHOWN_MAX);
	buf_init(&why, SHOWN_MAX);
	buf_init(&text, SHOWN_MAX);
	buf_init(&subject, SHOWN_MAX);
	instant_format(cli->settings->zone, line->at_utc, at);
	(void)plain_add(&sender, from, strcspn(from, ">"), SENDER_SHOWN);
	add_why(&why, waiting, has, line->is_requested);
	(void)visible_addf(&text, "%s  %.*s  %-*s  %-16s  ", line->id,
		MINUTES_LEN, at, SENDER_SHOWN,
		sender.len ? buf_text(&sender) : "<>", buf_text(&why));
	(void)preview_value(
		line->subject, room_for_subject(buf_text(&text)), &subject);
	visible_printf(stdout, "%s%s\n", buf_text(&text), buf_text(&subject));
	buf_free(&sender);
	buf_free(&why);
	buf_free(&text);
	buf_free(&subject);
}

void held_print_short(
	const struct cli *cli, const struct quarantine_entry *entry)
{
	struct held_line line = {
		.id = entry->held.id.text,
		.at_utc = entry->held.received_utc,
		.sender = entry->summary.sender,
		.subject = entry->is_damaged ? "[DAMAGED]" :
					       entry->summary.subject,
	};
	bool has[REASON_COUNT] = {false};
	size_t waiting = 0;

	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct held_recipient *r = &entry->recipients[i].held;

		if (!(HELD_BIT(r->state) & HELD_WAITING))
			continue;
		waiting++;
		if ((unsigned)r->reason < REASON_COUNT)
			has[r->reason] = true;
		line.is_requested |= r->requested_utc != INSTANT_NONE;
	}
	held_print_line(cli, &line, waiting, has);
}

void held_print_entry(
	const struct cli *cli, const struct quarantine_entry *entry)
{
	char at[INSTANT_TEXT_SIZE], until[INSTANT_TEXT_SIZE];

	instant_format(cli->settings->zone, entry->held.received_utc, at);
	instant_format(cli->settings->zone, entry->held.expires_utc, until);
	visible_printf(stdout, "%s  %s, until %s, %" PRId64 " octets%s\n",
		entry->held.id.text, at, until, entry->held.size,
		entry->is_damaged ? ", DAMAGED" : "");
	print_text("sender", entry->summary.sender);
	print_text("login", entry->summary.login);
	print_text("from", entry->summary.from);
	print_text("subject", entry->summary.subject);
	if (entry->held.asked)
		visible_printf(
			stdout, "  %-10s %s\n", "asked", entry->held.asked);
	if (entry->held.queue_id)
		visible_printf(stdout, "  %-10s %s%s%s\n", "queue id",
			entry->held.queue_id, entry->held.host ? " at " : "",
			entry->held.host ? entry->held.host : "");
	for (size_t i = 0; i < entry->recipients_len; i++)
		print_recipient(cli, &entry->recipients[i]);
}

/* ------------------------------------------------------------ for programs */

/* Decoded, and always UTF-8. */
static json_t *text_json(const char *raw)
{
	struct buf text;
	json_t *json;

	buf_init(&text, SHOWN_MAX);
	(void)preview_value(raw, SHOWN, &text);
	json = json_string(buf_text(&text));
	buf_free(&text);
	return json;
}

static json_t *instant_json(const struct cli *cli, int64_t utc)
{
	char at[INSTANT_TEXT_SIZE];

	if (utc == INSTANT_NONE)
		return json_null();
	instant_format_iso(cli->settings->zone, utc, at);
	return json_string(at);
}

static json_t *recipient_json(
	const struct cli *cli, const struct quarantine_recipient *r)
{
	return json_pack("{s:i, s:o, s:s, s:s, s:s, s:s, s:s, s:o}", "number",
		(int)r->held.n, "address", text_json(r->address), "state",
		held_state_name(r->held.state), "purpose", r->held.purpose,
		"reason", reason_name(r->held.reason), "action",
		action_name(r->held.action), "ref", r->held.ref, "requested",
		instant_json(cli, r->held.requested_utc));
}

enum err held_print_json(
	const struct cli *cli, const struct quarantine_entry *entry)
{
	const struct summary *m = &entry->summary;
	const struct held_message *h = &entry->held;
	json_t *list = json_array(), *all;
	int failed = 0;

	for (size_t i = 0; i < entry->recipients_len; i++)
		failed |= json_array_append_new(
			list, recipient_json(cli, &entry->recipients[i]));
	all = json_pack("{s:s, s:o, s:o, s:I, s:s?, s:s?, s:b, s:o, s:o, s:o, "
			"s:o, s:o, s:o, s:o}",
		"id", h->id.text, "received",
		instant_json(cli, h->received_utc), "expires",
		instant_json(cli, h->expires_utc), "size", (json_int_t)h->size,
		"queue_id", h->queue_id, "host", h->host, "damaged",
		(int)entry->is_damaged, "sender", text_json(m->sender), "login",
		text_json(m->login), "from", text_json(m->from), "subject",
		text_json(m->subject), "message_id", text_json(m->message_id),
		"asked",
		h->asked ? json_any_text(h->asked, strlen(h->asked)) :
			   json_null(),
		"recipients", list);
	failed |= !all || json_dumpf(all, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(all);
	return failed ? ERR_NOMEM : ERR_OK;
}
