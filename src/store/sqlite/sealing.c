/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The step that seals what older stores have in plain text. It needs the keys,
 * so it is no constant text. All of it is one transaction with the other
 * steps: a store is either old or new. What was plain may still stand in
 * pages that are free and in the log: these are written anew afterwards, and
 * until that has succeeded once the store has a mark in "meta".
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/sqlite/sqlite.h"

/*
 * An older program that is still running no longer finds its columns and writes
 * nothing: it gets an error, and defers the mail.
 *
 * A channel keeps the id that it had as a name. Who told a wish without a date
 * stood in its mark (kinds 1, 2 and what became of 1: 19, 20). Names that
 * nobody uses any more may be channels of people long gone.
 */
static const char seal_all[] =
	"CREATE TABLE channel("
	" id INTEGER PRIMARY KEY,"
	" digest BLOB NOT NULL UNIQUE,"
	" text BLOB NOT NULL) STRICT;"
	"INSERT INTO channel(id, digest, text)"
	" SELECT id, robinson_digest(text), robinson_seal(4, text) FROM name"
	" WHERE id IN (SELECT channel FROM fact WHERE channel IS NOT NULL"
	" UNION SELECT channel FROM request);"
	"UPDATE fact SET mark = robinson_digest(CAST(mark AS TEXT))"
	" WHERE kind IN (1, 2, 19, 20) AND at = -9223372036854775808"
	" AND length(mark) > 0"
	" AND CAST(mark AS TEXT) IN (SELECT text FROM name);"
	"ALTER TABLE fact RENAME COLUMN channel TO told_by;"
	"ALTER TABLE request RENAME COLUMN channel TO told_by;"

	"ALTER TABLE fact RENAME COLUMN evidence TO plain;"
	"ALTER TABLE fact ADD COLUMN evidence BLOB;"
	"UPDATE fact SET evidence = robinson_seal(0, plain) WHERE plain > '';"
	"ALTER TABLE fact DROP COLUMN plain;"

	"ALTER TABLE journal RENAME COLUMN detail TO plain;"
	"ALTER TABLE journal ADD COLUMN detail BLOB;"
	"UPDATE journal SET detail = robinson_seal(1, plain)"
	" WHERE plain IS NOT NULL;"
	"ALTER TABLE journal DROP COLUMN plain;"

	"ALTER TABLE request RENAME COLUMN reason TO plain;"
	"ALTER TABLE request ADD COLUMN reason BLOB;"
	"UPDATE request SET reason = robinson_seal(2, plain)"
	" WHERE plain IS NOT NULL;"
	"ALTER TABLE request DROP COLUMN plain;"
	"ALTER TABLE request RENAME COLUMN outcome TO plain;"
	"ALTER TABLE request ADD COLUMN outcome BLOB;"
	"UPDATE request SET outcome = robinson_seal(3, plain)"
	" WHERE plain IS NOT NULL;"
	"ALTER TABLE request DROP COLUMN plain;"

	"DELETE FROM name WHERE id NOT IN (SELECT name FROM fact"
	" UNION SELECT relation FROM subject UNION SELECT source FROM subject"
	" UNION SELECT relation FROM silence"
	" UNION SELECT instance FROM journal UNION SELECT purpose FROM journal"
	" UNION SELECT host FROM journal UNION SELECT instance FROM chain"
	" UNION SELECT instance FROM checkpoint UNION SELECT host FROM held"
	" UNION SELECT purpose FROM held_recipient UNION SELECT name FROM undo"
	" UNION SELECT purpose FROM asked);";

static const char mark_untidy[] =
	"INSERT OR REPLACE INTO meta(key, value) VALUES('untidy', X'01')";

/* robinson_seal(use, text) */
static void seal_function(
	sqlite3_context *context, int argc, sqlite3_value **argv)
{
	struct sqlite_session *s = sqlite3_user_data(context);
	const char *text = (const char *)sqlite3_value_text(argv[1]);
	enum sealed_text use = (enum sealed_text)sqlite3_value_int(argv[0]);
	unsigned char *sealed;
	size_t len;

	(void)argc;
	if (!text || seal_text(&s->base, use, text, &sealed, &len))
		sqlite3_result_error(context, "a text cannot be sealed", -1);
	else
		sqlite3_result_blob64(context, sealed, len, free);
}

