/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/sqlite/row_triggers.h"

#include <stdlib.h>
#include <string.h>

/* All that a row says; names and channels by what they are, not by numbers
 * that somebody could give another meaning. */
#define FACT_MAC(row)                                                          \
	"robinson_mac(1, " row "key, " row "kind,"                             \
	" (SELECT text FROM name WHERE id = " row "name), " row "mark, " row   \
	"at, " row "until, " row "by_domain,"                                  \
	" (SELECT digest FROM channel WHERE id = " row "told_by), " row        \
	"evidence, " row "unconfirmed, " row "untold, " row "generation, " row \
	"recorded, " row "day)"
#define RESTRICTION_MAC(row) "robinson_mac(2, " row "key, " row "restricted)"

#define FACT_IS_NEW                                            \
	" WHERE key = NEW.key AND kind = NEW.kind AND name = " \
	"NEW.name AND mark = NEW.mark AND at = NEW.at"
#define SUM_ADD(kind, mac)                                \
	"UPDATE fact_sum SET state = robinson_sum(state," \
	" 1, " kind ", " mac ");"
#define SUM_TAKE(kind, mac)                               \
	"UPDATE fact_sum SET state = robinson_sum(state," \
	" -1, " kind ", " mac ");"

/* A digest that was wrong before a change is wrong after it. */
static const struct {
	const char *name;
	const char *sql;
} triggers[SQLITE_ROW_TRIGGERS] = {
	{"fact_added",
		"CREATE TRIGGER fact_added AFTER INSERT ON fact"
		" WHEN NEW.kind IN " WISHES_IN " BEGIN"
		" UPDATE fact SET mac = " FACT_MAC("NEW.") FACT_IS_NEW
		"; " SUM_ADD("NEW.kind",
			"(SELECT mac FROM fact" FACT_IS_NEW ")") " END"},
	{"fact_changed",
		"CREATE TRIGGER fact_changed AFTER UPDATE OF key, kind, name,"
		" mark, at, until, by_domain, told_by, evidence, unconfirmed,"
		" untold, generation, recorded, day ON fact"
		" WHEN OLD.kind IN " WISHES_IN " OR NEW.kind IN " WISHES_IN
		" BEGIN UPDATE fact SET mac = " FACT_MAC("NEW.") FACT_IS_NEW
		" AND OLD.mac IS " FACT_MAC("OLD.") "; " SUM_TAKE(
			"OLD.kind", FACT_MAC("OLD."))
			SUM_ADD("NEW.kind", FACT_MAC("NEW.")) " END"},
	{"fact_removed",
		"CREATE TRIGGER fact_removed AFTER DELETE ON fact"
		" WHEN OLD.kind IN " WISHES_IN
		" BEGIN " SUM_TAKE("OLD.kind", FACT_MAC("OLD.")) " END"},
	{"restriction_added",
		"CREATE TRIGGER restriction_added AFTER INSERT ON subject"
		" WHEN NEW.restricted IS NOT NULL BEGIN"
		" UPDATE subject SET mac = " RESTRICTION_MAC(
			"NEW.") " WHERE key = NEW.key; " SUM_ADD("0",
			RESTRICTION_MAC("NEW.")) " END"},
	{"restriction_changed",
		"CREATE TRIGGER restriction_changed AFTER UPDATE OF key,"
		" restricted ON subject WHEN OLD.restricted IS NOT"
		" NEW.restricted OR (NEW.restricted IS NOT NULL AND OLD.key"
		" IS NOT NEW.key) BEGIN"
		" UPDATE subject SET mac = CASE WHEN NEW.restricted IS NOT"
		" NULL THEN " RESTRICTION_MAC(
			"NEW.") " END"
				" WHERE key = NEW.key AND OLD.mac IS CASE WHEN "
				"OLD.restricted"
				" IS NOT NULL THEN " RESTRICTION_MAC(
					"OLD.") " END; " SUM_TAKE("CASE WHEN "
								  "OLD."
								  "restricted "
								  "IS NOT NULL "
								  "THEN 0 END",
					RESTRICTION_MAC("OLD."))
					SUM_ADD("CASE WHEN NEW.restricted IS "
						"NOT NULL THEN 0 END",
						RESTRICTION_MAC(
							"NEW.")) " END"},
	{"restriction_removed",
		"CREATE TRIGGER restriction_removed AFTER DELETE ON subject"
		" WHEN OLD.restricted IS NOT NULL BEGIN " SUM_TAKE(
			"0", RESTRICTION_MAC("OLD.")) " END"},
};
const char sqlite_rows_all[] =
	"SELECT kind, key, (SELECT text FROM name WHERE id = fact.name), at,"
	" mac, " FACT_MAC(
		"fact.") " FROM fact WHERE kind IN " WISHES_IN
			 " UNION ALL SELECT 0, key, NULL, restricted, mac,"
			 " CASE WHEN restricted IS NOT NULL "
			 "THEN " RESTRICTION_MAC(
				 "subject.") " END FROM subject WHERE "
					     "restricted IS NOT NULL OR mac IS "
					     "NOT NULL";

