/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of rights.h, each handed to the backend. */
#include "store/rights.h"

#include "store/backend.h"

enum err store_evidence_each(struct store_session *s,
	const struct pseudonym *key,
	bool (*each)(void *arg, const struct store_evidence *evidence),
	void *arg)
{
	return s->store->backend->rights->evidence_each(s, key, each, arg);
}

enum err store_facts_copy(struct store_session *s, const struct pseudonym *from,
	const struct pseudonym *to)
{
	return s->store->backend->rights->facts_copy(s, from, to);
}

enum err store_requests_each(struct store_session *s,
	const struct store_request_filter *filter,
	bool (*each)(void *arg, const struct store_request *request), void *arg)
{
	return s->store->backend->rights->requests_each(s, filter, each, arg);
}

enum err store_request_add(struct store_session *s,
	const struct store_request *request, int64_t *id_r)
{
	return s->store->backend->rights->request_add(s, request, id_r);
}

enum err store_request_extend(struct store_session *s, int64_t id,
	const char *reason, int64_t told_utc)
{
	return s->store->backend->rights->request_extend(
		s, id, reason, told_utc);
}

enum err store_request_close(struct store_session *s, int64_t id,
	int64_t at_utc, const char *outcome)
{
	return s->store->backend->rights->request_close(s, id, at_utc, outcome);
}

enum err store_requests_purge(
	struct store_session *s, int64_t closed_before_utc)
{
	return s->store->backend->rights->requests_purge(s, closed_before_utc);
}
