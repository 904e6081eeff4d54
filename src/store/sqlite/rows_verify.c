/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/sqlite/rows.h"

static const char cannot_read[] = "cannot be read";

struct verifying {
	struct sqlite_session *s;
	finding_fn *each;
	void *arg;
	bool has_found;
	bool is_over; /* "each" has heard enough */
};

/* Returns ERR_EXISTS to end the loop when "each" wants no more findings. */
static enum err tell(struct verifying *v, const struct fact_finding *finding)
{
	v->has_found = true;
	v->is_over = v->is_over || !v->each(v->arg, finding);
	return v->is_over ? ERR_EXISTS : ERR_OK;
}

/* A statement of this check alone, not kept. Rows are given to "take" until
 * it fails. */
static enum err each_row(struct verifying *v, sqlite3_stmt *stmt,
	enum err (*take)(struct verifying *v, sqlite3_stmt *stmt, void *arg),
	void *arg)
{
	enum err e = ERR_OK;
	int code = SQLITE_DONE;

	while (!e && (code = sqlite3_step(stmt)) == SQLITE_ROW)
		e = take(v, stmt, arg);
	if (!e && code != SQLITE_DONE)
		e = sqlite_fail(v->s, cannot_read);
	sqlite3_finalize(stmt);
	return e;
}

static enum err prepare(
	struct sqlite_session *s, const char *sql, sqlite3_stmt **stmt_r)
{
	if (sqlite3_prepare_v2(s->db, sql, -1, stmt_r, NULL))
		return sqlite_fail(s, cannot_read);
	return ERR_OK;
}

static void take_key(
	sqlite3_stmt *stmt, int column, struct fact_finding *finding)
{
	finding->has_key = sqlite3_column_bytes(stmt, column) == PSEUDONYM_LEN;
	if (finding->has_key)
		memcpy(finding->key.bytes, sqlite3_column_blob(stmt, column),
			PSEUDONYM_LEN);
}

/* ----------------------------------------------------------------- rows */

struct walked {
	struct fact_sum sum;
	uint64_t rows;
};

static bool is_same_blob(sqlite3_stmt *stmt, int a, int b)
{
	int len = sqlite3_column_bytes(stmt, a);

	return len > 0 && len == sqlite3_column_bytes(stmt, b) &&
		memcmp(sqlite3_column_blob(stmt, a),
			sqlite3_column_blob(stmt, b), (size_t)len) == 0;
}

static enum err take_row(struct verifying *v, sqlite3_stmt *stmt, void *arg)
{
	struct walked *walked = arg;
	struct fact_finding finding = {.fault = FACT_FAULT_ROW,
		.purpose = (const char *)sqlite3_column_text(stmt, ROW_PURPOSE),
		.at_utc = column_instant(stmt, ROW_AT)};

	if (!sqlite_row_kind(sqlite3_column_int(stmt, ROW_KIND), &finding.kind))
		return ERR_OK;
	walked->rows++;
	/* Of a restriction that was removed the digest alone is left. */
	if (sqlite3_column_bytes(stmt, ROW_OUGHT) == ROW_MAC_LEN)
		fact_sum_add(&walked->sum, 1, finding.kind,
			sqlite3_column_blob(stmt, ROW_OUGHT));
	if (is_same_blob(stmt, ROW_MAC, ROW_OUGHT))
		return ERR_OK;
	take_key(stmt, ROW_KEY, &finding);
	return tell(v, &finding);
}

/* ------------------------------------------------------------- triggers */

static bool is_known_trigger(const char *name, const char *sql)
{
	char expected[RETIRED_TRIGGER_SIZE];
	const char *number = strrchr(name, '_');

	for (size_t i = 0; i < sqlite_row_triggers_len; i++)
		if (strcmp(sqlite_row_triggers[i].name, name) == 0)
			return strcmp(sqlite_row_triggers[i].sql, sql) == 0;
	if (!number)
		return false;
	sqlite_retired_trigger(expected,
		strncmp(name, "fact", 4) == 0 ? "fact" : "subject",
		(unsigned)strtoul(number + 1, NULL, 10));
	return strcmp(expected, sql) == 0;
}