/* robinson_digest(text) */
static void digest_function(
	sqlite3_context *context, int argc, sqlite3_value **argv)
{
	const char *text = (const char *)sqlite3_value_text(argv[0]);
	unsigned char digest[TEXT_DIGEST_LEN];

	(void)argc;
	if (!text || channel_digest(sqlite3_user_data(context), text, digest))
		sqlite3_result_error(context, "a channel cannot be kept", -1);
	else
		sqlite3_result_blob(
			context, digest, sizeof(digest), SQLITE_TRANSIENT);
}

static const struct function {
	const char *name;
	int arguments;
	void (*run)(sqlite3_context *, int, sqlite3_value **);
} functions[] = {
	{"robinson_seal", 2, seal_function},
	{"robinson_digest", 1, digest_function},
};

#define FUNCTIONS (sizeof(functions) / sizeof(*functions))

static enum err add_functions(struct sqlite_session *s)
{
	for (size_t i = 0; i < FUNCTIONS; i++)
		if (sqlite3_create_function_v2(s->db, functions[i].name,
			    functions[i].arguments,
			    SQLITE_UTF8 | SQLITE_DIRECTONLY, s,
			    functions[i].run, NULL, NULL, NULL))
			return sqlite_fail(s, "cannot be sealed");
	return ERR_OK;
}

static void remove_functions(struct sqlite_session *s)
{
	for (size_t i = 0; i < FUNCTIONS; i++)
		sqlite3_create_function_v2(s->db, functions[i].name,
			functions[i].arguments, SQLITE_UTF8, NULL, NULL, NULL,
			NULL, NULL);
}

/* A journal that was tampered with is sealed as it stands: the chain covers
 * the plain entries, so that it shows afterwards what it showed before. To
 * refuse would stop all marketing mail and mend nothing. */
static enum err look_at_chain(struct sqlite_session *s)
{
	uint64_t checked, seq;
	enum err e = journal_verify_plain(&s->base, &checked, &seq);

	/* Also where a name is missing. If the journal cannot be read at all,
	 * the sealing fails. */
	if (e != ERR_CORRUPT && e != ERR_UNAVAILABLE)
		return e;
	log_error("store: the journal is not what was written, first at entry "
		  "%" PRIu64 ", and was so before its texts are sealed now: "
		  "they are kept as they stand; see robinson journal verify",
		seq);
	return ERR_OK;
}

enum err sqlite_seal_texts(struct sqlite_session *s, bool is_new)
{
	enum err e = is_new ? ERR_OK : look_at_chain(s);

	if (!e)
		e = add_functions(s);
	if (!e)
		e = sqlite_exec(s, seal_all);
	remove_functions(s);
	/* Ids that were names may be channels now. */
	s->base.names_len = 0;
	return e || is_new ? e : sqlite_exec(s, mark_untidy);
}

/* ------------------------------------------------------------------ tidy */

static bool is_untidy(struct sqlite_session *s)
{
	sqlite3_stmt *stmt;
	bool is_untidy;

	if (sqlite3_prepare_v2(s->db, "SELECT 1 FROM meta WHERE key = 'untidy'",
		    -1, &stmt, NULL))
		return false;
	is_untidy = sqlite3_step(stmt) == SQLITE_ROW;
	sqlite3_finalize(stmt);
	return is_untidy;
}

/* The log can be truncated only while nobody reads an older state. The mark in
 * "meta" is deleted last; it holds no plain text. */
static int write_anew(sqlite3 *db)
{
	/* As large as the store: not in memory. */
	int code = sqlite3_exec(
		db, "PRAGMA temp_store=FILE; VACUUM", NULL, NULL, NULL);

	if (!code)
		code = sqlite3_wal_checkpoint_v2(
			db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	if (!code)
		code = sqlite3_exec(db, "DELETE FROM meta WHERE key = 'untidy'",
			NULL, NULL, NULL);
	sqlite3_exec(db, "PRAGMA temp_store=MEMORY", NULL, NULL, NULL);
	return code;
}

void sqlite_tidy(struct sqlite_session *s)
{
	struct sqlite_store *store = sqlite_store_of(s);
	int code;

	if (atomic_load(&store->has_tidied) || !is_untidy(s))
		return;
	if (atomic_exchange(&store->has_tidied, true))
		return;
	s->base.wait_ms = WAIT_ADMIN_MS;
	code = write_anew(s->db);
	if (code)
		log_warn("store: texts were sealed, but pages that had them "
			 "before could not be written anew yet (%s): tried "
			 "again at the next start",
			sqlite3_errstr(code));
	else
		log_info("store: texts were sealed, and what had them before "
			 "was written anew");
}
