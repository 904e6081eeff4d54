/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "store/sql/held_rows.h"
#include "store/sqlite/row_triggers.h"

#define APPLICATION_ID "1383031345" /* "Rob1" */

/* What staff wrote is sealed: in C, because it needs the keys (sealing.c). */
static const char seal_texts[] = "";

/* Digests of rows, too (rows.c). */
static const char digest_rows[] = "";

/*
 * Step n brings a store from version n to n + 1 (PRAGMA user_version). A step
 * that was once released is never changed.
 *
 * Dates are seconds since 1970 in UTC, NULL where there is none; names are
 * ids of "name", 0 where there is none. Tables that are asked by a person's
 * key are clustered by it: all facts of one person lie side by side, one
 * search finds them.
 */
static const char *const steps[] = {
	"CREATE TABLE meta("
	" key TEXT PRIMARY KEY,"
	" value BLOB NOT NULL) STRICT, WITHOUT ROWID;"

	"CREATE TABLE name("
	" id INTEGER PRIMARY KEY,"
	" text TEXT NOT NULL UNIQUE) STRICT;"

	"CREATE TABLE subject("
	" key BLOB PRIMARY KEY,"
	" relation INTEGER NOT NULL,"
	" relation_since INTEGER,"
	" relation_end INTEGER,"
	" source INTEGER NOT NULL,"
	" collected INTEGER,"
	" last_contact INTEGER,"
	" failure INTEGER,"
	" restricted INTEGER,"
	" ref TEXT) STRICT, WITHOUT ROWID;"

	/* mark: what tells apart facts of one kind, name and date: the
	 * message of a send, the basis of a grant, the end of a relation. It
	 * stands before the date because a message counts once as a send,
	 * whenever it was seen. */
	"CREATE TABLE fact("
	" key BLOB NOT NULL,"
	" kind INTEGER NOT NULL,"
	" name INTEGER NOT NULL," /* purpose or relation */
	" mark BLOB NOT NULL,"
	" at INTEGER NOT NULL,"
	" until INTEGER,"
	" by_domain INTEGER,"
	" channel INTEGER,"
	" evidence TEXT,"
	" PRIMARY KEY(key, kind, name, mark, at)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE silence("
	" relation INTEGER NOT NULL,"
	" days INTEGER NOT NULL,"
	" returned INTEGER NOT NULL,"
	" removed INTEGER NOT NULL,"
	" PRIMARY KEY(relation, days)) STRICT, WITHOUT ROWID;"

	/* No index by key: it would cost each verdict a page at random, and a
	 * command that lists all entries of a person may wait for a scan. */
	"CREATE TABLE journal("
	" seq INTEGER PRIMARY KEY,"
	" at INTEGER NOT NULL,"
	" instance INTEGER NOT NULL,"
	" kind INTEGER NOT NULL,"
	" key BLOB,"
	" purpose INTEGER NOT NULL,"
	" reason INTEGER NOT NULL,"
	" action INTEGER NOT NULL,"
	" enforced INTEGER NOT NULL,"
	" queue_id TEXT,"
	" host INTEGER NOT NULL,"
	" sender BLOB,"
	" detail TEXT,"
	" mac BLOB NOT NULL) STRICT;"

	/* The last entry of each instance, so that one that was cut off at
	 * the end shows too. */
	"CREATE TABLE chain("
	" instance INTEGER PRIMARY KEY,"
	" seq INTEGER NOT NULL,"
	" mac BLOB NOT NULL) STRICT;",

	/* Held messages. Summary, addresses and chunks are sealed. Clustered by
	 * the order in which they are listed; a chunk is too large for a table
	 * without row ids. */
	"CREATE TABLE held("
	" received INTEGER NOT NULL,"
	" id TEXT NOT NULL,"
	" expires INTEGER NOT NULL,"
	" size INTEGER NOT NULL,"
	" stored INTEGER NOT NULL,"
	" chunks INTEGER NOT NULL,"
	" recipients INTEGER NOT NULL,"
	" waiting INTEGER NOT NULL,"
	" queue_id TEXT,"
	" host INTEGER NOT NULL,"
	" summary BLOB NOT NULL,"
	" PRIMARY KEY(received, id)) STRICT, WITHOUT ROWID;"
	"CREATE UNIQUE INDEX held_id ON held(id);"
	"CREATE INDEX held_due ON held(expires);"

	"CREATE TABLE held_recipient("
	" id TEXT NOT NULL,"
	" n INTEGER NOT NULL,"
	" key BLOB,"
	" address BLOB NOT NULL,"
	" purpose INTEGER NOT NULL,"
	" reason INTEGER NOT NULL,"
	" action INTEGER NOT NULL,"
	" seq INTEGER NOT NULL," /* of its verdict in the journal */
	" state INTEGER NOT NULL,"
	" changed INTEGER NOT NULL,"
	" requested INTEGER,"
	" PRIMARY KEY(id, n)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX held_person ON held_recipient(key);"

	"CREATE TABLE held_chunk("
	" id TEXT NOT NULL,"
	" n INTEGER NOT NULL,"
	" bytes BLOB NOT NULL,"
	" PRIMARY KEY(id, n)) STRICT;"

	"CREATE TABLE held_token("
	" nonce BLOB PRIMARY KEY,"
	" id TEXT NOT NULL,"
	" n INTEGER NOT NULL,"
	" issued INTEGER NOT NULL,"
	" expires INTEGER NOT NULL,"
	" state INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX held_token_of ON held_token(id, n);"

	/* One row, kept with each change: the limit is asked for each time. */
	"CREATE TABLE held_sum("
	" one INTEGER PRIMARY KEY CHECK(one = 1),"
	" messages INTEGER NOT NULL,"
	" bytes INTEGER NOT NULL) STRICT;"
	"INSERT INTO held_sum VALUES(1, 0, 0);",

	/* Every address is asked for under all its domains, and of a million
	 * domains few object: those few in a tree of their own. */
	"CREATE INDEX fact_by_domain ON fact(key) WHERE by_domain = 1;",

	/* Letters to senders that the MTA has not taken yet. An id is never
	 * used again: a daemon may still remember it. */
	"CREATE TABLE outbox("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" created INTEGER NOT NULL,"
	" tries INTEGER NOT NULL,"
	" next INTEGER NOT NULL,"
	" sealed BLOB NOT NULL) STRICT;"
	"CREATE INDEX outbox_next ON outbox(next);",

	/* mark: by what a message that is brought again is known. */
	"ALTER TABLE held ADD COLUMN mark BLOB;"
	"CREATE INDEX held_mark ON held(mark) WHERE mark IS NOT NULL;"

	/* Why the MTA holds a message is asked by its queue id, of few
	 * messages among millions: other verdicts cost nothing more. */
	"CREATE INDEX journal_held ON journal(queue_id)"
	" WHERE kind = 1 AND action = 2 AND enforced = 1;",

	/* What comes by itself. An objection by a mail whose sender is not
	 * proven blocks like any other; the few that wait for somebody stand
	 * in a tree of their own. What an address asked is looked for only
	 * where a letter answers something: apart from the facts, which every
	 * verdict reads. */
	"ALTER TABLE fact ADD COLUMN unconfirmed INTEGER;"
	"CREATE INDEX fact_unconfirmed ON fact(at) WHERE unconfirmed = 1;"
	"CREATE TABLE asked("
	" key BLOB NOT NULL,"
	" message BLOB NOT NULL,"
	" at INTEGER NOT NULL,"
	" PRIMARY KEY(key, message)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX asked_at ON asked(at);"
	"CREATE TABLE event("
	" id BLOB PRIMARY KEY,"
	" at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX event_at ON event(at);",

	/* References that the systems of record have not taken yet. An id is
	 * never used again: they know by it what they had before. */
	"CREATE TABLE reference("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" at INTEGER NOT NULL,"
	" act INTEGER NOT NULL,"
	" ref TEXT NOT NULL) STRICT;",

	/* Of a send: it went without the notice of the right to object that
	 * its purpose asked for. */
	"ALTER TABLE fact ADD COLUMN untold INTEGER;",

	/* The link that the first remaining entry follows after the journal was
	 * cut. */
	"CREATE TABLE checkpoint("
	" instance INTEGER PRIMARY KEY,"
	" seq INTEGER NOT NULL,"
	" cut INTEGER NOT NULL,"
	" entries INTEGER NOT NULL,"
	" mac BLOB NOT NULL,"
	" sign BLOB NOT NULL) STRICT;",

	/* What persons asked for: few, and read as a whole. It survives their
	 * erasure. An id is never used again: a person was told it. */
	"CREATE TABLE request("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" key BLOB NOT NULL,"
	" article INTEGER NOT NULL,"
	" received INTEGER NOT NULL,"
	" channel INTEGER NOT NULL,"
	" told INTEGER,"
	" reason TEXT,"
	" closed INTEGER,"
	" outcome TEXT) STRICT;",

	/* Under which generation of keys it is on record: the newest of the
	 * time when it was written. */
	"ALTER TABLE subject ADD COLUMN generation INTEGER NOT NULL DEFAULT 1;"
	"ALTER TABLE fact ADD COLUMN generation INTEGER NOT NULL DEFAULT 1;",

	/* For wishes and grants: when each was put on record (NULL: before this
	 * was kept), and whether only its day is known. */
	"ALTER TABLE fact ADD COLUMN recorded INTEGER;"
	"ALTER TABLE fact ADD COLUMN day INTEGER;",

	/* A person who objected by a click may undo it for a while, by a secret
	 * of which this is the digest. mark and name: of the objection. */
	"CREATE TABLE undo("
	" mark BLOB NOT NULL,"
	" digest BLOB NOT NULL,"
	" name INTEGER NOT NULL,"
	" key BLOB NOT NULL,"
	" until INTEGER NOT NULL,"
	" PRIMARY KEY(mark, digest, name)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX undo_until ON undo(until);"
	"CREATE INDEX undo_key ON undo(key);",

	/* Each set of address rules that was ever in force, as
	 * core/address_rules.h has it: an id is never used again. Which keys of
	 * earlier rules were joined with which of later ones, and under which
	 * set both are one person (0: they are not, and only what is against
	 * writing was copied). */
	"CREATE TABLE address_rules("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" since INTEGER NOT NULL,"
	" text TEXT NOT NULL UNIQUE) STRICT;"
	"CREATE TABLE joined("
	" old BLOB NOT NULL,"
	" key BLOB NOT NULL,"
	" rules INTEGER NOT NULL,"
	" PRIMARY KEY(old, key, rules)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX joined_key ON joined(key);",

	/* Of a letter: whether it was an objection; and beside it a row for
	 * each purpose under which it was answered, with how often. */
	"CREATE TABLE asked_once("
	" key BLOB NOT NULL,"
	" message BLOB NOT NULL,"
	" purpose INTEGER NOT NULL," /* 0: the letter itself */
	" at INTEGER NOT NULL,"
	" objection INTEGER,"
	" answers INTEGER,"
	" PRIMARY KEY(key, message, purpose)) STRICT, WITHOUT ROWID;"
	"INSERT INTO asked_once(key, message, purpose, at)"
	" SELECT key, message, 0, at FROM asked;"
	"DROP TABLE asked;"
	"ALTER TABLE asked_once RENAME TO asked;"
	"CREATE INDEX asked_at ON asked(at);",

	/* The latest instant that the clock of an instance wrote, and that was
	 * believed: see store_clock_latest(). */
	"ALTER TABLE chain ADD COLUMN at INTEGER;"
	"UPDATE chain SET at ="
	" (SELECT j.at FROM journal j WHERE j.seq = chain.seq);",

	seal_texts,

	/* Reports that name a person and were not certain enough to count, for
	 * the postmaster to see. "words" is sealed. */
	"CREATE TABLE doubt("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" at INTEGER NOT NULL,"
	" kind INTEGER NOT NULL,"
	" cause INTEGER NOT NULL,"
	" key BLOB NOT NULL,"
	" queue_id TEXT,"
	" words BLOB) STRICT;"
	"CREATE INDEX doubt_at ON doubt(at);"
	"CREATE INDEX doubt_key ON doubt(key);",

	digest_rows,

	/* Of an objection that waits for somebody: how sure its words are, the
	 * mark of the objection, and by what an answer to its mail is known. */
	"ALTER TABLE doubt ADD COLUMN grade INTEGER;"
	"ALTER TABLE doubt ADD COLUMN mark BLOB;"
	"ALTER TABLE doubt ADD COLUMN message BLOB;"
	"CREATE INDEX doubt_mark ON doubt(mark) WHERE mark IS NOT NULL;",

	/* Why whoever sent it asks for its release: sealed. */
	"ALTER TABLE held ADD COLUMN asked BLOB;",

	/* Several are held in one second, and an id is random: they are listed
	 * in the order in which they were held, by a number that is never used
	 * again. Of those held before, the journal tells it. */
	"CREATE TABLE held_numbered("
	" received INTEGER NOT NULL,"
	" number INTEGER NOT NULL,"
	" id TEXT NOT NULL,"
	" expires INTEGER NOT NULL,"
	" size INTEGER NOT NULL,"
	" stored INTEGER NOT NULL,"
	" chunks INTEGER NOT NULL,"
	" recipients INTEGER NOT NULL,"
	" waiting INTEGER NOT NULL,"
	" queue_id TEXT,"
	" host INTEGER NOT NULL,"
	" summary BLOB NOT NULL,"
	" mark BLOB,"
	" asked BLOB,"
	" PRIMARY KEY(received, number)) STRICT, WITHOUT ROWID;"
	"INSERT INTO held_numbered(received, number, id, expires, size,"
	" stored, chunks, recipients, waiting, queue_id, host, summary, mark,"
	" asked) SELECT h.received, n.number, h.id, h.expires, h.size,"
	" h.stored, h.chunks, h.recipients, h.waiting, h.queue_id, h.host,"
	" h.summary, h.mark, h.asked FROM (SELECT o.received, o.id, "
	"row_number() OVER("
	"ORDER BY o.received, (SELECT min(r.seq) FROM held_recipient r"
	" WHERE r.id = o.id), o.id) AS number FROM held o) n"
	" CROSS JOIN held h ON h.received = n.received AND h.id = n.id;"
	"DROP TABLE held;"
	"ALTER TABLE held_numbered RENAME TO held;"
	"CREATE UNIQUE INDEX held_id ON held(id);"
	"CREATE INDEX held_due ON held(expires);"
	"CREATE INDEX held_mark ON held(mark) WHERE mark IS NOT NULL;"
	"ALTER TABLE held_sum ADD COLUMN last INTEGER NOT NULL DEFAULT 0;"
	"UPDATE held_sum SET last ="
	" (SELECT coalesce(max(number), 0) FROM held);",

	/* How many entries there were, by day: they begin with those that the
	 * journal still has. sender: X'' of nobody. The beginning of a sealed
	 * name is a keyed digest of it (AES-SIV), so that entries are found by
	 * who sent or did it. */
	"CREATE TABLE tally("
	" day INTEGER NOT NULL,"
	" sender BLOB NOT NULL,"
	" kind INTEGER NOT NULL,"
	" purpose INTEGER NOT NULL,"
	" reason INTEGER NOT NULL,"
	" action INTEGER NOT NULL,"
	" enforced INTEGER NOT NULL,"
	" meaning INTEGER NOT NULL,"
	" entries INTEGER NOT NULL,"
	" PRIMARY KEY(day, sender, kind, purpose, reason, action, enforced,"
	" meaning)) STRICT, WITHOUT ROWID;"
	/* The journal is in the order of days: nothing is sorted. */
	"INSERT INTO tally SELECT (at - ((at % 86400) + 86400) % 86400) / "
	"86400,"
	" coalesce(sender, X''), kind, purpose, reason, action, enforced, 0, 1"
	" FROM journal WHERE true"
	" ON CONFLICT DO UPDATE SET entries = entries + 1;"
	"CREATE TABLE unnamed("
	" day INTEGER NOT NULL,"
	" sender BLOB NOT NULL,"
	" mark INTEGER NOT NULL,"
	" messages INTEGER NOT NULL,"
	" PRIMARY KEY(day, sender, mark)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX journal_sender ON journal(substr(sender, 1, 8))"
	" WHERE sender IS NOT NULL;",

	/* How it was made sure who asked: sealed. */
	"ALTER TABLE request ADD COLUMN identified BLOB;",

	/* What salespersons say that persons did. An id is never used again.
	 * Of what waits who and note are sealed, of the rest they are gone. How
	 * many addresses an account asked about, by day. And what was refused
	 * (kind 1) or is held (kind 11) of one sender, and who looked (kind
	 * 40), among the much that went. */
	"CREATE TABLE statement("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" account INTEGER NOT NULL,"
	" kind INTEGER NOT NULL,"
	" state INTEGER NOT NULL,"
	" at INTEGER NOT NULL,"
	" said INTEGER NOT NULL,"
	" settled INTEGER,"
	" source INTEGER NOT NULL,"
	" relation INTEGER NOT NULL,"
	" teller BLOB,"
	" key BLOB,"
	" who BLOB,"
	" note BLOB) STRICT;"
	"CREATE INDEX statement_waits ON statement(id) WHERE state = 1;"
	"CREATE INDEX statement_said ON statement(said);"
	"CREATE INDEX statement_key ON statement(key) WHERE key IS NOT NULL;"
	"CREATE TABLE asking("
	" account INTEGER NOT NULL,"
	" day INTEGER NOT NULL,"
	" addresses INTEGER NOT NULL,"
	" PRIMARY KEY(account, day)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX journal_stopped ON journal(substr(sender, 1, 8))"
	" WHERE sender IS NOT NULL AND enforced = 1"
	" AND ((kind = 1 AND action >= 2) OR kind = 11);"
	"CREATE INDEX journal_looked ON journal(kind) WHERE kind = 40;",

	/* Accounts of staff, their sessions, failed tries and jobs. "sealed" has
	 * what counts, bound to the id or the digest beside it; the other columns
	 * are there to be found by, and to be removed by. An account's id is
	 * never used again. A chunk is too large for a table without row ids. */
	"CREATE TABLE staff("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" name BLOB NOT NULL UNIQUE,"
	" step INTEGER NOT NULL,"
	" sealed BLOB NOT NULL) STRICT;"
	"CREATE TABLE staff_login("
	" digest BLOB PRIMARY KEY,"
	" account INTEGER NOT NULL,"
	" expires INTEGER NOT NULL,"
	" sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX staff_login_of ON staff_login(account);"
	"CREATE INDEX staff_login_expires ON staff_login(expires);"
	"CREATE TABLE staff_try("
	" digest BLOB PRIMARY KEY,"
	" tries INTEGER NOT NULL,"
	" last INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX staff_try_last ON staff_try(last);"
	"CREATE TABLE job("
	" id BLOB PRIMARY KEY,"
	" account INTEGER NOT NULL,"
	" created INTEGER NOT NULL,"
	" sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX job_of ON job(account, created);"
	"CREATE INDEX job_created ON job(created);"
	"CREATE TABLE job_chunk("
	" id BLOB NOT NULL,"
	" part INTEGER NOT NULL,"
	" n INTEGER NOT NULL,"
	" bytes BLOB NOT NULL,"
	" PRIMARY KEY(id, part, n)) STRICT;",

	sql_browse_step,

	/* Whose release somebody asks for: few of those that are held. */
	"CREATE INDEX held_requested ON held(received, number)"
	" WHERE requested IS NOT NULL;",
};

