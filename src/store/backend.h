/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * backend.h - what a backend brings (the store's own header)
 *
 * A backend is a table of the verbs of store.h. It embeds struct store and
 * struct store_session as first members of its own. A backend opens no
 * file of the store before the first question, so that a daemon may fork after
 * store_open().
 *
 * Files:   store.c; sqlite/backend.c, pgsql/backend.c
 * Errors:  a verb that cannot answer fills session->cause
 * Threads: as store.h says; record() is called by one thread at a time
 */
#ifndef ROBINSON_STORE_BACKEND_H
#define ROBINSON_STORE_BACKEND_H

#include <pthread.h>

#include "store/backup.h"
#include "store/doubt.h"
#include "store/facts.h"
#include "store/group.h"
#include "store/journal.h"
#include "store/names.h"
#include "store/outbox.h"
#include "store/quarantine.h"
#include "store/rekey.h"
#include "store/removal.h"
#include "store/rights.h"
#include "store/sales.h"
#include "store/spelling.h"
#include "store/staff.h"
#include "store/store.h"
#include "store/tally.h"

struct store_backend;

struct store {
	const struct store_backend *backend;
	const struct keyfile *keys;
	unsigned generation; /* the newest of the keys */
	char *instance;
	bool create;
	bool admits_unconfirmed;
	struct store_hooks hooks;
	struct store_watch watch;
	struct names *names;
	struct group group;

	pthread_mutex_t lock; /* of what follows */
	struct store_session *idle;
	char record_cause[STORE_CAUSE_SIZE];
};

struct store_session {
	struct store *store;
	struct store_session *next; /* among the idle */
	char cause[STORE_CAUSE_SIZE];
};

typedef bool silence_fn(void *arg, const struct silence_count *count);
typedef bool subject_fn(void *arg, const struct store_subject *subject);
typedef bool facts_fn(
	void *arg, const struct pseudonym *key, struct subject *facts);
typedef bool unconfirmed_fn(void *arg, const struct unconfirmed *objection);
typedef bool correspondence_fn(void *arg,
	const struct store_correspondence *correspondence,
	const unsigned char message[MESSAGE_DIGEST_LEN]);
typedef bool doubt_fn(void *arg, const struct store_doubt *doubt);
typedef bool statement_fn(void *arg, const struct store_statement *statement);
typedef bool statement_count_fn(void *arg, const struct statement_count *count);
typedef bool reference_fn(void *arg, const struct store_reference *reference);
typedef bool evidence_fn(void *arg, const struct store_evidence *evidence);
typedef bool request_fn(void *arg, const struct store_request *request);
typedef bool rules_fn(void *arg, const struct store_rules *rules);
typedef bool joined_fn(void *arg, const struct pseudonym *key);
typedef bool point_fn(void *arg, const struct journal_point *point);
typedef bool finding_fn(void *arg, const struct fact_finding *finding);
typedef bool tally_fn(void *arg, const struct store_tally *tally);
typedef bool unnamed_fn(void *arg, const struct store_unnamed *unnamed);
typedef bool journal_fn(void *arg, const struct journal_entry *entry);

typedef bool held_fn(void *arg, const struct held_message *message);
typedef bool held_recipient_fn(
	void *arg, const struct held_recipient *recipient);
typedef bool held_chunk_fn(
	void *arg, unsigned n, const void *bytes, size_t len);
typedef bool held_count_fn(void *arg, const struct held_count *count);
typedef void staff_fn(void *arg, const struct store_staff *staff);
typedef bool staff_each_fn(void *arg, const struct store_staff *staff);
typedef bool login_fn(void *arg, const struct store_login *login);
typedef void job_fn(void *arg, const struct store_job *job);
typedef bool job_each_fn(void *arg, const struct store_job *job);
typedef void job_chunk_fn(void *arg, const void *bytes, size_t len);
typedef bool held_browse_fn(void *arg, const struct held_message *message,
	const struct held_position *position);
typedef enum err outgoing_fn(void *arg, const struct store_outgoing *letter);

/* What comes by itself, not by staff. */
struct store_intake_backend {
	enum err (*objection_add_by)(struct store_session *s,
		const struct pseudonym *key, const struct objection *o,
		const unsigned char mark[OBJECTION_MARK_LEN]);
	enum err (*objection_take_back)(struct store_session *s,
		const struct pseudonym *key,
		const unsigned char mark[OBJECTION_MARK_LEN],
		int64_t since_utc);
	enum err (*undo_add)(struct store_session *s,
		const struct pseudonym *key, const struct store_undo *undo);
	enum err (*undo_use)(struct store_session *s,
		const unsigned char mark[OBJECTION_MARK_LEN],
		const unsigned char digest[STORE_UNDO_LEN], int64_t at_utc);
	enum err (*undo_purge)(struct store_session *s, int64_t before_utc);
	enum err (*unconfirmed_each)(
		struct store_session *s, unconfirmed_fn *each, void *arg);
	enum err (*unconfirmed_confirm)(struct store_session *s,
		const struct pseudonym *key,
		const unsigned char mark[OBJECTION_MARK_LEN]);
	enum err (*event_add)(struct store_session *s,
		const unsigned char id[STORE_EVENT_LEN], int64_t at_utc);
	enum err (*correspondence_add)(struct store_session *s,
		const struct pseudonym *key,
		const unsigned char message[MESSAGE_DIGEST_LEN], int64_t at_utc,
		bool is_objection);
	enum err (*correspondence_letter)(struct store_session *s,
		const struct pseudonym *key,
		const unsigned char message[MESSAGE_DIGEST_LEN],
		int64_t at_utc);
	enum err (*correspondence_get)(struct store_session *s,
		const struct pseudonym *key,
		const unsigned char message[MESSAGE_DIGEST_LEN],
		const char *purpose, struct store_correspondence *found_r);
	enum err (*correspondence_each)(struct store_session *s,
		const struct pseudonym *key, correspondence_fn *each,
		void *arg);
	enum err (*events_purge)(struct store_session *s,
		int64_t correspondence_before_utc, int64_t events_before_utc);
};

/* The verbs of doubt.h. */
struct store_doubt_backend {
	enum err (*add)(
		struct store_session *s, const struct store_doubt *doubt);
	enum err (*settle)(struct store_session *s,
		const unsigned char mark[OBJECTION_MARK_LEN]);
	enum err (*purge)(struct store_session *s, int64_t before_utc);
	enum err (*move)(struct store_session *s, const struct pseudonym *from,
		const struct pseudonym *to);
	enum err (*each)(struct store_session *s, const struct pseudonym *key,
		doubt_fn *each, void *arg);
};

/* The verbs of sales.h. */
struct store_sales_backend {
	enum err (*add)(struct store_session *s,
		const struct store_statement *statement, int64_t *id_r);
	enum err (*each)(struct store_session *s, int64_t after, size_t limit,
		statement_fn *each, void *arg);
	enum err (*get)(struct store_session *s, int64_t id, statement_fn *each,
		void *arg);
	enum err (*of_person)(struct store_session *s,
		const struct pseudonym *key, statement_fn *each, void *arg);
	enum err (*move)(struct store_session *s, const struct pseudonym *from,
		const struct pseudonym *to, const char *who, int64_t *moved_r);
	enum err (*settle)(struct store_session *s, int64_t id,
		enum statement_state state, int64_t at_utc);
	enum err (*purge)(struct store_session *s, int64_t before_utc);
	enum err (*counts)(struct store_session *s, int64_t since_utc,
		statement_count_fn *each, void *arg);
	enum err (*asking_add)(struct store_session *s,
		const struct store_asking *asking, int64_t *left_r);
	enum err (*askings_purge)(struct store_session *s, int64_t before_day);
	enum err (*stopped)(struct store_session *s,
		const struct stopped_filter *filter, journal_fn *each,
		void *arg);
};

/* The verbs of quarantine.h. */
struct store_held_backend {
	enum err (*get)(struct store_session *s, const struct held_id *id,
		held_fn *each, void *arg);
	enum err (*each)(struct store_session *s,
		const struct held_filter *filter, held_fn *each, void *arg);
	enum err (*browse)(struct store_session *s,
		const struct held_browse *browse, held_browse_fn *each,
		void *arg, int64_t *total_r);
	enum err (*undigested)(struct store_session *s, size_t limit,
		held_fn *each, void *arg);
	enum err (*undigested_count)(struct store_session *s, int64_t *count_r);
	enum err (*digest)(struct store_session *s, const struct held_id *id,
		const struct held_digests *digests);
	enum err (*recipients)(struct store_session *s,
		const struct held_id *id, held_recipient_fn *each, void *arg);
	enum err (*chunks)(struct store_session *s, const struct held_id *id,
		held_chunk_fn *each, void *arg);
	enum err (*sum)(struct store_session *s, struct held_sum *sum_r);
	enum err (*due)(struct store_session *s, int64_t before_utc,
		struct store_share *share_r);
	enum err (*counts)(
		struct store_session *s, held_count_fn *each, void *arg);
	enum err (*move)(struct store_session *s, const struct held_id *id,
		unsigned n, unsigned from, enum held_state to, int64_t at_utc);
	enum err (*request)(struct store_session *s, const struct held_id *id,
		int64_t at_utc, const char *why);
	enum err (*extend)(struct store_session *s, const struct held_id *id,
		int64_t expires_utc);
	enum err (*remove)(struct store_session *s, const struct held_id *id);
	enum err (*token_add)(
		struct store_session *s, const struct held_token *token);
	enum err (*token_get)(struct store_session *s,
		const unsigned char nonce[HELD_NONCE_LEN],
		struct held_token *token_r);
	enum err (*tokens_purge)(struct store_session *s, int64_t before_utc);
};

/* The verbs of outbox.h. */
struct store_outbox_backend {
	enum err (*sum)(
		struct store_session *s, struct store_outbox_sum *sum_r);
	enum err (*take)(struct store_session *s, int64_t id, int64_t now_utc,
		int64_t until_utc, outgoing_fn *give, void *arg);
	enum err (*add)(struct store_session *s,
		const struct store_outgoing *letter, int64_t next_utc,
		int64_t *id_r);
	enum err (*recall)(struct store_session *s, int64_t id);
	enum err (*later)(
		struct store_session *s, int64_t id, int64_t next_utc);
	enum err (*done)(struct store_session *s, int64_t id);
};

/* The verbs of removal.h. */
struct store_removal_backend {
	enum err (*subject)(struct store_session *s,
		const struct pseudonym *key, struct store_removed *removed_r);
	enum err (*reference_add)(struct store_session *s,
		const struct store_reference *reference);
	enum err (*references_each)(struct store_session *s, size_t limit,
		reference_fn *each, void *arg);
	enum err (*references_done)(struct store_session *s, int64_t up_to_id);
	enum err (*scrub)(struct store_session *s);
};

/* The verbs of backup.h. */
struct store_backup_backend {
	enum err (*copy)(
		struct store_session *s, const char *directory, int *fd_r);
	enum err (*mark)(struct store_session *s, const char *why);
	enum err (*begin)(const char *where, struct store_restore **r_r,
		int *fd_r, char cause_r[STORE_CAUSE_SIZE]);
	enum err (*lock)(
		struct store_restore *r, char cause_r[STORE_CAUSE_SIZE]);
	enum err (*keep)(struct store_restore *r, const struct keyfile *keys,
		bool journal_is_sound, int64_t since_utc,
		struct store_kept *kept_r, char cause_r[STORE_CAUSE_SIZE]);
	enum err (*finish)(
		struct store_restore *r, char cause_r[STORE_CAUSE_SIZE]);
	void (*end)(struct store_restore *r);
};

/* The verbs of rekey.h. */
struct store_rekey_backend {
	enum err (*is_used)(struct store_session *s,
		const struct pseudonym *key, bool *is_used_r);
	bool (*is_writing)(const struct store_session *s);
	enum err (*move)(struct store_session *s, const struct pseudonym *old,
		const struct pseudonym *key);
	enum err (*label)(struct store_session *s, const struct pseudonym *key,
		unsigned generation);
	enum err (*count)(struct store_session *s, unsigned generation,
		struct store_generation *count_r);
	enum err (*close)(struct store_session *s, unsigned generation);
};

/* The verbs of spelling.h. */
struct store_spelling_backend {
	enum err (*rules_each)(
		struct store_session *s, rules_fn *each, void *arg);
	enum err (*rules_last)(struct store_session *s, int64_t *id_r);
	enum err (*rules_add)(
		struct store_session *s, const char *text, int64_t since_utc);
	enum err (*rules_peek)(const char *where, rules_fn *each, void *arg,
		char cause_r[STORE_CAUSE_SIZE]);
	enum err (*is_due)(struct store_session *s,
		const struct store_join *join, bool *is_due_r);
	enum err (*join)(
		struct store_session *s, const struct store_join *join);
	enum err (*joined_each)(struct store_session *s,
		const struct pseudonym *key, int64_t rules, bool is_forward,
		joined_fn *each, void *arg);
	enum err (*disown)(struct store_session *s, const struct pseudonym *old,
		const struct pseudonym *key, const char *purpose);
	enum err (*disown_restriction)(struct store_session *s,
		const struct pseudonym *old, const struct pseudonym *key);
};

/* The verbs of tally.h. */
struct store_tally_backend {
	enum err (*each)(struct store_session *s, int64_t first_day,
		int64_t last_day, tally_fn *each, void *arg);
	enum err (*unnamed_add)(
		struct store_session *s, const struct store_unnamed *unnamed);
	enum err (*unnamed_each)(struct store_session *s, int64_t first_day,
		int64_t last_day, unnamed_fn *each, void *arg);
	enum err (*purge)(
		struct store_session *s, int64_t before_day, int64_t *rows_r);
};

/* The verbs of staff.h. */
struct store_staff_backend {
	enum err (*get)(struct store_session *s, const char *name,
		staff_fn *take, void *arg);
	enum err (*get_id)(
		struct store_session *s, int64_t id, staff_fn *take, void *arg);
	enum err (*each)(
		struct store_session *s, staff_each_fn *each, void *arg);
	enum err (*add)(struct store_session *s, const char *name,
		const char *text, int64_t *id_r);
	enum err (*put)(struct store_session *s, int64_t id, const char *text);
	enum err (*remove)(struct store_session *s, int64_t id);
	enum err (*step)(struct store_session *s, int64_t id, int64_t step);
	enum err (*login_add)(struct store_session *s,
		const unsigned char token[STORE_TOKEN_LEN],
		const struct store_login *login);
	enum err (*login_get)(struct store_session *s,
		const unsigned char token[STORE_TOKEN_LEN],
		struct store_login *login_r);
	enum err (*login_put)(struct store_session *s,
		const unsigned char token[STORE_TOKEN_LEN],
		const struct store_login *login);
	enum err (*login_end)(struct store_session *s,
		const unsigned char token[STORE_TOKEN_LEN]);
	enum err (*logins_end)(struct store_session *s, int64_t account,
		const unsigned char *but_token, int64_t *ended_r);
	enum err (*logins_trim)(struct store_session *s, int64_t account,
		size_t most, int64_t *ended_r);
	enum err (*logins_each)(
		struct store_session *s, login_fn *each, void *arg);
	enum err (*try_get)(struct store_session *s, const void *what,
		size_t len, struct store_try *try_r);
	enum err (*try_put)(struct store_session *s, const void *what,
		size_t len, const struct store_try *tried);
	enum err (*try_forget)(
		struct store_session *s, const void *what, size_t len);
	enum err (*job_add)(
		struct store_session *s, const struct store_job *job);
	enum err (*job_get)(struct store_session *s,
		const unsigned char id[STORE_JOB_LEN], int64_t account,
		job_fn *take, void *arg);
	enum err (*job_set)(
		struct store_session *s, const struct store_job *job);
	enum err (*job_each)(struct store_session *s, int64_t account,
		job_each_fn *each, void *arg);
	enum err (*job_remove)(struct store_session *s,
		const unsigned char id[STORE_JOB_LEN], int64_t account);
	enum err (*chunk_put)(struct store_session *s,
		const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
		unsigned n, const void *bytes, size_t len);
	enum err (*chunk_get)(struct store_session *s,
		const unsigned char id[STORE_JOB_LEN], enum store_job_part part,
		unsigned n, job_chunk_fn *take, void *arg);
	enum err (*chunks_remove)(struct store_session *s,
		const unsigned char id[STORE_JOB_LEN],
		enum store_job_part part);
	enum err (*purge)(struct store_session *s, int64_t now_utc);
};

/* A backend's own begins with it. */
struct store_restore {
	const struct store_backup_backend *backend;
	char *url; /* of the copy */
};

/* The verbs of rights.h. */
struct store_rights_backend {
	enum err (*evidence_each)(struct store_session *s,
		const struct pseudonym *key, evidence_fn *each, void *arg);
	enum err (*facts_copy)(struct store_session *s,
		const struct pseudonym *from, const struct pseudonym *to);
	enum err (*requests_each)(struct store_session *s,
		const struct store_request_filter *filter, request_fn *each,
		void *arg);
	enum err (*request_add)(struct store_session *s,
		const struct store_request *request, int64_t *id_r);
	enum err (*request_extend)(struct store_session *s, int64_t id,
		const char *reason, int64_t told_utc);
	enum err (*request_close)(struct store_session *s, int64_t id,
		int64_t at_utc, const char *outcome);
	enum err (*requests_purge)(
		struct store_session *s, int64_t closed_before_utc);
};

struct store_backend {
	const char *scheme;
	const struct store_held_backend *held;
	const struct store_outbox_backend *outbox;
	const struct store_removal_backend *removal;
	const struct store_rights_backend *rights;
	const struct store_intake_backend *intake;
	const struct store_doubt_backend *doubt;
	const struct store_sales_backend *sales;
	const struct store_backup_backend *backup;
	const struct store_rekey_backend *rekey;
	const struct store_spelling_backend *spelling;
	const struct store_tally_backend *tally;
	const struct store_staff_backend *staff;

	/* "where" is the URL after the scheme. */
	enum err (*open)(const char *where, struct store **store_r);
	void (*close)(struct store *store);
	enum err (*session_new)(
		struct store *store, struct store_session **s_r);
	void (*session_free)(struct store_session *s);
	enum err (*probe)(struct store_session *s);
	enum err (*record)(struct store *store, struct group_call *first,
		enum journal_sync sync, char cause_r[STORE_CAUSE_SIZE]);
	/* What record() committed with JOURNAL_SYNC_WRITE is on disk when it
	 * returns; never called beside record(). */
	enum err (*record_sync)(
		struct store *store, char cause_r[STORE_CAUSE_SIZE]);

	enum err (*read_begin)(struct store_session *s);
	enum err (*lookup_begin)(struct store_session *s, bool with_sends);
	void (*read_end)(struct store_session *s); /* of both */
	enum err (*subject_get)(struct store_session *s,
		const struct pseudonym *key, const struct pseudonym *domains,
		size_t domains_len, bool with_history, struct subject *subject);

	enum err (*write_begin)(struct store_session *s, bool is_synced);
	enum err (*write_commit)(struct store_session *s);
	void (*write_rollback)(struct store_session *s);
	enum err (*person_get)(struct store_session *s,
		const struct pseudonym *key, struct store_person *person_r);
	enum err (*person_put)(struct store_session *s,
		const struct pseudonym *key, const struct store_person *person);
	enum err (*past_contact_add)(struct store_session *s,
		const struct pseudonym *key, int64_t at_utc);
	enum err (*past_failure_add)(struct store_session *s,
		const struct pseudonym *key, int64_t at_utc);
	enum err (*past_relation_add)(struct store_session *s,
		const struct pseudonym *key, const struct relation_span *span);
	enum err (*grant_add)(struct store_session *s,
		const struct pseudonym *key, const struct grant *grant,
		const char *evidence);
	enum err (*withdrawal_add)(struct store_session *s,
		const struct pseudonym *key, const struct withdrawal *w,
		const char *evidence);
	enum err (*objection_add)(struct store_session *s,
		const struct pseudonym *key, const struct objection *o);
	enum err (*objection_remove)(struct store_session *s,
		const struct pseudonym *key, const char *purpose);
	enum err (*lift_add)(struct store_session *s,
		const struct pseudonym *key, const struct objection_lift *lift);
	enum err (*silence_add)(struct store_session *s, const char *relation,
		int days, int64_t returned, int64_t removed);
	enum err (*silence_each)(
		struct store_session *s, silence_fn *each, void *arg);
	enum err (*subjects_each)(struct store_session *s,
		const struct pseudonym *after, size_t limit, subject_fn *each,
		void *arg);
	enum err (*subjects_count)(struct store_session *s, int64_t *count_r);
	enum err (*facts_each)(struct store_session *s,
		const struct pseudonym *after, const struct pseudonym *up_to,
		struct subject *facts, facts_fn *each, void *arg);

	enum err (*journal_add)(
		struct store_session *s, struct journal_entry *entry);
	enum err (*journal_each)(struct store_session *s,
		const struct journal_filter *filter, journal_fn *each,
		void *arg);
	enum err (*clock_latest)(
		struct store_session *s, int64_t *latest_utc_r);
	enum err (*clock_forget)(struct store_session *s);
	enum err (*journal_due)(struct store_session *s, int64_t before_utc,
		struct store_share *share_r);
	enum err (*journal_trim)(struct store_session *s, int64_t before_utc,
		int64_t now_utc, size_t batch, size_t *trimmed_r,
		uint64_t *seq_r);
	enum err (*journal_heads)(struct store_session *s, int64_t now_utc,
		point_fn *each, void *arg);
	enum err (*journal_holds)(
		struct store_session *s, const struct journal_point *head);
	enum err (*journal_verify)(
		struct store_session *s, uint64_t *checked_r, uint64_t *seq_r);
	enum err (*facts_verify)(struct store_session *s, finding_fn *each,
		void *arg, uint64_t *rows_r);
};

extern const struct store_backend store_sqlite, store_pgsql;

/* By the scheme of a URL; NULL: none. */
const struct store_backend *store_backend_of(
	const char *url, const char **where_r);

/* "what: why" as the session's cause; gives back "e". */
enum err session_fail(struct store_session *s, enum err e, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

#endif
