/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The server has no keys, so its triggers write down what was changed: each
 * row's line, which is what its digest is made of, before and after. At the end
 * of the transaction the lines are digested here, the digests are put into
 * their rows, and the sum is brought up to date. "row_change" is empty again
 * when the transaction is committed.
 */
#include "config.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/pgsql/pgsql_private.h"
#include "store/sql/rows.h"

static const char cannot_write[] = "cannot be written";

/* Of one array; the server takes up to a gigabyte. */
#define ARRAY_MAX (512 * 1024 * 1024)

#define FACT_NOTED                                                             \
	"\nDECLARE\n"                                                          \
	" is_wish boolean := TG_OP <> 'DELETE' AND NEW.kind IN " WISHES_IN     \
	";\n was_wish boolean := TG_OP <> 'INSERT' AND OLD.kind IN " WISHES_IN \
	";\nBEGIN\n"                                                           \
	" IF is_wish OR was_wish THEN\n"                                       \
	"  INSERT INTO row_change(was_id, was_kind, was_line, was_mac,"        \
	" id, kind, line) VALUES("                                             \
	"CASE WHEN was_wish THEN fact_id(OLD) END,"                            \
	" CASE WHEN was_wish THEN OLD.kind END,"                               \
	" CASE WHEN was_wish THEN fact_line(OLD) END,"                         \
	" CASE WHEN was_wish THEN OLD.mac END,"                                \
	" CASE WHEN is_wish THEN fact_id(NEW) END,"                            \
	" CASE WHEN is_wish THEN NEW.kind END,"                                \
	" CASE WHEN is_wish THEN fact_line(NEW) END);\n"                       \
	" END IF;\n RETURN NULL;\nEND;\n"

#define SUBJECT_NOTED                                                   \
	"\nDECLARE\n"                                                   \
	" is_one boolean := TG_OP <> 'DELETE'"                          \
	" AND NEW.restricted IS NOT NULL;\n"                            \
	" was_one boolean := TG_OP <> 'INSERT'"                         \
	" AND OLD.restricted IS NOT NULL;\nBEGIN\n"                     \
	" IF (is_one OR was_one) AND NOT (TG_OP = 'UPDATE'"             \
	" AND OLD.restricted IS NOT DISTINCT FROM NEW.restricted"       \
	" AND OLD.key = NEW.key) THEN\n"                                \
	"  INSERT INTO row_change(was_id, was_kind, was_line, was_mac," \
	" id, kind, line) VALUES("                                      \
	"CASE WHEN TG_OP <> 'INSERT' THEN OLD.key END,"                 \
	" CASE WHEN was_one THEN 0 END,"                                \
	" CASE WHEN was_one THEN restriction_line(OLD) END,"            \
	" CASE WHEN TG_OP <> 'INSERT' THEN OLD.mac END,"                \
	" CASE WHEN TG_OP <> 'DELETE' THEN NEW.key END,"                \
	" CASE WHEN is_one THEN 0 END,"                                 \
	" CASE WHEN is_one THEN restriction_line(NEW) END);\n"          \
	" END IF;\n RETURN NULL;\nEND;\n"

/* For retire.c. */
#define RETIRED                                                          \
	"\nBEGIN\n RAISE EXCEPTION 'this generation of keys is retired:" \
	" restart the program' USING ERRCODE = 'check_violation';\nEND;\n"

/* The columns are those of store/sql/rows.h, in its order. A name or a channel
 * by what it is. */
