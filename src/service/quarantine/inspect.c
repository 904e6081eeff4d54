/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "core/policy_find.h"
#include "service/intake/helper.h"
#include "service/verdict/judge_release.h"

/* ----------------------------------------------------------------- content */

struct giving {
	struct helper *helper;
	size_t given;
	bool is_whole;
	enum err e;
};

static bool give(void *arg, const void *bytes, size_t len)
{
	struct giving *g = arg;

	if (len > INBOUND_LOOK_MAX - g->given) {
		len = INBOUND_LOOK_MAX - g->given;
		g->is_whole = false;
	}
	g->e = helper_look_add(g->helper, bytes, len);
	g->given += len;
	return !g->e && g->is_whole;
}

static enum err look_at(struct desk *desk, const struct held_id *id,
	struct giving *g, struct inbound_preview *preview_r)
{
	enum err e = helper_look_begin(g->helper), of_message = ERR_OK;

	if (!e) {
		of_message = quarantine_read(desk, id, give, g);
		e = of_message ? of_message : g->e;
		e = e ? helper_look_failed(g->helper, e) :
			helper_look_end(g->helper, preview_r);
	}
	return e && e != of_message ? desk_fail(desk, e,
					      "the message cannot be looked "
					      "at: %s",
					      helper_cause(g->helper)) :
				      e;
}

enum err inspect_content(struct desk *desk, const struct held_id *id,
	void (*each)(void *arg, const struct inbound_preview *preview),
	void *arg, bool *is_whole_r)
{
	struct giving g = {.is_whole = true};
	struct inbound_preview preview;
	enum err e = helper_new(helper_program(desk->settings), -1, &g.helper);

	*is_whole_r = true;
	if (!e)
		e = helper_tell(g.helper, desk->settings, HELPER_DNS_NEVER);
	if (e)
		e = desk_fail(desk, e, "%s", err_text(e));
	else
		e = look_at(desk, id, &g, &preview);
	if (!e) {
		*is_whole_r = g.is_whole;
		each(arg, &preview);
		inbound_preview_free(&preview);
	}
	helper_free(&g.helper);
	return e;
}

/* ---------------------------------------------------------------- timeline */

struct timeline {
	struct desk *desk;
	const struct held_id *id; /* NULL: whatever message */
	struct inspect_event *events;
	size_t len, cap;
	enum err e;
};

static bool take_event(void *arg, const struct journal_entry *entry)
{
	struct timeline *t = arg;
	const char *words = entry->detail ? entry->detail : "";
	struct inspect_event *event;

	if (t->id && strncmp(words, t->id->text, HELD_ID_LEN) != 0)
		return true;
	t->e = array_reserve(
		(void **)&t->events, &t->cap, t->len + 1, sizeof(*t->events));
	if (t->e)
		return false;
	if (t->id)
		words += strnlen(words, HELD_ID_LEN);
	words += strspn(words, ": ");
	event = &t->events[t->len++];
	*event = (struct inspect_event){.kind = entry->kind,
		.at_utc = entry->at_utc,
		.seq = entry->seq,
		.reason = entry->reason,
		.action = entry->action};
	memcpy(event->ref, entry->ref, sizeof(event->ref));
	(void)snprintf(event->words, sizeof(event->words), "%s", words);
	if (entry->sender_len == 0 ||
		pseudonym_open_name(
			identifier_pseudonymizer(t->desk->identifier),
			entry->sender, entry->sender_len, event->who))
		event->who[0] = '\0';
	return true;
}

static enum err read_events(struct timeline *t,
	const struct journal_filter *filter, const struct held_id *id)
{
	enum err e;

	t->id = id;
	e = store_journal_each(t->desk->session, filter, take_event, t);
	if (!e)
		e = t->e;
	return e ? desk_store_fail(t->desk, e, "reading the journal") : ERR_OK;
}

static enum err read_acts(struct timeline *t, const struct held_id *id,
	const struct pseudonym *keys, size_t len)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < len; i++)
		e = read_events(t,
			&(struct journal_filter){.since_utc = INSTANT_NONE,
				.is_of_quarantine = true,
				.key = &keys[i]},
			id);
	return e;
}

/* The journal keeps the key that a person had then. */
static enum err read_all(struct timeline *t, const struct held_id *id,
	const struct quarantine_recipient *recipient)
{
	const struct held_recipient *held = &recipient->held;
	struct identity_keys keys;
	enum err e = ERR_OK;

	if (held->ref[0])
		e = read_events(t,
			&(struct journal_filter){
				.since_utc = INSTANT_NONE, .ref = held->ref},
			NULL);
	if (e || !held->has_key)
		return e;
	e = desk_keys(t->desk, recipient->address, true, &keys);
	if (e == ERR_INVALID) /* damaged */
		return read_acts(t, id, &held->key, 1);
	if (e)
		return e;
	e = read_acts(t, id, keys.own.items, keys.own.len);
	identity_keys_free(&keys);
	return e;
}

static int compare(const void *a, const void *b)
{
	const struct inspect_event *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

enum err inspect_timeline(struct desk *desk, const struct held_id *id,
	const struct quarantine_recipient *recipient,
	bool (*each)(void *arg, const struct inspect_event *event), void *arg)
{
	struct timeline t = {.desk = desk};
	enum err e = read_all(&t, id, recipient);

	if (!e && t.len > 0)
		qsort(t.events, t.len, sizeof(*t.events), compare);
	for (size_t i = 0; !e && i < t.len; i++)
		if (!each(arg, &t.events[i]))
			break;
	if (t.events)
		explicit_bzero(t.events, t.cap * sizeof(*t.events));
	free(t.events);
	return e;
}

/* --------------------------------------------------------------------- now */

enum err inspect_now(struct desk *desk,
	const struct quarantine_recipient *recipient, enum reason *reason_r)
{
	struct judge_item item = {.recipient = recipient->address,
		.purpose = policy_purpose(
			&desk->settings->policy, recipient->held.purpose)};
	struct judge *judge = NULL;
	enum err e;

	*reason_r = recipient->held.reason;
	if (!item.purpose)
		return desk_fail(desk, ERR_DENIED,
			"the configuration knows the purpose \"%s\" no more",
			recipient->held.purpose);
	e = judge_new(desk->office, &judge);
	if (!e)
		e = judge_release(judge, desk->settings, "", NULL, &item);
	if (e)
		e = desk_fail(desk, e, "asking the rules again: %s",
			judge ? judge_cause(judge) : err_text(e));
	else
		*reason_r = item.verdict.reason;
	judge_free(&judge);
	return e;
}