/* What a step does beside its SQL text. */
static const struct {
	const char *step;
	enum err (*run)(struct sqlite_session *s, bool is_new);
} in_c[] = {
	{seal_texts, sqlite_seal_texts},
	{digest_rows, sqlite_rows_set_up},
};

#define VERSION ((int)(sizeof(steps) / sizeof(*steps)))

/* A send is one page at random, written to the log and copied from there:
 * small pages make it cheaper, and a search no slower. */
static const char first[] = "PRAGMA page_size=2048; PRAGMA journal_mode=WAL";

static enum err query_int(
	struct sqlite_session *s, const char *sql, int *value_r)
{
	sqlite3_stmt *stmt;
	enum err e = ERR_OK;

	*value_r = 0;
	if (sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL))
		return sqlite_fail(s, "cannot be read");
	if (sqlite3_step(stmt) == SQLITE_ROW)
		*value_r = sqlite3_column_int(stmt, 0);
	else
		e = sqlite_fail(s, "cannot be read");
	sqlite3_finalize(stmt);
	return e;
}

static enum err key_id_put(
	struct sqlite_session *s, const unsigned char id[KEYFILE_ID_LEN])
{
	sqlite3_stmt *stmt;
	enum err e = ERR_OK;

	if (sqlite3_prepare_v2(s->db,
		    "INSERT INTO meta(key, value) VALUES('key-file', ?1)", -1,
		    &stmt, NULL))
		return sqlite_fail(s, "cannot be set up");
	sqlite3_bind_blob(stmt, 1, id, KEYFILE_ID_LEN, SQLITE_STATIC);
	if (sqlite3_step(stmt) != SQLITE_DONE)
		e = sqlite_fail(s, "cannot be set up");
	sqlite3_finalize(stmt);
	return e;
}