static enum err take_trigger(
	struct verifying *v, sqlite3_stmt *stmt, void *found)
{
	const char *name = (const char *)sqlite3_column_text(stmt, 0);
	const char *sql = (const char *)sqlite3_column_text(stmt, 1);
	struct fact_finding finding = {
		.fault = FACT_FAULT_SCHEMA, .at_utc = INSTANT_NONE};

	finding.text = name ? name : "?";
	if (name && sql && is_known_trigger(name, sql)) {
		*(size_t *)found += strstr(name, "_retired_") == NULL;
		return ERR_OK;
	}
	return tell(v, &finding);
}

static enum err check_triggers(struct verifying *v)
{
	const struct fact_finding missing = {.fault = FACT_FAULT_SCHEMA,
		.at_utc = INSTANT_NONE,
		.text = "one of Robinson's own"};
	size_t found = 0;
	sqlite3_stmt *stmt;
	enum err e = prepare(v->s,
		"SELECT name, sql FROM sqlite_schema"
		" WHERE type IN ('trigger', 'view') ORDER BY name",
		&stmt);

	if (!e)
		e = each_row(v, stmt, take_trigger, &found);
	if (!e && !v->has_found && found < sqlite_row_triggers_len)
		e = tell(v, &missing);
	return e;
}

/* ------------------------------------------------------------ the entries */

/* What a kind of row is in the journal, and as what a row may stand. */
static const struct {
	enum counted kind;
	enum journal_kind entry;
	int facts[2];
} entries[] = {
	{COUNTED_OBJECTIONS, JOURNAL_OBJECTION, {FACT_OBJECTION, FACT_UNDONE}},
	{COUNTED_WITHDRAWALS, JOURNAL_WITHDRAWAL,
		{FACT_WITHDRAWAL, FACT_WITHDRAWAL}},
	{COUNTED_GRANTS, JOURNAL_GRANT, {FACT_GRANT, FACT_GRANT}},
	{COUNTED_LIFTS, JOURNAL_OBJECTION_LIFTED, {FACT_LIFT, FACT_LIFT}},
	{COUNTED_RESTRICTIONS, JOURNAL_RESTRICTION, {0, 0}},
};

/* Entries without a row, except where a later entry says why: lifted (3, 9),
 * dropped (22), erased (25). */
static const char without_row[] =
	"WITH missing(seq, key, purpose, at) AS MATERIALIZED (SELECT seq, key,"
	" purpose, at FROM journal j WHERE kind = ?1 AND key IS NOT NULL"
	" AND NOT EXISTS(SELECT 1 FROM fact f WHERE f.key = j.key"
	" AND f.kind IN (?2, ?3) AND f.name = j.purpose)"
	" AND NOT EXISTS(SELECT 1 FROM subject s WHERE ?2 = 0"
	" AND s.key = j.key AND s.restricted IS NOT NULL)),"
	" ended(key, seq) AS MATERIALIZED (SELECT key, max(seq) FROM journal"
	" WHERE kind IN (3, 9, 22, 25) AND kind <> ?1"
	" AND key IN (SELECT key FROM missing) GROUP BY key)"
	" SELECT m.seq, m.key, (SELECT text FROM name WHERE id = m.purpose),"
	" m.at FROM missing m LEFT JOIN ended e ON e.key = m.key"
	" WHERE e.seq IS NULL OR e.seq < m.seq ORDER BY m.seq";

static enum err take_entry(struct verifying *v, sqlite3_stmt *stmt, void *kind)
{
	struct fact_finding finding = {.fault = FACT_FAULT_ENTRY,
		.kind = *(const enum counted *)kind,
		.seq = (uint64_t)sqlite3_column_int64(stmt, 0),
		.purpose = (const char *)sqlite3_column_text(stmt, 2),
		.at_utc = sqlite3_column_int64(stmt, 3)};

