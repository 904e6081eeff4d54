/* SPDX-License-Identifier: BSD-2-Clause */
#include "lists/list_cache.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

#define LOOK_MS 1000
#define COMPLAIN_MS 3600000
#define DAY_S 86400
#define HOUR_S 3600

struct slot {
	struct slot *next; /* set before the slot can be seen */
	char *path;

	/* Held by the one thread that looks at the file; the others use its
	 * last result. */
	pthread_mutex_t look_lock;
	struct stat failed_st; /* what was found damaged */
	bool has_failed_st;

	pthread_mutex_t lock; /* of all below, never held for long */
	struct listfile *list; /* NULL: see "state" */
	enum err state;
	char cause[LISTFILE_CAUSE_SIZE];
	bool has_looked;
	int64_t looked_ms;
	bool has_complained;
	int64_t complained_ms;
};

struct list_cache {
	pthread_mutex_t add_lock;
	_Atomic(struct slot *) slots; /* only grows */
};

enum err list_cache_new(struct list_cache **list_cache_r)
{
	struct list_cache *cache = calloc(1, sizeof(*cache));

	*list_cache_r = cache;
	if (!cache)
		return ERR_NOMEM;
	pthread_mutex_init(&cache->add_lock, NULL);
	return ERR_OK;
}

static void slot_free(struct slot *slot)
{
	listfile_unref(&slot->list);
	pthread_mutex_destroy(&slot->look_lock);
	pthread_mutex_destroy(&slot->lock);
	free(slot->path);
	free(slot);
}

void list_cache_free(struct list_cache **cache)
{
	struct slot *slot = *cache ? atomic_load(&(*cache)->slots) : NULL;

	while (slot) {
		struct slot *next = slot->next;

		slot_free(slot);
		slot = next;
	}
	if (*cache)
		pthread_mutex_destroy(&(*cache)->add_lock);
	free(*cache);
	*cache = NULL;
}

static struct slot *find_slot(struct list_cache *cache, const char *path)
{
	struct slot *slot = atomic_load(&cache->slots);

	while (slot && strcmp(slot->path, path) != 0)
		slot = slot->next;
	return slot;
}

static struct slot *slot_new(const char *path, struct slot *next)
{
	struct slot *slot = calloc(1, sizeof(*slot));

	if (!slot)
		return NULL;
	slot->path = strdup(path);
	if (!slot->path) {
		free(slot);
		return NULL;
	}
	slot->next = next;
	pthread_mutex_init(&slot->look_lock, NULL);
	pthread_mutex_init(&slot->lock, NULL);
	return slot;
}

/* NULL: no memory. */
static struct slot *get_slot(struct list_cache *cache, const char *path)
{
	struct slot *slot = find_slot(cache, path);

	if (slot)
		return slot;
	pthread_mutex_lock(&cache->add_lock);
	slot = find_slot(cache, path);
	if (!slot) {
		slot = slot_new(path, atomic_load(&cache->slots));
		if (slot)
			atomic_store(&cache->slots, slot);
	}
	pthread_mutex_unlock(&cache->add_lock);
	return slot;
}

/* --------------------------------------------------------------- looking */

