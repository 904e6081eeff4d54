/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/examine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/align.h"
#include "crypto/unsubscribe_text.h"
#include "inbound/authres.h"
#include "inbound/automatic.h"
#include "inbound/automatic_subject.h"
#include "inbound/html.h"
#include "inbound/ids.h"
#include "inbound/opening.h"
#include "inbound/parts.h"
#include "inbound/report.h"
#include "inbound/report_text.h"
#include "inbound/stop.h"

#define ANSWERED_MAX 50
#define TEXT_MAX_LEN ((size_t)1024 * 1024)
/* More than three sentences have. */
#define OWN_MAX_LEN ((size_t)8 * 1024)
#define WHY_SIZE 160

struct finding {
	struct inbound_answer answer;
	struct report report;
	struct stop_found stop;
	char from[ADDRESS_TEXT_MAX * 2];
	char message_id[ID_TEXT_SIZE];
	char original_id[ID_TEXT_SIZE];
	char token[UNSUBSCRIBE_TEXT_SIZE];
	const char *answered[ANSWERED_MAX];
	char (*ids)[ID_TEXT_SIZE]; /* what "answered" points to */
	const char *concerned[INBOUND_FAILURES_MAX];
	const char *statuses[INBOUND_FAILURES_MAX];
	char why[WHY_SIZE];
};

/* One examination. */
struct work {
	const struct examiner *by;
	const struct inbound_question *q;
	struct fields head;
	struct parts parts;
	char *subject; /* decoded */
	struct automatic automatic;
	struct finding *f;
	struct inbound_answer *a; /* the finding's */
};

const struct inbound_answer *finding_answer(const struct finding *finding)
{
	return &finding->answer;
}

void finding_free(struct finding **finding)
{
	if (*finding) {
		report_free(&(*finding)->report);
		free((*finding)->ids);
	}
	free(*finding);
	*finding = NULL;
}

static void mean(struct work *w, enum inbound_meaning meaning, const char *why)
{
	w->a->meaning = meaning;
	w->a->why = why;
}

/* ----------------------------------------------------------- threads of ids */

static void add_answered(struct work *w, const char *id)
{
	struct inbound_list *list = &w->a->answered;

	for (size_t i = 0; i < list->len; i++)
		if (strcmp(list->items[i], id) == 0)
			return;
	if (list->len == ANSWERED_MAX)
		return;
	memcpy(w->f->ids[list->len], id, strlen(id) + 1);
	list->items[list->len] = w->f->ids[list->len];
	list->len++;
}

/* RFC 5322 3.6.4: References tells the thread from its begin. */
static void add_references(struct work *w)
{
	char(*ids)[ID_TEXT_SIZE] = calloc(ANSWERED_MAX, sizeof(*ids));
	const char *at = fields_get(&w->head, "References", 0);
	size_t n = 0;

	/* Only the last ones have room; the begin of a long thread is lost. */
	while (ids && at && ids_next(&at, ids[n % ANSWERED_MAX]))
		n++;
	for (size_t i = 0; ids && i < n && i < ANSWERED_MAX; i++)
		add_answered(w, ids[(n - 1 - i) % ANSWERED_MAX]);
	free(ids);
}

static void read_ids(struct work *w)
{
	char id[ID_TEXT_SIZE];
	const char *at = fields_get(&w->head, "Message-ID", 0);

	if (at && ids_next(&at, w->f->message_id))
		w->a->message_id = w->f->message_id;
	at = fields_get(&w->head, "In-Reply-To", 0);
	while (at && ids_next(&at, id))
		add_answered(w, id);
	add_references(w);
	if (ids_from(&w->head, w->f->from))
		w->a->from = w->f->from;
}

/* ----------------------------------------------------------------- reports */

/* RFC 2369 names the place; but a provider may have changed the fields. */
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

static enum err read_returned_head(struct work *w, const char *text)
{
	struct fields head;
	const char *at;
	enum err e = fields_parse(text, strlen(text), &head, NULL);

	if (e)
		return e;
	at = fields_get(&head, "Message-ID", 0);
	if (at && ids_next(&at, w->f->original_id))
		w->a->original_id = w->f->original_id;
	if (token_in(&head, w->f->token))
		w->a->token = w->f->token;
	fields_free(&head);
	return ERR_OK;
}

static enum err read_returned(struct work *w)
{
	char *text = parts_head(w->parts.returned);
	enum err e = read_returned_head(w, text);

	g_free(text);
	return e;
}

