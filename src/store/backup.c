/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of backup.h, each handed to the backend. */
#include "store/backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/backend.h"

enum err store_copy(struct store_session *s, const char *directory, int *fd_r)
{
	return s->store->backend->backup->copy(s, directory, fd_r);
}

enum err store_unconfirmed_mark(struct store_session *s, const char *why)
{
	return s->store->backend->backup->mark(s, why);
}

enum err store_restore_begin(const char *url, struct store_restore **r_r,
	int *fd_r, char cause_r[STORE_CAUSE_SIZE])
{
	const char *where = NULL;
	const struct store_backend *backend = store_backend_of(url, &where);
	enum err e;

	*r_r = NULL;
	*fd_r = -1;
	if (!backend) {
		snprintf(cause_r, STORE_CAUSE_SIZE, "no store: %.150s", url);
		return ERR_INVALID;
	}
	e = backend->backup->begin(where, r_r, fd_r, cause_r);
	if (!e)
		(*r_r)->backend = backend->backup;
	return e;
}

const char *store_restore_url(const struct store_restore *r)
{
	return r->url;
}

enum err store_restore_lock(
	struct store_restore *r, char cause_r[STORE_CAUSE_SIZE])
{
	return r->backend->lock(r, cause_r);
}

enum err store_restore_keep(struct store_restore *r, const struct keyfile *keys,
	bool journal_is_sound, int64_t since_utc, struct store_kept *kept_r,
	char cause_r[STORE_CAUSE_SIZE])
{
	return r->backend->keep(
		r, keys, journal_is_sound, since_utc, kept_r, cause_r);
}

enum err store_restore_finish(
	struct store_restore *r, char cause_r[STORE_CAUSE_SIZE])
{
	return r->backend->finish(r, cause_r);
}

void store_restore_end(struct store_restore **r)
{
	if (*r)
		(*r)->backend->end(*r);
	*r = NULL;
}