static bool is_due(struct slot *slot, bool *is_first_r)
{
	bool due;

	pthread_mutex_lock(&slot->lock);
	*is_first_r = !slot->has_looked;
	due = !slot->has_looked ||
		clock_monotonic_ms() - slot->looked_ms >= LOOK_MS;
	pthread_mutex_unlock(&slot->lock);
	return due;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
		a->st_size == b->st_size &&
		a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
		a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void settle(struct slot *slot, struct listfile *list, enum err state,
	const char *cause)
{
	struct listfile *old;

	pthread_mutex_lock(&slot->lock);
	old = slot->list;
	slot->list = list;
	slot->state = state;
	snprintf(slot->cause, sizeof(slot->cause), "%s", cause);
	pthread_mutex_unlock(&slot->lock);
	listfile_unref(&old);
}

/* Under look_lock: nobody else changes "list". */
static void look(struct slot *slot)
{
	char cause[LISTFILE_CAUSE_SIZE] = "";
	struct listfile *list = NULL;
	struct stat st;
	bool there = stat(slot->path, &st) == 0;
	enum err e;

	if (there && slot->list && listfile_is(slot->list, &st))
		return;
	/* A damaged list counts as damaged until another file is there. */
	if (there && slot->has_failed_st && is_same_file(&slot->failed_st, &st))
		return;
	e = listfile_open(slot->path, &list, cause);
	slot->has_failed_st = there && (e == ERR_CORRUPT || e == ERR_VERSION);
	if (slot->has_failed_st)
		slot->failed_st = st;
	settle(slot, list, e, cause);
}

static void look_if_due(struct slot *slot)
{
	bool is_first;

	if (!is_due(slot, &is_first))
		return;
	/* Only a thread that has no result at all yet waits for one. */
	if (is_first)
		pthread_mutex_lock(&slot->look_lock);
	else if (pthread_mutex_trylock(&slot->look_lock) != 0)
		return;
	if (is_due(slot, &is_first)) {
		look(slot);
		pthread_mutex_lock(&slot->lock);
		slot->has_looked = true;
		slot->looked_ms = clock_monotonic_ms();
		pthread_mutex_unlock(&slot->lock);
	}
	pthread_mutex_unlock(&slot->look_lock);
}

/* ---------------------------------------------------------------- giving */

void list_cache_age(
	int64_t dated_utc, int64_t now_utc, char text_r[LIST_CACHE_AGE_SIZE])
{
	int64_t age = now_utc > dated_utc ? now_utc - dated_utc : 0;
	int64_t n = age >= DAY_S ? age / DAY_S : age / HOUR_S;

	snprintf(text_r, LIST_CACHE_AGE_SIZE, "%" PRId64 " %s%s", n,
		age >= DAY_S ? "day" : "hour", n == 1 ? "" : "s");
}

static enum err refuse(const struct settings_dnm *dnm,
	char cause_r[LISTFILE_CAUSE_SIZE], const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static enum err refuse(const struct settings_dnm *dnm,
	char cause_r[LISTFILE_CAUSE_SIZE], const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(cause_r, LISTFILE_CAUSE_SIZE,
		"do-not-mail list \"%s\": ", dnm->name);

	va_start(ap, fmt);
	vsnprintf(cause_r + n, LISTFILE_CAUSE_SIZE - (size_t)n, fmt, ap);
	va_end(ap);
	return ERR_UNAVAILABLE;
}

static enum err check_list(const struct settings_dnm *dnm,
	const struct listfile_info *info, int64_t now_utc,
	char cause_r[LISTFILE_CAUSE_SIZE])
{
	char age[LIST_CACHE_AGE_SIZE], most[LIST_CACHE_AGE_SIZE];

	if (info->format != dnm->format)
		return refuse(dnm, cause_r,
			"installed as format %s, configured as %s; \"robinson "
			"lists update\" installs it anew",
			dnm_format_name(info->format),
			dnm_format_name(dnm->format));
	if (!dnm->max_age_s || now_utc - dnm->max_age_s <= info->dated_utc)
		return ERR_OK;
	list_cache_age(info->dated_utc, now_utc, age);
	list_cache_age(0, dnm->max_age_s, most);
	return refuse(dnm, cause_r,
		"%s old, accepted: up to %s; \"robinson lists update\" "
		"installs a newer one",
		age, most);
}

enum err list_cache_get(struct list_cache *cache,
	const struct settings_dnm *dnm, int64_t now_utc,
	struct listfile **list_r, char cause_r[LISTFILE_CAUSE_SIZE])
{
	struct slot *slot = get_slot(cache, dnm->file);
	char why[LISTFILE_CAUSE_SIZE];
	enum err e;

	*list_r = NULL;
	if (!slot)
		return refuse(dnm, cause_r, "%s", err_text(ERR_NOMEM));
	look_if_due(slot);
	pthread_mutex_lock(&slot->lock);
	if (slot->list)
		*list_r = listfile_ref(slot->list);
	else
		memcpy(why, slot->cause, sizeof(why));
	pthread_mutex_unlock(&slot->lock);
	if (!*list_r)
		return refuse(dnm, cause_r, "%.300s", why);
	e = check_list(dnm, listfile_info(*list_r), now_utc, cause_r);
	if (e)
		listfile_unref(list_r);
	return e;
}

void list_cache_complain(struct list_cache *cache,
	const struct settings_dnm *dnm, const char *cause)
{
	struct slot *slot = get_slot(cache, dnm->file);
	int64_t now = clock_monotonic_ms();
	bool due;

	if (!slot)
		return;
	pthread_mutex_lock(&slot->lock);
	due = !slot->has_complained || now - slot->complained_ms >= COMPLAIN_MS;
	if (due) {
		slot->has_complained = true;
		slot->complained_ms = now;
	}
	pthread_mutex_unlock(&slot->lock);
	if (due)
		log_error("%s", cause);
}

enum err list_cache_ask(const struct listfile *list, const struct forms *forms,
	struct digester *digester, const struct dnm_form **form_r)
{
	const struct listfile_info *info = listfile_info(list);
	unsigned char digest[DIGEST_MAX_LEN];
	char text[DNM_FORM_MAX + 3];
	enum err e;

	for (size_t i = 0; i < forms->len; i++) {
		const struct dnm_form *form = &forms->items[i];
		size_t len;

		for (unsigned way = 0;; way++) {
			len = forms_text(form, info->format, way, text);
			if (!len)
				break;
			e = digest_of(digester, info->kind, text, len, digest);
			if (!e)
				e = listfile_ask(list, digest);
			if (e == ERR_OK)
				*form_r = form;
			if (e != ERR_NOT_FOUND)
				return e;
		}
	}
	return ERR_NOT_FOUND;
}
