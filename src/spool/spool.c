/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "spool/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "spool/dir_private.h"
#include "spool/file_private.h"
#include "spool/queue_private.h"
#include "spool/seal_private.h"

/* How often the directory is read for events of other processes. */
#define SCAN_MS 30000
/* Nobody takes longer to write one. */
#define NEW_SECONDS 600

struct spool {
	struct spool_ring ring;
	char *directory;
	int dir_fd;

	bool has_more; /* in the directory than in the queue */
	bool is_awake; /* nobody waits any more */
	bool is_syncing; /* of sync_lock */
	char label[SPOOL_LABEL_MAX + 1];

	pthread_mutex_t lock; /* of the above, and to "queue" */
	pthread_cond_t changed;
	int64_t max_bytes, bytes;
	uint64_t changes; /* of what the directory holds */
	uint64_t last_order;
	int64_t scanned_ms;
	struct spool_queue queue;

	/* The n-th rename is on disk when synced >= n. */
	pthread_mutex_t sync_lock;
	pthread_cond_t sync_done;
	uint64_t renamed, synced, sync_failed;
};

/* ---------------------------------------------------------- the opening */

struct sweep {
	struct spool *spool;
	int64_t bytes;
};

static bool sweep_at(void *arg, enum spool_file kind, const char *name,
	const struct spool_item *item)
{
	struct sweep *sweep = arg;
	int dir_fd = sweep->spool->dir_fd;
	struct stat st;

	(void)item;
	if (kind == SPOOL_FILE_EVENT)
		sweep->bytes += spool_file_size(dir_fd, name);
	else if (kind == SPOOL_FILE_NEW &&
		fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		st.st_mtime < time(NULL) - NEW_SECONDS)
		(void)unlinkat(dir_fd, name, 0);
	return true;
}

static enum err open_directory(
	struct spool *s, const char *directory, char cause[SPOOL_CAUSE_SIZE])
{
	struct sweep sweep = {.spool = s};
	enum err e;

	if (mkdir(directory, 0700) != 0 && errno != EEXIST)
		goto fail;
	s->dir_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->dir_fd < 0 || faccessat(s->dir_fd, ".", W_OK | X_OK, 0) != 0)
		goto fail;
	e = spool_dir_each(s->dir_fd, sweep_at, &sweep);
	if (e)
		goto fail;
	s->bytes = sweep.bytes;
	return ERR_OK;
fail:
	e = errno == EACCES || errno == EPERM ? ERR_DENIED : ERR_IO;
	snprintf(cause, SPOOL_CAUSE_SIZE, "spool %s: %s", directory,
		strerror(errno));
	return e;
}

enum err spool_open(const char *directory, const char *label, int64_t max_bytes,
	struct spool **spool_r, char cause_r[SPOOL_CAUSE_SIZE])
{
	struct spool *s = calloc(1, sizeof(*s));
	enum err e;

	*spool_r = NULL;
	cause_r[0] = '\0';
	if (!s || !(s->directory = strdup(directory))) {
		free(s);
		return ERR_NOMEM;
	}
	s->dir_fd = -1;
	s->has_more = true; /* whatever was left there */
	s->max_bytes = max_bytes;
	snprintf(s->label, sizeof(s->label), "%s", label);
	spool_ring_init(&s->ring);
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->sync_lock, NULL);
	pthread_cond_init(&s->sync_done, NULL);
	clock_cond_init(&s->changed);
	e = open_directory(s, directory, cause_r);
	if (e)
		spool_close(&s);
	*spool_r = s;
	return e;
}

void spool_close(struct spool **spool)
{
	struct spool *s = *spool;

	if (!s)
		return;
	if (s->dir_fd >= 0)
		close(s->dir_fd);
	spool_ring_free(&s->ring);
	pthread_cond_destroy(&s->changed);
	pthread_cond_destroy(&s->sync_done);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->sync_lock);
	free(s->directory);
	free(s);
	*spool = NULL;
}

void spool_limit(struct spool *spool, int64_t max_bytes)
{
	pthread_mutex_lock(&spool->lock);
	spool->max_bytes = max_bytes;
	pthread_mutex_unlock(&spool->lock);
}

/* -------------------------------------------------------------- putting */

static enum err reserve(struct spool *s, int64_t size, uint64_t *order_r)
{
	uint64_t order = (uint64_t)clock_file_ns();
	enum err e = ERR_OK;

	pthread_mutex_lock(&s->lock);
	if (order <= s->last_order)
		order = s->last_order + 1;
	s->last_order = order;
	if (s->bytes + size > s->max_bytes)
		e = ERR_LIMIT;
	else
		s->bytes += size;
	s->changes++;
	pthread_mutex_unlock(&s->lock);
	*order_r = order;
	return e;
}

