/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/document/page.h"

#include <string.h>

#include "base/html.h"
#include "service/document/style_private.h"
#include "service/document/words.h"

#define PARAGRAPH_MAX 20000
#define MARK '`'

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

static void put_tag(const struct page *p, const char *tag)
{
	if (p->is_html)
		buf_adds(p->out, tag);
}

void page_head(struct buf *out, const char *language, const char *title)
{
	buf_adds(out, "<!DOCTYPE html>\n<html lang=\"");
	html_add(out, language);
	buf_adds(out,
		"\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n<title>");
	html_add(out, title);
	buf_adds(out, "</title>\n<style>" PAGE_STYLE "</style>\n</head>\n");
}

void page_open(const struct page *p, const char *title)
{
	if (p->is_html)
		page_head(p->out, translation_code(p->translation), title);
	put_tag(p, "<body>\n<header>\n");
	put_element(p, "h1", "# ", title, "\n\n");
	put_tag(p, "</header>\n<main>\n<section>\n");
}

void page_close(const struct page *p)
{
	put_tag(p, "</section>\n</main>\n</body>\n</html>\n");
}

void page_heading(const struct page *p, const char *words)
{
	put_tag(p, "</section>\n<section>\n");
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

void page_subheading(const struct page *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_words(p, "h3", "### ", "\n\n", fmt, ap);
	va_end(ap);
}

void page_paragraph(const struct page *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_words(p, "p", "", "\n\n", fmt, ap);
	va_end(ap);
}

void page_code(const struct page *p, const char *code)
{
	put_tag(p, "<pre>");
	put_element(p, "code", "    ", code, "\n\n");
	put_tag(p, "</pre>\n");
}

/* -------------------------------------------------------------- findings */

/* A mark without a second one is a character like any other. */
static void put_marked(const struct page *p, const char *words)
{
	const char *begin, *end;

	while ((begin = strchr(words, MARK)) != NULL &&
		(end = strchr(begin + 1, MARK)) != NULL) {
		html_add_len(p->out, words, (size_t)(begin - words));
		buf_adds(p->out, "<code>");
		html_add_len(p->out, begin + 1, (size_t)(end - begin - 1));
		buf_adds(p->out, "</code>");
		words = end + 1;
	}
	html_add(p->out, words);
}

void page_unmarked(const char *mend, struct buf *out)
{
	const char *begin, *end;

	while ((begin = strchr(mend, MARK)) != NULL &&
		(end = strchr(begin + 1, MARK)) != NULL) {
		buf_add(out, mend, (size_t)(begin - mend));
		buf_add(out, begin + 1, (size_t)(end - begin - 1));
		mend = end + 1;
	}
	buf_adds(out, mend);
}

static void put_markdown_finding(const struct page *p, const struct finding *f)
{
	buf_addf(p->out,
		"- %s, %s: ", words_severity(p->translation, f->severity),
		tr(p->translation, f->area));
	put_text(p, f->what);
	if (f->mend) {
		buf_addf(p->out,
			"\n  %s: ", tr(p->translation, N_("what mends it")));
		put_text(p, f->mend);
	}
	buf_adds(p->out, "\n");
}

static void put_finding(const struct page *p, const struct finding *f)
{
	const struct translation *t = p->translation;

	buf_addf(p->out,
		"<div class=\"finding %s\">\n<p class=\"soft\"><b>%s</b>"
		" \xC2\xB7 %s",
		severity_name(f->severity), words_severity(t, f->severity),
		tr(t, f->area));
	if (f->persons >= 0) {
		buf_adds(p->out, " \xC2\xB7 ");
		buf_addf(p->out,
			tr_count(t, "%lld person", "%lld persons", f->persons),
			(long long)f->persons);
	}
	buf_adds(p->out, "</p>\n<p>");
	html_add(p->out, f->what);
	buf_adds(p->out, "</p>\n");
	if (f->mend) {
		buf_addf(p->out,
			"<p class=\"soft\">%s: ", tr(t, N_("What mends it")));
		put_marked(p, f->mend);
		buf_adds(p->out, "</p>\n");
	}
	buf_adds(p->out, "</div>\n");
}

void page_findings(const struct page *p, const struct findings *f)
{
	page_heading(p, tr(p->translation, N_("Findings")));
	for (size_t i = 0; i < f->len; i++)
		if (p->is_html)
			put_finding(p, &f->items[i]);
		else
			put_markdown_finding(p, &f->items[i]);
	if (!p->is_html)
		buf_adds(p->out, "\n");
}
