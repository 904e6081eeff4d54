/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/sql/held_rows.h"
#include "store/sql/rows.h"

/* Of a recipient; ?4 says whether any of them is asked for. */
#define HELD_CONDITIONS                                               \
	" AND (1 << r.state) & ?5 <> 0 AND (?6 = 0 OR r.reason = ?6)" \
	" AND (r.purpose = ?7 OR ?7 IS NULL)"                         \
	" AND (?8 = 0 OR r.requested IS NOT NULL)"

/* Which entries are asked for; NULL: all. */
#define JOURNAL_CHOICE                          \
	"at >= ?3 AND (key = ?4 OR ?4 IS NULL)" \
	" AND (at <= ?7 OR ?7 IS NULL)"         \
	" AND (purpose = ?8 OR ?8 IS NULL)"     \
	" AND (reason = ?9 OR ?9 IS NULL)"      \
	" AND (kind = ?10 OR ?10 IS NULL)"

#define STATEMENT_COLUMNS                                               \
	"id, account, kind, state, at, said, source, relation, teller," \
	" key, who, note"

/* NULL, not known, is the earliest. */
#define LATER_OF(a, b) \
	"CASE WHEN " b " IS NULL OR " a " > " b " THEN " a " ELSE " b " END"
#define EARLIER_OF(a, b) \
	"CASE WHEN " b " IS NULL OR " a " < " b " THEN " a " ELSE " b " END"

/* A record that holds nothing but a restriction. */
#define BARE                                                           \
	"o.relation = 0 AND o.source = 0 AND o.relation_since IS NULL" \
	" AND o.relation_end IS NULL AND o.collected IS NULL"          \
	" AND o.last_contact IS NULL AND o.failure IS NULL"            \
	" AND o.ref IS NULL"
/* Where the keys are two persons: only what is against writing; where they are
 * one: lifts, too. */
#define WISHES                                                         \
	"(o.kind IN (1, 2) OR (?3 <> 0 AND o.kind = 4))"               \
	" AND o.by_domain IS NULL AND NOT EXISTS(SELECT 1 FROM fact d" \
	" WHERE d.key = ?2 AND d.kind = 20 AND o.kind = 1"             \
	" AND d.name = o.name AND d.mark = o.mark AND d.at = o.at)"

/* "restricted" */
#define RESTRICTED "X'72657374726963746564'"
/* The same of a restriction. */
#define DISOWNED(key, since)                             \
	"EXISTS(SELECT 1 FROM fact d WHERE d.key = " key \
	" AND d.kind = 20 AND d.mark = " RESTRICTED " AND d.at = " since ")"

