/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of spelling.h, each handed to the backend. */
#include "store/spelling.h"

#include <stdio.h>

#include "store/backend.h"

enum err store_rules_each(struct store_session *s, rules_fn *each, void *arg)
{
	return s->store->backend->spelling->rules_each(s, each, arg);
}

enum err store_rules_last(struct store_session *s, int64_t *id_r)
{
	return s->store->backend->spelling->rules_last(s, id_r);
}

enum err store_rules_add(
	struct store_session *s, const char *text, int64_t since_utc)
{
	return s->store->backend->spelling->rules_add(s, text, since_utc);
}

enum err store_rules_peek(const char *url, rules_fn *each, void *arg,
	char cause_r[STORE_CAUSE_SIZE])
{
	const char *where;
	const struct store_backend *backend = store_backend_of(url, &where);

	if (backend)
		return backend->spelling->rules_peek(where, each, arg, cause_r);
	snprintf(cause_r, STORE_CAUSE_SIZE, "%s", err_text(ERR_INVALID));
	return ERR_INVALID;
}

enum err store_join_is_due(
	struct store_session *s, const struct store_join *join, bool *is_due_r)
{
	return s->store->backend->spelling->is_due(s, join, is_due_r);
}

enum err store_join(struct store_session *s, const struct store_join *join)
{
	return s->store->backend->spelling->join(s, join);
}

enum err store_joined_each(struct store_session *s, const struct pseudonym *key,
	int64_t rules, bool is_forward, joined_fn *each, void *arg)
{
	return s->store->backend->spelling->joined_each(
		s, key, rules, is_forward, each, arg);
}

enum err store_objection_disown(struct store_session *s,
	const struct pseudonym *old, const struct pseudonym *key,
	const char *purpose)
{
	return s->store->backend->spelling->disown(s, old, key, purpose);
}

enum err store_restriction_disown(struct store_session *s,
	const struct pseudonym *old, const struct pseudonym *key)
{
	return s->store->backend->spelling->disown_restriction(s, old, key);
}