const char pgsql_row_functions[] =
	"CREATE FUNCTION line_of(v bigint) RETURNS bytea LANGUAGE sql"
	" IMMUTABLE AS $$SELECT CASE WHEN v IS NULL THEN '\\x00'::bytea"
	" ELSE '\\x01'::bytea || int8send(v) END$$;"
	"CREATE FUNCTION line_of(v bytea) RETURNS bytea LANGUAGE sql"
	" IMMUTABLE AS $$SELECT CASE WHEN v IS NULL THEN '\\x00'::bytea"
	" ELSE '\\x03'::bytea || int4send(length(v)) || v END$$;"
	"CREATE FUNCTION line_of(v text) RETURNS bytea LANGUAGE sql"
	" IMMUTABLE AS $$SELECT CASE WHEN v IS NULL THEN '\\x00'::bytea"
	" ELSE '\\x02'::bytea || int4send(octet_length(v))"
	" || convert_to(v, 'UTF8') END$$;"
	"CREATE FUNCTION fact_id(f fact) RETURNS bytea LANGUAGE sql IMMUTABLE"
	" AS $$SELECT f.key || int4send(f.kind) || int8send(f.name)"
	" || int8send(f.at) || f.mark$$;"
	"CREATE FUNCTION fact_line(f fact) RETURNS bytea LANGUAGE sql STABLE"
	" AS $$SELECT line_of(1::bigint) || line_of(f.key)"
	" || line_of(f.kind::bigint)"
	" || line_of((SELECT n.text FROM name n WHERE n.id = f.name))"
	" || line_of(f.mark) || line_of(f.at) || line_of(f.until)"
	" || line_of(f.by_domain::bigint)"
	" || line_of((SELECT c.digest FROM channel c WHERE c.id = f.told_by))"
	" || line_of(f.evidence) || line_of(f.unconfirmed::bigint)"
	" || line_of(f.untold::bigint) || line_of(f.generation::bigint)"
	" || line_of(f.recorded) || line_of(f.day::bigint)$$;"
	"CREATE FUNCTION restriction_line(s subject) RETURNS bytea LANGUAGE sql"
	" IMMUTABLE AS $$SELECT line_of(2::bigint) || line_of(s.key)"
	" || line_of(s.restricted)$$;"
	"CREATE UNLOGGED TABLE row_change("
	" n bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
	" was_id bytea, was_kind integer, was_line bytea, was_mac bytea,"
	" id bytea, kind integer, line bytea);"
	"CREATE FUNCTION fact_noted() RETURNS trigger LANGUAGE plpgsql"
	" AS $$" FACT_NOTED "$$;"
	"CREATE FUNCTION subject_noted() RETURNS trigger LANGUAGE plpgsql"
	" AS $$" SUBJECT_NOTED "$$;"
	"CREATE FUNCTION refuse_retired() RETURNS trigger LANGUAGE plpgsql"
	" AS $$" RETIRED "$$;"
	"CREATE TRIGGER fact_noted AFTER INSERT OR DELETE OR UPDATE OF key,"
	" kind, name, mark, at, until, by_domain, told_by, evidence,"
	" unconfirmed, untold, generation, recorded, day ON fact"
	" FOR EACH ROW EXECUTE FUNCTION fact_noted();"
	"CREATE TRIGGER subject_noted AFTER INSERT OR DELETE OR UPDATE OF key,"
	" restricted ON subject"
	" FOR EACH ROW EXECUTE FUNCTION subject_noted();";

const char pgsql_rows_all[] =
	"SELECT kind, key, (SELECT text FROM name WHERE id = fact.name), at,"
	" mac, fact_line(fact) FROM fact WHERE kind IN " WISHES_IN
	" UNION ALL SELECT 0, key, NULL, restricted, mac,"
	" CASE WHEN restricted IS NOT NULL THEN restriction_line(subject) END"
	" FROM subject WHERE restricted IS NOT NULL OR mac IS NOT NULL";

/* O: it fires where rows are written by anybody but a replica. */
const char pgsql_triggers[] =
	"SELECT t.tgname::text, t.tgenabled::text || p.prosrc"
	" FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
	" WHERE NOT t.tgisinternal AND t.tgrelid IN ('fact'::regclass,"
	" 'subject'::regclass) ORDER BY 1";

