/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "service/verdict/dnm.h"

static bool add_letter(void *arg, const struct store_correspondence *asked,
	const unsigned char message[MESSAGE_DIGEST_LEN])
{
	struct explanation *x = arg;
	int64_t *wrote = array_grow(
		x->wrote, x->wrote_len, &x->wrote_cap, sizeof(*wrote));

	(void)message;
	if (!wrote) {
		x->wrote_e = ERR_NOMEM;
		return false;
	}
	x->wrote = wrote;
	x->wrote[x->wrote_len++] = asked->at_utc;
	return true;
}

static enum err read_letters(struct desk *desk, const struct pseudonym *key,
	struct explanation *explanation)
{
	enum err e = store_correspondence_each(
		desk->session, key, add_letter, explanation);

	return e ? e : explanation->wrote_e;
}

enum err explain_get(struct desk *desk, const char *who, int64_t at_utc,
	bool is_live, struct explanation *explanation_r)
{
	struct identity identity;
	enum err e;

	*explanation_r = (struct explanation){.wrote = NULL};
	subject_init(&explanation_r->subject);
	explanation_r->who = who;
	e = desk_identify(desk, who, &identity);
	if (e)
		return e;
	e = store_read_begin(desk->session);
	if (e)
		return desk_store_fail(desk, e, "reading");
	e = store_subject_get(desk->session, &identity.key, identity.domains,
		identity.domains_len, true, &explanation_r->subject);
	if (!e)
		e = read_letters(desk, &identity.key, explanation_r);
	store_read_end(desk->session);
	if (e) {
		explanation_free(explanation_r);
		return desk_store_fail(desk, e, "reading");
	}
	explanation_r->retention = policy_retention(&desk->settings->policy,
		&explanation_r->subject, at_utc, is_live);
	return ERR_OK;
}

void explanation_free(struct explanation *explanation)
{
	subject_free(&explanation->subject);
	free(explanation->wrote);
	explanation->wrote = NULL;
}

/* ERR_UNAVAILABLE where the answer of one that cannot be asked would count;
 * the question then has those that are sure. */
static enum err ask_lists(struct desk *desk, struct dnm *listed,
	const struct explanation *explanation, struct question *question)
{
	const struct settings *s = desk->settings;
	struct address address;
	const struct dnm_person person = {
		explanation->who, strlen(explanation->who), &address};
	bool held[REASON_COUNT];
	struct verdict verdict;
	enum err e = address_parse(&s->address_rules, person.text,
		person.text_len, &address, NULL);

	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = dnm_ask(listed, s, &person, question);
	if (!e) {
		policy_explain(&s->policy, &explanation->subject, question,
			held, &verdict);
		question->listings_len = dnm_sure(listed);
		if (held[REASON_LISTED] && !question->listings_len)
			e = ERR_UNAVAILABLE;
	}
	return e ? desk_fail(desk, e, "%s", dnm_cause(listed)) : ERR_OK;
}

enum err explain_rules(struct desk *desk, const struct explanation *explanation,
	const struct check_query *query, bool held_r[REASON_COUNT],
	struct verdict *verdict_r)
{
	struct question question = {.purpose = query->purpose,
		.now_utc = query->at_utc,
		.is_live = query->is_live};
	struct dnm *listed = NULL;
	enum err e = ERR_OK;

	if (dnm_applies(desk->settings, query->purpose)) {
		e = dnm_new(desk->office, &listed);
		if (!e)
			e = ask_lists(desk, listed, explanation, &question);
		else
			e = desk_fail(desk, e, "%s", err_text(e));
	}
	policy_explain(&desk->settings->policy, &explanation->subject,
		&question, held_r, verdict_r);
	dnm_free(&listed);
	return e;
}

struct events {
	struct explain_event *items;
	size_t len;
};

static void add(struct events *events, const struct explain_event *event)
{
	events->items[events->len++] = *event;
}

/* A date of the record that is not there is no event. */
static void add_dated(struct events *events, enum explain_kind kind,
	int64_t at_utc, const char *name)
{
	if (at_utc != INSTANT_NONE)
		add(events,
			&(struct explain_event){
				.kind = kind, .at_utc = at_utc, .name = name});
}