static void unreserve(struct spool *s, int64_t size)
{
	pthread_mutex_lock(&s->lock);
	s->bytes = s->bytes > size ? s->bytes - size : 0;
	s->changes++;
	pthread_mutex_unlock(&s->lock);
}

/* Called with the lock held. What finds no room is found in the directory; and
 * who looked there may have found this one before its writer came here. */
static void enqueue(struct spool *s, const struct spool_item *item)
{
	if (spool_queue_has(&s->queue, item))
		return;
	s->has_more = s->has_more || !spool_queue_append(&s->queue, item);
	/* Some of those who wait may want deferred ones only. */
	pthread_cond_broadcast(&s->changed);
}

/* One fsync for all threads that renamed a file before it began. */
static enum err sync_directory(struct spool *s)
{
	uint64_t mine, upto;
	enum err e = ERR_OK;
	bool is_good;

	pthread_mutex_lock(&s->sync_lock);
	mine = ++s->renamed;
	while (s->synced < mine && s->sync_failed < mine) {
		if (s->is_syncing) {
			pthread_cond_wait(&s->sync_done, &s->sync_lock);
			continue;
		}
		s->is_syncing = true;
		upto = s->renamed;
		pthread_mutex_unlock(&s->sync_lock);
		is_good = fsync(s->dir_fd) == 0;
		pthread_mutex_lock(&s->sync_lock);
		s->is_syncing = false;
		if (is_good)
			s->synced = upto;
		else
			s->sync_failed = upto;
		pthread_cond_broadcast(&s->sync_done);
	}
	if (s->synced < mine)
		e = ERR_IO;
	pthread_mutex_unlock(&s->sync_lock);
	return e;
}

static void context_of(const struct spool *s, const struct spool_item *item,
	char context_r[SEAL_CONTEXT_MAX + 1])
{
	snprintf(context_r, SEAL_CONTEXT_MAX + 1, "%s %s", s->label,
		strchr(item->name, '-') + 1);
}

static enum err write_file(struct spool *s, const struct keyfile *keys,
	const struct spool_item *item, int64_t at_utc, const void *bytes,
	size_t len)
{
	char context[SEAL_CONTEXT_MAX + 1];
	char name[SPOOL_FILE_SIZE];
	unsigned char *sealed;
	enum err e;

	context_of(s, item, context);
	e = spool_seal_bytes(
		&s->ring, keys, context, at_utc, bytes, len, &sealed);
	if (e)
		return e;
	snprintf(name, sizeof(name), "%s" SPOOL_SUFFIX_NEW, item->name);
	e = spool_file_put(s->dir_fd, name, item->name, 0600, sealed,
		(size_t)spool_sealed_size(len));
	free(sealed);
	return e;
}

enum err spool_put(struct spool *spool, const struct keyfile *keys,
	int64_t at_utc, const void *bytes, size_t len)
{
	int64_t size = spool_sealed_size(len);
	struct spool_item item = {.group = 0};
	uint64_t order;
	enum err e;

	if (len > SPOOL_EVENT_MAX)
		return ERR_LIMIT;
	if (!keys)
		return ERR_UNAVAILABLE;
	if (getrandom(item.id, sizeof(item.id), 0) != sizeof(item.id))
		return ERR_UNAVAILABLE;
	e = reserve(spool, size, &order);
	if (e)
		return e;
	spool_name(order, item.id, item.name);
	e = write_file(spool, keys, &item, at_utc, bytes, len);
	if (e) {
		unreserve(spool, size);
		return e;
	}
	/* Where this fails the file is there all the same, and may stay. */
	e = sync_directory(spool);
	pthread_mutex_lock(&spool->lock);
	enqueue(spool, &item);
	pthread_mutex_unlock(&spool->lock);
	return e;
}

/* --------------------------------------------------------------- taking */