bool pgsql_knows_trigger(const char *name, const char *sql, bool *is_needed_r)
{
	*is_needed_r = strstr(name, "_retired_") == NULL;
	if (!*is_needed_r)
		return strcmp(sql, "O" RETIRED) == 0;
	if (strcmp(name, "fact_noted") == 0)
		return strcmp(sql, "O" FACT_NOTED) == 0;
	return strcmp(name, "subject_noted") == 0 &&
		strcmp(sql, "O" SUBJECT_NOTED) == 0;
}

/* -------------------------------------------------------------------- digest */

static enum err digest(struct pgsql_session *s, const void *line, size_t len,
	unsigned char mac_r[ROW_MAC_LEN])
{
	enum err e = s->mac ? ERR_OK :
			      row_mac_new(s->base.base.store->keys, &s->mac);

	if (!e)
		e = row_mac_begin(s->mac);
	if (!e)
		e = row_mac_add(s->mac, line, len);
	return e ? e : row_mac_end(s->mac, mac_r);
}

bool pgsql_row_ought(struct sql_session *s, struct sql_stmt *stmt,
	unsigned char mac_r[ROW_MAC_LEN])
{
	if (sql_column_is_null(stmt, ROW_OUGHT))
		return false;
	return digest(pgsql_own(s), sql_column_blob(stmt, ROW_OUGHT),
		       sql_column_bytes(stmt, ROW_OUGHT), mac_r) == ERR_OK;
}

/* -------------------------------------------------------------------- changes */

/* Columns of what "row_change" gives. */
enum {
	WAS_ID,
	WAS_KIND,
	WAS_LINE,
	WAS_MAC,
	IS_ID,
	IS_KIND,
	IS_LINE
};

/* A row as the transaction leaves it. */
struct row {
	const char *id; /* of the result */
	int id_len;
	bool is_there;
	bool is_sound; /* its digest was right before each change */
	bool has_line;
	unsigned char mac[ROW_MAC_LEN];
};

struct settling {
	struct pgsql_session *s;
	const PGresult *changes;
	void *rows; /* struct row, for tsearch() */
	struct fact_sum sum;
	struct buf facts[6], subjects[2]; /* arrays, as text */
	size_t facts_len, subjects_len;
};

static int compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int len = x->id_len < y->id_len ? x->id_len : y->id_len;
	int order = memcmp(x->id, y->id, (size_t)len);

	return order ? order :
		       (x->id_len > y->id_len) - (x->id_len < y->id_len);
}

static bool has(const struct settling *w, int change, int column)
{
	return !PQgetisnull(w->changes, change, column);
}

