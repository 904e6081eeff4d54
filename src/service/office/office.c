/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/office/office.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "lists/list_cache.h"

/* How long the last result of opening keys and store holds. */
#define RETRY_MS 1000

/* Keys and the store that was opened with them: replaced together, because a
 * store's journal is chained with the keys it was given. */
struct keys_and_store {
	struct keyfile *keys;
	struct store *store;
	struct keys_and_store *next;
};

struct office {
	const struct clock_source *clock;
	bool create_store;
	bool admits_unconfirmed;
	const struct store_hooks *hooks;
	const struct store_watch *watch;
	struct office_settler settler;
	struct list_cache *cache;

	pthread_mutex_t settings_lock;
	const struct settings *settings;

	_Atomic(struct keys_and_store *) means;

	/* Held by the one thread that opens keys and store; the others use its
	 * last result. */
	pthread_mutex_t heal_lock;
	struct keys_and_store
		*retired; /* others may still hold pointers into them */

	pthread_mutex_t state_lock;
	enum err state;
	char cause[OFFICE_CAUSE_SIZE];
	bool has_tried;
	int64_t tried_ms;
};

static void keys_and_store_free(struct keys_and_store *m)
{
	while (m) {
		struct keys_and_store *next = m->next;

		store_close(&m->store);
		keyfile_free(&m->keys);
		free(m);
		m = next;
	}
}

enum err office_open(
	const struct office_options *options, struct office **office_r)
{
	struct office *o = calloc(1, sizeof(*o));

	*office_r = NULL;
	if (!o)
		return ERR_NOMEM;
	if (list_cache_new(&o->cache)) {
		free(o);
		return ERR_NOMEM;
	}
	o->clock = options->clock;
	o->create_store = options->create_store;
	o->admits_unconfirmed = options->admits_unconfirmed;
	o->hooks = options->hooks;
	o->watch = options->watch;
	o->settings = settings_ref(options->settings);
	o->state = ERR_UNAVAILABLE;
	pthread_mutex_init(&o->settings_lock, NULL);
	pthread_mutex_init(&o->heal_lock, NULL);
	pthread_mutex_init(&o->state_lock, NULL);
	*office_r = o;
	return ERR_OK;
}

void office_close(struct office **office)
{
	struct office *o = *office;

	if (!o)
		return;
	keys_and_store_free(atomic_load(&o->means));
	keys_and_store_free(o->retired);
	list_cache_free(&o->cache);
	settings_unref(&o->settings);
	pthread_mutex_destroy(&o->settings_lock);
	pthread_mutex_destroy(&o->heal_lock);
	pthread_mutex_destroy(&o->state_lock);
	free(o);
	*office = NULL;
}

static enum err keys_and_store_open(struct office *o,
	struct keys_and_store **means_r, char cause[OFFICE_CAUSE_SIZE])
{
	const struct settings *s = office_settings(o);
	char why[KEYFILE_CAUSE_SIZE] = "";
	struct store_options options;
	struct keys_and_store *m = calloc(1, sizeof(*m));
	enum err e = ERR_NOMEM;

	if (!m) {
		snprintf(cause, OFFICE_CAUSE_SIZE, "%s", err_text(e));
		goto out;
	}
	e = keyfile_read(s->key_file, &m->keys, why);
	if (e) {
		snprintf(cause, OFFICE_CAUSE_SIZE, "key file %s: %s",
			s->key_file, *why ? why : err_text(e));
		goto out;
	}
	options = (struct store_options){
		.url = s->store,
		.keys = m->keys,
		.instance = s->instance,
		.create = o->create_store,
		.admits_unconfirmed = o->admits_unconfirmed,
		.hooks = o->hooks,
		.watch = o->watch,
	};
	e = store_open(&options, &m->store);
	if (e)
		snprintf(cause, OFFICE_CAUSE_SIZE, "store %s: %s", s->store,
			err_text(e));
out:
	if (e) {
		keys_and_store_free(m);
		m = NULL;
	}
	*means_r = m;
	settings_unref(&s);
	return e;
}

/* A store that was made under other keys stays closed until the key file is
 * put right: look whether it was. */
static void replace_keys(struct office *o, struct keys_and_store *old)
{
	const struct settings *s = office_settings(o);
	unsigned char was[KEYFILE_ID_LEN], is[KEYFILE_ID_LEN];
	char why[OFFICE_CAUSE_SIZE];
	struct keyfile *keys = NULL;
	struct keys_and_store *fresh = NULL;

	if (keyfile_read(s->key_file, &keys, why))
		goto out;
	if (keyfile_id(old->keys, was) || keyfile_id(keys, is) ||
		memcmp(was, is, sizeof(was)) == 0 ||
		keys_and_store_open(o, &fresh, why))
		goto out;
	atomic_store(&o->means, fresh);
	old->next = o->retired;
	o->retired = old;
out:
	keyfile_free(&keys);
	settings_unref(&s);
}

/* Whatever is amiss with keys or store, it is no answer: never an
 * ERR_NOT_FOUND that a caller could take for "no such person". */
static enum err try_once(struct office *o, char cause[OFFICE_CAUSE_SIZE])
{
	char why[STORE_CAUSE_SIZE] = "";
	struct keys_and_store *m = atomic_load(&o->means);
	const struct settings *s;
	enum err e;

	if (!m) {
		if (keys_and_store_open(o, &m, cause))
			return ERR_UNAVAILABLE;
		atomic_store(&o->means, m);
	}
	e = store_probe(m->store, why);
	if (e == ERR_DENIED) {
		replace_keys(o, m);
		m = atomic_load(&o->means);
		e = store_probe(m->store, why);
	}
	if (e) {
		s = office_settings(o);
		snprintf(cause, OFFICE_CAUSE_SIZE, "store %s: %s", s->store,
			*why ? why : err_text(e));
		settings_unref(&s);
		return ERR_UNAVAILABLE;
	}
	return ERR_OK;
}

