/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/intake/intake_private.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "service/person/objections.h"
#include "store/rekey.h"

enum err intake_identify(struct intake *h, const char *address, bool *is_r,
	struct pseudonym *key_r)
{
	struct desk *desk = h->desk;
	struct address parsed;
	const char *cause;
	enum err e;

	*is_r = false;
	if (!address ||
		address_parse(&desk->settings->address_rules, address,
			strlen(address), &parsed, NULL) ||
		settings_owns(desk->settings, address_domain(&parsed)))
		return ERR_OK;
	e = identifier_key(
		desk->identifier, address, strlen(address), key_r, &cause);
	if (e)
		return desk_store_fail(desk, e, "looking the address up");
	*is_r = true;
	return ERR_OK;
}

/* What a stranger's MTA told may be too long for an entry. */
static const char *fits(const char *text, size_t max)
{
	return text && strlen(text) <= max ? text : NULL;
}

/* Of what is confirmed by staff there is neither. */
static enum journal_meaning meaning_of(const struct intake *h)
{
	if (!h->answer)
		return h->event ? JOURNAL_BY_CLICK : JOURNAL_BY_STAFF;
	switch (h->answer->meaning) {
	case INBOUND_LETTER:
		return JOURNAL_BY_LETTER;
	case INBOUND_STOP:
		return JOURNAL_BY_STOP;
	case INBOUND_UNSUBSCRIBE:
		return JOURNAL_BY_UNSUBSCRIBE;
	case INBOUND_COMPLAINT:
		return JOURNAL_BY_COMPLAINT;
	case INBOUND_FAILURE:
		return JOURNAL_BY_REPORT;
	case INBOUND_NOTHING:
	case INBOUND_REQUEST:
		break;
	}
	return JOURNAL_BY_STAFF;
}

enum err intake_journal(
	struct intake *h, const struct intake_entry *what, uint64_t *seq_r)
{
	struct journal_entry entry = {
		.kind = what->kind,
		.at_utc = h->desk->now_utc,
		.has_key = what->key != NULL,
		.purpose = what->purpose,
		.is_enforced = true,
		.detail = what->detail,
	};
	enum err e;

	if (what->key)
		entry.key = *what->key;
	entry.meaning = meaning_of(h);
	if (h->event) {
		entry.queue_id = fits(h->event->queue_id, JOURNAL_QUEUE_ID_MAX);
		entry.host = fits(h->event->host, JOURNAL_HOST_MAX);
	}
	e = store_journal_add(h->desk->session, &entry);
	if (e)
		return desk_store_fail(h->desk, e, "writing the journal");
	if (seq_r)
		*seq_r = entry.seq;
	return ERR_OK;
}

enum err intake_subject(
	struct intake *h, const struct pseudonym *key, struct subject *subject)
{
	enum err e;

	subject_reset(subject);
	e = store_subject_get(h->desk->session, key, NULL, 0, false, subject);
	if (e)
		return desk_store_fail(h->desk, e, "reading the record");
	return ERR_OK;
}

/* Over the limit: the first of its hour is reported. */
static enum err count_over(struct intake *h, bool is_first)
{
	char name[FLOOD_NAME_SIZE], detail[100];
	int limit = h->desk->settings->inbound.unconfirmed_per_hour;

	h->over++;
	buf_adds(h->said,
		", one objection not recorded: too many without "
		"proof from one client");
	if (!is_first)
		return ERR_OK;
	flood_name(h->event->client, name);
	log_warn("inbound: more than %d objections without proof from %s "
		 "within an hour: further ones are not recorded",
		limit, name);
	snprintf(detail, sizeof(detail),
		"more than %d unconfirmed objections from one client in an "
		"hour",
		limit);
	return intake_journal(h,
		&(struct intake_entry){.kind = JOURNAL_FLOOD, .detail = detail},
		NULL);
}

static bool is_over(struct intake *h, bool *is_first_r)
{
	enum rate_result result = flood_take(h->event->flood, h->event->client,
		h->event->received_utc,
		h->desk->settings->inbound.unconfirmed_per_hour);

	*is_first_r = result == RATE_FIRST_OVER;
	h->taken += result == RATE_WITHIN;
	return result != RATE_WITHIN;
}

static enum err add_entry(
	struct intake *h, const struct intake_objection *o, uint64_t *seq_r)
{
	char detail[JOURNAL_DETAIL_MAX];

	snprintf(detail, sizeof(detail), "by address, channel %s, proof %s%s%s",
		o->channel,
		o->mark ? "token" : inbound_proof_name(h->answer->proof),
		o->is_likely ? ", likely" : "",
		o->is_unconfirmed ? ", unconfirmed" : "");
	return intake_journal(h,
		&(struct intake_entry){.kind = JOURNAL_OBJECTION,
			.key = o->key,
			.purpose = o->purpose,
			.detail = detail},
		seq_r);
}

static void say(struct intake *h, const struct intake_objection *o, bool is_new)
{
	buf_addf(h->said, ", objection to %s %s%s%s",
		o->purpose ? o->purpose : "all direct marketing",
		is_new ? "recorded" : "on record already",
		o->is_likely ? ", likely" : "",
		o->is_unconfirmed ? ", unconfirmed" : "");
}

/* A token may name a key of earlier address rules, which was joined into
 * another since: nobody has to be seen by the old spelling again. */
static enum err add_forward(struct intake *h, const struct intake_objection *o,
	const struct objection *fact,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	struct store_session *s = h->desk->session;
	struct joining_keys keys = {.items = NULL};
	enum err e = identifier_ready(h->desk->identifier);

	if (!e)
		e = joining_reach_forward(s, o->key,
			identifier_rules(h->desk->identifier), &keys);
	for (size_t i = 1; !e && i < keys.len; i++) {
		e = store_objection_add_by(s, &keys.items[i], fact, mark);
		if (e == ERR_EXISTS)
			e = ERR_OK;
	}
	joining_keys_free(&keys);
	return e;
}

static enum err add_objection(struct intake *h,
	const struct intake_objection *o, const struct objection *fact,
	const unsigned char mark[OBJECTION_MARK_LEN])
{
	enum err e = add_forward(h, o, fact, mark);

	if (!e)
		e = store_objection_add_by(
			h->desk->session, o->key, fact, mark);
	if (!e && o->generation > 0)
		e = store_key_generation(
			h->desk->session, o->key, o->generation);
	return e;
}

enum err intake_objection(struct intake *h, const struct intake_objection *o)
{
	const struct objection fact = {.purpose = o->purpose,
		.at_utc = h->event->received_utc,
		.channel = o->channel,
		.is_unconfirmed = o->is_unconfirmed,
		.recorded_utc = h->desk->now_utc};
	unsigned char mark[OBJECTION_MARK_LEN];
	bool is_first = false;
	uint64_t seq = 0;
	enum err e = ERR_OK;

	if (o->is_unconfirmed && is_over(h, &is_first))
		return count_over(h, is_first);
	if (o->mark) {
		memcpy(mark, o->mark, sizeof(mark));
	} else {
		e = add_entry(h, o, &seq);
		if (e)
			return e;
		objections_mark(seq, mark);
	}
	e = add_objection(h, o, &fact, mark);
	if (e && e != ERR_EXISTS)
		return desk_store_fail(h->desk, e, "writing the objection");
	h->is_new = e == ERR_OK;
	say(h, o, h->is_new);
	if (h->is_new && o->mark)
		return add_entry(h, o, NULL);
	return h->is_new && o->is_unconfirmed ?
		intake_list_objection(h, o, mark) :
		ERR_OK;
}
