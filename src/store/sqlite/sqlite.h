/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sqlite.h - the SQLite backend's own header
 *
 * backend.c      the tables of verbs; sessions are made and freed
 * open.c         opens a connection; notices when the file was replaced
 * schema.c       tables and migrations
 * stmt.c         all statements, prepared once for each connection
 * write.c        write transactions; records of persons
 * turn.c         fair turns at the write lock
 * upkeep.c       a thread for what must not hold up a verdict: checkpoints
 *                and the fsync of "a moment later"
 * value.c        binding and reading of values; names
 * sealed.c       binding and reading of sealed texts; channels
 * sealing.c      the migration that seals the plain texts of older stores
 * read.c         reads a subject for the rules
 * cursor.c       reads many subjects in the order of their keys
 * fact.c         writes wishes, sends and history
 * intake.c       writes what comes by itself, not by staff
 * doubt.c        what was not certain, for somebody to look at
 * sales.c        what salespersons say, and how much they ask
 * record.c       the group commit of verdicts
 * journal.c      entries of the journal and their chains
 * verify.c       verifies the chains; cuts the journal; signs its heads
 * tally.c        how many entries there were, day by day
 * clock.c        shows whether the clock is wrong
 * rows.c         a digest of each wish and restriction, and their sum
 * row_sums.c     that sum in the journal
 * rows_verify.c  checks the rows and their sum against the journal
 * held_rows.h    and its files: held messages and tokens
 * outbox.c       letters that wait
 * staff.c        accounts of staff and failed tries
 * staff_login.c  their sessions
 * staff_job.c    their jobs
 * removal.c      deletes persons; references for other systems
 * rights.c       requests of persons
 * rekey.c        moves a person to the newest generation of keys
 * spelling.c     joins a person from the keys of earlier address rules
 * copy.c         a copy of the store as one file
 * restore.c      puts a copy in the place of a store
 * takeover.c     what the copy takes over from that store
 * redo.c         takes in the STORE-redo file of an earlier version
 *
 * Each session has a connection of its own (SQLITE_OPEN_NOMUTEX), and so has
 * the group commit. The store is in WAL mode: readers never wait for a writer
 * and see all that was committed before they begin.
 */
#ifndef ROBINSON_STORE_SQLITE_SQLITE_H
#define ROBINSON_STORE_SQLITE_SQLITE_H

#include <stdatomic.h>

#include <sqlite3.h>
#include <sys/types.h>

#include "base/buf.h"
#include "crypto/chain.h"
#include "crypto/text.h"
#include "store/backend.h"
#include "store/encode.h"
#include "store/factsum.h"

/* What a row of the table "fact" is. Those before FACT_HISTORY decide about
 * the present, of those sends come last: they may be left out. Written to
 * disk: never renumber. */
enum fact_kind {
	FACT_OBJECTION = 1,
	FACT_WITHDRAWAL = 2,
	FACT_GRANT = 3,
	FACT_LIFT = 4,
	FACT_SEND = 5,
	FACT_HISTORY = 16,
	FACT_CONTACT = 16,
	FACT_FAILURE = 17,
	FACT_RELATION = 18,
	FACT_UNDONE = 19, /* an objection without a date, by mistake: it is
	                   * none any more; who tells it again is known */
	FACT_DISOWNED = 20, /* an objection under a key that another person
	                     * has too: not of this one, as staff found */
	FACT_END = 127
};

/* The mark of a send: the digest of its Message-ID, then that of its Date and
 * From, which older rows do not have. */
#define SEND_MARK_OLD_LEN MESSAGE_DIGEST_LEN
#define SEND_MARK_LEN (2 * MESSAGE_DIGEST_LEN)

