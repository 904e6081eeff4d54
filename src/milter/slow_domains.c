/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/slow_domains.h"

#include <pthread.h>
#include <stdlib.h>

#define PLACES 1024

struct place {
	uint64_t domain; /* 0: nobody's */
	int64_t until_ms;
};

struct slow_domains {
	pthread_mutex_t lock;
	struct place places[PLACES];
};

enum err slow_domains_new(struct slow_domains **slow_r)
{
	struct slow_domains *slow = calloc(1, sizeof(*slow));

	*slow_r = slow;
	if (!slow)
		return ERR_NOMEM;
	pthread_mutex_init(&slow->lock, NULL);
	return ERR_OK;
}

void slow_domains_free(struct slow_domains **slow)
{
	if (*slow)
		pthread_mutex_destroy(&(*slow)->lock);
	free(*slow);
	*slow = NULL;
}

static struct place *place_of(struct slow_domains *slow, uint64_t domain)
{
	return &slow->places[(domain >> 32) % PLACES];
}

void slow_domains_add(
	struct slow_domains *slow, uint64_t domain, int64_t now_ms)
{
	pthread_mutex_lock(&slow->lock);
	*place_of(slow, domain) =
		(struct place){domain, now_ms + SLOW_DOMAINS_MS};
	pthread_mutex_unlock(&slow->lock);
}

void slow_domains_remove(struct slow_domains *slow, uint64_t domain)
{
	struct place *place = place_of(slow, domain);

	pthread_mutex_lock(&slow->lock);
	if (place->domain == domain)
		place->domain = 0;
	pthread_mutex_unlock(&slow->lock);
}

bool slow_domains_has(
	struct slow_domains *slow, uint64_t domain, int64_t now_ms)
{
	const struct place *place = place_of(slow, domain);
	bool has;

	pthread_mutex_lock(&slow->lock);
	has = place->domain == domain && now_ms < place->until_ms;
	pthread_mutex_unlock(&slow->lock);
	return has;
}
