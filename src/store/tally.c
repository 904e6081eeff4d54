/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of daily numbers, each handed to the backend. */
#include "store/tally.h"

#include "store/backend.h"

#define DAY_S 86400

int64_t store_day(int64_t at_utc)
{
	int64_t day = at_utc / DAY_S;

	return at_utc % DAY_S < 0 ? day - 1 : day;
}

enum err store_tally_each(struct store_session *s, int64_t first_day,
	int64_t last_day,
	bool (*each)(void *arg, const struct store_tally *tally), void *arg)
{
	return s->store->backend->tally->each(
		s, first_day, last_day, each, arg);
}

enum err store_unnamed_add(
	struct store_session *s, const struct store_unnamed *unnamed)
{
	return s->store->backend->tally->unnamed_add(s, unnamed);
}

enum err store_unnamed_each(struct store_session *s, int64_t first_day,
	int64_t last_day,
	bool (*each)(void *arg, const struct store_unnamed *unnamed), void *arg)
{
	return s->store->backend->tally->unnamed_each(
		s, first_day, last_day, each, arg);
}

enum err store_tally_purge(
	struct store_session *s, int64_t before_day, int64_t *rows_r)
{
	return s->store->backend->tally->purge(s, before_day, rows_r);
}
