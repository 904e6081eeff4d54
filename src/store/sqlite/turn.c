/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Turns at SQLite's write lock, which all writers of a store share: threads of
 * the daemon and other processes, for instance "robinson object". SQLite has no
 * queue for it: a waiting writer asks again and again, and a writer that runs
 * one transaction after the other leaves the lock free for microseconds only,
 * too short for another to hit. So a waiting writer asks each millisecond, and
 * a writer that has had the lock for 100 ms leaves it free for two.
 */
#include "base/clock.h"
#include "store/sqlite/sqlite.h"

#define ASK_EACH_US 1000 /* SQLite's own waits grow to 100 ms */
#define GAP_US 2000 /* a waiting writer asks within it */
#define HELD_US 100000 /* so the gaps cost 2 % */

static int64_t now_us(void)
{
	return clock_monotonic_ns() / 1000;
}

static void pause_us(int64_t us)
{
	clock_pause_ns(us * 1000);
}

int turn_wait(void *arg, int count)
{
	struct sqlite_session *s = arg;
	int64_t now = now_us();

	if (count == 0)
		s->turn.wait_since_us = now;
	if (now - s->turn.wait_since_us >= (int64_t)s->base.wait_ms * 1000)
		return 0;
	pause_us(ASK_EACH_US);
	return 1;
}

void turn_await(struct sqlite_session *s)
{
	struct turn *turn = &s->turn;

	if (turn->held_us < HELD_US)
		return;
	if (now_us() - turn->left_us < GAP_US)
		pause_us(GAP_US);
	turn->held_us = 0;
}

void turn_begun(struct sqlite_session *s)
{
	s->turn.begun_us = now_us();
	if (s->turn.begun_us - s->turn.left_us >= GAP_US)
		s->turn.held_us = 0;
}

void turn_ended(struct sqlite_session *s)
{
	s->turn.left_us = now_us();
	s->turn.held_us += s->turn.left_us - s->turn.begun_us;
}
