/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/report/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/html.h"
#include "service/document/page.h"
#include "service/report/export_private.h"

static void head(struct export_writing *w)
{
	const char *controller =
		export_get(json_object_get(w->document, "controller"), "name");

	page_head(
		w->out, export_say(w, SAY_LANGUAGE), export_say(w, SAY_TITLE));
	export_tag(w, "<body>\n<header>\n<h1>");
	export_put(w, export_say(w, SAY_TITLE));
	export_tag(w, "</h1>\n<p>");
	export_put(w, export_say(w, SAY_ABOUT));
	export_tag(w, " <strong>");
	export_put(w, export_get(w->document, "address"));
	export_tag(w, "</strong>");
	if (controller) {
		(void)buf_addf(w->out, " %s <strong>", export_say(w, SAY_BY));
		export_put(w, controller);
		export_tag(w, "</strong>");
	}
	export_tag(w, "</p>\n<p class=\"soft\">");
	export_put(w, export_say(w, SAY_MADE));
	(void)buf_addc(w->out, ' ');
	export_date(w, export_get(w->document, "made"));
	export_tag(w, " (");
	export_put(w, export_get(w->document, "timezone"));
	export_tag(w, ")</p>\n</header>\n<main>\n");
}

/* ------------------------------------------------------------- purposes */

static void bases(struct export_writing *w, const json_t *list)
{
	if (json_array_size(list) == 0)
		export_put(w, export_say(w, SAY_NONE));
	for (size_t i = 0; i < json_array_size(list); i++) {
		export_tag(w, i ? "<br>" : "");
		export_put(w,
			export_say_word(
				w, json_string_value(json_array_get(list, i))));
	}
}

static void decision(struct export_writing *w, const char *action)
{
	if (strcmp(action, "reject") == 0) {
		export_tag(w, "<b class=\"no\">");
		export_put(w, export_say(w, SAY_MAY_NOT));
	} else if (strcmp(action, "hold") == 0) {
		export_tag(w, "<b class=\"wait\">");
		export_put(w, export_say(w, SAY_WAITS));
	} else {
		export_tag(w, "<b class=\"yes\">");
		export_put(w, export_say(w, SAY_MAY));
	}
	export_tag(w, "</b>");
}

static void purpose_row(struct export_writing *w, const json_t *purpose)
{
	const char *article = export_get(purpose, "article");

	export_tag(w, "<tr>");
	export_cell(w, SAY_PURPOSE);
	export_tag(w, "<strong>");
	export_purpose(w, export_get(purpose, "name"));
	export_tag(w, "</strong>");
	export_cell(w, SAY_NOW);
	decision(w, export_get(purpose, "action"));
	export_cell(w, SAY_WHY);
	export_put(w, export_say_word(w, export_get(purpose, "reason")));
	if (export_get(purpose, "since")) {
		export_tag(w, " (");
		export_date(w, export_get(purpose, "since"));
		export_tag(w, ")");
	}
	if (article && *article) {
		export_tag(w, "<br><span class=\"soft\">");
		export_put(w, export_article(w->language, article));
		export_tag(w, "</span>");
	}
	if (json_is_false(json_object_get(purpose, "lists_asked"))) {
		export_tag(w, "<br><span class=\"soft\">");
		export_put(w, export_say(w, SAY_LISTS_SILENT));
		export_tag(w, "</span>");
	}
	export_cell(w, SAY_ACCEPTS);
	bases(w, json_object_get(purpose, "accepts"));
	if (export_get(purpose, "assessment")) {
		export_tag(w, "<br><span class=\"soft\">");
		export_put(w, export_say(w, SAY_ASSESSMENT));
		(void)buf_addc(w->out, ' ');
		export_put(w, export_get(purpose, "assessment"));
		export_tag(w, "</span>");
	}
	export_cell(w, SAY_STANDS);
	bases(w, json_object_get(purpose, "standing"));
}

