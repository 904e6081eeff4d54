/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/rate.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Sets of a few places each: looking through one is quick, and choosing
 * addresses that fall into one needs the salt. */
#define SETS 4096
#define PLACES 8
#define MINUTE_MS 60000

struct bucket {
	unsigned char key[RATE_KEY_LEN];
	bool is_used;
	int64_t at_ms;
	int64_t left; /* in requests times MINUTE_MS */
};

struct rate {
	pthread_mutex_t lock;
	uint64_t salt;
	int64_t per_minute;
	struct bucket buckets[SETS][PLACES];
};

enum err rate_new(int per_minute, struct rate **rate_r)
{
	struct rate *r = calloc(1, sizeof(*r));

	*rate_r = r;
	if (!r)
		return ERR_NOMEM;
	pthread_mutex_init(&r->lock, NULL);
	r->per_minute = per_minute;
	if (getrandom(&r->salt, sizeof(r->salt), 0) !=
		(ssize_t)sizeof(r->salt)) {
		rate_free(rate_r);
		return ERR_UNAVAILABLE;
	}
	return ERR_OK;
}

void rate_free(struct rate **rate)
{
	if (!*rate)
		return;
	pthread_mutex_destroy(&(*rate)->lock);
	free(*rate);
	*rate = NULL;
}

void rate_set(struct rate *rate, int per_minute)
{
	pthread_mutex_lock(&rate->lock);
	rate->per_minute = per_minute;
	pthread_mutex_unlock(&rate->lock);
}

static size_t set_of(const struct rate *r, const unsigned char *key)
{
	uint64_t hash = r->salt;

	for (size_t i = 0; i < RATE_KEY_LEN; i++) {
		hash ^= key[i];
		hash *= UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return (size_t)(hash % SETS);
}

static struct bucket *find(struct rate *r, const unsigned char *key)
{
	struct bucket *set = r->buckets[set_of(r, key)], *oldest = set;

	for (size_t i = 0; i < PLACES; i++) {
		if (set[i].is_used &&
			memcmp(set[i].key, key, RATE_KEY_LEN) == 0)
			return &set[i];
		if (oldest->is_used &&
			(!set[i].is_used || set[i].at_ms < oldest->at_ms))
			oldest = &set[i];
	}
	oldest->is_used = false;
	return oldest;
}

bool rate_take(struct rate *rate, const unsigned char key[RATE_KEY_LEN],
	int64_t now_ms)
{
	struct bucket *b;
	int64_t most, passed;
	bool may;

	pthread_mutex_lock(&rate->lock);
	most = rate->per_minute * MINUTE_MS;
	b = find(rate, key);
	if (!b->is_used) {
		memcpy(b->key, key, RATE_KEY_LEN);
		b->is_used = true;
		b->left = most;
	} else {
		passed = now_ms - b->at_ms;
		if (passed > MINUTE_MS)
			passed = MINUTE_MS;
		if (passed > 0)
			b->left += passed * rate->per_minute;
		if (b->left > most)
			b->left = most;
	}
	b->at_ms = now_ms;
	may = b->left >= MINUTE_MS;
	if (may)
		b->left -= MINUTE_MS;
	pthread_mutex_unlock(&rate->lock);
	return may;
}
