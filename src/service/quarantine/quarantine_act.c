/* SPDX-License-Identifier: BSD-2-Clause */
/* What is held is deleted, kept longer, asked for, or its time is over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "service/quarantine/held_letter_private.h"

#define YEAR_S ((int64_t)366 * 86400)
#define REASON_WORDS_MAX (QUARANTINE_WHY_SIZE - 1)

static enum err check_reason(struct desk *desk, const char *reason)
{
	size_t len = reason ? strlen(reason) : 0;

	if (len == 0 || strspn(reason, " \t\r\n") == len)
		return desk_fail(desk, ERR_INVALID,
			"a reason is missing; accepted: some words for the "
			"journal");
	if (len > REASON_WORDS_MAX)
		return desk_fail(desk, ERR_INVALID,
			"the reason is longer than %d octets",
			REASON_WORDS_MAX);
	return ERR_OK;
}

/* The recipients of a message in some of the states, copied, because nothing
 * is written while they are read. */
struct crowd {
	struct held_recipient *items;
	size_t len, cap;
	unsigned states;
	bool failed;
};

static bool join(void *arg, const struct held_recipient *r)
{
	struct crowd *crowd = arg;

	if (!(HELD_BIT(r->state) & crowd->states))
		return true;
	if (crowd->len == crowd->cap) {
		struct held_recipient *items = array_grow(
			crowd->items, crowd->len, &crowd->cap, sizeof(*items));

		crowd->failed = !items;
		if (!items)
			return false;
		crowd->items = items;
	}
	crowd->items[crowd->len] = *r;
	crowd->items[crowd->len].address = NULL;
	crowd->items[crowd->len++].address_len = 0;
	return true;
}

static enum err gather(struct desk *desk, const struct held_id *id,
	unsigned states, struct crowd *crowd)
{
	enum err e;

	*crowd = (struct crowd){.states = states};
	e = store_held_recipients(desk->session, id, join, crowd);
	if (!e && crowd->failed)
		e = ERR_NOMEM;
	if (e)
		return desk_store_fail(desk, e, "reading the quarantine");
	if (crowd->len == 0)
		return desk_fail(desk, ERR_NOT_FOUND,
			"no message %s is held, or nobody in it waits",
			id->text);
	return ERR_OK;
}

/* An entry for each of them: "7K3MQW9X2ABC: the reason". */
static enum err journal_all(struct desk *desk, enum journal_kind kind,
	const struct held_id *id, const struct crowd *crowd, const char *words)
{
	char detail[HELD_ID_LEN + REASON_WORDS_MAX + INSTANT_TEXT_SIZE + 40];
	enum err e = ERR_OK;

	snprintf(detail, sizeof(detail), "%s%s%s", id->text, words ? ": " : "",
		words ? words : "");
	for (size_t i = 0; !e && i < crowd->len; i++) {
		const struct held_recipient *r = &crowd->items[i];

		e = desk_journal(desk,
			&(struct desk_act){.kind = kind,
				.key = r->has_key ? &r->key : NULL,
				.purpose = r->purpose,
				.detail = detail});
	}
	return e;
}

static enum err begin(struct desk *desk)
{
	enum err e = store_write_begin(desk->session);

	return e ? desk_store_fail(desk, e, "changing the quarantine") : e;
}

static enum err end(struct desk *desk, enum err e)
{
	if (!e) {
		e = store_write_commit(desk->session);
		return e ? desk_store_fail(desk, e, "changing the quarantine") :
			   e;
	}
	store_write_rollback(desk->session);
	return e;
}

enum err quarantine_delete(struct desk *desk, const struct held_id *id,
	const char *reason, int64_t *letter_r)
{
	struct crowd crowd = {.len = 0};
	enum err e = check_reason(desk, reason);

	*letter_r = 0;
	if (!e)
		e = begin(desk);
	if (e)
		return e;
	e = gather(desk, id, HELD_WAITING, &crowd);
	if (!e)
		e = journal_all(desk, JOURNAL_DELETED, id, &crowd, reason);
	if (!e)
		e = held_letter_gone(desk, id, FATE_DELETED, letter_r);
	if (!e) {
		e = store_held_remove(desk->session, id);
		if (e)
			e = desk_store_fail(desk, e, "deleting what is held");
	}
	free(crowd.items);
	return end(desk, e);
}

