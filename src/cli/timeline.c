/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/timeline.h"

#include <string.h>

#include "base/visible.h"

#define MARGIN 2
#define WIDTH_MAX 160
#define DATE_LEN 10

static const struct kind {
	const char *mark, *ascii;
	const char *words;
	int weight; /* of two in one column the greater is seen */
} kinds[] = {
	[EXPLAIN_COLLECTED] = {"┌", "+", "data collected", 1},
	[EXPLAIN_CONTACT] = {"●", "o", "contact", 7},
	[EXPLAIN_RELATION] = {"┬", "+", "relation begins", 2},
	[EXPLAIN_RELATION_END] = {"┴", "+", "relation ends", 3},
	[EXPLAIN_GRANT] = {"✓", "y", "grant", 6},
	[EXPLAIN_GRANT_END] = {"◌", "u", "grant expires", 4},
	[EXPLAIN_WITHDRAWAL] = {"✗", "w", "withdrawal", 9},
	[EXPLAIN_OBJECTION] = {"✖", "x", "objection", 11},
	[EXPLAIN_OBJECTION_LIFTED] = {"✔", "l", "objection lifted", 8},
	[EXPLAIN_SEND] = {"▲", "^", "marketing message sent", 5},
	[EXPLAIN_FAILURE] = {"!", "!", "delivery failed for good", 8},
	[EXPLAIN_RESTRICTED] = {"■", "#", "processing restricted", 10},
	[EXPLAIN_RETENTION_END] = {"┤", "|", "retention ends", 12},
	[EXPLAIN_WROTE] = {"◇", "i", "wrote to us", 4},
	[EXPLAIN_ASKED] = {"◆", "?", "the instant asked about", 13},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

void timeline_words(struct buf *out, const struct explain_event *event)
{
	buf_adds(out, kinds[event->kind].words);
	if (event->kind == EXPLAIN_COLLECTED && event->name)
		visible_addf(out, ", source \"%s\"", event->name);
	else if (event->kind == EXPLAIN_OBJECTION && !event->name)
		buf_adds(out, " to all direct marketing");
	else if (event->kind == EXPLAIN_OBJECTION)
		visible_addf(out, " to \"%s\"", event->name);
	else if (event->name)
		visible_addf(out, ": \"%s\"", event->name);
	if (event->by_domain)
		buf_adds(out, ", by the whole domain");
	if (event->detail)
		visible_addf(out, " (%s)", event->detail);
	if (event->is_unconfirmed)
		buf_adds(out, ", without proof: to be confirmed or dropped");
	if (event->without_evidence)
		buf_adds(out, ", without evidence: it does not stand");
}

struct scale {
	int64_t from_utc, to_utc;
	int columns;
};

static int column_of(const struct scale *scale, int64_t at_utc)
{
	double span = (double)(scale->to_utc - scale->from_utc);
	double part = (double)(at_utc - scale->from_utc) / span;

	return (int)(part * (scale->columns - 1) + 0.5);
}

static bool make_scale(const struct explain_event *events, size_t len,
	int width, struct scale *scale_r)
{
	*scale_r =
		(struct scale){INSTANT_NONE, INSTANT_NONE, width - 2 * MARGIN};
	if (scale_r->columns > WIDTH_MAX)
		scale_r->columns = WIDTH_MAX;
	for (size_t i = 0; i < len; i++) {
		if (events[i].at_utc == INSTANT_NONE)
			continue;
		if (scale_r->from_utc == INSTANT_NONE)
			scale_r->from_utc = events[i].at_utc;
		scale_r->to_utc = events[i].at_utc;
	}
	return scale_r->to_utc > scale_r->from_utc;
}

/* Where the solid line ends: with the retention, or never. */
static int solid_columns(const struct scale *scale,
	const struct explain_event *events, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (events[i].kind == EXPLAIN_RETENTION_END)
			return column_of(scale, events[i].at_utc);
	return scale->columns;
}

static void draw_line(struct buf *out, const struct scale *scale,
	const struct explain_event *events, size_t len, bool is_utf8)
{
	int cells[WIDTH_MAX];
	int solid = solid_columns(scale, events, len);

	for (int c = 0; c < scale->columns; c++)
		cells[c] = -1;
	for (size_t i = 0; i < len; i++) {
		int c = events[i].at_utc == INSTANT_NONE ?
			-1 :
			column_of(scale, events[i].at_utc);

		if (c >= 0 &&
			(cells[c] < 0 ||
				kinds[events[i].kind].weight >
					kinds[cells[c]].weight))
			cells[c] = (int)events[i].kind;
	}
	buf_addf(out, "%*s", MARGIN, "");
	for (int c = 0; c < scale->columns; c++) {
		if (cells[c] >= 0)
			buf_adds(out,
				is_utf8 ? kinds[cells[c]].mark :
					  kinds[cells[c]].ascii);
		else if (c < solid)
			buf_adds(out, is_utf8 ? "─" : "-");
		else
			buf_adds(out, is_utf8 ? "┄" : ".");
	}
	buf_addc(out, '\n');
}

static void draw_key(struct buf *out, const struct explain_event *events,
	size_t len, int width, bool is_utf8)
{
	bool seen[KINDS] = {false};
	int used = 0;

	for (size_t i = 0; i < len; i++)
		seen[events[i].kind] = true;
	for (size_t k = 0; k < KINDS; k++) {
		int own = (int)strlen(kinds[k].words) + 4;

		if (!seen[k])
			continue;
		if (used == 0 || used + own > width - MARGIN) {
			buf_addf(out, "%s%*s", used ? "\n" : "", MARGIN, "");
			used = 0;
		}
		buf_addf(out, "%s %s  ",
			is_utf8 ? kinds[k].mark : kinds[k].ascii,
			kinds[k].words);
		used += own;
	}
	buf_addc(out, '\n');
}

void timeline_draw(struct buf *out, const struct zone *zone,
	const struct explain_event *events, size_t len, int width, bool is_utf8)
{
	char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE];
	struct scale scale;

	if (!make_scale(events, len, width, &scale))
		return;
	draw_line(out, &scale, events, len, is_utf8);
	instant_format_date(zone, scale.from_utc, from);
	instant_format_date(zone, scale.to_utc, to);
	buf_addf(out, "%*s%s%*s\n", MARGIN, "", from, scale.columns - DATE_LEN,
		to);
	draw_key(out, events, len, width, is_utf8);
}
