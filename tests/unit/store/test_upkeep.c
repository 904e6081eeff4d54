/* SPDX-License-Identifier: BSD-2-Clause */
/* A log that is long, and somebody who reads on and on: writers wait for a
 * checkpoint once, and again when the log is half as long again. */
#include "contract.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <time.h>

#include "lib/rows.h"
#include "store/staff.h"

#define OK(call) assert_int_equal((call), ERR_OK)
#define CHUNK_LEN 60000
#define CHUNKS_DUE 140 /* of which the log is 4000 pages longer */

/* What the log is said to have, and whether a reader is in the way. */
static atomic_int pages;
static atomic_bool is_read;
static atomic_uint looks, waits;

/* In the place of SQLite's own. */
int sqlite3_wal_checkpoint_v2(
	sqlite3 *db, const char *schema, int mode, int *pages_r, int *done_r)
{
	(void)db;
	(void)schema;
	*pages_r = atomic_load(&pages);
	*done_r = *pages_r;
	if (mode == SQLITE_CHECKPOINT_PASSIVE) {
		atomic_fetch_add(&looks, 1);
		return SQLITE_OK;
	}
	atomic_fetch_add(&waits, 1);
	return atomic_load(&is_read) ? SQLITE_BUSY : SQLITE_OK;
}

static const struct turn {
	int pages;
	bool is_read;
	unsigned waits; /* in all, after it */
} turns[] = {
	{23999, true, 0},
	{24000, true, 1},
	{30000, true, 1},
	{36000, true, 2},
	{53999, true, 2},
	{54000, false, 3},
	{24000, true, 4}, /* begun anew: as at first */
	{30000, true, 4},
	{100, true, 4}, /* by itself, too */
	{24000, true, 5},
};

static void fill_log(struct store_session *s, const unsigned char *id)
{
	static unsigned char bytes[CHUNK_LEN];

	OK(store_write_begin_unsynced(s));
	for (unsigned n = 0; n < CHUNKS_DUE; n++)
		OK(store_job_chunk_put(
			s, id, STORE_JOB_INPUT, n, bytes, sizeof(bytes)));
	OK(store_write_commit(s));
}

static void wait_until(atomic_uint *counter, unsigned value)
{
	const struct timespec pause = {.tv_nsec = 5000000};

	for (int i = 0; i < 4000 && atomic_load(counter) < value; i++)
		nanosleep(&pause, NULL);
	assert_true(atomic_load(counter) >= value);
}

/* A checkpoint is over with its wait, or with its one look. */
static void take_turn(
	struct store_session *s, const unsigned char *id, const struct turn *t)
{
	unsigned look = atomic_load(&looks) + 1;
	bool waits_now = atomic_load(&waits) < t->waits;

	atomic_store(&pages, t->pages);
	atomic_store(&is_read, t->is_read);
	fill_log(s, id);
	wait_until(waits_now ? &waits : &looks, waits_now ? t->waits : look);
	assert_int_equal(atomic_load(&waits), t->waits);
}

static void check_waits(void **state)
{
	const size_t len = sizeof(turns) / sizeof(*turns);
	struct store_job job = {.account = 3,
		.kind = 5,
		.created_utc = 100,
		.changed_utc = 100};
	struct place place;
	struct store *store;
	struct store_session *s;

	(void)state;
	place_open(&place, &place_sqlite);
	store = place_store(&place, "desk", true);
	OK(store_session_get(store, &s));
	memset(job.id, 'a', sizeof(job.id));
	OK(store_write_begin(s));
	OK(store_job_add(s, &job));
	OK(store_write_commit(s));
	for (size_t i = 0; i < len; i++)
		take_turn(s, job.id, &turns[i]);
	store_session_put(store, &s);
	store_close(&store);
	assert_int_equal(atomic_load(&waits), turns[len - 1].waits);
	place_close(&place, &place_sqlite);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(
		&all, "writers wait for a log that is read", check_waits, NULL);
	return rows_run("upkeep", &all);
}
