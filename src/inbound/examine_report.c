/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "inbound/examine_private.h"
#include "inbound/report_text.h"

/* The token belongs into List-Unsubscribe (RFC 2369), but a provider may have
 * changed the fields. */
static bool token_in(
	const struct fields *head, char token_r[UNSUBSCRIBE_TEXT_SIZE])
{
	const char *value = fields_get(head, "List-Unsubscribe", 0);

	if (value && unsubscribe_text_find(value, token_r))
		return true;
	for (size_t i = 0; i < head->len; i++)
		if (unsubscribe_text_find(head->items[i].value, token_r))
			return true;
	return false;
}

static enum err read_returned_head(struct examination *x, const char *text)
{
	struct fields head;
	const char *at;
	enum err e = fields_parse(text, strlen(text), &head, NULL);

	if (e)
		return e;
	at = fields_get(&head, "Message-ID", 0);
	if (at && ids_next(&at, x->result->original_id))
		x->a->original_id = x->result->original_id;
	if (token_in(&head, x->result->token))
		x->a->token = x->result->token;
	fields_free(&head);
	return ERR_OK;
}

static enum err read_returned(struct examination *x)
{
	char *text = parts_head(x->parts.returned);
	enum err e = read_returned_head(x, text);

	g_free(text);
	return e;
}

static void add_concerned(struct examination *x)
{
	const struct mail_report *report = &x->result->report;

	for (size_t i = 0; i < report->len; i++) {
		x->result->concerned[i] = report->addresses[i].text;
		x->result->statuses[i] = report->addresses[i].status;
	}
	x->a->concerned =
		(struct inbound_list){x->result->concerned, report->len};
	if (x->a->meaning == INBOUND_FAILURE)
		x->a->statuses =
			(struct inbound_list){x->result->statuses, report->len};
}

static enum err read_complaint(struct examination *x)
{
	bool is_complaint;
	size_t len;
	char *text = parts_octets(x->parts.feedback, &len);
	enum err e = report_read_feedback(
		&x->result->report, text, len, &is_complaint);

	g_free(text);
	if (e)
		return e;
	examine_set_meaning(x,
		is_complaint ? INBOUND_COMPLAINT : INBOUND_NOTHING,
		is_complaint ? "complaint" : "report that is no complaint");
	add_concerned(x);
	return read_returned(x);
}

static bool is_jmrp(const struct examination *x)
{
	return x->a->from && strcasecmp(x->a->from, REPORT_JMRP_FROM) == 0 &&
		x->parts.returned && GMIME_IS_MESSAGE_PART(x->parts.returned);
}

static enum err read_jmrp(struct examination *x)
{
	char *head = parts_head(x->parts.returned);
	enum err e = report_read_jmrp(&x->result->report, head, strlen(head));

	g_free(head);
	if (e)
		return e;
	examine_set_meaning(x, INBOUND_COMPLAINT, "complaint at Outlook.com");
	add_concerned(x);
	return read_returned(x);
}

/* "source" and the row that spoke become the reason. */
static enum err set_failures(struct examination *x, const char *source)
{
	const struct mail_report *report = &x->result->report;
	bool is_any = report->len > 0;

	snprintf(x->result->why, sizeof(x->result->why), "%s%s%s%s", source,
		is_any ? "" : " without a bad address", report->row ? ": " : "",
		report->row ? report->row : "");
	examine_set_meaning(
		x, is_any ? INBOUND_FAILURE : INBOUND_NOTHING, x->result->why);
	if (!is_any)
		return ERR_OK;
	add_concerned(x);
	return read_returned(x);
}

/* What a machine wrote: of a message whose parts cannot be told apart, all
 * that is there. *text_r is the caller's, by g_free(). */
static enum err text_of_machine(struct examination *x, char **text_r)
{
	enum err e = examine_text(x, text_r);

	if (e != ERR_NOT_FOUND)
		return e;
	*text_r = g_utf8_make_valid(x->q->body, -1);
	return ERR_OK;
}

/* *source_r: a constant. ERR_NOT_FOUND: no report. */
static enum err read_text(
	struct examination *x, bool is_beside, const char **source_r)
{
	struct report_letter letter = {.head = &x->head,
		.sender = x->q->sender,
		.is_beside = is_beside};
	char *text;
	const char *returned;
	enum err e = text_of_machine(x, &text);

	if (e)
		return e;
	letter.text = text;
	e = report_read_text(&x->result->report, &letter, source_r, &returned);
	if (!e && !x->parts.returned && returned && x->result->report.len > 0)
		e = read_returned_head(x, returned);
	g_free(text);
	return e;
}

static enum err read_failures(struct examination *x)
{
	struct mail_report *report = &x->result->report;
	size_t len;
	char *text = parts_octets(x->parts.delivery, &len);
	enum err e = report_read_delivery(report, text, len);
	const char *source = NULL;

	g_free(text);
	if (!e && report->silent_len > 0)
		e = read_text(x, true, &source);
	else if (!e && report->len == 0 && report->has_unreadable)
		e = read_text(x, false, &source);
	if (e && e != ERR_NOT_FOUND)
		return e;
	return set_failures(x, "delivery report");
}

/* ERR_NOT_FOUND: no report. */
static enum err read_failures_in_text(struct examination *x)
{
	char what[EXAMINE_WHY_SIZE / 2];
	const char *source;
	enum err e = read_text(x, false, &source);

	if (e)
		return e;
	snprintf(what, sizeof(what), "delivery report of %s", source);
	return set_failures(x, what);
}

/* A gateway may wrap the report into a message of its own. */
static void look_inside(struct examination *x)
{
	struct parts inner;

	if (x->parts.delivery || *x->q->sender != '\0')
		return;
	parts_inner(x->parts.returned, &inner);
	if (!inner.delivery)
		return;
	x->parts.delivery = inner.delivery;
	x->parts.returned = inner.returned;
	x->parts.plain = inner.plain;
	x->parts.html = inner.html;
}

static const char *report_type(const struct examination *x)
{
	GMimeObject *part = x->parts.message ?
		g_mime_message_get_mime_part(x->parts.message) :
		NULL;
	const char *type = part ?
		g_mime_object_get_content_type_parameter(part, "report-type") :
		NULL;

	return type ? type : "";
}

/* Content-Type names a report, but the part is missing: the report was cut
 * off. */
bool examine_report(struct examination *x, enum err *e_r)
{
	const char *type = report_type(x);

	*e_r = ERR_OK;
	look_inside(x);
	if (x->parts.feedback)
		*e_r = read_complaint(x);
	else if (x->parts.delivery)
		*e_r = read_failures(x);
	else if (is_jmrp(x))
		*e_r = read_jmrp(x);
	else if (x->parts.receipt ||
		strcasecmp(type, "disposition-notification") == 0)
		examine_set_meaning(x, INBOUND_NOTHING, "read receipt");
	else
		*e_r = read_failures_in_text(x);
	if (*e_r != ERR_NOT_FOUND)
		return true;
	*e_r = ERR_OK;
	if (*type)
		examine_set_meaning(x, INBOUND_NOTHING, "report of no use");
	return *type != '\0';
}
