/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pgsql_private.h - the PostgreSQL backend's own header
 *
 * backend.c       the table of verbs; sessions are made and freed; what several
 *                 sessions of a store share
 * connect.c       connects within a deadline; waits for an answer, and gives
 *                 the connection up when none comes
 * probe.c         asks a server that is silent until it answers
 * stmt.c          the driver of store/sql: statements, parameters, rows
 * texts.c         statements as PostgreSQL takes them
 * transaction.c   how transactions begin and end
 * schema.c        tables and migrations
 * row_changes.c   digests of wishes and restrictions
 * record.c        the group commit of verdicts
 * retire.c        closes a generation of keys
 * elsewhere.c     what is done by PostgreSQL's own tools: backup, restore
 *
 * Each session has a connection of its own, made when it is first needed.
 * Statements are not prepared by name and no setting outlives a transaction, so
 * that a pooler in transaction mode may stand in between. All of administration
 * takes its turn by one advisory lock; verdicts do not wait for it.
 *
 * A connection on which an answer is late is closed, never cancelled: a
 * cancelled synchronous COMMIT is told as a success with a warning.
 */
#ifndef ROBINSON_STORE_PGSQL_PGSQL_PRIVATE_H
#define ROBINSON_STORE_PGSQL_PGSQL_PRIVATE_H

#include <libpq-fe.h>

#include "base/worker.h"
#include "store/sql/sql.h"

/* An MTA waits for a verdict no longer than this, connecting included. */
#define PGSQL_VERDICT_MS 5000
/* Others wait for somebody's lock, or for a long answer. */
#define PGSQL_ADMIN_MS (10 * 60 * 1000)

struct pgsql_session;

struct pgsql_store {
	struct store base;
	char *url;
	pthread_mutex_t lock; /* of what follows */
	/* No answer came in time, and a thread asks until one comes: nobody
	 * else waits for one. */
	bool is_out;
	bool is_probing; /* there is that thread */
	struct worker *prober;
	struct pgsql_session *writer; /* of the group commit; NULL: not yet */
	pthread_mutex_t names_lock;
	struct pgsql_session *names; /* adds names, apart; NULL: not yet */
};

struct pgsql_stmt;

struct pgsql_session {
	struct sql_session base;
	PGconn *conn; /* NULL: not connected */
	bool is_broken; /* to be connected anew when no transaction is left */
	bool is_urgent; /* an MTA waits for this transaction */
	bool is_probe; /* of the thread that asks whether the server answers */
	bool has_deadline; /* until_ms is that of several transactions */
	bool was_warned; /* class 01 came with the last answer */
	int64_t until_ms; /* for the answer, on the monotonic clock */
	int64_t changes;
	struct pgsql_stmt *stmts[STMT_COUNT];
	/* Numbers of the journal that are ours and not used yet. */
	int64_t *seqs;
	size_t seqs_len, seqs_next, seqs_cap;
	struct row_mac *mac; /* NULL: not needed yet */
};

static inline struct pgsql_session *pgsql_own(struct sql_session *s)
{
	return (struct pgsql_session *)s;
}

static inline struct pgsql_store *pgsql_store_of(struct pgsql_session *s)
{
	return (struct pgsql_store *)s->base.base.store;
}

/* connect.c */
/* Connected, the schema looked at. In a transaction a broken connection stays
 * so. */
enum err pgsql_ready(struct pgsql_session *s) MUST_CHECK;
void pgsql_disconnect(struct pgsql_session *s);
/* Sends and waits; *result_r is the last answer, which the caller clears. */
enum err pgsql_ask(struct pgsql_session *s, const char *sql, int len,
	const char *const *values, const int *lengths, const int *formats,
	const char *what, PGresult **result_r) MUST_CHECK;
/* Several statements without parameters or rows. */
enum err pgsql_exec(
	struct pgsql_session *s, const char *sql, const char *what) MUST_CHECK;
/* What the server says of a failure, as an error and a cause. */
enum err pgsql_fail(
	struct pgsql_session *s, const PGresult *result, const char *what);

/* probe.c */
void pgsql_note_silence(struct pgsql_store *store);
void pgsql_note_answer(struct pgsql_store *store);
/* Whether there is no use in asking. */
bool pgsql_is_out(struct pgsql_session *s);

/* stmt.c */
extern const struct sql_driver pgsql_driver;
void pgsql_stmts_free(struct pgsql_session *s);

/* texts.c: made once of those of store/sql; thereafter constant. Numbers of
 * parameters follow each other: of the N-th of a statement, places[N] tells
 * which it is here, 0 that it is not used. */
#define PGSQL_PARAMETERS_MAX 20
struct pgsql_text {
	char *sql;
	int parameters; /* the largest number, as store/sql counts them */
	int places_len;
	int places[PGSQL_PARAMETERS_MAX + 1];
};
enum err pgsql_texts_make(void) MUST_CHECK;
const struct pgsql_text *pgsql_text_of(enum stmt_id id);

/* transaction.c */
enum err pgsql_read_begin(struct sql_session *s) MUST_CHECK;
void pgsql_read_end(struct sql_session *s);
enum err pgsql_write_begin(
	struct sql_session *s, const struct sql_writing *writing) MUST_CHECK;
enum err pgsql_write_commit(struct sql_session *s) MUST_CHECK;
void pgsql_write_rollback(struct sql_session *s);

/* schema.c */
enum err pgsql_schema_ready(struct pgsql_session *s) MUST_CHECK;

/* row_changes.c */
extern const char pgsql_row_functions[]; /* a part of the schema */
extern const char pgsql_rows_all[], pgsql_triggers[];
#define PGSQL_ROW_TRIGGERS 2
bool pgsql_row_ought(struct sql_session *s, struct sql_stmt *stmt,
	unsigned char mac_r[ROW_MAC_LEN]);
bool pgsql_knows_trigger(const char *name, const char *sql, bool *is_needed_r);
/* Digests what the transaction has changed, and adds it to the sum. */
enum err pgsql_rows_settle(struct sql_session *s) MUST_CHECK;

/* record.c */
enum err pgsql_record(struct store *store, struct group_call *first,
	enum journal_sync sync, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;
enum err pgsql_record_sync(
	struct store *store, char cause_r[STORE_CAUSE_SIZE]) MUST_CHECK;

/* retire.c */
enum err pgsql_close_generation(
	struct sql_session *s, unsigned generation) MUST_CHECK;

/* elsewhere.c */
extern const struct store_backup_backend pgsql_backup;
extern const struct store_spelling_backend pgsql_spelling;
enum err pgsql_scrub(struct sql_session *s) MUST_CHECK;

/* backend.c */
enum err pgsql_session_new(
	struct store *store, struct store_session **s_r) MUST_CHECK;
void pgsql_session_free(struct store_session *s);

#endif
