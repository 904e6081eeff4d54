/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/export.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/html.h"
#include "service/export_text.h"

/* A line a rule; no file, no font, no script from elsewhere. */
/* clang-format off */
#define STYLE \
	":root{--back:#f3f5f7;--card:#fff;--text:#1b2430;--soft:#4a5766;" \
		"--line:#d5dbe1;--yes:#14652f;--no:#8a1f1f;--wait:#7a4b00}" \
	"@media(prefers-color-scheme:dark){:root{--back:#12161b;" \
		"--card:#1b2129;--text:#e9edf1;--soft:#b3bdc8;--line:#38424e;" \
		"--yes:#8fd6a4;--no:#f3a6a6;--wait:#f0c37d}}" \
	"*{box-sizing:border-box}" \
	"body{margin:0;background:var(--back);color:var(--text);" \
		"font:1rem/1.55 system-ui,sans-serif;overflow-wrap:break-word}" \
	"header,main{max-width:56rem;margin:0 auto;padding:0 1.25rem}" \
	"header{padding-top:2.5rem;padding-bottom:1rem}" \
	"main{padding-bottom:3rem}" \
	"h1{font-size:1.875rem;line-height:1.2;margin:0 0 .5rem}" \
	"h2{font-size:1.1875rem;line-height:1.3;margin:0 0 .75rem}" \
	"p{margin:0 0 .75rem}header p{margin:0}" \
	".soft{color:var(--soft);font-size:.9375rem}" \
	"section{background:var(--card);border:1px solid var(--line);" \
		"border-radius:.75rem;padding:1.5rem;margin-top:1rem}" \
	"table{width:100%;border-collapse:collapse;font-size:.9375rem}" \
	"th{text-align:left;font-weight:600;color:var(--soft);" \
		"padding:.25rem .75rem .4rem 0;border-bottom:1px solid " \
		"var(--line);vertical-align:bottom}" \
	"td{padding:.55rem .75rem .55rem 0;border-bottom:1px solid " \
		"var(--line);vertical-align:top}" \
	"tr:last-child td{border-bottom:0}" \
	"td.date{white-space:nowrap;font-variant-numeric:tabular-nums}" \
	"dl{margin:0;display:grid;grid-template-columns:minmax(8rem,14rem) " \
		"1fr;gap:.4rem 1rem}" \
	"dt{color:var(--soft)}dd{margin:0}" \
	"ul{margin:0;padding-left:1.2rem}li{margin:.35rem 0}" \
	"b.yes{color:var(--yes)}b.no{color:var(--no)}b.wait{color:var(--wait)}" \
	"@media(max-width:36rem){dl{grid-template-columns:1fr;gap:.1rem}" \
		"dd{margin-bottom:.6rem}td.date{white-space:normal}}" \
	"@media print{body{background:none}section{break-inside:avoid;" \
		"border:0;padding:0;margin-top:1.5rem}}"
/* clang-format on */

struct page {
	struct buf *out;
	const json_t *document;
	enum export_language language;
};

static const char *say(const struct page *p, enum export_text text)
{
	return export_text(p->language, text);
}

static const char *word(const struct page *p, const char *name)
{
	return export_word(p->language, name);
}

