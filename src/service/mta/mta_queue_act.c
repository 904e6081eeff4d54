/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/mta/mta_queue_act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "service/mailer/carry.h"
#include "service/mta/mta_queue_letter_private.h"
#include "service/mta/mta_queue_private.h"
#include "service/verdict/judge.h"
#include "service/verdict/routes.h"

#define WORDS_MAX 500

static enum err check(
	struct desk *desk, const struct mta_held *held, const char *reason)
{
	if (!reason || !reason[strspn(reason, " \t\r\n")])
		return desk_fail(desk, ERR_INVALID,
			"a reason is missing; accepted: some words for the "
			"journal");
	if (strlen(reason) > WORDS_MAX)
		return desk_fail(desk, ERR_INVALID,
			"the reason is longer than %d octets", WORDS_MAX);
	if (!held->is_ours)
		return desk_fail(desk, ERR_DENIED,
			"%s: the journal has no entry about it, so somebody "
			"else put it on hold; %s is for that",
			held->queue_id, held->driver->by_hand);
	if (geteuid() == 0)
		return ERR_OK;
	return desk_fail(desk, ERR_DENIED,
		"what the mail server holds is let go and deleted by root "
		"only: use sudo");
}

/* ------------------------------------------------------------- on record */

static enum err journal(struct desk *desk, enum journal_kind kind,
	const struct mta_held *held, const struct mta_recipient *r,
	const char *words)
{
	char detail[JOURNAL_QUEUE_ID_MAX + 64 + WORDS_MAX];

	snprintf(detail, sizeof(detail), "%.*s: %.*s", JOURNAL_QUEUE_ID_MAX,
		held->queue_id, WORDS_MAX, words);
	return desk_journal(desk,
		&(struct desk_act){.kind = kind,
			.key = r->has_key ? &r->key : NULL,
			.purpose = r->purpose ? r->purpose->name : NULL,
			.detail = detail});
}

/* What goes on record in one transaction. */
struct entry {
	enum journal_kind kind;
	const char *words;
	const struct mta_recipient *only; /* NULL: an entry for each */
	bool is_told; /* the sender is, of "fate" */
	enum notice_fate fate;
	int64_t letter; /* the letter to the sender; 0: none */
	int64_t recalled; /* one that is taken back; 0: none */
};

static enum err write_entry(
	struct desk *desk, const struct mta_held *held, struct entry *entry)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < held->recipients_len; i++)
		if (!entry->only || entry->only == &held->recipients[i])
			e = journal(desk, entry->kind, held,
				&held->recipients[i], entry->words);
	if (!e && entry->is_told)
		e = mta_queue_letter(desk, held, entry->fate, &entry->letter);
	if (e || !entry->recalled)
		return e;
	e = store_outbox_recall(desk->session, entry->recalled);
	/* It is with the sender already. */
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	return e ? desk_store_fail(desk, e, "the notice to the sender") : e;
}

static enum err put_on_record(
	struct desk *desk, const struct mta_held *held, struct entry *entry)
{
	enum err e = store_write_begin(desk->session);

	if (e)
		return desk_store_fail(desk, e, "writing the journal");
	e = write_entry(desk, held, entry);
	if (e) {
		store_write_rollback(desk->session);
		return e;
	}
	e = store_write_commit(desk->session);
	return e ? desk_store_fail(desk, e, "writing the journal") : e;
}

/* The tool failed after it was put on record: that goes on record too, and
 * the tool's own words stay the cause. */
static enum err take_back(struct desk *desk, const struct mta_held *held,
	int64_t letter, enum err e)
{
	char cause[DESK_CAUSE_SIZE];
	struct entry entry = {
		.kind = JOURNAL_RETURNED, .words = cause, .recalled = letter};

	memcpy(cause, desk->cause, sizeof(cause));
	if (put_on_record(desk, held, &entry))
		return desk_fail(desk, e,
			"%.400s; and the journal could not be told", cause);
	return desk_fail(desk, e, "%s", cause);
}

/* ------------------------------------------------------------- the rules */

struct asked {
	struct routes **routes; /* of each recipient; NULL: nowhere else */
	size_t routes_len;
	struct judge_item *items;
	const struct mta_recipient **who; /* of each item */
	size_t len;
};

static void asked_free(struct asked *a)
{
	for (size_t i = 0; i < a->routes_len; i++)
		routes_free(&a->routes[i]);
	free(a->routes);
	free(a->items);
	free(a->who);
}

static void ask_for(struct asked *a, const struct mta_recipient *r,
	const char *mailbox, const struct policy_purpose *purpose)
{
	a->items[a->len].recipient = mailbox ? mailbox : r->address;
	a->items[a->len].is_untold = !mailbox;
	a->items[a->len].purpose = purpose;
	a->items[a->len].is_release = true;
	a->who[a->len++] = r;
}

/* The server keeps an address as it came: what it leads to is asked about as
 * it was when it came. */
static void ask_for_all(struct asked *a, const struct mta_recipient *r,
	const struct routes *routes, const struct policy_purpose *purpose)
{
	if (!routes)
		ask_for(a, r, r->address, purpose);
	for (size_t i = 0; routes && i < routes->len; i++)
		ask_for(a, r, routes->mailboxes[i], purpose);
	if (routes && (routes->is_untold || routes->len == 0))
		ask_for(a, r, NULL, purpose);
}

