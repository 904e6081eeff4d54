/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page of what is held is chosen in one narrow index that has all by which
 * messages are sorted and chosen, in the order in which they came: a hundred
 * thousand are ten megabytes, read in one go whatever is asked for. Only the
 * rows of the page itself are then fetched.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/quarantine.h"
#include "store/sql/held_rows.h"

static const char cannot_read[] = "the quarantine cannot be read";
static const char cannot_write[] = "the quarantine cannot be written";

/* The digests need keys and the form of a summary: whoever has both fills them
 * in, and finds the rows by held_undigested. */
const char sql_browse_step[] =
	"ALTER TABLE held ADD COLUMN sender BLOB;"
	"ALTER TABLE held ADD COLUMN sender_domain BLOB;"
	"ALTER TABLE held ADD COLUMN to_domain BLOB;"
	"ALTER TABLE held ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE held ADD COLUMN reasons INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE held ADD COLUMN states INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE held ADD COLUMN purpose INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE held ADD COLUMN requested INTEGER;"
	"ALTER TABLE held_recipient ADD COLUMN domain BLOB;"
	"UPDATE held SET " HELD_GATHERED(
		"") ";"
		    "CREATE INDEX held_browse ON held(received, number, id, "
		    "expires, size,"
		    " recipients, rank, reasons, states, purpose, requested, "
		    "sender,"
		    " sender_domain, to_domain);"
		    "CREATE INDEX held_undigested ON held(received, number)"
		    " WHERE sender IS NULL;"
		    /* What was decided about held messages, of a person and the newest:
	 * few entries among many. */
		    "CREATE INDEX journal_act ON journal(key)"
		    " WHERE kind BETWEEN 12 AND 19;"
		    "CREATE INDEX journal_act_at ON journal(at)"
		    " WHERE kind BETWEEN 12 AND 19;";

const char sql_held_gather[] =
	"UPDATE held SET " HELD_GATHERED("") " WHERE id = ?1";

#define KEYS                                                                \
	"(WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k"   \
	" WHERE i + 1 < ?13) SELECT substr(CAST(?14 AS BLOB), 1 + i * 32, " \
	"32) FROM k)"
/* Which conditions not all recipients of the message fulfil, though one may:
 * two of them may be of two recipients. Where several have several purposes or
 * domains, the index does not even know whether one fulfils it. */
#define ONE_IF(condition, one) "CASE WHEN " condition " THEN " one " ELSE 0 END"
#define UNSURE                                                                \
	ONE_IF("(b.states & ~CAST(?5 AS BIGINT)) <> 0", "1")                  \
	" + " ONE_IF("?6 <> 0 AND b.reasons <> (1 << ?6)", "1") " + " ONE_IF( \
		"?7 IS NOT NULL AND b.purpose = 0",                           \
		"2") " + " ONE_IF("?8 <> 0", "1") " + " ONE_IF("?13 > 0",     \
		"1") " + " ONE_IF("?15 IS NOT NULL AND b.to_domain IS NULL",  \
		"2")
/* Of most messages, and sooner answered than the sum above. */
#define SURE "(b.recipients = 1 AND b.purpose <> 0 AND b.to_domain IS NOT NULL)"
#define CHOICE                                                           \
	" b.states & ?5 <> 0"                                            \
	" AND (?6 = 0 OR b.reasons & (1 << ?6) <> 0)"                    \
	" AND (b.purpose = ?7 OR b.purpose = 0 OR ?7 IS NULL)"           \
	" AND (?8 = 0 OR b.requested IS NOT NULL)"                       \
	" AND b.received >= ?9 AND b.received < ?10"                     \
	" AND (b.sender = ?11 OR ?11 IS NULL)"                           \
	" AND (b.sender_domain = ?12 OR ?12 IS NULL)"                    \
	" AND (b.to_domain = ?15 OR b.to_domain IS NULL OR ?15 IS NULL)" \
	" AND (?13 = 0 OR b.id IN (SELECT id FROM held_recipient"        \
	" WHERE key IN " KEYS "))"                                       \
	" AND (" SURE " OR (" UNSURE ") < 2"                             \
	" OR EXISTS(SELECT 1 FROM held_recipient r WHERE r.id = b.id"    \
	" AND (1 << r.state) & ?5 <> 0"                                  \
	" AND (?6 = 0 OR r.reason = ?6)"                                 \
	" AND (r.purpose = ?7 OR ?7 IS NULL)"                            \
	" AND (?8 = 0 OR r.requested IS NOT NULL)"                       \
	" AND (r.domain = ?15 OR ?15 IS NULL)"                           \
	" AND (?13 = 0 OR r.key IN " KEYS ")))"
