/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/sqlite/sqlite.h"

static const char *const texts[STMT_COUNT] = {
	[STMT_BEGIN] = "BEGIN",
	[STMT_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[STMT_COMMIT] = "COMMIT",
	[STMT_ROLLBACK] = "ROLLBACK",
	[STMT_PROBE] = "SELECT count(*) FROM meta",
	[STMT_NAME_TEXT] = "SELECT text FROM name WHERE id = ?1",
	[STMT_NAME_ID] = "SELECT id FROM name WHERE text = ?1",
	[STMT_NAME_ADD] = "INSERT INTO name(text) VALUES(?1)",
	[STMT_SUBJECT] =
		"SELECT relation, relation_since, relation_end, source,"
		" collected, last_contact, failure, restricted, ref"
		" FROM subject WHERE key = ?1",
	/* Untouched where nothing differs: importing twice writes nothing. */
	[STMT_SUBJECT_PUT] =
		"INSERT INTO subject(key, relation, relation_since,"
		" relation_end, source, collected, last_contact, failure,"
		" restricted, ref)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
		" ON CONFLICT(key) DO UPDATE SET relation = ?2,"
		" relation_since = ?3, relation_end = ?4, source = ?5,"
		" collected = ?6, last_contact = ?7, failure = ?8,"
		" restricted = ?9, ref = ?10"
		" WHERE relation IS NOT ?2 OR relation_since IS NOT ?3"
		" OR relation_end IS NOT ?4 OR source IS NOT ?5"
		" OR collected IS NOT ?6 OR last_contact IS NOT ?7"
		" OR failure IS NOT ?8 OR restricted IS NOT ?9"
		" OR ref IS NOT ?10",
	[STMT_SUBJECT_COUNT] = "SELECT count(*) FROM subject",
	[STMT_FACTS] = "SELECT kind, name, at, mark, until, by_domain, channel,"
		       " evidence > '' FROM fact WHERE key = ?1 AND kind < ?2",
	/* As the two above, and the key. */
	[STMT_SUBJECTS_FROM] =
		"SELECT relation, relation_since, relation_end, source,"
		" collected, last_contact, failure, restricted, ref, key"
		" FROM subject WHERE key >= ?1 ORDER BY key",
	[STMT_FACTS_FROM] =
		"SELECT kind, name, at, mark, until, by_domain, channel,"
		" evidence > '', key FROM fact"
		" WHERE key >= ?1 AND kind < ?2 ORDER BY key",
	/* Only a grant's missing evidence or expiry is filled in. */
	[STMT_FACT_ADD] =
		"INSERT INTO fact(key, kind, name, mark, at, until,"
		" by_domain, channel, evidence)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
		" ON CONFLICT(key, kind, name, mark, at) DO UPDATE SET"
		" until = coalesce(until, ?6),"
		" evidence = coalesce(evidence, ?9)"
		" WHERE kind = 3 AND ((until IS NULL AND ?6 IS NOT NULL)"
		" OR (evidence IS NULL AND ?9 IS NOT NULL))",
	[STMT_SEND_ADD] =
		"INSERT INTO fact(key, kind, name, mark, at)"
		" SELECT ?1, 5, ?2, ?3, ?4 WHERE NOT EXISTS("
		"SELECT 1 FROM fact"
		" WHERE key = ?1 AND kind = 5 AND name = ?2 AND mark = ?3)",
	[STMT_OBJECTION_REMOVE] =
		"DELETE FROM fact WHERE key = ?1 AND kind = 1 AND name = ?2",
	[STMT_SILENCE_ADD] =
		"INSERT INTO silence(relation, days, returned, removed)"
		" VALUES(?1, ?2, ?3, ?4)"
		" ON CONFLICT(relation, days) DO UPDATE SET"
		" returned = returned + ?3, removed = removed + ?4",
	[STMT_SILENCE_EACH] = "SELECT relation, days, returned, removed"
			      " FROM silence JOIN name ON id = relation"
			      " ORDER BY text, days",
	[STMT_CHAIN_HEADS] = "SELECT instance, seq, mac FROM chain",
	[STMT_CHAIN_PUT] =
		"INSERT INTO chain(instance, seq, mac) VALUES(?1, ?2, ?3)"
		" ON CONFLICT(instance) DO UPDATE SET seq = ?2, mac = ?3",
	[STMT_JOURNAL_ADD] =
		"INSERT INTO journal(seq, at, instance, kind, key, purpose,"
		" reason, action, enforced, queue_id, host, sender, detail,"
		" mac) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
		" ?12, ?13, ?14)",
	[STMT_JOURNAL_EACH] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" WHERE seq BETWEEN ?1 AND ?2 AND at >= ?3"
		" AND (?4 IS NULL OR key = ?4) ORDER BY seq LIMIT ?5",
};

/* In a transaction, be it that of a statement under way alone, the connection
 * stays what it is: opening it anew would end the statement. */
static bool is_amid(const struct sqlite_session *s)
{
	return s->db &&
		(s->in_read || s->in_write ||
			sqlite3_txn_state(s->db, NULL) != SQLITE_TXN_NONE);
}

enum err sqlite_stmt(
	struct sqlite_session *s, enum stmt_id id, sqlite3_stmt **stmt_r)
{
	enum err e = is_amid(s) ? ERR_OK : sqlite_session_ready(s);

	*stmt_r = NULL;
	if (e)
		return e;
	if (!s->stmts[id] &&
		sqlite3_prepare_v3(s->db, texts[id], -1,
			SQLITE_PREPARE_PERSISTENT, &s->stmts[id], NULL))
		return sqlite_fail(s, "cannot be asked");
	*stmt_r = s->stmts[id];
	return ERR_OK;
}

void sqlite_stmts_finalize(struct sqlite_session *s)
{
	for (int i = 0; i < STMT_COUNT; i++) {
		sqlite3_finalize(s->stmts[i]);
		s->stmts[i] = NULL;
	}
}

enum err sqlite_step(
	struct sqlite_session *s, sqlite3_stmt *stmt, const char *what)
{
	enum err e;

	switch (sqlite3_step(stmt)) {
	case SQLITE_ROW:
		return ERR_OK;
	case SQLITE_DONE:
		sqlite3_reset(stmt);
		return ERR_NOT_FOUND;
	default:
		e = sqlite_fail(s, what);
		sqlite3_reset(stmt);
		return e;
	}
}

enum err sqlite_run(
	struct sqlite_session *s, sqlite3_stmt *stmt, const char *what)
{
	enum err e = sqlite_step(s, stmt, what);

	if (!e)
		sqlite3_reset(stmt);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err sqlite_run_id(
	struct sqlite_session *s, enum stmt_id id, const char *what)
{
	sqlite3_stmt *stmt;
	enum err e = sqlite_stmt(s, id, &stmt);

	return e ? e : sqlite_run(s, stmt, what);
}