static void add_concerned(struct work *w)
{
	const struct report *report = &w->f->report;

	for (size_t i = 0; i < report->len; i++) {
		w->f->concerned[i] = report->addresses[i].text;
		w->f->statuses[i] = report->addresses[i].status;
	}
	w->a->concerned = (struct inbound_list){w->f->concerned, report->len};
	if (w->a->meaning == INBOUND_FAILURE)
		w->a->statuses =
			(struct inbound_list){w->f->statuses, report->len};
}

static enum err read_complaint(struct work *w)
{
	bool is_complaint;
	size_t len;
	char *text = parts_octets(w->parts.feedback, &len);
	enum err e =
		report_read_feedback(&w->f->report, text, len, &is_complaint);

	g_free(text);
	if (e)
		return e;
	mean(w, is_complaint ? INBOUND_COMPLAINT : INBOUND_NOTHING,
		is_complaint ? "complaint" : "report that is no complaint");
	add_concerned(w);
	return read_returned(w);
}

static bool is_jmrp(const struct work *w)
{
	return w->a->from && strcasecmp(w->a->from, REPORT_JMRP_FROM) == 0 &&
		w->parts.returned && GMIME_IS_MESSAGE_PART(w->parts.returned);
}

static enum err read_jmrp(struct work *w)
{
	char *head = parts_head(w->parts.returned);
	enum err e = report_read_jmrp(&w->f->report, head, strlen(head));

	g_free(head);
	if (e)
		return e;
	mean(w, INBOUND_COMPLAINT, "complaint at Outlook.com");
	add_concerned(w);
	return read_returned(w);
}

/* "source" and the row that spoke become the reason. */
static enum err mean_failures(struct work *w, const char *source)
{
	const struct report *report = &w->f->report;
	bool is_any = report->len > 0;

	snprintf(w->f->why, sizeof(w->f->why), "%s%s%s%s", source,
		is_any ? "" : " without a bad address", report->row ? ": " : "",
		report->row ? report->row : "");
	mean(w, is_any ? INBOUND_FAILURE : INBOUND_NOTHING, w->f->why);
	if (!is_any)
		return ERR_OK;
	add_concerned(w);
	return read_returned(w);
}

static enum err read_failures(struct work *w)
{
	size_t len;
	char *text = parts_octets(w->parts.delivery, &len);
	enum err e = report_read_delivery(&w->f->report, text, len);

	g_free(text);
	if (e)
		return e;
	return mean_failures(w, "delivery report");
}

/* As text, whatever it is written in. The caller's, by g_free(). */
static char *letter_text(struct work *w)
{
	struct buf text;
	char *html, *plain;
	enum err e;

	if (w->parts.plain || !w->parts.html)
		return w->parts.plain ? parts_text(w->parts.plain) :
					g_strdup("");
	html = parts_text(w->parts.html);
	buf_init(&text, TEXT_MAX_LEN);
	e = html_to_text(html, &text);
	plain = g_strdup(!e || e == ERR_LIMIT ? buf_text(&text) : "");
	buf_free(&text);
	g_free(html);
	return plain;
}

/* ERR_NOT_FOUND: no report. */
static enum err read_failures_in_text(struct work *w)
{
	char source[WHY_SIZE / 2];
	char *text = letter_text(w);
	const struct report_letter letter = {
		.head = &w->head, .sender = w->q->sender, .text = text};
	const char *name, *returned;
	enum err e = report_read_text(&w->f->report, &letter, &name, &returned);

	if (!e) {
		snprintf(source, sizeof(source), "delivery report of %s", name);
		e = mean_failures(w, source);
	}
	if (!e && !w->parts.returned && returned &&
		w->a->meaning == INBOUND_FAILURE)
		e = read_returned_head(w, returned);
	g_free(text);
	return e;
}

static const char *report_type(const struct work *w)
{
	GMimeObject *part = w->parts.message ?
		g_mime_message_get_mime_part(w->parts.message) :
		NULL;
	const char *type = part ?
		g_mime_object_get_content_type_parameter(part, "report-type") :
		NULL;

	return type ? type : "";
}

/* false: no report. A type without its part is a report that was cut. */
static bool is_report(struct work *w, enum err *e_r)
{
	const char *type = report_type(w);

	*e_r = ERR_OK;
	if (w->parts.feedback)
		*e_r = read_complaint(w);
	else if (w->parts.delivery)
		*e_r = read_failures(w);
	else if (is_jmrp(w))
		*e_r = read_jmrp(w);
	else if (w->parts.receipt ||
		strcasecmp(type, "disposition-notification") == 0)
		mean(w, INBOUND_NOTHING, "read receipt");
	else
		*e_r = read_failures_in_text(w);
	if (*e_r != ERR_NOT_FOUND)
		return true;
	*e_r = ERR_OK;
	if (*type)
		mean(w, INBOUND_NOTHING, "report of no use");
	return *type != '\0';
}