enum stmt_id {
	STMT_BEGIN,
	STMT_BEGIN_WRITE,
	STMT_COMMIT,
	STMT_ROLLBACK,
	STMT_PROBE,
	STMT_NAME_TEXT,
	STMT_NAME_ID,
	STMT_NAME_ADD,
	STMT_CHANNEL_ID,
	STMT_CHANNEL_TEXT,
	STMT_CHANNEL_ADD,
	STMT_SUBJECT,
	STMT_SUBJECT_PUT,
	STMT_SUBJECT_COUNT,
	STMT_FACTS,
	STMT_DOMAINS_ANY,
	STMT_FACTS_OF_DOMAIN,
	STMT_SUBJECTS_FROM,
	STMT_SUBJECTS_AFTER,
	STMT_FACTS_FROM,
	STMT_FACTS_BETWEEN,
	STMT_FACT_ADD,
	STMT_FACT_UNDONE,
	STMT_SEND_GET,
	STMT_SEND_ADD,
	STMT_OBJECTION_REMOVE,
	STMT_OBJECTION_UNDO,
	STMT_OBJECTION_AGAIN,
	STMT_OBJECTION_ADD_BY,
	STMT_OBJECTION_TAKE_BACK,
	STMT_UNDO_ADD,
	STMT_UNDO_BURN,
	STMT_UNDO_USE,
	STMT_UNDO_USED,
	STMT_UNDO_PURGE,
	STMT_UNDO_REMOVE,
	STMT_UNCONFIRMED_EACH,
	STMT_UNCONFIRMED_CONFIRM,
	STMT_EVENT_ADD,
	STMT_EVENTS_PURGE,
	STMT_ASKED_ADD,
	STMT_ASKED_LETTER,
	STMT_ASKED_GET,
	STMT_ASKED_EACH,
	STMT_ASKED_ANSWERED,
	STMT_ASKED_ANSWERS,
	STMT_ASKED_PURGE,
	STMT_DOUBT_ADD,
	STMT_DOUBT_ROOM,
	STMT_DOUBT_SETTLE,
	STMT_DOUBTS_PURGE,
	STMT_DOUBTS_EACH,
	STMT_DOUBTS_MOVE,
	STMT_DOUBTS_REMOVE,
	STMT_SILENCE_ADD,
	STMT_SILENCE_EACH,
	STMT_CHAIN_HEADS,
	STMT_CHAIN_PUT,
	STMT_CHAIN_LATEST,
	STMT_CHAIN_FORGET,
	STMT_JOURNAL_DUE,
	STMT_HELD_DUE_COUNT,
	STMT_JOURNAL_ADD,
	STMT_JOURNAL_EACH,
	STMT_JOURNAL_BACK,
	STMT_JOURNAL_LOOKED,
	STMT_JOURNAL_OF_HELD,
	STMT_JOURNAL_OF_SENDER,
	STMT_JOURNAL_ACTS_OF,
	STMT_JOURNAL_ACTS,
	STMT_JOURNAL_CUT,
	STMT_JOURNAL_MAC,
	STMT_CHECKPOINTS,
	STMT_CHECKPOINT_PUT,
	STMT_HELD_ADD,
	STMT_HELD_REPEATED,
	STMT_HELD_GET,
	STMT_HELD_LIST,
	STMT_HELD_DUE,
	STMT_HELD_OF_KEY,
	STMT_HELD_BROWSE_UP,
	STMT_HELD_BROWSE_DOWN,
	STMT_HELD_BROWSE_SCAN,
	STMT_HELD_BROWSE_AT,
	STMT_HELD_UNDIGESTED,
	STMT_HELD_UNDIGESTED_COUNT,
	STMT_HELD_DIGEST,
	STMT_HELD_DIGEST_DOMAIN,
	STMT_HELD_EXTEND,
	STMT_HELD_WAITING,
	STMT_HELD_REMOVE,
	STMT_HELD_RECIPIENT_ADD,
	STMT_HELD_RECIPIENTS,
	STMT_HELD_RECIPIENT_MOVE,
	STMT_HELD_REQUEST,
	STMT_HELD_ASKED,
	STMT_HELD_RECIPIENTS_REMOVE,
	STMT_HELD_CHUNK_ADD,
	STMT_HELD_CHUNKS,
	STMT_HELD_CHUNKS_REMOVE,
	STMT_HELD_SUM,
	STMT_HELD_SUM_ADD,
	STMT_HELD_COUNTS,
	STMT_HELD_COUNTS_OF,
	STMT_HELD_TOKEN_ADD,
	STMT_HELD_TOKEN_GET,
	STMT_HELD_TOKEN_BURN,
	STMT_HELD_TOKEN_REVOKE,
	STMT_HELD_TOKENS_REMOVE,
	STMT_HELD_TOKENS_PURGE,
	STMT_HELD_PASS,
	STMT_OUTBOX_ADD,
	STMT_OUTBOX_SUM,
	STMT_OUTBOX_DUE,
	STMT_OUTBOX_FRESH,
	STMT_OUTBOX_TAKE,
	STMT_OUTBOX_LATER,
	STMT_OUTBOX_DONE,
	STMT_OUTBOX_RECALL,
	STMT_SUBJECT_REMOVE,
	STMT_FACTS_REMOVE,
	STMT_FACTS_BARE,
	STMT_ASKED_REMOVE,
	STMT_HELD_OF_PERSON,
	STMT_HELD_COUNT,
	STMT_HELD_RECIPIENT_REMOVE,
	STMT_HELD_TOKENS_OF,
	STMT_KEY_USED,
	STMT_KEY_GENERATION,
	STMT_GENERATION_COUNT,
	STMT_REKEY_MERGE,
	STMT_REKEY_SUBJECT,
	STMT_REKEY_SUBJECT_REST,
	STMT_REKEY_CONFIRM,
	STMT_REKEY_WISHES,
	STMT_REKEY_FACTS,
	STMT_REKEY_FACTS_REST,
	STMT_REKEY_ASKED,
	STMT_REKEY_ASKED_REST,
	STMT_REKEY_UNDO,
	STMT_REKEY_DOUBTS,
	STMT_REKEY_HELD,
	STMT_REKEY_JOINED_OLD,
	STMT_REKEY_JOINED_OLD_REST,
	STMT_REKEY_JOINED_KEY,
	STMT_REKEY_JOINED_KEY_REST,
	STMT_RULES_LAST,
	STMT_RULES_EACH,
	STMT_RULES_ADD,
	STMT_JOIN_DUE,
	STMT_JOIN_WISHES,
	STMT_JOIN_REST,
	STMT_JOIN_REST_END,
	STMT_JOIN_RESTRICTION,
	STMT_JOIN_NOTE,
	STMT_JOINED_EACH,
	STMT_JOINED_INTO,
	STMT_JOINED_END,
	STMT_DISOWN,
	STMT_DISOWN_RESTRICTION,
	STMT_UNCONFIRMED_MARK,
	STMT_UNCONFIRMED_END,
	STMT_REFERENCE_ADD,
	STMT_REFERENCES_EACH,
	STMT_REFERENCES_DONE,
	STMT_EVIDENCE_EACH,
	STMT_FACTS_COPY,
	STMT_REQUESTS_MOVE,
	STMT_REQUESTS_EACH,
	STMT_REQUEST_ADD,
	STMT_REQUEST_EXTEND,
	STMT_REQUEST_CLOSE,
	STMT_REQUESTS_PURGE,
	STMT_SUM,
	STMT_SUM_TOLD,
	STMT_SUMS,
	STMT_TRIGGER,
	STMT_TALLY_ADD,
	STMT_TALLY_EACH,
	STMT_TALLY_PURGE,
	STMT_UNNAMED_MORE,
	STMT_UNNAMED_COUNT,
	STMT_UNNAMED_ADD,
	STMT_UNNAMED_EACH,
	STMT_UNNAMED_PURGE,
	STMT_STATEMENT_ADD,
	STMT_STATEMENTS_EACH,
	STMT_STATEMENT_GET,
	STMT_STATEMENTS_OF,
	STMT_STATEMENTS_MOVE,
	STMT_STATEMENT_SETTLE,
	STMT_STATEMENTS_PURGE,
	STMT_STATEMENTS_REMOVE,
	STMT_STATEMENT_COUNTS,
	STMT_REKEY_STATEMENTS,
	STMT_ASKING_GET,
	STMT_ASKING_ADD,
	STMT_ASKINGS_PURGE,
	STMT_STOPPED_EACH,
	STMT_STAFF_GET,
	STMT_STAFF_GET_ID,
	STMT_STAFF_EACH,
	STMT_STAFF_ADD,
	STMT_STAFF_PUT,
	STMT_STAFF_REMOVE,
	STMT_STAFF_KNOWN,
	STMT_STAFF_STEP,
	STMT_LOGIN_ADD,
	STMT_LOGIN_GET,
	STMT_LOGIN_EACH,
	STMT_LOGINS_OF,
	STMT_LOGIN_PUT,
	STMT_LOGIN_END,
	STMT_LOGINS_END,
	STMT_LOGINS_PURGE,
	STMT_TRY_GET,
	STMT_TRY_PUT,
	STMT_TRY_COUNT,
	STMT_TRY_ROOM,
	STMT_TRY_FORGET,
	STMT_TRIES_PURGE,
	STMT_JOB_ADD,
	STMT_JOB_GET,
	STMT_JOB_SET,
	STMT_JOB_EACH,
	STMT_JOB_EACH_OF,
	STMT_JOB_REMOVE,
	STMT_JOBS_REMOVE,
	STMT_JOBS_PURGE,
	STMT_JOB_CHUNK_PUT,
	STMT_JOB_CHUNK_GET,
	STMT_JOB_CHUNKS_REMOVE,
	STMT_JOB_CHUNKS_TIDY,
	STMT_COUNT
};

