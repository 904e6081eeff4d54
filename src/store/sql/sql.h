/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sql.h - the verbs of the store in SQL, for every backend that speaks it
 *
 * A backend brings a driver: how a statement is prepared, bound, stepped and
 * read, and how a transaction begins and ends. What is asked, and what is made
 * of the rows, stands here once. texts.c has the statements, written so that
 * SQLite and PostgreSQL take them; what one of them must be asked otherwise,
 * its driver replaces by a text of its own with the same parameters and
 * columns.
 *
 * driver.c       hands a statement's calls to its driver
 * texts.c        all statements
 * write.c        write transactions; records of persons
 * value.c        binding and reading of values; names
 * sealed.c       binding and reading of sealed texts; channels
 * read.c         reads a subject for the rules
 * cursor.c       reads many subjects in the order of their keys
 * fact.c         writes wishes, sends and history
 * intake.c       writes what comes by itself, not by staff
 * doubt.c        what was not certain, for somebody to look at
 * sales.c        what salespersons say, and how much they ask
 * record.c       the verdicts of a group commit, inside one transaction
 * journal.c      entries of the journal and their chains
 * verify.c       verifies the chains; cuts the journal; signs its heads
 * tally.c        how many entries there were, day by day
 * clock.c        shows whether the clock is wrong
 * row_sums.c     the sum over wishes and restrictions in the journal
 * rows_verify.c  checks the rows and their sum against the journal
 * held_rows.h    and its files: held messages and tokens
 * outbox.c       letters that wait
 * staff.c        accounts of staff and failed tries
 * staff_login.c  their sessions
 * staff_job.c    their jobs
 * removal.c      deletes persons; references for other systems
 * rights.c       requests of persons
 * backup.c       marks a store that was restored
 * rekey.c        moves a person to the newest generation of keys
 * spelling.c     joins a person from the keys of earlier address rules
 *
 * Shape:   columns count from 0, parameters from 1. A statement may be run
 *          while another one is being stepped, but not the same one again
 * Errors:  a driver fills the session's cause; ERR_NOT_FOUND of a step: no
 *          further row
 * Owns:    what is bound as a blob or a text is borrowed until the statement
 *          has been run or reset, but for sql_bind_owned(). What a column
 *          gives is valid until the next step
 * Threads: a session belongs to one thread at a time
 */
#ifndef ROBINSON_STORE_SQL_SQL_H
#define ROBINSON_STORE_SQL_SQL_H

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
	STMT_OBJECTION_UNDO_ROOM,
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
	STMT_CHAIN_HEAD,
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
	STMT_HELD_BROWSE_REQUESTED,
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
	STMT_ENTRIES_WITHOUT_ROW,
	STMT_JOURNAL_PLAIN,
	/* of the driver alone */
	STMT_ROWS_ALL,
	STMT_TRIGGERS,
	STMT_BEGIN,
	STMT_BEGIN_WRITE,
	STMT_COMMIT,
	STMT_COUNT
};

struct sql_session;
struct sql_driver;

/* A driver's statement begins with it. */
struct sql_stmt {
	const struct sql_driver *driver;
};

/* What a write transaction is for. */
struct sql_writing {
	bool is_record; /* verdicts that an MTA waits for; else administration */
	bool is_synced; /* on disk when the commit returns */
};

struct sql_driver {
	/* Rows are read when they are stepped to, not all at once: a cursor
	 * over a whole table costs no more than what is read of it. */
	bool steps_lazily;
	/* Several write at once, so that a number may be left out. */
	bool has_gaps;