static void purposes(struct export_writing *w)
{
	static const enum export_text columns[] = {
		SAY_PURPOSE, SAY_NOW, SAY_WHY, SAY_ACCEPTS, SAY_STANDS};
	const json_t *list = json_object_get(w->document, "purposes");

	export_begin(w, SAY_PURPOSES);
	export_paragraph(w, export_say(w, SAY_PURPOSES_NOTE));
	export_columns(w, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < json_array_size(list); i++)
		purpose_row(w, json_array_get(list, i));
	export_tag(w, "</tbody></table></section>\n");
}

/* --------------------------------------------------------------- origin */

static void kept(struct export_writing *w)
{
	const json_t *retention = json_object_get(w->document, "retention");
	const char *kind = export_get(retention, "kind");

	if (!kind)
		return;
	export_term(w, SAY_KEPT);
	if (strcmp(kind, "until") == 0)
		export_date(w, export_get(retention, "end"));
	else
		export_put(w,
			export_say(w,
				strcmp(kind, "unlimited") == 0 ?
					SAY_KEPT_UNLIMITED :
					SAY_KEPT_ENDED));
}

static void relations(struct export_writing *w)
{
	const json_t *list = json_object_get(w->document, "relations");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *relation = json_array_get(list, i);

		export_term(w, SAY_RELATION);
		export_shown(w, json_object_get(relation, "shown_as"),
			export_say_word(w, export_get(relation, "name")));
		if (export_get(relation, "since")) {
			(void)buf_addf(
				w->out, ", %s ", export_say(w, SAY_SINCE));
			export_date(w, export_get(relation, "since"));
		}
		(void)buf_addf(w->out, ", %s",
			export_say(w,
				export_get(relation, "end") ? SAY_UNTIL :
							      SAY_LASTS));
		if (export_get(relation, "end")) {
			(void)buf_addc(w->out, ' ');
			export_date(w, export_get(relation, "end"));
		}
	}
}

static void origin(struct export_writing *w)
{
	const json_t *source = json_object_get(w->document, "source");
	const json_t *ends = json_object_get(source, "collected_for");

	export_begin(w, SAY_ORIGIN);
	if (!json_is_true(json_object_get(w->document, "known"))) {
		export_paragraph(w, export_say(w, SAY_UNKNOWN_PERSON));
		export_tag(w, "</section>\n");
		return;
	}
	export_tag(w, "<dl>");
	export_term(w, SAY_SOURCE);
	export_shown(w, json_object_get(source, "shown_as"),
		export_get(source, "name") ? export_get(source, "name") :
					     export_say(w, SAY_NOT_KNOWN));
	export_term(w, SAY_COLLECTED);
	export_date(w, export_get(source, "collected"));
	if (json_array_size(ends) > 0)
		export_term(w, SAY_COLLECTED_FOR);
	for (size_t i = 0; i < json_array_size(ends); i++) {
		export_tag(w, i ? ", " : "");
		export_purpose(w, json_string_value(json_array_get(ends, i)));
	}
	relations(w);
	kept(w);
	if (export_get(w->document, "reference")) {
		export_term(w, SAY_REFERENCE);
		export_put(w, export_get(w->document, "reference"));
	}
	if (export_get(w->document, "restricted")) {
		export_term(w, SAY_RESTRICTED);
		export_date(w, export_get(w->document, "restricted"));
	}
	export_tag(w, "</dl></section>\n");
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
			struct row *rows = array_grow(
				s->rows, s->len, &s->cap, sizeof(*rows));

			if (!rows) {
				s->failed = ERR_NOMEM;
				return;
			}
			s->rows = rows;
		}
		s->rows[s->len++] =
			(struct row){is_bare ? json_string_value(item) :
					       export_get(item, at),
				what, is_bare ? NULL : item};
	}
}

/* The document's dates have the offset of one zone: in the hour that occurs
 * twice alone the order of texts is not that of time. */
static int compare_rows(const void *a, const void *b)
{
	const struct row *left = a, *right = b;

	return strcmp(left->at ? left->at : "", right->at ? right->at : "");
}