struct upkeep {
	struct worker *worker;
	pthread_mutex_t lock; /* of is_started .. log_path */
	bool is_started;
	bool is_due; /* the log is long enough to be checkpointed */
	bool is_unsynced; /* a commit is not on disk yet */
	char *log_path; /* NULL: nothing was written yet */
	atomic_uint log_number; /* it may be another after a close */
	int log_fd; /* -1: not open; upkeep_sync()'s own */
	unsigned log_fd_number; /* what it was when log_fd was opened */
	pthread_mutex_t gate; /* a group commit, or an urgent checkpoint */
	atomic_int log_pages;
	/* The thread's own: how long the log may become before writers wait
	 * for a checkpoint. */
	int urgent_pages;
};

/* The bytes that the chain vouches for. */
struct journal_line {
	unsigned char bytes[ENCODED_MAX];
	size_t len;
};

struct journal_head {
	const char *name; /* of the instance; borrowed */
	int64_t seq; /* of the last entry, whoever's */
	int64_t instance;
	unsigned char mac[CHAIN_MAC_LEN]; /* of our last entry */
	int64_t at_utc; /* its date; of one that is not ours 0 */
};

struct sqlite_session;

struct sqlite_store {
	struct store base;
	char *path;
	pthread_mutex_t create_lock;
	struct sqlite_session *writer; /* of the group commit; NULL: not yet */
	atomic_bool has_tidied; /* or tried to */
	struct upkeep upkeep;
};

