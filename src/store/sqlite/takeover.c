/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store in place is "main", the copy that will replace it is "fresh": one
 * connection has both, because another one of this process would be locked
 * out by the first.
 */
#include <stdio.h>
#include <string.h>

#include "store/sql/held_rows.h"
#include "store/sqlite/restore.h"

/* Ids of names and of channels differ between both. One that only one of them
 * uses is known to both afterwards. */
static const char map_names[] =
	"INSERT OR IGNORE INTO fresh.name(text) SELECT text FROM main.name;"
	"CREATE TEMP TABLE map(old INTEGER PRIMARY KEY, new INTEGER NOT NULL);"
	"INSERT INTO map VALUES(0, 0);"
	"INSERT INTO map SELECT o.id, f.id FROM main.name o"
	" JOIN fresh.name f ON f.text = o.text;"
	"INSERT OR IGNORE INTO fresh.channel(digest, text)"
	" SELECT digest, text FROM main.channel;"
	"CREATE TEMP TABLE channels(old INTEGER PRIMARY KEY,"
	" new INTEGER NOT NULL);"
	"INSERT INTO channels VALUES(0, 0);"
	"INSERT INTO channels SELECT o.id, f.id FROM main.channel o"
	" JOIN fresh.channel f ON f.digest = o.digest;";

#define FIND_ERASED                                                     \
	"CREATE TEMP TABLE erased(key BLOB PRIMARY KEY) WITHOUT ROWID;" \
	"INSERT OR IGNORE INTO erased SELECT key FROM main.journal"     \
	" WHERE kind = %d AND key IS NOT NULL AND at >= %lld;"

static const char erase_subjects[] =
	"DELETE FROM fresh.subject WHERE key IN (SELECT key FROM erased)";

static const char erase_rest[] =
	"DELETE FROM fresh.fact WHERE kind > 2"
	" AND key IN (SELECT key FROM erased);"
	"UPDATE fresh.fact SET evidence = NULL WHERE evidence IS NOT NULL"
	" AND key IN (SELECT key FROM erased);"
	"DELETE FROM fresh.asked WHERE key IN (SELECT key FROM erased);";

#define FACTS_FROM                                                           \
	"INSERT OR IGNORE INTO fresh.fact(key, kind, name, mark, at, until," \
	" by_domain, told_by, evidence, unconfirmed, untold, generation,"    \
	" recorded, day)"                                                    \
	" SELECT f.key, f.kind, m.new, f.mark, f.at, f.until, f.by_domain,"  \
	" c.new, f.evidence, f.unconfirmed, f.untold, f.generation, "        \
	"f.recorded, f.day FROM main.fact f"                                 \
	" JOIN map m ON m.old = f.name LEFT JOIN channels c ON c.old = "     \
	"f.told_by "

/* The wish is known only by its day since the copy was taken: then it outlasts
 * more. */
#define OR_THE_DAY                                                      \
	" ON CONFLICT(key, kind, name, mark, at) DO UPDATE SET day = 1" \
	" WHERE day IS NULL AND excluded.day = 1"

static const char keep_objections[] = FACTS_FROM "WHERE f.kind = 1" OR_THE_DAY;
static const char keep_withdrawals[] = FACTS_FROM "WHERE f.kind = 2" OR_THE_DAY;

/* A send counts for whom the firm may still write to. */
static const char keep_sends[] =
	FACTS_FROM "WHERE f.kind = 5"
		   " AND f.key IN (SELECT key FROM fresh.subject)";

/* Art. 18(2): a restriction is taken over in any case, also of a person whom
 * the copy does not know. */
static const char restrict_known[] =
	"UPDATE fresh.subject SET restricted = (SELECT o.restricted"
	" FROM main.subject o WHERE o.key = fresh.subject.key)"
	" WHERE restricted IS NULL AND key IN (SELECT key FROM main.subject"
	" WHERE restricted IS NOT NULL)";

static const char find_restricted[] =
	"CREATE TEMP TABLE restricted(key BLOB PRIMARY KEY) WITHOUT ROWID;"
	"INSERT INTO restricted SELECT key FROM main.subject"
	" WHERE restricted IS NOT NULL"
	" AND key NOT IN (SELECT key FROM fresh.subject);" FACTS_FROM
	"WHERE f.key IN (SELECT key FROM restricted);";

