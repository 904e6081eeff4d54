/* SPDX-License-Identifier: BSD-2-Clause */
/* How the installation does, without naming anybody. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "staff/web/routes_private.h"
#include "staff/web/words.h"

#define DAYS_SHOWN 30

static const char *const actions[] = {"accept", "flag", "hold", "reject"};

#define ACTIONS (sizeof(actions) / sizeof(*actions))

static int64_t all_of(const json_t *day)
{
	int64_t all = 0;

	for (size_t a = 0; a < ACTIONS; a++)
		all += in_int(day, actions[a]);
	return all;
}

/* ------------------------------------------------------------------ chart */

struct plot {
	const char *name;
	int width, height, left, top, bottom;
	size_t labels; /* most of them */
};

static const struct plot wide = {"wide", 760, 230, 52, 12, 200, 8};
static const struct plot narrow = {"narrow", 340, 220, 46, 12, 190, 4};

/* 1, 2 or 5 times a power of ten, at least so much. */
static int64_t round_up(int64_t most)
{
	int64_t power = 1;

	while (power * 10 <= most)
		power *= 10;
	for (int times = 1; times <= 10; times += times == 2 ? 3 : times)
		if (power * times >= most)
			return power * times;
	return power * 10;
}

static void put_axis(struct page_out *p, const struct plot *plot, int64_t high)
{
	for (int i = 0; i <= 2; i++) {
		int y = plot->bottom - i * (plot->bottom - plot->top) / 2;

		buf_addf(p->out,
			"<path class=\"rule\" d=\"M%d %dH%d\"/>"
			"<text class=\"tick\" x=\"%d\" y=\"%d\" "
			"text-anchor=\"end\">",
			plot->left, y, plot->width, plot->left - 8, y + 4);
		/* Half of an odd number is none. */
		if (i != 1 || high % 2 == 0)
			out_number(p, high * i / 2);
		out_raw(p, "</text>\n");
	}
}

static void put_day(struct page_out *p, const struct plot *plot,
	const json_t *day, double x, double width, int64_t high)
{
	double y = plot->bottom;

	for (size_t a = 0; a < ACTIONS; a++) {
		double height = (double)in_int(day, actions[a]) *
			(plot->bottom - plot->top) / (double)high;

		if (height <= 0)
			continue;
		y -= height;
		buf_addf(p->out,
			"<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
			"width=\"%.1f\" height=\"%.1f\"/>",
			actions[a], x, y, width, height);
	}
}

static void put_chart(
	struct page_out *p, const json_t *days, const struct plot *plot)
{
	size_t len = json_array_size(days), step = len / plot->labels + 1;
	double each = (double)(plot->width - plot->left) /
		(double)(len > 0 ? len : 1);
	int64_t most = 0, high;

	for (size_t i = 0; i < len; i++)
		if (all_of(json_array_get(days, i)) > most)
			most = all_of(json_array_get(days, i));
	high = round_up(most > 0 ? most : 1);
	buf_addf(p->out,
		"<svg class=\"chart %s\" viewBox=\"0 0 %d %d\" role=\"img\" "
		"aria-label=\"",
		plot->name, plot->width, plot->height);
	out_text(p,
		tr(p,
			N_("Decisions by day; the table below has the "
			   "numbers.")));
	out_raw(p, "\">\n");
	put_axis(p, plot, high);
	for (size_t i = 0; i < len; i++) {
		const json_t *day = json_array_get(days, i);
		double x = plot->left + each * (double)i;

		put_day(p, plot, day, x + each * .1, each * .8, high);
		if ((len - 1 - i) % step)
			continue;
		buf_addf(p->out,
			"<text class=\"tick\" x=\"%.1f\" y=\"%d\" "
			"text-anchor=\"%s\">",
			i + 1 == len ? (double)plot->width : x + each / 2,
			plot->bottom + 18, i + 1 == len ? "end" : "middle");
		/* "2026-11-30": the year is told above. */
		if (strlen(in_text(day, "day")) > 5)
			out_text(p, in_text(day, "day") + 5);
		out_raw(p, "</text>\n");
	}
	out_raw(p, "</svg>\n");
}

static void out_legend(struct page_out *p)
{
	out_raw(p, "<ul class=\"legend\">\n");
	for (size_t a = 0; a < ACTIONS; a++) {
		buf_addf(p->out,
			"<li><svg class=\"chart\" viewBox=\"0 0 10 10\" "
			"aria-hidden=\"true\"><rect class=\"%s\" width=\"10\" "
			"height=\"10\"/></svg>",
			actions[a]);
		out_text(p, words_of_action(p, actions[a]));
		out_raw(p, "</li>\n");
	}
	out_raw(p, "</ul>\n");
}

