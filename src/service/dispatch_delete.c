/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/dispatch_delete.h"

#include <stdlib.h>

#include "service/clock_guard.h"
#include "service/tell.h"

#define BATCH 100
#define HEAD_MAX ((size_t)16 * 1024)

/* ------------------------------------------------- what its sender is told */

static void add_field(struct buf *head, const char *name, const char *value)
{
	if (*value)
		(void)buf_addf(head, "%s: %s\r\n", name, value);
}

/* That what was held is deleted: FATE_EXPIRED, its time has passed;
 * FATE_DELETED, by a person. */
static enum err write_gone(const struct settings *s,
	const struct quarantine_entry *entry, enum notice_fate fate,
	int64_t now_utc, struct buf *out)
{
	struct notice_recipient *recipients =
		calloc(entry->recipients_len + 1, sizeof(*recipients));
	struct notice n = {
		.to = entry->summary.sender,
		.host = entry->held.host,
		.reference = entry->held.id.text,
		.kind = fate == FATE_DELETED ? "deleted" : "expired",
		.now_utc = now_utc,
		.arrived_utc = entry->held.received_utc,
		.until_utc = entry->held.expires_utc,
		.recipients = recipients,
	};
	struct buf head;
	enum err e;

	if (!recipients)
		return ERR_NOMEM;
	buf_init(&head, HEAD_MAX);
	add_field(&head, "From", entry->summary.from);
	add_field(&head, "Subject", entry->summary.subject);
	add_field(&head, "Message-ID", entry->summary.message_id);
	n.head = buf_text(&head);
	n.head_len = head.len;
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct quarantine_recipient *r = &entry->recipients[i];

		if (!(HELD_BIT(r->held.state) & HELD_WAITING))
			continue;
		recipients[n.recipients_len++] = (struct notice_recipient){
			.address = r->address,
			.fate = fate,
			.reason = r->held.reason,
			.ref = r->held.ref,
		};
	}
	e = n.recipients_len ? tell_notice(s, &n, out) : ERR_NOT_FOUND;
	buf_free(&head);
	free(recipients);
	return e;
}

/* False: not now, but later perhaps. */
static bool tell_sender(struct dispatch *d,
	const struct quarantine_entry *entry, enum notice_fate fate)
{
	struct buf text;
	enum err e;

	/* What cannot be opened has no sender. */
	if (entry->is_damaged ||
		!notice_is_due(d->desk->settings, entry->summary.sender))
		return true;
	buf_init(&text, NOTICE_MAX);
	e = write_gone(d->desk->settings, entry, fate, d->desk->now_utc, &text);
	if (!e)
		e = dispatch_tell(d, entry->summary.sender, &text);
	buf_free(&text);
	/* Only what may still be told is worth waiting for. */
	return e != ERR_UNAVAILABLE && e != ERR_NOMEM;
}

static bool tell_expired(void *arg, const struct quarantine_entry *entry)
{
	return tell_sender(arg, entry, FATE_EXPIRED);
}

/* ---------------------------------------------------------------- by a person */

struct deletion {
	struct dispatch *d;
	bool is_told;
};

static bool tell_deleted(void *arg, const struct quarantine_entry *entry)
{
	struct deletion *deletion = arg;

	deletion->is_told = tell_sender(deletion->d, entry, FATE_DELETED);
	return true;
}

enum err dispatch_delete(
	struct dispatch *d, const struct held_id *id, const char *reason)
{
	struct deletion deletion = {.d = d, .is_told = true};
	enum err e = quarantine_check_reason(d->desk, reason);

	if (!e && d->desk->settings->notices.tell_deleted)
		e = quarantine_get(d->desk, id, tell_deleted, &deletion);
	if (!e && !deletion.is_told)
		/* The cause is there already: what the MTA said. */
		e = ERR_UNAVAILABLE;
	return e ? e : quarantine_delete(d->desk, id, reason);
}

/* ------------------------------------------------------------------ by time */

struct passed {
	struct held_id ids[BATCH];
	unsigned numbers[BATCH];
	size_t len;
	int64_t before_utc;
};

static bool take_passed(void *arg, const struct quarantine_entry *entry)
{
	struct passed *p = arg;

	for (size_t i = 0; i < entry->recipients_len && p->len < BATCH; i++) {
		const struct held_recipient *r = &entry->recipients[i].held;

		if (r->state != HELD_PASSED || r->changed_utc >= p->before_utc)
			continue;
		p->ids[p->len] = entry->held.id;
		p->numbers[p->len++] = r->n;
	}
	return p->len < BATCH;
}

/* Whoever released it may still be at it for as long as a token lives. */
static enum err settle_passed(struct desk *desk)
{
	const struct held_filter filter = {
		.after_utc = INSTANT_NONE,
		.since_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE,
		.states = HELD_BIT(HELD_PASSED),
	};
	struct passed p = {.before_utc = desk->now_utc -
			desk->settings->release.token_lifetime_s};
	enum err e;

	do {
		p.len = 0;
		e = quarantine_list(desk, &filter, take_passed, &p);
		for (size_t i = 0; !e && i < p.len; i++)
			e = quarantine_release_end(desk, &p.ids[i],
				p.numbers[i], RELEASE_TAKEN,
				"the milter let it through");
	} while (!e && p.len == BATCH);
	return e;
}

static enum err guard_expiry(struct desk *desk, const char *confirmed)
{
	struct clock_guard guard = {
		.things = "held messages",
		.confirm = "robinson quarantine expire --confirm --reason TEXT",
	};
	enum err e;

	if (confirmed)
		return clock_guard_confirm(desk, confirmed);
	e = store_held_due(desk->session, desk->now_utc, &guard.share);
	if (e)
		return desk_store_fail(desk, e, "counting what is held");
	return guard.share.due > 0 ? clock_guard_check(desk, &guard) : ERR_OK;
}

enum err dispatch_expire(
	struct dispatch *d, const char *confirmed, size_t *deleted_r)
{
	size_t deleted = 0;
	enum err e;

	*deleted_r = 0;
	e = settle_passed(d->desk);
	if (!e)
		e = guard_expiry(d->desk, confirmed);
	if (e)
		return e;
	do {
		e = quarantine_expire(
			d->desk, BATCH, tell_expired, d, &deleted);
		*deleted_r += deleted;
	} while (!e && deleted > 0);
	return e;
}