static const char restrict_others[] =
	"INSERT INTO fresh.subject(key, relation, relation_since,"
	" relation_end, source, collected, last_contact, failure, restricted,"
	" ref, generation) SELECT s.key, r.new, s.relation_since, "
	"s.relation_end, o.new,"
	" s.collected, s.last_contact, s.failure, s.restricted, s.ref, "
	"s.generation"
	" FROM main.subject s JOIN map r ON r.old = s.relation"
	" JOIN map o ON o.old = s.source"
	" WHERE s.key IN (SELECT key FROM restricted)";

/* Held messages, tokens, letters, references, doubts, statements, requests and
 * accounts, and how much was asked: all are taken from the store in place, and
 * the copy's are deleted, because they are out of date. */
static const char move_waiting[] =
	"DELETE FROM fresh.held; DELETE FROM fresh.held_recipient;"
	"DELETE FROM fresh.held_chunk; DELETE FROM fresh.held_token;"
	"DELETE FROM fresh.held_sum; DELETE FROM fresh.outbox;"
	"DELETE FROM fresh.reference; DELETE FROM fresh.doubt;"
	"DELETE FROM fresh.statement; DELETE FROM fresh.asking;"
	"INSERT INTO fresh.statement(id, account, kind, state, at, said,"
	" settled, source, relation, teller, key, who, note)"
	" SELECT t.id, t.account, t.kind, t.state, t.at, t.said, t.settled,"
	" m.new, r.new, t.teller, t.key, t.who, t.note FROM main.statement t"
	" JOIN map m ON m.old = t.source JOIN map r ON r.old = t.relation;"
	"INSERT INTO fresh.asking(account, day, addresses)"
	" SELECT account, day, addresses FROM main.asking;"
	"INSERT INTO fresh.held(received, number, id, expires, size, stored, "
	"chunks,"
	" recipients, waiting, queue_id, host, summary, mark, asked, sender,"
	" sender_domain)"
	" SELECT h.received, h.number, h.id, h.expires, h.size, h.stored, "
	"h.chunks,"
	" h.recipients, h.waiting, h.queue_id, m.new, h.summary, h.mark,"
	" h.asked, h.sender, h.sender_domain"
	" FROM main.held h JOIN map m ON m.old = h.host;"
	"INSERT INTO fresh.held_recipient(id, n, key, address, purpose,"
	" reason, action, seq, state, changed, requested, domain)"
	" SELECT h.id, h.n, h.key, h.address, m.new, h.reason, h.action,"
	" h.seq, h.state, h.changed, h.requested, h.domain"
	" FROM main.held_recipient h JOIN map m ON m.old = h.purpose;"
	"INSERT INTO fresh.held_chunk(id, n, bytes)"
	" SELECT id, n, bytes FROM main.held_chunk;"
	"INSERT INTO fresh.held_token(nonce, id, n, issued, expires, state)"
	" SELECT nonce, id, n, issued, expires, state FROM main.held_token;"
	"INSERT INTO fresh.held_sum(one, messages, bytes, last)"
	" SELECT one, messages, bytes, last FROM main.held_sum;"
	"INSERT INTO fresh.outbox(id, created, tries, next, sealed)"
	" SELECT id, created, tries, next, sealed FROM main.outbox;"
	"INSERT INTO fresh.reference(id, at, act, ref)"
	" SELECT id, at, act, ref FROM main.reference;"
	"INSERT INTO fresh.doubt(id, at, kind, cause, key, queue_id, words,"
	" grade, mark, message) SELECT id, at, kind, cause, key, queue_id,"
	" words, grade, mark, message FROM main.doubt;"
	"DELETE FROM fresh.request;"
	"INSERT INTO fresh.request(id, key, article, received, told_by, told,"
	" reason, closed, outcome, identified) SELECT r.id, r.key, r.article,"
	" r.received, m.new, r.told, r.reason, r.closed, r.outcome,"
	" r.identified"
	" FROM main.request r JOIN channels m ON m.old = r.told_by;"
	/* Accounts of staff: who was removed since, or has another password,
	 * must not come back. A store in place that never had one does not say
	 * so. Sessions and jobs are none of the copy's (staff.h). */
	"DELETE FROM fresh.staff WHERE EXISTS(SELECT 1"
	" FROM main.sqlite_sequence WHERE name = 'staff');"
	"INSERT INTO fresh.staff(id, name, step, sealed)"
	" SELECT id, name, step, sealed FROM main.staff;"
	/* An id is never used again. */
	"DELETE FROM fresh.sqlite_sequence WHERE name IN"
	" (SELECT name FROM main.sqlite_sequence);"
	"INSERT INTO fresh.sqlite_sequence(name, seq)"
	" SELECT name, seq FROM main.sqlite_sequence;";

