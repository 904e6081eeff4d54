/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "store/sqlite/sqlite.h"

void sqlite_retired_trigger(char sql_r[RETIRED_TRIGGER_SIZE], const char *table,
	unsigned generation)
{
	snprintf(sql_r, RETIRED_TRIGGER_SIZE,
		"CREATE TRIGGER %s_retired_%u"
		" BEFORE INSERT ON %s WHEN NEW.generation = %u"
		" BEGIN SELECT RAISE(ABORT, 'this generation of keys"
		" is retired: restart the program'); END",
		table, generation, table, generation);
}

/* A trigger in the store: no program that writes can get around it. */
enum err sqlite_close_generation(struct sql_session *base, unsigned generation)
{
	static const char *const tables[] = {"subject", "fact"};
	static const char if_none[] = "CREATE TRIGGER IF NOT EXISTS";
	char sql[RETIRED_TRIGGER_SIZE], text[RETIRED_TRIGGER_SIZE + 16];
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < sizeof(tables) / sizeof(*tables); i++) {
		sqlite_retired_trigger(sql, tables[i], generation);
		snprintf(text, sizeof(text), "%s%s", if_none,
			sql + strlen("CREATE TRIGGER"));
		e = sqlite_exec(sqlite_own(base), text);
	}
	return e;
}
