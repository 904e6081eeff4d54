/* SPDX-License-Identifier: BSD-2-Clause */
/* What is held: shown, found, kept longer, deleted. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/held.h"
#include "cli/held_choice.h"
#include "core/comparable.h"
#include "mail/preview.h"
#include "service/mta/mta_queue_act.h"
#include "service/quarantine/dispatch_delete.h"

#define PREVIEW_MAX ((size_t)4 << 20)
#define VALUE_MAX ((size_t)4096)
#define EXIT_NONE 1 /* as grep(1) has it */
#define KEPT "is kept until "

/* ---------------------------------------------------------- list, search */

struct lister {
	const struct cli *cli;
	const char *words; /* folded; NULL: all */
	struct held_choice choice;
	bool is_json, is_long;
	size_t len;
	enum err e;
};

/* Whatever the case and the diacritics of either; "words" is folded. */
static bool has_words(const char *raw, const char *words)
{
	char folded[VALUE_MAX];
	struct buf text;
	bool found;

	buf_init(&text, VALUE_MAX);
	(void)preview_value(raw, VALUE_MAX / 4, &text);
	found = comparable_fold(buf_text(&text), text.len, folded,
			sizeof(folded)) == ERR_OK &&
		strstr(folded, words);
	buf_free(&text);
	return found;
}

static bool is_found(const struct quarantine_entry *entry, const char *words)
{
	const struct summary *m = &entry->summary;

	if (has_words(m->sender, words) || has_words(m->login, words) ||
		has_words(m->from, words) || has_words(m->subject, words) ||
		has_words(m->message_id, words) ||
		(entry->held.queue_id &&
			has_words(entry->held.queue_id, words)))
		return true;
	for (size_t i = 0; i < entry->recipients_len; i++)
		if (has_words(entry->recipients[i].address, words))
			return true;
	return false;
}

static bool print_one(void *arg, const struct quarantine_entry *entry)
{
	struct lister *l = arg;

	if (!held_choice_has(&l->choice, entry) ||
		(l->words && !is_found(entry, l->words)))
		return true;
	l->len++;
	if (l->is_json)
		l->e = held_print_json(l->cli, entry);
	else if (l->is_long)
		held_print_entry(l->cli, entry);
	else
		held_print_short(l->cli, entry);
	return !l->e && !ferror(stdout);
}

/* The same of what the mail server holds, which has no subject for us. */
static bool mta_is_found(const struct mta_held *held, const char *words)
{
	if (has_words(held->sender, words) || has_words(held->queue_id, words))
		return true;
	for (size_t i = 0; i < held->recipients_len; i++)
		if (has_words(held->recipients[i].address, words))
			return true;
	return false;
}

static enum err print_mta(struct lister *l, const struct mta_queue *q)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < q->len; i++) {
		const struct mta_held *held = &q->items[i];

		if (!held_choice_has_mta(&l->choice, held) ||
			(l->words && !mta_is_found(held, l->words)))
			continue;
		l->len++;
		if (l->is_json)
			e = mta_held_print_json(l->cli, held);
		else if (l->is_long)
			mta_held_print(l->cli, held);
		else
			mta_held_print_line(l->cli, held);
	}
	return e;
}

static int list(struct cli *cli, const struct held_wish *wish,
	const struct mta_queue_tools *tools, struct lister *l)
{
	struct mta_queue q;
	int status = cli_open_desk(cli, false), mta_status;
	enum err e;

	l->cli = cli;
	if (!status)
		status = held_choice_make(cli, wish, &l->choice);
	if (status)
		return status;
	e = quarantine_list(cli->desk, &l->choice.filter, print_one, l);
	if (e)
		return cli_desk_failed(cli, e);
	/* What is ours is shown also where the mail server does not answer. */
	mta_status = mta_held_open(cli, tools, &q);
	if (!mta_status && !l->e)
		l->e = print_mta(l, &q);
	mta_queue_free(&q);
	if (l->e)
		return cli_fail(cli, EX_IOERR, "writing the output failed");
	if (mta_status)
		return mta_status;
	if (l->len > 0)
		return cli_flush(cli);
	visible_printf(stderr, "robinson %s: nothing %s\n", cli->command->name,
		l->words ? "was found" : "is held");
	return l->words ? EXIT_NONE : EX_OK;
}