static int by_name(const void *a, const void *b)
{
	const struct spool_item *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* The oldest of all that the directory holds. */
struct scan {
	struct spool *spool;
	struct spool_item *items; /* 2 * SPOOL_QUEUE_MAX */
	size_t len;
	bool has_more;
	int64_t bytes;
};

static bool scan_at(void *arg, enum spool_file kind, const char *name,
	const struct spool_item *item)
{
	struct scan *scan = arg;

	if (kind != SPOOL_FILE_EVENT)
		return true;
	scan->bytes += spool_file_size(scan->spool->dir_fd, name);
	scan->items[scan->len++] = *item;
	if (scan->len == (size_t)2 * SPOOL_QUEUE_MAX) {
		qsort(scan->items, scan->len, sizeof(*scan->items), by_name);
		scan->len = SPOOL_QUEUE_MAX;
		scan->has_more = true;
	}
	return true;
}

/* Called with the lock held; gives it up while it reads. An item that was
 * done meanwhile may be queued again: it is not found when it is read. */
static void scan(struct spool *s)
{
	struct scan scan = {.spool = s};
	uint64_t changes = s->changes;
	enum err e = ERR_NOMEM;

	s->scanned_ms = clock_monotonic_ms();
	s->has_more = false;
	pthread_mutex_unlock(&s->lock);
	scan.items = calloc((size_t)2 * SPOOL_QUEUE_MAX, sizeof(*scan.items));
	if (scan.items)
		e = spool_dir_each(s->dir_fd, scan_at, &scan);
	if (e)
		log_error("spool %s cannot be read: %s", s->directory,
			err_text(e));
	else
		qsort(scan.items, scan.len, sizeof(*scan.items), by_name);
	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; !e && i < scan.len; i++)
		if (!spool_queue_has(&s->queue, &scan.items[i]) &&
			!spool_queue_append(&s->queue, &scan.items[i]))
			scan.has_more = true;
	s->has_more |= scan.has_more;
	if (!e && s->changes == changes)
		s->bytes = scan.bytes;
	if (s->queue.len > 1)
		pthread_cond_broadcast(&s->changed);
	free(scan.items);
}

static bool is_scan_due(const struct spool *s)
{
	return s->has_more || clock_monotonic_ms() - s->scanned_ms >= SCAN_MS;
}

static bool wait_until(struct spool *s, int64_t until_ms)
{
	int64_t left = until_ms - clock_monotonic_ms();
	/* Not past the next look into the directory. */
	struct timespec slice =
		clock_monotonic_in(left > SCAN_MS ? SCAN_MS : left);

	return pthread_cond_timedwait(&s->changed, &s->lock, &slice) == 0 ||
		clock_monotonic_ms() < until_ms;
}

static enum err take(struct spool *s, bool is_deferred, int64_t wait_ms,
	struct spool_item *item_r)
{
	int64_t until_ms = clock_monotonic_ms() + wait_ms;
	bool may_wait = wait_ms > 0;
	enum err e = ERR_NOT_FOUND;

	pthread_mutex_lock(&s->lock);
	for (;;) {
		bool is_there =
			spool_queue_take(&s->queue, is_deferred, item_r);

		/* What is found in the directory was not deferred. */
		if (!is_there && !is_deferred &&
			!spool_queue_is_full(&s->queue) && is_scan_due(s)) {
			scan(s);
			is_there = spool_queue_take(
				&s->queue, is_deferred, item_r);
		}
		if (is_there) {
			e = ERR_OK;
			break;
		}
		if (s->is_awake || !may_wait)
			break;
		may_wait = wait_until(s, until_ms);
	}
	pthread_mutex_unlock(&s->lock);
	return e;
}

enum err spool_take(
	struct spool *spool, int64_t wait_ms, struct spool_item *item_r)
{
	return take(spool, false, wait_ms, item_r);
}

enum err spool_take_deferred(
	struct spool *spool, int64_t wait_ms, struct spool_item *item_r)
{
	return take(spool, true, wait_ms, item_r);
}

bool spool_has_room(struct spool *spool)
{
	bool has_room;

	pthread_mutex_lock(&spool->lock);
	has_room = !spool->has_more && spool->queue.len < SPOOL_QUEUE_MAX / 2;
	pthread_mutex_unlock(&spool->lock);
	return has_room;
}

void spool_wake(struct spool *spool)
{
	pthread_mutex_lock(&spool->lock);
	spool->is_awake = true;
	pthread_cond_broadcast(&spool->changed);
	pthread_mutex_unlock(&spool->lock);
}

enum err spool_read(struct spool *spool, const struct keyfile *keys,
	const struct spool_item *item, int64_t *at_utc_r, struct buf *bytes)
{
	char context[SEAL_CONTEXT_MAX + 1];
	int fd = spool_file_open(spool->dir_fd, item->name);
	enum err e;

	buf_reset(bytes);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	context_of(spool, item, context);
	e = spool_seal_from(&spool->ring, keys, fd, context, at_utc_r, bytes);
	close(fd);
	return e;
}

/* ------------------------------------------------------------ the end of it */

/* Called with the lock held. */
static void untake(struct spool *s, const struct spool_item *item)
{
	spool_queue_untake(&s->queue, item);
	/* Others of its group may be next. */
	if (item->group)
		pthread_cond_broadcast(&s->changed);
}

