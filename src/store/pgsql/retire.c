/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

#include "store/pgsql/pgsql_private.h"

/* Rows of before stay as they are, and may be moved to another generation. */
enum err pgsql_close_generation(struct sql_session *base, unsigned generation)
{
	static const char *const tables[] = {"subject", "fact"};
	char sql[256];
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < sizeof(tables) / sizeof(*tables); i++) {
		snprintf(sql, sizeof(sql),
			"CREATE OR REPLACE TRIGGER %s_retired_%u"
			" BEFORE INSERT ON %s FOR EACH ROW"
			" WHEN (NEW.generation = %u)"
			" EXECUTE FUNCTION refuse_retired()",
			tables[i], generation, tables[i], generation);
		e = pgsql_exec(pgsql_own(base), sql, "cannot be written");
	}
	return e;
}