/* NULL where it is null or absent. */
static const char *get(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void tag(struct page *p, const char *markup)
{
	(void)buf_adds(p->out, markup);
}

static void text(struct page *p, const char *value)
{
	(void)html_add(p->out, value);
}

/* "2018-06-28 23:59" of "2018-06-28T23:59:59+02:00". */
static void date(struct page *p, const char *iso)
{
	const char *time = iso ? strchr(iso, 'T') : NULL;

	if (!iso || (time && strlen(time) < 6)) {
		text(p, say(p, SAY_NOT_KNOWN));
		return;
	}
	if (!time) {
		text(p, iso); /* only the day is known */
		return;
	}
	(void)html_add_len(p->out, iso, (size_t)(time - iso));
	(void)buf_addc(p->out, ' ');
	(void)html_add_len(p->out, time + 1, 5);
}

static void begin(struct page *p, enum export_text title)
{
	tag(p, "<section><h2>");
	text(p, say(p, title));
	tag(p, "</h2>");
}

static void paragraph(struct page *p, const char *value)
{
	tag(p, "<p class=soft>");
	text(p, value);
	tag(p, "</p>");
}

static void head(struct page *p)
{
	const char *controller = get(p->document, "controller");

	tag(p, "<!doctype html><html lang=");
	text(p, say(p, SAY_LANGUAGE));
	tag(p,
		"><meta charset=utf-8><meta name=viewport "
		"content=\"width=device-width,initial-scale=1\"><meta "
		"name=robots content=noindex><title>");
	text(p, say(p, SAY_TITLE));
	tag(p, "</title><style>" STYLE "</style><header><h1>");
	text(p, say(p, SAY_TITLE));
	tag(p, "</h1><p>");
	text(p, say(p, SAY_ABOUT));
	tag(p, " <strong>");
	text(p, get(p->document, "address"));
	tag(p, "</strong>");
	if (controller) {
		(void)buf_addf(p->out, " %s <strong>", say(p, SAY_BY));
		text(p, controller);
		tag(p, "</strong>");
	}
	tag(p, "</p><p class=soft>");
	text(p, say(p, SAY_MADE));
	(void)buf_addc(p->out, ' ');
	date(p, get(p->document, "made"));
	tag(p, " (");
	text(p, get(p->document, "timezone"));
	tag(p, ")</p></header><main>");
}

/* ------------------------------------------------------------- purposes */

static const json_t *purpose_of(const struct page *p, const char *name)
{
	const json_t *list = json_object_get(p->document, "purposes");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *purpose = json_array_get(list, i);

		if (strcmp(get(purpose, "name"), name) == 0)
			return purpose;
	}
	return NULL;
}

/* "pl: oferty" in Polish; one without a language for the rest. */
static void purpose_name(struct page *p, const char *name)
{
	const json_t *list =
		json_object_get(name ? purpose_of(p, name) : NULL, "shown_as");
	const char *best = name ? name : say(p, SAY_NOT_KNOWN);

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *shown = json_string_value(json_array_get(list, i));
		const char *colon = strstr(shown, ": ");

		if (!colon || colon - shown != 2) {
			best = best == name ? shown : best;
		} else if (strncasecmp(shown, say(p, SAY_LANGUAGE), 2) == 0) {
			best = colon + 2;
			break;
		}
	}
	text(p, best);
}

static void bases(struct page *p, const json_t *list)
{
	if (json_array_size(list) == 0)
		text(p, say(p, SAY_NONE));
	for (size_t i = 0; i < json_array_size(list); i++) {
		tag(p, i ? "<br>" : "");
		text(p, word(p, json_string_value(json_array_get(list, i))));
	}
}

static void decision(struct page *p, const char *action)
{
	if (strcmp(action, "reject") == 0) {
		tag(p, "<b class=no>");
		text(p, say(p, SAY_MAY_NOT));
	} else if (strcmp(action, "hold") == 0) {
		tag(p, "<b class=wait>");
		text(p, say(p, SAY_WAITS));
	} else {
		tag(p, "<b class=yes>");
		text(p, say(p, SAY_MAY));
	}
	tag(p, "</b>");
}

