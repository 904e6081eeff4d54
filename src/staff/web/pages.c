/* SPDX-License-Identifier: BSD-2-Clause */
#include "staff/web/pages.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/html.h"
#include "base/zone.h"

#define VALUES_MAX 4

/* ------------------------------------------------------------------ JSON */

const char *in_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

int64_t in_int(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

bool in_bool(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

/* jansson gives no array that is constant: none is one of none. */
const json_t *in_list(const json_t *object, const char *name)
{
	const json_t *list = json_object_get(object, name);

	return json_is_array(list) ? list : NULL;
}

const json_t *in_object(const json_t *object, const char *name)
{
	const json_t *inner = json_object_get(object, name);

	return json_is_object(inner) ? inner : NULL;
}

bool in_has(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return value && !json_is_null(value);
}

/* ----------------------------------------------------------------- texts */

void out_raw(struct page_out *p, const char *markup)
{
	buf_adds(p->out, markup);
}

void out_text(struct page_out *p, const char *text)
{
	(void)html_add(p->out, text);
}

void out_fill(struct buf *out, const char *text, const char *const *values,
	size_t len)
{
	const char *at;

	while ((at = strchr(text, '%')) != NULL) {
		size_t n = (size_t)(at[1] - '1');

		buf_add(out, text, (size_t)(at - text));
		if (at[1] >= '1' && at[1] <= '9' && n < len) {
			buf_adds(out, values[n]);
			text = at + 2;
		} else {
			buf_addc(out, '%');
			text = at + 1;
		}
	}
	buf_adds(out, text);
}

void out_words_with(
	struct page_out *p, const char *text, const char *const *values)
{
	size_t len = 0;
	struct buf plain;

	while (len < VALUES_MAX && values[len])
		len++;
	buf_init(&plain, PAGE_OUT_MAX);
	out_fill(&plain, text, values, len);
	out_text(p, buf_text(&plain));
	buf_free(&plain);
}

static void element(struct page_out *p, const char *begin, const char *text,
	const char *end)
{
	out_raw(p, begin);
	out_text(p, text);
	out_raw(p, end);
}

void out_paragraph(struct page_out *p, const char *text)
{
	element(p, "<p>", text, "</p>\n");
}

void out_soft(struct page_out *p, const char *text)
{
	element(p, "<p class=\"soft\">", text, "</p>\n");
}

void out_subheading(struct page_out *p, const char *text)
{
	element(p, "<h3>", text, "</h3>\n");
}

void out_code(struct page_out *p, const char *text)
{
	element(p, "<code>", text, "</code>");
}

/* 1234567 as people group it; none is parted where there are but four
 * digits. */
void out_number(struct page_out *p, int64_t n)
{
	bool is_english = strcmp(p->language, "en") == 0;
	char digits[24];
	const char *at = digits;
	size_t len;

	snprintf(digits, sizeof(digits), "%lld", (long long)n);
	if (*at == '-') {
		out_raw(p, "\xe2\x88\x92");
		at++;
	}
	len = strlen(at);
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && len > 4 && (len - i) % 3 == 0)
			out_raw(p, is_english ? "," : "\xc2\xa0");
		buf_addc(p->out, at[i]);
	}
}

static bool is_instant(int64_t utc)
{
	return utc != 0 && utc != INSTANT_NONE;
}

static void out_instant(struct page_out *p, int64_t utc, bool has_time)
{
	struct civil shown, there;

	if (!is_instant(utc)) {
		out_raw(p, "\xe2\x80\x93");
		return;
	}
	zone_to_civil(p->settings->zone, utc, &shown);
	civil_from_days(
		utc >= 0 ? utc / 86400 : -((86399 - utc) / 86400), &there);
	buf_addf(p->out, "<time datetime=\"%04d-%02d-%02dT%02d:%02d:%02dZ\">",
		there.year, there.month, there.day,
		(int)(((utc % 86400) + 86400) % 86400 / 3600),
		(int)(((utc % 3600) + 3600) % 3600 / 60),
		(int)(((utc % 60) + 60) % 60));
	buf_addf(p->out, "%04d-%02d-%02d", shown.year, shown.month, shown.day);
	if (has_time)
		buf_addf(p->out, " %02d:%02d", shown.hour, shown.minute);
	out_raw(p, "</time>");
}

