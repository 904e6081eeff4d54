/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/document/page.h"

#include <inttypes.h>

#include "base/html.h"

#define PARAGRAPH_MAX 20000

static const char style[] =
	"body{font:16px/1.5 system-ui,sans-serif;color:#1c1c1c;background:#fff;"
	"max-width:46rem;margin:2rem auto;padding:0 1rem}"
	"h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.1rem;"
	"margin-top:1.8rem}table{border-collapse:collapse;width:100%;"
	"margin:.6rem 0}"
	"th{font-weight:400;text-align:left}thead th{color:#555;"
	"font-size:.85rem;vertical-align:bottom}"
	"td{text-align:left}.num{text-align:right;"
	"font-variant-numeric:tabular-nums}th,td{padding:.3rem .5rem .3rem 0;"
	"border-bottom:1px solid #ddd;vertical-align:top;"
	"overflow-wrap:break-word}th.num,td.num{padding-right:.2rem;"
	"padding-left:.5rem;overflow-wrap:normal}"
	".f{border-left:4px solid #4a8a4a;padding:.1rem 0 .1rem .8rem;"
	"margin:.7rem 0}.warning{border-color:#c58a1b}"
	".error{border-color:#b33f16}.f span{color:#555;font-size:.85rem}"
	".f code{display:block;font:.85rem/1.5 ui-monospace,monospace;"
	"color:#333;overflow-wrap:anywhere}svg{width:100%;height:auto}"
	"@media screen and (max-width:36rem){.stack thead{display:none}"
	".stack,.stack tbody,.stack tr,.stack th,.stack td{display:block}"
	".stack tr{border-bottom:1px solid #ddd;padding:.4rem 0}"
	".stack th,.stack td,.stack td.num{border:0;padding:.1rem 0;"
	"text-align:left}.stack [data-title]::before{"
	"content:attr(data-title)\": \";font-size:.85rem}}"
	"@media screen and (prefers-color-scheme:dark){"
	"body{color:#e6e9ec;background:#14181d}thead th,.f span{color:#aab4be}"
	".f code{color:#cfd6dc}th,td,.stack tr{border-color:#39434d}"
	"svg{background:#fff;border-radius:.4rem;padding:.5rem;"
	"box-sizing:border-box}}"
	"@media print{body{margin:0;max-width:none}h2{break-after:avoid}"
	"table,svg{break-inside:avoid}}";

static void put_text(const struct page *p, const char *words)
{
	if (p->is_html) {
		html_add(p->out, words);
		return;
	}
	for (; *words; words++) {
		unsigned char c = (unsigned char)*words;

		buf_addc(p->out,
			(c < ' ' && c != '\n') || c == 0x7f ? '?' : *words);
	}
}

static void put_element(const struct page *p, const char *element,
	const char *before, const char *words, const char *after)
{
	if (p->is_html)
		buf_addf(p->out, "<%s>", element);
	else
		buf_adds(p->out, before);
	put_text(p, words);
	if (p->is_html)
		buf_addf(p->out, "</%s>\n", element);
	else
		buf_adds(p->out, after);
}

void page_open(const struct page *p, const char *title)
{
	if (p->is_html) {
		buf_adds(p->out,
			"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
			"<meta charset=\"utf-8\">\n"
			"<meta name=\"viewport\" content=\"width=device-width, "
			"initial-scale=1\">\n<title>");
		html_add(p->out, title);
		buf_addf(p->out,
			"</title>\n<style>%s</style>\n</head>\n"
			"<body>\n",
			style);
	}
	put_element(p, "h1", "# ", title, "\n\n");
}

void page_close(const struct page *p)
{
	if (p->is_html)
		buf_adds(p->out, "</body>\n</html>\n");
}

void page_heading(const struct page *p, const char *words)
{
	put_element(p, "h2", "## ", words, "\n\n");
}

static void PRINTF_LIKE(5, 0)
	put_words(const struct page *p, const char *element, const char *before,
		const char *after, const char *fmt, va_list ap)
{
	struct buf words;

	buf_init(&words, PARAGRAPH_MAX);
	buf_vaddf(&words, fmt, ap);
	put_element(p, element, before, buf_text(&words), after);
	buf_free(&words);
}

void page_paragraph(const struct page *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_words(p, "p", "", "\n\n", fmt, ap);
	va_end(ap);
}

static void put_finding(const struct page *p, const struct finding *f)
{
	const char *severity = severity_name(f->severity);

	if (!p->is_html) {
		buf_addf(p->out, "- %s, %s: ", severity, f->area);
		put_text(p, f->what);
		buf_adds(p->out, f->mend ? "\n  mend: " : "");
		put_text(p, f->mend ? f->mend : "");
		buf_adds(p->out, "\n");
		return;
	}
	buf_addf(p->out, "<div class=\"f %s\"><span>%s \xC2\xB7 ", severity,
		severity);
	html_add(p->out, f->area);
	if (f->persons >= 0)
		buf_addf(p->out, " \xC2\xB7 persons: %" PRId64, f->persons);
	buf_adds(p->out, "</span><br>");
	html_add(p->out, f->what);
	if (f->mend) {
		buf_adds(p->out, "<code>");
		html_add(p->out, f->mend);
		buf_adds(p->out, "</code>");
	}
	buf_adds(p->out, "</div>\n");
}

void page_findings(const struct page *p, const struct findings *f)
{
	page_heading(p, "Findings");
	for (size_t i = 0; i < f->len; i++)
		put_finding(p, &f->items[i]);
	if (!p->is_html)
		buf_adds(p->out, "\n");
}
