/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of rekey.h, each handed to the backend. */
#include "store/rekey.h"

#include "store/backend.h"

enum err store_key_is_used(
	struct store_session *s, const struct pseudonym *key, bool *is_used_r)
{
	return s->store->backend->rekey->is_used(s, key, is_used_r);
}

bool store_is_writing(const struct store_session *s)
{
	return s->store->backend->rekey->is_writing(s);
}

enum err store_rekey(struct store_session *s, const struct pseudonym *old,
	const struct pseudonym *key)
{
	return s->store->backend->rekey->move(s, old, key);
}

enum err store_key_generation(struct store_session *s,
	const struct pseudonym *key, unsigned generation)
{
	return s->store->backend->rekey->label(s, key, generation);
}

enum err store_generation_count(struct store_session *s, unsigned generation,
	struct store_generation *count_r)
{
	return s->store->backend->rekey->count(s, generation, count_r);
}

enum err store_generation_close(struct store_session *s, unsigned generation)
{
	return s->store->backend->rekey->close(s, generation);
}
