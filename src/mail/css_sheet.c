/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "mail/css_sheet_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TEXT_MAX ((size_t)1 << 20)
#define RULES_MAX 4000
#define NESTING_MAX 8

struct css_rule {
	struct css_text selector; /* one, without commas */
	struct css_text body;
	unsigned specificity;
	bool is_media;
	bool is_doubtful; /* something of the selector is taken for met */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

void css_sheet_init(struct css_sheet *sheet)
{
	*sheet = (struct css_sheet){.rules_len = 0};
	buf_init(&sheet->text, TEXT_MAX);
}

void css_sheet_free(struct css_sheet *sheet)
{
	buf_free(&sheet->text);
	free(sheet->rules);
	sheet->rules = NULL;
	sheet->rules_len = 0;
}

/* "<!--" is skipped as CSS says; a quotation ends with its line, or with the
 * text. */
void css_clean(struct buf *out, struct css_text t)
{
	char quote = '\0';

	for (size_t i = 0; i < t.len; i++) {
		struct css_text rest = {t.at + i, t.len - i};
		char c = t.at[i];

		if (!quote && rest.len >= 2 && memcmp(rest.at, "/*", 2) == 0) {
			const char *end =
				memmem(rest.at + 2, rest.len - 2, "*/", 2);

			i = end ? (size_t)(end - t.at) + 1 : t.len;
			c = ' ';
		} else if (rest.len >= 4 && memcmp(rest.at, "<!--", 4) == 0) {
			i += 3;
			c = ' ';
		} else if (rest.len >= 3 && memcmp(rest.at, "-->", 3) == 0) {
			i += 2;
			c = ' ';
		}
		if (quote && c == '\n') {
			(void)buf_addc(out, quote);
			quote = '\0';
		} else if (c == quote) {
			quote = '\0';
		} else if (!quote && (c == '"' || c == '\'')) {
			quote = c;
		}
		(void)buf_addc(out, is_blank(c) ? ' ' : c);
	}
	if (quote)
		(void)buf_addc(out, quote);
}

void css_sheet_add(
	struct css_sheet *sheet, struct css_text text, struct css_text media)
{
	if (media.len > 0) {
		(void)buf_adds(&sheet->text, "@media ");
		css_clean(&sheet->text, media);
		(void)buf_addc(&sheet->text, '{');
	}
	css_clean(&sheet->text, text);
	/* A block that is still open ends with the <style> element. */
	(void)buf_adds(&sheet->text, media.len > 0 ? "}}\n" : "}\n");
	if (buf_err(&sheet->text))
		sheet->is_odd = true;
}

/* ---------------------------------------------------------------- reading */

/* "a" of "a{b}c"; then "b"; past it. A block that is open ends with the
 * text. false: there is no block. */
static bool cut_block(
	struct css_text *rest, struct css_text *head_r, struct css_text *body_r)
{
	char quote = '\0';
	size_t begin = 0, depth = 0, i = 0;