static void leave(struct spool *s, const struct spool_item *item, int64_t size)
{
	pthread_mutex_lock(&s->lock);
	untake(s, item);
	s->bytes = s->bytes > size ? s->bytes - size : 0;
	s->changes++;
	pthread_mutex_unlock(&s->lock);
}

/* Not synced: one that comes back after a crash is known by its id. */
void spool_done(struct spool *spool, const struct spool_item *item)
{
	int64_t size = spool_file_size(spool->dir_fd, item->name);

	if (unlinkat(spool->dir_fd, item->name, 0) != 0 && errno != ENOENT) {
		log_error("spool %s: %s cannot be removed: %s",
			spool->directory, item->name, strerror(errno));
		size = 0;
	}
	leave(spool, item, size);
}

/* Called with the lock held. */
static void give_back(struct spool *s, const struct spool_item *item)
{
	untake(s, item);
	if (!spool_queue_insert(&s->queue, item))
		s->has_more = true;
}

void spool_give_back(struct spool *spool, const struct spool_item *item)
{
	pthread_mutex_lock(&spool->lock);
	give_back(spool, item);
	pthread_mutex_unlock(&spool->lock);
}

bool spool_claim(struct spool *spool, struct spool_item *item, uint64_t group)
{
	bool is_free;

	pthread_mutex_lock(&spool->lock);
	/* Its own claim, if it has one, does not count. */
	untake(spool, item);
	is_free = !spool_queue_is_busy(&spool->queue, group);
	item->group = group;
	if (is_free)
		spool_queue_retake(&spool->queue, item);
	else
		give_back(spool, item);
	pthread_mutex_unlock(&spool->lock);
	return is_free;
}

bool spool_defer(struct spool *spool, struct spool_item *item, uint64_t group)
{
	int64_t size = spool_file_size(spool->dir_fd, item->name);
	struct spool_item deferred = *item;
	bool is_deferred;

	deferred.group = group;
	pthread_mutex_lock(&spool->lock);
	is_deferred = !spool_queue_is_full(&spool->queue) &&
		spool_queue_defer(&spool->queue, &deferred, size > 0 ? size : 1,
			spool->max_bytes / SPOOL_DEFERRED_SHARE);
	if (is_deferred) {
		*item = deferred;
		give_back(spool, item);
		spool_queue_ungroup(&spool->queue, group);
		pthread_cond_broadcast(&spool->changed);
	}
	pthread_mutex_unlock(&spool->lock);
	return is_deferred;
}

struct aside {
	size_t failed;
	char oldest[SPOOL_FILE_SIZE];
};

static bool count_aside(void *arg, enum spool_file kind, const char *name,
	const struct spool_item *item)
{
	struct aside *aside = arg;

	(void)item;
	if (kind != SPOOL_FILE_FAILED)
		return true;
	if (aside->failed++ == 0 || strcmp(name, aside->oldest) < 0)
		snprintf(aside->oldest, sizeof(aside->oldest), "%s", name);
	return true;
}

static void drop_oldest_failed(struct spool *s)
{
	struct aside aside = {.failed = 0};

	if (spool_dir_each(s->dir_fd, count_aside, &aside) ||
		aside.failed <= SPOOL_FAILED_MAX)
		return;
	if (unlinkat(s->dir_fd, aside.oldest, 0) == 0)
		log_error("spool %s: %s is removed: more than %d are set aside",
			s->directory, aside.oldest, SPOOL_FAILED_MAX);
}

void spool_set_aside(struct spool *spool, const struct spool_item *item,
	enum spool_aside why)
{
	static const char *const suffixes[] = {
		[SPOOL_DAMAGED] = SPOOL_SUFFIX_DAMAGED,
		[SPOOL_FAILED] = SPOOL_SUFFIX_FAILED,
	};
	int64_t size = spool_file_size(spool->dir_fd, item->name);
	char name[SPOOL_FILE_SIZE];

	snprintf(name, sizeof(name), "%s%s", item->name, suffixes[why]);
	if (renameat(spool->dir_fd, item->name, spool->dir_fd, name) == 0) {
		log_error("spool %s: %s is set aside: %s", spool->directory,
			name,
			why == SPOOL_DAMAGED ? "it cannot be read" :
					       "nobody can make use of it");
	} else if (errno != ENOENT) {
		log_error("spool %s: %s cannot be set aside: %s",
			spool->directory, item->name, strerror(errno));
		size = 0;
	}
	if (why == SPOOL_FAILED)
		drop_oldest_failed(spool);
	leave(spool, item, size);
}
