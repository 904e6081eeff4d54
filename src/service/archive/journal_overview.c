/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/archive/journal_overview.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define NAME_SIZE 256
#define WEEK_DAYS 7
/* 1970-01-01 was a Thursday. */
#define FIRST_WEEKDAY 3

struct work {
	struct desk *desk;
	const struct overview_query *query;
	struct overview *overview;
	int64_t earliest; /* day that has a number */
	enum err failed;
};

const char *overview_part_name(enum overview_part part)
{
	static const char *const names[OVERVIEW_PARTS] = {
		[OVERVIEW_VERDICTS] = "verdicts",
		[OVERVIEW_INCOMING] = "incoming",
		[OVERVIEW_ACTS] = "acts",
		[OVERVIEW_UNNAMED] = "unnamed",
	};

	return names[part];
}

/* Each text is kept once; equal ones have one address. */
static enum err intern(
	struct overview *s, const char *text, const char **text_r)
{
	char *word;

	*text_r = NULL;
	if (!text)
		return ERR_OK;
	*text_r = table_get(&s->words, text, strlen(text));
	if (*text_r)
		return ERR_OK;
	word = strdup(text);
	if (!word)
		return ERR_NOMEM;
	if (table_put(&s->words, word, strlen(word), word)) {
		free(word);
		return ERR_NOMEM;
	}
	*text_r = word;
	return ERR_OK;
}

static enum err open_sender(struct work *w, const unsigned char *sealed,
	size_t len, const char **name_r)
{
	struct pseudonymizer *p = identifier_pseudonymizer(w->desk->identifier);
	char name[NAME_SIZE];

	*name_r = NULL;
	if (!sealed || pseudonym_open_name(p, sealed, len, name))
		return ERR_OK;
	return intern(w->overview, name, name_r);
}

