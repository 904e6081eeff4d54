/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pages.h - what pages for the staff are made of
 *
 * A renderer makes of an answer of the desk the inner part of a page. It is
 * pure: JSON in, HTML out. It uses the functions below, which escape all that
 * they are given; out_raw() is for markup alone and never for a value. The
 * frame of the page (head, menu, messages) is made by layout.c.
 *
 * A text that people read is in English in the source, within tr(), or within
 * N_() where it stands in a table; the file is named in po/POTFILES.
 *
 * Files:   pages.c, parts.c (fields, buttons), tables.c
 * Errors:  those of the buffer, kept in it; what the JSON lacks is "", 0,
 *          false, or an empty list
 * Owns:    everything is borrowed for the call
 * Threads: pure
 * Source:  WCAG 2.1 AA: 1.3.1, 3.3.1, 3.3.2, 4.1.3
 */
#ifndef ROBINSON_STAFF_WEB_PAGES_H
#define ROBINSON_STAFF_WEB_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/catalogue.h"
#include "config/settings.h"

/* The largest page, all in all. */
#define PAGE_OUT_MAX ((size_t)4 * 1024 * 1024)

struct page_out {
	struct buf *out;
	const struct settings *settings; /* zone, names of purposes */
	const char *language; /* "pl" */
	const struct catalogue *catalogue; /* NULL: English */
	/* Who reads it: "name", "role", "lead", "totp"; NULL: nobody yet. */
	const json_t *who;
	const char *csrf; /* for forms; out_form() writes it */
	const char *path; /* of this page, without query: "/held/ab12" */
	const char *next; /* of a login: where it leads; NULL: not said */
	/* What the desk was asked with: ":id" of the path, fields of the
	 * query. Never NULL. */
	const json_t *args;
	/* What was typed into the form that is shown again; NULL: it is shown
	 * for the first time. Fields fill themselves from it. */
	const json_t *typed;
	/* A renderer may set its own heading, instead of that of its route.
	 * It must live until the page is written. */
	const char *title;
	/* A renderer may say that the page loads itself anew after so many
	 * seconds; 0: it does not. */
	int refresh_s;
	int64_t now_utc;
	/* out_'s own: */
	const struct out_table *table;
	size_t column;
	unsigned fields; /* so far: makes the ids of labels */
	bool is_other_form; /* than the one that was typed into */
};

static inline const char *tr(const struct page_out *p, const char *text)
	TRANSLATES(2);
static inline const char *tr(const struct page_out *p, const char *text)
{
	return catalogue_get(p->catalogue, text);
}

/* The form that goes with the number: NP_("%1 message", "%1 messages"). */
static inline const char *tr_count(const struct page_out *p, const char *one,
	const char *many, int64_t n) TRANSLATES(2) TRANSLATES(3);
static inline const char *tr_count(
	const struct page_out *p, const char *one, const char *many, int64_t n)
{
	return catalogue_count(
		p->catalogue, one, many, n < 0 ? 0 : (unsigned long)n);
}

/* --------------------------------------------------- of an answer's JSON */

const char *in_text(const json_t *object, const char *name);
int64_t in_int(const json_t *object, const char *name);
bool in_bool(const json_t *object, const char *name);
/* NULL where there is none: json_array_size() of it is 0, and what is in it is
 * what the functions above say of nothing. */
const json_t *in_list(const json_t *object, const char *name);
const json_t *in_object(const json_t *object, const char *name);
bool in_has(const json_t *object, const char *name); /* and it is not null */

/* ----------------------------------------------------------------- texts */

void out_raw(struct page_out *p, const char *markup);
void out_text(struct page_out *p, const char *text);
/* "%1" to "%4" of a text are replaced by the values, which end with NULL:
 *     out_words(p, tr(p, N_("Held since %1.")), day, NULL); */
#define out_words(p, text, ...) \
	out_words_with(p, text, (const char *const[]){__VA_ARGS__})
void out_words_with(
	struct page_out *p, const char *text, const char *const *values);
/* The same into a buffer, as plain text (not HTML). */
void out_fill(struct buf *out, const char *text, const char *const *values,
	size_t len);
void out_paragraph(struct page_out *p, const char *text);
void out_soft(struct page_out *p, const char *text); /* less important */
void out_subheading(struct page_out *p, const char *text);
void out_code(struct page_out *p, const char *text); /* a word of a computer */
void out_number(struct page_out *p, int64_t n);
/* In the firm's time zone; 0 or INSTANT_NONE: a dash. */
void out_time(struct page_out *p, int64_t utc); /* 2026-11-30 16:44 */
void out_day(struct page_out *p, int64_t utc); /* 2026-11-30 */
/* "path" begins with "/"; it may have a query that out_query() has made. */
void out_link(struct page_out *p, const char *path, const char *text);
/* "?a=1&b=2" for a link: names and values that end with NULL; a value of NULL
 * or "" is left out. */
#define out_query(url, ...) \
	out_query_with(url, (const char *const[]){__VA_ARGS__})
void out_query_with(struct buf *url, const char *const *pairs);
/* A link to what comes behind this part of a list: the same page, "name" being
 * "value" in its query. */