static void detail(
	struct export_writing *w, enum export_text name, const char *value)
{
	if (!value)
		return;
	export_tag(w, "<br><span class=\"soft\">");
	export_put(w, export_say(w, name));
	(void)buf_addc(w->out, ' ');
	export_put(w, value);
	export_tag(w, "</span>");
}

static void statement_details(struct export_writing *w, const json_t *item)
{
	export_put(w, export_say_word(w, export_get(item, "kind")));
	detail(w, SAY_SOURCE, export_get(item, "source"));
	detail(w, SAY_RELATION, export_get(item, "relation"));
	detail(w, SAY_NOTE, export_get(item, "note"));
}

static void row_details(struct export_writing *w, const struct row *row)
{
	const json_t *item = row->item;

	if (!item)
		return;
	if (row->what == SAY_REPORT || row->what == SAY_DOUBTED) {
		const char *said = export_get(
			item, row->what == SAY_REPORT ? "status" : "words");

		export_put(w, said ? said : "");
		return;
	}
	if (row->what == SAY_STATEMENT) {
		statement_details(w, item);
		return;
	}
	if (row->what == SAY_OBJECTION && !export_get(item, "purpose"))
		export_put(w, export_say(w, SAY_ALL_MARKETING));
	else
		export_purpose(w, export_get(item, "purpose"));
	if (export_get(item, "basis")) {
		export_tag(w, "<br><span class=\"soft\">");
		export_put(w, export_say_word(w, export_get(item, "basis")));
		export_tag(w, "</span>");
	}
	if (export_get(item, "channel"))
		detail(w, SAY_CHANNEL,
			export_channel(
				w->language, export_get(item, "channel")));
	if (json_is_true(json_object_get(item, "by_domain")))
		detail(w, SAY_BY_DOMAIN, "");
	if (json_is_true(json_object_get(item, "unconfirmed")))
		detail(w, SAY_UNCONFIRMED, "");
	detail(w, SAY_EVIDENCE, export_get(item, "evidence"));
	if (export_get(item, "expires") && row->what == SAY_GRANT) {
		export_tag(w, "<br><span class=\"soft\">");
		export_put(w, export_say(w, SAY_EXPIRES));
		(void)buf_addc(w->out, ' ');
		export_date(w, export_get(item, "expires"));
		export_tag(w, "</span>");
	}
	if (row->what == SAY_HELD) {
		detail(w, SAY_WHY,
			export_say_word(w, export_get(item, "reason")));
		detail(w, SAY_NOW,
			export_say_word(w, export_get(item, "state")));
	}
}

static void table_head(struct export_writing *w)
{
	static const enum export_text columns[] = {
		SAY_DATE, SAY_WHAT, SAY_DETAILS};

	export_columns(w, columns, sizeof(columns) / sizeof(*columns));
}

static void sheet_end(
	struct export_writing *w, struct sheet *s, enum export_text none)
{
	if (s->len > 0) {
		qsort(s->rows, s->len, sizeof(*s->rows), compare_rows);
		table_head(w);
	} else {
		export_paragraph(w, export_say(w, none));
	}
	for (size_t i = 0; i < s->len; i++) {
		export_tag(w, "<tr>");
		export_date_cell(w, s->rows[i].at);
		export_cell(w, SAY_WHAT);
		export_put(w, export_say(w, s->rows[i].what));
		export_cell(w, SAY_DETAILS);
		row_details(w, &s->rows[i]);
	}
	export_tag(w,
		s->len > 0 ? "</tbody></table></section>\n" : "</section>\n");
	if (s->failed && !w->out->failed)
		w->out->failed = s->failed;
	free(s->rows);
}

static void wishes(struct export_writing *w)
{
	struct sheet s = {NULL, 0, 0, ERR_OK};

	export_begin(w, SAY_WISHES);
	collect(&s, w->document, "grants", "given", SAY_GRANT);
	collect(&s, w->document, "withdrawals", "at", SAY_WITHDRAWAL);
	collect(&s, w->document, "objections", "at", SAY_OBJECTION);
	collect(&s, w->document, "lifts", "at", SAY_LIFT);
	sheet_end(w, &s, SAY_NO_WISHES);
}

