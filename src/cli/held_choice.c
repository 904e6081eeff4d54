/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/held_choice.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "cli/held.h"

#define DECIMAL 10
#define DIGITS "0123456789"

static int take_age(
	struct cli *cli, const char *text, struct held_filter *filter)
{
	int64_t seconds;

	if (duration_parse(text, &seconds))
		return cli_fail(cli, EX_USAGE,
			"--older-than: found \"%s\", accepted: a time, as "
			"\"14 days\" or \"12 hours\"",
			text);
	filter->before_utc = cli->desk->now_utc - seconds;
	return EX_OK;
}

int held_choice_make(struct cli *cli, const struct held_wish *wish,
	struct held_choice *choice_r)
{
	const struct policy_purpose *purpose;
	struct held_choice *c = choice_r;
	enum err e = ERR_OK;

	*c = (struct held_choice){
		.filter = {.after_utc = INSTANT_NONE,
			.since_utc = INSTANT_NONE,
			.before_utc = INSTANT_NONE,
			.due_utc = INSTANT_NONE,
			.states = HELD_WAITING,
			.is_requested = wish->is_requested},
		.sender = wish->sender,
	};
	if (wish->held_for && reason_parse(wish->held_for, &c->filter.reason))
		return cli_fail(cli, EX_USAGE,
			"--held-for: found \"%s\", accepted: a reason, as "
			"unknown",
			wish->held_for);
	if (wish->older_than && take_age(cli, wish->older_than, &c->filter))
		return EX_USAGE;
	if (wish->purpose) {
		e = desk_purpose(cli->desk, wish->purpose, &purpose);
		if (!e)
			c->filter.purpose = purpose->name;
	}
	if (!e && wish->address) {
		e = desk_identify(cli->desk, wish->address, &c->identity);
		c->filter.key = &c->identity.key;
	}
	return e ? cli_desk_failed(cli, e) : EX_OK;
}

/* Whatever the case, and with or without angle brackets. */
static bool is_sender(const char *a, const char *b)
{
	size_t a_len, b_len;

	a += *a == '<';
	b += *b == '<';
	a_len = strcspn(a, ">");
	b_len = strcspn(b, ">");
	return a_len == b_len && strncasecmp(a, b, a_len) == 0;
}

bool held_choice_has(
	const struct held_choice *choice, const struct quarantine_entry *entry)
{
	/* Of what cannot be opened nobody knows who sent it. */
	return !choice->sender ||
		(!entry->is_damaged &&
			is_sender(choice->sender, entry->summary.sender));
}

bool held_choice_has_mta(
	const struct held_choice *choice, const struct mta_held *held)
{
	return mta_held_matches(held, &choice->filter) &&
		(!choice->sender || is_sender(choice->sender, held->sender));
}

/* -------------------------------------------------- an act on those chosen */

/* Their ids, as a command line has them. */
struct chosen {
	struct held_choice choice;
	char **ids;
	size_t len, cap;
	enum err e;
};

static void choose(struct chosen *chosen, const char *id)
{
	char *copy;

	chosen->e = array_reserve((void **)&chosen->ids, &chosen->cap,
		chosen->len + 1, sizeof(*chosen->ids));
	if (chosen->e)
		return;
	copy = strdup(id);
	if (copy)
		chosen->ids[chosen->len++] = copy;
	else
		chosen->e = ERR_NOMEM;
}

static bool choose_own(void *arg, const struct quarantine_entry *entry)
{
	struct chosen *chosen = arg;

	if (held_choice_has(&chosen->choice, entry))
		choose(chosen, entry->held.id.text);
	return !chosen->e;
}

static int choose_theirs(struct cli *cli, const struct mta_queue_tools *tools,
	struct chosen *chosen)
{
	struct mta_queue q;
	int status = mta_held_open(cli, tools, &q);

	for (size_t i = 0; !status && !chosen->e && i < q.len; i++)
		/* What Robinson did not hold is not for it to decide. */
		if (q.items[i].is_ours &&
			held_choice_has_mta(&chosen->choice, &q.items[i]))
			choose(chosen, q.items[i].queue_id);
	mta_queue_free(&q);
	return status;
}

static int choose_all(struct cli *cli, const struct mta_queue_tools *tools,
	const struct held_wish *wish, struct chosen *chosen)
{
	int status = held_choice_make(cli, wish, &chosen->choice);
	enum err e;

	if (status)
		return status;
	e = quarantine_list(
		cli->desk, &chosen->choice.filter, choose_own, chosen);
	if (e)
		return cli_desk_failed(cli, e);
	status = choose_theirs(cli, tools, chosen);
	if (!status && (chosen->e || chosen->len > INT_MAX))
		status = cli_fail(cli, EX_OSERR, "%s", err_text(ERR_NOMEM));
	return status;
}

/* EX_OK: exactly so many match. */
static int check_count(const struct cli *cli, const char *count, size_t found)
{
	if (count && strtoull(count, NULL, DECIMAL) == found)
		return EX_OK;
	return cli_fail(cli, EXIT_SOME,
		"%zu match, nothing was done; \"robinson quarantine list\" "
		"with the same filters shows them, --count %zu confirms them",
		found, found);
}

static int act_on_all(struct cli *cli, const struct mta_held_order *order,
	const struct held_pick *pick, mta_held_own *own, const void *arg)
{
	struct chosen chosen = {.len = 0};
	int status = cli_open_desk(cli, false);

	if (!status)
		status = choose_all(cli, order->tools, &pick->wish, &chosen);
	if (!status)
		status = check_count(cli, pick->count, chosen.len);
	if (!status && chosen.len > 0)
		status = mta_held_both(
			cli, order, (int)chosen.len, chosen.ids, 0, own, arg);
	for (size_t i = 0; i < chosen.len; i++)
		free(chosen.ids[i]);
	free(chosen.ids);
	return status;
}

int held_pick_act(struct cli *cli, const struct mta_held_order *order,
	const struct held_pick *pick, int argc, char **argv, int first,
	mta_held_own *own, const void *arg)
{
	const struct held_wish *w = &pick->wish;
	bool is_filtered = w->held_for || w->purpose || w->address ||
		w->sender || w->older_than || w->is_requested;

	if (!pick->is_all && (is_filtered || pick->count))
		return cli_usage(cli, "filters and --count go with --all");
	if (!pick->is_all)
		return mta_held_both(cli, order, argc, argv, first, own, arg);
	if (first < argc)
		return cli_usage(
			cli, "--all takes no ID, found \"%s\"", argv[first]);
	if (pick->count &&
		(!*pick->count || pick->count[strspn(pick->count, DIGITS)]))
		return cli_usage(cli,
			"--count: found \"%s\", accepted: a number",
			pick->count);
	return act_on_all(cli, order, pick, own, arg);
}