static enum err key_id_check(
	struct sqlite_session *s, const unsigned char id[KEYFILE_ID_LEN])
{
	sqlite3_stmt *stmt;
	enum err e = ERR_OK;

	if (sqlite3_prepare_v2(s->db,
		    "SELECT value FROM meta WHERE key = 'key-file'", -1, &stmt,
		    NULL))
		return sqlite_fail(s, "cannot be read");
	if (sqlite3_step(stmt) != SQLITE_ROW)
		e = sqlite_fail(s, "cannot be read");
	else if (sqlite3_column_bytes(stmt, 0) != KEYFILE_ID_LEN ||
		memcmp(sqlite3_column_blob(stmt, 0), id, KEYFILE_ID_LEN) != 0)
		e = session_fail(&s->base.base, ERR_DENIED,
			"the store was made under another key file");
	sqlite3_finalize(stmt);
	return e;
}

static enum err apply_step(
	struct sqlite_session *s, const char *step, bool is_new)
{
	enum err e = sqlite_exec(s, step);

	for (size_t i = 0; !e && i < sizeof(in_c) / sizeof(*in_c); i++)
		if (in_c[i].step == step)
			e = in_c[i].run(s, is_new);
	return e;
}

static enum err apply_steps(struct sqlite_session *s, int from,
	const unsigned char id[KEYFILE_ID_LEN])
{
	char pragma[64];
	enum err e = ERR_OK;

	for (int i = from; !e && i < VERSION; i++)
		e = apply_step(s, steps[i], from == 0);
	if (!e && from == 0)
		e = key_id_put(s, id);
	if (!e && from == 0)
		e = sqlite_exec(s, "PRAGMA application_id=" APPLICATION_ID);
	snprintf(pragma, sizeof(pragma), "PRAGMA user_version=%d", VERSION);
	return e ? e : sqlite_exec(s, pragma);
}

