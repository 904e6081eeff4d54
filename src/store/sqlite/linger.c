/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A commit costs more than the entry that it is for. So where nobody waits for
 * the disk, the writer's transaction is left open for a moment: an entry gets
 * its number and its link of the chain, stands in the file -redo, and may be
 * answered for; a thread puts it into the transaction. It commits now and then,
 * and goes on with another transaction; meanwhile entries are added as before.
 */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/log.h"
#include "store/sqlite/sqlite.h"

/* A long one holds up everybody when it is committed. */
#define OPEN_MS 16
#define LINES_MAX (1024 * 1024) /* octets, of all until a rest */
/* A message with more recipients has a commit of its own. */
#define CALL_MAX 1000

_Static_assert(LINES_MAX + CALL_MAX * (ENCODED_MAX + 128) < REDO_MAX,
	"what is added last is read back, too");

#define DRAIN_MS 2
/* One follows the other at once for so long, then comes a rest, in which who
 * asks each millisecond is heard. */
#define TURN_MS 100
#define REST_MS 3

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum err linger_init(struct linger *linger, const char *store_path)
{
	pthread_condattr_t attr;
	enum err e = redo_init(&linger->redo, store_path);

	if (e)
		return e;
	pthread_mutex_init(&linger->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&linger->wake, &attr);
	pthread_condattr_destroy(&attr);
	atomic_init(&linger->is_open, false);
	buf_init(&linger->taken, REDO_MAX);
	return ERR_OK;
}

/* What is held, released or told of with the verdicts is all or nothing. */
bool linger_suits(
	const struct sqlite_store *store, const struct group_call *first)
{
	return store->base.leaves_open && !first->next &&
		first->len <= CALL_MAX && first->sync == JOURNAL_SYNC_WRITE &&
		!first->hold && !first->burn && !first->letter;
}

enum err linger_add(struct sqlite_store *store, const struct group_call *call,
	char cause_r[STORE_CAUSE_SIZE])
{
	struct linger *l = &store->linger;
	enum err e = ERR_NOT_FOUND;

	pthread_mutex_lock(&l->lock);
	if (atomic_load(&l->is_open) && l->redo.end < LINES_MAX)
		e = redo_add(&l->redo, &l->head, call->records, call->len);
	pthread_mutex_unlock(&l->lock);
	if (e == ERR_LIMIT)
		snprintf(cause_r, STORE_CAUSE_SIZE, "%s", JOURNAL_TOO_LONG);
	return !e || e == ERR_LIMIT ? e : ERR_NOT_FOUND;
}

/* What was added since the last time, and the head behind it. */
static struct journal_head take(struct linger *l, bool is_last)
{
	struct buf empty = l->taken;
	struct journal_head head;

	buf_reset(&empty);
	pthread_mutex_lock(&l->lock);
	l->taken = l->redo.queue;
	l->redo.queue = empty;
	head = l->head;
	if (is_last)
		atomic_store(&l->is_open, false);
	pthread_mutex_unlock(&l->lock);
	return head;
}

/* From here on nobody adds. What is not in the store stands in the file -redo,
 * and the next transaction begins with it. */
static void stop_adding(struct linger *l, bool is_done)
{
	pthread_mutex_lock(&l->lock);
	atomic_store(&l->is_open, false);
	redo_end(&l->redo, is_done);
	pthread_mutex_unlock(&l->lock);
	l->ended_ms = now_ms();
}

static void abandon(struct sqlite_store *store)
{
	log_error("store: %s: verdicts wait in %s-redo",
		store->writer->base.cause, store->path);
	sqlite_write_rollback(&store->writer->base);
	stop_adding(&store->linger, false);
}

/* What was taken, and the head behind it. */
static enum err commit(
	struct sqlite_store *store, const struct journal_head *head)
{
	struct sqlite_session *s = store->writer;
	enum err e = redo_insert(s, &store->linger.taken);

	if (!e)
		e = journal_head_put(s, head);
	if (!e)
		e = sqlite_write_commit(&s->base);
	if (e)
		abandon(store);
	else
		upkeep_unsynced(store);
	return e;
}

void linger_settle(struct sqlite_store *store)
{
	struct linger *l = &store->linger;
	struct journal_head head;

	if (!atomic_load(&l->is_open))
		return;
	head = take(l, true);
	if (!commit(store, &head))
		stop_adding(l, true);
}

static bool is_same_head(
	const struct journal_head *a, const struct journal_head *b)
{
	return a->seq == b->seq && chain_is_same(a->mac, b->mac);
}

/* Whoever else got the write lock meanwhile waits for our lines, and will put
 * them into the store. */