/* By which they are listed. */
static const char gather_held[] =
	"UPDATE fresh.held SET " HELD_GATHERED("fresh.");

/* If the store in place waits for its confirmation, so does the new one; if
 * not, a mark that the copy brought with it is deleted. */
static const char keep_waiting[] =
	"DELETE FROM fresh.meta WHERE key = 'unconfirmed';"
	"INSERT INTO fresh.meta(key, value)"
	" SELECT key, value FROM main.meta WHERE key = 'unconfirmed';";

/* A chain of the copy that the journal in place neither holds nor has cut
 * off: it is another journal. */
static const char chains_lost[] =
	"SELECT count(*) FROM fresh.chain f"
	" LEFT JOIN map m ON m.new = f.instance"
	" WHERE NOT EXISTS (SELECT 1 FROM main.journal j WHERE j.seq = f.seq"
	"  AND j.instance = m.old AND j.mac = f.mac)"
	" AND NOT EXISTS (SELECT 1 FROM main.checkpoint c"
	"  WHERE c.instance = m.old AND c.seq >= f.seq)";

/* Entries that both have are the same, as the chains tell: what was cut off
 * since goes, what was added comes. */
static const char move_journal[] =
	"DELETE FROM fresh.chain; DELETE FROM fresh.checkpoint;"
	"DELETE FROM fresh.journal WHERE seq < coalesce("
	" (SELECT min(seq) FROM main.journal), 9223372036854775807);"
	"INSERT INTO fresh.journal(seq, at, instance, kind, key, purpose,"
	" reason, action, enforced, queue_id, host, sender, detail, mac)"
	" SELECT j.seq, j.at, i.new, j.kind, j.key, p.new, j.reason,"
	" j.action, j.enforced, j.queue_id, h.new, j.sender, j.detail, j.mac"
	" FROM main.journal j JOIN map i ON i.old = j.instance"
	" JOIN map p ON p.old = j.purpose JOIN map h ON h.old = j.host"
	" WHERE j.seq > coalesce((SELECT max(seq) FROM fresh.journal), 0)"
	" ORDER BY j.seq;"
	"INSERT INTO fresh.chain(instance, seq, mac, at)"
	" SELECT m.new, c.seq, c.mac, c.at FROM main.chain c"
	" JOIN map m ON m.old = c.instance;"
	"INSERT INTO fresh.checkpoint(instance, seq, cut, entries, mac, sign)"
	" SELECT m.new, c.seq, c.cut, c.entries, c.mac, c.sign"
	" FROM main.checkpoint c JOIN map m ON m.old = c.instance;"
	/* Each entry was counted in its own transaction. */
	"DELETE FROM fresh.tally; DELETE FROM fresh.unnamed;"
	"INSERT INTO fresh.tally(day, sender, kind, purpose, reason, action,"
	" enforced, meaning, entries)"
	" SELECT t.day, t.sender, t.kind, p.new, t.reason, t.action,"
	" t.enforced, t.meaning, t.entries"
	" FROM main.tally t JOIN map p ON p.old = t.purpose;"
	"INSERT INTO fresh.unnamed(day, sender, mark, messages)"
	" SELECT u.day, u.sender, m.new, u.messages"
	" FROM main.unnamed u JOIN map m ON m.old = u.mark;";

/* Art. 21(3): a person must be found under every set of rules that was ever in
 * force. */
static const char keep_rules[] =
	"INSERT OR IGNORE INTO fresh.address_rules(since, text)"
	" SELECT since, text FROM main.address_rules ORDER BY id;"
	"INSERT OR IGNORE INTO fresh.joined(old, key, rules)"
	" SELECT j.old, j.key, coalesce((SELECT f.id"
	" FROM main.address_rules o JOIN fresh.address_rules f"
	" ON f.text = o.text WHERE o.id = j.rules), 0) FROM main.joined j;";