int cmd_quarantine_list(struct cli *cli, int argc, char **argv)
{
	struct held_wish wish = {NULL};
	struct mta_queue_tools tools = {NULL};
	struct lister l = {0};
	const struct cli_option options[] = {
		{.name = "json", .flag = &l.is_json},
		{.name = "long", .flag = &l.is_long},
		{.name = "reason", .value = &wish.held_for},
		HELD_WISH_OPTIONS(&wish),
		{.name = "postfix-config", .value = &tools.postfix_config},
		{.name = "sendmail-cf", .value = &tools.sendmail_cf},
		{.name = "sendmail", .value = &tools.sendmail},
	};
	int status;

	status = cli_options_none(cli, argc, argv, options, COUNT_OF(options));
	return status ? status : list(cli, &wish, &tools, &l);
}

int cmd_quarantine_search(struct cli *cli, int argc, char **argv)
{
	const struct held_wish wish = {NULL};
	struct mta_queue_tools tools = {NULL};
	struct lister l = {0};
	char folded[VALUE_MAX];
	const char *words = NULL;
	const struct cli_option options[] = {
		{.name = "json", .flag = &l.is_json},
		{.name = "long", .flag = &l.is_long},
		{.name = "postfix-config", .value = &tools.postfix_config},
		{.name = "sendmail-cf", .value = &tools.sendmail_cf},
		{.name = "sendmail", .value = &tools.sendmail},
	};
	int status;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "WORDS", &words);
	if (status)
		return status;
	if (comparable_fold(words, strlen(words), folded, sizeof(folded)) ||
		folded[0] == '\0')
		return cli_fail(cli, EX_USAGE,
			"found \"%s\", accepted: words of a subject, a name, "
			"an address or a queue id, in UTF-8",
			words);
	l.words = folded;
	return list(cli, &wish, &tools, &l);
}

/* ------------------------------------------------------------------ show */

static bool write_bytes(void *arg, const void *bytes, size_t len)
{
	(void)arg;
	return fwrite(bytes, 1, len, stdout) == len;
}

static bool collect_bytes(void *arg, const void *bytes, size_t len)
{
	return buf_add(arg, bytes, len) == ERR_OK;
}

static bool print_head(void *arg, const struct quarantine_entry *entry)
{
	held_print_entry(arg, entry);
	return true;
}

static enum err show(struct cli *cli, const struct held_id *id)
{
	struct buf message, text;
	enum err e = quarantine_get(cli->desk, id, print_head, cli);

	if (e)
		return e;
	buf_init(&message, (size_t)1 << 31);
	buf_init(&text, PREVIEW_MAX);
	e = quarantine_read(cli->desk, id, collect_bytes, &message);
	if (!e)
		e = buf_err(&message);
	if (!e)
		e = preview_message(message.data, message.len, &text);
	if (!e || e == ERR_LIMIT)
		printf("\n%s%s", buf_text(&text), e ? "[cut here]\n" : "");
	if (message.data)
		explicit_bzero(message.data, message.cap);
	buf_free(&message);
	buf_free(&text);
	return e == ERR_LIMIT ? ERR_OK : e;
}

int cmd_quarantine_show(struct cli *cli, int argc, char **argv)
{
	bool is_raw = false;
	const struct cli_option options[] = {{.name = "raw", .flag = &is_raw}};
	const char *text = NULL;
	struct held_id *ids = NULL;
	int status;
	size_t len;
	enum err e;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "ID", &text);
	if (!status)
		status = held_open(cli, argc, argv, argc - 1, &ids, &len);
	if (!status) {
		e = is_raw ?
			quarantine_read(cli->desk, ids, write_bytes, NULL) :
			show(cli, ids);
		status = e ? cli_desk_failed(cli, e) : cli_flush(cli);
	}
	free(ids);
	return status;
}

/* -------------------------------------------------- extend, delete, request */