void out_further(
	struct page_out *p, const char *path, const char *name, int64_t value);

enum out_tone {
	OUT_PLAIN,
	OUT_GOOD,
	OUT_CARE, /* look at it */
	OUT_BAD
};

/* A box with a sentence or two. */
void out_message(struct page_out *p, enum out_tone tone, const char *text);
/* One or two words beside something else. */
void out_badge(struct page_out *p, enum out_tone tone, const char *text);

/* ----------------------------------------------------------------- boxes */

/* "heading" NULL: none. Cards do not lie within each other. */
void out_card(struct page_out *p, const char *heading);
void out_card_end(struct page_out *p);

/* Names and values: a pair each. */
void out_pairs(struct page_out *p);
void out_pair(struct page_out *p, const char *name, const char *value);
/* What follows is the value. */
void out_pair_begin(struct page_out *p, const char *name);
void out_pair_end(struct page_out *p);
void out_pairs_end(struct page_out *p);

/* What is opened by a click: <details>. */
void out_more(struct page_out *p, const char *summary);
/* The same around the form to "path": unfolded where that one is shown again,
 * with what was typed and why it was not accepted. */
void out_more_form(struct page_out *p, const char *summary, const char *path);
void out_more_end(struct page_out *p);

/* ---------------------------------------------------------------- tables */

#define OUT_COLUMNS_MAX 12

struct out_table {
	const char *caption; /* for screen readers; translated */
	const char *headings[OUT_COLUMNS_MAX]; /* translated; "" is one too */
	unsigned numbers; /* bit n: column n is of numbers */
};

/* On a telephone each row becomes a card. "table" lives until out_table_end().
 *     out_row(p); out_cell(p, "text");
 *     out_cell_begin(p); out_link(p, ...); out_cell_end(p); out_row_end(p); */
void out_table(struct page_out *p, const struct out_table *table);
void out_row(struct page_out *p);
void out_cell(struct page_out *p, const char *text);
void out_cell_begin(struct page_out *p);
void out_cell_end(struct page_out *p);
void out_row_end(struct page_out *p);
void out_table_end(struct page_out *p);

/* Links to the pages before and after, with the query of this one (p->args)
 * but for "page". "pages" 0: it is not known how many, "has_next" tells. */
void out_pager(struct page_out *p, int64_t page, int64_t pages, bool has_next);

/* ----------------------------------------------------------------- forms */

/* To "path" by POST, with the CSRF token. */
void out_form(struct page_out *p, const char *path);
/* The same with room for a file (multipart). */
void out_form_file(struct page_out *p, const char *path);
/* By GET, for a search: "path" without a query. */
void out_form_get(struct page_out *p, const char *path);
void out_form_end(struct page_out *p);
/* One of several forms of a kind, for the thing whose "name" is "value": what
 * was typed stands in the form of its own thing alone. */
void out_form_of(struct page_out *p, const char *path, const char *name,
	const char *value);

struct out_field {
	const char *name; /* of the argument of the verb */
	const char *label; /* translated */
	const char *type; /* NULL: "text"; "password", "email", "date", ... */
	const char *value; /* at first; NULL: none */
	const char *hint; /* below it; NULL: none */
	const char *autocomplete; /* NULL: "off" */
	const char *inputmode; /* NULL: the type's */
	int max_len; /* 0: not said */
	bool is_required;
	bool has_focus; /* of one field of a page */
};

void out_field(struct page_out *p, const struct out_field *field);
/* Several lines. */
void out_area(struct page_out *p, const struct out_field *field, int rows);
/* A file to be sent; "accept": ".csv,.xlsx", or NULL. */
void out_file(struct page_out *p, const char *name, const char *label,
	const char *accept, const char *hint);

struct out_option {
	const char *value;
	const char *text; /* translated */
};

/* "chosen" NULL: the first. The list of options ends with one without a value
 * (NULL). */
void out_select(struct page_out *p, const char *name, const char *label,
	const struct out_option *options, const char *chosen);
void out_radio(struct page_out *p, const char *name, const char *legend,
	const struct out_option *options, const char *chosen);
void out_check(struct page_out *p, const char *name, const char *value,
	const char *label, bool is_checked);
/* In a cell of a table: the label is for screen readers alone. */
void out_check_bare(struct page_out *p, const char *name, const char *value,
	const char *label);
void out_hidden(struct page_out *p, const char *name, const char *value);

enum out_button {
	OUT_KEY, /* what one most probably wants */
	OUT_PLAIN_BUTTON,
	OUT_DANGER /* cannot be taken back */
};

/* Submits the form it stands in; with a name and a value of its own, or NULL.
 */
void out_submit(struct page_out *p, enum out_button kind, const char *text,
	const char *name, const char *value);
/* A form of one button; hidden fields and their values end with NULL. */
#define out_act(p, kind, path, text, ...) \
	out_act_with(p, kind, path, text, (const char *const[]){__VA_ARGS__})
void out_act_with(struct page_out *p, enum out_button kind, const char *path,
	const char *text, const char *const *pairs);
/* Buttons beside each other. */
void out_buttons(struct page_out *p);
void out_buttons_end(struct page_out *p);

#endif
