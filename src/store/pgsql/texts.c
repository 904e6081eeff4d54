/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What SQLite and PostgreSQL take differently is turned here: "?3" is a
 * parameter by its place, "INDEXED BY" chooses an index, X'00' are octets. A
 * statement that needs more than that has a text of its own below, with the same
 * parameters and columns.
 */
#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/pgsql/pgsql_private.h"
#include "store/sql/held_rows.h"

#define TEXT_MAX 65536

#define ENTRY_COLUMNS                                                      \
	"seq, at, instance, kind, key, purpose, reason, action, enforced," \
	" queue_id, host, sender, detail, mac"

/* Whoever had the same name first gave it its number. */
static const char name_add[] =
	"INSERT INTO name(text) VALUES(?1) ON CONFLICT(text)"
	" DO UPDATE SET text = excluded.text RETURNING id";

static const char channel_add[] =
	"INSERT INTO channel(digest, text) VALUES(?1, ?2)"
	" ON CONFLICT(digest) DO UPDATE SET digest = excluded.digest"
	" RETURNING id";

/* Two processes that write into one chain wait for each other here, not at the
 * end, where one of them would have to begin anew. */
static const char chain_head[] =
	"INSERT INTO chain(instance, seq, mac)"
	" VALUES(?1, 0, decode(repeat('00', 32), 'hex'))"
	" ON CONFLICT(instance) DO UPDATE SET seq = chain.seq"
	" RETURNING seq, mac";

/* The verdicts of one message follow each other in their chain, however many
 * numbers others took in between: "island" grows with each entry that is none of
 * them. */
static const char journal_of_held[] =
	"WITH held AS (SELECT seq, instance FROM journal"
	" WHERE queue_id = ?6 AND kind = 1 AND action = 2"
	" AND enforced = 1),"
	" near AS (SELECT n.seq, n.instance,"
	" n.queue_id = ?6 AND n.kind = 1 AS is_one,"
	" sum(CASE WHEN n.queue_id = ?6 AND n.kind = 1 THEN 0"
	" ELSE 1 END) OVER (PARTITION BY n.instance ORDER BY n.seq)"
	" AS island FROM journal n WHERE EXISTS(SELECT 1 FROM held h"
	" WHERE h.instance = n.instance AND n.seq"
	" BETWEEN h.seq - 2000 AND h.seq + 2000))"
	"SELECT " ENTRY_COLUMNS " FROM journal WHERE seq IN ("
	"SELECT n.seq FROM near n JOIN near m"
	" ON m.instance = n.instance AND m.island = n.island"
	" JOIN held h ON h.seq = m.seq WHERE n.is_one)"
	" AND seq BETWEEN ?1 AND ?2 AND at >= ?3"
	" AND (key = ?4 OR ?4 IS NULL) ORDER BY seq LIMIT ?5";

static const char held_add[] =
	"INSERT INTO held(id, received, expires, size, stored, chunks,"
	" recipients, waiting, queue_id, host, summary, mark, sender,"
	" sender_domain, number)"
	" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
	" ?13, ?14, nextval('held_number'))";

static const char held_waiting[] =
	"UPDATE held SET (recipients, waiting, rank, reasons, states,"
	" purpose, requested, to_domain) = (SELECT count(*),"
	" count(CASE WHEN state <= 3 THEN 1 END),"
	" coalesce(min(CASE reason WHEN 18 THEN 15 ELSE reason * 10"
	" END), 0), coalesce(sum(DISTINCT 1 << reason), 0),"
	" coalesce(sum(DISTINCT 1 << state), 0),"
	" CASE WHEN min(purpose) = max(purpose) THEN min(purpose)"
	" ELSE 0 END, min(requested),"
	" CASE WHEN count(domain) = count(*)"
	" AND count(DISTINCT domain) = 1"
	" THEN (array_agg(domain))[1] END"
	" FROM held_recipient r WHERE r.id = held.id) WHERE id = ?1";

static const char tally_add[] =
	"INSERT INTO tally(day, sender, kind, purpose, reason, action,"
	" enforced, meaning, writer, entries)"
	" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
	" pg_backend_pid() % 16, 1)"
	" ON CONFLICT(day, sender, kind, purpose, reason, action,"
	" enforced, meaning, writer)"
	" DO UPDATE SET entries = tally.entries + 1";

static const char tally_each[] =
	"SELECT day, sender, kind, purpose, reason, action, enforced,"
	" meaning, CAST(sum(entries) AS bigint) FROM tally"
	" WHERE day BETWEEN ?1 AND ?2 GROUP BY day, sender, kind,"
	" purpose, reason, action, enforced, meaning ORDER BY day";

static const char *const own_texts[STMT_COUNT] = {
	[STMT_ROWS_ALL] = pgsql_rows_all,
	[STMT_TRIGGERS] = pgsql_triggers,
	[STMT_NAME_ADD] = name_add,
	[STMT_CHANNEL_ADD] = channel_add,
	[STMT_CHAIN_HEAD] = chain_head,
	[STMT_JOURNAL_OF_HELD] = journal_of_held,
	[STMT_HELD_ADD] = held_add,
	[STMT_HELD_WAITING] = held_waiting,
	[STMT_TALLY_ADD] = tally_add,
	[STMT_TALLY_EACH] = tally_each,
};

static struct pgsql_text made[STMT_COUNT];
static enum err made_e = ERR_OK;

/* The parameter's number; its place is given at its first use. */
static const char *turn_parameter(
	struct pgsql_text *text, struct buf *sql, const char *p)
{
	char *end;
	long n = strtol(p + 1, &end, 10);

	if (n < 1 || n > PGSQL_PARAMETERS_MAX)
		abort(); /* a statement of this program */
	if (text->places[n] == 0)
		text->places[n] = ++text->places_len;
	if (n > text->parameters)
		text->parameters = (int)n;
	buf_addf(sql, "$%d", text->places[n]);
	return end;
}

/* "INDEXED BY name" */
static const char *skip_index(const char *p)
{
	p += strlen("INDEXED BY ");
	while (isalnum((unsigned char)*p) || *p == '_')
		p++;
	return p;
}

static const char *turn_octets(struct buf *sql, const char *p)
{
	const char *end = strchr(p + 2, '\'');

	buf_addf(sql, "'\\x%.*s'::bytea", (int)(end - p - 2), p + 2);
	return end + 1;
}

static enum err turn(const char *p, struct pgsql_text *text)
{
	struct buf sql;

	buf_init(&sql, TEXT_MAX);
	while (*p) {
		if (*p == '?')
			p = turn_parameter(text, &sql, p);
		else if (strncmp(p, "INDEXED BY ", 11) == 0)
			p = skip_index(p);
		else if (p[0] == 'X' && p[1] == '\'')
			p = turn_octets(&sql, p);
		else
			buf_addc(&sql, *p++);
	}
	text->sql = buf_detach(&sql);
	return text->sql ? ERR_OK : ERR_NOMEM;
}

static void make(void)
{
	for (int i = 0; !made_e && i < STMT_COUNT; i++) {
		const char *text = own_texts[i] ? own_texts[i] : sql_texts[i];

		if (text)
			made_e = turn(text, &made[i]);
	}
}

enum err pgsql_texts_make(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make);
	return made_e;
}

const struct pgsql_text *pgsql_text_of(enum stmt_id id)
{
	return &made[id];
}