enum err quarantine_extend(struct desk *desk, const struct held_id *id,
	int64_t until_utc, const char *reason)
{
	char words[32 + INSTANT_TEXT_SIZE + REASON_WORDS_MAX];
	char text[INSTANT_TEXT_SIZE];
	struct crowd crowd = {.len = 0};
	enum err e = reason ? check_reason(desk, reason) : ERR_OK;

	if (e)
		return e;
	if (until_utc <= desk->now_utc || until_utc > desk->now_utc + YEAR_S)
		return desk_fail(desk, ERR_INVALID,
			"until when it is kept lies behind, or more than a "
			"year ahead");
	instant_format(desk->settings->zone, until_utc, text);
	snprintf(words, sizeof(words), "until %s%s%s", text, reason ? ": " : "",
		reason ? reason : "");
	e = begin(desk);
	if (e)
		return e;
	e = gather(desk, id, HELD_WAITING, &crowd);
	if (!e)
		e = journal_all(desk, JOURNAL_EXTENDED, id, &crowd, words);
	if (!e) {
		e = store_held_extend(desk->session, id, until_utc);
		if (e)
			e = desk_store_fail(desk, e, "keeping what is held");
	}
	free(crowd.items);
	return end(desk, e);
}

enum err quarantine_request_within(struct desk *desk, const struct held_id *id,
	const char *who, const char *why)
{
	const char *operator_name = desk->operator_name;
	struct crowd crowd = {.len = 0};
	enum err e = gather(desk, id, HELD_WAITING, &crowd);

	if (who)
		desk->operator_name = who;
	if (!e)
		e = journal_all(desk, JOURNAL_REQUESTED, id, &crowd, NULL);
	if (!e) {
		e = store_held_request(desk->session, id, desk->now_utc, why);
		if (e)
			e = desk_store_fail(desk, e, "noting the request");
	}
	desk->operator_name = operator_name;
	free(crowd.items);
	return e;
}

enum err quarantine_request(struct desk *desk, const struct held_id *id,
	const char *who, const char *why)
{
	enum err e = why ? check_reason(desk, why) : ERR_OK;

	if (!e)
		e = begin(desk);
	if (e)
		return e;
	return end(desk, quarantine_request_within(desk, id, who, why));
}

/* -------------------------------------------------------------- expiry */

struct due {
	struct desk *desk;
	struct held_id *ids;
	size_t len, cap;
};

/* A message whose release is under way is not deleted. */
static bool is_under_way(
	const struct desk *desk, const struct quarantine_entry *entry)
{
	int64_t lifetime = desk->settings->release.token_lifetime_s;

	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct held_recipient *r = &entry->recipients[i].held;

		if (r->state == HELD_RELEASING &&
			r->changed_utc + lifetime >= desk->now_utc)
			return true;
	}
	return false;
}

static bool note_due(void *arg, const struct quarantine_entry *entry)
{
	struct due *due = arg;

	if (!is_under_way(due->desk, entry))
		due->ids[due->len++] = entry->held.id;
	return due->len < due->cap;
}

static enum err expire_one(
	struct desk *desk, const struct held_id *id, int64_t *letter_r)
{
	struct crowd crowd = {.len = 0};
	enum err e = gather(desk, id, HELD_WAITING, &crowd);

	*letter_r = 0;
	if (!e)
		e = held_letter_gone(desk, id, FATE_EXPIRED, letter_r);
	/* Somebody was quicker, or all of them are done: nothing to tell. */
	if (e == ERR_NOT_FOUND)
		e = ERR_OK;
	if (!e)
		e = journal_all(desk, JOURNAL_EXPIRED, id, &crowd, NULL);
	if (!e) {
		e = store_held_remove(desk->session, id);
		if (e == ERR_NOT_FOUND)
			e = ERR_OK;
		if (e)
			e = desk_store_fail(desk, e, "deleting what is held");
	}
	free(crowd.items);
	return e;
}

static enum err expire_all(
	struct desk *desk, const struct due *due, int64_t *letters_r)
{
	enum err e = begin(desk);

	if (e)
		return e;
	for (size_t i = 0; !e && i < due->len; i++)
		e = expire_one(desk, &due->ids[i], &letters_r[i]);
	if (!e) {
		e = store_held_tokens_purge(desk->session, desk->now_utc);
		if (e)
			e = desk_store_fail(desk, e, "forgetting old tokens");
	}
	return end(desk, e);
}

enum err quarantine_expire(
	struct desk *desk, size_t batch, int64_t *letters_r, size_t *deleted_r)
{
	const struct held_filter filter = {.due_utc = desk->now_utc};
	struct due due = {.desk = desk, .cap = batch};
	enum err e;

	*deleted_r = 0;
	due.ids = calloc(batch ? batch : 1, sizeof(*due.ids));
	if (!due.ids)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	e = batch ? quarantine_list(desk, &filter, note_due, &due) : ERR_OK;
	if (!e)
		e = expire_all(desk, &due, letters_r);
	if (!e)
		*deleted_r = due.len;
	free(due.ids);
	return e;
}
