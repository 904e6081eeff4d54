/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/clock_guard.h"

#include <inttypes.h>
#include <string.h>

#include "core/period.h"
#include "store/journal.h"

#define BEHIND_MAX_S 3600
#define SHARE_MIN 20
#define SHARE_PART 5

static enum err refuse_clock(struct desk *desk, const struct clock_guard *guard,
	int64_t latest_utc, const char *how)
{
	char now[INSTANT_TEXT_SIZE], latest[INSTANT_TEXT_SIZE];

	instant_format_iso(desk->settings->zone, desk->now_utc, now);
	instant_format_iso(desk->settings->zone, latest_utc, latest);
	return desk_fail(desk, ERR_LIMIT,
		"no %s are removed: the clock says %s, and the latest instant "
		"on record is %s, %s; set the clock right, or, if it is: %s",
		guard->things, now, latest, how, guard->confirm);
}

enum err clock_guard_check(struct desk *desk, const struct clock_guard *guard)
{
	const struct store_share *share = &guard->share;
	int64_t latest = INSTANT_NONE;
	enum err e = store_clock_latest(desk->session, &latest);

	if (e && e != ERR_NOT_FOUND)
		return desk_store_fail(desk, e, "reading the latest instant");
	if (!e && desk->now_utc < latest - BEHIND_MAX_S)
		return refuse_clock(desk, guard, latest, "which is later");
	if (!e && desk->now_utc > latest + STORE_CLOCK_LEAP_S)
		return refuse_clock(
			desk, guard, latest, "more than 30 days earlier");
	if (share->all >= SHARE_MIN && share->due > share->all / SHARE_PART)
		return desk_fail(desk, ERR_LIMIT,
			"no %s are removed: it would be %" PRId64 " of %" PRId64
			", more than a fifth; look at the clock and at the "
			"configuration, and if they are right: %s",
			guard->things, share->due, share->all, guard->confirm);
	return ERR_OK;
}

enum err clock_guard_confirm(struct desk *desk, const char *reason)
{
	enum err e;

	if (!reason || !*reason)
		return desk_fail(desk, ERR_INVALID,
			"a clock is confirmed only with a reason, for the "
			"journal; accepted: --confirm --reason TEXT");
	if (strlen(reason) > JOURNAL_DETAIL_MAX)
		return desk_fail(desk, ERR_INVALID,
			"the reason is longer than %d octets",
			JOURNAL_DETAIL_MAX);
	e = desk_begin(desk);
	if (e)
		return e;
	e = store_clock_forget(desk->session);
	if (e)
		e = desk_store_fail(desk, e, "writing the latest instant");
	else
		e = desk_journal(desk,
			&(struct desk_act){
				.kind = JOURNAL_CLOCK, .detail = reason});
	return desk_end(desk, e);
}