static bool begin_again(
	struct sqlite_store *store, const struct journal_head *last)
{
	struct sqlite_session *s = store->writer;
	struct journal_head head;

	if (sqlite_transaction_again(s))
		return false;
	if (!journal_head_get(s, store->base.instance, &head) &&
		is_same_head(&head, last) && sqlite_session_is_current(s))
		return true;
	sqlite_write_rollback(&s->base);
	return false;
}

/* Unless nothing was added since the last time. */
static void commit_and_go_on(struct sqlite_store *store)
{
	struct linger *l = &store->linger;
	struct journal_head head;

	if (l->taken.len == 0) {
		linger_settle(store);
		return;
	}
	head = take(l, false);
	if (commit(store, &head))
		return;
	if (begin_again(store, &head))
		l->begun_ms = now_ms();
	else
		stop_adding(l, false);
}

/* With the gate, so that nobody of ours writes meanwhile. */
static void rest(struct linger *l)
{
	const struct timespec a_while = {.tv_nsec = REST_MS * 1000000L};

	if (now_ms() - l->turn_ms < TURN_MS)
		return;
	nanosleep(&a_while, NULL);
	l->turn_ms = now_ms();
}

static bool is_full(struct linger *l)
{
	bool is_full;

	pthread_mutex_lock(&l->lock);
	is_full = l->redo.end >= LINES_MAX;
	pthread_mutex_unlock(&l->lock);
	return is_full;
}

void linger_drain(struct sqlite_store *store)
{
	struct linger *l = &store->linger;
	int64_t now = now_ms();

	if (!atomic_load(&l->is_open))
		return;
	/* While others add to it: the less is left for the end. */
	take(l, false);
	if (redo_insert(store->writer, &l->taken)) {
		abandon(store);
		return;
	}
	if (!sqlite_session_is_current(store->writer) ||
		now - l->turn_ms >= TURN_MS || is_full(l))
		linger_settle(store);
	else if (now - l->begun_ms >= OPEN_MS)
		commit_and_go_on(store);
}

static void wait_for_work(struct linger *l)
{
	struct timespec until;

	while (!atomic_load(&l->is_open) && !l->is_stopping)
		pthread_cond_wait(&l->wake, &l->lock);
	if (l->is_stopping)
		return;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += DRAIN_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (!l->is_stopping &&
		pthread_cond_timedwait(&l->wake, &l->lock, &until) == 0)
		;
}

static void *run(void *arg)
{
	struct sqlite_store *store = arg;
	struct linger *l = &store->linger;

	pthread_mutex_lock(&l->lock);
	for (;;) {
		wait_for_work(l);
		if (l->is_stopping)
			break;
		pthread_mutex_unlock(&l->lock);
		pthread_mutex_lock(&store->upkeep.gate);
		linger_drain(store);
		pthread_mutex_unlock(&store->upkeep.gate);
		pthread_mutex_lock(&l->lock);
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

/* With the first work, not with the store: a daemon forks before. */
static bool need_thread(struct sqlite_store *store)
{
	struct linger *l = &store->linger;

	if (!l->is_started)
		l->is_started =
			pthread_create(&l->thread, NULL, run, store) == 0;
	return l->is_started;
}

void linger_stop(struct sqlite_store *store)
{
	struct linger *l = &store->linger;

	pthread_mutex_lock(&store->upkeep.gate);
	linger_settle(store);
	pthread_mutex_unlock(&store->upkeep.gate);
	pthread_mutex_lock(&l->lock);
	l->is_stopping = true;
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
	if (l->is_started)
		pthread_join(l->thread, NULL);
	redo_free(&l->redo);
	buf_free(&l->taken);
	pthread_cond_destroy(&l->wake);
	pthread_mutex_destroy(&l->lock);
}

enum err linger_begin(struct sqlite_store *store)
{
	struct sqlite_session *s = store->writer;
	struct linger *l = &store->linger;
	struct journal_head head;
	enum err e;

	if (!need_thread(store))
		return ERR_NOT_FOUND;
	if (now_ms() - l->ended_ms >= REST_MS)
		l->turn_ms = now_ms();
	rest(l);
	s->wait_ms = WAIT_RECORD_MS;
	e = sqlite_transaction_begin(s, false, CACHE_RECORD_KIB);
	if (e)
		return e;
	e = journal_head_get(s, store->base.instance, &head);
	if (!e && redo_begin(store, &head))
		e = ERR_NOT_FOUND;
	if (e) {
		redo_end(&l->redo, false);
		sqlite_write_rollback(&s->base);
		return e;
	}
	l->begun_ms = now_ms();
	pthread_mutex_lock(&l->lock);
	l->head = head;
	atomic_store(&l->is_open, true);
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
	return ERR_OK;
}
