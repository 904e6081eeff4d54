/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdio.h>

#include <unistr.h>

#include "base/html.h"
#include "service/document/page.h"

#define WIDTH 720
#define TOP 34
#define BAR_STEP 26
#define BAR_HEIGHT 16
#define LABEL_RIGHT 220
#define BAR_LEFT 230
#define BAR_ROOM 390 /* and the number behind it */
#define LABEL_OCTETS 120
#define LABEL_CHARACTERS 28

static const char style[] =
	"text{font:13px system-ui,sans-serif;fill:#333}"
	".t{font-weight:600;fill:#1c1c1c}.l{text-anchor:end}"
	".p{fill:#14508c}.w{fill:#c58a1b}.e{fill:#b33f16}"
	".z{stroke:#bbb;stroke-width:1}";

static const char *const tones[] = {
	[TONE_PLAIN] = "p",
	[TONE_WARNING] = "w",
	[TONE_ERROR] = "e",
};

/* As much of it as there is room for. */
static void put_label(struct buf *out, const char *label)
{
	const uint8_t *at = (const uint8_t *)label;
	size_t len = 0;
	int count = 0;
	ucs4_t c;

	while (at[len] && count < LABEL_CHARACTERS && len < LABEL_OCTETS) {
		int step = u8_strmbtouc(&c, at + len);

		len += step > 0 ? (size_t)step : 1;
		count++;
	}
	html_add_len(out, label, len);
	if (at[len])
		buf_adds(out, "\xE2\x80\xA6"); /* ... */
}

static void put_bar(
	struct buf *out, const struct page_bar *bar, int y, int64_t most)
{
	double width =
		most > 0 ? (double)bar->value * BAR_ROOM / (double)most : 0;

	/* A single person among millions is still to be seen. */
	if (bar->value > 0 && width < 1)
		width = 1;
	buf_addf(out, "<text class=\"l\" x=\"%d\" y=\"%d\">", LABEL_RIGHT,
		y + 13);
	put_label(out, bar->label);
	buf_addf(out,
		"</text><rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" "
		"height=\"%d\"/><text x=\"%.1f\" y=\"%d\">%" PRId64 "</text>\n",
		tones[bar->tone], BAR_LEFT, y, width, BAR_HEIGHT,
		BAR_LEFT + width + 6, y + 13, bar->value);
}

void page_bars(const struct page *p, const char *title,
	const struct page_bar *bars, size_t len)
{
	int height = TOP + (int)len * BAR_STEP + 4;
	int64_t most = 0;

	if (!p->is_html || len == 0)
		return;
	for (size_t i = 0; i < len; i++)
		if (bars[i].value > most)
			most = bars[i].value;
	buf_addf(p->out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
		"viewBox=\"0 0 %d %d\" aria-label=\"",
		WIDTH, height);
	html_add(p->out, title);
	buf_addf(p->out,
		"\">\n<style>%s</style>\n"
		"<text class=\"t\" x=\"0\" y=\"16\">",
		style);
	html_add(p->out, title);
	buf_addf(p->out, "</text>\n<path class=\"z\" d=\"M%d %dV%d\"/>\n",
		BAR_LEFT, TOP - 4, height);
	for (size_t i = 0; i < len; i++)
		put_bar(p->out, &bars[i], TOP + (int)i * BAR_STEP, most);
	buf_adds(p->out, "</svg>\n");
}