/* ----------------------------------------------------------------- letters */

static bool is_to_unsubscribe(const struct work *w)
{
	const char *ours = w->by->hello->unsubscribe_address;
	struct address parsed;

	for (size_t i = 0; ours && i < w->q->recipients.len; i++) {
		const char *to = w->q->recipients.items[i];

		if (address_parse(&(struct address_rules){0}, to, strlen(to),
			    &parsed, NULL) == ERR_OK &&
			strcmp(parsed.text, ours) == 0)
			return true;
	}
	return false;
}

/* What is done with the writer's own words. */
typedef enum err (*own_reader)(struct work *w, const char *own);

static enum err stop_in_own(struct work *w, const char *own)
{
	return stop_in_letter(
		&w->by->hello->stop_words, own, strlen(own), &w->f->stop);
}

/* Somebody who is away says so at the begin. */
static enum err absence_in_own(struct work *w, const char *own)
{
	bool is_said;
	enum err e = automatic_in_text(own, &is_said);

	if (!e && is_said)
		w->automatic.is_answer = true;
	return e;
}

static enum err read_text(struct work *w, const char *text, own_reader reader)
{
	struct buf own;
	enum err e;

	buf_init(&own, OWN_MAX_LEN);
	e = opening_read(text, &own);
	/* What is too long has its begin. */
	if (!e || e == ERR_LIMIT)
		e = reader(w, buf_text(&own));
	buf_free(&own);
	return e;
}

static enum err read_html(struct work *w, own_reader reader)
{
	char *html = parts_text(w->parts.html);
	struct buf text;
	enum err e;

	buf_init(&text, TEXT_MAX_LEN);
	e = html_to_text(html, &text);
	/* What is there of a page that grew too large has the begin. */
	if (!e || e == ERR_LIMIT)
		e = read_text(w, buf_text(&text), reader);
	buf_free(&text);
	g_free(html);
	return e;
}

static enum err read_body(struct work *w, own_reader reader)
{
	char *text;
	enum err e;

	if (!w->parts.plain)
		return w->parts.html ? read_html(w, reader) : ERR_NOT_FOUND;
	text = parts_text(w->parts.plain);
	e = read_text(w, text, reader);
	g_free(text);
	return e;
}

static bool is_reply(const struct work *w)
{
	return w->a->answered.len > 0;
}

/* The surer of what the subject and the letter say. */
static enum err find_stop(struct work *w)
{
	struct stop_found in_subject;
	enum err e = stop_in_subject(&w->by->hello->stop_words, w->subject,
		is_reply(w), &in_subject);

	if (e && e != ERR_NOT_FOUND)
		return e;
	if (in_subject.grade < INBOUND_CERTAIN)
		e = read_body(w, stop_in_own);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (in_subject.grade > w->f->stop.grade)
		w->f->stop = in_subject;
	return w->f->stop.grade == INBOUND_UNSAID ? ERR_NOT_FOUND : ERR_OK;
}

static void mean_stop(struct work *w)
{
	w->a->grade = w->f->stop.grade;
	/* Two marks of a machine: a person shall look at it. */
	if (w->automatic.sign == AUTOMATIC_MARKED_TWICE)
		w->a->grade = INBOUND_LIKELY;
	w->a->word = w->f->stop.said;
	mean(w, INBOUND_STOP,
		w->a->grade == INBOUND_CERTAIN ?
			"letter that says stop" :
			"letter that seems to say stop");
}

/* Apple Mail marks as automatic what a person told it to send, and says so. */
static bool is_told_to_send(const struct work *w)
{
	const char *value = fields_get(&w->head, "X-Apple-Unsubscribe", 0);

	return value && fields_word_is(value, "true");
}

/* Whatever comes to the unsubscribe mailbox asks to be left in peace, from a
 * machine too, where it is no answer of one to a message of ours. */
static enum err is_unsubscribe(struct work *w, bool *is_r)
{
	enum err e = ERR_OK;

	*is_r = false;
	if (!is_to_unsubscribe(w))
		return ERR_OK;
	if (w->automatic.sign && !is_told_to_send(w))
		e = read_body(w, absence_in_own);
	if (e && e != ERR_NOT_FOUND)
		return e;
	*is_r = is_told_to_send(w) || !w->automatic.is_answer;
	if (*is_r && unsubscribe_text_find(w->subject, w->f->token))
		w->a->token = w->f->token;
	return ERR_OK;
}

