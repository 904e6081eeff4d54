/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/rate.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Looking through a set of a few places is quick. */
#define SET_LEN 8

struct asker {
	unsigned char key[RATE_KEY_LEN];
	bool is_used;
	int64_t since; /* its span's beginning */
	int taken, over;
};

struct rate {
	pthread_mutex_t lock;
	uint64_t salt;
	int64_t span;
	size_t sets;
	struct asker askers[][SET_LEN];
};

enum err rate_new(int64_t span, size_t places, struct rate **rate_r)
{
	size_t sets = (places + SET_LEN - 1) / SET_LEN;
	struct rate *r =
		calloc(1, sizeof(*r) + sets * sizeof(struct asker[SET_LEN]));

	*rate_r = r;
	if (!r)
		return ERR_NOMEM;
	pthread_mutex_init(&r->lock, NULL);
	r->span = span;
	r->sets = sets;
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

static struct asker *set_of(struct rate *r, const unsigned char *key)
{
	uint64_t hash = r->salt;

	for (size_t i = 0; i < RATE_KEY_LEN; i++) {
		hash ^= key[i];
		hash *= UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return r->askers[hash % r->sets];
}

/* What waited somewhere comes in no order. */
static bool is_its_span(const struct rate *r, const struct asker *a, int64_t at)
{
	return at > a->since - r->span && at < a->since + r->span;
}

static bool is_of(const struct asker *a, const unsigned char *key)
{
	return a->is_used && memcmp(a->key, key, RATE_KEY_LEN) == 0;
}

static struct asker *find(struct rate *r, const unsigned char *key, int64_t at)
{
	struct asker *set = set_of(r, key);

	for (size_t i = 0; i < SET_LEN; i++)
		if (is_of(&set[i], key))
			return is_its_span(r, &set[i], at) ? &set[i] : NULL;
	return NULL;
}

static bool is_better_place(const struct rate *r, const struct asker *a,
	const struct asker *b, int64_t at)
{
	bool a_lives = a->is_used && is_its_span(r, a, at);
	bool b_lives = b->is_used && is_its_span(r, b, at);

	if (a_lives != b_lives)
		return !a_lives;
	return a_lives && a->taken + a->over < b->taken + b->over;
}

static struct asker *place_for(
	struct rate *r, const unsigned char *key, int64_t at)
{
	struct asker *set = set_of(r, key), *best = set;

	for (size_t i = 0; i < SET_LEN; i++) {
		if (is_of(&set[i], key)) {
			best = &set[i]; /* of a span that is over */
			break;
		}
		if (is_better_place(r, &set[i], best, at))
			best = &set[i];
	}
	*best = (struct asker){.is_used = true, .since = at};
	memcpy(best->key, key, RATE_KEY_LEN);
	return best;
}

static const unsigned char *key_of(const unsigned char *key)
{
	static const unsigned char nobody[RATE_KEY_LEN];

	return key ? key : nobody;
}

enum rate_result rate_take(
	struct rate *rate, const unsigned char *key, int64_t at, int limit)
{
	enum rate_result result = RATE_WITHIN;
	struct asker *a;

	pthread_mutex_lock(&rate->lock);
	a = find(rate, key_of(key), at);
	if (!a)
		a = place_for(rate, key_of(key), at);
	if (a->taken < limit)
		a->taken++;
	else
		result = a->over++ == 0 ? RATE_FIRST_OVER : RATE_OVER;
	pthread_mutex_unlock(&rate->lock);
	return result;
}

void rate_give_back(struct rate *rate, const unsigned char *key, int64_t at,
	int taken, int over)
{
	struct asker *a;

	pthread_mutex_lock(&rate->lock);
	a = find(rate, key_of(key), at);
	if (a) {
		a->taken -= taken < a->taken ? taken : a->taken;
		a->over -= over < a->over ? over : a->over;
	}
	pthread_mutex_unlock(&rate->lock);
}