static void out_day_table(struct page_out *p, const json_t *days)
{
	struct out_table table = {
		.caption = tr(p, N_("Decisions by day")),
		.headings = {tr(p, N_("Day"))},
		.numbers = 0x1e,
	};
	const json_t *day;
	size_t i;

	for (size_t a = 0; a < ACTIONS; a++)
		table.headings[a + 1] = words_of_action(p, actions[a]);
	out_more(p, tr(p, N_("The numbers")));
	out_table(p, &table);
	json_array_foreach(days, i, day)
	{
		if (all_of(day) == 0)
			continue;
		out_row(p);
		out_cell(p, in_text(day, "day"));
		for (size_t a = 0; a < ACTIONS; a++) {
			out_cell_begin(p);
			out_number(p, in_int(day, actions[a]));
			out_cell_end(p);
		}
		out_row_end(p);
	}
	out_table_end(p);
	out_more_end(p);
}

static void out_pictures(struct page_out *p, const json_t *overview)
{
	const json_t *days = in_list(overview, "days");

	out_raw(p, "<p class=\"soft\">");
	out_words(p, tr(p, N_("From %1 to %2; days are those of UTC.")),
		in_text(overview, "first_day"), in_text(overview, "last_day"),
		NULL);
	out_raw(p, "</p>\n");
	put_chart(p, days, &wide);
	put_chart(p, days, &narrow);
	out_legend(p);
	out_day_table(p, days);
}

static void out_observed(struct page_out *p, int64_t observed)
{
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)observed);
	out_raw(p, "<p>");
	out_words(p,
		tr_count(p,
			NP_("%1 decision more was only observed: the message "
			    "went.",
				"%1 decisions more were only observed: the "
				"messages went."),
			observed),
		number, NULL);
	out_raw(p, "</p>\n");
}

static void out_days(struct page_out *p, const json_t *overview)
{
	int64_t decided = 0, observed = 0;
	const json_t *day;
	size_t i;

	json_array_foreach(in_list(overview, "days"), i, day)
	{
		decided += all_of(day);
		observed += all_of(in_object(day, "observed"));
	}
	out_card(p, tr(p, N_("Decisions about recipients")));
	if (decided > 0)
		out_pictures(p, overview);
	else
		out_soft(p, tr(p, N_("Nothing was decided in these days.")));
	if (observed > 0)
		out_observed(p, observed);
	out_card_end(p);
}

/* ---------------------------------------------------------------- reasons */

/* The number says it; the bar is for the eye alone. */
static void out_meter(struct page_out *p, int64_t n, int64_t most)
{
	out_number(p, n);
	buf_addf(p->out,
		"<svg class=\"meter\" viewBox=\"0 0 100 6\" "
		"preserveAspectRatio=\"none\" aria-hidden=\"true\">"
		"<rect width=\"%.1f\" height=\"6\"/></svg>",
		most > 0 ? (double)n * 100 / (double)most : 0.0);
}

static void out_reasons(struct page_out *p, const json_t *list)
{
	const struct out_table table = {
		.caption = tr(p, N_("Reasons")),
		.headings = {tr(p, N_("Purpose")), tr(p, N_("Reason")),
			tr(p, N_("A message is")), tr(p, N_("Decisions"))},
		.numbers = 0x8,
	};
	int64_t most = in_int(json_array_get(list, 0), "count");
	const json_t *why;
	size_t i;

	out_card(p, tr(p, N_("Why")));
	if (json_array_size(list) == 0)
		out_soft(p, tr(p, N_("There is nothing to explain.")));
	else
		out_table(p, &table);
	json_array_foreach(list, i, why)
	{
		const char *action = in_text(why, "action");

		out_row(p);
		out_cell(p,
			in_has(why, "purpose") ?
				words_of_purpose(p, in_text(why, "purpose")) :
				tr(p, N_("none")));
		out_cell(p, words_of_reason(p, in_text(why, "reason")));
		out_cell_begin(p);
		out_badge(p, words_tone(action), words_of_action(p, action));
		out_cell_end(p);
		out_cell_begin(p);
		out_meter(p, in_int(why, "count"), most);
		out_cell_end(p);
		out_row_end(p);
	}
	if (json_array_size(list) > 0)
		out_table_end(p);
	out_card_end(p);
}

/* ------------------------------------------------------------ what came in */

