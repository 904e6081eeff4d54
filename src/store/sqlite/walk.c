/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whoever checks a long list asks for its keys in ascending order within one
 * read transaction. Then a cursor that moves on is quicker than a search for
 * each key: neighbours lie on one page, and where no person of the list has
 * facts, their table is asked once for all of them.
 */
#include <string.h>

#include "store/sqlite/sqlite.h"

/* So many keys in order are no accident. */
#define RUN_MIN 16
/* A key further away is searched for; where that happens again and again, at
 * once, but for a try now and then. */
#define STEPS_MAX 6
#define MISSES_MAX 4
#define RETRY_EACH 32

static int compare(const struct pseudonym *a, const struct pseudonym *b)
{
	return memcmp(a->bytes, b->bytes, PSEUDONYM_LEN);
}

void walks_end(struct sqlite_session *s)
{
	struct sqlite_walk *walks[] = {&s->subject_walk, &s->fact_walk};

	for (size_t i = 0; i < sizeof(walks) / sizeof(walks[0]); i++) {
		if (walks[i]->is_open)
			sqlite3_reset(walks[i]->stmt);
		walks[i]->is_open = walks[i]->has_row = false;
	}
	s->run_len = 0;
}

bool walks_wanted(struct sqlite_session *s, const struct pseudonym *key)
{
	if (!s->in_read)
		return false;
	if (s->run_len > 0 && compare(key, &s->run_last) <= 0)
		walks_end(s);
	s->run_last = *key;
	return ++s->run_len > RUN_MIN;
}

static enum err take_key(
	struct sqlite_session *s, struct sqlite_walk *walk, enum err stepped)
{
	const void *key;

	walk->has_row = stepped == ERR_OK;
	if (stepped == ERR_NOT_FOUND)
		return ERR_OK; /* open, and at the end */
	if (stepped) {
		walk->is_open = false;
		return stepped;
	}
	key = sqlite3_column_blob(walk->stmt, walk->key_column);
	if (sqlite3_column_bytes(walk->stmt, walk->key_column) != PSEUDONYM_LEN)
		return session_fail(&s->base, ERR_UNAVAILABLE,
			"a key is not %d octets long", PSEUDONYM_LEN);
	memcpy(walk->key.bytes, key, PSEUDONYM_LEN);
	return ERR_OK;
}

enum err walk_next(struct sqlite_session *s, struct sqlite_walk *walk)
{
	return take_key(s, walk, sqlite_step(s, walk->stmt, "cannot be read"));
}

static enum err search(struct sqlite_session *s, struct sqlite_walk *walk,
	enum stmt_id id, const struct pseudonym *key, int kinds_end)
{
	enum err e;

	if (walk->is_open)
		sqlite3_reset(walk->stmt);
	walk->is_open = walk->has_row = false;
	e = sqlite_stmt(s, id, &walk->stmt);
	if (e)
		return e;
	/* The statement keeps the key for as long as it walks. */
	sqlite3_bind_blob(
		walk->stmt, 1, key->bytes, PSEUDONYM_LEN, SQLITE_TRANSIENT);
	if (kinds_end)
		sqlite3_bind_int(walk->stmt, 2, kinds_end);
	walk->kinds_end = kinds_end;
	walk->key_column = sqlite3_column_count(walk->stmt) - 1;
	walk->is_open = true;
	return walk_next(s, walk);
}

/* Steps on as long as that has led somewhere of late. */
static enum err step_to(struct sqlite_session *s, struct sqlite_walk *walk,
	const struct pseudonym *key)
{
	bool is_hopeless =
		walk->misses >= MISSES_MAX && ++walk->unasked % RETRY_EACH != 0;
	enum err e = ERR_OK;

	for (int i = 0; !e && !is_hopeless && i < STEPS_MAX && walk->has_row &&
		compare(&walk->key, key) < 0;
		i++)
		e = walk_next(s, walk);
	if (walk->has_row && compare(&walk->key, key) < 0)
		walk->misses += !is_hopeless;
	else
		walk->misses = 0;
	return e;
}

enum err walk_to(struct sqlite_session *s, struct sqlite_walk *walk,
	enum stmt_id id, const struct pseudonym *key, int kinds_end)
{
	enum err e = ERR_OK;

	if (!walk->is_open || walk->kinds_end != kinds_end)
		e = search(s, walk, id, key, kinds_end);
	else
		e = step_to(s, walk, key);
	if (!e && walk->has_row && compare(&walk->key, key) < 0)
		e = search(s, walk, id, key, kinds_end);
	if (e)
		return e;
	return walk->has_row && compare(&walk->key, key) == 0 ? ERR_OK :
								ERR_NOT_FOUND;
}
