/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/timeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "staff/web/words.h"

#define ABOUT_MAX 600

enum lane {
	LANE_KEPT, /* since when, how long */
	LANE_CONTACT,
	LANE_SEND,
	LANE_CONSENT,
	LANE_WISH,
	LANE_FAILURE,
	LANES
};

static const char *const lane_names[LANES] = {
	[LANE_KEPT] = N_("Data kept"),
	[LANE_CONTACT] = N_("From the person"),
	[LANE_SEND] = N_("Our messages"),
	[LANE_CONSENT] = N_("Consent"),
	[LANE_WISH] = N_("Against it"),
	[LANE_FAILURE] = N_("Undeliverable"),
};

/* A mark lies around 0,0 within 7 units to each side. */
#define DISC "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z"
#define UP "M0 -6.5L6.5 5.5H-6.5z"
#define BOX "M-5.5 -5.5H5.5V5.5H-5.5z"
#define CROSS "M-5.5 -5.5L5.5 5.5M5.5 -5.5L-5.5 5.5"
#define DIAMOND "M0 -7L7 0L0 7L-7 0z"
#define BAR "M0 -8V8"
#define TICK "M-6 0L-2 5L6 -5"

static const struct kind {
	const char *name;
	enum lane lane;
	const char *mark, *look; /* path, class */
	const char *words;
} kinds[] = {
	{"collected", LANE_KEPT, BAR, "ends", N_("data collected")},
	{"contact", LANE_CONTACT, DISC, "full good", N_("contact")},
	{"relation", LANE_KEPT, DISC, "hollow", N_("relation begins")},
	{"relation-end", LANE_KEPT, BOX, "hollow", N_("relation ends")},
	{"grant", LANE_CONSENT, BOX, "full good", N_("consent")},
	{"grant-end", LANE_CONSENT, BOX, "hollow", N_("consent expires")},
	{"withdrawal", LANE_CONSENT, CROSS, "ends bad",
		N_("consent withdrawn")},
	{"objection", LANE_WISH, CROSS, "ends bad", N_("objection")},
	{"objection-lifted", LANE_WISH, TICK, "ends good",
		N_("objection ended by a later consent")},
	{"send", LANE_SEND, UP, "full key", N_("marketing message sent")},
	{"failure", LANE_FAILURE, DIAMOND, "full care",
		N_("delivery failed for good")},
	{"restricted", LANE_WISH, BOX, "full bad", N_("processing restricted")},
	{"retention-end", LANE_KEPT, BAR, "ends bad", N_("retention ends")},
	{"wrote", LANE_CONTACT, DISC, "hollow good", N_("wrote to us")},
	{"asked", LANES, BAR, "ends", N_("now")},
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static const struct kind *kind_of(const json_t *event)
{
	const char *name = in_text(event, "kind");

	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

/* ------------------------------------------------------------------ words */

static void out_name(
	struct page_out *p, const struct kind *kind, const char *name)
{
	if (strcmp(kind->name, "collected") == 0)
		out_words(p, tr(p, N_(", source: %1")),
			words_of_source(p, name), NULL);
	else if (kind->lane == LANE_KEPT)
		out_words(p, ": %1", words_of_relation(p, name), NULL);
	else
		out_words(p, ": %1", words_of_purpose(p, name), NULL);
}

void out_event(struct page_out *p, const json_t *event)
{
	const struct kind *kind = kind_of(event);

	if (!kind)
		return;
	out_text(p, tr(p, kind->words));
	if (in_has(event, "name") || kind->lane == LANE_WISH)
		if (strcmp(kind->name, "restricted") != 0)
			out_name(p, kind, in_text(event, "name"));
	if (in_bool(event, "by_domain"))
		out_text(p, tr(p, N_(", by the whole domain")));
	if (in_has(event, "detail")) {
		const char *detail = in_text(event, "detail");

		out_words(p, " (%1)", words_of_basis(p, detail), NULL);
	}
	if (in_bool(event, "unconfirmed"))
		out_text(p, tr(p, N_(", not confirmed yet")));
	if (in_bool(event, "without_evidence"))
		out_text(p, tr(p, N_(", without evidence: it does not stand")));
}

static void put_mark(struct page_out *p, const struct kind *kind)
{
	buf_addf(p->out, "<path class=\"%s\" d=\"%s\"/>", kind->look,
		kind->mark);
}

void out_event_mark(struct page_out *p, const json_t *event)
{
	const struct kind *kind = kind_of(event);

	if (!kind)
		return;
	out_raw(p,
		"<svg class=\"mark\" viewBox=\"-9 -9 18 18\" width=\"16\" "
		"height=\"16\" aria-hidden=\"true\">");
	put_mark(p, kind);
	out_raw(p, "</svg>");
}

/* ---------------------------------------------------------------- picture */

struct plot {
	const char *name; /* its class */
	int width, left, right, top;
	int lane; /* height of one */
	bool above; /* the names of lanes stand above them */
	size_t ticks; /* most of them */
};

static const struct plot wide = {"wide", 760, 140, 744, 24, 34, false, 10};
static const struct plot narrow = {"narrow", 340, 12, 328, 30, 46, true, 4};

struct drawing {
	struct page_out *p;
	const struct plot *plot;
	const json_t *events;
	int64_t from, to;
	int rows[LANES]; /* of a lane, from the top; -1: nothing is in it */
	int len;
};

static double at_x(const struct drawing *d, int64_t at)
{
	double part = (double)(at - d->from) / (double)(d->to - d->from);

	return d->plot->left + part * (d->plot->right - d->plot->left);
}

static int at_y(const struct drawing *d, int row)
{
	return d->plot->top + row * d->plot->lane + d->plot->lane / 2 +
		(d->plot->above ? 8 : 0);
}

static int bottom(const struct drawing *d)
{
	return d->plot->top + d->len * d->plot->lane + 6;
}

static bool is_dated(const json_t *event)
{
	return in_has(event, "at");
}

static void find_rows(struct drawing *d)
{
	bool used[LANES] = {false};
	const json_t *event;
	size_t i;

	json_array_foreach(d->events, i, event)
	{
		const struct kind *kind = kind_of(event);

		if (kind && kind->lane < LANES && is_dated(event))
			used[kind->lane] = true;
	}
	for (int lane = 0; lane < LANES; lane++)
		d->rows[lane] = used[lane] ? d->len++ : -1;
}

static void put_lanes(struct drawing *d)
{
	struct page_out *p = d->p;

	for (int lane = 0; lane < LANES; lane++) {
		int y = at_y(d, d->rows[lane]);

		if (d->rows[lane] < 0)
			continue;
		buf_addf(p->out, "<path class=\"rule\" d=\"M%d %dH%d\"/>",
			d->plot->left, y, d->plot->right);
		buf_addf(p->out, "<text class=\"lane\" x=\"%d\" y=\"%d\"%s>",
			d->plot->above ? d->plot->left : d->plot->left - 14,
			d->plot->above ? y - 16 : y + 4,
			d->plot->above ? "" : " text-anchor=\"end\"");
		out_text(p, tr(p, lane_names[lane]));
		out_raw(p, "</text>\n");
	}
}

/* Each second, third, ... where there are too many to be read. */
static void put_ticks(struct drawing *d, const json_t *ticks)
{
	size_t len = json_array_size(ticks);
	size_t step = len / (d->plot->ticks + 1) + 1;

	for (size_t i = 0; i < len; i += step) {
		const json_t *tick = json_array_get(ticks, i);
		double x = at_x(d, in_int(tick, "at"));

		buf_addf(d->p->out,
			"<path class=\"rule\" d=\"M%.1f %dV%d\"/>"
			"<text class=\"tick\" x=\"%.1f\" y=\"%d\" "
			"text-anchor=\"middle\">",
			x, d->plot->top, bottom(d), x, bottom(d) + 16);
		out_text(d->p, in_text(tick, "text"));
		out_raw(d->p, "</text>\n");
	}
}

/* From the first that is known of the data to the end of its retention. */
static void put_kept(struct drawing *d)
{
	int64_t from = 0, to = d->to;
	bool has_from = false;
	const json_t *event;
	size_t i;
	int y = at_y(d, d->rows[LANE_KEPT]);

	json_array_foreach(d->events, i, event)
	{
		const struct kind *kind = kind_of(event);

		if (!kind || kind->lane != LANE_KEPT || !is_dated(event))
			continue;
		if (!has_from)
			from = in_int(event, "at");
		has_from = true;
		if (strcmp(kind->name, "retention-end") == 0)
			to = in_int(event, "at");
	}
	if (has_from && to > from)
		buf_addf(d->p->out,
			"<path class=\"kept\" d=\"M%.1f %dH%.1f\"/>",
			at_x(d, from), y, at_x(d, to));
}

static void put_now(struct drawing *d, const json_t *event)
{
	double x = at_x(d, in_int(event, "at"));
	bool is_right = x > (d->plot->left + d->plot->right) / 2.0;

	buf_addf(d->p->out,
		"<path class=\"now\" d=\"M%.1f %dV%d\"/>"
		"<text class=\"now\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">",
		x, d->plot->top - 8, bottom(d), is_right ? x - 5 : x + 5,
		d->plot->top - 8, is_right ? "end" : "start");
	out_text(d->p, tr(d->p, N_("now")));
	out_raw(d->p, "</text>\n");
}

static void put_events(struct drawing *d)
{
	const json_t *event;
	size_t i;

	json_array_foreach(d->events, i, event)
	{
		const struct kind *kind = kind_of(event);

		if (!kind || !is_dated(event))
			continue;
		if (kind->lane == LANES) {
			put_now(d, event);
			continue;
		}
		buf_addf(d->p->out, "<g transform=\"translate(%.1f %d)\">",
			at_x(d, in_int(event, "at")),
			at_y(d, d->rows[kind->lane]));
		put_mark(d->p, kind);
		out_raw(d->p, "</g>\n");
	}
}

/* "From 2018-06-01 to 2018-07-01: 2 × contact, 3 × marketing message sent" */
static void put_about(struct drawing *d)
{
	char first[WORDS_DATE_SIZE], last[WORDS_DATE_SIZE];
	const char *from = NULL, *to = NULL;
	const json_t *event;
	size_t i, counts[KINDS] = {0};
	bool is_first = true;

	json_array_foreach(d->events, i, event)
	{
		const struct kind *kind = kind_of(event);

		if (!kind || !is_dated(event))
			continue;
		counts[kind - kinds] += kind->lane != LANES;
		from = from ? from : in_text(event, "date");
		to = in_text(event, "date");
	}
	out_words(d->p, tr(d->p, N_("What happened from %1 to %2:")),
		words_date(d->p, from ? from : "", first),
		words_date(d->p, to ? to : "", last), NULL);
	for (size_t k = 0; k < KINDS; k++) {
		if (counts[k] == 0)
			continue;
		out_raw(d->p, is_first ? " " : ", ");
		is_first = false;
		out_number(d->p, (int64_t)counts[k]);
		out_raw(d->p, " \xC3\x97 ");
		out_text(d->p, tr(d->p, kinds[k].words));
	}
}

static void draw(struct page_out *p, const json_t *person,
	const struct plot *plot, const json_t *scale)
{
	struct drawing d = {.p = p,
		.plot = plot,
		.events = in_list(person, "events"),
		.from = in_int(scale, "from"),
		.to = in_int(scale, "to")};

	if (d.to <= d.from)
		return;
	find_rows(&d);
	buf_addf(p->out,
		"<svg class=\"timeline %s\" viewBox=\"0 0 %d %d\" role=\"img\" "
		"aria-label=\"",
		plot->name, plot->width, bottom(&d) + 26);
	put_about(&d);
	out_raw(p, "\">\n");
	put_ticks(&d, in_list(scale, "ticks"));
	put_lanes(&d);
	if (d.rows[LANE_KEPT] >= 0)
		put_kept(&d);
	put_events(&d);
	out_raw(p, "</svg>\n");
}

void out_timeline(struct page_out *p, const json_t *person)
{
	const json_t *scale = in_object(person, "scale");

	if (!scale)
		return;
	draw(p, person, &wide, scale);
	draw(p, person, &narrow, scale);
}