/* A cursor on a table of persons in the order of keys. */
struct sqlite_cursor {
	sqlite3_stmt *stmt;
	bool is_open; /* "stmt" stands where the last search and steps led */
	bool has_row; /* not at the end */
	int kinds_end;
	int key_column;
	unsigned misses, unasked; /* keys that steps did not reach */
	struct pseudonym key; /* of the row */
};

/* What lies sealed, and for what it stands: sealing.c says it by number. */
enum sealed_text {
	SEALED_EVIDENCE,
	SEALED_DETAIL,
	SEALED_REASON,
	SEALED_OUTCOME,
	SEALED_CHANNEL,
	SEALED_WORDS,
	SEALED_IDENTIFIED,
	SEALED_TELLER,
	SEALED_ADDRESS,
	SEALED_NOTE,
	SEALED_TEXTS
};

/* On the monotonic clock. */
struct turn {
	int64_t wait_since_us;
	int64_t begun_us, left_us; /* the write lock, last taken and left */
	int64_t held_us; /* time with the lock since its last gap */
};

/* What rows.c keeps of a connection. */
struct sqlite_rows {
	const struct keyfile *keys;
	struct row_mac *mac; /* NULL: not needed yet */
	bool begins; /* a step of the schema has made the sum */
	/* Of a write transaction of administration: */
	bool tells;
	bool is_known; /* "was" is the sum before it */
	bool is_untold; /* no entry tells it yet */
	bool must_tell; /* even if the sum is the same afterwards */
	bool is_restored; /* it has such an entry */
	struct fact_sum was;
	int64_t at_utc; /* of its last entry; INSTANT_NONE: it has none */
};

struct known_name {
	int64_t id; /* negative: of the table "channel" */
	const char *text;
};