static int64_t monday_of(int64_t day)
{
	int64_t weekday = (day + FIRST_WEEKDAY) % WEEK_DAYS;

	return day - (weekday < 0 ? weekday + WEEK_DAYS : weekday);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* A week is cut where the query begins or ends. */
static void set_period(
	const struct overview_query *q, int64_t day, struct overview_cell *cell)
{
	int64_t monday = monday_of(day);

	cell->first_day = q->first_day;
	cell->last_day = q->last_day;
	if (q->step == OVERVIEW_DAYS)
		cell->first_day = cell->last_day = day;
	if (q->step != OVERVIEW_WEEKS)
		return;
	cell->first_day = later(q->first_day, monday);
	cell->last_day = earlier(q->last_day, monday + WEEK_DAYS - 1);
}

static bool is_text(const char *wanted, const char *text)
{
	return !wanted || (text && strcmp(wanted, text) == 0);
}

static bool is_wanted(
	const struct overview_query *q, const struct overview_cell *cell)
{
	return is_text(q->purpose, cell->purpose) &&
		is_text(q->sender, cell->sender) &&
		(!q->reason || q->reason == cell->reason);
}

static enum err add(
	struct work *w, int64_t day, const struct overview_cell *cell)
{
	struct overview *s = w->overview;
	struct overview_cell *cells;

	if (!is_wanted(w->query, cell))
		return ERR_OK;
	w->earliest = earlier(w->earliest, day);
	cells = array_grow(s->cells, s->len, &s->cap, sizeof(*cells));
	if (!cells)
		return ERR_NOMEM;
	s->cells = cells;
	cells[s->len++] = *cell;
	return ERR_OK;
}

static enum overview_part part_of(const struct store_tally *tally)
{
	if (tally->kind == JOURNAL_VERDICT)
		return OVERVIEW_VERDICTS;
	return tally->meaning ? OVERVIEW_INCOMING : OVERVIEW_ACTS;
}

static bool take_tally(void *arg, const struct store_tally *tally)
{
	struct work *w = arg;
	struct overview_cell cell = {
		.part = part_of(tally),
		.kind = tally->kind,
		.meaning = tally->meaning,
		.reason = tally->reason,
		.action = tally->action,
		.is_enforced = tally->is_enforced,
		.count = tally->entries,
	};

	/* The store's own, as "journal" leaves them out. */
	if (tally->kind == JOURNAL_SUM)
		return true;
	set_period(w->query, tally->day, &cell);
	w->failed = intern(w->overview, tally->purpose, &cell.purpose);
	if (!w->failed)
		w->failed = open_sender(
			w, tally->sender, tally->sender_len, &cell.sender);
	if (!w->failed)
		w->failed = add(w, tally->day, &cell);
	return !w->failed;
}

static bool take_unnamed(void *arg, const struct store_unnamed *unnamed)
{
	struct work *w = arg;
	struct overview_cell cell = {
		.part = OVERVIEW_UNNAMED,
		.count = unnamed->messages,
	};

	set_period(w->query, unnamed->day, &cell);
	w->failed = intern(w->overview, unnamed->mark, &cell.mark);
	if (!w->failed)
		w->failed = open_sender(
			w, unnamed->sender, unnamed->sender_len, &cell.sender);
	if (!w->failed)
		w->failed = add(w, unnamed->day, &cell);
	return !w->failed;
}

static int compare_texts(const char *a, const char *b)
{
	return a == b ? 0 : strcmp(a ? a : "", b ? b : "");
}

static int compare_what(
	const struct overview_cell *x, const struct overview_cell *y)
{
	const int differences[] = {
		(int)x->part - (int)y->part,
		compare_texts(x->purpose, y->purpose),
		(int)x->meaning - (int)y->meaning,
		(int)x->kind - (int)y->kind,
		(int)x->action - (int)y->action,
		(int)x->reason - (int)y->reason,
		(int)y->is_enforced - (int)x->is_enforced,
		compare_texts(x->sender, y->sender),
		compare_texts(x->mark, y->mark),
	};

	for (size_t i = 0; i < sizeof(differences) / sizeof(*differences); i++)
		if (differences[i])
			return differences[i];
	return 0;
}

static int compare_cells(const void *a, const void *b)
{
	const struct overview_cell *x = a, *y = b;

	if (x->first_day != y->first_day)
		return x->first_day < y->first_day ? -1 : 1;
	return compare_what(x, y);
}

static void add_count(void *kept, const void *cell)
{
	((struct overview_cell *)kept)->count +=
		((const struct overview_cell *)cell)->count;
}

/* Days of one period, and a name under several generations of keys. */
static void join_cells(struct overview *s)
{
	s->len = array_join(
		s->cells, s->len, sizeof(*s->cells), compare_cells, add_count);
}

/* Asked from the beginning, it begins with the first day that has one. */
static void begin_with(struct overview *s, int64_t earliest)
{
	for (size_t i = 0; i < s->len; i++)
		s->cells[i].first_day = later(s->cells[i].first_day, earliest);
}

static enum err read_numbers(struct work *w)
{
	const struct overview_query *q = w->query;
	struct store_session *s = w->desk->session;
	enum err e = store_read_begin(s);

	if (e)
		return e;
	e = store_tally_each(s, q->first_day, q->last_day, take_tally, w);
	if (!e && !w->failed)
		e = store_unnamed_each(
			s, q->first_day, q->last_day, take_unnamed, w);
	store_read_end(s);
	return e;
}

enum err overview_make(struct desk *desk, const struct overview_query *query,
	struct overview *overview_r)
{
	struct work w = {.desk = desk,
		.query = query,
		.overview = overview_r,
		.earliest = INT64_MAX};
	enum err e;

	*overview_r = (struct overview){.cells = NULL};
	table_init(&overview_r->words);
	e = read_numbers(&w);
	if (e)
		e = desk_store_fail(desk, e, "reading the daily numbers");
	else if (w.failed)
		e = desk_fail(desk, w.failed, "%s", err_text(w.failed));
	if (e)
		overview_free(overview_r);
	else
		join_cells(overview_r);
	if (!e && query->first_day == INT64_MIN)
		begin_with(overview_r, w.earliest);
	return e;
}

void overview_free(struct overview *overview)
{
	free(overview->cells);
	overview->cells = NULL;
	overview->len = overview->cap = 0;
	table_each(&overview->words, free);
	table_free(&overview->words);
}