#define PAGE(behind, direction)                                        \
	"SELECT " HELD_COLUMNS " FROM (SELECT b.received, b.number"    \
	" FROM held b INDEXED BY held_browse WHERE " CHOICE            \
	" AND (?2 = 0 OR (b.received, b.number) " behind " (?3, ?4))"  \
	" ORDER BY b.received " direction ", b.number " direction      \
	" LIMIT ?1) p CROSS JOIN held h WHERE h.received = p.received" \
	" AND h.number = p.number"                                     \
	" ORDER BY p.received " direction ", p.number " direction

const char sql_browse_up[] = PAGE(">", "ASC");
const char sql_browse_down[] = PAGE("<", "DESC");
/* In the order of the index, each at once: sorting is sooner done here than in
 * SQL, and counting comes with it. */
#define SCAN                                                        \
	"SELECT b.received, b.number, CASE CAST(?17 AS BIGINT)"     \
	" WHEN 0 THEN b.received"                                   \
	" WHEN 1 THEN b.expires WHEN 2 THEN b.size ELSE b.rank END" \
	" FROM held b INDEXED BY "
const char sql_browse_scan[] = SCAN "held_browse WHERE " CHOICE;
/* Of those whose release somebody asks for: few. */
const char sql_browse_requested[] =
	SCAN "held_requested WHERE b.requested IS NOT NULL AND " CHOICE;
const char sql_browse_at[] =
	"SELECT " HELD_COLUMNS " FROM held h INDEXED BY held_browse"
	" WHERE h.received = ?1 AND h.number = ?2";

/* Where what is found goes to. */
struct browse_out {
	enum held_sort sort;
	held_browse_fn *each;
	void *arg;
};

void bind_digest(
	struct sql_stmt *stmt, int column, const struct held_digest *digest)
{
	if (!digest)
		sql_bind_null(stmt, column);
	else if (digest->len == 0)
		sql_bind_blob(stmt, column, "", 0);
	else
		sql_bind_blob(stmt, column, digest->bytes, HELD_DIGEST_LEN);
}

static enum err bind_choice(struct sql_session *s, struct sql_stmt *stmt,
	const struct held_browse *b)
{
	int64_t purpose = 0;
	enum err e = b->purpose ? name_id(s, b->purpose, &purpose) : ERR_OK;

	if (e)
		return e; /* ERR_NOT_FOUND: of no recipient */
	sql_bind_int64(stmt, 5, b->states ? b->states : 0xffff);
	sql_bind_int64(stmt, 6, (int)reason_number(b->reason));
	if (b->purpose)
		sql_bind_int64(stmt, 7, purpose);
	sql_bind_int64(stmt, 8, b->is_requested);
	sql_bind_int64(stmt, 9, b->since_utc);
	sql_bind_int64(stmt, 10,
		b->before_utc == INSTANT_NONE ? INT64_MAX : b->before_utc);
	bind_digest(stmt, 11, b->sender);
	bind_digest(stmt, 12, b->sender_domain);
	sql_bind_int64(stmt, 13, (int64_t)b->keys_len);
	if (b->keys_len > 0)
		sql_bind_blob(
			stmt, 14, b->keys, b->keys_len * sizeof(*b->keys));
	bind_digest(stmt, 15, b->domain);
	return ERR_OK;
}

/* What "stmt" finds goes to "each"; *goes_on_r: it wants more. */
static enum err give_rows(struct sql_session *s, struct sql_stmt *stmt,
	struct browse_out *out, bool *goes_on_r)
{
	struct held_position position;
	struct held_message message;
	enum err e;

