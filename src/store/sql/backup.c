/* SPDX-License-Identifier: BSD-2-Clause */
#include "store/backup.h"

#include <string.h>

#include "store/sql/sql.h"

enum err sql_unconfirmed_mark(struct store_session *base, const char *why)
{
	struct sql_session *s = own(base);
	struct sql_stmt *stmt;
	enum err e = sql_stmt(
		s, why ? STMT_UNCONFIRMED_MARK : STMT_UNCONFIRMED_END, &stmt);

	if (e)
		return e;
	if (why)
		sql_bind_blob(stmt, 1, why, strlen(why));
	e = sql_run(s, stmt, "cannot be written");
	if (!e && !why && sql_changes(s) == 0)
		return ERR_NOT_FOUND;
	return e;
}