	for (; i < rest->len; i++) {
		char c = rest->at[i];

		if (quote || c == '"' || c == '\'') {
			quote = !quote ? c : c == quote ? '\0' : quote;
			continue;
		}
		if (c == '{' && depth++ == 0) {
			begin = i + 1;
		} else if (c == '}' && depth > 0) {
			if (--depth == 0)
				break;
		} else if (c == '}' || (c == ';' && depth == 0)) {
			/* A stray bracket, or "@import ...;". */
			rest->at += i + 1;
			rest->len -= i + 1;
			i = (size_t)-1;
		}
	}
	if (begin == 0)
		return false;
	*head_r = css_trim((struct css_text){rest->at, begin - 1});
	*body_r = (struct css_text){rest->at + begin, i - begin};
	i += i < rest->len;
	rest->at += i;
	rest->len -= i;
	return true;
}

/* These never apply while somebody only reads the mail. */
static bool is_dynamic(struct css_text selector)
{
	static const char *const words[] = {":hover", ":active", ":focus",
		":visited", ":checked", ":before", ":after", ":target",
		":first-letter", ":first-line", ":selection", ":placeholder"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (css_has(selector, words[i]))
			return true;
	return false;
}

static unsigned specificity_of(struct css_text selector)
{
	unsigned ids = 0, classes = 0, names = 0;
	bool begins = true;

	for (size_t i = 0; i < selector.len; i++) {
		char c = selector.at[i];

		ids += c == '#';
		classes += c == '.' || c == '[' || c == ':';
		names += begins &&
			((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
		begins = c == ' ' || c == '>';
	}
	ids = ids < 15 ? ids : 15;
	classes = classes < 255 ? classes : 255;
	return ids << 16 | classes << 8 | (names < 255 ? names : 255);
}

static void add_rule(struct css_sheet *sheet, struct css_text selector,
	struct css_text body, bool is_media)
{
	struct css_rule *rule;

	selector = css_trim(selector);
	if (selector.len == 0 || is_dynamic(selector))
		return;
	if (sheet->rules_len == RULES_MAX) {
		sheet->is_odd = true;
		return;
	}
	rule = &sheet->rules[sheet->rules_len++];
	*rule = (struct css_rule){.selector = selector,
		.body = body,
		.specificity = specificity_of(selector),
		.is_media = is_media};
	for (size_t i = 0; i < selector.len; i++)
		if (strchr("[:+~\\", selector.at[i]))
			rule->is_doubtful = true;
	sheet->has_media = sheet->has_media || is_media;
}

static bool begins(struct css_text t, const char *word)
{
	return t.len >= strlen(word) &&
		strncasecmp(t.at, word, strlen(word)) == 0;
}

static void read_rules(
	struct css_sheet *sheet, struct css_text text, bool is_media, int depth)
{
	struct css_text head, body, selector;

	while (cut_block(&text, &head, &body)) {
		bool may_hold = begins(head, "@media") ||
			begins(head, "@supports") || begins(head, "@layer");
		bool has_condition = memchr(head.at, '(', head.len) != NULL;

		if (may_hold && css_has(head, "print") &&
			!css_has(head, "screen") && !css_has(head, "all"))
			continue;
		if (may_hold && depth == NESTING_MAX)
			sheet->is_odd = true;
		else if (may_hold)
			read_rules(sheet, body, is_media || has_condition,
				depth + 1);
		else if (!begins(head, "@"))
			while (css_cut(&head, ',', &selector))
				add_rule(sheet, selector, body, is_media);
	}
}

void css_sheet_read(struct css_sheet *sheet)
{
	if (sheet->text.len == 0)
		return;
	sheet->rules = calloc(RULES_MAX, sizeof(*sheet->rules));
	if (!sheet->rules)
		sheet->is_odd = true;
	else
		read_rules(sheet,
			(struct css_text){sheet->text.data, sheet->text.len},
			false, 0);
}

/* --------------------------------------------------------------- matching */

static bool has_class(struct css_text classes, struct css_text name)
{
	size_t begin = 0, end;

	for (; begin < classes.len; begin = end + 1) {
		end = begin;
		while (end < classes.len && !is_blank(classes.at[end]))
			end++;
		if (end - begin == name.len && name.len > 0 &&
			strncasecmp(classes.at + begin, name.at, name.len) == 0)
			return true;
	}
	return false;
}

static bool is_same(struct css_text a, struct css_text b)
{
	return a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

/* "p", ".a.b", "td#x", "*"; what is in doubt counts as matched. */
static bool compound_matches(
	struct css_text compound, const struct css_element *e)
{
	size_t i = 0;

	while (i < compound.len) {
		char kind = compound.at[i];
		size_t begin = strchr(".#", kind) ? i + 1 : i, end;
		struct css_text word;

		if (kind == '[' || kind == ':' || kind == '\\')
			return true;
		end = begin;
		while (end < compound.len &&
			!strchr(".#[:\\", compound.at[end]))
			end++;
		word = (struct css_text){compound.at + begin, end - begin};
		if (kind == '.' && !has_class(e->classes, word))
			return false;
		if (kind == '#' && !is_same(e->id, word))
			return false;
		if (kind != '.' && kind != '#' && !css_is(word, "*") &&
			!is_same(e->name, word))
			return false;
		i = end;
	}
	return true;
}

/* The last compound and what stands before it: ' ' inside, '>' right inside,
 * '+' beside something, '\0': nothing. */
static char cut_last(struct css_text *selector, struct css_text *compound_r)
{
	struct css_text t = css_trim(*selector);
	size_t begin = t.len, end;
	char how = '\0';

	while (begin > 0 && !strchr(" >+~", t.at[begin - 1]))
		begin--;
	*compound_r = (struct css_text){t.at + begin, t.len - begin};
	end = begin;
	while (end > 0 && strchr(" >+~", t.at[end - 1])) {
		if (how == '\0' || how == ' ')
			how = t.at[end - 1];
		end--;
	}
	*selector = (struct css_text){t.at, end};
	return end > 0 ? how : '\0';
}

/* The nearest that fits is taken: a second try would help only where two
 * kinds of "inside" are mixed. */
static bool selector_matches(
	struct css_text selector, const struct css_element *path, size_t len)
{
	struct css_text compound;
	char how = cut_last(&selector, &compound);

	if (len == 0 || !compound_matches(compound, &path[--len]))
		return false;
	while (how) {
		bool is_near = how == '>';

		/* Nothing is known of the elements beside it. */
		if (how == '+' || how == '~')
			return true;
		how = cut_last(&selector, &compound);
		while (len > 0 && !compound_matches(compound, &path[len - 1])) {
			if (is_near)
				return false;
			len--;
		}
		if (len == 0)
			return false;
		len--;
	}
	return true;
}

/* Where it is in doubt whether a rule applies, only what hides words counts. */
static void take_what_hides(
	const struct css_style *from, unsigned rank, struct css_style *style)
{
	const struct css_look outer = css_first_look();
	struct css_look look = css_look_inside(&outer, from);

	if (!look.gone && !look.invisible && css_can_be_read(&look))
		return;
	/* White words are hidden only on a white background. */
	if (!look.gone && !look.invisible && look.font_px > 6) {
		css_set(style, CSS_COLOR, "white", rank);
		return;
	}
	css_set(style, CSS_DISPLAY, "none", rank);
}

void css_sheet_apply(const struct css_sheet *sheet, enum css_view view,
	const struct css_element *path, size_t len, struct css_style *style)
{
	if (view == CSS_VIEW_INLINE)
		return;
	for (size_t i = 0; i < sheet->rules_len; i++) {
		const struct css_rule *rule = &sheet->rules[i];
		struct css_style alone = {.is_odd = false};

		if ((rule->is_media && view != CSS_VIEW_MEDIA) ||
			!selector_matches(rule->selector, path, len))
			continue;
		if (!rule->is_doubtful) {
			css_declare(style, rule->body, rule->specificity);
			continue;
		}
		css_declare(&alone, rule->body, rule->specificity);
		take_what_hides(&alone, rule->specificity, style);
	}
}
