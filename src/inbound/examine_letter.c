/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "inbound/automatic_subject.h"
#include "inbound/examine_private.h"
#include "inbound/opening.h"

/* More than three sentences have. */
#define OWN_MAX_LEN ((size_t)8 * 1024)

static bool is_to_unsubscribe(const struct examination *x)
{
	const char *ours = x->by->hello->unsubscribe_address;
	struct address parsed;

	for (size_t i = 0; ours && i < x->q->recipients.len; i++) {
		const char *to = x->q->recipients.items[i];

		if (address_parse(&(struct address_rules){0}, to, strlen(to),
			    &parsed, NULL) == ERR_OK &&
			strcmp(parsed.text, ours) == 0)
			return true;
	}
	return false;
}

/* What is done with the writer's own words. */
typedef enum err (*own_reader)(struct examination *x, const char *own);

static enum err stop_in_own(struct examination *x, const char *own)
{
	return stop_in_letter(
		&x->by->hello->stop_words, own, strlen(own), &x->result->stop);
}

/* Somebody who is away says so at the begin. */
static enum err absence_in_own(struct examination *x, const char *own)
{
	bool is_said;
	enum err e = automatic_in_text(
		&x->by->hello->automatic_subjects, own, &is_said);

	if (!e && is_said)
		x->automatic.is_answer = true;
	return e;
}

static enum err read_text(
	struct examination *x, const char *text, own_reader reader)
{
	struct buf own;
	enum err e;

	buf_init(&own, OWN_MAX_LEN);
	e = opening_read(text, &own);
	/* What is too long has its begin. */
	if (!e || e == ERR_LIMIT)
		e = reader(x, buf_text(&own));
	buf_free(&own);
	return e;
}

static enum err read_body(struct examination *x, own_reader reader)
{
	char *text;
	enum err e = examine_text(x, &text);

	if (e)
		return e;
	e = read_text(x, text, reader);
	g_free(text);
	return e;
}

static bool is_reply(const struct examination *x)
{
	return x->a->answered.len > 0;
}

/* The surer of what the subject and the letter say. */
static enum err find_stop(struct examination *x, bool *is_in_subject_r)
{
	struct stop_found in_subject;
	enum err e = stop_in_subject(&x->by->hello->stop_words, x->subject,
		is_reply(x), &in_subject);

	if (e && e != ERR_NOT_FOUND)
		return e;
	if (in_subject.grade < INBOUND_CERTAIN)
		e = read_body(x, stop_in_own);
	if (e && e != ERR_NOT_FOUND)
		return e;
	*is_in_subject_r = in_subject.grade > x->result->stop.grade;
	if (*is_in_subject_r)
		x->result->stop = in_subject;
	return x->result->stop.grade == INBOUND_UNSAID ? ERR_NOT_FOUND : ERR_OK;
}

static void set_stop(struct examination *x, bool is_in_subject)
{
	x->a->grade = x->result->stop.grade;
	/* Two marks of a machine: a person shall look at it. */
	if (x->automatic.sign == AUTOMATIC_MARKED_TWICE)
		x->a->grade = INBOUND_LIKELY;
	x->a->word = x->result->stop.said;
	snprintf(x->result->why, sizeof(x->result->why), "%s that %s stop: %s",
		is_in_subject ? "subject" : "letter",
		x->a->grade == INBOUND_CERTAIN ? "says" : "seems to say",
		x->result->stop.row);
	examine_set_meaning(x, INBOUND_STOP, x->result->why);
}

/* Apple Mail marks as automatic what a person told it to send, and says so. */
static bool is_told_to_send(const struct examination *x)
{
	const char *value = fields_get(&x->head, "X-Apple-Unsubscribe", 0);

	return value && fields_word_is(value, "true");
}

/* Whatever comes to the unsubscribe mailbox asks to be left in peace, from a
 * machine too, where it is no answer of one to a message of ours. */
static enum err is_unsubscribe(struct examination *x, bool *is_r)
{
	enum err e = ERR_OK;

	*is_r = false;
	if (!is_to_unsubscribe(x))
		return ERR_OK;
	if (x->automatic.sign && !is_told_to_send(x))
		e = read_body(x, absence_in_own);
	if (e && e != ERR_NOT_FOUND)
		return e;
	*is_r = is_told_to_send(x) || !x->automatic.is_answer;
	if (*is_r && unsubscribe_text_find(x->subject, x->result->token))
		x->a->token = x->result->token;
	return ERR_OK;
}

static void set_unsubscribe(struct examination *x)
{
	x->a->grade = INBOUND_CERTAIN;
	examine_set_meaning(x, INBOUND_UNSUBSCRIBE,
		x->a->token ? "unsubscribe address, token" :
			      "unsubscribe address");
}

static void set_automatic(struct examination *x)
{
	const struct automatic *a = &x->automatic;

	snprintf(x->result->why, sizeof(x->result->why), "%s%s%s", a->why,
		a->row ? ": " : "", a->row ? a->row : "");
	examine_set_meaning(x, INBOUND_NOTHING, x->result->why);
}

enum err examine_letter(struct examination *x)
{
	bool is_objection, is_in_subject = false;
	const struct automatic_question q = {
		.head = &x->head,
		.sender = x->q->sender,
		.subject = x->subject,
		.own = &x->by->hello->automatic_subjects,
	};
	enum err e = automatic_read(&q, &x->automatic);

	if (!e)
		e = is_unsubscribe(x, &is_objection);
	if (e)
		return e;
	if (is_objection) {
		set_unsubscribe(x);
		return ERR_OK;
	}
	e = x->automatic.sign == AUTOMATIC_PROVEN ?
		ERR_NOT_FOUND :
		find_stop(x, &is_in_subject);
	if (e && e != ERR_NOT_FOUND)
		return e;
	if (!e)
		set_stop(x, is_in_subject);
	else if (x->automatic.sign)
		set_automatic(x);
	else
		examine_set_meaning(x, INBOUND_LETTER, "letter");
	return ERR_OK;
}