struct sqlite_session {
	struct store_session base;
	sqlite3 *db; /* NULL: not open */
	dev_t dev; /* of the file that is open */
	ino_t ino;
	bool is_broken; /* to be opened anew when no transaction is left */
	bool in_read, in_write;
	bool is_full_sync;
	bool tells_unsynced; /* its commit does, where it is not */
	int cache_kib; /* 0: a reader's */
	int wait_ms; /* for another's lock */
	struct turn turn;
	sqlite3_stmt *stmts[STMT_COUNT];
	struct known_name *names;
	size_t names_len, names_cap;
	size_t names_mark; /* names_len before the write transaction */
	struct chain *chain;
	struct sqlite_rows rows;
	struct text_keeper *keeper; /* NULL: not needed yet */
	char *opened[SEALED_TEXTS]; /* the last of each kind */
	size_t opened_cap[SEALED_TEXTS];
	char *ref; /* of the last person read */
	struct sqlite_cursor subject_cursor, fact_cursor;
	enum {
		ANY_UNKNOWN,
		ANY_NONE,
		ANY_SOME
	} domains; /* in_read only */
	int64_t rules_last; /* in a transaction only; -1: not read yet */
	bool skips_sends; /* this lookup */
	struct pseudonym run_last; /* keys asked for in ascending order */
	int run_len;
};

static inline struct sqlite_session *own(struct store_session *s)
{
	return (struct sqlite_session *)s;
}

static inline struct sqlite_store *sqlite_store_of(struct sqlite_session *s)
{
	return (struct sqlite_store *)s->base.store;
}

/* open.c */
#define WAIT_READ_MS 250 /* only a recovery or an exclusive lock */
#define WAIT_RECORD_MS 1000 /* an MTA waits for the answer */
#define WAIT_ADMIN_MS 10000
enum err sqlite_session_open(struct sqlite_session *s) MUST_CHECK;
void sqlite_session_shut(struct sqlite_session *s);
/* Open, and still the file that the path names. */
enum err sqlite_session_ready(struct sqlite_session *s) MUST_CHECK;
/* Whether it is open and still that file. */
bool sqlite_session_is_current(const struct sqlite_session *s);
/* The connection's last failure as an error and a cause. */
enum err sqlite_fail(struct sqlite_session *s, const char *what);
enum err sqlite_exec(struct sqlite_session *s, const char *sql) MUST_CHECK;

/* turn.c */
/* SQLite's busy handler, "arg" the session: 0 when wait_ms have passed. */
int turn_wait(void *arg, int count);
/* Before a write transaction: where this session has had the lock for 100 ms,
 * it leaves it free for two. */
void turn_await(struct sqlite_session *s);
/* The session has taken the lock; it has released it. */
void turn_begun(struct sqlite_session *s);
void turn_ended(struct sqlite_session *s);

/* sealing.c: the step of schema.c; the rest of the work is done by
 * sqlite_tidy(), once in each store that is opened, where it is due. */
enum err sqlite_seal_texts(struct sqlite_session *s, bool is_new) MUST_CHECK;
void sqlite_tidy(struct sqlite_session *s);

/* schema.c */
enum err sqlite_schema_ready(struct sqlite_session *s) MUST_CHECK;

/* stmt.c: gives a statement without bindings, ready to be bound. */
enum err sqlite_stmt(struct sqlite_session *s, enum stmt_id id,
	sqlite3_stmt **stmt_r) MUST_CHECK;
void sqlite_stmts_finalize(struct sqlite_session *s);
/* Runs a statement that gives no row, and resets it. */
enum err sqlite_run(struct sqlite_session *s, sqlite3_stmt *stmt,
	const char *what) MUST_CHECK;
/* The same; ERR_NOT_FOUND when it changed nothing. */
enum err sqlite_change(struct sqlite_session *s, sqlite3_stmt *stmt,
	const char *what) MUST_CHECK;
enum err sqlite_run_id(
	struct sqlite_session *s, enum stmt_id id, const char *what) MUST_CHECK;
/* ERR_NOT_FOUND: no further row; the statement is reset then, as it is after
 * a failure. */
enum err sqlite_step(struct sqlite_session *s, sqlite3_stmt *stmt,
	const char *what) MUST_CHECK;
/* The first row for a key, the statement's only parameter. */
enum err sqlite_first(struct sqlite_session *s, enum stmt_id id,
	const struct pseudonym *key, sqlite3_stmt **stmt_r) MUST_CHECK;

/* value.c */
/* The generation of keys that new rows are written under. */
void bind_generation(struct sqlite_session *s, sqlite3_stmt *stmt, int column);
void bind_key(sqlite3_stmt *stmt, int column, const struct pseudonym *key);
void bind_text(sqlite3_stmt *stmt, int column, const char *text);
void bind_instant(sqlite3_stmt *stmt, int column, int64_t utc);
int64_t column_instant(sqlite3_stmt *stmt, int column);
enum reason column_reason(sqlite3_stmt *stmt, int column);
/* NULL is 0. Inside a write transaction an unknown name is added, otherwise
 * it is ERR_NOT_FOUND. */
