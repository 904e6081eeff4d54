/* SPDX-License-Identifier: BSD-2-Clause */
/* What the journal tells of the sum over wishes and restrictions. */
#include <inttypes.h>

#include "base/log.h"
#include "store/sql/rows.h"

bool sql_row_kind(int fact_kind, enum counted *kind_r)
{
	switch (fact_kind) {
	case 0:
		*kind_r = COUNTED_RESTRICTIONS;
		return true;
	case FACT_OBJECTION:
		*kind_r = COUNTED_OBJECTIONS;
		return true;
	case FACT_WITHDRAWAL:
		*kind_r = COUNTED_WITHDRAWALS;
		return true;
	case FACT_GRANT:
		*kind_r = COUNTED_GRANTS;
		return true;
	case FACT_LIFT:
		*kind_r = COUNTED_LIFTS;
		return true;
	case FACT_UNDONE:
		*kind_r = COUNTED_UNDONE;
		return true;
	case FACT_DISOWNED:
		*kind_r = COUNTED_DISOWNED;
		return true;
	default:
		return false;
	}
}

enum err sql_rows_kept(
	struct sql_session *s, struct fact_sum *sum_r, bool *is_untold_r)
{
	struct sql_stmt *stmt;
	bool is_sum;
	enum err e = sql_stmt(s, STMT_SUM, &stmt);

	*is_untold_r = false;
	if (!e)
		e = sql_step(s, stmt, "cannot be read");
	if (e)
		return e;
	is_sum = fact_sum_unpack(sql_column_blob(stmt, 0),
		(size_t)sql_column_bytes(stmt, 0), sum_r);
	*is_untold_r = sql_column_int(stmt, 1) != 0;
	sql_reset(stmt);
	return is_sum ? ERR_OK : ERR_NOT_FOUND;
}

/* The date of the transaction's last entry, or of the newest there is. */
static enum err date_of_entry(struct sql_session *s, int64_t *at_utc_r)
{
	enum err e;

	*at_utc_r = s->rows.at_utc;
	if (*at_utc_r != INSTANT_NONE)
		return ERR_OK;
	e = sql_clock_latest(&s->base, at_utc_r);
	if (e == ERR_NOT_FOUND) {
		*at_utc_r = clock_now(&clock_system);
		e = ERR_OK;
	}
	return e;
}

static enum err put_entry(
	struct sql_session *s, const struct fact_sum_entry *told)
{
	char text[FACT_SUM_TEXT_SIZE];
	struct journal_entry entry = {.kind = JOURNAL_SUM, .detail = text};
	enum err e = date_of_entry(s, &entry.at_utc);

	fact_sum_format(told, text);
	return e ? e : sql_journal_add(&s->base, &entry);
}

/* If this fails, the next change by administration writes the sum. */
void sql_rows_begin(struct sql_session *s)
{
	enum err e;

	if (!s->rows.begins || s->base.store->admits_unconfirmed)
		return;
	s->rows.begins = false;
	e = sql_write_begin(&s->base, true);
	if (!e)
		e = sql_write_commit(&s->base);
	if (e)
		log_warn("store: the sum over wishes and restrictions is not "
			 "in the journal yet: %s",
			s->base.cause);
	s->base.cause[0] = '\0';
}

enum err sql_rows_note(struct sql_session *s)
{
	enum err e = sql_rows_kept(s, &s->rows.was, &s->rows.is_untold);

	s->rows.tells = true;
	s->rows.is_known = !e;
	s->rows.must_tell = s->rows.is_restored = false;
	s->rows.at_utc = INSTANT_NONE;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static bool go_on(void *arg, const struct fact_finding *finding)
{
	(void)arg;
	(void)finding;
	return true;
}

/* What a restore puts in place goes on from the sum of a backup. */
static enum err goes_on(struct sql_session *s, bool *goes_on_r)
{
	struct row_sums sums = {.was_cut = true};
	enum err e =
		sql_sums_follow(s, &sums, 0, INT64_MAX, false, go_on, NULL);

	*goes_on_r =
		!sums.has_last || fact_sum_is_same(&sums.last, &s->rows.was);
	return e == ERR_CORRUPT ? ERR_OK : e;
}

/* A journal that was tampered with is logged and no error, as in
 * sql_seal_texts(). */
static enum err look_at_chain(struct sql_session *s)
{
	uint64_t checked, seq;
	enum err e = sql_journal_verify(&s->base, &checked, &seq);

	if (e == ERR_CORRUPT || e == ERR_UNAVAILABLE)
		log_error("store: the journal is not what was written, first "
			  "at entry %" PRIu64 ", and was so before its sums "
			  "begin; see robinson journal verify",
			seq);
	else if (e)
		return e;
	return ERR_OK;
}

/* A store from before sums were kept begins with the rows that it has. */
static enum err tell_first(struct sql_session *s)
{
	enum err e = look_at_chain(s);