/* ------------------------------------------------------------ functions */

static enum err add_number(struct row_mac *mac, uint64_t number, int len)
{
	unsigned char bytes[8];

	for (int i = len - 1; i >= 0; i--, number >>= 8)
		bytes[i] = (unsigned char)(number & 0xff);
	return row_mac_add(mac, bytes, (size_t)len);
}

static enum err add_bytes(
	struct row_mac *mac, const void *bytes, sqlite3_value *value)
{
	size_t len = (size_t)sqlite3_value_bytes(value);
	enum err e = add_number(mac, len, 4);

	return e || len == 0 ? e : row_mac_add(mac, bytes, len);
}

static enum err add_value(struct row_mac *mac, sqlite3_value *value)
{
	enum err e;

	switch (sqlite3_value_type(value)) {
	case SQLITE_NULL:
		return add_number(mac, 0, 1);
	case SQLITE_INTEGER:
		e = add_number(mac, 1, 1);
		return e ? e :
			   add_number(mac, (uint64_t)sqlite3_value_int64(value),
				   8);
	case SQLITE_TEXT:
		e = add_number(mac, 2, 1);
		return e ? e : add_bytes(mac, sqlite3_value_text(value), value);
	case SQLITE_BLOB:
		e = add_number(mac, 3, 1);
		return e ? e : add_bytes(mac, sqlite3_value_blob(value), value);
	default:
		return ERR_INVALID; /* no column holds any other */
	}
}

static void mac_function(
	sqlite3_context *context, int argc, sqlite3_value **argv)
{
	struct sqlite_row_keys *rows = sqlite3_user_data(context);
	unsigned char mac[ROW_MAC_LEN];
	enum err e = rows->mac ? ERR_OK : row_mac_new(rows->keys, &rows->mac);

	if (!e)
		e = row_mac_begin(rows->mac);
	for (int i = 0; !e && i < argc; i++)
		e = add_value(rows->mac, argv[i]);
	if (!e)
		e = row_mac_end(rows->mac, mac);
	if (e == ERR_NOMEM)
		sqlite3_result_error_nomem(context);
	else if (e)
		sqlite3_result_error(context, "a row cannot be digested", -1);
	else
		sqlite3_result_blob(
			context, mac, sizeof(mac), SQLITE_TRANSIENT);
}

/* A sum that somebody damaged stays as it is: the wishes of persons are
 * recorded all the same. */
static void sum_function(
	sqlite3_context *context, int argc, sqlite3_value **argv)
{
	unsigned char bytes[FACT_SUM_LEN];
	struct fact_sum sum;
	enum counted kind;

	(void)argc;
	if (sqlite3_value_type(argv[2]) == SQLITE_NULL ||
		!sql_row_kind(sqlite3_value_int(argv[2]), &kind) ||
		sqlite3_value_bytes(argv[3]) != ROW_MAC_LEN ||
		!fact_sum_unpack(sqlite3_value_blob(argv[0]),
			(size_t)sqlite3_value_bytes(argv[0]), &sum)) {
		sqlite3_result_value(context, argv[0]);
		return;
	}
	fact_sum_add(&sum, sqlite3_value_int(argv[1]) < 0 ? -1 : 1, kind,
		sqlite3_value_blob(argv[3]));
	fact_sum_pack(&sum, bytes);
	sqlite3_result_blob(context, bytes, sizeof(bytes), SQLITE_TRANSIENT);
}

/* SQLite lets a trigger call only functions that are marked as innocuous. */
enum err sqlite_rows_functions(sqlite3 *db, struct sqlite_row_keys *keys)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

	if (sqlite3_create_function_v2(db, "robinson_mac", -1, flags, keys,
		    mac_function, NULL, NULL, NULL) ||
		sqlite3_create_function_v2(db, "robinson_sum", 4, flags, keys,
			sum_function, NULL, NULL, NULL))
		return ERR_NOMEM;
	return ERR_OK;
}

