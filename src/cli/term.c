/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/term.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <uniwidth.h>

#include "base/visible.h"

#define WIDTH_DEFAULT 80
#define WIDTH_MIN 40
#define WIDTH_MAX 400
#define BAR_MARGIN 12
#define CELL_MAX ((size_t)1 << 24)

int term_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long width = 0;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	else if (columns)
		width = strtol(columns, NULL, 10);
	if (width < WIDTH_MIN || width > WIDTH_MAX)
		return WIDTH_DEFAULT;
	return (int)width;
}

bool term_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int term_columns(const char *text)
{
	int width = u8_strwidth((const uint8_t *)text, "UTF-8");

	return width < 0 ? 0 : width;
}

static int column_width(
	char *const *cells, size_t rows, size_t columns, size_t column)
{
	int width = 0;

	for (size_t r = 0; r < rows; r++) {
		int own = term_columns(cells[r * columns + column]);

		if (own > width)
			width = own;
	}
	return width;
}

static void print_table(
	FILE *to, char *const *cells, size_t rows, size_t columns)
{
	for (size_t r = 0; r < rows; r++) {
		for (size_t c = 0; c < columns; c++) {
			const char *cell = cells[r * columns + c];
			int fill = column_width(cells, rows, columns, c) -
				term_columns(cell);

			fputs(cell, to);
			if (c + 1 < columns)
				fprintf(to, "%*s", fill + 2, "");
		}
		fputc('\n', to);
	}
}

enum err term_table(
	FILE *to, const char *const *cells, size_t rows, size_t columns)
{
	char **shown = calloc(rows * columns, sizeof(*shown));
	enum err e = shown ? ERR_OK : ERR_NOMEM;
	struct buf text;

	buf_init(&text, CELL_MAX);
	for (size_t i = 0; !e && i < rows * columns; i++) {
		e = visible_adds(&text, cells[i]);
		shown[i] = e ? NULL : strdup(buf_text(&text));
		if (!shown[i])
			e = ERR_NOMEM;
		buf_reset(&text);
	}
	if (!e)
		print_table(to, shown, rows, columns);
	for (size_t i = 0; shown && i < rows * columns; i++)
		free(shown[i]);
	free(shown);
	buf_free(&text);
	return e;
}

void term_bar_init(struct term_bar *bar)
{
	bar->is_wanted = isatty(STDERR_FILENO);
	bar->shown = -1;
}

void term_bar_draw(struct term_bar *bar, uint64_t done, uint64_t of)
{
	int percent = of ? (int)((double)done * 100 / (double)of) : 100;
	int width = term_width() - BAR_MARGIN;
	int full = width * percent / 100;

	if (!bar->is_wanted || percent == bar->shown)
		return;
	bar->shown = percent;
	fprintf(stderr, "\r%3d %% [", percent);
	for (int c = 0; c < width; c++)
		fputc(c < full ? '#' : ' ', stderr);
	fputs("]", stderr);
	fflush(stderr);
}

void term_bar_clear(struct term_bar *bar)
{
	if (bar->is_wanted && bar->shown >= 0)
		fputs("\r\033[K", stderr);
	bar->shown = -1;
}
