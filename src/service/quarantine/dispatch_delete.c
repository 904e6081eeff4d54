/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/dispatch_delete.h"

#include <string.h>

#include "service/mailer/carry.h"
#include "service/office/clock_guard.h"
#include "service/quarantine/held_letter_private.h"

#define BATCH 100

enum err dispatch_delete(
	struct dispatch *d, const struct held_id *id, const char *reason)
{
	int64_t letter = 0;
	enum err e = quarantine_delete(d->desk, id, reason, &letter);

	/* If the MTA does not take it now, the daemon sends it later. */
	if (!e)
		(void)carry_fresh(d->desk->office, letter);
	return e;
}

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

/* The recipients of one message stand together: *len_r of them from "at". */
static enum err settle_one(
	struct dispatch *d, const struct passed *p, size_t at, size_t *len_r)
{
	const struct held_id *id = &p->ids[at];
	struct held_letter letter = {0};
	const struct release_end how = {
		.outcome = RELEASE_TAKEN,
		.detail = "the milter let it through",
		.letter = &letter,
	};
	enum err e = ERR_OK;

	*len_r = 0;
	while (!e && at + *len_r < p->len &&
		strcmp(p->ids[at + *len_r].text, id->text) == 0)
		e = quarantine_release_end(
			d->desk, id, p->numbers[at + (*len_r)++], &how);
	(void)carry_fresh(d->desk->office, letter.id);
	held_letter_free(&letter);
	return e;
}

/* Whoever released it may still be at it for as long as a token lives. */
static enum err settle_passed(struct dispatch *d)
{
	struct desk *desk = d->desk;
	const struct held_filter filter = {
		.after_utc = INSTANT_NONE,
		.since_utc = INSTANT_NONE,
		.before_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE,
		.states = HELD_BIT(HELD_PASSED),
	};
	struct passed p = {.before_utc = desk->now_utc -
			desk->settings->release.token_lifetime_s};
	size_t n;
	enum err e;

	do {
		p.len = 0;
		e = quarantine_list(desk, &filter, take_passed, &p);
		for (size_t i = 0; !e && i < p.len; i += n)
			e = settle_one(d, &p, i, &n);
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
	int64_t letters[BATCH];
	bool is_taken = true;
	size_t deleted = 0;
	enum err e;

	*deleted_r = 0;
	e = settle_passed(d);
	if (!e)
		e = guard_expiry(d->desk, confirmed);
	if (e)
		return e;
	do {
		e = quarantine_expire(d->desk, BATCH, letters, &deleted);
		*deleted_r += deleted;
		for (size_t i = 0; !e && is_taken && i < deleted; i++)
			is_taken = carry_fresh(d->desk->office, letters[i]);
	} while (!e && deleted > 0);
	return e;
}