static void add_record(struct events *events, const struct subject *s)
{
	add_dated(events, EXPLAIN_COLLECTED, s->collected_utc, s->source);
	add_dated(events, EXPLAIN_RESTRICTED, s->restricted_utc, NULL);
	for (size_t i = 0; i < s->relations_len; i++) {
		const struct relation_span *r = &s->relations[i];

		add(events,
			&(struct explain_event){.kind = EXPLAIN_RELATION,
				.at_utc = r->since_utc,
				.name = r->name});
		add_dated(events, EXPLAIN_RELATION_END, r->end_utc, r->name);
	}
	for (size_t i = 0; i < s->contacts_len; i++)
		add_dated(events, EXPLAIN_CONTACT, s->contacts[i], NULL);
	for (size_t i = 0; i < s->failures_len; i++)
		add_dated(events, EXPLAIN_FAILURE, s->failures[i], NULL);
	for (size_t i = 0; i < s->sends_len; i++)
		add_dated(events, EXPLAIN_SEND, s->sends[i].at_utc,
			s->sends[i].purpose);
}

static void add_wishes(struct events *events, const struct subject *s)
{
	for (size_t i = 0; i < s->grants_len; i++) {
		const struct grant *g = &s->grants[i];

		add(events,
			&(struct explain_event){.kind = EXPLAIN_GRANT,
				.at_utc = g->given_utc,
				.name = g->purpose,
				.without_evidence = !g->has_evidence,
				.detail = g->basis_known ?
					basis_name(g->basis) :
					NULL});
		add_dated(
			events, EXPLAIN_GRANT_END, g->expires_utc, g->purpose);
	}
	for (size_t i = 0; i < s->withdrawals_len; i++)
		add(events,
			&(struct explain_event){.kind = EXPLAIN_WITHDRAWAL,
				.at_utc = s->withdrawals[i].at_utc,
				.is_day = s->withdrawals[i].is_day,
				.name = s->withdrawals[i].purpose,
				.detail = s->withdrawals[i].channel});
	for (size_t i = 0; i < s->objections_len; i++)
		add(events,
			&(struct explain_event){.kind = EXPLAIN_OBJECTION,
				.at_utc = s->objections[i].at_utc,
				.is_day = s->objections[i].is_day,
				.name = s->objections[i].purpose,
				.by_domain = s->objections[i].by_domain,
				.is_unconfirmed =
					s->objections[i].is_unconfirmed,
				.detail = s->objections[i].channel});
	for (size_t i = 0; i < s->lifts_len; i++)
		add(events,
			&(struct explain_event){
				.kind = EXPLAIN_OBJECTION_LIFTED,
				.at_utc = s->lifts[i].at_utc,
				.name = s->lifts[i].purpose});
}

static int compare_events(const void *a, const void *b)
{
	const struct explain_event *left = a, *right = b;

	if (left->at_utc != right->at_utc)
		return left->at_utc < right->at_utc ? -1 : 1;
	return (int)left->kind - (int)right->kind;
}

enum err explain_events(const struct explanation *explanation, int64_t at_utc,
	struct explain_event **events_r, size_t *len_r)
{
	const struct subject *s = &explanation->subject;
	/* Relations and grants have a beginning and an end; four are single. */
	size_t most = 4 + 2 * s->relations_len + s->contacts_len +
		s->failures_len + s->sends_len + 2 * s->grants_len +
		s->withdrawals_len + s->objections_len + s->lifts_len +
		explanation->wrote_len;
	struct events events = {calloc(most, sizeof(*events.items)), 0};

	if (!events.items)
		return ERR_NOMEM;
	add_record(&events, s);
	add_wishes(&events, s);
	for (size_t i = 0; i < explanation->wrote_len; i++)
		add_dated(&events, EXPLAIN_WROTE, explanation->wrote[i], NULL);
	if (explanation->retention.kind == RETENTION_AT)
		add_dated(&events, EXPLAIN_RETENTION_END,
			explanation->retention.end_utc, NULL);
	add_dated(&events, EXPLAIN_ASKED, at_utc, NULL);
	qsort(events.items, events.len, sizeof(*events.items), compare_events);
	*events_r = events.items;
	*len_r = events.len;
	return ERR_OK;
}