enum err name_id(
	struct sqlite_session *s, const char *text, int64_t *id_r) MUST_CHECK;
/* 0 is NULL. */
enum err name_text(
	struct sqlite_session *s, int64_t id, const char **text_r) MUST_CHECK;
enum err bind_name(struct sqlite_session *s, sqlite3_stmt *stmt, int column,
	const char *text) MUST_CHECK;
enum err column_name(struct sqlite_session *s, sqlite3_stmt *stmt, int column,
	const char **text_r) MUST_CHECK;

/* Keeps it in mind until the transaction is rolled back. */
enum err name_remember(struct sqlite_session *s, int64_t id, const char *text,
	size_t text_len, const char **text_r) MUST_CHECK;

/* sealed.c */
enum err sealed_need_keeper(struct sqlite_session *s) MUST_CHECK;
void sealed_free(struct sqlite_session *s);
/* The caller frees what was sealed. */
enum err seal_text(struct sqlite_session *s, enum sealed_text use,
	const char *text, unsigned char **sealed_r,
	size_t *sealed_len_r) MUST_CHECK;
/* NULL stays NULL. */
enum err bind_sealed(struct sqlite_session *s, sqlite3_stmt *stmt, int column,
	enum sealed_text use, const char *text) MUST_CHECK;
/* The text is valid until the next of its kind is read. ERR_CORRUPT: it does
 * not open; then it is STORE_UNREADABLE. */
enum err column_sealed(struct sqlite_session *s, sqlite3_stmt *stmt, int column,
	enum sealed_text use, const char **text_r) MUST_CHECK;
/* The same for output: a text that does not open is no failure. */
enum err column_shown(struct sqlite_session *s, sqlite3_stmt *stmt, int column,
	enum sealed_text use, const char **text_r) MUST_CHECK;
/* As bind_name() and column_name(). */
enum err bind_channel(struct sqlite_session *s, sqlite3_stmt *stmt, int column,
	const char *text) MUST_CHECK;
enum err column_channel(struct sqlite_session *s, sqlite3_stmt *stmt,
	int column, const char **text_r) MUST_CHECK;
/* By which a channel is known, in rows too. */
enum err channel_digest(struct sqlite_session *s, const char *text,
	unsigned char digest_r[TEXT_DIGEST_LEN]) MUST_CHECK;

/* read.c */
enum err sqlite_read_begin(struct store_session *s) MUST_CHECK;
enum err sqlite_lookup_begin(
	struct store_session *s, bool with_sends) MUST_CHECK;
void sqlite_read_end(struct store_session *s);
enum err sqlite_subject_get(struct store_session *s,
	const struct pseudonym *key, const struct pseudonym *domains,
	size_t domains_len, bool with_history,
	struct subject *subject) MUST_CHECK;
enum err sqlite_person_get(struct store_session *s, const struct pseudonym *key,
	struct store_person *person_r) MUST_CHECK;
enum err sqlite_subjects_each(struct store_session *s,
	const struct pseudonym *after, size_t limit, subject_fn *each,
	void *arg) MUST_CHECK;
enum err sqlite_subjects_count(
	struct store_session *s, int64_t *count_r) MUST_CHECK;
enum err sqlite_facts_each(struct store_session *s,
	const struct pseudonym *after, const struct pseudonym *up_to,
	struct subject *facts, facts_fn *each, void *arg) MUST_CHECK;
enum err sqlite_silence_each(
	struct store_session *s, silence_fn *each, void *arg) MUST_CHECK;

/* cursor.c */
/* Whether this key, asked for after those before it, is one of many. */
bool cursors_wanted(struct sqlite_session *s, const struct pseudonym *key);
/* ERR_OK: cursor->stmt stands on the first row of "key"; ERR_NOT_FOUND. */
enum err cursor_to(struct sqlite_session *s, struct sqlite_cursor *cursor,
	enum stmt_id id, const struct pseudonym *key, int kinds_end) MUST_CHECK;
enum err cursor_next(
	struct sqlite_session *s, struct sqlite_cursor *cursor) MUST_CHECK;
/* With the read transaction. */
void cursors_end(struct sqlite_session *s);

/* redo.c: what an earlier version left in STORE-redo goes into the journal.
 * What cannot be done now is logged and done at the next opening. */
