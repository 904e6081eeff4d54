/* SPDX-License-Identifier: BSD-2-Clause */
/* A overview as text: for a terminal, and for a mail. */
#include "service/archive/journal_overview.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/visible.h"

#define SHOWN_SIZE 1100

static const char *const headings[OVERVIEW_PARTS] = {
	[OVERVIEW_VERDICTS] = "Verdicts",
	[OVERVIEW_INCOMING] = "What came of mail and clicks from outside",
	[OVERVIEW_ACTS] = "Other entries of the journal",
	[OVERVIEW_UNNAMED] = "Mail with marks of marketing that no section of "
			     "the configuration names",
};

void overview_day(int64_t day, char text_r[OVERVIEW_DAY_SIZE])
{
	struct civil civil;

	civil_from_days(day, &civil);
	snprintf(text_r, OVERVIEW_DAY_SIZE, "%04d-%02d-%02d", civil.year,
		civil.month, civil.day);
}

/* What "each" row says, without its sender. */
static void say_what(struct buf *out, const struct overview_cell *c)
{
	if (c->purpose)
		(void)buf_addf(out, "%s  ", c->purpose);
	if (c->meaning)
		(void)buf_addf(out, "%s: ", journal_meaning_name(c->meaning));
	if (c->part == OVERVIEW_VERDICTS)
		(void)buf_addf(out, "%s %s%s", action_name(c->action),
			c->reason ? reason_name(c->reason) : "-",
			c->is_enforced ? "" : " (not enforced)");
	else
		(void)buf_adds(out, journal_kind_name(c->kind));
	(void)buf_addc(out, '\n');
}

static bool is_same_but_sender(
	const struct overview_cell *a, const struct overview_cell *b)
{
	return a->purpose == b->purpose && a->meaning == b->meaning &&
		a->kind == b->kind && a->action == b->action &&
		a->reason == b->reason && a->is_enforced == b->is_enforced;
}

static void add_rows(
	struct buf *out, const struct overview_cell *cells, size_t len)
{
	for (size_t i = 0; i < len;) {
		const struct overview_cell *first = &cells[i];
		int64_t count = 0;

		for (; i < len && is_same_but_sender(first, &cells[i]); i++)
			count += cells[i].count;
		(void)buf_addf(out, "%10" PRId64 "  ", count);
		say_what(out, first);
	}
}

/* ---------------------------------------------------------------- senders */

struct line {
	const char *sender; /* NULL: nobody that can be named */
	const char *mark;
	int64_t count;
	int64_t stopped; /* held or refused, or would have been */
};

static int by_sender(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int c = strcmp(x->sender ? x->sender : "", y->sender ? y->sender : "");

	return c ? c : strcmp(x->mark ? x->mark : "", y->mark ? y->mark : "");
}

static int by_count(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return by_sender(a, b);
}

static void add_line(void *kept, const void *item)
{
	const struct line *line = item;
	struct line *sum = kept;

	sum->count += line->count;
	sum->stopped += line->stopped;
}

static void say_line(
	struct buf *out, const struct line *l, enum overview_part part)
{
	char shown[SHOWN_SIZE];
	const char *nobody =
		part == OVERVIEW_UNNAMED ? "(further senders)" : "(nobody)";

	visible_copy(shown, sizeof(shown), l->sender ? l->sender : nobody);
	(void)buf_addf(out, "%10" PRId64 "  %s", l->count, shown);
	if (l->mark)
		(void)buf_addf(out, "  %s", l->mark);
	if (l->stopped > 0)
		(void)buf_addf(
			out, "  (%" PRId64 " held or refused)", l->stopped);
	(void)buf_addc(out, '\n');
}

static enum err add_senders(
	struct buf *out, const struct overview_cell *cells, size_t len)
{
	struct line *lines = calloc(len + 1, sizeof(*lines));

	if (!lines)
		return ERR_NOMEM;
	for (size_t i = 0; i < len; i++) {
		const struct overview_cell *c = &cells[i];

		lines[i] = (struct line){c->sender, c->mark, c->count,
			c->is_enforced && c->action >= ACTION_HOLD ? c->count :
								     0};
	}
	len = array_join(lines, len, sizeof(*lines), by_sender, add_line);
	qsort(lines, len, sizeof(*lines), by_count);
	for (size_t i = 0; i < len; i++)
		say_line(out, &lines[i], cells->part);
	free(lines);
	return ERR_OK;
}

/* ---------------------------------------------------------------- periods */

static enum err add_part(
	struct buf *out, const struct overview_cell *cells, size_t len)
{
	int64_t all = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; i < len; i++)
		all += cells[i].count;
	(void)buf_addf(out, "\n%s: %" PRId64 "\n", headings[cells->part], all);
	if (cells->part != OVERVIEW_UNNAMED)
		add_rows(out, cells, len);
	if (cells->part == OVERVIEW_VERDICTS)
		(void)buf_adds(out, "By sender:\n");
	if (cells->part == OVERVIEW_VERDICTS || cells->part == OVERVIEW_UNNAMED)
		e = add_senders(out, cells, len);
	if (cells->part == OVERVIEW_UNNAMED)
		(void)buf_adds(out,
			"Where this is marketing, a \"classify\" section "
			"should name it: see robinson.conf(5).\n");
	return e;
}

static void add_period(struct buf *out, const struct overview_cell *c)
{
	char first[OVERVIEW_DAY_SIZE], last[OVERVIEW_DAY_SIZE];

	if (out->len > 0)
		(void)buf_addc(out, '\n');
	overview_day(c->first_day, first);
	overview_day(c->last_day, last);
	(void)buf_addf(out, c->first_day == c->last_day ? "%s" : "%s to %s",
		first, last);
	(void)buf_adds(out, ", days of UTC\n");
}

enum err overview_text(const struct overview *overview, struct buf *out)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < overview->len;) {
		const struct overview_cell *c = &overview->cells[i];
		size_t len = 0;

		if (i == 0 || c[-1].first_day != c->first_day)
			add_period(out, c);
		while (i + len < overview->len && c[len].part == c->part &&
			c[len].first_day == c->first_day)
			len++;
		e = add_part(out, c, len);
		i += len;
	}
	return e ? e : buf_err(out);
}
