/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/mta_held.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/held.h"
#include "mail/plain.h"

#define SHOWN 998
/* A question mark may become three octets. */
#define SHOWN_MAX ((size_t)3 * SHOWN + 1)

int mta_held_open(struct cli *cli, const struct mta_queue_tools *tools,
	struct mta_queue *q)
{
	enum err e;

	mta_queue_init(q);
	if (cli->settings->hold_in != HOLD_IN_MTA)
		return EX_OK;
	e = mta_queue_list(cli->desk, tools, q);
	if (!e)
		return EX_OK;
	/* Not of Postfix: our own quarantine works all the same. */
	(void)cli_desk_failed(cli, e);
	return e == ERR_NOT_FOUND ? EX_OK : cli_status(e);
}

static bool recipient_matches(
	const struct mta_recipient *r, const struct held_filter *filter)
{
	return (!filter->reason ||
		       (r->ref[0] && r->reason == filter->reason)) &&
		(!filter->purpose ||
			(r->purpose &&
				strcmp(r->purpose->name, filter->purpose) ==
					0)) &&
		(!filter->key ||
			(r->has_key &&
				memcmp(r->key.bytes, filter->key->bytes,
					PSEUDONYM_LEN) == 0));
}

bool mta_held_matches(
	const struct mta_held *held, const struct held_filter *filter)
{
	/* Who asks for a release asks for one of our own quarantine. */
	if (filter->is_requested)
		return false;
	if (filter->before_utc != INSTANT_NONE &&
		held->arrived_utc >= filter->before_utc)
		return false;
	if (!filter->reason && !filter->purpose && !filter->key)
		return true;
	for (size_t i = 0; i < held->recipients_len; i++)
		if (recipient_matches(&held->recipients[i], filter))
			return true;
	return false;
}

/* -------------------------------------------------------------- for people */

static void print_text(const char *label, const char *raw, const char *after)
{
	struct buf text;

	buf_init(&text, SHOWN_MAX);
	(void)plain_adds(&text, raw, SHOWN);
	visible_printf(stdout, "  %-10s %s%s", label, buf_text(&text), after);
	buf_free(&text);
}

static void print_recipient(const struct mta_recipient *r)
{
	print_text("to", r->address, "");
	if (r->ref[0])
		visible_printf(stdout, "  %s: %s, purpose %s, ref %s",
			action_name(r->action), reason_words(r->reason),
			r->purpose ? r->purpose->name : "not known any more",
			r->ref);
	putchar('\n');
}

void mta_held_print(const struct cli *cli, const struct mta_held *held)
{
	char at[INSTANT_TEXT_SIZE];

	instant_format(cli->settings->zone, held->arrived_utc, at);
	visible_printf(stdout,
		"%s  %s, held by the mail server, %" PRId64 " octets%s\n",
		held->queue_id, at, held->size,
		held->is_ours ? "" : ", not by Robinson");
	print_text("sender", *held->sender ? held->sender : "<>", "\n");
	for (size_t i = 0; i < held->recipients_len; i++)
		print_recipient(&held->recipients[i]);
}

void mta_held_print_line(const struct cli *cli, const struct mta_held *held)
{
	const struct held_line line = {
		.id = held->queue_id,
		.at_utc = held->arrived_utc,
		.sender = held->sender,
		.subject = held->is_ours ? "[held by the mail server]" :
					   "[held by the mail server, not by "
					   "Robinson]",
	};
	bool has[REASON_COUNT] = {false};
	size_t waiting = 0;

	for (size_t i = 0; i < held->recipients_len; i++) {
		const struct mta_recipient *r = &held->recipients[i];

		if (r->ref[0] && r->action != ACTION_HOLD)
			continue;
		waiting++;
		if (r->ref[0] && (unsigned)r->reason < REASON_COUNT)
			has[r->reason] = true;
	}
	held_print_line(cli, &line, waiting, has);
}

/* ------------------------------------------------------------ for programs */

