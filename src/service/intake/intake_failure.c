/* SPDX-License-Identifier: BSD-2-Clause */
/* Delivery reports: which make an address undeliverable, and which are only
 * listed for the postmaster. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "service/intake/intake_private.h"

#define DAY_S 86400
#define FAILURE_WINDOW_S (7 * DAY_S)
#define WORDS_SIZE 300

/* Clocks of two hosts differ. */
static bool is_recent(const struct send *send, int64_t at_utc)
{
	return send->at_utc >= at_utc - FAILURE_WINDOW_S &&
		send->at_utc <= at_utc + DAY_S;
}

static bool was_sent_to(const struct subject *s, int64_t at_utc)
{
	for (size_t i = 0; i < s->sends_len; i++)
		if (is_recent(&s->sends[i], at_utc))
			return true;
	return false;
}

/* Anybody can send a report. This one returns what was sent to this very
 * address of late: its Message-ID, or the token that was made for it. One
 * message may go to many, who all know its Message-ID: of several persons only
 * our own MTA is believed, or the token. */
static enum err answers_send(struct intake *h, const struct pseudonym *key,
	const struct subject *s, bool *is_r)
{
	const char *id = h->answer->original_id;
	bool is_believed =
		h->answer->concerned.len == 1 || h->event->is_from_own_mta;
	unsigned char digest[MESSAGE_DIGEST_LEN];
	struct unsubscribe_token token;
	enum err e = intake_token(h, &token);

	*is_r = !e && token.has_key &&
		memcmp(token.key.bytes, key->bytes, PSEUDONYM_LEN) == 0;
	if (e == ERR_NOT_FOUND)
		e = ERR_OK;
	if (e || *is_r || !id || !is_believed)
		return e;
	e = intake_digest(h, id, digest);
	for (size_t i = 0; !e && !*is_r && i < s->sends_len; i++)
		*is_r = is_recent(&s->sends[i], h->event->received_utc) &&
			memcmp(s->sends[i].mark.id, digest, sizeof(digest)) ==
				0;
	return e;
}

static enum err add_doubt(struct intake *h, const struct pseudonym *key,
	enum doubt_cause cause, const char *words)
{
	struct store_doubt doubt = {.kind = DOUBT_REPORT,
		.cause = cause,
		.key = *key,
		.words = words};

	return intake_list(h, &doubt);
}

/* Listed for the postmaster, as many as one client may bring in an hour; what
 * is beyond only the log tells. */
static enum err is_not_believed(
	struct intake *h, const struct pseudonym *key, const char *words)
{
	enum rate_result result = flood_take(h->event->flood, h->event->client,
		h->event->received_utc,
		h->desk->settings->inbound.unconfirmed_per_hour);
	enum doubt_cause cause =
		h->answer->concerned.len > 1 ? DOUBT_SEVERAL : DOUBT_NO_SEND;
	char name[FLOOD_NAME_SIZE];

	h->taken += result == RATE_WITHIN;
	h->over += result != RATE_WITHIN;
	buf_addf(h->said, ", an address not counted: no proof%s",
		result == RATE_WITHIN ? ", listed" : "");
	if (result != RATE_OVER) {
		flood_name(h->event->client, name);
		log_warn("%s: inbound: a delivery report from %s makes nobody "
			 "undeliverable: it %s%s",
			h->event->queue_id ? h->event->queue_id : "-", name,
			doubt_cause_words(cause),
			result == RATE_FIRST_OVER ?
				"; further ones of this hour are neither told "
				"nor listed" :
				"");
	}
	return result == RATE_WITHIN ? add_doubt(h, key, cause, words) : ERR_OK;
}

static enum err fail_one(struct intake *h, const char *address,
	const char *words, struct subject *subject)
{
	struct person_facts facts;
	struct pseudonym key;
	bool is_somebody, counts;
	enum err e = intake_identify(h, address, &is_somebody, &key);

	if (!e && is_somebody)
		e = intake_subject(h, &key, subject);
	if (e || !is_somebody || !was_sent_to(subject, h->event->received_utc))
		return e;
	e = answers_send(h, &key, subject, &counts);
	if (e)
		return e;
	if (!counts)
		return is_not_believed(h, &key, words);
	person_facts_init(&facts);
	facts.failure_utc = h->event->received_utc;
	return intake_fold(h, &key, &facts,
		&(struct intake_entry){.kind = JOURNAL_FAILURE,
			.key = &key,
			.detail = "delivery report, channel mail"});
}

/* Its status, and which row read the report: "5.1.1 (delivery report of Exim:
 * no such user)". NULL: neither is known. */
static const char *words_of(
	const struct inbound_answer *answer, size_t i, char words_r[WORDS_SIZE])
{
	const char *status =
		i < answer->statuses.len ? answer->statuses.items[i] : "";

	if (!answer->why)
		return *status ? status : NULL;
	snprintf(words_r, WORDS_SIZE, "%s%s%s%s", status, *status ? " (" : "",
		answer->why, *status ? ")" : "");
	return words_r;
}

/* Art. 5(1)(d): an address that does not exist is no longer accurate. */
enum err intake_failure(struct intake *h)
{
	const struct inbound_list *concerned = &h->answer->concerned;
	char words[WORDS_SIZE];
	struct subject subject;
	enum err e = ERR_OK;

	subject_init(&subject);
	for (size_t i = 0; !e && i < concerned->len; i++)
		e = fail_one(h, concerned->items[i],
			words_of(h->answer, i, words), &subject);
	subject_free(&subject);
	return e;
}