void sqlite_redo_take_in(struct sqlite_session *s);

/* write.c */
enum err sqlite_write_begin(struct store_session *s, bool is_synced) MUST_CHECK;
enum err sqlite_write_commit(struct store_session *s) MUST_CHECK;
void sqlite_write_rollback(struct store_session *s);
/* "full": on disk when the commit returns. A large batch should not spill its
 * pages before it ends, nor should the verdicts of a few milliseconds; beyond
 * what fits the processor's own cache they are slower again. */
#define CACHE_RECORD_KIB 4096
#define CACHE_ADMIN_KIB 65536
#define CACHE_READ_KIB 1024 /* as open.c sets it up */
/* Who has written a large batch and goes on to read needs no more room than
 * other readers: a program with many sessions would fill it in each. */
void sqlite_cache_shrink(struct sqlite_session *s);
enum err sqlite_transaction_begin(
	struct sqlite_session *s, bool full, int cache_kib) MUST_CHECK;
enum err sqlite_person_put(struct store_session *s, const struct pseudonym *key,
	const struct store_person *person) MUST_CHECK;
enum err sqlite_silence_add(struct store_session *s, const char *relation,
	int days, int64_t returned, int64_t removed) MUST_CHECK;

/* fact.c */
enum err sqlite_past_contact_add(struct store_session *s,
	const struct pseudonym *key, int64_t at_utc) MUST_CHECK;
enum err sqlite_past_failure_add(struct store_session *s,
	const struct pseudonym *key, int64_t at_utc) MUST_CHECK;
enum err sqlite_past_relation_add(struct store_session *s,
	const struct pseudonym *key,
	const struct relation_span *span) MUST_CHECK;
enum err sqlite_grant_add(struct store_session *s, const struct pseudonym *key,
	const struct grant *grant, const char *evidence) MUST_CHECK;
enum err sqlite_withdrawal_add(struct store_session *s,
	const struct pseudonym *key, const struct withdrawal *w,
	const char *evidence) MUST_CHECK;
enum err sqlite_objection_add(struct store_session *s,
	const struct pseudonym *key, const struct objection *o) MUST_CHECK;
enum err sqlite_objection_remove(struct store_session *s,
	const struct pseudonym *key, const char *purpose) MUST_CHECK;
enum err sqlite_lift_add(struct store_session *s, const struct pseudonym *key,
	const struct objection_lift *lift) MUST_CHECK;
enum err sqlite_send_add(
	struct sqlite_session *s, const struct store_record *record) MUST_CHECK;

/* intake.c */
extern const struct store_intake_backend sqlite_intake;
extern const struct store_doubt_backend sqlite_doubt;
/* sales.c */
extern const struct store_sales_backend sqlite_sales;

/* journal.c: head_get, any number of next and insert, head_put; inside one
 * write transaction. */
enum err journal_head_get(struct sqlite_session *s, const char *instance,
	struct journal_head *head_r) MUST_CHECK;
/* Number, reference and link of the next entry. */
#define JOURNAL_TOO_LONG "an entry for the journal is too long"
enum err journal_next(struct chain *chain, struct journal_head *head,
	struct journal_entry *entry, struct journal_line *line_r) MUST_CHECK;
enum err journal_insert(struct sqlite_session *s,
	const struct journal_head *head,
	const struct journal_entry *entry) MUST_CHECK;
/* Both; what was inserted is counted. */
enum err journal_append(struct sqlite_session *s, struct journal_head *head,
	struct journal_entry *entry) MUST_CHECK;
enum err journal_head_put(
	struct sqlite_session *s, const struct journal_head *head) MUST_CHECK;
enum err sqlite_journal_add(
	struct store_session *s, struct journal_entry *entry) MUST_CHECK;
enum err sqlite_journal_each(struct store_session *s,
	const struct journal_filter *filter, journal_fn *each,
	void *arg) MUST_CHECK;
enum err sqlite_journal_verify(struct store_session *s, uint64_t *checked_r,
	uint64_t *seq_r) MUST_CHECK;

/* Columns of STMT_JOURNAL_EACH; the parameters of STMT_JOURNAL_ADD are in the
 * same order, counted from 1. */