	/* Without bindings, ready to be bound. */
	enum err (*stmt)(struct sql_session *s, enum stmt_id id,
		struct sql_stmt **stmt_r);
	enum err (*step)(
		struct sql_session *s, struct sql_stmt *stmt, const char *what);
	void (*reset)(struct sql_stmt *stmt);
	/* Rows that the last statement that wrote has changed. */
	int64_t (*changes)(struct sql_session *s);
	int (*parameters)(struct sql_stmt *stmt);
	void (*bind_null)(struct sql_stmt *stmt, int n);
	void (*bind_int64)(struct sql_stmt *stmt, int n, int64_t value);
	void (*bind_blob)(
		struct sql_stmt *stmt, int n, const void *bytes, size_t len);
	void (*bind_text)(struct sql_stmt *stmt, int n, const char *text);
	/* From malloc(); freed also where it fails. */
	enum err (*bind_owned)(
		struct sql_stmt *stmt, int n, void *bytes, size_t len);
	int (*columns)(struct sql_stmt *stmt);
	bool (*column_is_null)(struct sql_stmt *stmt, int column);
	int64_t (*column_int64)(struct sql_stmt *stmt, int column);
	/* NULL where the column is; a text has a NUL behind it. */
	const void *(*column_blob)(struct sql_stmt *stmt, int column);
	size_t (*column_bytes)(struct sql_stmt *stmt, int column);
	const char *(*column_text)(struct sql_stmt *stmt, int column);

	/* One view of the store for all reads until read_end(), which says
	 * whether the connection is good for more. */
	enum err (*read_begin)(struct sql_session *s);
	void (*read_end)(struct sql_session *s);
	enum err (*write_begin)(
		struct sql_session *s, const struct sql_writing *writing);
	/* A failed commit is rolled back. */
	enum err (*write_commit)(struct sql_session *s);
	void (*write_rollback)(struct sql_session *s);

	/* The next entry's number. SQLite's is the one behind "last". */
	enum err (*journal_seq)(
		struct sql_session *s, int64_t last, int64_t *seq_r);