static void purpose_row(struct page *p, const json_t *purpose)
{
	const char *article = get(purpose, "article");

	tag(p, "<tr><td><strong>");
	purpose_name(p, get(purpose, "name"));
	tag(p, "</strong><td>");
	decision(p, get(purpose, "action"));
	tag(p, "<td>");
	text(p, word(p, get(purpose, "reason")));
	if (get(purpose, "since")) {
		tag(p, " (");
		date(p, get(purpose, "since"));
		tag(p, ")");
	}
	if (article && *article) {
		tag(p, "<br><span class=soft>");
		text(p, article);
		tag(p, "</span>");
	}
	if (json_is_false(json_object_get(purpose, "lists_asked"))) {
		tag(p, "<br><span class=soft>");
		text(p, say(p, SAY_LISTS_SILENT));
		tag(p, "</span>");
	}
	tag(p, "<td>");
	bases(p, json_object_get(purpose, "accepts"));
	if (get(purpose, "assessment")) {
		tag(p, "<br><span class=soft>");
		text(p, say(p, SAY_ASSESSMENT));
		(void)buf_addc(p->out, ' ');
		text(p, get(purpose, "assessment"));
		tag(p, "</span>");
	}
	tag(p, "<td>");
	bases(p, json_object_get(purpose, "standing"));
}

static void purposes(struct page *p)
{
	static const enum export_text columns[] = {
		SAY_PURPOSE, SAY_NOW, SAY_WHY, SAY_ACCEPTS, SAY_STANDS};
	const json_t *list = json_object_get(p->document, "purposes");

	begin(p, SAY_PURPOSES);
	paragraph(p, say(p, SAY_PURPOSES_NOTE));
	tag(p, "<table><tr>");
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		tag(p, "<th>");
		text(p, say(p, columns[i]));
	}
	for (size_t i = 0; i < json_array_size(list); i++)
		purpose_row(p, json_array_get(list, i));
	tag(p, "</table></section>");
}

/* --------------------------------------------------------------- origin */

static void term(struct page *p, enum export_text name)
{
	tag(p, "<dt>");
	text(p, say(p, name));
	tag(p, "<dd>");
}

static void kept(struct page *p)
{
	const json_t *retention = json_object_get(p->document, "retention");
	const char *kind = get(retention, "kind");

	if (!kind)
		return;
	term(p, SAY_KEPT);
	if (strcmp(kind, "until") == 0)
		date(p, get(retention, "end"));
	else
		text(p,
			say(p,
				strcmp(kind, "unlimited") == 0 ?
					SAY_KEPT_UNLIMITED :
					SAY_KEPT_ENDED));
}

static void relations(struct page *p)
{
	const json_t *list = json_object_get(p->document, "relations");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *relation = json_array_get(list, i);

		term(p, SAY_RELATION);
		text(p, word(p, get(relation, "name")));
		if (get(relation, "since")) {
			(void)buf_addf(p->out, ", %s ", say(p, SAY_SINCE));
			date(p, get(relation, "since"));
		}
		(void)buf_addf(p->out, ", %s",
			say(p, get(relation, "end") ? SAY_UNTIL : SAY_LASTS));
		if (get(relation, "end")) {
			(void)buf_addc(p->out, ' ');
			date(p, get(relation, "end"));
		}
	}
}

static void origin(struct page *p)
{
	const json_t *source = json_object_get(p->document, "source");
	const json_t *ends = json_object_get(source, "collected_for");

	begin(p, SAY_ORIGIN);
	if (!json_is_true(json_object_get(p->document, "known"))) {
		paragraph(p, say(p, SAY_UNKNOWN_PERSON));
		tag(p, "</section>");
		return;
	}
	tag(p, "<dl>");
	term(p, SAY_SOURCE);
	text(p,
		get(source, "name") ? get(source, "name") :
				      say(p, SAY_NOT_KNOWN));
	term(p, SAY_COLLECTED);
	date(p, get(source, "collected"));
	if (json_array_size(ends) > 0)
		term(p, SAY_COLLECTED_FOR);
	for (size_t i = 0; i < json_array_size(ends); i++) {
		tag(p, i ? ", " : "");
		purpose_name(p, json_string_value(json_array_get(ends, i)));
	}
	relations(p);
	kept(p);
	if (get(p->document, "reference")) {
		term(p, SAY_REFERENCE);
		text(p, get(p->document, "reference"));
	}
	if (get(p->document, "restricted")) {
		term(p, SAY_RESTRICTED);
		date(p, get(p->document, "restricted"));
	}
	tag(p, "</dl></section>");
}

/* ------------------------------------------------- lists in order of time */

