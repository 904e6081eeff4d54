/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objections that came by mail. Who answers "stop" or calls a message
 * unwanted says nothing of purposes, and whoever objects to direct marketing
 * is to get no more of it: both end all of it (GDPR Art. 21(3)). A token was
 * made for one purpose, and so its holder said which.
 */
#include <string.h>

#include "service/intake/intake_private.h"

enum err intake_digest(struct intake *h, const char *message_id,
	unsigned char digest_r[MESSAGE_DIGEST_LEN])
{
	enum err e = pseudonym_of_message(
		identifier_pseudonymizer(h->desk->identifier), message_id,
		strlen(message_id), digest_r);

	return e ? desk_fail(h->desk, e, "%s", err_text(e)) : ERR_OK;
}

static bool is_send(const struct subject *s,
	const unsigned char message[MESSAGE_DIGEST_LEN])
{
	for (size_t i = 0; i < s->sends_len; i++)
		if (memcmp(s->sends[i].mark.id, message, MESSAGE_DIGEST_LEN) ==
			0)
			return true;
	return false;
}

/* Whether the mail replies to what we sent to this very address. */
static enum err answers_us(
	struct intake *h, struct subject *subject, bool *is_r)
{
	const struct inbound_list *answered = &h->answer->answered;
	unsigned char digest[MESSAGE_DIGEST_LEN];
	enum err e;

	*is_r = false;
	if (!h->has_from || answered->len == 0)
		return ERR_OK;
	e = intake_subject(h, &h->from, subject);
	for (size_t i = 0; !e && !*is_r && i < answered->len; i++) {
		e = intake_digest(h, answered->items[i], digest);
		*is_r = !e && is_send(subject, digest);
	}
	return e;
}

/* A stop that answers none of our messages may be meant for somebody else, and
 * one that is only likely may be an ordinary letter: such an objection counts
 * until somebody has looked at it. No stop is a contact. */
enum err intake_stop(struct intake *h)
{
	struct subject subject;
	bool is_answer;
	enum err e;

	subject_init(&subject);
	e = answers_us(h, &subject, &is_answer);
	subject_free(&subject);
	if (!e)
		e = intake_remember(h, true);
	if (e)
		return e;
	return intake_objection(h,
		&(struct intake_objection){.key = &h->from,
			.channel = is_answer ? "reply" : "mail",
			.is_likely = h->answer->grade == INBOUND_LIKELY,
			.is_unconfirmed = !h->is_proven || !is_answer ||
				h->answer->grade == INBOUND_LIKELY,
			.cause = !h->is_proven ? DOUBT_UNPROVEN :
				!is_answer     ? DOUBT_NO_ANSWER :
						 DOUBT_LIKELY});
}

enum err intake_token(struct intake *h, struct unsubscribe_token *token_r)
{
	const char *text = h->answer->token;
	struct unsubscriber *u;
	enum err e;

	if (!text)
		return ERR_NOT_FOUND;
	e = desk_unsubscriber(h->desk, &u);
	if (e)
		return e;
	e = unsubscribe_open(u, text, strlen(text), token_r);
	if (e == ERR_CORRUPT)
		return ERR_NOT_FOUND;
	return e ? desk_fail(h->desk, e, "%s", err_text(e)) : ERR_OK;
}

static const char *purpose_of(const struct unsubscribe_token *token)
{
	return token->purpose[0] ? token->purpose : NULL;
}

enum err intake_unsubscribe(struct intake *h)
{
	struct intake_objection o = {.key = &h->from,
		.channel = "mail",
		.is_unconfirmed = !h->is_proven,
		.cause = DOUBT_UNPROVEN};
	unsigned char mark[UNSUBSCRIBE_MARK_LEN];
	struct unsubscribe_token token;
	enum err e = intake_token(h, &token);

	if (e && e != ERR_NOT_FOUND)
		return e;
	if (!e)
		o.purpose = purpose_of(&token);
	if (!e && token.has_key) {
		/* The key under which the person was known when it was made:
		 * who holds the token needs no other proof. */
		unsubscribe_mark(
			h->answer->token, strlen(h->answer->token), mark);
		o.key = &token.key;
		o.generation = token.generation;
		o.mark = mark;
		o.is_unconfirmed = false;
	} else if (!h->has_from) {
		buf_adds(h->said, ", it names nobody");
		return ERR_OK;
	}
	e = intake_remember(h, true);
	return e ? e : intake_objection(h, &o);
}

/* Without a token the complaint is that of the person whom the report names, if
 * we wrote to them at all: anybody can send a report. */
static enum err complain_of(
	struct intake *h, const char *address, struct subject *subject)
{
	struct pseudonym key;
	bool is_somebody;
	enum err e = intake_identify(h, address, &is_somebody, &key);

	if (!e && is_somebody)
		e = intake_subject(h, &key, subject);
	if (e || !is_somebody || subject->sends_len == 0)
		return e;
	return intake_objection(h,
		&(struct intake_objection){.key = &key,
			.channel = "complaint",
			.is_unconfirmed = true,
			.cause = DOUBT_UNPROVEN});
}

enum err intake_complaint(struct intake *h)
{
	const struct inbound_list *concerned = &h->answer->concerned;
	struct unsubscribe_token token;
	struct subject subject;
	enum err e = intake_token(h, &token);

	if (!e && token.has_key)
		return intake_objection(h,
			&(struct intake_objection){.key = &token.key,
				.generation = token.generation,
				.channel = "complaint"});
	if (e && e != ERR_NOT_FOUND)
		return e;
	e = ERR_OK;
	subject_init(&subject);
	for (size_t i = 0; !e && i < concerned->len; i++)
		e = complain_of(h, concerned->items[i], &subject);
	subject_free(&subject);
	return e;
}