void out_time(struct page_out *p, int64_t utc)
{
	out_instant(p, utc, true);
}

void out_day(struct page_out *p, int64_t utc)
{
	out_instant(p, utc, false);
}

void out_link(struct page_out *p, const char *path, const char *text)
{
	element(p, "<a href=\"", path, "\">");
	element(p, "", text, "</a>");
}

static void add_escaped(struct buf *url, const char *text)
{
	for (; *text; text++)
		if (isalnum((unsigned char)*text) || strchr("-_.~", *text))
			buf_addc(url, *text);
		else
			buf_addf(url, "%%%02X", (unsigned char)*text);
}

void out_query_with(struct buf *url, const char *const *pairs)
{
	char sep = strchr(buf_text(url), '?') ? '&' : '?';

	for (; pairs[0]; pairs += 2) {
		if (!pairs[1] || !*pairs[1])
			continue;
		buf_addc(url, sep);
		add_escaped(url, pairs[0]);
		buf_addc(url, '=');
		add_escaped(url, pairs[1]);
		sep = '&';
	}
}

void out_further(
	struct page_out *p, const char *path, const char *name, int64_t value)
{
	struct buf url;
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)value);
	buf_init(&url, 2048);
	buf_adds(&url, path);
	out_query(&url, name, number, NULL);
	out_raw(p, "<p>");
	out_link(p, buf_text(&url), tr(p, N_("More")));
	out_raw(p, "</p>\n");
	buf_free(&url);
}

static const char *const tones[] = {
	[OUT_PLAIN] = "",
	[OUT_GOOD] = " good",
	[OUT_CARE] = " care",
	[OUT_BAD] = " bad",
};

void out_message(struct page_out *p, enum out_tone tone, const char *text)
{
	buf_addf(p->out, "<p class=\"message%s\" role=\"%s\">", tones[tone],
		tone == OUT_BAD ? "alert" : "status");
	element(p, "", text, "</p>\n");
}

void out_badge(struct page_out *p, enum out_tone tone, const char *text)
{
	buf_addf(p->out, "<span class=\"badge%s\">", tones[tone]);
	element(p, "", text, "</span>");
}

/* ----------------------------------------------------------------- boxes */

void out_card(struct page_out *p, const char *heading)
{
	out_raw(p, "<section class=\"card\">\n");
	if (heading)
		element(p, "<h2>", heading, "</h2>\n");
}

void out_card_end(struct page_out *p)
{
	out_raw(p, "</section>\n");
}

void out_pairs(struct page_out *p)
{
	out_raw(p, "<dl>\n");
}

void out_pair_begin(struct page_out *p, const char *name)
{
	element(p, "<div><dt>", name, "</dt><dd>");
}

void out_pair_end(struct page_out *p)
{
	out_raw(p, "</dd></div>\n");
}

void out_pair(struct page_out *p, const char *name, const char *value)
{
	out_pair_begin(p, name);
	out_text(p, value);
	out_pair_end(p);
}

void out_pairs_end(struct page_out *p)
{
	out_raw(p, "</dl>\n");
}

void out_more(struct page_out *p, const char *summary)
{
	element(p, "<details><summary>", summary, "</summary>\n");
}

void out_more_form(struct page_out *p, const char *summary, const char *path)
{
	if (p->typed && strcmp(p->path, path) == 0)
		element(p, "<details open><summary>", summary, "</summary>\n");
	else
		out_more(p, summary);
}

void out_more_end(struct page_out *p)
{
	out_raw(p, "</details>\n");
}