enum {
	JOURNAL_SEQ,
	JOURNAL_AT,
	JOURNAL_INSTANCE,
	JOURNAL_KIND,
	JOURNAL_KEY,
	JOURNAL_PURPOSE,
	JOURNAL_REASON,
	JOURNAL_ACTION,
	JOURNAL_ENFORCED,
	JOURNAL_QUEUE_ID,
	JOURNAL_HOST,
	JOURNAL_SENDER,
	JOURNAL_DETAIL,
	JOURNAL_MAC
};
enum err journal_need_chain(struct sqlite_session *s) MUST_CHECK;
bool journal_take_mac(
	sqlite3_stmt *stmt, int column, unsigned char mac_r[CHAIN_MAC_LEN]);
/* Pointers into the row, valid until the next step. ERR_CORRUPT: its detail
 * does not open; the rest is there. */
enum err journal_take_entry(struct sqlite_session *s, sqlite3_stmt *stmt,
	struct journal_entry *entry_r) MUST_CHECK;
enum err journal_bind_filter(
	sqlite3_stmt *stmt, const struct journal_filter *filter) MUST_CHECK;

/* clock.c */
enum err sqlite_clock_latest(
	struct store_session *s, int64_t *latest_utc_r) MUST_CHECK;
enum err sqlite_clock_forget(struct store_session *s) MUST_CHECK;
enum err sqlite_journal_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r) MUST_CHECK;
enum err sqlite_held_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r) MUST_CHECK;

/* tally.c */
/* Inside the entry's write transaction. */
enum err tally_entry(
	struct sqlite_session *s, const struct journal_entry *entry) MUST_CHECK;
extern const struct store_tally_backend sqlite_tally;

/* verify.c */
/* The same of a store from before details were sealed. */
enum err journal_verify_plain(struct sqlite_session *s, uint64_t *checked_r,
	uint64_t *seq_r) MUST_CHECK;
enum err sqlite_journal_trim(struct store_session *s, int64_t before_utc,
	int64_t now_utc, size_t batch, size_t *trimmed_r,
	uint64_t *seq_r) MUST_CHECK;
enum err sqlite_journal_heads(struct store_session *s, int64_t now_utc,
	point_fn *each, void *arg) MUST_CHECK;
enum err sqlite_journal_holds(
	struct store_session *s, const struct journal_point *head) MUST_CHECK;

/* record.c */
enum err sqlite_record(struct store *store, struct group_call *first,
	enum journal_sync sync, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;
enum err sqlite_record_sync(
	struct store *store, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

/* outbox.c: inside one write transaction, after the call's records. */
enum err sqlite_letter(
	struct sqlite_session *s, struct group_call *call) MUST_CHECK;
extern const struct store_outbox_backend sqlite_outbox;

/* staff.c */
extern const struct store_staff_backend sqlite_staff;

/* removal.c */
extern const struct store_removal_backend sqlite_removal;

/* copy.c */
enum err sqlite_copy(
	struct store_session *s, const char *directory, int *fd_r) MUST_CHECK;
enum err sqlite_unconfirmed_mark(
	struct store_session *s, const char *why) MUST_CHECK;

/* rekey.c */
extern const struct store_rekey_backend sqlite_rekey;
/* By which a table takes no rows of a retired generation. */
#define RETIRED_TRIGGER_SIZE 256
void sqlite_retired_trigger(char sql_r[RETIRED_TRIGGER_SIZE], const char *table,
	unsigned generation);
/* spelling.c */
extern const struct store_spelling_backend sqlite_spelling;

/* restore.c */
extern const struct store_backup_backend sqlite_backup;
/* rights.c */
extern const struct store_rights_backend sqlite_rights;

/* upkeep.c */
enum err upkeep_init(struct upkeep *u) MUST_CHECK;
void upkeep_stop(struct upkeep *u);
/* After a commit that waits for the disk "a moment later". */
void upkeep_unsynced(struct sqlite_store *store);
/* What is to be synced is the log of this session, of whichever file it is open
 * on now, be its path a link or not. */
enum err upkeep_log_of_session(struct sqlite_session *s) MUST_CHECK;
/* The log's commits until now are on disk. ERR_IO: errno says why not. Called
 * by one thread at a time. */
enum err upkeep_sync(struct sqlite_store *store) MUST_CHECK;
/* A connection's commits report the length of the log. */
void upkeep_watch(struct sqlite_session *s);

/* backend.c */
enum err sqlite_session_new(
	struct store *store, struct store_session **s_r) MUST_CHECK;
void sqlite_session_free(struct store_session *s);

#endif