/* Null where it is no UTF-8. */
static json_t *text_json(const char *text)
{
	json_t *json = json_string(text);

	return json ? json : json_null();
}

static json_t *recipient_json(const struct mta_recipient *r)
{
	if (!r->ref[0])
		return json_pack("{s:o}", "address", text_json(r->address));
	return json_pack("{s:o, s:s?, s:s, s:s, s:s}", "address",
		text_json(r->address), "purpose",
		r->purpose ? r->purpose->name : NULL, "reason",
		reason_name(r->reason), "action", action_name(r->action), "ref",
		r->ref);
}

enum err mta_held_print_json(const struct cli *cli, const struct mta_held *held)
{
	char at[INSTANT_TEXT_SIZE];
	json_t *list = json_array(), *all;
	int failed = 0;

	instant_format_iso(cli->settings->zone, held->arrived_utc, at);
	for (size_t i = 0; i < held->recipients_len; i++)
		failed |= json_array_append_new(
			list, recipient_json(&held->recipients[i]));
	all = json_pack("{s:s, s:s, s:s, s:I, s:b, s:o, s:o}", "where", "mta",
		"id", held->queue_id, "received", at, "size",
		(json_int_t)held->size, "by_robinson", (int)held->is_ours,
		"sender", text_json(held->sender), "recipients", list);
	failed |= !all || json_dumpf(all, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(all);
	return failed ? ERR_NOMEM : ERR_OK;
}

/* -------------------------------------------------------------------- acts */

/* Brings the ids that the server knows to the end: how many are not its. */
static size_t split(const struct mta_queue *q, char **ids, size_t len)
{
	size_t own = len;

	for (size_t i = 0; i < own;) {
		char *id = ids[i];

		if (!mta_queue_find(q, id)) {
			i++;
			continue;
		}
		own--;
		memmove(&ids[i], &ids[i + 1], (len - i - 1) * sizeof(*ids));
		ids[len - 1] = id;
	}
	return own;
}

static int do_theirs(struct cli *cli, const struct mta_held_order *order,
	const struct mta_queue *q, char **ids, size_t len)
{
	int status = EX_OK;

	for (size_t i = 0; i < len; i++) {
		const struct mta_held *held = mta_queue_find(q, ids[i]);
		enum err e = order->act(
			cli->desk, order->tools, held, order->reason);

		if (e) {
			(void)cli_desk_failed(cli, e);
			status = len == 1 ? cli_status(e) : EXIT_SOME;
		} else {
			visible_printf(stdout, "%s %s\n", ids[i], order->done);
		}
	}
	return status ? status : cli_flush(cli);
}

/* Nothing is done before all ids are understood. */
static int do_both(struct cli *cli, const struct mta_held_order *order,
	const struct mta_queue *q, char **ids, size_t len, mta_held_own *own,
	const void *arg)
{
	size_t own_len = split(q, ids, len);
	struct held_id *own_ids = NULL;
	int status = EX_OK, theirs = EX_OK;

	if (own_len > 0)
		status = held_open(
			cli, (int)own_len, ids, 0, &own_ids, &own_len);
	if (!status) {
		if (own_len < len)
			theirs = do_theirs(
				cli, order, q, ids + own_len, len - own_len);
		if (own_len > 0)
			status = own(cli, own_ids, own_len, arg);
		if (own_len > 0 && own_len < len && (status || theirs))
			status = EXIT_SOME;
		else if (!status)
			status = theirs;
	}
	free(own_ids);
	return status;
}

int mta_held_both(struct cli *cli, const struct mta_held_order *order, int argc,
	char **argv, int first, mta_held_own *own, const void *arg)
{
	struct mta_queue q;
	int status;

	if (first >= argc)
		return cli_usage(cli, "ID is missing");
	status = cli->desk ? EX_OK : cli_open_desk(cli, false);
	if (status)
		return status;
	status = mta_held_open(cli, order->tools, &q);
	if (!status)
		status = do_both(cli, order, &q, argv + first,
			(size_t)(argc - first), own, arg);
	mta_queue_free(&q);
	return status;
}
