/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/language.h"
#include "cli/outlet.h"
#include "cli/term.h"
#include "service/report/advise.h"

#define DEFAULT_THRESHOLD 0.02
#define PLOT_ROWS 12
#define PLOT_MARGIN 8
#define EXIT_NO_ADVICE 1

struct advising {
	struct cli *cli;
	const char *relation;
	const char *threshold;
	const char *svg, *page; /* files to write */
	const char *language;
	struct translation translation;
	double value;
	struct term_bar bar;
	struct advice advice;
};

/* "2%", "2 %" or "0.02". */
static int read_threshold(struct advising *a)
{
	char *end;

	a->value = DEFAULT_THRESHOLD;
	if (!a->threshold)
		return EX_OK;
	errno = 0;
	a->value = strtod(a->threshold, &end);
	while (*end == ' ')
		end++;
	if (*end == '%') {
		a->value /= 100;
		end++;
	}
	if (errno || end == a->threshold || *end || !(a->value > 0) ||
		!(a->value < 1))
		return cli_usage(a->cli,
			"--threshold: found \"%s\", accepted: a share, as "
			"\"2%%\" or 0.02",
			a->threshold);
	return EX_OK;
}

static void draw_bar(void *arg, int64_t subjects, int64_t of)
{
	struct advising *a = arg;

	term_bar_draw(&a->bar, (uint64_t)subjects, (uint64_t)of);
}

/* Eight heights of a block in one cell; in ASCII two. */
static const char *cell(double height, bool is_utf8)
{
	static const char *const blocks[] = {
		" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	int eighths = (int)floor(height * 8 + 0.5);

	if (eighths < 0)
		eighths = 0;
	if (eighths > 8)
		eighths = 8;
	if (is_utf8)
		return blocks[eighths];
	return eighths >= 6 ? "#" : eighths >= 2 ? "." : " ";
}

static void print_row(const struct advising *a, int line, int columns, int days)
{
	bool is_utf8 = term_is_utf8();

	printf("%5d %% ", (line + 1) * 100 / PLOT_ROWS);
	for (int c = 0; c < columns; c++) {
		double share = survival_at(&a->advice.fit, c * days / columns);

		fputs(cell(share * PLOT_ROWS - line, is_utf8), stdout);
	}
	putchar('\n');
}

static void print_days(
	const struct translation *t, int blanks, const char *before, int days)
{
	printf("%*s%s", blanks > 0 ? blanks : 0, "", before);
	printf(tr_count(t, "%d day", "%d days", days), days);
	putchar('\n');
}

static int days_width(const struct translation *t, int days)
{
	return snprintf(NULL, 0, tr_count(t, "%d day", "%d days", days), days);
}

/* The advised day is marked below the curve. */
static void print_plot(const struct advising *a)
{
	const struct translation *t = &a->translation;
	const struct advice *advice = &a->advice;
	int columns = term_width() - PLOT_MARGIN - 1;
	int days;

	if (advice->fit.len == 0)
		return;
	days = advice->fit.points[advice->fit.len - 1].days;
	if (advice->days > 0 && advice->days * 3 < days)
		days = advice->days * 3;
	days = days > 0 ? days : 1;
	printf("%s\n\n", tr(t, "Still silent after so many days:"));
	for (int line = PLOT_ROWS - 1; line >= 0; line--)
		print_row(a, line, columns, days);
	if (advice->days > 0)
		print_days(t, PLOT_MARGIN + advice->days * columns / days, "^ ",
			advice->days);
	printf("%*s0", PLOT_MARGIN, "");
	print_days(t, columns - days_width(t, days) - 1, "", days);
	putchar('\n');
}

static enum err make_svg(const void *advice, struct buf *out)
{
	return advice_svg(advice, out);
}

static enum err make_html(const void *advice, struct buf *out)
{
	return advice_html(advice, out);
}

static enum err make_markdown(const void *advice, struct buf *out)
{
	return advice_markdown(advice, out);
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static int write_files(const struct advising *a)
{
	int status = EX_OK;

	if (a->svg)
		status = outlet_write(a->cli, a->svg, make_svg, &a->advice);
	if (!status && a->page)
		status = outlet_write(a->cli, a->page,
			ends_with(a->page, ".html") ? make_html : make_markdown,
			&a->advice);
	return status;
}

static int print_finding(const struct advising *a)
{
	print_plot(a);
	return outlet_write(a->cli, "-", make_markdown, &a->advice);
}

static int advise_relation(struct advising *a)
{
	int status;
	enum err e;

	status = cli_language_open(a->cli, a->language, &a->translation);
	if (status)
		return status;
	term_bar_init(&a->bar);
	e = advise(a->cli->desk, &a->translation, a->relation, a->value,
		draw_bar, a, &a->advice);
	term_bar_clear(&a->bar);
	if (e)
		return cli_desk_failed(a->cli, e);
	status = print_finding(a);
	if (!status)
		status = write_files(a);
	if (!status && a->advice.found.answer != SURVIVAL_FOUND)
		status = EXIT_NO_ADVICE;
	advice_free(&a->advice);
	return status;
}

int cmd_advise(struct cli *cli, int argc, char **argv)
{
	struct advising a = {.cli = cli};
	const struct cli_option options[] = {
		{.name = "relation", .value = &a.relation},
		{.name = "threshold", .value = &a.threshold},
		{.name = "svg", .value = &a.svg},
		{.name = "page", .value = &a.page},
		{.name = "language", .value = &a.language},
	};
	int first, status;

	status = cli_options(
		cli, argc, argv, options, COUNT_OF(options), &first);
	if (!status && first < argc)
		status = cli_usage(cli, "unexpected \"%s\"", argv[first]);
	if (!status)
		status = cli_require(cli, "relation", a.relation);
	if (!status)
		status = read_threshold(&a);
	if (!status)
		status = cli_language_check(cli, a.language);
	if (!status)
		status = cli_open_desk(cli, false);
	if (!status)
		status = advise_relation(&a);
	translation_free(&a.translation);
	return status;
}
