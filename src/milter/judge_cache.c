/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/judge_cache.h"

void judge_cache_init(struct judge_cache *cache)
{
	*cache = (struct judge_cache){.len = 0};
	pthread_mutex_init(&cache->lock, NULL);
}

void judge_cache_close(struct judge_cache *cache)
{
	pthread_mutex_lock(&cache->lock);
	cache->is_closed = true;
	while (cache->len > 0)
		judge_free(&cache->judges[--cache->len]);
	pthread_mutex_unlock(&cache->lock);
}

void judge_cache_take(struct judge_cache *cache, struct judge **judge)
{
	struct judge *found = NULL;

	pthread_mutex_lock(&cache->lock);
	if (cache->len > 0)
		found = cache->judges[--cache->len];
	pthread_mutex_unlock(&cache->lock);
	if (!found)
		return;
	judge_free(judge);
	*judge = found;
}

void judge_cache_keep(struct judge_cache *cache, struct judge **judge)
{
	if (!*judge || !judge_is_small(*judge))
		return;
	judge_begin(*judge);
	pthread_mutex_lock(&cache->lock);
	if (!cache->is_closed && cache->len < JUDGE_CACHE_MAX) {
		cache->judges[cache->len++] = *judge;
		*judge = NULL;
	}
	pthread_mutex_unlock(&cache->lock);
}