const char *const sql_texts[STMT_COUNT] = {
	[STMT_PROBE] = "SELECT count(*) FROM meta",
	[STMT_NAME_TEXT] = "SELECT text FROM name WHERE id = ?1",
	[STMT_NAME_ID] = "SELECT id FROM name WHERE text = ?1",
	[STMT_NAME_ADD] = "INSERT INTO name(text) VALUES(?1)"
			  " RETURNING id",
	[STMT_CHANNEL_ID] = "SELECT id FROM channel WHERE digest = ?1",
	[STMT_CHANNEL_TEXT] = "SELECT text FROM channel WHERE id = ?1",
	[STMT_CHANNEL_ADD] = "INSERT INTO channel(digest, text) VALUES(?1, ?2)"
			     " RETURNING id",
	[STMT_SUBJECT] =
		"SELECT relation, relation_since, relation_end, source,"
		" collected, last_contact, failure, restricted, ref"
		" FROM subject WHERE key = ?1",
	/* Untouched where nothing differs: importing twice writes nothing. */
	[STMT_SUBJECT_PUT] =
		"INSERT INTO subject(key, relation, relation_since,"
		" relation_end, source, collected, last_contact, failure,"
		" restricted, ref, generation)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
		" ON CONFLICT(key) DO UPDATE SET relation = ?2,"
		" relation_since = ?3, relation_end = ?4, source = ?5,"
		" collected = ?6, last_contact = ?7, failure = ?8,"
		" restricted = ?9, ref = ?10"
		" WHERE (subject.relation, subject.relation_since,"
		" subject.relation_end, subject.source, subject.collected,"
		" subject.last_contact, subject.failure, subject.restricted,"
		" subject.ref) IS DISTINCT FROM (?2, ?3, ?4, ?5, ?6, ?7, ?8,"
		" ?9, ?10)",
	[STMT_SUBJECT_COUNT] = "SELECT count(*) FROM subject",
	[STMT_FACTS] =
		"SELECT kind, name, at, mark, until, by_domain, told_by,"
		" evidence IS NOT NULL, unconfirmed, untold, recorded, day"
		" FROM fact WHERE key = ?1 AND kind < ?2",
	[STMT_DOMAINS_ANY] = "SELECT 1 FROM fact INDEXED BY fact_by_domain"
			     " WHERE by_domain = 1 LIMIT 1",
	[STMT_FACTS_OF_DOMAIN] =
		"SELECT kind, name, at, mark, until, by_domain, told_by,"
		" evidence IS NOT NULL, unconfirmed, untold, recorded, day"
		" FROM fact INDEXED BY fact_by_domain"
		" WHERE key = ?1 AND kind < ?2 AND by_domain = 1",
	/* As those of one person, and the key. */
	[STMT_SUBJECTS_FROM] =
		"SELECT relation, relation_since, relation_end, source,"
		" collected, last_contact, failure, restricted, ref, key"
		" FROM subject WHERE key >= ?1 ORDER BY key",
	[STMT_SUBJECTS_AFTER] =
		"SELECT relation, relation_since, relation_end, source,"
		" collected, last_contact, failure, restricted, ref, key"
		" FROM subject WHERE key > ?1 ORDER BY key LIMIT ?2",
	[STMT_FACTS_FROM] =
		"SELECT kind, name, at, mark, until, by_domain, told_by,"
		" evidence IS NOT NULL, unconfirmed, untold, recorded, day, key"
		" FROM fact"
		" WHERE key >= ?1 AND kind < ?2 ORDER BY key",
	/* Without sends and history. */
	[STMT_FACTS_BETWEEN] =
		"SELECT kind, name, at, mark, until, by_domain, told_by,"
		" evidence IS NOT NULL, unconfirmed, untold, recorded, day, key"
		" FROM fact"
		" WHERE key > ?1 AND key <= ?2 AND kind < 5"
		" ORDER BY key",
	/* Filled in are a grant's missing evidence or expiry, that a wish is
	 * known only by its day, so that it outlasts more, and that a lift was
	 * given again. */
	[STMT_FACT_ADD] =
		"INSERT INTO fact(key, kind, name, mark, at, until,"
		" by_domain, told_by, evidence, generation, recorded, day)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
		" ON CONFLICT(key, kind, name, mark, at) DO UPDATE SET"
		" until = coalesce(fact.until, ?6),"
		" evidence = coalesce(fact.evidence, ?9),"
		" day = coalesce(fact.day, ?12),"
		" recorded = CASE WHEN fact.kind = 4 THEN ?11"
		" ELSE fact.recorded END"
		" WHERE (fact.kind = 3"
		" AND ((fact.until IS NULL AND ?6 IS NOT NULL)"
		" OR (fact.evidence IS NULL AND ?9 IS NOT NULL)))"
		" OR (fact.day IS NULL AND ?12 IS NOT NULL)"
		" OR (fact.kind = 4 AND coalesce(fact.recorded < ?11,"
		" ?11 IS NOT NULL))",
	/* 19: an objection without a date that was undone. */
	[STMT_FACT_UNDONE] = "SELECT 1 FROM fact WHERE key = ?1 AND kind = 19"
			     " AND name = ?2 AND mark = ?3 AND at = ?4",
	/* Two statements: one that reads the table it writes to would make a
	 * table of its own in between. */
	[STMT_SEND_GET] = "SELECT 1 FROM fact WHERE key = ?1 AND kind = 5"
			  " AND name = ?2 AND mark IN (?3, ?4)"
			  " AND at BETWEEN ?5 AND ?6",
	[STMT_SEND_ADD] = "INSERT INTO fact(key, kind, name, mark, at, untold,"
			  " generation) VALUES(?1, 5, ?2, ?3, ?4, ?5, ?6)",
	[STMT_OBJECTION_REMOVE] =
		"DELETE FROM fact WHERE key = ?1 AND kind = 1 AND name = ?2",
	/* What was undone before under the same mark gives place. */
	[STMT_OBJECTION_UNDO_ROOM] =
		"DELETE FROM fact WHERE key = ?1 AND kind = 19 AND name = ?2"
		" AND at = ?3 AND mark IN (SELECT o.mark FROM fact o"
		" WHERE o.key = ?1 AND o.kind = 1 AND o.name = ?2"
		" AND o.at = ?3)",
	[STMT_OBJECTION_UNDO] =
		"UPDATE fact SET kind = 19, by_domain = NULL,"
		" unconfirmed = NULL WHERE key = ?1 AND kind = 1 AND name = ?2"
		" AND at = ?3",
	[STMT_OBJECTION_AGAIN] =
		"UPDATE fact SET at = CASE WHEN at > ?4 THEN ?4 ELSE at END,"
		" unconfirmed = CASE WHEN ?5 <> 0 THEN unconfirmed END"
		" WHERE key = ?1 AND kind = 1 AND name = ?2 AND mark = ?3",
	[STMT_OBJECTION_ADD_BY] =
		"INSERT INTO fact(key, kind, name, mark, at, told_by,"
		" unconfirmed, generation, recorded) VALUES(?1, 1, ?2, ?3, ?4,"
		" ?6, CASE WHEN ?5 <> 0 THEN 1 END, ?7, ?8)",
	[STMT_OBJECTION_TAKE_BACK] =
		"DELETE FROM fact WHERE key = ?1 AND kind = 1 AND mark = ?2"
		" AND at >= ?3",
	[STMT_UNDO_ADD] = "INSERT INTO undo(mark, digest, name, key, until)"
			  " VALUES(?1, ?2, ?3, ?4, ?5)",
	[STMT_UNDO_BURN] = "DELETE FROM undo WHERE mark = ?1 AND name = ?2",
	[STMT_UNDO_USE] =
		/* Copies under other keys of that person have its mark. */
	"DELETE FROM fact WHERE (key, kind, name, mark) IN"
	" (WITH RECURSIVE reach(key, name) AS (SELECT key, name"
	" FROM undo WHERE mark = ?1 AND digest = ?2 AND until >= ?3"
	" UNION SELECT j.key, r.name FROM joined j"
	" JOIN reach r ON j.old = r.key)"
	" SELECT key, 1, name, CAST(?1 AS BLOB) FROM reach)",
	[STMT_UNDO_USED] = "DELETE FROM undo WHERE mark = ?1 AND digest = ?2",
	[STMT_UNDO_PURGE] = "DELETE FROM undo WHERE until < ?1",
	[STMT_UNDO_REMOVE] = "DELETE FROM undo WHERE key = ?1",
	[STMT_UNCONFIRMED_EACH] =
		"SELECT key, mark, name, told_by, at FROM fact"
		" INDEXED BY fact_unconfirmed WHERE unconfirmed = 1"
		" ORDER BY at",
	[STMT_UNCONFIRMED_CONFIRM] =
		"UPDATE fact SET unconfirmed = NULL WHERE key = ?1"
		" AND kind = 1 AND mark = ?2 AND unconfirmed = 1",
	[STMT_EVENT_ADD] = "INSERT INTO event(id, at) VALUES(?1, ?2)"
			   " ON CONFLICT(id) DO NOTHING",
	[STMT_EVENTS_PURGE] = "DELETE FROM event WHERE at < ?1",
	[STMT_ASKED_ADD] =
		"INSERT INTO asked(key, message, purpose, at, objection)"
		" VALUES(?1, ?2, 0, ?3, ?4)"
		" ON CONFLICT(key, message, purpose) DO UPDATE SET"
		" at = CASE WHEN asked.at > ?3 THEN ?3 ELSE asked.at END,"
		" objection = coalesce(asked.objection, ?4)"
		" WHERE asked.at > ?3"
		" OR (asked.objection IS NULL AND ?4 IS NOT NULL)",
	[STMT_ASKED_LETTER] =
		"INSERT INTO asked(key, message, purpose, at)"
		" VALUES(?1, ?2, 0, ?3)"
		" ON CONFLICT(key, message, purpose) DO UPDATE SET"
		" at = CASE WHEN asked.at > ?3 THEN ?3 ELSE asked.at END,"
		" objection = NULL",
	[STMT_ASKED_GET] =
		"SELECT at, objection, (SELECT answers FROM asked"
		" WHERE key = ?1 AND message = ?2"
		" AND purpose = (SELECT id FROM name WHERE text = ?3))"
		" FROM asked WHERE key = ?1 AND message = ?2 AND purpose = 0",
	[STMT_ASKED_EACH] = "SELECT at, message, objection FROM asked"
			    " WHERE key = ?1 AND purpose = 0",
	[STMT_ASKED_ANSWERED] =
		"INSERT INTO asked(key, message, purpose, at, answers)"
		" SELECT key, message, CAST(?3 AS BIGINT), at, 1 FROM asked"
		" WHERE key = ?1 AND message = ?2 AND purpose = 0"
		" ON CONFLICT(key, message, purpose) DO UPDATE SET"
		" answers = asked.answers + 1",
	[STMT_ASKED_ANSWERS] = "SELECT answers FROM asked WHERE key = ?1"
			       " AND message = ?2 AND purpose = ?3",
	[STMT_ASKED_PURGE] = "DELETE FROM asked WHERE at < ?1",
	[STMT_DOUBT_ADD] =
		"INSERT INTO doubt(at, kind, cause, key, queue_id, words,"
		" grade, mark, message) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
		" ?9)"
		" RETURNING id",
	[STMT_DOUBT_ROOM] = "DELETE FROM doubt WHERE id <= ?1",
	[STMT_DOUBT_SETTLE] = "DELETE FROM doubt WHERE mark = ?1",
	[STMT_DOUBTS_PURGE] =
		"DELETE FROM doubt WHERE at < ?1 OR (mark IS NOT NULL"
		" AND mark NOT IN (SELECT mark FROM fact"
		" INDEXED BY fact_unconfirmed WHERE unconfirmed = 1))",
	[STMT_DOUBTS_EACH] =
		"SELECT at, kind, cause, key, queue_id, words, grade, mark,"
		" message FROM doubt"
		" WHERE key = ?1 OR ?1 IS NULL ORDER BY at, id",
	[STMT_DOUBTS_MOVE] = "UPDATE doubt SET key = ?2, message = NULL"
			     " WHERE key = ?1 AND mark IS NOT NULL",
	[STMT_DOUBTS_REMOVE] = "DELETE FROM doubt WHERE key = ?1",
	[STMT_SILENCE_ADD] =
		"INSERT INTO silence(relation, days, returned, removed)"
		" VALUES(?1, ?2, ?3, ?4)"
		" ON CONFLICT(relation, days) DO UPDATE SET"
		" returned = silence.returned + ?3,"
		" removed = silence.removed + ?4",
	[STMT_SILENCE_EACH] = "SELECT relation, days, returned, removed"
			      " FROM silence JOIN name ON id = relation"
			      " ORDER BY text, days",
	[STMT_CHAIN_HEADS] = "SELECT instance, seq, mac FROM chain",
	[STMT_CHAIN_HEAD] = "SELECT (SELECT max(seq) FROM chain),"
			    " (SELECT mac FROM chain WHERE instance = ?1)",
	[STMT_CHAIN_PUT] =
		"INSERT INTO chain(instance, seq, mac, at)"
		" VALUES(?1, ?2, ?3, (SELECT CASE WHEN ?4 > max(at) + ?5"
		" THEN NULL ELSE ?4 END FROM chain))"
		" ON CONFLICT(instance) DO UPDATE SET seq = ?2, mac = ?3,"
		" at = " LATER_OF("excluded.at", "chain.at"),
	[STMT_CHAIN_LATEST] = "SELECT max(at) FROM chain",
	[STMT_CHAIN_FORGET] = "UPDATE chain SET at = NULL",
	[STMT_JOURNAL_DUE] =
		"SELECT count(*), coalesce((SELECT max(seq) FROM journal) -"
		" (SELECT min(seq) FROM journal) + 1, 0) FROM journal"
		" WHERE seq < coalesce((SELECT seq FROM journal WHERE at >= ?1"
		" ORDER BY seq LIMIT 1), 9223372036854775807)",
	[STMT_HELD_DUE_COUNT] = "SELECT (SELECT count(*) FROM held"
				" WHERE expires < ?1),"
				" (SELECT messages FROM held_sum)",
	[STMT_JOURNAL_ADD] =
		"INSERT INTO journal(seq, at, instance, kind, key, purpose,"
		" reason, action, enforced, queue_id, host, sender, detail,"
		" mac) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
		" ?12, ?13, ?14)",
	[STMT_JOURNAL_EACH] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" WHERE seq BETWEEN ?1 AND ?2 AND " JOURNAL_CHOICE
		" ORDER BY seq LIMIT ?5",
	[STMT_JOURNAL_BACK] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" WHERE seq BETWEEN ?1 AND ?2 AND " JOURNAL_CHOICE
		" ORDER BY seq DESC LIMIT ?5",
	/* 40: who looked. */
	[STMT_JOURNAL_LOOKED] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" INDEXED BY journal_looked WHERE kind = 40"
		" AND seq BETWEEN ?1 AND ?2 AND " JOURNAL_CHOICE
		" ORDER BY seq DESC LIMIT ?5",
	[STMT_JOURNAL_OF_SENDER] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" INDEXED BY journal_sender"
		" WHERE substr(sender, 1, 8) = substr(CAST(?11 AS BLOB), 1, 8)"
		" AND sender = ?11"
		" AND seq BETWEEN ?1 AND ?2 AND " JOURNAL_CHOICE
		" ORDER BY seq LIMIT ?5",
	/* 12 to 19: decided about what is held. */
	[STMT_JOURNAL_ACTS_OF] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" INDEXED BY journal_act WHERE kind BETWEEN 12 AND 19"
		" AND key = ?4 AND seq BETWEEN ?1 AND ?2 AND at >= ?3"
		" ORDER BY seq LIMIT ?5",
	[STMT_JOURNAL_ACTS] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" INDEXED BY journal_act_at WHERE kind BETWEEN 12 AND 19"
		" AND at >= ?3 AND seq BETWEEN ?1 AND ?2"
		" ORDER BY at DESC, seq DESC LIMIT ?5",
	/* The verdicts of one message were written one behind the other: from
	 * those that hold it, to both sides as far as the queue id is the
	 * same. */
	[STMT_JOURNAL_OF_HELD] =
		"WITH RECURSIVE held(seq) AS (SELECT seq FROM journal"
		" INDEXED BY journal_held WHERE queue_id = ?6"
		" AND kind = 1 AND action = 2 AND enforced = 1),"
		" before(seq) AS (SELECT seq FROM held UNION SELECT j.seq"
		" FROM before b JOIN journal j ON j.seq = b.seq - 1"
		" WHERE j.queue_id = ?6 AND j.kind = 1),"
		" behind(seq) AS (SELECT seq FROM held UNION SELECT j.seq"
		" FROM behind b JOIN journal j ON j.seq = b.seq + 1"
		" WHERE j.queue_id = ?6 AND j.kind = 1)"
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" WHERE seq IN (SELECT seq FROM before"
		" UNION SELECT seq FROM behind)"
		" AND seq BETWEEN ?1 AND ?2 AND at >= ?3"
		" AND (key = ?4 OR ?4 IS NULL) ORDER BY seq LIMIT ?5",
	[STMT_JOURNAL_CUT] = "DELETE FROM journal WHERE seq <= ?1",
	[STMT_JOURNAL_MAC] =
		"SELECT mac FROM journal WHERE seq = ?1 AND instance = ?2",
	[STMT_CHECKPOINTS] =
		"SELECT instance, seq, cut, entries, mac, sign FROM checkpoint",
	[STMT_CHECKPOINT_PUT] =
		"INSERT INTO checkpoint(instance, seq, cut, entries, mac, sign)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(instance) DO"
		" UPDATE SET seq = ?2, cut = ?3, entries = ?4, mac = ?5,"
		" sign = ?6",
	[STMT_HELD_ADD] =
		"INSERT INTO held(id, received, expires, size, stored, chunks,"
		" recipients, waiting, queue_id, host, summary, mark, sender,"
		" sender_domain, number)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
		" ?13, ?14, (SELECT last + 1 FROM held_sum))",
	[STMT_HELD_REPEATED] =
		"SELECT h.id FROM held h INDEXED BY held_mark"
		" WHERE h.mark = ?1 AND h.received >= ?2 AND NOT EXISTS("
		"SELECT 1 FROM held_recipient r"
		" WHERE r.id = h.id AND r.state <> 1) LIMIT 1",
	[STMT_HELD_GET] = "SELECT " HELD_COLUMNS " FROM held h WHERE id = ?1",
	[STMT_HELD_LIST] =
		"SELECT " HELD_COLUMNS " FROM held h"
		" WHERE (received, number) > (?1, ?2) AND received >= ?3"
		" AND received < ?11 AND (?4 = 0 OR EXISTS(SELECT 1 FROM "
		"held_recipient r"
		" WHERE r.id = h.id" HELD_CONDITIONS "))"
		" ORDER BY received, number LIMIT ?10",
	[STMT_HELD_DUE] =
		"SELECT " HELD_COLUMNS " FROM held h WHERE expires < ?1"
		" AND (?4 = 0 OR EXISTS(SELECT 1 FROM held_recipient r"
		" WHERE r.id = h.id" HELD_CONDITIONS "))"
		" ORDER BY expires LIMIT ?10",
	[STMT_HELD_OF_KEY] = "SELECT " HELD_COLUMNS " FROM held h WHERE id IN("
			     "SELECT r.id FROM held_recipient r WHERE r.key = "
			     "?9" HELD_CONDITIONS ")"
			     " AND (received, number) > (?1, ?2)"
			     " AND received >= ?3 AND received < ?11"
			     " ORDER BY received, number LIMIT ?10",
	[STMT_HELD_BROWSE_UP] = sql_browse_up,
	[STMT_HELD_BROWSE_DOWN] = sql_browse_down,
	[STMT_HELD_BROWSE_SCAN] = sql_browse_scan,
	[STMT_HELD_BROWSE_REQUESTED] = sql_browse_requested,
	[STMT_HELD_BROWSE_AT] = sql_browse_at,
	[STMT_HELD_UNDIGESTED] =
		"SELECT " HELD_COLUMNS " FROM held h INDEXED BY held_undigested"
		" WHERE sender IS NULL ORDER BY received, number LIMIT ?1",
	[STMT_HELD_UNDIGESTED_COUNT] =
		"SELECT count(*) FROM held INDEXED BY held_undigested"
		" WHERE sender IS NULL",
	[STMT_HELD_DIGEST] = "UPDATE held SET sender = ?2, sender_domain = ?3"
			     " WHERE id = ?1",
	[STMT_HELD_DIGEST_DOMAIN] = "UPDATE held_recipient SET domain = ?3"
				    " WHERE id = ?1 AND n = ?2",
	[STMT_HELD_EXTEND] = "UPDATE held SET expires = ?2 WHERE id = ?1",
	[STMT_HELD_WAITING] = sql_held_gather,
	[STMT_HELD_COUNT] = "SELECT waiting FROM held WHERE id = ?1",
	[STMT_HELD_REMOVE] = "DELETE FROM held WHERE id = ?1"
			     " RETURNING stored",
	[STMT_HELD_RECIPIENT_ADD] =
		"INSERT INTO held_recipient(id, n, key, address, purpose,"
		" reason, action, seq, state, changed, requested, domain)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, NULL, ?10)",
	[STMT_HELD_RECIPIENTS] =
		"SELECT n, key, address, purpose, reason, action, seq, state,"
		" changed, requested FROM held_recipient WHERE id = ?1"
		" ORDER BY n",
	[STMT_HELD_RECIPIENT_MOVE] =
		"UPDATE held_recipient SET state = ?4, changed = ?5"
		" WHERE id = ?1 AND n = ?2 AND (1 << state) & ?3 <> 0",
	[STMT_HELD_REQUEST] =
		"UPDATE held_recipient SET requested = coalesce(requested, ?2)"
		" WHERE id = ?1 AND state <= 3",
	[STMT_HELD_ASKED] = "UPDATE held SET asked = ?2"
			    " WHERE id = ?1 AND asked IS NULL",
	[STMT_HELD_OF_PERSON] =
		"SELECT id, n FROM held_recipient WHERE key = ?1 LIMIT 1",
	[STMT_HELD_RECIPIENT_REMOVE] =
		"DELETE FROM held_recipient WHERE id = ?1 AND n = ?2",
	[STMT_HELD_TOKENS_OF] =
		"DELETE FROM held_token WHERE id = ?1 AND n = ?2",
	/* What else is there of a person; 1 and 2 are objections and
	 * withdrawals, of which the words of others go. */
	[STMT_SUBJECT_REMOVE] = "DELETE FROM subject WHERE key = ?1",
	[STMT_FACTS_REMOVE] = "DELETE FROM fact WHERE key = ?1 AND kind > 2",
	[STMT_FACTS_BARE] = "UPDATE fact SET evidence = NULL WHERE key = ?1"
			    " AND evidence IS NOT NULL",
	[STMT_ASKED_REMOVE] = "DELETE FROM asked WHERE key = ?1",
	[STMT_UNCONFIRMED_MARK] = "INSERT INTO meta(key, value)"
				  " VALUES('unconfirmed', ?1)"
				  " ON CONFLICT(key) DO UPDATE"
				  " SET value = ?1",
	[STMT_UNCONFIRMED_END] = "DELETE FROM meta WHERE key = 'unconfirmed'",
	[STMT_KEY_USED] =
		"SELECT EXISTS(SELECT 1 FROM subject WHERE key = ?1)"
		" OR EXISTS(SELECT 1 FROM fact WHERE key = ?1)"
		" OR EXISTS(SELECT 1 FROM asked WHERE key = ?1)"
		" OR EXISTS(SELECT 1 FROM held_recipient WHERE key = ?1)"
		" OR EXISTS(SELECT 1 FROM statement WHERE key = ?1)"
		" OR EXISTS(SELECT 1 FROM doubt WHERE key = ?1)"
		" OR EXISTS(SELECT 1 FROM request WHERE key = ?1)",
	[STMT_KEY_GENERATION] =
		"UPDATE fact SET generation = ?2 WHERE key = ?1",
	[STMT_GENERATION_COUNT] =
		"SELECT (SELECT count(*) FROM subject WHERE generation = ?1),"
		" (SELECT count(*) FROM fact WHERE generation = ?1"
		"  AND kind = 1),"
		" (SELECT count(*) FROM fact WHERE generation = ?1"
		"  AND kind = 2),"
		" (SELECT count(*) FROM held WHERE substr(summary, 1, 5) = ?2)"
		" + (SELECT count(*) FROM outbox"
		"  WHERE substr(sealed, 1, 5) = ?2)",
	[STMT_REKEY_MERGE] =
		"UPDATE subject SET"
		" collected = " EARLIER_OF("subject.collected",
			"o.collected") ","
				       " last_contact = " LATER_OF(
					       "subject.last_contact",
					       "o.last_contact") ","
								 " failure "
								 "= " LATER_OF(
									 "subje"
									 "ct."
									 "failu"
									 "re",
									 "o."
									 "failu"
									 "re") ","
									       " restricted = coalesce(subject.restricted, o.restricted),"
									       " ref = coalesce(subject.ref, o.ref)"
									       " FROM (SELECT * FROM subject WHERE key = ?1) AS o"
									       " WHERE subject.key = ?2",
	[STMT_REKEY_SUBJECT] =
		"UPDATE subject SET key = ?2, generation = ?3 WHERE key = ?1"
		" AND NOT EXISTS(SELECT 1 FROM subject n WHERE n.key = ?2)",
	[STMT_REKEY_SUBJECT_REST] = "DELETE FROM subject WHERE key = ?1",
	/* An objection that is under both keys and confirmed under one is
	 * confirmed. */
	[STMT_REKEY_CONFIRM] =
		"UPDATE fact SET unconfirmed = NULL WHERE key = ?2"
		" AND kind = 1 AND unconfirmed = 1 AND EXISTS(SELECT 1"
		" FROM fact o WHERE o.key = ?1 AND o.kind = 1"
		" AND o.name = fact.name AND o.mark = fact.mark"
		" AND o.at = fact.at AND o.unconfirmed IS NULL)",
	/* The same wish under both: what it outlasts under either counts. */
	[STMT_REKEY_WISHES] =
		"UPDATE fact SET"
		" recorded = " LATER_OF("fact.recorded",
			"o.recorded") ","
				      " day = coalesce(fact.day, o.day) FROM "
				      "(SELECT kind, name,"
				      " mark, at, recorded, day FROM fact "
				      "WHERE key = ?1"
				      " AND kind < 3) AS o WHERE fact.key = ?2"
				      " AND fact.kind = o.kind AND fact.name = "
				      "o.name"
				      " AND fact.mark = o.mark AND fact.at = "
				      "o.at",
	[STMT_REKEY_FACTS] =
		"UPDATE fact SET key = ?2, generation = ?3 WHERE key = ?1"
		" AND NOT EXISTS(SELECT 1 FROM fact n WHERE n.key = ?2"
		" AND n.kind = fact.kind AND n.name = fact.name"
		" AND n.mark = fact.mark AND n.at = fact.at)",
	[STMT_REKEY_FACTS_REST] = "DELETE FROM fact WHERE key = ?1",
	[STMT_REKEY_ASKED] =
		"UPDATE asked SET key = ?2 WHERE key = ?1"
		" AND NOT EXISTS(SELECT 1 FROM asked n WHERE n.key = ?2"
		" AND n.message = asked.message"
		" AND n.purpose = asked.purpose)",
	[STMT_REKEY_ASKED_REST] = "DELETE FROM asked WHERE key = ?1",
	[STMT_REKEY_UNDO] = "UPDATE undo SET key = ?2 WHERE key = ?1",
	[STMT_REKEY_DOUBTS] = "UPDATE doubt SET key = ?2 WHERE key = ?1",
	[STMT_REKEY_HELD] = "UPDATE held_recipient SET key = ?2 WHERE key = ?1",
	[STMT_REKEY_JOINED_OLD] =
		"UPDATE joined SET old = ?2 WHERE old = ?1"
		" AND NOT EXISTS(SELECT 1 FROM joined n WHERE n.old = ?2"
		" AND n.key = joined.key AND n.rules = joined.rules)",
	[STMT_REKEY_JOINED_OLD_REST] = "DELETE FROM joined WHERE old = ?1",
	[STMT_REKEY_JOINED_KEY] =
		"UPDATE joined SET key = ?2 WHERE key = ?1"
		" AND NOT EXISTS(SELECT 1 FROM joined n WHERE n.key = ?2"
		" AND n.old = joined.old AND n.rules = joined.rules)",
	[STMT_REKEY_JOINED_KEY_REST] = "DELETE FROM joined WHERE key = ?1",
	[STMT_RULES_LAST] = "SELECT coalesce(max(id), 0) FROM address_rules",
	[STMT_RULES_EACH] =
		"SELECT id, since, text FROM address_rules ORDER BY id",
	[STMT_RULES_ADD] = "INSERT INTO address_rules(since, text)"
			   " VALUES(?1, ?2) ON CONFLICT(text) DO NOTHING",
	/* Whether store_join() would change anything. ?3 is 0 where the two
	 * are not one person. */
	[STMT_JOIN_DUE] =
		"SELECT EXISTS(SELECT 1 FROM subject o WHERE o.key = ?1"
		" AND ((?3 <> 0 AND (o.restricted IS NULL OR NOT (" BARE ")))"
		" OR (o.restricted IS NOT NULL AND NOT EXISTS("
		"SELECT 1 FROM subject n WHERE n.key = ?2"
		" AND n.restricted IS NOT NULL) AND NOT " DISOWNED("?2",
			"o.restricted") ")))"
					" OR EXISTS(SELECT 1 FROM fact o WHERE "
					"o.key = ?1"
					" AND ((?3 <> 0 AND o.kind NOT IN (1, "
					"2, 4))"
					" OR (" WISHES
					" AND NOT EXISTS(SELECT 1 FROM fact n"
					" WHERE n.key = ?2 AND n.kind = o.kind "
					"AND n.name = o.name"
					" AND n.mark = o.mark AND n.at = o.at"
					" AND (n.unconfirmed IS NULL OR "
					"o.unconfirmed IS NOT NULL)"
					" AND (n.day IS NOT NULL OR o.day IS "
					"NULL)))"
					" OR (" WISHES
					" AND NOT EXISTS(SELECT 1 FROM joined j"
					" WHERE j.old = ?1 AND j.key = ?2 AND "
					"j.rules = ?3))))"
					" OR (?3 <> 0 AND (EXISTS(SELECT 1 "
					"FROM "
					"asked WHERE key = ?1)"
					" OR EXISTS(SELECT 1 FROM "
					"held_recipient WHERE key = ?1)"
					" OR EXISTS(SELECT 1 FROM statement "
					"WHERE key = ?1)"
					" OR EXISTS(SELECT 1 FROM request "
					"WHERE key = ?1)))",
	/* They stay under the old key, too. What shows a withdrawal may tell
	 * of another person. */
	[STMT_JOIN_WISHES] =
		"INSERT INTO fact(key, kind, name, mark, at, until,"
		" told_by, evidence, unconfirmed, recorded, day, generation)"
		" SELECT CAST(?2 AS BLOB), kind, name, mark, at, until, "
		"told_by,"
		" CASE WHEN ?3 <> 0 THEN evidence END, unconfirmed, recorded,"
		" day, CAST(?4 AS BIGINT) FROM fact o WHERE key = ?1"
		" AND " WISHES " ON CONFLICT DO NOTHING",
	[STMT_JOIN_REST] =
		"UPDATE fact SET key = ?2, generation = ?3"
		" WHERE key = ?1 AND kind NOT IN (1, 2, 4)"
		" AND NOT EXISTS(SELECT 1 FROM fact n WHERE n.key = ?2"
		" AND n.kind = fact.kind AND n.name = fact.name"
		" AND n.mark = fact.mark AND n.at = fact.at)",
	[STMT_JOIN_REST_END] =
		"DELETE FROM fact WHERE key = ?1 AND kind NOT IN (1, 2, 4)",
	[STMT_JOIN_RESTRICTION] =
		"INSERT INTO subject(key, relation, source, restricted,"
		" generation) SELECT CAST(?1 AS BLOB), 0, 0,"
		" CAST(?2 AS BIGINT), CAST(?3 AS BIGINT)"
		" WHERE NOT " DISOWNED("?1",
			"?2") " ON CONFLICT(key) DO UPDATE SET restricted ="
			      " CASE WHEN coalesce(subject.restricted, ?2) < ?2"
			      " THEN subject.restricted ELSE ?2 END",
	[STMT_DISOWN_RESTRICTION] =
		"INSERT INTO fact(key, kind, name, mark, at, generation)"
		" SELECT CAST(?2 AS BLOB), 20, 0, " RESTRICTED ","
		" restricted, CAST(?3 AS BIGINT) FROM subject WHERE key = ?1"
		" AND restricted IS NOT NULL ON CONFLICT DO NOTHING",
	[STMT_JOIN_NOTE] = "INSERT INTO joined(old, key, rules)"
			   " VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
	[STMT_JOINED_EACH] = "SELECT old FROM joined INDEXED BY joined_key"
			     " WHERE key = ?1 AND (rules = ?2 OR ?2 < 0)",
	[STMT_JOINED_INTO] = "SELECT key FROM joined WHERE old = ?1"
			     " AND (rules = ?2 OR ?2 < 0)",
	[STMT_JOINED_END] = "DELETE FROM joined WHERE (old = ?1 OR key = ?1)"
			    " AND NOT EXISTS(SELECT 1 FROM fact"
			    " WHERE fact.key = joined.old)",
	[STMT_DISOWN] =
		"INSERT INTO fact(key, kind, name, mark, at, generation)"
		" SELECT CAST(?2 AS BLOB), 20, name, mark, at,"
		" CAST(?3 AS BIGINT) FROM fact"
		" WHERE key = ?1 AND kind = 1 AND name = ?4"
		" AND by_domain IS NULL ON CONFLICT DO NOTHING",
	[STMT_REFERENCE_ADD] =
		"INSERT INTO reference(at, act, ref) VALUES(?1, ?2, ?3)",
	[STMT_REFERENCES_EACH] =
		"SELECT id, at, act, ref FROM reference ORDER BY id LIMIT ?1",
	[STMT_REFERENCES_DONE] = "DELETE FROM reference WHERE id <= ?1",
	[STMT_EVIDENCE_EACH] = "SELECT kind, name, at, evidence FROM fact"
			       " WHERE key = ?1 AND kind IN (2, 3)"
			       " AND evidence IS NOT NULL",
	/* 17: a failure is the address's own; 20: what is another's. */
	[STMT_FACTS_COPY] =
		"INSERT INTO fact(key, kind, name, mark, at, until,"
		" told_by, evidence, unconfirmed, untold, recorded, day,"
		" generation) SELECT CAST(?2 AS BLOB), kind, name, mark, at,"
		" until, told_by, evidence, unconfirmed, untold, recorded,"
		" day, CAST(?3 AS BIGINT) FROM fact"
		" WHERE key = ?1 AND kind NOT IN (17, 20)"
		" AND by_domain IS NULL"
		" ON CONFLICT(key, kind, name, mark, at) DO UPDATE SET"
		" recorded = " LATER_OF("fact.recorded",
			"excluded.recorded") ", day = coalesce(fact.day, "
					     "excluded.day)"
					     " WHERE fact.kind < 3",
	[STMT_REQUESTS_MOVE] = "UPDATE request SET key = ?2 WHERE key = ?1",
	[STMT_REQUESTS_EACH] =
		"SELECT id, key, article, received, told_by, told, reason,"
		" closed, outcome, identified FROM request WHERE (id = ?1 OR "
		"?1 = 0)"
		" AND (key = ?2 OR ?2 IS NULL) AND (?3 = 0 OR closed IS NULL)"
		" ORDER BY received, id",
	[STMT_REQUEST_ADD] =
		"INSERT INTO request(key, article, received, told_by,"
		" identified) VALUES(?1, ?2, ?3, ?4, ?5)"
		" RETURNING id",
	[STMT_REQUEST_EXTEND] = "UPDATE request SET told = ?2, reason = ?3"
				" WHERE id = ?1 AND closed IS NULL",
	[STMT_REQUEST_CLOSE] = "UPDATE request SET closed = ?2, outcome = ?3"
			       " WHERE id = ?1 AND closed IS NULL",
	[STMT_REQUESTS_PURGE] = "DELETE FROM request WHERE closed < ?1",
	[STMT_SUM] = "SELECT state, EXISTS(SELECT 1 FROM meta"
		     " WHERE key = 'sum-untold') FROM fact_sum WHERE one = 1",
	[STMT_SUM_TOLD] = "DELETE FROM meta WHERE key = 'sum-untold'",
	/* 26: a restore; 32: a sum. */
	[STMT_SUMS] = "SELECT seq, kind, detail FROM journal"
		      " WHERE kind IN (26, 32) AND seq BETWEEN ?1 AND ?2"
		      " ORDER BY seq",
	[STMT_HELD_RECIPIENTS_REMOVE] =
		"DELETE FROM held_recipient WHERE id = ?1",
	[STMT_HELD_CHUNK_ADD] =
		"INSERT INTO held_chunk(id, n, bytes) VALUES(?1, ?2, ?3)",
	[STMT_HELD_CHUNKS] =
		"SELECT n, bytes FROM held_chunk WHERE id = ?1 ORDER BY n",
	[STMT_HELD_CHUNKS_REMOVE] = "DELETE FROM held_chunk WHERE id = ?1",
	[STMT_HELD_SUM] = "SELECT messages, bytes FROM held_sum",
	[STMT_HELD_SUM_ADD] = "UPDATE held_sum SET messages = messages + ?1,"
			      " bytes = bytes + ?2,"
			      " last = last"
			      " + CASE WHEN ?1 > 0 THEN 1 ELSE 0 END",
	[STMT_HELD_COUNTS] = sql_held_counts_text,
	[STMT_HELD_COUNTS_OF] = sql_held_counts_of,
	[STMT_HELD_TOKEN_ADD] =
		"INSERT INTO held_token(nonce, id, n, issued, expires, state)"
		" VALUES(?1, ?2, ?3, ?4, ?5, 1)",
	[STMT_HELD_TOKEN_GET] = "SELECT id, n, issued, expires, state"
				" FROM held_token WHERE nonce = ?1",
	[STMT_HELD_TOKEN_BURN] =
		"UPDATE held_token SET state = 2 WHERE nonce = ?1",
	[STMT_HELD_TOKEN_REVOKE] = "DELETE FROM held_token"
				   " WHERE id = ?1 AND n = ?2 AND state = 1",
	[STMT_HELD_TOKENS_REMOVE] =
		"DELETE FROM held_token WHERE id = ?1 AND state = 1",
	[STMT_HELD_TOKENS_PURGE] = "DELETE FROM held_token WHERE expires < ?1",
	[STMT_HELD_PASS] =
		"UPDATE held_recipient SET state = 3, changed = ?4"
		" WHERE id = ?1 AND n = ?2 AND key = ?3 AND state = 2",
	[STMT_OUTBOX_ADD] = "INSERT INTO outbox(created, tries, next, sealed)"
			    " VALUES(?1, 0, ?2, ?3)"
			    " RETURNING id",
	[STMT_OUTBOX_SUM] = "SELECT count(*), coalesce(sum(length(sealed)), 0),"
			    " min(next) FROM outbox",
	[STMT_OUTBOX_DUE] = "SELECT id, created, tries, sealed FROM outbox"
			    " WHERE next <= ?1 ORDER BY next, id LIMIT 1",
	[STMT_OUTBOX_FRESH] = "SELECT id, created, tries, sealed FROM outbox"
			      " WHERE id = ?1 AND tries = 0",
	[STMT_OUTBOX_TAKE] = "UPDATE outbox SET tries = tries + 1, next = ?2"
			     " WHERE id = ?1",
	[STMT_OUTBOX_LATER] = "UPDATE outbox SET next = ?2 WHERE id = ?1",
	[STMT_OUTBOX_DONE] = "DELETE FROM outbox WHERE id = ?1",
	[STMT_OUTBOX_RECALL] = "DELETE FROM outbox WHERE id = ?1 AND tries = 0",
	[STMT_TALLY_ADD] =
		"INSERT INTO tally(day, sender, kind, purpose, reason, action,"
		" enforced, meaning, entries)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)"
		" ON CONFLICT(day, sender, kind, purpose, reason, action,"
		" enforced, meaning) DO UPDATE SET entries = tally.entries + 1",
	[STMT_TALLY_EACH] =
		"SELECT day, sender, kind, purpose, reason, action, enforced,"
		" meaning, entries FROM tally WHERE day BETWEEN ?1 AND ?2"
		" ORDER BY day",
	[STMT_TALLY_PURGE] = "DELETE FROM tally WHERE day < ?1",
	[STMT_UNNAMED_MORE] = "UPDATE unnamed SET messages = messages + ?4"
			      " WHERE day = ?1 AND sender = ?2 AND mark = ?3",
	[STMT_UNNAMED_COUNT] = "SELECT count(*) FROM unnamed WHERE day = ?1",
	[STMT_UNNAMED_ADD] = "INSERT INTO unnamed(day, sender, mark, messages)"
			     " VALUES(?1, ?2, ?3, ?4)"
			     " ON CONFLICT(day, sender, mark) DO UPDATE"
			     " SET messages = unnamed.messages + ?4",
	[STMT_UNNAMED_EACH] = "SELECT day, sender, mark, messages FROM unnamed"
			      " WHERE day BETWEEN ?1 AND ?2 ORDER BY day",
	[STMT_UNNAMED_PURGE] = "DELETE FROM unnamed WHERE day < ?1",
	/* Of one that does not wait the last three are NULL. */
	[STMT_STATEMENT_ADD] =
		"INSERT INTO statement(account, kind, state, at, said, source,"
		" relation, teller, key, who, note)"
		" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
		" RETURNING id",
	[STMT_STATEMENTS_EACH] = "SELECT " STATEMENT_COLUMNS " FROM statement"
				 " INDEXED BY statement_waits"
				 " WHERE state = 1 AND id > ?1"
				 " ORDER BY id LIMIT ?2",
	[STMT_STATEMENT_GET] = "SELECT " STATEMENT_COLUMNS " FROM statement"
			       " WHERE id = ?1 AND state = 1",
	[STMT_STATEMENTS_OF] = "SELECT " STATEMENT_COLUMNS " FROM statement"
			       " WHERE key = ?1 ORDER BY id",
	[STMT_STATEMENTS_MOVE] =
		"UPDATE statement SET key = ?2, who = ?3 WHERE key = ?1",
	[STMT_STATEMENT_SETTLE] =
		"UPDATE statement SET state = ?2, settled = ?3, key = NULL,"
		" who = NULL, note = NULL WHERE id = ?1 AND state = 1",
	[STMT_STATEMENTS_PURGE] = "DELETE FROM statement WHERE said < ?1",
	[STMT_STATEMENTS_REMOVE] = "DELETE FROM statement WHERE key = ?1",
	/* The name is that of the latest. */
	[STMT_STATEMENT_COUNTS] =
		"SELECT c.account, l.teller, c.waits, c.counted, c.confirmed,"
		" c.refused FROM (SELECT account, max(id) AS latest,"
		" count(CASE WHEN state = 1 THEN 1 END) AS waits,"
		" count(CASE WHEN state = 2 THEN 1 END) AS counted,"
		" count(CASE WHEN state = 3 THEN 1 END) AS confirmed,"
		" count(CASE WHEN state = 4 THEN 1 END) AS refused"
		" FROM statement WHERE said >= ?1 GROUP BY account) c"
		" JOIN statement l ON l.id = c.latest ORDER BY c.account",
	[STMT_REKEY_STATEMENTS] =
		"UPDATE statement SET key = ?2 WHERE key = ?1",
	[STMT_ASKING_GET] = "SELECT addresses FROM asking"
			    " WHERE account = ?1 AND day = ?2",
	[STMT_ASKING_ADD] = "INSERT INTO asking(account, day, addresses)"
			    " VALUES(?1, ?2, ?3) ON CONFLICT(account, day)"
			    " DO UPDATE SET addresses ="
			    " asking.addresses + ?3",
	[STMT_ASKINGS_PURGE] = "DELETE FROM asking WHERE day < ?1",
	/* The terms of the index, literally, or it is not used. */
	[STMT_STOPPED_EACH] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" INDEXED BY journal_stopped"
		" WHERE substr(sender, 1, 8) = substr(CAST(?1 AS BLOB), 1, 8)"
		" AND sender = ?1 AND sender IS NOT NULL AND enforced = 1"
		" AND ((kind = 1 AND action >= 2) OR kind = 11)"
		" AND seq < ?2 AND at >= ?3 AND (kind = 11 OR action >= ?4)"
		" ORDER BY seq DESC LIMIT ?5",
	[STMT_STAFF_GET] = "SELECT id, sealed FROM staff WHERE name = ?1",
	[STMT_STAFF_GET_ID] = "SELECT id, sealed FROM staff WHERE id = ?1",
	[STMT_STAFF_EACH] = "SELECT id, sealed FROM staff ORDER BY id",
	[STMT_STAFF_ADD] = "INSERT INTO staff(name, step, sealed)"
			   " VALUES(?1, 0, X'') ON CONFLICT DO NOTHING"
			   " RETURNING id",
	[STMT_STAFF_PUT] = "UPDATE staff SET sealed = ?2 WHERE id = ?1",
	[STMT_STAFF_REMOVE] = "DELETE FROM staff WHERE id = ?1",
	[STMT_STAFF_KNOWN] = "SELECT 1 FROM staff WHERE id = ?1",
	[STMT_STAFF_STEP] =
		"UPDATE staff SET step = ?2 WHERE id = ?1 AND step < ?2",
	[STMT_LOGIN_ADD] =
		"INSERT INTO staff_login(digest, account, expires, sealed)"
		" VALUES(?1, ?2, ?3, ?4)",
	[STMT_LOGIN_GET] = "SELECT digest, account, sealed FROM staff_login"
			   " WHERE digest = ?1",
	[STMT_LOGIN_EACH] = "SELECT digest, account, sealed FROM staff_login",
	[STMT_LOGINS_OF] = "SELECT digest, account, sealed FROM staff_login"
			   " WHERE account = ?1",
	[STMT_LOGIN_PUT] = "UPDATE staff_login SET expires = ?3, sealed = ?4"
			   " WHERE digest = ?1 AND account = ?2",
	[STMT_LOGIN_END] = "DELETE FROM staff_login WHERE digest = ?1",
	/* ?2 is never NULL: of no session it is empty. */
	[STMT_LOGINS_END] = "DELETE FROM staff_login"
			    " WHERE account = ?1 AND digest <> ?2",
	[STMT_LOGINS_PURGE] = "DELETE FROM staff_login WHERE expires <= ?1",
	[STMT_TRY_GET] = "SELECT tries, last FROM staff_try WHERE digest = ?1",
	[STMT_TRY_PUT] =
		"INSERT INTO staff_try(digest, tries, last) VALUES(?1, ?2, ?3)"
		" ON CONFLICT(digest) DO UPDATE SET tries = ?2, last = ?3",
	[STMT_TRY_COUNT] = "SELECT count(*) FROM staff_try",
	[STMT_TRY_ROOM] = "DELETE FROM staff_try WHERE digest IN (SELECT digest"
			  " FROM staff_try WHERE digest <> ?2"
			  " ORDER BY last, digest LIMIT ?1)",
	[STMT_TRY_FORGET] = "DELETE FROM staff_try WHERE digest = ?1",
	[STMT_TRIES_PURGE] = "DELETE FROM staff_try WHERE last < ?1",
	[STMT_JOB_ADD] = "INSERT INTO job(id, account, created, sealed)"
			 " VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
	[STMT_JOB_GET] = "SELECT id, account, created, sealed FROM job"
			 " WHERE id = ?1",
	[STMT_JOB_SET] = "UPDATE job SET sealed = ?2 WHERE id = ?1",
	[STMT_JOB_EACH] = "SELECT id, account, created, sealed FROM job"
			  " ORDER BY created DESC, id",
	[STMT_JOB_EACH_OF] = "SELECT id, account, created, sealed FROM job"
			     " WHERE account = ?1 ORDER BY created DESC, id",
	[STMT_JOB_REMOVE] = "DELETE FROM job WHERE id = ?1",
	[STMT_JOBS_REMOVE] = "DELETE FROM job WHERE account = ?1",
	[STMT_JOBS_PURGE] = "DELETE FROM job WHERE created < ?1",
	[STMT_JOB_CHUNK_PUT] =
		"INSERT INTO job_chunk(id, part, n, bytes)"
		" SELECT id, CAST(?2 AS BIGINT), CAST(?3 AS BIGINT),"
		" CAST(?4 AS BLOB) FROM job WHERE id = ?1"
		" ON CONFLICT(id, part, n)"
		" DO UPDATE SET bytes = ?4",
	[STMT_JOB_CHUNK_GET] = "SELECT bytes FROM job_chunk"
			       " WHERE id = ?1 AND part = ?2 AND n = ?3",
	[STMT_JOB_CHUNKS_REMOVE] =
		"DELETE FROM job_chunk WHERE id = ?1 AND part = ?2",
	/* Those whose job is gone. */
	[STMT_JOB_CHUNKS_TIDY] =
		"DELETE FROM job_chunk WHERE id NOT IN (SELECT id FROM job)",
	/* Entries without a row, except where a later entry says why: lifted
	 * (3, 9), dropped (22), erased (25). */
	[STMT_ENTRIES_WITHOUT_ROW] =
		"WITH missing(seq, key, purpose, at) AS MATERIALIZED (SELECT "
		"seq, key,"
		" purpose, at FROM journal j WHERE kind = ?1 AND key IS NOT "
		"NULL"
		" AND NOT EXISTS(SELECT 1 FROM fact f WHERE f.key = j.key"
		" AND f.kind IN (?2, ?3) AND f.name = j.purpose)"
		" AND NOT EXISTS(SELECT 1 FROM subject s WHERE ?2 = 0"
		" AND s.key = j.key AND s.restricted IS NOT NULL)),"
		" ended(key, seq) AS MATERIALIZED (SELECT key, max(seq) FROM "
		"journal"
		" WHERE kind IN (3, 9, 22, 25) AND kind <> ?1"
		" AND key IN (SELECT key FROM missing) GROUP BY key)"
		" SELECT m.seq, m.key, (SELECT text FROM name WHERE id = "
		"m.purpose),"
		" m.at FROM missing m LEFT JOIN ended e ON e.key = m.key"
		" WHERE e.seq IS NULL OR e.seq < m.seq ORDER BY m.seq",
	[STMT_JOURNAL_PLAIN] =
		"SELECT seq, at, instance, kind, key, purpose, reason, action,"
		" enforced, queue_id, host, sender, detail, mac FROM journal"
		" ORDER BY seq",
};