static void out_came(struct page_out *p, const json_t *overview)
{
	static const char *const columns[] = {
		"objections", "withdrawals", "complaints", "contacts"};
	const struct out_table table = {
		.caption = tr(p, N_("What reached us")),
		.headings = {tr(p, N_("Purpose")), tr(p, N_("Objections")),
			tr(p, N_("Withdrawals")),
			tr(p, N_("Complaints that reached us")),
			tr(p, N_("Contacts"))},
		.numbers = 0x1e,
	};
	const json_t *list = in_list(overview, "came"), *row;
	int64_t failures = in_int(overview, "failures");
	char number[24];
	size_t i;

	out_card(p, tr(p, N_("What persons said")));
	out_soft(p,
		tr(p,
			N_("By mail, by a click, or to staff who put it on "
			   "record. Not every provider reports a complaint: "
			   "there may be more than reached us.")));
	if (json_array_size(list) > 0) {
		out_table(p, &table);
		json_array_foreach(list, i, row)
		{
			out_row(p);
			out_cell(p,
				words_of_purpose(p, in_text(row, "purpose")));
			for (size_t c = 0; c < 4; c++) {
				out_cell_begin(p);
				out_number(p, in_int(row, columns[c]));
				out_cell_end(p);
			}
			out_row_end(p);
		}
		out_table_end(p);
	} else {
		out_paragraph(p, tr(p, N_("Nothing in these days.")));
	}
	if (failures > 0) {
		snprintf(number, sizeof(number), "%lld", (long long)failures);
		out_raw(p, "<p>");
		out_words(p,
			tr_count(p,
				NP_("%1 address turned out to be "
				    "undeliverable.",
					"%1 addresses turned out to be "
					"undeliverable."),
				failures),
			number, NULL);
		out_raw(p, "</p>\n");
	}
	out_card_end(p);
}

/* -------------------------------------------------------------------- now */

static void out_megabytes(struct page_out *p, int64_t bytes)
{
	out_number(p, (bytes + 524288) / 1048576);
	out_raw(p, "\xc2\xa0MB");
}

static void out_quarantine(struct page_out *p, const json_t *quarantine)
{
	int64_t messages = in_int(quarantine, "messages");
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)messages);
	out_pair_begin(p, tr(p, N_("Quarantine")));
	out_words(p, tr_count(p, NP_("%1 message", "%1 messages"), messages),
		number, NULL);
	out_raw(p, ", ");
	out_megabytes(p, in_int(quarantine, "bytes"));
	if (in_int(quarantine, "limit") > 0) {
		out_text(p, tr(p, N_(" of ")));
		out_megabytes(p, in_int(quarantine, "limit"));
	}
	out_pair_end(p);
}

static void out_requests(struct page_out *p, const json_t *requests)
{
	int64_t open = in_int(requests, "open");
	int64_t overdue = in_int(requests, "overdue");
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)open);
	out_pair_begin(p, tr(p, N_("Requests of persons")));
	out_words(
		p, tr_count(p, NP_("%1 open", "%1 open"), open), number, NULL);
	if (overdue > 0) {
		snprintf(number, sizeof(number), "%lld", (long long)overdue);
		out_raw(p, " ");
		out_raw(p, "<span class=\"badge bad\">");
		out_words(p,
			tr_count(p, NP_("%1 overdue", "%1 overdue"), overdue),
			number, NULL);
		out_raw(p, "</span>");
	}
	out_pair_end(p);
}

/* As the milter counts them (robinson-milter(8), METRICS). */
static const struct {
	const char *name, *words;
} fault_words[] = {
	{"keys", N_("keys")},
	{"store", N_("store")},
	{"list", N_("do-not-mail list")},
	{"page", N_("public page")},
	{"memory", N_("memory")},
	{"quarantine", N_("quarantine")},
	{"notice", N_("notices")},
	{"message", N_("message")},
	{"mta", N_("mail server")},
	{"commit", N_("writing")},
	{"deferred", N_("deferred")},
	{"held", N_("held")},
	{"accepted", N_("let through")},
};

static const char *words_of_fault(const struct page_out *p, const char *name)
{
	for (size_t i = 0; i < sizeof(fault_words) / sizeof(*fault_words); i++)
		if (strcmp(fault_words[i].name, name) == 0)
			return tr(p, fault_words[i].words);
	return name;
}

static void out_faults(struct page_out *p, const json_t *faults)
{
	char number[24];
	const json_t *kind;
	size_t i;

	out_pair_begin(p, tr(p, N_("Faults of the milter")));
	if (!faults) {
		out_badge(p, OUT_CARE, tr(p, N_("the milter does not answer")));
		out_pair_end(p);
		return;
	}
	if (in_has(faults, "store_up") && !in_bool(faults, "store_up"))
		out_badge(p, OUT_BAD, tr(p, N_("keys or store are away")));
	if (in_int(faults, "total") == 0)
		out_text(p, tr(p, N_("none")));
	json_array_foreach(in_list(faults, "kinds"), i, kind)
	{
		snprintf(number, sizeof(number), "%lld",
			(long long)in_int(kind, "count"));
		out_words(p, i ? ", %1: %2 (%3)" : "%1: %2 (%3)",
			words_of_fault(p, in_text(kind, "kind")), number,
			words_of_fault(p, in_text(kind, "outcome")), NULL);
	}
	out_text(p, tr(p, N_(", since ")));
	out_iso(p, in_text(faults, "since"));
	out_pair_end(p);
}

