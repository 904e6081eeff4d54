/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/retention/forget_private.h"

#include "core/policy_find.h"
#include "store/doubt.h"
#include "store/sales.h"
#include "store/tally.h"

#define DAY_S 86400
/* No spool keeps an event that long, and no wrong clock goes back so far. */
#define EVENTS_KEEP_S ((int64_t)90 * DAY_S)

enum err forget_correspondence(struct desk *desk)
{
	int64_t window_s = policy_longest_window(&desk->settings->policy);
	enum err e;

	desk->now_utc = office_now(desk->office);
	e = desk_begin(desk);
	if (e)
		return e;
	e = store_events_purge(desk->session, desk->now_utc - window_s,
		desk->now_utc - EVENTS_KEEP_S);
	if (!e)
		e = store_undo_purge(desk->session, desk->now_utc);
	if (!e)
		e = store_doubts_purge(desk->session,
			desk->now_utc - desk->settings->quarantine.keep_s);
	if (!e)
		e = store_statements_purge(
			desk->session, desk->now_utc - STORE_STATEMENT_KEEP_S);
	/* Today's is a day of UTC. */
	if (!e)
		e = store_askings_purge(
			desk->session, store_day(desk->now_utc) - 1);
	if (e)
		e = desk_store_fail(desk, e, "forgetting letters");
	return desk_end(desk, e);
}