	*goes_on_r = true;
	while (!(e = sql_step(s, stmt, cannot_read))) {
		e = sql_take_message(s, stmt, &message);
		position.value = held_sort_value(out->sort, &message);
		position.number = message.number;
		*goes_on_r = !e && out->each(out->arg, &message, &position);
		if (!*goes_on_r) {
			sql_reset(stmt);
			return e;
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* By receipt: no further than the page goes. */
static enum err browse_page(struct sql_session *s,
	const struct held_browse *browse, struct browse_out *out)
{
	bool goes_on;
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s,
		browse->is_descending ? STMT_HELD_BROWSE_DOWN :
					STMT_HELD_BROWSE_UP,
		&stmt);

	if (!e)
		e = bind_choice(s, stmt, browse);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	sql_bind_int64(stmt, 1,
		browse->limit > 0 && browse->limit < INT64_MAX ?
			(int64_t)browse->limit :
			INT64_MAX);
	sql_bind_int64(stmt, 2, browse->is_after);
	sql_bind_int64(stmt, 3, browse->after.value);
	sql_bind_int64(stmt, 4, browse->after.number);
	return give_rows(s, stmt, out, &goes_on);
}

/* ------------------------------------------------- all that there are, once */

/* The first of those seen, in the order that is wanted. */
struct best {
	const struct held_browse *browse;
	struct best_place {
		int64_t value, number, received; /* turned: least is first */
	} * places, last;
	size_t len, cap;
	bool is_full; /* nothing behind "last" counts any more */
	int64_t seen;
};

static int compare_best(const void *a, const void *b)
{
	const struct best_place *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static void best_cut(struct best *best)
{
	size_t limit = best->browse->limit;

	if (best->len > 0)
		qsort(best->places, best->len, sizeof(*best->places),
			compare_best);
	if (limit == 0 || best->len < limit)
		return;
	best->len = limit;
	best->last = best->places[limit - 1];
	best->is_full = true;
}

static enum err best_add(struct best *best, struct best_place place)
{
	const struct held_browse *b = best->browse;
	int turn = b->is_descending ? -1 : 1;
	const struct best_place after = {
		b->after.value * turn, b->after.number * turn, 0};
	struct best_place *places = best->places;

	place.value *= turn;
	place.number *= turn;
	if ((b->is_after && compare_best(&place, &after) <= 0) ||
		(best->is_full && compare_best(&place, &best->last) > 0))
		return ERR_OK;
	/* Sorted a few times, for few are among the first. */
	if (best->len == best->cap && b->limit > 0 && best->len > b->limit)
		best_cut(best);
	if (best->len == best->cap)
		places = array_grow(
			best->places, best->len, &best->cap, sizeof(*places));
	if (!places)
		return ERR_NOMEM;
	best->places = places;
	best->places[best->len++] = place;
	return ERR_OK;
}

static enum err scan(struct sql_session *s, struct best *best)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s,
		best->browse->is_requested ? STMT_HELD_BROWSE_REQUESTED :
					     STMT_HELD_BROWSE_SCAN,
		&stmt);

	if (!e)
		e = bind_choice(s, stmt, best->browse);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	sql_bind_int64(stmt, 17, (int)best->browse->sort);
	while (!(e = sql_step(s, stmt, cannot_read))) {
		best->seen++;
		e = best_add(best,
			(struct best_place){
				.received = sql_column_int64(stmt, 0),
				.number = sql_column_int64(stmt, 1),
				.value = sql_column_int64(stmt, 2)});
		if (e) {
			sql_reset(stmt);
			return session_fail(&s->base, e, "%s", err_text(e));
		}
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err give_best(
	struct sql_session *s, const struct best *best, struct browse_out *out)
{
	int turn = best->browse->is_descending ? -1 : 1;
	bool goes_on = true;
	struct sql_stmt *stmt;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && goes_on && i < best->len; i++) {
		e = sql_stmt(s, STMT_HELD_BROWSE_AT, &stmt);
		if (e)
			break;
		sql_bind_int64(stmt, 1, best->places[i].received);
		sql_bind_int64(stmt, 2, best->places[i].number * turn);
		e = give_rows(s, stmt, out, &goes_on);
	}
	return e;
}

static enum err browse_all(struct sql_session *s,
	const struct held_browse *browse, struct browse_out *out,
	int64_t *total_r)
{
	struct best best = {.browse = browse};
	enum err e = scan(s, &best);

	if (!e) {
		best_cut(&best);
		*total_r = best.seen;
		e = give_best(s, &best, out);
	}
	free(best.places);
	return e;
}

static enum err take_count(
	struct sql_session *s, struct sql_stmt *stmt, int64_t *count_r)
{
	enum err e = sql_step(s, stmt, cannot_read);

	if (e)
		return e;
	*count_r = sql_column_int64(stmt, 0);
	sql_reset(stmt);
	return ERR_OK;
}

static bool chooses(const struct held_browse *b)
{
	return b->since_utc != INSTANT_NONE || b->before_utc != INSTANT_NONE ||
		b->sender || b->sender_domain || b->states || b->reason ||
		b->purpose || b->is_requested || b->keys_len > 0 || b->domain;
}

/* Of all that is held the number is kept. */
static enum err count_all(struct store_session *base, int64_t *count_r)
{
	struct held_sum sum;
	enum err e = sql_held_sum(base, &sum);

	*count_r = e ? 0 : sum.messages;
	return e;
}

enum err sql_held_browse(struct store_session *base,
	const struct held_browse *browse, held_browse_fn *each, void *arg,
	int64_t *total_r)
{
	struct sql_session *s = own(base);
	struct browse_out out = {browse->sort, each, arg};
	bool is_whole = browse->sort != HELD_BY_RECEIVED;
	int64_t total = 0;
	enum err e = ERR_OK;

	/* Of all that is held the number is kept. */
	if (total_r && chooses(browse))
		is_whole = true;
	else if (total_r)
		e = count_all(base, &total);
	if (e)
		return e;
	e = is_whole ? browse_all(s, browse, &out, &total) :
		       browse_page(s, browse, &out);
	if (total_r)
		*total_r = e ? 0 : total;
	return e;
}

/* ----------------------------------------------- what came without digests */

enum err sql_held_undigested(
	struct store_session *base, size_t limit, held_fn *each, void *arg)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	bool any;
	enum err e = sql_stmt(s, STMT_HELD_UNDIGESTED, &stmt);

	if (e)
		return e;
	sql_bind_int64(stmt, 1, (int64_t)limit);
	return sql_each_message(s, stmt, each, arg, &any);
}

enum err sql_held_undigested_count(struct store_session *base, int64_t *count_r)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_UNDIGESTED_COUNT, &stmt);

	*count_r = 0;
	return e ? e : take_count(s, stmt, count_r);
}

static enum err put_domain(struct sql_session *s, const struct held_id *id,
	unsigned n, const struct held_digest *domain)
{
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_DIGEST_DOMAIN, &stmt);

	if (e)
		return e;
	bind_text(stmt, 1, id->text);
	sql_bind_int64(stmt, 2, n);
	bind_digest(stmt, 3, domain);
	return sql_run(s, stmt, cannot_write);
}

enum err sql_held_digest(struct store_session *base, const struct held_id *id,
	const struct held_digests *digests)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(s, STMT_HELD_DIGEST, &stmt);

	assert(s->in_write);
	if (e)
		return e;
	bind_text(stmt, 1, id->text);
	bind_digest(stmt, 2, &digests->sender);
	bind_digest(stmt, 3, &digests->sender_domain);
	e = sql_change(s, stmt, cannot_write);
	for (size_t i = 0; !e && i < digests->len; i++)
		e = put_domain(
			s, id, digests->numbers[i], &digests->domains[i]);
	if (!e)
		e = sql_stmt(s, STMT_HELD_WAITING, &stmt);
	if (e)
		return e;
	bind_text(stmt, 1, id->text);
	return sql_run(s, stmt, cannot_write);
}