/* Runs all steps or none; another process may have done it already. */
static enum err migrate_in_transaction(
	struct sqlite_session *s, const unsigned char id[KEYFILE_ID_LEN])
{
	int version = 0, tables = 0;
	enum err e = sqlite_exec(s, "BEGIN IMMEDIATE");

	if (e)
		return e;
	e = query_int(s, "PRAGMA user_version", &version);
	if (!e && version == 0)
		e = query_int(s, "SELECT count(*) FROM sqlite_schema", &tables);
	if (!e && tables > 0)
		e = session_fail(&s->base.base, ERR_UNAVAILABLE,
			"a database, but no store of Robinson's");
	if (!e && version < VERSION)
		e = apply_steps(s, version, id);
	if (!e)
		e = sqlite_exec(s, "COMMIT");
	if (e && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return e;
}

/* What an index of a large journal sorts does not fit into memory. */
static enum err migrate(
	struct sqlite_session *s, const unsigned char id[KEYFILE_ID_LEN])
{
	enum err e = sqlite_exec(s, "PRAGMA temp_store=FILE");

	if (!e)
		e = migrate_in_transaction(s, id);
	sqlite3_exec(s->db, "PRAGMA temp_store=MEMORY", NULL, NULL, NULL);
	return e;
}

/* Art. 21(3): what was objected to since the backup may be missing. */
static enum err confirmed_check(struct sqlite_session *s)
{
	sqlite3_stmt *stmt;
	enum err e = ERR_OK;
	int code;