	/* Before the sum of a write transaction is told; NULL: it is kept with
	 * each statement. */
	enum err (*rows_settle)(struct sql_session *s);
	/* STMT_ROWS_ALL: a row's digest as it ought to be. False: it has none,
	 * as of a restriction that was removed. */
	bool (*row_ought)(struct sql_session *s, struct sql_stmt *stmt,
		unsigned char mac_r[ROW_MAC_LEN]);
	/* STMT_TRIGGERS: whether it is as this program makes it;
	 * *is_needed_r: one of needed_triggers. */
	bool (*knows_trigger)(
		const char *name, const char *sql, bool *is_needed_r);
	size_t needed_triggers;
	/* From now on nothing is written under that generation of keys. */
	enum err (*close_generation)(
		struct sql_session *s, unsigned generation);
	/* No older copy of what was removed is left. */
	enum err (*scrub)(struct sql_session *s);
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

/* A cursor on a table of persons in the order of keys. */
struct sql_cursor {
	struct sql_stmt *stmt;
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

/* What is kept of the sum over wishes and restrictions. */
struct sql_rows {
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

/* A driver's session begins with it. */
struct sql_session {
	struct store_session base;
	const struct sql_driver *driver;
	bool in_read, in_write;
	bool is_urgent; /* this lookup: an MTA waits for it */
	bool details_are_plain; /* a store from before they were sealed */
	int wait_ms; /* for another's lock */
	struct known_name *names;
	size_t names_len, names_cap;
	size_t names_mark; /* names_len before the write transaction */
	struct chain *chain;
	struct sql_rows rows;
	struct text_keeper *keeper; /* NULL: not needed yet */
	char *opened[SEALED_TEXTS]; /* the last of each kind */
	size_t opened_cap[SEALED_TEXTS];
	char *ref; /* of the last person read */
	struct sql_cursor subject_cursor, fact_cursor;
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

static inline struct sql_session *own(struct store_session *s)
{
	return (struct sql_session *)s;
}

#define WAIT_READ_MS 250 /* only a recovery or an exclusive lock */
#define WAIT_RECORD_MS 1000 /* an MTA waits for the answer */
#define WAIT_ADMIN_MS 10000

/* texts.c: of each statement, as SQLite takes it. */
extern const char *const sql_texts[STMT_COUNT];

/* driver.c */
/* Gives a statement without bindings, ready to be bound. */
enum err sql_stmt(struct sql_session *s, enum stmt_id id,
	struct sql_stmt **stmt_r) MUST_CHECK;
/* Runs a statement that gives no row, and resets it. */
enum err sql_run(struct sql_session *s, struct sql_stmt *stmt,
	const char *what) MUST_CHECK;
/* The same; ERR_NOT_FOUND when it changed nothing. */
enum err sql_change(struct sql_session *s, struct sql_stmt *stmt,
	const char *what) MUST_CHECK;
/* The same for one that gives the id of the row it added. */
enum err sql_add(struct sql_session *s, struct sql_stmt *stmt, const char *what,
	int64_t *id_r) MUST_CHECK;
enum err sql_run_id(
	struct sql_session *s, enum stmt_id id, const char *what) MUST_CHECK;
/* ERR_NOT_FOUND: no further row; the statement is reset then, as it is after
 * a failure. */
enum err sql_step(struct sql_session *s, struct sql_stmt *stmt,
	const char *what) MUST_CHECK;
/* The first row for a key, the statement's only parameter. */
enum err sql_first(struct sql_session *s, enum stmt_id id,
	const struct pseudonym *key, struct sql_stmt **stmt_r) MUST_CHECK;
void sql_reset(struct sql_stmt *stmt);
int64_t sql_changes(struct sql_session *s);
int sql_parameters(struct sql_stmt *stmt);
void sql_bind_null(struct sql_stmt *stmt, int n);
void sql_bind_int64(struct sql_stmt *stmt, int n, int64_t value);
/* NULL is NULL, whatever its length. */
void sql_bind_blob(struct sql_stmt *stmt, int n, const void *bytes, size_t len);
enum err sql_bind_owned(
	struct sql_stmt *stmt, int n, void *bytes, size_t len) MUST_CHECK;
/* For what does not outlive the call. */
enum err sql_bind_copy(
	struct sql_stmt *stmt, int n, const void *bytes, size_t len) MUST_CHECK;
int sql_columns(struct sql_stmt *stmt);
bool sql_column_is_null(struct sql_stmt *stmt, int column);
int64_t sql_column_int64(struct sql_stmt *stmt, int column);
int sql_column_int(struct sql_stmt *stmt, int column);
const void *sql_column_blob(struct sql_stmt *stmt, int column);
size_t sql_column_bytes(struct sql_stmt *stmt, int column);
const char *sql_column_text(struct sql_stmt *stmt, int column);

/* What a driver's session has to free. */
void sql_session_free(struct sql_session *s);

/* value.c */
/* The generation of keys that new rows are written under. */
void bind_generation(struct sql_session *s, struct sql_stmt *stmt, int column);
void bind_key(struct sql_stmt *stmt, int column, const struct pseudonym *key);
void bind_text(struct sql_stmt *stmt, int column, const char *text);
void bind_instant(struct sql_stmt *stmt, int column, int64_t utc);
int64_t column_instant(struct sql_stmt *stmt, int column);
enum reason column_reason(struct sql_stmt *stmt, int column);
/* NULL is 0. Inside a write transaction an unknown name is added, otherwise
 * it is ERR_NOT_FOUND. */
enum err name_id(
	struct sql_session *s, const char *text, int64_t *id_r) MUST_CHECK;
/* 0 is NULL. */
enum err name_text(
	struct sql_session *s, int64_t id, const char **text_r) MUST_CHECK;
enum err bind_name(struct sql_session *s, struct sql_stmt *stmt, int column,
	const char *text) MUST_CHECK;
enum err column_name(struct sql_session *s, struct sql_stmt *stmt, int column,
	const char **text_r) MUST_CHECK;

/* Keeps it in mind until the transaction is rolled back. */
enum err name_remember(struct sql_session *s, int64_t id, const char *text,
	size_t text_len, const char **text_r) MUST_CHECK;

/* sealed.c */
enum err sealed_need_keeper(struct sql_session *s) MUST_CHECK;
void sealed_free(struct sql_session *s);
/* The caller frees what was sealed. */
enum err seal_text(struct sql_session *s, enum sealed_text use,
	const char *text, unsigned char **sealed_r,
	size_t *sealed_len_r) MUST_CHECK;
/* NULL stays NULL. */
enum err bind_sealed(struct sql_session *s, struct sql_stmt *stmt, int column,
	enum sealed_text use, const char *text) MUST_CHECK;
/* The text is valid until the next of its kind is read. ERR_CORRUPT: it does
 * not open; then it is STORE_UNREADABLE. */
enum err column_sealed(struct sql_session *s, struct sql_stmt *stmt, int column,
	enum sealed_text use, const char **text_r) MUST_CHECK;
/* The same for output: a text that does not open is no failure. */
enum err column_shown(struct sql_session *s, struct sql_stmt *stmt, int column,
	enum sealed_text use, const char **text_r) MUST_CHECK;
/* As bind_name() and column_name(). */
enum err bind_channel(struct sql_session *s, struct sql_stmt *stmt, int column,
	const char *text) MUST_CHECK;
enum err column_channel(struct sql_session *s, struct sql_stmt *stmt,
	int column, const char **text_r) MUST_CHECK;
/* By which a channel is known, in rows too. */
enum err channel_digest(struct sql_session *s, const char *text,
	unsigned char digest_r[TEXT_DIGEST_LEN]) MUST_CHECK;

/* read.c */
enum err sql_read_begin(struct store_session *s) MUST_CHECK;
enum err sql_lookup_begin(struct store_session *s, bool with_sends) MUST_CHECK;
void sql_read_end(struct store_session *s);
enum err sql_subject_get(struct store_session *s, const struct pseudonym *key,
	const struct pseudonym *domains, size_t domains_len, bool with_history,
	struct subject *subject) MUST_CHECK;
enum err sql_person_get(struct store_session *s, const struct pseudonym *key,
	struct store_person *person_r) MUST_CHECK;
enum err sql_subjects_each(struct store_session *s,
	const struct pseudonym *after, size_t limit, subject_fn *each,
	void *arg) MUST_CHECK;
enum err sql_subjects_count(
	struct store_session *s, int64_t *count_r) MUST_CHECK;
enum err sql_facts_each(struct store_session *s, const struct pseudonym *after,
	const struct pseudonym *up_to, struct subject *facts, facts_fn *each,
	void *arg) MUST_CHECK;
enum err sql_silence_each(
	struct store_session *s, silence_fn *each, void *arg) MUST_CHECK;

/* cursor.c */
/* Whether this key, asked for after those before it, is one of many. */
bool cursors_wanted(struct sql_session *s, const struct pseudonym *key);
/* ERR_OK: cursor->stmt stands on the first row of "key"; ERR_NOT_FOUND. */
enum err cursor_to(struct sql_session *s, struct sql_cursor *cursor,
	enum stmt_id id, const struct pseudonym *key, int kinds_end) MUST_CHECK;
enum err cursor_next(
	struct sql_session *s, struct sql_cursor *cursor) MUST_CHECK;
/* With the read transaction. */
void cursors_end(struct sql_session *s);

enum err sql_write_begin(struct store_session *s, bool is_synced) MUST_CHECK;
enum err sql_write_commit(struct store_session *s) MUST_CHECK;
void sql_write_rollback(struct store_session *s);
enum err sql_person_put(struct store_session *s, const struct pseudonym *key,
	const struct store_person *person) MUST_CHECK;
enum err sql_silence_add(struct store_session *s, const char *relation,
	int days, int64_t returned, int64_t removed) MUST_CHECK;

/* fact.c */
enum err sql_past_contact_add(struct store_session *s,
	const struct pseudonym *key, int64_t at_utc) MUST_CHECK;
enum err sql_past_failure_add(struct store_session *s,
	const struct pseudonym *key, int64_t at_utc) MUST_CHECK;
enum err sql_past_relation_add(struct store_session *s,
	const struct pseudonym *key,
	const struct relation_span *span) MUST_CHECK;
enum err sql_grant_add(struct store_session *s, const struct pseudonym *key,
	const struct grant *grant, const char *evidence) MUST_CHECK;
enum err sql_withdrawal_add(struct store_session *s,
	const struct pseudonym *key, const struct withdrawal *w,
	const char *evidence) MUST_CHECK;
enum err sql_objection_add(struct store_session *s, const struct pseudonym *key,
	const struct objection *o) MUST_CHECK;
enum err sql_objection_remove(struct store_session *s,
	const struct pseudonym *key, const char *purpose) MUST_CHECK;
enum err sql_lift_add(struct store_session *s, const struct pseudonym *key,
	const struct objection_lift *lift) MUST_CHECK;
enum err sql_send_add(
	struct sql_session *s, const struct store_record *record) MUST_CHECK;

/* quarantine.c */
extern const struct store_held_backend sql_held;
/* intake.c */
extern const struct store_intake_backend sql_intake;
extern const struct store_doubt_backend sql_doubt;
/* sales.c */
extern const struct store_sales_backend sql_sales;

/* journal.c: head_get, any number of next and insert, head_put; inside one
 * write transaction. */
enum err journal_head_get(struct sql_session *s, const char *instance,
	struct journal_head *head_r) MUST_CHECK;
/* Number, reference and link of the next entry. */
#define JOURNAL_TOO_LONG "an entry for the journal is too long"
enum err journal_next(struct chain *chain, struct journal_head *head,
	struct journal_entry *entry, struct journal_line *line_r) MUST_CHECK;
enum err journal_insert(struct sql_session *s, const struct journal_head *head,
	const struct journal_entry *entry) MUST_CHECK;
/* Both; what was inserted is counted. */
enum err journal_append(struct sql_session *s, struct journal_head *head,
	struct journal_entry *entry) MUST_CHECK;
enum err journal_head_put(
	struct sql_session *s, const struct journal_head *head) MUST_CHECK;
enum err sql_journal_add(
	struct store_session *s, struct journal_entry *entry) MUST_CHECK;
enum err sql_journal_each(struct store_session *s,
	const struct journal_filter *filter, journal_fn *each,
	void *arg) MUST_CHECK;
enum err sql_journal_verify(struct store_session *s, uint64_t *checked_r,
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
enum err journal_need_chain(struct sql_session *s) MUST_CHECK;
bool journal_take_mac(
	struct sql_stmt *stmt, int column, unsigned char mac_r[CHAIN_MAC_LEN]);
/* Pointers into the row, valid until the next step. ERR_CORRUPT: its detail
 * does not open; the rest is there. */
enum err journal_take_entry(struct sql_session *s, struct sql_stmt *stmt,
	struct journal_entry *entry_r) MUST_CHECK;
enum err journal_bind_filter(
	struct sql_stmt *stmt, const struct journal_filter *filter) MUST_CHECK;

/* clock.c */
enum err sql_clock_latest(
	struct store_session *s, int64_t *latest_utc_r) MUST_CHECK;
enum err sql_clock_forget(struct store_session *s) MUST_CHECK;
enum err sql_journal_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r) MUST_CHECK;
enum err sql_held_due(struct store_session *s, int64_t before_utc,
	struct store_share *share_r) MUST_CHECK;

/* tally.c */
/* Inside the entry's write transaction. */
enum err tally_entry(
	struct sql_session *s, const struct journal_entry *entry) MUST_CHECK;
extern const struct store_tally_backend sql_tally;

/* verify.c */
/* The same of a store from before details were sealed. */
enum err journal_verify_plain(
	struct sql_session *s, uint64_t *checked_r, uint64_t *seq_r) MUST_CHECK;
enum err sql_journal_trim(struct store_session *s, int64_t before_utc,
	int64_t now_utc, size_t batch, size_t *trimmed_r,
	uint64_t *seq_r) MUST_CHECK;
enum err sql_journal_heads(struct store_session *s, int64_t now_utc,
	point_fn *each, void *arg) MUST_CHECK;
enum err sql_journal_holds(
	struct store_session *s, const struct journal_point *head) MUST_CHECK;

/* outbox.c: inside one write transaction, after the call's records. */
enum err sql_letter(struct sql_session *s, struct group_call *call) MUST_CHECK;
extern const struct store_outbox_backend sql_outbox;

/* staff.c */
extern const struct store_staff_backend sql_staff;

/* removal.c */
extern const struct store_removal_backend sql_removal;

/* rekey.c */
extern const struct store_rekey_backend sql_rekey;
/* spelling.c */
enum err sql_rules_each(
	struct store_session *s, rules_fn *each, void *arg) MUST_CHECK;
enum err sql_rules_last(struct store_session *s, int64_t *id_r) MUST_CHECK;
enum err sql_rules_add(struct store_session *s, const char *text,
	int64_t since_utc) MUST_CHECK;
enum err sql_is_due(struct store_session *s, const struct store_join *join,
	bool *is_due_r) MUST_CHECK;
enum err sql_join(
	struct store_session *s, const struct store_join *join) MUST_CHECK;
enum err sql_joined_each(struct store_session *s, const struct pseudonym *key,
	int64_t rules, bool is_forward, joined_fn *each, void *arg) MUST_CHECK;
enum err sql_disown(struct store_session *s, const struct pseudonym *old,
	const struct pseudonym *key, const char *purpose) MUST_CHECK;
enum err sql_disown_restriction(struct store_session *s,
	const struct pseudonym *old, const struct pseudonym *key) MUST_CHECK;
/* All but rules_peek. */
#define SQL_SPELLING_VERBS                                                  \
	.rules_each = sql_rules_each, .rules_last = sql_rules_last,         \
	.rules_add = sql_rules_add, .is_due = sql_is_due, .join = sql_join, \
	.joined_each = sql_joined_each, .disown = sql_disown,               \
	.disown_restriction = sql_disown_restriction

/* rights.c */
extern const struct store_rights_backend sql_rights;

/* backup.c */
enum err sql_unconfirmed_mark(
	struct store_session *s, const char *why) MUST_CHECK;

/* write.c: only the transaction, without the sum. */
enum err sql_transaction_begin(
	struct sql_session *s, const struct sql_writing *writing) MUST_CHECK;

/* record.c */
/* All calls in one write transaction. */
enum err sql_record(struct sql_session *s, struct group_call *first,
	bool is_synced) MUST_CHECK;

/* The verbs that do not depend on the driver, for its table. */
#define SQL_VERBS                                                           \
	.held = &sql_held, .outbox = &sql_outbox, .removal = &sql_removal,  \
	.rights = &sql_rights, .intake = &sql_intake, .doubt = &sql_doubt,  \
	.sales = &sql_sales, .tally = &sql_tally, .staff = &sql_staff,      \
	.rekey = &sql_rekey, .read_begin = sql_read_begin,                  \
	.lookup_begin = sql_lookup_begin, .read_end = sql_read_end,         \
	.subject_get = sql_subject_get, .write_begin = sql_write_begin,     \
	.write_commit = sql_write_commit,                                   \
	.write_rollback = sql_write_rollback, .person_get = sql_person_get, \
	.person_put = sql_person_put,                                       \
	.past_contact_add = sql_past_contact_add,                           \
	.past_failure_add = sql_past_failure_add,                           \
	.past_relation_add = sql_past_relation_add,                         \
	.grant_add = sql_grant_add, .withdrawal_add = sql_withdrawal_add,   \
	.objection_add = sql_objection_add,                                 \
	.objection_remove = sql_objection_remove, .lift_add = sql_lift_add, \
	.silence_add = sql_silence_add, .silence_each = sql_silence_each,   \
	.subjects_each = sql_subjects_each,                                 \
	.subjects_count = sql_subjects_count, .facts_each = sql_facts_each, \
	.journal_add = sql_journal_add, .journal_each = sql_journal_each,   \
	.clock_latest = sql_clock_latest, .clock_forget = sql_clock_forget, \
	.journal_due = sql_journal_due, .journal_trim = sql_journal_trim,   \
	.journal_heads = sql_journal_heads,                                 \
	.journal_holds = sql_journal_holds,                                 \
	.journal_verify = sql_journal_verify, .facts_verify = sql_facts_verify

#endif
