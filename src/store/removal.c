/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of removal.h, each handed to the backend. */
#include "store/removal.h"

#include "store/backend.h"

const char *reference_act_name(enum reference_act act)
{
	switch (act) {
	case REFERENCE_PURGED:
		return "purged";
	case REFERENCE_ERASED:
		return "erased";
	}
	return "unknown";
}

enum err store_subject_remove(struct store_session *s,
	const struct pseudonym *key, struct store_removed *removed_r)
{
	return s->store->backend->removal->subject(s, key, removed_r);
}

enum err store_reference_add(
	struct store_session *s, const struct store_reference *reference)
{
	return s->store->backend->removal->reference_add(s, reference);
}

enum err store_references_each(struct store_session *s, size_t limit,
	bool (*each)(void *arg, const struct store_reference *reference),
	void *arg)
{
	return s->store->backend->removal->references_each(s, limit, each, arg);
}

enum err store_references_done(struct store_session *s, int64_t up_to_id)
{
	return s->store->backend->removal->references_done(s, up_to_id);
}

enum err store_scrub(struct store_session *s)
{
	return s->store->backend->removal->scrub(s);
}