/* How many mailboxes all recipients lead to, at most. */
static enum err find_routes(struct desk *desk, const struct mta_held *held,
	struct asked *a, size_t *count_r)
{
	*count_r = 0;
	a->routes = calloc(held->recipients_len + 1, sizeof(struct routes *));
	if (!a->routes)
		return ERR_NOMEM;
	for (size_t i = 0; i < held->recipients_len; i++) {
		const struct routes_question q = {.settings = desk->settings,
			.host = "",
			.wire = held->recipients[i].address};
		struct routes_answer answer;
		enum err e = routes_find(&q, &answer);

		if (e)
			return e;
		a->routes[a->routes_len++] = answer.routes;
		*count_r += answer.routes ? answer.routes->len + 1 : 1;
	}
	return ERR_OK;
}

static enum err make_room(
	struct desk *desk, const struct mta_held *held, struct asked *a)
{
	size_t count;
	enum err e = find_routes(desk, held, a, &count);

	if (!e) {
		count = count * held->purposes_len + 1;
		a->items = calloc(count, sizeof(*a->items));
		a->who = calloc(count, sizeof(void *));
	}
	if (!e && (!a->items || !a->who))
		e = ERR_NOMEM;
	return e;
}

/* Whom the journal does not name, because an alias brought them in behind
 * the milter, is asked about under all purposes of the message. */
static enum err gather(
	struct desk *desk, const struct mta_held *held, struct asked *a)
{
	enum err e = make_room(desk, held, a);

	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	for (size_t i = 0; i < held->purposes_len; i++)
		if (!held->purposes[i])
			return desk_fail(desk, ERR_DENIED,
				"%s: the configuration knows its purpose no "
				"more",
				held->queue_id);
	for (size_t i = 0; i < held->recipients_len; i++) {
		const struct mta_recipient *r = &held->recipients[i];

		for (size_t k = 0; k < held->purposes_len; k++)
			if (!r->purpose || r->purpose == held->purposes[k])
				ask_for_all(
					a, r, a->routes[i], held->purposes[k]);
	}
	return ERR_OK;
}

static enum err decide(struct desk *desk, struct asked *a)
{
	struct judge *judge = NULL;
	enum err e = judge_new(desk->office, &judge);

	if (!e)
		e = judge_decide(judge, desk->settings, NULL, a->items, a->len);
	if (e)
		e = desk_fail(desk, e, "asking the rules again: %s",
			judge ? judge_cause(judge) : err_text(e));
	judge_free(&judge);
	return e;
}

static enum err refuse(struct desk *desk, const struct mta_held *held,
	const struct mta_recipient *r, enum reason why, const char *reason)
{
	char words[WORDS_MAX];
	struct entry entry = {
		.kind = JOURNAL_RELEASE_REFUSED, .words = words, .only = r};
	enum err e;

	snprintf(words, sizeof(words), "%s; asked for: %s", reason_name(why),
		reason);
	e = put_on_record(desk, held, &entry);
	if (e)
		return e;
	return desk_fail(desk, ERR_DENIED,
		"%s cannot be released, because of %.250s: %s (%s)%s",
		held->queue_id, r->address, reason_words(why),
		reason_article(why), reason_remedy(why));
}

static enum err ask_again(
	struct desk *desk, const struct mta_held *held, const char *reason)
{
	struct asked a = {.len = 0};
	enum err e = gather(desk, held, &a);

	if (!e)
		e = decide(desk, &a);
	for (size_t i = 0; !e && i < a.len; i++) {
		const struct judge_item *item = &a.items[i];

		/* Nobody can overrule them: Art. 21(3), 18, 7(3), 9. */
		if (item->is_target &&
			!reason_may_be_overruled(item->verdict.reason))
			e = refuse(desk, held, a.who[i], item->verdict.reason,
				reason);
	}
	asked_free(&a);
	return e;
}

/* -------------------------------------------------------------- the acts */

/* The server's tool has ended with "e". */
static enum err conclude(struct desk *desk, const struct mta_held *held,
	const struct entry *entry, enum err e)
{
	if (e)
		return take_back(desk, held, entry->letter, e);
	/* What the MTA does not take now is the daemon's to send. */
	(void)carry_fresh(desk->office, entry->letter);
	return ERR_OK;
}

enum err mta_queue_release(struct desk *desk,
	const struct mta_queue_tools *tools, const struct mta_held *held,
	const char *reason)
{
	struct entry entry = {.kind = JOURNAL_RELEASED,
		.words = reason,
		.is_told = true,
		.fate = FATE_RELEASED};
	enum err e = check(desk, held, reason);

	if (!e)
		e = ask_again(desk, held, reason);
	if (!e)
		e = put_on_record(desk, held, &entry);
	if (e)
		return e;
	e = held->driver->release(desk, tools, held);
	return conclude(desk, held, &entry, e);
}

enum err mta_queue_delete(struct desk *desk,
	const struct mta_queue_tools *tools, const struct mta_held *held,
	const char *reason)
{
	struct entry entry = {.kind = JOURNAL_DELETED,
		.words = reason,
		.is_told = true,
		.fate = FATE_DELETED};
	enum err e = check(desk, held, reason);

	if (!e)
		e = put_on_record(desk, held, &entry);
	if (e)
		return e;
	e = held->driver->delete (desk, tools, held);
	return conclude(desk, held, &entry, e);
}
