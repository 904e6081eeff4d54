/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/examine.h"

#include <stdlib.h>
#include <string.h>

#include "inbound/examine_private.h"
#include "inbound/html.h"

/* Of the text of a page. */
#define TEXT_MAX_LEN ((size_t)1024 * 1024)

const struct inbound_answer *examined_answer(const struct examined *examined)
{
	return &examined->answer;
}

void examined_free(struct examined **examined)
{
	if (*examined) {
		mail_report_free(&(*examined)->report);
		free((*examined)->ids);
	}
	free(*examined);
	*examined = NULL;
}

static void add_answered(struct examination *x, const char *id)
{
	struct inbound_list *list = &x->a->answered;

	for (size_t i = 0; i < list->len; i++)
		if (strcmp(list->items[i], id) == 0)
			return;
	if (list->len == EXAMINE_ANSWERED_MAX)
		return;
	memcpy(x->result->ids[list->len], id, strlen(id) + 1);
	list->items[list->len] = x->result->ids[list->len];
	list->len++;
}

/* RFC 5322 3.6.4: References names the oldest message of the thread first. */
static void add_references(struct examination *x)
{
	char(*ids)[ID_TEXT_SIZE] = calloc(EXAMINE_ANSWERED_MAX, sizeof(*ids));
	const char *at = fields_get(&x->head, "References", 0);
	size_t n = 0;

	/* There is room for the last ones only: of a long thread the oldest
	 * are lost. */
	while (ids && at && ids_next(&at, ids[n % EXAMINE_ANSWERED_MAX]))
		n++;
	for (size_t i = 0; ids && i < n && i < EXAMINE_ANSWERED_MAX; i++)
		add_answered(x, ids[(n - 1 - i) % EXAMINE_ANSWERED_MAX]);
	free(ids);
}

static void read_ids(struct examination *x)
{
	char id[ID_TEXT_SIZE];
	const char *at = fields_get(&x->head, "Message-ID", 0);

	if (at && ids_next(&at, x->result->message_id))
		x->a->message_id = x->result->message_id;
	at = fields_get(&x->head, "In-Reply-To", 0);
	while (at && ids_next(&at, id))
		add_answered(x, id);
	add_references(x);
	if (ids_from(&x->head, x->result->from))
		x->a->from = x->result->from;
}

enum err examine_text(struct examination *x, char **text_r)
{
	struct buf text;
	char *html;
	enum err e;

	*text_r = NULL;
	if (x->parts.plain) {
		*text_r = parts_text(x->parts.plain);
		return ERR_OK;
	}
	if (!x->parts.html)
		return ERR_NOT_FOUND;
	html = parts_text(x->parts.html);
	buf_init(&text, TEXT_MAX_LEN);
	e = html_to_text(html, &text);
	if (e == ERR_LIMIT)
		e = ERR_OK;
	if (!e)
		*text_r = g_strdup(buf_text(&text));
	buf_free(&text);
	g_free(html);
	return e;
}

static enum err begin(struct examination *x)
{
	const char *subject;
	enum err e =
		fields_parse(x->q->head, strlen(x->q->head), &x->head, NULL);

	if (!e)
		e = parts_parse(x->q, &x->parts);
	if (!e)
		e = mail_report_init(&x->result->report);
	if (e)
		return e;
	x->result->ids = calloc(EXAMINE_ANSWERED_MAX, sizeof(*x->result->ids));
	if (!x->result->ids)
		return ERR_NOMEM;
	subject = fields_get(&x->head, "Subject", 0);
	x->subject = parts_words(subject ? subject : "");
	x->a->number = x->q->number;
	x->a->answered.items = x->result->answered;
	return ERR_OK;
}

enum err examine(const struct examiner *by, const struct inbound_question *q,
	struct examined **examined_r)
{
	struct examined *f = calloc(1, sizeof(*f));
	struct examination x = {.by = by, .q = q, .result = f};
	enum err e;

	*examined_r = NULL;
	if (!f)
		return ERR_NOMEM;
	x.a = &f->answer;
	e = begin(&x);
	if (!e) {
		read_ids(&x);
		if (q->login)
			e = examine_request(&x);
		else if (!examine_report(&x, &e))
			e = examine_letter(&x);
	}
	if (!e)
		examine_proof(&x);
	fields_free(&x.head);
	parts_free(&x.parts);
	g_free(x.subject);
	if (e)
		examined_free(&f);
	*examined_r = f;
	return e;
}