static bool is_fresh(const struct office *o)
{
	return o->has_tried && clock_monotonic_ms() - o->tried_ms < RETRY_MS;
}

static void state_set(struct office *o, enum err e, const char *cause)
{
	bool changed;

	pthread_mutex_lock(&o->state_lock);
	changed = o->has_tried && (e == ERR_OK) != (o->state == ERR_OK);
	o->state = e;
	snprintf(o->cause, sizeof(o->cause), "%s", cause);
	o->has_tried = true;
	o->tried_ms = clock_monotonic_ms();
	pthread_mutex_unlock(&o->state_lock);
	if (changed && e == ERR_OK)
		log_info("keys and store are there again");
	else if (changed)
		log_error("%s", cause);
}

enum err office_ready(struct office *office, char cause_r[OFFICE_CAUSE_SIZE])
{
	char cause[OFFICE_CAUSE_SIZE] = "";
	bool fresh;
	enum err e;

	if (pthread_mutex_trylock(&office->heal_lock) == 0) {
		pthread_mutex_lock(&office->state_lock);
		fresh = is_fresh(office);
		pthread_mutex_unlock(&office->state_lock);
		if (!fresh) {
			e = try_once(office, cause);
			state_set(office, e, cause);
		}
		pthread_mutex_unlock(&office->heal_lock);
	}
	pthread_mutex_lock(&office->state_lock);
	e = office->state;
	snprintf(cause_r, OFFICE_CAUSE_SIZE, "%s",
		office->has_tried ? office->cause : "not opened yet");
	pthread_mutex_unlock(&office->state_lock);
	return e;
}

static bool is_same_ring(const struct keyfile *a, const struct keyfile *b)
{
	if (keyfile_generations(a) != keyfile_generations(b))
		return false;
	for (size_t i = 0; i < keyfile_generations(a); i++)
		if (keyfile_generation(a, i).number !=
				keyfile_generation(b, i).number ||
			keyfile_generation(a, i).is_retired !=
				keyfile_generation(b, i).is_retired)
			return false;
	return true;
}

/* Whoever has the old ones goes on with them until it asks anew: what is
 * written under them meanwhile is found like all that is older. */
static void renew_keys(struct office *o)
{
	const struct settings *s = office_settings(o);
	char why[OFFICE_CAUSE_SIZE] = "";
	struct keys_and_store *old, *fresh = NULL;
	struct keyfile *keys = NULL;

	pthread_mutex_lock(&o->heal_lock);
	old = atomic_load(&o->means);
	if (!old)
		goto out;
	if (keyfile_read(s->key_file, &keys, why)) {
		log_error("key file %s: %s; the keys that were read before "
			  "stay in use",
			s->key_file, why);
		goto out;
	}
	if (is_same_ring(old->keys, keys))
		goto out;
	if (keys_and_store_open(o, &fresh, why)) {
		log_error("%s", why);
		goto out;
	}
	atomic_store(&o->means, fresh);
	old->next = o->retired;
	o->retired = old;
	log_info(
		"generation %u of keys is in use", keyfile_newest(fresh->keys));
out:
	pthread_mutex_unlock(&o->heal_lock);
	keyfile_free(&keys);
	settings_unref(&s);
}

static bool differs(const char *a, const char *b)
{
	return (!a != !b) || (a && strcmp(a, b) != 0);
}

enum err office_reload(struct office *office, const struct settings *settings,
	char cause_r[OFFICE_CAUSE_SIZE])
{
	const struct settings *old = office_settings(office);
	const char *key = NULL;

	if (differs(old->store, settings->store))
		key = "store";
	else if (differs(old->key_file, settings->key_file))
		key = "key-file";
	else if (differs(old->instance, settings->instance))
		key = "instance";
	settings_unref(&old);
	if (key) {
		snprintf(cause_r, OFFICE_CAUSE_SIZE,
			"%s was changed: that needs a restart", key);
		return ERR_DENIED;
	}
	pthread_mutex_lock(&office->settings_lock);
	old = office->settings;
	office->settings = settings_ref(settings);
	pthread_mutex_unlock(&office->settings_lock);
	settings_unref(&old);
	renew_keys(office);
	return ERR_OK;
}

const struct settings *office_settings(struct office *office)
{
	const struct settings *s;

	pthread_mutex_lock(&office->settings_lock);
	s = settings_ref(office->settings);
	pthread_mutex_unlock(&office->settings_lock);
	return s;
}

int64_t office_now(const struct office *office)
{
	return clock_now(office->clock);
}

void office_settle_by(
	struct office *office, const struct office_settler *settler)
{
	office->settler =
		settler ? *settler : (struct office_settler){.settle = NULL};
}

enum err office_settle(struct office *office, const struct settings *settings,
	char cause_r[OFFICE_CAUSE_SIZE])
{
	if (office->settler.settle)
		return office->settler.settle(
			office->settler.arg, settings, cause_r);
	if (!settings_has_page(settings))
		return ERR_OK;
	snprintf(cause_r, OFFICE_CAUSE_SIZE,
		"this program cannot put on record what the public page keeps");
	return ERR_UNAVAILABLE;
}

struct store *office_store(struct office *office)
{
	const struct keys_and_store *m = atomic_load(&office->means);

	return m ? m->store : NULL;
}

const struct keyfile *office_keys(struct office *office)
{
	const struct keys_and_store *m = atomic_load(&office->means);

	return m ? m->keys : NULL;
}

struct list_cache *office_list_cache(struct office *office)
{
	return office->cache;
}