struct row {
	const char *at; /* NULL: not known */
	enum export_text what;
	const json_t *item; /* NULL: nothing more is known */
};

struct sheet {
	struct row *rows;
	size_t len, cap;
	enum err failed;
};

static void collect(struct sheet *s, const json_t *document, const char *name,
	const char *at, enum export_text what)
{
	const json_t *list = json_object_get(document, name);

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		bool is_bare = !json_is_object(item);

		if (s->len == s->cap) {
			size_t cap = s->cap ? 2 * s->cap : 64;
			struct row *rows =
				realloc(s->rows, cap * sizeof(*rows));

			if (!rows) {
				s->failed = ERR_NOMEM;
				return;
			}
			s->rows = rows;
			s->cap = cap;
		}
		s->rows[s->len++] = (struct row){
			is_bare ? json_string_value(item) : get(item, at), what,
			is_bare ? NULL : item};
	}
}

/* The document's dates have the offset of one zone: in the hour that occurs
 * twice alone the order of texts is not that of time. */
static int compare_rows(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return strcmp(left->at ? left->at : "", right->at ? right->at : "");
}

static void detail(struct page *p, enum export_text name, const char *value)
{
	if (!value)
		return;
	tag(p, "<br><span class=soft>");
	text(p, say(p, name));
	(void)buf_addc(p->out, ' ');
	text(p, value);
	tag(p, "</span>");
}

static void row_details(struct page *p, const struct row *row)
{
	const json_t *item = row->item;

	if (!item)
		return;
	if (row->what == SAY_REPORT) {
		text(p, get(item, "status") ? get(item, "status") : "");
		return;
	}
	if (row->what == SAY_OBJECTION && !get(item, "purpose"))
		text(p, say(p, SAY_ALL_MARKETING));
	else
		purpose_name(p, get(item, "purpose"));
	if (get(item, "basis")) {
		tag(p, "<br><span class=soft>");
		text(p, word(p, get(item, "basis")));
		tag(p, "</span>");
	}
	detail(p, SAY_CHANNEL, get(item, "channel"));
	if (json_is_true(json_object_get(item, "by_domain")))
		detail(p, SAY_BY_DOMAIN, "");
	if (json_is_true(json_object_get(item, "unconfirmed")))
		detail(p, SAY_UNCONFIRMED, "");
	detail(p, SAY_EVIDENCE, get(item, "evidence"));
	if (get(item, "expires") && row->what == SAY_GRANT) {
		tag(p, "<br><span class=soft>");
		text(p, say(p, SAY_EXPIRES));
		(void)buf_addc(p->out, ' ');
		date(p, get(item, "expires"));
		tag(p, "</span>");
	}
	if (row->what == SAY_HELD) {
		detail(p, SAY_WHY, word(p, get(item, "reason")));
		detail(p, SAY_NOW, word(p, get(item, "state")));
	}
}

static void table_head(struct page *p)
{
	static const enum export_text columns[] = {
		SAY_DATE, SAY_WHAT, SAY_DETAILS};

	tag(p, "<table><tr>");
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		tag(p, "<th>");
		text(p, say(p, columns[i]));
	}
}

static void sheet_end(struct page *p, struct sheet *s, enum export_text none)
{
	if (s->len > 0) {
		qsort(s->rows, s->len, sizeof(*s->rows), compare_rows);
		table_head(p);
	} else {
		paragraph(p, say(p, none));
	}
	for (size_t i = 0; i < s->len; i++) {
		tag(p, "<tr><td class=date>");
		date(p, s->rows[i].at);
		tag(p, "<td>");
		text(p, say(p, s->rows[i].what));
		tag(p, "<td>");
		row_details(p, &s->rows[i]);
	}
	tag(p, s->len > 0 ? "</table></section>" : "</section>");
	if (s->failed && !p->out->failed)
		p->out->failed = s->failed;
	free(s->rows);
}

