/* SPDX-License-Identifier: BSD-2-Clause */
/* What is on disk when it is acknowledged: all but a verdict with
 * journal-sync = write, which follows a moment later. */
#include "contract.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>

#include "lib/rows.h"
#include "store/quarantine.h"
#include "store/staff.h"

#define OK(call) assert_int_equal((call), ERR_OK)
#define DAY 86400

static _Thread_local unsigned syncs_here;
static atomic_uint syncs;
/* What a sync of this thread takes, and its errno. */
static _Thread_local long sync_takes_ns;
static _Thread_local int sync_error;

/* In the place of the C library's, for SQLite too. */
int fdatasync(int fd)
{
	const struct timespec pause = {.tv_nsec = sync_takes_ns};

	syncs_here++;
	atomic_fetch_add(&syncs, 1);
	if (sync_takes_ns > 0)
		nanosleep(&pause, NULL);
	if (sync_error) {
		errno = sync_error;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}

struct acknowledged {
	const char *name;
	enum err (*put)(struct store *store);
	bool is_on_disk;
};

static enum err put_verdict(struct store *store, enum journal_sync sync)
{
	struct store_record record = record_of(2);

	return store_record(store, &record, 1, sync);
}

static enum err verdict_commit(struct store *store)
{
	return put_verdict(store, JOURNAL_SYNC_COMMIT);
}

static enum err verdict_write(struct store *store)
{
	return put_verdict(store, JOURNAL_SYNC_WRITE);
}

static enum err write_wish(struct store *store, bool is_objection)
{
	const struct objection o = {
		.at_utc = DAY, .channel = "mail", .recorded_utc = DAY};
	const struct withdrawal w = {.purpose = "followup",
		.at_utc = DAY,
		.channel = "mail",
		.recorded_utc = DAY};
	const struct pseudonym key = key_of(3);
	struct store_session *s;
	enum err e;

	OK(store_session_get(store, &s));
	e = store_write_begin(s);
	if (!e)
		e = is_objection ? store_objection_add(s, &key, &o) :
				   store_withdrawal_add(s, &key, &w, NULL);
	if (!e)
		e = store_write_commit(s);
	store_session_put(store, &s);
	return e;
}

static enum err objection(struct store *store)
{
	return write_wish(store, true);
}

static enum err withdrawal(struct store *store)
{
	return write_wish(store, false);
}

/* A failed login may be lost; it keeps nobody waiting. */
static enum err failed_try(struct store *store)
{
	static const unsigned char key[] = "somebody";
	const struct store_try tried = {.count = 1, .last_utc = DAY};
	struct store_session *s;
	enum err e;

	OK(store_session_get(store, &s));
	e = store_write_begin_unsynced(s);
	if (!e)
		e = store_try_put(s, key, sizeof(key), &tried);
	if (!e)
		e = store_write_commit(s);
	store_session_put(store, &s);
	return e;
}

static enum err give_chunk(
	void *arg, unsigned n, const void **bytes_r, size_t *len_r)
{
	(void)arg;
	(void)n;
	*bytes_r = "sealed";
	*len_r = 6;
	return ERR_OK;
}

static enum err hold(struct store *store)
{
	struct store_record record = record_of(4);
	struct held_recipient recipient = {.has_key = true,
		.key = key_of(4),
		.address = "sealed",
		.address_len = 6,
		.purpose = "followup",
		.reason = REASON_TOO_SOON,
		.action = ACTION_HOLD};
	struct store_hold message = {.message = {.received_utc = DAY,
					     .expires_utc = 2 * DAY,
					     .size = 6,
					     .chunks = 1,
					     .queue_id = "4Q2xyz",
					     .host = "mx.firma.example",
					     .summary = "sealed",
					     .summary_len = 6},
		.recipients = &recipient,
		.recipients_len = 1,
		.max_total_bytes = 1000000,
		.chunk = give_chunk};

	record.counts_as_send = false;
	held_id_format(4, &message.message.id);
	return store_hold(store, &record, 1, &message);
}

static const struct acknowledged rows[] = {
	{"a verdict, journal-sync = commit", verdict_commit, true},
	{"a verdict, journal-sync = write", verdict_write, false},
	{"an objection", objection, true},
	{"a withdrawal", withdrawal, true},
	{"what is held", hold, true},
	{"a failed try", failed_try, false},
};

static const struct acknowledged later_rows[] = {
	{"a verdict of journal-sync = write, a moment later", verdict_write,
		false},
	{"a failed try, a moment later", failed_try, false},
};

/* The second time: the first sets the connection up. */
static void check_acknowledged(void **state)
{
	const struct acknowledged *row = *state;
	struct place place;
	struct store *store;
	unsigned before;

	place_open(&place, &place_sqlite);
	store = place_store(&place, "daemon", true);
	OK(verdict_commit(store));
	OK(write_wish(store, row->put == withdrawal));
	before = syncs_here;
	OK(row->put(store));
	assert_int_equal(syncs_here > before, row->is_on_disk);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

static void check_moment_later(void **state)
{
	const struct acknowledged *row = *state;
	const struct timespec pause = {.tv_nsec = 50000000};
	struct place place;
	struct store *store;
	unsigned before;

	place_open(&place, &place_sqlite);
	store = place_store(&place, "daemon", true);
	OK(verdict_commit(store));
	OK(write_wish(store, true));
	before = atomic_load(&syncs);
	OK(row->put(store));
	for (int i = 0; i < 400 && atomic_load(&syncs) == before; i++)
		nanosleep(&pause, NULL);
	assert_true(atomic_load(&syncs) > before);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

/* What the store's watch was told last. */
struct told {
	unsigned commits;
	int64_t ns;
	enum err e;
};

static void committed(void *arg, int64_t ns, enum err e)
{
	struct told *told = arg;

	*told = (struct told){told->commits + 1, ns, e};
}

static void watched(void **state)
{
	struct told told = {0};
	const struct store_watch watch = {committed, &told};
	struct store_options options = {
		.instance = "daemon", .create = true, .watch = &watch};
	struct place place;
	struct store *store;

	(void)state;
	place_open(&place, &place_sqlite);
	options.url = place.url;
	options.keys = place.keys;
	OK(store_open(&options, &store));
	OK(verdict_commit(store));
	assert_int_equal(told.commits, 1);
	assert_int_equal(told.e, ERR_OK);
	sync_takes_ns = 20000000;
	OK(verdict_commit(store));
	assert_int_equal(told.commits, 2);
	assert_true(told.ns >= sync_takes_ns);
	OK(verdict_write(store));
	assert_int_equal(told.commits, 3);
	sync_takes_ns = 0;
	sync_error = EIO;
	assert_int_not_equal(verdict_commit(store), ERR_OK);
	sync_error = 0;
	assert_int_equal(told.commits, 4);
	assert_int_not_equal(told.e, ERR_OK);
	store_close(&store);
	place_close(&place, &place_sqlite);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_acknowledged);
	rows_add(&all, later_rows, check_moment_later);
	rows_add_one(&all, "a commit is told, and what it took", watched, NULL);
	return rows_run("syncs", &all);
}
