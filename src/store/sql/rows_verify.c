/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "store/sql/rows.h"

static const char cannot_read[] = "cannot be read";

struct verifying {
	struct sql_session *s;
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

/* Rows are given to "take" until it fails. */
static enum err each_row(struct verifying *v, struct sql_stmt *stmt,
	enum err (*take)(struct verifying *v, struct sql_stmt *stmt, void *arg),
	void *arg)
{
	enum err e;

	while (!(e = sql_step(v->s, stmt, cannot_read))) {
		e = take(v, stmt, arg);
		if (e) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static void take_key(
	struct sql_stmt *stmt, int column, struct fact_finding *finding)
{
	finding->has_key = sql_column_bytes(stmt, column) == PSEUDONYM_LEN;
	if (finding->has_key)
		memcpy(finding->key.bytes, sql_column_blob(stmt, column),
			PSEUDONYM_LEN);
}

/* ----------------------------------------------------------------- rows */

struct walked {
	struct fact_sum sum;
	uint64_t rows;
};

static bool has_mac(struct sql_stmt *stmt, const unsigned char mac[ROW_MAC_LEN])
{
	return sql_column_bytes(stmt, ROW_MAC) == ROW_MAC_LEN &&
		memcmp(sql_column_blob(stmt, ROW_MAC), mac, ROW_MAC_LEN) == 0;
}

static enum err take_row(struct verifying *v, struct sql_stmt *stmt, void *arg)
{
	struct walked *walked = arg;
	unsigned char ought[ROW_MAC_LEN];
	struct fact_finding finding = {.fault = FACT_FAULT_ROW,
		.purpose = sql_column_text(stmt, ROW_PURPOSE),
		.at_utc = column_instant(stmt, ROW_AT)};
	bool has_one;

	if (!sql_row_kind(sql_column_int(stmt, ROW_KIND), &finding.kind))
		return ERR_OK;
	walked->rows++;
	/* Of a restriction that was removed the digest alone is left. */
	has_one = v->s->driver->row_ought(v->s, stmt, ought);
	if (has_one)
		fact_sum_add(&walked->sum, 1, finding.kind, ought);
	if (has_one && has_mac(stmt, ought))
		return ERR_OK;
	take_key(stmt, ROW_KEY, &finding);
	return tell(v, &finding);
}

/* ------------------------------------------------------------- triggers */

static enum err take_trigger(
	struct verifying *v, struct sql_stmt *stmt, void *found)
{
	const char *name = sql_column_text(stmt, 0);
	const char *sql = sql_column_text(stmt, 1);
	struct fact_finding finding = {
		.fault = FACT_FAULT_SCHEMA, .at_utc = INSTANT_NONE};
	bool is_needed;

	finding.text = name ? name : "?";
	if (name && sql && v->s->driver->knows_trigger(name, sql, &is_needed)) {
		*(size_t *)found += is_needed;
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
	struct sql_stmt *stmt;
	enum err e = sql_stmt(v->s, STMT_TRIGGERS, &stmt);

	if (!e)
		e = each_row(v, stmt, take_trigger, &found);
	if (!e && !v->has_found && found < v->s->driver->needed_triggers)
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

static enum err take_entry(
	struct verifying *v, struct sql_stmt *stmt, void *kind)
{
	struct fact_finding finding = {.fault = FACT_FAULT_ENTRY,
		.kind = *(const enum counted *)kind,
		.seq = (uint64_t)sql_column_int64(stmt, 0),
		.purpose = sql_column_text(stmt, 2),
		.at_utc = sql_column_int64(stmt, 3)};

	take_key(stmt, 1, &finding);
	return tell(v, &finding);
}

static enum err find_entries(struct verifying *v, enum counted kind)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
		struct sql_stmt *stmt;
		enum err e;

		if (entries[i].kind != kind)
			continue;
		e = sql_stmt(v->s, STMT_ENTRIES_WITHOUT_ROW, &stmt);
		if (e)
			return e;
		sql_bind_int64(stmt, 1, (int)entries[i].entry);
		sql_bind_int64(stmt, 2, entries[i].facts[0]);
		sql_bind_int64(stmt, 3, entries[i].facts[1]);
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
	enum err e = sql_rows_kept(v->s, &kept, &is_untold);

	*ought = sums->last;
	if (!e && is_untold && !sums->has_last)
		*ought = kept;
	if (e == ERR_NOT_FOUND || (!e && !fact_sum_is_same(&kept, ought)))
		return tell(v, &finding);
	return e;
}

static enum err follow_sums(struct verifying *v, struct row_sums *sums)
{
	enum err e = sql_was_cut(v->s, &sums->was_cut);

	if (!e)
		e = sql_sums_follow(
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
	struct sql_stmt *stmt;
	enum err e = check_triggers(v);

	if (!e)
		e = follow_sums(v, &sums);
	if (!e)
		e = sql_stmt(v->s, STMT_ROWS_ALL, &stmt);
	if (!e)
		e = each_row(v, stmt, take_row, &walked);
	*rows_r = walked.rows;
	if (!e)
		e = compare_kept(v, &sums, &ought);
	return e ? e : compare(v, &walked.sum, &ought);
}

enum err sql_facts_verify(struct store_session *base, finding_fn *each,
	void *arg, uint64_t *rows_r)
{
	struct verifying v = {.s = own(base), .each = each, .arg = arg};
	enum err e = verify(&v, rows_r);

	if (e && e != ERR_EXISTS)
		return e;
	return v.has_found ? ERR_CORRUPT : ERR_OK;
}