/* Each by itself: what cannot be done to one is done to the others. */
static int do_each(struct cli *cli, const struct held_id *ids, size_t len,
	enum err (*act)(
		struct cli *cli, const struct held_id *id, const void *arg),
	const void *arg, const char *done)
{
	int status = EX_OK;

	for (size_t i = 0; i < len; i++) {
		enum err e = act(cli, &ids[i], arg);

		if (e) {
			(void)cli_desk_failed(cli, e);
			status = len == 1 ? cli_status(e) : EXIT_SOME;
		} else {
			visible_printf(stdout, "%s %s\n", ids[i].text, done);
		}
	}
	return status ? status : cli_flush(cli);
}

struct deleting {
	struct dispatch *dispatch;
	const char *reason;
};

static enum err delete_one(
	struct cli *cli, const struct held_id *id, const void *arg)
{
	const struct deleting *deleting = arg;

	(void)cli;
	return dispatch_delete(deleting->dispatch, id, deleting->reason);
}

static int delete_own(
	struct cli *cli, const struct held_id *ids, size_t len, const void *arg)
{
	struct deleting deleting = {.reason = arg};
	enum err e = dispatch_open(cli->desk, &deleting.dispatch);
	int status = e ?
		cli_desk_failed(cli, e) :
		do_each(cli, ids, len, delete_one, &deleting, "deleted");

	dispatch_close(&deleting.dispatch);
	return status;
}

int cmd_quarantine_delete(struct cli *cli, int argc, char **argv)
{
	struct mta_queue_tools tools = {NULL};
	struct mta_held_order order = {
		.tools = &tools, .act = mta_queue_delete, .done = "deleted"};
	struct held_pick pick = {.is_all = false};
	const struct cli_option options[] = {
		{.name = "reason", .value = &order.reason},
		HELD_PICK_OPTIONS(&pick),
		{.name = "postfix-config", .value = &tools.postfix_config},
		{.name = "sendmail-cf", .value = &tools.sendmail_cf},
		{.name = "sendmail", .value = &tools.sendmail},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status)
		status = held_require_reason(cli, order.reason);
	if (!status)
		status = held_pick_act(cli, &order, &pick, argc, argv, first,
			delete_own, order.reason);
	return status;
}

static enum err extend_one(
	struct cli *cli, const struct held_id *id, const void *arg)
{
	return quarantine_extend(cli->desk, id, *(const int64_t *)arg, NULL);
}

int cmd_quarantine_extend(struct cli *cli, int argc, char **argv)
{
	const char *until = NULL;
	const struct cli_option options[] = {
		{.name = "until", .value = &until}};
	struct held_id *ids = NULL;
	char when[INSTANT_TEXT_SIZE], done[sizeof(when) + sizeof(KEPT)];
	int64_t until_utc;
	int first, status;
	size_t len;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status)
		status = cli_require(cli, "until", until);
	if (!status)
		status = held_open(cli, argc, argv, first, &ids, &len);
	if (!status)
		status = cli_instant(cli, "until", until, DAY_LAST, &until_utc);
	if (!status) {
		instant_format(cli->settings->zone, until_utc, when);
		snprintf(done, sizeof(done), KEPT "%s", when);
		status = do_each(cli, ids, len, extend_one, &until_utc, done);
	}
	free(ids);
	return status;
}

struct release_request {
	const char *by, *why;
};

static enum err request_one(
	struct cli *cli, const struct held_id *id, const void *arg)
{
	const struct release_request *asking = arg;

	return quarantine_request(cli->desk, id, asking->by, asking->why);
}

int cmd_quarantine_request(struct cli *cli, int argc, char **argv)
{
	struct release_request asking = {.by = NULL};
	const struct cli_option options[] = {
		{.name = "by", .value = &asking.by},
		{.name = "reason", .value = &asking.why},
	};
	const char *text = NULL;
	struct held_id *ids = NULL;
	int status;
	size_t len;

	status = cli_options_one(
		cli, argc, argv, options, COUNT_OF(options), "ID", &text);
	if (!status)
		status = held_open(cli, argc, argv, argc - 1, &ids, &len);
	if (!asking.by)
		asking.by = cli->operator_name;
	if (!status)
		status = do_each(
			cli, ids, len, request_one, &asking, "is asked for");
	free(ids);
	return status;
}
