/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * journal_overview.h - how much was decided and said, by day, week or at once
 *
 * Read from the daily numbers of the store, never from the entries: it is as
 * quick after ten years, and what was trimmed from the journal is still in it.
 *
 * Shape:   cells in order of period, part, and what they count; one that would
 *          be zero is not there. A sender that was sealed under several
 *          generations of keys has one cell.
 * Units:   days since 1970-01-01 in UTC; weeks begin on Monday
 * Files:   journal_overview.c, overview_text.c
 * Errors:  ERR_UNAVAILABLE the store; ERR_NOMEM; desk->cause
 * Owns:    overview_free() frees cells and their texts
 * Threads: as the desk
 * Source:  GDPR Art. 5(2)
 */
#ifndef ROBINSON_ARCHIVE_JOURNAL_OVERVIEW_H
#define ROBINSON_ARCHIVE_JOURNAL_OVERVIEW_H

#include "base/buf.h"
#include "base/table.h"
#include "service/office/desk.h"
#include "store/tally.h"

enum overview_step {
	OVERVIEW_AT_ONCE,
	OVERVIEW_DAYS,
	OVERVIEW_WEEKS
};

struct overview_query {
	int64_t first_day; /* both included; INT64_MIN: the first that has any */
	int64_t last_day;
	enum overview_step step;
	const char *purpose; /* NULL: all */
	const char *sender; /* NULL: everybody */
	enum reason reason; /* 0: all */
};

enum overview_part {
	OVERVIEW_VERDICTS,
	OVERVIEW_INCOMING, /* what somebody outside said or did */
	OVERVIEW_ACTS, /* other entries: of staff, purges, imports, ... */
	OVERVIEW_UNNAMED, /* messages that no section names, with a mark */
	OVERVIEW_PARTS
};

const char *overview_part_name(enum overview_part part);

struct overview_cell {
	int64_t first_day; /* of its period; as the query's, at once */
	int64_t last_day;
	enum overview_part part;
	enum journal_kind kind; /* 0 of unnamed mail */
	enum journal_meaning meaning;
	const char *purpose; /* NULL: none */
	enum reason reason;
	enum action action;
	bool is_enforced;
	const char *mark; /* the header that tells most; else NULL */
	/* NULL: nobody, or sealed under other keys; of unnamed mail also those
	 * beyond the first of a day. */
	const char *sender;
	int64_t count;
};

struct overview {
	struct overview_cell *cells;
	size_t len, cap;
	struct table words; /* the texts */
};

enum err overview_make(struct desk *desk, const struct overview_query *query,
	struct overview *overview_r) MUST_CHECK;
void overview_free(struct overview *overview);

/* "2026-11-23" */
#define OVERVIEW_DAY_SIZE 24
void overview_day(int64_t day, char text_r[OVERVIEW_DAY_SIZE]);

/* As an administrator reads it. */
enum err overview_text(
	const struct overview *overview, struct buf *out) MUST_CHECK;

#endif
