/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "store/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/backend.h"

static const struct store_backend *const backends[] = {
	&store_sqlite,
#ifdef HAVE_PGSQL
	&store_pgsql,
#endif
};

const struct store_backend *store_backend_of(
	const char *url, const char **where_r)
{
	for (size_t i = 0; i < sizeof(backends) / sizeof(*backends); i++) {
		size_t len = strlen(backends[i]->scheme);

		if (strncmp(url, backends[i]->scheme, len) == 0 &&
			url[len] == ':' && url[len + 1]) {
			*where_r = url + len + 1;
			return backends[i];
		}
	}
	return NULL;
}

static void before_call(const struct store *store)
{
	if (store->hooks.before_call)
		store->hooks.before_call(store->hooks.arg);
}

static void keep_cause(struct store *store, const char cause[STORE_CAUSE_SIZE])
{
	pthread_mutex_lock(&store->lock);
	memcpy(store->record_cause, cause, STORE_CAUSE_SIZE);
	pthread_mutex_unlock(&store->lock);
}

static enum err commit(
	void *arg, struct group_call *first, enum journal_sync sync)
{
	struct store *store = arg;
	char cause[STORE_CAUSE_SIZE] = "";
	enum err e;

	before_call(store);
	e = store->backend->record(store, first, sync, cause);
	if (e)
		keep_cause(store, cause);
	return e;
}

static enum err sync(void *arg)
{
	struct store *store = arg;
	char cause[STORE_CAUSE_SIZE] = "";
	enum err e = store->backend->record_sync(store, cause);

	if (e)
		keep_cause(store, cause);
	return e;
}

static void took(void *arg, int64_t ns, enum err e)
{
	const struct store *store = arg;

	if (store->watch.committed)
		store->watch.committed(store->watch.arg, ns, e);
}

enum err store_open(const struct store_options *options, struct store **store_r)
{
	static const struct group_verbs verbs = {commit, sync, took};
	const char *where = NULL;
	const struct store_backend *backend =
		store_backend_of(options->url, &where);
	struct names *names;
	struct store *store;
	char *instance;
	enum err e;

	*store_r = NULL;
	if (!backend)
		return ERR_INVALID;
	e = names_new(&names);
	instance = strdup(options->instance);
	if (!e && instance)
		e = backend->open(where, &store);
	else
		e = ERR_NOMEM;
	if (e) {
		names_free(&names);
		free(instance);
		return e;
	}
	store->backend = backend;
	store->keys = options->keys;
	store->generation = keyfile_newest(options->keys);
	store->instance = instance;
	store->create = options->create;
	store->admits_unconfirmed = options->admits_unconfirmed;
	if (options->hooks)
		store->hooks = *options->hooks;
	if (options->watch)
		store->watch = *options->watch;
	store->names = names;
	group_init(&store->group, &verbs, store);
	pthread_mutex_init(&store->lock, NULL);
	*store_r = store;
	return ERR_OK;
}

void store_close(struct store **store)
{
	struct store *s = *store;
	struct names *names;
	char *instance;

	if (!s)
		return;
	while (s->idle) {
		struct store_session *session = s->idle;

		s->idle = session->next;
		s->backend->session_free(session);
	}
	names = s->names;
	instance = s->instance;
	group_free(&s->group);
	pthread_mutex_destroy(&s->lock);
	s->backend->close(s);
	names_free(&names);
	free(instance);
	*store = NULL;
}

/* The session used last is taken first: its pages and statements are cached. */
enum err store_session_get(struct store *store, struct store_session **s_r)
{
	struct store_session *s;
	enum err e = ERR_OK;

	pthread_mutex_lock(&store->lock);
	s = store->idle;
	if (s)
		store->idle = s->next;
	pthread_mutex_unlock(&store->lock);
	if (!s)
		e = store->backend->session_new(store, &s);
	*s_r = e ? NULL : s;
	return e;
}

void store_session_put(struct store *store, struct store_session **s)
{
	if (!*s)
		return;
	store->backend->read_end(*s);
	store->backend->write_rollback(*s);
	(*s)->cause[0] = '\0';
	pthread_mutex_lock(&store->lock);
	(*s)->next = store->idle;
	store->idle = *s;
	pthread_mutex_unlock(&store->lock);
	*s = NULL;
}

const char *store_session_cause(const struct store_session *s)
{
	return s->cause;
}

enum err session_fail(struct store_session *s, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->cause, sizeof(s->cause), fmt, ap);
	va_end(ap);
	return e;
}

enum err store_probe(struct store *store, char cause_r[STORE_CAUSE_SIZE])
{
	struct store_session *s;
	enum err e = store_session_get(store, &s);

	cause_r[0] = '\0';
	if (e)
		return e;
	before_call(store);
	e = store->backend->probe(s);
	if (e)
		memcpy(cause_r, s->cause, STORE_CAUSE_SIZE);
	store_session_put(store, &s);
	return e;
}

static enum err record(struct store *store, struct group_call *call)
{
	enum err e = group_commit(&store->group, call);

	for (size_t i = 0; e && i < call->len; i++) {
		call->records[i].entry.seq = 0;
		call->records[i].entry.ref[0] = '\0';
	}
	if (e && call->letter)
		call->letter->id = 0;
	return e;
}

enum err store_record(struct store *store, struct store_record *records,
	size_t len, enum journal_sync sync)
{
	struct group_call call = {.records = records, .len = len, .sync = sync};

	return len > 0 ? record(store, &call) : ERR_OK;
}

enum err store_hold(struct store *store, struct store_record *records,
	size_t len, struct store_hold *hold)
{
	struct group_call call = {.records = records,
		.len = len,
		.sync = JOURNAL_SYNC_COMMIT,
		.hold = hold,
		.letter = hold->letter};

	hold->is_full = false;
	return record(store, &call);
}

enum err store_record_letter(struct store *store, struct store_record *records,
	size_t len, struct store_letter *letter)
{
	struct group_call call = {.records = records,
		.len = len,
		.sync = JOURNAL_SYNC_COMMIT,
		.letter = letter};

	return record(store, &call);
}

enum err store_burn(struct store *store, struct store_record *records,
	size_t len, const struct store_burn *burn, enum journal_sync sync)
{
	struct group_call call = {
		.records = records, .len = len, .sync = sync, .burn = burn};

	return record(store, &call);
}

void store_record_cause(struct store *store, char cause_r[STORE_CAUSE_SIZE])
{
	pthread_mutex_lock(&store->lock);
	memcpy(cause_r, store->record_cause, STORE_CAUSE_SIZE);
	pthread_mutex_unlock(&store->lock);
}

enum err store_read_begin(struct store_session *s)
{
	before_call(s->store);
	return s->store->backend->read_begin(s);
}

enum err store_lookup_begin(struct store_session *s, bool with_sends)
{
	before_call(s->store);
	return s->store->backend->lookup_begin(s, with_sends);
}

void store_read_end(struct store_session *s)
{
	s->store->backend->read_end(s);
}

enum err store_write_begin(struct store_session *s)
{
	before_call(s->store);
	return s->store->backend->write_begin(s, true);
}

enum err store_write_begin_unsynced(struct store_session *s)
{
	before_call(s->store);
	return s->store->backend->write_begin(s, false);
}
