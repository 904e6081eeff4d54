/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * row_triggers.h - SQLite's triggers for the digests of store/sql/rows.h
 *
 * They call functions that a connection has only from
 * sqlite_rows_functions(): a program that does not know them cannot write to
 * these tables.
 *
 * Functions: robinson_mac(values ...), the digest of a row;
 *            robinson_sum(sum, sign, kind, digest), the sum with the row
 *            added or taken away; kind is enum fact_kind, 0 a restriction
 * Threads:   as the connection
 */
#ifndef ROBINSON_STORE_SQLITE_ROW_TRIGGERS_H
#define ROBINSON_STORE_SQLITE_ROW_TRIGGERS_H

#include "store/sql/rows.h"
#include "store/sqlite/sqlite.h"

/* "keys" outlives the connection; the caller frees its "mac" then. */
enum err sqlite_rows_functions(
	sqlite3 *db, struct sqlite_row_keys *keys) MUST_CHECK;

/* The step of schema.c. */
enum err sqlite_rows_set_up(struct sqlite_session *s, bool is_new) MUST_CHECK;

/* STMT_ROWS_ALL; its last column is the digest. */
extern const char sqlite_rows_all[];
bool sqlite_row_ought(struct sql_session *s, struct sql_stmt *stmt,
	unsigned char mac_r[ROW_MAC_LEN]);

#define SQLITE_ROW_TRIGGERS 6
bool sqlite_knows_trigger(const char *name, const char *sql, bool *is_needed_r);

#endif