	if (s->base.base.store->admits_unconfirmed)
		return ERR_OK;
	if (sqlite3_prepare_v2(s->db,
		    "SELECT value FROM meta WHERE key = 'unconfirmed'", -1,
		    &stmt, NULL))
		return sqlite_fail(s, "cannot be read");
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		e = session_fail(&s->base.base, ERR_UNAVAILABLE, "%.*s",
			sqlite3_column_bytes(stmt, 0),
			(const char *)sqlite3_column_blob(stmt, 0));
	else if (code != SQLITE_DONE)
		e = sqlite_fail(s, "cannot be read");
	sqlite3_finalize(stmt);
	return e;
}

/* A store that a restore put in place has no write-ahead log yet. */
static enum err has_log(struct sqlite_session *s, bool *has_log_r)
{
	sqlite3_stmt *stmt;
	enum err e = ERR_OK;

	if (sqlite3_prepare_v2(s->db, "PRAGMA journal_mode", -1, &stmt, NULL))
		return sqlite_fail(s, "cannot be read");
	if (sqlite3_step(stmt) == SQLITE_ROW)
		*has_log_r = strcmp((const char *)sqlite3_column_text(stmt, 0),
				     "wal") == 0;
	else
		e = sqlite_fail(s, "cannot be read");
	sqlite3_finalize(stmt);
	return e;
}

/* SQLite does not wait where another process switches to the log at the same
 * time. */
static enum err use_log(struct sqlite_session *s)
{
	enum err e;
	int count = 0;