static void out_dnm(struct page_out *p, const json_t *list)
{
	int64_t days = in_int(list, "age_s") / 86400;
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)days);
	out_pair_begin(p, in_text(list, "name"));
	if (in_has(list, "age_s"))
		out_words(p,
			tr_count(p, NP_("%1 day old", "%1 days old"), days),
			number, NULL);
	out_raw(p, " ");
	if (!in_bool(list, "usable"))
		out_badge(p, OUT_BAD,
			tr(p, N_("cannot be asked: its mail is deferred")));
	out_pair_end(p);
}

static void out_now(struct page_out *p, const json_t *overview)
{
	const json_t *lists = in_list(overview, "lists"), *list;
	size_t i;

	out_card(p, tr(p, N_("Now")));
	out_pairs(p);
	out_quarantine(p, in_object(overview, "quarantine"));
	out_requests(p, in_object(overview, "requests"));
	out_faults(p, in_object(overview, "faults"));
	out_pairs_end(p);
	if (json_array_size(lists) > 0) {
		out_subheading(p, tr(p, N_("Do-not-mail lists")));
		out_pairs(p);
		json_array_foreach(lists, i, list)
		{
			out_dnm(p, list);
		}
		out_pairs_end(p);
	}
	out_card_end(p);
}

/* ------------------------------------------------------------ all persons */

static void out_may_go(struct page_out *p, const json_t *purposes)
{
	const struct out_table table = {
		.caption = tr(p, N_("Who may be written to")),
		.headings = {tr(p, N_("Purpose")),
			tr(p, N_("May be written to")), tr(p, N_("Consents"))},
		.numbers = 0x6,
	};
	int64_t most = 0;
	const json_t *purpose;
	size_t i;

	json_array_foreach(purposes, i, purpose) if (in_int(purpose, "may_go") >
		most) most = in_int(purpose, "may_go");
	out_table(p, &table);
	json_array_foreach(purposes, i, purpose)
	{
		out_row(p);
		out_cell(p, words_of_purpose(p, in_text(purpose, "name")));
		out_cell_begin(p);
		out_meter(p, in_int(purpose, "may_go"), most);
		out_cell_end(p);
		out_cell_begin(p);
		out_number(p, in_int(purpose, "grants"));
		out_cell_end(p);
		out_row_end(p);
	}
	out_table_end(p);
}

static void out_persons(struct page_out *p, const json_t *result)
{
	static const struct {
		const char *name, *words;
	} counted[] = {
		{"persons", N_("Persons on record")},
		{"without_basis", N_("Without a legal basis")},
		{"restricted", N_("Processing restricted")},
		{"undeliverable", N_("Undeliverable")},
		{"unproven", N_("With a consent without evidence")},
		{"ended", N_("Whose time has ended")},
		{"objections_kept", N_("Objections kept by a bare key")},
	};
	const json_t *figures = in_object(result, "figures");

	if (!figures)
		return;
	out_card(p, tr(p, N_("All persons")));
	out_raw(p, "<p class=\"soft\">");
	out_text(p, tr(p, N_("Counted at night, last on ")));
	out_iso(p, in_text(result, "figures_made"));
	out_raw(p, ".</p>\n");
	out_pairs(p);
	for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++) {
		out_pair_begin(p, tr(p, counted[i].words));
		out_number(p, in_int(figures, counted[i].name));
		out_pair_end(p);
	}
	out_pairs_end(p);
	out_may_go(p, in_list(figures, "purposes"));
	out_card_end(p);
}

static void out_choice(struct page_out *p)
{
	static const struct {
		const char *path, *text;
	} choices[] = {
		{"/overview?days=7", N_("7 days")},
		{"/overview?days=30", N_("30 days")},
		{"/overview?days=90", N_("90 days")},
	};

	out_raw(p, "<p class=\"pager\">");
	for (size_t i = 0; i < 3; i++)
		out_link(p, choices[i].path, tr(p, choices[i].text));
	out_raw(p, "</p>\n");
}

static void render_overview(struct page_out *p, const json_t *result)
{
	const json_t *overview = in_object(result, "overview");

	out_choice(p);
	out_now(p, overview);
	out_days(p, overview);
	out_reasons(p, in_list(overview, "reasons"));
	out_came(p, overview);
	out_persons(p, result);
}

const struct web_route routes_overview[] = {
	{
		.method = HTTP_GET,
		.path = "/overview",
		.title = N_("Overview"),
		.menu = N_("Overview"),
		.roles = WEB_OFFICER | WEB_POSTMASTER,
		.verb = "overview.get",
		.args = {{"days", WEB_INT}},
		.render = render_overview,
	},
	{.path = NULL},
};