static int number_at(const struct settling *w, int change, int column)
{
	const unsigned char *b =
		(const unsigned char *)PQgetvalue(w->changes, change, column);

	return (int)((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
		(uint32_t)b[2] << 8 | b[3]);
}

static struct row *row_of(struct settling *w, int change, int column)
{
	struct row key = {.id = PQgetvalue(w->changes, change, column),
		.id_len = PQgetlength(w->changes, change, column)};
	struct row **found = tfind(&key, &w->rows, compare), *row;

	if (found)
		return *found;
	row = malloc(sizeof(*row));
	if (!row)
		return NULL;
	*row = key;
	if (!tsearch(row, &w->rows, compare)) {
		free(row);
		return NULL;
	}
	return row;
}

/* Takes a line's digest into the sum or out of it. */
static enum err count(struct settling *w, int change, int sign,
	unsigned char mac_r[ROW_MAC_LEN])
{
	int line = sign > 0 ? IS_LINE : WAS_LINE;
	enum counted kind;
	enum err e = digest(w->s, PQgetvalue(w->changes, change, line),
		(size_t)PQgetlength(w->changes, change, line), mac_r);

	if (!e &&
		sql_row_kind(
			number_at(w, change, sign > 0 ? IS_KIND : WAS_KIND),
			&kind))
		fact_sum_add(&w->sum, sign, kind, mac_r);
	return e;
}

static bool has_mac(
	const struct settling *w, int change, const unsigned char *mac)
{
	if (!mac)
		return !has(w, change, WAS_MAC);
	return PQgetlength(w->changes, change, WAS_MAC) == ROW_MAC_LEN &&
		memcmp(PQgetvalue(w->changes, change, WAS_MAC), mac,
			ROW_MAC_LEN) == 0;
}

/* The row before; *is_sound_r: its digest was right. */
static enum err take_away(struct settling *w, int change, bool *is_sound_r)
{
	unsigned char mac[ROW_MAC_LEN];
	bool has_line = has(w, change, WAS_LINE);
	struct row key = {.id = PQgetvalue(w->changes, change, WAS_ID),
		.id_len = PQgetlength(w->changes, change, WAS_ID)};
	struct row **before = tfind(&key, &w->rows, compare);
	enum err e = has_line ? count(w, change, -1, mac) : ERR_OK;

	/* What this transaction changed before has no digest yet. */
	*is_sound_r = before ? (*before)->is_sound :
			       has_mac(w, change, has_line ? mac : NULL);
	if (before)
		(*before)->is_there = false;
	return e;
}

static enum err put(struct settling *w, int change, bool is_sound)
{
	struct row *row = row_of(w, change, IS_ID);

	if (!row)
		return ERR_NOMEM;
	row->is_there = true;
	row->is_sound = is_sound;
	row->has_line = has(w, change, IS_LINE);
	return row->has_line ? count(w, change, 1, row->mac) : ERR_OK;
}

static enum err take_change(struct settling *w, int change)
{
	bool is_sound = true;
	enum err e = ERR_OK;

	if (has(w, change, WAS_ID))
		e = take_away(w, change, &is_sound);
	if (!e && has(w, change, IS_ID))
		e = put(w, change, is_sound);
	return e;
}

/* ------------------------------------------------------------------ writing */

static void add_item(struct buf *array, const char *item)
{
	buf_addf(array, "%s%s", array->len > 0 ? "," : "{", item);
}

static void add_octets(struct buf *array, const void *bytes, size_t len)
{
	const unsigned char *b = bytes;

	add_item(array, "\"\\\\x");
	for (size_t i = 0; i < len; i++)
		buf_addf(array, "%02x", b[i]);
	buf_addc(array, '"');
}

static void add_number(struct buf *array, const char *bytes, int len)
{
	uint64_t number = bytes[0] & 0x80 ? UINT64_MAX : 0;
	char text[24];

	for (int i = 0; i < len; i++)
		number = number << 8 | (unsigned char)bytes[i];
	snprintf(text, sizeof(text), "%lld", (long long)number);
	add_item(array, text);
}

static void add_mac(struct buf *array, const struct row *row)
{
	if (row->has_line)
		add_octets(array, row->mac, ROW_MAC_LEN);
	else
		add_item(array, "NULL");
}

/* fact_id() */
#define AT_KIND PSEUDONYM_LEN
#define AT_NAME (AT_KIND + 4)
#define AT_AT (AT_NAME + 8)
#define AT_MARK (AT_AT + 8)

static void collect(const void *node, VISIT visit, void *arg)
{
	const struct row *row = *(const struct row *const *)node;
	struct settling *w = arg;

	if ((visit != postorder && visit != leaf) || !row->is_there ||
		!row->is_sound)
		return;
	if (row->id_len == PSEUDONYM_LEN) {
		add_octets(&w->subjects[0], row->id, PSEUDONYM_LEN);
		add_mac(&w->subjects[1], row);
		w->subjects_len++;
		return;
	}
	add_octets(&w->facts[0], row->id, PSEUDONYM_LEN);
	add_number(&w->facts[1], row->id + AT_KIND, 4);
	add_number(&w->facts[2], row->id + AT_NAME, 8);
	add_octets(
		&w->facts[3], row->id + AT_MARK, (size_t)row->id_len - AT_MARK);
	add_number(&w->facts[4], row->id + AT_AT, 8);
	add_mac(&w->facts[5], row);
	w->facts_len++;
}

static enum err write_arrays(
	struct settling *w, const char *sql, struct buf *arrays, int len)
{
	const char *values[6];
	int zeros[6] = {0};
	PGresult *result;
	enum err e;

	for (int i = 0; i < len; i++) {
		buf_addc(&arrays[i], '}');
		e = buf_err(&arrays[i]);
		if (e)
			return e;
		values[i] = buf_text(&arrays[i]);
	}
	e = pgsql_ask(
		w->s, sql, len, values, zeros, zeros, cannot_write, &result);
	PQclear(result);
	return e;
}

static enum err write_macs(struct settling *w)
{
	static const char facts[] =
		"UPDATE fact f SET mac = c.mac FROM unnest($1::bytea[],"
		" $2::integer[], $3::bigint[], $4::bytea[], $5::bigint[],"
		" $6::bytea[]) AS c(key, kind, name, mark, at, mac)"
		" WHERE f.key = c.key AND f.kind = c.kind AND f.name = c.name"
		" AND f.mark = c.mark AND f.at = c.at";
	static const char subjects[] =
		"UPDATE subject s SET mac = c.mac FROM unnest($1::bytea[],"
		" $2::bytea[]) AS c(key, mac) WHERE s.key = c.key";
	enum err e = ERR_OK;

	twalk_r(w->rows, collect, w);
	if (w->facts_len > 0)
		e = write_arrays(w, facts, w->facts, 6);
	if (!e && w->subjects_len > 0)
		e = write_arrays(w, subjects, w->subjects, 2);
	return e;
}

/* A sum that somebody damaged stays as it is: the wishes of persons are
 * recorded all the same. */
static enum err read_sum(struct settling *w, bool *is_sum_r)
{
	PGresult *result;
	enum err e = pgsql_ask(w->s, "SELECT state FROM fact_sum", 0, NULL,
		NULL, NULL, "cannot be read", &result);

	*is_sum_r = !e && PQntuples(result) == 1 &&
		fact_sum_unpack(PQgetvalue(result, 0, 0),
			(size_t)PQgetlength(result, 0, 0), &w->sum);
	PQclear(result);
	return e;
}

static enum err write_sum(struct settling *w)
{
	unsigned char bytes[FACT_SUM_LEN];
	const char *const values[] = {(const char *)bytes};
	const int lengths[] = {sizeof(bytes)}, formats[] = {1};
	PGresult *result;
	enum err e;

	fact_sum_pack(&w->sum, bytes);
	e = pgsql_ask(w->s, "UPDATE fact_sum SET state = $1", 1, values,
		lengths, formats, cannot_write, &result);
	PQclear(result);
	return e;
}

static enum err settle(struct settling *w)
{
	bool is_sum;
	enum err e = read_sum(w, &is_sum);

	for (size_t i = 0; i < 6; i++)
		buf_init(&w->facts[i], ARRAY_MAX);
	for (size_t i = 0; i < 2; i++)
		buf_init(&w->subjects[i], ARRAY_MAX);
	for (int i = 0; !e && i < PQntuples(w->changes); i++)
		e = take_change(w, i);
	if (!e)
		e = write_macs(w);
	if (!e && is_sum)
		e = write_sum(w);
	tdestroy(w->rows, free);
	for (size_t i = 0; i < 6; i++)
		buf_free(&w->facts[i]);
	for (size_t i = 0; i < 2; i++)
		buf_free(&w->subjects[i]);
	return e;
}

enum err pgsql_rows_settle(struct sql_session *base)
{
	static const char sql[] =
		"WITH gone AS (DELETE FROM row_change RETURNING *)"
		" SELECT was_id, was_kind, was_line, was_mac, id, kind, line"
		" FROM gone ORDER BY n";
	struct settling w = {.s = pgsql_own(base)};
	PGresult *changes;
	enum err e = pgsql_ask(
		w.s, sql, 0, NULL, NULL, NULL, cannot_write, &changes);

	w.changes = changes;
	if (!e && PQntuples(changes) > 0)
		e = settle(&w);
	PQclear(changes);
	return e;
}