	do {
		e = sqlite_exec(s, first);
	} while (e && (sqlite3_errcode(s->db) & 0xff) == SQLITE_BUSY &&
		turn_wait(s, count++));
	return e;
}

enum err sqlite_schema_ready(struct sqlite_session *s)
{
	unsigned char id[KEYFILE_ID_LEN];
	bool with_log = true;
	int version;
	enum err e = keyfile_id(s->base.base.store->keys, id);

	if (!e)
		e = query_int(s, "PRAGMA user_version", &version);
	if (e)
		return e;
	if (version > VERSION)
		return session_fail(&s->base.base, ERR_VERSION,
			"the store has schema version %d, this program knows "
			"%d: written by a newer version",
			version, VERSION);
	if (version == 0 && !s->base.base.store->create)
		return session_fail(&s->base.base, ERR_UNAVAILABLE,
			"the store is not set up yet");
	if (version < VERSION)
		s->base.wait_ms = WAIT_ADMIN_MS;
	if (version > 0)
		e = has_log(s, &with_log);
	if (!e && (version == 0 || !with_log))
		e = use_log(s);
	/* Before any step seals something: are these the keys of this store? */
	if (!e && version > 0)
		e = key_id_check(s, id);
	if (!e && version < VERSION)
		e = migrate(s, id);
	if (!e && version == 0)
		e = key_id_check(s, id);
	if (!e)
		sqlite_tidy(s);
	return e ? e : confirmed_check(s);
}