static void wishes(struct page *p)
{
	struct sheet s = {NULL, 0, 0, ERR_OK};

	begin(p, SAY_WISHES);
	collect(&s, p->document, "grants", "given", SAY_GRANT);
	collect(&s, p->document, "withdrawals", "at", SAY_WITHDRAWAL);
	collect(&s, p->document, "objections", "at", SAY_OBJECTION);
	collect(&s, p->document, "lifts", "at", SAY_LIFT);
	sheet_end(p, &s, SAY_NO_WISHES);
}

static void events(struct page *p)
{
	struct sheet s = {NULL, 0, 0, ERR_OK};

	begin(p, SAY_EVENTS);
	collect(&s, p->document, "contacts", NULL, SAY_CONTACT);
	collect(&s, p->document, "reports", "at", SAY_REPORT);
	collect(&s, p->document, "letters", NULL, SAY_LETTER);
	collect(&s, p->document, "failures", NULL, SAY_FAILURE);
	collect(&s, p->document, "sends", "at", SAY_SEND);
	collect(&s, p->document, "held", "received", SAY_HELD);
	sheet_end(p, &s, SAY_NO_EVENTS);
}

/* ------------------------------------------------- journal and requests */

static void entry(struct page *p, const json_t *item)
{
	tag(p, "<tr><td class=date>");
	date(p, get(item, "at"));
	tag(p, "<td>");
	text(p, word(p, get(item, "kind")));
	if (get(item, "purpose")) {
		tag(p, "<br><span class=soft>");
		purpose_name(p, get(item, "purpose"));
		tag(p, "</span>");
	}
	tag(p, "<td>");
	if (get(item, "action")) {
		text(p, word(p, get(item, "action")));
		tag(p, ": ");
		text(p, word(p, get(item, "reason")));
	} else if (get(item, "detail")) {
		text(p, get(item, "detail"));
	}
	if (json_is_false(json_object_get(item, "enforced")))
		detail(p, SAY_OBSERVED, "");
	tag(p, "<br><span class=soft>");
	text(p, get(item, "ref"));
	tag(p, "</span>");
}

static void journal(struct page *p)
{
	const json_t *list = json_object_get(p->document, "journal");

	begin(p, SAY_JOURNAL);
	if (json_array_size(list) == 0) {
		paragraph(p, say(p, SAY_NO_JOURNAL));
		tag(p, "</section>");
		return;
	}
	paragraph(p, say(p, SAY_JOURNAL_NOTE));
	table_head(p);
	for (size_t i = 0; i < json_array_size(list); i++)
		entry(p, json_array_get(list, i));
	tag(p, "</table></section>");
}

static void requests(struct page *p)
{
	const json_t *list = json_object_get(p->document, "requests");

	if (json_array_size(list) == 0)
		return;
	begin(p, SAY_REQUESTS);
	tag(p, "<ul>");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		const char *closed = get(item, "closed");

		tag(p, "<li>");
		date(p, get(item, "received"));
		(void)buf_addf(p->out, ", Art. %d, %s ",
			(int)json_integer_value(
				json_object_get(item, "article")),
			say(p, closed ? SAY_ANSWERED : SAY_ANSWER_DUE));
		date(p, closed ? closed : get(item, "due"));
	}
	tag(p, "</ul></section>");
}

static void rights(struct page *p)
{
	begin(p, SAY_RIGHTS);
	paragraph(p, say(p, SAY_RIGHTS_NOTE));
	tag(p, "<ul>");
	for (unsigned t = SAY_RIGHT_OBJECT; t <= SAY_RIGHT_COMPLAIN; t++) {
		tag(p, "<li>");
		text(p, say(p, (enum export_text)t));
	}
	tag(p, "</ul></section></main></html>\n");
}

enum err export_page(
	const json_t *document, enum export_language language, struct buf *out)
{
	struct page p = {out, document, language};

	head(&p);
	purposes(&p);
	origin(&p);
	wishes(&p);
	events(&p);
	journal(&p);
	requests(&p);
	rights(&p);
	return buf_err(out);
}