static void events(struct export_writing *w)
{
	struct sheet s = {NULL, 0, 0, ERR_OK};

	export_begin(w, SAY_EVENTS);
	collect(&s, w->document, "contacts", NULL, SAY_CONTACT);
	collect(&s, w->document, "reports", "at", SAY_REPORT);
	collect(&s, w->document, "doubted", "at", SAY_DOUBTED);
	collect(&s, w->document, "statements", "at", SAY_STATEMENT);
	collect(&s, w->document, "letters", NULL, SAY_LETTER);
	collect(&s, w->document, "failures", NULL, SAY_FAILURE);
	collect(&s, w->document, "sends", "at", SAY_SEND);
	collect(&s, w->document, "held", "received", SAY_HELD);
	sheet_end(w, &s, SAY_NO_EVENTS);
}

/* ------------------------------------------------- journal and requests */

static void entry(struct export_writing *w, const json_t *item)
{
	export_tag(w, "<tr>");
	export_date_cell(w, export_get(item, "at"));
	export_cell(w, SAY_WHAT);
	export_put(w, export_say_word(w, export_get(item, "kind")));
	if (export_get(item, "purpose")) {
		export_tag(w, "<br><span class=\"soft\">");
		export_purpose(w, export_get(item, "purpose"));
		export_tag(w, "</span>");
	}
	export_cell(w, SAY_DETAILS);
	if (export_get(item, "action")) {
		export_put(w, export_say_word(w, export_get(item, "action")));
		export_tag(w, ": ");
		export_put(w, export_say_word(w, export_get(item, "reason")));
	} else {
		export_detail(w, item);
	}
	if (json_is_false(json_object_get(item, "enforced")))
		detail(w, SAY_OBSERVED, "");
	export_tag(w, "<br><span class=\"soft\">");
	export_put(w, export_get(item, "ref"));
	export_tag(w, "</span>");
}

static void journal(struct export_writing *w)
{
	const json_t *list = json_object_get(w->document, "journal");

	export_begin(w, SAY_JOURNAL);
	if (json_array_size(list) == 0) {
		export_paragraph(w, export_say(w, SAY_NO_JOURNAL));
		export_tag(w, "</section>\n");
		return;
	}
	export_paragraph(w, export_say(w, SAY_JOURNAL_NOTE));
	table_head(w);
	for (size_t i = 0; i < json_array_size(list); i++)
		entry(w, json_array_get(list, i));
	export_tag(w, "</tbody></table></section>\n");
}

static void requests(struct export_writing *w)
{
	const json_t *list = json_object_get(w->document, "requests");

	if (json_array_size(list) == 0)
		return;
	export_begin(w, SAY_REQUESTS);
	export_tag(w, "<ul>");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		const char *closed = export_get(item, "closed");
		char article[32];

		export_tag(w, "<li>");
		export_date(w, export_get(item, "received"));
		snprintf(article, sizeof(article), "GDPR Art. %d",
			(int)json_integer_value(
				json_object_get(item, "article")));
		(void)buf_addf(w->out, ", %s, %s ",
			export_article(w->language, article),
			export_say(w, closed ? SAY_ANSWERED : SAY_ANSWER_DUE));
		export_date(w, closed ? closed : export_get(item, "due"));
	}
	export_tag(w, "</ul></section>\n");
}

enum err export_page(
	const json_t *document, enum export_language language, struct buf *out)
{
	struct export_writing w = {out, document, language};

	head(&w);
	export_who(&w);
	purposes(&w);
	origin(&w);
	export_given(&w);
	wishes(&w);
	events(&w);
	export_logic(&w);
	journal(&w);
	requests(&w);
	export_rights(&w);
	return buf_err(out);
}