	take_key(stmt, 1, &finding);
	return tell(v, &finding);
}

static enum err find_entries(struct verifying *v, enum counted kind)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
		sqlite3_stmt *stmt;
		enum err e;

		if (entries[i].kind != kind)
			continue;
		e = prepare(v->s, without_row, &stmt);
		if (e)
			return e;
		sqlite3_bind_int(stmt, 1, (int)entries[i].entry);
		sqlite3_bind_int(stmt, 2, entries[i].facts[0]);
		sqlite3_bind_int(stmt, 3, entries[i].facts[1]);
		return each_row(v, stmt, take_entry, &kind);
	}
	return ERR_OK;
}

/* ----------------------------------------------------------------- sums */

static enum err compare(struct verifying *v, const struct fact_sum *is,
	const struct fact_sum *ought)
{
	const struct fact_finding others = {
		.fault = FACT_FAULT_OTHERS, .at_utc = INSTANT_NONE};
	bool differs = false;
	enum err e = ERR_OK;

	for (int kind = 0; !e && kind < COUNTED_KINDS; kind++) {
		const struct fact_finding finding = {.fault = FACT_FAULT_COUNT,
			.kind = (enum counted)kind,
			.at_utc = INSTANT_NONE,
			.is = is->rows[kind],
			.ought = ought->rows[kind]};

		if (finding.is == finding.ought)
			continue;
		differs = true;
		e = tell(v, &finding);
		if (!e && finding.is < finding.ought)
			e = find_entries(v, finding.kind);
	}
	if (!e && !differs && !fact_sum_is_same(is, ought))
		e = tell(v, &others);
	return e;
}

/* "ought" is the journal's last; where it has none yet, what is kept. */
static enum err compare_kept(struct verifying *v, const struct row_sums *sums,
	struct fact_sum *ought)
{
	const struct fact_finding finding = {
		.fault = FACT_FAULT_SUM, .at_utc = INSTANT_NONE};
	bool is_untold;
	struct fact_sum kept;
	enum err e = sqlite_rows_kept(v->s, &kept, &is_untold);

	*ought = sums->last;
	if (!e && is_untold && !sums->has_last)
		*ought = kept;
	if (e == ERR_NOT_FOUND || (!e && !fact_sum_is_same(&kept, ought)))
		return tell(v, &finding);
	return e;
}

static enum err follow_sums(struct verifying *v, struct row_sums *sums)
{
	enum err e = sqlite_was_cut(v->s, &sums->was_cut);

	if (!e)
		e = sqlite_sums_follow(
			v->s, sums, 0, INT64_MAX, false, v->each, v->arg);
	if (e == ERR_CORRUPT) {
		v->has_found = true;
		e = ERR_OK;
	}
	return e;
}

static enum err verify(struct verifying *v, uint64_t *rows_r)
{
	struct row_sums sums = {.has_last = false};
	struct walked walked = {.rows = 0};
	struct fact_sum ought;
	sqlite3_stmt *stmt;
	enum err e = check_triggers(v);

	if (!e)
		e = follow_sums(v, &sums);
	if (!e)
		e = prepare(v->s, sqlite_rows_all, &stmt);
	if (!e)
		e = each_row(v, stmt, take_row, &walked);
	*rows_r = walked.rows;
	if (!e)
		e = compare_kept(v, &sums, &ought);
	return e ? e : compare(v, &walked.sum, &ought);
}

enum err sqlite_facts_verify(struct store_session *base, finding_fn *each,
	void *arg, uint64_t *rows_r)
{
	struct verifying v = {.s = own(base), .each = each, .arg = arg};
	enum err e = verify(&v, rows_r);

	if (e && e != ERR_EXISTS)
		return e;
	return v.has_found ? ERR_CORRUPT : ERR_OK;
}