bool sqlite_row_ought(struct sql_session *s, struct sql_stmt *stmt,
	unsigned char mac_r[ROW_MAC_LEN])
{
	(void)s;
	if (sql_column_bytes(stmt, ROW_OUGHT) != ROW_MAC_LEN)
		return false;
	memcpy(mac_r, sql_column_blob(stmt, ROW_OUGHT), ROW_MAC_LEN);
	return true;
}

bool sqlite_knows_trigger(const char *name, const char *sql, bool *is_needed_r)
{
	char expected[RETIRED_TRIGGER_SIZE];
	const char *number = strrchr(name, '_');

	for (size_t i = 0; i < SQLITE_ROW_TRIGGERS; i++) {
		if (strcmp(triggers[i].name, name) != 0)
			continue;
		*is_needed_r = true;
		return strcmp(triggers[i].sql, sql) == 0;
	}
	*is_needed_r = false;
	if (!number)
		return false;
	sqlite_retired_trigger(expected,
		strncmp(name, "fact", 4) == 0 ? "fact" : "subject",
		(unsigned)strtoul(number + 1, NULL, 10));
	return strcmp(expected, sql) == 0;
}

/* ----------------------------------------------------------------- step */

static enum err put_sum(struct sqlite_session *s, const struct fact_sum *sum)
{
	unsigned char bytes[FACT_SUM_LEN];
	sqlite3_stmt *stmt;
	enum err e = ERR_OK;

	fact_sum_pack(sum, bytes);
	if (sqlite3_prepare_v2(s->db,
		    "INSERT INTO fact_sum(one, state) VALUES(1, ?1)", -1, &stmt,
		    NULL))
		return sqlite_fail(s, "cannot be set up");
	sqlite3_bind_blob(stmt, 1, bytes, sizeof(bytes), SQLITE_STATIC);
	if (sqlite3_step(stmt) != SQLITE_DONE)
		e = sqlite_fail(s, "cannot be set up");
	sqlite3_finalize(stmt);
	return e;
}

static enum err sum_rows(struct sqlite_session *s, struct fact_sum *sum_r)
{
	sqlite3_stmt *stmt;
	enum counted kind;
	enum err e = ERR_OK;
	int code;

	memset(sum_r, 0, sizeof(*sum_r));
	if (sqlite3_prepare_v2(s->db, sqlite_rows_all, -1, &stmt, NULL))
		return sqlite_fail(s, "cannot be read");
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
		if (sql_row_kind(sqlite3_column_int(stmt, ROW_KIND), &kind))
			fact_sum_add(sum_r, 1, kind,
				sqlite3_column_blob(stmt, ROW_OUGHT));
	if (code != SQLITE_DONE)
		e = sqlite_fail(s, "cannot be read");
	sqlite3_finalize(stmt);
	return e;
}

enum err sqlite_rows_set_up(struct sqlite_session *s, bool is_new)
{
	static const char columns[] = "ALTER TABLE fact ADD COLUMN mac BLOB;"
				      "ALTER TABLE subject ADD COLUMN mac BLOB;"
				      "CREATE TABLE fact_sum("
				      " one INTEGER PRIMARY KEY CHECK(one = 1),"
				      " state BLOB NOT NULL) STRICT;";
	static const char digests[] = "UPDATE fact SET mac = " FACT_MAC(
		"fact.") " WHERE kind IN " WISHES_IN ";"
			 "UPDATE subject SET mac = " RESTRICTION_MAC(
				 "subject.") " WHERE restricted IS NOT NULL;";
	static const char mark_untold[] =
		"INSERT INTO meta(key, value) VALUES('sum-untold', X'01')";
	struct fact_sum sum;
	enum err e = sqlite_exec(s, columns);

	if (!e)
		e = sqlite_exec(s, digests);
	if (!e)
		e = sum_rows(s, &sum);
	if (!e)
		e = put_sum(s, &sum);
	for (size_t i = 0; !e && i < SQLITE_ROW_TRIGGERS; i++)
		e = sqlite_exec(s, triggers[i].sql);
	if (e || is_new)
		return e;
	s->base.rows.begins = true;
	return sqlite_exec(s, mark_untold);
}