static enum err run(struct sqlite_restore *r, const char *sql, char *cause_r)
{
	if (sqlite3_exec(r->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return ERR_OK;
	return restore_fail_sqlite(r, "what it knows", cause_r);
}

static enum err run_counted(struct sqlite_restore *r, const char *sql,
	int64_t *changes, char *cause_r)
{
	enum err e = run(r, sql, cause_r);

	if (!e)
		*changes += sqlite3_changes64(r->db);
	return e;
}

static enum err ask(struct sqlite_restore *r, const char *sql, int64_t *value_r,
	char *cause_r)
{
	sqlite3_stmt *stmt = NULL;
	enum err e = ERR_OK;

	if (sqlite3_prepare_v2(r->db, sql, -1, &stmt, NULL) ||
		sqlite3_step(stmt) != SQLITE_ROW)
		e = restore_fail_sqlite(r, "what it knows", cause_r);
	else
		*value_r = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return e;
}

static enum err repeat_erasures(struct sqlite_restore *r, int64_t since_utc,
	int64_t *erased, char *cause_r)
{
	char sql[sizeof(FIND_ERASED) + 32];
	enum err e;

	snprintf(sql, sizeof(sql), FIND_ERASED, JOURNAL_ERASED,
		(long long)since_utc);
	e = run(r, sql, cause_r);
	if (!e)
		e = run_counted(r, erase_subjects, erased, cause_r);
	return e ? e : run(r, erase_rest, cause_r);
}

static enum err keep_journal(
	struct sqlite_restore *r, bool *has_journal_r, char *cause_r)
{
	int64_t lost = 0;
	enum err e = ask(r, chains_lost, &lost, cause_r);

	if (e || lost > 0)
		return e;
	*has_journal_r = true;
	return run(r, move_journal, cause_r);
}

static enum err keep_all(struct sqlite_restore *r, bool journal_is_sound,
	int64_t since_utc, struct store_kept *kept, char *cause_r)
{
	int64_t waiting = 0;
	enum err e = run(r, map_names, cause_r);

	if (!e)
		e = repeat_erasures(r, since_utc, &kept->erased, cause_r);
	if (!e)
		e = run_counted(r, keep_objections, &kept->objections, cause_r);
	if (!e)
		e = run_counted(
			r, keep_withdrawals, &kept->withdrawals, cause_r);
	if (!e)
		e = run_counted(
			r, restrict_known, &kept->restrictions, cause_r);
	if (!e)
		e = run(r, find_restricted, cause_r);
	if (!e)
		e = run_counted(
			r, restrict_others, &kept->restrictions, cause_r);
	if (!e)
		e = run_counted(r, keep_sends, &kept->sends, cause_r);
	if (!e)
		e = run(r, keep_rules, cause_r);
	if (!e)
		e = run(r, move_waiting, cause_r);
	if (!e)
		e = run(r, gather_held, cause_r);
	if (!e)
		e = ask(r, "SELECT count(*) FROM fresh.held", &kept->held,
			cause_r);
	if (!e)
		e = run_counted(r, keep_waiting, &waiting, cause_r);
	kept->is_unconfirmed = waiting > 0;
	if (!e && journal_is_sound)
		e = keep_journal(r, &kept->has_journal, cause_r);
	return e;
}

enum err sqlite_restore_keep(struct store_restore *base,
	const struct keyfile *keys, bool journal_is_sound, int64_t since_utc,
	struct store_kept *kept_r, char cause_r[STORE_CAUSE_SIZE])
{
	struct sqlite_restore *r = (struct sqlite_restore *)base;
	sqlite3_stmt *stmt = NULL;
	enum err e = ERR_OK;

	*kept_r = (struct store_kept){.objections = 0};
	r->row_keys.keys = keys;
	if (sqlite_rows_functions(r->db, &r->row_keys) ||
		sqlite3_prepare_v2(
			r->db, "ATTACH ?1 AS fresh", -1, &stmt, NULL) ||
		sqlite3_bind_text(stmt, 1, r->copy, -1, SQLITE_STATIC) ||
		sqlite3_step(stmt) != SQLITE_DONE)
		e = restore_fail_sqlite(r, "beside the copy", cause_r);
	sqlite3_finalize(stmt);
	if (!e)
		e = run(r, "PRAGMA temp_store=MEMORY; BEGIN IMMEDIATE",
			cause_r);
	if (!e)
		e = keep_all(r, journal_is_sound, since_utc, kept_r, cause_r);
	if (!e)
		e = run(r, "COMMIT", cause_r);
	if (!sqlite3_get_autocommit(r->db))
		sqlite3_exec(r->db, "ROLLBACK", NULL, NULL, NULL);
	/* With the temporary tables gone it can be let go of. */
	sqlite3_exec(r->db,
		"DROP TABLE IF EXISTS temp.map;"
		"DROP TABLE IF EXISTS temp.channels;"
		"DROP TABLE IF EXISTS temp.erased;"
		"DROP TABLE IF EXISTS temp.restricted;",
		NULL, NULL, NULL);
	if (sqlite3_exec(r->db, "DETACH fresh", NULL, NULL, NULL) && !e)
		e = restore_fail_sqlite(r, "beside the copy", cause_r);
	r->is_kept = !e;
	return e;
}