static void mean_unsubscribe(struct work *w)
{
	w->a->grade = INBOUND_CERTAIN;
	mean(w, INBOUND_UNSUBSCRIBE,
		w->a->token ? "unsubscribe address, token" :
			      "unsubscribe address");
}

static enum err read_letter(struct work *w)
{
	bool is_objection;
	enum err e = automatic_read(
		&w->head, w->q->sender, w->subject, &w->automatic);

	if (!e)
		e = is_unsubscribe(w, &is_objection);
	if (e)
		return e;
	if (is_objection) {
		mean_unsubscribe(w);
		return ERR_OK;
	}
	e = w->automatic.sign == AUTOMATIC_PROVEN ? ERR_NOT_FOUND :
						    find_stop(w);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (!e)
		mean_stop(w);
	else if (w->automatic.sign)
		mean(w, INBOUND_NOTHING, w->automatic.why);
	else
		mean(w, INBOUND_LETTER, "letter");
	return ERR_OK;
}

/* ------------------------------------------------------------------- proof */

/* What stands below a Received field was there before the last server took
 * the message: no server of ours wrote it. */
static enum inbound_proof proof_of_fields(struct work *w, const char *domain)
{
	for (size_t i = 0; i < w->head.len; i++) {
		const struct field *field = &w->head.items[i];
		enum inbound_proof proof;

		if (strcasecmp(field->name, "Received") == 0)
			break;
		if (strcasecmp(field->name, "Authentication-Results") != 0)
			continue;
		proof = authres_proof(
			field->value, &w->by->hello->trusted_authserv, domain);
		if (proof)
			return proof;
	}
	return INBOUND_UNPROVEN;
}

static enum inbound_proof proof_of_spf(struct work *w, const char *domain)
{
	const struct spf_question q = {
		.client = w->q->client,
		.helo = w->q->helo,
		.host = w->q->host,
		.sender = w->q->sender,
		.timeout_ms = w->by->hello->dns_timeout_ms,
	};
	char asked[ADDRESS_DOMAIN_MAX + 1];

	if (!w->by->ask_spf || w->by->hello->without_spf || !w->q->client)
		return INBOUND_UNPROVEN;
	w->a->spf = w->by->ask_spf(w->by->arg, &q);
	return strcmp(w->a->spf, "pass") == 0 && spf_domain(&q, asked) &&
			domain_aligned(asked, domain) ?
		INBOUND_SPF :
		INBOUND_UNPROVEN;
}

static void prove(struct work *w)
{
	struct address from;

	/* Nobody looks at the sender of these. */
	if (w->a->meaning == INBOUND_NOTHING ||
		w->a->meaning == INBOUND_FAILURE || !w->a->from ||
		address_parse(&(struct address_rules){0}, w->a->from,
			strlen(w->a->from), &from, NULL) != ERR_OK)
		return;
	w->a->proof = proof_of_fields(w, address_domain(&from));
	if (!w->a->proof)
		w->a->proof = proof_of_spf(w, address_domain(&from));
}

/* ------------------------------------------------------------------- whole */

static enum err work_begin(struct work *w)
{
	const char *subject;
	enum err e =
		fields_parse(w->q->head, strlen(w->q->head), &w->head, NULL);

	if (!e)
		e = parts_parse(w->q, &w->parts);
	if (!e)
		e = report_init(&w->f->report);
	if (e)
		return e;
	w->f->ids = calloc(ANSWERED_MAX, sizeof(*w->f->ids));
	if (!w->f->ids)
		return ERR_NOMEM;
	subject = fields_get(&w->head, "Subject", 0);
	w->subject = parts_words(subject ? subject : "");
	w->a->number = w->q->number;
	w->a->answered.items = w->f->answered;
	return ERR_OK;
}

enum err examine(const struct examiner *by, const struct inbound_question *q,
	struct finding **finding_r)
{
	struct finding *f = calloc(1, sizeof(*f));
	struct work w = {.by = by, .q = q, .f = f};
	enum err e;

	*finding_r = NULL;
	if (!f)
		return ERR_NOMEM;
	w.a = &f->answer;
	e = work_begin(&w);
	if (!e) {
		read_ids(&w);
		if (!is_report(&w, &e))
			e = read_letter(&w);
	}
	if (!e)
		prove(&w);
	fields_free(&w.head);
	parts_free(&w.parts);
	g_free(w.subject);
	if (e)
		finding_free(&f);
	*finding_r = f;
	return e;
}