	return e ? e : sql_run_id(s, STMT_SUM_TOLD, "the sum cannot be told");
}

enum err sql_rows_tell(struct sql_session *s)
{
	struct fact_sum_entry told = {.has_was = !s->rows.is_untold};
	bool is_untold;
	enum err e =
		s->driver->rows_settle ? s->driver->rows_settle(s) : ERR_OK;

	if (e)
		return e;
	e = sql_rows_kept(s, &told.is, &is_untold);
	s->rows.tells = false;
	if (e || !s->rows.is_known)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	told.was = s->rows.was;
	if (is_untold)
		e = tell_first(s);
	else if (s->rows.is_restored)
		e = goes_on(s, &told.has_was);
	if (e)
		return e;
	if (told.has_was && !s->rows.must_tell &&
		fact_sum_is_same(&told.is, &told.was))
		return ERR_OK;
	return put_entry(s, &told);
}

enum err sql_was_cut(struct sql_session *s, bool *was_cut_r)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_CHECKPOINTS, &stmt);

	if (e)
		return e;
	e = sql_step(s, stmt, "the journal cannot be read");
	sql_reset(stmt);
	*was_cut_r = !e;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* ERR_CORRUPT: it does not go on from the sum before it. */
static enum err follow_one(
	struct row_sums *sums, uint64_t seq, const char *detail)
{
	static const struct fact_sum none = {.sum = {0}};
	struct fact_sum_entry entry;
	bool is_first = !sums->has_last && !sums->was_cut;
	bool is_restored = seq == sums->restored_seq + 1 && seq > 1;
	bool fits;

	sums->last_seq = seq;
	if (fact_sum_parse(detail, &entry))
		return ERR_CORRUPT;
	if (!entry.has_was)
		fits = !sums->has_last || is_restored;
	else
		fits = is_first ? fact_sum_is_same(&entry.was, &none) :
			sums->has_last ?
				  fact_sum_is_same(&entry.was, &sums->last) :
				  true;
	sums->has_last = true;
	sums->last = entry.is;
	return fits ? ERR_OK : ERR_CORRUPT;
}

/* Columns of STMT_SUMS. */
enum {
	SUMS_SEQ,
	SUMS_KIND,
	SUMS_DETAIL
};

static enum err follow_entry(
	struct sql_session *s, struct sql_stmt *stmt, struct row_sums *sums)
{
	uint64_t seq = (uint64_t)sql_column_int64(stmt, SUMS_SEQ);
	const char *detail;
	enum err e;

	if (sql_column_int(stmt, SUMS_KIND) == JOURNAL_RESTORED) {
		sums->restored_seq = seq;
		return ERR_OK;
	}
	e = column_shown(s, stmt, SUMS_DETAIL, SEALED_DETAIL, &detail);
	return e ? e : follow_one(sums, seq, detail);
}

enum err sql_sums_follow(struct sql_session *s, struct row_sums *sums,
	int64_t first, int64_t last, bool stops_at_one, finding_fn *each,
	void *arg)
{
	struct fact_finding finding = {
		.fault = FACT_FAULT_STEP, .at_utc = INSTANT_NONE};
	enum err e, found = ERR_OK;
	struct sql_stmt *stmt;

	e = sql_stmt(s, STMT_SUMS, &stmt);
	if (e)
		return e;
	sql_bind_int64(stmt, 1, first);
	sql_bind_int64(stmt, 2, last);
	while (!(e = sql_step(s, stmt, "the journal cannot be read"))) {
		bool is_sum = sql_column_int(stmt, SUMS_KIND) == JOURNAL_SUM;

		e = follow_entry(s, stmt, sums);
		if (e == ERR_CORRUPT) {
			found = e;
			finding.seq = sums->last_seq;
		}
		if ((e && e != ERR_CORRUPT) || (is_sum && stops_at_one) ||
			(e && (!each || !each(arg, &finding)))) {
			sql_reset(stmt);
			return e ? e : found;
		}
	}
	return e == ERR_NOT_FOUND ? found : e;
}

enum err sql_rows_cut(struct sql_session *s, int64_t seq, uint64_t *seq_r)
{
	struct row_sums sums = {.has_last = false};
	uint64_t last_cut;
	enum err e = sql_was_cut(s, &sums.was_cut);

	if (!e)
		e = sql_sums_follow(s, &sums, 0, seq, false, NULL, NULL);
	last_cut = sums.last_seq;
	if (!e && sums.has_last && last_cut > 0)
		e = sql_sums_follow(
			s, &sums, seq + 1, INT64_MAX, true, NULL, NULL);
	if (!e && sums.has_last && sums.last_seq == last_cut) {
		s->rows.must_tell = true;
		if (!s->rows.is_known ||
			!fact_sum_is_same(&sums.last, &s->rows.was))
			e = ERR_CORRUPT;
	}
	if (e == ERR_CORRUPT)
		*seq_r = sums.last_seq;
	return e;
}
