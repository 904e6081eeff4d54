/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/decide.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "service/quarantine/dispatch_delete.h"

#define REASON_MAX (QUARANTINE_WHY_SIZE - 1)

const char *decide_end_name(enum decide_end end)
{
	switch (end) {
	case DECIDE_DONE:
		return "done";
	case DECIDE_UNDER_WAY:
		return "under-way";
	case DECIDE_REFUSED:
		return "refused";
	case DECIDE_LATER:
		return "later";
	case DECIDE_UNCLEAR:
		return "unclear";
	case DECIDE_GONE:
		return "gone";
	case DECIDE_FAILED:
		return "failed";
	case DECIDE_NOT_TRIED:
		return "not-tried";
	}
	return "failed";
}

struct deciding {
	struct desk *desk;
	const struct decide_order *order;
	const struct held_id *id; /* at hand */
	struct dispatch *dispatch;
	void (*each)(void *arg, const struct decide_result *result);
	void *arg;
};

static void tell(const struct deciding *d, enum decide_end end,
	const char *address, const char *text)
{
	const struct decide_result result = {
		.id = d->id, .end = end, .address = address, .text = text};

	d->each(d->arg, &result);
}

/* Who did what, as far as the journal's latest entries tell. */
static void tell_gone(
	const struct deciding *d, const char *address, const char *text)
{
	char said[DESK_CAUSE_SIZE];
	struct browse_fate fate;
	struct decide_result result = {
		.id = d->id, .end = DECIDE_GONE, .address = address};

	(void)snprintf(said, sizeof(said), "%s", text);
	result.text = said;
	if (browse_fate(d->desk, d->id, &fate) == ERR_OK)
		result.fate = &fate;
	d->each(d->arg, &result);
}

/* ---------------------------------------------------------------- releases */

static void take_release(void *arg, const struct dispatch_result *result)
{
	static const enum decide_end ends[] = {
		[DISPATCH_SENT] = DECIDE_DONE,
		[DISPATCH_UNDER_WAY] = DECIDE_UNDER_WAY,
		[DISPATCH_REFUSED] = DECIDE_REFUSED,
		[DISPATCH_LATER] = DECIDE_LATER,
		[DISPATCH_UNCLEAR] = DECIDE_UNCLEAR,
		[DISPATCH_FAILED] = DECIDE_FAILED,
	};
	const struct deciding *d = arg;

	if (result->end == DISPATCH_FAILED && result->why == ERR_NOT_FOUND)
		tell_gone(d, result->address, result->text);
	else
		tell(d, ends[result->end], result->address, result->text);
}

/* ------------------------------------------------------------------- acts */

static enum err act(struct deciding *d)
{
	const struct decide_order *o = d->order;

	switch (o->act) {
	case DECIDE_RELEASE:
		return dispatch_release(d->dispatch, d->id, o->only, o->reason,
			take_release, d);
	case DECIDE_DELETE:
		return dispatch_delete(d->dispatch, d->id, o->reason);
	case DECIDE_EXTEND:
		return quarantine_extend(
			d->desk, d->id, o->until_utc, o->reason);
	}
	return ERR_INVALID;
}

static void act_and_tell(struct deciding *d)
{
	enum err e = act(d);

	if (e == ERR_NOT_FOUND)
		tell_gone(d, NULL, d->desk->cause);
	else if (e)
		tell(d, DECIDE_FAILED, NULL, d->desk->cause);
	else if (d->order->act != DECIDE_RELEASE)
		tell(d, DECIDE_DONE, NULL, "");
}

static enum err check(struct desk *desk, const struct decide_order *order)
{
	const char *reason = order->reason ? order->reason : "";

	if (!reason[strspn(reason, " \t\r\n")])
		return desk_fail(desk, ERR_INVALID,
			"a reason is missing; accepted: some words for the "
			"journal");
	if (strlen(reason) > REASON_MAX)
		return desk_fail(desk, ERR_INVALID,
			"the reason is longer than %d octets", REASON_MAX);
	if (order->act == DECIDE_EXTEND && order->until_utc <= desk->now_utc)
		return desk_fail(
			desk, ERR_INVALID, "until when it is kept lies behind");
	return ERR_OK;
}

enum err decide(struct desk *desk, const struct decide_order *order,
	void (*each)(void *arg, const struct decide_result *result), void *arg)
{
	struct deciding d = {
		.desk = desk, .order = order, .each = each, .arg = arg};
	int64_t until = clock_monotonic_ms() + order->budget_ms;
	enum err e = check(desk, order);

	if (!e && order->act != DECIDE_EXTEND)
		e = dispatch_open(desk, &d.dispatch);
	if (e)
		return e;
	for (size_t i = 0; i < order->len; i++) {
		d.id = &order->ids[i];
		if (clock_monotonic_ms() < until)
			act_and_tell(&d);
		else
			tell(&d, DECIDE_NOT_TRIED, NULL, "");
	}
	dispatch_close(&d.dispatch);
	return ERR_OK;
}
