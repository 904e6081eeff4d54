/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of sales.h, each handed to the backend; their names. */
#include "store/sales.h"

#include <string.h>

#include "store/backend.h"

static const char *const kinds[] = {
	[STATEMENT_CALL] = "call",
	[STATEMENT_MEETING] = "meeting",
	[STATEMENT_ORDER] = "order",
	[STATEMENT_LETTER] = "letter",
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

const char *statement_kind_name(enum statement_kind kind)
{
	size_t n = (size_t)kind;

	return n < KINDS && kinds[n] ? kinds[n] : "unknown";
}

enum err statement_kind_parse(const char *name, enum statement_kind *kind_r)
{
	for (size_t n = 1; n < KINDS; n++)
		if (strcmp(kinds[n], name) == 0) {
			*kind_r = (enum statement_kind)n;
			return ERR_OK;
		}
	return ERR_INVALID;
}

enum err store_statement_add(struct store_session *s,
	const struct store_statement *statement, int64_t *id_r)
{
	return s->store->backend->sales->add(s, statement, id_r);
}

enum err store_statements_each(struct store_session *s, int64_t after,
	size_t limit,
	bool (*each)(void *arg, const struct store_statement *statement),
	void *arg)
{
	return s->store->backend->sales->each(s, after, limit, each, arg);
}

enum err store_statement_get(struct store_session *s, int64_t id,
	bool (*each)(void *arg, const struct store_statement *statement),
	void *arg)
{
	return s->store->backend->sales->get(s, id, each, arg);
}

enum err store_statements_of(struct store_session *s,
	const struct pseudonym *key,
	bool (*each)(void *arg, const struct store_statement *statement),
	void *arg)
{
	return s->store->backend->sales->of_person(s, key, each, arg);
}

enum err store_statements_move(struct store_session *s,
	const struct pseudonym *from, const struct pseudonym *to,
	const char *who, int64_t *moved_r)
{
	return s->store->backend->sales->move(s, from, to, who, moved_r);
}

enum err store_statement_settle(struct store_session *s, int64_t id,
	enum statement_state state, int64_t at_utc)
{
	return s->store->backend->sales->settle(s, id, state, at_utc);
}

enum err store_statements_purge(struct store_session *s, int64_t before_utc)
{
	return s->store->backend->sales->purge(s, before_utc);
}

enum err store_statement_counts(struct store_session *s, int64_t since_utc,
	bool (*each)(void *arg, const struct statement_count *count), void *arg)
{
	return s->store->backend->sales->counts(s, since_utc, each, arg);
}

enum err store_asking_add(struct store_session *s,
	const struct store_asking *asking, int64_t *left_r)
{
	return s->store->backend->sales->asking_add(s, asking, left_r);
}

enum err store_askings_purge(struct store_session *s, int64_t before_day)
{
	return s->store->backend->sales->askings_purge(s, before_day);
}

enum err store_stopped_each(struct store_session *s,
	const struct stopped_filter *filter,
	bool (*each)(void *arg, const struct journal_entry *entry), void *arg)
{
	return s->store->backend->sales->stopped(s, filter, each, arg);
}
